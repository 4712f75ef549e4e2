"""What a tab keeps of its page, as labelled lines: history, form, scroll, storage, cookies, values.

Every line of the details is made anew on each key that moves the cursor, so nothing here takes
longer than a few milliseconds, however much a page has stored: values are cut before they are made
printable, and what has thousands of pieces is counted in bytes and left to the JSON pane.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec import Raw

from ...session.json import text as jsontext
from ...session.json.pointer import Steps
from ...session.model.coerce import raw_members, raw_value
from ...session.model.cookie import Cookie
from ...session.model.document import RawField
from ...session.model.entry import Entry
from ...session.model.page_state import FormField, form_fields, scroll_positions
from ...session.model.tab import Tab
from ...text import count, printable, size
from ..widgets.sheet import Line

LISTED: Final = 40  # lines of one kind
_PAGES: Final = 20  # of a tab's history
_KEYS: Final = 12  # of one site's storage
_COUNTED: Final = 1_000  # form fields
_VALUE: Final = 300  # characters of one value
_AT_ONCE: Final = 200_000  # bytes that are decoded whatever is in them
_PIECES: Final = 3_000
_SAME_SITE: Final = {0: "SameSite none", 1: "SameSite lax", 2: "SameSite strict"}


def short(text: str, longest: int = _VALUE) -> str:
    """Foreign text made printable; of a long one the beginning, and how much is left out."""
    if len(text) <= longest:
        return printable(text)
    return printable(text[:longest]) + _rest(len(text) - longest)


def _rest(characters: int) -> str:
    return f"… and {count(characters, 'character')} more" if characters else ""


def more_lines(left_out: int, word: str, margin: str | None = None) -> Iterator[Line]:
    """How many of a list are not shown; after a margin where the list has the whole width."""
    if left_out > 0:
        words = f"and {count(left_out, word)}"
        beside = margin is None
        yield Line("" if beside else None, words if beside else f"{margin}{words}", "dim", cut=True)


def history_lines(tab: Tab) -> Iterator[Line]:
    """The pages back and ahead, the shown one marked; titles and addresses have the whole width."""
    current = tab.current
    if current is None:
        yield Line("history", "none was saved")
        return
    entries = tab.entries
    behind, ahead = current, len(entries) - current - 1
    if not behind and not ahead:
        yield Line("history", "this page only")
        yield from _sent_lines(entries[current])
        return
    parts = [f"◂ {behind} back"] if behind else []
    parts += ["here", f"{ahead} ahead ▸"] if ahead else ["here"]
    yield Line("history", " · ".join(parts))
    first = max(0, min(current - _PAGES // 2, len(entries) - _PAGES))
    yield from more_lines(first, "earlier page", "  ")
    for i, entry in enumerate(entries[first : first + _PAGES], first):
        title, url = entry.raw_title[:_VALUE], entry.raw_url[:_VALUE]
        mark, role = ("→ ", "accent") if i == current else ("  ", "")
        yield Line(None, mark + printable(title or url), role, cut=True)
        if title and title != url:
            yield Line(None, f"  {printable(url)}", "dim", cut=True)
        yield from _sent_lines(entry)
    yield from more_lines(len(entries) - first - _PAGES, "later page", "  ")


def _sent_lines(entry: Entry) -> Iterator[Line]:
    if entry.was_sent_data:
        yield Line("", "got by sending data: restored, that may be sent again", "warning")


def form_lines(tab: Tab) -> Iterator[Line]:
    """Every field of its forms with its value."""
    raw = tab.skeleton.formdata
    if not _readable(raw):
        yield _too_much("form", raw, "fields")
        return
    fields = (
        form_fields(raw_value(raw), longest=_VALUE) if tab.has_form_data else iter(tab.form_fields)
    )
    known = list(islice(fields, _COUNTED + 1))
    if not known:
        return
    words = f"over {_COUNTED:,} fields" if len(known) > _COUNTED else count(len(known), "field")
    characters = sum(len(field.value) + field.rest for field in known if field.kind == "text")
    text = f", {count(characters, 'character')} of text" if characters else ""
    yield Line("form", words + text)
    for field in known[:LISTED]:
        yield _field(field)
    if len(known) > _COUNTED:
        yield Line("", "and more", "dim")
    else:
        yield from more_lines(len(known) - LISTED, "more field")


def _field(field: FormField) -> Line:
    name = short(field.name, 100)
    value = field.value.replace("␊", " ")[:_VALUE]
    left_out = len(field.value) - len(value) + field.rest
    kind = {"select": " · chosen", "files": " · files", "other": " · custom element"}
    notes = kind.get(field.kind, "") + (f" · {_frame(field.frame)}" if field.frame else "")
    if not value:
        return Line("", f"{name}: (empty)", "dim", more=((notes, "dim"),))
    return Line("", f"{name}: {value}{_rest(left_out)}", more=((notes, "dim"),))


def _frame(frame: Steps) -> str:
    """A frame of a page, counted from 1; a frame's own frames after a point."""
    return "frame " + ".".join(str(int(step) + 1) for step in frame)


def scroll_lines(tab: Tab) -> Iterator[Line]:
    """How far the page and its frames were scrolled."""
    raw = tab.skeleton.scroll
    if not _readable(raw):
        yield _too_much("scrolled", raw, "frames")
        return
    places = scroll_positions(raw_value(raw)) if isinstance(raw, Raw) else iter(tab.scroll)
    shown = list(islice(places, LISTED + 1))
    for position in shown[:LISTED]:
        x, y = position.at
        across = f", {x} across" if x else ""
        where = f" · {_frame(position.frame)}" if position.frame else ""
        yield Line("scrolled", f"{y} px down{across}{where}")
    if len(shown) > LISTED:
        yield Line("", "and more frames", "dim")


def storage_lines(tab: Tab) -> Iterator[Line]:
    """The keys of each site's sessionStorage; a value's bytes are those of its JSON."""
    raw = tab.skeleton.storage
    if not _readable(raw):
        yield _too_much("storage", raw, "keys")
        return
    origins = raw_members(raw)
    for origin, items in islice(origins.items(), LISTED):
        if bytes(items)[:1] != b"{":
            continue
        keys = raw_members(items)
        words = f"{short(origin)}: {count(len(keys), 'key')} · {size(len(items))}"
        yield Line("storage", words)
        for key, value in islice(keys.items(), _KEYS):
            taken = f" · {size(len(value))}"
            yield Line("", printable(key[:_VALUE]), cut=True, more=((taken, "dim"),))
        yield from more_lines(len(keys) - _KEYS, "more key")
    yield from more_lines(len(origins) - LISTED, "more site")


def cookie_lines(cookies: Sequence[Cookie], host: str) -> Iterator[Line]:
    """Names and flags of the cookies that a page gets; values are for the JSON pane."""
    if not cookies:
        return
    yield Line("cookies", f"{count(len(cookies), 'session cookie')} of this site")
    for cookie in cookies[:LISTED]:
        notes = [cookie.host[:_VALUE]] if cookie.host != host else []
        if cookie.path != "/":
            notes.append(cookie.path[:_VALUE])
        notes += ["secure"] if cookie.secure else []
        notes += ["HttpOnly"] if cookie.http_only else []
        if cookie.same_site in _SAME_SITE:
            notes.append(_SAME_SITE[cookie.same_site])
        flags = "".join(f" · {note}" for note in notes)
        yield Line("", short(cookie.name, 100) or "(no name)", more=((flags, "dim"),))
    yield from more_lines(len(cookies) - LISTED, "more cookie")


def value_lines(raw: RawField) -> Iterator[Line]:
    """What extensions keep with a tab or a window."""
    if not _readable(raw):
        yield _too_much("values", raw, "keys")
        return
    members = raw_members(raw)
    for key, piece in islice(members.items(), LISTED):
        data = bytes(piece)
        value = jsontext.decode_string(data) if data[:1] == b'"' else data.decode(errors="replace")
        yield Line("value", f"{short(key)} = {short(value)}", "dim")
    yield from more_lines(len(members) - LISTED, "more value")


def title_lines(titles: Iterable[tuple[int, str]], total: int) -> Iterator[Line]:
    """Numbered titles of what a window or group holds, exact ones."""
    for number, title in islice(titles, LISTED):
        yield Line(None, f"{number:>4}  {printable(title[:_VALUE])}", cut=True)
    yield from more_lines(total - LISTED, "more tab", " " * 6)


# -- how much is too much ----------------------------------------------------------------------


def _readable(raw: RawField) -> bool:
    """Whether decoding a piece cannot be felt: it is short, or has few values, be they long."""
    if not isinstance(raw, Raw) or len(raw) <= _AT_ONCE:
        return True
    text = bytes(raw)
    if text.count(b":") <= _PIECES:
        return True
    keys = text.count(b'":')
    # JSON inside a string has its quotes escaped; those are no keys.
    return keys <= _PIECES or keys - text.count(b'\\":') <= _PIECES


def _too_much(label: str, raw: RawField, word: str) -> Line:
    taken = size(len(raw)) if isinstance(raw, Raw) else "much"
    return Line(label, f"{taken} in over {_PIECES:,} {word}: the JSON pane has them", "dim")
