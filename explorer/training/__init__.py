"""Trainers small enough to watch, and one fast enough for real corpora."""
