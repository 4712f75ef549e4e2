"""What was not looked through, and why. Light: nothing of pages is in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..text import count


class LeftOut(NamedTuple):
    """A version, by its id, that was not looked through, and why, as a sentence.

    ``partly``: some of it was.
    """

    version: str
    why: str
    partly: bool = False


def not_read(left_out: Iterable[LeftOut]) -> str:
    """How many versions were not looked through, or only in part; empty when all were."""
    left_out = list(left_out)
    whole = {one.version for one in left_out if not one.partly}
    partly = {one.version for one in left_out if one.partly} - whole
    return ", ".join(
        f"{count(len(some), 'version')} {how}"
        for some, how in ((whole, "not read"), (partly, "read in part"))
        if some
    )


def unseen(sentences: Iterable[str]) -> str:
    """What is said behind "there is none" where not all was looked at, with its full stop before.

    ``sentences`` have no stop of their own.
    """
    said = "; ".join(sentences)
    return f". Not all of it was seen: {said}" if said else ""
