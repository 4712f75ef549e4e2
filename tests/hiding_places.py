"""Every kind of place where an address can lie: in a session, in a profile, in our own state.

    ground = Ground(profile, home / "state", home, run, "s123.example")
    IN_FILES["gzip"](ground, whole(ground, ["closed tab"]))

A kind is a function that plants; ``holding`` tells, by looking at bytes alone, which files have it.
"""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tests.builders import (
    MAGIC,
    NOW,
    Json,
    closed_group,
    closed_tab,
    closed_window,
    cookie,
    entry,
    group,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
)

KEPT: Final = "https://kept.example/"


@dataclass(frozen=True)
class Ground:
    """Where is planted, and what. ``run`` runs the command line, ``outside`` is neither place."""

    profile: Path
    state: Path
    outside: Path
    run: Callable[..., Any]
    host: str

    @property
    def url(self) -> str:
        return f"https://www.{self.host}/page?x=1"


# -- in a session ------------------------------------------------------------------------------

Plant = Callable[[Json, str], None]


def _window(state: Json) -> Json:
    found: Json = state["windows"][0]
    return found


def _open(*tabs: Json) -> Plant:
    """For kinds made of one tab: it is planted as an open one."""

    def plant(state: Json, url: str) -> None:
        _window(state)["tabs"] += json.loads(json.dumps(tabs).replace("URL", url))

    return plant


def _closed(*tabs: Json) -> Plant:
    """The same as closed ones."""

    def plant(state: Json, url: str) -> None:
        found = json.loads(json.dumps(tabs).replace("URL", url))
        _window(state)["_closedTabs"] += [closed_tab(one, 40 + i) for i, one in enumerate(found)]

    return plant


def _closed_window(made: Callable[[str], Json]) -> Plant:
    def plant(state: Json, url: str) -> None:
        number = len(state["_closedWindows"])
        state["_closedWindows"].append(closed_window(made(url), 60 + number))

    return plant


def _inner(url: str) -> Json:
    return session(window(KEPT, closed=[url]), closed_windows=[window(url)])


def _text(value: Any) -> str:
    return to_json(value).decode()


def _crashed(inner: Any, page: str = "about:sessionrestore") -> Json:
    return tab(page, formdata={"id": {"sessionData": inner}, "url": page})


def _put(**more: Callable[[str], Any]) -> Plant:
    def plant(state: Json, url: str) -> None:
        state.update({key: made(url) for key, made in more.items()})

    return plant


def _principal(url: str) -> str:
    return base64.b64encode(b"\x01\x02" + url.encode() + b"\0").decode()


_ESCAPED = r"\u0068ttps:\/\/www.HOST\/page"  # as some serialisers write it

IN_SESSIONS: Final[dict[str, Plant]] = {
    # open tabs
    "open tab": _open(tab("URL")),
    "history of an open tab": _open(tab("URL", KEPT)),
    "pages forward of an open tab": _open(tab(KEPT, "URL", index=1)),
    "frame of an open tab": _open(tab({**entry(KEPT), "children": [{"url": "URL"}]})),
    "typed in an open tab": _open(tab(KEPT, userTypedValue="URL", userTypedClear=0)),
    "form text of an open tab": _open(tab(KEPT, formdata={"id": {"q": "see URL"}, "url": KEPT})),
    "form text of a frame": _open(tab(KEPT, formdata={"children": [{"id": {"q": "URL"}}]})),
    "storage of an open tab": _open(tab(KEPT, storage={"URL": {"k": "v"}})),
    "value of an extension": _open(tab(KEPT, extData={"extension:x@y:k": '{"a":"URL"}'})),
    "icon of an open tab": _open(tab(KEPT, image="URL")),
    "title of an open tab": _open(tab({**entry(KEPT), "title": "URL"})),
    "inside another address": _open(tab("https://kept.example/?to=URL")),
    "referrer": _open(tab({**entry(KEPT), "referrerInfo": "URL"})),
    # what was closed
    "closed tab": _closed(tab("URL")),
    "history of a closed tab": _closed(tab("URL", KEPT)),
    "frame of a closed tab": _closed(tab({**entry(KEPT), "children": [{"url": "URL"}]})),
    "typed in a closed tab": _closed(tab(KEPT, userTypedValue="URL")),
    "form text of a closed tab": _closed(tab(KEPT, formdata={"id": {"q": "URL"}, "url": KEPT})),
    "icon of a closed tab": _closed(tab(KEPT, image="URL")),
    "closed window": _closed_window(lambda url: window(url, KEPT)),
    "closed window of that alone": _closed_window(lambda url: window(url)),
    "closed tab of a closed window": _closed_window(lambda url: window(KEPT, closed=[url])),
    "closed group of a closed window": _closed_window(
        lambda url: window(KEPT, closedGroups=[closed_group("cg", "G", url, KEPT)])
    ),
    "copy of a group in a closed window": _closed_window(
        lambda url: window(KEPT, groups=[{**group("wg", "G"), "tabs": [closed_tab(url)]}])
    ),
    "title of a closed window": _closed_window(lambda url: {**window(KEPT), "extra": url}),
    "typed in a closed window": _closed_window(lambda url: window(tab(KEPT, userTypedValue=url))),
    "closed group": lambda state, url: _window(state)["closedGroups"].append(
        closed_group("c", "G", url, KEPT, first_closed_id=20)
    ),
    "name of a closed group": lambda state, url: _window(state)["closedGroups"].append(
        closed_group("n", url, KEPT, first_closed_id=30)
    ),
    "saved group": lambda state, url: state["savedGroups"].append(
        saved_group("s", "G", url, KEPT, first_closed_id=50)
    ),
    # sessions inside
    "session before": _put(lastSessionState=_inner),
    "open in the session before": _put(lastSessionState=lambda url: session(window(url))),
    "crash page, object": lambda state, url: _window(state)["tabs"].append(_crashed(_inner(url))),
    "crash page, text": lambda state, url: _window(state)["tabs"].append(
        _crashed(_text(_inner(url)), "about:welcomeback")
    ),
    "crash page, text in text": lambda state, url: _window(state)["tabs"].append(
        _crashed(_text(session(window(_crashed(_text(_inner(url)))))))
    ),
    "crash page, its open tab": lambda state, url: _window(state)["tabs"].append(
        _crashed(_text(session(window(url))))
    ),
    "crash page, cut": lambda state, url: _window(state)["tabs"].append(
        _crashed(_text(_inner(url))[:-9])
    ),
    "crash page of old": lambda state, url: _window(state)["tabs"].append(
        tab("about:sessionrestore", formdata={"#sessionData": _text(_inner(url))})
    ),
    "closed crash page": lambda state, url: _window(state)["_closedTabs"].append(
        closed_tab(_crashed(_inner(url)), 80)
    ),
    "crash page in a closed window": _closed_window(
        lambda url: window(_crashed(_text(_inner(url)), "about:welcomeback"))
    ),
    # anywhere else
    "cookie": lambda state, url: state["cookies"].append(
        cookie(url.split("/")[2].removeprefix("www"))
    ),
    "value of a window": lambda state, url: _window(state).update(extData={"k": url}),
    "value of all windows": _put(**{"global": lambda url: {"k": _text({"a": url})}}),
    "key that nobody knows": _put(unheardOf=lambda url: {"a": [{url: 1}]}),
    "principal of old": lambda state, url: _window(state)["tabs"].append(
        tab({**entry(KEPT), "triggeringPrincipal_base64": _principal(url)})
    ),
}


def whole(ground: Ground, kinds: Iterable[str]) -> Json:
    """A session that has it in all of these places."""
    state = session(window(KEPT))
    for kind in kinds:
        IN_SESSIONS[kind](state, ground.url)
    return state


# -- in files ----------------------------------------------------------------------------------

PlantFile = Callable[[Ground, Json], None]


def _plain(state: Json) -> bytes:
    return to_json(state)


def _packed(state: Json) -> bytes:
    return mozlz4(to_json(state))


def _cut(state: Json) -> bytes:
    """Of a save that was killed: what it had written by then, the address among it."""
    text = to_json(state)
    data = mozlz4(text + to_json({"rest": [zlib.crc32(b"%d" % i) for i in range(999)]}))
    return data[: len(data) * 9 // 10]


def _in_zip(
    *datas: bytes, name: str = "recovery.jsonlz4", how: int = zipfile.ZIP_DEFLATED
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as file:
        for i, data in enumerate(datas):
            file.writestr(f"{i}/{name}", data)
    return out.getvalue()


def _in_tar(data: bytes, mode: Any = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as file:
        about = tarfile.TarInfo("sessionstore-backups/recovery.jsonlz4")
        about.size = len(data)
        file.addfile(about, io.BytesIO(data))
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _at(name: str, made: Callable[[Json], bytes] = _packed) -> PlantFile:
    def plant(ground: Ground, state: Json) -> None:
        _write(ground.profile / name, made(state))

    return plant


def _setting(name: str) -> PlantFile:
    def plant(ground: Ground, state: Json) -> None:
        path = ground.profile / name
        before = path.read_bytes() if path.exists() else b""
        line = f'user_pref("browser.startup.homepage", "{ground.url}");\n'
        path.write_bytes(before + line.encode())

    return plant


def _setting_behind_a_link(name: str) -> PlantFile:
    def plant(ground: Ground, state: Json) -> None:
        _setting(name)(ground, state)
        elsewhere = ground.outside / name
        (ground.profile / name).rename(elsewhere)
        (ground.profile / name).symlink_to(elsewhere)

    return plant


def _link(name: str) -> PlantFile:
    """To a file elsewhere."""

    def plant(ground: Ground, state: Json) -> None:
        target = ground.outside / f"target of {name.replace('/', ' ')}"
        _write(target, _packed(state))
        path = ground.profile / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(target)

    return plant


def _link_to_a_folder(name: str) -> PlantFile:
    def plant(ground: Ground, state: Json) -> None:
        folder = ground.outside / f"folder of {name.replace('/', ' ')}"
        _write(folder / "recovery.jsonlz4", _packed(state))
        path = ground.profile / name
        path.parent.mkdir(exist_ok=True)
        path.symlink_to(folder)

    return plant


_BACKUPS = "sessionstore-backups"


def _backups_elsewhere(ground: Ground, state: Json) -> None:
    """The whole folder has been put somewhere else by its owner, which Firefox follows."""
    here, there = ground.profile / _BACKUPS, ground.outside / "backups"
    if here.is_dir() and not here.is_symlink():
        here.rename(there)
    for name in ("previous.jsonlz4", "deeper/any name"):
        _write(there / name, _packed(state))
    if not here.is_symlink():
        here.symlink_to(there)


IN_FILES: Final[dict[str, PlantFile]] = {
    # Firefox's own
    "recovery": _at(f"{_BACKUPS}/recovery.jsonlz4"),
    "recovery.bak": _at(f"{_BACKUPS}/recovery.baklz4"),
    "previous": _at(f"{_BACKUPS}/previous.jsonlz4"),
    "upgrade": _at(f"{_BACKUPS}/upgrade.jsonlz4-20160101000000"),
    "plain": _at("sessionstore.js", _plain),
    "plain backup": _at("sessionstore.bak", _plain),
    "in parentheses": _at("sessionstore.bak-3", lambda state: b"(" + _plain(state) + b")"),
    "cut plain": _at("sessionstore.bak-4", lambda state: _plain(state)[:-9]),
    "false claim": _at(f"{_BACKUPS}/claims.jsonlz4", lambda s: mozlz4(_plain(s), claimed=1 << 20)),
    # of a save that was killed
    "unfinished": _at("sessionstore.jsonlz4.tmp"),
    "unfinished recovery": _at(f"{_BACKUPS}/recovery.jsonlz4.tmp"),
    "cut save": _at("sessionstore-1.jsonlz4.tmp", _cut),
    "cut recovery": _at(f"{_BACKUPS}/recovery-1.jsonlz4.tmp", _cut),
    "unfinished edit": _at(".sessiontui-20260101-000000-abcdef-0.tmp"),
    # under names of people's own
    "copy among the backups": _at(f"{_BACKUPS}/Kopie von gestern"),
    "copy below the backups": _at(f"{_BACKUPS}/2016/old/mine"),
    "copy of the backups": _at(f"{_BACKUPS} (copy)/any name"),
    "copy beside": _at("my tabs.jsonlz4"),
    "odd name": _at("Kopie von gestern"),
    "odd name, plain": _at("tabs of monday.txt", _plain),
    "odd name, with a mark": _at("marked", lambda state: b"\xef\xbb\xbf\n" + _plain(state)),
    "odd name, in parentheses": _at("very old", lambda state: b"(" + _plain(state) + b")\n"),
    "odd name, cut": _at("Kopie, halb", _cut),
    "odd folder": _at("Sicherung/recovery.jsonlz4"),
    "odd folder, odd name": _at("Sicherung/2020/tabs", _plain),
    "Firefox's own backup": _at("backups/snapshots/2026/sessionstore-backups/previous.jsonlz4"),
    # packed, or written another way
    "gzip": _at(f"{_BACKUPS}/recovery.jsonlz4.gz", lambda s: gzip.compress(_packed(s))),
    "gzip of plain": _at("sessionstore.js.gz", lambda s: gzip.compress(_plain(s))),
    "gzip, odd name": _at("old", lambda s: gzip.compress(_packed(s))),
    "gzip, cut": _at(f"{_BACKUPS}/cut.gz", lambda s: gzip.compress(_packed(s))[:-12]),
    "bzip2": _at(f"{_BACKUPS}/a.bz2", lambda s: bz2.compress(_packed(s))),
    "xz": _at(f"{_BACKUPS}/a.xz", lambda s: lzma.compress(_packed(s))),
    "UTF-16": _at(f"{_BACKUPS}/editor.json", lambda s: _text(s).encode("utf-16")),
    "UTF-16 without a mark": _at("sessionstore 16.txt", lambda s: _text(s).encode("utf-16-le")),
    "UTF-16, odd name": _at("by an editor", lambda s: _text(s).encode("utf-16-be")),
    "zip": _at(f"{_BACKUPS}/copies.zip", lambda s: _in_zip(b"", _packed(s))),
    "zip, stored": _at("sessionstore.zip", lambda s: _in_zip(_plain(s), how=zipfile.ZIP_STORED)),
    "zip, odd name": _at("all of it", lambda s: _in_zip(_packed(s))),
    "zip in a zip": _at(f"{_BACKUPS}/b", lambda s: _in_zip(_in_zip(_packed(s)), name="a.zip")),
    "zip, damaged": _at(f"{_BACKUPS}/c.zip", lambda s: _in_zip(_packed(s))[:-30]),
    "tar": _at(f"{_BACKUPS}.tar", lambda s: _in_tar(_packed(s))),
    "tar.gz": _at(f"{_BACKUPS}.tgz", lambda s: _in_tar(_packed(s), "w:gz")),
    "tar.xz, odd name": _at("everything", lambda s: _in_tar(_packed(s), "w:xz")),
    # settings, links
    "prefs.js": _setting("prefs.js"),
    "user.js": _setting("user.js"),
    "prefs.js, a link": _setting_behind_a_link("prefs.js"),
    "user.js, a link": _setting_behind_a_link("user.js"),
    "backups elsewhere": _backups_elsewhere,
    "link of Firefox's name": _link(f"{_BACKUPS}/upgrade.jsonlz4-20150101000000"),
    "link among the backups": _link(f"{_BACKUPS}/mine"),
    "link beside": _link("sessionstore-mine"),
    "link, odd name": _link("mine"),
    "link to a folder": _link_to_a_folder("sessionstore-old"),
    "link to a folder below": _link_to_a_folder(f"{_BACKUPS}/older"),
}


# -- in our own state --------------------------------------------------------------------------


def _edited(ground: Ground, place: Path, state: Json) -> None:
    """Make a real edit of a place that holds this, so that a copy of it is kept."""
    path = place / "sessionstore.jsonlz4" if place.is_dir() else place
    before = path.read_bytes()
    state = json.loads(json.dumps(state))
    state["windows"][0]["_closedTabs"].insert(0, closed_tab(ground.url, 999))
    path.write_bytes(_packed(state))
    result = ground.run("restore", place, "/windows/0/_closedTabs/0", "--even-if-open")
    assert result.code == 0, result.err
    path.write_bytes(before)


def _kept_copy(ground: Ground, state: Json) -> None:
    _edited(ground, ground.profile, state)


def _kept_copy_of_the_file(ground: Ground, state: Json) -> None:
    _edited(ground, ground.profile / "sessionstore.jsonlz4", state)


def _kept_under_a_target(ground: Ground, state: Json) -> None:
    """The link's target was edited as a file of its own."""
    target = ground.outside / "target.jsonlz4"
    _write(target, _packed(session(window(KEPT))))
    (ground.profile / _BACKUPS).mkdir(exist_ok=True)
    (ground.profile / _BACKUPS / "upgrade.jsonlz4-20140101000000").symlink_to(target)
    _edited(ground, target, state)


def _another(ground: Ground, state: Json, name: str) -> Path:
    """A profile beside this one, with a kept copy and a safety copy."""
    from tests.builders import write_profile

    path = write_profile(ground.outside / name, clean=state)
    _edited(ground, path, state)
    assert ground.run("backup", path).code == 0
    return path


def _moved(ground: Ground, state: Json) -> None:
    """Copies of this profile under the name it had."""
    _another(ground, state, "before").rename(ground.outside / "elsewhere")


def _linked(ground: Ground, state: Json) -> None:
    """The name it had has become a link to it."""
    path = _another(ground, state, "old name")
    path.rename(ground.outside / "moved away")
    path.symlink_to(ground.profile)


def _of_another(ground: Ground, state: Json) -> None:
    _another(ground, state, "another")


def _safety(ground: Ground, state: Json) -> None:
    _write(ground.profile / f"{_BACKUPS}/previous.jsonlz4", _packed(state))
    _write(ground.profile / f"{_BACKUPS}/gone.jsonlz4.tmp", _cut(state))
    assert ground.run("backup", ground.profile).code == 0
    (ground.profile / f"{_BACKUPS}/gone.jsonlz4.tmp").unlink()


def _private(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for each in (path.parent, path.parent.parent):
        each.chmod(0o700)
    path.write_bytes(data)
    path.chmod(0o600)


def _lying(name: str, made: Callable[[Json], bytes] = _packed, *, mode: int = 0o600) -> PlantFile:
    def plant(ground: Ground, state: Json) -> None:
        _private(ground.state / name, made(state))
        (ground.state / name).chmod(mode)

    return plant


def _old(name: str, made: Callable[[Json], bytes] = _packed) -> PlantFile:
    """The same, so long ago that no run is at it any more."""

    def plant(ground: Ground, state: Json) -> None:
        _lying(name, made)(ground, state)
        os.utime((ground.state / name).parent, (0, 0))

    return plant


def _zen_in_a_safety_copy(ground: Ground, state: Json) -> None:
    _write(ground.profile / "zen-sessions-backup/a.jsonlz4", _packed({"tabs": [state]}))
    assert ground.run("backup", ground.profile).code == 0
    (ground.profile / "zen-sessions-backup/a.jsonlz4").unlink()
    (ground.profile / "zen-sessions-backup").rmdir()


def _record(name: str, profile: str, made: Callable[[Json], bytes] = _packed) -> PlantFile:
    """An edit's directory as a record of this state says it, for a profile of this name."""

    def plant(ground: Ground, state: Json) -> None:
        place = Path(profile) if profile else ground.profile
        edit = f"20260101-000000-{zlib.crc32((name + profile).encode()):06x}"[:22]
        target = str(place / "sessionstore.jsonlz4")
        entry = {
            "path": target, "target": target, "what": "rewritten", "version": "sessionstore",
            "old": "0", "new": "1", "size": 1, "mode": 0o600, "uid": 0, "gid": 0,
            "copy": "0-sessionstore.jsonlz4",
        }  # fmt: skip
        record = {
            "format": 1, "id": edit, "number": 1, "profile": str(place), "made": NOW,
            "kind": "edit", "title": "restore 1 tab", "words": [f"Restore “{ground.url}”"],
            "files": [entry],
        }  # fmt: skip
        directory = ground.state / "edits" / edit
        _private(directory / "0-sessionstore.jsonlz4", made(state))
        _private(directory / name, json.dumps(record, ensure_ascii=False).encode())

    return plant


def _zip_elsewhere(ground: Ground, state: Json) -> None:
    _write(ground.profile / f"{_BACKUPS}/previous.jsonlz4", _packed(state))
    assert ground.run("backup", ground.profile, ground.outside / "mine.zip").code == 0


def _zip_within(ground: Ground, state: Json) -> None:
    _write(ground.profile / f"{_BACKUPS}/previous.jsonlz4", _packed(state))
    assert ground.run("backup", ground.profile, ground.profile / "tabs, zipped").code == 0


IN_STATE: Final[dict[str, PlantFile]] = {
    "kept copy": _kept_copy,
    "kept copy of the file": _kept_copy_of_the_file,
    "kept under the name of a link's target": _kept_under_a_target,
    "kept of a moved profile": _moved,
    "kept under a name that is a link now": _linked,
    "kept of another profile": _of_another,
    "set aside": _record("aside.json", ""),
    "interrupted, of a profile that is gone": _record("intent.json", "/gone/away"),
    "damaged copy of a profile that is gone": _record("done.json", "/gone/away", _cut),
    "left by a run that died": _lying("edits/20260102-000000-aaaaaa/0-sessionstore.jsonlz4"),
    "left by a run that died long ago": _old("edits/20260102-000000-aaaabb/0-a.jsonlz4"),
    "new, left by a run that died long ago": _old("edits/20260102-000000-aaaaab/0.new"),
    "cut, left by a run that died": _lying("edits/20260102-000000-aaaaac/0.new", _cut),
    "cut, left by a run that died long ago": _old("edits/20260102-000000-aaaacc/0.new", _cut),
    "half a record": _lying("edits/20260102-000000-aaaaad/.sessiontui-12ab.tmp", _plain),
    "damaged record": _lying("edits/20260102-000000-aaaaae/done.json", lambda s: _plain(s)[:-9]),
    "copy that others may write": _lying("edits/20260102-000000-aaaaaf/0-a", mode=0o622),
    "safety copy": _safety,
    "zip that backup made elsewhere": _zip_elsewhere,
    "zip that backup made within": _zip_within,
    "half a safety copy": _lying("safety/backup-900/sessionstore.jsonlz4"),
    "half an old safety copy": _old("safety/backup-902/sessionstore.jsonlz4"),
    "cut safety copy": _lying("safety/backup-901/sessionstore.jsonlz4", _cut),
    "Zen's in a safety copy": _zen_in_a_safety_copy,
    "strange file": _lying("edits/notes.txt", _plain),
}


# -- looking for it ----------------------------------------------------------------------------


def holding(host: str, *places: Path) -> set[Path]:
    """The files below these that name a host, and the links there to what does."""
    found = set()
    for place in places:
        for path in place.rglob("*"):
            inside = [path] if path.is_file() else path.rglob("*") if path.is_symlink() else ()
            if any(one.is_file() and _holds(one.read_bytes(), host) for one in inside):
                found.add(path)
    return found


def _holds(data: bytes, host: str) -> bool:
    plain = host.encode()
    names = (plain, host.encode("utf-16-le"), base64.b64encode(b"www." + plain)[:12])
    return any(name in one for one in _layers(data) for name in names)


def _layers(data: bytes) -> Iterator[bytes]:
    yield data
    if not data:
        return  # which every unpacker takes for its own
    for unpack in (_mozlz4, _partly, gzip.decompress, bz2.decompress, lzma.decompress):
        try:
            inner = unpack(data)
        except (ValueError, EOFError, OSError, lzma.LZMAError, zlib.error):
            continue
        yield from _layers(inner)
    for members in (_of_zip, _of_tar):
        try:
            inside = list(members(data))
        except (zipfile.BadZipFile, tarfile.TarError):
            continue
        for inner in inside:
            yield from _layers(inner)


def _mozlz4(data: bytes) -> bytes:
    """As much of a mozLz4 file as is there, whatever its header claims."""
    if not data.startswith(MAGIC):
        raise ValueError
    out, at = bytearray(), len(MAGIC) + 4

    def length(first: int) -> int:
        nonlocal at
        found, more = first, first == 15
        while more and at < len(data):
            found, more = found + data[at], data[at] == 255
            at += 1
        return found

    while at < len(data):
        token = data[at]
        at += 1
        literals = length(token >> 4)
        out += data[at : at + literals]
        at += literals + 2
        if at > len(data):
            break
        back = int.from_bytes(data[at - 2 : at], "little")
        for _ in range(length(token & 15) + 4):
            out.append(out[-back])
    return bytes(out)


def _partly(data: bytes) -> bytes:
    """As much of a gzip file as is there."""
    if not data.startswith(b"\x1f\x8b"):
        raise ValueError
    return zlib.decompressobj(wbits=31).decompress(data)


def _of_zip(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        for name in file.namelist():
            yield file.read(name)


def _of_tar(data: bytes) -> Iterator[bytes]:
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as file:
        for member in file:
            if (inside := file.extractfile(member)) is not None:
                yield inside.read()
