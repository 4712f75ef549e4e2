"""One session file."""
