"""The archive that Firefox Backup makes: one HTML page with a ZIP in it, plain or encrypted."""
