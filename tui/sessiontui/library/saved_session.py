"""One session as a file holds it, for programs: windows and tabs, and all that is around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeAlias, overload

from ..arguments import VERSION_HINT, FilePath, text_of, text_or_none
from ..errors import SessiontuiError, UsageError
from ..session.json.pointer import Steps, parse_pointer
from ..session.model import names
from ..session.model.document import Document
from ..session.model.nested import sessions_inside
from ..session.model.recently_closed import Session, recently_closed
from ..session.model.snapshot import (
    ClosedTab,
    Cookie,
    Counts,
    SessionInfo,
    Snapshot,
    Tab,
    TabGroup,
    Window,
)
from ..stores.inside import session_of, version_of
from ..text import printable
from .open_tabs import OpenTabs
from .places import ClosedPlace, OpenPlace
from .table import Table

if TYPE_CHECKING:
    from ..export.choice import Part
    from ..session.model.salvaged import Salvaged
    from ..stores.view import Version


def read_session(place: OpenPlace, version: str | None, *, owned: bool) -> SavedSession:
    """One session of an opened place, which is closed with it where it is ``owned``."""
    text_or_none(version, "version", VERSION_HINT)
    with place.use() as workspace:
        found = version_of(version, workspace.find_version)
        return SavedSession(session_of(found.id, workspace.store.load), found, place, owned=owned)


def _read_elsewhere(
    document: Document,
    version: Version,
    title: str,
    location: str,
    containers: Mapping[int, str] | None,
) -> SavedSession:
    """A session that was read in another process, or long ago."""
    session = SavedSession(Snapshot(document), version, ClosedPlace(title, location), owned=True)
    if containers is not None:
        session.__dict__["containers"] = containers
    return session


RecentlyClosed: TypeAlias = Session
"""A closed tab or window: that of the list, not of the WebExtensions API in ``sessions``."""


class SavedSession:
    """One session, read: nothing that happens to its file later changes it.

    Times are ms since epoch, places 0-based, sizes bytes of the file's JSON. ``title``, ``url`` and
    ``name`` of what is in it may be shown on a terminal as they are; what the file has exactly is
    ``raw_title``, ``raw_url``, ``raw_name``. Any number of threads may read it at once.

    It keeps its place open for ``containers`` and for ids of other versions until it is closed (a
    ``with``, ``close``) or forgotten; all else can be read afterwards, too.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        version: Version,
        place: OpenPlace | ClosedPlace,
        *,
        owned: bool,
    ) -> None:
        self._snapshot = snapshot
        self._place = place
        self._owned = owned
        self.version = version

    def __repr__(self) -> str:
        counts = self.counts
        return f"<SavedSession {self.version.id}: windows={counts.windows} tabs={counts.tabs}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SavedSession):
            return NotImplemented
        if self.version.id != other.version.id:  # wherever, and by whatever path, it lies
            return False
        return self._snapshot.document == other._snapshot.document

    def __hash__(self) -> int:
        return hash((self.version.id, self._snapshot.document))

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        """What was read, without the place: that is open in this process alone."""
        told = self._place.title, self._place.location, self._known_containers()
        return _read_elsewhere, (self._snapshot.document, self.version, *told)

    def _known_containers(self) -> Mapping[int, str] | None:
        try:
            return self.containers
        except SessiontuiError:  # whoever asks for them there is told, as here
            return None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the place. What was read can still be read. Harmless when called twice.

        The session of a ``Profile`` leaves its place to that.
        """
        if self._owned:
            self._place.close()

    # -- what is open --------------------------------------------------------------------------

    @property
    def windows(self) -> tuple[Window, ...]:
        """The open windows in the file's order, each with its tabs and what was closed in it."""
        return self._snapshot.windows

    @property
    def selected_window(self) -> int | None:
        """Which of them was in front; None when the file names none that exists."""
        return self._snapshot.selected_window

    @cached_property
    def tabs(self) -> Sequence[Tab]:
        """The open tabs of all windows, window by window."""
        return OpenTabs(self.windows)

    def group_of(self, tab: Tab | ClosedTab) -> TabGroup | None:
        """The tab group that a tab stands in, or a closed one lies in; None without.

        >>> from sessiontui import open_session
        >>> session = open_session("demo:")
        >>> [group.name for group in map(session.group_of, session.tabs[2:5]) if group]
        ['Research', 'Research']
        """
        self._need(tab, (Tab, ClosedTab), "a tab")
        if tab.steps[0] == names.SAVED_GROUPS:
            return _with_steps(self.saved_groups, tab.steps[:2])
        window = self._window_at(tab.steps)
        if tab.steps[2] == names.CLOSED_GROUPS:
            return _with_steps(window.closed_groups, tab.steps[:4])
        wanted = printable(tab.group_id or "")
        return next((group for group in window.groups if wanted and group.id == wanted), None)

    def _need(self, item: Tab | ClosedTab | TabGroup, kinds: tuple[type, ...], what: str) -> None:
        """Raise TypeError for what is none of these, UsageError for one of another session."""
        if not isinstance(item, kinds):
            raise TypeError(f"{what} of this session must be given, not {type(item).__name__}")
        if item.source.document != self._snapshot.document:
            raise UsageError(f"{item.pointer}: this is {what} of another session than this one")

    def _window_at(self, steps: Steps) -> Window:
        """The window, open or closed, that something of this session stands in."""
        windows = self.windows if steps[0] == "windows" else self.closed_windows
        return windows[int(steps[1])]

    def tabs_of(self, group: TabGroup) -> tuple[Tab, ...]:
        """The tabs of a group, whether it is open, closed or saved.

        >>> from sessiontui import open_session
        >>> session = open_session("demo:")
        >>> [tab.url for tab in session.tabs_of(session.windows[0].groups[1])][:2]
        ['https://alpenverein.example/huts?year=2027', 'https://wetter.example/innsbruck']
        """
        self._need(group, (TabGroup,), "a group")
        if group.steps[2:3] in ((), (names.CLOSED_GROUPS,)):
            return tuple(closed.tab for closed in group.tabs)
        tabs = self._window_at(group.steps).tabs
        return tuple(tab for tab in tabs if printable(tab.group_id or "") == group.id)

    # -- what was closed -----------------------------------------------------------------------

    @cached_property
    def recently_closed(self) -> Sequence[RecentlyClosed]:
        """Closed windows, and closed tabs of open windows, newest first: Firefox's own list.

        >>> from sessiontui import open_session
        >>> closed = open_session("demo:").recently_closed
        >>> closed[0].tab.title, closed[3].window.title
        ('Grammar of graphics in the terminal', 'Holiday planning')
        """
        return recently_closed(self._snapshot)

    @property
    def closed_windows(self) -> tuple[Window, ...]:
        """The closed windows, newest first, each with its tabs and what was closed in it."""
        return self._snapshot.closed_windows

    @property
    def saved_groups(self) -> tuple[TabGroup, ...]:
        """The tab groups that were saved and closed, each with its tabs."""
        return self._snapshot.saved_groups

    # -- what else it holds --------------------------------------------------------------------

    @property
    def cookies(self) -> tuple[Cookie, ...]:
        """The session cookies."""
        return self._snapshot.cookies

    @cached_property
    def containers(self) -> Mapping[int, str]:
        """The names of the profile's containers by ``container_id``; empty where none is known.

        Looked up when it is first asked for. Raises Unreadable when the place is closed by then.
        """
        with self._place.use() as workspace:
            return Table(workspace.containers() or {})

    def container_of(self, tab: Tab | ClosedTab) -> str:
        """The name of a tab's container; its number where it has no name, empty outside of any.

        >>> from sessiontui import open_session
        >>> with open_session("demo:") as session:
        ...     print({session.container_of(tab) for tab in session.tabs if "shop" in tab.url})
        {'Shopping'}
        """
        self._need(tab, (Tab, ClosedTab), "a tab")
        number = (tab.tab if isinstance(tab, ClosedTab) else tab).container_id
        return "" if not number else self.containers.get(number) or f"container {number}"

    @property
    def counts(self) -> Counts:
        """How much it holds: windows, tabs, closed ones, groups."""
        return self._snapshot.counts

    @property
    def info(self) -> SessionInfo:
        """What it says of itself: when it was started and last saved, crashes."""
        return self._snapshot.session

    @property
    def note(self) -> str:
        """What is odd about a file that can be read, as a sentence; mostly empty."""
        return self._snapshot.document.note

    @property
    def salvaged(self) -> Salvaged | None:
        """How much of a damaged file this is, and what is not certain; None of a whole one."""
        return self._snapshot.salvaged

    @cached_property
    def versions_inside(self) -> tuple[str, ...]:
        """The sessions inside this one as names for ``open_session``; they are decoded for it.

        The one before, while Firefox still offers it, and those of about:sessionrestore tabs.
        """
        return tuple(
            f"{self.version.id}#{inside.pointer}" for inside in sessions_inside(self._snapshot)
        )

    def json(self, pointer: str = "") -> bytes:
        """The JSON of the session, or of the piece at an RFC 6901 pointer, byte for byte.

        Every item has its ``pointer``. Raises NothingFound.
        """
        text_of(pointer, "pointer", "every item has one, as tab.pointer")
        document = self._snapshot.document
        return document.piece(parse_pointer(pointer)) if pointer else document.text

    # -- passing it on -------------------------------------------------------------------------

    @overload
    def export(
        self, file: None = None, *, format: str | None = None, ids: Sequence[str] = (),
        part: Part = "open", with_private: bool = False, replace: bool = False,
    ) -> bytes: ...  # fmt: skip
    @overload
    def export(
        self, file: FilePath, *, format: str | None = None,
        ids: Sequence[str] = (), part: Part = "open", with_private: bool = False,
        replace: bool = False,
    ) -> int: ...  # fmt: skip
    def export(
        self,
        file: FilePath | None = None,
        *,
        format: str | None = None,  # noqa: A002
        ids: Sequence[str] = (),
        part: Part = "open",
        with_private: bool = False,
        replace: bool = False,
    ) -> bytes | int:
        """What of it another program reads; see ``sessiontui.export``."""
        from .exported import export_session

        return export_session(
            self._snapshot, self.version, self._place, file, format=format, ids=ids, part=part,
            with_private=with_private, replace=replace,
        )  # fmt: skip


def _with_steps(groups: Sequence[TabGroup], steps: Sequence[str | int]) -> TabGroup | None:
    return next((group for group in groups if group.steps == tuple(steps)), None)
