"""``sessionstore-logs``: what Firefox itself noted of each write of the session.

One file for each start, ``success-sessionrestore-<start, ms>.txt``, and ``error-…`` beside it for
the parts of the log that hold an error. A line is ``ms TAB logger TAB LEVEL TAB text``; the one
that counts here comes from SessionWriter.sys.mjs, after the finished file was looked at::

    1795260754650 SessionStore DEBUG SessionWriter.write wrote 1785 bytes in 37ms

Seen with Firefox 153: the bytes are the file's size on disk, compressed; the time is that of
making the JSON, compressing, writing and renaming; the moment is up to 40 ms after the file's own.
Nothing private stands in such a log. By default there is none: see ``switched_on``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from ..errors import NotASession
from .prefs.names import LOG_FILE_LEVEL, LOG_FLUSH, LOG_LEVEL, LOG_ON_SUCCESS
from .prefs.prefs_js import PrefValue
from .safe_reading import open_regular, unreadable
from .tree.path import AnyPath

DIRECTORY: Final = "sessionstore-logs"
LEVEL: Final = LOG_LEVEL
ON_SUCCESS: Final = LOG_ON_SUCCESS
FLUSH: Final = LOG_FLUSH
FILE_LEVEL: Final = LOG_FILE_LEVEL

_NAME = re.compile(r"(?:success|error)-sessionrestore-[0-9]{1,15}\.txt")
_WRITE = re.compile(
    rb"^([0-9]{1,15})\tSessionStore\tDEBUG\tSessionWriter\.write wrote ([0-9]{1,15}) bytes "
    rb"in (-?[0-9]{1,9})ms\r?$",
    re.MULTILINE,
)
_TAIL: Final = 8_000_000  # bytes of one log: 60,000 saves and more
_WORDY: Final = ("Debug", "Trace", "All")
_SOON: Final = 15  # s, no longer than between two saves
NEAR_MS: Final = 2000.0
"""How far a noted write may be from the save it is taken for."""


class FirefoxWrite(Struct, frozen=True):
    """One write as Firefox noted it.

    ``at`` in ms since epoch, when it was done; ``bytes`` on disk; ``seconds`` from the beginning
    of making the JSON to the finished file.
    """

    at: float
    bytes: int
    seconds: float


def parse_log(text: bytes) -> list[FirefoxWrite]:
    """The writes that the text of a log tells of; all other lines, and cut ones, are left out."""
    return [
        # A clock that was set back meanwhile gives less than nothing.
        FirefoxWrite(float(at), int(size), max(0, int(ms)) / 1000)
        for at, size, ms in _WRITE.findall(text)
    ]


def firefox_writes(profile: AnyPath, since: float = 0) -> tuple[FirefoxWrite, ...]:
    """Every write since a moment (ms since epoch) that a profile's logs tell of, oldest first.

    None where there are no logs. Raises Unreadable when the system bars them.
    """
    directory = profile / DIRECTORY
    try:
        names = [path.name for path in directory.iterdir()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        raise unreadable(directory, error) from None
    found = [
        write
        for name in names
        if _NAME.fullmatch(name)
        for write in parse_log(_tail(directory / name, since))
        if write.at >= since
    ]
    return tuple(sorted(found, key=lambda write: write.at))


def match(
    writes: Sequence[FirefoxWrite], saves_at: Sequence[float]
) -> tuple[FirefoxWrite | None, ...]:
    """For each save seen (ms since epoch) the write that is nearest, each write once at most.

    ``writes`` oldest first. None where there is none within two seconds, or another save is nearer.
    """
    moments = [write.at for write in writes]
    pairs = sorted(
        (abs(moments[one] - at), save, one)
        for save, at in enumerate(saves_at)
        for one in range(bisect_left(moments, at - NEAR_MS), bisect_right(moments, at + NEAR_MS))
    )
    matched: list[FirefoxWrite | None] = [None] * len(saves_at)
    taken: set[int] = set()
    for _, save, one in pairs:
        if matched[save] is None and one not in taken:
            matched[save] = writes[one]
            taken.add(one)
    return tuple(matched)


def _tail(path: AnyPath, since: float) -> bytes:
    """The end of a log; nothing of one that was last written to before a moment."""
    try:
        with open_regular(path) as (file, info):
            if info.st_mtime * 1000 < since:
                return b""
            if info.st_size <= _TAIL:
                return file.read(_TAIL)
            left = info.st_size - _TAIL
            if file.seekable():
                file.seek(left)
            else:
                while left > 0 and (passed := file.read(min(left, _TAIL))):
                    left -= len(passed)
            return file.read(_TAIL).partition(b"\n")[2]  # the first line is cut
    except (FileNotFoundError, IsADirectoryError, NotASession):
        return b""  # Firefox has cleared it away, or it is no file
    except OSError as error:
        raise unreadable(path, error) from None


# -- how Firefox is made to note them ----------------------------------------------------------


def switched_on(value_of: Callable[[str], PrefValue | None]) -> Mapping[str, PrefValue | None]:
    """The settings with which Firefox 153 notes its writes, given those it has; None: the default.

    Its log goes to the disk at the start, at quit, and in between with the first line that comes
    ``FLUSH`` seconds after the time before: so a save's line is there at once with 1. What was set
    to tell even more is left alone.
    """
    level, flush = value_of(LEVEL), value_of(FLUSH)
    wanted: dict[str, PrefValue | None] = {
        LEVEL: level if level in _WORDY else "Debug",
        ON_SUCCESS: True,
        FLUSH: flush if isinstance(flush, int) and 1 <= flush <= _SOON else 1,
    }
    if value_of(FILE_LEVEL) not in _WORDY:
        wanted[FILE_LEVEL] = None
    return wanted


SWITCHED_OFF: Final[Mapping[str, PrefValue | None]] = {LEVEL: None, ON_SUCCESS: None, FLUSH: None}
"""The settings with which Firefox keeps no such log again."""


def is_on(value_of: Callable[[str], PrefValue | None]) -> bool:
    """Whether Firefox notes its writes with the settings it has."""
    return (
        value_of(LEVEL) in _WORDY
        and value_of(ON_SUCCESS) is True
        and value_of(FILE_LEVEL) in _WORDY
    )
