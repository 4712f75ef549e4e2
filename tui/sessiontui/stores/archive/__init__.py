"""Archives as places: a tar, a zip, what ``backup`` made, a backup by Firefox itself."""
