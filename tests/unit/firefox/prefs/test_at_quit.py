"""Whether the settings have Firefox delete every session file whenever it quits."""

from __future__ import annotations

import pytest

from sessiontui.firefox.next_start import next_start
from sessiontui.firefox.prefs.at_quit import wiped_at_quit
from sessiontui.firefox.prefs.effective import Prefs
from sessiontui.firefox.prefs.settings import settings
from tests.builders import NOW

SANITIZE = "privacy.sanitize.sanitizeOnShutdown"
HISTORY = "privacy.clearOnShutdown_v2.browsingHistoryAndDownloads"
HISTORY_128 = "privacy.clearOnShutdown_v2.historyFormDataAndDownloads"
HISTORY_OLD = "privacy.clearOnShutdown.history"
MIGRATED = "privacy.sanitize.clearOnShutdown.hasMigratedToNewPrefs3"
MIGRATED_128 = "privacy.sanitize.clearOnShutdown.hasMigratedToNewPrefs2"


@pytest.mark.parametrize(
    ("version", "prefs", "choice"),
    [
        (153, {}, HISTORY_OLD),
        (153, {MIGRATED: True}, HISTORY),
        (153, {MIGRATED: True, HISTORY: False}, None),
        (153, {MIGRATED: True, HISTORY_OLD: False}, HISTORY),
        # Before it has carried the older choice over, the newer one is overwritten by it.
        (153, {HISTORY: False}, HISTORY_OLD),
        (153, {HISTORY_OLD: False}, None),
        (153, {MIGRATED_128: True, HISTORY_128: False}, None),
        (130, {MIGRATED_128: True}, HISTORY_128),
        (130, {MIGRATED_128: True, HISTORY_128: False}, None),
        (127, {}, HISTORY_OLD),
        (127, {HISTORY_OLD: False, HISTORY: True, MIGRATED: True}, None),
        (None, {MIGRATED: True}, HISTORY),
    ],
)
def test_which_choice_counts(
    version: int | None, prefs: dict[str, bool], choice: str | None
) -> None:
    on = Prefs({**prefs, SANITIZE: True}, {}, version)
    said = wiped_at_quit(on)
    if choice is None:
        assert said is None
    else:
        assert said is not None
        assert "deletes every session file whenever it quits" in said
        assert f"{SANITIZE} = true in prefs.js, {choice} = true" in said
    assert wiped_at_quit(Prefs(prefs, {}, version)) is None


def test_the_next_start_and_the_setting_say_it() -> None:
    on = Prefs({MIGRATED: True, SANITIZE: True}, {}, 153)
    said = wiped_at_quit(on)
    assert said is not None
    assert said in next_start([], on, None, lambda _: pytest.fail("nothing to load"), NOW).overrides
    (row,) = (setting for setting in settings(on) if setting.name == SANITIZE)
    assert row.changed
    assert row.effect == said.removesuffix(".")
    (newer,) = (s for s in settings(Prefs({HISTORY: False}, {}, 153)) if s.name == HISTORY)
    assert newer.effect == f"nothing: this Firefox goes by {HISTORY_OLD}"
