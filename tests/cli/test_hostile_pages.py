"""Hostile and odd sessions through `find`, `lost`, `diff`, `search`: nothing acts, hides, fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    closed_tab,
    entry,
    group,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

from .conftest import Run
from .test_bad_input import ODD_SHAPES

ACTING = (
    "\x1b[2J\x1b]0;owned\x07 \x9b31m\x7f\x00\r\n \u202egpj.exe\u202c \u2066x\u2069 \u200b\ufeff "
    "\U000e0041 a\u0301\u0301\u0301\u0301\u0301\u0301\u0301 \u2028\u2029\x85"
)
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("find", "marmalade"),
    ("find", "in:form", "marmalade"),
    ("find", "is:lost"),
    ("lost",),
    ("diff", "previous"),
    ("diff", "sessionstore", "previous"),
    ("search", "marmalade"),
    ("search", "marm.l", "--regex"),
    ("size", "--by", "site"),
    ("size", "--by", "tab"),
    ("tabs", "--filter", "marmalade-in-form"),
)


def with_previous(tmp_path: Path, url: str, previous: bytes) -> Path:
    """A profile with one tab, and another session before it."""
    clean = session(window(url))
    return write_profile(tmp_path / "p", clean=clean, previous=mozlz4(previous))


def hostile(where: str) -> dict[str, Any]:
    text = f"{where} marmalade {ACTING}"
    return session(
        window(
            tab(
                entry(f"https://a.example/{where}/%1B%5B2J/{ACTING}", text),
                entry(f"https://{where}.example/", text),
                formdata={"id": {ACTING: f"marmalade-in-form {ACTING}"}},
                extData={ACTING: text},
                userTypedValue=text,
                groupId="1-1",
            ),
            closed=[closed_tab(tab(entry(f"https://closed.{where}.example/", text)))],
            groups=[group("1-1", text)],
        )
    )


def acting(text: str) -> list[str]:
    """The characters of an output that could act on a terminal, or hide."""
    return [char for char in text if not char.isprintable() and char != "\n"]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=hostile("now"), previous=hostile("before"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_nothing_acts_and_nothing_breaks_a_line(
    cli: Run, terminal: Run, place: Path, command: tuple[str, ...]
) -> None:
    name, *words = command
    result = cli(name, place, *words)
    assert result.code == (1 if name == "tabs" else 0)
    assert result.text or name == "tabs"
    assert not acting(result.text) and not acting(result.err)
    as_json = cli(name, place, *words, "--json")
    assert as_json.out.isascii() or not acting(as_json.text)
    assert as_json.out.count(b"\n") <= 1
    json.loads(as_json.out)
    shown = terminal(name, place, *words).text
    for sign in ("\x1b[1m", "\x1b[0m", "\x1b[22m"):
        shown = shown.replace(sign, "")
    assert not acting(shown)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_version_of_a_hostile_name_acts_no_more(
    cli: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    evil = "evil\x1b[2J\u202e\n\x9b.jsonlz4"
    place = write_profile(tmp_path / "p", clean=hostile("now"), previous=hostile("before"))
    backups = place / "sessionstore-backups"
    (backups / evil).write_bytes(mozlz4(to_json(hostile("marmalade-of-a-copy"))))
    (backups / f"cut-{evil}").write_bytes(b"mozLz40\0 cut")
    name, *words = command
    words = [evil if word == "previous" else word for word in words]
    for more in ([], ["--json"]):
        result = cli(name, place, *words, *more)
        assert result.code in (0, 1), result.err
        assert not acting(result.text) and not acting(result.err)
        assert not more or json.loads(result.out)


def test_a_page_of_a_version_of_a_hostile_name_is_restored_by_its_id(
    cli: Run, tmp_path: Path
) -> None:
    evil = "evil\x1b[2J\u202e#x.jsonlz4"
    place = write_profile(tmp_path / "p", clean=session(window("https://b.example/")))
    backups = place / "sessionstore-backups"
    backups.mkdir(exist_ok=True)
    (backups / evil).write_bytes(mozlz4(to_json(session(window("https://a.example/")))))
    (lost,) = cli("lost", place, "--json").json["lost"]
    assert cli("restore", place, lost["id"]).code == 0
    assert cli("lost", place).code == 1


@pytest.mark.parametrize("odd", ODD_SHAPES, ids=ODD_SHAPES)
def test_odd_shapes_are_looked_through_like_any(cli: Run, tmp_path: Path, odd: str) -> None:
    text, urls = ODD_SHAPES[odd]
    place = with_previous(tmp_path, "https://a.example/", text)
    known = {url for url in urls if url}
    lost = cli("lost", place, "--json")
    assert lost.err == "" and {page["url"] for page in lost.json["lost"]} == known
    for url in known:
        (page,) = cli("find", place, url.replace(":", " "), "--json").json["pages"]
        assert (page["url"], page["state"]) == (url, "lost")
        assert cli("search", place, url, "--version-of", "previous").code == 0
    found = cli("diff", place, "previous", "--json").json
    assert len(found["closed"]) == len(urls) and len(found["opened"]) == 1
    back = cli("restore", place, *(page["id"] for page in lost.json["lost"]))
    assert back.code == 0, back.err
    assert cli("lost", place).code == 1


TWICE = (
    b'{"version":["sessionrestore",1],"windows":[],"windows":[{"tabs":[{"entries":[{"url":'
    b'"https://first.example/"}],"entries":[{"url":"https://x.example/","url":"https://a.example/",'
    b'"title":"x","title":"marmalade"}],"index":9,"index":1}],"_closedTabs":[]}],"_closedWindows":[]}'
)


def test_of_equal_keys_the_last_counts_everywhere(cli: Run, tmp_path: Path) -> None:
    place = with_previous(tmp_path, "https://b.example/", TWICE)
    (lost,) = cli("lost", place, "--json").json["lost"]
    assert (lost["url"], lost["title"]) == ("https://a.example/", "marmalade")
    (page,) = cli("find", place, "marmalade", "--json").json["pages"]
    assert page["id"] == lost["id"] == "previous#/windows/0/tabs/0"
    assert cli("find", place, "first").code == 1
    (closed,) = cli("diff", place, "previous", "--json").json["closed"]
    assert closed["url"] == "https://a.example/"
    assert cli("restore", place, lost["id"]).code == 0
    (now,) = cli("find", place, "marmalade", "is:open", "--json").json["pages"]
    assert now["url"] == "https://a.example/"


def test_a_hundred_sessions_inside_one_another_are_compared_and_searched(
    cli: Run, tmp_path: Path
) -> None:
    made = session(window("https://level100.example/"))
    for level in reversed(range(100)):
        made = session(window(f"https://level{level}.example/"), lastSessionState=made)
    place = write_profile(
        tmp_path / "p", clean=made, previous=session(window("https://b.example/"))
    )
    deepest = "sessionstore" + "#/lastSessionState" * 100
    (opened,) = cli("diff", place, "previous", deepest, "--json").json["opened"]
    assert opened["url"] == "https://level100.example/"
    found = cli("search", place, "level77", "--json").json["matches"]
    assert found[0]["pointer"].count("/lastSessionState") == 77
    result = cli("find", place, "level77")
    assert result.code == 1 and "more than 8 deep" in result.err
    assert "1 version only in part" in result.err
    near = cli("find", place, "level7.", "--json").json["pages"]
    assert [page["state"] for page in near] == ["nested"]
    assert cli("restore", place, f"{deepest}#/windows/0/tabs/0").code == 0


@pytest.mark.long
def test_a_session_of_two_million_brackets_is_one_sentence(cli: Run, tmp_path: Path) -> None:
    deep = to_json(session(window("https://a.example/")))[:-1]
    deep += b',"global":{"x":' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}}"
    place = with_previous(tmp_path, "https://b.example/", deep)
    for command in (("find", "a.example"), ("lost",), ("diff", "previous")):
        result = cli(command[0], place, *command[1:])
        assert "Traceback" not in result.err and "fault of sessiontui" not in result.err
        assert result.code in (0, 1, 3)
