"""What stands beside a piece of JSON."""

from __future__ import annotations

import json
import re
import struct
import uuid
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.describe.encoded_values import base64_words, image_words, texts_in
from sessiontui.session.describe.notes import name_of, note, principal_words
from sessiontui.text import is_printable
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


# -- what is encoded ---------------------------------------------------------------------------

ENTRY = ("windows", 0, "tabs", 0, "entries", 0)
IMAGE = ("windows", 0, "tabs", 0, "image")
REFERRER = (
    "BBoSnxDOS9qmDeAnom1e0AAAAAAAAAAAwAAAAAAAAEYBAAAAHWh0dHA6Ly8xMjcuMC4wLjE6MTgwODAvZnJhbWVzAAAA"
    "CAAAAAABAQAAAB1odHRwOi8vMTI3LjAuMC4xOjE4MDgwL2ZyYW1lcwEB"
)  # written by Firefox 153


def serialised(class_id: str, *texts: str) -> str:
    """As Firefox before 72 wrote a principal: class, interface, texts behind their lengths."""
    data = uuid.UUID(class_id).bytes + bytes.fromhex("0000000000000000c000000000000046")
    for text in texts:
        data += b"\0\0\0\1" + struct.pack(">I", len(text)) + text.encode() + b"\xff\xff\xff\xff"
    return base64(data)


def base64(data: bytes) -> str:
    return b64encode(data).decode()


def said_of(path: tuple[str | int, ...], text: str) -> str:
    return note(path, to_json(text))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 32, 48), "PNG 32 × 48"),
        (b"GIF89a" + struct.pack("<HH", 16, 9), "GIF 16 × 9"),
        (b"\0\0\1\0\1\0\0\x40" + bytes(8), "ICO 256 × 64"),
        (b"BM" + bytes(16) + struct.pack("<ii", 20, -10), "BMP 20 × 10"),
        (b"RIFF\0\0\0\0WEBPVP8X\n\0\0\0" + bytes(4) + b"\x1f\0\0\x0f\0\0", "WebP 32 × 16"),
        (b"RIFF\0\0\0\0WEBPVP8L" + bytes(5) + (31 | 15 << 14).to_bytes(9, "little"),
         "WebP 32 × 16"),
        (b"RIFF\0\0\0\0WEBPVP8 " + bytes(10) + struct.pack("<HH", 64, 48), "WebP 64 × 48"),
        (b"\xff\xd8\xff\xe0\0\4\0\0\xff\xc0\0\x11\x08" + struct.pack(">HH", 30, 40),
         "JPEG 40 × 30"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b'<?xml version="1.0"?> <svg xmlns="x">', "SVG"),
        (b"\x89PNG\r\n", ""),
        (b"", ""),
    ],
)  # fmt: skip
def test_of_an_image_the_header_is_read(data: bytes, words: str) -> None:
    assert image_words(data) == words
    shown = said_of(IMAGE, f"data:image/x-icon;base64,{base64(data)}")
    assert shown == f"{words or 'image/x-icon'}, {len(data)} B"


MAGIC = [
    b"",
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"BM",
    b"RIFF....WEBPVP8X",
    b"GIF89a",
    b"\0\0\1\0",
]


@given(st.binary(max_size=60), st.sampled_from(MAGIC))
def test_no_bytes_can_hurt_the_reader_of_images_or_base64(data: bytes, begin: bytes) -> None:
    assert is_printable(image_words(begin + data))
    assert is_printable(base64_words(base64(begin + data), 10_000))
    assert is_printable(said_of(IMAGE, f"data:image/png;base64,{base64(begin + data)}"))
    assert is_printable(said_of((*ENTRY, "referrerInfo"), base64(begin + data)))


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("structuredCloneState", "AgAAAAAA8f8AAAAACAD//wAAAAATAP//", "structured clone, 24 bytes"),
        ("referrerInfo", REFERRER, "http://127.0.0.1:18080/frames"),
        ("owner_b64", "SmIS26zLEdO3ZQBgsLbOywAAAAAAAAAAwAAAAAAAAEY=", "system principal"),
        ("triggeringPrincipal_base64", "SmIS26zLEdO3ZQBgsLbOywAAAAAAAAAAwAAAAAAAAEY=",
         "system principal"),
        ("principalToInherit_base64",
         serialised("653e0e4d-3ee4-45fa-b272-97c20bc01eb8", "https://old.example/page"),
         "https://old.example/page"),
        ("owner_b64",
         serialised("bd066e5f-146f-4472-8331-7bfd05b1ed90", "moz-nullprincipal:{x}"),
         "null principal moz-nullprincipal:{x}"),
        ("csp", serialised("00000000-0000-0000-0000-000000000001", "https://a.example/",
                           "script-src 'self'; object-src 'none'"),
         "https://a.example/ · script-src 'self'; object-src 'none'"),
        ("policyContainer", serialised("00000000-0000-0000-0000-000000000001"),
         "serialised, 32 bytes"),
        ("postdata_b64", base64("user=ada&text=Grüße".encode()), "user=ada&text=Grüße"),
        ("postdata_b64", base64(b"\x1b[31m" + bytes(20)), "25 bytes, not text"),
        (
            "postdata_b64",
            "not base64!",
            "What was sent to get the page; restoring it may send that again.",
        ),
        ("referrerInfo", "", "The page the user came from, and how much of it was told."),
    ],
)  # fmt: skip
def test_what_is_in_base64_is_said(field: str, text: str, words: str) -> None:
    assert said_of((*ENTRY, field), text) == words


def test_of_a_long_value_the_beginning_says_what_it_is() -> None:
    image = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 64, 64) + bytes(300_000)
    token = to_json(f"data:image/png;base64,{base64(image)}")
    assert note(IMAGE, token[:4_000], len(token)) == "PNG 64 × 64, 300 kB"
    token = to_json(json.dumps({"a": "x" * 90_000}))
    held = ("windows", 0, "tabs", 0, "extData", "x")
    assert note(held, token[:100], len(token)) == "JSON, 90 kB: l enters"
    token = to_json(base64(b"\x02\0\0\0\0\0\xf1\xff" + bytes(90_000)))
    said = note((*ENTRY, "structuredCloneState"), token[:4_001], len(token))
    assert re.fullmatch(r"structured clone, 90,0\d\d bytes", said)


def test_a_text_that_holds_json_says_that_it_can_be_entered() -> None:
    held = ("windows", 0, "tabs", 0, "extData", "x")
    assert said_of(held, '{"a":1}') == "JSON, 7 B: l enters"
    assert said_of(held, " \n[1]") == "JSON, 5 B: l enters"
    assert said_of(("windows", 0, "tabs", 0, "nobody"), "[]") == "JSON, 2 B: l enters"
    assert "enters" not in said_of(held, "{not JSON")
    assert "enters" not in said_of(held, '"a"')
    assert said_of((*ENTRY, "triggeringPrincipal_base64"), '{"3":{}}') == "system principal"


def test_data_urls_without_base64_say_their_kind() -> None:
    assert said_of(IMAGE, "data:image/svg+xml,%3Csvg%3E") == "image/svg+xml, 9 B"
    assert said_of(IMAGE, "data:,x") == "text/plain, 1 B"
    assert said_of(IMAGE, "data:image/png;base64,!!!") == "image/png, 3 B as text"


@given(st.binary(max_size=40), st.text(st.characters(codec="ascii", min_codepoint=32,
       max_codepoint=126), min_size=6, max_size=300), st.binary(max_size=40))  # fmt: skip
def test_a_text_behind_its_length_is_found_in_a_serialised_object(
    before: bytes, text: str, after: bytes
) -> None:
    data = b"\0" + before + b"\0" * 4 + struct.pack(">I", len(text)) + text.encode() + b"\0" + after
    assert text in texts_in(data)
