"""Finding sentences: by meaning, by the words they share, and what met what."""
