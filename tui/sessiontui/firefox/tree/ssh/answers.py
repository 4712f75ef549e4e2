"""What another machine answers about its files: believed in its form, never beyond it."""

from __future__ import annotations

import re
import stat
from os import stat_result
from typing import Final, NamedTuple

from ..path import facts

_SUM: Final = re.compile(rb"([0-9]{1,10}) [0-9]+ (.+)", re.DOTALL)  # of cksum
_LEFT_OUT: Final = re.compile(rb"= ([0-9]{1,9})")
_ENDED: Final = re.compile(rb": ([0-9]{1,3})")
_KINDS: Final = {b"-": stat.S_IFREG, b"d": stat.S_IFDIR, b"p": stat.S_IFIFO, b"s": stat.S_IFSOCK}


class Section(NamedTuple):
    """The listing of one directory: the exit code, what each name is, how session files begin.

    ``left_out`` says how many names are not in it, since no line can hold them.
    """

    code: int
    entries: dict[str, stat_result]
    heads: dict[str, bytes]
    left_out: int = 0


def sections(data: bytes) -> list[Section]:
    """The listings of several directories; what comes after the last that ended is dropped."""
    found: list[Section] = []
    lines: list[bytes] = []
    for line in data.split(b"\n"):
        if ended := _ENDED.fullmatch(line):
            found.append(_section(int(ended[1]), lines))
            lines = []
        else:
            lines.append(line)
    return found


def _section(code: int, lines: list[bytes]) -> Section:
    """What a listing says; lines that say nothing sensible are passed over."""
    infos: dict[str, stat_result] = {}
    sums: dict[str, int] = {}
    left_out = 0
    for line in lines:
        if (found := of_line(line)) is not None:
            infos[found[0]] = found[1]
        elif (told := _SUM.fullmatch(line)) is not None:
            sums[_name(told[2])] = int(told[1])
        elif (told := _LEFT_OUT.fullmatch(line)) is not None:
            left_out = int(told[1])
    for name in infos.keys() & sums.keys():  # no time to the nanosecond: the content tells
        info = infos[name]
        infos[name] = facts(
            info.st_mode, info.st_size, info.st_mtime_ns, inode=info.st_ino, device=sums[name]
        )
    return Section(code, infos, heads(b"\n".join(lines)), left_out)


def heads(data: bytes) -> dict[str, bytes]:
    """How files begin, by the lines that say that."""
    found: dict[str, bytes] = {}
    for line in data.split(b"\n"):
        words = line.split(b" ", 2)
        if len(words) == 3 and words[0] == b"+":
            try:
                found[_name(words[2])] = bytes.fromhex(words[1].decode("ascii"))
            except ValueError:
                continue
    return found


def small_files(data: bytes, most: int) -> tuple[list[tuple[str, stat_result, bytes]], bytes]:
    """Files by name, with what each is and how it begins, ``most`` bytes; and what comes then."""
    found: list[tuple[str, stat_result, bytes]] = []
    while data:
        line, _, rest = data.partition(b"\n")
        told = of_line(line)
        if told is None:
            return found, rest if line == b"=" else b""
        size = min(told[1].st_size, most)
        if rest[size : size + 1] != b"\n":  # it has grown or shrunk since it was asked for
            return found, b""
        found.append((*told, rest[:size]))
        data = rest[size + 1 :]
    return found, b""


def of_line(line: bytes) -> tuple[str, stat_result] | None:
    """A name and what it is, as stat or ls say it in a line; None where it says nothing sensible.

    ``ls`` tells no time that is good for anything: 0.
    """
    return _of_stat(line) or _of_ls(line)


def _name(raw: bytes) -> str:
    return raw.removeprefix(b"./").decode("utf-8", "surrogateescape")


def _of_stat(line: bytes) -> tuple[str, stat_result] | None:
    words = line.split(b" ", 4)
    if len(words) != 5 or not words[4].startswith(b"./"):
        return None
    try:
        seconds, _, part = words[2].partition(b".")
        nanoseconds = int(seconds) * 1_000_000_000 + int((part + b"000000000")[:9])
        info = facts(int(words[0], 16), int(words[1]), nanoseconds, inode=int(words[3]))
    except (ValueError, OverflowError):
        return None
    return _good(_name(words[4]), info)


def _of_ls(line: bytes) -> tuple[str, stat_result] | None:
    at = line.find(b" ./")
    words = line[:at].split() if at > 0 else []
    if len(words) < 7 or not words[0].isdigit():
        return None
    kind = _KINDS.get(words[1][:1], stat.S_IFCHR)
    try:
        info = facts(kind | 0o400, int(words[5]), 0, inode=int(words[0]))
    except (ValueError, OverflowError):
        return None
    return _good(_name(line[at + 1 :]), info)


def _good(name: str, info: stat_result) -> tuple[str, stat_result] | None:
    if "/" in name or name in ("", ".", "..") or not 0 <= info.st_mode < 1 << 16:
        return None
    return (name, info) if info.st_size >= 0 else None
