"""What a typed or chosen value of a setting would mean, said while it is typed."""

from __future__ import annotations

from msgspec import Struct

from ...errors import UsageError
from ...text import parse_age, printable
from . import values
from .catalogue import SPECS, SettingSpec
from .effects import EFFECTS, Lookup
from .prefs_js import PrefValue
from .settings import Setting
from .words import value_words


class Meant(Struct, frozen=True):
    """A text in the field of a setting: its value, or why it is none; neither for no text.

    ``words`` says what the value does; empty when there is nothing to say.
    """

    value: PrefValue | None = None
    wrong: str = ""
    words: str = ""


def meant(setting: Setting, text: str, value_of: Lookup) -> Meant:
    """What a text would mean as the value; ``value_of`` gives the profile's other settings."""
    spec = SPECS[setting.name]
    if spec.kind != "string" and not text.strip():
        return Meant()
    try:
        value = values.parse_value(spec, text)
    except UsageError:
        return Meant(wrong=complaint(spec, text))
    return Meant(value, words=effect_of(setting, value, value_of))


def effect_of(setting: Setting, value: PrefValue, value_of: Lookup) -> str:
    """What a value would do; what it does that stands already is known better."""
    if value == setting.value and type(value) is type(setting.value):
        return setting.effect
    if setting.instead:
        return f"nothing: {setting.instead}"
    rule = EFFECTS.get(setting.name)
    return "" if rule is None else rule(value, value_of)


def complaint(spec: SettingSpec, text: str) -> str:
    """Why a text that is no value of a setting is none."""
    typed = printable(text.strip())
    value = values.read_value(spec, text)
    if isinstance(value, int) and not isinstance(value, bool):
        shown = value_words(value, spec.unit)
        lowest, why = values.least(spec)
        if value < lowest:
            said = f"{shown} is less than {value_words(lowest, spec.unit)}, the least"
            return f"{said}: {why}" if why else said
        if value > values.INT_MAX:
            return f"{shown} is more than {values.INT_MAX}, the most that Firefox keeps"
    if spec.kind == "int":
        timed = spec.unit in ("ms", "s")
        if timed and parse_age(text) is not None:
            return f"{typed} is no whole number of {spec.unit}"
        times = ", and no time like 30s or 2h" if timed else ""
        return f"“{typed}” is no whole number{times}"
    return f"“{typed}” is not {values.takes(spec)}"
