"""The live panel: a browser component and the channel that feeds it."""
