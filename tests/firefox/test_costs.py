"""What is said of a session's cost, against what a real Firefox reads and writes of it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from sessiontui.codec import mozlz4
from sessiontui.firefox import save_log
from sessiontui.firefox.prefs.names import (
    MAX_ENTRIES,
    MAX_SERIALIZE_BACK,
    MAX_SERIALIZE_FORWARD,
)
from sessiontui.firefox.prefs.pages_at_quit import pages_at_quit
from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.monitor.costs.apart import measured_apart
from sessiontui.monitor.what_if.less import at_quit, lessened
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import entry, read_session, session, tab, to_json, window, write_profile
from tests.firefox.driver import Firefox

# What SessionFile.read and SessionWriter.write call (omni.ja of 153).
STEPS = """
const [path, reads, parses, writes] = arguments, made = path + ".made";
let source, values;
for (let i = 0; i < reads; i++) source = await IOUtils.readUTF8(path, { decompress: true });
for (let i = 0; i < parses; i++) values = JSON.parse(source);
for (let i = 0; i < writes; i++) {
  await IOUtils.writeJSON(made, values, { tmpPath: made + ".tmp", compress: true });
}
if (!writes) return null;
const size = (await IOUtils.stat(made)).size;
const text = await IOUtils.readUTF8(made, { decompress: true });
await IOUtils.remove(made);
return [new TextEncoder().encode(text).length, size];
"""


def go_on() -> None:
    """Nobody wants to stop."""


def log_prefs() -> dict[str, PrefValue]:
    """The prefs that have Firefox note its saves, as ``timings on`` sets them."""
    switched = save_log.switched_on(lambda _: None)
    return {name: value for name, value in switched.items() if value is not None}


def test_the_bytes_are_those_that_firefox_reads_and_writes(
    firefox_profile: Path, tmp_path: Path, corpus: Path
) -> None:
    own = corpus / "firefox-153/heavy-300/sessionstore.jsonlz4"
    text = mozlz4.unpack(own.read_bytes())
    cost = measured_apart(text, go_on)
    file = tmp_path / "session.jsonlz4"
    shutil.copyfile(own, file)
    with Firefox(firefox_profile) as firefox:
        found = firefox.chrome(STEPS, str(file), 1, 1, 1)
        firefox.quit()
    assert found == [cost.json, cost.file]


@pytest.mark.parametrize(
    ("prefs", "lengths"),
    [
        ({}, [1, 16, 30]),
        ({MAX_SERIALIZE_BACK: 2, MAX_SERIALIZE_FORWARD: 1}, [1, 4, 4]),
        ({MAX_SERIALIZE_BACK: -1, MAX_SERIALIZE_FORWARD: 0, MAX_ENTRIES: 5}, [1, 25, 4]),
    ],
    ids=["as it comes", "a few on either side", "all back and none forward"],
)
def test_at_quit_firefox_writes_what_its_settings_say(
    tmp_path: Path, prefs: dict[str, PrefValue], lengths: list[int]
) -> None:
    pages = [entry(f"about:license?{number}") for number in range(30)]
    state = session(
        window("about:license", tab(*pages, index=25), tab(*pages, index=4)),
        lastSessionState=session(window("about:mozilla")),
    )
    profile = write_profile(
        tmp_path / "p",
        clean=state,
        prefs={"browser.startup.page": 3, **log_prefs(), **prefs},
    )
    store = ProfileStore(profile)
    kept = pages_at_quit({one.name: one.value for one in store.settings()})
    foretold = json.loads(lessened(to_json(state), at_quit(kept), go_on))
    with Firefox(profile) as firefox:
        firefox.save()
        whole = read_session(profile / "sessionstore-backups/recovery.jsonlz4")
        firefox.quit()
    final = read_session(profile / "sessionstore.jsonlz4")

    def shown(found: Any) -> list[tuple[list[str], int]]:
        return [
            ([each["url"] for each in one["entries"]], one["index"])
            for one in found["windows"][0]["tabs"]
        ]

    assert shown(whole) == shown(state)  # a save in between keeps all
    assert shown(final) == shown(foretold)
    assert [len(urls) for urls, _ in shown(final)] == lengths
    assert "lastSessionState" in whole
    assert "lastSessionState" not in final
    assert "lastSessionState" not in foretold
    log = "".join(path.read_text() for path in (profile / "sessionstore-logs").iterdir())
    sizes = [int(size) for size in re.findall(r"wrote (\d+) bytes in \d+ms", log)]
    assert sizes[-1] == (profile / "sessionstore.jsonlz4").stat().st_size


def test_the_most_pages_of_a_history_bound_what_a_tab_gathers_and_not_what_quit_writes(
    tmp_path: Path,
) -> None:
    pages = [entry(f"about:license?{number}") for number in range(9)]
    waiting, loaded = (tab(*pages, index=5) for _ in range(2))
    profile = write_profile(
        tmp_path / "p",
        clean=session(window(loaded, waiting, selected=1)),
        prefs={"browser.startup.page": 3, MAX_ENTRIES: 4, MAX_SERIALIZE_BACK: -1},
    )
    with Firefox(profile) as firefox:
        firefox.chrome("await flushAll();")
        firefox.save()
        saved = read_session(profile / "sessionstore-backups/recovery.jsonlz4")
        firefox.quit()
    final = read_session(profile / "sessionstore.jsonlz4")
    left = [[len(one["entries"]) for one in each["windows"][0]["tabs"]] for each in (saved, final)]
    assert left == [[len(pages)] * 2] * 2
