"""Carry out edits on a document: the new text, the patch, and what was done in words.

Pure and all or nothing: an edit that cannot be done raises, and the document is as it was.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from ...errors import Refused
from ..model.document import Document
from .edits import Edit, KeepOnly
from .kinds import KINDS
from .outcome import WindowAfter, windows_after
from .patch import Patch
from .session_draft import SessionDraft
from .start_state import Stamp, set_stamp

# Where there is no profile whose settings say otherwise; Firefox 153 does the same.
MAX_TABS_UNDO = 25
MAX_WINDOWS_UNDO = 5


class Edited(Struct, frozen=True):
    """What came of it. ``words``: one printable sentence for each edit.

    ``windows``: the open windows, and where their tabs were before.
    """

    bench: SessionDraft
    patch: Patch
    words: tuple[str, ...]
    windows: tuple[WindowAfter, ...]

    @property
    def text(self) -> bytes:
        """The new text, made anew each time it is asked for."""
        return self.patch.apply(self.bench.draft.document.text)

    def stamped(self, stamp: Stamp) -> Patch:
        """The patch that sets these members of the session as well."""
        if not stamp:
            return self.patch
        set_stamp(self.bench.root, stamp)
        return self.bench.draft.patch()


def apply(
    document: Document,
    edits: Sequence[Edit],
    *,
    now: int,
    max_tabs_undo: int = MAX_TABS_UNDO,
    max_windows_undo: int = MAX_WINDOWS_UNDO,
) -> Edited:
    """Carry out edits, one after the other, on a document.

    All name their items as they stood before the first. ``now`` (ms since epoch) is when things
    are closed. Raises NothingFound for an item that is not there, Refused for an edit that makes
    no sense.
    """
    for edit in edits:
        if type(edit) not in KINDS:
            raise TypeError(
                f"an edit must be one of those that there are, not {type(edit).__name__}"
            )
    bench = SessionDraft(document, now, max_tabs_undo, max_windows_undo)
    words = tuple(KINDS[type(edit)].carry_out(bench, edit) for edit in edits)
    if not bench.windows.items and any(_keeps_nothing(edit) for edit in edits):
        raise Refused("keeping only some tabs needs at least one tab to keep")
    bench.settle()
    return Edited(bench, bench.draft.patch(), words, windows_after(bench))


def _keeps_nothing(edit: Edit) -> bool:
    return isinstance(edit, KeepOnly) and not edit.tabs
