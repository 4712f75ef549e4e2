"""Everything known of one tab, closed tab, window or group, as labelled lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..session.model import ClosedTab, Snapshot, Tab, TabGroup, Window
from ..stores.base import View
from ..text import ago, count, exact_size, moment, printable, site, size
from .widgets.sheet import Line

_FIELD_LIMIT = 40
_BLANK = Line("", "")


class Describer:
    """Says what a snapshot's items are. ``containers`` maps userContextId to a name."""

    def __init__(self, snapshot: Snapshot, containers: Mapping[int, str], now: float) -> None:
        self._snapshot = snapshot
        self._containers = containers
        self._now = now

    def tab(self, tab: Tab, window: Window | None) -> Iterator[Line]:
        """An open tab."""
        yield Line(None, tab.title, "strong")
        yield Line(None, tab.url, "accent")
        yield _BLANK
        yield Line("place", self._place(tab, window))
        if window is not None:
            yield from self._group(tab.group_id, window)
        yield from self._tab(tab)
        yield from self._size(tab)

    def closed_tab(self, closed: ClosedTab, where: str) -> Iterator[Line]:
        """A closed tab; ``where`` says which window or group it was in."""
        yield Line(None, closed.title, "strong")
        yield Line(None, closed.url, "accent")
        yield _BLANK
        yield self._time("closed", closed.closed_at)
        place = f", place {closed.position + 1}" if closed.position is not None else ""
        flags = ", pinned" if closed.tab.pinned else ""
        yield Line("was in", f"{where}{place}{flags}")
        yield from self._tab(closed.tab)
        yield from self._size(closed)
        if closed.session_id is not None:
            yield Line("sessionId", f"{closed.session_id} (until the next start)", "dim")

    def window(self, window: Window) -> Iterator[Line]:
        """A window, open or closed."""
        yield Line(None, window.title, "strong")
        yield Line(None, count(len(window.tabs), "tab"), "accent")
        yield _BLANK
        if window.closed_at:
            yield self._time("closed", window.closed_at)
        if window.geometry:
            width, height, x, y = window.geometry
            yield Line("size", f"{width} × {height} at {x}, {y}")
        if window.size_mode:
            yield Line("mode", window.size_mode + (", popup" if window.is_popup else ""))
        if window.sidebar:
            yield Line("sidebar", window.sidebar)
        for group in window.groups:
            members = sum(tab.group_id == group.id for tab in window.tabs)
            yield Line("group", f"{self._named(group)} · {count(members, 'tab')}")
        for number, tabs in window.split_views:
            yield Line("split view", f"{number}: {count(tabs, 'tab')}")
        if window.closed_tab_count:
            yield Line("closed", f"{count(window.closed_tab_count, 'closed tab')} of its own")
        yield from self._values(window.ext_values)
        yield from self._size(window)
        if window.closed_at:
            yield _BLANK
            for tab in window.tabs[:_FIELD_LIMIT]:
                yield Line(f"{tab.index + 1:>4}", tab.title, cut=True)
            if len(window.tabs) > _FIELD_LIMIT:
                yield Line("", f"and {len(window.tabs) - _FIELD_LIMIT} more", "dim")

    def group(self, group: TabGroup, kind: str) -> Iterator[Line]:
        """A closed or saved tab group."""
        yield Line(None, group.name, "strong")
        yield Line(None, f"{kind} · {count(len(group.tabs), 'tab')}", "accent")
        yield _BLANK
        if group.color:
            yield Line("colour", group.color)
        if group.closed_at:
            yield self._time("closed", group.closed_at)
        yield from self._size(group)
        yield _BLANK
        for number, closed in enumerate(group.tabs[:_FIELD_LIMIT], 1):
            yield Line(f"{number:>4}", closed.title, cut=True)

    @classmethod
    def of(cls, view: View, snapshot: Snapshot) -> Describer:
        """One for the snapshot of a view, with the profile's containers."""
        return cls(snapshot, view.profile.containers if view.profile else {}, view.now)

    # -- pieces --------------------------------------------------------------------------------

    def _place(self, tab: Tab, window: Window | None) -> str:
        flags = [
            word
            for word, on in (
                ("pinned", tab.pinned), ("hidden", tab.hidden), ("muted", tab.muted),
                ("selected", window is not None and window.selected == tab.index),
            )
            if on
        ]  # fmt: skip
        where = f"window {window.index + 1}, place {tab.index + 1}" if window else "a window"
        return ", ".join([where, *flags])

    def _named(self, group: TabGroup) -> str:
        return f"{group.name} ■ {group.color}" if group.color else group.name

    def _group(self, group_id: str | None, window: Window) -> Iterator[Line]:
        for group in window.groups:
            if group_id is not None and group.id == group_id:
                yield Line("group", self._named(group))

    def _time(self, label: str, when: int | None) -> Line:
        return Line(label, f"{ago(when, self._now)} · {moment(when)}" if when else "unknown")

    def _size(self, item: Tab | ClosedTab | Window | TabGroup) -> Iterator[Line]:
        taken = self._snapshot.document.known_size(item.steps)
        if taken is not None:
            share = taken * 100 / max(1, len(self._snapshot.document.text))
            yield Line("takes", f"{size(taken)} · {exact_size(taken)} · {share:.1f} % of the file")

    def _tab(self, tab: Tab) -> Iterator[Line]:
        if tab.last_accessed:
            yield self._time("looked at", tab.last_accessed)
        if tab.container_id:
            name = self._containers.get(tab.container_id, f"number {tab.container_id}")
            yield Line("container", name)
        if tab.user_typed:
            yield Line("typed", printable(tab.user_typed))
        nested = tab.nested_session
        if nested is not None:
            held = nested.counts
            yield Line(
                "holds",
                f"a whole session: {count(held.windows, 'window')}, {count(held.tabs, 'tab')}",
                "warning",
            )
        yield from self._history(tab)
        yield from self._form(tab)
        for position in tab.scroll:
            frame = f" in frame {'.'.join(map(str, position.frame))}" if position.frame else ""
            yield Line("scrolled", f"{position.at.y} px down, {position.at.x} across{frame}")
        for origin, items in tab.storage.items():
            kept = sum(len(key) + len(value) for key, value in items.items())
            keys = ", ".join(printable(key) for key in list(items)[:8])
            yield Line("storage", f"{printable(origin)}: {count(len(items), 'key')}, {kept} chars")
            yield Line("", keys, "dim")
        yield from self._cookies(tab)
        yield from self._values(tab.ext_values)

    def _history(self, tab: Tab) -> Iterator[Line]:
        current = tab.current
        if current is None:
            yield Line("history", "none was saved")
            return
        entries = tab.entries
        ahead = len(entries) - current - 1
        yield Line("history", f"◂ {current} back · here · {ahead} ahead ▸")
        first = max(0, current - _FIELD_LIMIT // 2)
        for i, entry in enumerate(entries[first : first + _FIELD_LIMIT], first):
            mark = "→ " if i == current else "  "
            yield Line("", mark + entry.title, "accent" if i == current else "", cut=True)
            if entry.title != entry.url:
                yield Line("", f"  {entry.url}", "dim", cut=True)

    def _form(self, tab: Tab) -> Iterator[Line]:
        if tab.nested_session is not None:
            return
        fields = tab.form_fields
        if fields:
            chars = sum(len(field.value) for field in fields if field.kind == "text")
            yield Line("form", f"{count(len(fields), 'field')}, {chars} characters of text")
        for field in fields[:_FIELD_LIMIT]:
            value = field.value.replace("␊", " ")
            yield Line("", f"{field.name}: {value[:400]}", "dim" if not value else "")

    def _cookies(self, tab: Tab) -> Iterator[Line]:
        host = site(tab.url).split(":", maxsplit=1)[0]
        if not host or "." not in host:
            return
        mine = [c for c in self._snapshot.cookies if _covers(c.host, host)]
        if mine:
            names = ", ".join(cookie.name for cookie in mine[:8])
            yield Line("cookies", f"{count(len(mine), 'session cookie')} of this site: {names}")

    def _values(self, values: Mapping[str, str]) -> Iterator[Line]:
        for key, value in list(values.items())[:_FIELD_LIMIT]:
            yield Line("value", f"{printable(key)} = {printable(value)[:200]}", "dim")


def _covers(cookie_host: str, host: str) -> bool:
    bare = cookie_host.removeprefix(".").removeprefix("www.")
    return bool(bare) and (host == bare or host.endswith("." + bare))
