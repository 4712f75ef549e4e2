"""A store that was written from docs/stores.md alone keeps the contract, and is opened."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from sessiontui.cli.main import run
from sessiontui.stores.api import Watches
from sessiontui.testing import SAMPLE, Case, StoreContract, case_of, packed
from tests.paths import ROOT
from tests.stranger.session_mail import MailStore

OTHER = SAMPLE.replace(b"a.example", b"z.example")


def mail(name: str, data: bytes, day: int | None) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "me@x.example", "my tabs"
    made["Date"] = f"{day} Nov 2026 10:00:00 +0000" if day else "no date"
    made.set_content("see attached")
    made.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return made


def fill(path: Path, *mails: EmailMessage) -> None:
    path.unlink(missing_ok=True)
    box = mailbox.mbox(str(path))
    for one in mails:
        box.add(one)
    box.close()


def some(path: Path) -> None:
    fill(
        path, mail("sessionstore.jsonlz4", packed(), 21),
        mail("cut.jsonlz4", packed()[:-20], 20), mail("bad.jsonlz4", b"nothing", None),
    )  # fmt: skip


class TestMail(StoreContract):
    @pytest.fixture
    def case(self, tmp_path: Path) -> Iterator[Case]:
        path = tmp_path / "box"
        some(path)
        case = case_of(
            MailStore,
            str(path),
            abilities=frozenset({Watches}),
            change=lambda: fill(path, mail("sessionstore.jsonlz4", packed(OTHER), 22)),
            unreadable=("2/bad.jsonlz4",),
            damaged=("1/cut.jsonlz4",),
        )
        yield case
        case.store.close()


def test_installed_it_is_one_more_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    info = tmp_path / "site" / "sessiontui_mbox-0.3.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Name: sessiontui-mbox\nVersion: 0.3\n")
    module = MailStore.__module__
    (info / "entry_points.txt").write_text(f"[sessiontui.stores]\nmbox = {module}:MailStore\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    path = tmp_path / "box"
    some(path)
    assert run(["tabs", f"mbox:{path}"]) == 0
    assert "https://b.example/" in capfd.readouterr().out
    assert run(["tabs", "--version-of", "2/bad.jsonlz4", f"mbox:{path}"]) == 3
    assert "2/bad.jsonlz4: this is not a session" in capfd.readouterr().err
    assert run(["tabs", f"mbox:{ROOT / 'README.md'}"]) == 3
    assert "this is no mailbox" in capfd.readouterr().err


def test_it_declares_its_entry_point() -> None:
    text = (ROOT / "tests" / "stranger" / "pyproject.toml").read_text()
    assert 'mbox = "session_mail:MailStore"' in text
