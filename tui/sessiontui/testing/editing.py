"""What a store keeps to that can be edited; it is skipped for one that cannot."""

from __future__ import annotations

import pytest

from ..errors import NothingFound, Refused, StaleRevision
from ..session.edit.edits import CloseTab, ForgetMatching, PinTab
from ..stores.protocols import Edits, RollsBack, Undoes
from ..text import is_printable
from .case import Case, contents, editable, readable

CLOSE = (CloseTab(("windows", 0, "tabs", 1)), PinTab(("windows", 0, "tabs", 0)))


class EditingContract:
    """All edits or none, never from what is gone; undo gives back what was."""

    def test_nothing_is_written_into_a_damaged_version(self, case: Case) -> None:
        store = case.store
        if not isinstance(store, Edits):
            pytest.skip("this store cannot be edited")
        for version in store.versions():
            if version.id in case.damaged:
                steps = store.load(version.id).windows[0].tabs[0].steps
                with pytest.raises(Refused):
                    store.apply([CloseTab(steps)], base=version.revision)

    def test_a_plan_changes_nothing_and_says_what_apply_does(self, case: Case) -> None:
        store, version = editable(case)
        before = contents(case)
        plan = store.plan(CLOSE, base=version.revision)
        assert contents(case) == before
        assert (plan.id, plan.revision) == (None, None)
        receipt = store.apply(CLOSE, base=version.revision)
        assert receipt.id
        assert (plan.edits, plan.files) == (receipt.edits, receipt.files)
        assert len(receipt.edits) == 2
        assert all(change.path for change in receipt.files)  # as the system has it
        for text in (*receipt.edits, *(change.what for change in receipt.files)):
            assert text
            assert is_printable(text)
        edited = next(v for v in case.store.versions() if v.revision == receipt.revision)
        assert edited.id == version.id
        snapshot = case.store.load(edited.id)
        assert snapshot.document.text != before[version.id][1]
        assert next(iter(snapshot.open_tabs())).pinned

    def test_all_edits_or_none(self, case: Case) -> None:
        store, version = editable(case)
        before = contents(case)
        wrong = CloseTab(("windows", 0, "tabs", 99))
        for call in (store.plan, store.apply):
            with pytest.raises(NothingFound) as caught:
                call((*CLOSE, wrong), base=version.revision)
            assert is_printable(caught.value.sentence)
        assert contents(case) == before

    def test_an_edit_names_what_it_was_made_from(self, case: Case) -> None:
        store, version = editable(case)
        before = contents(case)
        for call in (store.plan, store.apply):
            with pytest.raises(StaleRevision) as caught:
                call(CLOSE, base="1-2-3")
            assert "nothing was changed" in caught.value.sentence
        assert contents(case) == before
        store.apply(CLOSE[1:], base=version.revision)
        if not case.made_up:  # whose saves come while one looks at a plan
            with pytest.raises(StaleRevision):
                store.apply(CLOSE[:1], base=version.revision)

    def test_undo_takes_back_one_edit_after_the_other(self, case: Case) -> None:
        store, version = editable(case)
        if not isinstance(store, Undoes):
            pytest.skip("this store cannot undo")
        assert store.undoable() is None
        with pytest.raises(NothingFound):
            store.undo()
        texts = [case.store.load(version.id).document.text]
        receipts = []
        base = version.revision
        for edit in CLOSE:
            receipts.append(store.apply([edit], base=base))
            base = receipts[-1].revision or ""
            texts.append(case.store.load(version.id).document.text)
        for receipt in reversed(receipts):
            found = store.undoable()
            assert found is not None
            assert (found.id, found.edits) == (receipt.id, receipt.edits)
            texts.pop()
            taken = store.undo()
            assert taken.id not in (None, receipt.id)
            assert case.store.load(version.id).document.text == texts[-1]
        assert store.undoable() is None
        with pytest.raises(NothingFound):
            store.undo("no such receipt")

    def test_a_revision_never_comes_again_for_another_text(self, case: Case) -> None:
        store, version = editable(case)
        if not isinstance(store, Undoes):
            pytest.skip("this store cannot undo")
        texts: dict[str, bytes] = {}
        base = version.revision
        for edit in CLOSE:
            texts[base] = case.store.load(version.id).document.text
            made = store.apply([edit], base=base).revision or ""
            text = case.store.load(version.id).document.text
            assert texts.setdefault(made, text) == text, "an edit from it would hit another text"
            store.undo()
            base = next(v.revision for v in case.store.versions() if v.id == version.id)

    def test_edits_that_find_nothing_write_nothing(self, case: Case) -> None:
        store, version = editable(case)
        if case.made_up:
            pytest.skip("the demo writes nothing anyway")
        before = contents(case)
        receipt = store.apply([ForgetMatching(site="nowhere.example")], base=version.revision)
        assert (receipt.id, receipt.files) == (None, ())
        assert contents(case) == before

    def test_going_back_to_another_version(self, case: Case) -> None:
        store, version = editable(case)
        if not isinstance(store, RollsBack):
            pytest.skip("this store cannot roll back")
        other = next((v for v in reversed(readable(case)) if v.id != version.id), None)
        if other is None:
            pytest.skip("there is one version only")
        wanted = case.store.load(other.id).document.text
        before = contents(case)
        plan = store.rollback(other.id, base=other.revision, dry_run=True)
        assert contents(case) == before
        receipt = store.rollback(other.id, base=other.revision)
        assert plan.id is None
        assert receipt.id
        start = receipt.next_start  # of a profile; else the first version is the one in question
        loads = case.store.versions()[0].id if start is None else start.loads
        assert loads is not None
        assert case.store.load(loads).document.text == wanted
        with pytest.raises(StaleRevision):
            store.rollback(other.id, base="1-2-3")
        with pytest.raises(NothingFound):
            store.rollback("no such version", base=other.revision)

    def test_read_only_is_read_only(self, case: Case) -> None:
        _, version = editable(case)
        store = case.reopen(read_only=True)
        try:
            assert store.info.read_only_reason == "it was opened read-only"
            assert isinstance(store, Edits)
            for call in (store.plan, store.apply):
                with pytest.raises(Refused, match="it was opened read-only; nothing was changed"):
                    call(CLOSE, base=version.revision)
        finally:
            store.close()
