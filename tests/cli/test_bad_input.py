"""Whatever a PLACE turns out to be: one sentence, an exit code, nothing on standard output."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sessiontui.firefox import pipe_reading
from tests.builders import MAGIC, mozlz4, session, tab, to_json, window, write_profile

from .conftest import SOURCES, Result, Run

SESSION = to_json(session(window("https://a.example/", "https://b.example/")))
PACKED = mozlz4(SESSION)
ZOTERO = b'{"windows":[{"type":"pane","tabs":[{"type":"library","title":"Mine","selected":true}]}]}'

FILES = {
    "a PNG image": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG"),
    "a Zotero session": (ZOTERO, "not a Firefox session"),
    "an empty file": (b"", "empty"),
    "cut in the block, before any tab": (PACKED[:40], "cut short"),
    "cut in the header": (PACKED[:10], "10 of 12 bytes"),
    "cut before the header": (PACKED[:5], "neither mozLz4 nor JSON"),
    "zero-filled": (b"\0" * 4096, "zero bytes"),
    "zero-filled behind the header": (PACKED[:12] + b"\0" * 500, "zero bytes"),
    "cut short, with a header that claims 4 GB": (
        MAGIC + struct.pack("<I", 0xFFFFFFFF) + PACKED[12:40],
        "claims",
    ),
    "plain JSON cut short, before any tab": (SESSION[:40], "ends in the middle"),
    "windows is an object": (b'{"windows":{"0":{}}}', "its windows are not a list"),
    "windows is null": (b'{"version":["sessionrestore",1],"windows":null}', "windows"),
    "no windows": (b'{"version":5,"logins":[]}', "no windows"),
    "a list": (b"[1,2,3]", "not an object"),
    "text": (b"just some text\n", "neither"),
    "UTF-16": ("\ufeff{}".encode("utf-16-le"), "UTF-16"),
    "HTML": (b"<!DOCTYPE html><p>no", "HTML"),
}


def sentence_of(result: Result, code: int, where: Path | str, words: str) -> None:
    assert result.refused(code, words).count(str(where)) == 1, result.err


@pytest.mark.parametrize(("data", "words"), FILES.values(), ids=FILES)
def test_files_that_are_no_sessions(cli: Run, tmp_path: Path, data: bytes, words: str) -> None:
    file = tmp_path / "sessionstore.jsonlz4"
    file.write_bytes(data)
    for args in (("tabs",), ("tabs", "--json"), ("info",), ("info", "--json")):
        sentence_of(cli(args[0], file, *args[1:]), 3, file, words)
    cli("tabs", "-", stdin=data).refused(3, words, "standard input")


@pytest.mark.parametrize("command", ["tabs", "info", "cat"])
def test_no_files_at_all(
    cli: Run, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe_reading, "WRITER_SECONDS", 0.1)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    sentence_of(cli(command, fifo), 3, fifo, "pipe")
    sentence_of(cli(command, "/dev/zero"), 3, "/dev/zero", "device")
    sentence_of(cli(command, tmp_path), 3, tmp_path, "no Firefox profile")
    listening = socket.socket(socket.AF_UNIX)
    with tempfile.TemporaryDirectory() as short, listening:  # socket names must be short
        listening.bind(f"{short}/s")
        sentence_of(cli(command, f"{short}/s"), 3, f"{short}/s", "socket")
    (tmp_path / "dangling").symlink_to("nowhere")
    sentence_of(cli(command, tmp_path / "dangling"), 3, tmp_path / "dangling", "no such")
    (tmp_path / "loop").symlink_to("loop")
    cli(command, tmp_path / "loop").refused(3, "loop")


DAMAGED = {
    "cut in the block": PACKED[:-40],
    "bytes behind the block": PACKED + b"\0\0\0",
    "a smaller size claimed": mozlz4(SESSION, claimed=50),
    "cut short, with a header that claims 4 GB": (
        MAGIC + struct.pack("<I", 0xFFFFFFFF) + PACKED[12:-9]
    ),
    "plain JSON cut short": SESSION[:-100],
    "JSON with junk behind it": SESSION + b"x",
    "without its head": PACKED[12:],
}


@pytest.mark.parametrize("data", DAMAGED.values(), ids=DAMAGED)
def test_files_that_are_damaged_give_what_can_be_read_and_say_so(
    cli: Run, tmp_path: Path, data: bytes
) -> None:
    file = tmp_path / "sessionstore.jsonlz4"
    file.write_bytes(data)
    commands: list[tuple[str, Path | str]] = [
        ("tabs", file), ("tabs", "-"), ("info", file), ("cat", file), ("export", file),
    ]  # fmt: skip
    for args in commands:
        found = cli(*args, stdin=data)
        assert found.code == 0, found.err
        assert "it is damaged" in found.err
        assert "of it can be read, 2 tabs" in found.err
        assert args[0] == "info" or b"b.example" in found.out
    assert cli("info", file, "--json").json["versions"][0]["damaged"]["damage"]
    assert cli("tabs", file, "--json").json["damaged"]["damage"]


def test_a_profile_of_nothing_but_damage(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=PACKED[:40], recovery=b"", previous=b"\0" * 99)
    cli("tabs", place).refused(3)
    assert cli("info", place).code == 0  # says of each why
    assert all("error" in row for row in cli("info", place, "--json").json["versions"])
    empty = write_profile(tmp_path / "q")
    sentence_of(cli("tabs", empty), 1, empty, "no session file")
    sentence_of(cli("cat", empty), 1, empty, "no session file")


def test_a_fifo_where_a_profile_has_files(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")), lock=False)
    for name in ("prefs.js", "sessionCheckpoints.json", "containers.json", "compatibility.ini"):
        (place / name).unlink()
        os.mkfifo(place / name)
    for name in (".parentlock", "user.js"):
        os.mkfifo(place / name)
    assert cli("info", place, "--json").json["versions"][0]["tabs"] == 1
    found = cli("settings", place, "--json")
    assert found.json["settings"]
    assert found.code == 3
    assert "prefs.js: this is a pipe, not a file of settings" in found.err


ODD_SHAPES: dict[str, tuple[bytes, list[str | None]]] = {
    "tabs null": (b'{"windows":[{"tabs":null},{"tabs":[{"entries":[{"url":"x:y"}]}]}]}', ["x:y"]),
    "index as text": (
        b'{"windows":[{"tabs":[{"entries":[{"url":"a:1"},{"url":"b:2"},{"url":"c:3"},'
        b'{"url":"d:4"}],"index":"3"}]}]}',
        ["c:3"],
    ),
    "numbers as text": (
        b'{"windows":[{"selected":"1","tabs":[{"entries":[{"url":"a:1"}],"index":"1",'
        b'"lastAccessed":"1795205400000","userContextId":"2"}]}],"session":{"lastUpdate":"7"}}',
        ["a:1"],
    ),
    "invalid UTF-8 in one title": (
        b'{"windows":[{"tabs":[{"entries":[{"url":"a:1","title":"caf\xe9 \xff"}]},'
        b'{"entries":[{"url":"b:2"}]}]}]}',
        ["a:1", "b:2"],
    ),
    "a title that is a number": (
        b'{"windows":[{"tabs":[{"entries":[{"url":"a:1","title":5}]},{"entries":[{"url":[]}]},'
        b'{"entries":[{"url":"c:3"}]}]}],"_closedWindows":{},"savedGroups":7}',
        ["a:1", None, "c:3"],
    ),
    "huge numbers": (
        b'{"windows":[{"tabs":[{"entries":[{"url":"a:1"}],"index":1e400,"lastAccessed":1e999,'
        b'"userContextId":99999999999999999999999}]}]}',
        ["a:1"],
    ),
}


@pytest.mark.parametrize(("text", "urls"), ODD_SHAPES.values(), ids=ODD_SHAPES)
def test_odd_shapes_hide_nothing(cli: Run, text: bytes, urls: list[str | None]) -> None:
    document = cli("tabs", "-", "--all", "--history", "--json", stdin=text).json
    assert [t["url"] for w in document["windows"] for t in w["tabs"]] == urls
    for args in (("tabs", "--all", "--history"), ("info",), ("info", "--json"), ("cat",)):
        result = cli(args[0], "-", *args[1:], stdin=text)
        assert (result.code, result.err) == (0, "")


def test_invalid_utf8_stays_valid_json(cli: Run) -> None:
    text = ODD_SHAPES["invalid UTF-8 in one title"][0]
    title = cli("tabs", "-", "--json", stdin=text).json["windows"][0]["tabs"][0]["title"]
    assert title.startswith("caf")


def test_deep_nesting(cli: Run) -> None:
    deep = b'{"windows":[{"tabs":[{"entries":[{"url":"a:1","children":' + b"[" * 9000
    deep += b"]" * 9000 + b"}]}]}]}"
    assert cli("tabs", "-", "--json", stdin=deep).json["windows"][0]["tabs"][0]["url"] == "a:1"


# -- permission -----------------------------------------------------------------------------------


@pytest.fixture
def open_directory() -> Iterator[Path]:
    """A directory that another user can reach (pytest's own are private)."""
    path = Path(tempfile.mkdtemp(prefix="sessiontui-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def as_ordinary_user(open_directory: Path) -> Callable[..., Result]:
    """Run the command line as somebody whom file modes bind; root sees no EACCES."""
    prefix: list[str] = []
    library = os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))
    sources = str(SOURCES)
    if os.geteuid() == 0:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            pytest.skip("root sees no EACCES, and there is no setpriv to become somebody else")
        prefix = [setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"]
    python = os.path.realpath(sys.executable)
    env = {
        "HOME": str(open_directory),
        "PATH": os.environ.get("PATH", ""),
        "PYTHONPATH": os.pathsep.join([sources, library]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def attempt(*words: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            [*prefix, python, "-P", *words], env=env, cwd="/", capture_output=True, timeout=30
        )

    probe = attempt("-c", "import sessiontui.cli.main, msgspec, lz4")
    if probe.returncode:
        # The installation may lie in a private home: hand over copies of what is public anyway.
        env["PYTHONPATH"] = str(_public_copy(open_directory / "library"))
        system = shutil.which("python3", path="/usr/local/bin:/usr/bin:/bin")
        for candidate in filter(None, (python, system)):
            python = candidate
            if not attempt("-c", "import sessiontui.cli.main, msgspec, lz4").returncode:
                break
        else:
            pytest.skip("no Python here can be run by an ordinary user with these libraries")

    def run(*args: str | Path) -> Result:
        done = attempt("-m", "sessiontui", *map(str, args))
        return Result(args, done.returncode, done.stdout, done.stderr.decode())

    return run


def _public_copy(target: Path) -> Path:
    import humanize
    import lz4
    import msgspec

    import sessiontui

    for module in (sessiontui, msgspec, lz4, humanize):
        assert module.__file__
        source = Path(module.__file__).parent
        shutil.copytree(source, target / source.name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in [target, *target.rglob("*")]:
        path.chmod(0o755 if path.is_dir() else 0o644)
    return target


def test_no_permission(as_ordinary_user: Callable[..., Result], open_directory: Path) -> None:
    place = write_profile(
        open_directory / "p",
        clean=session(window(tab("https://a.example/"))),
        previous=session(window("https://b.example/")),
    )
    clean = place / "sessionstore.jsonlz4"
    for path in (place, place / "sessionstore-backups"):
        path.chmod(0o755)
    clean.chmod(0)
    for args in (("tabs", clean), ("info", clean), ("cat", clean)):
        sentence_of(as_ordinary_user(*args), 3, clean, "no permission")
    result = as_ordinary_user("info", place, "--json")
    assert (result.code, result.json["profile"]["nextStart"]["type"]) == (3, "unknown")
    barred, readable = result.json["versions"]
    assert "no permission" in barred["error"]
    assert readable["tabs"] == 1
    assert as_ordinary_user("info", place).code == 3

    packed = as_ordinary_user("pack", place / "sessionstore-backups/previous.jsonlz4", clean)
    packed.refused(4, "--force")
    packed = as_ordinary_user("pack", place / "sessionstore-backups/previous.jsonlz4", place / "n")
    sentence_of(packed, 3, place / "n", "could not be written")

    place.chmod(0)
    for args in (("tabs", place), ("info", place), ("cat", clean), ("settings", place)):
        sentence_of(as_ordinary_user(*args), 3, args[1], "no permission")
    place.chmod(0o711)  # to pass through, not to look
    sentence_of(as_ordinary_user("info", place), 3, place, "no permission")


# -- the world around -----------------------------------------------------------------------------


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A session whose listing fills every pipe."""
    file = tmp_path / "big.js"
    url = "https://a.example/" + "x" * 200
    file.write_bytes(to_json(session(window(*[url] * 2000))))
    return file


Start = Callable[..., subprocess.Popen[bytes]]


@pytest.mark.parametrize("args", [("tabs",), ("tabs", "--json"), ("cat",), ("cat", "--pretty")])
def test_a_reader_that_goes_away(start: Start, big: Path, args: tuple[str, ...]) -> None:
    pipe = subprocess.PIPE
    process = start(args[0], big, *args[1:], stdout=pipe, stderr=pipe)
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait(10) == 0


def test_a_reader_that_never_was(start: Start, big: Path) -> None:
    for args in (("info", big), ("--help",)):
        reading, writing = os.pipe()
        os.close(reading)
        process = start(*args, stdout=writing, stderr=subprocess.PIPE)
        os.close(writing)
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(10) == 0


def shell(home: Path, line: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = ["sh", "-c", f'"$0" -m sessiontui "$@" {line}', sys.executable, *map(str, words)]
    env = {"HOME": str(home), "PATH": os.environ.get("PATH", "")}
    return subprocess.run(command, env=env, text=True, capture_output=True, timeout=30)


def test_closed_descriptors(home: Path, big: Path) -> None:
    done = shell(home, ">&-", "tabs", big)
    assert done.returncode == 3
    assert done.stderr == "sessiontui: standard output is closed: there is nowhere to print to\n"
    done = shell(home, "2>&-", "tabs", "nowhere")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "")
    done = shell(home, "<&-", "tabs", "-")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "sessiontui: standard input is closed: there is nothing to read\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk(home: Path, big: Path) -> None:
    for words in (("tabs", big), ("info", big), ("cat", big)):
        done = shell(home, ">/dev/full", *words)
        assert done.returncode == 3
        assert done.stderr == "sessiontui: standard output: No space left on device\n"


def test_interrupted(start: Start) -> None:
    pipe = subprocess.PIPE

    def hear() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # who runs the tests may ignore it

    process = start("tabs", "-", stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=hear)
    assert process.stdin is not None
    for _ in range(8):  # what is taken from the pipe shows that the command reads
        process.stdin.write(b" " * 65536)
        process.stdin.flush()
    code = None
    while code is None:  # Python misses a signal that comes just before it waits for the pipe
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = process.wait(2)
    assert code == 130
    assert process.stdout is not None
    assert process.stderr is not None
    assert (process.stdout.read(), process.stderr.read()) == (b"", b"")


def test_a_fault_of_our_own_shows_no_values(
    cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("https://secret.example/")

    monkeypatch.setattr("sessiontui.session.model.recently_closed.closings", broken)
    file = tmp_path / "s.js"
    file.write_bytes(SESSION)
    result = cli("tabs", file, "--closed")
    assert (result.code, result.out) == (3, b"")
    assert "RuntimeError" in result.err
    assert "secret" not in result.err
    assert "Traceback" not in result.err
    asked = cli("tabs", file, "--closed", env={"SESSIONTUI_TRACEBACK": "1"})
    assert (asked.code, asked.out) == (3, b"")
    assert "Traceback" in asked.err
    assert "RuntimeError: https://secret.example/" in asked.err
    assert "this is a fault of sessiontui (RuntimeError in " in asked.err


def test_a_traceback_of_what_is_no_fault_only_when_asked_for(cli: Run, tmp_path: Path) -> None:
    missing = tmp_path / "nowhere.js"
    assert "Traceback" not in cli("tabs", missing).err
    asked = cli("tabs", missing, env={"SESSIONTUI_TRACEBACK": "1"})
    assert "Traceback" in asked.err
    assert "there is no such file" in asked.err


def test_barred_backups(as_ordinary_user: Callable[..., Result], open_directory: Path) -> None:
    place = write_profile(
        open_directory / "p", recovery=session(window("https://a.example/")), checkpoints="crashed"
    )
    place.chmod(0o755)
    (place / "sessionstore-backups").chmod(0)
    result = as_ordinary_user("info", place, "--json")
    start = result.json["profile"]["nextStart"]
    assert (result.code, start["loads"], start["type"]) == (3, None, "unknown")
    assert "no permission" in start["why"]
    assert as_ordinary_user("tabs", place).code == 3
    (place / "sessionstore-backups").chmod(0o755)
