"""`sessiontui watch`: a line a save, happenings between them, a summary at the end."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.cli.commands import watch
from sessiontui.cli.watching.lines import save_line
from sessiontui.cli.watching.sources import ProfileWatch, StoreWatch
from sessiontui.cli.watching.systemd_unit import quoted, unit
from sessiontui.monitor.saves import Changed, Changes, Culprit, Happening, Save, Writes
from sessiontui.monitor.what_if.types import Design
from sessiontui.stores.view import StoreInfo
from sessiontui.text import cells
from tests.builders import NOW, mozlz4, session, to_json, window, write_profile
from tests.unit.monitor.simulator import Simulator

from .conftest import Result, Run, environment, plain

RECOVERY: Final = "sessionstore-backups/recovery.jsonlz4"
CLOCK: Final = re.compile(r"^\d\d:\d\d:\d\d  ", re.MULTILINE)


def changed(site: str, *fields: str, **more: Any) -> Changed:
    values: dict[str, Any] = {
        "part": "tab",
        "kind": "changed",
        "bytes": 100,
        "matters": True,
        "window": 0,
    }
    values |= {"pointer": "/windows/0/tabs/0", "site": site, "url": f"https://{site}/"}
    return Changed(fields=fields, **(values | more))


def changes(*items: Changed, count: int | None = None) -> Changes:
    matters = any(item.matters for item in items)
    total = sum(item.bytes for item in items)
    return Changes(items, len(items) if count is None else count, total, 0, 0, matters)


def save(second: float, size: int | None = 644_000, **more: Any) -> Save:
    values: dict[str, Any] = {"file": RECOVERY, "final": False, "gap": 15.04}
    return Save(NOW + second * 1000, bytes=size, **(values | more))


FIRST = save(0, gap=None, compress_ms=0.4, write_ms=1.7, uncompressed=1_850_000, age=0.012)
SECOND = replace(
    save(15, changes=changes(changed("mail.example", "scroll", "formdata"))),
    compress_ms=2.0, write_ms=10.0, uncompressed=1_860_000,
)  # fmt: skip


def writes(*saves: Save, **more: Any) -> Writes:
    """What a monitor that ran for a minute counted."""
    values: dict[str, Any] = {
        "since": NOW - 1000, "until": NOW + 59_000, "way": "inotify", "running": True, "pid": 77,
        "seconds": 60.0, "running_seconds": 60.0, "count": len(saves),
        "bytes": sum(s.bytes or 0 for s in saves), "uncompressed": 0, "unsized": 0,
        "looked_into": sum(s.changes is not None for s in saves), "idle": 0,
        "longest_gap": 15.0 if len(saves) > 1 else None,
        "typical_gap": 15.0 if len(saves) > 1 else None,
        "process_written": None, "warning": None, "saves": saves,
    }  # fmt: skip
    return Writes(**(values | more))


class Played:
    """A monitor that tells what it is given, and then lets something happen."""

    def __init__(
        self,
        *news: Save | Happening,
        then: Callable[[], object] = lambda: os.kill(os.getpid(), signal.SIGINT),
        counted: Writes | None = None,
        designs: Sequence[Any] = (),
    ) -> None:
        self.news = news
        self.then = then
        self.counted = counted or writes(*(item for item in news if isinstance(item, Save)))
        self.designs = designs
        self.heard: list[Callable[[Save | Happening], object]] = []
        self.running = False

    def start(self) -> None:
        self.running = True
        self.tell(self.news)
        self.then()

    def tell(self, news: Iterable[Save | Happening]) -> None:
        for item in news:
            for hear in self.heard:
                hear(item)

    def stop(self) -> None:
        assert self.running
        self.running = False

    def writes(self) -> Writes:
        return self.counted

    def listen(self, heard: Callable[[Save | Happening], object]) -> Callable[[], None]:
        self.heard.append(heard)
        return lambda: None

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Any]:
        return () if cancelled() else self.designs


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=session(window("https://a.example/")))


@pytest.fixture
def play(
    cli: Run, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., tuple[list[str], str]]]:
    """Watch with a played monitor: the lines on standard output, and standard error."""
    before = [signal.getsignal(number) for number in SIGNALS]

    def run(played: Played, *args: str) -> tuple[list[str], str]:
        monkeypatch.setattr(watch, "_watched", lambda ref, what_if: played)
        result = cli("watch", profile, *args)
        assert result.code == 0, result.err
        assert not played.running
        return result.text.splitlines(), result.err

    yield run
    assert [signal.getsignal(number) for number in SIGNALS] == before


SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1)


# -- lines for people --------------------------------------------------------------------------


def test_a_line_a_save(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, err = play(Played(FIRST, SECOND))
    assert lines[:3] == [
        "Fri 20 Nov 2026",
        "20:10:00   644 kB  first seen  took <10 ms   (nothing to compare it with)",
        "20:10:15   644 kB  gap 15.0 s  took 12 ms    mail.example: scroll, formdata",
    ]
    assert "watching" in err
    assert len(CLOCK.findall("\n".join(lines))) == 2


def test_the_day_is_said_when_it_changes(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Played(FIRST, SECOND, save(4 * 3600), save(4 * 3600 + 15)))
    days = [line for line in lines if re.fullmatch(r"\w{3} \d+ Nov 2026", line)]
    assert days == ["Fri 20 Nov 2026", "Sat 21 Nov 2026"]
    assert lines.index(days[1]) == 3


def test_columns_give_way_on_a_narrow_terminal() -> None:
    wide = save_line(SECOND, 100)
    assert "gap 15.0 s" in wide
    assert "took 12 ms" in wide
    assert wide == save_line(SECOND, None)
    assert "took" not in save_line(SECOND, 70)
    assert "gap" in save_line(SECOND, 70)
    assert save_line(SECOND, 40) == "20:10:15   644 kB  mail.example: scroll, formdata"
    assert save_line(save(0, None), 40).startswith("20:10:00        ?  ")


def test_happenings_stand_between_the_saves(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, err = play(
        Played(
            Happening(NOW, "waiting"),
            Happening(NOW + 2000, "found"),
            Happening(NOW + 3000, "started", 4711),
            save(5),
            Happening(NOW + 6000, "upgraded", None, "20261103\x1b"),
            Happening(NOW + 7000, "crashed", 4711),
            save(9),
            Happening(NOW + 9500, "quit", 4712),
            Happening(NOW + 9600, "wiped"),
            Happening(NOW + 9700, "ended"),
        )
    )
    told = [line for line in lines if CLOCK.match(line)]
    assert len(told) == 8
    words = ("is there", "Firefox", "kB", "(20261103␛)", "was killed", "kB", "quit", "clear")
    for line, word in zip(told, words, strict=True):
        assert word in line
    assert "pid 4711" in told[1]
    assert "waiting for it" in err
    assert not any("waiting" in line or "watching" in line for line in told)


def test_a_firefox_that_runs_already_is_not_said_to_start(
    play: Callable[..., tuple[list[str], str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: NOW / 1000)
    lines, _ = play(Played(Happening(NOW + 3, "started", 9), Happening(NOW + 9000, "started", 10)))
    assert lines[1:3] == [
        "20:10:00  Firefox is running, pid 9",
        "20:10:09  Firefox started, pid 10",
    ]


FAULT: Final = "this is a fault of sessiontui (KeyError in monitor/watch/reporter.py, line 7)"


@pytest.mark.parametrize("args", [(), ("--json",)], ids=["text", "json"])
def test_a_fault_that_it_goes_on_after_is_said_and_the_first_of_firefox_is_still_the_first(
    play: Callable[..., tuple[list[str], str]],
    monkeypatch: pytest.MonkeyPatch,
    args: tuple[str, ...],
) -> None:
    monkeypatch.setattr("time.time", lambda: NOW / 1000)
    fault, started = Happening(NOW, "restarted", 9, FAULT), Happening(NOW + 3, "started", 9)
    lines, err = play(Played(fault, started, FIRST, SECOND), *args)
    said = err.splitlines() if args else lines
    assert f"20:10:00  the watching had a fault and began anew ({FAULT})" in said
    assert "20:10:00  Firefox is running, pid 9" in said


# -- the summary -------------------------------------------------------------------------------

CULPRIT: Final = Culprit("mail.example\x1b", "", 212, 402_800, 130_000_000.4)
TAB: Final = Culprit("https://mail.example/inbox", "Inbox", 200, 4000, 12.0)
DAY_OF_WORK: Final = writes(
    FIRST, SECOND, until=NOW + 28_919_000, seconds=28_920.0, running_seconds=14_400.0, count=240,
    bytes=154_560_000, uncompressed=444_000_000, looked_into=239, idle=91, longest_gap=190.0,
    process_written=500_000_000, sites=(CULPRIT,), tabs=(TAB,), unsized=2,
    warning="Firefox runs and has not saved for 20 min",
)  # fmt: skip


def test_the_summary_in_words(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Played(FIRST, SECOND, counted=DAY_OF_WORK))
    summary = "\n".join(lines[lines.index("") :])
    for words in (
        "Watched 8 h 2 min, Fri 20 Nov 2026 20:09:59 to Sat 21 Nov 2026 04:11:59",
        "Firefox       ran 4 h of it and wrote 500 MB in all, 31 % of it session saves",
        "saves         240 · 155 MB on disk · 444 MB of JSON · 649 kB each · 2 gone before",
        "size          644 kB is larger than 3 of 4 users'",
        "at this pace  39 MB an hour · 309 MB in a day of 8 hours · 927 MB in a whole day",
        "idle          91 of 239 saves (38 %) changed nothing that matters",
        "gaps          typically 15.0 s, the longest 3 min",
        # the 212 may hold some of the 91: it is said what each counts
        "\nWhich sites changed in the saves, those too in which nothing matters\n"
        "  mail.example␛  in 212 of 239 saves  1.9 kB each  130 MB",
        "  https://mail.example/inbox  in 200 of 239 saves  20 B each  12 B written",
        "warning       Firefox runs and has not saved for 20 min",
    ):
        assert words in summary


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"running": False, "running_seconds": 0.0}, "Firefox did not run with this profile"),
        ({"seconds": 20.0, "running_seconds": 20.0}, "watch for longer"),
        ({"interval": 60.0, "running_seconds": 100.0}, "at most every 1 min"),
        ({}, "only when something has changed"),
    ],
)
def test_without_a_save_it_says_why_that_may_be(
    play: Callable[..., tuple[list[str], str]], more: dict[str, Any], words: str
) -> None:
    lines, _ = play(Played(counted=writes(**more)))
    summary = " ".join(" ".join(lines).split())
    assert "saves none. " in summary
    assert words in summary
    assert "pace" not in summary


def test_no_save_in_private_browsing_or_where_no_profile_is(
    play: Callable[..., tuple[list[str], str]], profile: Path
) -> None:
    with (profile / "user.js").open("a") as file:
        file.write('user_pref("browser.privatebrowsing.autostart", true);\n')
    lines, _ = play(Played(counted=writes()))
    assert "permanent private browsing" in " ".join(lines)

    def vanish() -> None:
        profile.rename(profile.with_name("q"))
        end()

    lines, _ = play(Played(then=vanish))
    assert "The profile is not there" in " ".join(lines)


def end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_one_save_gives_no_pace(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Played(FIRST))
    assert "at this pace  not known before a second save" in lines


# -- JSON --------------------------------------------------------------------------------------

LINE: Final = [
    "time", "file", "bytes", "uncompressedBytes", "gap", "duration", "age", "changed",
]  # fmt: skip


def test_lines_of_json(play: Callable[..., tuple[list[str], str]]) -> None:
    started = Happening(NOW, "started", 4711)
    lines, err = play(Played(started, FIRST, SECOND, counted=DAY_OF_WORK), "--json")
    first, second, last = map(json.loads, lines)
    assert [key for key in first if key in LINE] == LINE
    assert {key: first[key] for key in LINE} == {
        "time": NOW, "file": RECOVERY, "bytes": 644_000, "uncompressedBytes": 1_850_000,
        "gap": None, "duration": 0.0021, "age": 0.012, "changed": None,
    }  # fmt: skip
    assert (second["gap"], second["duration"]) == (15.04, 0.012)
    assert second["changed"] == [
        {
            "pointer": "/windows/0/tabs/0", "url": "https://mail.example/", "bytes": 100,
            "part": "tab", "kind": "changed", "fields": ["scroll", "formdata"], "matters": True,
            "title": None, "site": "mail.example", "window": 0,
        }
    ]  # fmt: skip
    assert list(last) == ["summary"]
    summary = last["summary"]
    assert list(summary)[:5] == ["saves", "bytes", "seconds", "bytesPer8h", "culprits"]
    assert [summary[key] for key in ("saves", "bytes", "seconds")] == [240, 154_560_000, 28_920.0]
    assert summary["bytesPer8h"] == 154_560_000 * 2
    assert summary["culprits"] == [
        {"site": "mail.example\x1b", "saves": 212, "bytes": 402_800, "dragged": 130_000_000}
    ]
    assert summary["tabs"][0]["url"] == "https://mail.example/inbox"
    assert "designs" not in summary
    assert "pid 4711" in err


def test_json_of_nothing_is_the_summary(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Played(counted=writes(running=False, running_seconds=0.0)), "--json")
    summary = json.loads(lines[0])["summary"]
    assert len(lines) == 1
    assert (summary["saves"], summary["bytesPer8h"], summary["culprits"]) == (0, None, [])


# -- its end, and the summary in between -------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_end_it_with_the_summary(
    play: Callable[..., tuple[list[str], str]], number: signal.Signals
) -> None:
    before = signal.signal(number, signal.SIG_DFL)  # with nohup SIGHUP would be ignored, rightly
    try:
        lines, _ = play(Played(FIRST, then=lambda: os.kill(os.getpid(), number)))
    finally:
        signal.signal(number, before)
    assert any(line.startswith("Watched 1 min, ") for line in lines)


def test_after_its_time_it_ends(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Played(FIRST, then=lambda: None), "--for", "0.05s")
    assert CLOCK.match(lines[1])
    assert any(line.startswith("Watched ") for line in lines)


class Asked(Played):
    """It lets something happen each time that it is asked what it has counted: at last the end."""

    def __init__(self, *news: Save | Happening, asked: Sequence[int], **more: Any) -> None:
        super().__init__(*news, then=lambda: None, **more)
        self.signals = [*asked, signal.SIGTERM]

    def writes(self) -> Writes:
        if self.signals and self.begun:
            os.kill(os.getpid(), self.signals.pop(0))
        self.begun = True
        return super().writes()

    begun = False  # the first time is asked for the way


def test_sigusr1_gives_the_summary_so_far(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Asked(FIRST, SECOND, asked=[signal.SIGUSR1]))
    assert sum(line.startswith("Watched ") for line in lines) == 2
    lines, err = play(Asked(FIRST, SECOND, asked=[signal.SIGUSR1]), "--json")
    assert len(lines) == 3
    assert json.loads(err.splitlines()[-1]) == json.loads(lines[-1])


def test_a_firefox_that_does_not_save_is_told_at_once(
    play: Callable[..., tuple[list[str], str]],
) -> None:
    def played() -> Asked:  # SIGCONT only wakes it up: it looks again without any news
        return Asked(FIRST, asked=[signal.SIGCONT], counted=replace(DAY_OF_WORK, count=1))

    before = signal.signal(signal.SIGCONT, lambda number, frame: None)
    try:
        lines, _ = play(played())
        assert sum("has not saved for 20 min" in line for line in lines) == 2
        assert "has not saved for 20 min" in lines[3]
        lines, err = play(played(), "--json")
        assert len(lines) == 2
        assert "has not saved for 20 min" in err
    finally:
        signal.signal(signal.SIGCONT, before)


def test_a_fault_of_a_thread_is_said_after_the_summary(
    cli: Run, profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die() -> None:
        def work() -> None:
            raise ZeroDivisionError("https://secret.example/")

        threading.Thread(target=work).start()

    monkeypatch.setattr(watch, "_watched", lambda ref, what_if: Played(FIRST, then=die))
    result = cli("watch", profile)
    assert result.code == 3
    assert "Watched " in result.text
    assert "fault of sessiontui" in result.err
    assert "secret" not in result.err
    assert "Traceback" not in result.err


# -- what if -----------------------------------------------------------------------------------

DESIGNS: Final = (
    Design("today", "as it is today", "what Firefox wrote", 240, 644_000.0, 309e6, 1.0),
    Design("journal", "a journal", "consolidated when half as long as the base", 240, 9000.0, None,
           0.0141),
    Design("lmdb", "LMDB pages", "not measured: no package", 240, None, None, None),
)  # fmt: skip


def test_what_if(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, _ = play(Played(FIRST, SECOND, designs=DESIGNS), "--what-if")
    heading = next(i for i, line in enumerate(lines) if line.startswith("What if"))
    table = lines[heading + 1 : heading + 4]
    assert table[0].split("  ")[1:3] == ["as it is today", "644 kB a save"]
    assert "309 MB in 8 h" in table[0]
    assert "1.4 %" in table[1]
    assert table[1].endswith("consolidated when half as long as the base")
    assert table[2].split() == ["LMDB", "pages", "not", "measured:", "no", "package"]
    said = lines[heading + 4 :]
    assert said[1].startswith("What they are good for")
    at = said.index("  a journal: some work, 3 of 5 by Mozilla")
    assert said[at + 1] == "    + disk, CPU and memory while running"
    assert said[at + 2].startswith("    - quit; after a crash;")
    lines, _ = play(Played(FIRST, SECOND, designs=DESIGNS), "--what-if", "--json")
    journal = json.loads(lines[-1])["summary"]["designs"][1]
    assert journal == {
        "key": "journal", "name": "a journal", "saves": 240, "bytesPerSave": 9000,
        "bytesPer8h": None, "ratio": 0.0141,
        "assumption": "consolidated when half as long as the base",
        "goodFor": "disk, CPU and memory while running",
        "badFor": "quit; after a crash; add-ons; a second way to save; fragments",
        "howHard": "some work, 3 of 5 by Mozilla",
    }  # fmt: skip
    unmeasured = json.loads(lines[-1])["summary"]["designs"][2]
    assert (unmeasured["bytesPerSave"], unmeasured["ratio"]) == (None, None)


def test_what_if_without_anything_to_count(play: Callable[..., tuple[list[str], str]]) -> None:
    lines, err = play(Played(), "--what-if")
    assert "What if" not in " ".join(lines)
    assert "at least one save" in err


def test_ctrl_c_once_more_leaves_what_if_out(play: Callable[..., tuple[list[str], str]]) -> None:
    class Long(Played):
        def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Any]:
            os.kill(os.getpid(), signal.SIGINT)
            return super().redesign(cancelled)

    for then in (end, lambda: None):
        lines, err = play(Long(FIRST, designs=DESIGNS, then=then), "--what-if", "--for", "0.05s")
        assert any(line.startswith("Watched ") for line in lines)
        assert "What if" not in " ".join(lines)
        assert "cancelled" in err


# -- places, options ---------------------------------------------------------------------------


def watched_path(result: Result) -> str:
    """The profile of a printed unit, read as systemd does."""
    assert result.code == 0, result.err
    return exec_start(result.text)[-1]


def test_places(cli: Run, home: Path, profile: Path, tmp_path: Path) -> None:
    root = home / ".mozilla/firefox"
    known = write_profile(root / "abcdefgh.work", clean=session(window("https://a.example/")))
    (root / "profiles.ini").write_text("[Profile0]\nName=work\nIsRelative=1\nPath=abcdefgh.work\n")
    empty = tmp_path / "empty"
    empty.mkdir()
    begun = tmp_path / "begun"
    begun.mkdir()
    (begun / ".parentlock").touch()
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "unmounted")
    for place, meant in {
        "work": known, str(profile): profile, f"{profile}/sessionstore-backups": profile,
        "../p": home / "../p", str(tmp_path / "not there yet"): tmp_path / "not there yet",
        str(empty): empty, str(begun): begun, str(link): link, "~/.mozilla/firefox": known,
    }.items():  # fmt: skip
        assert watched_path(cli("watch", place, "--print-unit")) == str(meant), place
    assert watched_path(cli("watch", "--print-unit")) == str(known)


def test_a_single_file_is_no_place_to_watch(cli: Run, profile: Path, tmp_path: Path) -> None:
    file = profile / "sessionstore.jsonlz4"
    assert str(profile) in cli("watch", file).refused(2, str(file), "name the profile")
    (profile / "sessionstore-backups").mkdir(exist_ok=True)
    (backup := profile / RECOVERY).write_bytes(file.read_bytes())
    assert cli("watch", backup).refused(2).endswith(f"such as {profile}\n")
    cli("watch", "-").refused(2, "standard input")


def test_what_is_no_place_at_all(cli: Run, tmp_path: Path) -> None:
    cli("watch", "nosuchname").refused(3, "nosuchname", "no such profile")
    cli("watch").refused(1, "No Firefox profile found")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/note.txt").write_text("x")
    cli("watch", tmp_path / "full").refused(3, "no Firefox profile")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--for", "8"), "no length of time"),
        (("--for", "0s"), "no length of time"),
        (("--for", "soon\x1b"), "soon␛"),
        (("--record",), "--record: there is no such option"),
        (("--version-of", "previous"), "--version-of"),
        (("more",), "one word too many"),
        (("--print-unit", "--demo"), "and a PLACE exclude"),
    ],
)
def test_wrong_usage(cli: Run, profile: Path, args: tuple[str, ...], words: str) -> None:
    cli("watch", profile, *args).refused(2, words)


def test_a_unit_is_for_a_profile(cli: Run) -> None:
    cli("watch", "demo:", "--print-unit").refused(2, "--print-unit")


def test_help_says_the_units(cli: Run) -> None:
    shown = " ".join(cli("watch", "--help", env={"COLUMNS": "80"}).text.split())
    assert "SIGUSR1" in shown
    assert "ms since epoch" in shown
    assert "are seconds" in shown
    assert "--record" not in shown


# -- the unit ----------------------------------------------------------------------------------


def exec_start(unit: str) -> list[str]:
    """The command line of a unit, taken apart by the rules of systemd.syntax(7)."""
    lines = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    assert len(lines) == 1
    words, i, text = [], 0, lines[0].removeprefix("ExecStart=").removeprefix(":")
    while i < len(text):
        quoted, word = text[i] == '"', b""
        i += quoted
        while i < len(text) and text[i] != ('"' if quoted else " "):
            assert quoted or text[i] not in "'\"\\"
            if text[i : i + 2] == "\\x":
                word += bytes.fromhex(text[i + 2 : i + 4])
                i += 4
                continue
            if text[i] == "\\":
                assert text[i + 1] in '\\"'
                i += 1
            elif text[i] == "%":
                assert text[i + 1] == "%"
                i += 1
            word += text[i].encode()
            i += 1
        assert not quoted or text[i] == '"'
        i += quoted
        assert text[i : i + 1] in ("", " ")
        i += 1
        words.append(os.fsdecode(word))
    return words


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)))
def test_words_come_back_as_they_were(words: list[str]) -> None:
    line = " ".join(quoted(word) for word in words)
    assert "\n" not in line
    assert exec_start(f"ExecStart=:{line}") == words


def test_the_unit(cli: Run, tmp_path: Path) -> None:
    place = tmp_path / 'a b%c $HOME "q" \\ é\u202e'
    result = cli("watch", place, "--print-unit", "--json", "--for", "8h")
    assert result.err == ""
    program, *rest = exec_start(result.text)
    assert Path(program).is_absolute()
    assert rest[-5:] == ["watch", "--for", "8h", "--json", str(place)]
    lines = result.text.splitlines()
    for line in (
        "KillSignal=SIGTERM", "Restart=on-failure", "ProtectSystem=strict",
        "ProtectHome=read-only", "PrivateNetwork=yes", "Nice=10", "WantedBy=default.target",
    ):  # fmt: skip
        assert line in lines
    assert "systemctl --user enable --now" in result.text
    assert not any(line.startswith("RuntimeDirectory") for line in lines)
    what_if = cli("watch", place, "--print-unit", "--what-if").text.splitlines()
    assert "Environment=TMPDIR=%t/sessiontui-watch" in what_if


def test_what_is_taken_for_firefox_is_watched_with_its_risk_said(
    play: Callable[..., tuple[list[str], str]], cli: Run, profile: Path, tmp_path: Path
) -> None:
    assert "--firefox" not in play(Played(save(0)), "--firefox")[1]  # it is Firefox
    (profile / "compatibility.ini").write_text(
        "[Compatibility]\nLastVersion=33.6.1_1/1\nLastPlatformDir=/usr/lib/palemoon\n"
    )
    lines, said = play(Played(save(0)), "--firefox", "--json")
    assert "summary" in json.loads(lines[-1])
    assert len(lines) == 2
    assert said.count("taken for Firefox's because of --firefox") == 1
    assert "--firefox" not in play(Played(save(0)))[1]
    unit = cli("watch", profile, "--print-unit", "--firefox").text
    assert "--firefox" in exec_start(unit)
    assert cli("watch", tmp_path / "to come", "--print-unit", "--firefox").code == 0


def test_a_path_that_is_no_text_stays_the_same(cli: Run, tmp_path: Path) -> None:
    place = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    assert watched_path(cli("watch", place, "--print-unit")) == place


@pytest.mark.parametrize("name", ["sessiontui", "sess \"ion'tui", "sess%i $n"])
def test_the_unit_starts_the_program_that_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    monkeypatch.setattr(sys, "argv", [str(program)])
    assert str(program) not in exec_start(unit(tmp_path, ()).decode())
    program.chmod(0o755)
    words = exec_start(unit(tmp_path, ()).decode())
    assert words[-3:] == [str(program), "watch", str(tmp_path)]
    assert words[:1] == [str(program)] or words[:2] == ["/bin/sh", "-c"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("name", ["plain", "sess %i $n é", "sess \"ion'tui\\"])
def test_systemd_accepts_the_unit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    program = tmp_path / name
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "argv", [str(program)])
    file = tmp_path / "sessiontui-watch.service"
    file.write_bytes(unit(tmp_path / 'a b%c $HOME "q" \\ é\u202e', ("--json",), temporary=True))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--user", str(file)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


# -- real files --------------------------------------------------------------------------------

Start = Callable[..., subprocess.Popen[bytes]]


def saved(*urls: str) -> bytes:
    return mozlz4(to_json(session(window(*urls))))


def until(process: subprocess.Popen[bytes], *words: str) -> None:
    """Read standard error until each of the words has been said, in order."""
    assert process.stderr is not None
    for word in words:
        while word not in (line := process.stderr.readline().decode()):
            assert line, f"{word} was never said"


def line_of(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    line = process.stdout.readline().decode()
    assert line.endswith("\n")
    return line.rstrip("\n")


@pytest.fixture
def begin(start: Start) -> Iterator[Start]:
    """Start `watch`; what hangs is killed, so that whoever reads from it goes on."""
    timers: list[threading.Timer] = []

    def watching(*args: str | Path) -> subprocess.Popen[bytes]:
        process = start("watch", *args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        timers.append(threading.Timer(120, process.kill))
        timers[-1].start()
        return process

    yield watching
    for timer in timers:
        timer.cancel()


def test_a_day_of_firefox(begin: Start, tmp_path: Path) -> None:
    place = tmp_path / "profile"
    firefox = Simulator(place)
    watching = begin(place, "--json")
    until(watching, "watching (inotify)", "the profile is not there")
    lines = []
    with firefox.running():
        until(watching, "the profile is there", "Firefox started, pid")
        for urls in (["https://a.example/"], ["https://a.example/", "https://b.example/"]):
            firefox.save(saved(*urls))
            lines.append(json.loads(line_of(watching)))
    until(watching, "was killed")
    with firefox.running():
        until(watching, "Firefox started, pid")
        firefox.save(saved("https://b.example/"))
        lines.append(json.loads(line_of(watching)))
        watching.send_signal(signal.SIGUSR1)
        until(watching, '{"summary":{"saves":3')
        firefox.quit(saved("https://b.example/"))
        lines.append(json.loads(line_of(watching)))
    until(watching, "Firefox quit")
    watching.terminate()
    last = json.loads(line_of(watching))["summary"]
    assert {tab["url"] for tab in last["tabs"]} == {"https://a.example/", "https://b.example/"}
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, out) == (0, b"")
    assert b"Traceback" not in err
    assert [(line["file"], line["bytes"]) for line in lines] == firefox.saved
    assert (last["saves"], last["bytes"]) == (4, sum(size for _, size in firefox.saved))
    assert [(c["kind"], c["url"]) for c in lines[1]["changed"] if c["part"] == "tab"] == [
        ("added", "https://b.example/")
    ]
    assert [line["final"] for line in lines] == [False, False, False, True]
    assert all(line["duration"] is None or 0 <= line["duration"] < 60 for line in lines)
    assert lines[0]["gap"] is None
    assert lines[1]["gap"] == pytest.approx((lines[1]["time"] - lines[0]["time"]) / 1000, abs=0.002)


def test_what_was_printed_is_not_kept(tmp_path: Path) -> None:
    firefox = Simulator(tmp_path / "profile")
    watched = ProfileWatch(firefox.profile, 0)
    told = threading.Semaphore(0)
    heard: list[Save] = []

    def hear(news: Save | Happening) -> None:
        if isinstance(news, Save):
            heard.append(news)
            told.release()

    watched.listen(hear)
    watched.start()
    with firefox.running():
        for urls in (["https://a.example/"], ["https://a.example/", "https://b.example/"]):
            firefox.save(saved(*urls))
            assert told.acquire(timeout=60)
    watched.stop()
    kept = watched.writes().saves[-1].changes
    assert heard[-1].changes is not None
    assert heard[-1].changes.items
    assert kept == replace(heard[-1].changes, items=())


FAULTY: Final = """
import sys
from sessiontui.monitor.watch import poll_watch, watcher
from sessiontui.monitor.watch.inotify_watch import InotifyWatch
from sessiontui.monitor.watch.poll_watch import PollWatch

poll_watch.INTERVAL_SECONDS = 0.05
watcher._FIRST_PAUSE = 0.001
left, handle = int(sys.argv[1]), InotifyWatch._handle

def fail(*_):
    global left
    left -= 1
    if left >= 0:
        raise KeyError("https://secret.example/")

def handle_events(self, events):
    if any(event.path.endswith("recovery.jsonlz4") for event in events):
        if left > 3:  # from now on nothing works at all
            InotifyWatch.begin = PollWatch._look = fail
        fail()
    handle(self, events)

InotifyWatch._handle = handle_events
from sessiontui.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


@pytest.fixture
def faulty(home: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """`watch --json`, so many of whose first looks at a save end in a fault; over 3: all looks."""
    started: list[tuple[subprocess.Popen[bytes], threading.Timer]] = []

    def begin(times: int, place: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", FAULTY, str(times), "watch", str(place), "--json"]
        process = subprocess.Popen(
            command, env=environment(home), stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        started.append((process, threading.Timer(120, process.kill)))
        started[-1][1].start()
        return process

    yield begin
    for process, guard in started:
        guard.cancel()
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("times", "way"),
    [
        (1, "inotify"),
        (3, "looks every 0.05 s: following the events failed again and again"),
    ],
)
def test_after_a_fault_of_its_own_it_goes_on_and_says_so(
    faulty: Callable[..., subprocess.Popen[bytes]], tmp_path: Path, times: int, way: str
) -> None:
    firefox = Simulator(tmp_path / "profile")
    firefox.backups.mkdir(parents=True)  # watched before the first save
    watching = faulty(times, firefox.profile)
    until(watching, "watching (inotify)")
    with firefox.running():
        until(watching, ", pid")  # it is running, or has started
        lines = []
        for n in range(4):
            firefox.save(saved(*(f"https://{i}.example/" for i in range(n + 1))))
            lines.append(json.loads(line_of(watching)))
        until(watching, *["the watching had a fault and began anew (this is a fault"] * times)
        firefox.quit(saved("https://a.example/"))
        lines.append(json.loads(line_of(watching)))
    until(watching, "Firefox quit")
    watching.terminate()
    out, err = watching.communicate()
    summary = json.loads(out)["summary"]
    assert watching.returncode == 0
    assert b"secret" not in err
    assert [(line["file"], line["bytes"]) for line in lines] == firefox.saved
    assert [line["changedCount"] is None for line in lines] == [True, False, False, False, False]
    assert (summary["saves"], summary["faults"], summary["way"]) == (5, times, way)


def test_where_every_way_fails_that_is_said_and_it_ends_when_asked(
    faulty: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    firefox = Simulator(tmp_path / "profile")
    firefox.backups.mkdir(parents=True)  # watched before the first save
    watching = faulty(1_000_000, firefox.profile)
    until(watching, "watching (inotify)")
    with firefox.running():
        until(watching, ", pid")  # it is running, or has started
        firefox.save(saved("https://a.example/"))
        until(watching, *["the watching had a fault and began anew (this is a fault"] * 3)
        watching.terminate()
        out, err = watching.communicate()
    summary = json.loads(out)["summary"]
    assert watching.returncode == 0
    assert b"Traceback" not in err
    assert summary["saves"] == 0
    assert summary["faults"] >= 3


def test_a_reader_that_goes_away_ends_it_at_once(begin: Start, profile: Path) -> None:
    firefox = Simulator(profile)
    with firefox.running():
        watching = begin(profile)
        until(watching, "watching")
        firefox.save(saved("https://a.example/"))
        lines = [line_of(watching) for _ in range(3)]
        assert [bool(CLOCK.match(line)) for line in lines] == [False, True, True]
        assert watching.stdout is not None
        watching.stdout.close()
        assert watching.wait(60) == 0
        assert watching.stderr is not None
        assert watching.stderr.read() == b""


def test_ctrl_c_ends_it_with_the_summary(begin: Start, profile: Path) -> None:
    watching = begin(profile)
    until(watching, "watching")
    watching.send_signal(signal.SIGINT)
    out, err = watching.communicate(timeout=60)
    assert (watching.returncode, err) == (0, b"")
    assert re.search(r"^Watched \d+ s, ", out.decode(), re.M)
    assert "did not run" in out.decode()


def test_lines_fit_the_terminal(start: Start, profile: Path) -> None:
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 64, 0, 0))
    size = {"COLUMNS": "64", "TERM": "xterm-256color"}
    watching = start("watch", profile, env=size, stdout=slave, stderr=subprocess.PIPE)
    os.close(slave)
    guard = threading.Timer(120, watching.kill)  # then the terminal ends, and reading with it
    guard.start()
    enough = threading.Event()

    def work() -> None:
        with Simulator(profile).running() as firefox:
            for i in itertools.count():
                names = [f"https://{'long-' * 20}{i}.example/\x1b[2J", "https://日本.example/"]
                firefox.save(saved(*names[: 1 + i % 2]))
                if enough.wait(0.05):
                    return

    thread = threading.Thread(target=work)
    try:
        until(watching, "watching")
        thread.start()
        raw = b""
        while not (re.search(rb"gap \d+ ms.*\n", raw) and raw.count(b"opened") >= 2):
            raw += os.read(master, 65_536)
        enough.set()
        watching.send_signal(signal.SIGINT)
        with contextlib.suppress(OSError):  # EIO: nobody writes to the terminal any more
            while more := os.read(master, 65_536):
                raw += more
        assert watching.wait(60) == 0
    finally:
        enough.set()
        guard.cancel()
        if thread.ident is not None:
            thread.join()
        os.close(master)
    shown = plain(raw.replace(b"\r\n", b"\n"))
    assert re.search(r"gap \d+ ms", shown)
    assert "opened" in shown
    assert max(cells(line) for line in shown.splitlines()) <= 64
    assert "\x1b" not in shown


@pytest.mark.long
def test_it_sleeps_while_nothing_happens(begin: Start, profile: Path) -> None:
    def spent(pid: int) -> tuple[int, float]:
        switches, seconds = 0, 0.0
        for task in Path(f"/proc/{pid}/task").iterdir():
            told = (task / "status").read_text()
            switches += int(re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", told, re.M)[0])
            seconds += int((task / "schedstat").read_text().split()[0]) / 1e9
        return switches, seconds

    with Simulator(profile).running():
        watching = begin(profile)
        until(watching, "watching")
        line_of(watching)
        time.sleep(1)
        before = spent(watching.pid)
        time.sleep(20)
        after = spent(watching.pid)
    assert (after[0] - before[0]) / 20 < 3
    assert (after[1] - before[1]) / 20 < 0.01


# -- stores that count for themselves ----------------------------------------------------------


class Counting:
    """A store whose saves are counted before anyone watches, and go on."""

    info = StoreInfo("mine", "mine", "mine:")

    def __init__(self) -> None:
        self.saves: tuple[Save, ...] = ()
        self.counted: Callable[[], object] = lambda: None
        self.calls: list[str] = []

    def versions(self) -> Sequence[Any]:
        return ()

    def load(self, version: str) -> Any:
        raise NotImplementedError

    def close(self) -> None:
        self.calls.append("closed")

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        self.counted = counted
        return lambda: self.calls.append("ended")

    def writes(self) -> Writes | None:
        return writes(*self.saves) if self.saves else None

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        return DESIGNS


def test_a_store_that_counts_tells_only_what_is_new() -> None:
    store = Counting()
    watched = StoreWatch(store)
    heard: list[Save | Happening] = []
    watched.listen(heard.append)
    watched.start()
    assert watched.writes().count == 0
    now = time.time() * 1000
    old, new, last = (replace(FIRST, at=now + shift) for shift in (-5e6, 5e6, 6e6))
    for saves in ((old,), (old, new), (old, new), (old, new, last)):
        store.saves = saves
        store.counted()
    assert heard == [new, last]
    assert watched.writes().count == 3
    watched.stop()
    assert store.calls == ["ended", "closed"]


def test_the_demonstration_is_watched(cli: Run) -> None:
    result = cli("watch", "demo:", "--for", "0.05s", "--json")
    assert result.code == 0
    assert "summary" in json.loads(result.text.splitlines()[-1])
