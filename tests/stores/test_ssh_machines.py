"""What another machine may be like, and what it may do to us: a sentence or data in the end."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from sessiontui.errors import NothingFound, SessiontuiError, Unreadable
from sessiontui.firefox.tree.ssh import awaited
from sessiontui.firefox.tree.ssh import line as line_module
from sessiontui.firefox.tree.ssh import tree as tree_module
from sessiontui.firefox.tree.ssh.address import address_of
from sessiontui.firefox.tree.ssh.awaited import Awaited
from sessiontui.firefox.tree.ssh.line import BrokenLine, Line
from sessiontui.firefox.tree.ssh.tree import SshTree
from sessiontui.progress import Stopped, Told, told_to
from sessiontui.stores.counting import Counting
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import Describes, Safeguards, Store, Watches
from sessiontui.stores.registry import SeveralProfiles, open_place
from sessiontui.stores.remote import finding
from sessiontui.stores.remote.store import SshStore
from sessiontui.stores.safety_copy import WholeFile
from sessiontui.text import is_printable
from tests.builders import session, to_json, window, write_profile
from tests.other_machine import (
    BSD_STAT,
    BUSYBOX,
    busybox_only,
    opened,
    other_machine,
    programs,
)

STATE = session(window("https://a.example/", "https://b.example/"))
OTHER = session(window("https://c.example/"))
MB = 1 << 20


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile with names in it that a shell, or a reader of lines, could stumble over."""
    path = write_profile(
        tmp_path / 'it\'s "$(touch x)" `y`\nnew line; -rf *', clean=STATE, previous=OTHER
    )
    backups = path / "sessionstore-backups"
    for name in ("previous.jsonlz4\nx", "-rf.jsonlz4", 'it\'s "$HOME".jsonlz4', "\x1b[31m.jsonlz4"):
        shutil.copy(path / "sessionstore.jsonlz4", backups / name)
    (backups / "upgrade.jsonlz4-1\n").write_bytes(b"0" * 999)
    return path


def tree_there(place: str) -> SshTree:
    address = address_of(place.removeprefix("ssh:"))
    return SshTree(Line(address), address)


def same_as_here(profile: Path, there: str) -> None:
    """That a profile is read there as it is here; a name with a line break is left out."""
    here, store = ProfileStore(profile), open_place(there)
    wanted = [v for v in here.versions() if v.path is not None and "\n" not in Path(v.path).name]
    found = store.versions()
    assert {(v.id, v.size, v.uncompressed) for v in found} == {
        (v.id, v.size, v.uncompressed) for v in wanted
    }
    assert {v.id for v in found} >= {"sessionstore", "previous", "-rf.jsonlz4"}
    assert store.load("previous").counts.tabs == 1
    assert store.load("-rf.jsonlz4").counts.tabs == 2
    assert isinstance(store, Describes)
    state = store.profile()
    assert (state.in_use.state, state.firefox) == ("unknown", "153.7.0")
    store.close()


# -- what a machine may be like ----------------------------------------------------------------


@pytest.mark.skipif(BUSYBOX is None, reason="no busybox here")
def test_busybox_is_enough(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = busybox_only(tmp_path / "bb")
    place = other_machine(tmp_path / "o", monkeypatch, f"PATH={alone}\nexec {alone}/sh")
    same_as_here(profile, f"{place}{profile}")


def test_so_is_the_stat_of_bsd(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.which("stat")
    own = programs(tmp_path / "bsd", stat=BSD_STAT.replace("REAL", str(real)))
    place = other_machine(tmp_path / "o", monkeypatch, f'PATH={own}:"$PATH"\nexec sh')
    same_as_here(profile, f"{place}{profile}")
    tree = tree_there(place)
    assert tree._dialect() == "bsd"
    tree.close()


def test_and_none_at_all(profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = programs(tmp_path / "none", stat="#!/bin/sh\nexit 127\n")
    place = other_machine(tmp_path / "o", monkeypatch, f'PATH={own}:"$PATH"\nexec sh')
    same_as_here(profile, f"{place}{profile}")
    tree = tree_there(place)
    assert tree._dialect() == "ls"
    tree.close()


def test_without_stat_and_ls_nothing_is_called_empty(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, f"PATH={tmp_path}\nexec /bin/sh")
    with pytest.raises(Unreadable, match="neither stat nor ls"):
        open_place(f"{place}{profile}")
    with pytest.raises(Unreadable, match="neither stat nor ls"):
        open_place(place)


@pytest.mark.parametrize("shell", ["fish", "csh", "bash", "dash"])
def test_whatever_the_login_shell_is(
    shell: str, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"no {shell} here")
    place = other_machine(tmp_path / "o", monkeypatch, f'exec {shell} -c "$command"')
    same_as_here(profile, f"{place}{profile}")


def test_what_a_shell_says_at_its_start_is_passed_over(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    says = "printf 'Welcome\\n\\n: 43\\n81a4 12 1.5 7 ./evil\\nno line break at the end'; exec sh"
    place = other_machine(tmp_path / "o", monkeypatch, says)
    same_as_here(profile, f"{place}{profile}")


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo This account is currently not available.; exit 1", "currently not available"),
        ("echo 'fatal: Interactive git shell is not enabled.' >&2; exit 128", "git shell"),
        ("printf '\\033[31mevil\\033]0;title\\007\\n' >&2; exit 255", "evil"),
        ("exit 1", "the line broke"),
    ],
)
def test_where_there_is_no_shell_its_own_words_are_the_sentence(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, script)
    with pytest.raises(Unreadable, match=said) as caught:
        open_place(f"{place}/p")
    assert is_printable(caught.value.sentence)


def test_what_is_said_at_a_login_is_no_reason_for_a_line_that_breaks_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, "echo Authorized users only >&2; exec sh")
    line = Line(address_of(place.removeprefix("ssh:")))
    said = threading.Event()
    listen = Line._listen

    def listened(line: Line, process: subprocess.Popen[bytes]) -> None:
        listen(line, process)
        said.set()

    monkeypatch.setattr(Line, "_listen", listened)
    line.hello()
    with pytest.raises(BrokenLine, match="the line broke"):
        line.ask("kill -9 $$", 100)
    assert said.wait(20)
    line.close()


def test_a_shell_that_can_start_no_process_is_not_taken_for_an_empty_machine(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As dash and bash end a command that cannot be forked: the code is none of ours."""
    place = other_machine(tmp_path / "o", monkeypatch)
    ask = Line._ask

    def full(line: Line, script: str, most: int, before: str) -> tuple[int, bytes]:
        return ask(line, "exit 254", most, before)

    store = open_place(f"{place}{profile}")
    store.load("sessionstore")
    monkeypatch.setattr(Line, "_ask", full)
    for looked in (store.versions, lambda: store.load("previous")):
        with pytest.raises(Unreadable, match="no room for another process"):
            looked()
    store.close()
    with pytest.raises(Unreadable, match="no room for another process"):
        open_place(place)


def test_a_file_whose_begin_does_not_tell_whether_it_is_a_session_is_said(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the whole of it is read; of another machine only what somebody asks for crosses."""
    (profile / "mine.json").write_text(to_json({"note": "x" * 5000, **STATE}).decode())
    assert "mine.json" in {version.id for version in ProfileStore(profile).versions()}
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{profile}")
    assert isinstance(store, Describes)
    assert "mine.json" not in {version.id for version in store.versions()}
    (said,) = store.profile().passed_over
    assert said.startswith("1 file of this profile may be a session (mine.json): there only")
    store.close()


def test_a_file_that_no_begin_came_of_is_said_and_looked_into_again(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (profile / "mine.json").write_text(to_json(STATE).decode())
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{profile}")
    assert isinstance(store, Describes)
    with monkeypatch.context() as barred:
        ask = Line._ask

        def without(line: Line, script: str, most: int, before: str) -> tuple[int, bytes]:
            return (1, b"") if "mine.json" in script else ask(line, script, most, before)

        barred.setattr(Line, "_ask", without)
        assert "mine.json" not in {version.id for version in store.versions()}
        (said,) = store.profile().passed_over
        assert said.endswith("of this profile may not be read")
    assert "mine.json" in {version.id for version in store.versions()}
    assert store.profile().passed_over == ()
    store.close()


def deep(tmp_path: Path) -> Path:
    """An old home some levels below, with a profile, a copy inside it, and what is none."""
    top = tmp_path / "it's old"
    profile = write_profile(top / "stick/2019/me/.mozilla/firefox/abc.default", clean=STATE)
    write_profile(profile / "copies/of it", clean=OTHER)
    write_profile(top / "storage/never", clean=OTHER)
    (top / "stick/node_modules").mkdir()
    (top / "stick/prefs.js.txt").touch()
    return top


@pytest.mark.parametrize("busybox", [False, True])
def test_a_profile_some_levels_below_is_found_in_one_question(
    busybox: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "exec sh"
    if busybox:
        if BUSYBOX is None:
            pytest.skip("no busybox here")
        alone = busybox_only(tmp_path / "bb")
        for name in ("find", "head", "grep"):
            (alone / name).symlink_to(BUSYBOX)
        script = f"PATH={alone}\nexec {alone}/sh"
    top = deep(tmp_path)
    place = other_machine(tmp_path / "o", monkeypatch, script)
    asked: list[str] = []
    ask = Line._ask

    def noted(line: Line, script: str, most: int, before: str) -> tuple[int, bytes]:
        asked.append(script)
        return ask(line, script, most, before)

    monkeypatch.setattr(Line, "_ask", noted)
    store = open_place(f"{place}{top}")
    assert store.info.title == "abc.default"
    assert store.load("sessionstore").counts.tabs == 2
    store.close()
    assert len([script for script in asked if "find ." in script]) == 1
    write_profile(top / "stick/1/another", clean=OTHER)
    with pytest.raises(SeveralProfiles) as several:
        open_place(f"{place}{top}")
    names = sorted(profile.path.name for profile in several.value.profiles)
    assert names == ["abc.default", "another"]
    assert "there may be more" not in several.value.sentence


def test_of_more_profiles_than_are_listed_further_down_it_is_said_that_there_may_be_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.stores.remote.finding._MOST_LISTED", 2)
    for name in "abc":
        write_profile(tmp_path / "top/x" / name, clean=STATE)
    place = other_machine(tmp_path / "o", monkeypatch)
    with pytest.raises(SeveralProfiles, match="there may be more profiles") as several:
        open_place(f"{place}{tmp_path}/top")
    assert len(several.value.profiles) == 2
    assert several.value.found is not None
    (barred,) = several.value.found.barred
    assert barred.sentence.startswith("ssh:box/")


@pytest.mark.parametrize("without", ["find", "grep", "head"])
def test_what_could_not_be_looked_through_further_down_is_said(
    without: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = programs(tmp_path / "none", **{without: "#!/bin/sh\nexit 1\n"})
    place = other_machine(tmp_path / "o", monkeypatch, f'PATH={own}:"$PATH"\nexec sh')
    with pytest.raises(NothingFound, match="in what could be looked through"):
        open_place(f"{place}{deep(tmp_path)}")


def test_a_folder_without_profiles_is_said_to_have_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty/a").mkdir(parents=True)
    place = other_machine(tmp_path / "o", monkeypatch)
    with pytest.raises(NothingFound, match="no Firefox profile was found there; name"):
        open_place(f"{place}{tmp_path}/empty")
    monkeypatch.setattr(finding, "MOST_DIRECTORIES", 1)
    with pytest.raises(NothingFound, match="found there in what could be looked through; name"):
        open_place(f"{place}{tmp_path}/empty")


# -- what it may do to us ----------------------------------------------------------------------


def trickles(fast: int) -> str:
    """A machine whose first answers come at once, and after so many bytes one at a time."""
    code = (
        "import os, sys, time\n"
        "left = int(sys.argv[1])\n"
        "while data := os.read(0, 65536):\n"
        "    os.write(1, data[:left])\n"
        "    for byte in data[left:]:\n"
        "        os.write(1, bytes([byte])); time.sleep(0.02)\n"
        "    left = max(0, left - len(data))\n"
    )
    return f"sh | {sys.executable} -c {shlex.quote(code)} {fast}"


def dies_after(count: int) -> str:
    """A machine that is gone after so many bytes of answers."""
    code = (
        "import os, sys\n"
        "left = int(sys.argv[1])\n"
        "while left and (data := os.read(0, min(65536, left))):\n"
        "    os.write(1, data)\n"
        "    left -= len(data)\n"
    )
    return f"sh | {sys.executable} -c {shlex.quote(code)} {count}"


def test_an_answer_of_a_byte_now_and_then_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, trickles(200))
    monkeypatch.setattr(awaited, "QUIET_SECONDS", 0.3)
    monkeypatch.setattr(line_module, "_LEAVE_SECONDS", 0.1)
    line = Line(address_of(place.removeprefix("ssh:")))
    with pytest.raises(BrokenLine, match="too slowly"):
        line.ask("seq 10000", 1 << 20)
    line.close()


def test_a_slow_answer_is_waited_for_as_long_as_much_comes() -> None:
    answer = Awaited(b"end", 1 << 20)
    assert not answer.take(b"")
    assert answer.may_take() == awaited.QUIET_SECONDS
    assert not answer.take(bytes(20_000))
    assert answer.may_take() == awaited.QUIET_SECONDS + 10
    assert not answer.take(bytes(900_000))
    assert answer.may_take() == 120


def test_whoever_does_not_want_to_wait_is_let_go_and_the_line_stays_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a password was typed, another line could not be opened any more."""
    begun, go = tmp_path / "begun", tmp_path / "go"
    os.mkfifo(begun)
    os.mkfifo(go)
    place = other_machine(tmp_path / "o", monkeypatch)
    monkeypatch.setattr(line_module, "_SAID_AFTER", -1.0)
    line = Line(address_of(place.removeprefix("ssh:")))
    line.hello()
    told: list[str] = []

    def stop(one: Told) -> None:
        told.append(one.words)
        if Path(f"{begun}.read").exists():
            raise Stopped

    def wait_there() -> None:
        begun.read_text()
        Path(f"{begun}.read").touch()

    beside = threading.Thread(target=wait_there)
    beside.start()
    hangs = f"echo long; echo > {shlex.quote(str(begun))}; cat {shlex.quote(str(go))}; echo late"
    with told_to(stop), pytest.raises(Stopped):
        line.ask(hangs, 1000)
    beside.join()
    assert told[0] == "waiting for ssh:box: 0 s"
    with told_to(stop), pytest.raises(Stopped):
        line.ask("echo not now", 1000)  # it is still not answered
    go.write_text("go")
    assert line.ask("echo next", 1000) == (0, b"next\n")
    assert len(opened(tmp_path / "o")) == 1
    line.close()


def test_who_waits_for_another_to_have_asked_can_be_let_go_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the screen does while a look for saves hangs."""
    place = other_machine(tmp_path / "o", monkeypatch)
    monkeypatch.setattr(line_module, "_SAID_AFTER", -1.0)
    line = Line(address_of(place.removeprefix("ssh:")))
    begun, go = tmp_path / "begun", tmp_path / "go"
    os.mkfifo(begun)
    os.mkfifo(go)
    hangs = f"echo > {shlex.quote(str(begun))}; cat {shlex.quote(str(go))}"
    answers: list[tuple[int, bytes]] = []
    beside = threading.Thread(target=lambda: answers.append(line.ask(hangs, 100)))
    beside.start()
    begun.read_text()

    def stop(_: Told) -> None:
        raise Stopped

    with told_to(stop), pytest.raises(Stopped):
        line.ask("echo", 100)
    go.write_text("there")
    beside.join(20)
    assert answers == [(0, b"there")]
    line.close()


def test_a_file_that_never_ends_is_no_more_than_it_was_said_to_be(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = '#!/bin/sh\ncase "$*" in *bs=65536*) exec cat /dev/zero;; esac\n'
    own = programs(tmp_path / "endless", dd=endless)
    place = other_machine(tmp_path / "o", monkeypatch, f'PATH={own}:"$PATH"\nexec sh')
    tree = tree_there(place)
    with pytest.raises(OSError, match="more than was asked for"):
        tree.open(str(profile / "prefs.js").strip("/")).read()
    tree.close()


def test_a_machine_that_dies_in_a_file_is_a_sentence_and_the_next_question_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = tmp_path / "big"
    big.write_bytes(os.urandom(4 * MB))
    (tmp_path / "small").write_bytes(b"small")
    place = other_machine(tmp_path / "o", monkeypatch, dies_after(1_500_000))
    tree = tree_there(place)
    below = str(tmp_path).strip("/")
    with pytest.raises(OSError, match="the line broke"):
        tree.open(f"{below}/big").read()
    assert tree.open(f"{below}/small").read() == b"small"
    assert len(opened(tmp_path / "o")) == 2
    tree.close()


def test_a_large_file_tells_how_far_it_is_and_can_be_stopped_with_the_line_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = os.urandom(20 * MB)
    (tmp_path / "big").write_bytes(content)
    (tmp_path / "small").write_bytes(b"small")
    place = other_machine(tmp_path / "o", monkeypatch)
    tree = tree_there(place)
    below = str(tmp_path).strip("/")
    seen: list[int] = []

    def stop_soon(told: Told) -> None:
        seen.append(told.done or 0)
        if told.done:
            raise Stopped

    with told_to(stop_soon), pytest.raises(Stopped):
        tree.open(f"{below}/big").read()
    assert 0 < seen[-1] < 4 * MB  # what was not wanted did not cross
    assert tree.open(f"{below}/small").read() == b"small"
    seen.clear()
    with told_to(lambda told: seen.append(told.done or 0)):
        assert tree.open(f"{below}/big").read() == content
    assert len(seen) > 3
    assert seen == sorted(seen)
    assert len(opened(tmp_path / "o")) == 1  # a password would have been asked for once
    tree.close()


def test_a_file_that_takes_the_place_of_the_listed_one_is_not_given_out_as_that(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    tree = tree_there(place)
    below = str(profile / "sessionstore.jsonlz4").strip("/")
    file = tree.open(below)
    write_profile(profile, clean=OTHER)
    with pytest.raises(OSError, match="another file has come"):
        file.read()
    tree.look([], anew=True)
    assert tree.open(below).read() == (profile / "sessionstore.jsonlz4").read_bytes()
    tree.close()


def test_a_file_that_was_opened_is_read_to_its_end_though_another_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Firefox saves each 15 s; a large file over a slow line takes longer."""
    content = os.urandom(20 * MB)
    (tmp_path / "big").write_bytes(content)
    place = other_machine(tmp_path / "o", monkeypatch)
    tree = tree_there(place)

    def replaced(told: Told) -> None:
        if told.done:
            (tmp_path / "new").write_bytes(b"new")
            (tmp_path / "new").replace(tmp_path / "big")

    with told_to(replaced):
        assert tree.open(f"{str(tmp_path).strip('/')}/big").read() == content
    tree.close()


def test_a_line_that_broke_is_opened_again_by_the_next_question(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{profile}")
    assert store.versions()
    hang_up(store)
    write_profile(profile, clean=OTHER)
    assert store.versions()
    assert store.load("sessionstore").counts.tabs == 1
    assert len(opened(tmp_path / "o")) == 2
    store.close()


def hang_up(store: Store) -> None:
    assert isinstance(store, SshStore)
    process = store._tree._line._process
    assert process is not None
    process.kill()


def test_while_no_answer_comes_what_was_seen_is_shown_as_that_and_then_what_is_there(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there"
    there.touch()
    script = f'[ -e "{there}" ] || {{ echo no way there >&2; exit 255; }}\nexec sh'
    place = other_machine(tmp_path / "o", monkeypatch, script)
    store = open_place(f"{place}{profile}")
    assert isinstance(store, SshStore)
    before = [version.id for version in store.versions()]
    store.load("sessionstore")
    there.unlink()
    hang_up(store)
    write_profile(profile, clean=OTHER)
    with pytest.raises(Unreadable, match="no way there"):
        store.versions()  # nobody would be told that they are old
    store.meter(lambda: None)
    assert [version.id for version in store.versions()] == before
    said = store.profile().barred[0]
    assert re.match(r"everything here is as it was at .*no answer.*no way there", said)
    assert store.load("sessionstore").counts.tabs == 2
    with pytest.raises(Unreadable, match="no way there"):
        store.load("previous")  # this has never crossed
    there.touch()
    monkeypatch.setattr(tree_module, "HOLDS", 0.0)
    store.versions()
    assert not any("no answer" in sentence for sentence in store.profile().barred)
    assert store.load("sessionstore").counts.tabs == 1
    store.close()


# -- passwords and keys ------------------------------------------------------------------------

ASKS = """\
case "$*" in *BatchMode=yes*) echo 'me@box: Permission denied (publickey,password).' >&2; exit 255;;
esac
exec sh
"""


def test_who_typed_a_password_once_opens_every_profile_there_over_that_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home/.mozilla/firefox"
    write_profile(home / "aaa.one", clean=STATE)
    write_profile(home / "bbb.two", clean=OTHER)
    place = other_machine(tmp_path / "o", monkeypatch, f"HOME={tmp_path}/home\n{ASKS}")
    monkeypatch.setattr(line_module, "at_terminal", lambda: True)
    with pytest.raises(SeveralProfiles) as several:
        open_place(place)
    found: list[int] = []

    def on_the_screen() -> None:
        for one in several.value.profiles:
            store = open_place(str(one.path))
            found.append(store.load("sessionstore").counts.tabs)
            store.close()

    beside = threading.Thread(target=on_the_screen)
    beside.start()
    beside.join()
    assert sorted(found) == [1, 2]
    assert len(opened(tmp_path / "o")) == 1


def test_where_nobody_can_be_asked_it_is_said_what_does_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, ASKS, place="ssh:me@box:2222")
    with pytest.raises(Unreadable, match=r"Permission denied.*ssh-copy-id.*ssh -p 2222 me@box"):
        open_place(f"{place}/p")


def test_a_machine_that_is_met_first_where_nobody_can_be_asked_says_how_to_meet_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = "echo 'Host key verification failed.' >&2; exit 255"
    place = other_machine(tmp_path / "o", monkeypatch, script)
    with pytest.raises(Unreadable, match=r"not known here yet.*connect once with: ssh box"):
        open_place(f"{place}/p")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("Received disconnect from ::1 port 22:2: Too many authentication failures\n"
         "Disconnected from ::1 port 22", "Too many authentication failures"),
        ("No ED25519 host key is known for box and you have requested strict checking.\n"
         "Host key verification failed.", "add it to known_hosts"),
        ("Disconnected from ::1 port 22", "Disconnected from ::1"),
        ("ssh: connect to host x port 1: Connection refused\n"
         "kex_exchange_identification: Connection closed by remote host\n"
         "Connection closed by UNKNOWN port 65535", "Connection refused"),
        ("kex_exchange_identification: Connection closed by remote host\n"
         "Connection closed by ::1 port 1", "Connection closed by ::1"),
    ],
)  # fmt: skip
def test_of_what_ssh_says_at_the_end_that_is_told_which_helps(
    lines: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, f"echo {shlex.quote(lines)} >&2; exit 255")
    with pytest.raises(Unreadable, match=said):
        open_place(f"{place}/p")


def test_an_ssh_that_asks_while_it_is_left_puts_the_terminal_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does so when it is asked to end; killed, it would leave a terminal that shows no letter.

    The first time it is asked is lost on it, as in the moment before it begins to read.
    """
    asks = (
        f"import signal, sys, pathlib\nasked = []\ndef end(*_):\n    asked.append(1)\n"
        f"    if len(asked) > 1:\n        pathlib.Path('{tmp_path}/right').touch(); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end)\n"
        f"pathlib.Path('{tmp_path}/begun').write_text('')\nwhile True: signal.pause()"
    )
    os.mkfifo(tmp_path / "begun")
    script = f"exec {sys.executable} -c {shlex.quote(asks)}"
    place = other_machine(tmp_path / "o", monkeypatch, script)
    line = Line(address_of(place.removeprefix("ssh:")))
    heard: list[OSError] = []

    def ask() -> None:
        try:
            line.hello()
        except OSError as error:
            heard.append(error)

    waits = threading.Thread(target=ask)
    waits.start()
    (tmp_path / "begun").read_text()
    line.close()
    waits.join(20)
    assert heard
    assert (tmp_path / "right").exists()


# -- what crosses ------------------------------------------------------------------------------


class Crossing:
    """What crosses a line: questions, and bytes of answers."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.questions = self.bytes = 0
        ask = Line._ask

        def counted(line: Line, script: str, most: int, before: str) -> tuple[int, bytes]:
            code, data = ask(line, script, most, before)
            self.questions += 1
            self.bytes += len(data)
            return code, data

        patch.setattr(Line, "_ask", counted)


def test_the_first_screen_costs_three_questions_and_a_reload_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a round trip: on a line of 100 ms the law is what a person waits for."""
    from sessiontui.workspace import Workspace

    many = [f"https://site{number}.example/{os.urandom(200).hex()}" for number in range(300)]
    profile = write_profile(
        tmp_path / "p", clean=session(window(*many)), recovery=session(window(*many, "https://x.example/")),
        previous=session(window(*many[:200])), prefs={"browser.startup.page": 3},
    )  # fmt: skip
    place = other_machine(tmp_path / "o", monkeypatch)
    crossed = Crossing(monkeypatch)
    workspace = Workspace.open(f"{place}{profile}")
    workspace.look()
    view = workspace.view()
    assert view.snapshot is not None
    assert view.version is not None
    assert workspace.is_current(view)
    assert crossed.questions <= 3
    shown = view.version.size
    assert crossed.bytes < shown + 20_000  # of the other versions their heads at most
    before = crossed.bytes
    workspace.view()
    assert crossed.bytes - before < 5_000
    assert crossed.questions <= 4
    write_profile(profile, previous=OTHER)
    before = crossed.bytes
    workspace.view()
    changed = (profile / "sessionstore-backups/previous.jsonlz4").stat().st_size
    assert crossed.bytes - before < changed + 10_000 < shown
    workspace.close()


def test_after_a_change_was_told_a_listing_from_before_is_good_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look may fall between two files of one save: what came behind it must not be overlooked."""
    profile = write_profile(tmp_path / "p", clean=STATE)
    store = open_place(f"{other_machine(tmp_path / 'o', monkeypatch)}{profile}")
    assert isinstance(store, Watches)
    tell: list[Callable[[], object]] = []

    def watch(_: Counting, changed: Callable[[], object]) -> Callable[[], None]:
        tell.append(changed)
        return lambda: None

    monkeypatch.setattr(Counting, "watch", watch)
    told: list[int] = []
    store.watch(lambda: told.append(1))
    (first,) = store.versions()
    write_profile(profile, clean=OTHER)
    tell[0]()
    assert told
    assert store.versions()[0].revision != first.revision
    store.close()


def test_a_copy_of_a_profile_there_has_every_file_as_it_is(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{profile}")
    assert isinstance(store, Safeguards)
    whole = {one.about.name: one.data for one in store.whole_files() if isinstance(one, WholeFile)}
    assert whole["sessionstore.jsonlz4"] == (profile / "sessionstore.jsonlz4").read_bytes()
    assert "sessionstore-backups/-rf.jsonlz4" in whole
    store.close()
    with pytest.raises(SessiontuiError, match="closed"):
        list(store.whole_files())


def test_that_firefox_crashed_there_is_not_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Firefox that runs leaves the same traces as one that was killed."""
    profile = write_profile(tmp_path / "p", recovery=STATE, checkpoints="crashed")
    here = ProfileStore(profile)
    assert here.profile().crashed is True
    place = other_machine(tmp_path / "o", monkeypatch)
    store = open_place(f"{place}{profile}")
    assert isinstance(store, Describes)
    state = store.profile()
    assert (state.in_use.state, state.crashed) == ("unknown", None)
    assert state.next_start.why.startswith("Unless Firefox runs there now: ")
    store.close()


def test_whose_answer_was_too_long_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = other_machine(tmp_path / "o", monkeypatch, "cat >/dev/null & exec yes 'x y z'")
    with pytest.raises(Unreadable, match=r"^ssh:box: the other machine sent more than was asked"):
        open_place(f"{place}/x")
