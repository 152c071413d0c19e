"""The job that hangs the pictures of an archive's products: out of the archive that was sent, through the cage that uploads go through.

A picture that cannot be read is told beside its product, which stays. Safe to repeat: what hangs already is not hung again.
"""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from minga_commons.files import room
from minga_infra.files import assembling, naming
from minga_infra.files.quarantine import quarantine, take_in
from minga_platform.exports.stalls import bringing, form, reading
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.files import FILE_BYTES, FileMissing, FileStore, NotAPicture, PictureMaker
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, shapes
from minga_platform.market.catalog.commands import products

_AT_ONCE = 50
"""How many products one job does: then another goes on, so that none runs for an hour."""

_WAITING = """SELECT id, imported -> 'archive' -> 'pictures' AS pictures FROM product WHERE cooperative_id = $1 AND stall_id = $2
    AND import_source = $3 AND imported -> 'archive' ->> 'file' = $4
    AND jsonb_array_length(imported -> 'archive' -> 'pictures') > 0 ORDER BY id LIMIT $5"""

_DONE = """UPDATE product SET imported = jsonb_set(imported, '{archive,pictures}', '[]')
    || jsonb_build_object('picture_problems', coalesce(imported -> 'picture_problems', '{}') || $3)
WHERE cooperative_id = $1 AND id = $2"""


async def bring_pictures(desk: Desk, payload: dict[str, Any]) -> None:
    """`payload`: stall_id, file_id, agent_id."""
    stall_id, file_id, agent_id = (UUID(payload[name]) for name in ("stall_id", "file_id", "agent_id"))
    async with desk.read() as work:
        sha256 = await work.value(
            "SELECT encode(sha256, 'hex') FROM file WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, file_id
        )
        waiting = await work.rows(_WAITING, work.cooperative_id, stall_id, form.SOURCE, str(file_id), _AT_ONCE)
    if sha256 is None or not waiting:
        return
    with TemporaryDirectory(prefix="minga-archive-") as folder:
        async with quarantine(Path(folder), limit=form.MOST_BYTES) as incoming:
            try:
                await take_in(incoming, desk.port(FileStore).get(sha256))
            except FileMissing:
                return
            for row in waiting:
                hanging = _Hanging(desk, incoming.path, Path(folder), row["id"], agent_id)
                await hanging.all(row["pictures"])
    if len(waiting) == _AT_ONCE:
        after = str(waiting[-1]["id"])
        await desk.run(
            lambda work: bringing.ask_pictures(
                work, stall_id=stall_id, file_id=file_id, agent_id=agent_id, begins_with=after
            )
        )


class _Hanging:
    """The pictures of one product."""

    def __init__(self, desk: Desk, archive: Path, folder: Path, product_id: UUID, agent_id: UUID) -> None:
        self._desk, self._archive, self._folder = desk, archive, folder
        self._product_id, self._agent_id = product_id, agent_id

    async def all(self, told: list[dict[str, Any]]) -> None:
        """Those that do not hang yet, in their order; then the product waits for none, and knows what was refused."""
        problems: dict[str, Any] = {}
        for one in told:
            try:
                await self._one(one)
            except Refusal as refusal:
                problems[one["file"]] = {"fault": refusal.code(), "row": 0}

        async def done(work: Work) -> None:
            await work.execute(_DONE, work.cooperative_id, self._product_id, problems)
            await listing.refresh(work, [self._product_id])

        await self._desk.run(done)

    async def _one(self, one: Mapping[str, Any]) -> None:
        source = f"{form.SOURCE}:{one['id']}"
        async with self._desk.read() as work:
            if not await self._is_wanted(work, source):
                return
        path = self._folder / "picture"
        data = await asyncio.to_thread(self._bytes_of, one["file"])
        if data is None:
            raise NotAPicture
        await asyncio.to_thread(path.write_bytes, data)
        picture = await self._desk.port(PictureMaker).make(path)
        store: FileStore = self._desk.port(FileStore)
        sources: list[Path | bytes] = [rendition.data for rendition in picture.renditions]
        kept = [await assembling.store(store, rendition) for rendition in sources]

        async def hang(work: Work) -> None:
            # An archive of many products has several jobs: only one of them hangs this.
            await work.execute(
                "SELECT FROM product WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE",
                work.cooperative_id, self._product_id,
            )  # fmt: skip
            if not await self._is_wanted(work, source):
                return
            await room.require(work, self._agent_id, sum(part.size for part in kept))
            await naming.name(work, [part.sha256 for part in kept])
            name = str(one["file"]).rpartition("/")[2][:100]
            file_id = await assembling.write_picture(work, name, picture, kept, self._agent_id)
            await work.execute(
                "UPDATE file SET public = true WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, file_id
            )
            picture_id = await products.hang(work, self._product_id, file_id, one["alt"], source_url=source)
            await work.execute(
                "UPDATE picture SET focus_x = $3, focus_y = $4 WHERE cooperative_id = $1 AND id = $2",
                work.cooperative_id, picture_id, *one["focus"],
            )  # fmt: skip

        await self._desk.run(hang)
        await assembling.again_if_swept(store, sources, kept)

    def _bytes_of(self, name: str) -> bytes | None:
        with reading.open_archive(self._archive) as archive:
            return reading.bounded(archive, name, FILE_BYTES)

    async def _is_wanted(self, work: Work, source: str) -> bool:
        row = await work.row(
            """SELECT (SELECT count(*) FROM picture t WHERE t.cooperative_id = $1 AND t.product_id = $2) AS hung,
                EXISTS (SELECT FROM picture t WHERE t.cooperative_id = $1 AND t.product_id = $2 AND t.source_url = $3) AS there
            FROM product p WHERE p.cooperative_id = $1 AND p.id = $2""",
            work.cooperative_id, self._product_id, source,
        )  # fmt: skip
        return row is not None and not row["there"] and row["hung"] < shapes.MOST_PICTURES
