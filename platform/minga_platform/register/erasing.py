"""Erasure: what stands in its way, and otherwise all of a person's data gone.

Sums, chains and what others must be able to read stay: a membership, a vote taken part in, a transfer name an agent by
its id, and that agent has no name any more. What the law wants kept (whom an order was invoiced to) is held back with an
expiry, and a sweep erases it then.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.whole import every_table, traits_of
from minga_platform.kernel.work import Work
from minga_platform.register import personal, shares
from minga_platform.register.commands.leaving import close
from minga_platform.register.errors import CannotErase, Obstacle
from minga_platform.register.ports import JOINED
from minga_platform.rules import queries as rules

if TYPE_CHECKING:
    import sqlalchemy as sa

NOBODY = "—"
"""What a person is called whose name was erased."""


_ENDINGS = (
    """UPDATE application SET state = 'withdrawn', decided_at = $3
       WHERE cooperative_id = $1 AND agent_id = $2 AND state IN ('sponsoring', 'waiting', 'voting')""",
    "UPDATE vouching SET ended_at = $3 WHERE cooperative_id = $1 AND sponsor_id = $2 AND ended_at IS NULL",
    "UPDATE representative SET ended_at = $3 WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
    "UPDATE set_off_agreement SET ended_at = $3 WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL",
    # Files that nothing shows go with the next sweep instead of in a week.
    """UPDATE file SET idle_since = $3::timestamptz - interval '30 days'
       WHERE cooperative_id = $1 AND uploaded_by = $2 AND idle_since IS NOT NULL""",
)


async def obstacles(work: Work, person_id: UUID) -> list[Obstacle]:
    """What of hers is not settled in the unit's co-op."""
    slug: str = await work.value("SELECT slug FROM cooperative WHERE id = $1", work.cooperative_id)
    found: list[Obstacle] = []
    agents = await _agents(work, person_id)
    for _, stands in sorted((await shares.balances(work, agents)).items(), key=lambda one: one[0][1]):
        if stands.dues_minor:
            found.append(Obstacle("debt", slug))
        if stands.capital_minor or stands.to_repay_minor:
            found.append(Obstacle("shares", slug))
    offices = await work.rows(
        "SELECT id FROM role_grant WHERE cooperative_id = $1 AND agent_id = ANY ($2) AND ended_at IS NULL"
        " AND (until IS NULL OR until > $3) ORDER BY id",
        work.cooperative_id, agents, work.now,
    )  # fmt: skip
    found += [Obstacle("office", slug, row["id"]) for row in offices]
    for hindrance in JOINED.hindrances:
        found += await hindrance(work, person_id, agents, slug)
    return found


async def erase_here(work: Work, person_id: UUID) -> None:
    """Erase her in the unit's co-op. Safe to repeat. Refuses: CannotErase. Announces: MemberLeft per class."""
    agents = await _agents(work, person_id, lock=True)
    # Asked again under the lock: an order placed since the first look stands in the way as well.
    if standing := await obstacles(work, person_id):
        raise CannotErase(standing)
    for agent_id in agents:
        await _let_go(work, agent_id)
    await _hold(work, agents, person_id)
    for walk in personal.in_cooperative():
        await _blank(work, walk, agents, person_id)
    await work.execute(
        "UPDATE agent SET name = $3, contact = '{}', person_id = NULL WHERE cooperative_id = $1 AND id = ANY ($2)",
        work.cooperative_id, agents, NOBODY,
    )  # fmt: skip


async def erase_herself(work: Work, person_id: UUID) -> None:
    """Erase her account, in a unit of her own scope, once no co-op knows her any more. Safe to repeat."""
    await work.value("SELECT forget_demo_person()")
    for walk in reversed(personal.of_herself()):
        name = walk.table.name
        await work.execute(
            f"DELETE FROM {name} WHERE $1::uuid IS NULL AND $2::uuid[] IS NOT NULL AND ({walk.condition})",
            None, [], person_id,
        )  # fmt: skip


async def release_holds(work: Work) -> int:
    """Erase what was only held back for the law and whose time is up; how many rows. Safe to repeat."""
    rows = await work.rows(
        "SELECT id, table_name, row_id FROM legal_hold WHERE cooperative_id = $1 AND until <= $2 ORDER BY id FOR UPDATE",
        work.cooperative_id,
        work.now,
    )
    for row in rows:
        table = every_table().tables[row["table_name"]]
        await work.execute(
            f"UPDATE {table.name} SET {_blanks(table)} WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, row["row_id"],
        )  # fmt: skip
        await work.execute(
            "DELETE FROM legal_hold WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["id"]
        )
    return len(rows)


async def _agents(work: Work, person_id: UUID, *, lock: bool = False) -> list[UUID]:
    rows = await work.rows(
        f"SELECT id FROM agent WHERE cooperative_id = $1 AND person_id = $2 ORDER BY id{' FOR UPDATE' if lock else ''}",
        work.cooperative_id,
        person_id,
    )
    return [row["id"] for row in rows]


async def _let_go(work: Work, agent_id: UUID) -> None:
    """End what is open: memberships that hold nothing, applications, words given for others, representing."""
    for row in await work.rows(
        "SELECT c.key FROM membership m JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id"
        " WHERE m.cooperative_id = $1 AND m.agent_id = $2 AND m.left_at IS NULL ORDER BY m.id",
        work.cooperative_id, agent_id,
    ):  # fmt: skip
        await close(work, agent_id, row["key"])
    for statement in _ENDINGS:
        await work.execute(statement, work.cooperative_id, agent_id, work.now)


async def _hold(work: Work, agents: Sequence[UUID], person_id: UUID) -> None:
    years = await rules.number_at(work, "register.legal_hold_years")
    for hold in JOINED.holds if years else ():
        condition = next(walk.condition for walk in personal.in_cooperative() if walk.table.name == hold.table)
        for row in await work.rows(
            f"SELECT id, {hold.since} AS since FROM {hold.table} WHERE cooperative_id = $1 AND ({condition}) AND ({hold.where})"
            " AND $2::uuid[] IS NOT NULL AND $3::uuid IS NOT NULL ORDER BY id",
            work.cooperative_id, list(agents), person_id,
        ):  # fmt: skip
            await work.execute(
                """INSERT INTO legal_hold (cooperative_id, id, table_name, row_id, until) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT ON CONSTRAINT legal_hold_row_uq DO NOTHING""",
                work.cooperative_id, ids.new(), hold.table, row["id"], _years_later(row["since"], years),
            )  # fmt: skip


def _years_later(instant: datetime, years: int) -> datetime:
    try:
        return instant.replace(year=instant.year + years)
    except ValueError:  # The 29th of February.
        return instant.replace(year=instant.year + years, day=28)


async def _blank(work: Work, walk: personal.Walk, agents: Sequence[UUID], person_id: UUID) -> None:
    table = walk.table
    traits = traits_of(table)
    settings = _blanks(table)
    # A row that is held still loses its link to the person: what is kept is the invoice, not her history.
    link = "person_id" in table.columns and table.columns["person_id"].nullable and table.name != "agent"
    known = "$2::uuid[] IS NOT NULL AND $3::uuid IS NOT NULL"
    if settings and table.name != "agent":
        await work.execute(
            f"UPDATE {table.name} SET {settings} WHERE cooperative_id = $1 AND ({walk.condition}) AND {known} AND NOT EXISTS ("
            f"SELECT FROM legal_hold h WHERE h.cooperative_id = {table.name}.cooperative_id AND h.table_name = '{table.name}'"
            f" AND h.row_id = {table.name}.id)",
            work.cooperative_id, list(agents), person_id,
        )  # fmt: skip
    if link and not traits.append_only:
        await work.execute(
            f"UPDATE {table.name} SET person_id = NULL WHERE cooperative_id = $1 AND ({walk.condition}) AND {known}",
            work.cooperative_id, list(agents), person_id,
        )  # fmt: skip


def _blanks(table: "sa.Table") -> str:
    """`SET` of every personal column to what says nothing."""
    return ", ".join(f'"{name}" = {_nothing(table, name)}' for name in traits_of(table).personal)


def _nothing(table: "sa.Table", name: str) -> str:
    column = table.columns[name]
    if any(one.__visit_name__ == "unique_constraint" and name in one.columns for one in table.constraints):  # type: ignore[attr-defined]
        return f"'gone-' || {table.name}.id::text"
    if column.nullable:
        return "NULL"
    if column.type.python_type is str:
        # What may not be empty says that somebody wrote here.
        return "''" if column.server_default is not None else f"'{NOBODY}'"
    return "'{}'"
