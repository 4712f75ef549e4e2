"""``sessiontui cat PLACE [POINTER]``: the JSON itself."""

from __future__ import annotations

import argparse

import msgspec

from ...codec.container import open_container
from ...errors import NothingFound, SessiontuiError, UsageError
from ...session.json import text as jsontext
from ...session.json.pointer import find_span, parse_pointer
from ...text import printable
from ...workspace import Workspace
from .. import diagnostics
from ..output import Output

_CHECK = msgspec.json.Decoder(msgspec.Raw)  # walks the whole text and keeps none of it


def run(options: argparse.Namespace) -> int:
    """Print a version's text, or the piece a pointer names. Any decodable JSON will do."""
    pointer: str | None = options.pointer
    if pointer and not pointer.startswith("/"):
        raise UsageError(
            f"{printable(pointer)}: a pointer begins with a slash, like /windows/0/tabs/3"
        )
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        version = workspace.find_version(options.version_of)
        text = workspace.text(version)
        where = printable(version.path or "") or workspace.store.info.title
    finally:
        workspace.close()
    try:
        text = _wanted(text, pointer, pretty=options.pretty)
    except NothingFound as error:
        raise NothingFound(f"{error.sentence} in {where}") from None
    except SessiontuiError as error:
        raise type(error)(f"{where}: {error.sentence}") from None
    out = Output()
    out.foreign(text)
    if not out.terminal and (options.pretty or pointer):
        out.foreign(b"\n")
    return diagnostics.DONE


def _wanted(text: bytes, pointer: str | None, *, pretty: bool) -> bytes:
    json = open_container(text).json
    jsontext.decode(json, _CHECK)
    if pointer:
        start, end = find_span(json, parse_pointer(pointer))
        json = text = json[start:end]
    return _pretty(json) if pretty else text


def _pretty(json: bytes) -> bytes:
    try:
        return msgspec.json.format(json, indent=2)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return jsontext.indent(json)  # keeps what stricter eyes reject
