"""Who reads a case: its parties, the mediator who took it, and its panel. Everybody else meets NotFound, as for nothing.

A helper never reads for the member she helps: what was agreed to between those two was not agreed to by the other party.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries as register

READERS = """(g.opened_by_id = ANY ($2::uuid[]) OR g.against_agent_id = ANY ($2) OR g.mediator_id = ANY ($2) OR EXISTS (
    SELECT FROM grievance_panellist p WHERE p.cooperative_id = g.cooperative_id AND p.grievance_id = g.id
    AND p.agent_id = ANY ($2) AND p.declined_at IS NULL))"""
"""Whether one of the agents `$2` reads the case `g`: the asker, and organisations that she represents."""


@dataclass(frozen=True, slots=True)
class Case:
    """A case whose row is locked, with the step that is open; `step` is empty once it is closed."""

    row: asyncpg.Record
    mine: tuple[UUID, ...]
    step: str
    due_at: datetime | None
    panel: tuple[UUID, ...]

    @property
    def id(self) -> UUID:
        """Its id."""
        found: UUID = self.row["id"]
        return found

    @property
    def me(self) -> UUID:
        """The asker herself."""
        return self.mine[0]

    @property
    def parties(self) -> tuple[UUID, ...]:
        """Who opened it, and against whom."""
        return tuple(one for one in (self.row["opened_by_id"], self.row["against_agent_id"]) if one is not None)


async def reader(work: Work, viewer: Viewer) -> tuple[UUID, ...]:
    """The asker as herself, then organisations she represents. Refuses: SignInNeeded, NotFound."""
    await access.agent_of(work, viewer)
    if viewer.for_person_id is not None:
        raise NotFound
    return tuple(await register.may_act_as(work, viewer))


async def locked(work: Work, viewer: Viewer, grievance_id: UUID) -> Case:
    """A case that the asker reads, for a change. Refuses: SignInNeeded, NotFound."""
    mine = await reader(work, viewer)
    row = await work.row(
        f"SELECT g.* FROM grievance g WHERE g.cooperative_id = $1 AND g.id = $3 AND {READERS} FOR UPDATE OF g",
        work.cooperative_id,
        mine,
        grievance_id,
    )
    if row is None:
        raise NotFound
    return await opened(work, row, mine)


async def opened(work: Work, row: asyncpg.Record, mine: tuple[UUID, ...] = ()) -> Case:
    """A locked row with its open step and its panel."""
    step = await work.row(
        "SELECT step, due_at FROM grievance_step WHERE cooperative_id = $1 AND grievance_id = $2 AND ended_at IS NULL",
        work.cooperative_id,
        row["id"],
    )
    panel = await work.rows(
        "SELECT agent_id FROM grievance_panellist WHERE cooperative_id = $1 AND grievance_id = $2"
        " AND declined_at IS NULL ORDER BY drawn_at, id",
        work.cooperative_id,
        row["id"],
    )
    return Case(
        row,
        mine,
        "" if step is None else step["step"],
        None if step is None else step["due_at"],
        tuple(one["agent_id"] for one in panel),
    )


async def around(work: Work, agents: Iterable[UUID | None]) -> set[UUID]:
    """These agents, every other account of the same human beings, who represents them and whom they represent: none of
    them judges a case in which one of these has a part (invariant 16)."""
    rows = await work.rows(
        """WITH named AS (SELECT unnest($2::uuid[]) AS id
               UNION SELECT r.agent_id FROM representative r WHERE r.cooperative_id = $1 AND r.organisation_id = ANY ($2) AND r.ended_at IS NULL),
           human AS (SELECT coalesce(s.same_as_id, n.id) AS id FROM named n LEFT JOIN same_person s
               ON s.cooperative_id = $1 AND s.agent_id = n.id AND s.ended_at IS NULL),
           everyone AS (SELECT id FROM named UNION SELECT id FROM human UNION SELECT s.agent_id FROM same_person s JOIN human h ON h.id = s.same_as_id
               WHERE s.cooperative_id = $1 AND s.ended_at IS NULL)
           SELECT id FROM everyone UNION SELECT r.organisation_id FROM representative r JOIN everyone e ON e.id = r.agent_id
               WHERE r.cooperative_id = $1 AND r.ended_at IS NULL""",
        work.cooperative_id,
        sorted({one for one in agents if one is not None}),
    )
    return {row["id"] for row in rows}


async def must_be(work: Work, case: Case, *steps: str) -> None:
    """The open step is one of these and its deadline has not passed. Refuses: InvalidTransition."""
    if case.step not in steps or case.due_at is None or await work.fresh_now() >= case.due_at:
        raise InvalidTransition(case.step or "closed")
