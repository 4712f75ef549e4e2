"""What a session costs: every step is timed once, and nothing is judged by a real clock."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from sessiontui import own_process
from sessiontui.codec import mozlz4
from sessiontui.errors import Damaged, Unreadable
from sessiontui.firefox.prefs.pages_at_quit import PagesAtQuit
from sessiontui.monitor.costs import work
from sessiontui.monitor.costs.apart import measured_apart
from sessiontui.monitor.costs.child import LinuxMemory
from sessiontui.monitor.costs.measure import costs
from sessiontui.monitor.costs.sessions_apart import costs_apart
from sessiontui.monitor.costs.types import Case, Cost, Costs, Noted
from sessiontui.monitor.costs.words import HEADS, row, said, short
from sessiontui.monitor.costs.work import measured
from sessiontui.progress import Told, told_to
from sessiontui.session.edit.slimming import Slimming
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests import builders
from tests.builders import NOW, Json

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells of memory")


class Memory:
    """Says what it is told to, and when it was asked."""

    def __init__(self, *peaks: int | None) -> None:
        self.peaks = iter(peaks)
        self.begun = 0

    def begin(self) -> None:
        self.begun += 1

    def peak(self) -> int | None:
        return next(self.peaks)


def ticking(*lengths: float) -> Callable[[], float]:
    """A clock by which each step takes so long."""

    def moments() -> Iterator[float]:
        at = 100.0
        yield at
        for length in lengths:
            at += length
            yield at

    return moments().__next__


def go_on() -> None:
    """Nobody wants to stop."""


def rich() -> Json:
    """A session with something of each kind that can be dropped."""
    far = builders.tab("https://0.example/", image=builders.FAVICON)
    far["entries"] = [builders.entry(f"https://{n}.example/") for n in range(30)]
    far["index"] = 25
    far["storage"] = {"https://0.example": {"basket": "apples"}}
    return builders.session(
        builders.window(far, far, "https://b.example/", closed=["https://c.example/"]),
    )


def snapshot_of(session: Json) -> Snapshot:
    return Snapshot(Document(builders.to_json(session)))


# -- one file ----------------------------------------------------------------------------------


def test_each_step_has_its_own_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "SMALL", 0)  # once
    text = builders.to_json(rich())
    file = tmp_path / "session.jsonlz4"
    file.write_bytes(builders.mozlz4(text))
    memory = Memory(7_000, 9_000)
    cost = measured(file, ticking(1, 2, 4, 0.5, 8, 16, 32), memory)
    assert cost == Cost(len(text), file.stat().st_size, 1, 2, 4, 8, 16, 32, 7_000, 9_000)
    assert (cost.start, cost.save) == (7, 56)
    assert memory.begun == 2
    assert [path.name for path in tmp_path.iterdir()] == ["session.jsonlz4"]


def test_of_a_small_file_the_least_of_five_counts(tmp_path: Path) -> None:
    file = tmp_path / "session.jsonlz4"
    file.write_bytes(builders.mozlz4(builders.to_json(rich())))
    ticks = iter(range(10_000))
    lengths = [[5.0] * 7, [3.0] * 7, [9.0] * 7, [4.0] * 7, [8.0] * 7]
    lengths[3][2] = 1.0
    clocks = [ticking(*each) for each in lengths]

    def clock() -> float:
        return clocks[next(ticks) // 8]()

    cost = measured(file, clock, Memory(1, 2))
    assert (cost.read, cost.parse, cost.write) == (3, 1, 3)
    assert next(ticks) == 5 * 8


def test_what_was_begun_goes_when_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "session.jsonlz4"
    file.write_bytes(builders.mozlz4(b"{}"))

    def full(path: Path, *_: Any, **__: Any) -> int:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(work, "write_new", full)
    with pytest.raises(OSError, match="No space"):
        measured(file, ticking(*[1.0] * 9), Memory(1, 2))
    assert [path.name for path in tmp_path.iterdir()] == ["session.jsonlz4"]


def test_what_is_no_session_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "session.jsonlz4"
    file.write_bytes(builders.mozlz4(b'{"windows":['))
    with pytest.raises(Damaged):
        measured(file, ticking(*[1.0] * 9), Memory(1, 2))


@LINUX
def test_memory_is_the_peak_since_it_was_begun_and_not_what_is_left() -> None:
    memory = LinuxMemory()
    memory.begin()
    large = bytearray(os.urandom(1)) * 64_000_000  # touched, so that it is resident
    del large
    first = memory.peak()
    memory.begin()
    second = memory.peak()
    assert first is not None and second is not None
    assert first >= 60_000_000
    assert second < 30_000_000


# -- in a process of its own -------------------------------------------------------------------


def test_a_process_of_its_own_measures_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    text = builders.to_json(builders.session(builders.window(*["https://a.example/"] * 2000)))
    cost = measured_apart(text, go_on)
    assert (cost.json, cost.file) == (len(text), len(mozlz4.pack(text)))
    assert min(cost.read, cost.unpack, cost.parse, cost.serialise, cost.compress, cost.write) >= 0
    assert cost.start > 0 and cost.save > 0
    if sys.platform == "linux":
        assert cost.start_memory is not None and cost.save_memory is not None
        assert cost.start_memory > len(text)  # the text and its values
    assert list(tmp_path.iterdir()) == []


def test_it_ends_when_nobody_wants_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(own_process, "_BEGIN", "import threading; threading.Event().wait()")

    class Enough(Exception):
        pass

    def enough() -> None:
        raise Enough

    with pytest.raises(Enough):
        measured_apart(b"{}", enough)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os; os.kill(os.getpid(), 9)", "the system ended the process that did"),
        ("raise SystemExit(1)", "the process that did gave no answer"),
    ],
)
def test_a_process_that_ends_early_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, program: str, sentence: str
) -> None:
    monkeypatch.setattr(own_process, "_BEGIN", program)
    with pytest.raises(Unreadable, match=sentence):
        measured_apart(b"{}", go_on)


def test_no_room_for_the_file_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    with pytest.raises(Unreadable, match=r"what it costs cannot be measured: .*[Nn]o such"):
        measured_apart(b"{}", go_on)


# -- a session, and what slimming would make of it ---------------------------------------------


def by_length(text: bytes, check: Callable[[], object]) -> Cost:
    """A microsecond a byte for everything."""
    each = len(text) / 1e6
    half = len(text) // 2
    return Cost(len(text), half, each, each, each, each, each, each, half, half)


def test_the_cases_are_the_session_as_it_is_at_quit_and_slimmed() -> None:
    snapshot = snapshot_of(rich())
    texts: list[bytes] = []

    def measure(text: bytes, check: Callable[[], object]) -> Cost:
        texts.append(text)
        return by_length(text, check)

    found = costs(snapshot, Slimming(installed=frozenset()), now=NOW, measure=measure)
    keys = [case.key for case in found.cases]
    assert keys == ["now", "quit", "favicons", "closed", "storage", "history", "duplicates", "all"]
    assert found.left_out == ()
    sizes = {case.key: case.cost.json for case in found.cases}
    assert found.now.json == sizes["now"] == len(snapshot.document.text)
    assert all(size < sizes["now"] for key, size in sizes.items() if key != "now")
    assert sizes["all"] < min(size for key, size in sizes.items() if key != "all")
    assert texts[0] == snapshot.document.text
    assert b"c.example" in texts[0] and b"c.example" not in texts[-1]
    assert [case.key for case in found.slimmed] == keys[2:]


def test_what_frees_nothing_has_no_row_and_is_not_measured_twice() -> None:
    session = builders.session(builders.window("https://a.example/"))
    session["windows"][0]["tabs"][0].pop("image", None)
    asked = 0

    def measure(text: bytes, check: Callable[[], object]) -> Cost:
        nonlocal asked
        asked += 1
        return by_length(text, check)

    found = costs(snapshot_of(session), Slimming(installed=frozenset()), now=NOW, measure=measure)
    assert [case.key for case in found.cases] == ["now", "quit"]
    assert asked == 1  # quit leaves it as it is
    assert found.quit == found.now


def test_what_cannot_be_known_is_said() -> None:
    session = rich()
    session["windows"][0]["tabs"][0]["extData"] = {"extension:gone@example.org:x": '"1"'}
    found = costs(snapshot_of(session), Slimming(), now=NOW, measure=by_length)
    assert "extensions" not in [case.key for case in found.cases]
    assert [sentence for sentence in found.left_out if "extensions" in sentence]


def test_it_says_which_session_it_is_at_and_may_be_stopped() -> None:
    heard: list[Told] = []
    snapshot, how = snapshot_of(rich()), Slimming(installed=frozenset())
    with told_to(heard.append):
        costs(snapshot, how, now=NOW, measure=by_length)
    assert heard[0].words == "measuring: 1 of 10 sessions"
    assert heard[-1].words == "measuring: 10 of 10 sessions"

    class Enough(Exception):
        pass

    for stop in range(5):
        answers = iter([None] * stop)

        def check(answers: Iterator[None] = answers) -> None:
            try:
                next(answers)
            except StopIteration:
                raise Enough from None

        with pytest.raises(Enough):
            costs(snapshot, how, now=NOW, check=check, measure=by_length)


# -- in words ----------------------------------------------------------------------------------

FEW = PagesAtQuit(2, 1)
NOW_COSTS = Cost(48_000_000, 20_000_000, 0.005, 0.020, 0.300, 0.09, 0.06, 0.015, 210_000_000, None)
LIGHT = Cost(17_000_000, 7_000_000, 0.002, 0.007, 0.1, 0.03, 0.02, 0.0001, None, None)


def test_a_row_has_a_word_for_each_head() -> None:
    assert row(Case("now", "as it is", NOW_COSTS)) == (
        "as it is", "48 MB", "20 MB", "325 ms", "165 ms", "210 MB",
    )  # fmt: skip
    assert row(Case("all", "slim: all of these", LIGHT)) == (
        "slim: all of these", "17 MB", "7 MB", "109 ms", "50 ms", "?",
    )  # fmt: skip
    assert len(HEADS) == len(row(Case("now", "as it is", NOW_COSTS)))


def test_the_sentences_say_what_happens_when_and_what_slimming_spares() -> None:
    cases = (
        Case("now", "as it is", NOW_COSTS),
        Case("quit", "at quit", LIGHT),
        Case("all", "slim: all of these", LIGHT),
    )
    noted = Noted(8_700_000, 0.213)
    lines = dict(said(Costs(cases, 15, ("one thing is not known",), noted)))
    assert lines["Firefox"] == "noted that its last save here, of 8.7 MB, took 213 ms by the clock"
    assert lines["at start"].startswith(
        "read 20 MB 5.0 ms, unpack 20 ms, parse 48 MB 300 ms, 210 MB of memory"
    )
    assert lines["each save"].startswith("serialise 90 ms, compress 60 ms, write 20 MB 15 ms, even")
    assert lines["each save"].endswith("at most every 15 s, so up to 1.1 % of a core")
    assert lines["at quit"].startswith("one more save, of 7 MB, 50 ms")
    assert lines["slimmed"] == (
        "everything that slim can drop: 7 MB instead of 20 MB at each save, 109 ms instead of "
        "325 ms at start, 50 ms instead of 165 ms a save"
    )
    assert lines["left out"] == "one thing is not known"
    light = replace(NOW_COSTS, file=7_000_000)
    lines = dict(said(Costs((cases[0], cases[1], Case("all", "slim: all of these", light)), 15)))
    assert lines["slimmed"].endswith(": 7 MB instead of 20 MB at each save")
    assert "this program's own reader" in lines["measured"]
    assert "slimmed" not in dict(said(Costs(cases[:2], 15)))


@pytest.mark.parametrize(
    ("back", "forward", "words"),
    [
        (10, None, "no more than 10 pages back are kept of each open tab"),
        (1, None, "no more than 1 page back is kept of each open tab"),
        (3, 0, "no more than 3 pages back and 0 pages forward are kept of each open tab"),
        (0, 0, "of each open tab the page it shows is kept, and no other"),
        (None, None, "all pages back and forward of each open tab are kept"),
    ],
)
def test_what_is_kept_at_quit_is_said(back: int | None, forward: int | None, words: str) -> None:
    cases = (Case("now", "as it is", NOW_COSTS), Case("quit", "at quit", LIGHT))
    found = Costs(cases, 15, pages=PagesAtQuit(back, forward))
    assert dict(said(found))["at quit"] == f"one more save, of 7 MB, 50 ms: {words}"


def test_a_short_time_is_not_said_to_be_none() -> None:
    assert [short(s) for s in (0, 0.0004, 0.0099, 0.011, 1.25)] == [
        "<0.1 ms", "0.4 ms", "9.9 ms", "11 ms", "1.2 s",
    ]  # fmt: skip


# -- all of it in another process --------------------------------------------------------------


def apart_of(text: bytes, check: Callable[[], object] = go_on) -> Costs:
    how = Slimming(installed=frozenset())
    return costs_apart(text, how, now=NOW, interval=60, pages=FEW, check=check)


def test_a_large_session_is_slimmed_and_measured_by_another_process() -> None:
    snapshot = snapshot_of(rich())
    heard: list[str] = []
    with told_to(lambda told: heard.append(told.words)):
        found = apart_of(snapshot.document.text)
    how = Slimming(installed=frozenset())
    here = costs(snapshot, how, now=NOW, interval=60, pages=FEW, measure=by_length)
    assert found.pages == FEW
    assert found.interval == here.interval == 60
    assert [(each.key, each.name, each.cost.json) for each in found.cases] == [
        (each.key, each.name, each.cost.json) for each in here.cases
    ]
    assert heard[0] == "measuring: 1 of 10 sessions"


def test_another_process_ends_when_nobody_wants_it_and_takes_its_files_along(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))

    class Enough(Exception):
        pass

    def enough() -> None:
        if any(tmp_path.iterdir()):  # it has begun to measure
            raise Enough

    with pytest.raises(Enough):
        apart_of(builders.to_json(rich()), enough)
    assert list(tmp_path.iterdir()) == []


def test_what_hinders_another_process_is_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable, match="the process that did ended"):
        apart_of(b"no JSON at all")
    monkeypatch.setattr(own_process, "_BEGIN", "raise SystemExit(1)")
    with pytest.raises(Unreadable, match="the process that did ended"):
        apart_of(builders.to_json(rich()) + b" " * 5_000_000)
