"""Previews are drawn, half-brought uploads thrown away, and files that nothing shows are swept: a photo taken down or never hung, a table that was imported.

A file is shown while any row of any feature points at it; which these are is read from the tables themselves, so a feature
that comes later need not be named here. A week passes between the two, for second thoughts. Rows go first, their bytes an
hour later and only if no row of any co-op names them.
"""

import contextlib
import functools
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from minga_commons.files import keeping, kinds, uploads
from minga_infra.files import assembling, naming
from minga_infra.files.quarantine import quarantine, take_in
from minga_platform.kernel.errors import Refusal
from minga_platform.kernel.files import (
    LARGE_FILE_BYTES,
    FileStore,
    PictureBroken,
    PictureMaker,
    PictureTooCostly,
    PictureTooLarge,
    PreviewMaker,
    Rendition,
)
from minga_platform.kernel.jobs import Desk, Job, Sweep
from minga_platform.kernel.whole import every_table
from minga_platform.kernel.work import Work

IDLE = timedelta(days=7)
"""How long a file stays that nothing shows."""

_UNNAMED = timedelta(hours=1)
"""How long bytes stay whose last row went; see `naming.py`."""

_BATCH = 200


@functools.cache
def _is_shown() -> str:
    """The condition on `file f`: some row points at it."""
    found = sorted(
        (table.name, key.elements[-1].parent.name)
        for table in every_table().tables.values()
        for key in table.foreign_key_constraints
        if key.referred_table.name == "file"
    )
    assert found, "the tables are declared before the first round"
    return " OR ".join(
        f"EXISTS (SELECT FROM {table} t{place} WHERE t{place}.cooperative_id = f.cooperative_id AND t{place}.{column} = f.id)"
        for place, (table, column) in enumerate(found)
    )


async def sweep(desk: Desk) -> None:
    """One round. Safe to repeat, and beside others."""
    await desk.run(_mark)
    while await desk.run(_forget) == _BATCH:
        pass
    store: FileStore | None = desk.ports.get(FileStore)
    if store is None:
        return
    while await _remove(desk, store):
        pass


async def _mark(work: Work) -> None:
    await work.execute(
        f"UPDATE file f SET idle_since = CASE WHEN {_is_shown()} THEN NULL ELSE $2::timestamptz END "
        f"WHERE f.cooperative_id = $1 AND ({_is_shown()}) = (f.idle_since IS NOT NULL)",
        work.cooperative_id,
        work.now,
    )


async def _forget(work: Work) -> int:
    """Rows that were idle long enough go, and their bytes are listed; how many rows."""
    rows = await work.rows(
        "DELETE FROM file d USING (SELECT f.id FROM file f WHERE f.cooperative_id = $1 AND f.idle_since <= $2 "
        f"AND NOT ({_is_shown()}) ORDER BY f.id LIMIT $3 FOR UPDATE SKIP LOCKED) gone "
        "WHERE d.cooperative_id = $1 AND d.id = gone.id RETURNING encode(d.sha256, 'hex') AS sha256, d.renditions",
        work.cooperative_id, work.now - IDLE, _BATCH,
    )  # fmt: skip
    hashes = {row["sha256"] for row in rows} | {one["sha256"] for row in rows for one in row["renditions"]}
    await work.execute(
        "INSERT INTO unnamed_file (sha256, since) SELECT h, $2 FROM unnest($1::text[]) AS h ON CONFLICT (sha256) DO UPDATE SET since = excluded.since",
        sorted(hashes), work.now,
    )  # fmt: skip
    return len(rows)


async def _remove(desk: Desk, store: FileStore) -> bool:
    """One file's bytes; False when none is left to look at.

    The store is asked within the unit, against the habit of the house: the row's lock is what keeps a new name from coming
    between looking and removing. Nobody waits for it but who uploads these very bytes.
    """

    async def command(work: Work) -> Any:
        sha256 = await work.value(
            "SELECT sha256 FROM unnamed_file WHERE since <= $1 ORDER BY since LIMIT 1 FOR UPDATE SKIP LOCKED",
            work.now - _UNNAMED,
        )
        if sha256 is not None:
            if not await work.value("SELECT file_is_named($1)", sha256):
                await store.delete(sha256)
            await work.execute("DELETE FROM unnamed_file WHERE sha256 = $1", sha256)
        return sha256

    return await desk.run(command) is not None


async def preview(desk: Desk, payload: dict[str, Any]) -> None:
    """Draw a model or the first page of a sheet. What cannot be drawn is kept all the same, without a picture."""
    file_id = UUID(payload["file"])
    async with desk.read() as work:
        found = (await keeping.files(work, [file_id])).get(file_id)
    kind = kinds.kind_of(found.media_type) if found else None
    if found is None or kind is None or found.preview != "waiting":
        return
    store: FileStore = desk.port(FileStore)
    maker: PreviewMaker = desk.port(PreviewMaker)
    drawn: Sequence[Rendition] = ()
    with tempfile.TemporaryDirectory(prefix="minga-preview-") as folder:
        async with quarantine(Path(folder), limit=LARGE_FILE_BYTES) as incoming:
            await take_in(incoming, store.get(found.sha256))
            with contextlib.suppress(PictureBroken, PictureTooLarge, PictureTooCostly):
                drawn = await maker.draw(incoming.path, kind.preview)
    kept = [await assembling.store(store, one.data) for one in drawn]

    async def command(work: Work) -> None:
        await naming.name(work, [one.sha256 for one in kept])
        await keeping.drawn(work, file_id=file_id, renditions=assembling.described(drawn, kept))

    await desk.run(command)
    await assembling.again_if_swept(store, [one.data for one in drawn], kept)


async def sweep_uploads(desk: Desk) -> None:
    """Uploads that nobody went on with are thrown away; whole ones whose process died are put together."""
    while await desk.run(lambda work: uploads.sweep_expired(work, _BATCH)) == _BATCH:
        pass
    store: FileStore | None = desk.ports.get(FileStore)
    if store is None:
        return
    async with desk.read() as work:
        left = await uploads.waiting(work, _BATCH)
    with tempfile.TemporaryDirectory(prefix="minga-uploads-") as folder:
        for upload_id in left:
            bench = assembling.Bench(store, desk.port(PictureMaker), Path(folder))
            # Refused, it is gone, and its sender is told when she asks.
            with contextlib.suppress(Refusal):
                await assembling.finish(bench, desk.run, upload_id)


JOBS = (Job(keeping.PREVIEW_JOB, preview),)
SWEEPS = (Sweep("files.sweep", 3600.0, sweep), Sweep("files.uploads", 600.0, sweep_uploads))
