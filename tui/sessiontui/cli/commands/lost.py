"""``sessiontui lost PLACE``: pages that some version holds, and what would load does not."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound
from ...text import ago, count, printable, site
from .. import diagnostics
from ..options import add_json, add_place
from ..output import Output, first_line_of
from ..place import opened

if TYPE_CHECKING:
    from ...session.pages.index import LostWhole, Pages
    from ...stores.page_finder import PageSurvey
    from ..json_shapes.pages import LostOut, RevisionOut

EXAMPLE: Final = "sessiontui lost ~/.mozilla/firefox/x.default"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.pages import LostOut

    return (LostOut,)


def run(options: argparse.Namespace) -> int:
    """Print them; none is exit code 1."""
    from ..pages import AllVersions, say_left_out

    with opened(options) as workspace:
        places = AllVersions(workspace, options)
        survey = places.finder.survey(places.versions, places.loaded.id)
        where = workspace.store.info.title
    say_left_out(survey.left_out)
    pages = survey.pages
    out = Output()
    if options.json:
        out.json(_document(survey, places.revision_shapes(pages)))
    elif not pages.lost:
        raise NothingFound(f"{where}: {_nothing(pages, len({o.version for o in survey.left_out}))}")
    else:
        _print(out, pages, places.base(map(pages.best, pages.lost)))
    _say_loaded(places.loaded.id, survey)
    return diagnostics.DONE if pages.lost else diagnostics.NOTHING_FOUND


def _say_loaded(loaded: str, survey: PageSurvey) -> None:
    """That a page may count as lost only because it could not be read where it is compared with."""
    if any(one.partly and one.version == loaded for one in survey.left_out):
        diagnostics.note(
            f"sessiontui: {printable(loaded)}, which the others are compared with, is damaged: "
            "what it lacks may be in what cannot be read of it"
        )


def _nothing(pages: Pages, unread: int) -> str:
    from ..pages import searched

    if unread:
        return (
            f"no lost page is known, but {count(unread, 'version')} could not be looked through, "
            "or not whole; "
            f"{searched(pages)} could"
        )
    if len({layer.outer for layer in pages.layers}) < 2:
        return "there is one version only, so it cannot be told what is lost"
    return (
        f"nothing is lost: {pages.loaded} has every page of {searched(pages)}, open, closed or in "
        "a session inside it"
    )


def _document(survey: PageSurvey, revisions: list[RevisionOut]) -> LostOut:
    from ..json_shapes.pages import LostOut, LostPageOut, LostWholeOut
    from ..pages import certain_out, id_of, left_out_shapes

    pages = survey.pages
    lost = []
    for page in pages.lost:
        best = pages.best(page)
        lost.append(
            LostPageOut(
                id_of(pages, best), printable(pages.url(page)), printable(pages.title(page)),
                best.pointer, best.version, pages.last_seen(page), pages.last_accessed(page),
                certain_out(best),
            )
        )  # fmt: skip
    wholes = [
        LostWholeOut(
            whole.id, "group" if whole.is_group else "window", printable(whole.name),
            whole.pointer, whole.version, whole.when,
            [id_of(pages, pages.best(page)) for page in whole.pages],
        )
        for whole in pages.lost_wholes
    ]  # fmt: skip
    return LostOut(lost, wholes, left_out_shapes(survey.left_out), revisions)


def _print(out: Output, pages: Pages, base: str) -> None:
    now = time.time() * 1000
    wholes = pages.lost_wholes
    within = {page for whole in wholes for page in whole.pages}
    alone = [page for page in pages.lost if page not in within]
    out.line(
        first_line_of(
            (
                count(len(pages.lost), "lost page"),
                f"open or closed in other versions, and not in {pages.loaded}",
            )
        ),
        strong=True,
    )
    out.line(f"revision {base}")
    for whole in wholes:
        out.line()
        out.line(first_line_of((*_heading(whole), f"{whole.version} {ago(whole.when, now)}",
                                whole.id)), strong=True)  # fmt: skip
        out.table([_row(pages, page, now) for page in whole.pages], stretch=1, urls=2)
    if alone:
        out.line()
        if wholes:
            out.line("Single pages", strong=True)
        out.table([_row(pages, page, now) for page in alone], stretch=1, urls=2)


def _heading(whole: LostWhole) -> tuple[str, str]:
    from ...session.model import names

    name = printable(whole.name)
    closed = "Closed window" if whole.steps[0] == names.CLOSED_WINDOWS else "Window"
    what = f"Group {name}".rstrip() if whole.is_group else closed
    return what, count(len(whole.pages), "tab")


def _row(pages: Pages, page: int, now: float) -> tuple[str, ...]:
    from ..pages import id_of, title_of

    best = pages.best(page)
    title = title_of(pages, best, page)
    where = site(pages.url(page)) or printable(pages.url(page))
    return id_of(pages, best), title, where, f"{best.version} {ago(best.when, now)}"
