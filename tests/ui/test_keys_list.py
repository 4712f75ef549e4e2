"""The list of keys in docs/keys.md is the table's."""

from __future__ import annotations

import pytest

from sessiontui.ui import keys_list
from sessiontui.ui.actions import ACTIONS, SCOPES, Action
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.find.pane import FindPane
from sessiontui.ui.panes.json.pane import JsonPane
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.settings import SettingsPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.panes.overview.pane import OverviewPane
from sessiontui.ui.panes.size.pane import SizePane
from sessiontui.ui.panes.writes.pane import WritesPane
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.version_rail import VersionRail
from tests.paths import ROOT

KEYS = ROOT / "docs" / "keys.md"
CARRIERS: dict[str, list[type]] = {
    "app": [SessiontuiApp],
    "list": [LineList],
    "rail": [VersionRail],
    "overview": [OverviewPane],
    "filtered": [WindowsPane, ClosedPane, SettingsPane, SizePane],
    "items": [WindowsPane, ClosedPane],
    "settings": [SettingsPane],
    "find": [FindPane],
    "json": [JsonPane],
    "writes": [WritesPane],
    "size": [SizePane],
}


def test_the_document_lists_the_keys_of_the_table() -> None:
    text = KEYS.read_text(encoding="utf-8")
    listed = text.split(keys_list.BEGIN)[1].split(keys_list.END)[0]
    assert listed.strip() == keys_list.markdown().strip(), (
        "make it anew: python -m sessiontui.ui.keys_list, between its marks in docs/keys.md"
    )


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.scope} {action.keys}")
def test_every_action_of_the_table_is_carried_out_by_what_it_belongs_to(action: Action) -> None:
    assert action.scope in SCOPES
    name = action.action.partition("(")[0]
    for carrier in CARRIERS[action.scope]:
        assert callable(getattr(carrier, f"action_{name}", None)), f"{carrier.__name__}: {name}"


def test_no_key_stands_for_two_things_in_one_place() -> None:
    together = (
        {"app"},
        {"list"},
        {"filtered", "items", "list"},
        {"filtered", "settings", "list"},
        {"json", "list"},
        {"filtered", "size", "list"},
    )
    for scopes in (*together, {"writes", "list"}, {"find", "list"}):
        keys = [key for a in ACTIONS if a.scope in scopes for key in a.keys.split(",")]
        assert len(keys) == len(set(keys))
