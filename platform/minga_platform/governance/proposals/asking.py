"""Who asks, what she may do with a proposal, and its row under lock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.errors import InvalidTransition, NotAllowed, NotFound, SignInNeeded
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

FACILITATE = "proposals.facilitate"
WRITE = "proposals.write"
DISCUSS = "proposals.discuss"
SEE = "ballots.see"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposal's row, as commands read it."""

    id: UUID
    number: int
    kind: str
    state: str
    author_id: UUID
    title: dict[str, str]
    text: dict[str, str]
    changes: dict[str, Any]
    base: dict[str, Any]
    method: str
    options: list[dict[str, Any]]
    seats: int
    budget_minor: int | None
    secret: bool
    stated_at: datetime | None
    review_on: date | None
    measure: dict[str, str]
    version: int
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    discussion_until: datetime | None
    frozen_at: datetime | None
    text_sha256: bytes | None
    terms: dict[str, Any] | None
    election_id: UUID | None
    opens_at: datetime | None
    closes_at: datetime | None
    effective_at: datetime | None
    ended_at: datetime | None
    ended_because: str


COLUMNS = ", ".join(Proposal.__slots__)


def of_row(row: "asyncpg.Record | Mapping[str, Any]") -> Proposal:
    """A row of `SELECT {COLUMNS}`."""
    values = dict(row)
    values["text_sha256"] = values["text_sha256"] and bytes(values["text_sha256"])
    return Proposal(**values)


async def locked(work: Work, proposal_id: UUID) -> Proposal:
    """The row, under its lock. Refuses: NotFound."""
    row = await work.row(
        f"SELECT {COLUMNS} FROM proposal WHERE cooperative_id = $1 AND id = $2 FOR UPDATE",
        work.cooperative_id,
        proposal_id,
    )
    if row is None:
        raise NotFound
    return of_row(row)


async def is_inside(work: Work, viewer: Viewer) -> bool:
    """Whether the asker reads what members say among themselves: a member, or who facilitates, tells or audits."""
    return await access.may(work, viewer, SEE)


async def seen(work: Work, viewer: Viewer, proposal_id: UUID) -> Proposal:
    """The row under lock, if the asker may see it. Refuses: SignInNeeded (a visitor), NotFound.

    A draft is its author's alone; an advisory question is everybody's; everything else is the members'.
    """
    if viewer.person_id is None:
        raise SignInNeeded
    present = await access.standing(work, viewer)
    found = await locked(work, proposal_id)
    mine = present is not None and present.agent_id == found.author_id
    if found.state == "draft":
        if not mine:
            raise NotFound
    elif found.kind != "advisory" and not mine and not await is_inside(work, viewer):
        raise NotFound
    return found


async def authored(work: Work, viewer: Viewer, proposal_id: UUID, *, facilitator_too: bool = False) -> Proposal:
    """The row under lock for its author (or a facilitator). Refuses: SignInNeeded, NotFound, NotAllowed."""
    found = await seen(work, viewer, proposal_id)
    present = await access.standing(work, viewer)
    if present is not None and present.agent_id == found.author_id:
        return found
    if facilitator_too and await access.may(work, viewer, FACILITATE):
        return found
    raise NotAllowed(FACILITATE if facilitator_too else WRITE)


def must_be(found: Proposal, *allowed: str) -> None:
    """Refuses: InvalidTransition, when it stands in none of these states."""
    if found.state not in allowed:
        raise InvalidTransition(found.state)
