"""The browser's part of a lesson's strip: the row of steps, the outlined place, and text that is read aloud."""
