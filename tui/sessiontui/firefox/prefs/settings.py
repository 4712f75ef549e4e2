"""The settings Session Restore obeys, as one profile has them: value, where it stands, effect.

What exists is in ``catalogue``, what a value does in ``effects``, which value counts in
``effective``.
"""

from __future__ import annotations

from msgspec import Struct

from ...brief import brief
from ...text import printable
from .at_quit import history_choice, wiped_at_quit
from .branches import Source
from .catalogue import CATALOGUE, SPECS, SettingSpec, Version
from .effective import Prefs
from .effects import EFFECTS
from .names import CLEAR_HISTORY, CLEAR_HISTORY_128, CLEAR_HISTORY_OLD, SANITIZE, STORE
from .prefs_js import PrefValue

_WORDS = {"int": "a whole number", "bool": "true or false", "string": "text"}


class Setting(Struct, frozen=True):
    """A setting as one profile has it.

    ``value`` is what Firefox goes by and ``source`` where that stands; text values are exact,
    not made printable. ``changed``: set, in the profile or for it, to something else than
    Firefox's default, and not by Firefox itself: what it notes for itself is ``bookkeeping``.

    ``fixed`` says why no line in prefs.js changes it, ``unread`` that this Firefox does not read
    it, ``instead`` what it goes by in its place; each is empty where that is not so.
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
    bookkeeping: bool = False
    fixed: str = ""
    unread: str = ""
    instead: str = ""

    def __repr__(self) -> str:
        return brief(self)


def settings(prefs: Prefs) -> tuple[Setting, ...]:
    """Every setting of a profile: the changed ones first, what Firefox notes for itself last.

    Else in the catalogue's order. Further ``browser.sessionstore`` settings that are set for it
    are listed as well.
    """
    found = [_setting(spec, prefs) for spec in CATALOGUE]
    found += [
        _unknown(name, prefs)
        for name in sorted(prefs.names())
        if name.startswith(STORE) and name not in SPECS
    ]
    return tuple(sorted(found, key=lambda setting: (not setting.changed, setting.bookkeeping)))


def decided(prefs: Prefs, name: str) -> str:
    """What decides over a setting, whatever its line in prefs.js says, and where to change that."""
    way = {
        "user.js": "change that line instead, Firefox goes by it at every start",
        "policies.json": "that is an administrator's policy",
    }.get(prefs.source(name), "that is how this machine is set up")
    return f"{printable(prefs.where(name))}: {way}"


def unread(spec: SettingSpec, version: Version | None) -> str:
    """That a Firefox does not read a setting, in words; empty when it does."""
    if spec.read_by(version):
        return ""
    if spec.gone is not None and (version is None or version >= spec.gone):
        return f"Firefox {spec.gone} and later do not read it"
    return f"only Firefox {spec.since} and later read it"


def _unknown(name: str, prefs: Prefs) -> Setting:
    seen = prefs.effective(name)
    meaning = "not in the catalogue"
    changed = seen.source != "default"
    return Setting(
        printable(name), seen.value, None, seen.source, meaning, "", None, None, changed, "",
        fixed="what it takes is not known here: about:config changes it",
    )  # fmt: skip


def _setting(spec: SettingSpec, prefs: Prefs) -> Setting:
    seen = prefs.effective(spec.name)
    default = spec.default_for(prefs.version)
    sentences = [
        f"{wrong.source} says {_shown(wrong.value)}, which Firefox ignores: it must be "
        f"{_WORDS[spec.kind]}"
        for wrong in seen.ignored
    ]
    not_read, instead = unread(spec, prefs.version), ""
    if not not_read:
        if spec.name in _HISTORY and spec.name != (read := history_choice(prefs)):
            instead = f"this Firefox goes by {read}"
        sentences.append(_effect(spec, seen.value, prefs, instead))
        if seen.fixed and seen.source == "system":
            sentences.append(f"fixed by {seen.file}")
    elif seen.source != "default":
        sentences.append(f"does nothing: {not_read}")
    bookkeeping = spec.bookkeeping and seen.source in ("default", "prefs.js")
    return Setting(
        spec.name,
        seen.value,
        default,
        seen.source,
        spec.meaning,
        spec.unit,
        spec.since,
        spec.gone,
        seen.source != "default" and seen.value != default and not bookkeeping,
        "; ".join(sentence for sentence in sentences if sentence),
        bookkeeping,
        decided(prefs, spec.name) if seen.fixed else "",
        not_read,
        instead,
    )


def _effect(spec: SettingSpec, value: PrefValue | None, prefs: Prefs, instead: str) -> str:
    """What the value does, with the other settings of the profile."""
    if spec.name == SANITIZE and (wiped := wiped_at_quit(prefs)):
        return wiped.removesuffix(".")
    if instead:
        return f"nothing: {instead}"
    rule = EFFECTS.get(spec.name)
    return "" if rule is None or value is None else rule(value, prefs.get)


_HISTORY = (CLEAR_HISTORY, CLEAR_HISTORY_128, CLEAR_HISTORY_OLD)


def _shown(value: PrefValue | None) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{printable(str(value))}"'
