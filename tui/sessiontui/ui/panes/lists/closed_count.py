"""How much the pane of what was closed lists; the bar of the panes says it before that is shown."""

from __future__ import annotations

from ....session.model.snapshot import Snapshot


def items_in(snapshot: Snapshot) -> int:
    """How many lines the list has when nothing is unfolded."""
    loose = sum(len(w.closed_tabs) + len(w.closed_groups) for w in snapshot.windows)
    return loose + len(snapshot.closed_windows) + len(snapshot.saved_groups)
