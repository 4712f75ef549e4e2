"""How much of each open tab's history Firefox still writes when it quits, by a profile's settings.

Seen with Firefox 153: SessionWriter.write cuts the open tabs of the last save, and only those, by
``max_serialize_back`` and ``max_serialize_forward``. ``sessionhistory.max_entries`` cuts nothing
then: it bounds what a loaded tab gathers, and what is gathered stands in every save already.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from .catalogue import SPECS
from .effective import Prefs
from .names import MAX_SERIALIZE_BACK, MAX_SERIALIZE_FORWARD
from .prefs_js import PrefValue

SETTINGS: Final = (MAX_SERIALIZE_BACK, MAX_SERIALIZE_FORWARD)


class PagesAtQuit(Struct, frozen=True):
    """Pages kept before and behind the one that a tab shows; None: all there are."""

    back: int | None
    forward: int | None


def pages_at_quit(prefs: Prefs | Mapping[str, PrefValue | None]) -> PagesAtQuit:
    """What a profile with these settings keeps; what is no number counts as not set."""
    return PagesAtQuit(*(_pages(name, prefs.get(name)) for name in SETTINGS))


def _pages(name: str, value: PrefValue | None) -> int | None:
    number = value if _is_number(value) else SPECS[name].default_for(None)
    if not isinstance(number, int):
        raise TypeError(f"{name} has no number as its default")
    return number if number > -1 else None


def _is_number(value: PrefValue | None) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


USUAL_PAGES: Final = pages_at_quit({})
"""Where nothing is set."""
