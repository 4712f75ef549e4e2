"""Autoconfig: plain calls are read, nothing is run, and what was not read is said."""

from __future__ import annotations

import pytest

from sessiontui.firefox.prefs.autoconfig import apply_autoconfig, calls, revealed
from sessiontui.firefox.prefs.branches import Branches
from sessiontui.firefox.prefs.effective import Prefs
from sessiontui.firefox.prefs.prefs_js import PrefValue

PAGE = "browser.startup.page"


def read(text: str) -> tuple[list[tuple[str, str, PrefValue | None]], list[int]]:
    skipped: list[int] = []
    found = [(c.function, c.name, c.value) for c in calls(text.encode(), skipped)]
    return found, skipped


def under(text: str, prefs: dict[str, str | int | bool]) -> Prefs:
    branches = Branches()
    branches.reading("system", "/opt/firefox/a.cfg")
    apply_autoconfig(text.encode(), branches)
    return Prefs(prefs, {}, 153, branches.surroundings())


def test_plain_calls_are_read() -> None:
    text = """// the first line is never read
lockPref("a", 1); /* lockPref("no", 1); */ defaultPref( 'b' , "x;y" )
// lockPref("no", 2);
pref("c", -3)
;unlockPref("a");clearPref("d");lockPref("e", true);lockPref("f", "\\u00e9")"""
    assert read(text) == (
        [
            ("lockPref", "a", 1),
            ("defaultPref", "b", "x;y"),
            ("pref", "c", -3),
            ("unlockPref", "a", None),
            ("clearPref", "d", None),
            ("lockPref", "e", True),
            ("lockPref", "f", "é"),
        ],
        [],
    )


@pytest.mark.parametrize(
    "program",
    [
        'if (getenv("USER") == "x") { lockPref("no", 1); }',
        'if (x) lockPref("no", 1);',
        'if (x)\nlockPref("no", 1);',
        'try { lockPref("no", 1); /* } */ var s = "}"; }',
        'function f() { lockPref("no", 1); return [";"]; }',
        'lockPref("no", 1 + 2);',
        "lockPref(name, 3);",
        'lockPref("no", 1) || lockPref("no", 2);',
        'lockPref("no" + "pe", 1);',
        'lockPref("no", "\\t");',
        'lockPref("no");',
        'var x = lockPref("no", 1);',
        'x.lockPref("no", 1);',
    ],
)
def test_a_program_is_not_run_but_counted(program: str) -> None:
    found, skipped = read(f'//\n\n{program}\nlockPref("after", 1);\n')
    assert found == [("lockPref", "after", 1)]
    assert skipped == [3]


@pytest.mark.parametrize("rest", ["`", "/[/*]/.test(x);", "`${'`'}`;"])
def test_what_may_hide_a_bracket_ends_the_reading(rest: str) -> None:
    assert read(f'//\nlockPref("a", 1);\nx = {rest}\nlockPref("no", 1);') == (
        [("lockPref", "a", 1)], [3],
    )  # fmt: skip


def test_the_first_line_does_not_count_whatever_it_says() -> None:
    assert read('lockPref("no", 1);\nlockPref("a", 1);')[0] == [("lockPref", "a", 1)]
    assert read("") == read("lockPref") == ([], [])


def test_what_the_calls_do() -> None:
    text = f'//\nlockPref("{PAGE}", 3);'
    assert under(text, {PAGE: 0}).get(PAGE) == 3
    assert under(text, {PAGE: 0}).source(PAGE) == "system"
    assert f"{PAGE} = 3 in /opt/firefox/a.cfg" in under(text, {PAGE: 0}).where(PAGE)
    assert under(f'{text}unlockPref("{PAGE}");', {PAGE: 0}).get(PAGE) == 0
    assert under(f'//\ndefaultPref("{PAGE}", 3);', {PAGE: 0}).get(PAGE) == 0
    assert under(f'//\ndefaultPref("{PAGE}", 3);', {}).get(PAGE) == 3
    assert under(f'//\npref("{PAGE}", 3);', {PAGE: 0}).get(PAGE) == 3
    assert under(f'//\nclearPref("{PAGE}");', {PAGE: 0}).get(PAGE) == 1


def test_what_was_not_read_is_said_with_its_line() -> None:
    (said,) = under("//\n\nif (a) { b(); }\nc();\n", {}).around.unread
    assert said.startswith("/opt/firefox/a.cfg is a program: of it 2 statements, the first in line")
    assert "line 3" in said


def test_a_shifted_file_is_read() -> None:
    text = b'//\nlockPref("a", 1);'
    assert revealed(bytes((byte + 13) % 256 for byte in text), 13) == text


def test_behind_a_string_that_is_not_closed_nothing_is_guessed() -> None:
    skipped: list[int] = []
    text = b'//\nlockPref("a", 1);\nx = "open\nlockPref("b", 2);\n'
    assert [call.name for call in calls(text, skipped)] == ["a"]
    assert skipped == [3]


@pytest.mark.parametrize("piece", [b"(", b"/*", b'"\\', b"'", b"lockPref(", b"a ", b"{", b"/* *"])
def test_hostile_input_ends(piece: bytes) -> None:
    skipped: list[int] = []
    assert list(calls(b"\n" + piece * 50_000, skipped)) == []
    assert len(skipped) <= 50_000
