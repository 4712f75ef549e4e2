"""What pane 4 says where it lists no page: that none has the words, or that none is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ....stores.view import View
from ....text import count, printable
from ...version_words import reading_words

if TYPE_CHECKING:
    from ....stores.pages_shown import PagesShown


def nothing_words(view: View, text: str, key: Callable[[str], str]) -> str:
    """Why no page is listed for some words, and what to do; ``key`` gives an action's key."""
    shown = view.found
    if view.reading:
        return reading_words(view)
    if view.error and not view.versions:
        return view.error
    if shown is None or shown.text != text or shown.partial:
        return "Looking through every version …"
    versions = count(shown.pages.version_count, "version")
    left_out = _left_out(shown)
    if text:
        from ....session.pages.query import WHERE  # not before somebody looks for words

        return (
            f'No page has "{printable(text)}" in {versions}, in {WHERE}.{left_out} '
            f"{key('find.leave')} shows the lost pages."
        )
    if len(view.versions) < 2:
        return (
            "There is one version only, so it cannot be told what is lost. "
            f"{key('find.filter')} finds words in it."
        )
    if shown.left_out:
        return (
            f"No lost page is known, but {count(len(shown.left_out), 'version')} cannot be looked "
            f"through: {', '.join(printable(one.version) for one in shown.left_out)}."
        )
    return (
        f"No page is lost: {printable(shown.pages.loaded or '')} has every page of {versions}, "
        f"open, closed or in a session inside it.{left_out}"
    )


def _left_out(shown: PagesShown) -> str:
    left_out = ", ".join(
        f"{printable(one.version)}{' (in part)' if one.partly else ''}" for one in shown.left_out
    )
    return f" Not looked through: {left_out}." if left_out else ""
