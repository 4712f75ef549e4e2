"""What every test stands on: one time zone; no colours, themes or own files from outside."""

from __future__ import annotations

import gc
import os
import signal
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings

from sessiontui import crash_reports
from tests.paths import CORPUS

os.environ["TZ"] = "UTC"
time.tzset()
for _name in [*os.environ, "NO_COLOR"]:
    # Read at import: they would change every picture. The pictures' own plug-in passes one on.
    if _name == "NO_COLOR" or (_name.startswith("TEXTUAL") and "SNAPSHOT" not in _name):
        os.environ.pop(_name, None)

# What the program keeps for itself is the tests' own, also when a test says nothing of it.
_OWN = TemporaryDirectory(prefix="sessiontui-tests-")
os.environ["SESSIONTUI_STATE_DIR"] = str(Path(_OWN.name) / "state")
os.environ["SESSIONTUI_CONFIG_DIR"] = str(Path(_OWN.name) / "config")
for _name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
    os.environ.pop(_name, None)
os.environ["HOME"] = str(Path(_OWN.name) / "home")  # where a test takes those two away
Path(os.environ["HOME"]).mkdir()

# Under nohup, and behind the & of a script, these are ignored, by the programs that tests start,
# too: they would be unlike any that a person has.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
signal.signal(signal.SIGINT, signal.default_int_handler)

# A busy machine is no fault of the code: nothing is judged by the clock.
# CI tries the same examples each time: new ones are for people, who can look into what they find.
settings.register_profile("calm", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("calm")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Twice the cores: the tests of the screen wait for it a third of their time."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Garbage is looked for seldom: that was a third of the time of all screen tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_sessionfinish() -> None:
    """What is left is looked through once, while a worker still counts as working.

    pytest does so five times as it ends, and whatever takes 5 s by then is interrupted (execnet).
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def own_plugins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A plug-in that one test knows is blamed for nothing in another."""
    monkeypatch.setattr(crash_reports, "_plugins", [*crash_reports._plugins])


@pytest.fixture
def corpus() -> Path:
    """The corpus of real sessions; the test skips, and says so, where it is not."""
    if not CORPUS.is_dir():
        pytest.skip(f"no corpus of real sessions at {CORPUS}")
    return CORPUS
