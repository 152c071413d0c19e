"""Cases as those who may read them see them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from minga_platform.governance.grievances.asking import READERS, around
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import queries as register


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a case."""

    step: str
    began_at: datetime
    due_at: datetime
    ended_at: datetime | None
    outcome: str
    is_upheld: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one of the panel would decide."""

    id: UUID
    is_upheld: bool
    text: str
    name: str
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One case. `seed` is None until the panel is drawn; `my_part`: opener, respondent, mediator or panel.
    `findings` are the panel's own until they are decided."""

    id: UUID
    my_part: str
    opened_by: str
    against: str | None
    decision_id: UUID | None
    restriction_id: UUID | None
    text: str
    wish: str
    mediator: str | None
    panel: tuple[str, ...]
    seed_sha256: str
    seed: str | None
    roll: tuple[UUID, ...]
    opened_at: datetime
    appealed_at: datetime | None
    election_id: UUID | None
    closed_at: datetime | None
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that no mediator took: that it is there, and nothing of what or who it is about."""

    id: UUID
    opened_at: datetime
    due_at: datetime


_MOST = 200
_CASE = """SELECT g.*, o.name AS opened_by, r.name AS against, m.name AS mediator FROM grievance g
    JOIN agent o ON o.cooperative_id = g.cooperative_id AND o.id = g.opened_by_id
    LEFT JOIN agent r ON r.cooperative_id = g.cooperative_id AND r.id = g.against_agent_id
    LEFT JOIN agent m ON m.cooperative_id = g.cooperative_id AND m.id = g.mediator_id"""


async def grievance(work: Work, viewer: Viewer, grievance_id: UUID) -> Case | None:
    """A case that the asker reads; None for everybody else, as for one that is not there."""
    mine = await _reader(work, viewer)
    if mine is None:
        return None
    row = await work.row(
        f"{_CASE} WHERE g.cooperative_id = $1 AND g.id = $3 AND {READERS}", work.cooperative_id, mine, grievance_id
    )
    return None if row is None else (await _cases(work, [row], mine))[0]


async def of_reader(work: Work, viewer: Viewer) -> list[Case]:
    """The cases that the asker reads, newest first, at most two hundred."""
    mine = await _reader(work, viewer)
    if mine is None:
        return []
    rows = await work.rows(
        f"{_CASE} WHERE g.cooperative_id = $1 AND {READERS} ORDER BY g.opened_at DESC, g.id LIMIT {_MOST}",
        work.cooperative_id,
        mine,
    )
    return await _cases(work, rows, mine)


async def waiting(work: Work, viewer: Viewer) -> list[Waiting]:
    """Cases that a mediator can take, oldest first; none for who is no mediator, and none in which she is a party."""
    mine = await _reader(work, viewer)
    if mine is None or not await access.may(work, viewer, "grievances.mediate"):
        return []
    apart = await around(work, mine)
    rows = await work.rows(
        """SELECT g.id, g.opened_at, s.due_at FROM grievance g
           JOIN grievance_step s ON s.cooperative_id = g.cooperative_id AND s.grievance_id = g.id
           WHERE g.cooperative_id = $1 AND g.mediator_id IS NULL AND s.step = 'mediation' AND s.ended_at IS NULL AND s.due_at > $3
             AND NOT g.opened_by_id = ANY ($2::uuid[]) AND NOT coalesce(g.against_agent_id = ANY ($2), false)
           ORDER BY g.opened_at, g.id LIMIT 200""",
        work.cooperative_id, sorted(apart), work.now,
    )  # fmt: skip
    return [Waiting(row["id"], row["opened_at"], row["due_at"]) for row in rows]


async def _reader(work: Work, viewer: Viewer) -> list[UUID] | None:
    """The asker, then organisations she represents; None for a visitor and for a helper."""
    return None if viewer.for_person_id is not None else await register.may_act_as(work, viewer) or None


async def _cases(work: Work, rows: Sequence[asyncpg.Record], mine: Sequence[UUID]) -> list[Case]:
    which = [row["id"] for row in rows]
    steps = await work.rows(
        "SELECT * FROM grievance_step WHERE cooperative_id = $1 AND grievance_id = ANY ($2) ORDER BY began_at, id",
        work.cooperative_id, which,
    )  # fmt: skip
    panel = await work.rows(
        """SELECT p.grievance_id, p.agent_id, a.name, p.declined_at FROM grievance_panellist p
           JOIN agent a ON a.cooperative_id = p.cooperative_id AND a.id = p.agent_id
           WHERE p.cooperative_id = $1 AND p.grievance_id = ANY ($2) ORDER BY p.drawn_at, p.id""",
        work.cooperative_id, which,
    )  # fmt: skip
    findings = await work.rows(
        """SELECT f.*, a.name FROM grievance_finding f
           JOIN agent a ON a.cooperative_id = f.cooperative_id AND a.id = f.by_agent_id
           WHERE f.cooperative_id = $1 AND f.grievance_id = ANY ($2) ORDER BY f.at, f.id""",
        work.cooperative_id, which,
    )  # fmt: skip
    roll = await work.rows(
        "SELECT grievance_id, agent_id FROM grievance_roll WHERE cooperative_id = $1 AND grievance_id = ANY ($2) ORDER BY agent_id",
        work.cooperative_id, which,
    )  # fmt: skip
    found = []
    for row in rows:
        own = [one for one in panel if one["grievance_id"] == row["id"]]
        sits = any(one["agent_id"] in mine and one["declined_at"] is None for one in own)
        part = "panel" if sits else "mediator"
        if row["opened_by_id"] in mine or row["against_agent_id"] in mine:
            part = "opener" if row["opened_by_id"] in mine else "respondent"
        seed = bytes(row["lot_seed"])
        names = (
            "id",
            "opened_by",
            "against",
            "decision_id",
            "restriction_id",
            "text",
            "wish",
            "mediator",
            "election_id",
        )
        found.append(
            Case(
                **{name: row[name] for name in names},
                my_part=part,
                panel=tuple(one["name"] for one in own if one["declined_at"] is None),
                seed_sha256=hashlib.sha256(seed).hexdigest(),
                seed=seed.hex() if own else None,
                roll=tuple(one["agent_id"] for one in roll if one["grievance_id"] == row["id"]),
                opened_at=row["opened_at"],
                appealed_at=row["appealed_at"],
                closed_at=row["closed_at"],
                steps=tuple(
                    Step(**{name: one[name] for name in Step.__slots__})
                    for one in steps
                    if one["grievance_id"] == row["id"]
                ),
                findings=tuple(
                    Finding(one["id"], one["is_upheld"], one["text"], one["name"], one["by_agent_id"] in mine)
                    for one in findings
                    if sits and one["grievance_id"] == row["id"]
                ),
            )
        )
    return found


async def any_upheld(work: Work, restriction_ids: Sequence[UUID]) -> bool:
    """Whether the last word on a case about one of these was that it is right; for callers that may know."""
    return bool(
        await work.value(
            """SELECT true FROM grievance g WHERE g.cooperative_id = $1 AND g.restriction_id = ANY ($2)
               AND (SELECT s.is_upheld FROM grievance_step s WHERE s.cooperative_id = g.cooperative_id AND s.grievance_id = g.id
                   AND s.outcome = 'decided' ORDER BY s.began_at DESC LIMIT 1) LIMIT 1""",
            work.cooperative_id,
            list(restriction_ids),
        )
    )
