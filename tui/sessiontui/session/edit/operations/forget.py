"""Forgetting what was closed: one item, or all that match."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any
from urllib.parse import unquote

from .... import late_re
from ....errors import Refused
from ....text import count, host_of, moment, printable
from ...model import names
from ...model.coerce import whole
from ...model.item_kind import Kind
from .. import session_draft
from ..edits import ForgetClosedTab, ForgetClosedWindow, ForgetGroup, ForgetMatching
from ..group_headers import header, ident
from ..node import Node
from ..session_draft import SessionDraft
from ..tab_facts import title_of
from ..typed import lost_with
from .restore import (
    drop_if_emptied,
    group_name,
    settle_group,
    take_closed_tab,
    take_from_closed_window,
)


def forget_tab(bench: SessionDraft, edit: ForgetClosedTab) -> str:
    """Take a closed tab out of its stack."""
    found = bench.find(
        edit.steps,
        Kind.CLOSED_TAB,
        Kind.GROUP_TAB,
        Kind.CLOSED_WINDOW_TAB,
    )
    state = found.item if found.is_tab else found.item.get("state")
    title = title_of(state) if state is not None and state.is_object else "(empty tab)"
    take_closed_tab(bench, found, forget=True)
    return f"Forget the closed tab “{title}”"


def forget_window(bench: SessionDraft, edit: ForgetClosedWindow) -> str:
    """Take a closed window out of its stack; what of it was saved as a group stays saved."""
    found = bench.find(edit.steps, Kind.CLOSED_WINDOW)
    tabs = found.item.get("tabs")
    number = count(len(tabs.items) if tabs else 0, "tab")
    title = session_draft.window_title(found.item)
    found.siblings.take(found.item)
    saved = bench.saved_groups()
    groups = found.item.get("groups")
    stay = [g for g in (groups.items if groups else ()) if header(saved, ident(g)) is not None]
    also = f" ({count(len(stay), 'saved group')} of it stay)" if stay else ""
    return f"Forget the closed window “{title}” with {number}{also}"


def forget_group(bench: SessionDraft, edit: ForgetGroup) -> str:
    """Take a closed or saved group out."""
    found = bench.find(edit.steps, Kind.CLOSED_GROUP, Kind.SAVED_GROUP)
    group = found.item
    tabs = group.get("tabs")
    number = len(tabs.items) if tabs else 0
    if found.kind is Kind.CLOSED_GROUP:
        for _ in range(number):
            session_draft.counted(found.owner, 0)
        session_draft.drop_closed_group(found.owner, group)
        drop_if_emptied(bench, found.owner)
    else:
        found.siblings.take(group)
        _empty_copies(bench, {ident(group)})
    kind = "closed" if found.kind is Kind.CLOSED_GROUP else "saved"
    return f"Forget the {kind} group “{group_name(group)}” with {count(number, 'tab')}"


def _empty_copies(bench: SessionDraft, ids: set[Any]) -> None:
    """A closed window keeps a copy of its saved groups' tabs that nothing ever reads."""
    for window in _windows(bench.root, names.CLOSED_WINDOWS):
        for group in _items(window, "groups"):
            if group.is_object and ident(group) in ids and _items(group, "tabs"):
                group.set("tabs", b"[]")


# -- all that match ----------------------------------------------------------------------------


def forget_matching(bench: SessionDraft, edit: ForgetMatching) -> str:
    """Forget closed items by site and age, also in the session before this one."""
    host = host_of_site(edit.site) if edit.site is not None else None
    if host == "":
        raise Refused("a site to forget is a host's name, like example.org")
    sweep = _Sweep(edit, host)
    sweep.session(bench.root)
    last = bench.root.get(names.LAST_SESSION)
    if last is not None and last.is_object:
        sweep.session(last)
    what = [
        count(number, word)
        for number, word in (
            (sweep.tabs, "closed tab"),
            (sweep.windows, "closed window"),
            (sweep.groups, "group"),
        )
        if number
    ]
    narrowed = f" from {printable(host)}" if host else ""
    narrowed += f" closed before {moment(edit.before)}" if edit.before is not None else ""
    if not what:
        return f"Forget nothing: no closed item{narrowed} is there"
    also = ""
    if sweep.others:
        closed = count(sweep.others, "closed tab")
        also = f"; with the {'window' if sweep.windows == 1 else 'windows'} {closed} of other sites"
    return f"Forget {', '.join(what)}{narrowed}{also}{lost_with(sweep.gone, bench.root)}"


class _Sweep:
    """One pass over a session; counts what it took."""

    def __init__(self, edit: ForgetMatching, host: str | None) -> None:
        self.edit = edit
        self.host = host
        self.tabs = self.windows = self.groups = 0
        self.others = 0  # closed tabs of other sites in the windows
        self.gone: list[Node] = []

    def session(self, session: Node) -> None:
        """Everything closed in a session."""
        windows = session.get(names.CLOSED_WINDOWS)
        if self.edit.windows and windows is not None:
            self._closed_windows(windows)
        if self.host is not None and (self.edit.windows or self.edit.groups):
            for window in _windows(session, names.CLOSED_WINDOWS):
                if self._old(window):
                    self._copies(window)
        for window in (*_windows(session, "windows"), *_windows(session, names.CLOSED_WINDOWS)):
            if self.edit.tabs:
                self._stack(window, window.get(names.CLOSED_TABS))
                self._mobile_stack(window.get(names.MOBILE_CLOSED_TABS))
            if self.edit.groups:
                self._groups(window, window.get(names.CLOSED_GROUPS), saved=False)
        if self.edit.groups:
            self._groups(session, session.get(names.SAVED_GROUPS), saved=True)

    def _old(self, item: Node) -> bool:
        """Whether it is old enough. What does not say when it was closed counts as new."""
        if self.edit.before is None:
            return True
        closed_at = whole(item.read("closedAt"))
        return bool(closed_at) and (closed_at or 0) < self.edit.before

    def _from_site(self, tab: Node | None) -> bool:
        if self.host is None:
            return True
        return tab is not None and any(_is_from(url, self.host) for url in _urls(tab))

    def _closed_windows(self, windows: Node) -> None:
        for window in list(windows.items):
            if not window.is_object or not self._old(window):
                continue
            if self.host is None:
                windows.take(window)
                self.gone.append(window)
                self.windows += 1
                continue
            gone = [tab for tab in _items(window, "tabs") if self._from_site(tab)]
            if not gone:
                continue
            take_from_closed_window(window, gone, forget=True)
            self.gone += gone
            if window.parent is None:
                self.gone.append(window)
                self.windows += 1
                self.others += self._of_others(window)
            else:
                self.tabs += len(gone)

    def _of_others(self, window: Node) -> int:
        """Closed tabs of other sites in a closed window that goes, as Firefox lets it go, too."""
        groups = (group for group in _items(window, names.CLOSED_GROUPS) if group.is_object)
        closed = [*_items(window, names.CLOSED_TABS), *chain(*(_items(g, "tabs") for g in groups))]
        return sum(one.is_object and not self._from_site(one.get("state")) for one in closed)

    def _copies(self, window: Node) -> None:
        """A closed window keeps copies of its groups' tabs, which nothing ever reads."""
        for group in _items(window, "groups"):
            tabs = group.get("tabs") if group.is_object else None
            if tabs is not None:
                items = [item for item in tabs.items if item.is_object]
                tabs.take_all(i for i in items if self._from_site(i.get("state")))

    def _stack(self, window: Node, stack: Node | None) -> None:
        for item in list(stack.items) if stack is not None else ():
            if item.is_object and self._old(item) and self._from_site(item.get("state")):
                assert stack is not None
                session_draft.counted(window, stack.take(item))
                self.gone.append(item)
                self.tabs += 1

    def _mobile_stack(self, stack: Node | None) -> None:
        """Firefox for Android's closed tabs, which are what desktop keeps in their ``state``."""
        for tab in list(stack.items) if stack is not None else ():
            if tab.is_object and self._old(tab) and self._from_site(tab):
                assert stack is not None
                stack.take(tab)
                self.gone.append(tab)
                self.tabs += 1

    def _groups(self, owner: Node, groups: Node | None, *, saved: bool) -> None:
        for group in list(groups.items) if groups is not None else ():
            if not group.is_object:
                continue
            if self.host is None:
                # A saved group was kept on purpose: like Firefox when it cleans up or forgets
                # the history, leave it alone.
                if not saved and self._old(group):
                    session_draft.drop_closed_group(owner, group)
                    self.gone.append(group)
                    self.groups += 1
                continue
            self._sweep_group(owner, group)

    def _sweep_group(self, owner: Node, group: Node) -> None:
        tabs = group.get("tabs")
        if tabs is None or not tabs.items:
            return
        age = group if group.get("closedAt") is not None else None
        gone = [
            item
            for item in tabs.items
            if item.is_object and self._old(age or item) and self._from_site(item.get("state"))
        ]
        if not gone:
            return
        whole_group = len(gone) == len(tabs.items)
        for item in gone:
            at = tabs.take(item)
            session_draft.counted(owner, at)
        settle_group(owner, group, gone)
        self.gone += gone
        self.groups += whole_group
        self.tabs += 0 if whole_group else len(gone)


def _windows(session: Node, key: str) -> list[Node]:
    return [window for window in _items(session, key) if window.is_object]


def _items(holder: Node, key: str) -> list[Node]:
    found = holder.get(key)
    return list(found.items) if found is not None and found.is_array else []


# -- sites -------------------------------------------------------------------------------------


_WRAPPED = late_re.compile(r"(?:view-source:|blob:|about:reader\?url=)", re.IGNORECASE)


def _urls(tab: Node) -> Iterator[str]:
    """The addresses of all pages of a tab's history with their frames, and what was typed."""
    value = (tab.value() if tab.is_object else None) or {}
    if isinstance(typed := value.get("userTypedValue"), str):
        yield typed
    waiting = [value.get("entries")]
    while waiting:
        entries = waiting.pop()
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict):
                if isinstance(url := entry.get("url"), str):
                    yield url
                waiting.append(entry.get("children"))


def plain_host(url: str) -> str:
    """The host of an address; empty when it has none."""
    while wrapped := _WRAPPED.match(url):
        reader = wrapped[0].lower().startswith("about")
        url = unquote(url[wrapped.end() :]) if reader else url[wrapped.end() :]
    host = host_of(url).removeprefix("www.").strip(".")
    with contextlib.suppress(UnicodeError):  # else it is no international name
        host = host if host.isascii() else host.encode("idna").decode()
    return host


def host_of_site(text: str) -> str:
    """The host in what a person typed to name a site; empty where there is none."""
    text = text.strip().lower()
    return plain_host(text if "://" in text else f"any://{text}")


def _is_from(url: str, host: str) -> bool:
    found = plain_host(url)
    return found == host or found.endswith("." + host)
