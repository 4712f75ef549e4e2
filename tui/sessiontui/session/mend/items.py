"""An item of a mended document, and how much is known of it."""

from __future__ import annotations

from msgspec import Struct

from ..json.pointer import Steps


class MendedItem(Struct, frozen=True):
    """A window, tab, closed tab or window, group or cookie, by its steps in the mended document.

    ``certain``: it is the item of the undamaged file, byte for byte, at the same steps.
    ``whole``: no part of it is known to be missing. What is not whole is not certain; what is
    whole and not certain was read behind a hole: it, or where it belongs, is likely at most.
    """

    steps: Steps
    certain: bool
    whole: bool
