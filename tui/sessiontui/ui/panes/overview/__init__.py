"""Pane 1: what the next start does, what can be got back, and the facts."""
