"""Long work tells where it is on a terminal's standard error, and an interrupt leaves nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessiontui import progress
from sessiontui.progress import Told, told_to
from tests.builders import entry, mozlz4, session, tab, to_json, window, write_profile
from tests.cli.conftest import Run
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.long  # the ordinary run is to be quick

HUGE = 60_000_000


@pytest.fixture
def huge(tmp_path: Path) -> Path:
    path = tmp_path / "huge.jsonlz4"
    page = tab(entry("https://a.example/", "Marmalade"))
    path.write_bytes(mozlz4(to_json(session(window(page), pad="x" * HUGE))))
    return path


def test_a_terminal_sees_where_it_is_and_at_the_end_only_the_result(
    huge: Path, tmp_path: Path
) -> None:
    with Terminal("find", str(huge), "marmalade", home=tmp_path) as terminal:
        assert terminal.end() == 0
        assert b"decoding huge.jsonlz4: 60 MB  Ctrl-C stops" in terminal.raw
        assert "Marmalade" in terminal.text
        assert "Ctrl-C stops" not in terminal.text


@pytest.mark.parametrize("env", [{"TERM": "dumb"}])
def test_a_terminal_that_cannot_take_a_line_back_is_told_nothing(
    huge: Path, tmp_path: Path, env: dict[str, str]
) -> None:
    with Terminal("find", str(huge), "marmalade", home=tmp_path, env=env) as terminal:
        assert terminal.end() == 0
        assert b"decoding" not in terminal.raw


def test_a_pipe_is_told_nothing(run: Run, huge: Path) -> None:
    done = run("find", huge, "marmalade")
    assert done.code == 0
    assert done.err == ""


def _interrupt(told: Told) -> None:
    if told.doing == "writing":
        raise KeyboardInterrupt


@pytest.mark.parametrize(
    "arguments",
    [("export", "PLACE", "-o", "FILE", "--format", "html"), ("backup", "PLACE", "FILE")],
)
def test_an_interrupt_in_the_midst_of_writing_leaves_no_file(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(progress, "LARGE", 1)
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    target = tmp_path / "made.zip"
    given = {"PLACE": str(place), "FILE": str(target)}
    with told_to(_interrupt):
        done = cli(*(given.get(word, word) for word in arguments))
    assert done.code == 130
    assert not target.exists()
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".tmp"] == []
