"""Profiles that lie in no directory of this machine: in an archive, on another machine."""
