"""``sessiontui settings PLACE``: every session setting."""

from __future__ import annotations

import argparse

from ...errors import NothingFound, UsageError
from ...firefox.prefs.settings import Setting
from ...firefox.prefs.words import value_words
from ...stores.protocols import Configures
from ...text import printable
from .. import diagnostics
from ..opening import open_workspace
from ..output import Output


def run(options: argparse.Namespace) -> int:
    """Print them, changed ones first."""
    workspace = open_workspace(options.place, options)
    try:
        if not isinstance(workspace.store, Configures):
            raise UsageError(
                f"{workspace.store.info.location}: settings belong to a profile, and this is a "
                "single file"
            )
        where = workspace.store.info.location
        found = [s for s in workspace.store.settings() if s.changed or not options.changed]
    finally:
        workspace.close()
    out = Output()
    if options.json:
        out.json({"settings": [_row(setting) for setting in found]})
    elif not found:
        raise NothingFound(f"{where}: every session setting has its default")
    for setting in () if options.json else found:
        _print(out, setting)
    return diagnostics.DONE if found else diagnostics.NOTHING_FOUND


def _row(setting: Setting) -> dict[str, object]:
    return {
        "name": setting.name,
        "value": setting.value,
        "default": setting.default,
        "source": setting.source,
        "meaning": setting.meaning,
        "unit": setting.unit,
        "since": setting.since,
        "gone": setting.gone,
        "changed": setting.changed,
        "effect": setting.effect,
    }


def _print(out: Output, setting: Setting) -> None:
    value = value_words(setting.value, setting.unit)
    line = f"{printable(setting.name)} = {value}"
    if setting.changed:
        line += f"   (default {value_words(setting.default, setting.unit)}; {setting.source})"
    if setting.gone:
        line += f"   gone since Firefox {setting.gone}"
    out.line(line, strong=setting.changed)
    out.paragraph("", setting.meaning)
    if setting.effect:
        out.paragraph("", f"→ {setting.effect}")
