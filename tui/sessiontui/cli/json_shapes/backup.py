"""``backup`` that prints."""

from __future__ import annotations

from ...export.json_shapes import Bytes, Moment, Shape
from ...stores.safety_copy import SafetyCopy
from ...text import printable


class CopiedFileOut(Shape):
    """A file of a safety copy, its name relative to the profile; ``note``: what is odd about it."""

    name: str
    bytes: Bytes
    modified: Moment
    sha256: str
    note: str | None


class NotCopiedOut(Shape):
    """What was there and could not be copied."""

    name: str
    why: str


class BackupOut(Shape):
    """One safety copy; ``id`` names one that is kept. ``path`` is null with --dry-run."""

    id: str | None
    path: str | None
    time: Moment
    profile: str
    browser: str
    firefox: str | None
    bytes: Bytes
    files: list[CopiedFileOut]
    notCopied: list[NotCopiedOut]


class BackupsOut(Shape):
    """The safety copies that are kept of a profile, newest first."""

    backups: list[BackupOut]


class RemovedOut(Shape):
    """A safety copy that was removed, or with --dry-run would be."""

    removed: BackupOut


def backup_out(copy: SafetyCopy) -> BackupOut:
    """A safety copy as ``--json`` prints it."""
    return BackupOut(
        id=copy.id,
        path=copy.path,
        time=int(copy.made),
        profile=printable(copy.origin.profile),
        browser=copy.origin.browser,
        firefox=copy.origin.firefox,
        bytes=copy.bytes,
        files=[
            CopiedFileOut(
                printable(file.name), file.bytes, int(file.modified), file.sha256, file.note or None
            )
            for file in copy.files
        ],
        notCopied=[NotCopiedOut(missed.name, missed.why) for missed in copy.missed],
    )
