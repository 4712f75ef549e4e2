"""Root helps a user over SSH, and that user is hostile: two users, each in processes of their own.

What the user does is done by the user (setpriv), so that the kernel decides what she can do at all.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sessiontui.codec.container import open_container
from sessiontui.errors import SessiontuiError
from tests.builders import mozlz4, session, to_json, window, write_profile

from .conftest import environment

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        os.geteuid() != 0 or shutil.which("setpriv") is None,
        reason="only root has several users to be, and setpriv makes them",
    ),
]
MALLORY = 1000
HERS = session(window("https://hers.example/", closed=["https://b.example/"]))
SECRET = session(window("https://secret.example/", closed=["https://c.example/"]))
ACTS = (
    ("rollback", "previous"),
    ("close", "/windows/0/tabs/0"),
    ("restore", "/windows/0/_closedTabs/0"),
    ("set", "interval", "33s"),
)


def as_mallory(*command: str | Path) -> list[str]:
    user = (f"--reuid={MALLORY}", f"--regid={MALLORY}", "--clear-groups")
    return ["setpriv", *user, "--", *map(str, command)]


def mallory(*command: str | Path) -> None:
    subprocess.run(as_mallory(*command), check=True)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A directory that everybody may enter; pytest's own are private."""
    path = Path(tempfile.mkdtemp(prefix="sessiontui-"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def hers(shared: Path) -> Path:
    """Mallory's home, with a profile "p" and a session that she could roll back to."""
    home = shared / "mallory"
    profile = write_profile(home / "p", clean=HERS)
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    previous.write_bytes(mozlz4(to_json(HERS)))
    for path in (home, *home.rglob("*")):
        os.chown(path, MALLORY, MALLORY, follow_symlinks=False)
    return home


@pytest.fixture
def roots(shared: Path) -> Path:
    profile = write_profile(shared / "root" / "p", clean=SECRET)
    previous = profile / "sessionstore-backups/previous.jsonlz4"
    previous.parent.mkdir(exist_ok=True)
    previous.write_bytes(mozlz4(to_json(SECRET)))
    return profile


def content(place: Path) -> dict[Path, tuple[int, bytes]]:
    return {
        path: (path.stat().st_ino, path.read_bytes())
        for path in place.rglob("*")
        if path.is_file() and path.name != ".parentlock"
    }


def holds_secret(place: Path) -> list[Path]:
    """The files of a directory, links apart, that hold a tab of root's."""
    found = []
    for path in place.rglob("*"):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            with contextlib.suppress(SessiontuiError):  # no session: as it stands
                data = open_container(data).text
            if b"secret.example" in data:
                found.append(path)
    return found


def root(home: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sessiontui", *map(str, words)],
        env=environment(home, None),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_nothing_is_done_in_a_profile_that_she_made_a_link(
    shared: Path, hers: Path, roots: Path
) -> None:
    before = content(roots)
    mallory("ln", "-s", roots, hers / "linked")
    for command, *words in (("info",), *ACTS):
        ended = root(shared / "home", command, hers / "linked", *words)
        assert ended.returncode == 3
        assert f"{hers}/linked is a link that another user" in ended.stderr.replace(
            "linked: this", "linked"
        )
    assert content(roots) == before


def test_a_second_name_that_she_gave_root_s_session_is_not_gone_back_to(
    shared: Path, hers: Path, roots: Path
) -> None:
    secret, previous = (
        roots / "sessionstore.jsonlz4",
        hers / "p/sessionstore-backups/previous.jsonlz4",
    )
    mallory("rm", previous)
    linked = subprocess.run(as_mallory("ln", secret, previous), check=False, capture_output=True)
    if linked.returncode:
        previous.hardlink_to(secret)  # where the kernel protects hard links, an old one of root's
    for words in (("rollback", hers / "p", "previous"), ("restore", hers / "p", "previous#1")):
        ended = root(shared / "home", *words)
        assert ended.returncode in (3, 4)
        assert "the file has 2 names (hard links), and another user may have" in ended.stderr
    previous.unlink()
    assert holds_secret(hers) == []


def test_root_s_copies_go_nowhere_that_she_chose(shared: Path, hers: Path, roots: Path) -> None:
    """`sudo -E`, and her state leads to a directory of root's."""
    own = shared / "own"
    own.mkdir(mode=0o700)
    mallory("mkdir", "-p", hers / ".local")
    mallory("ln", "-s", own, hers / ".local/state")
    before = content(hers / "p")
    for command, *words in ACTS:
        ended = root(hers, command, hers / "p", *words)
        assert ended.returncode == 4
        assert f"{hers}/.local/state" in ended.stderr
        assert "is a link that another user" in ended.stderr
        assert "sudo -H" in ended.stderr
    assert content(hers / "p") == before
    assert list(own.iterdir()) == []


@pytest.mark.parametrize("exchanged", ["p", "p/sessionstore.jsonlz4", "p/prefs.js"])
@pytest.mark.parametrize("between", ["it and a link", "a file and a link"])
def test_what_she_exchanges_all_the_time_never_leads_root_away(
    shared: Path, hers: Path, roots: Path, exchanged: str, between: str
) -> None:
    """Nobody knows when an edit is worked out and written: whenever it is, this holds."""
    (roots / "prefs.js").write_bytes(b'user_pref("a", 1);\n')
    before = content(roots)
    target = roots if exchanged == "p" else roots / Path(exchanged).name
    there, aside, link = hers / exchanged, hers / "aside", hers / "link"
    if between.startswith("a file"):
        aside = hers / "empty"
        mallory("mv", there, hers / "away")
        mallory("touch", there)
    mallory("ln", "-s", target, link)
    stop = shared / "stop"  # killed, she would leave the last of her moves to go on
    exchange = 'mv -T "$1" "$2"; mv -T "$3" "$1"; mv -T "$1" "$3"; mv -T "$2" "$1"'
    loop = f'until [ -e "$4" ]; do {exchange}; done'
    with subprocess.Popen(
        as_mallory("sh", "-c", loop, "sh", there, aside, link, stop), stderr=subprocess.DEVNULL
    ) as hostile:
        try:
            for command, *words in ACTS:
                ended = root(shared / "home", command, hers / "p", *words)
                assert "Traceback" not in ended.stderr
                assert ended.returncode in range(5)
        finally:
            stop.touch()
            hostile.wait()
    assert content(roots) == before
    assert holds_secret(hers) == []
