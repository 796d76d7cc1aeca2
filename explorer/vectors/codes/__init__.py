"""Rows as signed bytes with a bound on what that loses, so that exact neighbours need a quarter of the memory."""
