"""Backups that Firefox itself made, plain and encrypted, as places."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from ...app_dirs import expanded
from ...codec.firefox_backup.page import Page, ZipOfPage, read_page
from ...codec.firefox_backup.sealed import opener
from ...errors import Unreadable
from ...firefox.tree.archive import Archive, changed_since_now
from ...firefox.tree.backup_tree import BackupTree
from ...firefox.tree.path import TreePath
from ...firefox.tree.zip_reader import ZipReader
from ...text import path_text
from ..protocols import Password, Store, StoreRef
from .store import archive_file, store_of


class FirefoxBackupStore:
    """Opens ``backup:FILE.html``, and a file with that content."""

    scheme: ClassVar[str] = "backup"

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Backups are named by the user, never searched for."""
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """The profile in a backup; it is read-only anyway.

        Raises Unreadable for an encrypted one without its password, or without the library.
        """
        path = expanded(ref.rest)
        tree = _tree(path, ref.password)
        return store_of(TreePath(tree), tree, "backup", as_firefox=ref.as_firefox)


def _tree(path: Path, password: Password | None) -> BackupTree:
    with archive_file(path) as file:
        changed = changed_since_now(file)
        page = read_page(file)
        plain = _zip(file, page, password, path_text(path))
        zipped = Archive(str(path), ZipReader(io.BufferedReader(plain), str(path)), changed)
        return BackupTree(zipped, page.meta, whole=page.whole)


def _zip(file: io.BufferedReader, page: Page, password: Password | None, where: str) -> ZipOfPage:
    if page.sealed is None:
        return ZipOfPage(file, page.lines)
    said = None if password is None else password(where)
    if said is None:
        raise Unreadable(
            "this backup by Firefox is encrypted: give the file that holds its password, "
            "--password-file FILE (in Python password=)"
        )
    return ZipOfPage(file, page.lines, opener(page.sealed, page.meta, said))
