"""The pieces of POSIX shell that are run on another machine, and what their exit codes mean.

Nothing but a shell, ``dd`` and one of ``stat`` (GNU's, BusyBox's, BSD's) or ``ls`` is needed there;
``od`` and ``tr`` tell how large sessions are, ``cksum`` tells files apart where no time does. A
piece ends with DONE: any other code, also that of a shell that could start no process, says that
it was not carried out, which is never taken for an empty answer.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Final

DONE: Final = 43
ABSENT: Final = 44
NO_DIRECTORY: Final = 45
BARRED: Final = 46
TOO_MANY: Final = 47

BLOCK: Final = 1 << 16
"""Bytes that are read of a file at once."""

HEAD: Final = 12
"""Bytes of a session file that tell its size."""

_NOT_RUN: Final = 126  # what a shell says where a command line would be too long
_TROUBLE: Final = 2  # of ls and stat, when a name is gone; more is none of theirs

_STAT: Final = {
    "gnu": "stat -L -c '%f %s %.9Y %i %n' --",
    "busybox": "stat -L -c '%f %s %Y %i %n'",
    "bsd": "stat -L -f '%Xp %z %Fm %i %N'",
    "ls": "ls -lidLn",
}
DIALECTS: Final = tuple(_STAT)
"""The ways to ask what a file is, the best first."""

# In the C locale a fraction of a second has a point, and ls says a time in the same words.
HELLO: Final = """\
LC_ALL=C; export LC_ALL
( case "$(stat -L -c %.9Y /)" in *[0-9].[0-9]*) d=gnu;; [0-9]*) d=busybox;;
*) case "$(stat -L -f %z /)" in [0-9]*) d=bsd;;
*) case "$(ls -lidLn /)" in ?*) d=ls;; *) d=none;; esac;; esac;; esac
printf '%s\\n%s\\n%s' "$d" "$(uname -s)" "$HOME" ) 2>/dev/null </dev/null"""
"""The first question: how files are asked for what they are, the system's name, the home."""

# Each line of the answer is about one name, so one with a line break in it is left out, and
# a line ``= N`` says how many those are.
_NAMES: Final = """\
set -- ./* ./.[!.]*; nl='
'; case "$*" in *"$nl"*) n=$#
for f in "$@"; do case "$f" in *"$nl"*) ;; *) set -- "$@" "$f";; esac; done
shift $n; printf '= %s\\n' $((n-$#));; esac"""


def quoted(path: str) -> str:
    """A path for a shell there, never an option: the one place where paths are quoted."""
    return shlex.quote(path if path.startswith("/") else f"./{path}")


def listing(directories: Iterable[str], dialect: str, *, heads: bool) -> str:
    """What each name in some directories is, after each directory a line ``: CODE``.

    ``heads``: also a line ``+ HEX ./NAME`` for how each session file begins.
    """
    return "\n".join([*(_one_listing(one, dialect, heads=heads) for one in directories), _ended()])


def _one_listing(directory: str, dialect: str, *, heads: bool) -> str:
    path = quoted(directory)
    more = [f'{_STAT[dialect]} "$@"; s=$?; [ $s = {_NOT_RUN} ] && exit {TOO_MANY}']
    more.append(f"[ $s -gt {_TROUBLE} ] && exit 1")
    if heads:
        show = _head_of(HEAD)
        more.append(f'for f in "$@"; do case "$f" in *lz4*) [ -f "$f" ] && {show};; esac; done')
    if dialect == "ls":
        more.append('for f in "$@"; do case "$f" in *lz4*) [ -f "$f" ] && cksum "$f";; esac; done')
    inside = "\n".join([_NAMES, *more, _ended()])
    return (
        f"( cd -- {path} || {{ [ -d {path} ] && exit {BARRED}; [ -e {path} ] && "
        f"exit {NO_DIRECTORY}; exit {ABSENT}; }}\n[ -r . ] || exit {BARRED}\n{inside} )\n"
        "printf ': %s\\n' $?"
    )


def _head_of(length: int) -> str:
    return (
        "printf '+ %s %s\\n' "
        f'"$(dd if="$f" bs={length} count=1 | od -An -v -tx1 | tr -d \' \\n\')" "$f"'
    )


def heads_of(directory: str, names: Iterable[str], length: int = HEAD) -> str:
    """How some files in or below a directory begin, as in a listing; so many bytes of each."""
    some = " ".join(map(quoted, names))
    show = _head_of(length)
    return (
        f"cd -- {quoted(directory)} || exit {ABSENT}\n"
        f'for f in {some}; do [ -f "$f" ] && [ -r "$f" ] && {show}; done\n{_ended()}'
    )


def further_down(
    directory: str, marks: Iterable[str], never: Iterable[str], directories: int, found: int
) -> str:
    """Names below a directory that mark something, each in a line; no link is followed.

    At the end ``= CODE`` of find: another than 0 where it may not look everywhere. That line is
    missing where there is more than so many directories, or was found more than so much.
    """
    wanted, unwanted = (
        " -o ".join(f"-name {shlex.quote(name)}" for name in names) for names in (marks, never)
    )
    seek = " ".join(f"-e {shlex.quote('/' + name)}" for name in marks)
    return (
        f"cd -- {quoted(directory)} || exit {BARRED}\n"
        f"{{ find . \\( {unwanted} \\) -prune -o \\( -type d -o {wanted} \\) -print; "
        f"printf '= %s\\n' $?; }} | head -n {directories} | grep -e '^= ' {seek} | "
        f"head -n {found}\n{_ended()}"
    )


def opening(path: str) -> str:
    """Have the shell that is kept open a file, which stays the same when another takes its name."""
    return (
        f"command exec 3<&-\n[ -f {quoted(path)} ] && [ -r {quoted(path)} ] && "
        f"command exec 3<{quoted(path)}"
    )


def first_piece(directory: str, name: str, dialect: str, blocks: int) -> str:
    """What the file is that the name leads to after it was opened, in a line, and its first blocks.

    A name that still leads to the file that was listed has led to no other meanwhile.
    """
    path = quoted(f"{directory}/{name}")
    return (
        f"[ -e {path} ] || exit {ABSENT}\n[ -r {path} ] || exit {BARRED}\n"
        f"cd -- {quoted(directory)} && {_STAT[dialect]} {quoted(name)} && {next_piece(blocks)}"
    )


def next_piece(blocks: int) -> str:
    """The next blocks of the file that is open."""
    return f"dd bs={BLOCK} count={blocks} <&3 && {_ended()}"


def small_files(
    directory: str, names: Iterable[str], dialect: str, blocks: int, then: str = ""
) -> str:
    """Some files of a directory: of each what it is, in a line, its first blocks, a line break.

    ``then``: another script, whose answer comes after a line ``=``.
    """
    some = " ".join(map(quoted, names))
    if then:
        return f"( {small_files(directory, names, dialect, blocks)} )\nprintf '=\\n'\n{then}"
    return (
        f"cd -- {quoted(directory)} || exit {ABSENT}\n"
        f'for f in {some}; do [ -f "$f" ] && [ -r "$f" ] && exec 3<"$f" && '
        f"{_STAT[dialect]} \"$f\" && dd bs={BLOCK} count={blocks} <&3 && printf '\\n'; done\n"
        f"{_ended()}"
    )


def _ended() -> str:
    return f"exit {DONE}"
