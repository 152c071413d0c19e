"""Suspending a stall or holding its payouts back: with a reason, what shows it, and an end. And ending that."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.commands import stalls
from minga_platform.market.restrictions.errors import Overruled, OwnStall, RestrictedAlready
from minga_platform.market.restrictions.events import RestrictionEnded, RestrictionPlaced
from minga_platform.market.restrictions.kinds import KINDS
from minga_platform.market.restrictions.ports import JOINED
from minga_platform.market.restrictions.rules import LONGEST_DAYS
from minga_platform.membership import access
from minga_platform.rules import queries as rules

NEEDS: Final = {"selling": "stall.admit", "payout": "payouts.make"}
"""Who runs the market's day suspends a stall, who makes payouts holds them back (and proves anew who she is)."""


async def restrict_stall(
    work: Work, viewer: Viewer, *, stall_id: UUID, kind: str, reason: str, evidence: str, ends_at: datetime
) -> UUID:
    """Suspend a stall (`selling`) or hold its payouts back (`payout`) until a date; the restriction's id.

    Orders that were placed go on, and what was earned stays the maker's. Refuses: SignInNeeded, NotFound, NotAllowed,
    StepUpNeeded, OwnStall, InvalidInput (no reason, no evidence, an end in the past or later than the rule allows),
    InvalidTransition (a closed stall sells nothing anyway), RestrictedAlready, Overruled. Announces: RestrictionPlaced.
    """
    if kind not in KINDS:
        raise InvalidInput("kind", "one_of")
    agent_id = await access.require(work, viewer, NEEDS[kind])
    row = await work.row(
        """SELECT s.state, s.agent_id, EXISTS (SELECT FROM stall_keeper k WHERE k.cooperative_id = s.cooperative_id
               AND k.stall_id = s.id AND k.agent_id = $3) AS keeps
           FROM stall s WHERE s.cooperative_id = $1 AND s.id = $2 FOR NO KEY UPDATE""",
        work.cooperative_id, stall_id, agent_id,
    )  # fmt: skip
    if row is None:
        raise NotFound
    if row["keeps"] or row["agent_id"] == agent_id:
        raise OwnStall
    reason, evidence = _text(reason, "reason", 2000), _text(evidence, "evidence", 4000)
    now = await work.fresh_now()
    longest = await rules.number_at(work, LONGEST_DAYS)
    if not now < ends_at <= now + timedelta(days=longest, minutes=1):
        raise InvalidInput("endsAt", "range", minimum="1", maximum=str(longest))
    if kind == "selling" and row["state"] == "closed":
        raise InvalidTransition("closed")
    if await _was_overruled(work, agent_id, stall_id, kind):
        raise Overruled
    restriction_id = ids.new()
    try:
        async with work.attempt():
            await work.execute(
                """INSERT INTO restriction (cooperative_id, id, stall_id, kind, reason, evidence, placed_by, placed_at, ends_at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)""",
                work.cooperative_id, restriction_id, stall_id, kind, reason, evidence, agent_id, work.now, ends_at,
            )  # fmt: skip
    except asyncpg.UniqueViolationError:
        raise RestrictedAlready from None
    if kind == "selling":
        await stalls.turn(work, stall_id, "suspended")
    work.emit(RestrictionPlaced(restriction_id=restriction_id, stall_id=stall_id))
    return restriction_id


async def _was_overruled(work: Work, agent_id: UUID, stall_id: UUID, kind: str) -> bool:
    """Whether a grievance about the same of hers upon this stall was upheld: then she does not decide it again, whatever the reason."""
    # What nobody ended, and what did not reach its date, was lifted by a grievance.
    lifted = await work.rows(
        """SELECT id FROM restriction WHERE cooperative_id = $1 AND stall_id = $2 AND kind = $3 AND placed_by = $4
           AND ended_by IS NULL AND ended_at < ends_at""",
        work.cooperative_id, stall_id, kind, agent_id,
    )  # fmt: skip
    return bool(lifted) and JOINED.upheld is not None and await JOINED.upheld(work, [row["id"] for row in lifted])


async def end_restriction(work: Work, viewer: Viewer, *, restriction_id: UUID, because: str) -> UUID:
    """End it before its date, with a word why. By who could have placed it.

    Refuses: SignInNeeded, NotFound, NotAllowed, StepUpNeeded, OwnStall, InvalidTransition. Announces: RestrictionEnded.
    """
    row = await work.row(
        """SELECT r.kind, r.stall_id, r.ended_at, s.agent_id FROM restriction r
           JOIN stall s ON s.cooperative_id = r.cooperative_id AND s.id = r.stall_id WHERE r.cooperative_id = $1 AND r.id = $2""",
        work.cooperative_id,
        restriction_id,
    )
    agent_id = await access.require(work, viewer, NEEDS["selling" if row is None else row["kind"]])
    if row is None:
        raise NotFound
    keeps = await work.value(
        "SELECT true FROM stall_keeper WHERE cooperative_id = $1 AND stall_id = $2 AND agent_id = $3",
        work.cooperative_id, row["stall_id"], agent_id,
    )  # fmt: skip
    if keeps or row["agent_id"] == agent_id:
        raise OwnStall
    if not await end(work, restriction_id, by=agent_id, because=_text(because, "because", 2000)):
        raise InvalidTransition("ended")
    return restriction_id


async def end_due(work: Work) -> int:
    """End what has reached its date; how many. Safe to repeat."""
    due = await work.rows(
        "SELECT id FROM restriction WHERE cooperative_id = $1 AND ended_at IS NULL AND ends_at <= $2 ORDER BY id LIMIT 100",
        work.cooperative_id,
        work.now,
    )
    return sum([await end(work, row["id"], by=None, because="") for row in due])


async def end(work: Work, restriction_id: UUID, *, by: UUID | None, because: str) -> bool:
    """The deed: a suspended stall is open again, unless its keeper closed it meanwhile. False when it was over before."""
    stall_id = await work.value(
        "SELECT stall_id FROM restriction WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, restriction_id
    )
    # The stall first, as everybody who changes it does.
    state = await work.value(
        "SELECT state FROM stall WHERE cooperative_id = $1 AND id = $2 FOR NO KEY UPDATE", work.cooperative_id, stall_id
    )
    kind = await work.value(
        """UPDATE restriction SET ended_at = $3, ended_by = $4, ended_because = $5
           WHERE cooperative_id = $1 AND id = $2 AND ended_at IS NULL RETURNING kind""",
        work.cooperative_id, restriction_id, work.now, by, because,
    )  # fmt: skip
    if kind is None:
        return False
    if kind == "selling" and state == "suspended":
        await stalls.turn(work, stall_id, "open")
    work.emit(RestrictionEnded(restriction_id=restriction_id, stall_id=stall_id))
    return True


def _text(given: str, field: str, most: int) -> str:
    trimmed = given.strip()
    if not trimmed:
        raise InvalidInput(field, "required")
    if len(trimmed) > most:
        raise InvalidInput(field, "too_long", maximum=str(most))
    return trimmed
