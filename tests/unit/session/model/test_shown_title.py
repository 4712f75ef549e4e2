"""What a line shows of a title, however long that is."""

from __future__ import annotations

import pytest

from sessiontui.session.json import text as jsontext
from sessiontui.session.model import shown_title as module
from sessiontui.session.model.document import Document
from sessiontui.session.model.shown_title import LONGEST, shown_title
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import closed_tab, entry, session, tab, to_json, window


def of(title: str) -> Snapshot:
    gone = closed_tab(tab(entry("https://a.example/", title)))
    state = window(tab(entry("https://a.example/", title)), closed=[gone])
    return Snapshot(Document(to_json(session(state))))


@pytest.mark.parametrize("title", ["", "A title", "日本\n\x1b[31m"])
def test_a_title_is_shown_as_it_is(title: str) -> None:
    shown = of(title)
    (opened,), (closed,) = shown.windows[0].tabs, shown.windows[0].closed_tabs
    assert (shown_title(opened), shown_title(closed)) == (opened.title, closed.title)


@pytest.mark.parametrize("piece", ["ab ", "日", '"', "\n", "🦊"])
def test_of_a_title_of_megabytes_the_beginning_alone_is_decoded(
    piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = of(piece * 500_000)
    (opened,), (closed,) = shown.windows[0].tabs, shown.windows[0].closed_tabs
    whole = opened.title
    decoded: list[int] = []
    real = jsontext.decode_string

    def decode_string(token: bytes) -> str:
        decoded.append(len(token))
        return real(token)

    monkeypatch.setattr(module, "decode_string", decode_string)
    for item in (opened, closed):
        assert len(shown_title(item)) > 5_000
        assert whole.startswith(shown_title(item))
    assert max(decoded) <= LONGEST + 1
