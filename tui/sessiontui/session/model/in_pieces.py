"""The skeleton of a large session, decoded item after item: other threads run in between.

One typed pass over 100 MB holds them up for 120 ms and more. Here what is large is passed over four
times, each time in less than a quarter of that, and then decoded tab by tab. In all it takes twice
as long: it is for who reads beside a screen, and not for who counts CPU time.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, field

from ..json import text as jsontext
from . import names
from .document import (
    ClosedTabs,
    ClosedTabSkeleton,
    Odd,
    RawField,
    SessionSkeleton,
    Tabs,
    TabSkeleton,
    Windows,
    WindowSkeleton,
    decode_whole,
)

LARGE: Final = 1 << 20
"""Bytes of a text, a window or a list from which on it is taken apart."""


class _Session(SessionSkeleton, gc=False):
    """A session whose windows stand as they are."""

    windows: RawField = UNSET  # type: ignore[assignment]
    closed_windows: RawField = field(name=names.CLOSED_WINDOWS, default=UNSET)  # type: ignore[assignment]


class _Window(WindowSkeleton, gc=False):
    """A window whose tabs stand as they are."""

    tabs: RawField = UNSET  # type: ignore[assignment]
    closed_tabs: RawField = field(name=names.CLOSED_TABS, default=UNSET)  # type: ignore[assignment]
    mobile_closed_tabs: RawField = field(name=names.MOBILE_CLOSED_TABS, default=UNSET)  # type: ignore[assignment]


_SESSION = msgspec.json.Decoder(_Session)
_WINDOW = msgspec.json.Decoder(_Window)
_ITEMS = msgspec.json.Decoder(list[Raw])
_WINDOWS: msgspec.json.Decoder[Windows] = msgspec.json.Decoder(Windows)
_TABS: msgspec.json.Decoder[Tabs] = msgspec.json.Decoder(Tabs)
_CLOSED_TABS: msgspec.json.Decoder[ClosedTabs] = msgspec.json.Decoder(ClosedTabs)
_ONE_WINDOW: msgspec.json.Decoder[WindowSkeleton | Odd] = msgspec.json.Decoder(WindowSkeleton | Odd)
_ONE_TAB: msgspec.json.Decoder[TabSkeleton | Odd] = msgspec.json.Decoder(TabSkeleton | Odd)
_ONE_CLOSED: msgspec.json.Decoder[ClosedTabSkeleton | Odd] = msgspec.json.Decoder(
    ClosedTabSkeleton | Odd
)


def decode_in_pieces(text: bytes) -> jsontext.Decoded[SessionSkeleton]:
    """The same as ``decode_whole``. Raises Damaged."""
    if len(text) < LARGE:
        return decode_whole(text)
    try:
        return jsontext.Decoded(_session(text), text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return decode_whole(text)  # which repairs what can be


def _session(text: bytes) -> SessionSkeleton:
    parts = _SESSION.decode(text)
    windows = parts.windows
    return SessionSkeleton(
        **_small(parts, SessionSkeleton, _Session),
        windows=_windows(windows) if isinstance(windows, Raw) else UNSET,
        closed_windows=_windows(parts.closed_windows),
    )


def _windows(raw: RawField) -> Windows:
    if not isinstance(raw, Raw):
        return None
    if not _is_large(raw, "["):
        return _WINDOWS.decode(raw)
    return [_window(item) for item in _ITEMS.decode(raw)]


def _window(raw: Raw) -> WindowSkeleton | Odd:
    if not _is_large(raw, "{"):
        return _ONE_WINDOW.decode(raw)
    parts = _WINDOW.decode(raw)
    return WindowSkeleton(
        **_small(parts, WindowSkeleton, _Window),
        tabs=_listed(parts.tabs, _TABS, _ONE_TAB),
        closed_tabs=_listed(parts.closed_tabs, _CLOSED_TABS, _ONE_CLOSED),
        mobile_closed_tabs=_listed(parts.mobile_closed_tabs, _TABS, _ONE_TAB),
    )


def _listed(
    raw: RawField, together: msgspec.json.Decoder[Any], alone: msgspec.json.Decoder[Any]
) -> Any:
    """A list as its decoder reads it, or one that is large item by item."""
    if not isinstance(raw, Raw):
        return None
    if not _is_large(raw, "["):
        return together.decode(raw)
    return [alone.decode(item) for item in _ITEMS.decode(raw)]


def _is_large(raw: Raw, opening: str) -> bool:
    view = memoryview(raw)
    return len(view) >= LARGE and view[0] == ord(opening)


def _small(
    parts: msgspec.Struct, kind: type[msgspec.Struct], apart: type[msgspec.Struct]
) -> dict[str, Any]:
    """The fields that both kinds read in the same way."""
    large = apart.__annotations__
    return {name: getattr(parts, name) for name in kind.__struct_fields__ if name not in large}
