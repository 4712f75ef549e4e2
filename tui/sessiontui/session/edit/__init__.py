"""A session changed: edits as data, and what carries them out."""
