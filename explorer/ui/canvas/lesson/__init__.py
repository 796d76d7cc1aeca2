"""What the strip of a lesson needs of the browser: a row of steps, the place that is looked at, what is read aloud."""
