"""Ways to take a bias out of word vectors: one file a method, each from its paper."""
