"""Commands start fast: no Textual, no Rich, no scan of entry points, help without a session.

What is slow to import, and of ours what is for others, is counted by what ``sys.modules`` holds.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sessiontui.cli.parser import COMMANDS
from tests.builders import session, window, write_profile
from tests.paths import ROOT

from .conftest import environment

SCAN = "importlib.metadata"  # what a scan of entry points needs
WATCHED = """
import sys
from sessiontui.cli.main import run
code = run(sys.argv[2:])
watched = {
    "textual", "rich", "humanize", "asyncio", "tempfile", "platformdirs",
    "importlib.metadata", "shtab",
} | set(sys.argv[1].split())
print(code, *sorted(watched & set(sys.modules)), file=sys.stderr)
"""


def look(home: Path, *args: str | Path, more: tuple[str, ...] = ()) -> tuple[int, list[str]]:
    """The exit code, and which of the slow modules, and of ``more``, were imported."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, " ".join(more), *map(str, args)],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=30,
    )
    code, *heavy = done.stderr.splitlines()[-1].split()
    return int(code), heavy


@pytest.mark.parametrize(
    "args",
    [
        ("--help",),
        ("tabs", "PLACE", "--all"),
        ("tabs", "PLACE", "--json"),
        ("cat", "PLACE"),
        ("cat", "PLACE", "/windows/0", "--pretty"),
        ("tabs", "demo:"),
        ("watch", "PLACE", "--print-unit"),
    ],
)
def test_light(home: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    assert look(home, *(place if word == "PLACE" else word for word in args)) == (0, [])


@pytest.mark.parametrize("command", ["info", "settings", "profiles"])
def test_without_textual(home: Path, tmp_path: Path, command: str) -> None:
    place = write_profile(home / ".mozilla/firefox/x.y", clean=session(window("https://a.b/")))
    code, heavy = look(home, command, *([] if command == "profiles" else [place]))
    assert code == 0
    assert not {"textual", "rich", SCAN} & set(heavy)


def test_only_a_stranger_s_scheme_is_looked_up(home: Path) -> None:
    code, heavy = look(home, "tabs", "zotero:x")
    assert code == 2
    assert SCAN in heavy
    assert not {"textual", "rich"} & set(heavy)


def test_a_wrong_option_costs_nothing_either(home: Path) -> None:
    assert look(home, "tabs", "--frobnicate") == (2, [])


# Of Python's own: what makes classes, knows compressors, or is for threads and other processes.
SLOW = (
    "dataclasses", "inspect", "ast", "typing_extensions", "shutil", "ctypes", "json", "logging",
    "subprocess", "concurrent.futures", "random", "hashlib",
)  # fmt: skip
# Of ours: what counts saves, writes, and tells what a listing does not show.
OTHERS = (
    "sessiontui.monitor", "sessiontui.stores.write", "sessiontui.stores.safety",
    "sessiontui.stores.safety_copy", "sessiontui.session.edit", "sessiontui.session.mend",
    "sessiontui.session.describe", "sessiontui.crash_reports", "sessiontui.firefox.containers",
    "sessiontui.firefox.damaged_around", "sessiontui.firefox.prefs.settings",
)  # fmt: skip


@pytest.mark.parametrize(
    "args",
    [
        ("tabs", "PLACE"),
        ("tabs", "PLACE", "--json"),
        ("tabs", "PLACE", "--closed", "--json"),
        ("tabs", "FILE", "--closed"),
        ("cat", "PLACE", "/windows/0/tabs/0"),
        ("export", "PLACE", "--format", "urls"),
    ],
)
def test_a_listing_loads_nothing_it_does_not_show(
    home: Path, tmp_path: Path, args: tuple[str, ...]
) -> None:
    place = write_profile(
        tmp_path / "p", clean=session(window("https://a.example/", closed=["https://b.example/"]))
    )
    words = {"PLACE": place, "FILE": place / "sessionstore.jsonlz4"}
    asked = [words.get(word, word) for word in args]
    assert look(home, *asked, more=(*SLOW, *OTHERS)) == (0, [])


@pytest.mark.parametrize("command", ["info", "settings", "find", "lost", "profiles", "restore"])
def test_no_command_makes_its_classes_at_start(home: Path, tmp_path: Path, command: str) -> None:
    place = write_profile(
        tmp_path / "p", clean=session(window("https://a.example/", closed=["https://b.example/"]))
    )
    more = {
        "find": ["a.example"],
        "restore": ["/windows/0/_closedTabs/0", "--dry-run"],
    }
    asked: list[str | Path] = [] if command == "profiles" else [place, *more.get(command, [])]
    code, heavy = look(home, command, *asked, more=SLOW)
    assert code in (0, 1)
    assert not {"dataclasses", "inspect", "ast", "typing_extensions"} & set(heavy)


COLLECTED = """
import gc, sys
from sessiontui.__main__ import main
looks = []
gc.callbacks.append(lambda phase, _: looks.append(phase))
sys.argv[0] = "sessiontui"
code = main()
print(code, len(looks), len(gc.get_objects()), file=sys.stderr)
"""


def test_no_garbage_is_looked_for_in_a_small_session(home: Path, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    done = subprocess.run(
        [sys.executable, "-c", COLLECTED, "tabs", str(place)],
        env=environment(home),
        capture_output=True,
        text=True,
        timeout=30,
    )
    code, looks, left = map(int, done.stderr.split())
    assert (code, looks) == (0, 0)
    assert left < 1000  # what there is when it ends is frozen: not looked through any more


SESSIONS = ("msgspec", "sessiontui.workspace", "sessiontui.stores", "sessiontui.session.model")
# A help is text: it needs no paths, threads, dates and addresses.
NOT_FOR_HELP = (*SESSIONS, *SLOW, "pathlib", "threading", "datetime", "urllib.parse")
MODULES = tuple(f"sessiontui.cli.commands.{name}" for name in COMMANDS)


def test_help_reads_the_options_of_no_command(home: Path) -> None:
    assert look(home, "--help", more=(*NOT_FOR_HELP, *MODULES)) == (0, [])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_s_help_is_that_module_s_alone(home: Path, command: str) -> None:
    own = f"sessiontui.cli.commands.{command}"
    assert look(home, command, "--help", more=(*NOT_FOR_HELP, *MODULES)) == (0, [own])


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_wrong_with_an_option_is_said_without_a_session(home: Path, command: str) -> None:
    assert look(home, command, "--nope", more=NOT_FOR_HELP) == (2, [])


def test_who_wants_typing_extensions_gets_it(home: Path) -> None:
    """msgspec alone is loaded without it."""
    code = (
        "import sys; from sessiontui.cli import lean_msgspec; lean_msgspec.load(); "
        "assert 'msgspec' in sys.modules and 'typing_extensions' not in sys.modules; "
        "import typing_extensions; assert typing_extensions.TypedDict; "
        "lean_msgspec.load(); assert sys.modules['typing_extensions'] is typing_extensions"
    )
    subprocess.run([sys.executable, "-c", code], env=environment(home), check=True, timeout=30)


def test_values_are_no_dataclasses_where_commands_load_them() -> None:
    """Making a dataclass takes ten times as long as a Struct, and brings ``inspect`` along.

    What is made when the screen starts or while saves are counted may be one.
    """
    root = ROOT / "tui" / "sessiontui"
    may = ("ui/", "monitor/", "sessions/", "stores/demo/saves.py")
    found = [
        name
        for path in root.rglob("*.py")
        if not (name := path.relative_to(root).as_posix()).startswith(may)
        and re.search(r"^\s*(?:from|import) dataclasses\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert found == []
