"""How a session of a place is to be made lighter, with what only the place can tell."""

from __future__ import annotations

from msgspec.structs import replace

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
    how = Slimming(site, before, keep_history)
    if not isinstance(store, KnowsExtensions):
        return how
    try:
        how = replace(how, installed=store.extensions())
    except SessiontuiError as error:
        how = replace(how, unknown=error.sentence)
    try:
        return replace(how, hosts=store.extension_hosts())
    except SessiontuiError as error:
        return replace(how, hosts_unknown=error.sentence)
