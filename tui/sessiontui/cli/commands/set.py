"""``sessiontui set PLACE NAME VALUE``: one session setting, in prefs.js of a closed profile."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import UsageError
from ...text import printable
from .. import diagnostics
from ..options import add_dry_run, add_place, add_words
from ..place import opened_with_settings
from ..receipts import report

if TYPE_CHECKING:
    from ...firefox.prefs.prefs_js import PrefValue

EXAMPLE: Final = (
    "sessiontui set default-esr interval 60s --dry-run\n"
    "  sessiontui set default-esr browser.startup.page 3\n"
    "  sessiontui set default-esr interval --default"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.usage = (
        "sessiontui set [options] PLACE NAME VALUE\n"
        "       sessiontui set [options] PLACE NAME --default"
    )
    add_place(parser)
    add_words(
        parser, "words", "NAME VALUE",
        "a setting as sessiontui settings lists them, browser.sessionstore. may be left out; "
        "true or false, a whole number, a time (30s, 2h) or a text",
    )  # fmt: skip
    parser.add_argument(
        "--default", action="store_true", help="take its line out: the default again"
    )
    add_dry_run(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Set it, or with ``--default`` take its line out."""
    name, value = _wanted(options)
    with opened_with_settings(options) as workspace:
        act = workspace.plan_settings if options.dry_run else workspace.set_settings
        receipt = act({name: value})
    report(options, receipt, place=options.place)
    return diagnostics.DONE


def _wanted(options: argparse.Namespace) -> tuple[str, PrefValue | None]:
    from ...firefox.prefs.values import find_setting, parse_value

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
