"""Readers of the files that pretrained vectors come in."""
