"""Which extensions a profile has; and that not knowing it is not the same as none."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from sessiontui.errors import Barred, SessiontuiError, Unreadable
from sessiontui.firefox.extensions import installed


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
