"""The basket: what was chosen in any pane and any version, to be opened or exported as one.

A basket is a value; the app holds the one there is, and every pane is bound to it. What lies in it
is named by its version, the revision in which it was seen, and its steps there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import attrgetter
from types import MappingProxyType
from typing import Final

from ..session.json.pointer import Steps
from ..session.model.closed_tab import ClosedTab
from ..session.model.item_kind import Kind, kind_of
from ..session.model.nested import outer_of
from ..session.model.shown_title import shown_title
from ..session.model.snapshot import Snapshot
from ..session.model.tab import Tab
from ..session.model.tab_group import TabGroup
from ..session.model.window import Window
from ..stores.view import Revision, VersionId
from ..text import count, elide, printable

Node = Tab | ClosedTab | Window | TabGroup
Place = tuple[VersionId, Steps]
Reference = tuple[VersionId, Revision, Steps]
"""Where something chosen lies, and the revision in which it was seen there."""

Sameness = tuple[object, ...]

_TITLE_CELLS: Final = 30
_MOST_TITLES: Final = 50  # no line is longer
_VERSION: Final = attrgetter("version")  # of thousands at each key
_WHOLE: Final = frozenset(kind for kind in Kind if kind.name.endswith(("WINDOW", "GROUP")))


@dataclass(frozen=True, slots=True)
class Chosen:
    """One tab, window or group. ``title`` and ``urls`` are printable, ``when`` in ms since epoch.

    ``when`` is the moment it was closed, and None for what is open; ``group`` is a group's id.
    """

    version: VersionId
    revision: Revision
    steps: Steps
    title: str
    urls: tuple[str, ...]
    when: int | None = None
    group: str = ""

    @property
    def place(self) -> Place:
        """Where it lies: there is one thing only at each place."""
        return self.version, self.steps

    @property
    def reference(self) -> Reference:
        """How an edit names it."""
        return self.version, self.revision, self.steps

    @property
    def kind(self) -> Kind | None:
        """What it is, by where it stands."""
        return kind_of(self.steps)

    @property
    def sameness(self) -> Sameness:
        """What it has in common with itself after a save that moved it."""
        return (self.kind,) if self.kind in _WHOLE else (self.kind, self.urls, self.when)

    def may_be(self, other: Chosen) -> bool:
        """Whether one of the same ``sameness`` can be it: a window or group by what stays of it.

        A group keeps its id, what is closed its moment. Else it is known by a tab, or by its title
        where it has none. What is marked among lost pages knows neither id nor moment.
        """
        for mine, its in ((self.group, other.group), (self.when, other.when)):
            if mine and its:
                return mine == its
        if self.kind not in _WHOLE:
            return True
        shared = {*self.urls} & {*other.urls}
        return bool(shared) or (not (self.urls or other.urls) and self.title == other.title)

    def likeness(self, other: Chosen) -> tuple[float, bool, bool, int]:
        """How much one that may be it has in common with it, more being larger."""
        mine, its = Counter(self.urls), Counter(other.urls)
        of = (mine | its).total()
        beside = self.steps[:-1] == other.steps[:-1]
        here, there = self.steps[-1], other.steps[-1]
        away = abs(here - there) if isinstance(here, int) and isinstance(there, int) else 0
        shared = (mine & its).total() / of if of else 1.0
        return shared, self.title == other.title, beside, -away


def chosen_of(
    node: Node, version: VersionId, revision: Revision, window: Window | None = None
) -> Chosen:
    """What stands for a tab, window or group of a version in a basket.

    ``window`` is the one with the tabs of an open group.
    """
    if isinstance(node, Window | TabGroup):
        tabs: Iterable[Tab | ClosedTab] = node.tabs
        if isinstance(node, TabGroup) and window is not None and kind_of(node.steps) is Kind.GROUP:
            tabs = (tab for tab in window.tabs if tab.group_id == node.id)
        urls = tuple(tab.url for tab in tabs if tab.url)
        title = node.title if isinstance(node, Window) else node.name
    else:
        urls, title = (node.url,) if node.url else (), shown_title(node)
    when = None if isinstance(node, Tab) else node.closed_at
    group = node.id if isinstance(node, TabGroup) else ""
    return Chosen(version, revision, node.steps, title, urls, when, group)


def chosen_page(reference: Reference, title: str, url: str, when: int | None = None) -> Chosen:
    """What stands for a page of which only this is known; title and address exactly."""
    shown = printable(url)
    return Chosen(*reference, printable(title), (shown,) if shown else (), when)


Some = Iterable[Chosen] | dict[Place, Chosen]
"""Some things that were chosen; by their places where they are very many."""


def by_place(some: Some) -> dict[Place, Chosen]:
    """The same by their places; what is so already is not made anew."""
    return some if isinstance(some, dict) else {one.place: one for one in some}


@dataclass(frozen=True, slots=True)
class Basket:
    """Everything chosen, in the order it was. ``gone``: how many left since, with their places."""

    chosen: Mapping[Place, Chosen] = field(default_factory=lambda: MappingProxyType({}))
    gone: int = 0

    def __len__(self) -> int:
        return len(self.chosen)

    def __iter__(self) -> Iterator[Chosen]:
        return iter(self.chosen.values())

    def __contains__(self, place: Place) -> bool:
        return place in self.chosen

    @property
    def references(self) -> tuple[Reference, ...]:
        """All of it, as an edit names it."""
        return tuple(one.reference for one in self)

    @property
    def versions(self) -> tuple[VersionId, ...]:
        """The versions it is from, each once; a session inside one counts as that one."""
        versions = dict.fromkeys(map(_VERSION, self.chosen.values()))
        return tuple(dict.fromkeys(map(outer_of, versions)))

    @property
    def words(self) -> str:
        """How much it is and from where, then what it is first of all: printable."""
        are = "is" if self.gone == 1 else "are"
        gone = f"{self.gone:,} {are} gone since" if self.gone else ""
        if not self:
            return gone
        versions = self.versions
        where = printable(versions[0]) if len(versions) == 1 else count(len(versions), "version")
        first = islice(self, _MOST_TITLES)
        titles = ", ".join(elide(one.title or "".join(one.urls[:1]), _TITLE_CELLS) for one in first)
        held = f"{len(self):,} chosen from {where}: {titles}"
        return f"{gone} · {held}" if gone else held

    def in_version(self, version: VersionId) -> Iterator[Chosen]:
        """What lies in a version."""
        return (one for one in self if one.version == version)

    def toggled(self, some: Some) -> Basket:
        """With each of some; without those that were in it."""
        found = dict(self.chosen)
        for one in some.values() if isinstance(some, dict) else some:
            if found.pop(one.place, None) is None:
                found[one.place] = one
        return Basket(MappingProxyType(found))

    def toggled_all(self, some: Some) -> Basket:
        """With all of some; without any when all were in it."""
        shown = by_place(some)
        if shown.keys() <= self.chosen.keys():
            return self.without(shown)
        return Basket(MappingProxyType({**self.chosen, **shown}))

    def without(self, places: Iterable[Place]) -> Basket:
        """Without what lies at some places."""
        left_out = set(places)
        return Basket(MappingProxyType({p: c for p, c in self.chosen.items() if p not in left_out}))

    # -- following the versions ----------------------------------------------------------------

    def changed_in(self, revisions: Mapping[VersionId, Revision]) -> tuple[VersionId, ...]:
        """The versions, and sessions inside some, that went or are of another revision by now."""
        return tuple(
            dict.fromkeys(
                one.version for one in self if revisions.get(outer_of(one.version)) != one.revision
            )
        )

    def dropped(self, version: VersionId) -> Basket:
        """Without a version that went."""
        kept = {place: one for place, one in self.chosen.items() if one.version != version}
        return Basket(MappingProxyType(kept), self.gone + len(self) - len(kept))

    def followed(self, version: VersionId, there: Places, wanted: Iterable[Chosen]) -> Basket:
        """With the places that things have by now, see ``places_in``; without what is not there.

        Only of what was ``wanted`` there: what was marked while it was looked for stays as it is.
        """
        sought = set(wanted)
        left = {sameness: list(places) for sameness, places in there.items()}
        kept: dict[Place, Chosen] = {}
        gone = 0
        for one in self:
            if one.version != version or one not in sought:
                kept[one.place] = one
            elif now := _taken(one, left.get(one.sameness, [])):
                kept[now.place] = now
            else:
                gone += 1
        return Basket(MappingProxyType(kept), self.gone + gone)


EMPTY: Final = Basket()


def _taken(one: Chosen, places: list[Chosen]) -> Chosen | None:
    """The place of those that is most like it, taken out of them; None when none can be it."""
    best = max(filter(one.may_be, places), key=one.likeness, default=None)
    if best is not None:
        places.remove(best)
    return best


Places = Mapping[Sameness, Sequence[Chosen]]
"""Where things lie by now, by what makes them the same."""


def places_in(
    snapshot: Snapshot, version: VersionId, revision: Revision, wanted: Iterable[Chosen]
) -> Places:
    """Where things of the same kinds and names lie in a version, in the order of its document."""
    sought = {one.sameness for one in wanted if one.version == version}
    there: defaultdict[Sameness, list[Chosen]] = defaultdict(list)
    for node, window in _nodes(snapshot):
        one = chosen_of(node, version, revision, window)
        if one.sameness in sought:
            there[one.sameness].append(one)
    return there


def _nodes(snapshot: Snapshot) -> Iterator[tuple[Node, Window | None]]:
    """Everything that can be chosen in a session, with the window it is in."""
    for window in (*snapshot.windows, *snapshot.closed_windows):
        nodes: list[Node] = [window, *window.tabs, *window.groups, *window.closed_tabs]
        for group in window.closed_groups:
            nodes += [group, *group.tabs]
        yield from ((node, window) for node in nodes)
    for group in snapshot.saved_groups:
        yield group, None
        yield from ((tab, None) for tab in group.tabs)
