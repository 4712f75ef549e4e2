"""The file that the next start loads, with an edited session in it, and the start that follows."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ... import progress
from ...codec import mozlz4
from ...codec.container import Container, Form
from ...errors import Refused
from ...firefox import edit_target
from ...firefox.edit_target import EditTarget
from ...firefox.next_start import NextStart, next_start
from ...firefox.prefs.prefs_js import parse_prefs
from ...firefox.session_files import SessionFile
from ...session.edit.apply import Edited
from ...session.edit.start_state import Stamp, stamped
from ...session.json.utf8 import is_utf8
from ...session.model.document import Document
from ...session.model.snapshot import Snapshot
from ...text import printable
from ..session_cache import NOT_UTF8, Loaded
from .once import prefs_file
from .situation import Situation
from .transaction import ABSENT, Step

UNCHANGED = "nothing was changed"


def as_json(text: bytes) -> Container:
    """A session's text as it would be read from a plain file."""
    return Container(Form.JSON, text, 0, 0)


class _Main(Struct, frozen=True):
    """The file that will be loaded, and the start that follows."""

    steps: tuple[Step, ...]
    snapshot: Snapshot
    start: NextStart
    version: str


class Made(NamedTuple):
    """A session, and why Firefox's own parser would refuse its text, empty where it does not."""

    snapshot: Snapshot
    refused: Callable[[], str]

    @classmethod
    def of(cls, snapshot: Snapshot) -> Made:
        """A session all of whose text is to be looked at for that."""
        return cls(snapshot, Loaded(snapshot, as_json(snapshot.document.text), "").refused)


class After(Struct, frozen=True):
    """The session that is to be loaded: whether it is the ``same`` as before, and how it is made.

    ``make`` gives it with the members of a stamp set.
    """

    same: bool
    make: Callable[[Stamp], Made]

    @classmethod
    def of_edits(cls, loaded: Loaded, edited: Edited) -> After:
        """What edits make of the session that was loaded."""

        def make(stamp: Stamp) -> Made:
            patch = edited.stamped(stamp)
            made = Made.of(Snapshot(Document(patch.apply(loaded.snapshot.document.text))))
            if loaded.refused() or made.snapshot.document.repaired:
                return made
            # What was there is good, and ends at the quotes and brackets where something is new.
            new = (splice.new for splice in patch.splices)
            return made._replace(refused=lambda: "" if all(map(is_utf8, new)) else NOT_UTF8)

        return cls(not edited.patch, make)

    @classmethod
    def of_text(cls, loaded: Loaded, text: bytes) -> After:
        """A session that is there as a text."""
        same = text == loaded.snapshot.document.text
        snapshot = loaded.snapshot if same else Snapshot(Document(text))

        def make(stamp: Stamp) -> Made:
            if not stamp:
                return Made.of(snapshot)
            return Made.of(Snapshot(Document(stamped(snapshot.document, stamp))))

        return cls(same, make)


def main_file(
    situation: Situation,
    file: SessionFile,
    loaded: Loaded,
    target: EditTarget,
    after: After,
    start: NextStart,
) -> _Main:
    """The file that the next start loads, with this session in it, and the start that follows.

    Raises Refused when Firefox would not load it.
    """
    if after.same and not target.stamp and file.name == start.loads:
        target = replace(target, path=file.path, version=file.name, fresh=False)
        steps: tuple[Step, ...] = ()
        snapshot = loaded.snapshot
        follows = _after(situation, file, target, snapshot)
    else:
        progress.tell("looking ahead", None, len(loaded.snapshot.document.text))
        snapshot, refused = after.make(target.stamp)
        follows = _after(situation, file, target, snapshot)
        if follows.crashed and not start.crashed:
            # Without sessionCheckpoints.json a session without this mark counts as crashed.
            target = replace(target, stamp={**target.stamp, "state": "stopped"})
            snapshot, refused = after.make(target.stamp)
            follows = _after(situation, file, target, snapshot)
        if reason := refused():
            raise Refused(f"Firefox would not load the edited session, {reason}; {UNCHANGED}")
        steps = (_step(situation, file, loaded, target, snapshot.document.text),)
    if follows.loads != target.version:
        raise Refused(
            f"Firefox would not load {target.version} after the edit but {follows.loads}; "
            f"{UNCHANGED}. {follows.why}"
        )
    return _Main(steps, snapshot, follows, target.version)


def _after(
    situation: Situation, file: SessionFile, target: EditTarget, snapshot: Snapshot
) -> NextStart:
    """The start that follows when the target holds this session."""
    role = "clean" if target.fresh else file.role
    edited = SessionFile(
        target.version, role, target.path, target.path == file.path and file.plain, 1,
        situation.now, "", None,
    )  # fmt: skip
    prefs = situation.prefs
    if target.once:
        data = edit_target.once_prefs(prefs_file(situation.profile)[0])
        prefs = replace(prefs, prefs=parse_prefs(data))

    def load(found: SessionFile) -> Snapshot:
        return snapshot if found is edited else situation.load_as_firefox(found)

    files = (edited, *(f for f in situation.files if f.path != target.path))
    return next_start(files, prefs, situation.checkpoints, load, situation.now)


def _step(
    situation: Situation, file: SessionFile, loaded: Loaded, target: EditTarget, text: bytes
) -> Step:
    there = next((f for f in situation.files if f.path == target.path), None)
    revision = there.revision if there else ABSENT
    note, damaged = "", loaded.snapshot.salvaged is not None
    if "lastUpdate" in target.stamp:
        note = "; it counts as saved just now, so that Firefox does not ask first"

    @cache
    def packed() -> bytes:
        progress.tell(f"packing {printable(target.path.name)}", None, len(text))
        return mozlz4.pack(text) if target.fresh else loaded.container.rewrap(text)

    if not target.fresh:
        return Step(target.path, packed, revision, f"rewritten{note}", file.name)
    if file.path == target.path:
        made = "replaced by what can be read of it," if damaged else "rewritten"
        what = f"{made} in the form that Firefox loads{note}"
        return Step(target.path, packed, revision, what, target.version)
    source = "the kept copy" if file.role == "kept" else printable(file.path.name)
    source = f"what can be read of {source}" if damaged else source
    made = "replaced by" if there else "new, made of"
    what = f"{made} {source}, which stays as it is{note}"
    return Step(target.path, packed, revision, what, target.version)
