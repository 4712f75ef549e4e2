"""JSON as it stands on disk: decoded, walked, shown, searched."""
