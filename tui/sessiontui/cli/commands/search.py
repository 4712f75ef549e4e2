"""``sessiontui search PLACE TEXT``: keys and values of the whole JSON that match."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, UsageError
from ...text import count, elide, printable
from .. import diagnostics
from ..options import add_json, add_place, add_words
from ..output import Output, first_line_of
from ..place import load, opened, wanted_version

if TYPE_CHECKING:
    from ...session.json.outline import Outline
    from ...session.json.pointer import Steps
    from ...session.json.search import Hit
    from ...session.model.snapshot import Snapshot
    from ..json_shapes.pages import MatchOut, MatchTabOut

EXAMPLE: Final = "sessiontui search ~/.mozilla/firefox/x.default 'form.?data' --regex"
_AROUND: Final = 80  # characters of a long value that are shown before and behind a match


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)
    parser.add_argument("--regex", action="store_true", help="TEXT is a regular expression")
    add_words(parser, "text", "TEXT", "what to seek; without capital letters case is ignored")


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.pages import SearchOut

    return (SearchOut,)


def run(options: argparse.Namespace) -> int:
    """Print the matches; none is exit code 1."""
    from ...session.json.outline import Outline
    from ...session.json.search import Search
    from ...session.json.search_limit import MOST_SLOW, guard
    from ..json_shapes.pages import SearchOut

    text = " ".join(options.text)
    if not text:
        raise UsageError("say what to search for")
    with opened(options) as workspace:
        version = wanted_version(workspace, options.version_of)
        snapshot = load(workspace, version.id)
    search = Search(snapshot.document.text, text, regex=options.regex, guard=guard)
    hits: list[Hit] = []
    while not search.done and search.slow < MOST_SLOW:
        hits += search.step()
    outline = Outline(snapshot.document.text)
    tabs = _Tabs(snapshot)
    matches = [_match(outline, hit, tabs) for hit in hits]
    if not search.done:
        diagnostics.note("sessiontui: this expression takes too long: the search was stopped")
    elif search.slow or search.cut:
        many = count(search.slow + search.cut, "long value")
        diagnostics.note(f"sessiontui: {many} not seen to the end")
    out = Output()
    if options.json:
        out.json(SearchOut(matches, complete=search.done and not search.slow and not search.cut))
    elif not matches:
        raise NothingFound(f"{version.id}: no key and no value has “{printable(text)}”")
    else:
        out.line(first_line_of((version.id, count(len(matches), "match", "matches"))), strong=True)
        out.table([_row(match) for match in matches], stretch=2)
    return diagnostics.DONE if matches else diagnostics.NOTHING_FOUND


class _Tabs:
    """The tab around a place, each named once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._known: dict[Steps, MatchTabOut | None] = {}

    def around(self, steps: Steps) -> MatchTabOut | None:
        """The innermost tab, open or closed, that a place lies in."""
        from ...session.model import names

        for end in range(len(steps), 1, -1):
            if steps[end - 2] in ("tabs", names.CLOSED_TABS, names.MOBILE_CLOSED_TABS):
                return self._named(steps[:end])
        return None

    def _named(self, steps: Steps) -> MatchTabOut | None:
        from ...errors import NothingFound
        from ...session.model.closed_tab import ClosedTab
        from ...session.model.items import item_at
        from ...session.model.tab import Tab
        from ..json_shapes.pages import MatchTabOut

        if steps not in self._known:
            self._known[steps] = None
            try:
                item = item_at(self._snapshot, steps)
            except NothingFound:
                return None  # a list of that name elsewhere
            if isinstance(item.node, Tab | ClosedTab):
                self._known[steps] = MatchTabOut(item.pointer, item.node.title)
        return self._known[steps]


def _match(outline: Outline, hit: Hit, tabs: _Tabs) -> MatchOut:
    from msgspec import UNSET

    from ...session.json.pointer import format_pointer
    from ..json_shapes.pages import MatchOut

    steps = outline.at_offset(hit.offset)
    found = _around(outline.text, hit)
    return MatchOut(
        format_pointer(steps),
        tabs.around(steps),
        found if hit.in_key else UNSET,
        UNSET if hit.in_key else found,
    )


def _around(text: bytes, hit: Hit) -> str:
    """The match with what stands around it in its own key or value, printable."""
    start = max(0, hit.offset - _AROUND)
    before = text[start : hit.offset].decode("utf-8", "replace")
    end = hit.offset + hit.length
    behind = text[end : end + _AROUND].decode("utf-8", "replace")
    found = text[hit.offset : end].decode("utf-8", "replace")
    return printable(_last_part(before) + found + _first_part(behind))


def _last_part(text: str) -> str:
    """What stands before a match, from the beginning of its string on."""
    at = _quote(text, backwards=True)
    return text[at + 1 :] if at >= 0 else f"…{text}" if len(text) >= _AROUND else text


def _first_part(text: str) -> str:
    at = _quote(text, backwards=False)
    return text[:at] if at >= 0 else f"{text}…" if len(text) >= _AROUND else text


def _quote(text: str, *, backwards: bool) -> int:
    """Where the nearest quote is that is not escaped; -1 for none."""
    at = len(text) if backwards else -1
    while True:
        at = text.rfind('"', 0, at) if backwards else text.find('"', at + 1)
        if at <= 0 or text[at - 1] != "\\":
            return at


def _row(match: MatchOut) -> tuple[str, str, str]:
    is_key = isinstance(match.key, str)
    words = match.key if isinstance(match.key, str) else match.value
    tab = "" if not match.tab else match.tab.title
    return match.pointer, f"{'key ' if is_key else ''}{elide(str(words), 100)}", tab
