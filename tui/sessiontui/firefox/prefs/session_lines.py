"""The lines of prefs.js and user.js that concern sessions, and no others: the rest is private."""

from __future__ import annotations

from collections.abc import Iterable

from .catalogue import CATALOGUE
from .prefs_js import scan


def session_lines(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A preference file with the session's lines of several, given by name and content.

    In the order of the files, each line as it stands there: the last one for a name counts, as in
    Firefox, which reads user.js after prefs.js. Empty when none has such a line.
    """
    wanted = {spec.name for spec in CATALOGUE}
    lines: list[bytes] = []
    for name, data in files:
        found = [data[line.start : line.end] for line in scan(data) if line.name in wanted]
        lines += [f"// {name}".encode(), *found] if found else []
    return b"".join(line + b"\n" for line in lines)
