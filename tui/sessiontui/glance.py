"""What a look at each profile of this machine tells: in use, last saved, its tabs, what is wrong.

Two steps: ``outside`` asks the lock and the directory, ``inside`` reads the session.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from .errors import Barred, Damaged, NotASession, NothingFound, SessiontuiError, Unreadable
from .firefox.profile_lock import InUse, in_use
from .firefox.profiles import Found, FoundProfile
from .firefox.session_files import LOAD_ORDER
from .firefox.tree.path import LiveTree, TreePath
from .stores.profile.store import ProfileStore
from .stores.registry import last_saved
from .stores.tree.store import UNASKED, TreeStore
from .stores.view import StoreInfo
from .system_errors import sentence_of
from .text import count, path_text
from .workspace import Workspace

Held: TypeAlias = Literal[
    "unread", "tabs", "empty", "damaged", "unreadable", "barred", "closed", "large"
]
"""``closed`` is a profile that cannot be opened at all, ``barred`` what may not be looked at,
``large`` one on another machine of which too much would have to cross for its tabs to be counted.
"""

_LOADED = LOAD_ORDER[:2]  # one of these is mostly what the next start loads

_WORDS = {
    "unread": "…",
    "empty": "no session saved",
    "damaged": "damaged",
    "unreadable": "cannot be read",
    "barred": "may not be looked at",
    "closed": "cannot be opened",
    "large": "not counted",
}


class Glance(Struct, frozen=True):
    """A profile and what is known of it. ``saved``: ms since epoch, None for never.

    ``in_use`` is None for one that cannot be opened. ``why`` is a sentence where something is
    wrong; ``opens`` says whether trying to open it makes sense.
    """

    profile: FoundProfile
    browser: str
    in_use: InUse | None = None
    saved: float | None = None
    held: Held = "unread"
    tabs: int | None = None
    why: str = ""

    @property
    def running(self) -> bool:
        """Whether its browser runs."""
        return self.in_use is not None and self.in_use.state == "in use"

    @property
    def opens(self) -> bool:
        """Whether it is a profile's directory that can be listed."""
        return self.in_use is not None

    @property
    def words(self) -> str:
        """What it holds, in short."""
        return count(self.tabs, "tab") if self.tabs is not None else _WORDS.get(self.held, "")


def outside(profile: FoundProfile) -> Glance:
    """What can be told without reading a session."""
    if profile.reason is not None:
        return Glance(profile, profile.browser, held="closed", why=profile.reason)
    used, saved = in_use(profile.path), last_saved(profile.path)
    return Glance(profile, profile.made_by().name, used, saved)


def inside(glance: Glance) -> Glance:
    """The same with its tabs, or with why they cannot be told. Never raises for a profile."""
    if not glance.opens:
        return glance
    profile = glance.profile
    store = store_of(profile)
    try:
        return _inside(glance, store)
    except Barred as error:
        return replace(glance, held="barred", why=error.sentence)
    except (Damaged, NotASession) as error:
        return replace(glance, held="damaged", why=error.sentence)
    except (SessiontuiError, OSError) as error:
        return replace(glance, held="unreadable", why=sentence_of(error))
    finally:
        store.close()


def store_of(profile: FoundProfile) -> ProfileStore | TreeStore:
    """The store of a profile that was found, to be looked at. Whoever asks for it closes it."""
    if isinstance(profile.path, TreePath):
        info = StoreInfo("tree", profile.name, path_text(str(profile.path)), "it is only looked at")
        return TreeStore(profile.path, info, profile.made_by())
    return ProfileStore(profile.path, browser=profile.made_by())


def _inside(glance: Glance, store: ProfileStore | TreeStore) -> Glance:
    path = glance.profile.path
    if isinstance(path, TreePath) and isinstance(path.tree, LiveTree):
        largest = max((file.size for file in store.versions() if file.role in _LOADED), default=0)
        if largest > UNASKED:
            return replace(glance, held="large")
    try:
        version = Workspace(store).find_version(None)
    except NothingFound:
        barred = store.profile().barred
        return replace(glance, held="barred" if barred else "empty", why="".join(barred[:1]))
    except Unreadable:
        start = store.profile().next_start
        if start.barred:
            return replace(glance, held="barred", why=start.why)
        raise
    return replace(glance, held="tabs", tabs=store.peek(version.id).counts.tabs)


def at_first(found: Found) -> tuple[Glance, ...]:
    """All profiles of a search from outside, the one that is probably meant first.

    Those in use, then the others as they were saved, then what cannot be opened; last the folders
    of profiles that may not be looked through.
    """
    folders = (
        Glance(
            FoundProfile(
                f"profiles of {barred.root.browser or 'this folder'}", barred.root.path,
                barred.root.browser, False, barred.root.fork, barred.sentence,
            ),
            barred.root.browser, held="barred", why=barred.sentence,
        )
        for barred in found.barred
    )  # fmt: skip
    return (*likeliest_first(map(outside, found.profiles)), *folders)


def likeliest_first(glances: Iterable[Glance]) -> list[Glance]:
    """Sorted; the order of the search decides between equals."""
    return sorted(
        glances,
        key=lambda one: (
            not one.running,
            not one.opens,
            -(one.saved or 0),
            not one.profile.default,
        ),
    )
