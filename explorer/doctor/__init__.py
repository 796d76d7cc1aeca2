"""Checks of a machine before visitors come: whether it has all that the app needs, and what to do if not."""
