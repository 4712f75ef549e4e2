"""What another program reads of a session that is read already."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import NothingFound, UsageError
from ..export import formats
from ..export.choice import PARTS, Part, about, items_of
from ..stores.chosen import chosen_across
from ..stores.inside import session_of, version_of
from ..text import printable
from .places import OpenPlace, check_name, system_errors_told

if TYPE_CHECKING:
    from ..session.model.items import Item
    from ..session.model.snapshot import Snapshot
    from ..stores.view import Version


def export_session(
    snapshot: Snapshot,
    version: Version,
    place: OpenPlace,
    file: str | os.PathLike[str] | None,
    *,
    format: str | None,  # noqa: A002
    ids: Sequence[str],
    part: Part,
    with_private: bool,
    replace: bool,
) -> bytes | int:
    """As ``sessiontui.export``; ``place`` is where ids name other versions."""
    if part not in PARTS:
        raise UsageError(f"{printable(part)}: there is no such part; there are {', '.join(PARTS)}")
    if isinstance(ids, str):
        raise UsageError("ids are a list of texts: put the one there is into brackets")
    target = None if file is None else Path(file)
    chosen = formats.format_for(format, None if target is None else target.name)
    if target is not None:
        from ..export.allowed_place import check_new_file

        check_name(target)
        with system_errors_told():
            check_new_file(target, force=replace, how="pass replace=True")
    items = _items(snapshot, version, place, ids, part)
    containers = {}
    if chosen.containers:
        with place.use() as workspace:
            containers = workspace.containers() or {}
    how = formats.Options(
        int(time.time() * 1000), with_private, containers, about(version, None if ids else part)
    )
    try:
        chunks = formats.export(items, chosen.name, how)
    except NothingFound as error:
        where = printable(version.path or "") or place.title
        raise NothingFound(f"{where}: {error.sentence}") from None
    if target is None:
        return b"".join(chunks)
    from ..export.new_file import write

    return write(chunks, target, force=replace)


def _items(
    snapshot: Snapshot, version: Version, place: OpenPlace, ids: Sequence[str], part: Part
) -> tuple[Item, ...]:
    if not ids:
        return items_of(snapshot, part)

    def find(name: str) -> Version:
        with place.use() as workspace:
            return version_of(name, workspace.find_version)

    def load(name: str) -> Snapshot:
        if name == version.id:
            return snapshot
        with place.use() as workspace:
            return session_of(name, workspace.store.load)

    return tuple(found.item for found in chosen_across(version, ids, find, load))
