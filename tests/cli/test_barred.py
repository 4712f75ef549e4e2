"""What may not be looked at, or cannot be opened, never passes for absent."""

from __future__ import annotations

from pathlib import Path

from tests.builders import session, window, write_profile

from .conftest import Run

ONE = session(window("https://a.example/"))


def test_a_dangling_default_is_not_replaced(cli: Run, home: Path) -> None:
    root = home / ".mozilla/firefox"
    write_profile(root / "x.default-backup", recovery=ONE)
    (root / "x.default").symlink_to("/run/nowhere/x.default")
    (root / "profiles.ini").write_text("[Profile0]\nName=default\nPath=x.default\nDefault=1\n")
    lost, copy = cli("profiles", "--json").json["profiles"]
    assert (lost["default"], copy["default"]) == (True, False)
    assert "/run/nowhere/x.default, which is not there" in lost["error"]
    cli("tabs").refused(3, "x.default-backup", "which is not there")


def test_sessions_under_any_name(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", recovery=ONE, checkpoints="crashed")
    backups = place / "sessionstore-backups"
    data = (backups / "recovery.jsonlz4").read_bytes()
    (backups / "recovery.jsonlz4").rename(backups / "recovery.jsonlz4.tmp")
    for name in ("Copy of recovery.jsonlz4", "BACKUP.jsonlz4"):
        (backups / name).write_bytes(data)
    found = cli("info", str(place), "--json").json
    assert found["profile"]["nextStart"]["type"] == "none"
    assert {(v["name"], v["role"], v["tabs"]) for v in found["versions"]} == {
        ("Copy of recovery.jsonlz4", "copy", 1),
        ("BACKUP.jsonlz4", "copy", 1),
        ("recovery.jsonlz4.tmp", "unfinished", 1),
    }


def test_session_manager_and_fennec(cli: Run, tmp_path: Path) -> None:
    file = tmp_path / "b.session"
    text = '{"windows":[{"tabs":[{"entries":[{"url":"https://a.example/"}]}]}]}'
    head = "[SessionManager v2]\nname=R\ntimestamp=1\nautosave=false\tcount=1/1\n"
    file.write_text(head + text)
    assert len(cli("tabs", str(file), "--json").json["windows"][0]["tabs"]) == 1
    (tmp_path / "f.js").write_text(text.replace('"tabs"', '"closedTabs":[{"entries":[]}],"tabs"'))
    found = cli("tabs", str(tmp_path / "f.js"), "--closed", "--json").json
    assert len(found["recentlyClosed"]) == 1
