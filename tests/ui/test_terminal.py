"""What reaches a real terminal."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    closed_tab,
    closed_window,
    entry,
    saved_group,
    session,
    tab,
    window,
    write_profile,
)
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.long  # the ordinary run is to be quick

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n"]
OVERRIDES = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)]
TITLES = [
    *(f"begin{char}end" for char in CONTROLS + OVERRIDES),
    "\x1b]52;c;aGVsbG8=\x07 clipboard",
    "\x9b31m c1 csi \x90q dcs \x9c",
    "\x1b[2J\x1b[H cleared",
    "[@click=app.quit]a link[/] [/] [bold",
    "lone \ud83d half, zero\u200bwidth, tag\U000e0041",
    "日本語のタイトル 全角ＡＢＣ 👨‍👩‍👧‍👦 👍🏽 🇫🇷",
    "long " + "x" * 100_000,
]
# What Textual itself sends: cursor, colours, modes, and the shape of the mouse pointer.
SEQUENCE = re.compile(
    rb"\x1b\]22;default\x07|"
    rb"\x1b\[[0-9;?<=>!$]*[ -/]*[@-~]|\x1b[()][0-9A-B]|\x1b[=>78]|\x1bP[^\x1b]*\x1b\\"
)


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A profile whose every text is hostile."""
    pages = [entry(f"https://h{i}.example/{title[:60]}", title) for i, title in enumerate(TITLES)]
    tabs = [
        tab(
            page,
            formdata={"id": {page["title"][:80]: page["title"][:200]}, "url": page["url"]},
            storage={"https://s.example": {page["title"][:80]: "v"}},
            extData={"key": page["title"][:200]},
            userTypedValue=page["title"][:200],
        )
        for page in pages
    ]
    state = session(
        window(*tabs, groups=[], closed=[closed_tab(one) for one in tabs]),
        closed_windows=[closed_window(window(*tabs[:3], title=TITLES[27]), 900)],
        savedGroups=[saved_group("1-1", TITLES[27], *tabs[:2])],
    )
    return write_profile(tmp_path / "pro\x1b[31mfile", clean=state)


def left_over(raw: bytes) -> bytes:
    """What a terminal was sent beside text and Textual's own sequences."""
    rest = SEQUENCE.sub(b"", raw).decode("utf-8", "surrogateescape")
    bad = [char for char in rest if char in set(CONTROLS + OVERRIDES) - {"\r"}]
    return "".join(bad).encode("utf-8", "surrogateescape")


def nothing_acted(terminal: Terminal) -> None:
    """Nothing but text and Textual's own sequences was sent; copying is base64 alone."""
    raw = re.sub(rb"\x1b\]52;c;[A-Za-z0-9+/=]*\x07", b"", terminal.raw)
    assert left_over(raw) == b""
    assert set(re.findall(rb"\x1b\][^\x07\x1b]*", raw)) <= {b"\x1b]22;default"}
    assert terminal.leave() == 0


def test_no_hostile_byte_reaches_the_terminal_from_any_list(hostile: Path, tmp_path: Path) -> None:
    with Terminal(str(hostile), home=tmp_path, size=(120, 50)) as terminal:
        terminal.wait_for("NEXT START")
        for pane in "123":
            terminal.send(pane)
            terminal.settle()
            for _ in range(len(TITLES) + 8):
                terminal.send("j")
                terminal.settle(0.02)
            terminal.send("\r")
            terminal.settle()
        terminal.send("3")
        terminal.settle()
        terminal.send("/")
        terminal.wait_for("Drop the words")
        terminal.send("begin")
        terminal.wait_for(r"\d+ of 83")
        terminal.send("\r")
        terminal.settle()
        nothing_acted(terminal)


@pytest.mark.long
def test_no_hostile_byte_reaches_the_terminal_from_json_settings_and_windows_over_them(
    hostile: Path, tmp_path: Path
) -> None:
    (hostile / "user.js").write_text(
        'user_pref("browser.sessionstore.\x1b]0;x\x07", "\x9b31m[@click=app.quit]");\n',
        encoding="utf-8",
    )
    (hostile / "sessionstore.jsonlz4.\x1b[31m-conflict").write_bytes(b"no session")
    with Terminal(str(hostile), home=tmp_path, size=(100, 40)) as terminal:
        terminal.wait_for("NEXT START")
        terminal.send("7")
        terminal.settle()
        terminal.send("L")
        terminal.wait_for("rows")
        terminal.settle()
        for _ in range(12):
            terminal.send("\x1b[6~")
            terminal.settle(0.02)
        terminal.send("/begin\r")  # at once: what is typed ahead gets into the field
        terminal.wait_for(r"\d+ of [\d,]+ matches")
        terminal.send("nnn")
        terminal.send("v")  # the whole value in a window over it
        terminal.settle()
        terminal.send("\x1b")
        terminal.settle()
        for key in "yYpP.":  # toasts
            terminal.send(key)
            terminal.settle(0.05)
        terminal.send("8")
        terminal.settle()
        terminal.send("\x1b[F\x1b[H/click\r")
        terminal.settle()
        terminal.send("2")
        terminal.settle()
        terminal.send(" jy")
        terminal.settle(0.1)
        terminal.send("]")
        terminal.settle()
        terminal.send("?")
        terminal.settle()
        terminal.send("\x1b")
        terminal.settle()
        terminal.send(":")
        terminal.settle()
        terminal.send("\x1b")
        terminal.settle()
        terminal.send("0")  # the versions, in a window over it
        terminal.settle()
        terminal.send("\x1b")
        terminal.settle()
        nothing_acted(terminal)


def test_a_pasted_filter_cannot_act_either(hostile: Path, tmp_path: Path) -> None:
    with Terminal(str(hostile), home=tmp_path, size=(80, 24)) as terminal:
        terminal.wait_for("NEXT START")
        terminal.send("2/")
        terminal.wait_for("Drop the words")
        terminal.send("\x1b[200~[@click=app.quit]x[/] \x9b31m \u202e\x1b[201~")
        terminal.settle()
        terminal.send("\r")
        terminal.wait_for("Nothing here has")
        nothing_acted(terminal)


def test_columns_stay_straight_with_cjk_and_emoji(tmp_path: Path) -> None:
    titles = [
        "plain title",
        "日本語のタイトル 全角ＡＢＣ",
        "family \U0001f468\u200d\U0001f469\u200d\U0001f467 end",
        "thumb \U0001f44d\U0001f3fd heart \u2764\ufe0f end",
        "한국어 제목",
        "Zalgo Z\u0351\u036b\u0343\u0361\u0348o end",
    ]
    pages = [tab(entry(f"https://site{i}.example/", title)) for i, title in enumerate(titles)]
    profile = write_profile(tmp_path / "p", clean=session(window(*pages)))
    with Terminal(str(profile), home=tmp_path, size=(120, 30)) as terminal:
        terminal.wait_for("NEXT START")
        terminal.send("2")
        terminal.wait_for(r"site5\.example")
        columns = set()
        for y in range(terminal.lines):
            row = terminal.screen.buffer[y]
            text = "".join(row[x].data or "\0" for x in range(terminal.columns))
            found = re.search(r"site\d\.example", text)
            if found and "https" not in text[: found.start()]:
                # pyte keeps a wide character's second cell as an empty one
                columns.add(_cell_of(row, "site", terminal.columns))
        assert len(columns) == 1
        terminal.leave()


def _cell_of(row: Any, word: str, width: int) -> int:
    for x in range(width - len(word)):
        if all(row[x + i].data == char for i, char in enumerate(word)):
            return x
    return -1


def test_no_color_paints_without_colours(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path, env={"NO_COLOR": "1"}) as terminal:
        terminal.wait_for("NEXT START")
        terminal.send("2")
        terminal.settle()
        terminal.leave()
        colours = re.findall(rb"\x1b\[(?:[0-9;]*;)?[34][0-8](?:;[0-9;]*)?m", terminal.raw)
        assert colours == []


def test_the_terminal_is_given_back_as_it_was(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path) as terminal:
        terminal.wait_for("NEXT START")
        assert terminal.leave() == 0
        assert terminal.raw.rindex(b"\x1b[?1049l") > terminal.raw.rindex(b"\x1b[?1049h")


def test_a_place_that_is_not_there_is_one_sentence_and_no_screen(tmp_path: Path) -> None:
    with Terminal("/nowhere/at/all", home=tmp_path) as terminal:
        terminal.wait_for("there is no such")
        terminal.settle()
        assert b"\x1b[?1049h" not in terminal.raw
        assert "Traceback" not in terminal.text
