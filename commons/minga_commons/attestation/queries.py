"""What was claimed and what it came to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.attestation.states import State
from minga_platform.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a claim stands: how many independent words count, how many it needs, and why others do not (`states.FLAGS`)."""

    state: State
    counted: int
    needed: int
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """A status that holds on a day. `score`: of a contributor. `jurisdiction`: ISO 3166, empty when none was named."""

    status: str
    claim_id: UUID
    since: datetime
    until: datetime | None
    score: int | None
    jurisdiction: str


async def standing(work: Work, claim_ids: Collection[UUID]) -> dict[UUID, Standing]:
    """Where each of these claims stands now; those that are none are left out. One that ran out a moment ago is expired,
    whether the round came by or not."""
    rows = await work.rows(
        """SELECT id, counted, needs, flags, CASE WHEN expires_at <= $3 AND state IN ('open', 'recognised', 'disputed')
               THEN 'expired' ELSE state END AS state
           FROM claim WHERE cooperative_id = $1 AND id = ANY($2::uuid[])""",
        work.cooperative_id,
        list(claim_ids),
        work.now,
    )
    return {row["id"]: Standing(row["state"], row["counted"], row["needs"], tuple(row["flags"])) for row in rows}


async def status_of(work: Work, agent_id: UUID, on: date) -> Mapping[str, Status]:
    """What an agent is on a civil day of the co-op, as recognised: status → what is known; the longest-lasting of each.

    A claim counts from its first recognition until it expires or ends; today, at this very instant. One that is refused, revoked or under dispute today counts
    for no day: a wrong status was never a right one; one that was withdrawn or ran out keeps the days it had.
    """
    rows = await work.rows(
        """SELECT s.status, s.score, s.jurisdiction, c.id, c.recognised_at, least(c.expires_at, c.ended_at) AS until
           FROM status_claim s JOIN claim c ON c.cooperative_id = s.cooperative_id AND c.id = s.claim_id
           WHERE s.cooperative_id = $1 AND s.agent_id = $2 AND c.recognised_at IS NOT NULL
             AND c.state IN ('recognised', 'expired', 'withdrawn')
           ORDER BY until ASC NULLS LAST""",
        work.cooperative_id,
        agent_id,
    )
    if not rows:
        return {}
    zone = ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))
    today = work.now.astimezone(zone).date()
    found: dict[str, Status] = {}
    for row in rows:
        since, until = row["recognised_at"], row["until"]
        if today == on:
            holds = since <= work.now and (until is None or work.now < until)
        else:
            holds = since.astimezone(zone).date() <= on and (until is None or on < until.astimezone(zone).date())
        if holds:
            found[row["status"]] = Status(row["status"], row["id"], since, until, row["score"], row["jurisdiction"])
    return found
