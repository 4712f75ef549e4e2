"""A toast in place of what was said before: only the newest is shown."""

from __future__ import annotations

from typing import Any

from textual.app import App
from textual.notifications import SeverityLevel


def say(app: App[Any], words: str, seconds: float, *, warning: bool = False) -> None:
    """Say something for so many seconds; printable text."""
    app.clear_notifications()
    severity: SeverityLevel = "warning" if warning else "information"
    app.notify(words, severity=severity, timeout=seconds, markup=False)
