"""What the title bar and the folded rail say, in words."""

from __future__ import annotations

from ...stores.view import View
from ...text import ago, count
from ..version_words import reading_words, reason
from ..widgets.version_rail import mark, short_name


def title_of(view: View) -> str:
    """Which profile, which Firefox, running or not."""
    parts = [f"sessiontui  {view.info.title}"]
    profile = view.profile
    if profile is not None:
        parts.append(f"{profile.browser} {profile.firefox or ''}".strip())
        if profile.in_use.state == "in use":
            parts.append(f"running, pid {profile.in_use.pid}" if profile.in_use.pid else "running")
        elif not (view.versions or view.reading or profile.barred):
            parts.append("no session saved")
        elif profile.next_start.barred:
            parts.append("not all of it may be looked at")
        elif profile.crashed is not None:
            parts.append("did not quit cleanly" if profile.crashed else "closed cleanly")
    if view.info.risk:
        parts.append("taken for Firefox")
    if view.info.read_only_reason:
        parts.append("read-only")
    return " · ".join(parts)


def saved_words(view: View, now: float) -> str:
    """When the last save was seen."""
    saves = (v for v in view.versions if v.role not in ("copy", "unfinished"))
    saved = max((v.modified or 0 for v in saves), default=0)
    return f"saved {ago(saved, now)}" if saved else ""


def folded_words(view: View, now: float) -> str:
    """The shown version in one line."""
    version = view.version
    if version is None:
        return view.error or (reading_words(view) if view.reading else "")
    place = f"{view.rail.index(version) + 1}/{len(view.rail)}"
    summary = view.summaries.get(version.id)
    held = count(summary.counts.tabs, "tab") if summary and summary.counts else reason(view)
    sign = mark(view, version)
    words = f"{sign} {short_name(version)}".strip()
    return f"{words} · {ago(version.modified, now)} · {held} · {place}"
