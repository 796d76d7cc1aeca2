"""Bytes that come to the browser once and stay there, apart from what changes with each click."""
