"""The job that gets one picture of an import: fetched under guard, decoded in its cage, hung with its product.

A picture that cannot be had is a problem of its row: it is written beside the product, which stays. Safe to repeat: a
picture that hangs already is not fetched again.
"""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from minga_commons.registry.commands.importing import FETCH
from minga_infra.files import naming
from minga_infra.imports.archives import bring_pictures
from minga_infra.imports.manifests import fetch_manifest
from minga_infra.outbound.fetching import PICTURE_BYTES, FetchFailed, GuardedFetcher
from minga_platform.exports.stalls.bringing import BRING_PICTURES
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.files import FileStore, Picture, PictureMaker
from minga_platform.kernel.jobs import Desk, Job
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, shapes
from minga_platform.market.catalog.commands import products
from minga_platform.market.catalog.commands.import_products import FETCH_PICTURE


async def fetch_picture(desk: Desk, payload: dict[str, Any]) -> None:
    """`payload`: product_id, url, alt, row."""
    product_id, url = UUID(payload["product_id"]), payload["url"]
    async with desk.read() as work:
        if not await _is_wanted(work, product_id, url):
            return
    with TemporaryDirectory(prefix="minga-picture-") as folder:
        path = Path(folder) / "picture"
        try:
            await _fetch(desk, url, path)
            picture = await desk.port(PictureMaker).make(path)
        except (FetchFailed, Refusal) as problem:
            fault = problem.fault.value if isinstance(problem, FetchFailed) else problem.code()

            async def note(work: Work) -> None:
                await _note(work, product_id, url, fault, payload["row"])

            await desk.run(note)
            return
    kept = [await _store(desk.port(FileStore), rendition.data) for rendition in picture.renditions]

    async def hang(work: Work) -> None:
        if await _is_wanted(work, product_id, url):
            await naming.name(work, [sha256 for sha256, _ in kept])
            file_id = await _write_down(work, picture, kept, url)
            await products.hang(work, product_id, file_id, payload["alt"], source_url=url)
            await listing.refresh(work, [product_id])

    await desk.run(hang)
    lost = await naming.missing(desk.port(FileStore), [sha256 for sha256, _ in kept])
    for rendition, (sha256, _) in zip(picture.renditions, kept, strict=True):
        if sha256 in lost:
            await _store(desk.port(FileStore), rendition.data)


async def _is_wanted(work: Work, product_id: UUID, url: str) -> bool:
    row = await work.row(
        """SELECT (SELECT count(*) FROM picture t WHERE t.cooperative_id = $1 AND t.product_id = $2) AS hung,
            EXISTS (SELECT FROM picture t WHERE t.cooperative_id = $1 AND t.product_id = $2 AND t.source_url = $3) AS there
        FROM product p WHERE p.cooperative_id = $1 AND p.id = $2""",
        work.cooperative_id,
        product_id,
        url,
    )
    return row is not None and not row["there"] and row["hung"] < shapes.MOST_PICTURES


async def _fetch(desk: Desk, url: str, path: Path) -> None:
    fetcher: GuardedFetcher = desk.ports.get(GuardedFetcher) or GuardedFetcher()
    with path.open("wb") as file:

        async def write(piece: bytes) -> None:
            file.write(piece)

        await fetcher.fetch(url, write, limit=PICTURE_BYTES)


async def _store(store: FileStore, data: bytes) -> tuple[str, int]:
    async def whole() -> AsyncIterator[bytes]:
        yield data

    stored = await store.put(whole())
    return stored.sha256, stored.size


async def _write_down(work: Work, picture: Picture, kept: list[tuple[str, int]], url: str) -> UUID:
    file_id = ids.new()
    renditions = [
        {"width": one.width, "height": one.height, "media_type": one.media_type, "sha256": sha256, "bytes": size}
        for one, (sha256, size) in zip(picture.renditions, kept, strict=True)
    ]
    largest = renditions[-1]
    await work.execute(
        """INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, width, height, renditions, public, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, true, $10)""",
        work.cooperative_id, file_id, bytes.fromhex(str(largest["sha256"])), largest["media_type"],
        sum(size for _, size in kept), url.rpartition("/")[2][:100] or "picture", picture.width, picture.height, renditions,
        work.now,
    )  # fmt: skip
    return file_id


async def _note(work: Work, product_id: UUID, url: str, fault: str, row: int) -> None:
    """Beside the product, by address, so that a page can say which pictures are missing and why."""
    await work.execute(
        """UPDATE product SET imported = jsonb_set(coalesce(imported, '{}'),
            '{picture_problems}', coalesce(imported -> 'picture_problems', '{}') || $3)
        WHERE cooperative_id = $1 AND id = $2""",
        work.cooperative_id,
        product_id,
        {url: {"fault": fault, "row": row}},
    )


JOBS = (Job(FETCH_PICTURE, fetch_picture), Job(FETCH, fetch_manifest), Job(BRING_PICTURES, bring_pictures))
