"""What vectors are for: judging sentences, finding names, searching by meaning."""
