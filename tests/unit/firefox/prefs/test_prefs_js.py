"""prefs.js and user.js are read the way Firefox reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Refused
from sessiontui.firefox.prefs import prefs_js
from sessiontui.firefox.prefs.prefs_js import (
    PrefValue,
    parse_prefs,
    scan,
    with_pref,
    without_pref,
)

# What a running Firefox 153 made of each line of a user.js; None where it reported an error.
FIREFOX_153: list[tuple[str, dict[str, PrefValue]]] = [
    ('user_pref("a", 9);', {"a": 9}),
    ("user_pref('a', 'it\\'s \"x\"'); user_pref(\"b\", -5);", {"a": 'it\'s "x"', "b": -5}),
    (r'user_pref("a", "q\"b\\c\nd\re\x41\u00e9\ud83d\ude00");', {"a": 'q"b\\c\nd\reAé😀'}),
    (r'user_pref("bad", "a\qb"); user_pref("a", 1);', {"a": 1}),
    (r'user_pref("bad;x", "a\qb;c"); user_pref("a", 1);', {"a": 1}),
    (r'user_pref("bad", "\xzz"); user_pref("a", 1);', {"a": 1}),
    (r'user_pref("bad", "\ud83dx"); user_pref("a", 2);', {"a": 2}),
    (r'user_pref("bad", "a\x00b");', {}),
    ('user_pref("bad", 2147483648);', {}),
    ('user_pref("a", 2147483647);', {"a": 2147483647}),
    ('user_pref("a", -2147483648);', {"a": -2147483648}),
    ('user_pref("a", + 34);', {"a": 34}),
    ('user_pref("bad", 3)\nuser_pref("lost", 4);\nuser_pref("a", 5);', {"a": 5}),
    ('user_pref("a", "x\ny");', {"a": "x\ny"}),
    ('user_pref /* c */ ( # c\n "a" // x\n , true ) ;', {"a": True}),
    ('garbage here user_pref("lost", 1); user_pref("a", 2);', {"a": 2}),
    ('user_pref("bad", 12abc);', {}),
    ('user_pref("bad", 12, locked);', {}),
    (';;; user_pref("a", 1);', {"a": 1}),
    ('user_pref("", 1);', {"": 1}),
    ('user_pref("a", "é");', {"a": "é"}),
    ('user_pref("unterminated, 1);\nuser_pref("a", 1);', {}),
    ('pref("bad", 7); sticky_pref("bad", 7);', {}),
]


@pytest.mark.parametrize(("text", "expected"), FIREFOX_153)
def test_a_line_means_what_it_means_to_firefox(text: str, expected: dict[str, PrefValue]) -> None:
    assert parse_prefs(text.encode()) == expected


def test_the_last_statement_for_a_name_wins() -> None:
    assert parse_prefs(b'user_pref("a", 1);\r\nuser_pref("a", "two");') == {"a": "two"}


def test_true_is_not_a_number() -> None:
    assert parse_prefs(b'user_pref("a", true);')["a"] is True


def test_a_byte_order_mark_is_no_garbage_and_a_nul_ends_the_file() -> None:
    data = b'\xef\xbb\xbfuser_pref("a", 1);\0user_pref("b", 2);'
    assert parse_prefs(data) == {"a": 1}


@pytest.mark.parametrize("text", ['user_pref("a", 1', '/* open user_pref("a", 1);', "'open", "/"])
def test_a_file_cut_anywhere_is_read_up_to_there(text: str) -> None:
    assert parse_prefs(b'user_pref("kept", 1);' + text.encode()) == {"kept": 1}


def test_the_files_firefox_ships_use_other_keywords_and_attributes() -> None:
    data = b'pref("a", -1, locked, sticky); sticky_pref("b", "x"); pref("bad", 1, no); '
    data += b'pref("bad", 1 2); pref("bad", 1, );'
    assert parse_prefs(data, defaults=True) == {"a": -1, "b": "x"}


def test_every_statement_knows_its_place() -> None:
    data = b'# head\nuser_pref("a", 1); user_pref(bad); user_pref("b",\n "x");\n'
    assert [(line.name, data[line.start : line.end]) for line in scan(data)] == [
        ("a", b'user_pref("a", 1);'),
        ("b", b'user_pref("b",\n "x");'),
    ]


def written(text: str) -> str:
    """A string as Firefox writes it into prefs.js."""
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(char, escape)
    return f'"{text}"'


def escaped(text: str) -> str:
    """The same string with every character an escape, in single quotes."""
    units = text.encode("utf-16-be")
    pairs = (units[i : i + 2].hex() for i in range(0, len(units), 2))
    return "'" + "".join(f"\\u{pair}" for pair in pairs) + "'"


strings = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.one_of(strings, st.booleans(), st.integers(-(2**31), 2**31 - 1))


def literal(value: PrefValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else written(value)


@given(st.dictionaries(strings, values))
def test_what_firefox_writes_is_read_back(prefs: dict[str, PrefValue]) -> None:
    lines = [f"user_pref({written(name)}, {literal(value)});" for name, value in prefs.items()]
    read = parse_prefs("\n".join(lines).encode())
    assert read == prefs
    assert [type(value) for value in read.values()] == [type(value) for value in prefs.values()]


@given(strings, strings)
def test_every_way_to_write_a_string_means_the_same(name: str, value: str) -> None:
    text = f"user_pref({escaped(name)}, {escaped(value)});"
    assert parse_prefs(text.encode()) == {name: value}


@given(st.binary() | st.text("user_pref(\";,\\'/*#1x-)\n").map(str.encode))
def test_no_bytes_make_it_fail(data: bytes) -> None:
    for line in scan(data):
        assert data[line.start : line.end].startswith(b"user_pref")
        assert data[line.start : line.end].endswith(b";")


# -- changing one line -------------------------------------------------------------------------

ONCE = "browser.sessionstore.resume_session_once"
FILES = [
    b"",
    b'// head\n\nuser_pref("a", 1);\nuser_pref("z", "x");\n',
    b'# head\r\nuser_pref("a", 1);\r\nuser_pref("z", 2);\r\n',
    b'user_pref("a", 1);\nuser_pref("b", 2);',  # the last line has no end
    b'\xef\xbb\xbfuser_pref("z", 1);\n',
    b'user_pref("a", 1); user_pref("z",\n "two lines");\n',
    b'user_pref("bad", 3)\nuser_pref("lost", 4);\nuser_pref("a", 5);\n',
    b'user_pref("kept", 1);\n/* a comment that never ends',
    b'user_pref("kept", 1);\n\0 behind the end',
    b"// nothing but a comment, and no line end",
]


@pytest.mark.parametrize("data", FILES)
def test_a_setting_put_in_and_taken_out_leaves_every_byte(data: bytes) -> None:
    changed = with_pref(data, ONCE, True)
    assert parse_prefs(changed) == {**parse_prefs(data), ONCE: True}
    assert without_pref(changed, ONCE) == data
    assert len(changed) - len(data) <= len(f'user_pref("{ONCE}", true);\r\n')


def test_only_the_line_of_the_setting_changes_and_the_order_is_firefox_s() -> None:
    data = b'// head\nuser_pref("a", 1);\nuser_pref("c", 3);\n'
    assert with_pref(data, "b", "2") == (
        b'// head\nuser_pref("a", 1);\nuser_pref("b", "2");\nuser_pref("c", 3);\n'
    )
    assert with_pref(data, "c", 4) == b'// head\nuser_pref("a", 1);\nuser_pref("c", 4);\n'
    assert with_pref(data, "c", 3) == data


def test_of_two_lines_for_a_setting_the_one_that_counts_is_changed() -> None:
    data = b'user_pref("a", 1);\nuser_pref("a", 2);\n'
    assert with_pref(data, "a", 3) == b'user_pref("a", 1);\nuser_pref("a", 3);\n'
    assert without_pref(data, "a") == b""


def test_true_is_no_number_when_it_is_written_either() -> None:
    assert with_pref(b'user_pref("a", 1);', "a", True) == b'user_pref("a", true);'


def test_a_file_that_swallows_what_follows_gets_the_line_above() -> None:
    data = b'\xef\xbb\xbf"open user_pref("a", 1);'
    changed = with_pref(data, "b", 1)
    assert changed == b'\xef\xbb\xbfuser_pref("b", 1);\n"open user_pref("a", 1);'


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_what_no_prefs_js_can_hold_is_refused(value: str) -> None:
    with pytest.raises(Refused, match="half a character"):
        with_pref(b"", "a", value)


@given(st.dictionaries(strings, values), strings, values)
def test_set_and_set_back_gives_identical_bytes(
    prefs: dict[str, PrefValue], name: str, value: PrefValue
) -> None:
    lines = [f"user_pref({written(n)}, {literal(v)});\n" for n, v in sorted(prefs.items())]
    data = b"// head\n\n" + "".join(lines).encode()
    changed = with_pref(data, name, value)
    assert parse_prefs(changed)[name] == value
    if name in prefs:
        assert with_pref(changed, name, prefs[name]) == data
    else:
        assert without_pref(changed, name) == data


@given(st.binary() | st.text("user_pref(\";,\\'/*#1x-)\n").map(str.encode))
def test_no_bytes_lose_another_setting(data: bytes) -> None:
    try:
        changed = with_pref(data, ONCE, True)
    except Refused:
        return
    assert parse_prefs(changed) == {**parse_prefs(data), ONCE: True}


# -- how much work it is -----------------------------------------------------------------------


class _Counted:
    """A pattern that counts how often it is asked."""

    def __init__(self, pattern: re.Pattern[bytes]) -> None:
        self._pattern = pattern
        self.asked = 0

    def match(self, data: bytes, position: int, limit: int) -> re.Match[bytes] | None:
        self.asked += 1
        return self._pattern.match(data, position, limit)


@pytest.mark.parametrize("junk", [b"1%s" % (b"1" * 60_000) + b"a", b"@" * 60_000, b"\xff" * 60_000])
def test_junk_is_passed_in_a_few_steps_however_long_it_is(
    junk: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = _Counted(prefs_js._TOKEN)
    monkeypatch.setattr(prefs_js, "_TOKEN", counted)
    assert parse_prefs(junk + b'; user_pref("a", 1);') == {"a": 1}
    assert counted.asked <= 4


def test_a_number_may_have_thousands_of_leading_zeros() -> None:
    assert parse_prefs(b'user_pref("a", ' + b"0" * 5_000 + b"7);") == {"a": 7}
