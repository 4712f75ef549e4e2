"""`sessiontui salvage`: what a damaged file still holds is told, and written as a session again."""

from __future__ import annotations

import json
import os
import random
import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sessiontui.codec.salvage.salvage import salvage
from sessiontui.firefox import pipe_reading
from sessiontui.progress import Told, told_to
from sessiontui.session.json.pointer import format_pointer
from tests.builders import (
    MAGIC,
    closed_tab,
    entry,
    mozlz4,
    session,
    tab,
    to_json,
    unmozlz4,
    window,
    write_profile,
)
from tests.ui.terminal import Terminal

from .conftest import Run


def _pages(begin: str, number: int) -> Iterator[dict[str, Any]]:
    """Tabs that hardly shrink, so that a block of 4 kB holds some of them."""
    chance = random.Random(begin)
    for i in range(number):
        word = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=60))
        yield tab(entry(f"https://{word}.example/{i}", f"{begin} {i}"))


FIRST = [*_pages("First", 60)]
SECOND = [*_pages("Second", 60)]
GONE = [closed_tab(f"https://gone.example/{i}", closed_id=i + 1) for i in range(3)]
PLAIN = to_json(session(window(*FIRST, closed=GONE), window(*SECOND)))
PACKED = mozlz4(PLAIN)
CUT = PACKED[: len(PACKED) * 6 // 10]
ZEROED = PACKED[: len(PACKED) // 2] + bytes(4096) + PACKED[len(PACKED) // 2 + 4096 :]
HEADLESS = PACKED[12:]
OLD_CUT = b"(" + PLAIN[: len(PLAIN) // 2]
DAMAGED = {"cut": CUT, "a zeroed block": ZEROED, "header gone": HEADLESS, "({…}) cut": OLD_CUT}
EACH = pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "recovery.jsonlz4"


def without_doubts(listed: Any) -> Any:
    """The same without what says that an item is not certain."""
    if isinstance(listed, dict):
        return {k: without_doubts(v) for k, v in listed.items() if k != "certain"}
    return [*map(without_doubts, listed)] if isinstance(listed, list) else listed


def titles(windows: Any) -> list[list[str]]:
    return [[one["title"] for one in each["tabs"]] for each in windows]


@EACH
def test_json_says_how_much_there_is_and_lists_it(cli: Run, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    found = salvage(data)
    printed = cli("salvage", file, "--json").json
    assert printed["recoveredBytes"] == found.recovered_bytes
    assert printed["expectedBytes"] == found.expected_bytes
    assert printed["complete"] is found.complete
    assert [one["sentence"] for one in printed["damage"]] == [d.sentence for d in found.damage]
    assert len(printed["items"]) == len(found.items)
    assert titles(printed["windows"])[0] == [f"First {i}" for i in range(60)]
    certain = {one["pointer"] for one in printed["items"] if one["certainty"] == "certain"}
    for index, pages in enumerate((FIRST, SECOND)):
        for number, page in enumerate(pages):
            if f"/windows/{index}/tabs/{number}" in certain:
                shown = printed["windows"][index]["tabs"][number]
                assert shown["url"] == page["entries"][0]["url"]
                assert shown.get("certain", True)
    doubted = [t for w in printed["windows"] for t in w["tabs"] if t.get("certain") is False]
    assert len(doubted) == sum(steps[-2] == "tabs" for steps in found.guessed)
    assert printed["version"]["path"] == str(file)
    assert "written" not in printed


def test_people_read_how_much_what_is_wrong_and_then_the_tabs(cli: Run, file: Path) -> None:
    file.write_bytes(ZEROED)
    found = salvage(ZEROED)
    result = cli("salvage", file)
    lines = result.text.splitlines()
    assert result.code == 0
    share = found.recovered_bytes * 100 // len(PLAIN)
    assert lines[0] == f"{file} · damaged · {share} % of it can be read"
    assert found.damage[0].sentence in lines[1]
    lost = len(PLAIN) - found.recovered_bytes
    assert any(line.startswith("missing") and f"{lost:,} bytes" in line for line in lines)
    assert any(line.startswith("certain") and "60 tabs" in line for line in lines)
    listed = [line for line in lines if line.startswith("/windows/") and "/tabs/" in line]
    assert len(listed) == sum(item.steps[-2] == "tabs" for item in found.items)
    marked = {line.split()[0] for line in listed if "~ " in line}
    guessed = [steps for steps in found.guessed if steps[-2] == "tabs"]
    assert marked == {format_pointer(steps) for steps in guessed}
    assert 0 < len(marked) < len(listed)
    assert sum("~ Window" in line for line in lines) == 2


def test_an_undamaged_file_is_called_so_and_comes_back_byte_for_byte(
    cli: Run, file: Path, tmp_path: Path
) -> None:
    file.write_bytes(PACKED)
    result = cli("salvage", file, "--to", tmp_path / "same.jsonlz4")
    assert result.text.splitlines()[0] == f"{file} · not damaged · all of it can be read"
    assert "~" not in result.text.replace(str(file), "")
    assert "missing" not in result.text + result.err
    assert unmozlz4((tmp_path / "same.jsonlz4").read_bytes()) == PLAIN
    assert cli("salvage", file, "--to", tmp_path / "same.js").code == 0
    assert (tmp_path / "same.js").read_bytes() == PLAIN


@EACH
@pytest.mark.parametrize("name", ["repaired.jsonlz4", "repaired.js"])
def test_to_writes_a_session_of_what_was_said(
    cli: Run, file: Path, tmp_path: Path, data: bytes, name: str
) -> None:
    file.write_bytes(data)
    target = tmp_path / name
    result = cli("salvage", file, "--json", "--to", target)
    printed = result.json
    assert result.code == 0
    assert printed["written"] == {"path": str(target), "bytes": target.stat().st_size}
    assert str(target) in result.err.splitlines()[-1]
    assert ("missing" in result.err.splitlines()[0]) is not salvage(data).complete
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_bytes().startswith(MAGIC) == name.endswith("lz4")
    text = target.read_bytes()
    text = unmozlz4(text) if name.endswith("lz4") else text
    json.loads(text.decode("utf-8"))  # as strictly as Firefox
    listed = cli("tabs", target, "--all", "--json").json
    for key in ("windows", "recentlyClosed", "savedGroups"):
        assert listed[key] == without_doubts(printed[key])


def test_it_reads_standard_input(cli: Run) -> None:
    result = cli("salvage", "-", stdin=CUT)
    assert result.text.startswith("standard input · damaged · ")
    assert "First 59" in result.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (bytes(4096), "nothing but zero bytes"),
        (b"", "empty"),
        (b"\x89PNG\r\n", "PNG"),
        (b"PK\x03\x04" + PLAIN, "ZIP"),
        (b'some words, {"windows":[ and no tab', "neither mozLz4 nor JSON"),
        (b'{"version":5,"logins":[]}', "no windows"),
        (PACKED[:20], "nothing of a session"),
    ],
)
def test_where_nothing_can_be_read_it_says_so(
    cli: Run, file: Path, tmp_path: Path, data: bytes, words: str
) -> None:
    file.write_bytes(data)
    for more in ((), ("--json",), ("--to", tmp_path / "out")):
        assert cli("salvage", file, *more).refused(3, words).count(str(file)) == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    "begins",
    [b'"https://a.example/', b"7,", b"-1,", b"true,", b"false}", b"null,", b"[{", b",", b"]},{"],
)
@pytest.mark.parametrize("tabs", [True, False], ids=["with tabs", "without"])
def test_a_text_without_its_head_is_the_same_to_this_and_to_every_other_command(
    cli: Run, file: Path, begins: bytes, tabs: bool
) -> None:
    rest = PLAIN[PLAIN.index(b'{"entries"', 900) :] if tabs else b'x"}'
    file.write_bytes(begins + rest)
    found, listed = cli("salvage", file, "--json"), cli("tabs", file, "--all", "--json")
    assert found.code == listed.code == (0 if tabs else 3)
    if tabs:
        assert found.json["windows"] == listed.json["windows"]
        assert any(window["tabs"] for window in found.json["windows"])


def test_what_the_other_versions_hold_is_said_where_nothing_can_be_read(
    cli: Run, tmp_path: Path
) -> None:
    place = write_profile(tmp_path / "p", clean=bytes(900), recovery=session(window(*FIRST)))
    sentence = cli("salvage", place / "sessionstore.jsonlz4").refused(3, "zero bytes")
    assert f"; in {place} recovery has 60 tabs\n" in sentence
    (place / "sessionstore-backups" / "recovery.jsonlz4").write_bytes(b"")
    sentence = cli("salvage", place / "sessionstore-backups" / "recovery.jsonlz4").refused(3)
    assert f"in {place} no other version has a tab either" in sentence


def test_it_writes_over_nothing_and_nowhere_firefox_looks(
    cli: Run, file: Path, tmp_path: Path
) -> None:
    file.write_bytes(CUT)
    place = write_profile(tmp_path / "p", recovery=session())
    cli("salvage", file, "--to", file).refused(4, "exists already")
    assert file.read_bytes() == CUT
    for name in ("sessionstore.jsonlz4", "sessionstore-backups/recovery.baklz4"):
        cli("salvage", file, "--to", place / name).refused(4, "Firefox may load")
        assert not (place / name).exists()
    cli("salvage", file, "--to", tmp_path).refused(4, "directory")
    os.mkfifo(tmp_path / "pipe")
    cli("salvage", file, "--to", tmp_path / "pipe").refused(4, "exists already")
    assert cli("salvage", file, "--to", tmp_path / "missing" / "out").code == 3
    assert not (tmp_path / "missing").exists()


def test_what_is_no_file_is_said(cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipe_reading, "WRITER_SECONDS", 0.1)
    cli("salvage", tmp_path).refused(3, "directory")
    cli("salvage", tmp_path / "none").refused(3, "no such file")
    os.mkfifo(tmp_path / "pipe")
    cli("salvage", tmp_path / "pipe").refused(3, "pipe")
    cli("salvage").refused(2, "FILE")


@pytest.fixture
def huge(file: Path) -> Path:
    """A file that takes longer than a moment, cut."""
    data = mozlz4(to_json(session(window(*FIRST), pad=[*range(8_000_000)])))
    file.write_bytes(data[: len(data) * 9 // 10])
    return file


@pytest.mark.long
def test_a_terminal_sees_where_it_is_and_a_pipe_nothing(
    cli: Run, huge: Path, tmp_path: Path
) -> None:
    with Terminal("salvage", str(huge), "--to", str(tmp_path / "out"), home=tmp_path) as terminal:
        assert terminal.end() == 0
        assert re.search(rb"salvaging [^\r]*recovery.jsonlz4: \d+ of 100 %", terminal.raw)
        assert b"\r\x1b[K" in terminal.raw
    assert cli("salvage", huge, "--json").err == ""


def test_an_interrupt_ends_it_and_leaves_no_file(cli: Run, file: Path, tmp_path: Path) -> None:
    def interrupt(told: Told) -> None:
        if told.done:
            raise KeyboardInterrupt

    file.write_bytes(CUT)
    before = sorted(tmp_path.iterdir())
    with told_to(interrupt):
        result = cli("salvage", file, "--to", tmp_path / "out.jsonlz4")
    assert (result.code, result.out) == (130, b"")
    assert sorted(tmp_path.iterdir()) == before


def test_what_would_act_on_the_terminal_does_not(cli: Run, file: Path) -> None:
    hostile = to_json(session(window(tab(entry("https://a.example/", "\x1b[2Jtitle")))))
    file.write_bytes(hostile[:-40])
    assert "\x1b" not in cli("salvage", file).text
