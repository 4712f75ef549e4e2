"""What every store keeps to: it is looked at, and noticed when it changes."""

from __future__ import annotations

import threading

import lz4.block
import pytest

from ..codec import mozlz4
from ..errors import NothingFound, SessiontuiError
from ..session.model.snapshot import Snapshot
from ..stores.protocols import Raws, Store, Surveys, Watches
from ..text import is_printable
from .case import ALL, Case, readable


class ReadingContract:
    """Versions that are told apart, and what is read of each."""

    def test_it_is_a_store_that_says_what_it_is(self, case: Case) -> None:
        assert isinstance(case.store, Store)
        info = case.store.info
        for text in (info.scheme, info.title, info.location, info.read_only_reason or "x"):
            assert text
            assert is_printable(text), text

    def test_versions_are_told_apart_and_printable(self, case: Case) -> None:
        versions = case.store.versions()
        assert versions
        ids = [version.id for version in versions]
        assert len(set(ids)) == len(ids)
        assert {*case.unreadable, *case.damaged} <= set(ids)
        for version in versions:
            for text in (version.id, version.role, version.meaning, version.revision):
                assert text
                assert is_printable(text)
            assert version.size >= 0
            assert version.answers_to(version.id)
            assert not version.answers_to("no such name")

    def test_versions_are_cheap(self, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        def never(*_: object, **__: object) -> bytes:
            raise AssertionError("decompressed")

        monkeypatch.setattr(mozlz4, "unpack", never)
        monkeypatch.setattr(lz4.block, "decompress", never)
        assert case.reopen().versions()

    def test_versions_stay_the_same_while_nothing_changes(self, case: Case) -> None:
        assert list(case.store.versions()) == list(case.store.versions())

    def test_each_readable_version_is_a_snapshot_and_kept(self, case: Case) -> None:
        for version in readable(case):
            snapshot = case.store.load(version.id)
            assert isinstance(snapshot, Snapshot)
            assert snapshot.counts.tabs >= 1
            assert case.store.load(version.id) is snapshot

    def test_an_unreadable_version_is_one_sentence(self, case: Case) -> None:
        for name in case.unreadable:
            for _ in range(2):
                with pytest.raises(SessiontuiError) as caught:
                    case.store.load(name)
                sentence = caught.value.sentence
                assert is_printable(sentence), sentence
                assert caught.value.exit_code == 3
        for version in readable(case):
            case.store.load(version.id)

    def test_a_damaged_version_is_what_can_be_read_of_it_and_says_so(self, case: Case) -> None:
        for name in case.damaged:
            snapshot = case.store.load(name)
            salvaged = snapshot.salvaged
            assert salvaged is not None
            assert snapshot.counts.tabs >= 1
            assert salvaged.share is not None
            assert 0 < salvaged.share < 1
            assert salvaged.damage
            assert is_printable("".join((salvaged.why, *salvaged.damage)))
            assert case.store.load(name) is snapshot
            if isinstance(case.store, Surveys):
                peeked = case.store.peek(name)
                assert (peeked.counts, peeked.salvaged) == (snapshot.counts, salvaged)
        for version in readable(case):
            assert case.store.load(version.id).salvaged is None

    @pytest.mark.parametrize("name", ["", "no such version", "../sessionstore", "\x1b[31m", "/"])
    def test_an_unknown_version_is_not_found(self, case: Case, name: str) -> None:
        with pytest.raises(NothingFound) as caught:
            case.store.load(name)
        assert is_printable(caught.value.sentence)
        if isinstance(case.store, Raws):
            with pytest.raises(NothingFound):
                case.store.text(name)

    def test_abilities_are_there_or_absent(self, case: Case) -> None:
        store = case.store
        assert {kind for kind in ALL if isinstance(store, kind)} == case.abilities
        if isinstance(store, Raws):
            for version in readable(case):
                text = store.text(version.id)
                assert store.load(version.id).document.text in text
                if version.uncompressed is not None:
                    assert len(text) == version.uncompressed

    def test_a_change_is_noticed_and_cancel_ends_that(self, case: Case) -> None:
        if not isinstance(case.store, Watches):
            return
        before = set(threading.enumerate())
        first = case.store.versions()[0]
        noticed = threading.Event()
        cancel = case.store.watch(noticed.set)
        try:
            case.change()
            assert noticed.wait(30)
        finally:
            cancel()
        assert case.store.versions()[0].revision != first.revision
        cancel()
        assert set(threading.enumerate()) <= before

    def test_a_survey_counts_what_loading_finds_and_can_be_forgotten(self, case: Case) -> None:
        store = case.store
        if not isinstance(store, Surveys):
            pytest.skip("this store cannot be surveyed")
        for version in readable(case):
            assert store.peek(version.id).counts == store.load(version.id).counts
        for name in case.unreadable:
            with pytest.raises(SessiontuiError):
                store.peek(name)
        store.refresh()
        with pytest.raises(NothingFound):
            store.peek("no such version")

    def test_a_change_makes_a_new_snapshot(self, case: Case) -> None:
        version = case.store.versions()[0]
        if version not in readable(case) or not isinstance(case.store, Watches):
            return
        before = case.store.load(version.id)
        case.change()
        assert case.store.load(version.id) is not before

    def test_closing_twice_is_harmless(self, case: Case) -> None:
        case.store.close()
        case.store.close()
