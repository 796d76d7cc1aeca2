"""Known answers: results that papers, lectures and arithmetic give, computed by the code of this app."""
