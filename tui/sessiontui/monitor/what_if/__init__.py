"""The same saves under other designs."""
