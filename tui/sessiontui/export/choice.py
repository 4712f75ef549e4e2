"""What of a session is exported when nobody names single items, and what is said of its origin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from ..session.model.items import Item, closed_items, open_windows, saved_groups

if TYPE_CHECKING:
    from ..session.model.snapshot import Snapshot
    from ..stores.view import Version

Part: TypeAlias = Literal["open", "closed", "all"]
"""The open windows; the recently closed list; both, and the saved groups."""
PARTS: Final[tuple[Part, ...]] = ("open", "closed", "all")


def items_of(snapshot: Snapshot, part: Part) -> tuple[Item, ...]:
    """That part of a session, in the order in which listings have it."""
    items: list[Item] = []
    if part != "closed":
        items += open_windows(snapshot)
    if part != "open":
        items += closed_items(snapshot)
    if part == "all":
        items += saved_groups(snapshot)
    return tuple(items)


def about(version: Version, part: Part | None) -> dict[str, Any]:
    """What the JSON begins with, as that of ``tabs``; lists that were asked for may be empty.

    ``part`` is None where single items were named.
    """
    path = version.path
    if path is not None:  # a directory's name may hold bytes that are no text
        path = path.encode("utf-8", "replace").decode()
    said: dict[str, Any] = {
        "version": {"name": version.id, "role": version.role, "path": path},
        "revision": version.revision,
    }
    if part is None:
        return said
    if part != "closed":
        said["windows"] = []
    if part != "open":
        said |= {"recentlyClosed": [], "closedGroups": []}
    if part == "all":
        said["savedGroups"] = []
    return said
