"""Session settings set in the text of a prefs.js, or refused: what it says then, and in words."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from ...errors import Refused, UsageError
from ...text import count, printable
from .catalogue import SettingSpec, Version
from .effective import Prefs
from .prefs_js import PrefValue, parse_prefs, with_pref, without_pref
from .settings import Setting, decided, settings, unread
from .values import check_value, find_setting
from .words import value_words

Values = Mapping[str, PrefValue | None]


class SetValues(Struct, frozen=True):
    """A prefs.js with other settings in it: the text, what Firefox sees then, and in words.

    ``words`` has each setting as a sentence, ``what`` what was done to the file.
    """

    data: bytes
    prefs: Prefs
    words: tuple[str, ...]
    what: str


def set_values(prefs: Prefs, data: bytes, values: Values) -> SetValues:
    """Set all of these or none; None is the default again, without a line in prefs.js.

    ``data`` is the text of prefs.js, ``prefs`` what Firefox sees with it. Raises UsageError for a
    setting or value there is not, Refused where Firefox would not go by it.
    """
    specs = {name: _spec(name) for name in values}
    for name, value in values.items():
        if value is not None:
            check_value(specs[name], value)
            _check_read(specs[name], prefs.version)
    changed, numbers = data, [0, 0]
    for name, value in values.items():
        before = changed
        if value is None:
            changed = without_pref(changed, name)
        elif not _same(prefs.get(name), value):
            changed = with_pref(changed, name, value)
        numbers[value is None] += changed != before
    after = replace(prefs, prefs=parse_prefs(changed))
    rows = {row.name: row for row in settings(after)}
    words: list[str] = []
    for name, value in values.items():
        _reject_overridden(after, name, value)
        words.append(_words(prefs, after, rows[name], value))
    return SetValues(changed, after, (*words, *after.around.unread), _what(*numbers))


def _spec(name: str) -> SettingSpec:
    spec = find_setting(name)
    if spec.name != name:
        raise UsageError(f"{printable(name)}: there is no such session setting; write {spec.name}")
    return spec


def _check_read(spec: SettingSpec, version: Version | None) -> None:
    why = unread(spec, version)
    if not why:
        return
    if why.startswith("only"):
        why += f", and this profile is of {version}"
    raise Refused(f"{spec.name}: {why}; nothing was changed")


def _reject_overridden(prefs: Prefs, name: str, value: PrefValue | None) -> None:
    """Raise Refused when something else decides over a setting than its line in prefs.js."""
    wanted = prefs.default(name) if value is None else value
    found = prefs.get(name)
    if wanted is None or (found is not None and _same(found, wanted)):
        return
    raise Refused(f"{decided(prefs, name)}; nothing was changed")


def _same(one: PrefValue | None, other: PrefValue) -> bool:
    return one == other and type(one) is type(other)


def _words(before: Prefs, after: Prefs, row: Setting, value: PrefValue | None) -> str:
    """One setting in words: what it is set to, what it was, and what comes of it."""
    was, now = before.get(row.name), after.get(row.name)
    if was == now and before.source(row.name) == after.source(row.name):
        said = f"{row.name} is {value_words(now, row.unit)} already"
    else:
        default = ", the default" if before.source(row.name) == "default" else ""
        to = "its default again, " if value is None else ""
        said = (
            f"Set {row.name} to {to}{value_words(now, row.unit)} (it was "
            f"{value_words(was, row.unit)}{default})"
        )
    return f"{said}: {row.effect}" if row.effect else said


def _what(put: int, taken: int) -> str:
    parts = [f"{count(put, 'line')} set"] if put else []
    parts += [f"{count(taken, 'line')} taken out"] if taken else []
    return f"{', '.join(parts)}; the rest stays as it is, byte for byte"
