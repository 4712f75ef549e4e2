"""What is packed is looked through to its last layer, and nothing in it is trusted."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest

from sessiontui.codec import packed
from sessiontui.codec.packed import is_packed, texts
from sessiontui.errors import Damaged, NotASession, SessiontuiError
from tests.builders import mozlz4

TEXT = b'{"windows":[]}' + "ä€".encode()


def zipped(*datas: bytes, comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for i, data in enumerate(datas):
            file.writestr(f"name {i}", data)
        file.comment = comment
    return out.getvalue()


def tarred(*datas: bytes, how: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=how) as file:
        folder = tarfile.TarInfo("folder")
        folder.type = tarfile.DIRTYPE
        file.addfile(folder)
        for i, data in enumerate(datas):
            about = tarfile.TarInfo(f"folder/{'long ' * 40}{i}")
            about.size = len(data)
            file.addfile(about, io.BytesIO(data))
    return out.getvalue()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "mozLz4": mozlz4,
    "gzip": gzip.compress,
    "gzip of two": lambda data: gzip.compress(data[:5]) + gzip.compress(data[5:]),
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda data: zipped(b"else", data),
    "tar": lambda data: tarred(b"else", data),
    "tar of GNU": lambda data: tarred(b"else", data, how=tarfile.GNU_FORMAT),
}


@pytest.mark.parametrize("outer", PACK)
@pytest.mark.parametrize("inner", PACK)
def test_every_text_is_found_in_two_layers_of_any_kind(outer: str, inner: str) -> None:
    data = PACK[outer](PACK[inner](TEXT))
    assert is_packed(data[: packed.HEAD])
    assert TEXT in list(texts(data))


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_of_an_editor_is_utf_8(coding: str) -> None:
    data = ('{"windows":[' + '"page",' * 20).encode(coding)
    assert is_packed(data[: packed.HEAD])
    assert b'"windows"' in b"".join(texts(gzip.compress(data)))


def test_plain_bytes_are_what_they_are() -> None:
    for data in (b"", TEXT, b"PK", b"\0" * 700):
        assert list(texts(data)) == [data]
        assert not is_packed(data[: packed.HEAD])


def test_names_in_an_archive_count() -> None:
    assert b"name 1" in b"\n".join(texts(zipped(b"", b"")))
    assert b"folder/long" in b"\n".join(texts(tarred(b"")))


def encrypted() -> bytes:
    data = bytearray(zipped(TEXT))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(magic) + at] |= 1
    return bytes(data)


def spoilt(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


UNREADABLE = {
    "zip with a password": (encrypted(), NotASession, "password"),
    "cut zip": (zipped(TEXT)[:-30], Damaged, "ZIP"),
    "no zip": (b"PK\x03\x04" + bytes(30), Damaged, "ZIP"),
    "spoilt zip": (spoilt(zipped(TEXT), 38, b"\xff" * 9), Damaged, "ZIP"),
    "cut gzip": (gzip.compress(TEXT)[:-9], Damaged, "cut short"),
    "spoilt gzip": (spoilt(gzip.compress(TEXT), 10, b"\xff" * 9), Damaged, "gzip"),
    "cut bzip2": (bz2.compress(TEXT)[:-9], Damaged, "cut short"),
    "cut xz": (lzma.compress(TEXT)[:-9], Damaged, "cut short"),
    "tar, cut in a file": (tarred(TEXT * 99)[:2500], Damaged, "cut short"),
    "tar, cut in a header": (tarred(TEXT * 99)[:2000], Damaged, "cut short"),
    "tar with a length below 0": (spoilt(tarred(TEXT), 512 + 124, b"-7" * 6), Damaged, "tar"),
    "tar with no length": (spoilt(tarred(TEXT), 512 + 124, b"many"), Damaged, "tar"),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(9), NotASession, "7z"),
    "zstd in a zip": (zipped(TEXT, b"\x28\xb5\x2f\xfd" + bytes(9)), NotASession, "Zstandard"),
}


@pytest.mark.parametrize(("data", "kind", "words"), UNREADABLE.values(), ids=list(UNREADABLE))
def test_what_cannot_be_looked_through_is_said(
    data: bytes, kind: type[SessiontuiError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        list(texts(data))


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zip"])
def test_no_more_is_unpacked_than_was_agreed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST", 1 << 20)
    with pytest.raises(NotASession, match="holds more than 1,048,576 bytes"):
        list(texts(PACK[name](bytes(2 << 20))))
    half = gzip.compress(bytes(700_000))
    with pytest.raises(NotASession, match="holds more than"):  # each alone would do
        list(texts(zipped(half, half)))


def test_layers_end() -> None:
    data = TEXT
    for _ in range(9):
        data = gzip.compress(data)
    with pytest.raises(NotASession, match="more than 8 layers"):
        list(texts(data))
