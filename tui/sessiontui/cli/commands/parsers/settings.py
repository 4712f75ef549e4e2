"""The words and options of the commands that set a profile's settings."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

EXAMPLES: Final = {
    "set": "sessiontui set default-esr interval 60s --dry-run\n"
    "  sessiontui set default-esr browser.startup.page 3\n"
    "  sessiontui set default-esr interval --default",
    "timings": "sessiontui timings default-esr on\n  sessiontui timings default-esr --json",
}
REST: Final = {"set": "words", "timings": "words"}
_MORE: Final = """\
Firefox notes how many bytes each save of the session took on disk, and how
long making, compressing and writing it, when its own log is told to: "on" sets
that in prefs.js of a closed profile, "off" takes it back. Without either, what
it noted is printed. It stands in sessionstore-logs of the profile and holds
nothing private; Firefox clears what is older than 10 days while it notes more.

--json: time is ms since epoch, bytes are those on disk, duration is seconds.
"""


def add_settings_commands(command: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Add them all."""
    setting = command("set", "set one session setting, in prefs.js of a closed profile")
    setting.usage = "sessiontui set [options] PLACE NAME VALUE\n" \
        "       sessiontui set [options] PLACE NAME --default"  # fmt: skip
    setting.add_argument(
        "words", nargs="*", metavar="NAME VALUE", default=[],
        help="a setting as sessiontui settings lists them, browser.sessionstore. may be left out; "
        "true or false, a whole number, a time (30s, 2h) or a text",
    )  # fmt: skip
    setting.add_argument(
        "--default", action="store_true", help="take its line out: the default again"
    )
    _how(setting)
    timings = command("timings", "what Firefox itself noted of its saves; on or off")
    timings.usage = "sessiontui timings [options] PLACE [on|off]"
    timings.description = f"{timings.description}\n\n{_MORE}"
    timings.add_argument("words", nargs="*", metavar="on|off", default=[],
        help="have Firefox note it from its next start, or no more")  # fmt: skip
    _how(timings)


def _how(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
    sub.add_argument("--json", action="store_true", help="one JSON document for programs")
