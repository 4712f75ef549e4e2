"""One tab across versions: what a person calls "that tab", wherever and as often as it is kept."""
