"""Tests of what reads words in order."""
