"""Asking for an export, and making it in bounded memory."""

import csv
import io
import tempfile
import zipfile
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import IO, Any, Final
from uuid import UUID

import orjson

from minga_platform.exports.events import CooperativeExportAsked
from minga_platform.exports.lists import (
    FORMATS,
    KEPT_BACK,
    KINDS,
    OF_A_STALL,
    README,
    STATEMENTS,
    described,
    told_tables,
)
from minga_platform.exports.stalls import writing
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound, SignInNeeded
from minga_platform.kernel.files import FileStore
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

KEPT = timedelta(days=7)
CHUNK_BYTES = 256 * 1024
_AT_ONCE = 500
_IN_MEMORY = 4 * 1024 * 1024


async def ask_export(
    work: Work,
    viewer: Viewer,
    *,
    kind: str,
    format: str,  # noqa: A002 - the API's word
    stall_id: UUID | None = None,
) -> UUID:
    """Ask for a file; its id. One of the same kind that is still being made is not made twice.

    `everything` needs `exports.make` (proven anew), `orders` `payouts.see`, `products` `stall.see` of that stall, a whole `stall`
    `stall.export` (its keeper herself, proven anew); `purchases` are anybody's own.
    Refuses: SignInNeeded, NotFound, NotAllowed, StepUpNeeded, InvalidInput. Announces: CooperativeExportAsked.
    """
    if kind not in KINDS or format not in FORMATS:
        raise InvalidInput("kind" if kind not in KINDS else "format", "one_of")
    if (kind in OF_A_STALL) != (stall_id is not None):
        raise InvalidInput("stallId", "required")
    agent_id = await _may(work, viewer, kind, stall_id, prove=True)
    if stall_id is not None and not await work.value(
        "SELECT true FROM stall WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, stall_id
    ):
        raise NotFound  # Whoever may see every stall may name one that is none.
    await work.row("SELECT pg_advisory_xact_lock(hashtextextended('export ' || $1::text, 0))", str(agent_id))
    waiting: UUID | None = await work.value(
        "SELECT id FROM cooperative_export WHERE cooperative_id = $1 AND asked_by = $2 AND kind = $3 AND format = $4 "
        "AND stall_id IS NOT DISTINCT FROM $5::uuid AND ready_at IS NULL AND gone_at > $6",
        work.cooperative_id, agent_id, kind, format, stall_id, work.now,
    )  # fmt: skip
    if waiting is not None:
        return waiting
    export_id = ids.new()
    await work.execute(
        "INSERT INTO cooperative_export (cooperative_id, id, kind, format, asked_by, stall_id, asked_at, gone_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        work.cooperative_id, export_id, kind, format, agent_id, stall_id, work.now, work.now + KEPT,
    )  # fmt: skip
    work.emit(CooperativeExportAsked(export_id=str(export_id)))
    return export_id


async def _may(work: Work, viewer: Viewer, kind: str, stall_id: UUID | None, *, prove: bool) -> UUID:
    """The asker's agent, if she may have such a file. `prove`: that it is she, for the whole."""
    if viewer.person_id is None:
        raise SignInNeeded
    if kind in ("purchases", "stall"):
        # What a member bought, or all that she sells with, is no helper's to carry away, however well she helps with the rest.
        access.herself(viewer)
    if kind == "purchases":
        return await access.agent_of(work, viewer)
    capability = {
        "everything": "exports.make", "orders": "payouts.see", "products": "stall.see", "stall": "stall.export",
    }[kind]  # fmt: skip
    if kind in ("everything", "stall") and not prove:
        if not await access.may(work, viewer, capability, stall_id=stall_id):
            raise NotFound
        return await access.agent_of(work, viewer)
    return await access.require(work, viewer, capability, stall_id=stall_id)


async def found(work: Work, viewer: Viewer, export_id: UUID) -> Any:
    """The row of a file that is ready, for who asked for it and still may. Refuses: NotFound."""
    if viewer.person_id is None:
        raise NotFound
    row = await work.row(
        "SELECT * FROM cooperative_export WHERE cooperative_id = $1 AND id = $2 AND ready_at IS NOT NULL AND gone_at > $3",
        work.cooperative_id, export_id, work.now,
    )  # fmt: skip
    present = await access.standing(work, viewer)
    if row is None or present is None or present.agent_id != row["asked_by"]:
        raise NotFound
    await _may(work, viewer, row["kind"], row["stall_id"], prove=False)
    return row


async def chunk(work: Work, export_id: UUID, number: int) -> bytes | None:
    """A piece of a file, for callers that asked `found` first; None behind the last."""
    data: bytes | None = await work.value(
        "SELECT data FROM export_chunk WHERE cooperative_id = $1 AND export_id = $2 AND number = $3",
        work.cooperative_id, export_id, number,
    )  # fmt: skip
    return data


async def mine(work: Work, viewer: Viewer) -> list[Any]:
    """The asker's exports that are not gone, the newest first. Refuses: SignInNeeded, NotFound."""
    agent_id = await access.agent_of(work, viewer)
    return await work.rows(
        "SELECT e.id, e.kind, e.format, e.stall_id, e.asked_at, e.ready_at, e.gone_at, e.bytes, e.rows FROM cooperative_export e "
        "WHERE e.cooperative_id = $1 AND e.asked_by = $2 AND e.gone_at > $3 ORDER BY e.asked_at DESC, e.id DESC LIMIT 50",
        work.cooperative_id, agent_id, work.now,
    )  # fmt: skip


async def make(desk: Desk, export_id: UUID) -> None:
    """Write the file and keep it in pieces. Safe to repeat: a later making takes the place of the earlier.

    Rows go through a cursor into a file on disk, and from there into the table: memory stays flat however large the co-op is.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        async with desk.read() as work:
            row = await work.row(
                "SELECT kind, format, asked_by, stall_id, ready_at FROM cooperative_export WHERE cooperative_id = $1 AND id = $2",
                work.cooperative_id, export_id,
            )  # fmt: skip
            if row is None or row["ready_at"] is not None:
                return
            if row["kind"] == "everything":
                rows = await _everything(work, row["format"], file)
            elif row["kind"] == "stall":
                rows = await writing.write(work, row["stall_id"], file, desk.ports.get(FileStore))
            else:
                text = io.TextIOWrapper(_Open(file), encoding="utf-8", newline="", write_through=True)  # type: ignore[type-var]
                found_rows = _stream(
                    work, STATEMENTS[row["kind"]], work.cooperative_id, row["asked_by"], row["stall_id"]
                )
                rows = await _write(found_rows, row["format"], text)
                text.detach()
        size = file.tell()
        await desk.run(lambda work: _keep(work, export_id, file, size, rows))


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Signs by which a spreadsheet takes a field for a formula; some take the wide forms of East Asian keyboards too."""


class _Open(io.RawIOBase):
    """A file that stays open when the text around it is done."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._file.write(data)


async def _keep(work: Work, export_id: UUID, file: IO[bytes], size: int, rows: int) -> None:
    scope = (work.cooperative_id, export_id)
    await work.execute("DELETE FROM export_chunk WHERE cooperative_id = $1 AND export_id = $2", *scope)
    file.seek(0)
    number = 0
    while data := file.read(CHUNK_BYTES):
        await work.execute(
            "INSERT INTO export_chunk (cooperative_id, id, export_id, number, data) VALUES ($1, $3, $2, $4, $5)",
            *scope, ids.new(), number, data,
        )  # fmt: skip
        number += 1
    await work.execute(
        "UPDATE cooperative_export SET ready_at = $3, bytes = $4, rows = $5 WHERE cooperative_id = $1 AND id = $2",
        *scope, work.now, size, rows,
    )  # fmt: skip


async def _everything(work: Work, format: str, file: IO[bytes]) -> int:  # noqa: A002 - as above
    """An archive with a file for each table. How many rows."""
    total = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
        name = await work.value("SELECT name FROM cooperative WHERE id = $1", work.cooperative_id)
        kept_back = "\n".join(f"- {table}: {why}" for table, why in sorted(KEPT_BACK.items()))
        readme = README.format(name=Text.stored(name).read("en"), made_at=work.now.isoformat(), kept_back=kept_back)
        archive.writestr("README.txt", readme)
        dictionary = io.StringIO(newline="")
        csv.writer(dictionary).writerows([("table", "column", "type", "nullable", "points_to"), *described()])
        archive.writestr("columns.csv", dictionary.getvalue())
        for table, columns in told_tables().items():
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = _stream(
                work, f'SELECT {listed} FROM "{table}" WHERE cooperative_id = $1 ORDER BY id', work.cooperative_id
            )
            ending = "csv" if format == "csv" else "jsonl"
            with (
                archive.open(f"{table}.{ending}", "w", force_zip64=True) as raw,
                io.TextIOWrapper(raw, encoding="utf-8", newline="") as text,
            ):
                total += await _write(rows, format, text, columns)
    return total


async def _stream(work: Work, statement: str, *arguments: Any) -> AsyncIterator[Any]:
    async for row in work.conn.cursor(statement, *arguments, prefetch=_AT_ONCE):
        yield row


async def _write(
    rows: AsyncIterator[Any],
    format: str,  # noqa: A002 - as above
    text: Any,
    columns: Sequence[str] = (),
) -> int:
    number = 0
    table = csv.writer(text)
    if format == "csv" and columns:
        table.writerow(columns)
    async for row in rows:
        if format == "csv":
            if number == 0 and not columns:
                table.writerow(row.keys())
            table.writerow([_field(value, guarded=not columns) for value in row.values()])
        else:
            text.write(orjson.dumps({name: _plain(value) for name, value in row.items()}, default=str).decode() + "\n")
        number += 1
    return number


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value


def _field(value: Any, *, guarded: bool) -> str:
    """A value as a field of a table. `guarded`: in a list that people open in a spreadsheet, what it would run as a formula
    begins with an apostrophe; the whole is for programs and stays as it is."""
    if value is None:
        return ""
    plain = _plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, dict | list):
        return orjson.dumps(plain, default=str).decode()
    told = str(plain)
    if guarded and isinstance(plain, str) and told.startswith(_FORMULA):
        return "'" + told
    return told


async def forget_old(work: Work) -> int:
    """Files that were kept their week are gone; how many."""
    return await work.execute(
        "DELETE FROM cooperative_export WHERE cooperative_id = $1 AND gone_at <= $2", work.cooperative_id, work.now
    )
