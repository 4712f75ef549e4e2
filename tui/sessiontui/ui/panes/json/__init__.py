"""Pane 7."""
