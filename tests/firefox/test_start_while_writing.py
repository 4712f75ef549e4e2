"""Firefox started while an edit is being written: it waits or refuses, and never loads half."""

from __future__ import annotations

import ctypes
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from sessiontui.errors import Refused, SessiontuiError
from sessiontui.firefox.prefs.names import ONCE
from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.firefox.profile_lock import InUse, hold, in_use
from sessiontui.stores.profile.store import ProfileStore
from tests.firefox.driver import Firefox, FirefoxError
from tests.firefox.judging import contents, restore_last_session
from tests.firefox.picture import look
from tests.firefox.rich_profile import ASIDE, RichProfiles, State
from tests.firefox.test_edit_refusals import WITH_GONE, Editor

QUIT_1 = State("quit", 1)

_WRITER = """
import os, signal, sys
from pathlib import Path
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.session.edit.edits import RestoreClosedTab

def stop_before(number, name):
    real, left = getattr(os, name), [number]
    def call(source, target, *more, **named):
        if os.path.basename(target) in ("sessionstore.jsonlz4", "prefs.js", "done.json"):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGSTOP)
        return real(source, target, *more, **named)
    setattr(os, name, call)

profile, name, number, base, *steps = sys.argv[1:]
stop_before(int(number), name)
steps = tuple(int(step) if step.isdigit() else step for step in steps)
ProfileStore(Path(profile)).apply([RestoreClosedTab(steps)], base=base)
"""
FILES = ("sessionstore.jsonlz4", "prefs.js")
# The edit writes sessionstore.jsonlz4, then prefs.js; then its record says that it is done.
POINTS = {
    "before the first file": ("replace", 1),
    "between the files": ("replace", 2),
    "before it is noted as done": ("rename", 1),
}


@contextmanager
def writing(profile: Path, point: str) -> Iterator[subprocess.Popen[bytes]]:
    """Another process that restores a tab, and has stopped in the middle of that."""
    editor = Editor(profile)
    name, number = POINTS[point]
    steps = map(str, editor.items("closed tab", "Gone"))
    command = [sys.executable, "-c", _WRITER, str(profile), name, str(number), editor.base, *steps]
    with subprocess.Popen(command) as process:
        try:
            _, status = os.waitpid(process.pid, os.WUNTRACED)
            assert os.WIFSTOPPED(status), f"the writer ended: {status}"
            yield process
        finally:
            process.kill()


def changed(profile: Path, before: dict[str, bytes]) -> list[str]:
    """The session files and prefs that are not what they were."""
    return [name for name in FILES if (profile / name).read_bytes() != before[name]]


def settle(profile: Path) -> None:
    """The next run of this program, whatever it is asked to do."""
    with pytest.raises(SessiontuiError, match="there is no such edit"):
        ProfileStore(profile).undo("no-such-edit")


@contextmanager
def opened(path: Path) -> Iterator[int]:
    """A descriptor that can be read as soon as somebody opens a file (inotify)."""
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor = libc.inotify_init1(os.O_CLOEXEC)
    assert descriptor >= 0
    try:
        in_open = 0x20
        assert libc.inotify_add_watch(descriptor, os.fsencode(path), in_open) >= 0
        yield descriptor
    finally:
        os.close(descriptor)


def test_firefox_refuses_and_the_next_run_finishes(rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_1, tmp_path / "p")
    before = contents(profile)
    with writing(profile, "between the files"):
        half = contents(profile)
        assert changed(profile, before) == ["sessionstore.jsonlz4"]
        with pytest.raises(FirefoxError, match="already running, but is not responding"):
            Firefox(profile).start()
        assert changed(profile, half) == []
        with pytest.raises(Refused, match="another sessiontui is using this profile"):
            ProfileStore(profile).undo()
    assert in_use(profile).state == "free"
    settle(profile)
    assert parse_prefs((profile / "prefs.js").read_bytes())[ONCE] is True
    with Firefox(profile) as firefox:
        assert look(firefox) == WITH_GONE


def test_firefox_waits_for_a_writer_that_goes_on(rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_1, tmp_path / "p")
    firefox = Firefox(profile)
    with (
        writing(profile, "between the files") as writer,
        opened(profile / ".parentlock") as descriptor,
        ThreadPoolExecutor(1) as pool,
    ):
        starting = pool.submit(firefox.start)
        assert select.select([descriptor], [], [], 30)[0], "Firefox never asked for the lock"
        writer.send_signal(signal.SIGCONT)
        assert writer.wait(30) == 0
        starting.result()
    try:
        assert look(firefox) == WITH_GONE
    finally:
        firefox.kill()


@pytest.mark.parametrize("point", POINTS)
def test_a_writer_that_died(point: str, rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_1, tmp_path / "p")
    before = contents(profile)
    with writing(profile, point):
        pass
    settle(profile)
    taken_back = point == "before the first file"
    assert changed(profile, before) == ([] if taken_back else list(FILES))
    assert set(contents(profile)) == set(before)  # nothing lies about
    with Firefox(profile) as firefox:
        assert look(firefox).alphabetical() == (ASIDE if taken_back else WITH_GONE).alphabetical()


def test_firefox_runs_before_the_next_run_of_the_program(
    rich: RichProfiles, tmp_path: Path
) -> None:
    """Each file is whole: it loads the edited session, only without having been told to open it."""
    profile = rich.copy(QUIT_1, tmp_path / "p")
    with writing(profile, "between the files"):
        pass
    with Firefox(profile) as firefox:
        assert look(firefox).windows == ASIDE.windows
        assert restore_last_session(firefox) == WITH_GONE.unselected()
        firefox.quit()
    with pytest.raises(Refused, match="was interrupted, and the file has changed since"):
        ProfileStore(profile).undo()
    editor = Editor(profile)
    editor.apply(editor.forget)  # said once: from now on everything goes on as ever


def test_a_firefox_that_cannot_lock_the_file_is_seen_by_its_link(firefox_profile: Path) -> None:
    lock = firefox_profile / ".parentlock"
    lock.mkdir()  # even root cannot open that for writing
    with Firefox(firefox_profile) as firefox:
        assert (firefox_profile / "lock").readlink().name == f"127.0.0.1:{firefox.pid}"
        assert in_use(firefox_profile) == InUse("in use", firefox.pid)
        with (
            pytest.raises(Refused, match=rf"Firefox is running \(pid {firefox.pid}\)"),
            hold(firefox_profile),
        ):
            pytest.fail("held")
        firefox.quit()
    assert in_use(firefox_profile).state == "unknown"  # a directory cannot be asked
