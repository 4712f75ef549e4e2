"""The one core both front ends use: open a place, choose a version, see it, change it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from .errors import NothingFound, Refused, SessiontuiError, Unreadable
from .session.model.snapshot import Snapshot
from .stores.followed import followed, live
from .stores.left_out import unseen
from .stores.protocols import (
    PLAIN,
    Configures,
    Describes,
    EditOptions,
    Edits,
    Foretells,
    Meters,
    Password,
    Raws,
    Receipt,
    RollsBack,
    Safeguards,
    Sets,
    Store,
    Surveys,
    Timings,
    Undoes,
    Watches,
)
from .stores.registry import open_place
from .stores.summaries import Summaries, summary_of
from .stores.view import Foretold, ProfileState, Revision, Summary, Version, VersionId, View
from .system_errors import sentence_of
from .text import printable

if TYPE_CHECKING:
    from .firefox.prefs.prefs_js import PrefValue
    from .firefox.save_log import FirefoxWrite
    from .monitor.costs.types import Costs
    from .monitor.saves import Writes
    from .monitor.what_if.types import Design
    from .session.edit.edits import Edit


class Workspace:
    """A store, opened, with what is needed to look at it."""

    def __init__(self, store: Store, *, now: Callable[[], float] | None = None) -> None:
        self.store = store
        self._now = now or (lambda: time.time() * 1000)
        self._summaries = Summaries(store)

    @classmethod
    def open(
        cls,
        place: str | None,
        *,
        read_only: bool = False,
        as_firefox: bool = False,
        password: Password | None = None,
    ) -> Workspace:
        """Open a PLACE; ``as_firefox`` takes it for Firefox's. Raises SessiontuiError."""
        return cls(open_place(place, read_only=read_only, as_firefox=as_firefox, password=password))

    def close(self) -> None:
        """Let the store go."""
        self.store.close()

    def refresh(self) -> None:
        """Look at everything anew, also at what could not be read before."""
        self._summaries.clear()
        if isinstance(self.store, Surveys):
            self.store.refresh()

    def is_current(self, view: View) -> bool:
        """Whether a view still shows the versions as they are."""
        try:
            found = self.store.versions()
        except (SessiontuiError, OSError):
            return False
        return [(v.id, v.revision) for v in found] == [(v.id, v.revision) for v in view.versions]

    # -- versions ------------------------------------------------------------------------------

    def find_version(self, name: str | None, versions: Sequence[Version] | None = None) -> Version:
        """A version by the user's word for it; without one, the version a view follows.

        Raises NothingFound; Unreadable when that cannot be told because a place is barred.
        """
        versions = self.store.versions() if versions is None else versions
        if name is not None:
            answering = [version for version in versions if version.answers_to(name)]
            for version in answering:
                if version.id == name:
                    return version
            if answering:
                return answering[0]
            known = ", ".join(version.id for version in versions) or "none"
            raise NothingFound(
                f"{printable(name)}: there is no such version in {self.store.info.title}; there "
                f"is {known}"
            )
        profile = self._foretold()
        if profile is not None and profile.next_start.barred and not live(profile, versions):
            raise Unreadable(f"{profile.next_start.why} To look at a version, name it")
        shown = followed(versions, profile, self._summaries.known, self.summary)
        if shown is None:
            barred = self.store.profile().barred if isinstance(self.store, Describes) else ()
            where = self.store.info.location
            raise NothingFound(f"{where}: there is no session file in this profile{unseen(barred)}")
        return shown

    def _foretold(self) -> Foretold | ProfileState | None:
        if isinstance(self.store, Foretells):
            return self.store.foretold()
        return self.store.profile() if isinstance(self.store, Describes) else None

    # -- looking -------------------------------------------------------------------------------

    def look(self, chosen: VersionId | None = None) -> View:
        """What can be shown before any session is read: the versions with names and sizes."""
        try:
            versions = tuple(self.store.versions())
        except (SessiontuiError, OSError):
            versions = ()  # the view will say why
        version = next((v for v in versions if v.id == chosen), None)
        return View(self.store.info, self._now(), versions, version, reading=True)

    def view(self, chosen: VersionId | None = None) -> View:
        """Everything the screen shows of one version; never raises for a version's own faults."""
        store = self.store
        from .firefox.retention import next_losses  # the commands do without these
        from .session.model.nested import session_at
        from .stores.no_edits import no_edits

        now = self._now()
        try:
            versions = tuple(store.versions())
            profile = store.profile() if isinstance(store, Describes) else None
            settings = tuple(store.settings()) if isinstance(store, Configures) else ()
        except (SessiontuiError, OSError) as error:
            return View(store.info, now, error=sentence_of(error))
        name, *deeper = (chosen or "").split("#/")
        version = next((v for v in versions if v.id == name), None)
        is_chosen = version is not None
        version = version or followed(versions, profile, self._summaries.known, self.summary)
        view = View(
            store.info, now, versions, version, is_chosen, None, None, profile, settings,
            summaries=self._summaries.of(versions), no_edits=no_edits(store, profile),
        )  # fmt: skip
        if version is None:
            barred = profile is not None and profile.next_start.barred
            nothing = (
                f"There is no session file here yet{unseen(profile.barred if profile else ())}."
            )
            return replace(view, error=profile.next_start.why if profile and barred else nothing)
        try:
            snapshot = store.load(version.id)
        except (SessiontuiError, OSError) as error:
            sentence = sentence_of(error)
            self._summaries.note(version, Summary(None, sentence))
            return replace(view, error=sentence, summaries=self._summaries.of(versions))
        self._summaries.note(version, summary_of(snapshot))
        inside = self._inside(version, snapshot)
        for pointer in deeper if is_chosen else ():
            found = session_at(snapshot, f"/{pointer}")
            inner = next((v for v in inside if v.id == f"{version.id}#/{pointer}"), None)
            if found is None or inner is None:
                break  # a save has taken it away: show what is still there of the way
            place = inside.index(inner) + 1
            version, snapshot = inner, found
            inside = [*inside[:place], *self._inside(inner, found), *inside[place:]]
        values = {setting.name: setting.value for setting in settings if not version.depth}
        return replace(
            view,
            version=version,
            snapshot=snapshot,
            losses=next_losses(snapshot, values.get, now) if values else (),
            no_edits=no_edits(store, profile, snapshot),
            summaries=self._summaries.of((*versions, *inside)),
            inside=tuple(inside),
        )

    def _inside(self, outer: Version, snapshot: Snapshot) -> list[Version]:
        """The sessions inside one, as versions; their counts are known at once."""
        from .stores.inside import versions_in

        return [self._noted(version, inner) for version, inner in versions_in(outer, snapshot)]

    def _noted(self, version: Version, snapshot: Snapshot) -> Version:
        self._summaries.note(version, summary_of(snapshot))
        return version

    def survey(self, view: View) -> View | None:
        """Look into one more version for the rail; None when every one is known that may be."""
        for version in view.versions:
            if self._summaries.known(version) is None and self.store.info.free(version):
                self.summary(version)
                return replace(view, summaries=self._summaries.of(view.rail))
        return None

    def summary(self, version: Version) -> Summary:
        """A version's counts, or why it cannot be read."""
        return self._summaries.look_into(version)

    def look_into(self, version: Version) -> tuple[Summary, tuple[Version, ...]]:
        """A version's summary, and the sessions inside it, as deep as they lie, as versions."""
        store = self.store
        try:
            name = version.id
            snapshot = store.peek(name) if isinstance(store, Surveys) else store.load(name)
        except (SessiontuiError, OSError) as error:
            self._summaries.note(version, Summary(None, sentence_of(error)))
            return self.summary(version), ()
        from .stores.inside import all_versions_in

        found = [self._noted(one, inner) for one, inner in all_versions_in(version, snapshot)]
        return self.summary(self._noted(version, snapshot)), tuple(found)

    def text(self, version: Version) -> bytes:
        """A version's text, byte for byte."""
        if isinstance(self.store, Raws):
            return self.store.text(version.id)
        return self.store.load(version.id).document.text

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` from some thread after each change, if the store can tell."""
        if isinstance(self.store, Watches):
            return self.store.watch(changed)
        return lambda: None

    # -- counting the saves --------------------------------------------------------------------

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """Begin to count saves, and call ``counted`` from some thread after each."""
        if isinstance(self.store, Meters):
            return self.store.meter(counted)
        return lambda: None

    def writes(self) -> Writes | None:
        """What was counted so far; None where nothing is, and before it began. Cheap."""
        return self.store.writes() if isinstance(self.store, Meters) else None

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves counted so far under other designs of the session file. Takes seconds."""
        return self.store.redesign(cancelled) if isinstance(self.store, Meters) else ()

    def firefox_writes(self, since: float = 0) -> Sequence[FirefoxWrite]:
        """What Firefox noted of its saves since a moment (ms since epoch), oldest first.

        Raises Unreadable.
        """
        return self.store.firefox_writes(since) if isinstance(self.store, Timings) else ()

    def costs(self, snapshot: Snapshot, *, check: Callable[[], object] = lambda: None) -> Costs:
        """What a session of this place costs to read and write, measured here and now.

        Takes some 15 s for 100 MB, and writes that below $TMPDIR. ``check`` is called now and then
        and may raise to end it. Raises Unreadable.
        """
        from .firefox.prefs.pages_at_quit import pages_at_quit
        from .firefox.prefs.save_interval import save_interval
        from .monitor.costs.measure import costs, noted
        from .monitor.costs.sessions_apart import LARGE, costs_apart
        from .stores.slimming_of import slimming_of

        settings = self.store.settings() if isinstance(self.store, Configures) else ()
        prefs = {setting.name: setting.value for setting in settings}
        how, now = slimming_of(self.store), round(self._now())
        interval, pages = save_interval(prefs), pages_at_quit(prefs)
        text = snapshot.document.text
        found = (
            costs_apart(text, how, now=now, interval=interval, pages=pages, check=check)
            if len(text) >= LARGE
            else costs(snapshot, how, now=now, interval=interval, pages=pages, check=check)
        )
        try:
            writes = self.firefox_writes()
        except Unreadable as error:
            return replace(found, left_out=(*found.left_out, error.sentence))
        return replace(found, noted=noted(writes))

    # -- changing ------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Whether what is done here can be undone."""
        return isinstance(self.store, Undoes)

    @property
    def can_roll_back(self) -> bool:
        """Whether another version can be made the one that is loaded next."""
        return isinstance(self.store, RollsBack)

    @property
    def keeps_copies(self) -> bool:
        """Whether what is replaced is kept, and can be forgotten everywhere."""
        return self.store.info.keeps_copies

    def containers(self) -> dict[int, str] | None:
        """The names of the profile's containers; None where no profile is known."""
        return self.store.profile().containers if isinstance(self.store, Describes) else None

    def plan(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        """What apply would do. Writes nothing; raises like apply."""
        self.may_change()
        from .stores.missing_told import with_missing  # looking does without all that

        store = self._editing(options)
        return with_missing(store.plan(edits, base=base, options=options), edits)

    def apply(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        """Carry out all of the edits or none; ``base`` is the revision they were made from.

        Raises Refused (StaleRevision, NeedsConsent), NothingFound, Unreadable.
        """
        self.may_change()
        from .stores.missing_told import with_missing

        store = self._editing(options)
        return with_missing(store.apply(edits, base=base, options=options), edits)

    def _editing(self, options: EditOptions) -> Edits:
        if not isinstance(self.store, Edits):
            raise self._cannot("changed")
        if options.everywhere and not self.keeps_copies:
            raise self._cannot("looked through for what is to be forgotten everywhere")
        return self.store

    def undoable(self) -> Receipt | None:
        """What undo would undo; None when there is nothing."""
        return self.store.undoable() if isinstance(self.store, Undoes) else None

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        """Undo the last edit, or the one of this receipt. Raises NothingFound, Refused."""
        self.may_change()
        if not isinstance(self.store, Undoes):
            raise self._cannot("changed, so there is nothing to undo")
        return self.store.undo(receipt, dry_run=dry_run)

    def rollback(self, version: VersionId, *, base: Revision, dry_run: bool = False) -> Receipt:
        """Make a version the one the next start loads; ``base`` is its revision."""
        self.may_change()
        if not isinstance(self.store, RollsBack):
            raise self._cannot("rolled back to another version; open the profile instead")
        return self.store.rollback(version, base=base, dry_run=dry_run)

    @property
    def safety(self) -> Safeguards:
        """Safety copies of the place, also where nothing may be changed. Raises Refused."""
        if not isinstance(self.store, Safeguards):
            raise self._cannot("copied: it has no files of a profile on this machine")
        return self.store

    def plan_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """What set_settings would do. Writes nothing; raises like it."""
        return self._setting().plan_settings(values)

    def set_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """Set session settings by their full names, None to the default; all or none.

        Raises UsageError for a name or value there is not, Refused.
        """
        return self._setting().set_settings(values)

    def _setting(self) -> Sets:
        self.may_change()
        if not isinstance(self.store, Sets):
            raise self._cannot("configured")
        return self.store

    def may_change(self) -> None:
        """Raises Refused where nothing can be changed, whatever it is."""
        reason = self.store.info.read_only_reason
        if reason is not None:
            raise Refused(f"{self.store.info.location}: {reason}; nothing was changed")

    def _cannot(self, be: str) -> Refused:
        return Refused(
            f"{self.store.info.location.removesuffix(':')}: this kind of place cannot be {be}"
        )
