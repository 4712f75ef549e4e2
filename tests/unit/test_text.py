"""Foreign text is made harmless and fits its place; sizes and times are said in few words."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sessiontui import text as words
from sessiontui.text import (
    cells,
    elide,
    elide_middle,
    elide_url,
    escaped,
    is_printable,
    pad,
    printable,
    steady,
)

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
EMOJI = "👩\u200d👩\u200d👧", "👩🏽\u200d💻", "❤\ufe0f\u200d🔥", "🏳\ufe0f\u200d🌈", "🇳🇱", "☎\ufe0f"
HARMLESS = [
    *(
        "plain",
        "Ünïcödé",
        "日本語のタイトル",
        "עברית",
        "العربية",
        "한국어",
        "ภาษาไทยน้ำ",
        "zero\xa0width",
    ),
    *("[bold red]markup[/]", "<b>", "\\", "क्\u200dष", "می\u200cخواهم", *EMOJI),
]

any_text = st.text(
    st.characters() | st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Me", "Zl", "Zp"]),
    max_size=30,
)
tricky = st.lists(
    st.sampled_from(
        [*EMOJI, "a", "日", "\u0301", "\u00ad", "\u200d", "\u200c", "\ufe0f", "🏽", "❤", "\u202e"]
    ),
    max_size=14,
).map("".join)
foreign = any_text | tricky


def controls(text: str) -> list[str]:
    return [
        char
        for char in text
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or char in BIDI
        or unicodedata.bidirectional(char)
        in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "PDI")
    ]


# -- printable ---------------------------------------------------------------------------------


@given(foreign)
@example("a\u0301\u0301\u0301\u00ad\u0301")
@example("\u0301" * 9)
def test_printable_text_is_harmless_and_printing_it_again_changes_nothing(text: str) -> None:
    assert_harmless(text)


@pytest.mark.long
@settings(max_examples=8_000, deadline=None)
@given(foreign)
def test_very_many_texts_become_harmless(text: str) -> None:
    assert_harmless(text)


def assert_harmless(text: str) -> None:
    shown = printable(text)
    assert controls(shown) == []
    assert printable(shown) == shown
    shown.encode("utf-8")


# Format characters that are drawn: Arabic and Syriac number signs, Kaithi, hieroglyphs.
DRAWN = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"


def test_every_character_alone_becomes_harmless() -> None:
    for code in range(0x110000):
        char = chr(code)
        shown = printable(char)
        assert not controls(shown)
        if shown == char and unicodedata.category(char) == "Cf":
            assert char in DRAWN or 0x13430 <= code < 0x13440


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_of_every_script_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


def test_clean_text_comes_back_as_the_same_object() -> None:
    for text in ("plain " * 3, "日本語" * 3):
        assert printable(text) is text
        assert is_printable(text)
    assert not is_printable("\x1b")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mRED", "␛[31mRED"),
        ("a\nb\tc\r", "a␊b␉c␍"),
        ("bell\x07 del\x7f nul\x00", "bell␇ del␡ nul␀"),
        ("c1\x9b31m", "c1⟨9B⟩31m"),
        ("\u202egpj.exe", "⟨202E⟩gpj.exe"),
        ("soft\u00adhyphen \ufeffbom", "softhyphen bom"),
        ("zero\u200bwidth", "zero⟨200B⟩width"),
        ("pay\u200dpal", "pay⟨200D⟩pal"),
        ("line\u2028break", "line⟨2028⟩break"),
        ("half \ud83d emoji", "half � emoji"),
        ("hidden\U000e0041", "hidden⟨E0041⟩"),
        ("Z" + "\u0301" * 20 + "algo", "Z" + "\u0301" * 3 + "algo"),
    ],
)
def test_what_would_act_or_hide_is_made_visible(text: str, shown: str) -> None:
    assert printable(text) == shown


# -- width -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("日本", 4),
        ("e\u0301", 1),
        ("👩\u200d👩\u200d👧", 2),
        ("👩🏽\u200d💻", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("क\u200dष", 2),
        ("ｆｕｌｌ", 8),
    ],
)
def test_cells_are_what_a_terminal_uses(text: str, width: int) -> None:
    assert cells(text) == width


@given(foreign, st.integers(-2, 40))
@example("❤\ufe0f" * 5, 4)
@example("क\u200d日", 3)
def test_elided_text_never_exceeds_its_width(text: str, width: int) -> None:
    cut = elide(printable(text), width)
    assert cells(cut) <= max(0, width)
    if 0 < width >= cells(printable(text)):
        assert cut == printable(text)
    elif width > 0:
        assert cut.endswith("…")
        assert printable(text).startswith(cut[:-1])


@given(st.text(max_size=60), st.integers(0, 30))
def test_text_elided_in_its_middle_fits_and_keeps_its_end(text: str, width: int) -> None:
    text = steady(printable(text))
    shown = elide_middle(text, width)
    assert cells(shown) <= width
    if cells(text) <= width:
        assert shown == text
    elif width >= 12:
        assert shown[-1] == text[-1]


def test_names_that_begin_alike_stay_apart() -> None:
    assert elide_middle("2026-11-27/session-one.jsonlz4", 16) == "2026-11-…jsonlz4"
    assert elide_middle("a" * 40 + "1", 10) != elide_middle("a" * 40 + "2", 10)
    assert elide_middle("日本語" * 9, 8) == "日本…語"


@given(foreign, st.integers(-2, 40), st.booleans())
def test_padded_and_elided_text_fills_its_width_exactly(text: str, width: int, right: bool) -> None:
    shown = steady(printable(text))
    filled = pad(elide(shown, width), width, right=right)
    assert cells(filled) == max(0, width)
    assert filled.strip(" ") in shown + "…" or "…" in filled


@given(foreign, foreign, st.integers(-2, 60))
@example("a.example", "x/\ufe0f" * 9, 20)
def test_elided_addresses_never_exceed_their_width(host: str, path: str, width: int) -> None:
    for url in (f"https://www.{host}/{path}", host + path, f"about:{path}"):
        assert cells(elide_url(printable(url), width)) <= max(0, width)


def test_an_address_keeps_its_host_and_its_end() -> None:
    url = "https://www.example.org/a/very/long/path/to/the/article.html"
    assert elide_url(url, 80) == url
    assert elide_url(url, 50) == "example.org/a/very/long/path/to/the/article.html"
    assert elide_url(url, 28) == "example.org/…he/article.html"
    assert elide_url(url, 10) == "example.o…"


@given(foreign)
def test_steady_text_has_nothing_that_terminals_measure_differently(text: str) -> None:
    shown = steady(printable(text))
    assert not set(shown) & set("\u200c\u200d\ufe0e\ufe0f🏽")
    assert cells(shown) == sum(cells(char) for char in shown)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.org/x?y#z", "example.org"),
        ("http://user:pw@Example.org:8080/", "example.org:8080"),
        ("https://example.org:443/", "example.org"),
        ("http://[::1]:80/", "[::1]"),
        ("about:config?filter=x", "about:config"),
        ("data:text/html,<p>", "data:"),
        ("file:///home/u/x.html", "file:"),
        ("moz-extension://abc-def/page.html", "abc-def"),
        ("", ""),
        ("not a url", "not a url"),
    ],
)
def test_a_site_is_named_as_people_name_it(url: str, host: str) -> None:
    assert words.site(url) == host


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://www.example.org:8080/x", "www.example.org", "example.org:8080"),
        ("https://a@b:c@Evil.example/", "evil.example", "evil.example"),  # the last @ counts
        ("https://user:pw@[2001:DB8::1]:443/", "2001:db8::1", "[2001:db8::1]"),
        ("http://example.org:/", "example.org", "example.org"),
        ("http://example.org:80?q=http://other.example", "example.org", "example.org"),
        ("http://[broken/", "[broken", "[broken"),
        ("http://a:b/", "a:b", "a:b"),
        ("file:///home/u/x.html", "", "file:"),
        ("about:home", "", "about:home"),
        ("view-source:https://example.org/", "", "view-source:https://example.org/"),
        ("", "", ""),
    ],
)
def test_the_host_of_an_address_and_the_site_agree(url: str, host: str, site: str) -> None:
    assert (words.host_of(url), words.site(url)) == (host, site)


@given(st.text(alphabet="ab:/?#@[]w.0", max_size=40).map("http://".__add__))
def test_a_site_is_the_host_without_www_and_with_an_odd_port(url: str) -> None:
    host, site = words.host_of(url), words.site(url)
    assert not set("/?#@") & set(host)
    assert host.removeprefix("www.") in site or site == "http:"


# -- sizes, counts, times ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (None, "?"),
        (0, "0 B"),
        (0.4, "0 B"),
        (88_123.7, "88 kB"),
        (999, "999 B"),
        (1000, "1 kB"),
        (1049, "1 kB"),
        (1_250, "1.2 kB"),
        (9_949, "9.9 kB"),
        (9_999, "10 kB"),
        (88_123, "88 kB"),
        (999_499, "999 kB"),
        (999_500, "1 MB"),
        (999_999, "1 MB"),
        (1_000_000, "1 MB"),
        (5_643_009, "5.6 MB"),
        (999_999_999, "1 GB"),
        (4_294_967_295, "4.3 GB"),
    ],
)
def test_sizes_are_said_in_two_digits(count: float | None, said: str) -> None:
    assert words.size(count) == said


@given(st.integers(0, 10**15))
def test_a_size_is_short_and_true_to_a_twentieth(count: int) -> None:
    number, unit = words.size(count).split(" ")
    assert len(number) <= 3
    factor = {"B": 1, "kB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12, "PB": 10**15}[unit]
    assert abs(float(number) * factor - count) <= count / 18


def test_counts_have_their_word() -> None:
    assert words.count(1, "tab") == "1 tab"
    assert words.count(0, "tab") == "0 tabs"
    assert words.count(1204, "tab") == "1,204 tabs"
    assert words.count(2, "entry", "entries") == "2 entries"
    assert words.exact_size(1) == "1 byte"
    assert words.exact_size(88_123) == "88,123 bytes"


NOW = datetime(2026, 11, 20, 20, 10, tzinfo=UTC).timestamp() * 1000
SECOND, MINUTE, HOUR, DAY = 1000, 60_000, 3_600_000, 86_400_000


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (-5 * SECOND, "0 s"),
        (0, "0 s"),
        (59 * SECOND, "59 s"),
        (60 * SECOND, "1 min"),
        (59 * MINUTE, "59 min"),
        (35 * HOUR, "35 h"),
        (36 * HOUR, "2 days"),
        (400 * DAY, "400 days"),
        (1100 * DAY, "3 years"),
    ],
)
def test_ages_are_said_in_one_unit(ago: int, said: str) -> None:
    assert words.age(NOW - ago, NOW) == said


def test_unknown_times_are_said_to_be_unknown() -> None:
    for none in (None, 0):
        assert words.age(none, NOW) == words.clock(none, NOW) == "?"
        assert words.moment(none) == "unknown"


@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**53))
def test_any_time_of_64_bits_can_be_said(moment: int, now: int) -> None:
    for said in (words.age(moment, now), words.clock(moment, now), words.moment(moment)):
        assert said
        assert is_printable(said)


def test_a_moment_is_said_exactly() -> None:
    assert words.moment(NOW) == "Fri 20 Nov 2026 20:10:00"
    assert words.clock(NOW - HOUR, NOW) == "19:10"
    midnight = NOW + 4 * HOUR  # 00:10 of the next day
    assert words.clock(NOW, midnight) == "20:10"
    assert words.clock(NOW - 12 * HOUR, midnight) == "Fri"
    assert words.clock(NOW - 10 * DAY, NOW) == "10 Nov"


# -- JSON that stays JSON -----------------------------------------------------------------------


@given(st.text())
def test_escaped_json_means_the_same_and_acts_on_nothing(text: str) -> None:
    clean = text.encode("utf-8", "replace").decode()
    plain = json.dumps(clean, ensure_ascii=False).encode()
    made = escaped(plain)
    assert json.loads(made) == clean
    assert all(is_printable(char) or char in "\u200c\u200d" for char in made.decode())


def test_clean_json_is_not_copied() -> None:
    payload = '{"title":"日本アルプス — «é» 👩‍💻"}'.encode()
    assert escaped(payload) is payload
    assert escaped(b'{"a":"\x7f"}') == b'{"a":"\\u007f"}'
    assert escaped('{"a":"\u202e\u0085"}'.encode()) == b'{"a":"\\u202e\\u0085"}'
