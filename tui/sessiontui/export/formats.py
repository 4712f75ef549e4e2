"""The formats a session is exported to, and the one function that does it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ..errors import NothingFound, UsageError
from ..text import printable

if TYPE_CHECKING:  # the table alone, for the help, needs no session
    from ..session.model.items import Item


class Format(NamedTuple):
    """One format: its name, the module that writes it, and file names that ask for it.

    ``ending`` is that of a name that is proposed, where none asks for it. ``containers``: it names
    them, so that whoever exports looks them up.
    """

    name: str
    module: str
    meaning: str
    extensions: tuple[str, ...]
    binary: bool = False
    ending: str = ""
    containers: bool = False

    @property
    def proposed_ending(self) -> str:
        """What a file of it is called at its end."""
        return self.ending or self.extensions[0]


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        found.name: found
        for found in (
            Format("urls", "writers.urls", "one address a line", (".txt", ".urls")),
            Format("markdown", "writers.markdown", "lists of links", (".md", ".markdown")),
            Format("html", "writers.html", "bookmarks that browsers import", (".html", ".htm")),
            Format(
                "csv",
                "writers.csv_table",
                "a row a tab, for spreadsheets",
                (".csv",),
                containers=True,
            ),
            Format("json", "writers.json_listing", "what tabs --json prints", (".json",)),
            Format(
                "tsm",
                "writers.tab_session_manager",
                "for the add-on Tab Session Manager",
                (),
                ending=".json",
            ),
            Format(
                "session",
                "writers.session_file",
                "a session file that Firefox loads",
                (".jsonlz4", ".baklz4"),
                binary=True,
            ),
        )
    }
)


class Options(NamedTuple):
    """How to export. ``now`` in ms since epoch.

    ``with_private`` lets cookies, form data, sessionStorage and the like into a session file, and
    words that were typed and not loaded into every format. ``containers`` gives their names.
    ``about`` goes first into the JSON listing; a list in it is what is added to.
    """

    now: int
    with_private: bool = False
    containers: Mapping[int, str] = MappingProxyType({})
    about: Mapping[str, Any] = MappingProxyType({})


def format_for(name: str | None, file_name: str | None = None) -> Format:
    """The format of that name; without one, what the file's name asks for, or ``urls``.

    Raises UsageError.
    """
    if name is not None:
        if name not in FORMATS:
            known = ", ".join(FORMATS)
            raise UsageError(f"{printable(name)}: there is no such format; there are {known}")
        return FORMATS[name]
    for found in FORMATS.values():
        if (file_name or "").lower().endswith(found.extensions or ("\0",)):
            return found
    return FORMATS["urls"]


def export(items: Sequence[Item], format_name: str, options: Options) -> Iterator[bytes]:
    """The items in a format, in chunks of whole lines (a binary format: of any length).

    Raises NothingFound when there is nothing to write; that, and every other complaint about
    the items, comes before the first chunk.
    """
    module = import_module(f"{__package__}.{format_for(format_name).module}")
    chunks: Iterator[bytes] = module.chunks(items, options)
    first = next(chunks, None) if items else None
    if first is None:
        raise NothingFound("there is nothing to export: no tab with an address")
    return chain((first,), chunks)
