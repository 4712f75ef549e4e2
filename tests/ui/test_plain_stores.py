"""Stores of strangers that can do less, or fail: the screen promises nothing they cannot do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

import pytest

from sessiontui.errors import Refused
from sessiontui.session.edit.edits import Edit
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.protocols import PLAIN, EditOptions, Receipt
from sessiontui.stores.view import Revision, StoreInfo, Version
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.workspace import Workspace
from tests.ui.conftest import Start, StillDemo, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick


class OnlyEdits:
    """Changes what it holds: no undo, no copies, no other versions to roll back to."""

    def __init__(self) -> None:
        self._demo = StillDemo()
        self.info = StoreInfo("plain", "plain", "plain:here")
        self.asked: list[EditOptions] = []

    def versions(self) -> Sequence[Version]:
        return self._demo.versions()

    def load(self, version: str) -> Snapshot:
        return self._demo.load(version)

    def plan(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        return self._demo.plan(edits, base=base, options=options)

    def apply(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        self.asked.append(options)
        return self._demo.apply(edits, base=base, options=options)

    def close(self) -> None:
        self._demo.close()


def toasts(app: SessiontuiApp) -> str:
    return " ".join(note.message for note in app._notifications)


@pytest.mark.parametrize(("key", "yes"), [("r", "enter"), ("f", "y")])
async def test_no_undo_and_no_copy_is_promised_where_there_is_none(
    key: str, yes: str, start: Start
) -> None:
    store = OnlyEdits()
    async with start(store) as (app, pilot):
        await pilot.press("3", key)
        await settle(pilot)
        said = shown(app)
        assert "No copy is kept: this cannot be undone." in said
        assert "in every file" not in said
        assert "undoes it" not in said
        await pilot.press("a")  # everywhere is not offered: the key does nothing
        await settle(pilot)
        await pilot.press(yes)
        await settle(pilot)
        assert store.asked == [EditOptions()]
        assert "Done: " in toasts(app)
        assert "undoes it" not in toasts(app)
        await pilot.press("u")
        await settle(pilot)
        assert "cannot be undone" in toasts(app)
        assert (
            app.why_not("rollback")
            == "This kind of place cannot be rolled back to another version."
        )


def test_nothing_is_forgotten_everywhere_by_a_store_that_cannot() -> None:
    workspace = Workspace(OnlyEdits())
    with pytest.raises(Refused, match="plain:here: this kind of place cannot be looked through"):
        workspace.apply((), base="", options=EditOptions(everywhere=True))


async def test_undo_without_copies_promises_undo_only(start: Start) -> None:
    async with start() as (app, pilot):  # the demonstration
        await pilot.press("3", "f")
        await settle(pilot)
        assert "undoes it" in shown(app)
        assert "copy" not in shown(app)
        assert "in every file" not in shown(app)


def io_error(*_: object, **__: object) -> NoReturn:
    raise OSError(5, "Input/output error")


@pytest.mark.parametrize("method", ["versions", "load", "profile", "settings"])
async def test_a_system_error_during_a_reload_is_a_sentence(
    method: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as (app, pilot):
        with monkeypatch.context() as broken:
            broken.setattr(StillDemo, method, io_error, raising=True)
            app.action_reload()
            await settle(pilot)
            assert app.is_running
            assert app.fault is None
            assert "the system says: Input/output error" in " ".join(shown(app).split())
        app.action_reload()
        await settle(pilot)
        assert app.view is not None
        assert app.view.error is None  # it came back


@pytest.mark.parametrize(
    ("method", "keys"),
    [
        ("plan", ("3", "r")),
        ("apply", ("3", "r", "enter")),
        ("undoable", ("u",)),
        ("undo", ("3", "r", "enter", "u", "enter")),
        ("rollback", ("]", "R")),
    ],
)
async def test_a_system_error_of_an_edit_is_a_sentence(
    method: str, keys: tuple[str, ...], start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StillDemo, method, io_error)
    async with start() as (app, pilot):
        for key in keys:
            await pilot.press(key)
            await settle(pilot)
        assert app.fault is None
        assert "the system says: Input/output error" in toasts(app)


@pytest.mark.parametrize("method", ["watch", "meter"])
async def test_a_place_that_cannot_be_watched_is_shown_all_the_same(
    method: str, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StillDemo, method, io_error)
    async with start() as (app, _):
        assert "Changes are not noticed here: the system says: Input/output error" in toasts(app)
        assert app.view is not None
        assert app.view.snapshot is not None
