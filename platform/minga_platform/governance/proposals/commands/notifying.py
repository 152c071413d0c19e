"""Notices: a row for every voter, served by her own channel, with proof; and links that open one act."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.governance.ballots.queries import taken_part
from minga_platform.kernel import ids
from minga_platform.kernel.secrets import digest, new_token
from minga_platform.kernel.work import Work
from minga_platform.register.queries import Elector


async def write_notices(
    work: Work,
    proposal_id: UUID,
    voters: Iterable[Elector],
    purpose: str,
    due_at: datetime,
    *,
    amendment_id: UUID | None = None,
) -> None:
    """That these are to be told; once each, however often it is asked for."""
    await _write(work, proposal_id, sorted({one.agent_id for one in voters}), purpose, due_at, amendment_id)


@dataclass(frozen=True, slots=True)
class Reach:
    """How somebody is reached: by proven mail, else by phone, else on paper in the print queue."""

    channel: str
    to: str
    name: str
    language: str


async def way_to(work: Work, agent_id: UUID) -> Reach:
    """An agent's own channel; an organisation's is its representative's. In the worker's unit, which alone may read
    addresses of others."""
    row = await work.row(
        """SELECT a.name, p.language, (SELECT i.kind || ':' || i.value FROM identifier i WHERE i.person_id = p.id
                AND i.kind IN ('mail', 'phone') AND i.proven_at IS NOT NULL ORDER BY i.kind = 'mail' DESC, i.created_at LIMIT 1) AS address,
               c.language AS home
           FROM agent a JOIN cooperative c ON c.id = a.cooperative_id
           LEFT JOIN LATERAL (SELECT r.agent_id FROM representative r WHERE r.cooperative_id = a.cooperative_id
               AND r.organisation_id = a.id AND r.ended_at IS NULL ORDER BY r.since LIMIT 1) r ON true
           LEFT JOIN agent h ON h.cooperative_id = a.cooperative_id AND h.id = coalesce(r.agent_id, a.id)
           LEFT JOIN person p ON p.id = h.person_id
           WHERE a.cooperative_id = $1 AND a.id = $2""",
        work.cooperative_id, agent_id,
    )  # fmt: skip
    assert row is not None
    channel, _, address = (row["address"] or "paper:").partition(":")
    return Reach(channel, address or row["name"], row["name"], row["language"] or row["home"])


async def make_link(work: Work, election_id: UUID, agent_id: UUID, expires_at: datetime) -> str:
    """The token of a new link that opens a ballot once for this member."""
    token = new_token()
    await work.execute(
        "INSERT INTO act_link (cooperative_id, id, election_id, agent_id, act, token_hash, made_at, expires_at)"
        " VALUES ($1, $2, $3, $4, 'vote', $5, $6, $7)",
        work.cooperative_id, ids.new(), election_id, agent_id, digest(token), work.now, expires_at,
    )  # fmt: skip
    return token


async def write_reminders(work: Work, proposal_id: UUID, election_id: UUID) -> None:
    """Who was told of a vote and has not taken part hears of it once more."""
    rows = await work.rows(
        "SELECT agent_id FROM notice WHERE cooperative_id = $1 AND proposal_id = $2 AND purpose = 'notice'"
        " AND amendment_id IS NULL ORDER BY agent_id",
        work.cooperative_id, proposal_id,
    )  # fmt: skip
    late = [row["agent_id"] for row in rows if not await taken_part(work, row["agent_id"], election_id)]
    await _write(work, proposal_id, late, "reminder", work.now, None)


async def write_review(work: Work, proposal_id: UUID, author_id: UUID) -> None:
    """Its author and the facilitators hear that the measure it promised is due."""
    rows = await work.rows(
        """SELECT agent_id FROM role_grant WHERE cooperative_id = $1 AND role = 'facilitator' AND ended_at IS NULL
           AND (until IS NULL OR until > $2)""",
        work.cooperative_id, work.now,
    )  # fmt: skip
    await _write(work, proposal_id, sorted({author_id, *(row["agent_id"] for row in rows)}), "review", work.now, None)


async def _write(
    work: Work, proposal_id: UUID, agents: list[UUID], purpose: str, due_at: datetime, amendment_id: UUID | None
) -> None:
    await work.many(
        "INSERT INTO notice (cooperative_id, id, proposal_id, amendment_id, agent_id, purpose, due_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
        [(work.cooperative_id, ids.new(), proposal_id, amendment_id, agent_id, purpose, due_at) for agent_id in agents],
    )


async def served(
    work: Work, notice_id: UUID, *, channel: str, message_id: UUID, text: str, served_at: datetime
) -> None:
    """The proof: how, when, and the hash of what was sent. The first proof stands."""
    await work.execute(
        """UPDATE notice SET channel = $3, served_at = $4, message_id = $5, message_sha256 = $6
           WHERE cooperative_id = $1 AND id = $2 AND served_at IS NULL""",
        work.cooperative_id, notice_id, channel, served_at, message_id, hashlib.sha256(text.encode()).digest(),
    )  # fmt: skip
