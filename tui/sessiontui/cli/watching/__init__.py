"""What ``watch`` prints and waits for."""
