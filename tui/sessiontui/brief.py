"""How a value shows itself to a programmer (``repr``): short, whatever it holds.

A session's text may be 100 MB and a form field 10 MB; neither belongs into a log or a debugger's
line. What is cut says how much there is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

_MOST_TEXT: Final = 80  # characters, or bytes
_MOST_ITEMS: Final = 3


def brief(value: object) -> str:
    """A struct, named tuple or dataclass with its fields, long ones cut: ``Hit(text='…')``."""
    kind = type(value)
    names: Iterable[str] = (
        getattr(kind, "__struct_fields__", ()) or getattr(kind, "_fields", ())
        or getattr(kind, "__match_args__", ())
    )  # fmt: skip
    told = ", ".join(f"{name}={_of_field(getattr(value, name))}" for name in names)
    return f"{type(value).__name__}({told})"


def brief_items(items: Collection[object]) -> str:
    """A long sequence: how much it holds, and nothing of it."""
    return f"<{len(items)} {'item' if len(items) == 1 else 'items'}>"


def _of_field(value: object) -> str:
    if isinstance(value, str | bytes):
        if len(value) <= _MOST_TEXT:
            return repr(value)
        unit = "characters" if isinstance(value, str) else "bytes"
        return f"<{value[:_MOST_TEXT]!r} … {len(value):,} {unit}>"
    if not isinstance(value, Collection) or hasattr(value, "_fields"):
        return repr(value)
    if len(value) > _MOST_ITEMS:
        return brief_items(value)
    if not isinstance(value, tuple | list):
        return repr(value)
    inner = ", ".join(map(_of_field, value))
    return f"({inner})" if isinstance(value, tuple) else f"[{inner}]"
