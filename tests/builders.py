"""Small builders for session data and profiles, with the defaults of Firefox 153.

Every builder returns plain new dicts in Firefox's own key order, so a test states only what it
is about. Keyword arguments replace a default or add a key under its name in the file
(`pinned=True`, `extData={...}`, `groupId="…"`); the value OMIT leaves a key out. A URL given as
a string stands for the tab or entry it makes. Nothing here looks at the clock or at chance.

    profile = write_profile(
        tmp_path / "p",
        clean=session(
            window("https://a.example/", tab("https://b.example/t/Two", pinned=True)),
            closed_windows=[window("https://c.example/")],
        ),
        prefs={"browser.startup.page": 3},
    )
"""

from __future__ import annotations

import copy
import json
import os
import re
import struct
import uuid
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import unquote, urlsplit

import lz4.block

Json = dict[str, Any]
Content = Mapping[str, Any] | bytes
"""What a file holds: an object to be written as Firefox writes it, or the bytes themselves."""

NOW: Final = 1_795_205_400_000
"""The moment of every built session, in ms: 2026-11-20, 20:10 UTC."""
SECOND: Final = 1_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

VERSION: Final = "153.7.0"
BUILD: Final = "20261103151912"
MAGIC: Final = b"mozLz40\0"
STALE_PID: Final = 4_194_305
"""A process id that Linux never gives out (one above the largest pid_max)."""

FAVICON: Final = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQIW2Ng+M9QDwADgQF"
    "/OgR7EgAAAABJRU5ErkJggg=="
)
SYSTEM_PRINCIPAL: Final = '{"3":{}}'
CHROME_FLAGS: Final = 2_167_541_758


class _Omit:
    """The type of OMIT."""

    def __repr__(self) -> str:
        return "OMIT"


OMIT: Final = _Omit()
"""As a value: leave this key out."""

_ENTRY_ORDER = (
    "url title subframe cacheKey ID docshellUUID referrerInfo originalURI resultPrincipalURI "
    "loadReplace principalToInherit_base64 hasUserInteraction triggeringPrincipal_base64 "
    "policyContainer docIdentifier presState structuredCloneState structuredCloneVersion children "
    "transient navigationKey navigationId"
)
_TAB_ORDER = (
    "entries lastAccessed pinned hidden muted muteReason groupId splitViewId canonicalUrl "
    "searchMode userContextId attributes extData formdata storage index requestedIndex scroll "
    "userTypedValue userTypedClear image"
)
_WINDOW_ORDER = (
    "tabs groups closedGroups selected _closedTabs _lastClosedTabGroupCount lastClosedTabGroupId "
    "busy chromeFlags splitViews width height screenX screenY sizemode sizemodeBeforeMinimized "
    "sidebar isAIWindow isPopup zIndex workspaceID hidden extData title closedAt closedId"
)
_CLOSED_TAB_ORDER = (
    "state title image pos closedAt closedInGroup closedInTabGroupId sourceWindowId closedId "
    "removeAfterRestore"
)
_GROUP_ORDER = (
    "id name color collapsed saveOnWindowClose closedAt sourceWindowId tabs splitViews saved "
    "windowClosedId removeAfterRestore"
)
_COOKIE_ORDER = (
    "host value path name secure httponly expiry originAttributes sameSite schemeMap isPartitioned"
)
_SESSION_ORDER = (
    "version windows selectedWindow _closedWindows savedGroups maxSplitViewId session global "
    "cookies lastSessionState"
)


def _build(order: str, defaults: Mapping[str, Any], more: Mapping[str, Any]) -> Json:
    values = {**defaults, **more}
    known = order.split()
    keys = [key for key in known if key in values]
    keys += [key for key in values if key not in known]
    return {key: values[key] for key in keys if values[key] is not OMIT}


def _uuid(kind: str, text: str) -> str:
    return f"{{{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind}:{text!a}')}}}"


def _title_of(url: str) -> str:
    parts = urlsplit(url)
    last = parts.path.rstrip("/").rpartition("/")[2]
    return unquote(last) or parts.hostname or url


# -- session data ----------------------------------------------------------------------------


def entry(url: str, title: str | _Omit | None = None, **more: Any) -> Json:
    """One history entry. Without a title: the last path segment, else the host."""
    number = zlib.crc32(url.encode("utf-8", "surrogatepass")) & 0x7FFF_FFFF
    defaults = {
        "url": url,
        "title": _title_of(url) if title is None else title,
        "cacheKey": 0,
        "ID": number,
        "docshellUUID": _uuid("docshell", url),
        "resultPrincipalURI": None,
        "hasUserInteraction": False,
        "triggeringPrincipal_base64": SYSTEM_PRINCIPAL,
        "docIdentifier": number + 1,
        "transient": False,
        "navigationKey": _uuid("key", url),
        "navigationId": _uuid("id", url),
    }
    return _build(_ENTRY_ORDER, defaults, more)


def tab(*entries_or_urls: Json | str, index: int | _Omit | None = None, **more: Any) -> Json:
    """One open tab. `index` is 1-based as in the file; by default the last entry is shown."""
    entries = [entry(e) if isinstance(e, str) else copy.deepcopy(e) for e in entries_or_urls]
    defaults: Json = {
        "entries": entries,
        "lastAccessed": NOW - MINUTE,
        "hidden": False,
        "searchMode": None,
        "userContextId": 0,
        "attributes": {},
        "index": (len(entries) or OMIT) if index is None else index,
        "requestedIndex": 0,
        "image": FAVICON,
    }
    return _build(_TAB_ORDER, defaults, more)


def _as_tab(given: Json | str) -> Json:
    return tab(given) if isinstance(given, str) else copy.deepcopy(given)


def _current_title(state: Json) -> str:
    entries = state.get("entries") or [{}]
    index = state.get("index")
    place = index - 1 if isinstance(index, int) and 0 < index <= len(entries) else -1
    found = entries[place]
    return str(found.get("title", found.get("url", "")))


def closed_tab(
    tab: Json | str, closed_id: int = 0, closed_at: int = NOW - MINUTE, **more: Any
) -> Json:
    """An item of `_closedTabs`, of a closed group or of a saved group."""
    state = _as_tab(tab)
    defaults: Json = {
        "state": state,
        "title": _current_title(state),
        "image": state.get("image"),
        "pos": 0,
        "closedAt": closed_at,
        "closedInTabGroupId": None,
        "sourceWindowId": "window0",
        "closedId": closed_id,
    }
    return _build(_CLOSED_TAB_ORDER, defaults, more)


def _closed_tabs(
    given: Iterable[Json | str], first_id: int, newest: int, *, step: int = SECOND, **more: Any
) -> list[Json]:
    """Plain tabs and URLs become closed tabs, newest first; closed tabs stay as they are."""
    return [
        copy.deepcopy(item)
        if isinstance(item, dict) and "state" in item
        else closed_tab(item, closed_id=first_id + i, closed_at=newest - i * step, **more)
        for i, item in enumerate(given)
    ]


def window(*tabs: Json | str, closed: Iterable[Json | str] = (), **more: Any) -> Json:
    """One open window. `closed` (newest first) takes closed tabs, plain tabs and URLs.

    Pinned tabs belong before all others: a real Firefox stalls on a file where they do not.
    """
    defaults: Json = {
        "tabs": [_as_tab(t) for t in tabs],
        "groups": [],
        "closedGroups": [],
        "selected": min(1, len(tabs)),
        "_closedTabs": _closed_tabs(closed, 0, NOW - MINUTE),
        "_lastClosedTabGroupCount": -1,
        "lastClosedTabGroupId": None,
        "busy": False,
        "chromeFlags": CHROME_FLAGS,
        "splitViews": [],
        "width": 1229,
        "height": 691,
        "screenX": 4,
        "screenY": 4,
        "sizemode": "maximized",
        "sizemodeBeforeMinimized": "maximized",
        "sidebar": {
            "command": "",
            "panelOpen": False,
            "bookmarksExpandedFolders": [],
            "launcherExpanded": False,
            "launcherVisible": False,
        },
        "isAIWindow": False,
        "zIndex": 1,
    }
    return _build(_WINDOW_ORDER, defaults, more)


def closed_window(
    window: Json, closed_id: int = 0, closed_at: int = NOW - 2 * MINUTE, **more: Any
) -> Json:
    """An item of `_closedWindows`, made of an open window."""
    kept = {key: value for key, value in window.items() if key not in ("busy", "zIndex")}
    tabs = kept.get("tabs") or []
    selected = kept.get("selected")
    place = selected - 1 if isinstance(selected, int) and 0 < selected <= len(tabs) else 0
    defaults: Json = {
        **copy.deepcopy(kept),
        "title": _current_title(tabs[place]) if tabs else "",
        "closedAt": closed_at,
        "closedId": closed_id,
    }
    return _build(_WINDOW_ORDER, defaults, more)


def group(group_id: str, name: str, color: str = "blue", **more: Any) -> Json:
    """A tab group of an open window; its tabs carry `groupId=group_id`."""
    defaults: Json = {
        "id": group_id,
        "name": name,
        "color": color,
        "collapsed": False,
        "saveOnWindowClose": True,
    }
    return _build(_GROUP_ORDER, defaults, more)


def closed_group(
    group_id: str,
    name: str,
    *tabs: Json | str,
    color: str = "blue",
    first_closed_id: int = 0,
    closed_at: int = NOW - MINUTE,
    **more: Any,
) -> Json:
    """An item of a window's `closedGroups`; takes closed tabs, plain tabs and URLs."""
    members = [
        t
        if isinstance(t, dict) and "state" in t
        else _build(_TAB_ORDER, _as_tab(t), {"groupId": group_id})
        for t in tabs
    ]
    items = _closed_tabs(members, first_closed_id, closed_at, step=0, closedInTabGroupId=group_id)
    defaults: Json = {
        **group(group_id, name, color),
        "closedAt": closed_at,
        "sourceWindowId": "window0",
        "tabs": items,
        "splitViews": [],
    }
    return _build(_GROUP_ORDER, defaults, more)


def saved_group(
    group_id: str,
    name: str,
    *tabs: Json | str,
    color: str = "blue",
    first_closed_id: int = 0,
    closed_at: int = NOW - MINUTE,
    **more: Any,
) -> Json:
    """An item of the session's `savedGroups`."""
    return closed_group(
        group_id,
        name,
        *tabs,
        color=color,
        first_closed_id=first_closed_id,
        closed_at=closed_at,
        **{"saved": True, **more},
    )


def cookie(host: str, name: str = "sid", value: str = "abc123", **more: Any) -> Json:
    """One session cookie."""
    defaults: Json = {
        "host": host,
        "value": value,
        "path": "/",
        "name": name,
        "secure": True,
        "httponly": True,
        "originAttributes": {
            "firstPartyDomain": "",
            "geckoViewSessionContextId": "",
            "partitionKey": "",
            "privateBrowsingId": 0,
            "userContextId": 0,
        },
        "sameSite": 1,
        "schemeMap": 2,
    }
    return _build(_COOKIE_ORDER, defaults, more)


def session(*windows: Json, closed_windows: Iterable[Json] = (), **more: Any) -> Json:
    """A whole session. `closed_windows` (newest first) takes closed windows and open ones."""
    defaults: Json = {
        "version": ["sessionrestore", 1],
        "windows": [copy.deepcopy(w) for w in windows],
        "selectedWindow": min(1, len(windows)),
        "_closedWindows": [
            copy.deepcopy(w)
            if "closedAt" in w
            else closed_window(w, closed_id=100 + i, closed_at=NOW - 2 * MINUTE - i * SECOND)
            for i, w in enumerate(closed_windows)
        ],
        "savedGroups": [],
        "maxSplitViewId": 0,
        "session": {"lastUpdate": NOW, "startTime": NOW - HOUR, "recentCrashes": 0},
        "global": {},
        "cookies": [],
    }
    return _build(_SESSION_ORDER, defaults, more)


# -- bytes -----------------------------------------------------------------------------------


def to_json(obj: Any) -> bytes:
    """The bytes JSON.stringify makes: no spaces, raw UTF-8, lone surrogates as `\\udxxx`."""
    text = json.dumps(obj, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Two halves that stand together are one character to JavaScript; only a lone one is escaped.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")

    return re.sub(r"[\ud800-\udfff]", lambda m: f"\\u{ord(m[0]):04x}", text).encode()


def mozlz4(json_bytes: bytes, *, claimed: int | None = None) -> bytes:
    """A mozLz4 file; `claimed` is a false uncompressed size for its header."""
    size = len(json_bytes) if claimed is None else claimed
    block: bytes = lz4.block.compress(json_bytes, store_size=False)
    return MAGIC + struct.pack("<I", size) + block


def unmozlz4(data: bytes) -> bytes:
    """The JSON bytes of a mozLz4 file."""
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError(f"no mozLz4 magic: {data[:8]!r}")
    out: bytes = lz4.block.decompress(data[len(MAGIC) :])
    return out


def read_session(path: Path) -> Json:
    """The object in a mozLz4 file."""
    value: Json = json.loads(unmozlz4(path.read_bytes()))
    return value


# -- profiles --------------------------------------------------------------------------------

PrefValue = bool | int | str

_PREFS_HEADER = """// Mozilla User Preferences

// DO NOT EDIT THIS FILE.
//
// If you make changes to this file while the application is running,
// the changes will be overwritten when the application exits.
//
// To change a preference value, you can either:
// - modify it via the UI (e.g. via about:config in the browser); or
// - set it within a user.js file in your profile.

"""
_COMPATIBILITY = """[Compatibility]
LastVersion={version}_{build}/{build}
LastOSABI=Linux_x86_64-gcc3
LastPlatformDir=/opt/of-the-tests/firefox
LastAppDir=/opt/of-the-tests/firefox/browser
"""
_CRASHED: Json = {
    "profile-after-change": True,
    "final-ui-startup": True,
    "sessionstore-windows-restored": True,
}
_CLEAN: Json = {
    **_CRASHED,
    "quit-application-granted": True,
    "quit-application": True,
    "sessionstore-final-state-write-complete": True,
    "profile-change-net-teardown": True,
    "profile-change-teardown": True,
    "profile-before-change": True,
}
_OWN_CONTAINERS: Final = (
    ("fingerprint", "blue", "personal"),
    ("briefcase", "orange", "work"),
    ("dollar", "green", "banking"),
    ("cart", "pink", "shopping"),
)


def container(context_id: int, name: str, color: str = "blue", icon: str = "circle") -> Json:
    """A container the user made, as containers.json holds it."""
    return {
        "userContextId": context_id,
        "public": True,
        "icon": icon,
        "color": color,
        "name": name,
    }


def pref_lines(prefs: Mapping[str, PrefValue | _Omit]) -> str:
    """`user_pref(…);` lines as Firefox writes them, sorted by name."""
    lines = []
    for name, value in sorted(prefs.items()):
        if isinstance(value, _Omit):
            continue
        shown = json.dumps(value, ensure_ascii=False)  # also right for true, false and numbers
        lines.append(f"user_pref({json.dumps(name)}, {shown});\n")
    return "".join(lines)


def _containers(given: Sequence[Mapping[str, Any]]) -> Json:
    identities: list[Mapping[str, Any]] = [
        {
            "icon": icon,
            "color": color,
            "l10nId": f"user-context-{name}",
            "public": True,
            "userContextId": i,
        }
        for i, (icon, color, name) in enumerate(_OWN_CONTAINERS, 1)
    ]
    identities.append(
        {
            "public": False,
            "icon": "",
            "color": "",
            "name": "userContextIdInternal.thumbnail",
            "accessKey": "",
            "userContextId": 5,
        }
    )
    identities += given
    last = max(int(i["userContextId"]) for i in identities)
    identities.append(
        {
            "userContextId": 4294967295,
            "public": False,
            "icon": "",
            "color": "",
            "name": "userContextIdInternal.webextStorageLocal",
            "accessKey": "",
        }
    )
    return {"version": 6, "lastUserContextId": last, "identities": identities}


def _build_time(build: str) -> int:
    """The moment a build id names, in ms, and NOW for one that names none or the future."""
    try:
        made = datetime.strptime(build, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return NOW
    return min(NOW, int(made.timestamp()) * 1000)


def write_profile(
    path: Path,
    *,
    clean: Content | None = None,
    recovery: Content | None = None,
    recovery_bak: Content | None = None,
    previous: Content | None = None,
    upgrades: Mapping[str, Content] = {},
    plain: Mapping[str, Content] = {},
    prefs: Mapping[str, PrefValue | _Omit] = {},
    user: Mapping[str, PrefValue] = {},
    version: str = VERSION,
    build: str = BUILD,
    checkpoints: Literal["clean", "crashed"] | None = "clean",
    containers: Sequence[Mapping[str, Any]] | bytes | None = None,
    times: Mapping[str, int] | None = None,
    lock: bool = True,
) -> Path:
    """Write a whole profile directory and return it.

    clean, recovery, recovery_bak, previous
        the session files; an object is written as mozLz4, bytes as they are.
    upgrades
        build id → content; the newest is also named by the pref, unless `prefs` says otherwise.
    plain
        path below the profile → content, an object as plain JSON: `{"sessionstore.js": …}`.
    prefs, user
        prefs.js (always there) and user.js (only when something is in it).
    checkpoints
        how the last run ended; None: no sessionCheckpoints.json.
    containers
        containers beside Firefox's own four, or the bytes of containers.json.
    times
        ms since the epoch a file was last modified, by parameter name ("clean", "recovery_bak"),
        build id, or path below the profile. Otherwise: clean, prefs and checkpoints NOW, the
        recovery files 17 and 32 s and `previous` one day before, an upgrade when it was built.
    lock
        `.parentlock` and the `lock` link, of a process that is gone: what every used profile has.
    """
    backups = path / "sessionstore-backups"
    path.mkdir(parents=True, exist_ok=True)
    wanted: dict[str, int] = dict(times or {})

    def put(file: Path, data: bytes, *, name: str = "", modified: int = NOW) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        by_path = file.relative_to(path).as_posix()
        moment = wanted.pop(by_path, wanted.pop(name, modified))
        os.utime(file, ns=(moment * 1_000_000, moment * 1_000_000))

    def put_session(file: Path, content: Content | None, name: str, modified: int) -> None:
        if content is not None:
            data = content if isinstance(content, bytes) else mozlz4(to_json(content))
            put(file, data, name=name, modified=modified)

    put_session(path / "sessionstore.jsonlz4", clean, "clean", NOW)
    put_session(backups / "recovery.jsonlz4", recovery, "recovery", NOW - 17 * SECOND)
    put_session(backups / "recovery.baklz4", recovery_bak, "recovery_bak", NOW - 32 * SECOND)
    put_session(backups / "previous.jsonlz4", previous, "previous", NOW - DAY)
    for built, content in upgrades.items():
        put_session(backups / f"upgrade.jsonlz4-{built}", content, built, _build_time(built))
    for place, content in plain.items():
        put(path / place, content if isinstance(content, bytes) else to_json(content))

    defaults: dict[str, PrefValue | _Omit] = {
        "browser.startup.couldRestoreSession.count": 2,
        "browser.startup.homepage_override.buildID": build,
        "browser.startup.homepage_override.mstone": version,
        "browser.startup.lastColdStartupCheck": NOW // 1000 - 3600,
        "toolkit.startup.last_success": NOW // 1000 - 3600,
    }
    if upgrades:
        defaults["browser.sessionstore.upgradeBackup.latestBuildID"] = max(upgrades)
    put(path / "prefs.js", (_PREFS_HEADER + pref_lines({**defaults, **prefs})).encode())
    if user:
        put(path / "user.js", pref_lines(user).encode(), modified=NOW - DAY)
    compatibility = _COMPATIBILITY.format(version=version, build=build)
    put(path / "compatibility.ini", compatibility.encode(), modified=NOW - HOUR)
    put(path / "times.json", to_json({"created": NOW - 30 * DAY, "firstUse": NOW - 30 * DAY}))
    put(
        path / "xulstore.json",
        to_json(
            {"chrome://browser/content/browser.xhtml": {"main-window": {"sizemode": "normal"}}}
        ),
    )
    if not isinstance(containers, bytes):
        containers = to_json(_containers(containers or ()))
    put(path / "containers.json", containers, modified=NOW - 30 * DAY)
    if checkpoints is not None:
        state = _CLEAN if checkpoints == "clean" else _CRASHED
        put(path / "sessionCheckpoints.json", to_json(state))
    if lock:
        put(path / ".parentlock", b"", modified=NOW - HOUR)
        (path / "lock").unlink(missing_ok=True)
        (path / "lock").symlink_to(f"127.0.0.1:+{STALE_PID}")
    if wanted:
        raise ValueError(f"times for files that were not written: {sorted(wanted)}")
    return path
