"""The job that does an import of manifests out of a file that was uploaded."""

import io
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from minga_commons.okh import bundles
from minga_commons.okh.bundles import Piece
from minga_commons.registry.commands.importing import IMPORT
from minga_commons.registry.manifests import running
from minga_platform.kernel.files import FileMissing, FileStore
from minga_platform.kernel.jobs import Desk, Job

LARGEST = 20 * 1024 * 1024
"""Bytes of an upload that we read at once."""


async def import_manifests(desk: Desk, payload: dict[str, Any]) -> None:
    """`payload`: import_id. Safe to repeat: goes on where it stopped."""
    import_id = UUID(payload["import_id"])
    async with desk.read() as work:
        row = await work.row(
            """SELECT i.name, encode(f.sha256, 'hex') AS sha256, f.bytes FROM manifest_import i
            JOIN file f ON f.cooperative_id = i.cooperative_id AND f.id = i.file_id
            WHERE i.cooperative_id = $1 AND i.id = $2 AND i.ended_at IS NULL""",
            work.cooperative_id,
            import_id,
        )
    if row is None:
        return
    if row["bytes"] > LARGEST:
        await running.fail(desk.run, import_id, "too_large")
        return
    data = bytearray()
    try:
        async for chunk in desk.port(FileStore).get(row["sha256"]):
            data += chunk
    except FileMissing:
        await running.fail(desk.run, import_id, "missing")
        return
    whole = bytes(data)
    await running.run(desk.run, import_id, lambda: pieces_of(whole, row["name"]))


def pieces_of(data: bytes, name: str) -> Iterator[Piece]:
    """The manifests of an upload: one, or those of an archive, told by its first bytes."""
    if data.startswith((b"PK\x03\x04", b"\x1f\x8b")) or bundles.is_archive_name(name):
        return bundles.of_archive(io.BytesIO(data), name)
    return iter((Piece(name, data),))


JOBS = (Job(IMPORT, import_manifests),)
