"""What another program reads of a session that is read already."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..arguments import ID_HINT, FilePath, path_of, text_of, text_or_none, texts_of, yes_or_no
from ..errors import NothingFound, UsageError
from ..export import formats
from ..export.choice import PARTS, Part, about, items_of
from ..stores.chosen import chosen_across
from ..stores.inside import session_of, version_of
from ..stores.place_names import checked_name
from ..text import printable
from .places import ClosedPlace, OpenPlace, system_errors_told

if TYPE_CHECKING:
    from ..session.model.items import Item
    from ..session.model.snapshot import Snapshot
    from ..stores.view import Version


def check_export(
    file: FilePath | None,
    *,
    format: str | None,  # noqa: A002
    ids: Sequence[str],
    part: Part,
    flags: tuple[bool, bool],
) -> tuple[str, ...]:
    """The ids, where that can be asked for. Raises TypeError, UsageError, Unreadable."""
    if file is not None:
        checked_name(path_of(file, "file"))
    text_or_none(format, "format")
    wanted = texts_of(ids, "ids", ID_HINT)
    if text_of(part, "part") not in PARTS:
        raise UsageError(f"{printable(part)}: there is no such part; there are {', '.join(PARTS)}")
    for flag, name in zip(flags, ("with_private", "replace"), strict=True):
        yes_or_no(flag, name)
    return wanted


def export_session(
    snapshot: Snapshot,
    version: Version,
    place: OpenPlace | ClosedPlace,
    file: FilePath | None,
    *,
    format: str | None,  # noqa: A002
    ids: Sequence[str],
    part: Part,
    with_private: bool,
    replace: bool,
) -> bytes | int:
    """As ``sessiontui.export``; ``place`` is where ids name other versions."""
    flags = with_private, replace
    ids = check_export(file, format=format, ids=ids, part=part, flags=flags)
    target = None if file is None else Path(checked_name(path_of(file, "file")))
    chosen = formats.format_for(format, None if target is None else target.name)
    if target is not None:
        from ..export.allowed_place import check_new_file

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
    snapshot: Snapshot,
    version: Version,
    place: OpenPlace | ClosedPlace,
    ids: Sequence[str],
    part: Part,
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
