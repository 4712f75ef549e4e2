"""An edit of a profile worked out before anything is written: which files, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from ... import progress
from ...errors import Refused, StaleRevision, Unreadable
from ...firefox import edit_target
from ...firefox.next_start import NextStart
from ...firefox.obstacles import obstacle
from ...firefox.prefs.effective import Prefs
from ...firefox.prefs.names import MAX_TABS_UNDO, MAX_WINDOWS_UNDO
from ...firefox.session_files import SessionFile
from ...session.edit import apply
from ...session.edit.edits import Edit
from ...session.edit.kinds import Forget, forgets, leaves_out, opens, title
from ...session.edit.outcome import Outcome
from ...session.model.document import Document
from ...session.model.snapshot import Snapshot
from ...text import count
from ..protocols import EditOptions, FileChange, Freed, Left, Receipt
from .damaged import based_on_damaged
from .forget_everywhere import forget_in, forget_inside
from .journal import Journal, RecordKind
from .main_file import UNCHANGED, After, main_file
from .once import once_step
from .own_files import forget_words, redact_words
from .situation import Situation
from .still_held import still_held, traces_of
from .transaction import Step


class Plan(Struct, frozen=True):
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
    freed: Freed | None = None

    def receipt(self, journal: Journal | None = None, revision: str | None = None) -> Receipt:
        """The plan as a receipt; with its journal when it was carried out."""
        files = tuple(FileChange(str(step.path), step.what) for step in self.steps)
        left = self.still_held(() if journal else self.steps)
        backup = str(journal.directory) if journal and journal.keep else None
        return Receipt(
            journal.id if journal else None, self.words, files, backup, self.start,
            *self.opened, revision, left, undoes=self.undoes,
            missing=self.missing, freed=self.freed, outcome=None if journal else self.outcome,
        )  # fmt: skip

    def measured(self, file_before: int) -> Plan:
        """It with what it frees; the one step it has writes the file of so many bytes."""
        if self.outcome is None:
            return self
        sessions = (self.outcome.before, self.outcome.session)
        before, after = (len(one.document.text) for one in sessions)
        packed = [len(step.new or b"") for step in self.steps[:1]] or [file_before]
        return replace(self, freed=Freed(before, after, file_before, packed[0]))


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
    if everywhere:
        text = forget_inside(edited.text, everywhere, document, int(situation.now))
        after = After.of_text(loaded, text)
    else:
        after = After.of_edits(loaded, edited)
    main = main_file(situation, file, loaded, target, after, start)
    if opens(edits) and main.start.kind not in ("resume", "recover"):
        raise Refused(f"{main.start.why} So the edit would open nothing; {UNCHANGED}.")
    steps = list(main.steps)
    plan = Plan(
        title(edits), edited.words, tuple(steps), main.start, opened(main.start, main.snapshot),
        main.version, outcome=Outcome(main.snapshot, loaded.snapshot, edited.windows),
    )  # fmt: skip
    if everywhere:
        plan = _everywhere(situation, plan, everywhere, document, options)
    if options.measured:
        plan = plan.measured(file.size)
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
