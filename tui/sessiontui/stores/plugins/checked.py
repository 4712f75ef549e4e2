"""Whether a value is what its type says, all through: a plug-in's word for it is not enough.

What our own code takes for granted (a size is a whole number, a tuple holds strings) is looked at
once, at the wall, so that nothing behind it meets a surprise.
"""

from __future__ import annotations

import math
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final, Literal, Union, get_args, get_origin

from msgspec import Struct

from ...text import printable

_MOST: Final = 1 << 63  # of a number: beyond it nothing is a size, a count or a time


def fault_in(value: object, hint: Any, where: str) -> str | None:
    """What is wrong with a value of that type, in printable words; None where nothing is.

    ``where`` names the value. Classes of ours count only themselves: of a subclass every answer
    could be another.
    """
    if hint is Any or hint is object:
        return None
    origin = get_origin(hint)
    if origin in (Union, types.UnionType):
        faults = [fault_in(value, one, where) for one in get_args(hint)]
        if None in faults:
            return None
        own = next((i for i, one in enumerate(get_args(hint)) if type(value) is one), -1)
        return faults[own] if own >= 0 else _not(value, hint, where)
    if origin is Literal:
        return None if value in get_args(hint) else _not(value, hint, where)
    if origin is not None:
        return _fault_in_many(value, origin, get_args(hint), where)
    if hint is None or hint is type(None):
        return None if value is None else _not(value, hint, where)
    if not _is_one(value, hint):
        return _not(value, hint, where)
    return _fault_in_fields(value, hint, where)


def _is_one(value: object, hint: type) -> bool:
    kind = type(value)
    if hint is float:
        return kind in (int, float) and math.isfinite(value) and abs(value) < _MOST  # type: ignore[arg-type]
    if hint is int:
        return kind is int and abs(value) < _MOST  # type: ignore[arg-type]
    return kind is hint


def _fault_in_many(value: object, origin: Any, of: tuple[Any, ...], where: str) -> str | None:
    """Of a container: its kind, then what it holds."""
    if origin is Callable:
        return None if callable(value) else f"{where} cannot be called"
    if not isinstance(value, origin) or isinstance(value, str | bytes):
        return _not(value, origin, where)
    pairs: Sequence[tuple[object, Any, str]]
    if isinstance(value, Mapping):
        pairs = [(key, of[0], f"a key of {where}") for key in value]
        pairs += [(one, of[1], f"a value of {where}") for one in value.values()]
    elif origin is tuple and (len(of) != 2 or of[1] is not Ellipsis):
        if len(value) != len(of):
            return f"{where} holds {len(value)} things, not {len(of)}"
        pairs = [(one, of[i], f"{where}[{i}]") for i, one in enumerate(value)]
    else:
        pairs = [(one, of[0], f"{where}[{i}]") for i, one in enumerate(value)]
    return next((fault for pair in pairs if (fault := fault_in(*pair)) is not None), None)


def _fault_in_fields(value: object, hint: type, where: str) -> str | None:
    is_named_tuple = issubclass(hint, tuple) and hasattr(hint, "_fields")
    if not (issubclass(hint, Struct) or is_named_tuple):
        return None
    for name, kind in _fields(hint).items():
        try:
            held = getattr(value, name)
        except AttributeError:  # made without its beginning
            return f"{where}.{name} is missing"
        if (fault := fault_in(held, kind, f"{where}.{name}")) is not None:
            return fault
    return None


@cache
def _fields(kind: type) -> Mapping[str, Any]:
    hints = typing.get_type_hints(kind, None, _named_for_types_only())
    own: Sequence[str] = getattr(kind, "__struct_fields__", ()) or kind._fields  # type: ignore[attr-defined]
    return {name: hints[name] for name in own}


@cache
def _named_for_types_only() -> dict[str, Any]:
    """What ``stores.view`` and ``stores.protocols`` name in annotations and do not import."""
    from ...firefox.next_start import NextStart
    from ...firefox.prefs.prefs_js import PrefValue
    from ...firefox.prefs.settings import Setting
    from ...firefox.profile_lock import InUse
    from ...firefox.save_log import FirefoxWrite
    from ...session.edit.already_open import OpenAlready
    from ...session.edit.outcome import Outcome
    from ...session.model.snapshot import Snapshot

    found = (NextStart, Setting, InUse, FirefoxWrite, OpenAlready, Outcome, Snapshot)
    return {kind.__name__: kind for kind in found} | {"PrefValue": PrefValue}


def _not(value: object, hint: Any, where: str) -> str:
    return f"{where} is {_kind_words(value)}, not {_hint_words(hint)}"


def _kind_words(value: object) -> str:
    if value is None:
        return "None"
    if type(value) is float:
        return repr(value)
    if type(value) is int and abs(value) >= _MOST:
        return "a number without bounds"
    return f"of type {printable(type(value).__name__)[:60]}"


def _hint_words(hint: Any) -> str:
    parts = get_args(hint)
    if parts and get_origin(hint) in (Union, types.UnionType):
        return " or ".join(_hint_words(one) for one in parts)
    if hint is None or hint is type(None):
        return "None"
    return str(getattr(hint, "__name__", None) or hint)
