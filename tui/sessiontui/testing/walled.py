"""That the wall around plug-ins finds nothing to mend: the store is shown as it is."""

from __future__ import annotations

import pytest

from ..crash_reports import Plugin
from ..errors import SessiontuiError
from ..stores.plugins.guard import ABILITIES, guarded
from ..stores.plugins.guarded import GuardedStore
from ..stores.protocols import Store
from ..stores.registry import SCHEME, is_built_in
from .case import Case, readable


class WalledContract:
    """What the factory says; and a store without a wall is behind one what it was before it."""

    def test_the_factory_says_what_it_opens(self, case: Case) -> None:
        if case.factory is None:
            pytest.skip("the case names no factory")
        scheme = case.factory.scheme
        assert SCHEME.fullmatch(scheme), "two or more of a-z, 0-9, + . -, a letter first"
        assert not is_built_in(scheme), "a store that is built in has that scheme"
        assert case.store.info.scheme == scheme
        assert {ref.scheme for ref in case.factory.discover()} <= {scheme}

    def test_behind_the_wall_it_is_the_same(self, case: Case) -> None:
        store, walled = _both(case)
        try:
            can = {ability for ability in ABILITIES if isinstance(store, ability)}
            assert {ability for ability in ABILITIES if isinstance(walled, ability)} == can
            assert walled.info == store.info
            if case.made_up:
                assert [v.id for v in walled.versions()] == [v.id for v in store.versions()]
            else:
                assert list(walled.versions()) == list(store.versions())
            for version in readable(case):
                assert walled.load(version.id) is store.load(version.id)
        finally:
            walled.close()

    def test_behind_the_wall_its_errors_are_its_own(self, case: Case) -> None:
        store, walled = _both(case)
        try:
            for name in case.unreadable:
                with pytest.raises(SessiontuiError) as own:
                    store.load(name)
                with pytest.raises(SessiontuiError) as told:
                    walled.load(name)
                assert type(told.value) is type(own.value)
                assert told.value.sentence == own.value.sentence
        finally:
            walled.close()


def _both(case: Case) -> tuple[Store, Store]:
    """The store, and the same behind a wall."""
    store = case.store
    if isinstance(store, GuardedStore):
        pytest.skip("it stands behind the wall already")
    plugin = Plugin(store.info.scheme, "under test", type(store).__module__)
    return store, guarded(plugin, lambda: store)
