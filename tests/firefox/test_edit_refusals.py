"""Edits that Firefox would not go by are refused, and a real Firefox shows that they would fail."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from sessiontui.errors import Refused, StaleRevision
from sessiontui.session.edit.edits import Edit, ForgetClosedTab, KeepOnly, RestoreClosedTab
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions
from tests.builders import HOUR, Json, mozlz4, read_session, to_json
from tests.firefox.driver import Firefox, FirefoxError, executable
from tests.firefox.judging import contents
from tests.firefox.picture import Items, look
from tests.firefox.rich_profile import ASIDE, MAIN, PAGE, RICH, RichProfiles, State

ONCE = "browser.sessionstore.resume_session_once"
QUIT_1, QUIT_3, KILL_1 = State("quit", 1), State("quit", 3), State("kill", 1)
SIDE = "*Side 1, Side 2"
WITH_GONE = RICH.with_windows((MAIN, f"{MAIN.replace('*', '')}, *Gone")).but(
    stacks=("Pair 2, Pair 1, Junk", "Side gone"), front="Gone"
)
WITHOUT_JUNK = RICH.but(stacks=("Pair 2, Pair 1, Gone", "Side gone"))


class Editor:
    """A profile, and edits of what its next start loads, made from how it is now."""

    def __init__(self, profile: Path) -> None:
        self.store = ProfileStore(profile)
        name = self.store.profile().next_start.loads or "sessionstore"
        self.base = next(v.revision for v in self.store.versions() if v.id == name)
        self.items = Items(self.store.load(name).document.text)

    @property
    def restore(self) -> Sequence[Edit]:
        return [RestoreClosedTab(self.items("closed tab", "Gone"))]

    @property
    def forget(self) -> Sequence[Edit]:
        return [ForgetClosedTab(self.items("closed tab", "Junk"))]

    def apply(self, edits: Sequence[Edit], **options: bool) -> None:
        self.store.apply(edits, base=self.base, options=EditOptions(**options))

    def refused(self, edits: Sequence[Edit], kind: type[Refused] = Refused) -> str:
        """The sentence with which edits are refused; nothing changes for it."""
        before = contents(self.store.path)
        with pytest.raises(kind) as caught:
            self.apply(edits)
        assert contents(self.store.path) == before
        return caught.value.sentence


def set_prefs(file: Path, prefs: Mapping[str, Any]) -> None:
    """Write prefs by hand, as somebody might."""
    with file.open("a") as out:
        for name, value in prefs.items():
            out.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")


# -- preferences -------------------------------------------------------------------------------


def test_a_user_js_that_forbids_restoring_once(rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_1, tmp_path / "p")
    set_prefs(profile / "user.js", {ONCE: False})
    editor = Editor(profile)
    assert f"{ONCE} = false in user.js" in editor.refused(editor.restore)
    editor.apply(editor.forget)  # needs no pref
    set_prefs(profile / "prefs.js", {ONCE: True})  # what the edit would have written
    with Firefox(profile) as firefox:
        expected = ASIDE.but(stacks=tuple(s.replace("Junk, ", "") for s in ASIDE.stacks))
        assert look(firefox).alphabetical() == expected


@pytest.mark.parametrize(("own", "imposed"), [(3, 1), (1, 3)])
def test_a_start_page_in_user_js_does_not_hinder(
    own: int, imposed: int, rich: RichProfiles, tmp_path: Path
) -> None:
    profile = rich.copy(State("quit", own), tmp_path / "p")
    set_prefs(profile / "user.js", {PAGE: imposed})
    editor = Editor(profile)
    editor.apply(editor.restore)
    with Firefox(profile) as firefox:
        assert look(firefox) == WITH_GONE


def test_permanent_private_browsing(rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_3, tmp_path / "p")
    editor = Editor(profile)
    set_prefs(profile / "prefs.js", {"browser.privatebrowsing.autostart": True})
    for edits in (editor.restore, editor.forget):
        sentence = editor.refused(edits)
        assert sentence.startswith("permanent private browsing is on")
        assert "prefs.js" in sentence
    with Firefox(profile) as firefox:
        assert "One" not in str(look(firefox))


# -- policies ----------------------------------------------------------------------------------


def with_policies(directory: Path, policies: Json) -> Path:
    """A Firefox of our own, whose administrator has decided something."""
    found = executable()
    assert found is not None
    program = Path(found).resolve()
    directory.mkdir()
    for path in program.parent.iterdir():
        if path.name != "distribution":
            (directory / path.name).symlink_to(path)
    (directory / program.name).unlink()
    shutil.copy2(program, directory)  # it looks for everything else where it lies itself
    (directory / "distribution").mkdir()
    file = directory / "distribution" / "policies.json"
    file.write_text(json.dumps({"policies": policies}))
    return directory / program.name


def test_an_administrator_s_policy(rich: RichProfiles, tmp_path: Path) -> None:
    program = with_policies(
        tmp_path / "firefox", {"Preferences": {ONCE: {"Value": False, "Status": "locked"}}}
    )
    profile = rich.copy(QUIT_1, tmp_path / "p")
    with Firefox(profile, program=program) as firefox:
        locked = "return Services.prefs.prefIsLocked(arguments[0]);"
        assert firefox.chrome(locked, ONCE) is True
        firefox.chrome("SessionStore.restoreLastSession();")
        firefox.quit()
    editor = Editor(profile)
    sentence = editor.refused(editor.restore)
    assert f"{ONCE} = false in policies.json" in sentence
    assert "administrator" in sentence
    set_prefs(profile / "prefs.js", {ONCE: True})
    with Firefox(profile, program=program) as firefox:
        assert SIDE not in look(firefox).windows


# -- Firefox itself ----------------------------------------------------------------------------


def test_a_running_firefox(rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_3, tmp_path / "p")
    editor = Editor(profile)
    editor.apply(editor.forget)
    with Firefox(profile) as firefox:
        store = ProfileStore(profile)
        versions = {version.id: version.revision for version in store.versions()}
        restore = [RestoreClosedTab(("windows", 0, "_closedTabs", 0))]
        files = {p: p.read_bytes() for p in profile.glob("sessionstore*/*.*lz4*")}
        changes: list[Callable[[], object]] = [
            lambda: store.apply(restore, base=versions["sessionstore"]),
            lambda: store.plan(restore, base=versions["sessionstore"]),
            lambda: store.rollback("previous", base=versions["previous"]),
            lambda: store.undo(),
        ]
        for change in changes:
            with pytest.raises(Refused, match=f"Firefox is running .pid {firefox.pid}.; close it"):
                change()
        assert {p: p.read_bytes() for p in profile.glob("sessionstore*/*.*lz4*")} == files
        assert look(firefox) == WITHOUT_JUNK
        # Asking has not taken Firefox's lock away: another one still cannot start.
        with pytest.raises(FirefoxError, match="ended at its start"):
            Firefox(profile).start()
        firefox.quit()


def test_firefox_ran_since_it_was_looked_at(rich: RichProfiles, tmp_path: Path) -> None:
    profile = rich.copy(QUIT_3, tmp_path / "p")
    before = Editor(profile)
    before.apply(before.forget)
    seen = Editor(profile)
    with Firefox(profile) as firefox:
        firefox.quit()
    # The file that was looked at is previous.jsonlz4 by now.
    assert "does not load this version" in seen.refused(seen.restore)
    with Firefox(profile) as firefox:
        firefox.quit()
    assert "sessionstore" in seen.refused(seen.restore, StaleRevision)
    with pytest.raises(Refused, match="has changed since"):
        seen.store.undo()
    now = Editor(profile)
    now.apply(now.restore)
    with Firefox(profile) as firefox:
        assert look(firefox) == WITH_GONE.but(stacks=("Pair 2, Pair 1", "Side gone"))


# -- where Firefox asks after a crash ----------------------------------------------------------


def crashed(rich: RichProfiles, to: Path, **session: int) -> Path:
    """A profile after kill -9, with something else in its ``session``."""
    profile = rich.copy(KILL_1, to)
    file = profile / "sessionstore-backups" / "recovery.jsonlz4"
    state = read_session(file)
    state["session"] |= session
    file.write_bytes(mozlz4(to_json(state)))
    return profile


def test_a_crash_long_ago(rich: RichProfiles, tmp_path: Path) -> None:
    """Firefox would ask: what forgets leaves it at that, what opens something opens it all."""
    long_ago = int(time.time() * 1000) - 7 * HOUR
    profile = crashed(rich, tmp_path / "forgets", lastUpdate=long_ago)
    opens = shutil.copytree(profile, tmp_path / "opens", symlinks=True)

    editor = Editor(profile)
    editor.apply(editor.forget)
    with Firefox(profile) as firefox:
        assert look(firefox).windows == ("*about:sessionrestore",)
        asked = firefox.chrome("return SessionStore.getBrowserState();")
        assert "Pair%201" in asked
        assert "Junk" not in asked.replace("Junk group", "")

    editor = Editor(opens)
    editor.apply(editor.restore)
    with Firefox(opens) as firefox:
        assert look(firefox) == WITH_GONE


def test_repeated_crashes(rich: RichProfiles, tmp_path: Path) -> None:
    """A page may be to blame: nothing opens without a word, or with the rest left out."""
    for name in ("consent", "keep"):
        profile = crashed(rich, tmp_path / name, recentCrashes=3)
        editor = Editor(profile)
        sentence = editor.refused(editor.restore)
        assert "crashed 4 times in a row" in sentence
        if name == "consent":
            editor.apply(editor.restore, after_crashes=True)
        else:
            editor.apply([KeepOnly((editor.items("tab", "Side 2"),))])
        with Firefox(profile) as firefox:
            if name == "consent":
                assert look(firefox) == WITH_GONE
            else:
                assert look(firefox).windows == ("*Side 2",)
            assert firefox.browser_state()["session"]["recentCrashes"] == 1
