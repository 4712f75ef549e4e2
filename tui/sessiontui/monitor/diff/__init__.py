"""What one save changed."""
