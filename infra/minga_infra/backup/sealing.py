"""Encryption of a stream under a passphrase: scrypt, then AES-256-GCM in numbered chunks.

The construction is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, CRYPTO 2015): each chunk's nonce holds its number and
whether it is the last, so that chunks can be neither swapped, nor dropped, nor cut off at the end unnoticed. A plain
backup goes through the same door unsealed, so that reading never has to guess.
"""

import hashlib
import io
import os
import struct
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"minga backup 1 sealed\n"
PLAIN = b"minga backup 1 plain\n"
_CHUNK = 1 << 20
_SALT = 16
_TAG = 16
# RFC 7914's interactive parameters doubled twice: about half a second and 128 MiB for whoever guesses.
_SCRYPT = {"n": 2**17, "r": 8, "p": 1, "maxmem": 256 << 20}


class WrongPassphrase(RuntimeError):
    """The passphrase does not fit, or the first bytes were changed."""


class DamagedBackup(RuntimeError):
    """The file was cut, changed or is none of ours."""


def _key(passphrase: str, salt: bytes) -> bytes:
    return hashlib.scrypt(passphrase.encode(), salt=salt, dklen=32, **_SCRYPT)


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + struct.pack(">IB", number, last)


class Sealed(io.RawIOBase):
    """A writer that encrypts what passes through. Close it, or the file ends without its last chunk and is damaged."""

    def __init__(self, target: BinaryIO, passphrase: str | None) -> None:
        self._target = target
        self._buffer = bytearray()
        self._number = 0
        self._cipher: AESGCM | None = None
        if passphrase is None:
            target.write(PLAIN)
            return
        salt, self._prefix = os.urandom(_SALT), os.urandom(7)
        target.write(MAGIC + salt + self._prefix)
        self._cipher = AESGCM(_key(passphrase, salt))

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview", /) -> int:  # type: ignore[override]  # narrower than Buffer
        if self._cipher is None:
            return self._target.write(data)
        self._buffer += data
        while (
            len(self._buffer) > _CHUNK
        ):  # More than one: the last chunk must stay here until it is known to be the last.
            self._emit(_CHUNK, last=False)
        return len(data)

    def _emit(self, size: int, *, last: bool) -> None:
        assert self._cipher is not None
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        self._target.write(self._cipher.encrypt(_nonce(self._prefix, self._number, last=last), piece, None))
        self._number += 1

    def close(self) -> None:
        if not self.closed and self._cipher is not None:
            self._emit(len(self._buffer), last=True)
        super().close()


class Opened(io.RawIOBase):
    """The reader of both kinds. Refuses: WrongPassphrase, DamagedBackup, while reading."""

    def __init__(self, source: BinaryIO, passphrase: str | None) -> None:
        self._source = source
        self._rest = b""
        self._number = 0
        self._done = False
        self._cipher: AESGCM | None = None
        kind = source.readline(64)
        if kind == PLAIN:
            return
        if kind != MAGIC:
            raise DamagedBackup("This file is no backup of ours.")
        if passphrase is None:
            raise WrongPassphrase("This backup is sealed; give --passphrase-file.")
        head = source.read(_SALT + 7)
        self._prefix = head[_SALT:]
        self._cipher = AESGCM(_key(passphrase, head[:_SALT]))
        self._ahead = source.read(_CHUNK + _TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, target: "bytearray | memoryview", /) -> int:  # type: ignore[override]  # narrower than Buffer
        if self._cipher is None:
            data = self._source.read(len(target))
        else:
            while not self._rest and not self._done:
                self._rest = self._next()
            data, self._rest = self._rest[: len(target)], self._rest[len(target) :]
        target[: len(data)] = data
        return len(data)

    def _next(self) -> bytes:
        assert self._cipher is not None
        piece, self._ahead = self._ahead, self._source.read(_CHUNK + _TAG)
        self._done = not self._ahead
        try:
            plain = self._cipher.decrypt(_nonce(self._prefix, self._number, last=self._done), piece, None)
        except InvalidTag:
            if self._number == 0:
                raise WrongPassphrase("The passphrase does not fit, or the file is damaged.") from None
            raise DamagedBackup("The backup is cut off or was changed.") from None
        self._number += 1
        return plain
