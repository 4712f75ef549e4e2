from __future__ import annotations

import json
import re
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lz4.block
import pytest

from sessiontui.session.describe.fields import (
    Field,
    about,
    describe,
    field,
    fields,
    kind_of,
    kinds,
)
from tests.paths import CORPUS

NAMES = re.compile(r"(sessionstore|recovery|previous|upgrade)")
NOT_SESSIONS = re.compile(
    r"EXPECTED|BROWSERSTATE|prefs|containers|times|xulstore|compatibility|heckpoints"
    r"|not_a_session|zen-sessions|INVALID"
)
# Scrubbing renamed one key it took for a form field's id; by its place and length it was "state".
SCRUBBED = {("formValue", "dycly")}
# Real files whose Firefox is known: the name tells it.
RELEASE = re.compile(r"^ff(\d+)(?:esr)?_")


def _corpus() -> list[Path]:
    files = [file for file in CORPUS.glob("firefox-153/*/**/*") if NAMES.match(file.name)]
    for part in ("scrubbed", "verbatim"):
        files += CORPUS.glob(f"third-party/{part}/**/*")
    inside = ((file, str(file.relative_to(CORPUS))) for file in files if file.is_file())
    return sorted(file for file, name in inside if not NOT_SESSIONS.search(name))


def _load(file: Path) -> Any:
    data = file.read_bytes()
    if data.startswith(b"mozLz40\0"):
        data = lz4.block.decompress(data[8:])
    return json.loads(data.decode("utf-8", "surrogatepass"))


def _walk(value: Any, kind: str | None) -> Iterator[tuple[str | None, str, Field | None, Any]]:
    """Every key of a value of a kind, with what the catalogue says about it."""
    todo = [(value, kind)]
    while todo:
        value, kind = todo.pop()
        if isinstance(value, list):
            todo += [(item, kind) for item in value]
        elif isinstance(value, dict):
            for key, inside in value.items():
                found = field(kind, key) if kind else None
                yield kind, key, found, inside
                if found:
                    todo.append((inside, found.holds))


FILES = _corpus()
if not FILES:
    warnings.warn("No corpus of real sessions: no session was walked.", stacklevel=1)
needs_corpus = pytest.mark.skipif(not FILES, reason=f"NO CORPUS at {CORPUS}: nothing was walked")


@needs_corpus
def test_the_corpus_is_whole() -> None:
    assert len(FILES) > 80
    assert any("firefox-153" in str(file) for file in FILES)
    assert any("zen" in str(file) for file in FILES)


@needs_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORPUS)))
def test_no_key_of_a_real_session_is_without_a_meaning(file: Path) -> None:
    unknown = {
        (kind, key, type(value).__name__)
        for kind, key, found, value in _walk(_load(file), "session")
        if found is None and (kind, key) not in SCRUBBED
    }
    assert not unknown


_PLAIN: dict[str, tuple[type, ...]] = {
    "int": (int, float),
    "number": (int, float),
    "ms": (int, float),
    "bool": (bool,),
    "string": (str,),
    "base64": (str,),
    "JSON in a string": (str,),
    "object": (dict,),
}
# Kept as other types by some versions: (kind, key).
OTHER_TYPES = {("closedTab", "sourceWindowId")}
OTHER_TYPES |= {(w, k) for w in ("window", "closedWindow") for k in ("width", "height")}
OTHER_TYPES |= {(w, k) for w in ("window", "closedWindow") for k in ("screenX", "screenY")}


@needs_corpus
@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(CORPUS)))
def test_every_value_of_a_real_session_has_the_type_that_is_promised(file: Path) -> None:
    wrong = set()
    for kind, key, found, value in _walk(_load(file), "session"):
        if found is None or value is None or (kind, key) in OTHER_TYPES:
            continue
        expected = (list,) if found.type.startswith("array of ") else _PLAIN.get(found.type)
        if expected and not isinstance(value, expected):
            wrong.add((kind, key, found.type, type(value).__name__))
        if isinstance(value, bool) and found.type in ("int", "number", "ms"):
            wrong.add((kind, key, found.type, "bool"))
    assert not wrong


@needs_corpus
def test_no_field_is_older_than_the_catalogue_says() -> None:
    releases = {file: RELEASE.match(file.name) for file in FILES}
    early, checked = set(), 0
    for file, match in releases.items():
        if match is None:
            continue
        checked += 1
        release = int(match[1])
        for kind, key, found, _ in _walk(_load(file), "session"):
            if found and found.since and found.since > release:
                early.add((kind, key, found.since, release))
    assert checked > 30
    assert not early


@needs_corpus
@pytest.mark.parametrize("name", ["clean-rich", "second-session-deferred"])
def test_a_path_and_a_walk_agree(name: str) -> None:
    """Walking by paths from the top finds the same fields as walking kind by kind."""
    state = _load(CORPUS / "firefox-153" / name / "sessionstore.jsonlz4")
    todo: list[tuple[tuple[str | int, ...], Any]] = [((), state)]
    seen = 0
    while todo:
        path, value = todo.pop()
        if path:
            assert describe(path) is not None, path
            seen += 1
        if isinstance(value, dict):
            todo += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            todo += [((*path, index), item) for index, item in enumerate(value)]
    assert seen > 100


# -- lookups -----------------------------------------------------------------------------------


def test_a_field_of_an_entry() -> None:
    found = describe(("windows", 0, "tabs", 3, "entries", 0, "url"))
    assert found is not None
    assert (found.key, found.type, found.holds) == ("url", "string", None)
    assert found.meaning == "The address of the page."
    assert found == field("entry", "url")


def test_a_field_inside_the_last_session() -> None:
    path = ("lastSessionState", "lastSessionState", "windows", 1, "_closedTabs", 0, "state")
    assert kind_of(path) == "tab"
    assert describe((*path, "pinned")) == field("tab", "pinned")
    assert kind_of(("lastSessionState",)) == kind_of(()) == "session"


def test_an_index_means_one_item() -> None:
    found = describe(("windows", 2, "tabs", 7))
    assert found is not None
    assert (found.key, found.meaning, found.type, found.holds) == ("7", "One tab.", "object", "tab")
    version = describe(("version", 0))
    assert version is not None
    assert (version.key, version.type) == ("0", "value")


def test_an_index_may_be_a_text_or_left_out() -> None:
    assert describe(("windows", "0", "tabs", "3", "title")) is None
    assert describe(("windows", "0", "tabs", "3", "pinned")) == field("tab", "pinned")
    assert describe(("windows", "tabs", "entries", "url")) == field("entry", "url")


def test_the_top_is_a_session() -> None:
    found = describe(())
    assert found is not None
    assert (found.holds, found.meaning) == ("session", about("session"))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (("windows",), "window"),
        (("windows", 0), "window"),
        (("windows", 0, "sidebar"), "sidebar"),
        (("windows", 0, "groups", 0, "tabs", 0), "closedTab"),
        (("windows", 0, "closedGroups", 0, "tabs", 0, "state"), "tab"),
        (("windows", 0, "splitViews", 0), "splitView"),
        (("_closedWindows", 0), "closedWindow"),
        (("_closedWindows", 0, "_closedTabs", 1), "closedTab"),
        (("savedGroups", 0), "closedGroup"),
        (("cookies", 0, "originAttributes"), "originAttributes"),
        (("session",), "sessionInfo"),
        (("windows", 0, "tabs", 0, "entries", 1, "children", 0, "children", 2), "entry"),
        (("windows", 0, "tabs", 0, "formdata", "children", 0), "formdata"),
        (("windows", 0, "tabs", 0, "formdata", "id", "sel"), "formValue"),
        (("windows", 0, "tabs", 0, "formdata", "id", "sessionData"), "session"),
        (("windows", 0, "tabs", 0, "entries", 0, "formdata", "id", "sel"), "formValue"),
        (("windows", 0, "tabs", 0, "scroll", "children", 1), "scroll"),
        (("windows", 0, "tabs", 0, "_zenPinnedInitialState", "entry"), "entry"),
        (("windows", 0, "tabs", 0, "entries", 0, "url"), None),
        (("nothing",), None),
        ((0,), None),
    ],
)
def test_kind_of(path: tuple[str | int, ...], kind: str | None) -> None:
    assert kind_of(path) == kind


def test_a_choice_of_several_is_an_array_in_a_value() -> None:
    found = describe(("windows", 0, "tabs", 0, "formdata", "id", "sel", 1))
    assert found is not None
    assert found.private


def test_keys_of_a_free_map_are_data() -> None:
    path = ("windows", 0, "tabs", 0, "storage", "https://example.org", "draft")
    found = describe(path)
    assert found is not None
    assert (found.key, found.holds, found.private) == ("draft", None, True)
    assert kind_of(path[:-1]) == "storageItems"
    value = field("extData", "extension:somebody@example.org:note")
    assert value is not None
    assert (value.type, value.vendor) == ("JSON in a string", None)
    item = field("storageItems", "zenEssential")
    assert item is not None
    assert item.vendor is None


def test_a_key_of_another_browser() -> None:
    found = field("tab", "zenWorkspace")
    assert found is not None
    assert (found.vendor, found.meaning) == ("Zen Browser", "The workspace it is in.")
    for kind in ("window", "tab", "closedTab"):
        for key in ("zenOfTomorrow", "_zenOfTomorrow"):
            unknown = field(kind, key)
            assert unknown is not None
            assert (unknown.key, unknown.vendor) == (key, "Zen Browser")
    spaces = describe(("windows", 0, "spaces", 0, "theme", "gradientColors", 0, "c", 2))
    assert spaces is not None
    assert spaces.vendor == "Zen Browser"


def test_an_unknown_key_is_unknown() -> None:
    assert field("tab", "noSuchKey") is None
    assert field("noSuchKind", "url") is None
    assert field("noSuchKind", "zenEssential") is None
    assert describe(("windows", 0, "noSuchKey")) is None
    assert describe(("windows", 0, "noSuchKey", "deeper")) is None
    assert describe(("windows", 0, "tabs", 0, "entries", 0, "url", "deeper")) is None
    assert about("noSuchKind") is None
    assert not fields("noSuchKind")


def test_a_closed_window_is_a_window() -> None:
    assert field("closedWindow", "sizemode") == field("window", "sizemode")
    assert field("closedGroup", "color") == field("group", "color")
    assert field("group", "sourceWindowId") is None


def test_since_and_gone() -> None:
    found = field("window", "cookies")
    assert found is not None
    assert (found.since, found.gone) == (None, 55)
    found = field("session", "scratchpads")
    assert found is not None
    assert (found.since, found.gone) == (12, 72)


@pytest.mark.parametrize(
    ("kind", "key", "private"),
    [
        ("session", "cookies", True),
        ("cookie", "value", True),
        ("originAttributes", "partitionKey", True),
        ("tab", "userTypedValue", True),
        ("tab", "storage", True),
        ("tab", "formdata", True),
        ("formdata", "url", True),
        ("formValue", "value", True),
        ("entry", "referrer", True),
        ("entry", "referrerInfo", True),
        ("entry", "triggeringPrincipal_base64", True),
        ("entry", "structuredCloneState", True),
        ("entry", "url", False),
        ("entry", "title", False),
        ("tab", "pinned", False),
        ("window", "width", False),
    ],
)
def test_what_is_private(kind: str, key: str, private: bool) -> None:
    found = field(kind, key)
    assert found is not None
    assert found.private is private


# -- the catalogue itself ----------------------------------------------------------------------

ALL = [(kind, key, found) for kind in kinds() for key, found in fields(kind).items()]


def test_every_kind_that_is_named_exists_and_is_reached() -> None:
    named = {found.holds for _, _, found in ALL if found.holds}
    assert named <= set(kinds())
    assert set(kinds()) - named == set()


@pytest.mark.parametrize(("kind", "key", "found"), ALL, ids=[f"{k}.{key}" for k, key, _ in ALL])
def test_every_field_is_well_made(kind: str, key: str, found: Field) -> None:
    assert found.key == key
    assert re.fullmatch(r"[^\s].*[^\s.]\.", found.meaning), found.meaning
    assert found.meaning[0].isupper()
    assert not re.search(r"[\[\]`<>|]|  |\n", found.meaning), "no markup"
    assert found.type == found.type.strip() != ""
    if found.since and found.gone:
        assert found.since < found.gone
    if found.holds and found.type.startswith("array of "):
        assert found.type == f"array of {found.holds}"
    if kind.startswith("zen") or re.match("_?zen", key):
        assert found.vendor == "Zen Browser"


@pytest.mark.parametrize("kind", kinds())
def test_every_kind_says_what_it_is(kind: str) -> None:
    sentence = about(kind)
    assert sentence
    assert sentence.endswith(".")
    assert sentence == sentence.strip()
    assert fields(kind)


def test_the_catalogue_names_each_kind_and_key_once() -> None:
    source = sys.modules["sessiontui.session.describe.fields"]._CATALOGUE
    heads = re.findall(r"^\[(\w+)", source, re.MULTILINE)
    assert tuple(heads) == kinds()
    for section in source.split("\n["):
        keys = [line.split(" | ")[0] for line in section.splitlines()[1:] if line.strip()]
        keys = [key for key in keys if not key.startswith(" ")]
        assert len(keys) == len(set(keys)), section.splitlines()[0]
