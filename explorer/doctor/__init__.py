"""What an operator asks of a machine before visitors come: is all there that the app needs, and if not, what to do."""
