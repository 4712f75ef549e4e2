"""Tabs that another program keeps in a form of its own, as a session to look at."""
