"""The sessions that are measured, by name: ordinary ones of all sizes, and the odd ones.

Each is made once a run, in a process of its own (a large parent would show in what its children
hold), as a profile: `DIRECTORY/NAME/sessionstore-backups/recovery.jsonlz4`.

    python -m tests.benchmarks.shapes DIRECTORY NAME…
"""

from __future__ import annotations

import struct
import subprocess
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

import msgspec

from .costs import HERE
from .generate import NOW, generate, mozlz4

Json = dict[str, Any]
ICON: Final = "data:image/png;base64," + "A" * 60


def _tab(number: int, **more: Any) -> Json:
    entry = {
        "url": f"https://site{number % 997}.example/p/{number}",
        "title": f"Page number {number}",
        "ID": number,
    }
    return {"entries": [entry], "index": 1, "lastAccessed": NOW - number * 1000, **more}


def _window(tabs: Iterable[Json], **more: Any) -> Json:
    return {"tabs": list(tabs), "selected": 1, "_closedTabs": [], **more}


def _session(*windows: Json, **more: Any) -> bytes:
    return msgspec.json.encode(
        {
            "version": ["sessionrestore", 1],
            "windows": windows,
            "selectedWindow": 1,
            "_closedWindows": [],
            "session": {"lastUpdate": NOW, "startTime": NOW - 10**7, "recentCrashes": 0},
            "global": {},
            "cookies": [],
            **more,
        }
    )


def _closed_tab(number: int) -> Json:
    return {
        "state": _tab(number),
        "title": f"Closed {number}",
        "image": ICON,
        "pos": number % 50,
        "closedAt": NOW - number * 60_000,
        "closedId": number + 1,
    }


def _tiny(count: int) -> bytes:
    return _session(_window(_tab(n) for n in range(count)))


def _icons(count: int) -> bytes:
    """Tabs of which each has something that can be dropped."""
    return _session(_window(_tab(n, image=ICON) for n in range(count)))


def _closed_tabs(count: int) -> bytes:
    return _session(_window([_tab(1)], _closedTabs=[_closed_tab(n) for n in range(count)]))


def _closed_windows(count: int) -> bytes:
    closed = [
        _window(
            [_tab(n), _tab(n + 1)],
            title=f"Window {n}",
            closedAt=NOW - n * 60_000,
            closedId=n + 1,
        )
        for n in range(count)
    ]
    return _session(_window([_tab(1)]), _closedWindows=closed)


def _cookies(count: int) -> bytes:
    cookies = [
        {
            "host": f".site{n % 5000}.example",
            "value": f"v{n}",
            "path": "/",
            "name": f"c{n}",
            "secure": True,
            "originAttributes": {"firstPartyDomain": "", "userContextId": 0},
        }
        for n in range(count)
    ]
    return _session(_window(_tab(n) for n in range(20)), cookies=cookies)


def _nested(size: int) -> bytes:
    inside = generate(size).decode()
    outer = _tab(1, formdata={"id": {"sessionData": inside}, "url": "about:sessionrestore"})
    outer["entries"] = [{"url": "about:sessionrestore", "title": "Restore Session"}]
    return _session(_window([outer, _tab(2)]))


def _long_string(size: int) -> bytes:
    text = "lorem ipsum dolor " * (size // 18)
    return _session(_window([_tab(1, formdata={"id": {"x": text}}), _tab(2)]))


def _long_title(size: int) -> bytes:
    tab = _tab(1)
    tab["entries"][0]["title"] = "Long title " * (size // 11)
    return _session(_window([tab, _tab(2)]))


def _surrogate(size: int) -> bytes:
    """An ordinary session with half a character in one title, as Firefox writes it."""
    text = generate(size)
    at = text.index(b'"title":"', size // 20) + 9
    return text[:at] + b"\\ud83d" + text[at:]


SHAPES: Final[dict[str, Callable[[], bytes]]] = {
    "0.2MB": partial(generate, 200_000),
    "1MB": partial(generate, 1_000_000),
    "10MB": partial(generate, 10_000_000),
    "25MB": partial(generate, 25_000_000),
    "100MB": partial(generate, 100_000_000),
    "500MB": partial(generate, 500_000_000),
    "tabs-25k": partial(_tiny, 25_000),
    "tabs-100k": partial(_tiny, 100_000),
    "icons-100k": partial(_icons, 100_000),
    "closed-5k": partial(_closed_tabs, 5_000),
    "closed-20k": partial(_closed_tabs, 20_000),
    "windows-2.5k": partial(_closed_windows, 2_500),
    "windows-10k": partial(_closed_windows, 10_000),
    "cookies-75k": partial(_cookies, 75_000),
    "cookies-300k": partial(_cookies, 300_000),
    "nested-80MB": partial(_nested, 75_000_000),
    "string-60MB": partial(_long_string, 60_000_000),
    "title-60MB": partial(_long_title, 60_000_000),
    "surrogate-100MB": partial(_surrogate, 100_000_000),
}


class Profiles:
    """Makes the profiles of a directory when they are asked for."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def __getitem__(self, name: str) -> Path:
        """The profile of a shape."""
        place = self.directory / name
        if not place.exists():
            command = [sys.executable, "-m", "tests.benchmarks.shapes", str(self.directory), name]
            subprocess.run(command, check=True, cwd=HERE.parents[1])
        return place

    def file(self, name: str) -> Path:
        """Its session file."""
        return self[name] / "sessionstore-backups/recovery.jsonlz4"

    def text_size(self, name: str) -> int:
        """Bytes of the JSON in it, by the header of the file."""
        with self.file(name).open("rb") as file:
            return int(struct.unpack("<8xI", file.read(12))[0])


def write(directory: Path, name: str) -> None:
    """Make one profile."""
    backups = directory / name / "sessionstore-backups"
    backups.mkdir(parents=True)
    (directory / name / "prefs.js").write_text("")
    (directory / name / "compatibility.ini").write_text(
        "[Compatibility]\nLastVersion=153.0_20261101000000/20261101000000\n"
    )
    (backups / "recovery.jsonlz4").write_bytes(mozlz4(SHAPES[name]()))


if __name__ == "__main__":
    for one in sys.argv[2:]:
        write(Path(sys.argv[1]), one)
