"""Many pages: what the keys wait for does not grow with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.basket import EMPTY
from sessiontui.ui.panes.find.rows import PageRows
from tests.builders import NOW, session, window, write_profile
from tests.steps import calls


@pytest.mark.parametrize("text", ["", "page"])
def test_the_lines_of_many_pages_are_made_before_they_are_shown(tmp_path: Path, text: str) -> None:
    def work(pages: int) -> int:
        before = session(*(window(*(f"https://{w}.example/page{i}" for i in range(pages // 2)))
                           for w in "ab"))  # fmt: skip
        place = write_profile(
            tmp_path / str(pages), clean=session(window("https://x.example/")), previous=before
        )
        store = ProfileStore(place, now=lambda: NOW)
        shown = PageFinder(store).show(store.versions(), "sessionstore", text)
        assert len(shown.found) == pages
        return calls(lambda: PageRows(shown, NOW, lambda: EMPTY))

    assert work(200) == work(20)
