"""A process that does nothing but measure one file, for ``apart``: its memory is that alone.

Its answer on standard output is the Cost as JSON.
"""

from __future__ import annotations

import gc
import sys
import time
from pathlib import Path
from typing import Final

import msgspec

from .work import measured

_STATUS: Final = Path("/proc/self/status")
_CLEAR: Final = Path("/proc/self/clear_refs")
_FORGET_PEAK: Final = "5"  # proc(5), since Linux 4.0


class LinuxMemory:
    """What the kernel says of this process; knows nothing where there is no such kernel."""

    def __init__(self) -> None:
        self._before = _said("VmRSS")
        self._knows = False

    def begin(self) -> None:
        """The peak is what is resident now."""
        try:
            _CLEAR.write_text(_FORGET_PEAK)
            self._knows = self._before is not None
        except OSError:
            self._knows = False  # then nothing is said of memory

    def peak(self) -> int | None:
        """Bytes resident at most since ``begin``, beyond those at the very first."""
        most = _said("VmHWM")
        if not self._knows or self._before is None or most is None:
            return None
        return max(0, most - self._before)


def _said(name: str) -> int | None:
    try:
        lines = _STATUS.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        key, _, value = line.partition(":")
        if key == name:
            return int(value.split()[0]) * 1024
    return None


def main() -> None:
    """Measure the file that is named, answer."""
    gc.disable()  # Python's own searches for circles are nobody's cost here
    cost = measured(Path(sys.argv[2]), time.process_time, LinuxMemory())
    sys.stdout.buffer.write(msgspec.json.encode(cost))
