"""What is said and kept of a fault of this program, and what is not."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
import textwrap
from datetime import UTC, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from sessiontui import __version__, crash_reports
from sessiontui.cli import diagnostics
from sessiontui.errors import Unreadable
from sessiontui.session.model.document import Document
from sessiontui.text import printable

SECRETS = ("hunter2", "/home/alice", "secret.example")
NOW = datetime(2026, 11, 20, 19, 5, 7, 89, tzinfo=UTC)


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state"
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(path))
    return path


class Secretive(str):
    """Where our code asks for a method, it meets an error full of secrets."""

    def isascii(self) -> NoReturn:
        secret = f"https://{SECRETS[2]}/?token={SECRETS[0]}"
        try:
            raise FileNotFoundError(errno.ENOENT, "gone", f"{SECRETS[1]}/x.py")
        except OSError as error:
            error.add_note(secret)
            raise ValueError(secret, self) from error


def fault() -> Exception:
    """A fault below our own code, raised by somebody else's."""
    try:
        printable(Secretive(f"{SECRETS[0]} {SECRETS[1]}"))
    except ValueError as error:
        return error
    raise AssertionError("it did not fail")


def test_the_sentence_names_the_place_in_our_code(state: Path) -> None:
    said = crash_reports.fault_sentence(fault())
    assert said.startswith("this is a fault of sessiontui (ValueError in text.py, line ")
    assert (
        crash_reports.fault_sentence(KeyError("hunter2"))
        == "this is a fault of sessiontui (KeyError)"
    )


def test_a_report_tells_where_and_nothing_private(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "screen\x1b[31m")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("SECRET", SECRETS[0])
    text = crash_reports.report(fault(), "tabs", NOW)
    for secret in (*SECRETS, str(Path(__file__).parent), "token"):
        assert secret not in text
    lines = text.splitlines()
    assert "time      2026-11-20 19:05:07 UTC" in lines
    assert f"sessiontui {__version__}" in lines
    assert "command   tabs" in lines
    assert [line.split()[0] for line in lines[4:9]] == [
        "sessiontui", "python", "textual", "msgspec", "lz4"
    ]  # fmt: skip
    (terminal,) = (line for line in lines if line.startswith("terminal"))
    assert terminal.startswith("terminal  TERM='screen\\x1b[31m' COLORTERM='truecolor' ")
    start = lines.index("ValueError")
    assert lines[start + 1] == "  (other code)"  # this test
    assert lines[start + 2].startswith("  text.py, line ")
    assert lines[start + 2].endswith(", in printable")
    assert lines[start + 3] == "    if text.isascii():"
    assert lines[start + 4] == "  (other code)"
    assert "caused by FileNotFoundError" in lines


def test_a_report_of_endless_recursion_and_of_many_errors_stays_small() -> None:
    def deeper() -> None:
        deeper()

    with pytest.raises(RecursionError) as caught:
        deeper()
    error: BaseException = caught.value
    assert len(crash_reports.report(error, "tabs", NOW).splitlines()) < 90
    for _ in range(50):
        error, cause = ExceptionGroup("hunter2", [ValueError("hunter2"), KeyError()]), error
        error.__cause__ = cause
    text = crash_reports.report(error, "tabs", NOW)
    assert "held in it: ValueError" in text
    assert len(text.splitlines()) < 200
    error.__cause__ = error  # nor does a circle hold it up
    assert "hunter2" not in crash_reports.report(error, "tabs", NOW)


def test_reports_are_for_the_owner_only_and_the_newest_ten_stay(state: Path) -> None:
    state.mkdir(0o755)
    (state / "fault-of-mine.txt").write_text("a note")
    (state / "journal").write_text("")
    old = [state / f"fault-2025010{day}T000000.000000Z.txt" for day in range(1, 10)]
    for path in old:
        path.write_text("")
    first = crash_reports.keep_report(fault(), "tabs")
    assert stat.S_IMODE(first.stat().st_mode) == 0o600
    assert stat.S_IMODE(state.stat().st_mode) == 0o755  # a named directory is the user's
    second = crash_reports.keep_report(fault(), "info")
    left = {path.name for path in state.iterdir()}
    assert left == {
        "fault-of-mine.txt", "journal", first.name, second.name, *(p.name for p in old[1:])
    }  # fmt: skip


def test_the_state_directory_is_made_private(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SESSIONTUI_STATE_DIR", raising=False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "xdg"))
    path = crash_reports.keep_report(fault(), "tabs")
    assert path.parent == tmp_path / "xdg/sessiontui"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    path.parent.chmod(0o755)
    crash_reports.keep_report(fault(), "tabs")
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_half_a_report_is_none(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited = textwrap.dedent("""
        import resource, signal, sys
        from sessiontui import crash_reports
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        try:
            crash_reports.keep_report(ValueError(), "tabs")
        except OSError as error:
            print(error.strerror)
    """)
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("File too large\n", "")
    assert list(state.iterdir()) == []


# -- what the command line says ---------------------------------------------------------------


def test_one_sentence_says_what_and_where_the_report_is(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diagnostics.explain(fault(), "tabs") == 3
    said = capsys.readouterr().err
    (kept,) = state.iterdir()
    assert said.endswith(f"; please pass on the report, which holds nothing private: {kept}\n")
    assert said.count("\n") == 1
    assert not [secret for secret in SECRETS if secret in said]


@pytest.mark.parametrize("hindrance", ["a file", "no room", "a fault"])
def test_what_hinders_the_report_does_not_hide_the_sentence(
    state: Path,
    hindrance: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> NoReturn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), SECRETS[1])

    def broken(*_: object) -> NoReturn:
        raise ValueError(SECRETS[0])

    if hindrance == "a file":
        state.write_text("")
    else:
        monkeypatch.setattr(crash_reports, "report", full if hindrance == "no room" else broken)
    assert diagnostics.explain(fault(), "tabs") == 3
    said = capsys.readouterr().err
    why = {"a file": "File exists", "no room": "No space left on device", "a fault": "ValueError"}
    assert said.startswith(
        "sessiontui: this is a fault of sessiontui (ValueError in text.py, line "
    )
    assert said.endswith(f"); no report could be written: {why[hindrance]}\n")
    assert said.count("\n") == 1
    assert not [secret for secret in SECRETS if secret in said]


def test_errors_with_a_sentence_leave_no_report(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert diagnostics.explain(Unreadable("x: it is gone"), "tabs") == 3
    assert diagnostics.explain(MemoryError(), "tabs") == 3
    assert diagnostics.explain(PermissionError(13, "Permission denied", "/x"), "tabs") == 3
    assert capsys.readouterr().err.count("\n") == 3
    assert not state.exists()


def test_a_session_s_own_fault_is_placed(state: Path) -> None:
    with pytest.raises(TypeError) as caught:
        Document(7)  # type: ignore[arg-type]
    text = crash_reports.report(caught.value, "cat", NOW)
    assert "  session/model/document.py, line " in text
