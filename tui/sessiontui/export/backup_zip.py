"""A safety copy as one ZIP file, laid out like the profile, its manifest last."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterable, Iterator

from ..firefox.safety_files import MANIFEST
from ..private_files import PRIVATE
from ..stores.safety_copy import CopiedFile, Missed, Origin, SafetyCopy, WholeFile
from ..stores.safety_copy import manifest as manifest_of

_FIRST_YEAR = 1980  # a ZIP knows no moment before


class BackupZip:
    """Makes the bytes of the ZIP while the pieces come; ``copy`` says afterwards what is in it.

    One file at a time is in memory. What is compressed already is stored as it is.
    """

    def __init__(self, origin: Origin, pieces: Iterable[WholeFile | Missed], now: float) -> None:
        self._pieces = pieces
        self.copy = SafetyCopy(origin, now, (), ())

    def chunks(self) -> Iterator[bytes]:
        """The bytes of the file, once. Raises whatever making the pieces raises."""
        out = _Drained()
        files: list[CopiedFile] = []
        missed: list[Missed] = []
        with zipfile.ZipFile(out, "w") as archive:
            for piece in self._pieces:
                if isinstance(piece, Missed):
                    missed.append(piece)
                    continue
                about = piece.about
                archive.writestr(_entry(about.name, about.modified), piece.data)
                files.append(about)
                yield out.drain()
            made = self.copy.made
            self.copy = SafetyCopy(self.copy.origin, made, tuple(files), tuple(missed))
            archive.writestr(_entry(MANIFEST, made), manifest_of(self.copy))
        yield out.drain()


def _entry(name: str, modified: float) -> zipfile.ZipInfo:
    moment = time.localtime(modified / 1000)
    year = min(max(moment.tm_year, _FIRST_YEAR), 2107)
    info = zipfile.ZipInfo(name, (year, *moment[1:6]))
    info.compress_type = zipfile.ZIP_STORED if "lz4" in name else zipfile.ZIP_DEFLATED
    info.external_attr = PRIVATE << 16
    return info


class _Drained(io.BytesIO):
    """A file that gives away what was written; positions go on counting from the beginning.

    ``zipfile`` goes back only within the entry it is at, to fill in what it knows at its end.
    """

    def __init__(self) -> None:
        super().__init__()
        self._gone = 0

    def drain(self) -> bytes:
        """What was written since the last time."""
        data = self.getvalue()
        self._gone += len(data)
        super().seek(0)
        super().truncate()
        return data

    def tell(self) -> int:
        """The position in the whole file."""
        return self._gone + super().tell()

    def seek(self, position: int, whence: int = io.SEEK_SET) -> int:
        """Go to a position of the whole file, one that was not given away yet."""
        if whence != io.SEEK_SET:
            return self._gone + super().seek(position, whence)
        return self._gone + super().seek(position - self._gone)
