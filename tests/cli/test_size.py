"""`size`: where the bytes of a session are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.builders import (
    FAVICON,
    closed_window,
    cookie,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)  # fmt: skip

from .conftest import Run

A, B, C = "https://www.a.example/1", "https://maps.b.example/2", "https://c.example/3"
ICON = "data:image/png;base64," + "QUJD" * 2000


def state(**more: Any) -> Any:
    return session(
        window(tab(A, image=ICON), tab(B, image=ICON), tab(A, B), closed=[C]),
        closed_windows=[closed_window(window(tab(C, image=ICON)))],
        cookies=[cookie(".b.example", "x")],
        **more,
    )


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=state(), previous=session(window(B)))


@pytest.mark.parametrize("by", ["part", "site", "tab", "field"])
def test_rows_sum_to_the_bytes_of_the_json(cli: Run, profile: Path, by: str) -> None:
    found = cli("size", profile, "--by", by, "--json").json
    assert found["bytes"] == len(to_json(state())) == sum(row["bytes"] for row in found["rows"])
    assert found["by"] == by
    assert found["compressedBytes"] == (profile / "sessionstore.jsonlz4").stat().st_size
    assert found["complete"] is True
    assert "others" not in found
    sizes = [row["bytes"] for row in found["rows"]]
    assert sizes == sorted(sizes, reverse=True)


def test_what_top_leaves_out_is_summed(cli: Run, profile: Path) -> None:
    whole = cli("size", profile, "--by", "field", "--json").json
    found = cli("size", profile, "--by", "field", "--json", "--top", "3").json
    assert found["rows"] == whole["rows"][:3]
    assert found["others"]["rows"] == len(whole["rows"]) - 3
    assert sum(row["bytes"] for row in found["rows"]) + found["others"]["bytes"] == whole["bytes"]
    text = cli("size", profile, "--by", "field", "--top", "3").text
    assert f"… {len(whole['rows']) - 3} more" in text


def test_sites_are_registrable_domains(cli: Run, profile: Path) -> None:
    rows = {row["key"]: row for row in cli("size", profile, "--by", "site", "--json").json["rows"]}
    assert {"a.example", "b.example", "c.example", "(no site)"} == set(rows)
    assert rows["b.example"]["count"] == 3  # two pages and a cookie


def test_a_tab_is_named_by_where_it_is(cli: Run, profile: Path) -> None:
    rows = cli("size", profile, "--by", "tab", "--json").json["rows"]
    first = rows[0]
    assert (first["key"], first["title"]) in ((A, "1"), (B, "2"), (C, "3"))
    piece = cli("cat", profile, first["pointer"]).out
    assert len(piece) == first["bytes"] + 1  # and the end of the line
    assert [row["key"] for row in rows if "pointer" not in row] == ["(no tab)"]


def test_people_are_told_the_one_thing_and_what_is_repeated(cli: Run, profile: Path) -> None:
    text = cli("size", profile).text
    lines = text.splitlines()
    assert lines[0].startswith("sessionstore · 29 kB of JSON · ")
    assert lines[1].startswith("Favicons are ")
    assert "Firefox fetches them again" in lines[1]
    row = next(line for line in lines if " favicons " in line)
    assert "█" in row
    assert "≈" in row
    assert "6 favicons" in row
    assert "storing each once would save" in text
    assert "closed windows with everything in them are" in text


def test_another_version_and_one_inside(cli: Run, tmp_path: Path) -> None:
    last = session(window(B))
    place = write_profile(
        tmp_path / "p", clean=state(lastSessionState=last), previous=session(window(B))
    )
    previous = cli("size", place, "--version-of", "previous", "--json").json
    assert previous["bytes"] == len(to_json(session(window(B))))
    parts = {row["key"]: row for row in cli("size", place, "--json").json["rows"]}
    assert parts["nested sessions"]["count"] == 1
    assert parts["nested sessions"]["bytes"] == len(to_json(last))
    name = cli("size", place, "--json").json["version"]["name"]
    inside = cli("size", place, "--version-of", f"{name}#/lastSessionState", "--json").json
    assert inside["bytes"] == len(to_json(last))
    assert inside["compressedBytes"] is None


def test_of_a_damaged_file_it_says_how_much_that_is(cli: Run, tmp_path: Path) -> None:
    place = tmp_path / "cut.js"
    place.write_bytes(to_json(state())[:-700])
    result = cli("size", place, "--json")
    assert result.json["complete"] is False
    assert sum(row["bytes"] for row in result.json["rows"]) == result.json["bytes"]
    assert "it is damaged" in result.err
    assert "can be read" in cli("size", place).text.splitlines()[0]


@pytest.mark.parametrize("top", ["0", "-1", "x", "٣", "1.5"])
def test_top_is_a_number(cli: Run, profile: Path, top: str) -> None:
    cli("size", profile, f"--top={top}").refused(2, "--top", "from 1 on")


def test_what_is_no_session_is_said_to_be_none(cli: Run, tmp_path: Path) -> None:
    place = tmp_path / "x.json"
    place.write_bytes(b'{"tabs": [1, 2, 3]}')
    cli("size", place).refused(3, "not a session")


def test_an_empty_session_has_nothing_that_stands_out(cli: Run, tmp_path: Path) -> None:
    place = tmp_path / "x.jsonlz4"
    place.write_bytes(mozlz4(b'{"windows":[]}'))
    result = cli("size", place)
    assert (result.code, result.err) == (0, "")
    assert "14 B of JSON" in result.text


def test_rows_fit_a_terminal(terminal: Run, tmp_path: Path) -> None:
    address = "https://a.example/" + "long" * 100
    tabs = [tab(address, image=FAVICON) for _ in range(30)]
    place = write_profile(tmp_path / "p", clean=session(window(*tabs)))
    for by in ("part", "tab", "field"):
        lines = terminal("size", place, "--by", by, columns=80).text.splitlines()
        assert max(map(len, lines)) <= 80
