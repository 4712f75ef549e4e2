"""``sessiontui cat PLACE [POINTER]``: the JSON itself."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, SessiontuiError, UsageError
from ...text import printable
from .. import diagnostics
from ..options import add_place, add_word
from ..output import Output
from ..place import load, opened, say_oddity, wanted_version

if TYPE_CHECKING:
    from ...stores.view import Version
    from ...workspace import Workspace

EXAMPLE: Final = "sessiontui cat default-esr /windows/0/tabs/3 --pretty"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_word(parser, "pointer", "POINTER", "only that piece (RFC 6901), see the example")
    parser.add_argument("--pretty", action="store_true", help="laid out with indents")


def run(options: argparse.Namespace) -> int:
    """Print a version's text, or the piece a pointer names. Any decodable JSON will do.

    Of a damaged session file it is the document made of what can be read of it.
    """
    pointer: str | None = options.pointer
    if pointer and not pointer.startswith("/"):
        raise UsageError(
            f"{printable(pointer)}: a pointer begins with a slash, like /windows/0/tabs/3"
        )
    with opened(options) as workspace:
        version = wanted_version(workspace, options.version_of)
        where = printable(version.path or "") or workspace.store.info.title
        try:
            text = _text(workspace, version)
            found = _wanted(text, pointer, pretty=options.pretty)
        except NothingFound as error:
            raise NothingFound(f"{error.sentence} in {where}") from None
        except SessiontuiError as error:
            salvaged = _salvaged(workspace, version)
            if salvaged is None:
                sentence = error.sentence.removeprefix(f"{where}: ")
                raise type(error)(f"{where}: {sentence}") from None
            found = _wanted(salvaged, pointer, pretty=options.pretty)
        else:
            if version.uncompressed not in (None, len(text)) and pointer is None:
                say_oddity(version.id, workspace.summary(version).note)
    out = Output()
    out.foreign(found)
    if not out.terminal and (options.pretty or pointer):
        out.foreign(b"\n")
    return diagnostics.DONE


def _text(workspace: Workspace, version: Version) -> bytes:
    if version.depth:  # it lies inside another: what the outer one has there
        return load(workspace, version.id).document.text
    return workspace.text(version)


def _salvaged(workspace: Workspace, version: Version) -> bytes | None:
    """What can be read of a damaged session file, or is made of one in another form, or None."""
    try:
        snapshot = load(workspace, version.id)
    except SessiontuiError:
        return None  # any JSON will do: what is wrong with it is said by whoever has read it
    return snapshot.document.text


def _wanted(text: bytes, pointer: str | None, *, pretty: bool) -> bytes:
    import msgspec

    from ...codec.container import open_container
    from ...session.json.pointer import find_span, parse_pointer
    from ...session.json.text import decode

    json = open_container(text).json
    # Walks the whole text and keeps none of it.
    sound = decode(json, msgspec.json.Decoder(msgspec.Raw)).source
    if pointer:
        start, end = find_span(json, parse_pointer(pointer), sound=sound)
        json = text = json[start:end]
    return _pretty(json) if pretty else text


def _pretty(json: bytes) -> bytes:
    import msgspec

    from ...session.json.indent import indent

    try:
        return msgspec.json.format(json, indent=2)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return indent(json)  # keeps what stricter eyes reject
