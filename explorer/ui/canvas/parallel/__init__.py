"""Words on many directions at once, a line a word; a brush along an axis keeps the lines that cross it there."""
