"""Words on many directions at once, a line per word; a brush on an axis selects the lines that cross it there."""
