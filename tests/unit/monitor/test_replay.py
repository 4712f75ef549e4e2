"""Real saves replayed: sums and changes against ones made here by the plainest means."""

from __future__ import annotations

import csv
import json
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sessiontui.codec.container import open_container
from sessiontui.monitor.diff.compare import compare
from sessiontui.monitor.diff.fingerprint import fingerprint
from sessiontui.monitor.meter import Meter
from sessiontui.monitor.saves import Happening, Save

CSV = "third-party/timeline/zen_recovery_901_snapshots.csv"
SERIES = "third-party/scrubbed/zen/series_2026-02-07"


def test_nine_days_of_one_session_sum_up(corpus: Path) -> None:
    with (corpus / CSV).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 901
    times = [int(row["lastUpdate_ms"]) for row in rows]
    order = sorted(range(len(rows)), key=lambda i: times[i])
    first, last = times[order[0]], times[order[-1]]
    meter = Meter(first, interval=15.0)
    meter.happened(Happening(first, "started", 1))
    before: int | None = None
    for i in order:
        gap = None if before is None else (times[i] - before) / 1000
        before = times[i]
        meter.add(
            Save(
                times[i], "sessionstore-backups/recovery.jsonlz4", False,
                int(rows[i]["file_bytes"]), gap, uncompressed=int(rows[i]["json_bytes"]),
            )
        )  # fmt: skip
    writes = meter.writes(last, way="replay", running=True, pid=1, process_written=None)

    disk = sum(int(row["file_bytes"]) for row in rows)
    hours = (last - first) / 3_600_000
    gaps = [(b - a) / 1000 for a, b in pairwise(sorted(times))]
    assert writes.count == 901
    assert writes.bytes == disk
    assert writes.uncompressed == sum(int(row["json_bytes"]) for row in rows)
    assert writes.longest_gap == max(gaps)
    assert writes.typical_gap == sorted(gaps[-51:])[25]
    assert writes.running_seconds == writes.seconds == pytest.approx(hours * 3600)
    assert writes.per_hour == pytest.approx(disk / hours)
    assert writes.projected(8) == pytest.approx(8 * disk / hours)
    assert writes.projected(24 * 365) == pytest.approx(24 * 365 * disk / hours)
    assert [save.bytes for save in writes.saves] == [int(rows[i]["file_bytes"]) for i in order]


def canonical(tab: Any) -> str:
    return json.dumps(tab, separators=(",", ":"))


def test_eight_snapshots_change_what_plain_json_says(corpus: Path) -> None:
    files = sorted((corpus / SERIES).iterdir())
    assert len(files) == 8
    texts = [open_container(file.read_bytes()).json for file in files]
    before = fingerprint(texts[0])
    for old_text, text in pairwise(texts):
        old, new = json.loads(old_text), json.loads(text)
        after = fingerprint(text, before)
        changes = compare(before, after)
        before = after

        was = Counter(canonical(tab) for window in old["windows"] for tab in window["tabs"])
        now = Counter(canonical(tab) for window in new["windows"] for tab in window["tabs"])
        came, went = sum((now - was).values()), sum((was - now).values())
        found = [item for item in changes.items if item.part == "tab"]
        kinds = Counter(item.kind for item in found)
        assert changes.count == len(changes.items)
        assert kinds["changed"] + kinds["added"] == came
        assert kinds["changed"] + kinds["removed"] == went
        assert changes.tabs == len(found)
        for item in found:
            place = [int(step) for step in item.pointer.split("/") if step.isdecimal()]
            side = old if item.kind == "removed" else new
            tab = side["windows"][place[0]]["tabs"][place[1]]
            assert item.url == tab["entries"][tab["index"] - 1]["url"][:2000]
            if item.kind == "changed":
                # Some tab of the save before has all else but the fields that are named.
                kept = {k: v for k, v in tab.items() if k not in item.fields}
                assert any(
                    {k: v for k, v in one.items() if k not in item.fields} == kept
                    and all(one.get(name) != tab.get(name) for name in item.fields)
                    for window in old["windows"]
                    for one in window["tabs"]
                )
        cookies = Counter(map(canonical, old["cookies"])) != Counter(map(canonical, new["cookies"]))
        assert cookies == any(item.part == "cookies" for item in changes.items)
