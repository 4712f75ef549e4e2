"""What lies around a session and is damaged: how much of it is read, and what is not.

None of it hides the session. What may not be looked at at all is ``barred``'s.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TypeAlias

from .. import late_re
from ..errors import SessiontuiError
from ..text import count
from .file_names import CHECKPOINTS, CONTAINERS
from .prefs.not_read import read_of
from .profiles_ini import damage_in, ini_text, sections_of
from .safe_reading import NOTES, SETTINGS, Kind, read_if_there
from .tree.path import AnyPath

_LARGE: Final = 8 << 20  # bytes of settings; Firefox's are kilobytes
# What Firefox writes has one statement, or one comment, a line: seen at a glance.
_ODD_LINE: Final = late_re.compile(rb"^(?!user_pref\(\"[^\n]*\);\r?$|//|#|\r?$)", re.MULTILINE)

_Look: TypeAlias = tuple[str, Kind, Callable[[bytes], str]]


def damaged_around(profile: AnyPath) -> tuple[str, ...]:
    """A sentence, without its stop, for each damaged file around the sessions of a profile."""
    return _looked_at(profile, (*_SETTINGS, *_NOTES))


def damaged_settings(profile: AnyPath) -> tuple[str, ...]:
    """The same for its files of settings."""
    return _looked_at(profile, _SETTINGS)


def _looked_at(profile: AnyPath, looks: Iterable[_Look]) -> tuple[str, ...]:
    found = []
    for name, kind, look in looks:
        try:
            data = read_if_there(profile / name, kind, own=True)[0]
        except (SessiontuiError, OSError):
            continue  # it is not there, or barred and told as that
        if said := look(data):
            found.append(f"{name} {said}")
    return tuple(found)


# -- settings ----------------------------------------------------------------------------------


def _of_prefs(data: bytes) -> str:
    if not data.strip():
        return "is empty: every setting counts as never changed, as for Firefox"
    return _of_user_prefs(data)


def _of_user_prefs(data: bytes) -> str:
    """What is read of a file of settings where that is not all of it; else nothing."""
    if b"\0" not in data and not _ODD_LINE.search(data):
        return ""
    if len(data) > _LARGE:
        return "holds what is no setting, which is passed over"
    read = read_of(data)
    said = []
    if read.skipped:
        passed = "is" if read.skipped == 1 else "are"
        said.append(f"{count(read.skipped, 'statement')} in it {passed} passed over")
    if read.end < len(data):
        said.append(f"it is read up to byte {read.end:,} of {len(data):,}")
    if not said:
        return ""
    return f"is damaged: {', '.join(said)}, as by Firefox ({count(read.good, 'setting')} in all)"


# -- notes -------------------------------------------------------------------------------------


def _of_checkpoints(data: bytes) -> str:
    if isinstance(_json(data), dict | list):
        return ""
    return "is damaged: the session file tells whether Firefox was closed cleanly, as for Firefox"


def _of_containers(data: bytes) -> str:
    found = _json(data)
    if isinstance(found, dict) and isinstance(found.get("identities"), list):
        return ""
    return "is damaged: Firefox's own four containers stand for those that were in it"


def _of_compatibility(data: bytes) -> str:
    text = ini_text(data)
    if not any(keys.get("lastversion") for _, keys in sections_of(text)):
        return "does not say which Firefox used this profile last"
    if said := damage_in(data):
        return f"is damaged: {said}; the rest of it is read"
    if not text.endswith(("\n", "\r")):
        return "is cut in its last line: the browser may be taken for another"
    return ""


def _json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


_SETTINGS: Final[tuple[_Look, ...]] = (
    ("prefs.js", SETTINGS, _of_prefs),
    ("user.js", SETTINGS, _of_user_prefs),
)
_NOTES: Final[tuple[_Look, ...]] = (
    (CHECKPOINTS, NOTES, _of_checkpoints),
    (CONTAINERS, NOTES, _of_containers),
    ("compatibility.ini", NOTES, _of_compatibility),
)
