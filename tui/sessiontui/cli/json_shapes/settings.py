"""``settings``."""

from __future__ import annotations

from ...export.json_shapes import Shape
from ...firefox.prefs.branches import Source
from ...firefox.prefs.prefs_js import PrefValue
from ...firefox.prefs.settings import Setting


class SettingOut(Shape):
    """A setting: what Firefox goes by, where that is set, what it means and does.

    ``since`` and ``gone`` are Firefox's versions (3.5, 153), null is unknown or not.
    ``bookkeeping``: Firefox itself writes it, so that it does not count as changed.
    """

    name: str
    value: PrefValue | None
    default: PrefValue | None
    source: Source
    meaning: str
    unit: str
    since: float | None
    gone: float | None
    changed: bool
    bookkeeping: bool
    effect: str


class SettingsOut(Shape):
    """Every session setting: the changed ones first, what Firefox notes for itself last."""

    settings: list[SettingOut]


def setting_out(setting: Setting) -> SettingOut:
    """A setting as ``--json`` prints it."""
    return SettingOut(
        name=setting.name,
        value=setting.value,
        default=setting.default,
        source=setting.source,
        meaning=setting.meaning,
        unit=setting.unit,
        since=setting.since,
        gone=setting.gone,
        changed=setting.changed,
        bookkeeping=setting.bookkeeping,
        effect=setting.effect,
    )
