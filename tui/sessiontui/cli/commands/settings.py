"""``sessiontui settings PLACE``: every session setting."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, Unreadable
from ...text import printable
from .. import diagnostics
from ..options import add_json, add_place
from ..output import Output
from ..place import opened_with_settings

if TYPE_CHECKING:
    from ...firefox.prefs.settings import Setting
    from ...stores.protocols import Store

EXAMPLE: Final = "sessiontui settings --changed"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)
    parser.add_argument("--changed", action="store_true", help="only those that were changed")


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.settings import SettingsOut

    return (SettingsOut,)


def run(options: argparse.Namespace) -> int:
    """Print them, changed ones first, Firefox's own bookkeeping last."""
    with opened_with_settings(options) as workspace:
        from ...stores.protocols import Configures

        assert isinstance(workspace.store, Configures)  # it lets no other through
        where = workspace.store.info.location
        found = [s for s in workspace.store.settings() if s.changed or not options.changed]
        barred = _barred(workspace.store)
        _say_damaged(workspace.store)
    out = Output()
    if options.json:
        from ..json_shapes.settings import SettingsOut, setting_out

        out.json(SettingsOut([setting_out(setting) for setting in found]))
    elif not found and not barred:
        raise NothingFound(f"{where}: every session setting has its default")
    for setting in () if options.json else found:
        _print(out, setting)
    if barred:
        return diagnostics.fail(Unreadable("; ".join(barred)))
    return diagnostics.DONE if found else diagnostics.NOTHING_FOUND


def _barred(store: Store) -> tuple[str, ...]:
    """Why what a profile sets may be more than what was found, in sentences."""
    from ...firefox.barred import barred_settings
    from ...stores.profile.store import ProfileStore

    return barred_settings(store.path) if isinstance(store, ProfileStore) else ()


def _say_damaged(store: Store) -> None:
    """Say on standard error which files of settings are damaged, and what is read of them."""
    from ...firefox.damaged_around import damaged_settings
    from ...stores.profile.store import ProfileStore

    for sentence in damaged_settings(store.path) if isinstance(store, ProfileStore) else ():
        diagnostics.note(f"sessiontui: {store.info.location}: {sentence}")


def _print(out: Output, setting: Setting) -> None:
    from ...firefox.prefs.words import value_words

    value = value_words(setting.value, setting.unit)
    line = f"{printable(setting.name)} = {value}"
    if setting.changed:
        line += f"   (default {value_words(setting.default, setting.unit)}; {setting.source})"
    elif setting.bookkeeping and setting.value != setting.default:
        default = value_words(setting.default, setting.unit)
        line += f"   (default {default}; Firefox's own bookkeeping)"
    if setting.since:
        line += f"   since Firefox {setting.since}"
    if setting.gone:
        line += f"   gone since Firefox {setting.gone}"
    out.line(line, strong=setting.changed)
    out.paragraph("", setting.meaning)
    if setting.effect:
        out.paragraph("", f"→ {setting.effect}")
