"""The settings Session Restore obeys, as one profile has them: value, where it stands, effect.

What exists is in ``catalogue``, what a value does in ``effects``, which value counts in
``effective``.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...text import printable
from .at_quit import history_choice, wiped_at_quit
from .branches import Source
from .catalogue import CATALOGUE, SPECS, SettingSpec, Version
from .effective import Prefs
from .effects import EFFECTS
from .names import CLEAR_HISTORY, CLEAR_HISTORY_128, CLEAR_HISTORY_OLD, SANITIZE, STORE
from .prefs_js import PrefValue

_WORDS = {"int": "a whole number", "bool": "true or false", "string": "text"}


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as one profile has it.

    ``value`` is what Firefox goes by and ``source`` where that stands; text values are exact,
    not made printable. ``changed``: set, in the profile or
    for it, to something else than Firefox's default.
    """

    name: str
    value: PrefValue | None
    default: PrefValue | None
    source: Source
    meaning: str
    unit: str
    since: Version | None
    gone: Version | None
    changed: bool
    effect: str


def settings(prefs: Prefs) -> tuple[Setting, ...]:
    """Every setting of a profile, the changed ones first, else in the catalogue's order.

    Further ``browser.sessionstore`` settings that are set for it are listed as well.
    """
    found = [_setting(spec, prefs) for spec in CATALOGUE]
    found += [
        _unknown(name, prefs)
        for name in sorted(prefs.names())
        if name.startswith(STORE) and name not in SPECS
    ]
    return tuple(sorted(found, key=lambda setting: not setting.changed))


def _unknown(name: str, prefs: Prefs) -> Setting:
    seen = prefs.effective(name)
    meaning = "not in the catalogue"
    shown = printable(name)
    changed = seen.source != "default"
    return Setting(shown, seen.value, None, seen.source, meaning, "", None, None, changed, "")


def _setting(spec: SettingSpec, prefs: Prefs) -> Setting:
    seen = prefs.effective(spec.name)
    default = spec.default_for(prefs.version)
    sentences = [
        f"{wrong.source} says {_shown(wrong.value)}, which Firefox ignores: it must be "
        f"{_WORDS[spec.kind]}"
        for wrong in seen.ignored
    ]
    if spec.read_by(prefs.version):
        sentences.append(_effect(spec, seen.value, prefs))
        if seen.fixed and seen.source == "system":
            sentences.append(f"fixed by {seen.file}")
    elif seen.source != "default":
        sentences.append(_unread(spec, prefs.version))
    return Setting(
        spec.name,
        seen.value,
        default,
        seen.source,
        spec.meaning,
        spec.unit,
        spec.since,
        spec.gone,
        seen.source != "default" and seen.value != default,
        "; ".join(sentence for sentence in sentences if sentence),
    )


def _effect(spec: SettingSpec, value: PrefValue | None, prefs: Prefs) -> str:
    """What the value does, with the other settings of the profile."""
    if spec.name == SANITIZE and (wiped := wiped_at_quit(prefs)):
        return wiped.removesuffix(".")
    if spec.name in _HISTORY and spec.name != (read := history_choice(prefs)):
        return f"nothing: this Firefox goes by {read}"
    rule = EFFECTS.get(spec.name)
    return "" if rule is None or value is None else rule(value, prefs.get)


_HISTORY = (CLEAR_HISTORY, CLEAR_HISTORY_128, CLEAR_HISTORY_OLD)


def _unread(spec: SettingSpec, version: Version | None) -> str:
    if spec.gone is not None and (version is None or version >= spec.gone):
        return f"does nothing: Firefox {spec.gone} and later do not read it"
    return f"does nothing: only Firefox {spec.since} and later read it"


def _shown(value: PrefValue | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{printable(str(value))}"'
