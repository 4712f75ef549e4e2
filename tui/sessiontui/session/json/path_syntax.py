"""A path into JSON as scripts write it, and as people type or paste it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from ...errors import UsageError
from ...text import is_printable, printable
from .pointer import Steps, format_pointer, parse_pointer

JOINT: Final = " » "  # between the pointers of a text and of a text inside it

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_INTO = "JSON.parse("
_INSIDE_SIGN = JOINT.strip()
_INSIDE = re.compile(rf" ?{_INSIDE_SIGN} ?(?=/|\Z)")
_DOUBLE, _SINGLE = r'"(?:[^"\\]|\\.)*"', r"'(?:[^'\\]|\\.)*'"
_STEP = re.compile(
    rf"""\s*(?:
        \.?\[\s*(?P<index>[0-9]{{1,18}})\s*\]
      | \.?\[\s*(?P<key>{_DOUBLE}|{_SINGLE})\s*\]
      | \.(?P<quoted>{_DOUBLE})
      | (?P<dot>\.\s*)?(?P<name>[^\s.\[\]"'|()]+)
      | (?P<enter>\|\s*fromjson\b|\))
      | (?P<nothing>\|(?=\s*[.\[])|\.(?=\s*(?:\||\Z)))
    )""",
    re.VERBOSE | re.DOTALL,
)


def dotted(path: Sequence[str | int]) -> str:
    """As JavaScript writes it: ``windows[0].tabs["odd key"]``; nothing for the top."""
    return "".join(_steps(path)).removeprefix(".")


def jq(path: Sequence[str | int]) -> str:
    """As a filter for jq: ``.windows[0].tabs["odd key"]``; ``.`` for the top."""
    steps = "".join(_steps(path))
    return steps if steps.startswith(".") else "." + steps


def pointers(place: Sequence[Sequence[str | int]]) -> str:
    """The pointers through texts inside texts: ``/windows/0/extData/x » /layout/2``."""
    return JOINT.join(map(format_pointer, place))


def parse(text: str) -> tuple[Steps, ...]:
    """A path in any of the writings: RFC 6901, jq's, a script's.

    Paths through texts inside texts come as several: as ``pointers``, ``| fromjson |`` and
    ``JSON.parse(…)`` write them. Indexes of a pointer come as text. Raises UsageError with the
    place of what is no path.
    """
    text = text.lstrip()
    if text.startswith(("/", _INSIDE_SIGN)):
        return tuple(parse_pointer(part) for part in _INSIDE.split(text.rstrip("\r\n")))
    text, at = text.rstrip(), 0
    while text.startswith(_INTO, at):
        at += len(_INTO)
    place: list[list[str | int]] = [[]]
    while at < len(text):
        found = _STEP.match(text, at)
        step = _step(found) if found is not None else None
        wrong = step is None and (found is None or found.lastgroup not in ("enter", "nothing"))
        if found is None or wrong or (found["name"] and place[-1] and not found["dot"]):
            at = len(text) - len(text[at:].lstrip())
            rest = printable(text[at : at + 20])
            raise UsageError(f"this is not a path: “{rest}” at character {at + 1}")
        at = found.end()
        if step is not None:
            place[-1].append(step)
        elif found.lastgroup == "enter":
            place.append([])
    return tuple(map(tuple, place))


def _step(found: re.Match[str]) -> str | int | None:
    """The step in a match; None where there is none, or an escape that is none."""
    if found["index"] is not None:
        return int(found["index"])
    if found["name"] is not None:
        return found["name"]
    token = found["key"] or found["quoted"]
    if token is None:
        return None
    if token[0] == "'":
        token = '"' + token[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    try:
        step = json.loads(token, strict=False)
    except ValueError:
        return None
    return step if isinstance(step, str) else None


def _steps(path: Sequence[str | int]) -> Iterator[str]:
    for step in path:
        if isinstance(step, int):
            yield f"[{step}]"
        elif _NAME.fullmatch(step):
            yield f".{step}"
        else:
            quoted = json.dumps(step, ensure_ascii=False)
            if not is_printable(quoted):
                quoted = json.dumps(step).replace("\x7f", "\\u007f")
            yield f"[{quoted}]"
