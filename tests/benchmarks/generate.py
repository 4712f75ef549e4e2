"""Make a big session as years of use make it, to measure with.

    python tests/benchmarks/generate.py SIZE_MB OUT

OUT is written as mozLz4 when its name ends in .jsonlz4, else as JSON; SIZE_MB counts uncompressed
megabytes. The same size and seed give the same bytes. LZ4 makes about 2.2 times less of it: random
ids and image data do not shrink, what pages of one site have in common does.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import struct
from base64 import b64encode
from pathlib import Path
from typing import Any, Final

import lz4.block

Json = dict[str, Any]

NOW: Final = 1_795_205_400_000
MINUTE: Final = 60_000

_TEXT: Final = (
    "about access account after all analysis announce another answer archive article atomic "
    "balance battery before best better board book branch bridge browser budget build cache "
    "calendar camera change chapter city class clean cloud code coffee collect colour comment "
    "compare compile complete concert connect control cost country course cover create current "
    "daily data day debug default delay design detail device different digital discuss dock "
    "document download draft drive early easy edit editor effect electric email energy engine "
    "error event every example explain failure family fast field file filter find first flight "
    "forum free friend from function future game garden general good graph group guide handbook "
    "harbour health history holiday home hotel house how image import index inside install "
    "interview issue journal kernel kitchen language large last latest learn letter library light "
    "line linux list live local long machine mail manual map market measure memory message meter "
    "method mobile model month morning mountain music network never news night notes office old "
    "online open option order output package page paper part password people photo picture plan "
    "platform player point policy power practice price print private problem process product "
    "profile program project public question quick radio rail reader recipe record reference "
    "release repair report request research result review right river road room route rule school "
    "screen search season secret secure select series server session setting share ship shop short "
    "simple site size small software solution sound source space speed sport stack standard start "
    "station status store story street studio study style summer support system table team test "
    "text thread ticket time title today tool topic tour traffic train travel tree trip tutorial "
    "update user value version video view visit voice walk wall watch water weather week wiki "
    "window winter work world write year young"
)
WORDS: Final = _TEXT.split(" ")
FOREIGN: Final = (
    "Übersicht",
    "Überprüfung",
    "Größe",
    "été",
    "naïve",
    "déjà",
    "niño",
    "日本語",
    "东京",
    "한국어",
    "Привет",
    "новости",
    "مرحبا",
    "שלום",
    "🦊",
    "🚀",
    "—",
    "»",
    "“quoted”",
    "…",
)
HOSTS: Final = ("news", "wiki", "shop", "mail", "docs", "forum", "video", "maps", "bank", "blog")
ENDINGS: Final = ("example", "example.org", "example.net", "example.com", "test")
_DEPTH: Final = 2.4  # history entries of a tab in a session of 1 MB
_DEPTH_PER_DECADE: Final = 2.7  # and so many more for each factor of ten
COLOURS: Final = ("blue", "purple", "cyan", "orange", "yellow", "pink", "green", "gray", "red")
REFERRER_HEAD: Final = bytes.fromhex(
    "041a129f10ce4bdaa60de027a26d5ed0000000000000000000c000000000000046010000"
)
REFERRER_TAIL: Final = b"\0\0\0\x08" + b"\0" * 4 + b"\x01" + b"\0" * 3 + b"\x01" + b"\0" * 8
POLICY_HEAD: Final = bytes.fromhex(
    "c9da865ec5d74aa1a2715f013c1f0c300000000000000000c00000000000004600000002010109d9ed1ae5d4400"
    "4bfe0279fb923d9ac1d632008"
) + bytes(range(96))
CLONE_HEAD: Final = bytes.fromhex("0200000000f1ff00000000080000ff010000800400ff")


class _Maker:
    """Everything is drawn from one seeded source."""

    def __init__(self, seed: int, depth: float) -> None:
        self.random = random.Random(seed)
        self.depth = depth
        self.number = 10
        self.sites = [self._site(i) for i in range(400)]

    # small things

    def uuid(self) -> str:
        h = self.random.randbytes(16).hex()
        return f"{{{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}}}"

    def noise(self, size: int) -> str:
        return b64encode(self.random.randbytes(size * 3 // 4)).decode()

    def words(self, low: int, high: int) -> list[str]:
        return self.random.choices(WORDS, k=self.random.randint(low, high))

    def title(self) -> str:
        words = self.words(3, 10)
        words[0] = words[0].capitalize()
        if self.random.random() < 0.2:
            words.insert(self.random.randrange(len(words)), self.random.choice(FOREIGN))
        return " ".join(words)

    def _site(self, i: int) -> Json:
        host = f"{self.random.choice(HOSTS)}{i}.{self.random.choice(ENDINGS)}"
        csp = (
            f"default-src 'self' https://cdn.{host}; script-src 'self' 'nonce-{self.noise(24)}' "
            f"https://static.{host} https://metrics.{host}; img-src * data: blob:; "
            f"style-src 'self' 'unsafe-inline' https://fonts.{host}; frame-ancestors 'none'"
        )
        origin = f"https://{host}"
        # Many sites have few kB, some have a big one; a fifth is fetched anew with other bytes.
        size = int(min(6_000, max(900, self.random.lognormvariate(7.6, 0.6))))
        return {
            "host": host,
            "origin": origin,
            "name": " ".join(self.words(1, 3)).title(),
            "principal": json.dumps({"1": {"0": f"{origin}/"}}, separators=(",", ":")),
            "policy": b64encode(POLICY_HEAD + csp.encode() + b"\0" * 24).decode(),
            "icon": f"data:image/png;base64,{self.noise(size)}",
            "icon_size": size,
            "storage": [
                f"{w}.{v}" for w, v in zip(self.words(6, 6), self.words(6, 6), strict=True)
            ],
            "app": self.random.random() < 0.25,
        }

    # session data

    def entry(self, site: Json, docshell: str, before: str | None) -> Json:
        rnd = self.random
        self.number += 1
        path = "/".join(self.words(1, 4))
        url = f"{site['origin']}/{path}"
        kind = rnd.random()
        if kind < 0.35:
            url += f"/{rnd.randrange(10**7)}-{'-'.join(self.words(3, 8))}.html"
        elif kind < 0.65:
            url += f"?id={rnd.randbytes(8).hex()}&ref={'+'.join(self.words(1, 4))}"
            url += f"&utm_source={rnd.choice(WORDS)}&utm_campaign={self.noise(24)}"
        entry: Json = {"url": url, "title": f"{self.title()} - {site['name']}"}
        if site["app"]:
            entry["subframe"] = True
        entry["cacheKey"] = 0
        entry["ID"] = self.number
        entry["docshellUUID"] = docshell
        if before is not None:
            referrer = before.encode()
            data = REFERRER_HEAD + struct.pack(">I", len(referrer)) + referrer + REFERRER_TAIL
            entry["referrerInfo"] = b64encode(data).decode()
            if rnd.random() < 0.2:
                entry["originalURI"] = f"{site['origin']}/r?to={self.noise(32)}"
        entry["resultPrincipalURI"] = None
        if before is not None:
            entry["principalToInherit_base64"] = site["principal"]
        entry["hasUserInteraction"] = rnd.random() < 0.6
        entry["triggeringPrincipal_base64"] = '{"3":{}}' if before is None else site["principal"]
        if before is not None:
            entry["policyContainer"] = site["policy"]
        entry["docIdentifier"] = self.number + 1
        if rnd.random() < 0.3:
            entry["presState"] = [
                {
                    "stateKey": f"0>3>{rnd.randrange(9)}>html>{rnd.randrange(99)}",
                    "scroll": f"0,{rnd.randrange(90_000)}",
                    "res": 1,
                }
            ]
        if site["app"] or rnd.random() < 0.25:
            parts = [CLONE_HEAD]
            for word in self.words(3, 9):
                parts.append(struct.pack("<I", len(word)) + word.encode().ljust(16, b"\0"))
                parts.append(rnd.randbytes(rnd.randint(8, 88)))
            entry["structuredCloneState"] = b64encode(b"".join(parts)).decode()
            entry["structuredCloneVersion"] = 8
        entry["transient"] = False
        entry["navigationKey"] = self.uuid()
        entry["navigationId"] = self.uuid()
        return entry

    def tab(self, site: Json, group: str | None = None, *, pinned: bool = False) -> Json:
        rnd = self.random
        docshell = self.uuid()
        count = min(12, max(1, round(rnd.gammavariate(1.6, self.depth / 1.6))))
        entries: list[Json] = []
        for _ in range(count):
            entries.append(self.entry(site, docshell, entries[-1]["url"] if entries else None))
            if rnd.random() < 0.1:
                site = rnd.choice(self.sites)
        tab: Json = {
            "entries": entries,
            "lastAccessed": NOW - int(rnd.expovariate(1 / 20_000) * MINUTE),
        }
        if pinned:
            tab["pinned"] = True
        tab["hidden"] = rnd.random() < 0.01
        if group is not None:
            tab["groupId"] = group
        tab["searchMode"] = None
        tab["userContextId"] = rnd.choice((1, 2, 3, 4)) if rnd.random() < 0.1 else 0
        tab["attributes"] = {}
        if rnd.random() < 0.15:
            kept = {"parent": rnd.randrange(999), "colour": rnd.choice(COLOURS)}
            tab["extData"] = {"extension:tree@addons.example:data": json.dumps(kept)}
        if rnd.random() < 0.3:
            fields = {
                f"{w}-{rnd.randrange(99)}": " ".join(self.words(1, 20)) for w in self.words(1, 6)
            }
            tab["formdata"] = {
                "url": entries[-1]["url"],
                "id": {**fields, "remember": True, "sort": {"selectedIndex": 1, "value": "new"}},
                "xpath": {f"/xhtml:html/xhtml:body/xhtml:form/xhtml:input[{count}]": self.title()},
            }
        if rnd.random() < 0.45:
            tab["storage"] = {site["origin"]: self.storage(site)}
        tab["index"] = count if rnd.random() < 0.85 else rnd.randint(1, count)
        tab["requestedIndex"] = 0
        if rnd.random() < 0.6:
            tab["scroll"] = {"scroll": f"0,{rnd.randrange(1, 30_000)}"}
        if rnd.random() < 0.2:
            tab["image"] = f"data:image/png;base64,{self.noise(site['icon_size'])}"
        elif rnd.random() < 0.95:
            tab["image"] = site["icon"]
        return tab

    def storage(self, site: Json) -> dict[str, str]:
        """Up to the 2,048 characters that Firefox saves for one origin."""
        values: dict[str, str] = {}
        room = self.random.randint(200, 1_900)
        for key in site["storage"]:
            if self.random.random() < 0.4:
                value = self.noise(self.random.randint(24, 240))
            else:
                state = {
                    "v": 3,
                    "seen": NOW - self.random.randrange(10**9),
                    "list": self.words(2, 18),
                }
                value = json.dumps(state)
            if len(key) + len(value) > room:
                break
            room -= len(key) + len(value)
            values[key] = value
        return values

    def run(self) -> tuple[Json, int]:
        """A site and how many tabs of it stand side by side."""
        # Few sites have most of the tabs.
        site = self.sites[min(399, int(self.random.expovariate(1 / 70)))]
        return site, min(12, 1 + int(self.random.expovariate(1 / 2.5)))

    def closed_tab(self, closed_id: int, age: int) -> Json:
        state = self.tab(self.run()[0])
        return {
            "state": state,
            "title": state["entries"][state["index"] - 1]["title"],
            "image": state.get("image"),
            "pos": self.random.randrange(200),
            "closedAt": NOW - age,
            "closedInTabGroupId": None,
            "sourceWindowId": "window0",
            "closedId": closed_id,
        }

    def cookie(self) -> Json:
        site = self.random.choice(self.sites)
        return {
            "host": site["host"],
            "value": self.noise(self.random.randint(16, 120)),
            "path": "/",
            "name": "_".join(self.words(1, 2)),
            "secure": True,
            "httponly": True,
            "originAttributes": {
                "firstPartyDomain": "",
                "geckoViewSessionContextId": "",
                "partitionKey": "",
                "privateBrowsingId": 0,
                "userContextId": 0,
            },
            "sameSite": self.random.choice((0, 1, 2, 256)),
            "schemeMap": 2,
        }


_WINDOW_END: Final[Json] = {
    "_lastClosedTabGroupCount": -1,
    "lastClosedTabGroupId": None,
    "chromeFlags": 2167541758,
    "splitViews": [],
    "width": 1920,
    "height": 1053,
    "screenX": 0,
    "screenY": 27,
    "sizemode": "maximized",
    "sizemodeBeforeMinimized": "normal",
    "sidebar": {
        "command": "",
        "panelOpen": False,
        "bookmarksExpandedFolders": [],
        "launcherExpanded": False,
        "launcherVisible": False,
    },
    "isAIWindow": False,
}


def _dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _members(value: Json) -> bytes:
    """An object's members without its braces."""
    return _dump(value)[1:-1]


def _tabs(make: _Maker, room: float, groups: list[Json]) -> tuple[bytes, int]:
    """Tabs of about `room` bytes, at least one; some runs of a site are tab groups.

    Pinned tabs come first, and in no group: Firefox stalls on a session where they do not.
    """
    pieces: list[bytes] = []
    size = 0
    pinned = make.random.randrange(6)
    while size < room or not pieces:
        site, length = make.run()
        group: str | None = None
        if length > 2 and len(pieces) >= pinned and make.random.random() < 0.125:
            group = f"{NOW - make.random.randrange(10**10)}-{len(groups)}"
            groups.append(
                {
                    "id": group,
                    "name": make.title()[:24],
                    "color": make.random.choice(COLOURS),
                    "collapsed": make.random.random() < 0.5,
                    "saveOnWindowClose": True,
                }
            )
        for _ in range(length):
            if size >= room and pieces:
                break
            pieces.append(_dump(make.tab(site, group, pinned=len(pieces) < pinned)))
            size += len(pieces[-1]) + 1
    return b"[" + b",".join(pieces) + b"]", len(pieces)


def generate(target_bytes: int, seed: int = 1) -> bytes:
    """The JSON of a realistic session of about `target_bytes` bytes."""
    megabytes = target_bytes / 1e6
    # Big sessions are old ones, and old tabs have been to more places.
    make = _Maker(
        seed, depth=max(1.5, _DEPTH + _DEPTH_PER_DECADE * math.log10(max(0.1, megabytes)))
    )
    windows = min(8, 2 + int(megabytes / 25)) if megabytes >= 1 else 1
    per_closed = 14_000
    closed = min(25, int(target_bytes * 0.1 / windows / per_closed))
    closed_windows = min(5, int(megabytes / 2))

    shut: list[bytes] = []
    for i in range(closed_windows):
        groups: list[Json] = []
        tabs, count = _tabs(make, min(200_000, target_bytes * 0.004), groups)
        closed_window = {
            "groups": groups,
            "closedGroups": [],
            "selected": count,
            "_closedTabs": [],
            **_WINDOW_END,
            "title": make.title(),
            "closedAt": NOW - (i + 1) * 240 * MINUTE,
            "closedId": 10_000 + i,
        }
        shut.append(b'{"tabs":' + tabs + b"," + _members(closed_window) + b"}")
    closed_pieces = [
        [_dump(make.closed_tab(w * 100 + i, (i + 1) * (w + 1) * 7 * MINUTE)) for i in range(closed)]
        for w in range(windows)
    ]
    end = _dump(
        {
            "savedGroups": [],
            "maxSplitViewId": 0,
            "session": {"lastUpdate": NOW, "startTime": NOW - 9_000 * MINUTE, "recentCrashes": 0},
            "global": {},
            "cookies": [make.cookie() for _ in range(min(400, int(megabytes * 30)))],
        }
    )[1:]
    fixed = len(end) + sum(map(len, shut)) + sum(len(c) for w in closed_pieces for c in w)
    fixed += windows * 700

    room = target_bytes - fixed
    share = [make.random.uniform(0.4, 1.6) for _ in range(windows)]
    opened: list[bytes] = []
    for w in range(windows):
        groups = []
        left = room - sum(map(len, opened))
        wanted = left if w == windows - 1 else room * share[w] / sum(share)
        tabs, count = _tabs(make, wanted, groups)
        opened.append(
            b'{"tabs":'
            + tabs
            + b","
            + _members({"groups": groups, "closedGroups": [], "selected": (count + 1) // 2})
            + b',"_closedTabs":['
            + b",".join(closed_pieces[w])
            + b"],"
            + _members({**_WINDOW_END, "busy": False, "zIndex": windows - w})
            + b"}"
        )
        room += sum(map(len, closed_pieces[w])) + 700  # `left` above counts them as well
    return (
        b'{"version":["sessionrestore",1],"windows":['
        + b",".join(opened)
        + b'],"selectedWindow":1,"_closedWindows":['
        + b",".join(shut)
        + b"],"
        + end
    )


def mozlz4(data: bytes) -> bytes:
    """The bytes of a mozLz4 file."""
    block: bytes = lz4.block.compress(data, store_size=False)
    return b"mozLz40\0" + struct.pack("<I", len(data)) + block


def main() -> None:
    """Write one file and say what is in it."""
    parser = argparse.ArgumentParser(description="Write a big, made-up Firefox session.")
    parser.add_argument("size_mb", type=float, help="uncompressed megabytes (10 is 10,000,000 B)")
    parser.add_argument("out", type=Path, help="mozLz4 if the name ends in .jsonlz4, else JSON")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    data = generate(int(given.size_mb * 1e6), given.seed)
    packed = mozlz4(data) if given.out.name.endswith(".jsonlz4") else data
    given.out.write_bytes(packed)
    print(f"{given.out}: {len(packed):,} bytes, {len(data):,} uncompressed")


if __name__ == "__main__":
    main()
