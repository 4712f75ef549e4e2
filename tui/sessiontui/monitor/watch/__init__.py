"""From the file system to saves and happenings."""
