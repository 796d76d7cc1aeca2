"""Word embeddings you can watch being learned, load from files, take apart and compare."""
