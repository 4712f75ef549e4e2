"""``sessiontui find PLACE WORDS…``: pages that hold the words, in any version."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound
from ...text import ago, count, elide, printable, site
from .. import diagnostics
from ..options import add_json, add_place, add_words
from ..output import Output, first_line_of
from ..place import opened

if TYPE_CHECKING:
    from ...session.pages.find import Found, Hit
    from ...stores.page_finder import FindResult
    from ..json_shapes.pages import FindOut, RevisionOut

EXAMPLE: Final = "sessiontui find ~/.mozilla/firefox/x.default marmalade in:form is:lost"
_MOST_HITS: Final = 3  # of one page that a person is shown


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)
    add_words(
        parser, "query", "WORDS",
        "words in titles, addresses, histories, form text, extension values, group names; and "
        "conditions: in:title address history form typed extension group, is:open closed saved "
        "nested lost duplicate, site:HOST, older:2w, newer:3d, group:NAME, window:2",
    )  # fmt: skip


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.pages import FindOut

    return (FindOut,)


def run(options: argparse.Namespace) -> int:
    """Print the pages; none is exit code 1."""
    from ...session.pages.query import WHERE, asked
    from ..pages import AllVersions, not_searched, say_left_out, searched

    text = " ".join(options.query)
    query = asked(text)
    with opened(options) as workspace:
        places = AllVersions(workspace, options)
        result = places.finder.find(places.versions, places.loaded.id, query)
        where = workspace.store.info.title
    say_left_out(result.left_out)
    out = Output()
    if options.json:
        out.json(_document(result, places.revision_shapes(result.pages)))
    elif not result.found:
        raise NothingFound(
            f"{where}: no page has “{printable(text)}” in {searched(result.pages)}, in {WHERE}"
            f"{not_searched(result.left_out)}"
        )
    else:
        best = (result.pages.best(found.page) for found in result.found)
        _print(out, result, places.base(best))
    return diagnostics.DONE if result.found else diagnostics.NOTHING_FOUND


def _document(result: FindResult, revisions: list[RevisionOut]) -> FindOut:
    from ..json_shapes.pages import FindOut, HitOut, PageOut, SightingOut
    from ..pages import certain_out, id_of, left_out_shapes

    pages = result.pages
    out = []
    for found in result.found:
        best = pages.best(found.page)
        out.append(
            PageOut(
                id_of(pages, best), printable(pages.url(found.page)),
                printable(pages.title(found.page)), pages.state(found.page).word,
                best.pointer, best.version, pages.last_seen(found.page),
                pages.last_accessed(found.page),
                [
                    SightingOut(one.version, one.pointer, one.list_name, one.certainty.words)
                    for one in pages.sightings(found.page)
                ],
                [HitOut(hit.field.value, hit.text) for hit in found.hits],
                certain_out(best),
            )
        )  # fmt: skip
    return FindOut(out, left_out_shapes(result.left_out), revisions)


def _print(out: Output, result: FindResult, base: str) -> None:
    held = [f"{number:,} in {version}" for version, number in result.in_version.items() if number]
    out.line(first_line_of((count(len(result.found), "page"), *held)), strong=True)
    out.line(f"revision {base}")
    now = time.time() * 1000
    out.table([_row(result, found, now) for found in result.found], stretch=2, last_below=True)


def _row(result: FindResult, found: Found, now: float) -> tuple[str, ...]:
    from ..pages import id_of, title_of

    pages = result.pages
    best = pages.best(found.page)
    state = pages.state(found.page)
    title = title_of(pages, best, found.page)
    return (
        f"{state.sign} {state.word}", id_of(pages, best), title, site(pages.url(found.page)),
        f"{best.version} {ago(best.when, now)}",
        " · ".join(map(hit_words, found.hits[:_MOST_HITS])),
    )  # fmt: skip


def hit_words(hit: Hit) -> str:
    """Where it was found, and the words around it with the hit in brackets."""
    return f"{hit.field.value}: {elide(hit.marked, 90)}"
