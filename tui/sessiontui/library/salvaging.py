"""Whatever can be read of one damaged file, for programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

from msgspec import Struct

from ..arguments import FilePath, path_of
from ..brief import brief
from ..codec.salvage.result import Salvage
from ..stores.place_names import checked_name
from ..text import printable
from ..workspace import Workspace
from .places import OpenPlace, name_of, read_all, system_errors_told
from .saved_session import SavedSession


class SalvagedFile(Struct, frozen=True):
    """What a file gave: its ``session``, and in ``result`` how much of it that is.

    ``result.share`` is from 0 to 1, None where nobody knows how much it was; ``result.damage`` says
    each damage as a ``sentence``; ``result.json`` is the repaired document. An undamaged file is
    ``result.complete``.
    """

    session: SavedSession
    result: Salvage

    def __repr__(self) -> str:
        return brief(self)

    def write(self, file: FilePath) -> int:
        """Write a repaired session file that Firefox loads, 0600; gives its bytes.

        mozLz4 when its name ends in ``lz4``, else JSON. Raises Refused: never over anything, nor
        where Firefox might load it by itself.
        """
        from ..export.repaired import check_repaired, write_repaired

        target = Path(checked_name(path_of(file, "file")))
        with system_errors_told():
            check_repaired(target)
        return write_repaired(self.result.json, target)


def salvage_file(file: FilePath | BinaryIO) -> SalvagedFile:
    """As ``sessiontui.salvage``."""
    from ..firefox.safe_reading import read_bytes
    from ..stores.file.store import BytesStore, FileStore
    from ..stores.salvage_whole import salvage_whole

    with system_errors_told():
        if isinstance(file, str | bytes | os.PathLike):
            path = Path(checked_name(path_of(file, "file")))
            name, data = printable(str(path)), read_bytes(path, own=True)[0]
            workspace = Workspace(FileStore(path, read_only=True))
        else:
            name, data = name_of(file), read_all(file)
            workspace = Workspace(BytesStore(data, name))
        version = workspace.store.versions()[0]
    found, snapshot = salvage_whole(name, data)
    return SalvagedFile(SavedSession(snapshot, version, OpenPlace(workspace), owned=True), found)
