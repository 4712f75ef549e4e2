"""Pane 5."""
