"""What reaches a terminal: no page acts on it, columns fit it, colours are asked for."""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.builders import (
    closed_tab,
    entry,
    group,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

from .conftest import Result, Run, plain

# What a page may put into its title, and what of it must never arrive.
ATTACKS = (
    "\x1b[31mred",
    "\x1b]52;c;ZXZpbA==\x07",
    "\x1b]0;title\x1b\\",
    "\x9b31m C1",
    "\x9d52;c;ZXZpbA==\x9c",
    "bell\x07 back\x08 shift\x0e del\x7f nul\x01 line\r",
    "bidi \u202egnp.exe\u2066\u200f",
    "hidden \u200b\u2060\ufeff\u00ad\U000e0041",
    "lone \ud83d half",
)
FOREIGN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\U000e0000-\U000e007f]"
)
WIDE = "日本語のタイトル 中文標題 한국어 제목 全角ＡＢＣ とても長い題名が続きます"
EMOJI = "Emoji 🦊🔥 family 👨‍👩‍👧‍👦 flag 🇫🇷 skin 👍🏽 keycap 1️⃣ heart ❤️ and a longer tail of words"


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A profile in which everything that may be foreign attacks."""
    all_of_it = " ".join(ATTACKS)
    tabs = [tab(entry(f"https://a.example/{i}?{t}", t)) for i, t in enumerate(ATTACKS)]
    first = window(
        *tabs,
        tab(entry("https://b.example/", "grouped"), groupId=all_of_it),
        tab(entry("https://c.example/one", all_of_it), entry("https://c.example/two", all_of_it)),
        groups=[group(all_of_it, all_of_it, all_of_it)],
        closed=[closed_tab(t) for t in tabs],
    )
    content = session(
        first,
        closed_windows=[window(*tabs, title=all_of_it)],
        savedGroups=[saved_group("s", all_of_it, *tabs)],
    )
    return write_profile(
        tmp_path / "p \x1b[31m\u202e",
        clean=content,
        previous=b"\x1b]52;c;ZXZpbA==\x07",
        upgrades={"2026\x1b[31m\u202e": content},
        prefs={"browser.sessionstore.\x1b[31m": "\x1b]0;evil\x07"},
        user={"browser.startup.page": "\x1b[2J\u202e"},
        version="153\x1b[31m",
    )


COMMANDS = [
    ("tabs", "--all", "--history"),
    ("tabs", "--all", "--json"),
    ("info",),
    ("info", "--json"),
    ("settings",),
    ("settings", "--json"),
    ("cat",),
    ("cat", "--pretty"),
    ("cat", "/windows/0/tabs/0"),
    ("tabs", "--version-of", "2026␛[31m⟨202E⟩"),
]


@pytest.mark.parametrize("args", COMMANDS, ids=" ".join)
def test_nothing_acts_on_the_terminal(
    terminal: Run, cli: Run, hostile: Path, args: tuple[str, ...]
) -> None:
    command, *rest = args
    words = [word for word in rest if word.startswith("/")]
    rest = [word for word in rest if word not in words]
    shown = terminal(command, hostile, *words, *rest)
    assert (shown.code, shown.err) == (0, "")
    assert shown.out
    found = FOREIGN.search(plain(shown.out))
    assert found is None, repr(plain(shown.out)[max(0, found.start() - 60) : found.end() + 9])
    if command != "cat" and "--json" not in args:
        piped = cli(command, hostile, *rest).text
        assert FOREIGN.search(piped) is None  # into a pipe text is made printable as well


def test_paths_in_json_are_escaped_as_titles_are(cli: Run, home: Path, tmp_path: Path) -> None:
    """Into a pipe, too: whoever looks at it has a terminal."""
    name = "p \x9b31m \u202e\u2066 é"
    place = write_profile(
        home / ".mozilla/firefox" / name,
        clean=session(window("https://a.example/")),
        previous=b"junk",
    )
    file = place / "sessionstore.jsonlz4"
    runs: list[tuple[Result, list[str | int], Path]] = [
        (cli("profiles", "--json"), ["profiles", 0, "path"], place),
        (cli("info", place, "--json"), ["profile", "path"], place),
        (cli("info", place, "--json"), ["versions", 0, "path"], file),
        (cli("tabs", place, "--json"), ["version", "path"], file),
        (
            cli("set", place, "browser.startup.page", "3", "--dry-run", "--json"),
            ["files", 0, "path"],
            place / "prefs.js",
        ),
    ]
    for result, keys, wanted in runs:
        assert result.code == 0, result
        assert FOREIGN.search(result.text) is None, result.text
        found = result.json
        for key in keys:
            found = found[key]
        assert found == str(wanted)
        assert "é" in result.text  # what acts on nothing stays as it is


def test_errors_do_not_act_either(terminal: Run, hostile: Path) -> None:
    for args in (
        ("tabs", "no\x1b]52;c;eA==\x07where"),
        ("tabs", hostile, "--version-of", "\x1b[31m"),
        ("tabs", hostile / "user.js"),
        ("cat", hostile, "/\x1b[31m"),
        ("tabs", "--\x9b31m"),
        ("tabs", hostile, "--filter", "\x1b[2J"),
    ):
        shown = terminal(*args, stderr_too=True)
        assert shown.code in (1, 2, 3)
        assert FOREIGN.search(shown.text) is None


def test_into_a_pipe_json_is_exact(cli: Run, hostile: Path) -> None:
    titles = [t["title"] for t in cli("tabs", hostile, "--json").json["windows"][0]["tabs"]]
    assert titles[: len(ATTACKS)] == [t.replace("\ud83d", "\ufffd") for t in ATTACKS]
    document = cli("settings", hostile, "--json").json
    values = {row["name"]: row["value"] for row in document["settings"]}
    assert "\x1b]0;evil\x07" in values.values()
    assert cli("info", hostile, "--json").json["profile"]["path"] == str(hostile)


def test_json_on_a_terminal_is_still_json(terminal: Run, hostile: Path) -> None:
    shown = json.loads(terminal("tabs", hostile, "--json").out)
    assert shown["windows"][0]["tabs"][0]["url"].startswith("https://a.example/0")


def test_cat_on_a_terminal(terminal: Run) -> None:
    text = b'{\r\n\t"a": "raw \x1b and \xff",\r\n\t"b": 1\r\n}\r\n'
    shown = terminal("cat", "-", stdin=text)
    assert shown.text == '{\n    "a": "raw ␛ and \ufffd",\n    "b": 1\n}\n'
    assert terminal("cat", "-", "/b", stdin=text).text == "1\n"


# -- columns --------------------------------------------------------------------------------------


def width(line: str) -> int:
    """Cells, counted without the program's own help."""
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me", "Cf")
        else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in line
    )  # fmt: skip


@pytest.fixture
def wide(tmp_path: Path) -> Path:
    tabs = [
        tab(entry("https://日本.example/" + "道" * 60, WIDE)),
        tab(entry("https://emoji.example/?" + "q" * 90, EMOJI)),
        tab(entry("about:home", "x" * 300), entry("https://a.example/", EMOJI + WIDE)),
    ]
    content = session(window(*tabs, closed=tabs, title=WIDE), closed_windows=[window(*tabs)])
    damaged = mozlz4(to_json(content))[:-200]
    return write_profile(
        tmp_path / ("p" * 90),
        clean=content,
        previous=damaged,
        upgrades={"20261103151912": content},
        prefs={"browser.sessionstore.long": WIDE * 3},
    )


@pytest.mark.parametrize("columns", [80, 120, 40])
@pytest.mark.parametrize(
    "args", [("tabs", "--all", "--history"), ("info",), ("settings", "--changed")], ids=" ".join
)
def test_columns_fit(terminal: Run, wide: Path, args: tuple[str, ...], columns: int) -> None:
    shown = terminal(args[0], wide, *args[1:], columns=columns)
    assert shown.code == 0
    lines = plain(shown.out).splitlines()
    assert len(lines) >= 2
    for line in lines:
        assert width(line) <= columns, line
        assert line == line.rstrip()
    # A terminal in memory wraps no line either.
    screen = pyte.Screen(columns, len(lines) + 20)
    pyte.ByteStream(screen).feed(shown.out.replace(b"\n", b"\r\n"))
    assert screen.cursor.y == len(lines)


def test_columns_line_up(terminal: Run, wide: Path) -> None:
    lines = plain(terminal("tabs", wide, columns=120).out).splitlines()
    rows = [line for line in lines if line.startswith("/windows/")]
    assert len(rows) == 3
    places = {width(re.split(r"日本\.ex|emoji\.ex|a\.ex|https:", row)[0]) for row in rows}
    assert len(places) == 1


def test_info_tells_all_at_80_columns(terminal: Run, wide: Path) -> None:
    text = " ".join(plain(terminal("info", wide).out).split())
    assert "1 window · 3 tabs · 3 closed tabs · 1 closed window" in text
    assert "previous: the file ends in the middle, after" in text
    assert "% readable" in text


def test_colours(terminal: Run, cli: Run, wide: Path) -> None:
    assert b"\x1b[1m" in terminal("tabs", wide).out
    assert b"\x1b" not in terminal("tabs", wide, env={"NO_COLOR": "1"}).out
    assert b"\x1b" not in terminal("tabs", wide, env={"NO_COLOR": ""}).out
    for args in (("tabs", wide, "--all"), ("info", wide), ("settings", wide)):
        assert b"\x1b" not in cli(*args).out


def test_into_a_pipe_nothing_is_cut(cli: Run, wide: Path) -> None:
    text = cli("tabs", wide, "--all", "--history").text
    for whole in (WIDE, "x" * 300, "q" * 90, "道" * 60):
        assert whole in text
    assert "…" not in text


def test_a_long_error_folds_between_words(terminal: Run, home: Path) -> None:
    shown = terminal("tabs", stderr_too=True, columns=80)
    assert shown.code == 1
    lines = shown.text.splitlines()
    assert "~/.mozilla/firefox," in shown.text
    assert str(home) not in shown.text
    assert sum(len(line) > 80 for line in lines) <= 1  # one path is longer than that


def test_the_screen_of_a_profile_lists(terminal: Run, home: Path) -> None:
    for name in ("abcdefgh.default-release", "ijklmnop." + "long" * 20):
        write_profile(home / ".mozilla/firefox" / name, clean=session(window("https://a.example/")))
    shown: Any = terminal("profiles")
    lines = plain(shown.out).splitlines()
    assert any(line.strip().endswith("/abcdefgh.default-release") for line in lines)
    assert all(width(line) <= 80 for line in lines)
    assert "1 tab" in shown.text
