"""Known answers: what papers, lectures and arithmetic say must come out, computed by the code of this app."""
