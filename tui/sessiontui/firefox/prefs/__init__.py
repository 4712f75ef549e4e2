"""prefs.js, user.js, policies and the catalogue of session settings."""
