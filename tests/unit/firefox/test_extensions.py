"""Which extensions a profile has; and that not knowing it is not the same as none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sessiontui.errors import Barred, SessiontuiError, Unreadable
from sessiontui.firefox.extensions import hosts, installed


def write(profile: Path, content: object) -> Path:
    (profile / "extensions.json").write_text(json.dumps(content))
    return profile


def test_disabled_ones_and_those_that_are_built_in_are_installed(tmp_path: Path) -> None:
    addons = [
        {"id": "on@x.example", "active": True, "location": "app-profile"},
        {"id": "off@x.example", "active": False, "userDisabled": True},
        {"id": "formautofill@mozilla.org", "location": "app-builtin"},
    ]
    found = installed(write(tmp_path, {"schemaVersion": 37, "addons": addons}))
    assert found == {"on@x.example", "off@x.example", "formautofill@mozilla.org"}


@pytest.mark.parametrize(
    "content",
    [[], {}, {"addons": []}, {"schemaVersion": 37}, {"schemaVersion": 37, "addons": [{}]},
     {"schemaVersion": 37, "addons": [{"id": 3}]}, {"schemaVersion": 37, "addons": {}}],
)  # fmt: skip
def test_what_firefox_does_not_write_tells_nothing(tmp_path: Path, content: object) -> None:
    with pytest.raises(Unreadable, match="not known which extensions are gone"):
        installed(write(tmp_path, content))


@pytest.mark.parametrize(
    "data", [b"", b'{"schemaVersion":37,"addons":[{"id":"a@', b"\xff", b"[" * 999]
)
def test_a_damaged_file_tells_nothing(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "extensions.json").write_bytes(data)
    with pytest.raises(Unreadable, match="not known which"):
        installed(tmp_path)


def test_without_the_file_nothing_is_known(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"extensions\.json.*not known which"):
        installed(tmp_path)


def test_a_pipe_in_its_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "extensions.json")
    with pytest.raises(SessiontuiError):
        installed(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may look everywhere")
def test_what_may_not_be_looked_at_is_barred(tmp_path: Path) -> None:
    write(tmp_path, {"schemaVersion": 37, "addons": []})
    (tmp_path / "extensions.json").chmod(0)
    with pytest.raises(Barred, match="not known which"):
        installed(tmp_path)


UUIDS = {"on@x.example": "0E8F6A1C-0000-4000-8000-000000000001", "gone@x.example": "1e8f6a1c"}


def with_uuids(profile: Path, value: object, file: str = "prefs.js") -> Path:
    line = json.dumps(json.dumps(value) if not isinstance(value, str) else value)
    (profile / file).write_text(f'user_pref("extensions.webextensions.uuids", {line});\n')
    return write(profile, {"schemaVersion": 37, "addons": [{"id": "on@x.example"}]})


def test_the_hosts_of_pages_are_those_of_installed_extensions(tmp_path: Path) -> None:
    assert hosts(with_uuids(tmp_path, UUIDS)) == {"0e8f6a1c-0000-4000-8000-000000000001"}
    with_uuids(tmp_path, {"on@x.example": "2e"}, "user.js")
    assert hosts(tmp_path) == {"2e"}


@pytest.mark.parametrize("value", ["", "{", "[]", '{"a": 3}', '{"a": "b"'])
def test_a_preference_that_firefox_did_not_write_tells_no_hosts(tmp_path: Path, value: str) -> None:
    with pytest.raises(Unreadable, match=r"uuids is not as Firefox writes it.*not known which"):
        hosts(with_uuids(tmp_path, value))


def test_without_the_preference_or_its_file_no_host_is_known(tmp_path: Path) -> None:
    with_uuids(tmp_path, UUIDS)
    (tmp_path / "prefs.js").write_text("")
    with pytest.raises(Unreadable, match=r"uuids is not set, so it is not known"):
        hosts(tmp_path)
    (tmp_path / "prefs.js").unlink()
    with pytest.raises(Unreadable, match=r"prefs\.js: this file is not there"):
        hosts(tmp_path)
