"""Saves that Firefox began and never finished, where one holds more than what would be loaded."""

from __future__ import annotations

from collections.abc import Sequence

from ..text import moment, printable, size
from .session_files import SessionFile


def worth_a_look(files: Sequence[SessionFile], loads: str | None) -> tuple[str, ...]:
    """A sentence, without its stop, for each that is newer and larger than what is loaded next.

    ``loads`` is the name of that file; where nothing is loaded, for each of them.
    """
    loaded = next((file for file in files if file.name == loads), None)
    return tuple(
        f"{printable(file.name)} ({_held(file)}, {moment(int(file.modified))}) is a save that was "
        "never finished: Firefox does not load it, but "
        + (
            "nothing else is there to be loaded"
            if loaded is None
            else f"it is newer and larger than {printable(loaded.path.name)} ({_held(loaded)})"
        )
        for file in files
        if file.role == "unfinished" and (loaded is None or _is_more(file, loaded))
    )


def _is_more(file: SessionFile, loaded: SessionFile) -> bool:
    return file.modified > loaded.modified and _bytes(file) > _bytes(loaded)


def _bytes(file: SessionFile) -> int:
    """Of the text: how well it packs says nothing of how much there is."""
    return file.size if file.uncompressed is None else file.uncompressed


def _held(file: SessionFile) -> str:
    return size(_bytes(file))
