"""``export`` and ``salvage``: the files of the commands, and where none may be written."""

from __future__ import annotations

import io
import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from sessiontui import (
    FORMATS,
    Damaged,
    NotASession,
    NothingFound,
    Refused,
    Unreadable,
    UsageError,
    export,
    open_session,
    salvage,
)
from tests.builders import (
    closed_tab,
    container,
    mozlz4,
    read_session,
    saved_group,
    session,
    tab,
    to_json,
    unmozlz4,
    window,
    write_profile,
)
from tests.cli.conftest import Run, cli, home
from tests.system import lock_held

__all__ = ["cli", "home"]  # fixtures of the command line

A, B, C = (f"https://{name}.example/" for name in "abc")


@pytest.fixture
def profile(files: Path) -> Path:
    return write_profile(
        files / "p",
        clean=session(
            window(
                tab(A, userContextId=6, formdata={"id": {"q": "typed"}}),
                closed=[closed_tab(B, closed_id=5)],
            ),
            savedGroups=[saved_group("s", "Saved", C, first_closed_id=20)],
        ),
        previous=session(window(C)),
        containers=[container(6, "Garden")],
    )  # fmt: skip


# -- export ------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["open", "closed", "all"])
@pytest.mark.parametrize("name", FORMATS)
def test_it_is_what_the_command_writes(profile: Path, cli: Run, name: str, part: Any) -> None:
    options = [] if part == "open" else [f"--{part}"]
    said = cli("export", profile, "--format", name, *options).out
    found = export(profile, format=name, part=part)
    assert len(found) > 10
    assert timeless(found) == timeless(said)


def timeless(data: bytes) -> bytes:
    """An export without when it was made, and without ids that are made for it by chance."""
    text = unmozlz4(data) if data.startswith(b"mozLz40") else data
    return re.sub(rb"\d{10,13}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"0", text)


def test_ids_of_this_and_of_another_version(profile: Path) -> None:
    ids = ["5", "/windows/0/tabs/0", "previous#/windows/0/tabs/0"]
    assert export(profile, ids=ids) == f"{B}\n{A}\n{C}\n".encode()
    assert export(profile, version="previous") == f"{C}\n".encode()
    assert b"Garden" in export(profile, format="csv")
    with pytest.raises(NothingFound, match="/windows/3"):
        export(profile, ids=["/windows/3"])
    with pytest.raises(NothingFound, match="nothing to export"):
        export(profile, version="previous", part="closed")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"format": "xml"}, "no such format"),
        ({"part": "some"}, "no such part"),
    ],
)
def test_a_wrong_argument_is_said(profile: Path, wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        export(profile, **wrong)


def test_a_file_is_private_and_replaced_only_when_told(profile: Path, files: Path) -> None:
    target = files / "tabs.md"
    written = export(profile, target)
    assert written == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.read_text().startswith("# "), "by its name"
    with pytest.raises(Refused, match="exists already"):
        export(profile, str(target))
    with open_session(profile) as read:
        assert read.export(target, format="urls", replace=True) == len(A) + 1
    assert target.read_text() == f"{A}\n"


def test_nothing_is_written_where_firefox_would_load_it(profile: Path) -> None:
    with pytest.raises(Refused, match="Firefox may load a file of this name"):
        export(profile, profile / "sessionstore.jsonlz4", replace=True)
    with lock_held(profile), pytest.raises(Refused, match="Firefox is running"):
        export(profile, profile / "tabs.txt")
    with pytest.raises(Unreadable, match="could not be written"):
        export(profile, profile / "nowhere" / "tabs.txt")


def test_what_is_private_comes_along_when_asked(profile: Path, files: Path) -> None:
    for private in (False, True):
        export(profile, files / f"{private}.jsonlz4", with_private=private)
        (shown,) = open_session(files / f"{private}.jsonlz4").tabs
        assert shown.form_texts == ({"q": "typed"} if private else {})


# -- salvage -----------------------------------------------------------------------------------


def test_it_is_what_the_command_prints(files: Path, cli: Run) -> None:
    said = cli("salvage", files / "cut.jsonlz4", "--json").json
    found = salvage("cut.jsonlz4")
    result = found.result
    assert (result.recovered_bytes, result.expected_bytes, result.complete) == (
        said["recoveredBytes"], said["expectedBytes"], False,
    )  # fmt: skip
    assert [one.sentence for one in result.damage] == [one["sentence"] for one in said["damage"]]
    tabs = [tab for window in said["windows"] for tab in window["tabs"]]
    assert [tab.pointer for tab in found.session.tabs] == [tab["pointer"] for tab in tabs]
    assert [bool(tab.doubt) for tab in found.session.tabs] == [
        tab.get("certain") is False for tab in tabs
    ]
    assert found.session.version.id == said["version"]["name"] == "cut.jsonlz4"
    assert found.session.json() == result.json


def test_a_repaired_file_is_one_that_opens(files: Path) -> None:
    found = salvage(Path("cut.jsonlz4"))
    for name in ("repaired.jsonlz4", "repaired.json"):
        assert found.write(name) == (files / name).stat().st_size
        again = open_session(files / name)
        assert again.salvaged is None
        assert [tab.url for tab in again.tabs] == [tab.url for tab in found.session.tabs]
    assert read_session(files / "repaired.jsonlz4") == json.loads(found.result.json)
    with pytest.raises(Refused, match="exists already"):
        found.write("repaired.json")
    with pytest.raises(Refused, match="Firefox may load"):
        found.write(files / "xyz.default/sessionstore-backups/recovery.jsonlz4")


def test_a_whole_file_is_complete(files: Path) -> None:
    found = salvage("recovery.jsonlz4")
    assert (found.result.complete, found.result.share, found.result.damage) == (True, 1.0, ())
    assert found.session.salvaged is None


def test_bytes_of_an_image_are_enough(files: Path) -> None:
    found = salvage(io.BytesIO((files / "cut.jsonlz4").read_bytes()))
    assert found.session.tabs[0].url == "https://one.example/"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (bytes(5000), Damaged),
        (b"mozLz40\0", Damaged),
        (b"{}", Damaged),
        (b"PK\3\4" * 99, NotASession),
    ],
    ids=["zeros", "a magic alone", "no windows", "another kind"],
)
def test_what_gives_nothing_is_said(
    files: Path, cli: Run, data: bytes, error: type[Unreadable]
) -> None:
    (files / "broken").write_bytes(data)
    with pytest.raises(error) as raised:
        salvage("broken")
    said = cli("salvage", files / "broken").err
    assert raised.value.sentence.partition(": ")[2] in said
    with pytest.raises(Unreadable, match="there is no such"):
        salvage("not-there")


def test_a_large_text_is_mozlz4_that_is_read_back(files: Path) -> None:
    many = session(window(*(f"https://{i}.example/" for i in range(400))))
    data = mozlz4(to_json(many))
    (files / "half.jsonlz4").write_bytes(data[: len(data) // 2])
    found = salvage("half.jsonlz4")
    assert 100 < len(found.session.tabs) < 300
    assert found.session.tabs[99].url == "https://99.example/"


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_a_name_that_no_file_can_have_is_said(profile: Path, files: Path, name: str) -> None:
    for attempt in (
        lambda: open_session(name),
        lambda: open_session(Path(name)),
        lambda: export(profile, name),
        lambda: salvage(name),
        lambda: salvage(files / "recovery.jsonlz4").write(name),
    ):
        with pytest.raises(Unreadable, match="no file can have this name"):
            attempt()


def test_what_the_system_says_of_a_name_is_unreadable(profile: Path, files: Path) -> None:
    with pytest.raises(Unreadable, match="too long"):
        export(profile, files / ("x" * 300))
    with pytest.raises(Unreadable, match="too long"):
        salvage(files / "recovery.jsonlz4").write(files / ("x" * 300))


def test_the_way_to_replace_a_file_is_that_of_a_program(profile: Path, files: Path) -> None:
    export(profile, files / "x.csv")
    with pytest.raises(Refused, match="pass replace=True to replace it"):
        export(profile, files / "x.csv")
