"""Session settings of a profile set in prefs.js: worked out before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...errors import Refused, UsageError
from ...firefox.prefs.catalogue import SettingSpec, Version
from ...firefox.prefs.effective import Prefs
from ...firefox.prefs.prefs_js import PrefValue, parse_prefs, with_pref, without_pref
from ...firefox.prefs.settings import Setting, settings
from ...firefox.prefs.values import check_value, find_setting, title
from ...firefox.prefs.words import value_words
from ...text import count, printable
from .plan import Plan, opened, prefs_file
from .situation import Situation
from .transaction import Step

Values = Mapping[str, PrefValue | None]


def plan_settings(situation: Situation, values: Values) -> Plan:
    """Work out what sets these settings; None is the default again, without a line in prefs.js.

    Raises UsageError for a setting or value there is not, Refused where Firefox would not go by it.
    """
    specs = {name: _spec(name) for name in values}
    for name, value in values.items():
        if value is not None:
            check_value(specs[name], value)
            _check_read(specs[name], situation.prefs.version)
    data, revision = prefs_file(situation.profile)
    changed, numbers = data, [0, 0]
    words: list[str] = []
    for name, value in values.items():
        before = changed
        if value is None:
            changed = without_pref(changed, name)
        elif not _same(situation.prefs.get(name), value):
            changed = with_pref(changed, name, value)
        numbers[value is None] += changed != before
    prefs = replace(situation.prefs, prefs=parse_prefs(changed))
    rows = {row.name: row for row in settings(prefs)}
    for name, value in values.items():
        _reject_overridden(prefs, name, value)
        words.append(_words(situation.prefs, prefs, rows[name], value))
    words += prefs.around.unread
    after = replace(situation, prefs=prefs)
    start = after.start()
    file = after.file(start.loads)
    steps: tuple[Step, ...] = ()
    if changed != data:
        steps = (Step(situation.profile / "prefs.js", changed, revision, _what(*numbers)),)
    return Plan(
        title(values), tuple(words), steps, start,
        opened(start, situation.load(file).snapshot if file else None), start.loads,
    )  # fmt: skip


def by_hand(values: Values) -> str:
    """How somebody does the same in the about:config of a running Firefox."""
    done = [
        f"{name} = {value_words(value, '').strip(chr(34))}"
        for name, value in values.items()
        if value is not None
    ]
    reset = [name for name, value in values.items() if value is None]
    parts = [f"set {', '.join(done)}"] if done else []
    parts += [f"reset {', '.join(reset)}"] if reset else []
    return f"or do it in its about:config: {' and '.join(parts)}"


def _spec(name: str) -> SettingSpec:
    spec = find_setting(name)
    if spec.name != name:
        raise UsageError(f"{printable(name)}: there is no such session setting; write {spec.name}")
    return spec


def _check_read(spec: SettingSpec, version: Version | None) -> None:
    if spec.read_by(version):
        return
    if spec.gone is not None and (version is None or version >= spec.gone):
        why = f"Firefox {spec.gone} and later do not read it"
    else:
        why = f"only Firefox {spec.since} and later read it, and this profile is of {version}"
    raise Refused(f"{spec.name}: {why}; nothing was changed")


def _reject_overridden(prefs: Prefs, name: str, value: PrefValue | None) -> None:
    """Raise Refused when something else decides over a setting than its line in prefs.js."""
    wanted = prefs.default(name) if value is None else value
    found = prefs.get(name)
    if wanted is None or (found is not None and _same(found, wanted)):
        return
    way = {
        "user.js": "change that line instead, Firefox goes by it at every start",
        "policies.json": "that is an administrator's policy",
    }.get(prefs.source(name), "that is how this machine is set up")
    raise Refused(f"{printable(prefs.where(name))}: {way}; nothing was changed")


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
