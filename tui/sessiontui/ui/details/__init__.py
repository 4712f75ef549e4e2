"""What is known of one item."""
