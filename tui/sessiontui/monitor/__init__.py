"""What happens on disk while Firefox runs."""
