"""An edit of a profile worked out before anything is written: which files, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ... import progress
from ...codec import mozlz4
from ...codec.container import Container, Form
from ...errors import Refused, StaleRevision, Unreadable
from ...firefox import edit_target
from ...firefox.edit_target import EditTarget
from ...firefox.next_start import NextStart, next_start
from ...firefox.obstacles import obstacle
from ...firefox.prefs.effective import Prefs
from ...firefox.prefs.names import MAX_TABS_UNDO, MAX_WINDOWS_UNDO, ONCE
from ...firefox.prefs.prefs_js import parse_prefs
from ...firefox.safe_reading import SETTINGS, read_bytes
from ...firefox.session_files import SessionFile, revision_of
from ...session.edit import apply
from ...session.edit.edits import Edit
from ...session.edit.kinds import Forget, forgets, leaves_out, opens, title
from ...session.edit.outcome import Outcome
from ...session.edit.start_state import stamped
from ...session.model.document import Document
from ...session.model.snapshot import Snapshot
from ...text import count, printable
from ..protocols import EditOptions, FileChange, Left, Receipt
from ..session_cache import Loaded
from .damaged import based_on_damaged
from .forget_everywhere import forget_in, forget_inside
from .journal import Journal, RecordKind
from .own_files import forget_words, redact_words
from .situation import Situation
from .still_held import still_held, traces_of
from .transaction import ABSENT, Step

UNCHANGED = "nothing was changed"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is written, and what comes of it. ``opened``: windows and tabs at the next start."""

    title: str
    words: tuple[str, ...]
    steps: tuple[Step, ...]
    start: NextStart | None
    opened: tuple[int, int]
    version: str | None  # what the next start will load
    kind: RecordKind = "edit"
    still_held: Callable[[Sequence[Step]], tuple[Left, ...]] = lambda written: ()
    undoes: str | None = None
    keep: bool = True
    redact: Callable[[], None] = lambda: None  # afterwards, when nothing is kept
    missing: tuple[str, ...] = ()  # of a damaged file that it is made of
    outcome: Outcome | None = None

    def receipt(self, journal: Journal | None = None, revision: str | None = None) -> Receipt:
        """The plan as a receipt; with its journal when it was carried out."""
        files = tuple(FileChange(str(step.path), step.what) for step in self.steps)
        left = self.still_held(() if journal else self.steps)
        backup = str(journal.directory) if journal and journal.keep else None
        return Receipt(
            journal.id if journal else None, self.words, files, backup, self.start,
            *self.opened, revision, left, undoes=self.undoes,
            missing=self.missing, outcome=None if journal else self.outcome,
        )  # fmt: skip


def plan_edits(
    situation: Situation, edits: Sequence[Edit], base: str, options: EditOptions
) -> Plan:
    """Work out edits of what the next start loads. Raises Refused, NothingFound and their kin."""
    start = situation.start()
    if start.barred:
        raise Unreadable(f"{start.why.rstrip('.')}; {UNCHANGED}")
    if options.everywhere and len(forgets(edits)) == len(edits):
        other = next((f for f in (*situation.files, *situation.kept) if f.revision == base), None)
        if other is not None and other.name != start.loads:
            return _plan_everywhere(situation, edits, other, start, options)
    reject(obstacle(situation.prefs, once=False))
    file = _based_on(situation, base, start)
    loaded = situation.load(file)
    if loaded.revision != base:
        raise StaleRevision.of(file.name)
    document = loaded.snapshot.document
    progress.tell("making the edit", None, len(document.text))
    edited = apply.apply(document, edits, now=int(situation.now), **_limits(situation.prefs))
    target = edit_target.place(situation.profile, file)
    if opens(edits):
        consent = options.after_crashes or leaves_out(edits, loaded.snapshot.counts.tabs)
        target = edit_target.opening(
            target, loaded.snapshot, situation.prefs,
            crashed=bool(start.crashed), consent=consent, now=int(situation.now),
        )  # fmt: skip
        reject(obstacle(situation.prefs, once=target.once))
    everywhere = forgets(edits) if options.everywhere else []
    text = forget_inside(edited.text, everywhere, document, int(situation.now))
    main = main_file(situation, file, loaded, target, text, start)
    if opens(edits) and main.start.kind not in ("resume", "recover"):
        raise Refused(f"{main.start.why} So the edit would open nothing; {UNCHANGED}.")
    steps = list(main.steps)
    plan = Plan(
        title(edits), edited.words, tuple(steps), main.start, opened(main.start, main.snapshot),
        main.version, outcome=Outcome(main.snapshot, loaded.snapshot, edited.windows),
    )  # fmt: skip
    if everywhere:
        plan = _everywhere(situation, plan, everywhere, document, options)
    if target.once:
        plan = replace(plan, steps=(*plan.steps, *once_step(situation.profile)))
    return plan


def _plan_everywhere(
    situation: Situation,
    edits: Sequence[Edit],
    file: SessionFile,
    start: NextStart,
    options: EditOptions,
) -> Plan:
    """Forget in every file what is named in one that will not be loaded, as after a wipe."""
    document = situation.salvage(file).snapshot.document
    words = apply.apply(document, edits, now=int(situation.now)).words
    current = situation.file(start.loads)
    snapshot = situation.load(current).snapshot if current else None
    plan = Plan(title(edits), words, (), start, opened(start, snapshot), start.loads)
    return _everywhere(situation, plan, forgets(edits), document, options)


def _everywhere(
    situation: Situation, plan: Plan, edits: Sequence[Forget], base: Document, options: EditOptions
) -> Plan:
    """A plan that forgets in every other file, too, keeps no copies, and looks again at the end."""
    owner = situation.owner()
    strays, barred, seen = situation.strays(owner)
    files = (*situation.files, *situation.kept, *strays)
    now = int(situation.now)
    written = {step.path for step in plan.steps}
    others = [file for file in files if file.path not in written]
    more = forget_in(
        others,
        edits,
        base,
        situation.load,
        now,
        drop_unreadable=options.drop_unreadable,
    )
    more += forget_words(owner, traces_of(edits, base))
    words = plan.words
    if more and not plan.steps and len(edits) == len(words):
        words = (
            f"{title(edits).capitalize()} in {count(len(more), 'file')} that Firefox does not "
            "load next",
        )
    return replace(
        plan, words=words, steps=(*plan.steps, *more), keep=False,
        still_held=lambda steps: still_held((*files, *seen), barred, edits, base, now, steps),
        redact=lambda: redact_words(owner),
    )  # fmt: skip


def opened(start: NextStart, snapshot: Snapshot | None) -> tuple[int, int]:
    """How many windows and tabs of its own a start opens."""
    if snapshot is None or start.loads is None:
        return 0, 0
    match start.kind:
        case "resume" | "recover":
            return snapshot.counts.windows, snapshot.counts.tabs
        case "ask":
            return 1, 1
        case _:
            pinned = [sum(tab.pinned for tab in window.tabs) for window in snapshot.windows]
            return sum(map(bool, pinned)), sum(pinned)


# -- the parts ---------------------------------------------------------------------------------


def reject(reason: str | None) -> None:
    """Raise Refused when there is a reason to."""
    if reason:
        raise Refused(f"{reason}; {UNCHANGED}")


def _based_on(situation: Situation, base: str, start: NextStart) -> SessionFile:
    """The file that edits were made from; it must be the one the next start loads."""
    current = situation.file(start.loads)
    if current is None:
        raise Refused(f"{start.why.rstrip('.')}; {UNCHANGED}{based_on_damaged(situation, base)}")
    if current.revision == base:
        return current
    for file in (*situation.files, *situation.kept):
        if file.revision == base:
            raise Refused(
                f"{file.name}: the next start of Firefox does not load this version but "
                f"{current.name}; edit that one, or roll back to {file.name} first; {UNCHANGED}"
                f"{based_on_damaged(situation, base)}"
            )
    raise StaleRevision.of(current.name)


def _limits(prefs: Prefs) -> dict[str, int]:
    limits = {}
    for limit, name in (("max_tabs_undo", MAX_TABS_UNDO), ("max_windows_undo", MAX_WINDOWS_UNDO)):
        value = prefs.get(name)
        if isinstance(value, int) and value >= 0:
            limits[limit] = value
    return limits


def as_json(text: bytes) -> Container:
    """A session's text as it would be read from a plain file."""
    return Container(Form.JSON, text, 0, 0)


@dataclass(frozen=True, slots=True)
class _Main:
    """The file that will be loaded, and the start that follows."""

    steps: tuple[Step, ...]
    snapshot: Snapshot
    start: NextStart
    version: str


def main_file(
    situation: Situation,
    file: SessionFile,
    loaded: Loaded,
    target: EditTarget,
    text: bytes,
    start: NextStart,
) -> _Main:
    """The file that the next start loads, with this text in it, and the start that follows.

    Raises Refused when Firefox would not load it.
    """
    same = text == loaded.snapshot.document.text
    if same and not target.stamp and file.name == start.loads:
        target = replace(target, path=file.here, version=file.name, fresh=False)
        steps: tuple[Step, ...] = ()
        snapshot = loaded.snapshot
        after = _after(situation, file, target, snapshot)
    else:
        progress.tell("looking ahead", None, len(text))
        snapshot = _stamped(loaded.snapshot if same else Snapshot(Document(text)), target)
        after = _after(situation, file, target, snapshot)
        if after.crashed and not start.crashed:
            # Without sessionCheckpoints.json a session without this mark counts as crashed.
            target = replace(target, stamp={**target.stamp, "state": "stopped"})
            snapshot = _stamped(snapshot, target)
            after = _after(situation, file, target, snapshot)
        reason = Loaded(snapshot, as_json(snapshot.document.text), "").refused()
        if reason:
            raise Refused(f"Firefox would not load the edited session, {reason}; {UNCHANGED}")
        steps = (_step(situation, file, loaded, target, snapshot.document.text),)
    if after.loads != target.version:
        raise Refused(
            f"Firefox would not load {target.version} after the edit but {after.loads}; "
            f"{UNCHANGED}. {after.why}"
        )
    return _Main(steps, snapshot, after, target.version)


def _stamped(snapshot: Snapshot, target: EditTarget) -> Snapshot:
    if not target.stamp:
        return snapshot
    return Snapshot(Document(stamped(snapshot.document, target.stamp)))


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
    progress.tell(f"packing {printable(target.path.name)}", None, len(text))
    if not target.fresh:
        data = loaded.container.rewrap(text)
        return Step(target.path, data, revision, f"rewritten{note}", file.name)
    if file.path == target.path:
        made = "replaced by what can be read of it," if damaged else "rewritten"
        what = f"{made} in the form that Firefox loads{note}"
        return Step(target.path, mozlz4.pack(text), revision, what, target.version)
    source = "the kept copy" if file.role == "kept" else printable(file.path.name)
    source = f"what can be read of {source}" if damaged else source
    made = "replaced by" if there else "new, made of"
    what = f"{made} {source}, which stays as it is{note}"
    return Step(target.path, mozlz4.pack(text), revision, what, target.version)


def prefs_file(profile: Path) -> tuple[bytes, str]:
    """prefs.js and its revision."""
    path = profile / "prefs.js"
    if not path.exists():
        return b"", ABSENT
    data, info = read_bytes(path, SETTINGS, own=True)
    return data, revision_of(info)


def once_step(profile: Path) -> list[Step]:
    """The line that makes the next start open everything."""
    data, revision = prefs_file(profile)
    changed = edit_target.once_prefs(data)
    if changed == data:
        return []
    what = f"one line, {ONCE} = true, which Firefox resets when it has opened the tabs"
    return [Step(profile / "prefs.js", changed, revision, what)]
