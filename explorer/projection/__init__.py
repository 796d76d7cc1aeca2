"""From D dimensions to two or three, and how far the picture can be trusted."""
