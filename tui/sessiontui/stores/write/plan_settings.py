"""Session settings of a profile set in prefs.js: worked out before anything is written."""

from __future__ import annotations

from msgspec.structs import replace

from ...firefox.prefs.set_values import Values, set_values
from ...firefox.prefs.values import title
from ...firefox.prefs.words import value_words
from .once import prefs_file
from .plan import Plan, opened
from .situation import Situation
from .transaction import Step


def plan_settings(situation: Situation, values: Values) -> Plan:
    """Work out what sets these settings; None is the default again, without a line in prefs.js.

    Raises UsageError for a setting or value there is not, Refused where Firefox would not go by it.
    """
    data, revision = prefs_file(situation.profile)
    found = set_values(situation.prefs, data, values)
    after = replace(situation, prefs=found.prefs)
    start = after.start()
    file = after.file(start.loads)
    steps: tuple[Step, ...] = ()
    if found.data != data:
        steps = (Step(situation.profile / "prefs.js", found.data, revision, found.what),)
    return Plan(
        title(values), found.words, steps, start,
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
