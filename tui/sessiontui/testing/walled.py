"""That the wall around plug-ins finds nothing to mend: the store is shown as it is."""

from __future__ import annotations

import pytest

from ..crash_reports import Plugin
from ..errors import SessiontuiError
from ..stores.plugins.guard import ABILITIES, guarded
from ..stores.plugins.loading import check_api
from ..stores.protocols import Store
from ..stores.registry import is_built_in
from ..text import is_printable
from .case import Case, readable


class WalledContract:
    """What sessiontui sees of the store once it is installed."""

    def test_the_factory_says_what_it_opens_and_for_whom_it_was_written(self, case: Case) -> None:
        if case.factory is None:
            pytest.skip("the case names no factory")
        scheme = case.factory.scheme
        assert case.store.info.scheme == scheme
        assert not is_built_in(scheme), "a store that is built in has that scheme"
        check_api(_plugin(case), case.factory.store_api)
        assert not [ref for ref in case.factory.discover() if ref.scheme != scheme]

    def test_behind_the_wall_it_is_the_same(self, case: Case) -> None:
        store = case.store
        walled = _walled(case)
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
        walled = _walled(case)
        try:
            for name in case.unreadable:
                with pytest.raises(SessiontuiError) as own:
                    case.store.load(name)
                with pytest.raises(SessiontuiError) as told:
                    walled.load(name)
                assert type(told.value) is type(own.value)
                assert told.value.sentence == own.value.sentence
                assert is_printable(told.value.sentence)
        finally:
            walled.close()


def _plugin(case: Case) -> Plugin:
    return Plugin(case.store.info.scheme, "under test", type(case.store).__module__)


def _walled(case: Case) -> Store:
    return guarded(_plugin(case), lambda: case.store)
