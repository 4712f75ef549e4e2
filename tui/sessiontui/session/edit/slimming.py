"""What makes a session lighter: from what is wanted to edits, and what each of them would free.

Nothing here judges what a person needs: each drop is chosen by its name, and measured by being
carried out on a draft.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from types import MappingProxyType
from typing import Final, Literal, get_args

from msgspec import Struct

from ...errors import Refused
from ..model.snapshot import Snapshot
from .apply import apply
from .edits import (
    CutHistory,
    DropCopies,
    DropExtensionValues,
    DropIcons,
    DropNested,
    DropStorage,
    Edit,
    ForgetMatching,
)
from .extension_values import owners_in

Drop = Literal["favicons", "closed", "nested", "storage", "history", "extensions", "duplicates"]
DROPS: Final[tuple[Drop, ...]] = get_args(Drop)
"""In the order in which they are offered."""
KEEP_HISTORY: Final = 5
"""Pages on either side of the one a tab shows, where nobody says how many are to be kept."""


class Slimming(Struct, frozen=True):
    """How much of what is to go; whatever is None does not narrow.

    ``site``: of ``closed`` and ``storage`` only that of this host and its subdomains.
    ``before``: of ``closed`` only what was closed before, ms since epoch. ``keep_history``: pages
    on either side of the one a tab shows. ``installed``: the ids of the profile's extensions,
    disabled ones too; None where that may not be known, and ``unknown`` says why.
    """

    site: str | None = None
    before: int | None = None
    keep_history: int = KEEP_HISTORY
    installed: frozenset[str] | None = None
    unknown: str = "which extensions are installed is known of a profile alone"


class Saving(Struct, frozen=True):
    """What a drop would free: ``bytes`` of the session's JSON, and ``words`` for what goes.

    ``unknown``: why it cannot be told; else it is empty.
    """

    drop: Drop
    bytes: int
    words: str
    unknown: str = ""


def slim(snapshot: Snapshot, drops: Collection[Drop], how: Slimming) -> tuple[Edit, ...]:
    """The edits that drop these from a session, all of one call and made from it.

    What goes as a whole goes first, and closed things before copies: a window in which something
    was closed does not go with its copies. Raises Refused where it cannot be known what is to go.
    """
    return tuple(edit for drop in ORDER if drop in drops for edit in _EDITS[drop](snapshot, how))


def savings(
    snapshot: Snapshot, how: Slimming, *, now: int, drops: Sequence[Drop] = DROPS
) -> Iterator[Saving]:
    """What each drop by itself would free, one after the other as they are asked for.

    Exactly as many bytes as carrying it out frees; what two of them would free both is counted
    with each. ``now`` in ms since epoch. Nothing is changed.
    """
    for drop in drops:
        try:
            edits = slim(snapshot, (drop,), how)
        except Refused as error:
            yield Saving(drop, 0, "", error.sentence)
            continue
        done = apply(snapshot.document, edits, now=now)
        yield Saving(drop, done.patch.freed, "; ".join(done.words))


def _closed(_: Snapshot, how: Slimming) -> Sequence[Edit]:
    return [ForgetMatching(site=how.site, before=how.before)]


def _copies(snapshot: Snapshot, _: Slimming) -> Sequence[Edit]:
    return [DropCopies(tuple(tab.steps for tab in snapshot.duplicates.expendable()))]


def _extensions(snapshot: Snapshot, how: Slimming) -> Sequence[Edit]:
    owners = owners_in(snapshot.document.text)
    if owners and how.installed is None:
        raise Refused(f"the values of extensions that are gone cannot be dropped: {how.unknown}")
    return [DropExtensionValues(tuple(sorted(owners - (how.installed or frozenset()))))]


ORDER: Final[tuple[Drop, ...]] = (
    "closed", "duplicates", "nested", "history", "favicons", "storage", "extensions",
)  # fmt: skip
"""In which the drops of one call are carried out, see ``slim``."""
_EDITS: Final = MappingProxyType[Drop, Callable[[Snapshot, Slimming], Sequence[Edit]]](
    {
        "favicons": lambda snapshot, how: [DropIcons()],
        "closed": _closed,
        "nested": lambda snapshot, how: [DropNested()],
        "storage": lambda snapshot, how: [DropStorage(how.site)],
        "history": lambda snapshot, how: [CutHistory(how.keep_history)],
        "extensions": _extensions,
        "duplicates": _copies,
    }
)
