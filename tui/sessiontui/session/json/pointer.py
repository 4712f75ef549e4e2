"""The way to one piece of a JSON text: its steps, as an RFC 6901 pointer, and where it stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from ...errors import NothingFound
from ...text import printable
from .in_goes import ONE_GO
from .text import after_blanks, child_spans, step_into

if TYPE_CHECKING:
    from .children import ChildFinder

Pointer = Sequence[str | int]
Steps = tuple[str | int, ...]
Spans = dict[tuple[int, int], dict[str | int, tuple[int, int]]]  # container → step → child


def parse_pointer(text: str) -> tuple[str, ...]:
    """An RFC 6901 pointer as steps. Raises NothingFound when it does not begin with a slash."""
    if not text:
        return ()
    if not text.startswith("/"):
        raise NothingFound("a pointer begins with a slash, like /windows/0/tabs/3")
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in text.removeprefix("/").split("/")
    )


def format_pointer(steps: Pointer) -> str:
    """Steps as an RFC 6901 pointer; its text may be foreign (keys)."""
    text = "/".join(map(str, steps))
    if "~" not in text and text.count("/") == len(steps) - 1:  # nearly all: nothing to escape
        return "/" + text
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def find_span(
    text: bytes,
    pointer: Pointer,
    known: Spans | None = None,
    *,
    sound: bytes | None = None,
    finder: Callable[[], ChildFinder] | None = None,
) -> tuple[int, int]:
    """Start and end of the piece of any JSON text that a pointer names. Raises NothingFound.

    ``known`` remembers levels already walked, so that neighbours are found at once. ``sound`` is
    the repaired copy that the text was decoded from: of the same length, and walked far quicker.
    ``finder`` gives one of that copy, or of the text: what is large is taken apart by it, so that
    no other thread is held up for long.
    """
    if sound is not None and sound is not text:
        # What lies too deep is empty in the copy.
        with suppress(NothingFound):
            return _find_span(sound, pointer, known, finder)
        known = finder = None
    return _find_span(text, pointer, known, finder)


def _find_span(
    text: bytes,
    pointer: Pointer,
    known: Spans | None,
    finder: Callable[[], ChildFinder] | None,
) -> tuple[int, int]:
    start = after_blanks(text, 0)
    at = (start, max(start, len(text.rstrip(b" \t\r\n"))))
    for depth, step in enumerate(pointer):
        spans = known.get(at) if known is not None else None
        if spans is None:
            if finder is not None and at[1] - at[0] > ONE_GO:
                spans = finder().child_spans(*at, depth)
            else:
                spans = child_spans(text, *at)
            if known is not None:
                known[at] = spans
        found = step_into(spans, step)
        if found is None:
            where = printable(format_pointer(pointer[: depth + 1]))
            raise NothingFound(f"{where}: there is nothing at this pointer")
        at = found
    return at
