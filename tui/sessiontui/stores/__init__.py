"""The pluggable backends: where versions come from and where edits go."""
