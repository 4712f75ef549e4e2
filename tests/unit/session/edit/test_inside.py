"""Edits carried out in sessions inside sessions, however deep somebody nested them."""

from __future__ import annotations

from sessiontui.session.edit.edits import ForgetMatching
from sessiontui.session.edit.inside import MAX_DEPTH, apply_inside
from sessiontui.session.model.document import Document
from tests.builders import NOW, session, tab, to_json, window
from tests.steps import calls

FORGET = ForgetMatching(site="evil.example")


def nested(depth: int) -> Document:
    """A session in the tab of a session in the tab of a session …, each with a closed tab."""
    holder = tab("about:sessionrestore", formdata={"id": {"sessionData": "@"}})
    level = to_json(session(window("https://a.example/", holder, closed=["https://evil.example/"])))
    text = b"null"
    for _ in range(depth):
        text = level.replace(b'"@"', text)
    return Document(text)


def forgotten(document: Document) -> bytes:
    return apply_inside(document, lambda _: [FORGET], now=NOW)


def test_every_level_that_is_entered_is_edited() -> None:
    assert b"evil" not in forgotten(nested(MAX_DEPTH + 1))
    assert b"evil.example" in forgotten(nested(MAX_DEPTH + 2)), "which is told by looking again"


def test_work_grows_with_what_is_nested_and_not_with_its_cube() -> None:
    """38 kB, a hundred sessions deep, once took longer than anybody waits."""
    small, large = nested(20), nested(80)
    few, many = calls(lambda: forgotten(small)), calls(lambda: forgotten(large))
    assert many < 8 * few, (few, many)
