"""Bytes from outside on their way in: counted, hashed and written to a file of ours, which nobody can see by name.

The file is made in a folder of the installation (same file system as the store, so that it can be renamed into place), with
a random name and mode 0600. What a client calls its file plays no part. Whoever leaves the `with` early leaves nothing.
"""

import asyncio
import errno
import hashlib
import os
import secrets
import time
from collections.abc import AsyncIterable, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from minga_platform.kernel.files import DiskFull, FileTooLarge, StoredFile

_WRITE_BYTES = 1024 * 1024
_NO_DISK_LEFT = frozenset({errno.ENOSPC, errno.EDQUOT})


class Incoming:
    """An open quarantine file. `write` until done, then `close`; `path` is there while the `with` lasts."""

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.size = 0
        self._limit = limit
        self._hash = hashlib.sha256()
        self._waiting = bytearray()
        # O_EXCL and O_NOFOLLOW: a name that somebody guessed, or a link that waits there, is an error and never written to.
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)

    async def write(self, chunk: bytes) -> None:
        """Refuses: FileTooLarge, before the byte too many is written."""
        self.size += len(chunk)
        if self.size > self._limit:
            raise FileTooLarge(limit_bytes=self._limit)
        self._waiting += chunk
        if len(self._waiting) >= _WRITE_BYTES:
            await asyncio.to_thread(self._write_out)

    async def close(self) -> StoredFile:
        """All bytes are on the disk, not only in the machine's memory."""
        await asyncio.to_thread(self._finish)
        return StoredFile(self._hash.hexdigest(), self.size)

    def _write_out(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        self._hash.update(waiting)
        view = memoryview(waiting)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def _finish(self) -> None:
        self._write_out()
        os.fsync(self._descriptor)
        self.abandon()

    def abandon(self) -> None:
        """Close the file; its name goes with the `with`."""
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


@asynccontextmanager
async def quarantine(folder: Path, *, limit: int) -> AsyncIterator[Incoming]:
    """A file that is gone when the `with` ends, unless it was renamed by then.

    Refuses: DiskFull, where the disk has no room for it or for what the block makes of it.
    """
    try:
        incoming = await asyncio.to_thread(_open, folder, limit)
        try:
            yield incoming
        finally:
            # Not in a thread: this runs for a cancelled request too, where nothing may be waited for any more.
            incoming.abandon()
            incoming.path.unlink(missing_ok=True)
    except OSError as problem:
        if problem.errno in _NO_DISK_LEFT:
            raise DiskFull from problem
        raise


def _open(folder: Path, limit: int) -> Incoming:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Incoming(folder / secrets.token_hex(16), limit)


async def take_in(incoming: Incoming, chunks: AsyncIterable[bytes]) -> StoredFile:
    """All chunks into the file, then `close`."""
    async for chunk in chunks:
        await incoming.write(chunk)
    return await incoming.close()


def sweep(folder: Path, *, older_than_seconds: float = 3600, now: Callable[[], float] = time.time) -> int:
    """Remove what a killed process left behind; returns how many files went."""
    gone = 0
    if folder.is_dir():
        for path in folder.iterdir():
            with suppress(FileNotFoundError):
                if path.is_file() and now() - path.lstat().st_mtime > older_than_seconds:
                    path.unlink()
                    gone += 1
    return gone
