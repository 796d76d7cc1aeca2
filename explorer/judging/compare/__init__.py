"""Models compared with each other: overlap of neighbours, movement, the null, the same questions."""
