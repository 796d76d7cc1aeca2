"""The common parts of all pages: contrast, focus, room on a phone, and the view for a projector."""
