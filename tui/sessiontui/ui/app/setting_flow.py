"""How a setting goes on the screen: its value asked for, planned, shown, a yes, written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from textual.app import App

from ...errors import SessiontuiError
from ...firefox.prefs.names import INTERVAL
from ...firefox.prefs.prefs_js import PrefValue
from ...firefox.prefs.settings import Setting
from ...firefox.prefs.values import title
from ...stores.protocols import Receipt, Sets, Timings
from ...stores.view import View
from ..screens.setting import AskedSetting, SettingScreen
from ..store_thread import StoreThread
from .asking import agreed
from .saying import Saying, first

Values = Mapping[str, PrefValue | None]

_OTHERWISE: Final = (
    "The profile was changed while this was read. Nothing was written yet: this is what would be "
    "done now."
)


class SettingFlow:
    """The settings of one app over one workspace; ``shown`` is what the screen shows now."""

    def __init__(
        self, app: App[int], store_thread: StoreThread, shown: Callable[[], View | None]
    ) -> None:
        self._app = app
        self._store_thread = store_thread
        self._workspace = store_thread.workspace
        self._shown = shown
        self._saying = Saying(app, store_thread.workspace)

    async def change(self, name: str) -> bool:
        """Ask for another value of a setting, plan it, ask, write it; whether it was done."""
        view = self._shown()
        setting = view.setting(name) if view is not None else None
        if setting is None:
            return False
        asked = AskedSetting(setting, self._value_of, self._measured(setting), self._blocked)
        chosen = await self._app.push_screen_wait(SettingScreen(asked))
        return chosen is not None and await self._set({setting.name: chosen.value})

    async def switch_timings(self) -> bool:
        """Have Firefox note its saves from its next start, or no more; whether it was done."""
        from ...firefox import save_log

        if not isinstance(self._workspace.store, Timings):
            self._saying.toast("Firefox notes its saves in a real profile only.")
            return False
        on = save_log.is_on(self._value_of)
        values = save_log.SWITCHED_OFF if on else save_log.switched_on(self._value_of)
        if blocked := self._blocked():
            self._say_by_hand(on, values, blocked)
            return False
        return await self._set(values, f"Have Firefox note its saves{' no longer' if on else ''}")

    async def _set(self, values: Values, called: str = "") -> bool:
        try:
            yes_to: tuple[object, ...] = ()
            while True:
                plan = await self._store_thread.run(self._workspace.plan_settings, values)
                if yes_to == _told_by(plan):
                    break
                if not plan.files:
                    self._saying.toast(f"{first(plan)}: there is nothing to write.")
                    return False
                named = called or f"{title(values)[:1].upper()}{title(values)[1:]}"
                preview = self._saying.preview(named, plan)
                if yes_to:
                    preview = replace(preview, notes=(_OTHERWISE,))
                if not await agreed(self._app, preview):
                    return False
                yes_to = _told_by(plan)
            receipt = await self._store_thread.write(self._workspace.set_settings, values)
        except (SessiontuiError, OSError) as error:
            self._saying.refused(error)
            return False
        self._saying.done(receipt)
        return True

    # -- what the dialogs say ------------------------------------------------------------------

    def _value_of(self, name: str) -> PrefValue | None:
        view = self._shown()
        setting = view.setting(name) if view is not None else None
        return setting.value if setting is not None else None

    def _blocked(self) -> str:
        view = self._shown()
        if not isinstance(self._workspace.store, Sets):
            return "This kind of place cannot be configured from here."
        return (view.no_edits if view is not None else None) or ""

    def _measured(self, setting: Setting) -> Callable[[PrefValue], str]:
        """What the saves that were counted say of another value."""
        if setting.name != INTERVAL:
            return lambda value: ""

        def measured(value: PrefValue) -> str:
            from ...monitor.what_if.pace import pace_words

            view, now = self._shown(), setting.value
            if view is None or not isinstance(now, int) or value == now:
                return ""
            return pace_words(
                int(value) / 1000, max(2000, now) / 1000, view.saves, _file_size(view)
            )

        return measured

    def _say_by_hand(self, on: bool, values: Values, blocked: str) -> None:
        """What to do in about:config instead, in a window that can be read in peace."""
        from ...firefox.prefs.words import value_words
        from ..screens.facts import FactsScreen
        from ..widgets.sheet import Line

        lines = [
            Line(None, blocked, "warning"),
            Line(None, ""),
            Line(None, "Or do it in its about:config; in the list y copies each of these names:"),
        ]
        for name, value in values.items():
            to = "reset" if value is None else value_words(value, "").strip('"')
            lines.append(Line(None, f"{name} = {to}" if value is not None else f"{name}: {to}"))
        now = "notes its saves now" if on else "does not note its saves now"
        self._app.push_screen(FactsScreen(f"Firefox {now}", lines))


def _told_by(plan: Receipt) -> tuple[object, ...]:
    """What somebody says yes to, without words that only time changes."""
    loads = plan.next_start.loads if plan.next_start is not None else None
    return plan.edits, plan.files, plan.left, loads, plan.tabs, plan.windows


def _file_size(view: View) -> int | None:
    """Bytes of what Firefox saves, as far as it is seen: of the version that it loads."""
    loads = view.profile.next_start.loads if view.profile is not None else None
    return next((version.size for version in view.versions if version.id == loads), None)
