"""What one session file costs whoever reads and writes it, measured here."""
