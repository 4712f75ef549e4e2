"""Dropping what makes a session heavy and is not what a person goes back for.

Each says in its sentence what will be different; what is not named there stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ....errors import Refused
from ....text import count, host_of, printable
from ...model import names
from ...model.coerce import shown_entry, whole
from ...model.item_kind import Kind
from ..edits import (
    CutHistory,
    DropCopies,
    DropExtensionValues,
    DropIcons,
    DropNested,
    DropStorage,
)
from ..extension_values import host_in, owner_of
from ..held_sessions import Where, held_in, tabs_inside
from ..node import Node
from ..session_draft import SessionDraft
from ..splice_writer import encoded
from ..tab_facts import title_of
from ..tabs_of import long_histories, tabs_of, windows_of
from ..typed import is_old, lost_with, lost_words, typed_in, typed_in_page
from .close import some_titles
from .forget import host_of_site
from .left_groups import LeftGroups

# How the names begin without which there is nothing to drop.
_ICON = b'"image"'
_SESSION = b'sessionData"'
_STORAGE = b'"storage"'
_EXTENSION = b"extension:"  # of its values (extension:ID) and of its pages (moz-extension://)
OWN_ICONS = ("chrome:", "resource:")  # a part of Firefox, and no longer than any address


def drop_icons(bench: SessionDraft, _: DropIcons) -> str:
    """Drop the icons of all tabs."""
    number = 0
    for tab, closed in tabs_of(bench.root, "dropping favicons", _ICON):
        own = _drop_icon(tab)
        noted = closed is not None and _drop_icon(closed)
        number += own or noted
    for holder in (bench.root, bench.root.get(names.LAST_SESSION)):
        if holder is not None:
            holder.drop(names.CACHED_OBJECTS)
    if not number:
        return "Drop no favicons: no tab carries one"
    return (
        f"Drop the favicons of {count(number, 'tab')}: Firefox asks their sites for them again "
        "when they are loaded, and shows its default one until then"
    )


def _drop_icon(holder: Node) -> bool:
    if not holder.may_hold(_ICON):
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
    return not isinstance(value, str) or bool(value and not value.startswith(OWN_ICONS))


# -- history -----------------------------------------------------------------------------------


def cut_history(bench: SessionDraft, edit: CutHistory) -> str:
    """Keep of each tab's history only the page it shows and those around it."""
    keep = edit.keep
    if keep < 0:
        raise Refused(f"{keep} pages of a history cannot be kept: 0 keeps the one that is shown")
    tabs = pages = 0
    gone: list[Node] | None = [] if is_old(bench.root) else None  # text was kept with pages then
    for tab in long_histories(bench.root, "cutting histories", keep + 1):
        cut = _cut(tab, keep, gone)
        tabs += bool(cut)
        pages += cut
    around = f" and {count(keep, 'page')} on either side" if keep else ""
    if not tabs:
        return f"Drop no history: no tab has more than the page it shows{around}"
    return (
        f"Drop {count(pages, 'page')} of the back and forward of {count(tabs, 'tab')}: the page "
        f"a tab shows{around} {'stay' if keep else 'stays'}"
        f"{lost_words({text for page in gone or () for text in typed_in_page(page)}, bench.root)}"
    )


def _cut(tab: Node, keep: int, gone: list[Node] | None) -> int:
    """Cut one tab's history; how many pages went, which are put to ``gone`` where it is a list."""
    entries = tab.get("entries")
    number = entries.count if entries is not None else 0
    if entries is None or number <= keep + 1:
        return 0
    index = whole(tab.read("index"))
    shown = shown_entry(index, number)
    first, behind = max(0, shown - keep), min(number, shown + keep + 1)
    if behind - first == number:
        return 0
    if gone is not None:
        gone += [*entries.items[:first], *entries.items[behind:]]
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
    pages = tabs = closed = deeper = 0
    typed: set[bytes] = set()
    for tab, _closed in tabs_of(bench.root, "looking for sessions inside", _SESSION):
        held = list(held_in(tab))
        pages += bool(held)
        for holder, key, inside in held:
            for at in tabs_inside(inside):
                typed.update(typed_in(at.tab))
                tabs += at.where is Where.OPEN
                closed += at.where is Where.CLOSED
                deeper += at.where is Where.DEEPER
            holder.drop(key)
    if not pages:
        return "Drop no session inside this one: there is none"
    gone = f"{count(tabs, 'tab')} inside {'is' if tabs == 1 else 'are'} gone"
    also = f", and {count(closed, 'closed one')}" if closed else ""
    also += f", and {count(deeper, 'tab')} of sessions inside those" if deeper else ""
    return (
        f"Drop the sessions that {count(pages, 'restore page')} hold{'s' * (pages == 1)}: "
        f"{gone}{also}; {'that page restores' if pages == 1 else 'those pages restore'} nothing"
        f"{lost_words(typed, bench.root)}"
    )


# -- what sites and extensions keep ------------------------------------------------------------


def drop_storage(bench: SessionDraft, edit: DropStorage) -> str:
    """Drop what sites keep with tabs."""
    host = None if edit.site is None else host_of_site(edit.site)
    if host == "":
        raise Refused("a site whose storage is to be dropped is a host's name, like example.org")
    tabs = 0
    for tab, _ in tabs_of(bench.root, "dropping storage", _STORAGE):
        tabs += _drop_origins(tab, lambda origin: host is None or _is_of(origin, host))
    of = f" of {printable(host)}" if host else ""
    if not tabs:
        return f"Drop no storage{of}: no tab carries any"
    return (
        f"Drop the storage{of} of {count(tabs, 'tab')}: what those pages kept for as long as the "
        "tab is open (sessionStorage) is gone, like a half-filled shopping basket"
    )


def _drop_origins(tab: Node, unwanted: Callable[[str], bool]) -> bool:
    """Drop some origins from a tab's storage; whether there were any."""
    storage = tab.get("storage") if tab.may_hold(_STORAGE) else None
    if storage is None or not storage.is_object:
        return False
    origins = [origin for origin in storage.keys if unwanted(origin)]
    if origins and len(origins) == len(storage.keys):
        tab.drop("storage")
    else:
        storage.drop(*origins)
    return bool(origins)


def _is_of(origin: str, host: str) -> bool:
    """Whether an origin, perhaps with its attributes (``^userContextId=2``), is a host's."""
    found = host_of(origin.partition("^")[0]).removeprefix("www.").strip(".")
    return found == host or found.endswith("." + host)


def drop_extension_values(bench: SessionDraft, edit: DropExtensionValues) -> str:
    """Drop what some extensions keep with tabs and windows, and their pages in tabs."""
    unwanted, hosts = frozenset(edit.extensions), frozenset(edit.hosts)
    values = keeping = 0
    pages = []
    holders = []
    for tab, _ in tabs_of(bench.root, "looking for what extensions keep", _EXTENSION):
        holders.append(tab)
        if hosts and tab.may_hold(b"moz-extension://"):
            keeping += _drop_origins(tab, lambda origin: host_in(origin) in hosts)
            if host_in(_shown_address(tab)) in hosts:
                pages.append(title_of(tab))
    for holder in (*holders, *windows_of(bench.root, _EXTENSION)):
        data = holder.get("extData") if holder.may_hold(_EXTENSION) else None
        if data is None:
            continue
        gone = [key for key in data.keys if owner_of(key) in unwanted]
        values += len(gone)
        if gone and len(gone) == len(data.keys):
            holder.drop("extData")
        else:
            data.drop(*gone)
    said = []
    if values:
        names_of = ", ".join(printable(one) for one in sorted(unwanted))
        said.append(f"{count(values, 'value')} of extensions that are not installed: {names_of}")
    if keeping:
        of = "pages of extensions that are not installed"
        said.append(f"the storage of {of} in {count(keeping, 'tab')}")
    if not said:
        said.append("no values of extensions: those that are gone keep none")
    if len(pages) == 1:
        said.append(f"1 tab with a page of such an extension stays ({some_titles(pages)})")
    elif pages:
        shown = some_titles(pages)
        said.append(f"{len(pages):,} tabs with pages of such extensions stay ({shown})")
    return f"Drop {'; '.join(said)}"


def _shown_address(tab: Node) -> str:
    entries = tab.get("entries")
    if entries is None or not entries.count:
        return ""
    shown = entries.items[shown_entry(whole(tab.read("index")), entries.count)]
    url = shown.read("url") if shown.is_object else None
    return url if isinstance(url, str) else ""


# -- copies ------------------------------------------------------------------------------------


def drop_copies(bench: SessionDraft, edit: DropCopies) -> str:
    """Take out open tabs whose page stays open in another one."""
    gone: dict[Node, list[Node]] = {}
    for steps in dict.fromkeys(edit.tabs):
        found = bench.find(steps, Kind.TAB)
        gone.setdefault(found.owner, []).append(found.item)
    copies: list[Node] = []
    windows = 0
    groups = LeftGroups()
    for window, leaving in gone.items():
        strip = bench.strip(window)
        if len(leaving) == len(strip.tabs.items):
            if not _something_closed(window):
                groups.note(strip, leaving)
                bench.remove_window(window)
                copies += leaving
                windows += 1
                continue
            leaving = [tab for tab in leaving if tab is not (strip.selected or leaving[-1])]
        groups.note(strip, leaving)
        strip.take_all(leaving)
        copies += leaving
    if not copies:
        return "Drop no copies: nothing that could go is open twice"
    also = f", and with them {count(windows, 'window')}" if windows else ""
    return (
        f"Drop {count(len(copies), 'copy', 'copies')} of what stays open in another tab{also}: "
        f"{'it does' if len(copies) == 1 else 'they do'} not go to the closed tabs"
        f"{_going_with(copies)}{groups.words}{lost_with(copies, bench.root)}"
    )


def _going_with(copies: Sequence[Node]) -> str:
    """What copies have of their own that is no typed text: the end of a sentence, or nothing."""
    pages = storages = 0
    for tab in copies:
        entries = tab.get("entries")
        pages += max(0, entries.count - 1) if entries is not None else 0
        storage = tab.get("storage") if tab.may_hold(_STORAGE) else None
        storages += storage is not None and storage.is_object and not storage.is_empty
    said = [f"{count(pages, 'page')} back and forward"] if pages else []
    said += [f"the storage (sessionStorage) of {count(storages, 'tab')}"] if storages else []
    return f"; {' and '.join(said)} {'goes' if pages + storages == 1 else 'go'} too" if said else ""


def _something_closed(window: Node) -> bool:
    held = [window.get(key) for key in (names.CLOSED_TABS, names.CLOSED_GROUPS)]
    return any(one is not None and not one.is_empty for one in held)
