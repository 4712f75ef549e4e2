"""Golden pictures of every pane and state, at 80 × 24 and 120 × 36."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.firefox.profile_lock import InUse
from sessiontui.monitor.costs.types import Case, Cost, Costs
from sessiontui.monitor.saves import Happening, Writes
from sessiontui.monitor.what_if.types import Design
from sessiontui.stores.file.store import BytesStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.view import ProfileState
from sessiontui.ui.app.app import SessiontuiApp
from tests.builders import (
    closed_tab,
    closed_window,
    entry,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.ui.conftest import NOW, CountedDemo, MakeApp, StillDemo, glance, settle

SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
SnapCompare = Callable[..., bool]


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return run


KEYS: dict[str, tuple[str, ...]] = {
    "overview": ("1",),
    "windows": ("2", "down", "down", "down", "down"),
    "windows_folded": ("2", "enter", "down"),
    "closed": ("3", "down"),
    "closed_window_open": ("3", "down", "down", "down", "enter", "down"),
    "find": ("4", "slash", *"rust", "enter", "down"),
    "lost": ("4",),
    "basket": ("3", "space", "right_square_bracket", "2", "down", "space", "space", "space", "B"),
    "compare": ("right_square_bracket", "right_square_bracket", "D", "down", "space"),
    "settings": ("8", "down"),
    "json": ("2", "down", "down", "o", "l", "j"),
    "details": ("2", "down", "down", "enter"),
    "sorted_and_marked": ("2", *["s"] * 4, "space", "down", "space"),
    "window_drawn": ("2", "enter", "end", "enter"),
    "palette": ("2", "colon", *"sort"),
    "restore": ("3", "space", "space", "r"),
    "another_window": ("3", "r", "w"),
    "duplicates": ("2", "slash", *"is:duplicate", "enter", "enter"),
    "close_copies": ("2", "d"),
    "forget": ("3", "down", "down", "down", "f"),
    "export": ("2", "e", "down", "down"),
    "filter": ("2", "slash", *"shop"),
    "filter_finds_nothing": ("3", "slash", *"zzz"),
    "damaged_version": ("1", *["right_square_bracket"] * 4),
    "help": ("2", "question_mark"),
}


# In the ordinary run those that show most at once; all of them at both sizes in the long one.
ORDINARY = {
    "overview",
    "windows",
    "closed",
    "lost",
    "basket",
    "restore",
    "json",
    "settings",
    "help",
}
PICTURES = [
    pytest.param(
        name,
        size,
        id=f"{name}-{size}",
        marks=[] if size == "80x24" and name in ORDINARY else [pytest.mark.long],
    )
    for name in KEYS
    for size in SIZES
]


@pytest.mark.parametrize(("name", "size"), PICTURES)
def test_demo(make_app: MakeApp, snap_compare: SnapCompare, name: str, size: str) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after(*KEYS[name]))


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["overview", "windows", "closed", "settings", "json", "restore"])
def test_light(make_app: MakeApp, snap_compare: SnapCompare, name: str, size: str) -> None:
    app = make_app(theme="textual-light")
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after(*KEYS[name]))


@pytest.mark.long
@pytest.mark.parametrize("size", [(100, 30), (200, 60)], ids=["100x30", "200x60"])
@pytest.mark.parametrize("name", ["overview", "windows", "closed", "json"])
def test_other_sizes(
    make_app: MakeApp, snap_compare: SnapCompare, name: str, size: tuple[int, int]
) -> None:
    assert snap_compare(make_app(), terminal_size=size, run_before=after(*KEYS[name]))


def test_sixteen_colours(make_app: MakeApp, snap_compare: SnapCompare) -> None:
    app = make_app(theme="ansi-dark")
    assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=after("2", "down", "space"))


def after_a_crash(path: Path) -> Path:
    """A profile with everything that can be got back."""
    return write_profile(
        path,
        recovery=session(
            window(
                *(f"https://work.example/{n}" for n in range(10)),
                closed=[closed_tab(tab(entry("https://weather.example/", "Weather, weekend")))],
            ),
            closed_windows=[
                closed_window(
                    window(
                        tab(entry("https://tax.example/1", "Tax form 1")),
                        tab(entry("https://tax.example/2", "Tax form 2")),
                    )
                )
            ],
            lastSessionState=session(
                window(
                    tab(entry("https://rust.example/", "Rust Atomics and Locks")),
                    tab(entry("https://alps.example/", "日本アルプス")),
                    tab(entry("https://bugs.example/4711", "Bug 4711")),
                    "https://more.example/",
                )
            ),
        ),
        previous=session(window(*(f"https://gone.example/{n}" for n in range(22)))),
        upgrades={"20260914093027": b"mozLz40\0cut"},
        checkpoints="crashed",
    )


def before_it_is_replaced(path: Path) -> Path:
    """A profile whose next start replaces the only file with some pages."""
    urls = [f"https://work.example/{n}" for n in range(35)]
    return write_profile(path, clean=session(window(*urls[:13])), previous=session(window(*urls)))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("made", [after_a_crash, before_it_is_replaced], ids=lambda m: m.__name__)
def test_first_screen(
    tmp_path: Path,
    make_app: MakeApp,
    snap_compare: SnapCompare,
    monkeypatch: pytest.MonkeyPatch,
    made: Callable[[Path], Path],
    size: str,
) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    store = ProfileStore(made(tmp_path / "p"), now=lambda: NOW)
    store.info = replace(
        store.info, title="default-esr", location="~/.mozilla/firefox/k2x.default-esr"
    )
    app = make_app(store)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after("1"))


def test_versions_on_a_narrow_screen(make_app: MakeApp, snap_compare: SnapCompare) -> None:
    assert snap_compare(
        make_app(), terminal_size=SIZES["80x24"], run_before=after("2", "0", "down")
    )


def test_a_session_inside_another(make_app: MakeApp, snap_compare: SnapCompare) -> None:
    inner = session(window("https://in.example/1", "https://in.example/2"))
    state = session(window("https://out.example/"), lastSessionState=inner)
    app = make_app(BytesStore(mozlz4(to_json(state)), "recovery.jsonlz4"))
    assert snap_compare(
        app, terminal_size=SIZES["120x36"], run_before=after("2", "right_square_bracket")
    )


class Slow(StillDemo):
    """A store on a slow disk: reading takes until the picture is made."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = threading.Event()

    def profile(self) -> ProfileState:
        self.go_on.wait(20)
        return super().profile()


def test_while_it_is_read(make_app: MakeApp, snap_compare: SnapCompare) -> None:
    store = Slow()
    app = make_app(store, looks=True)

    async def reading(pilot: Pilot[Any]) -> None:
        await pilot.pause()
        await pilot.press("2")
        await pilot.pause()

    try:
        assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=reading)
    finally:
        store.go_on.set()


def test_no_colour(
    make_app: MakeApp, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=after("2", "down"))


def test_nothing_open_says_where_tabs_are(
    tmp_path: Path,
    profile_app: Callable[[Path], SessiontuiApp],
    snap_compare: SnapCompare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty = session()
    empty["windows"] = []
    path = write_profile(
        tmp_path / "profile",
        clean=empty,
        previous=session(window(tab("https://a.example/"), tab("https://b.example/"))),
    )
    app = profile_app(path)
    monkeypatch.setattr("sessiontui.ui.app.chrome.saved_words", lambda view, now: "saved 3 s ago")
    monkeypatch.setattr("sessiontui.ui.widgets.version_rail.short_age", lambda moment, now: "3 s")

    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=after("2"))


ADA = Path("/home/ada/.mozilla/firefox")
PROFILES = [
    glance("default-esr", ADA / "k2x.default-esr", default=True, saved=NOW - 90_000, held="tabs",
           tabs=207, in_use=InUse("in use", 4711)),
    glance("work", ADA / "q9w.work", saved=NOW - 8.64e7, held="tabs", tabs=1),
    glance("old", ADA / "z1z.old", saved=NOW - 4e10, held="damaged",
           why=f"{ADA}/z1z.old/sessionstore.jsonlz4: the mozLz4 header is cut short"),
    glance("fresh", ADA / "n3n.fresh", held="empty"),
    glance("usb", ADA / "usb", held="closed", in_use=None,
           why=f"{ADA}/usb: there is no such directory"),
]  # fmt: skip


def test_several_profiles(make_app: MakeApp, snap_compare: SnapCompare) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(
            None,
            executor,
            choices=PROFILES,
            clock=lambda: NOW,
        )
        assert snap_compare(app, terminal_size=SIZES["80x24"])


# -- what it costs -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
def test_costs(
    make_app: MakeApp, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    heavy = Cost(
        48_000_000, 20_000_000, 0.005, 0.02, 0.3, 0.09, 0.06, 0.015, 210_000_000, 250_000_000
    )
    light = Cost(17_000_000, 7_000_000, 0.002, 0.007, 0.1, 0.03, 0.02, 0.008, 70_000_000, None)
    names = ("favicons", "closed", "nested", "storage", "history", "extensions", "duplicates")
    cases = (
        Case("now", "as it is", heavy),
        Case("quit", "at quit", heavy),
        *(Case(name, f"slim: {name}", heavy) for name in names),
        Case("all", "slim: all of these", light),
    )
    monkeypatch.setattr(
        "sessiontui.monitor.costs.measure.costs", lambda *_, **__: Costs(cases, 15.0)
    )
    app = make_app(StillDemo())
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after("5", "m", "end"))


# -- Writes ------------------------------------------------------------------------------------


class Designed(CountedDemo):
    """The demonstration with other designs counted beforehand: SQLite's differ by its version."""

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        day = 48_000_000.0
        return (
            Design("today", "today", "every save the whole file", 209, 29_772, day, 1.0),
            Design("json", "plain JSON", "not compressed", 209, 71_404, 2.4 * day, 2.4),
            Design("interval_60", "interval 60 s", "one a minute", 57, 29_303, day / 4, 0.25),
            Design("interval_300", "interval 5 min", "one in 5", 12, 29_100, day / 17, 0.057),
            Design("no_favicons", "no favicons", "no images", 209, 6_616, day / 4.5, 0.222),
            Design("few_closed", "few closed items", "5 a window", 209, 24_000, day / 1.2, 0.806),
            Design("less_history", "less history", "5 pages back", 209, 29_010, day, 0.974),
            Design("no_storage", "no storage", "no sessionStorage", 209, 28_100, day, 0.944),
            Design("no_post", "no POST data", "no forms sent", 209, 29_772, day, 1.0),
            Design("reduced", "all of these less", "all five", 209, 5_030, day / 5.9, 0.169),
            Design("journal", "journal", "LZ4 of what changed", 209, 1_200, day / 25, 0.04),
            Design("file_per_tab", "file per tab", "4 kB blocks", 209, 900, day / 33, 0.0303),
            Design("binary", "binary in place", "4 kB pages", 209, 8_200, day / 3.6, 0.275),
            Design("sqlite", "SQLite rows", "a row a tab", 209, 24_700, day / 1.2, 0.83),
            Design(
                "lmdb",
                "LMDB pages",
                "not measured: it needs the package lmdb, pip install 'sessiontui[lmdb]'",
                209,
                None,
                None,
                None,
            ),
        )


WRITES = {
    "writes": ("5", "down"),
    "save": ("5", "down", "down", "enter"),
    "causes": ("5", "minus", "c", "t"),
    "what_if": ("5", "w", "down"),
    "short": ("5", "w", "escape", "plus", "space"),
    "figures": ("5", "i"),
}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(
            name, size, id=f"{name}-{size}",
            marks=[] if name == "writes" or (size, name) == ("80x24", "what_if")
            else [pytest.mark.long],
        )
        for name in WRITES
        for size in SIZES
    ],
)  # fmt: skip
def test_writes(make_app: MakeApp, snap_compare: SnapCompare, name: str, size: str) -> None:
    app = make_app(Designed())
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after(*WRITES[name]))


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
def test_writes_in_other_colours(
    make_app: MakeApp, snap_compare: SnapCompare, size: str, theme: str
) -> None:
    app = make_app(CountedDemo(), theme=theme)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after("5", "down"))


@pytest.mark.long
@pytest.mark.parametrize("size", [(100, 30), (200, 60)], ids=["100x30", "200x60"])
def test_writes_at_other_sizes(
    make_app: MakeApp, snap_compare: SnapCompare, size: tuple[int, int]
) -> None:
    app = make_app(CountedDemo())
    assert snap_compare(app, terminal_size=size, run_before=after("5", "down"))


class Told(StillDemo):
    """A place of which a test says what was counted."""

    told: Writes | None = None

    def writes(self) -> Writes | None:
        return self.told


def no_saves(running: bool, *events: Happening, warning: str | None = None) -> Writes:
    return Writes(
        NOW - 600_000, NOW, "looks every 1 s: the profile lies on NFS", running,
        4711 if running else None, 600.0, 600.0 if running else 0.0, 0, 0, 0, 0, 0, 0, None, None,
        None, warning, events=events, interval=15.0,
    )  # fmt: skip


NOTHING_YET = {
    "waiting": no_saves(True, Happening(NOW - 600_000, "started", 4711)),
    "closed": no_saves(False, Happening(NOW - 300_000, "crashed", 4711)),
    "warning": no_saves(
        True,
        warning="Nothing was saved since Firefox started 11 min ago: perhaps nothing was changed, "
        "perhaps it cannot write to its profile.",
    ),
    "unknown": None,
}


@pytest.mark.parametrize(
    "state",
    [
        pytest.param(state, marks=[] if state == "closed" else [pytest.mark.long])
        for state in NOTHING_YET
    ],
)
def test_writes_before_there_are_any(
    make_app: MakeApp, snap_compare: SnapCompare, state: str
) -> None:
    store = Told()
    store.told = NOTHING_YET[state]
    app = make_app(store)
    assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=after("5"))
