"""Weight in words: what is counted, and what stands in a session again and again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ...text import count, size
from .headline import share
from .repeated import Repeated
from .rows import Row, Weight

_UNITS: Final[Mapping[str, str]] = {
    "open tabs": "tab",
    "closed tabs": "tab",
    "closed windows": "window",
    "groups": "group",
    "nested sessions": "session",
    "cookies": "cookie",
    "images": "favicon",
    "history": "page",
    "forms": "form",
    "storage": "storage",
    "principals": "principal",
    "extension data": "value",
    "cloned state": "state",
}
_CALLED: Final[Mapping[str, str]] = {"images": "favicons"}
"""What people call a part, where its key for programs is another word."""
_REPEATED: Final[Mapping[str, str]] = {
    "image": "favicons",
    "principal": "principals",
    "state": "states of pages",
    "form": "forms",
    "storage": "storages",
    "extension data": "values of extensions",
}


def name_of_part(key: str) -> str:
    """What a part is called where people read it; a key that is none as it stands."""
    return _CALLED.get(key, key)


def counted(weight: Weight, row: Row) -> str:
    """How many a row sums, with the word for them; nothing where they are not counted."""
    units: Mapping[str, str] = {"site": "page", "tab": "page", "field": "value", "node": ""}
    unit = units.get(weight.axis, _UNITS.get(row.key, ""))
    return count(row.count, unit) if unit and row.count else ""


def repeated_words(found: Sequence[Repeated], whole: int) -> str:
    """What storing each value once would save, by what they are; nothing if it is nothing."""
    saved: dict[str, int] = {}
    for one in found:
        saved[one.what] = saved.get(one.what, 0) + one.saved
    total = sum(saved.values())
    if not total:
        return ""
    most = sorted(saved.items(), key=lambda item: -item[1])
    named = ", ".join(f"{_REPEATED[what]} {size(bytes_)}" for what, bytes_ in most)
    values = count(len(found), "value stands", "values stand")
    return (
        f"{values} in it more than once: storing each once would save {size(total)} of its JSON "
        f"({share(total, whole)}): {named}"
    )
