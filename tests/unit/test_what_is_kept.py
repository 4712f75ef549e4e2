"""What the README says Firefox keeps, against what the program knows of it."""

from __future__ import annotations

import re

from sessiontui.firefox.next_start import SIX_HOURS_MS
from sessiontui.firefox.prefs import names
from sessiontui.firefox.prefs.catalogue import CATALOGUE
from sessiontui.session.describe.fields import field
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import session, tab, to_json, window
from tests.paths import ROOT

README = (ROOT / "README.md").read_text()
KEPT = README.split("## What Firefox keeps, and what it does not")[1].split("\n## ")[0]
WORDS = " ".join(KEPT.split())


def default(name: str) -> object:
    (spec,) = (spec for spec in CATALOGUE if spec.name == name)
    return spec.default_for(None)


def test_it_is_short() -> None:
    assert len(KEPT.strip().splitlines()) < 30


def test_its_limits_are_those_of_the_settings() -> None:
    assert f"more than {default(names.DOM_STORAGE_LIMIT):,} characters of session storage" in WORDS
    assert default(names.MAX_CRASHES) == 1
    assert "restored once by itself; after a second crash in a row" in WORDS
    assert SIX_HOURS_MS == 6 * 3600 * 1000
    assert "the last save is six hours old" in WORDS
    for name in re.findall(r"`([a-z_]+(?:\.[a-zA-Z_.]+)?)`", KEPT):
        full = name if "." in name else names.STORE + name
        assert full == "sessiontui.sessions" or any(full == spec.name for spec in CATALOGUE), full


def test_a_page_that_was_sent_data_is_known_by_its_entry() -> None:
    sent = field("entry", "postdata_b64")
    assert sent is not None
    assert sent.gone == 27
    assert "Firefox before 27 kept it" in WORDS
    built = tab("https://a.example/")
    built["entries"][0]["postdata_b64"] = "YQ=="
    snapshot = Snapshot(Document(to_json(session(window(built, "https://b.example/")))))
    found = [entry.was_sent_data for each in snapshot.open_tabs() for entry in each.entries]
    assert found == [True, False]
