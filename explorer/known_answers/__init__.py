"""Known answers: what papers, lectures and arithmetic say must come out, computed anew by this very code."""
