"""One file's text to its facts."""
