"""All of a person's data in one file: every row of hers in every table, co-op by co-op, and what moved on her accounts.

Asked for by herself, made by the worker (it may be long), kept for a week. JSON in UTF-8, gzip; times in UTC, amounts in
minor units, names of tables and columns as in the code, so that any program can read it and any person can ask about it.
"""

import gzip
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.membership import access
from minga_platform.register import personal
from minga_platform.register.events import ExportAsked

FORMAT = "minga-personal-data/1"
_KEPT = timedelta(days=7)
_MOST_TRANSFERS = 100_000


async def ask(work: Work, viewer: Viewer) -> UUID:
    """Ask for the file; its id. One that is being made is not asked for twice.

    Refuses: SignInNeeded, NotAllowed (a helper), StepUpNeeded. Announces: ExportAsked.
    """
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    await work.row("SELECT 1 FROM person WHERE id = $1 FOR UPDATE", person_id)
    waiting: UUID | None = await work.value(
        "SELECT id FROM personal_export WHERE person_id = $1 AND ready_at IS NULL AND gone_at > $2", person_id, work.now
    )
    if waiting is not None:
        return waiting
    export_id = ids.new()
    await work.execute(
        "INSERT INTO personal_export (id, person_id, asked_at, gone_at) VALUES ($1, $2, $3, $4)",
        export_id, person_id, work.now, work.now + _KEPT,
    )  # fmt: skip
    work.emit(ExportAsked(export_id=export_id, person_id=person_id))
    return export_id


async def latest(work: Work, viewer: Viewer):  # type: ignore[no-untyped-def] # a row: id, asked_at, ready_at, gone_at
    """The asker's newest export that is not gone; None without one. Refuses: SignInNeeded, NotAllowed (a helper)."""
    return await work.row(
        "SELECT id, asked_at, ready_at, gone_at FROM personal_export WHERE person_id = $1 AND gone_at > $2"
        " ORDER BY asked_at DESC, id DESC LIMIT 1",
        access.herself(viewer),
        work.now,
    )


async def content(work: Work, viewer: Viewer, *, export_id: UUID) -> bytes:
    """The file itself, gzip. Refuses: SignInNeeded, NotAllowed (a helper), StepUpNeeded, NotFound."""
    person_id = access.herself(viewer)
    access.stepped_up(work, viewer)
    stored: bytes | None = await work.value(
        "SELECT content FROM personal_export WHERE id = $1 AND person_id = $2 AND gone_at > $3",
        export_id,
        person_id,
        work.now,
    )
    if stored is None:
        raise NotFound
    return bytes(stored)


async def make(desk: Desk, export_id: UUID, person_id: UUID) -> None:
    """Gather and store the file. Safe to repeat: a later making of the same file takes the place of the earlier."""
    whole = gzip.compress(await gather(desk, person_id), mtime=0)

    async def store(work: Work) -> None:
        await work.execute(
            "UPDATE personal_export SET content = $2, ready_at = $3 WHERE id = $1 AND person_id = $4",
            export_id, whole, work.now, person_id,
        )  # fmt: skip

    await desk.database.run(Scope(None, person_id), Actor(system=desk.name), store)


async def gather(desk: Desk, person_id: UUID) -> bytes:
    """All of a person's data as JSON."""
    async with desk.database.read(Scope(None, person_id), Actor(system=desk.name)) as work:
        herself = {str(walk.table.name): await _rows(work, walk, None, [], person_id) for walk in personal.of_herself()}
        known_in = [row[0] for row in await work.rows("SELECT my_cooperatives()")]
        made_at = work.now
    cooperatives = [await in_one(desk, one, person_id) for one in known_in]
    whole = {"format": FORMAT, "made_at": made_at, "person": herself, "cooperatives": cooperatives}
    return orjson.dumps(whole, default=str)


async def in_one(desk: Desk, cooperative_id: UUID, person_id: UUID) -> dict[str, Any]:
    """What one co-op knows of her: `cooperative` (its slug), `tables`, `ledger`."""
    async with desk.database.read(Scope(cooperative_id, person_id), Actor(system=desk.name)) as work:
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", cooperative_id)
        agents = [
            row["id"]
            for row in await work.rows(
                "SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2", cooperative_id, person_id
            )
        ]
        tables = {
            str(walk.table.name): await _rows(work, walk, cooperative_id, agents, person_id)
            for walk in personal.in_cooperative()
        }
        moved = [
            {
                "at": line.transfer.at,
                "kind": line.transfer.journal_kind,
                "account": line.account.kind,
                "class": line.account.purpose,
                "change_minor": line.change,
                "balance_minor": line.balance,
                "unit": line.transfer.unit,
            }
            for agent_id in agents
            for line in await ledger.statement(work, agent_id, first=_MOST_TRANSFERS)
        ]
    return {"cooperative": slug, "tables": tables, "ledger": moved}


async def _rows(
    work: Work, walk: personal.Walk, cooperative_id: UUID | None, agents: list[UUID], person_id: UUID
) -> list[dict[str, Any]]:
    name = walk.table.name
    columns = ", ".join(f'{name}."{column}"' for column in personal.shown_columns(walk.table))
    within = (
        f"{name}.cooperative_id = $1 AND "
        if cooperative_id is not None
        else "$1::uuid IS NULL AND $2::uuid[] IS NOT NULL AND "
    )
    return [
        dict(row)
        for row in await work.rows(
            f"SELECT {columns} FROM {name} WHERE {within}$2::uuid[] IS NOT NULL AND $3::uuid IS NOT NULL AND ({walk.condition})",
            cooperative_id,
            agents,
            person_id,
        )
    ]


async def forget_old(work: Work) -> int:
    """Files that were kept their week are gone; how many. Runs once per co-op, though they are nobody's co-op's."""
    return await work.execute("DELETE FROM personal_export WHERE gone_at <= $1", work.now)
