"""Profiles on another machine, over a real sshd on this one."""

from __future__ import annotations

import gc
import io
import os
import signal
import stat
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.errors import Unreadable, UsageError
from sessiontui.firefox.tree.path import TreePath
from sessiontui.firefox.tree.ssh import line as line_module
from sessiontui.firefox.tree.ssh.address import address_of
from sessiontui.firefox.tree.ssh.answers import sections
from sessiontui.firefox.tree.ssh.line import BrokenLine, Line, TooMuch
from sessiontui.firefox.tree.ssh.lines import Lines
from sessiontui.firefox.tree.ssh.scripts import DONE, quoted
from sessiontui.firefox.tree.ssh.tree import SshTree
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import Describes
from sessiontui.stores.registry import SeveralProfiles, open_place
from sessiontui.stores.remote import store as remote_store
from sessiontui.stores.several import last_saved
from tests.builders import session, window, write_profile
from tests.sshd import CLIENT, SSHD, Sshd

pytestmark = pytest.mark.skipif(not (SSHD and CLIENT), reason="no sshd here")

STATE = session(window("https://a.example/", "https://b.example/"))
OTHER = session(window("https://c.example/"))


@pytest.fixture(scope="module")
def sshd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    server = Sshd(tmp_path_factory.mktemp("ssh") / "d")
    yield server
    server.stop()


@pytest.fixture
def place(sshd: Sshd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A profile there whose path has everything that a shell might read."""
    monkeypatch.setenv("PATH", f"{sshd.bin}:{os.environ['PATH']}")
    path = tmp_path / 'it\'s "$(touch x)" `y`; -rf *'
    write_profile(path, clean=STATE, previous=OTHER, prefs={"browser.startup.page": 3})
    return f"ssh:{sshd.address}{path}"


def directory(place: str) -> Path:
    return Path(place[place.index("/") :])


def test_a_profile_there_is_read_as_one_here(place: str) -> None:
    here, there = ProfileStore(directory(place)), open_place(place)
    assert [(v.id, v.size, v.uncompressed, v.modified) for v in there.versions()] == [
        (v.id, v.size, v.uncompressed, v.modified) for v in here.versions()
    ]
    assert there.load("sessionstore").counts.tabs == 2
    assert isinstance(there, Describes)
    state = there.profile()
    assert (state.in_use.state, state.next_start.loads) == ("unknown", "sessionstore")
    assert "another machine" in (there.info.read_only_reason or "")
    there.close()
    assert not (Path.home() / "x").exists()


def test_sessions_under_names_of_people_s_own_cost_one_question(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = directory(place)
    own = (there / "sessionstore.jsonlz4").read_bytes()
    for name in ('it\'s "mine" $(touch y)', "sessions of old/x.dat", "sessionstore-backups/-n"):
        (there / name).parent.mkdir(exist_ok=True)
        (there / name).write_bytes(own)
    (there / "large").write_bytes(b'{"cookies":[' + b"1," * 500_000)
    asked: list[int] = []
    ask = Line.ask

    def counted(line: Line, script: str, most: int, *, before: str = "") -> tuple[int, bytes]:
        code, data = ask(line, script, most, before=before)
        if "bs=512" in script or any(name in script for name in ("mine", "of old/x", "/-n")):
            asked.append(len(data))
        return code, data

    monkeypatch.setattr(Line, "ask", counted)
    store = open_place(place)
    found = {v.id for v in store.versions() if v.role == "copy"}
    assert found == {'it\'s "mine" $(touch y)', "sessions of old/x.dat", "-n"}
    assert len(asked) == 1
    assert asked[0] < 20_000
    assert store.load("-n").counts.tabs == 2
    store.versions()
    assert len(asked) == 2  # its content crossed, and nothing else
    store.close()


def test_only_changed_files_cross_again(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = Line.ask

    def counted(line: Line, script: str, most: int, *, before: str = "") -> tuple[int, bytes]:
        if "dd bs=65536" in script:
            asked.append(before or script)
        return ask(line, script, most, before=before)

    monkeypatch.setattr(Line, "ask", counted)
    store = open_place(place)
    assert isinstance(store, Describes)
    store.versions()
    store.profile()
    store.load("sessionstore")
    before = len(asked)
    assert not any("previous" in script for script in asked)  # nobody asked for it
    store.versions()
    store.profile()
    store.load("sessionstore")
    assert len(asked) == before
    write_profile(directory(place), clean=OTHER)
    store.versions()
    assert store.load("sessionstore").counts.tabs == 1
    assert len([s for s in asked[before:] if "sessionstore.jsonlz4" in s]) == 1
    store.close()


def test_a_host_that_is_not_there_is_a_sentence(sshd: Sshd, place: str) -> None:
    with pytest.raises(Unreadable, match="refused"):
        open_place("ssh:127.0.0.1:1/x")
    with pytest.raises(Unreadable, match="no such file"):
        open_place(f"ssh:{sshd.address}/nowhere/at all")
    with pytest.raises(UsageError, match="this is a file"):
        open_place(f"{place}/prefs.js")


def test_a_changed_host_key_is_refused_with_what_ssh_says(sshd: Sshd, place: str) -> None:
    known = sshd.known.read_text()
    words = known.split(" ")
    other = (sshd.directory / "user.pub").read_text().split(" ")[1]
    sshd.known.write_text(f"{words[0]} {words[1]} {other}\n")
    try:
        with pytest.raises(
            Unreadable, match=r"another key than before.*ssh-keygen -R .\[127\.0\.0\.1\]"
        ):
            open_place(place)
    finally:
        sshd.known.write_text(known)


def test_a_host_that_would_ask_for_a_password_is_refused_where_nobody_is(
    sshd: Sshd, place: str
) -> None:
    keys = (sshd.directory / "authorized").read_text()
    (sshd.directory / "authorized").write_text("")
    try:
        with pytest.raises(Unreadable, match="Permission denied"):
            open_place(place)
    finally:
        (sshd.directory / "authorized").write_text(keys)


def test_profiles_of_the_home_there_are_found(
    sshd: Sshd, place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    ff = home / ".mozilla/firefox"
    write_profile(ff / "abc.default", clean=STATE)
    (ff / "profiles.ini").write_text("[Profile0]\nName=mine\nIsRelative=1\nPath=abc.default\n")
    monkeypatch.setattr(SshTree, "home", lambda tree: str(home).strip("/"))
    store = open_place(f"ssh:{sshd.address}")
    assert store.load("sessionstore").counts.tabs == 2
    store.close()
    write_profile(home / ".zen/xyz", clean=OTHER)
    with pytest.raises(SeveralProfiles) as caught:
        open_place(f"ssh:{sshd.address}")
    assert [(p.name, p.browser) for p in caught.value.profiles] == [
        ("mine", "Firefox"),
        ("xyz", "Zen"),
    ]
    named = str(caught.value.profiles[0].path)
    assert open_place(named).load("sessionstore").counts.tabs == 2
    monkeypatch.undo()
    monkeypatch.setenv("PATH", f"{sshd.bin}:{os.environ['PATH']}")
    with pytest.raises(SeveralProfiles) as caught:
        open_place(f"ssh:{sshd.address}{home}")  # the home of somebody else there
    assert [p.name for p in caught.value.profiles] == ["mine", "xyz"]


def test_the_line_is_hung_up_when_nobody_chooses_of_several_profiles(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = Lines()
    monkeypatch.setattr(remote_store, "LINES", lines)
    for name in ("a", "b"):
        write_profile(directory(place) / "several" / name, clean=STATE)
    try:
        open_place(f"{place}/several")
    except SeveralProfiles as error:
        assert last_saved(error.profiles[0].path) is not None  # it is still looked into
        store = open_place(str(error.profiles[0].path))  # by the same line
        assert len(lines._open) == 1
    gc.collect()
    assert store.load("sessionstore").counts.tabs == 2
    store.close()
    assert not lines._open


def test_a_name_that_no_line_can_hold_is_said_to_be_left_out(place: str) -> None:
    for name in ("sessionstore-backups/a\nb.jsonlz4", "c\nd", "e\n\nf"):
        (directory(place) / name).write_bytes(b"x")
    store = open_place(place)
    assert [v.id for v in store.versions()] == ["sessionstore", "previous"]
    assert isinstance(store, Describes)
    assert "3 names that hold line breaks not looked at" in store.profile().barred
    store.close()


def test_a_name_that_is_no_text_is_shown_below_its_own_machine(sshd: Sshd, place: str) -> None:
    """And not as a file:// address here."""
    folder = directory(place) / "several"
    for name in (b"x\xff", b"y"):
        write_profile(folder / os.fsdecode(name), clean=STATE)
    with pytest.raises(SeveralProfiles, match=r"  x�  ssh:\S+@127") as caught:
        open_place(f"{place}/several")
    assert "file:" not in str(caught.value)


@pytest.mark.parametrize(
    "rest",
    [
        "-oProxyCommand=x/p",
        "host -x/p",
        "a;b",
        "me@-host",
        "$(x)/p",
        "host:0/p",
        "host:99999",
        "h\n/p",
        "",
    ],
)
def test_what_ssh_or_a_shell_could_take_for_something_else_is_no_address(rest: str) -> None:
    with pytest.raises(UsageError, match="this is no ssh:"):
        address_of(rest)


def test_addresses_mean_what_they_say() -> None:
    found = address_of("me@[fe80::1%eth0]:2222/home/me/it's")
    assert found.words() == ["-p", "2222", "-l", "me", "--", "fe80::1%eth0"]
    assert found.path == "/home/me/it's"
    assert address_of("box").words() == ["--", "box"]


class Liar:
    """A line to a machine that answers whatever it likes."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        self.answers = list(answers)

    def ask(self, script: str, most: int, *, before: str = "") -> tuple[int, bytes]:
        return self.answers.pop(0) if self.answers else (0, b"")

    def close(self) -> None:
        pass


def test_what_the_other_side_lists_is_not_believed_beyond_its_form() -> None:
    listing = (
        b"81a4 12 1795205400.5 7 ./good.jsonlz4\n"
        b"81a4 12 1795205400.5 7 ./../../etc/passwd\n81a4 -1 x y ./bad\n41ed 0 1 2 ./.\n"
        b"nonsense\n\xff\xfe\n81a4 99999999999999999999999999 1 1 ./huge\n+ zz ./x\n+ 00 a b\n"
    )
    entries = sections(listing + b": 43\n")[0].entries
    assert "good.jsonlz4" in entries
    assert not any("/" in name for name in entries)
    info = entries["good.jsonlz4"]
    assert (info.st_size, info.st_mtime_ns, info.st_ino) == (12, 1_795_205_400_500_000_000, 7)
    assert stat.S_ISREG(info.st_mode)


def test_what_is_said_to_lie_further_down_lies_there() -> None:
    said = (
        b"./a b/prefs.js\n./../../etc/prefs.js\n./prefs.js\nprefs.js\n/etc/prefs.js\n"
        b"./x/other\n./\xff/sessionstore-backups\n= 0\n"
    )
    line = Liar((DONE, said), (DONE, b"./y/prefs.js\n"))
    tree = SshTree(line, address_of("box"))  # type: ignore[arg-type]
    marks = ("prefs.js", "sessionstore-backups")
    assert tree.further_down("top", marks, (), 9) == (["top/a b", "top", "top/\udcff"], True)
    assert tree.further_down("top", marks, (), 9) == (["top/y"], False)


def test_a_listing_by_ls_tells_files_apart_by_their_content() -> None:
    listing = (
        b"  131 -rw-r--r-- 1 0 0 5 Nov 27 12:00 ./a.jsonlz4\n"
        b"   12 drwxr-xr-x 2 0 0 4096 Nov 27 12:00 ./it's a dir\n4038471504 5 a.jsonlz4\n"
    )
    entries = sections(listing + b": 43\n")[0].entries
    assert stat.S_ISDIR(entries["it's a dir"].st_mode)
    assert (entries["a.jsonlz4"].st_ino, entries["a.jsonlz4"].st_dev) == (131, 4038471504)


@pytest.mark.parametrize("dialect", ["gnu", "busybox", "ls"])
def test_each_way_of_listing_works_where_its_program_is(
    place: str, dialect: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SshTree, "_dialect", lambda tree: dialect)
    store = open_place(place)
    assert {v.id for v in store.versions()} == {"sessionstore", "previous"}
    assert store.load("previous").counts.tabs == 1
    store.close()


def test_answers_are_bounded_and_the_line_goes_on_with_the_next_question(
    sshd: Sshd, place: str
) -> None:
    line = Line(address_of(sshd.address))
    with pytest.raises(TooMuch):
        line.ask("yes | dd bs=1000 count=1000", 5000)
    assert line.ask("printf hello", 100) == (0, b"hello")
    assert line.ask("exit 7", 100) == (7, b"")
    line.close()
    with pytest.raises(BrokenLine):
        line.ask("printf hello", 100)


def test_what_a_shell_says_by_itself_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "ssh"
    fake.write_text("#!/bin/sh\necho Welcome to the jungle\necho last login: never\nexec sh\n")
    fake.chmod(0o700)
    line = Line(address_of("box"), str(fake))
    assert line.ask("printf hello", 100) == (0, b"hello")
    line.close()
    silent = tmp_path / "silent"
    silent.write_text("#!/bin/sh\nexec sleep 60\n")
    silent.chmod(0o700)
    monkeypatch.setattr("sessiontui.firefox.tree.ssh.line.QUIET_SECONDS", 0.2)
    with pytest.raises(BrokenLine, match="did not answer"):
        Line(address_of("box"), str(silent)).ask("printf hello", 100)
    with pytest.raises(BrokenLine, match="not installed"):
        Line(address_of("box"), str(tmp_path / "none")).ask("printf hello", 100)


def test_paths_are_quoted_so_that_a_shell_reads_the_very_name(tmp_path: Path) -> None:
    for name in ("a b", "$(x)", "-rf", "it's", "*", "new\nline", "\udcff"):
        said = subprocess.run(
            ["sh", "-c", f"printf %s {quoted('/' + name)}".encode("utf-8", "surrogateescape")],
            capture_output=True,
            check=True,
        ).stdout
        assert said == ("/" + name).encode("utf-8", "surrogateescape")


def test_nothing_lies_above_the_root() -> None:
    assert TreePath(SshTree(Liar(), address_of("box"))).is_dir()  # type: ignore[arg-type]


def test_no_line_of_a_listing_is_a_fault() -> None:
    """A name there may hold a newline, and so look like any other line."""
    listing = (
        b"81a4 12 1795205400.5 7 ./a\n+ b\n+\n+ \n" + b"1" * 5000 + b" 5 x\n"
        b"ffffffffffffffffffff 12 1.5 7 ./odd\n-81a4 12 1.5 7 ./odd\n81a4 -12 1.5 7 ./odd\n"
        b"  131 -rw-r--r-- 1 0 0 -5 Nov 27 12:00 ./odd\n"
    )
    assert set(sections(listing + b": 43\n")[0].entries) == {"a"}


def test_a_directory_that_may_be_passed_but_not_listed_is_no_bar(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As /home on a machine of many: who runs the tests as root may list everything."""
    ask = Line.ask
    above = quoted(str(directory(place).parent))

    def barred(line: Line, script: str, most: int, *, before: str = "") -> tuple[int, bytes]:
        if script.startswith(f"( cd -- {above} "):
            return DONE, b": 46\n"
        return ask(line, script, most, before=before)

    monkeypatch.setattr(Line, "ask", barred)
    store = open_place(place)
    assert store.load("sessionstore").counts.tabs == 2
    store.close()
    with pytest.raises(Unreadable, match=r"no such file|denied"):
        open_place(f"{place}-not")


def test_a_directory_with_too_many_names_is_not_called_empty(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(15_000):
        (folder / f"{number:0200}").touch()
    address = address_of(place.removeprefix("ssh:"))
    tree = SshTree(Line(address), address)
    try:
        with pytest.raises(OSError, match="more names than can be listed"):
            tree.names(str(folder).strip("/"))
    finally:
        tree.close()


def test_an_answer_that_was_broken_off_is_not_taken_for_that_to_the_next_question(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(address_of(place.removeprefix("ssh:")))
    try:
        assert line.ask("echo first", 100) == (0, b"first\n")
        with monkeypatch.context() as patched:

            def interrupted(*_: object, **__: object) -> bytes:
                raise KeyboardInterrupt

            patched.setattr(Line, "_until", interrupted)
            with pytest.raises(KeyboardInterrupt):
                line.ask("echo late", 100)
        assert line.ask("echo second", 100) == (0, b"second\n")
    finally:
        line.close()


def test_an_exit_code_that_is_none_is_no_fault(tmp_path: Path) -> None:
    shell = tmp_path / "ssh"
    digits = "9" * 5000
    shell.write_text(
        f"#!/bin/sh\nsh | sed -u 's/^\\([0-9a-f]\\{{32\\}}\\) [0-9]*$/\\1 {digits}/'\n"
    )
    shell.chmod(0o700)
    line = Line(address_of("x"), program=str(shell))
    try:
        assert line.ask("echo", 10_000)[0] == 1
    finally:
        line.close()


def test_nothing_stays_open_when_the_line_is_closed(place: str) -> None:
    line = Line(address_of(place.removeprefix("ssh:")))
    line.ask("echo", 100)
    listener, process = line._listener, line._process
    assert listener is not None
    assert process is not None
    line.close()
    listener.join(10)
    assert process.returncode is not None
    assert process.stderr is not None
    assert process.stderr.closed


def test_the_head_of_a_file_and_then_the_rest_is_the_file(place: str) -> None:
    there = address_of(place.removeprefix("ssh:"))
    tree = SshTree(Line(there), there)
    try:
        name = "sessionstore.jsonlz4"
        with tree.open(f"{str(directory(place)).strip('/')}/{name}") as file:
            data = file.read(5) + file.read(3) + file.read()
        assert data == (directory(place) / name).read_bytes()
    finally:
        tree.close()


def test_the_home_of_another_user_is_no_name_in_ones_own(sshd: Sshd, place: str) -> None:
    with pytest.raises(Unreadable, match="/~bob/x: there is no such"):
        open_place(f"ssh:{sshd.address}/~bob/x")


def test_nobody_is_asked_while_a_screen_has_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is chosen on the screen is opened in a thread beside it."""

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("sys.stderr", Terminal())
    asked = [line_module._person_is_there()]
    beside = threading.Thread(target=lambda: asked.append(line_module._person_is_there()))
    beside.start()
    beside.join()
    assert asked == [True, False]


def test_whoever_waits_for_an_answer_hears_that_the_line_was_closed(tmp_path: Path) -> None:
    """Also where something that ssh started lives on and holds the pipe."""
    shell, begun = tmp_path / "ssh", tmp_path / "begun"
    shell.write_text(f"#!/bin/sh\nsleep 60 2>&- & echo $! > {tmp_path}/pid\nexec sh\n")
    shell.chmod(0o700)
    os.mkfifo(begun)
    line = Line(address_of("x"), program=str(shell))
    heard: list[OSError] = []

    def ask() -> None:
        try:
            line.ask(f"echo > {quoted(str(begun))}; cat {quoted(str(begun))}", 100)
        except OSError as error:
            heard.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    begun.read_text()  # now it waits
    line.close()
    waiting.join(20)
    try:
        assert not waiting.is_alive()
        assert heard[0].strerror == "it was closed"
    finally:
        os.close(os.open(begun, os.O_RDWR))  # there it ends, too
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGKILL)


def test_more_open_files_than_can_be_waited_for_are_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_many(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr("select.select", too_many)
    shell = tmp_path / "ssh"
    shell.write_text("#!/bin/sh\nexec sh\n")
    shell.chmod(0o700)
    monkeypatch.setattr(line_module, "_LEAVE_SECONDS", 0.0)
    with pytest.raises(BrokenLine, match="too many files are open"):
        Line(address_of("x"), program=str(shell)).ask("echo", 10)
