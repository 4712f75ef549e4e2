"""Edits planned, carried out as one transaction, and undone."""
