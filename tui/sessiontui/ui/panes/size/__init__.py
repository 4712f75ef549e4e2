"""Pane 6: where the bytes of a session are."""
