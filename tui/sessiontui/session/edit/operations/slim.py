"""Dropping what makes a session heavy and is not what a person goes back for.

Each says in its sentence what will be different; what is not named there stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from ....errors import Refused
from ....text import count, host_of, printable
from ...model import names
from ...model.coerce import shown_entry, whole
from ...model.item_kind import Kind
from ...model.nested import session_in_piece
from ...model.snapshot import Snapshot
from ..edits import (
    CutHistory,
    DropCopies,
    DropExtensionValues,
    DropIcons,
    DropNested,
    DropStorage,
)
from ..extension_values import owner_of
from ..node import Node
from ..session_draft import SessionDraft
from ..splice_writer import encoded
from ..tabs_of import long_histories, may_have, tabs_of, windows_of
from .forget import host_of_site

# How the names begin without which there is nothing to drop.
_ICON = b'"image"'
_SESSION = b'sessionData"'
_STORAGE = b'"storage"'
_EXTENSION = b'"extension:'
_OWN_ICONS = ("chrome:", "resource:")  # a part of Firefox, and no longer than any address


def drop_icons(bench: SessionDraft, _: DropIcons) -> str:
    """Drop the icons of all tabs."""
    number = 0
    for tab, closed in tabs_of(bench.root, "dropping icons", _ICON):
        own = _drop_icon(tab)
        noted = closed is not None and _drop_icon(closed)
        number += own or noted
    for holder in (bench.root, bench.root.get(names.LAST_SESSION)):
        if holder is not None:
            holder.drop(names.CACHED_OBJECTS)
    if not number:
        return "Drop no icons: no tab carries one"
    return (
        f"Drop the icons of {count(number, 'tab')}: Firefox asks their sites for them again when "
        "they are loaded, and shows its default icon until then"
    )


def _drop_icon(holder: Node) -> bool:
    if not may_have(holder, _ICON):
        return False
    attributes = holder.get("attributes")  # where Firefox kept it before version 4
    places = [holder] if attributes is None else [holder, attributes]
    had = [place for place in places if place.is_object and _is_icon(place.get("image"))]
    for place in had:
        place.drop("image")
    if had:
        holder.drop("iconLoadingPrincipal")
    return bool(had)


def _is_icon(image: Node | None) -> bool:
    if image is None or image.is_null:
        return False
    value = image.value() if image.end - image.start < 100 else "data:"
    return not isinstance(value, str) or bool(value and not value.startswith(_OWN_ICONS))


# -- history -----------------------------------------------------------------------------------


def cut_history(bench: SessionDraft, edit: CutHistory) -> str:
    """Keep of each tab's history only the page it shows and those around it."""
    keep = edit.keep
    if keep < 0:
        raise Refused(f"{keep} pages of a history cannot be kept: 0 keeps the one that is shown")
    tabs = pages = 0
    for tab in long_histories(bench.root, "cutting histories", keep + 1):
        gone = _cut(tab, keep)
        tabs += bool(gone)
        pages += gone
    around = f" and {count(keep, 'page')} on either side" if keep else ""
    if not tabs:
        return f"Drop no history: no tab has more than the page it shows{around}"
    return (
        f"Drop {count(pages, 'page')} of the back and forward of {count(tabs, 'tab')}: the page "
        f"a tab shows{around} {'stay' if keep else 'stays'}"
    )


def _cut(tab: Node, keep: int) -> int:
    """Cut one tab's history; how many pages went (SessionWriter.write)."""
    entries = tab.get("entries")
    number = entries.count if entries is not None else 0
    if entries is None or number <= keep + 1:
        return 0
    index = whole(tab.read("index"))
    shown = shown_entry(index, number)
    first, behind = max(0, shown - keep), min(number, shown + keep + 1)
    if behind - first == number:
        return 0
    entries.keep(first, behind)
    if index is not None and first and 1 <= index <= number:
        tab.set("index", encoded(shown - first + 1))
    asked = whole(tab.read("requestedIndex")) or 0  # 1-based, 0 is none: SessionHistory.collect
    if asked > 0:
        left = asked - first if first < asked <= behind else 0
        if left != asked:
            tab.set("requestedIndex", encoded(left))
    return number - (behind - first)


# -- sessions inside ---------------------------------------------------------------------------


def drop_nested(bench: SessionDraft, _: DropNested) -> str:
    """Drop the sessions that pages offer to restore."""
    pages = tabs = closed = 0
    for tab, _closed in tabs_of(bench.root, "looking for sessions inside", _SESSION):
        if not may_have(tab, _SESSION):
            continue
        held = [inside for form in _forms(tab) for inside in _drop_sessions(form)]
        pages += bool(held)
        tabs += sum(one.counts.tabs for one in held)
        closed += sum(one.counts.closed_tabs for one in held)
    if not pages:
        return "Drop no session inside this one: there is none"
    gone = f"{count(tabs, 'tab')} inside {'is' if tabs == 1 else 'are'} gone"
    also = f", and {count(closed, 'closed one')}" if closed else ""
    return (
        f"Drop the sessions that {count(pages, 'restore page')} hold{'s' * (pages == 1)}: "
        f"{gone}{also}; {'that page restores' if pages == 1 else 'those pages restore'} nothing"
    )


def _forms(tab: Node) -> Iterator[Node]:
    """What may hold form data: the tab, and in files before Firefox 42 each page of its history."""
    entries = tab.get("entries")
    for holder in (tab, *(entries.items if entries is not None else ())):
        form = holder.get("formdata") if holder.is_object else None
        if form is not None and form.is_object:
            yield form


def _drop_sessions(form: Node) -> Iterator[Snapshot]:
    for holder in (form, form.get("id")):
        for key in ("sessionData", "#sessionData"):
            found = holder.get(key) if holder is not None else None
            inside = session_in_piece(found.json()) if found is not None else None
            if inside is not None and holder is not None:
                holder.drop(key)
                yield Snapshot(inside)


# -- what sites and extensions keep ------------------------------------------------------------


def drop_storage(bench: SessionDraft, edit: DropStorage) -> str:
    """Drop what sites keep with tabs."""
    host = None if edit.site is None else host_of_site(edit.site)
    if host == "":
        raise Refused("a site whose storage is to be dropped is a host's name, like example.org")
    tabs = 0
    for tab, _ in tabs_of(bench.root, "dropping storage", _STORAGE):
        storage = tab.get("storage") if may_have(tab, _STORAGE) else None
        if storage is None or not storage.is_object or storage.is_empty:
            continue
        origins = [str(origin) for origin in storage.keys if host is None or _is_of(origin, host)]
        if not origins:
            continue
        tabs += 1
        if len(origins) == len(storage.keys):
            tab.drop("storage")
        else:
            storage.drop(*origins)
    of = f" of {printable(host)}" if host else ""
    if not tabs:
        return f"Drop no storage{of}: no tab carries any"
    return (
        f"Drop the storage{of} of {count(tabs, 'tab')}: what those pages kept for as long as the "
        "tab is open (sessionStorage) is gone, like a half-filled shopping basket"
    )


def _is_of(origin: str, host: str) -> bool:
    """Whether an origin, perhaps with its attributes (``^userContextId=2``), is a host's."""
    found = host_of(origin.partition("^")[0]).removeprefix("www.").strip(".")
    return found == host or found.endswith("." + host)


def drop_extension_values(bench: SessionDraft, edit: DropExtensionValues) -> str:
    """Drop what some extensions keep with tabs and windows."""
    unwanted = frozenset(edit.extensions)
    values = 0
    doing = "looking for what extensions keep"
    holders = [tab for tab, _ in tabs_of(bench.root, doing, _EXTENSION)]
    for holder in (*holders, *windows_of(bench.root, _EXTENSION)):
        data = holder.get("extData") if may_have(holder, _EXTENSION) else None
        if data is None:
            continue
        gone = [key for key in data.keys if owner_of(key) in unwanted]
        values += len(gone)
        if gone and len(gone) == len(data.keys):
            holder.drop("extData")
        else:
            data.drop(*gone)
    if not values:
        return "Drop no values of extensions: those that are gone keep none"
    names_of = ", ".join(printable(one) for one in sorted(unwanted))
    return f"Drop {count(values, 'value')} of extensions that are not installed: {names_of}"


# -- copies ------------------------------------------------------------------------------------


def drop_copies(bench: SessionDraft, edit: DropCopies) -> str:
    """Take out open tabs whose page stays open in another one."""
    gone: dict[Node, list[Node]] = {}
    for steps in dict.fromkeys(edit.tabs):
        found = bench.find(steps, Kind.TAB)
        gone.setdefault(found.owner, []).append(found.item)
    tabs = windows = 0
    for window, leaving in gone.items():
        strip = bench.strip(window)
        if len(leaving) == len(strip.tabs.items):
            if not _something_closed(window):
                bench.remove_window(window)
                tabs += len(leaving)
                windows += 1
                continue
            leaving = [tab for tab in leaving if tab is not (strip.selected or leaving[-1])]
        strip.take_all(leaving)
        tabs += len(leaving)
    if not tabs:
        return "Drop no copies: nothing that could go is open twice"
    also = f", and with them {count(windows, 'window')}" if windows else ""
    return (
        f"Drop {count(tabs, 'copy', 'copies')} of what stays open in another tab{also}: "
        f"{'it does' if tabs == 1 else 'they do'} not go to the closed tabs"
    )


def _something_closed(window: Node) -> bool:
    held = [window.get(key) for key in (names.CLOSED_TABS, names.CLOSED_GROUPS)]
    return any(one is not None and not one.is_empty for one in held)
