"""Directions, associations, and what debiasing changes."""
