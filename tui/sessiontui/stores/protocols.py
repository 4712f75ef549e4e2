"""What a store is: small protocols, and what an edit asks for and gives.

A store is a backend for versions of sessions. ``Store`` is all that is required; every further
ability is a protocol of its own, and its absence says "cannot". Methods block; the command line
calls them directly, the screen on its one store thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Protocol, TypeAlias, runtime_checkable

from msgspec import Struct
from msgspec.structs import astuple

from ..brief import brief
from ..text import size
from .view import Foretold, ProfileState, Revision, StoreInfo, Version, VersionId

if TYPE_CHECKING:  # only for annotations: a single file is opened without any of Firefox's rules
    from ..firefox.next_start import NextStart
    from ..firefox.prefs.prefs_js import PrefValue
    from ..firefox.prefs.settings import Setting
    from ..firefox.save_log import FirefoxWrite
    from ..monitor.saves import Writes
    from ..monitor.what_if.types import Design
    from ..session.edit.already_open import OpenAlready
    from ..session.edit.edits import Edit
    from ..session.edit.outcome import Outcome
    from ..session.model.snapshot import Snapshot
    from .safety_copy import Missed, Origin, SafetyCopy, WholeFile


Password: TypeAlias = Callable[[str], str | None]
"""Gives the password of a place that is named to a person; None where nobody can be asked."""


class StoreRef(Struct, frozen=True):
    """Where a store is to be opened: the part behind the scheme.

    ``as_firefox``: a profile is to be taken for Firefox's, whatever tells otherwise.
    ``password``: who gives the password, should the place ask for one.
    """

    scheme: str
    rest: str
    as_firefox: bool = False
    password: Password | None = None


@runtime_checkable
class Store(Protocol):
    """A pluggable backend: all that every store must be able to do."""

    @property
    def info(self) -> StoreInfo:
        """What it is and where, and why it cannot be changed, if so."""

    def versions(self) -> Sequence[Version]:
        """Every version, in the order of the rail. Cheap: no decompression."""

    def load(self, version: VersionId) -> Snapshot:
        """Read one version. Raises NothingFound for an unknown id, Unreadable and its kin."""

    def close(self) -> None:
        """Let go of everything. Harmless when called twice."""


@runtime_checkable
class Describes(Protocol):
    """Knows the Firefox profile around its versions."""

    def profile(self) -> ProfileState:
        """The state of the profile; may read versions to tell what the next start loads."""


@runtime_checkable
class KnowsExtensions(Protocol):
    """Can tell which extensions the profile around its versions has."""

    def extensions(self) -> frozenset[str]:
        """The ids of all that are installed, disabled ones too.

        Raises Unreadable where that cannot be known, which is never the same as none.
        """

    def extension_hosts(self) -> frozenset[str]:
        """The hosts of their addresses, as in ``moz-extension://HOST``. Raises like the other."""


@runtime_checkable
class Foretells(Protocol):
    """Can tell which version would be loaded without looking at all that is around them."""

    def foretold(self) -> Foretold:
        """Of the state of the profile what tells that; the same as ``Describes.profile``."""


@runtime_checkable
class Surveys(Protocol):
    """Can look into a version without remembering all of it."""

    def peek(self, version: VersionId) -> Snapshot:
        """Read one version without remembering it. Raises like load."""

    def refresh(self) -> None:
        """Forget what was read, and what could not be."""


@runtime_checkable
class Configures(Protocol):
    """Knows the session settings."""

    def settings(self) -> Sequence[Setting]:
        """Every session setting, changed ones first."""


@runtime_checkable
class Timings(Protocol):
    """Knows what Firefox itself noted of its saves."""

    def firefox_writes(self, since: float = 0) -> Sequence[FirefoxWrite]:
        """Every write Firefox noted since a moment (ms since epoch), oldest first; mostly none.

        Raises Unreadable.
        """


@runtime_checkable
class Watches(Protocol):
    """Notices when its versions, or what surrounds them, change."""

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` (from any thread) after each change; the result ends the watching."""


@runtime_checkable
class Raws(Protocol):
    """Can give a version's text exactly as it is stored, session or not."""

    def text(self, version: VersionId) -> bytes:
        """The decompressed text, byte for byte. Raises Unreadable and its kin."""


@runtime_checkable
class Meters(Protocol):
    """Counts the saves that Firefox makes."""

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """Begin to count and call ``counted`` (from any thread) after each save or happening;
        the result ends it.
        """

    def writes(self) -> Writes | None:
        """Everything counted so far, cheap to ask; None before the counting has begun."""

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The very saves counted, under other designs. Takes seconds; ends soon when cancelled."""


@runtime_checkable
class Pauses(Protocol):
    """Can be told that this process is stopped for a while (Ctrl-Z)."""

    def pause(self) -> Callable[[], None]:
        """Watch and count nothing until the result is called: that time counts as not watched."""


# -- changing ----------------------------------------------------------------------------------


class EditOptions(Struct, frozen=True):
    """What a person allows an edit to do beyond its plain meaning.

    ``everywhere``: forget in every session file and kept copy, not only in the one that is
    loaded. ``drop_unreadable``: then take those away that cannot be looked through.
    ``after_crashes``: open tabs although Firefox crashed repeatedly with them.
    ``measured``: tell what it frees, of the file too, so that a plan packs what it would write.
    """

    everywhere: bool = False
    drop_unreadable: bool = False
    after_crashes: bool = False
    measured: bool = False


PLAIN = EditOptions()


class FileChange(Struct, frozen=True):
    """One file an edit writes, and what is done to it in words; ``path`` as the system has it."""

    path: str
    what: str


class Freed(Struct, frozen=True):
    """How long a session's JSON was, and is after an edit; and the file of it. In bytes.

    The file's are None where there is none.
    """

    before: int
    after: int
    file_before: int | None = None
    file_after: int | None = None

    @property
    def words(self) -> str:
        """In words: ``frees 31 MB of 48 MB of JSON, and 14 MB of the file's 21 MB``."""
        if self.after >= self.before:
            return "frees nothing"
        said = f"frees {size(self.before - self.after)} of {size(self.before)} of JSON"
        if self.file_before is None or self.file_after is None:
            return said
        if self.file_after >= self.file_before:
            return f"{said}, and nothing of the file's {size(self.file_before)}"
        freed = size(self.file_before - self.file_after)
        return f"{said}, and {freed} of the file's {size(self.file_before)}"


class Left(Struct, frozen=True):
    """Where something is still held after it was forgotten everywhere, or may be.

    ``path`` is as the system has it, all else printable; ``pointer`` is its place in the file's
    JSON, None where the whole file is meant.
    """

    path: str
    pointer: str | None
    why: str


class Receipt(Struct, frozen=True, eq=False):
    """What an edit did, or would do: then ``id`` is None and nothing was written.

    ``edits`` says each in words. ``windows`` and ``tabs`` count what the next start opens, as
    far as it is known. ``revision`` is that of the edited version afterwards.
    ``left``: what still holds what was to be forgotten everywhere, seen in the files afterwards.
    ``already_open``: what was not restored because it is open already.
    ``undoes``: the id of the edit that it undid.
    ``missing``: what a damaged file that something is taken from does not give, in sentences.
    ``freed``: where it was asked for (``EditOptions.measured``).
    ``left_out``: what of it was asked for and is not done, and why, in sentences.
    ``outcome``: of a plan, the session it makes; for whoever shows that, and not kept longer.
    """

    id: str | None
    edits: tuple[str, ...]
    files: tuple[FileChange, ...]
    backup: str | None  # directory of our copies of what was replaced, as the system has it
    next_start: NextStart | None
    windows: int
    tabs: int
    revision: Revision | None
    left: tuple[Left, ...] = ()
    already_open: tuple[OpenAlready, ...] = ()
    undoes: str | None = None
    missing: tuple[str, ...] = ()
    freed: Freed | None = None
    left_out: tuple[str, ...] = ()
    outcome: Outcome | None = None  # two are the same edit whether they still have it or not

    def __repr__(self) -> str:
        return brief(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Receipt) and astuple(self)[:-1] == astuple(other)[:-1]

    def __hash__(self) -> int:
        return hash(astuple(self)[:-1])


@runtime_checkable
class Edits(Protocol):
    """Can change what the next start of Firefox loads. ``base`` is the Version.revision that
    the edits were made from; both raise Refused (StaleRevision) when it is no longer there.
    """

    def plan(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        """What apply would do. Writes nothing. Raises like apply."""

    def apply(
        self, edits: Sequence[Edit], *, base: Revision, options: EditOptions = PLAIN
    ) -> Receipt:
        """Carry out all of the edits or none. Raises Refused, NothingFound, Unreadable."""


@runtime_checkable
class Undoes(Protocol):
    """Can undo what it did."""

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        """Undo the last edit, or the one of this receipt. Raises NothingFound, Refused.

        ``dry_run``: write nothing, but raise all the same.
        """

    def undoable(self) -> Receipt | None:
        """What undo would undo."""


@runtime_checkable
class RollsBack(Protocol):
    """Can make another version the one the next start loads."""

    def rollback(self, version: VersionId, *, base: Revision, dry_run: bool = False) -> Receipt:
        """``base`` is the revision of that version. Raises like apply."""


@runtime_checkable
class Sets(Protocol):
    """Can change session settings; None is the default again. Undoes does."""

    def plan_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """What set_settings would do. Writes nothing. Raises like it."""

    def set_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """Set all of these or none. Raises UsageError for a name or value there is not, Refused."""


@runtime_checkable
class Safeguards(Protocol):
    """Can copy every file that a session can come back from, as it is, whether Firefox runs or not.

    That writes into this program's own directory and nowhere else, so it is not refused where
    nothing may be changed.
    """

    def origin(self) -> Origin:
        """What a safety copy made now is of."""

    def whole_files(self) -> Iterator[WholeFile | Missed]:
        """Every file of a safety copy, one at a time, and what could not be had.

        Raises NothingFound when there is no session file, Unreadable when none could be read.
        """

    def keep_copy(self) -> SafetyCopy:
        """Make a safety copy that is kept until it is removed. Raises like whole_files, Refused."""

    def kept_copies(self) -> Sequence[SafetyCopy]:
        """Those that are kept of this place, newest first."""

    def remove_copy(self, copy_id: str, *, dry_run: bool = False) -> SafetyCopy:
        """Take one away, for ever. Raises NothingFound, Refused; also with ``dry_run``."""


class StoreFactory(Protocol):
    """How stores of one scheme are found and opened."""

    scheme: ClassVar[str]

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Places of this kind on this machine."""

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Open one. Raises SessiontuiError when it cannot be."""
