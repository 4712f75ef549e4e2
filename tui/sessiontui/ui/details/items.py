"""Everything known of one tab, closed tab, window or group, as labelled lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Final

from msgspec import Raw

from ...session.model.nested import session_in
from ...session.model.salvaged import SIGN as GUESSED
from ...session.model.snapshot import ClosedTab, Snapshot, Tab, TabGroup, Window
from ...stores.view import View
from ...text import ago, count, exact_size, host_of, moment, printable, size
from ..widgets.group_colours import SIGN, role_of
from ..widgets.sheet import Line, Piece
from .page import (
    LISTED,
    cookie_lines,
    form_lines,
    history_lines,
    more_lines,
    scroll_lines,
    short,
    storage_lines,
    title_lines,
    value_lines,
)
from .window_picture import Place, has_picture, window_picture

_BLANK: Final = Line("", "")
_DECODED_AT_ONCE: Final = 200_000  # bytes of a session inside a tab
# Firefox 153 calls a window in full screen maximized (_getWindowDimension).
_MODES: Final = {"maximized": "maximized or full screen", "fullscreen": "full screen"}


def _doubt(item: Tab | Window | TabGroup) -> Iterator[Line]:
    """That something of a damaged file may be wrong."""
    if item.doubt:
        yield Line(None, f"{GUESSED} {item.doubt}", "warning")


class Describer:
    """Says what a snapshot's items are.

    ``containers`` maps userContextId to a name, ``colors`` to Firefox's word for its colour.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        containers: Mapping[int, str],
        now: float,
        colors: Mapping[int, str] | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._containers = containers
        self._now = now
        self._colors = colors or {}

    @classmethod
    def of(cls, view: View, snapshot: Snapshot) -> Describer:
        """One for the snapshot of a view, with the profile's containers."""
        profile = view.profile
        if profile is None:
            return cls(snapshot, {}, view.now)
        return cls(snapshot, profile.containers, view.now, profile.container_colors)

    def tab(self, tab: Tab, window: Window | None) -> Iterator[Line]:
        """An open tab, or one of a closed window (``window`` is None when it is not known)."""
        yield from self._head(tab.raw_title, tab)
        yield Line("place", self._place(tab, window))
        yield from self._group(tab.group_id, window)
        yield from self._beside(tab, window)
        yield from self._tab(tab, tab)

    def closed_tab(self, closed: ClosedTab, where: str) -> Iterator[Line]:
        """A closed tab; ``where`` says which window or group it was in."""
        yield from self._head(closed.raw_title, closed.tab)
        yield self._time("closed", closed.closed_at)
        place = f", place {closed.position + 1}" if closed.position is not None else ""
        flags = [word for word, on in _flags(closed.tab) if on]
        yield Line("was in", ", ".join([where + place, *flags]))
        yield from self._group(closed.group_id or closed.tab.group_id, None)
        if closed.session_id is not None:
            yield Line("sessionId", f"{closed.session_id} (until the next start)", "dim")
        yield from self._tab(closed.tab, closed)

    def window(self, window: Window) -> Iterator[Line]:
        """A window, open or closed, and where it stands among the others."""
        yield Line(None, short(window.title), "strong")
        pinned = sum(1 for _ in takewhile(lambda tab: tab.pinned, window.tabs))
        parts = [count(len(window.tabs), "tab"), *([f"{pinned} pinned"] if pinned else [])]
        if not window.closed_at and window.index == self._snapshot.selected_window:
            parts.append("in front")
        yield Line(None, " · ".join(parts), "accent")
        yield from _doubt(window)
        yield _BLANK
        if window.closed_at:
            yield self._time("closed", window.closed_at)
        yield from self._geometry(window)
        if window.sidebar:
            yield Line("sidebar", window.sidebar)
        for group in window.groups[:LISTED]:
            folded = " · folded" if group.collapsed else ""
            tabs = f" · {count(window.group_sizes[group.id], 'tab')}{folded}"
            yield self._named(
                (window.zen and window.zen.kind(group.id)) or "group", group, ((tabs, ""),)
            )
        yield from more_lines(len(window.groups) - LISTED, "more group")
        for number, tabs_beside in window.split_views[:LISTED]:
            yield Line("split", f"view {number}: {count(tabs_beside, 'tab')} side by side")
        if window.closed_tab_count:
            yield Line("closed", f"{count(window.closed_tab_count, 'closed tab')} of its own")
        yield from value_lines(window.skeleton.extData)
        yield from self._size(window)
        if window.closed_at:
            yield _BLANK
            titles = ((tab.index + 1, tab.raw_title or tab.title) for tab in window.tabs)
            yield from title_lines(titles, len(window.tabs))

    def group(self, group: TabGroup, kind: str) -> Iterator[Line]:
        """A closed or saved tab group."""
        tabs = group.tabs
        yield Line(None, short(group.name), "strong")
        yield Line(None, f"{kind} · {count(len(tabs), 'tab')}", "accent")
        yield from _doubt(group)
        yield _BLANK
        if group.color:
            yield Line("colour", "", more=_coloured(group.color))
        if group.closed_at:
            yield self._time("closed", group.closed_at)
        yield from self._size(group)
        yield _BLANK
        titles = ((i, closed.raw_title or closed.title) for i, closed in enumerate(tabs, 1))
        yield from title_lines(titles, len(tabs))

    # -- pieces --------------------------------------------------------------------------------

    def _head(self, title: str, tab: Tab) -> Iterator[Line]:
        url = tab.raw_url
        yield Line(None, short(title or url) or "(empty tab)", "strong")
        if url:
            yield Line(None, short(url), "accent")
        yield from _doubt(tab)
        yield _BLANK

    def _place(self, tab: Tab, window: Window | None) -> str:
        flags = [word for word, on in _flags(tab) if on]
        if window is None:
            return ", ".join([f"place {tab.index + 1} of a closed window", *flags])
        if window.selected == tab.index:
            flags.append("selected")
        name = "a closed window" if window.closed_at else f"window {window.index + 1}"
        return ", ".join([name, f"place {tab.index + 1}", *flags])

    def _named(self, label: str, group: TabGroup, more: tuple[Piece, ...] = ()) -> Line:
        colour = ((" ", ""), *_coloured(group.color)) if group.color else ()
        return Line(label, short(group.name, 100), more=(*colour, *more))

    def _group(self, group_id: str | None, window: Window | None) -> Iterator[Line]:
        if group_id is None:
            return
        for group in self._groups(window):
            if group.id != group_id:
                continue
            kind = window.zen.kind(group.id) if window is not None and window.zen else None
            if window is None or kind is None:
                yield self._named("group", group)
            else:
                yield Line(kind.split()[0], short(window.group_title(group), 100))
            return

    def _groups(self, window: Window | None) -> Iterator[TabGroup]:
        """Where a tab's group may be: its window's, or any when that is not known."""
        if window is not None:
            yield from window.groups
            return
        for one in (*self._snapshot.windows, *self._snapshot.closed_windows):
            yield from one.groups
            yield from one.closed_groups
        yield from self._snapshot.saved_groups

    def _beside(self, tab: Tab, window: Window | None) -> Iterator[Line]:
        view = tab.split_view_id
        if view is None and not (window is not None and window.in_split_view(tab)):
            return
        # The tabs of a split view stand next to each other.
        near = window.tabs[max(0, tab.index - 3) : tab.index + 4] if window else ()
        others = [
            t
            for t in near
            if t.index != tab.index
            and (t.group_id == tab.group_id if view is None else t.split_view_id == view)
        ]
        names = ", ".join(f"“{short(other.title, 60)}”" for other in others)
        yield Line("split", f"side by side with {names}" if names else f"view {view}")

    def _time(self, label: str, when: int | None) -> Line:
        """A moment in words and exactly; the year only where it is another."""
        words, exact = ago(when, self._now), moment(when)
        if exact in words:
            return Line(label, words, since=when)
        year = moment(self._now).split(" ")[-2:-1]
        shown = " ".join(part for part in exact.split(" ") if [part] != year)
        return Line(label, f"{words} · {shown}", since=when)

    def _size(self, item: Tab | ClosedTab | Window | TabGroup) -> Iterator[Line]:
        taken = self._snapshot.document.known_size(item.steps)
        if taken is not None:
            share = taken * 100 / max(1, len(self._snapshot.document.text))
            sizes = f"{size(taken)} · {exact_size(taken)}" if taken >= 1000 else exact_size(taken)
            yield Line("takes", f"{sizes} · {share:.1f} % of the file")

    def _geometry(self, window: Window) -> Iterator[Line]:
        mode = window.size_mode
        words = [_MODES.get(mode, short(mode))] if mode else []
        words += ["popup without tabs"] if window.is_popup else []
        if words:
            yield Line("mode", ", ".join(words))
        if window.geometry is None:
            return
        width, height, x, y = window.geometry
        # Firefox keeps the size and place that a window has when it is neither large nor small.
        otherwise = "otherwise " if mode not in ("", "normal") else ""
        yield Line("size", f"{otherwise}{width} × {height} at {x}, {y}")
        yield from self._picture(window)

    def _picture(self, window: Window) -> Iterator[Line]:
        shown = -1
        places: list[Place] = []
        for one in (*self._snapshot.windows, *((window,) if window.closed_at else ())):
            if one is window:
                shown = len(places)
            if one.geometry is not None:
                label = "closed" if one.closed_at else str(one.index + 1)
                places.append(Place(label, *one.geometry))
        if not 0 <= shown < len(places):
            return  # a window of a session inside this one
        if not has_picture(places):
            here = sum(place[1:] == places[shown][1:] for place in places) - 1
            if here:
                others = count(here, "other window stands", "other windows stand")
                yield Line("", f"{others} in the same place", "dim")
            return
        picture = window_picture(places, shown)
        for row in picture.rows:
            yield Line(None, "", more=row, drawn=True)
        yield Line(None, picture.caption, "dim")

    def _tab(self, tab: Tab, whole: Tab | ClosedTab) -> Iterator[Line]:
        if tab.last_accessed:
            yield self._time("looked at", tab.last_accessed)
        if tab.container_id:
            yield self._container(tab.container_id)
        canonical = tab.canonical_url
        if canonical and canonical != tab.raw_url:
            yield Line("canonical", short(canonical))
        if tab.user_typed:
            yield Line("typed", short(tab.user_typed))
        yield from self._size(whole)
        yield from history_lines(tab)
        if tab.raw_url.startswith("about:") and tab.holds_session:
            yield from self._nested(tab)
        else:
            yield from form_lines(tab)
        yield from scroll_lines(tab)
        yield from storage_lines(tab)
        cookies = self._snapshot.cookie_jar.of(tab.raw_url, tab.container_id)
        yield from cookie_lines(cookies, printable(host_of(tab.raw_url)))
        yield from value_lines(tab.skeleton.extData)

    def _container(self, number: int) -> Line:
        name = self._containers.get(number)
        if name is None:
            return Line("container", f"number {number}")
        color = self._colors.get(number, "")
        return Line("container", name, more=((" ", ""), *_coloured(color)) if color else ())

    def _nested(self, tab: Tab) -> Iterator[Line]:
        raw = tab.skeleton.formdata
        if isinstance(raw, Raw) and len(raw) > _DECODED_AT_ONCE:
            yield Line("holds", f"a whole session of {size(len(raw))}", "accent")
            return
        nested = session_in(tab)
        if nested is None:
            yield from form_lines(tab)
            return
        held = nested.counts
        words = f"{count(held.windows, 'window')}, {count(held.tabs, 'tab')}"
        yield Line("holds", f"a whole session: {words}", "accent")


def _flags(tab: Tab) -> tuple[tuple[str, bool], ...]:
    return (
        ("essential", tab.essential), ("pinned", tab.pinned), ("hidden", tab.hidden),
        ("muted", tab.muted),
    )  # fmt: skip


def _coloured(color: str) -> tuple[Piece, ...]:
    """A colour's sign, and its name beside it."""
    return (SIGN, role_of(color)), (f" {short(color, 20)}", "")
