"""The one string that makes a filter fast gives what asking every tab gives."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.model.document import Document
from sessiontui.session.model.filter import Matcher
from sessiontui.session.model.search_texts import TabTexts
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.session.model.tab import Tab
from tests.builders import entry, session, tab, to_json, window

SOME = st.text(st.sampled_from("abBßİ\x00\n x日"), max_size=6)
PAGES = st.lists(st.lists(st.tuples(SOME, SOME), max_size=4), min_size=1, max_size=3)
TYPED = st.text(st.sampled_from("abBßss İ日"), max_size=4)


@given(PAGES, TYPED)
def test_a_filter_over_all_tabs_keeps_what_it_keeps_of_each(
    pages: list[list[tuple[str, str]]], typed: str
) -> None:
    windows = [window(*(tab(entry(u, t)) for u, t in tabs), selected=1) for tabs in pages]
    shown = Snapshot(Document(to_json(session(*windows))))
    matcher = Matcher(typed)
    fast = [(w.index, [t.index for t in tabs]) for w, tabs in matcher.open_tabs(shown)]
    slow = [(w.index, [t.index for t in w.tabs if matcher.tab(t, w)]) for w in shown.windows]
    assert fast == slow


def test_no_tab_is_asked_before_the_first_text_is_wanted() -> None:
    asked: list[str] = []

    def tabs() -> Iterator[Tab]:
        asked.append("asked")
        yield from Snapshot(Document(to_json(session(window(tab(entry("a:b", "C"))))))).open_tabs()

    texts = TabTexts(tabs)
    assert not asked, "who hands them to a thread has not made them"
    texts.prepare()
    assert (texts.exact, texts.folded, asked) == (["C\na:b"], ["c\na:b"], ["asked"])
