"""Edits of a single session file, written to that same file."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from msgspec.structs import replace

from ... import progress
from ...app_dirs import state_dir
from ...errors import Refused, StaleRevision
from ...firefox import file_names
from ...firefox.browser import Browser, browser_of
from ...firefox.file_names import BACKUPS
from ...firefox.profile_lock import hold, hold_file, in_use, in_use_sentence
from ...firefox.session_files import SessionFile, look_at
from ...real_file import HeldDirectory
from ...session.edit import apply as editing
from ...session.edit.edits import Edit
from ...session.edit.kinds import forgets, title
from ...session.edit.outcome import Outcome
from ...session.model.document import Document
from ...session.model.snapshot import Snapshot
from ...text import printable
from .. import durable
from ..protocols import EditOptions, Receipt
from ..safety import keeping
from ..session_cache import Loaded, SessionCache
from ..write import backups
from ..write.damaged import way_on
from ..write.forget_everywhere import forget_in, forget_inside
from ..write.journal import Journal
from ..write.main_file import UNCHANGED
from ..write.plan import Plan
from ..write.still_held import still_held
from ..write.transaction import Step
from ..write.writer import Writer


class FileWriter(Writer):
    """What FileStore does when it writes."""

    def __init__(
        self,
        path: Path,
        reader: SessionCache,
        reason: Callable[[], str | None],
        *,
        as_firefox: bool,
    ) -> None:
        place = Path(os.path.realpath(path))
        super().__init__(place, place.parent, reason, lambda: time.time() * 1000)
        self._path = path
        self._reader = reader
        self._as_firefox = as_firefox

    def plan(self, edits: Sequence[Edit], base: str, options: EditOptions) -> Receipt:
        """What apply would do. Writes nothing."""
        self._may_write()
        return self._plan(edits, base, options).receipt()

    def apply(self, edits: Sequence[Edit], base: str, options: EditOptions) -> Receipt:
        """Carry out all of the edits or none."""
        return self._carry_out(lambda: self._plan(edits, base, options))

    def _plan(self, edits: Sequence[Edit], base: str, options: EditOptions) -> Plan:
        loaded = self._reader.load(self._path)
        name = printable(self._path.name)
        if loaded.revision != base:
            raise StaleRevision.of(name)
        if loaded.snapshot.salvaged is not None:
            raise Refused(
                f"{name}: this file is damaged, and an edit would put what can be read of it in "
                f"place of all that is left; {UNCHANGED}. {way_on(self._path)}"
            )
        document = loaded.snapshot.document
        if document.text != loaded.container.json:
            raise Refused(
                f"{name}: this is {document.note.partition(':')[0]}, which is only read; "
                f"{UNCHANGED}. "
                f"`sessiontui export {printable(str(self._path))} --format session --output "
                "NEW.jsonlz4` makes a session file of it, which can be edited"
            )
        now = int(self._now())
        progress.tell("making the edit", None, len(document.text))
        edited = editing.apply(document, edits, now=now)
        everywhere = forgets(edits) if options.everywhere else []
        text = edited.text
        if everywhere:
            text = forget_inside(text, everywhere, document, now)

        @cache
        def packed() -> bytes:
            progress.tell("packing", None, len(text))
            return loaded.container.rewrap(text)

        steps: list[Step] = []
        after = loaded.snapshot
        if text != document.text:
            progress.tell("looking ahead", None, len(text))
            after = Snapshot(Document(text))
            steps.append(Step(self._path, packed, base, "rewritten", name))
        counts = after.counts
        plan = Plan(
            title(edits), edited.words, tuple(steps), None, (counts.windows, counts.tabs), name,
            outcome=Outcome(after, loaded.snapshot, edited.windows),
        )  # fmt: skip
        if options.measured:
            plan = plan.measured(self._path.stat().st_size)
        if not everywhere:
            return plan
        copies = self._copies()
        more = forget_in(
            copies, everywhere, document, self._load, now, drop_unreadable=options.drop_unreadable
        )
        files = (*look_at(name, "copy", self._path, plain=False), *copies)
        return replace(
            plan, steps=(*steps, *more), keep=False,
            still_held=lambda written: still_held(files, (), everywhere, document, now, written),
            redact=lambda: backups.redact_words(self._place),
        )  # fmt: skip

    def _load(self, file: SessionFile) -> Loaded:
        return self._reader.load(file.path, whole=True)

    def _copies(self) -> list[SessionFile]:
        copies = [(copy.id, copy.path) for copy in backups.of_place(self._place)]
        copies += [(path.parent.name, path) for path in keeping.of_file(self._place)]
        return [file for name, path in copies for file in look_at(name, "kept", path, plain=False)]

    def _may_write(self) -> None:
        super()._may_write()
        for directory in self._directories():
            found = _browser(directory)
            if not found.is_firefox and not self._as_firefox:
                raise Refused(
                    f"{printable(str(self._path))}: this lies in {found.read_only_reason}; "
                    "nothing was changed"
                )
            used = in_use(directory)
            if used.state == "in use":
                raise Refused(in_use_sentence(directory, used.pid))

    def _directories(self) -> tuple[Path, ...]:
        """Where the file lies, and where the link to it does: profiles, when they are any."""
        named = Path(os.path.realpath(self._path.parent))
        parents = dict.fromkeys((named, self._place.parent))
        return tuple(found.parent if found.name == BACKUPS else found for found in parents)

    @contextmanager
    def _alone(self, directory: HeldDirectory) -> Iterator[None]:
        """Out of Firefox's way where it is one of its files; else one sessiontui at a time."""
        profiles = [found for found in self._directories() if (found / file_names.LOCK).exists()]
        with ExitStack() as held:
            for profile in dict.fromkeys(profiles):
                held.enter_context(hold(profile, directory))
            if not profiles:
                with durable.told(Path("the directory of kept copies")):
                    state = state_dir()
                busy = f"{printable(str(self._path))}: another sessiontui is writing just now"
                held.enter_context(hold_file(state / "files.lock", state, busy))
            yield

    def _afterwards(self, plan: Plan, journal: Journal) -> Receipt:
        loaded = self._reader.load(self._path)
        counts = loaded.snapshot.counts
        plan = replace(plan, opened=(counts.windows, counts.tabs))
        return plan.receipt(journal, loaded.revision)


def _browser(directory: Path) -> Browser:
    """Whose directory this is; one that is no profile is as good as Firefox's."""
    from ...firefox.profiles import find_profiles

    known = (p for p in find_profiles() if os.path.realpath(p.here) == str(directory))
    found = next(known, None)
    return found.made_by() if found else browser_of(directory)
