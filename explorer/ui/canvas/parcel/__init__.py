"""Bytes that are sent to the browser once and stay there, separate from what changes with each click."""
