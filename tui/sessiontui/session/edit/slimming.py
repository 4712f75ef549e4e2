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
from .extension_values import hosts_in, owners_in

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
    disabled ones too; None where that may not be known, and ``unknown`` says why. ``hosts``: the
    hosts of the addresses (``moz-extension://HOST``) of those; None likewise, ``hosts_unknown``.
    """

    site: str | None = None
    before: int | None = None
    keep_history: int = KEEP_HISTORY
    installed: frozenset[str] | None = None
    unknown: str = "which extensions are installed is known of a profile alone"
    hosts: frozenset[str] | None = None
    hosts_unknown: str = "which addresses are of installed extensions is known of a profile alone"


class LeftOut(Struct, frozen=True):
    """What of a drop is not done, and why, as a sentence's words."""

    drop: Drop
    why: str


class Chosen(Struct, frozen=True):
    """The edits that slim a session, and what of it cannot be done."""

    edits: tuple[Edit, ...]
    left_out: tuple[LeftOut, ...] = ()


class Saving(Struct, frozen=True):
    """What a drop would free: ``bytes`` of the session's JSON, and ``words`` for what goes.

    ``unknown``: why it cannot be told; else it is empty.
    """

    drop: Drop
    bytes: int
    words: str
    unknown: str = ""


def choose(snapshot: Snapshot, drops: Collection[Drop], how: Slimming) -> Chosen:
    """The edits that drop these from a session, all of one call and made from it.

    What goes as a whole goes first, and closed things before copies: a window in which something
    was closed does not go with its copies. Raises Refused where of nothing that is to go it can be
    known what that is.
    """
    edits: list[Edit] = []
    left_out: list[LeftOut] = []
    for drop in ORDER:
        if drop == "extensions" and drop in drops:
            found = _extensions(snapshot, how)
            edits += found.edits
            left_out += found.left_out
        elif drop in drops:
            edits += _EDITS[drop](snapshot, how)
    if left_out and not edits:
        raise Refused("; ".join(left.why for left in left_out))
    return Chosen(tuple(edits), tuple(left_out))


def slim(snapshot: Snapshot, drops: Collection[Drop], how: Slimming) -> tuple[Edit, ...]:
    """The edits of ``choose`` alone. Raises like it."""
    return choose(snapshot, drops, how).edits


def savings(
    snapshot: Snapshot, how: Slimming, *, now: int, drops: Sequence[Drop] = DROPS
) -> Iterator[Saving]:
    """What each drop by itself would free, one after the other as they are asked for.

    Exactly as many bytes as carrying it out frees; what two of them would free both is counted
    with each. ``now`` in ms since epoch. Nothing is changed.
    """
    for drop in drops:
        try:
            chosen = choose(snapshot, (drop,), how)
        except Refused as error:
            yield Saving(drop, 0, "", error.sentence)
            continue
        done = apply(snapshot.document, chosen.edits, now=now)
        words = (*done.words, *(left.why for left in chosen.left_out))
        yield Saving(drop, done.patch.freed, "; ".join(words))


def _closed(_: Snapshot, how: Slimming) -> Sequence[Edit]:
    return [ForgetMatching(site=how.site, before=how.before)]


def _copies(snapshot: Snapshot, _: Slimming) -> Sequence[Edit]:
    return [DropCopies(tuple(tab.steps for tab in snapshot.duplicates.expendable()))]


def _extensions(snapshot: Snapshot, how: Slimming) -> Chosen:
    text = snapshot.document.text
    owners, hosts = owners_in(text), hosts_in(text)
    whys = []
    if owners and how.installed is None:
        whys.append(f"the values of extensions that are gone cannot be dropped: {how.unknown}")
    if hosts.keeping and how.hosts is None:
        whys.append(
            f"what pages of extensions that are gone keep cannot be dropped: {how.hosts_unknown}"
        )
    gone = DropExtensionValues(
        () if how.installed is None else tuple(sorted(owners - how.installed)),
        () if how.hosts is None else tuple(sorted(hosts.named - how.hosts)),
    )
    known = bool(gone.extensions or gone.hosts) or not whys
    return Chosen((gone,) if known else (), tuple(LeftOut("extensions", why) for why in whys))


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
        "duplicates": _copies,
    }
)
