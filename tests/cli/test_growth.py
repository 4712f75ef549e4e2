"""Four times the versions are four times the work, counted in calls, and never sixteen times."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.builders import DAY, MINUTE, NOW, Json, mozlz4, session, to_json, window, write_profile
from tests.steps import calls

from .conftest import Result, Run

pytestmark = pytest.mark.long  # the ordinary run is to be quick

FEW = 10


def saved(number: int) -> Json:
    """A save with five tabs, of which the one before had four."""
    return session(
        window(*(f"https://s{page % 7}.example/{page}" for page in range(number, number + 5))),
        session={
            "startTime": NOW - DAY,
            "lastUpdate": NOW - DAY + number * MINUTE,
            "recentCrashes": 0,
        },
    )


def from_updates(path: Path, versions: int, cli: Run) -> Path:
    """Copies that Firefox made before updates."""
    upgrades = {str(20_200_101_000_000 + number): saved(number) for number in range(versions)}
    return write_profile(path, clean=saved(versions), upgrades=upgrades)


def under_other_names(path: Path, versions: int, cli: Run) -> Path:
    """Copies that a person made, one directory full of them."""
    write_profile(path, clean=saved(versions))
    backups = path / "sessionstore-backups"
    backups.mkdir(exist_ok=True)
    for number in range(versions):
        (backups / f"copy{number}.jsonlz4").write_bytes(mozlz4(to_json(saved(number))))
    return path


def in_safety_copies(path: Path, versions: int, cli: Run) -> Path:
    """Copies that this program keeps."""
    for number in range(versions // 5):
        write_profile(path, clean=saved(number), times={"clean": NOW - DAY + number * MINUTE})
        cli("backup", path)
    return write_profile(path, clean=saved(versions))


COMMANDS = [
    ("info", "--json"),
    ("lost",),
    ("find", "example"),
    ("search", "example"),
    ("tabs",),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("made", [from_updates, under_other_names, in_safety_copies])
def test_a_command_over_many_versions_is_linear_in_them(
    cli: Run, tmp_path: Path, command: tuple[str, ...], made: Callable[[Path, int, Run], Path]
) -> None:
    def work(versions: int) -> int:
        state = {"SESSIONTUI_STATE_DIR": str(tmp_path / f"state{versions}")}

        def with_state(*args: str | Path) -> Result:
            return cli(*args, env=state)

        place = made(tmp_path / f"p{versions}", versions, with_state)
        done: list[Result] = []
        count = calls(lambda: done.append(with_state(command[0], place, *command[1:])))
        assert done[0].code == 0, done[0].err
        return count

    work(FEW // 2)  # what is imported and compiled once
    few, more, many = work(FEW), work(4 * FEW), work(16 * FEW)
    assert many - more < 5 * (more - few)
