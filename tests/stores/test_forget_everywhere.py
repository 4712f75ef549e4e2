"""Forgotten means forgotten: every place below a profile and in our copies that may hold a page."""

from __future__ import annotations

import base64
import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.session.edit.edits import Edit, ForgetClosedTab, ForgetMatching, RestoreClosedTab
from sessiontui.session.json.pointer import Steps, format_pointer
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions, Receipt
from tests.builders import (
    DAY,
    HOUR,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    cookie,
    mozlz4,
    read_session,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)

HOST = "secret.example"
PAGE = f"https://www.{HOST}/page?x=1"
KEPT = "https://kept.example/"
EVERYWHERE = EditOptions(everywhere=True)
BY_SITE = ForgetMatching(site=HOST)
SECRET = session(window(KEPT, closed=[PAGE]))


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state directory of its own; what survives a loss of power is tested elsewhere."""
    monkeypatch.setenv("SESSIONTUI_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setattr(os, "fsync", lambda _: None)


def forget(
    profile: Path, edit: Edit = BY_SITE, options: EditOptions = EVERYWHERE
) -> tuple[Receipt, Receipt]:
    """What it would do, and what it did."""
    store = ProfileStore(profile, now=lambda: NOW)
    base = store.versions()[0].revision
    planned = store.plan([edit], base=base, options=options)
    return planned, store.apply([edit], base=base, options=options)


def holding(place: Path) -> list[str]:
    """The files below a place that name the host, packed or not."""
    found = []
    for path in sorted(place.rglob("*")):
        if path.is_file() and path.stat().st_size:
            data = path.read_bytes()
            text = json.dumps(read_session(path)).encode() if data[:4] == b"mozL" else data
            if HOST.encode() in text:
                found.append(path.name)
    return found


def crash_tab(inner: Any, url: str = "about:sessionrestore", **more: Any) -> dict[str, Any]:
    return tab(url, formdata={"id": {"sessionData": inner}, "url": url}, **more)


def as_text(state: Any) -> str:
    return to_json(state).decode()


def test_it_is_told_the_same_before_and_after(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET, previous=session(window(PAGE)))
    planned, done = forget(profile)
    assert done.files == planned.files
    assert done.left == planned.left != ()


@pytest.mark.parametrize("url", ["about:sessionrestore", "about:welcomeback"])
@pytest.mark.parametrize(
    "inner",
    [SECRET, as_text(SECRET), as_text(session(window(crash_tab(as_text(SECRET)))))],
    ids=["object", "text", "text in text"],
)
@pytest.mark.parametrize("place", ["open", "closed", "in a closed window", "last session"])
def test_sessions_inside_a_session_are_reached(
    tmp_path: Path, url: str, inner: Any, place: str
) -> None:
    holder = crash_tab(inner, url)
    match place:
        case "open":
            state = session(window(holder, KEPT))
        case "closed":
            state = session(window(KEPT, closed=[{**closed_tab(url), "state": holder}]))
        case "in a closed window":
            state = session(window(KEPT), closed_windows=[closed_window(window(holder))])
        case _:
            state = session(window(KEPT), lastSessionState=session(window(holder)))
    profile = write_profile(tmp_path / "p", clean=session(window(KEPT)), recovery=state)
    _, done = forget(profile)
    assert done.left == ()
    assert holding(profile) == []
    after = json.dumps(read_session(profile / "sessionstore-backups/recovery.jsonlz4"))
    assert after.count("kept.example") == json.dumps(state).count("kept.example")


def test_a_lone_half_of_a_character_inside_survives(tmp_path: Path) -> None:
    inner = as_text(SECRET).replace("kept.example/", "kept.example/\\ud83d")
    state = session(window(crash_tab(inner)))
    profile = write_profile(tmp_path / "p", clean=state)
    _, done = forget(profile)
    assert done.left == ()
    form = read_session(profile / "sessionstore.jsonlz4")["windows"][0]["tabs"][0]["formdata"]
    now = json.loads(form["id"]["sessionData"])
    assert now["windows"][0]["tabs"][0]["entries"][0]["url"].endswith("kept.example/\ud83d")
    assert now["windows"][0]["_closedTabs"] == []


def test_what_is_no_session_inside_is_left_and_named(tmp_path: Path) -> None:
    broken = as_text(SECRET)[:-30]
    profile = write_profile(tmp_path / "p", clean=session(window(crash_tab(broken))))
    _, done = forget(profile)
    assert [(one.pointer, one.why) for one in done.left] == [
        ("/windows/0/tabs/0/formdata/id/sessionData", "a session inside holds it")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "sessionstore.jsonlz4.tmp",
        "sessionstore-backups/recovery.jsonlz4.tmp",
        "sessionstore-backups/Kopie von gestern",
        "sessionstore-backups/2016/old/mine.jsonlz4",
        "my old sessionstore copy.txt",
    ],
)
def test_files_under_any_name_are_reached(tmp_path: Path, name: str) -> None:
    profile = write_profile(tmp_path / "p", clean=session(window(KEPT)))
    path = profile / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(mozlz4(to_json(SECRET)))
    _, done = forget(profile)
    assert [Path(change.path).name for change in done.files] == [path.name]
    assert done.left == ()
    assert holding(profile) == []
    assert "1 file" in done.edits[0]


def test_links_among_strays_are_named_and_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "a.jsonlz4").write_bytes(mozlz4(to_json(SECRET)))
    profile = write_profile(tmp_path / "p", clean=SECRET)
    (profile / "sessionstore-backups").mkdir(exist_ok=True)
    (profile / "sessionstore-backups/folder").symlink_to(elsewhere)
    (profile / "sessionstore-backups/mine").symlink_to(elsewhere / "a.jsonlz4")
    (profile / "sessionstore-backups/nowhere").symlink_to(elsewhere / "gone")
    (profile / "sessionstore-old").symlink_to(elsewhere)
    _, done = forget(profile)
    assert holding(elsewhere) == ["a.jsonlz4"]
    assert {Path(one.path).name for one in done.left} == {"folder", "mine", "sessionstore-old"}
    assert all("it is a link, which is not followed" in one.why for one in done.left)


def test_backups_that_lie_elsewhere_are_followed_as_firefox_does(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET, previous=SECRET)
    there = tmp_path / "elsewhere"
    (profile / "sessionstore-backups").rename(there)
    (profile / "sessionstore-backups").symlink_to(there)
    (there / "any name").write_bytes(mozlz4(to_json(SECRET)))
    _, done = forget(profile)
    assert done.left == ()
    assert holding(there) == holding(profile) == []


def test_a_cut_save_is_named_and_deleted_only_when_asked(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    cut = profile / "sessionstore.jsonlz4.tmp"
    cut.write_bytes(mozlz4(to_json(SECRET))[:-20])
    _, done = forget(profile)
    assert [Path(one.path).name for one in done.left] == [cut.name]
    assert done.left[0].why.startswith("it could not be looked through: ")
    assert cut.exists()
    planned, done = forget(profile, options=EditOptions(everywhere=True, drop_unreadable=True))
    assert planned.left == done.left == ()
    assert not cut.exists()
    assert done.files[0].what == "taken away: it could not be looked through"


def test_a_cut_plain_file_is_looked_through_as_it_is(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p", clean=SECRET, plain={"sessionstore.bak-1": to_json(SECRET)[:-9]}
    )
    _, done = forget(profile)
    assert [Path(one.path).name for one in done.left] == ["sessionstore.bak-1"]


def test_cookies_open_tabs_and_old_base64_are_named(tmp_path: Path) -> None:
    principal = base64.b64encode(b"\x01\x02" + PAGE.encode() + b"\0").decode()
    state = session(
        window(KEPT, PAGE, tab({"url": KEPT, "triggeringPrincipal_base64": principal})),
        cookies=[cookie("kept.example"), cookie(f".{HOST}")],
    )
    profile = write_profile(tmp_path / "p", clean=state)
    _, done = forget(profile)
    assert {(one.pointer, one.why) for one in done.left} == {
        ("/windows/0/tabs/1", "an open tab holds it"),
        ("/windows/0/tabs/2", "an open tab holds it"),
        ("/cookies/1", "a cookie names it"),
    }


def test_another_host_that_only_looks_alike_is_not_named(tmp_path: Path) -> None:
    state = session(
        window(f"https://not{HOST}/", f"https://{HOST}.evil.test/", f"https://x-{HOST}/"),
        window(KEPT, closed=[PAGE]),
    )
    profile = write_profile(tmp_path / "p", clean=state)
    _, done = forget(profile)
    assert done.left == ()


def test_so_many_places_of_one_file_are_named_and_then_that_there_are_more(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=session(window(*[PAGE] * 9, closed=[PAGE])))
    _, done = forget(profile)
    assert [one.pointer for one in done.left] == [
        *(f"/windows/0/tabs/{i}" for i in range(5)),
        None,
    ]


def test_an_item_is_found_in_whatever_list_it_lies(tmp_path: Path) -> None:
    """The closed tab of an open window is later one of a closed window, or in a closed group."""
    item = closed_tab(PAGE, 3, NOW - 1)
    grouped = closed_group("g", "G", KEPT)
    grouped["tabs"].append({**item, "closedId": 8})
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(KEPT, closed=[item])),
        recovery=session(window(KEPT), closed_windows=[closed_window(window(KEPT, closed=[item]))]),
        previous=session(window(KEPT, closedGroups=[grouped])),
        recovery_bak=session(
            window(KEPT), lastSessionState=session(window(KEPT, closed=[{**item, "closedId": 9}]))
        ),
    )
    _, done = forget(profile, ForgetClosedTab(("windows", 0, "_closedTabs", 0)))
    assert done.left == ()
    assert holding(profile) == []


LISTS: dict[str, tuple[Steps, Callable[[Any], Any]]] = {
    "closed tabs": (
        ("windows", 0, "_closedTabs", 0),
        lambda item: session(window(KEPT, closed=[item])),
    ),
    "closed tabs of a closed window": (
        ("_closedWindows", 0, "_closedTabs", 0),
        lambda item: session(
            window(KEPT), closed_windows=[closed_window(window(KEPT, closed=[item]), 70)]
        ),
    ),
    "closed group": (
        ("windows", 0, "closedGroups", 0, "tabs", 0),
        lambda item: session(window(KEPT, closedGroups=[closed_group("g", "G", item, KEPT)])),
    ),
    "closed group of a closed window": (
        ("_closedWindows", 0, "closedGroups", 0, "tabs", 0),
        lambda item: session(
            window(KEPT),
            closed_windows=[
                closed_window(window(KEPT, closedGroups=[closed_group("h", "G", item, KEPT)]), 71)
            ],
        ),
    ),
    "saved group": (
        ("savedGroups", 0, "tabs", 0),
        lambda item: session(window(KEPT), savedGroups=[saved_group("s", "G", item, KEPT)]),
    ),
}


@pytest.mark.parametrize("there", LISTS)
@pytest.mark.parametrize("here", LISTS)
def test_a_closed_tab_of_any_list_is_found_in_any_other(
    tmp_path: Path, here: str, there: str
) -> None:
    """By what it is: the ids are given anew at every start."""
    steps, made = LISTS[here]
    other = LISTS[there][1]
    profile = write_profile(
        tmp_path / "p",
        clean=made(closed_tab(PAGE, 3, NOW - 5)),
        previous=other(closed_tab(PAGE, 31, NOW - 5)),
    )
    _, done = forget(profile, ForgetClosedTab(steps))
    assert done.left == ()
    assert holding(profile) == []
    kept = json.dumps(read_session(profile / "sessionstore-backups/previous.jsonlz4"))
    assert kept.count(f'"url": "{KEPT}"') == json.dumps(other(PAGE)).count(f'"url": "{KEPT}"')


@pytest.mark.parametrize("there", LISTS)
def test_asked_by_site_the_page_goes_whenever_it_was_closed(tmp_path: Path, there: str) -> None:
    other = LISTS[there][1]
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(KEPT, closed=[closed_tab(PAGE, 3, NOW - 5)])),
        previous=other(closed_tab(PAGE, 3, NOW - DAY)),
        recovery=other(closed_tab(f"https://{HOST}/another", 4, NOW - 2 * DAY)),
    )
    _, done = forget(profile)
    assert done.left == ()
    assert holding(profile) == []


@pytest.mark.parametrize("there", LISTS)
def test_asked_by_its_id_the_same_page_closed_at_another_time_stays_and_is_named(
    tmp_path: Path, there: str
) -> None:
    steps, other = LISTS[there]
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(KEPT, closed=[closed_tab(PAGE, 3, NOW - 5)])),
        previous=other(closed_tab(PAGE, 3, NOW - DAY)),
    )
    _, done = forget(profile, ForgetClosedTab(("windows", 0, "_closedTabs", 0)))
    (left,) = done.left
    assert (Path(left.path).name, left.pointer) == ("previous.jsonlz4", format_pointer(steps))


def test_what_stays_of_a_site_because_it_is_newer_is_not_pointed_out(tmp_path: Path) -> None:
    old, new = closed_tab(PAGE, 3, NOW - DAY), closed_tab(PAGE, 4, NOW - 1)
    profile = write_profile(tmp_path / "p", clean=session(window(KEPT, closed=[new, old])))
    _, done = forget(profile, ForgetMatching(site=HOST, before=NOW - HOUR))
    assert done.left == ()
    windows = read_session(profile / "sessionstore.jsonlz4")["windows"]
    assert [item["closedAt"] for item in windows[0]["_closedTabs"]] == [NOW - 1]


def test_of_a_tab_s_history_the_page_that_it_showed_is_looked_for(tmp_path: Path) -> None:
    item = closed_tab(tab(PAGE, KEPT, index=1), 3, NOW - 1)  # one had gone back a page
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(KEPT, closed=[item])),
        previous=session(window(KEPT, PAGE)),
    )
    _, done = forget(profile, ForgetClosedTab(("windows", 0, "_closedTabs", 0)))
    assert [(Path(one.path).name, one.pointer) for one in done.left] == [
        ("previous.jsonlz4", "/windows/0/tabs/1")
    ]


def test_a_tab_without_a_time_of_its_own_is_known_by_what_it_stands_in(tmp_path: Path) -> None:
    """The same page was open in another window that was closed later: nobody named that one."""
    named = closed_window(window(PAGE, KEPT), 3, NOW - 9)
    other = closed_window(window(PAGE, KEPT), 4, NOW - 8)
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(KEPT), closed_windows=[named]),
        previous=session(window(KEPT), closed_windows=[other, {**named, "closedId": 9}]),
    )
    _, done = forget(profile, ForgetClosedTab(("_closedWindows", 0, "tabs", 0)))
    assert [(Path(one.path).name, one.pointer) for one in done.left] == [
        ("previous.jsonlz4", "/_closedWindows/0/tabs/0")
    ]
    windows = read_session(profile / "sessionstore-backups/previous.jsonlz4")["_closedWindows"]
    assert [len(found["tabs"]) for found in windows] == [2, 1]


def test_copies_kept_of_the_same_file_under_another_name_are_reached(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    alone = FileStore(profile / "sessionstore.jsonlz4")
    alone.apply(
        [RestoreClosedTab(("windows", 0, "_closedTabs", 0))], base=alone.versions()[0].revision
    )
    (profile / "sessionstore.jsonlz4").write_bytes(mozlz4(to_json(SECRET)))
    assert holding(tmp_path / "state") != []
    _, done = forget(profile)
    assert done.left == ()
    assert holding(profile) == holding(tmp_path / "state") == []


def test_a_folder_that_may_not_be_listed_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    barred = profile / "sessionstore-backups/theirs"
    barred.mkdir(parents=True)
    listed = Path.iterdir

    def iterdir(path: Path) -> Any:
        if path == barred:
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    _, done = forget(profile)
    assert [(Path(one.path).name, one.pointer) for one in done.left] == [("theirs", None)]
    assert done.left[0].why.startswith("it could not be looked through: ")


def test_a_tab_that_never_loaded_leaves_traces_too(tmp_path: Path) -> None:
    typed = {"entries": [], "userTypedValue": PAGE, "userTypedClear": 0}
    item = {**closed_tab(KEPT, 3, NOW - 1), "state": typed}
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(KEPT, closed=[item])),
        previous=session(window(KEPT, typed)),
    )
    _, done = forget(profile, ForgetClosedTab(("windows", 0, "_closedTabs", 0)))
    assert [(Path(one.path).name, one.pointer) for one in done.left] == [
        ("previous.jsonlz4", "/windows/0/tabs/1")
    ]


def test_a_closed_tab_is_taken_for_what_was_typed_in_it_and_for_its_frames(tmp_path: Path) -> None:
    typed = tab(KEPT, userTypedValue=PAGE)
    framed = tab({"url": KEPT, "children": [{"url": KEPT, "children": [{"url": PAGE}]}]})
    items = [{**closed_tab(KEPT, 3, NOW - 1), "state": state} for state in (typed, framed)]
    profile = write_profile(tmp_path / "p", clean=session(window(KEPT, closed=items)))
    _, done = forget(profile)
    assert done.left == ()
    assert holding(profile) == []


def test_an_international_name_is_forgotten_in_either_writing(tmp_path: Path) -> None:
    closed = ["https://xn--bcher-kva.example/"]
    profile = write_profile(tmp_path / "p", clean=session(window(KEPT, closed=closed)))
    forget(profile, ForgetMatching(site="bücher.example"))
    windows = read_session(profile / "sessionstore.jsonlz4")["windows"]
    assert windows[0]["_closedTabs"] == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("recovery.jsonlz4.gz", gzip.compress(mozlz4(to_json(SECRET)))),
        ("sessionstore.js.gz", gzip.compress(to_json(SECRET))),
        ("cut.gz", gzip.compress(to_json(SECRET))[:-12]),
        ("copies.zip", b"PK\x03\x04" + bytes(30)),
        ("framed.lz4", b"\x04\x22\x4d\x18" + bytes(30)),
        ("old.xz", b"\xfd7zXZ\x00" + bytes(30)),
        ("by-editor.json", as_text(SECRET).encode("utf-16")),
        ("notes.txt", f"see {PAGE}".encode("utf-16-le")),
        ("notes-of-a-mac.txt", f"see {PAGE}".encode("utf-16-be")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_copy_packed_or_written_another_way_is_named(
    tmp_path: Path, name: str, data: bytes
) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    stray = profile / "sessionstore-backups" / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(data)
    planned, done = forget(profile)
    assert {Path(one.path).name for one in planned.left} == {name}
    assert {Path(one.path).name for one in done.left} == {name}
    assert stray.read_bytes() == data


def test_a_packed_copy_without_the_site_is_not_named(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    stray = profile / "sessionstore-backups/mine.gz"
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(gzip.compress(to_json(session(window(KEPT)))))
    assert forget(profile)[1].left == ()


def test_a_copied_folder_beside_the_backups_is_reached(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    stray = profile / "sessionstore-backups-old/2016/any name"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(mozlz4(to_json(SECRET)))
    _, done = forget(profile)
    assert str(stray) in [change.path for change in done.files]
    assert holding(profile) == []


@pytest.mark.parametrize("name", ["prefs.js", "user.js"])
def test_a_setting_that_names_the_site_is_named_and_left(tmp_path: Path, name: str) -> None:
    profile = write_profile(tmp_path / "p", clean=SECRET)
    line = f'user_pref("browser.startup.homepage", "{PAGE}");\n'
    (profile / name).write_text(line)
    for options in (EVERYWHERE, EditOptions(everywhere=True, drop_unreadable=True)):
        _, done = forget(profile, options=options)
        assert [Path(one.path).name for one in done.left] == [name]
        assert (profile / name).read_text() == line
