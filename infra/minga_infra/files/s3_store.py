"""Files in an S3-compatible bucket, through obstore (the extra `s3`), under `sha256/ab/cd/abcd…`.

The hash is known only when all bytes came, so they are written aside first, as in the local store. An object store shows an
object when it is whole; nothing has to be renamed there.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable
from pathlib import Path
from typing import TYPE_CHECKING

from minga_infra.files.quarantine import quarantine, take_in
from minga_platform.kernel.files import FILE_BYTES, FileMissing, StoredFile, is_sha256

if TYPE_CHECKING:
    from obstore.store import ClientConfig, ObjectStore


class S3Store:
    """A `FileStore` over any store that obstore speaks to. `incoming` is a folder of this machine."""

    def __init__(self, store: "ObjectStore", *, incoming: Path) -> None:
        self._store = store
        self.incoming = incoming

    @classmethod
    def at(cls, url: str, *, incoming: Path, endpoint: str | None = None, **config: str) -> "S3Store":
        """`s3://bucket/prefix` at Amazon or, with `endpoint`, at anyone who speaks its protocol (Garage, MinIO, Ceph).

        What `config` does not name (region, access_key_id, secret_access_key) is read from the usual AWS_… variables.
        """
        # obstore is imported here: most installations keep files in a folder, and it weighs 16 MB.
        from obstore.store import S3Store as Bucket

        client: ClientConfig = {"timeout": "30s", "connect_timeout": "5s"}
        if endpoint:
            # Others seldom have a host name for each bucket; plain http serves a machine of one's own.
            config |= {"endpoint": endpoint, "virtual_hosted_style_request": "false"}
            client["allow_http"] = endpoint.startswith("http://")
        bucket = Bucket.from_url(url, config=config, client_options=client)  # type: ignore[arg-type]
        return cls(bucket, incoming=incoming)

    async def put(self, chunks: AsyncIterable[bytes], *, limit: int = FILE_BYTES) -> StoredFile:
        """Refuses: FileTooLarge."""
        import obstore

        async with quarantine(self.incoming, limit=limit) as incoming:
            stored = await take_in(incoming, chunks)
            if await self.size(stored.sha256) != stored.size:
                await obstore.put_async(self._store, _name(stored.sha256), incoming.path)
        return stored

    async def get(self, sha256: str, *, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to `end`. Raises FileMissing before the first."""
        import obstore

        size = await self.size(sha256)
        if size is None:
            raise FileMissing(sha256)
        end = size if end is None else min(end, size)
        if start >= end:
            return
        try:
            answer = await obstore.get_async(self._store, _name(sha256), options={"range": (start, end)})
        except FileNotFoundError:
            raise FileMissing(sha256) from None
        async for chunk in answer.stream(min_chunk_size=256 * 1024):
            yield bytes(chunk)

    async def size(self, sha256: str) -> int | None:
        """Bytes, or None where there is no such file."""
        import obstore

        if not is_sha256(sha256):
            return None
        try:
            return (await obstore.head_async(self._store, _name(sha256)))["size"]
        except FileNotFoundError:
            return None

    async def exists(self, sha256: str) -> bool:
        """Whether all its bytes are there."""
        return await self.size(sha256) is not None

    async def delete(self, sha256: str) -> None:
        """Remove it; nothing happens where it is not."""
        import obstore

        if is_sha256(sha256):
            # Some stores say that a missing object cannot be removed, others do not: here it is the same.
            try:
                await obstore.delete_async(self._store, _name(sha256))
            except FileNotFoundError:
                await asyncio.sleep(0)


def _name(sha256: str) -> str:
    return f"sha256/{sha256[:2]}/{sha256[2:4]}/{sha256}"
