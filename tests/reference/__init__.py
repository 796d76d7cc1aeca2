"""Published and measured figures, reproduced on the real data."""
