"""What a place looks like at one moment: its versions, what surrounds them, what is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ..brief import brief
from ..text import printable

if TYPE_CHECKING:  # only for annotations: a single file is opened without any of Firefox's rules
    from ..firefox.next_start import NextStart
    from ..firefox.prefs.settings import Setting
    from ..firefox.profile_lock import InUse
    from ..firefox.retention import Loss
    from ..monitor.saves import Writes
    from ..session.model.salvaged import Salvaged
    from ..session.model.snapshot import Counts, Snapshot
    from .nowhere_else import NowhereElse
    from .pages_shown import PagesShown

VersionId = str
Revision = str
"""What tells one state of a version from another; an edit names the one it was made from."""


class StoreInfo(Struct, frozen=True):
    """What a store says of itself. All text printable.

    ``risk``: what may go wrong in a place that is taken for Firefox's because a person said so.
    ``keeps_copies``: what an edit replaces is kept first, and EditOptions.everywhere reaches every
    file and copy. ``unasked``: bytes a file may have to be read although nobody asked for it, where
    each crosses a line; None where reading costs nothing but time.
    """

    scheme: str
    title: str
    location: str
    read_only_reason: str | None = None
    risk: str | None = None
    keeps_copies: bool = False
    unasked: int | None = None

    def free(self, version: Version) -> bool:
        """Whether a version may be read although nobody asked for it."""
        return self.unasked is None or version.size <= self.unasked


class Version(Struct, frozen=True):
    """One session file or revision. Sizes in bytes, ``modified`` in ms since epoch.

    Cheap to make: nothing was decompressed for it. ``meaning`` says in words what it is.
    A session inside another has the ``depth`` it lies at, and an id ``outer#pointer``.
    ``safety_copy`` names one that holds the file as it is.
    """

    id: VersionId
    role: str
    meaning: str
    path: str | None
    size: int
    uncompressed: int | None
    modified: float | None
    revision: Revision
    aliases: tuple[str, ...] = ()
    depth: int = 0
    safety_copy: str | None = None

    def without_name(self, sentence: str) -> str:
        """A sentence that begins with its path or id, without it: where both stand beside it."""
        for name in (self.path, self.id):
            sentence = sentence.removeprefix(f"{printable(name)}: ") if name else sentence
        return sentence

    def answers_to(self, name: str) -> bool:
        """Whether a user's word for a version means this one."""
        return name == self.id or name in self.aliases


def revisions_of(versions: Iterable[Version]) -> tuple[tuple[VersionId, Revision], ...]:
    """What tells whether something told from all of these versions is of them as they are now."""
    return tuple((version.id, version.revision) for version in versions)


class Summary(Struct, frozen=True):
    """What a look into a version gave: its counts, or why it cannot be read.

    ``note`` says what is odd about a file that can be read, else it is empty; ``salvaged`` how
    much of a damaged one could be, which the counts are of then.
    """

    counts: Counts | None
    error: str | None = None
    note: str = ""
    salvaged: Salvaged | None = None

    @property
    def damaged(self) -> bool:
        """Whether Firefox cannot read it: a part of it can be read here, or nothing."""
        return self.error is not None or self.salvaged is not None


class Foretold(Struct, frozen=True):
    """Who holds a profile now, and what its next start does: what tells which version is shown."""

    in_use: InUse
    next_start: NextStart


class ProfileState(Struct, frozen=True):
    """What surrounds the versions: the profile, its Firefox, and what happens next."""

    name: str
    path: str
    browser: str
    firefox: str | None  # version text
    in_use: InUse
    crashed: bool | None  # None: it cannot be told
    next_start: NextStart
    containers: dict[int, str] = field(default_factory=dict)  # userContextId → name
    container_colors: dict[int, str] = field(default_factory=dict)  # userContextId → Firefox's word
    interrupted: tuple[str, ...] = ()  # edits of ours that died on the way, each as a sentence
    barred: tuple[str, ...] = ()  # what is there and may not be looked at, each as a sentence
    passed_over: tuple[str, ...] = ()  # what was not looked into for sessions, as sentences
    unfinished: tuple[str, ...] = ()  # newer and larger saves that were never finished, likewise
    damaged: tuple[str, ...] = ()  # files around the sessions, and what is read of each, as well

    def __hash__(self) -> int:
        return hash((self.path, self.in_use, self.next_start))

    def __repr__(self) -> str:
        return brief(self)


class View(Struct, frozen=True, eq=False):
    """What the screen shows: one frozen value. Parts that did not change are the same objects.

    ``now`` is the moment it was made, ms since epoch. ``error`` says why ``snapshot`` is None.
    """

    info: StoreInfo
    now: float
    versions: tuple[Version, ...] = ()
    version: Version | None = None
    chosen: bool = False  # the user chose this version; else the view follows
    snapshot: Snapshot | None = None
    error: str | None = None
    profile: ProfileState | None = None
    settings: tuple[Setting, ...] = ()
    losses: tuple[Loss, ...] = ()
    measured: bool = False  # the sizes of a large session's tabs are known by now
    summaries: Mapping[VersionId, Summary] = field(default_factory=lambda: MappingProxyType({}))
    inside: tuple[Version, ...] = ()  # the sessions inside the shown version, or around it

    saves: Writes | None = None  # what was counted since the screen began to watch

    found: PagesShown | None = None  # of all versions, once somebody has looked for pages
    nowhere_else: NowhereElse | None = None  # what single versions hold, once that was looked for

    no_edits: str | None = None  # why nothing can be changed here now, as a sentence
    reading: bool = False  # the first look: only what can be known without reading a session

    @property
    def rail(self) -> tuple[Version, ...]:
        """All versions, those inside another behind it."""
        if not self.inside:
            return self.versions
        outer = self.inside[0].id.split("#/", 1)[0]
        place = next((i for i, v in enumerate(self.versions) if v.id == outer), -1) + 1
        return (*self.versions[:place], *self.inside, *self.versions[place:])

    def inside_at(self, steps: tuple[str | int, ...]) -> Version | None:
        """The session inside the shown one at a place in its document."""
        if self.version is None:
            return None
        wanted = f"{self.version.id}#{''.join(f'/{step}' for step in steps)}"
        return next((version for version in self.inside if version.id == wanted), None)

    def setting(self, name: str) -> Setting | None:
        """One session setting by its name."""
        return next((setting for setting in self.settings if setting.name == name), None)
