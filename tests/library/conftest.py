"""The files that docs/library.md and the docstrings speak of, in the current directory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.builders import (
    NOW,
    closed_tab,
    entry,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

ONE = tab(entry("https://one.example/", "First page"))
TWO = tab(entry("https://two.example/", "Second page"))
THREE = tab(entry("https://three.example/", "Third page"))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with ``recovery.jsonlz4``, ``cut.jsonlz4`` and ``xyz.default``, and no other
    profile anywhere; it is the current one.
    """
    for name in [name for name in os.environ if name.startswith(("SESSIONTUI_", "XDG_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(
        os, "fsync", lambda _: None
    )  # what survives a power cut is tested elsewhere
    monkeypatch.chdir(tmp_path)
    whole = mozlz4(to_json(session(window(ONE, TWO))))
    (tmp_path / "recovery.jsonlz4").write_bytes(whole)
    (tmp_path / "cut.jsonlz4").write_bytes(whole[:760])
    closed = closed_tab("https://closed.example/", closed_id=7, closed_at=NOW)
    write_profile(
        tmp_path / "xyz.default",
        clean=session(window(ONE, TWO, closed=[closed])),
        previous=session(window(ONE, TWO, THREE)),
        prefs={"browser.startup.page": 3},
    )
    return tmp_path
