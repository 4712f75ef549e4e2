"""What ``--dry-run`` shows of the windows that an edit would leave."""

from __future__ import annotations

from pathlib import Path

from tests.builders import closed_tab, entry, session, tab, window, write_profile

from .conftest import Run


def profile(where: Path, **prefs: int) -> Path:
    pages = [tab(entry(f"https://p{i}.example/", f"Page {i}")) for i in range(60)]
    gone = closed_tab(tab(entry("https://gone.example/", "\x1b[31mGone")), 1, pos=40)
    state = session(window(*pages, closed=[gone]), window("https://other.example/"))
    return write_profile(where / "p", clean=state, prefs=prefs)


def windows(text: str) -> list[str]:
    """The lines of the windows, without their indent."""
    lines = text.splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith("windows"))
    last = next(i for i, line in enumerate(lines) if line.startswith("file"))
    return [line[14:].rstrip() for line in lines[first:last]]


def test_a_dry_run_shows_the_new_tab_where_it_will_stand(cli: Run, tmp_path: Path) -> None:
    place = profile(tmp_path)
    shown = windows(cli("restore", place, "1", "--dry-run").text)
    assert shown[0] == "Window 1 · 61 tabs · + 1 new"
    assert [line for line in shown if line.startswith("+   41 ") and line.endswith("Gone")]
    assert not any("\x1b" in line for line in shown)
    assert any(line.endswith("tabs more") for line in shown)
    assert shown[-1] == "Window 2 · 1 tab"
    assert len(shown) <= 24
    moved = windows(cli("restore", place, "1", "--window", "new", "--dry-run").text)
    assert "The new window · 1 tab · + 1 new" in moved


def test_what_firefox_does_not_open_by_itself_is_said(cli: Run, tmp_path: Path) -> None:
    place = profile(tmp_path, **{"browser.startup.page": 1})
    said = cli("close", place, "/windows/0/tabs/0", "--dry-run").text
    assert "all with History › Restore Previous Session:" in " ".join(said.split())
    assert "Window 1 · 59 tabs · 1 closed" in windows(said)


def test_what_changes_no_window_shows_none_and_what_was_done_neither(
    cli: Run, tmp_path: Path
) -> None:
    place = profile(tmp_path)
    assert "Window 1" not in cli("forget", place, "1", "--dry-run").text
    assert "Window 1" not in cli("restore", place, "1").text
