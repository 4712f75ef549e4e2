"""Profiles of a real profile manager are listed by the names that were given in it."""

from __future__ import annotations

from pathlib import Path

from sessiontui.firefox.profile_groups import FOLDER
from sessiontui.firefox.profiles import search
from sessiontui.firefox.roots import Root
from tests.firefox.driver import Firefox

INI = (
    "[Profile0]\nName=default-esr\nIsRelative=1\nPath=abcd1234.default-esr\nDefault=1\n\n"
    "[General]\nStartWithLastProfile=1\nVersion=2\n"
)
NEW = """const { SelectableProfileService } = ChromeUtils.importESModule(
  "resource:///modules/profiles/SelectableProfileService.sys.mjs");
await SelectableProfileService.init();
await SelectableProfileService.maybeSetupDataStore();
const profile = await SelectableProfileService.createNewProfile(false);
await profile.setNameAsync(arguments[0]);
return (await SelectableProfileService.getAllProfiles()).map(p => [p.name, p.path]);"""


class WithHome(Firefox):
    """One whose profile stands in the profiles.ini of its own home."""

    def _environment(self) -> dict[str, str]:
        return {**super()._environment(), "HOME": str(self.profile.parents[2])}


def names(root: Path) -> list[tuple[str, str]]:
    found = search([Root("Firefox", root, fork=False)])
    assert found.damaged == ()
    return [(profile.name, str(profile.path)) for profile in found.profiles]


def test_while_it_runs_and_afterwards(tmp_path: Path) -> None:
    root = tmp_path / ".mozilla/firefox"
    profile = root / "abcd1234.default-esr"
    profile.mkdir(parents=True)
    (root / "profiles.ini").write_text(INI)
    with WithHome(profile, prefs={"browser.profiles.enabled": True}) as firefox:
        given = [(name, path) for name, path in firefox.chrome(NEW, "Work & Täxes")]
        (database,) = (root / FOLDER).glob("*.sqlite")
        assert database.with_name(f"{database.name}-wal").stat().st_size
        assert [name for name, _ in given] == ["Original profile", "Work & Täxes"]
        assert names(root) == given
        assert firefox.quit() == 0
    assert names(root) == given
