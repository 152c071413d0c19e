"""Standards and marks as they are shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import may


@dataclass(frozen=True, slots=True)
class Standard:
    """What a mark says of a thing; in force once the members decided it."""

    id: UUID
    name: Mapping[str, str]
    text: Mapping[str, str]
    points: Sequence[Mapping[str, str]]
    days: int
    sha256: str
    decision_id: UUID | None
    adopted_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What a peer saw, point by point."""

    name: str
    visited_on: date
    answers: tuple[bool, ...]
    met: bool
    note: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """Another look was asked for, and what came of it."""

    reason: str
    opened_at: datetime
    decided_at: datetime | None
    granted: bool | None
    explanation: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that was asked for or is held. `state` as of its claim; `subject`: stall, product or release."""

    id: UUID
    claim_id: UUID
    standard: Standard
    agent_id: UUID
    agent: str
    subject: str
    subject_id: UUID
    subject_slug: str
    subject_name: Mapping[str, str]
    state: str
    counted: int
    needs: int
    asked_at: datetime
    recognised_at: datetime | None
    expires_at: datetime
    ended_because: str
    evidence: tuple[Mapping[str, Any], ...]
    visits: tuple[Visit, ...]
    appeal: Appeal | None


async def standards(work: Work) -> list[Standard]:
    """All standards, newest first; drafts are told to everybody, since members vote on them."""
    rows = await work.rows(
        "SELECT * FROM quality_standard WHERE cooperative_id = $1 ORDER BY id DESC LIMIT 100", work.cooperative_id
    )
    return [_standard(row) for row in rows]


def _standard(row: Any, prefix: str = "") -> Standard:
    return Standard(
        row[f"{prefix}id"], row["name"], row["text"], row["points"], row["days"], bytes(row["text_sha256"]).hex(),
        row["decision_id"], row["adopted_at"], row["standard_ended_at" if prefix else "ended_at"],
    )  # fmt: skip


async def marks(
    work: Work,
    viewer: Viewer,
    *,
    mark_id: UUID | None = None,
    stall_id: UUID | None = None,
    product_id: UUID | None = None,
    release_id: UUID | None = None,
) -> list[Mark]:
    """Marks, newest first, at most two hundred. Everybody sees those that are held now; members see the others too."""
    inside = viewer.person_id is not None and await may(work, viewer, "commons.write")
    rows = await work.rows(
        """SELECT m.id AS mark_id, m.claim_id, m.agent_id, m.asked_at, m.stall_id, m.product_id, m.release_id,
               s.id AS standard_id, s.name, s.text, s.points, s.days, s.text_sha256, s.decision_id, s.adopted_at,
               s.ended_at AS standard_ended_at, g.name AS agent, c.counted, c.needs, c.recognised_at, c.expires_at,
               c.ended_because, c.evidence,
               CASE WHEN c.expires_at <= $6 AND c.state IN ('open', 'recognised', 'disputed') THEN 'expired' ELSE c.state END
                   AS state,
               coalesce(t.slug, p.slug, a.slug) AS slug, coalesce(t.name, p.title, a.title) AS subject_name
           FROM quality_mark m
           JOIN quality_standard s ON s.cooperative_id = m.cooperative_id AND s.id = m.standard_id
           JOIN claim c ON c.cooperative_id = m.cooperative_id AND c.id = m.claim_id
           JOIN agent g ON g.cooperative_id = m.cooperative_id AND g.id = m.agent_id
           LEFT JOIN stall t ON t.cooperative_id = m.cooperative_id AND t.id = m.stall_id
           LEFT JOIN product p ON p.cooperative_id = m.cooperative_id AND p.id = m.product_id
           LEFT JOIN release r ON r.cooperative_id = m.cooperative_id AND r.id = m.release_id
           LEFT JOIN asset a ON a.cooperative_id = r.cooperative_id AND a.id = r.asset_id
           WHERE m.cooperative_id = $1 AND ($2::uuid IS NULL OR m.id = $2) AND ($3::uuid IS NULL OR m.stall_id = $3)
             AND ($4::uuid IS NULL OR m.product_id = $4) AND ($5::uuid IS NULL OR m.release_id = $5)
             AND ($7 OR (c.state = 'recognised' AND c.expires_at > $6))
           ORDER BY m.id DESC LIMIT 200""",
        work.cooperative_id, mark_id, stall_id, product_id, release_id, work.now, inside,
    )  # fmt: skip
    visits = await _visits(work, [row["mark_id"] for row in rows])
    appeals = await _appeals(work, [row["mark_id"] for row in rows]) if inside else {}
    found = []
    for row in rows:
        subject = next(one for one in ("stall", "product", "release") if row[f"{one}_id"] is not None)
        found.append(
            Mark(
                row["mark_id"], row["claim_id"], _standard(row, "standard_"), row["agent_id"], row["agent"], subject,
                row[f"{subject}_id"], row["slug"], row["subject_name"], row["state"], row["counted"], row["needs"],
                row["asked_at"], row["recognised_at"], row["expires_at"], row["ended_because"] if inside else "",
                tuple(row["evidence"]) if inside else (), visits.get(row["mark_id"], ()), appeals.get(row["mark_id"]),
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True, slots=True)
class HeldMark:
    """A mark in force, as buyers see it beside the goods. `subject`: stall or product."""

    id: UUID
    standard_id: UUID
    name: Mapping[str, str]
    text: Mapping[str, str]
    subject: str
    recognised_at: datetime
    expires_at: datetime
    visits: int


async def in_force(work: Work, *, stall_id: UUID | None = None, product_id: UUID | None = None) -> list[HeldMark]:
    """Marks held at this moment by a stall, or by a product and the stall that sells it; the newest first, at most fifty.

    One statement, for it stands on pages that many read. A mark that ran out is not told, whether or not its end was written
    down yet. `visits`: how many visits found every point met.
    """
    rows = await work.rows(
        """SELECT m.id, m.standard_id, s.name, s.text, CASE WHEN m.stall_id IS NULL THEN 'product' ELSE 'stall' END AS subject,
               c.recognised_at, c.expires_at, c.counted
           FROM quality_mark m
           JOIN quality_standard s ON s.cooperative_id = m.cooperative_id AND s.id = m.standard_id
           JOIN claim c ON c.cooperative_id = m.cooperative_id AND c.id = m.claim_id
           WHERE m.cooperative_id = $1 AND c.state = 'recognised' AND c.expires_at > $4
             AND (m.product_id = $3 OR m.stall_id = coalesce($2::uuid,
                     (SELECT p.stall_id FROM product p WHERE p.cooperative_id = $1 AND p.id = $3)))
           ORDER BY m.id DESC LIMIT 50""",
        work.cooperative_id,
        stall_id,
        product_id,
        work.now,
    )
    return [HeldMark(*row.values()) for row in rows]


async def mark(work: Work, viewer: Viewer, mark_id: UUID) -> Mark:
    """One mark. Refuses: NotFound."""
    found = await marks(work, viewer, mark_id=mark_id)
    if not found:
        raise NotFound
    return found[0]


async def _visits(work: Work, mark_ids: list[UUID]) -> dict[UUID, tuple[Visit, ...]]:
    rows = await work.rows(
        """SELECT v.mark_id, g.name, v.visited_on, v.answers, v.met, v.note FROM mark_visit v
           JOIN agent g ON g.cooperative_id = v.cooperative_id AND g.id = v.by_agent_id
           WHERE v.cooperative_id = $1 AND v.mark_id = ANY($2::uuid[]) ORDER BY v.id""",
        work.cooperative_id,
        mark_ids,
    )
    found: dict[UUID, tuple[Visit, ...]] = {}
    for row in rows:
        seen = Visit(row["name"], row["visited_on"], tuple(row["answers"]), row["met"], row["note"])
        found[row["mark_id"]] = (*found.get(row["mark_id"], ()), seen)
    return found


async def _appeals(work: Work, mark_ids: list[UUID]) -> dict[UUID, Appeal]:
    rows = await work.rows(
        """SELECT mark_id, reason, opened_at, decided_at, granted, explanation FROM mark_appeal
           WHERE cooperative_id = $1 AND mark_id = ANY($2::uuid[])""",
        work.cooperative_id,
        mark_ids,
    )
    return {row["mark_id"]: Appeal(*list(row.values())[1:]) for row in rows}
