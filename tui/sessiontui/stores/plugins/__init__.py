"""Stores by strangers: how one is loaded, and the wall between its code and ours."""
