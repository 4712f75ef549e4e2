"""What is said of how much of a damaged file there is."""

from __future__ import annotations

import pytest

from sessiontui.session.edit.missing import missing_among, missing_of
from sessiontui.session.json.pointer import Steps
from sessiontui.session.model.document import Document
from sessiontui.session.model.salvaged import Salvaged
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import session, to_json, window

TAB: Steps = ("windows", 0, "tabs", 1)
CLOSED: Steps = ("windows", 0, "_closedTabs", 0)
WINDOW: Steps = ("windows", 0)


def damaged(*guessed: Steps, torn: tuple[Steps, ...] = (), share: float | None = 0.82) -> Snapshot:
    text = to_json(
        session(
            window("https://a.example/", "https://b.example/", closed=["https://c.example/"]),
            lastSessionState=session(window("https://d.example/")),
        )
    )  # fmt: skip
    salvaged = Salvaged("cut", share, ("cut",), frozenset(guessed), frozenset(torn))
    return Snapshot(Document(text, salvaged=salvaged))


@pytest.mark.parametrize(
    ("share", "complete", "words", "missing"),
    [
        (0.829, False, "82 %", "18 %"),
        (0.999, False, "99 %", "1 %"),
        (1.0, False, "99 %", "1 %"),  # as much as there should be, yet something is missing
        (0.001, False, "<1 %", "100 %"),
        (1.0, True, "100 %", None),
        (None, False, "a part", None),
    ],
)
def test_a_share_never_says_more_than_there_is(
    share: float | None, complete: bool, words: str, missing: str | None
) -> None:
    found = Salvaged("cut", share, complete=complete)
    assert found.percent == ("" if share is None else words)
    assert found.much == ("all" if complete else words)
    assert missing is None or found.could_not.startswith(missing)


def test_each_item_knows_whether_it_is_sure() -> None:
    snapshot = damaged(TAB, CLOSED, torn=(CLOSED,))
    certain, guessed = snapshot.windows[0].tabs
    assert certain.doubt == ""
    assert guessed.doubt.startswith("guessed: read behind a damaged place")
    closed = snapshot.windows[0].closed_tabs[0]
    assert "a part of this is missing" in closed.doubt
    assert closed.tab.doubt == closed.doubt  # its state is the same thing
    assert snapshot.windows[0].doubt == ""
    assert snapshot.salvaged is not None
    assert snapshot.salvaged.guessed_words == "~2 tabs guessed"


def test_of_a_whole_file_nothing_is_guessed() -> None:
    snapshot = Snapshot(Document(to_json(session(window("https://a.example/")))))
    assert snapshot.salvaged is None
    assert snapshot.windows[0].tabs[0].doubt == ""
    assert missing_of(snapshot) == missing_among(snapshot, [WINDOW]) == ()


def test_the_session_inside_knows_what_of_it_is_sure() -> None:
    snapshot = damaged(("lastSessionState", "windows", 0, "tabs", 0))
    inside = snapshot.last_session
    assert inside is not None
    assert inside.windows[0].tabs[0].doubt
    assert not inside.windows[0].doubt


def test_what_is_missing_is_told_of_what_is_taken() -> None:
    snapshot = damaged(TAB, CLOSED, WINDOW, torn=(WINDOW,))
    (all_of_it,) = missing_of(snapshot)
    assert all_of_it == "18 % of the damaged file could not be read; 2 tabs of it are guessed (~)"
    (one,) = missing_among(snapshot, [TAB])
    assert one == "18 % of the damaged file could not be read; 1 of these tabs is guessed (~)"
    (sure,) = missing_among(snapshot, [("windows", 0, "tabs", 0)])
    assert sure.endswith("; what is taken from it is whole")
    (window_,) = missing_among(snapshot, [WINDOW])
    assert window_.endswith("2 of these tabs are guessed (~); 1 window is not whole")
    (unknown,) = missing_among(damaged(share=None), [TAB])
    assert unknown.startswith("a part of the damaged file could not be read, and nobody knows")
