"""Notice that some files have changed, by looking: for single files, whatever they lie on."""

from __future__ import annotations

import stat
from collections.abc import Callable, Sequence
from pathlib import Path

from ...errors import SessiontuiError
from .interval_thread import repeat

INTERVAL_SECONDS = 0.5  # 0.06 % of a core

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
) -> Callable[[], None]:
    """Call ``changed`` from a thread of its own after each change; the result stops it.

    ``paths`` is asked anew each time, so that files which appear are seen.
    """

    def current(fallback: Look) -> Look:
        try:
            return look(paths())
        except (OSError, SessiontuiError):
            return fallback  # the directory is away for a moment: look again later

    last = current(())

    def work() -> None:
        nonlocal last
        now = current(last)
        if now != last:
            last = now
            changed()

    return repeat(interval, work, "sessiontui-watch")
