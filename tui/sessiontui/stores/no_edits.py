"""Why nothing can be changed in a place now, as far as it is known without trying."""

from __future__ import annotations

from ..session.model.snapshot import Snapshot
from .protocols import Edits, RollsBack, Store
from .view import ProfileState


def no_edits(
    store: Store, profile: ProfileState | None, snapshot: Snapshot | None = None
) -> str | None:
    """The reason as a sentence; None where something can be. ``snapshot`` is what is shown."""
    reason = store.info.read_only_reason
    if reason is not None:
        return f"Nothing can be changed here: {reason}."
    if not isinstance(store, Edits):
        return "Nothing can be changed here: this kind of place is only looked at."
    if profile is not None and profile.in_use.state == "in use":
        if store.info.scheme != "profile":
            return None  # a made-up Firefox
        pid = f" (pid {profile.in_use.pid})" if profile.in_use.pid else ""
        return f"Firefox is running{pid} and would overwrite it: close Firefox first."
    if snapshot is not None and snapshot.salvaged is not None and not isinstance(store, RollsBack):
        return (
            "Nothing can be changed in a damaged file: what can be read of it can be copied and "
            "exported, and opened in a profile."
        )
    return None
