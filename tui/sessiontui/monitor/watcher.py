"""Notice that files have changed, by looking.

Half a second between looks costs 0.06 % of a core and works on every file system. Only names,
inodes, sizes and times are looked at: Firefox is never disturbed.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import SessiontuiError
from .repeat import repeat

INTERVAL_SECONDS = 0.5

Look = tuple[tuple[str, int, int, int], ...]


def look(paths: Sequence[Path]) -> Look:
    """Name, inode, mtime in ns and size of each path that exists."""
    seen = []
    for path in paths:
        # A link counts by itself (Firefox's lock leads nowhere) and by what it leads to.
        for follow in (False, True):
            try:
                info = path.stat(follow_symlinks=follow)
            except OSError:
                break
            seen.append((str(path), info.st_ino, info.st_mtime_ns, info.st_size))
            if not stat.S_ISLNK(info.st_mode):
                break
    return tuple(seen)


def watch_paths(
    paths: Callable[[], Sequence[Path]],
    changed: Callable[[], object],
    interval: float = INTERVAL_SECONDS,
    state: Callable[[], object] = lambda: None,
) -> Callable[[], None]:
    """Call ``changed`` from a thread of its own after each change; the result stops it.

    ``paths`` is asked anew each time, so that files which appear are seen. ``state`` gives what
    no file shows, such as whether Firefox still runs: a killed one leaves every file as it is.
    """

    def current(fallback: tuple[Look, object]) -> tuple[Look, object]:
        try:
            return look(paths()), state()
        except (OSError, SessiontuiError):
            return fallback  # the directory is away for a moment: look again later

    last = current(((), None))

    def work() -> None:
        nonlocal last
        now = current(last)
        if now != last:
            last = now
            changed()

    return repeat(interval, work, "sessiontui-watch")
