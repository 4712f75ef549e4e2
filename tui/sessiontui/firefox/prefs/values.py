"""What a session setting may be set to: names as people type them, values by type and range."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Final

from ...errors import UsageError
from ...text import count, parse_age, printable
from . import names
from .catalogue import CATALOGUE, SPECS, SettingSpec
from .names import STORE
from .prefs_js import PrefValue

INT_MAX: Final = 2**31 - 1
"""The largest number that Firefox keeps for a setting."""
_LEVELS: Final = ("Fatal", "Error", "Warn", "Info", "Config", "Debug", "Trace", "All")
_ENDLESS = "it would log its own logging without end"

_LEAST: Final[Mapping[str, tuple[int, str]]] = {
    names.INTERVAL: (2000, "Firefox never saves more often than every 2 s"),
    names.INTERVAL_IDLE: (2000, "Firefox never saves more often than every 2 s"),
    names.IDLE_DELAY: (1, ""),
    names.MAX_CRASHES: (-1, "-1 is never to ask"),
    names.MAX_SERIALIZE_BACK: (-1, "-1 is all of them"),
    names.MAX_SERIALIZE_FORWARD: (-1, "-1 is all of them"),
    names.LOG_FLUSH: (1, _ENDLESS),
    names.COULD_RESTORE_COUNT: (-1, "-1 is never to show the hint"),
    names.MAX_ENTRIES: (1, "a tab has at least the page it shows"),
    names.MAX_TOTAL_VIEWERS: (-1, "-1 goes by the size of the memory"),
}
"""The least number a setting takes, where it is not 0, and why."""

_CHOICES: Final[Mapping[str, Mapping[PrefValue, str]]] = {
    names.PAGE: {0: "a blank page", 1: "the home page", 3: "the previous session"},
    names.PRIVACY_LEVEL: {0: "all sites", 1: "unencrypted sites only", 2: "none"},
    names.FAST_SHUTDOWN: dict.fromkeys(range(4), ""),
    **{
        name: dict.fromkeys(_LEVELS, "")
        for name in (names.LOG_LEVEL, names.LOG_FILE_LEVEL, names.LOG_CONSOLE, names.LOG_DUMP)
    },
}
"""The only values a setting takes, and what they stand for."""

_TEXTS: Final = {names.UPGRADE_ID: (r"(?:[0-9]{14})?", "a build, 14 digits, or nothing")}


def find_setting(word: str) -> SettingSpec:
    """A setting by its name, or by as much of its end as no other has: ``interval``.

    Raises UsageError, which names those that may have been meant.
    """
    for name in (word, STORE + word):
        if name in SPECS:
            return SPECS[name]
    end = "." + word.removeprefix("…").removeprefix(".").lower()
    ending = [spec for spec in CATALOGUE if ("." + spec.name).lower().endswith(end)]
    # What is for Sync only, and what is gone, gives way.
    meant = [s for s in ending if s.read_by(None) and not s.name.startswith("services.")] or ending
    exact = [spec for spec in meant if spec.name.lower() == STORE + end[1:]]
    if len(meant) == 1 or exact:
        return (exact or meant)[0]
    if meant:
        several = ", ".join(spec.name for spec in meant)
        raise UsageError(f"{printable(word)}: there are several settings of that name: {several}")
    short = {name.removeprefix(STORE): name for name in SPECS}
    near = difflib.get_close_matches(word.removeprefix(STORE), short, 3)
    hint = f"did you mean {' or '.join(near)}?" if near else "sessiontui settings lists them"
    raise UsageError(f"{printable(word)}: there is no such session setting; {hint}")


def parse_value(spec: SettingSpec, text: str) -> PrefValue:
    """A typed value: true or false, a whole number (a time also as ``15s``, ``1h``), a text.

    Raises UsageError.
    """
    value = read_value(spec, text)
    if value is None:
        raise UsageError(f"{spec.name} takes {takes(spec)}, not {printable(text)}")
    check_value(spec, value, text)
    return value


def read_value(spec: SettingSpec, text: str) -> PrefValue | None:
    """A typed value by its type alone, whether it makes sense or not; None when it is no such."""
    if spec.kind == "string":
        return text
    if spec.kind == "bool":
        return {"true": True, "false": False}.get(text.strip().lower())
    if re.fullmatch(r"\s*[+-]?[0-9]{1,12}\s*", text, re.ASCII):
        return int(text)
    if spec.unit in ("ms", "s") and (length := parse_age(text)) is not None:
        scaled = length if spec.unit == "ms" else length / 1000
        return int(scaled) if scaled == int(scaled) else None
    return None


def check_value(spec: SettingSpec, value: PrefValue, typed: str | None = None) -> None:
    """Raise UsageError when a setting cannot have this value, or makes no sense with it."""
    good = spec.fits(value)
    if good and spec.name in _CHOICES:
        good = value in _CHOICES[spec.name]
    elif good and isinstance(value, str):
        pattern = _TEXTS.get(spec.name, (r"[^\0\ud800-\udfff]*", ""))[0]
        good = re.fullmatch(pattern, value) is not None
    elif good and not isinstance(value, bool):
        good = least(spec)[0] <= int(value) <= INT_MAX
    if not good:
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        not_this = printable(typed or shown) or "an empty text"
        raise UsageError(f"{spec.name} takes {takes(spec)}, not {not_this}")


def choices(spec: SettingSpec) -> Mapping[PrefValue, str]:
    """The only values a setting takes, and what they stand for; none where one is typed."""
    return {True: "", False: ""} if spec.kind == "bool" else _CHOICES.get(spec.name, {})


def least(spec: SettingSpec) -> tuple[int, str]:
    """The least number a setting takes, and why not less if that is to be said."""
    return _LEAST.get(spec.name, (0, ""))


def takes(spec: SettingSpec) -> str:
    """What a setting takes, in words: ``2000 to 2147483647 ms (…)``."""
    if spec.name in _CHOICES:
        words = [
            f"{value} ({meaning})" if meaning else str(value)
            for value, meaning in _CHOICES[spec.name].items()
        ]
        return f"{', '.join(words[:-1])} or {words[-1]}"
    if spec.kind == "bool":
        return "true or false"
    if spec.kind == "string":
        return _TEXTS.get(spec.name, ("", "a text"))[1]
    lowest, why = least(spec)
    unit = {"ms": " ms, or a time like 30s or 2h", "s": " s, or a time like 30s or 2h"}
    said = f"a whole number from {lowest} to {INT_MAX}{unit.get(spec.unit, '')}"
    return f"{said} ({why})" if why else said


def title(values: Mapping[str, PrefValue | None]) -> str:
    """What setting these is called, in few words: ``set interval``, ``set 3 settings``."""
    if len(values) == 1:
        name = next(iter(values))
        return f"set {name.removeprefix(STORE)}"
    return f"set {count(len(values), 'setting')}"
