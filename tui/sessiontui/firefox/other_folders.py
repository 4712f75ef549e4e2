"""The folders of a profile in which Firefox keeps everything but sessions."""

from __future__ import annotations

from typing import Final

FOLDERS_WITHOUT_SESSIONS: Final = frozenset({
    "bookmarkbackups", "browser-extension-data", "cache2", "chrome", "crashes", "datareporting",
    "extension-data", "extension-store", "extension-store-menus", "extensions", "features", "gmp",
    "healthreport", "indexedDB", "jetpack", "jumpListCache", "minidumps", "OfflineCache",
    "personality-provider", "safebrowsing", "saved-telemetry-pings", "security_state", "settings",
    "shader-cache", "startupCache", "storage", "thumbnails", "weave", "webapps",
})  # fmt: skip
"""Folders of Firefox in a profile: large, and full of addresses that are something else."""
