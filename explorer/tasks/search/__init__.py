"""Finding sentences: by meaning, by the words they share, and which words matched."""
