"""Networks that say what comes next, in words or in letters, and the counts they are compared with."""
