"""Files of another machine, by the system's own ssh and a POSIX shell there."""
