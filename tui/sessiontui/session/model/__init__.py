"""A session read: windows, tabs, groups, cookies."""
