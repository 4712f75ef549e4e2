"""A Firefox profile."""
