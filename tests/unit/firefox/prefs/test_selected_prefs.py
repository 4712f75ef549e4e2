"""Of a prefs.js only some settings are wanted: they are what reading all of it would say."""

from __future__ import annotations

import io
import os
import signal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sessiontui.errors import TooLarge, Unreadable
from sessiontui.firefox.prefs import names
from sessiontui.firefox.prefs.effective import ASKED_FOR, Prefs
from sessiontui.firefox.prefs.prefs_js import PrefValue, parse_prefs
from sessiontui.firefox.prefs.selected_prefs import read_prefs, select
from sessiontui.firefox.prefs.selection import Selection
from sessiontui.firefox.safe_reading import Kind
from tests.paths import CORPUS
from tests.steps import calls
from tests.system import ordinary_user


def selected(data: bytes, piece: int = 1 << 17) -> dict[str, PrefValue]:
    return select(io.BytesIO(data).readinto, ASKED_FOR, piece)


def filtered(data: bytes) -> dict[str, PrefValue]:
    return {name: value for name, value in parse_prefs(data).items() if name in ASKED_FOR}


def same(data: bytes, piece: int) -> None:
    found, expected = selected(data, piece), filtered(data)
    assert found == expected
    assert [type(found[name]) for name in expected] == [type(v) for v in expected.values()]


# Pieces of what a file of settings may hold, and of what only looks like it.
PARTS = (
    b'user_pref("browser.startup.page", 3);',
    b'user_pref("browser.sessionstore.interval", 5);',
    b'user_pref("browser.startup.pagex", 2);',
    b"user_pref('privacy.sanitize.sanitizeOnShutdown', true);",
    rb'user_pref("\x62rowser.startup.page", 1);',
    rb'user_pref("browser.st\u0061rtup.page", 0);',
    rb'user_pref("a", "x\"y");',
    rb'user_pref("a", "\"");',
    rb'user_pref("a", "x\\");',
    rb'user_pref("a", "x\\\"y");',
    rb'user_pref("a", "x\\\");',
    rb'user_pref("a", "x\\"y");',
    rb'user_pref("a", "x\");',
    rb'user_pref("a\", 1);',
    rb'user_pref("a", "\q");',
    b'user_pref("a", "%s");' % (rb"\"k\":\"v\"," * 9),
    b'user_pref("a", "%s");' % (rb"\"k\":\"v\"," * 9 + rb"\x41"),
    b'user_pref("a", "%s");' % (rb"\"k\":\"v\"," * 9 + b'" , 1); user_pref("b", "'),
    b'user_pref("a", "two\nlines");',
    b'user_pref("", "");',
    b'user_pref("a-", 12345678901);',
    b'user_pref("a", -);',
    b'user_pref("a", 12a);',
    b'user_pref("a", 1 /* );',
    'user_pref("é", "é");'.encode(),
    b'sticky_pref("browser.startup.page", 9);',
    b'user_pref("browser.warnOnQuit", false)',
    b'user_pref("a", "open',
    b"// a comment",
    b"# another",
    b'// user_pref("browser.startup.page", 8);\r',
    *(bytes([byte]) for byte in b"\"'\\;/*#,()\0\t "),
    b"/*",
    b"*/",
    b"\xff",
    b"\xef\xbb\xbf",
)
ENDS = st.sampled_from([b"\n", b"\n", b"\n", b"\r\n", b"", b"\r"])
FILES = st.lists(st.builds(bytes.__add__, st.sampled_from(PARTS), ENDS), max_size=14).map(b"".join)


@settings(max_examples=400)
@given(FILES, st.sampled_from([4, 7, 64, 300, 1 << 17]))
@example(b'\xef\xbb\xbfuser_pref("browser.startup.page", 3);', 4)
def test_they_are_what_the_whole_file_says(data: bytes, piece: int) -> None:
    same(data, piece)


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_whatever_stands_before_and_after_a_setting_decides_whether_it_counts(end: bytes) -> None:
    for one in PARTS:
        for other in PARTS:
            lines = (b'user_pref("a.b", 1);', one, b'user_pref("browser.startup.page", 3);')
            same(end.join((*lines, other, b'user_pref("browser.startup.page", 1);', b"")), 1 << 10)


@pytest.mark.long
@settings(max_examples=10_000)
@given(FILES, st.sampled_from([4, 7, 64, 300, 1 << 17]))
def test_they_are_what_the_whole_file_says_tried_for_long(data: bytes, piece: int) -> None:
    same(data, piece)


REAL = sorted(CORPUS.glob("firefox-153/*/prefs.js"))


@pytest.mark.skipif(not REAL, reason=f"NO REAL PROFILES: {CORPUS} is not there")
@settings(max_examples=200)
@given(st.data())
def test_a_real_file_damaged_anywhere_is_read_the_same(data: st.DataObject) -> None:
    text = bytearray(data.draw(st.sampled_from(REAL)).read_bytes())
    for _ in range(data.draw(st.integers(0, 4))):
        at = data.draw(st.integers(0, len(text)))
        text[at : at + data.draw(st.integers(0, 30))] = data.draw(st.sampled_from(PARTS))
    same(bytes(text), data.draw(st.sampled_from([64, 1000, 1 << 17])))


def test_a_name_that_no_pattern_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="é"):
        Selection(["é"], "a.")


# -- what is asked for -------------------------------------------------------------------------

OF_THE_MACHINE = {names.CONFIG_FILE, names.CONFIG_OBSCURED, names.CONFIG_URL}
"""Read from the defaults of an installation only."""
APART = {names.EXTENSION_UUIDS}
"""Long, and read by itself for who asks which extensions there are (``firefox/extensions``)."""


def test_every_name_the_program_knows_is_read() -> None:
    known = {name for key, name in vars(names).items() if key.isupper() and key != "STORE"}
    assert len(known) > 60
    assert {name for name in known if name not in ASKED_FOR} == OF_THE_MACHINE | APART


def test_a_setting_that_is_not_read_cannot_be_asked_for() -> None:
    """It would look as if it were set nowhere."""
    with pytest.raises(LookupError, match="ASKED_FOR"):
        Prefs({"dom.x": 1}, {}).get("dom.x")


# -- from disk ---------------------------------------------------------------------------------


def test_a_missing_file_sets_nothing(tmp_path: Path) -> None:
    assert read_prefs(tmp_path / "prefs.js", ASKED_FOR) == {}
    assert read_prefs(tmp_path / "no" / "prefs.js", ASKED_FOR) == {}


def test_what_cannot_be_read_is_said_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "prefs\x1b.js"
    path.mkdir()
    with pytest.raises(Unreadable) as caught:
        read_prefs(path, ASKED_FOR)
    assert "prefs␛.js: this is a directory, not a file of settings" in caught.value.sentence


def test_a_barred_file_is_unreadable() -> None:
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        path = Path(made, "prefs.js")
        path.write_text("")
        path.chmod(0)
        with ordinary_user(), pytest.raises(Unreadable, match="no permission"):
            read_prefs(path, ASKED_FOR)


def test_a_pipe_that_comes_in_its_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "prefs.js"
    path.write_text('user_pref("a", 1);')

    def a_pipe_comes() -> None:
        if os.path.isfile(path):  # noqa: PTH113  (Path.stat is what is replaced here)
            path.unlink()
            os.mkfifo(path)

    def after_a_look(self: Path) -> os.stat_result:
        info = os.stat(self)  # noqa: PTH116
        a_pipe_comes()
        return info

    def just_before(*args: Any, **more: Any) -> int:
        a_pipe_comes()
        return real(*args, **more)

    def hung(*_: object) -> None:
        raise TimeoutError("it waits for somebody to write into the pipe")

    real = os.open
    before = signal.signal(signal.SIGALRM, hung)
    monkeypatch.setattr(os, "open", just_before)
    monkeypatch.setattr(Path, "stat", after_a_look)
    signal.alarm(5)
    try:
        with pytest.raises(Unreadable, match="this is a pipe"):
            read_prefs(path, ASKED_FOR)
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_a_file_that_grows_past_all_bounds_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "prefs.js"
    path.write_bytes(b"ab")
    looked = os.fstat

    def grown(descriptor: int) -> os.stat_result:
        info = looked(descriptor)
        with path.open("ab") as file:
            file.write(b"c" * 9)
        return info

    small = Kind("a small file", 4, "four bytes")
    monkeypatch.setattr(os, "fstat", grown)
    with pytest.raises(TooLarge, match="larger than four bytes"):
        read_prefs(path, ASKED_FOR, small)
    with pytest.raises(TooLarge, match="larger than four bytes"):
        read_prefs(path, ASKED_FOR, small)  # now it is from the beginning


# -- how much work it is -----------------------------------------------------------------------

HEAD = b"// Mozilla User Preferences\n\n// DO NOT EDIT THIS FILE.\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "line",
    [
        b'user_pref("a.b%d", true);',
        b'user_pref("browser.startup.homepage%d", "https://example.org/");',
        b'user_pref("a.b%d", "{\\"a\\":[\\"b\\"]}");',
    ],
)
def test_lines_for_other_settings_cost_no_call(line: bytes, end: bytes) -> None:
    def file(lines: int) -> bytes:
        return HEAD + b"".join(line % number + end for number in range(lines))

    few, many = file(20), file(1_000)
    assert filtered(many) == {}
    assert calls(lambda: selected(many)) == calls(lambda: selected(few))


def test_a_long_text_is_looked_through_in_one_go() -> None:
    def file(keys: int) -> bytes:
        return HEAD + b'user_pref("a", "%s");\n' % (rb"\"key\":\"a value\"," * keys)

    few, many = file(20), file(2_000)
    assert calls(lambda: selected(many)) == calls(lambda: selected(few))


@pytest.mark.parametrize("unit", [b"x", rb"\"k\":1,", b"\n"])
def test_a_text_longer_than_any_piece_is_read_in_linear_work(unit: bytes) -> None:
    """Four times as much is four times the bytes, in two more steps."""
    asked: list[int] = []

    def file(length: int) -> io.BytesIO:
        return io.BytesIO(b'user_pref("a", "%s");\n' % (unit * length))

    def steps(length: int) -> int:
        source = file(length)

        def fill(buffer: memoryview) -> int:
            asked.append(len(buffer))
            return source.readinto(buffer)

        asked.clear()
        select(fill, ASKED_FOR, 64)
        return len(asked)

    assert steps(4_000) <= steps(1_000) + 2 <= 20
