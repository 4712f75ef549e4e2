"""An encrypted Firefox Backup: from a password to the chunks of its ZIP.

As ArchiveEncryption.sys.mjs and ArchiveEncryptionState.sys.mjs (153) make it: a key derived from
the password opens the secrets, the RSA key among them opens the key material of this one archive,
and from that come the keys of its chunks and of a confirmation over what stands beside the ZIP.
Only AES-GCM and RSA-OAEP need a library: ``cryptography``, the extra ``sessiontui[backup]``.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, Final

from ...errors import Damaged, SessiontuiError, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable

_ROUNDS: Final = 600_000
_KEY: Final = 32
_LAST: Final = 1


class WrongPassword(Unreadable):
    """The password does not open the backup."""


def opener(
    sealed: dict[str, Any], meta: dict[str, Any], password: str
) -> Callable[[bytes, int, bool], bytes]:
    """What decrypts a chunk, by its number and whether it is the last one.

    Raises WrongPassword, Damaged, and Unreadable without the library.
    """
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    except ImportError:
        raise Unreadable(
            "this backup by Firefox is encrypted, and opening it needs the package cryptography: "
            "pip install 'sessiontui[backup]'"
        ) from None
    try:
        key = hashlib.pbkdf2_hmac(
            "sha256", password.encode(), _bytes(sealed, "salt"), _ROUNDS, _KEY
        )
        auth = _hkdf(key, b"", b"backupkey-auth")
        enc = _hkdf(key, b"", b"backupkey-enc-key")
        try:
            secrets = AESGCM(enc).decrypt(
                _bytes(sealed, "nonce"), _bytes(sealed, "wrappedSecrets"), None
            )
        except InvalidTag:
            raise WrongPassword("the password does not open this backup by Firefox") from None
        material = _unwrapped(json.loads(secrets)["privateKey"], sealed)
        chunk_key = _hkdf(material, auth, b"archive-enc-key")
        own_key = _hkdf(material, auth, b"archive-auth-key")
        said = json.dumps(meta, separators=(",", ":"), ensure_ascii=False).encode()
        if not hmac.compare_digest(
            hmac.digest(own_key, said, "sha256"), _bytes(sealed, "confirmation")
        ):
            raise Damaged("this backup by Firefox was changed after it was made")
    except SessiontuiError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged(
            f"how this backup by Firefox is encrypted cannot be read ({type(error).__name__})"
        ) from None
    cipher = AESGCM(chunk_key)

    def opened(chunk: bytes, number: int, last: bool) -> bytes:
        # Where the ZIP fills its last chunk exactly, Firefox marks none as the last.
        for flag in (_LAST, 0) if last else (0,):
            nonce = bytes([flag, 0, 0, 0]) + number.to_bytes(8, "big")
            try:
                return cipher.decrypt(nonce, chunk, None)
            except InvalidTag:
                continue
        raise OSError(errno.EIO, f"chunk {number + 1} of the encrypted backup is damaged")

    return opened


def _unwrapped(private: dict[str, Any], sealed: dict[str, Any]) -> bytes:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    def number(name: str) -> int:
        text = private[name]
        return int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big")

    public = rsa.RSAPublicNumbers(number("e"), number("n"))
    key = rsa.RSAPrivateNumbers(
        number("p"), number("q"), number("d"), number("dp"), number("dq"), number("qi"), public
    ).private_key()
    way = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return key.decrypt(_bytes(sealed, "wrappedArchiveKeyMaterial"), way)


def _bytes(sealed: dict[str, Any], name: str) -> bytes:
    return base64.b64decode(sealed[name])


def _hkdf(key: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 of 32 bytes (RFC 5869)."""
    pseudo = hmac.digest(salt or bytes(_KEY), key, "sha256")
    return hmac.digest(pseudo, info + b"\x01", "sha256")
