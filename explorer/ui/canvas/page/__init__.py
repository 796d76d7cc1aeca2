"""What holds on every page: contrast, focus, room on a phone, and the view for a projector."""
