"""What must agree between the tables of the screen: panes, their keys, edits, contracts."""

from __future__ import annotations

import re
import tomllib

from textual.widgets import ContentSwitcher

from sessiontui.ui.actions import ACTIONS
from sessiontui.ui.app import edit_flow
from sessiontui.ui.app.panes import PANES, make_pane
from sessiontui.ui.messages import EditKind
from tests.paths import ROOT

from .conftest import MakeApp, settle


async def test_each_pane_has_its_name_in_the_bar_its_key_and_its_place(make_app: MakeApp) -> None:
    keys = {found[1] for a in ACTIONS if (found := re.fullmatch(r"pane\('(\w+)'\)", a.action))}
    assert keys == {name for name, _ in PANES}
    app = make_app()
    async with app.run_test() as pilot:
        await settle(pilot)
        for name in keys:
            await app.run_action(f"pane('{name}')")
        made = app.query_one(ContentSwitcher).children
        assert {child.id: type(child) for child in made} == {
            name: type(make_pane(name)) for name in keys
        }


def test_each_pane_is_held_to_be_independent_of_the_others() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    held = next(c for c in contracts["contracts"] if c["type"] == "independence")["modules"]
    assert {type(make_pane(name)).__module__ for name, _ in PANES} == set(held)


def test_each_kind_of_edit_has_its_words() -> None:
    assert set(edit_flow._VERBS) == set(EditKind)
    asked = {found[1] for a in ACTIONS if (found := re.fullmatch(r"edit\('(\w+)'\)", a.action))}
    assert asked == set(EditKind)
