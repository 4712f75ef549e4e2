"""``sessiontui set PLACE NAME VALUE``: one session setting, in prefs.js of a closed profile."""

from __future__ import annotations

import argparse

from ...errors import UsageError
from ...firefox.prefs.prefs_js import PrefValue
from ...firefox.prefs.values import find_setting, parse_value
from ...stores.protocols import Configures, Receipt
from ...text import printable
from ...workspace import Workspace
from .. import diagnostics
from ..opening import open_workspace
from ..receipts import report


def run(options: argparse.Namespace) -> int:
    """Set it, or with ``--default`` take its line out."""
    name, value = _wanted(options)
    receipt = set_in(options, {name: value})
    report(options, receipt, place=options.place)
    return diagnostics.DONE


def set_in(options: argparse.Namespace, values: dict[str, PrefValue | None]) -> Receipt:
    """Set settings of the place, or with ``--dry-run`` say what would be done."""
    workspace = opened(options)
    try:
        act = workspace.plan_settings if options.dry_run else workspace.set_settings
        return act(values)
    finally:
        workspace.close()


def opened(options: argparse.Namespace) -> Workspace:
    """The place, which must be one that has settings."""
    if options.version_of is not None:
        raise UsageError(f"settings belong to the profile: {options.command} takes no --version-of")
    workspace = open_workspace(options.place, options)
    if not isinstance(workspace.store, Configures):
        where = workspace.store.info.location
        workspace.close()
        raise UsageError(f"{where}: settings belong to a profile, and this is a single file")
    return workspace


def _wanted(options: argparse.Namespace) -> tuple[str, PrefValue | None]:
    words: list[str] = options.words
    if not words:
        raise UsageError(
            "name the setting and its value: sessiontui set PLACE NAME VALUE (sessiontui settings "
            "lists them)"
        )
    spec = find_setting(words[0])
    if len(words) > 2:
        raise UsageError(
            f"{printable(words[2])}: that is one word too many; a text with blanks stands in quotes"
        )
    if options.default:
        if len(words) > 1:
            raise UsageError("--default takes the setting's value away: leave out the VALUE")
        return spec.name, None
    if len(words) == 1:
        raise UsageError(f"give a value for {spec.name}, or --default to take it away")
    return spec.name, parse_value(spec, words[1])
