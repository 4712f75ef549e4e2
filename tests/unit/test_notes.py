"""What stands beside a piece of JSON."""

from __future__ import annotations

import pytest

from sessiontui.session.notes import name_of, note, principal_words
from tests.builders import closed_tab, cookie, entry, group, tab, to_json, window


@pytest.mark.parametrize(
    ("path", "piece", "said"),
    [
        (("session", "lastUpdate"), b"1795205400000", "Fri 20 Nov 2026 20:10:00"),
        (("windows", 0, "_closedTabs", 1, "closedAt"), b"0", "closed"),
        (("windows", 0, "tabs", 0, "image"), b'"data:image/png;base64,iVBO"', "image/png"),
        (
            ("windows", 0, "tabs", 0, "entries", 0, "triggeringPrincipal_base64"),
            b'"{\\"3\\":{}}"',
            "system principal",
        ),
        (("windows", 0, "tabs", 0, "noSuchKey"), b"1", "not known"),
        (("windows", 0, "tabs", 0), b"{}", ""),
        ((), b"{}", "Everything"),
    ],
)
def test_a_note_decodes_the_value_or_says_what_it_is(
    path: tuple[str | int, ...], piece: bytes, said: str
) -> None:
    assert said in note(path, piece)
    assert said or note(path, piece) == ""


def test_times_that_are_no_numbers_keep_their_meaning() -> None:
    assert note(("session", "lastUpdate"), b'"soon"').endswith(".")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"3":{}}', "system principal"),
        ('{"1":{"0":"https://a.example/"}}', "https://a.example/"),
        ('{"0":{"0":"moz-nullprincipal:{x}"}}', "null principal"),
        ("SmIS26zLEdO3ZQBgsLbOywAAAAAAAAAAwAAAAAAAAEY=", "system principal"),
        ("[1]", ""),
        ('{"9":1}', ""),
    ],
)
def test_principals_in_words(text: str, words: str) -> None:
    assert principal_words(text) == words


def test_items_are_called_by_site_and_title() -> None:
    page = entry("https://www.a.example/x", "Title \x1b[31m")
    closed = closed_tab(tab(page))

    assert name_of(("windows", 0, "tabs", 2), to_json(tab(page))) == "a.example — Title ␛[31m"
    assert name_of(("windows", 0, "_closedTabs", 0), to_json(closed)).startswith("a.example — T")
    assert name_of(("windows", 0, "tabs", 0, "entries", 1), to_json(page)).startswith("a.example")
    assert name_of(("windows", 1), to_json(window(tab(page), tab(page)))) == "2 tabs"
    assert name_of(("windows", 0, "groups", 0), to_json(group("1-1", "Work", "blue"))) == "Work"
    assert "a.example" in name_of(("cookies", 0), to_json(cookie("a.example", "sid", "v")))


@pytest.mark.parametrize("piece", [b"null", b"[]", b'"x"', b'{"entries":null}', b'{"entries":[1]}'])
def test_odd_items_have_no_name_and_raise_nothing(piece: bytes) -> None:
    for path in (("windows", 0), ("windows", 0, "tabs", 0), ("cookies", 0), ("savedGroups", 0)):
        assert isinstance(name_of(path, piece), str)
