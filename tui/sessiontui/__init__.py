"""Everything Firefox keeps for session restore: read it, watch it, give it back."""

__version__ = "0.1.0"
