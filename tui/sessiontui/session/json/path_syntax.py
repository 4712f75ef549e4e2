"""A path into JSON as scripts write it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from ...text import is_printable

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def dotted(path: Sequence[str | int]) -> str:
    """As JavaScript writes it: ``windows[0].tabs["odd key"]``; nothing for the top."""
    return "".join(_steps(path)).removeprefix(".")


def jq(path: Sequence[str | int]) -> str:
    """As a filter for jq: ``.windows[0].tabs["odd key"]``; ``.`` for the top."""
    steps = "".join(_steps(path))
    return steps if steps.startswith(".") else "." + steps


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
