"""Panes 2, 3 and 8."""
