"""What a field means and a value says."""
