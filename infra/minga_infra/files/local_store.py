"""Files in a folder, named by their sha256: `<folder>/sha256/ab/cd/abcd…`.

A file is written aside, synced, and renamed into place, and its folder is synced too: after a power cut it is there whole or
not at all. No other text than 64 hex digits ever becomes part of a path.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterable
from pathlib import Path

from minga_infra.files.quarantine import quarantine, take_in
from minga_platform.kernel.files import FILE_BYTES, FileMissing, StoredFile, is_sha256

_READ_BYTES = 256 * 1024


class LocalStore:
    """A `FileStore` in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.incoming = folder / "incoming"

    async def put(self, chunks: AsyncIterable[bytes], *, limit: int = FILE_BYTES) -> StoredFile:
        """Refuses: FileTooLarge."""
        async with quarantine(self.incoming, limit=limit) as incoming:
            stored = await take_in(incoming, chunks)
            await asyncio.to_thread(self._settle, incoming.path, stored)
        return stored

    async def get(self, sha256: str, *, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `end`. Raises FileMissing before the first."""
        path = self._path(sha256)
        try:
            if path is None:
                raise FileNotFoundError
            descriptor = await asyncio.to_thread(os.open, path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except FileNotFoundError:
            raise FileMissing(sha256) from None
        try:
            position = start
            while end is None or position < end:
                wanted = _READ_BYTES if end is None else min(_READ_BYTES, end - position)
                chunk = await asyncio.to_thread(os.pread, descriptor, wanted, position)
                if not chunk:
                    return
                position += len(chunk)
                yield chunk
        finally:
            os.close(descriptor)

    async def size(self, sha256: str) -> int | None:
        """Bytes, or None where there is no such file."""
        path = self._path(sha256)
        if path is None:
            return None
        try:
            return (await asyncio.to_thread(path.lstat)).st_size
        except FileNotFoundError:
            return None

    async def exists(self, sha256: str) -> bool:
        """Whether all its bytes are there."""
        return await self.size(sha256) is not None

    async def delete(self, sha256: str) -> None:
        """Remove it; nothing happens where it is not."""
        path = self._path(sha256)
        if path is not None:
            await asyncio.to_thread(path.unlink, missing_ok=True)

    def _path(self, sha256: str) -> Path | None:
        if not is_sha256(sha256):
            return None
        return self._folder / "sha256" / sha256[:2] / sha256[2:4] / sha256

    def _settle(self, aside: Path, stored: StoredFile) -> None:
        target = self._path(stored.sha256)
        assert target is not None  # a hash of ours is 64 hex digits
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Renaming over an equal file is harmless, and mends one that a dying disk had cut short.
        aside.replace(target)
        for folder in (target.parent, target.parent.parent, target.parent.parent.parent):
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
