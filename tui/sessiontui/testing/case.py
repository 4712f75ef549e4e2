"""A store to be held to the contract, and what only its author can say of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from msgspec import Struct

from ..codec import mozlz4
from ..crash_reports import Plugin
from ..stores.plugins.age import check_api
from ..stores.plugins.guard import guarded
from ..stores.protocols import (
    Configures,
    Describes,
    Edits,
    Foretells,
    Meters,
    Raws,
    RollsBack,
    Safeguards,
    Sets,
    Store,
    StoreRef,
    Surveys,
    Timings,
    Undoes,
    Watches,
)
from ..stores.view import Version

ALL: Final[frozenset[type]] = frozenset({
    Configures, Describes, Edits, Foretells, Meters, Raws, RollsBack, Safeguards, Sets, Surveys,
    Timings, Undoes, Watches,
})  # fmt: skip
"""The abilities whose presence or absence is looked at."""

SAMPLE: Final = (
    b'{"version":["sessionrestore",1],"windows":[{"tabs":['
    b'{"entries":[{"url":"https://a.example/","title":"A"}],"index":1,"lastAccessed":1},'
    b'{"entries":[{"url":"https://b.example/","title":"B"}],"index":1,"lastAccessed":2}],'
    b'"selected":1,"_closedTabs":[{"state":{"entries":[{"url":"https://c.example/","title":"C"}],'
    b'"index":1},"title":"C","pos":0,"closedAt":1}]}],"selectedWindow":1,"_closedWindows":[],'
    b'"session":{"lastUpdate":3,"startTime":1,"recentCrashes":0},"cookies":[]}'
)
"""The JSON of a small session: two open tabs, as the tests of edits need them, and a closed one."""


def packed(session: bytes = SAMPLE) -> bytes:
    """A session's JSON as Firefox keeps it in a file (mozLz4)."""
    return mozlz4.pack(session)


class Case(Struct, frozen=True):
    """What is tested, opened anew for each test.

    ``reopen`` opens the same place once more, with ``read_only=True`` read-only. ``change`` makes
    its first version another one. ``abilities``: the protocols it is meant to keep to, besides
    Store. ``unreadable`` and ``damaged``: ids of its versions that cannot be read at all, or in
    part. ``made_up``: a demonstration, which saves by itself and takes edits made before that.
    ``factory``: what the entry point names.
    """

    store: Store
    reopen: Callable[..., Store]
    change: Callable[[], object] = lambda: None
    unreadable: tuple[str, ...] = ()
    abilities: frozenset[type] = frozenset()
    damaged: tuple[str, ...] = ()
    made_up: bool = False
    factory: Any = None


def case_of(factory: Any, rest: str, **more: Any) -> Case:
    """The case of the place that ``SCHEME:rest`` means, as sessiontui opens it once installed.

    That is behind the wall that stands before every plug-in; what it raises has the plug-in's own
    error as its cause. ``more``: what else a Case holds.
    """
    plugin = Plugin(factory.scheme, "under test", factory.__module__.partition(".")[0])

    def reopen(read_only: bool = False) -> Store:
        ref = StoreRef(factory.scheme, rest)
        return guarded(plugin, lambda: factory.open(ref, read_only=read_only), read_only=read_only)

    check_api(plugin, factory.store_api)
    return Case(reopen(), reopen, factory=factory, **more)


def readable(case: Case) -> list[Version]:
    """The versions that can be read whole."""
    left_out = (*case.unreadable, *case.damaged)
    return [version for version in case.store.versions() if version.id not in left_out]


def editable(case: Case) -> tuple[Edits, Version]:
    """The store, and the version that edits are made from; the test skips where there is none."""
    store = case.store
    versions = store.versions()
    if not isinstance(store, Edits) or versions[0].id in case.damaged:
        pytest.skip("this store cannot be edited")
    loads = store.profile().next_start.loads if isinstance(store, Describes) else versions[0].id
    return store, next(version for version in versions if version.id == loads)


def contents(case: Case) -> dict[str, tuple[str, bytes]]:
    """Revision and text of each version that can be read."""
    return {
        version.id: (version.revision, case.store.load(version.id).document.text)
        for version in readable(case)
    }
