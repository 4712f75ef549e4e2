"""``sessiontui diff PLACE A B``: what became of the open tabs between two versions."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import UsageError
from ...text import count, printable
from .. import diagnostics
from ..options import add_json, add_place, add_words, as_path
from ..output import Output, first_line_of
from ..place import load, open_workspace, opened, wanted_version

if TYPE_CHECKING:
    from ...session.model.snapshot import Snapshot
    from ...session.pages.compare import Changed, Comparison, How
    from ...session.pages.sightings import Sightings
    from ...workspace import Workspace
    from ..json_shapes.pages import ChangedTabOut, DiffOut, DiffTabOut

EXAMPLE: Final = "sessiontui diff ~/.mozilla/firefox/x.default previous recovery"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)
    add_words(
        parser, "two", "A B",
        "the version before and the one after, named as for --version-of, or session files; with "
        "one word, that and the one that the next start would load. No difference is no error",
    )  # fmt: skip


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.pages import DiffOut

    return (DiffOut,)


def run(options: argparse.Namespace) -> int:
    """Print what differs."""
    from ...session.pages.compare import compare
    from ...session.pages.sightings import sightings_in
    from ...session.pages.texts import Texts

    if options.version_of is not None:
        raise UsageError("diff names its two versions behind PLACE: it takes no --version-of")
    names: list[str] = options.two
    if not 1 <= len(names) <= 2:
        raise UsageError("say which two versions to compare: A B, named as for --version-of")
    texts = Texts()
    sides: list[tuple[str, Sightings]] = []
    with opened(options) as workspace:
        for name in (names[0], names[1] if len(names) == 2 else None):
            title, snapshot = _side(workspace, name, options)
            sides.append((title, sightings_in(snapshot, texts)))
    (before_name, before), (after_name, after) = sides
    found = compare(before, after)
    out = Output()
    if options.json:
        out.json(_document(before, after, found))
    else:
        _print(out, (before_name, after_name), before, after, found)
    return diagnostics.DONE


def _side(
    workspace: Workspace, name: str | None, options: argparse.Namespace
) -> tuple[str, Snapshot]:
    """A version by its name, else the session in a file of that name."""
    known = name is None or any(one.answers_to(name) for one in workspace.store.versions())
    if name is not None and not known and _is_file(name):
        other = open_workspace(name, options)
        try:
            return printable(as_path(name).name), load(other, other.find_version(None).id)
        finally:
            other.close()
    version = wanted_version(workspace, name)
    return version.id, load(workspace, version.id)


def _is_file(name: str) -> bool:
    from ...firefox.pipe_reading import is_pipe

    path = as_path(name)
    return path.is_file() or is_pipe(path)


# -- JSON ----------------------------------------------------------------------------------------


def _document(before: Sightings, after: Sightings, found: Comparison) -> DiffOut:
    from ...session.pages.compare import How
    from ..json_shapes.pages import DiffOut

    def changed(how: How) -> list[ChangedTabOut]:
        return [_changed(before, after, one) for one in found.of(how)]

    return DiffOut(
        opened=[_tab(after, row) for row in found.opened],
        closed=[_tab(before, row) for row in found.closed],
        navigated=changed(How.NAVIGATED),
        moved=changed(How.MOVED),
        pinned=changed(How.PINNED),
        grouped=changed(How.GROUPED),
        changed=changed(How.CHANGED),
        same=found.same,
    )


def _tab(rows: Sightings, row: int) -> DiffTabOut:
    from msgspec import UNSET

    from ...session.json.pointer import format_pointer
    from ..json_shapes.pages import DiffTabOut

    traits = rows.traits
    pointer = format_pointer(rows.steps(row))
    certain = False if row in rows.guessed else UNSET
    return DiffTabOut(printable(traits.url(row)), printable(traits.title(row)), pointer, certain)


def _changed(before: Sightings, after: Sightings, one: Changed) -> ChangedTabOut:
    from ..json_shapes.pages import ChangedTabOut

    now = _tab(after, one.after)
    was = _tab(before, one.before)
    return ChangedTabOut(now.url, now.title, now.pointer, was, one.certainty.words)


# -- text ----------------------------------------------------------------------------------------


def _print(
    out: Output, names: tuple[str, str], before: Sightings, after: Sightings, found: Comparison
) -> None:
    from ...session.pages.compare import CLOSED, OPENED

    same = f"{count(found.same, 'tab')} the same"
    out.line(first_line_of((f"{names[0]} → {names[1]}", *found.counts, same)), strong=True)
    rows = [(OPENED, "opened", *_words(after, row)) for row in found.opened]
    rows += [(CLOSED, "closed", *_words(before, row)) for row in found.closed]
    rows += [(one.sign, one.words, *_words(after, one.after)) for one in found.changed]
    out.table(rows, stretch=3, urls=4)


def _words(rows: Sightings, row: int) -> tuple[str, str, str]:
    tab = _tab(rows, row)
    guessed = "~ " if row in rows.guessed else ""
    return tab.pointer, f"{guessed}{tab.title or tab.url}", tab.url
