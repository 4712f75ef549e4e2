"""How a session of a place is to be made lighter, with what only the place can tell."""

from __future__ import annotations

from ..errors import SessiontuiError
from ..session.edit.slimming import KEEP_HISTORY, Slimming
from .protocols import KnowsExtensions, Store


def slimming_of(
    store: Store,
    *,
    site: str | None = None,
    before: int | None = None,
    keep_history: int = KEEP_HISTORY,
) -> Slimming:
    """What ``session.edit.slimming`` goes by, with the extensions that the place has."""
    if not isinstance(store, KnowsExtensions):
        return Slimming(site, before, keep_history)
    try:
        return Slimming(site, before, keep_history, store.extensions())
    except SessiontuiError as error:
        return Slimming(site, before, keep_history, unknown=error.sentence)
