"""keys.toml in the configuration directory: which keys the user wants for which actions.

Whatever is wrong with the file is no reason not to start: it is said on the screen, and what is
right of it holds.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final

from ..app_dirs import config_dir
from ..text import printable
from .keymap import Keymap, Wish, keymap_of

FILE: Final = "keys.toml"
_MOST_BYTES: Final = 65_536


def user_keymap() -> Keymap:
    """The user's keys; the usual ones where there is no such file."""
    try:
        path = config_dir(create=False) / FILE
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)  # a pipe must not hold us
    except FileNotFoundError:
        return Keymap()
    except OSError as error:
        return _unread(error.strerror)
    try:
        with os.fdopen(file, "rb") as stream:
            text = stream.read(_MOST_BYTES + 1)
    except OSError as error:
        return _unread(error.strerror)
    if len(text) > _MOST_BYTES:
        return _unread("it is longer than any list of keys")
    return read_keymap(text)


def read_keymap(text: bytes) -> Keymap:
    """What the text of a keys.toml means: ``[keys]`` or no table, ``id = "key,key"``."""
    import tomllib

    try:
        content = tomllib.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _unread("it is not UTF-8")
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = f", line {line[1] if line else len(text.splitlines())}"  # else: at its end
        words = re.sub(r" *\(at .*\)$", "", str(error)).rstrip(".")
        return Keymap(
            problems=(
                f"keys.toml{where}: this is no TOML ({printable(words)}); the usual keys hold.",
            )
        )
    lines = _lines(text.decode("utf-8-sig"))
    wishes = [Wish(name, _keys(value), lines.get(name, 1)) for name, value in _flat(content)]
    return keymap_of(sorted(wishes, key=lambda wish: wish.line))


def _keys(value: object) -> str | None:
    """``"key,key"``, or ``["key", "key"]`` which means the same; None: neither."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ",".join(value)
    return value if isinstance(value, str) else None


def _flat(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Every value by its whole name; a table ``keys`` around them is no part of it."""
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from _flat(value, "" if name == "keys" else f"{name}.")
        else:
            yield name, value


_HEADER: Final = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_ENTRY: Final = re.compile(r"""\s*((?:[\w\-.\s]|"[^"]*"|'[^']*')+?)\s*=""")


def _lines(text: str) -> dict[str, int]:
    """On which line each name is given its value; tomllib does not say."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _bare(header[1]) + "."
        elif entry := _ENTRY.match(line):
            name = f"{table}{_bare(entry[1])}"
            found.setdefault(name.removeprefix("keys."), number)
    return found


def _bare(name: str) -> str:
    """A TOML key without its quotes and blanks."""
    return re.sub(r"""["'\s]""", "", name)


def _unread(why: str | None) -> Keymap:
    return Keymap(problems=(f"keys.toml cannot be read: {why or 'nobody says why'}.",))
