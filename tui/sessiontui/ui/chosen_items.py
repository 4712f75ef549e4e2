"""Items of the shown version and of others by where they were seen. On the store thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import StaleRevision
from ..session.json.pointer import Steps
from ..session.model.items import Item, item_at
from ..session.model.nested import outer_of
from ..session.model.snapshot import Snapshot
from ..stores.inside import session_of
from ..stores.view import VersionId
from ..text import printable
from ..workspace import Workspace
from .basket import Reference


def items_of(
    workspace: Workspace,
    shown: Snapshot | None,
    steps: Iterable[Steps],
    elsewhere: Iterable[Reference],
    known: Mapping[VersionId, Snapshot] | None = None,
) -> tuple[Item, ...]:
    """The items at ``steps`` of the shown snapshot, then those ``elsewhere``.

    ``known`` are sessions that were read already. Raises StaleRevision when a version is no longer
    what it was when something was chosen in it, and as ``item_at`` and the store do.
    """
    items = [item_at(shown, path) for path in steps] if shown is not None else []
    snapshots = dict(known or {})
    revisions: Mapping[VersionId, str] | None = None
    for name, revision, path in elsewhere:
        if revisions is None:
            revisions = {found.id: found.revision for found in workspace.store.versions()}
        outer = outer_of(name)
        if revisions.get(outer) != revision:
            raise StaleRevision(
                f"{printable(outer)} has changed since it was looked through; nothing was changed. "
                "Look again and choose anew."
            )
        if name not in snapshots:
            snapshots[name] = session_of(name, workspace.store.load)
        items.append(item_at(snapshots[name], path))
    return tuple(items)
