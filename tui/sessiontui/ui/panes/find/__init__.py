"""Pane 4: pages of all versions."""
