"""What nobody wrote down is noticed: store protocols, settings, glossary, paths in the guides."""

from __future__ import annotations

import inspect
import re

import pytest

from sessiontui.firefox.prefs.catalogue import CATALOGUE, SettingSpec
from sessiontui.firefox.prefs.effects import EFFECTS
from sessiontui.stores import protocols
from tests.paths import ROOT

GUIDE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
PACKAGE = ROOT / "tui" / "sessiontui"
PROTOCOLS = [
    name
    for name, found in vars(protocols).items()
    if inspect.isclass(found) and getattr(found, "_is_protocol", False) and name != "Protocol"
]


@pytest.mark.parametrize("name", PROTOCOLS)
def test_every_store_protocol_stands_in_the_guide(name: str) -> None:
    assert re.search(rf"`{name}`", GUIDE), f"ARCHITECTURE.md (Stores) says nothing of {name}"


def test_protocols_were_found() -> None:
    assert {"Store", "Edits", "StoreFactory"} <= set(PROTOCOLS)


@pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.name)
def test_every_setting_says_what_it_means(spec: SettingSpec) -> None:
    assert len(spec.meaning.split()) >= 4
    assert spec.meaning.endswith(".")


def test_effects_are_of_settings_there_are() -> None:
    assert set(EFFECTS) <= {spec.name for spec in CATALOGUE}


def test_the_guide_names_files_there_are() -> None:
    """Each path in backticks is a module, a package or a file of the repository."""
    paths = re.findall(r"`([a-z_.]+(?:/[a-z_.]+)+)/?(?:\.[A-Z]\w*)?`", GUIDE)
    assert len(paths) > 40
    missing = [
        path
        for path in paths
        if not any(
            place.exists() for place in (PACKAGE / path, PACKAGE / f"{path}.py", ROOT / path)
        )
    ]
    assert missing == []


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "README.md", "ARCHITECTURE.md"])
def test_links_between_the_guides_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    for target in re.findall(r"\]\(<?([^)>#:]+)>?\)", text):
        assert (ROOT / target).exists(), target
