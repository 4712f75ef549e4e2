"""A session, or a part of it, in the forms other programs read."""
