"""Which items of a list are marked. Marks stay on their items when a save moves these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Protocol

from ....session.json.pointer import Steps
from ....session.model.snapshot import Snapshot
from ....stores.view import View


class _HasSteps(Protocol):
    @property
    def steps(self) -> Steps: ...


class Marks:
    """Marked items by their steps, each with what makes it the same item after a save."""

    def __init__(self) -> None:
        self._keys: dict[Steps, str] = {}
        self._marked_in: tuple[object, ...] = ()

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, steps: Steps) -> bool:
        return steps in self._keys

    def __iter__(self) -> Iterator[Steps]:
        return iter(self._keys)

    @property
    def words(self) -> str:
        """How many are marked, for the line below the list."""
        return f" · {len(self._keys):,} marked" if self._keys else ""

    def follow(
        self, view: View, items: Callable[[Snapshot], Iterable[tuple[_HasSteps, str]]]
    ) -> None:
        """Another view is shown: find the marked items in it. Marks belong to one version."""
        before = self._marked_in
        version = view.version.id if view.version else None
        self._marked_in = (version, view.version and view.version.revision)
        if not self._keys or before == self._marked_in:
            return
        if before[:1] != (version,):
            self._keys = {}
        elif view.snapshot is not None:  # else it cannot be read just now
            there: defaultdict[str, list[Steps]] = defaultdict(list)
            for item, key in items(view.snapshot):
                there[key].append(item.steps)
            self._keys = {there[key].pop(0): key for key in self._keys.values() if there[key]}

    def toggle(self, steps: Steps, key: str) -> None:
        """Mark an item, or take its mark away."""
        if steps in self._keys:
            del self._keys[steps]
        else:
            self._keys[steps] = key

    def toggle_all(self, shown: Mapping[Steps, str]) -> None:
        """Mark all that is shown; when all of it is marked, none of it."""
        if shown.keys() <= self._keys.keys():
            self._keys = {steps: key for steps, key in self._keys.items() if steps not in shown}
        else:
            self._keys |= shown

    def clear(self) -> None:
        """Take all marks away."""
        self._keys = {}
