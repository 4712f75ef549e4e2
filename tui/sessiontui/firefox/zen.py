"""What Zen (since 1.18) does at its start, which is not what Firefox does.

As in Zen's sources (ZenSessionManager.sys.mjs): its own file is read first, and its tabs, groups,
folders and spaces are put over those of every synced window of Firefox's session.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..errors import SessiontuiError
from ..session.model.snapshot import Snapshot
from ..text import count
from .file_names import SESSION
from .next_start import NextStart, foretold_not
from .prefs.effective import Prefs
from .prefs.names import PAGE
from .session_files import SessionFile

_RESTORES = 3  # browser.startup.page


def zen_start(
    files: Sequence[SessionFile], prefs: Prefs, load: Callable[[SessionFile], Snapshot]
) -> NextStart | None:
    """What Zen's next start loads and opens; None for a profile without its file."""
    own = [file for file in files if file.role in ("zen", "zenBackup")]
    if not own:
        return None
    skipped = []
    for file in own:
        try:
            snapshot = load(file)
        except SessiontuiError as error:
            skipped.append(error.sentence)
            continue
        if not snapshot.windows:
            skipped.append(f"{file.path.name} has no spaces")
            continue
        spaces = count(len(snapshot.windows), "space")
        pinned = sum(tab.pinned for tab in snapshot.open_tabs())
        opens = (
            count(snapshot.counts.tabs, "tab")
            if prefs.get(PAGE) == _RESTORES
            else f"only the {count(pinned, 'pinned tab')} (all after a crash)"
        )
        why = (
            f"Zen opens {opens} in {spaces} of {file.path.name}: it puts them over the tabs of "
            f"every window, so changing {SESSION} alone does nothing."
        )
        return NextStart(file.name, "unknown", why, None, tuple(skipped))
    return foretold_not(f"Zen can read none of its own files: {'; '.join(skipped)}.")
