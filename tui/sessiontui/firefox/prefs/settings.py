"""The settings Session Restore obeys, as one profile has them: value, where it stands, effect.

What exists is in ``settings_catalogue``, what a value does in ``settings_effects``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ...text import printable
from .catalogue import CATALOGUE, STORE, SettingSpec
from .effects import EFFECTS
from .prefs_js import PrefValue

__all__ = [
    "CATALOGUE",
    "STORE",
    "Prefs",
    "Setting",
    "SettingSpec",
    "Source",
    "effective",
    "settings",
]

Source: TypeAlias = Literal["default", "prefs.js", "user.js"]
Prefs: TypeAlias = Mapping[str, PrefValue]

_TYPES: Mapping[str, type] = {"int": int, "bool": bool, "string": str}
_WORDS = {"int": "a whole number", "bool": "true or false", "string": "text"}
_BY_NAME = {spec.name: spec for spec in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as one profile has it.

    ``value`` is what Firefox goes by and ``source`` where that stands; text values are exact,
    not made printable. ``changed``: set in the profile to something else than the default.
    """

    name: str
    value: PrefValue | None
    default: PrefValue | None
    source: Source
    meaning: str
    unit: str
    since: int | None
    gone: int | None
    changed: bool
    effect: str


def settings(prefs: Prefs, user: Prefs, major: int | None) -> tuple[Setting, ...]:
    """Every setting of a profile, the changed ones first, else in the catalogue's order.

    ``prefs`` and ``user`` are prefs.js and user.js; ``major`` the Firefox that last used the
    profile. Further ``browser.sessionstore`` settings found there are listed as well.
    """
    found = [_setting(spec, prefs, user, major) for spec in CATALOGUE]
    for name in sorted(prefs.keys() | user.keys()):
        if name.startswith(STORE) and name not in _BY_NAME:
            source: Source = "user.js" if name in user else "prefs.js"
            value = user[name] if name in user else prefs[name]
            meaning = "not in the catalogue"
            shown = printable(name)
            found.append(Setting(shown, value, None, source, meaning, "", None, None, True, ""))
    return tuple(sorted(found, key=lambda setting: not setting.changed))


def effective(name: str, prefs: Prefs, user: Prefs, major: int | None = None) -> PrefValue | None:
    """The value Firefox goes by: user.js before prefs.js before the default; wrong types skipped.

    None for a setting that is neither set nor in the catalogue, or that this version has not.
    """
    spec = _BY_NAME.get(name)
    if spec is None:
        return user.get(name, prefs.get(name))
    return _resolve(spec, prefs, user, major)[0]


_Ignored: TypeAlias = tuple[tuple[Source, PrefValue], ...]


def _resolve(
    spec: SettingSpec, prefs: Prefs, user: Prefs, major: int | None
) -> tuple[PrefValue | None, Source, _Ignored]:
    ignored: list[tuple[Source, PrefValue]] = []
    files: tuple[tuple[Source, Prefs], ...] = (("user.js", user), ("prefs.js", prefs))
    for source, values in files:
        if spec.name in values:
            value = values[spec.name]
            # Only a default gives a setting its type: one without takes anything.
            if type(value) is _TYPES[spec.kind] or not spec.read_by(major):
                return value, source, tuple(ignored)
            ignored.append((source, value))
    return spec.default_for(major), "default", tuple(ignored)


def _setting(spec: SettingSpec, prefs: Prefs, user: Prefs, major: int | None) -> Setting:
    value, source, ignored = _resolve(spec, prefs, user, major)
    default = spec.default_for(major)
    changed = source != "default" and value != default
    sentences = [
        f"{where} says {_shown(wrong)}, which Firefox ignores: it must be {_WORDS[spec.kind]}"
        for where, wrong in ignored
    ]
    if spec.read_by(major):
        rule = EFFECTS.get(spec.name.removeprefix(STORE))
        if rule is not None and value is not None:
            sentences.append(rule(value, lambda name: effective(name, prefs, user, major)))
    elif source != "default":
        sentences.append(_unread(spec, major))
    effect = "; ".join(sentence for sentence in sentences if sentence)
    return Setting(
        spec.name,
        value,
        default,
        source,
        spec.meaning,
        spec.unit,
        spec.since,
        spec.gone,
        changed,
        effect,
    )


def _unread(spec: SettingSpec, major: int | None) -> str:
    if spec.gone is not None and (major is None or major >= spec.gone):
        return f"does nothing: Firefox {spec.gone} and later do not read it"
    return f"does nothing: only Firefox {spec.since} and later read it"


def _shown(value: PrefValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{printable(value)}"'
