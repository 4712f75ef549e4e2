"""Every page of a place: what a person calls "that tab", and all the places where it lies.

The version that the next start would load comes first, then the others, the last saved first; each
session's tabs are matched with the pages known so far, and those that are none become new pages.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from ..json.pointer import Steps, format_pointer
from ..model import names
from ..model.duplicates import NOT_DUPLICATES
from ..model.item_kind import Kind
from ..model.nested import outer_of
from .alike import Alike
from .holders import holders
from .matching import Certainty, Matched, match
from .page_texts import PageTexts
from .sightings import Sightings
from .state import State
from .tab_lists import TabList
from .texts import Texts
from .traits import BLANK, Traits
from .twins import folded


class Layer(NamedTuple):
    """One session of one version. ``saved_at`` in ms since epoch, None unknown.

    ``version`` is the id as the rail has it, ``outer#/pointer`` for a session inside another.
    """

    version: str
    saved_at: int | None
    sightings: Sightings

    @property
    def outer(self) -> str:
        """The version whose file it is in."""
        return outer_of(self.version)

    @property
    def is_inside(self) -> bool:
        """Whether it lies inside another session."""
        return self.version != self.outer


class Sighting(NamedTuple):
    """One place where a page lies.

    ``when`` is the last moment it was surely there, ms since epoch: when it was closed, else when
    that version was saved; ``closed`` is only the former. ``list_name`` is Firefox's own name of
    the list it stands in: ``windows`` for an open tab, ``_closedTabs``, ``_closedWindows``,
    ``closedGroups``, ``savedGroups``. ``window`` is the place of its window among its kind,
    ``group`` the exact name of its group, or empty.
    """

    version: str
    steps: Steps
    kind: Kind
    list_name: str
    window: int | None
    group: str
    when: int | None
    accessed: int | None
    certainty: Certainty
    closed: int | None

    @property
    def pointer(self) -> str:
        """Where it is in its session (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def id(self) -> str:
        """What ``restore`` takes: ``VERSION#POINTER``."""
        return f"{self.version}#{self.pointer}"

    @property
    def guessed(self) -> bool:
        """Whether it may be wrong, since its file is damaged."""
        return self.certainty is Certainty.GUESSED


class LostWhole(NamedTuple):
    """A window or a group of which every tab is lost: one thing to give back.

    ``pages`` in its order, ``name`` of a group exactly as the file has it.
    """

    version: str
    steps: Steps
    is_group: bool
    name: str
    when: int | None
    pages: tuple[int, ...]

    @property
    def pointer(self) -> str:
        """Where it is in its session (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def id(self) -> str:
        """What ``restore`` takes: ``VERSION#POINTER``."""
        return f"{self.version}#{self.pointer}"


class Pages:
    """The pages of some layers, by number. Nothing changes it; the first layer's come first.

    ``loaded`` is the version that the next start would load, or that is running; None when there
    is none, and every page is lost then.
    """

    def __init__(self, layers: Sequence[Layer], loaded: str | None, texts: Texts) -> None:
        self.loaded = loaded
        self.layers = tuple(sorted(layers, key=lambda layer: self._order(layer)))
        self.texts = texts
        self.traits = Traits(texts)
        self.page_of: list[array[int]] = []
        self._certainty: list[bytearray] = []
        alike = Alike(self.traits)
        for layer in self.layers:
            self._add(layer.sightings.traits, alike)
        self._fold()

    def _order(self, layer: Layer) -> tuple[bool, bool, bool, float, str]:
        return (
            layer.outer != self.loaded, layer.is_inside and layer.outer == self.loaded,
            layer.is_inside, -(layer.saved_at or 0), layer.version,
        )  # fmt: skip

    def _add(self, traits: Traits, alike: Alike) -> None:
        known = alike.to(traits)
        pairs = Matched(0, len(traits))
        if len(self):
            pairs = match(self.traits, traits, known, left_docshells=alike.docshells)
        page_of = pairs.back
        certainty = bytearray(pairs.certainty[page] if page >= 0 else 0 for page in page_of)
        new = [row for row, page in enumerate(page_of) if page < 0]
        for number, row in enumerate(new, len(self)):
            page_of[row] = number
        self.traits.add_from(traits, new)
        self.page_of.append(page_of)
        self._certainty.append(certainty)

    def _fold(self) -> None:
        sightings = (layer.sightings for layer in self.layers)
        first = folded(zip(sightings, self.page_of, self._certainty, strict=True))
        if not first:
            return
        kept = [page for page in range(len(self)) if page not in first]
        number = {page: new for new, page in enumerate(kept)}
        for pages, certainty in zip(self.page_of, self._certainty, strict=True):
            for row, page in enumerate(pages):
                page, least = first.get(page, (page, 0))
                pages[row] = number[page]
                certainty[row] = max(certainty[row], least)
        all_of_them, self.traits = self.traits, Traits(self.texts)
        self.traits.add_from(all_of_them, kept)

    def __len__(self) -> int:
        return len(self.traits)

    @property
    def version_count(self) -> int:
        """Of how many versions they are."""
        return len({layer.outer for layer in self.layers})

    def title(self, page: int) -> str:
        """The title exactly, as its newest sighting has it; empty when there is none."""
        return self.traits.title(page)

    def url(self, page: int) -> str:
        """The address exactly, as its newest sighting has it."""
        return self.traits.url(page)

    def is_blank(self, page: int) -> bool:
        """Whether it shows nothing that anybody would look for."""
        return self.traits.has(page, BLANK)

    # -- where pages lie ------------------------------------------------------------------------

    @cached_property
    def _places(self) -> tuple[array[int], array[int], array[int]]:
        """For each page where its places begin, and all layers and rows in that order."""
        starts = array("L", (0,)) * (len(self) + 2)
        for pages in self.page_of:
            for page in pages:
                starts[page + 2] += 1
        for page in range(2, len(starts)):
            starts[page] += starts[page - 1]
        layers = array("L", (0,)) * starts[-1]
        rows = array("L", (0,)) * starts[-1]
        for number, pages in enumerate(self.page_of):
            for row, page in enumerate(pages):
                at = starts[page + 1]
                layers[at], rows[at] = number, row
                starts[page + 1] = at + 1
        return starts, layers, rows

    def places(self, page: int) -> list[tuple[int, int]]:
        """Numbers of layer and row of each sighting, in the order of the layers."""
        starts, layers, rows = self._places
        return [(layers[at], rows[at]) for at in range(starts[page], starts[page + 1])]

    def sightings(self, page: int) -> tuple[Sighting, ...]:
        """Where a page lies, in the order of the layers."""
        return tuple(self.sighting(layer, row) for layer, row in self.places(page))

    def sighting(self, layer: int, row: int) -> Sighting:
        """What there is to say of one row of a layer."""
        found = self.layers[layer]
        rows = found.sightings
        tab_list = rows.tab_list(row)
        return Sighting(
            found.version, rows.steps(row), tab_list.kind, tab_list.name, tab_list.window,
            rows.group(row).name, self._when(layer, row), rows.traits.accessed[row] or None,
            Certainty.GUESSED if row in rows.guessed else Certainty(self._certainty[layer][row]),
            rows.traits.closed[row] or None,
        )  # fmt: skip

    def _when(self, layer: int, row: int) -> int | None:
        found = self.layers[layer]
        return found.sightings.traits.closed[row] or found.saved_at

    def best(self, page: int) -> Sighting:
        """The sighting to give it back from: in the state that counts, not guessed, the newest."""
        layer, row = self.best_place(page)
        return self.sighting(layer, row)

    def best_place(self, page: int) -> tuple[int, int]:
        """The same as numbers of layer and row."""
        return min(self.places(page), key=self._rank_of)

    def _rank_of(self, place: tuple[int, int]) -> tuple[State, bool, int, tuple[int, int]]:
        guessed = place[1] in self.layers[place[0]].sightings.guessed
        return self._state_at(*place), guessed, -(self._when(*place) or 0), place

    # -- what became of them --------------------------------------------------------------------

    @cached_property
    def states(self) -> array[int]:
        """The ``State`` of each page."""
        states = array("B", (State.LOST,)) * len(self)
        for number, layer in enumerate(self.layers):
            if layer.outer != self.loaded:
                continue
            for row, page in enumerate(self.page_of[number]):
                states[page] = min(states[page], self._state_at(number, row))
        return states

    def state(self, page: int) -> State:
        """What it is in the version that would load."""
        return State(self.states[page])

    def _state_at(self, layer: int, row: int) -> State:
        return self._list_states[layer][self.layers[layer].sightings.lists[row]]

    @cached_property
    def _list_states(self) -> list[list[State]]:
        """The state of what lies in each list of each layer."""
        return [
            [self._state_in(layer, tab_list) for tab_list in layer.sightings.tab_lists]
            for layer in self.layers
        ]

    def _state_in(self, layer: Layer, tab_list: TabList) -> State:
        if layer.outer != self.loaded:
            return State.LOST
        if layer.is_inside:
            return State.NESTED
        if tab_list.kind is Kind.TAB:
            return State.OPEN
        return State.SAVED if tab_list.steps[0] == names.SAVED_GROUPS else State.CLOSED

    @cached_property
    def lost(self) -> tuple[int, ...]:
        """The pages of no list of the version that would load, the last seen first; no blank ones.

        Of those that were seen at one time, in the order of their lists.
        """
        found = [
            page
            for page, state in enumerate(self.states)
            if state == State.LOST and not self.is_blank(page)
        ]
        return tuple(sorted(found, key=lambda page: -(self.last_seen(page) or 0)))

    def rank(self, page: int) -> int:
        """The less the sooner a person wants to see it: what is open first, the last looked at."""
        seen = self.traits.accessed[page] or self.last_seen(page) or 0
        return (self.states[page] << 56) - max(0, min(seen, 1 << 54))

    @cached_property
    def ready_texts(self) -> PageTexts:
        """Title and address of every page, in the order of their rank."""
        ranked = sorted(range(len(self)), key=self.rank)
        both, numbers = self.texts.both, self.traits.texts
        return PageTexts(ranked, [both(numbers[page]) for page in ranked])

    def last_seen(self, page: int) -> int | None:
        """The last moment it was surely anywhere, ms since epoch."""
        return max((self._when(*place) or 0 for place in self.places(page)), default=0) or None

    def last_accessed(self, page: int) -> int | None:
        """When it was last looked at, ms since epoch."""
        return self.traits.accessed[page] or None

    @cached_property
    def lost_wholes(self) -> tuple[LostWhole, ...]:
        """Windows and groups of at least two tabs, every one of them lost; the last seen first."""
        wholes: list[LostWhole] = []
        taken: set[int] = set()
        lost = set(self.lost)
        best = {page: self.best_place(page) for page in lost}
        for number in range(len(self.layers)):
            page_of = self.page_of[number]
            for (steps, name, is_group), rows in holders(self.layers[number].sightings):
                held = (page_of[row] for row in rows)
                shown = dict.fromkeys(page for page in held if not self.is_blank(page))
                if len(shown) < 2 or not lost.issuperset(shown) or not taken.isdisjoint(shown):
                    continue
                if any(best[page][0] != number for page in shown):
                    continue
                taken.update(shown)
                when = max((self._when(number, row) or 0 for row in rows), default=0) or None
                version = self.layers[number].version
                wholes.append(LostWhole(version, steps, is_group, name, when, tuple(shown)))
        return tuple(sorted(wholes, key=lambda whole: -(whole.when or 0)))

    # -- the same address twice -----------------------------------------------------------------

    @cached_property
    def duplicates(self) -> frozenset[int]:
        """Open pages whose address is open more than once in one container; no blank ones."""
        keys = {
            page: (self.url(page), self.traits.containers[page])
            for page, state in enumerate(self.states)
            if state == State.OPEN and self.url(page) not in NOT_DUPLICATES
        }
        times = Counter(keys.values())
        return frozenset(page for page, key in keys.items() if times[key] > 1)
