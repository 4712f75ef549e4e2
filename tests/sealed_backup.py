"""An encrypted Firefox Backup, made in Python as Firefox 153 makes it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
from functools import cache
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tests.backup_page import BOUNDARY

CHUNK = 1 << 20
ROUNDS = 600_000


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    return hmac.digest(hmac.digest(salt or bytes(32), key, "sha256"), info + b"\x01", "sha256")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


@cache
def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _jwk(key: rsa.RSAPrivateKey) -> dict[str, str]:
    numbers = key.private_numbers()
    named = {
        "n": numbers.public_numbers.n, "e": numbers.public_numbers.e, "d": numbers.d,
        "p": numbers.p, "q": numbers.q, "dp": numbers.dmp1, "dq": numbers.dmq1, "qi": numbers.iqmp,
    }  # fmt: skip
    return {
        name: base64.urlsafe_b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big"))
        .rstrip(b"=").decode()
        for name, value in named.items()
    }  # fmt: skip


def sealed_page(
    zipped: bytes, password: str, meta: dict[str, Any], rounds: int = ROUNDS
) -> tuple[bytes, dict[str, Any]]:
    """The page around a ZIP, and its ``encConfig`` for whoever wants to change something of it."""
    salt = os.urandom(32) + b"backupkey-v1"
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds, 32)
    auth, enc = _hkdf(key, b"", b"backupkey-auth"), _hkdf(key, b"", b"backupkey-enc-key")
    nonce = os.urandom(96)
    secrets = json.dumps({"privateKey": _jwk(_key()), "OSKeyStoreSecret": ""}).encode()
    material = os.urandom(32)
    way = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    said = json.dumps(meta, separators=(",", ":"), ensure_ascii=False).encode()
    config = {
        "salt": _text(salt),
        "nonce": _text(nonce),
        "wrappedSecrets": _text(AESGCM(enc).encrypt(nonce, secrets, None)),
        "wrappedArchiveKeyMaterial": _text(_key().public_key().encrypt(material, way)),
        "confirmation": _text(
            hmac.digest(_hkdf(material, auth, b"archive-auth-key"), said, "sha256")
        ),
    }
    cipher = AESGCM(_hkdf(material, auth, b"archive-enc-key"))
    pieces = [zipped[at : at + CHUNK] for at in range(0, len(zipped), CHUNK)]
    lines = []
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1 and len(piece) < CHUNK
        iv = bytes([last, 0, 0, 0]) + number.to_bytes(8, "big")
        lines.append(base64.b64encode(cipher.encrypt(iv, piece, None)))
    return page_with(config, meta, lines), config


def page_with(config: object, meta: object, lines: list[bytes]) -> bytes:
    """A page with these lines of base64."""
    about = json.dumps({"version": 2, "encConfig": config, "meta": meta})
    head = (
        f"<!DOCTYPE html>\n<!-- Version: 1 -->\n<html>page</html>\n<!-- Begin inline MIME --\n"
        f'Content-Type: multipart/mixed; boundary="{BOUNDARY}"\n\n--{BOUNDARY}\n'
        f"Content-Type: application/json; charset=utf-8\n\n{about}\n--{BOUNDARY}\n"
        "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"
    )
    end = f"\n\n--{BOUNDARY}\n---- End inline MIME -->\n"
    return head.encode() + b"\n".join(lines) + end.encode()
