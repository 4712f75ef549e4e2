"""Measure a session in a process of its own, through a private file that goes away."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from ... import own_process
from ...codec import mozlz4
from ...errors import Unreadable
from ...firefox.file_names import SESSION
from ...private_files import write_new
from ...system_errors import sentence_of
from .types import Cost

_LOOK: Final = 0.1  # seconds between two looks whether it is still wanted
_ANSWER: Final = msgspec.json.Decoder(Cost)


def measured_apart(text: bytes, check: Callable[[], object]) -> Cost:
    """What a session's JSON costs. Writes it twice below $TMPDIR, for this user alone.

    ``check`` is called ten times a second and may raise to end it. Raises Unreadable, with what
    hindered it.
    """
    try:
        with TemporaryDirectory(prefix="sessiontui-") as place:  # made 0700
            file = Path(place, SESSION)
            write_new(file, mozlz4.pack(text), durable=False)
            return _asked(file, check)
    except OSError as error:
        raise Unreadable(f"what it costs cannot be measured: {sentence_of(error)}") from None


def _asked(file: Path, check: Callable[[], object]) -> Cost:
    process = own_process.start("sessiontui.monitor.costs.child", str(file), given=False)
    try:
        while True:
            try:
                answer, _ = process.communicate(timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                check()
    finally:
        process.kill()
        process.communicate()
    if process.returncode < 0:
        raise Unreadable(
            "what it costs cannot be measured: the system ended the process that did, perhaps for "
            "want of memory"
        )
    try:
        return _ANSWER.decode(answer)
    except msgspec.DecodeError:
        raise Unreadable(
            "what it costs cannot be measured: the process that did gave no answer"
        ) from None
