"""The kernel's file events, read without a library."""

from __future__ import annotations

import errno
import os
import select
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.monitor.watch import inotify
from sessiontui.monitor.watch.inotify import Inotify, RawEvent, parse

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is Linux's")

ALL = inotify.CREATE | inotify.MOVED_FROM | inotify.MOVED_TO | inotify.CLOSE_WRITE | inotify.DELETE


@contextmanager
def watching(path: Path, mask: int = ALL) -> Iterator[Inotify]:
    opened = Inotify()
    try:
        opened.add(path, mask)
        yield opened
    finally:
        opened.close()


def told(opened: Inotify) -> list[tuple[int, bytes]]:
    return [(event.mask, event.name) for event in opened.read()]


@linux
def test_a_rename_is_told_in_two_halves_with_one_cookie(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with watching(tmp_path) as opened:
        (tmp_path / "a").rename(tmp_path / "b")
        away, there = opened.read()
    assert (away.mask, away.name) == (inotify.MOVED_FROM, b"a")
    assert (there.mask, there.name) == (inotify.MOVED_TO, b"b")
    assert away.cookie == there.cookie != 0


@linux
def test_names_of_any_length_and_bytes(tmp_path: Path) -> None:
    names = [b"x", b"y" * 255, b"\xff\x1b[31m", "ü.jsonlz4".encode()]
    with watching(tmp_path) as opened:
        for name in names:
            Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"1")
        events = told(opened)
    made = [name for mask, name in events if mask == inotify.CREATE]
    closed = [name for mask, name in events if mask == inotify.CLOSE_WRITE]
    assert made == closed == names


@linux
def test_directories_say_so_and_their_own_end_is_told(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    with watching(tmp_path) as opened:
        inside.mkdir()
        assert told(opened) == [(inotify.CREATE | inotify.ISDIR, b"inside")]
        wd = opened.add(inside, inotify.DELETE_SELF | inotify.ONLYDIR)
        inside.rmdir()
        events = [event for event in opened.read() if event.wd == wd]
    assert [event.mask for event in events] == [inotify.DELETE_SELF, inotify.IGNORED]
    assert all(event.mask & inotify.GONE for event in events)


@linux
def test_reading_never_waits_and_poll_tells_when(tmp_path: Path) -> None:
    with watching(tmp_path) as opened:
        assert opened.read() == []
        poll = select.poll()
        poll.register(opened.descriptor, select.POLLIN)
        assert poll.poll(0) == []
        (tmp_path / "f").write_bytes(b"")
        assert poll.poll(0)


@linux
def test_a_removed_watch_is_silent(tmp_path: Path) -> None:
    opened = Inotify()
    wd = opened.add(tmp_path, ALL)
    opened.remove(wd)
    opened.remove(wd)  # twice is harmless
    (tmp_path / "f").write_bytes(b"")
    assert [event.mask for event in opened.read()] == [inotify.IGNORED]
    opened.close()


@linux
def test_the_systems_refusals_come_as_oserror(tmp_path: Path) -> None:
    opened = Inotify()
    with pytest.raises(FileNotFoundError):
        opened.add(tmp_path / "absent", ALL)
    (tmp_path / "f").write_bytes(b"")
    with pytest.raises(NotADirectoryError) as refused:
        opened.add(tmp_path / "f", ALL | inotify.ONLYDIR)
    assert refused.value.errno == errno.ENOTDIR
    opened.close()


events = st.builds(
    RawEvent,
    st.integers(-1, 2**31 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.binary(max_size=40).filter(lambda name: b"\0" not in name),
)


@given(st.lists(events), st.integers(1, 16))
def test_padding_of_any_width_is_no_part_of_a_name(made: list[RawEvent], width: int) -> None:
    data = b""
    for event in made:
        padded = event.name.ljust(-(-len(event.name) // width) * width, b"\0")
        data += struct.pack("iIII", event.wd, event.mask, event.cookie, len(padded)) + padded
    assert parse(data) == made
