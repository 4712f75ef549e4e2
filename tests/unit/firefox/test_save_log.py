"""Firefox's own log of its saves: what is read from it, and which save each line belongs to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Unreadable
from sessiontui.firefox import save_log
from sessiontui.firefox.prefs.catalogue import CATALOGUE
from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.firefox.save_log import FirefoxWrite, firefox_writes, match, parse_log
from tests.system import ordinary_user

# As Firefox 153 wrote it.
REAL = b"""\
1795260744496\tSessionStore\tDEBUG\tNo valid session found
1795260745976\tSessionStore.LogManager\tDEBUG\tFlushing file log
1795260746967\tSessionStore\tDEBUG\tSessionWriter.write wrote 1316 bytes in 0ms
1795260750586\tSessionStore\tDEBUG\tSessionWriter.write wrote 1110230 bytes in 20ms
1795260750590\tSessionStore.LogManager\tDEBUG\tFlushing file log
1795260754650\tSessionStore\tDEBUG\tSessionWriter.write wrote 1785 bytes in 37ms
1795260754656\tSessionStore\tDEBUG\tSessionSaver sessionstore-state-write-complete during shutdown
"""
FOUND = [
    FirefoxWrite(1795260746967, 1316, 0.0),
    FirefoxWrite(1795260750586, 1110230, 0.020),
    FirefoxWrite(1795260754650, 1785, 0.037),
]
DEFAULTS: dict[str, PrefValue] = {
    spec.name: value for spec in CATALOGUE if (value := spec.default_for(None)) is not None
}


def line(at: int, size: int, ms: int) -> bytes:
    return b"%d\tSessionStore\tDEBUG\tSessionWriter.write wrote %d bytes in %dms\n" % (at, size, ms)


def put(profile: Path, name: str, text: bytes, at: float = 2_000_000_000) -> Path:
    path = profile / "sessionstore-logs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    os.utime(path, (at, at))
    return path


# -- reading -----------------------------------------------------------------------------------


def test_the_lines_that_tell_of_a_write() -> None:
    assert parse_log(REAL) == FOUND
    assert parse_log(REAL.replace(b"\n", b"\r\n")) == FOUND


@given(st.integers(0, len(REAL)))
def test_a_log_that_is_just_being_written_tells_what_is_whole(end: int) -> None:
    found = parse_log(REAL[:end])
    assert found == FOUND[: len(found)]
    assert len(found) >= sum(b"wrote" in line for line in REAL[:end].split(b"\n")[:-1])


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"\xff\xfe\x00\x00",
        b"SessionWriter.write wrote 12 bytes in 3ms\n",
        REAL.splitlines()[3].replace(b"DEBUG", b"TRACE"),
        REAL.splitlines()[3].replace(b"SessionStore", b"Sync"),
        REAL.splitlines()[3][:-1],
        REAL.splitlines()[3] + b", really",
        b"1\tSessionStore\tWARN\tSessionWriter.write, Caught exception:: NotFoundError\n",
    ],
)
def test_other_lines_tell_nothing(text: bytes) -> None:
    assert parse_log(text) == []


def test_a_clock_set_back_meanwhile_is_no_negative_time() -> None:
    assert parse_log(line(5, 10, -3600000)) == [FirefoxWrite(5, 10, 0)]


def test_all_logs_of_a_profile_in_the_order_of_time(tmp_path: Path) -> None:
    put(tmp_path, "success-sessionrestore-2000.txt", line(2900, 3, 3) + line(2100, 1, 1))
    put(tmp_path, "error-sessionrestore-2000.txt", line(2500, 2, 2))
    put(tmp_path, "success-sessionrestore-1000.txt", line(1500, 0, 0))
    for other in ("success-sync-1.txt", "success-sessionrestore-1 (copy).txt", "notes.txt"):
        put(tmp_path, other, line(1, 9, 9))
    (tmp_path / "sessionstore-logs/error-sessionrestore-7.txt").mkdir()
    os.mkfifo(tmp_path / "sessionstore-logs/success-sessionrestore-8.txt")
    (tmp_path / "sessionstore-logs/success-sessionrestore-9.txt").symlink_to("nowhere")
    assert [write.bytes for write in firefox_writes(tmp_path)] == [0, 1, 2, 3]
    assert [write.bytes for write in firefox_writes(tmp_path, since=2500)] == [2, 3]


def test_no_logs_are_no_writes(tmp_path: Path) -> None:
    assert firefox_writes(tmp_path) == ()
    assert firefox_writes(tmp_path / "nowhere") == ()
    (tmp_path / "sessionstore-logs").write_text("a file")
    assert firefox_writes(tmp_path) == ()


def test_a_log_older_than_what_is_asked_for_is_not_read(tmp_path: Path) -> None:
    old = put(tmp_path, "success-sessionrestore-1.txt", line(9_000_000, 1, 1), at=5000)
    old.chmod(0o600)
    assert firefox_writes(tmp_path, since=6_000_000) == ()
    assert len(firefox_writes(tmp_path, since=4_000_000)) == 1


def test_of_a_huge_log_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(save_log, "_TAIL", 1000)
    text = b"".join(line(i, i, i) for i in range(1000, 2000))
    put(tmp_path, "success-sessionrestore-1.txt", text)
    found = [write.bytes for write in firefox_writes(tmp_path)]
    assert found == list(range(2000 - len(found), 2000))
    assert 10 < len(found) < 20


def test_logs_that_are_barred_are_one_sentence(tmp_path: Path) -> None:
    path = put(tmp_path, "success-sessionrestore-1.txt", REAL)
    for barred in (path, path.parent):
        barred.chmod(0)
        for parent in (tmp_path, *tmp_path.parents[:2]):
            parent.chmod(0o755)
        with ordinary_user(), pytest.raises(Unreadable, match="no permission"):
            firefox_writes(tmp_path)
        barred.chmod(0o755)


# -- which save it was -------------------------------------------------------------------------


def writes(*moments: float) -> list[FirefoxWrite]:
    return [FirefoxWrite(at, index, 0) for index, at in enumerate(moments)]


def matched(moments: list[float], saves: list[float]) -> list[int | None]:
    return [None if w is None else w.bytes for w in match(writes(*moments), saves)]


def test_each_save_gets_the_nearest_write() -> None:
    assert matched([5, 15_005, 30_007], [0, 15_000, 30_000]) == [0, 1, 2]
    assert matched([5, 30_007], [0, 15_000, 30_000]) == [0, None, 1]
    assert matched([], [1, 2]) == [None, None]
    assert matched([1], []) == []


def test_the_last_periodic_save_and_the_one_at_quit() -> None:
    """As seen: 308 ms apart, noted 4 and 41 ms later."""
    assert matched([4305, 4650], [4301, 4609]) == [0, 1]


def test_more_than_two_seconds_is_another_save() -> None:
    assert matched([2000], [0]) == [0]
    assert matched([2001], [0]) == [None]


@given(
    st.lists(st.integers(0, 20_000).map(float), max_size=12).map(sorted),
    st.lists(st.integers(0, 20_000).map(float), max_size=12),
)
def test_laws_of_matching(moments: list[float], saves: list[float]) -> None:
    found = match(writes(*moments), saves)
    assert len(found) == len(saves)
    given_out = [w.bytes for w in found if w is not None]
    assert len(set(given_out)) == len(given_out)  # each once
    left = [w for w in writes(*moments) if w.bytes not in given_out]
    for save, write in zip(saves, found, strict=True):
        if write is not None:
            assert abs(write.at - save) <= 2000
            assert all(abs(write.at - save) <= abs(other.at - save) for other in left)
        else:
            assert all(abs(other.at - save) > 2000 for other in left)


@given(st.lists(st.integers(0, 45), min_size=1, max_size=30))
def test_saves_noted_a_little_later_are_all_found(delays: list[int]) -> None:
    saves = [float(2000 * i) for i in range(len(delays))]
    moments = [save + delay for save, delay in zip(saves, delays, strict=True)]
    assert matched(moments, saves) == list(range(len(delays)))


# -- on and off --------------------------------------------------------------------------------


def test_what_switches_it_on() -> None:
    assert not save_log.is_on(DEFAULTS.get)
    wanted = save_log.switched_on(DEFAULTS.get)
    assert wanted == {save_log.LEVEL: "Debug", save_log.ON_SUCCESS: True, save_log.FLUSH: 1}
    assert save_log.is_on({**DEFAULTS, **wanted}.get)
    assert save_log.SWITCHED_OFF.keys() == wanted.keys()
    for name in wanted:
        assert not save_log.is_on({**DEFAULTS, **wanted, name: DEFAULTS[name]}.get) or (
            name == save_log.FLUSH
        )


def test_what_tells_even_more_stays() -> None:
    have = {**DEFAULTS, save_log.LEVEL: "Trace", save_log.FLUSH: 10, save_log.FILE_LEVEL: "Warn"}
    wanted = save_log.switched_on(have.get)
    assert wanted == {
        save_log.LEVEL: "Trace",
        save_log.ON_SUCCESS: True,
        save_log.FLUSH: 10,
        save_log.FILE_LEVEL: None,
    }
    assert not save_log.is_on({**have, save_log.ON_SUCCESS: True}.get)
