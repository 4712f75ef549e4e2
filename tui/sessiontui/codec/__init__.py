"""How a session is written in bytes."""
