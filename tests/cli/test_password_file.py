"""The password of an encrypted place comes from the first line of a file."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

import pytest

from sessiontui.cli.passwords import Passwords
from sessiontui.errors import Unreadable


@pytest.mark.parametrize(
    ("text", "password"),
    [
        (b"secret", "secret"),
        (b"secret\r\nmore", "secret"),
        (b"\xef\xbb\xbfsecret\r\n", "secret"),
        (b" s \n", " s "),
        (b"", ""),
    ],
)
def test_the_first_line_is_the_password(tmp_path: Path, text: bytes, password: str) -> None:
    file = tmp_path / "word"
    file.write_bytes(text)
    assert Passwords(argparse.Namespace(password_file=str(file)))("here") == password


def test_what_is_no_file_is_a_sentence_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "latin").write_bytes(b"\xe9")
    for name in ("pipe", ".", "nowhere", "latin"):
        with pytest.raises(Unreadable):
            Passwords(argparse.Namespace(password_file=str(tmp_path / name)))("here")
    with pytest.raises(Unreadable, match="no such file"):
        Passwords(argparse.Namespace(password_file="~nobody-of-that-name/x"))("here")
