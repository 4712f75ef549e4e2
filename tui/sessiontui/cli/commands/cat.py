"""``sessiontui cat PLACE [POINTER]``: the JSON itself."""

from __future__ import annotations

import argparse

import msgspec

from ...codec.container import open_container
from ...errors import Damaged
from ...session import jsontext
from ...session.document import find_span, parse_pointer
from ...stores.base import Raws
from ...stores.file import FileStore
from ...text import printable
from ...workspace import Workspace
from .. import diagnostics
from ..output import Output


def run(options: argparse.Namespace) -> int:
    """Print a version's text, or the piece a pointer names. Any decodable JSON will do."""
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        version = workspace.find_version(options.version_of)
        text = workspace.text(version)
        strict = not isinstance(workspace.store, Raws | FileStore)
    finally:
        workspace.close()
    where = printable(version.path or version.id)
    if options.pointer is not None:
        text = _piece(text, options.pointer, where)
    elif strict:
        jsontext.decode_any(text)
    if options.pretty:
        text = _pretty(open_container(text).json, where)
    out = Output()
    out.foreign(text)
    if not out.terminal and (options.pretty or options.pointer is not None):
        out.foreign(b"\n")
    return diagnostics.DONE


def _piece(text: bytes, pointer: str, where: str) -> bytes:
    json = open_container(text).json
    try:
        start, end = find_span(json, parse_pointer(pointer))
    except (Damaged, IndexError):
        jsontext.decode_any(json)  # says where the fault is
        raise Damaged(f"{where}: this is not valid JSON") from None
    return json[start:end]


def _pretty(json: bytes, where: str) -> bytes:
    try:
        return msgspec.json.format(json, indent=2)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        # Offsets hold in the repaired copy, but pretty text must keep what stands in the file.
        try:
            jsontext.decode_any(json)
        except Damaged as error:
            raise Damaged(f"{where}: {error.sentence}") from None
        return jsontext.indent(json)
