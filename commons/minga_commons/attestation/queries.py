"""What was claimed and what it came to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.attestation import weighing
from minga_commons.attestation.states import State
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership.access import may, require
from minga_platform.membership.access import standing as standing_of


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
    return (await statuses_of(work, [agent_id], on)).get(agent_id, {})


async def statuses_of(work: Work, agent_ids: Collection[UUID], on: date) -> Mapping[UUID, Mapping[str, Status]]:
    """The same for many; who is nothing is left out."""
    rows = await work.rows(
        """SELECT s.agent_id, s.status, s.score, s.jurisdiction, c.id, c.recognised_at, least(c.expires_at, c.ended_at) AS until
           FROM status_claim s JOIN claim c ON c.cooperative_id = s.cooperative_id AND c.id = s.claim_id
           WHERE s.cooperative_id = $1 AND s.agent_id = ANY($2) AND c.recognised_at IS NOT NULL
             AND c.state IN ('recognised', 'expired', 'withdrawn')
           ORDER BY until ASC NULLS LAST""",
        work.cooperative_id,
        list(agent_ids),
    )
    if not rows:
        return {}
    zone = ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))
    today = work.now.astimezone(zone).date()
    found: dict[UUID, dict[str, Status]] = {}
    for row in rows:
        since, until = row["recognised_at"], row["until"]
        if today == on:
            holds = since <= work.now and (until is None or work.now < until)
        else:
            holds = since.astimezone(zone).date() <= on and (until is None or on < until.astimezone(zone).date())
        if holds:
            found.setdefault(row["agent_id"], {})[row["status"]] = Status(
                row["status"], row["id"], since, until, row["score"], row["jurisdiction"]
            )
    return found


@dataclass(frozen=True, slots=True)
class SaidWord:
    """A member's live word for a claim. `flag`: why it has no weight, as in `states.FLAGS`, empty when it has; who keeps a
    household with whom is told to the two and to keepers alone, others read `not_independent`."""

    by_agent_id: UUID
    name: str
    at: datetime
    note: str
    flag: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """Somebody said why a claim is not right, and how it ended."""

    by_agent_id: UUID
    name: str
    reason: str
    opened_at: datetime
    settled_at: datetime | None
    outcome: str | None
    explanation: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim as members see it. `status`, `score`, `jurisdiction`: where it is one about a status."""

    id: UUID
    subject_kind: str
    subject_id: UUID
    about_agent_id: UUID
    about: str
    claimed_by_agent_id: UUID
    claimed_by: str
    statement: str
    evidence: tuple[Mapping[str, Any], ...]
    needs: int
    counted: int
    state: State
    flags: tuple[str, ...]
    claimed_at: datetime
    expires_at: datetime | None
    recognised_at: datetime | None
    ended_at: datetime | None
    ended_because: str
    status: str | None
    score: int | None
    jurisdiction: str
    i_attested: bool
    words: tuple[SaidWord, ...]
    disputes: tuple[Dispute, ...]


async def claims(
    work: Work,
    viewer: Viewer,
    *,
    subject_kind: str | None = None,
    subject_id: UUID | None = None,
    about_agent_id: UUID | None = None,
    claim_ids: Collection[UUID] | None = None,
    states: Collection[str] = (),
    before: UUID | None = None,
    first: int = 50,
) -> list[ClaimView]:
    """Claims with their words and disputes, newest first, for members. `before`: the claim that the last page ended with.

    Refuses: SignInNeeded, NotFound (nobody here), NotAllowed.
    """
    me = await require(work, viewer, "commons.write")
    keeper = await may(work, viewer, "commons.keep")
    rows = await work.rows(
        """SELECT c.*, about.name AS about, author.name AS author, s.status, s.score, s.jurisdiction,
               CASE WHEN c.expires_at <= $8 AND c.state IN ('open', 'recognised', 'disputed') THEN 'expired' ELSE c.state END
                   AS shown
           FROM claim c
           JOIN agent about ON about.cooperative_id = c.cooperative_id AND about.id = c.about_agent_id
           JOIN agent author ON author.cooperative_id = c.cooperative_id AND author.id = c.claimed_by_agent_id
           LEFT JOIN status_claim s ON s.cooperative_id = c.cooperative_id AND s.claim_id = c.id
           WHERE c.cooperative_id = $1 AND ($2::text IS NULL OR c.subject_kind = $2)
             AND ($3::uuid IS NULL OR c.about_agent_id = $3) AND ($4::uuid[] IS NULL OR c.id = ANY($4))
             AND ($5::text[] = '{}' OR c.state = ANY($5)) AND ($6::uuid IS NULL OR c.id < $6)
             AND ($9::uuid IS NULL OR c.subject_id = $9)
           ORDER BY c.id DESC LIMIT $7""",
        work.cooperative_id,
        subject_kind,
        about_agent_id,
        None if claim_ids is None else list(claim_ids),
        list(states),
        before,
        min(first, 100),
        work.now,
        subject_id,
    )
    weighed = await weighing.words_of(work, rows)
    notes = await work.rows(
        """SELECT DISTINCT ON (a.claim_id, a.by_agent_id) a.claim_id, a.by_agent_id, a.note, g.name
           FROM attestation a JOIN agent g ON g.cooperative_id = a.cooperative_id AND g.id = a.by_agent_id
           WHERE a.cooperative_id = $1 AND a.claim_id = ANY($2::uuid[]) ORDER BY a.claim_id, a.by_agent_id, a.id DESC""",
        work.cooperative_id,
        [row["id"] for row in rows],
    )
    said = {(row["claim_id"], row["by_agent_id"]): row for row in notes}
    disputes = await _disputes(work, [row["id"] for row in rows])
    return [_view(row, weighed[row["id"]][1], said, disputes.get(row["id"], ()), me, keeper) for row in rows]


def _view(
    row: Any, words: list[Any], said: Mapping[Any, Any], disputes: tuple[Dispute, ...], me: UUID, keeper: bool
) -> ClaimView:
    def flag(word_by: UUID, found: str) -> str:
        tells = keeper or me in (word_by, row["about_agent_id"])
        return "not_independent" if found == "household" and not tells else found

    told = tuple(
        SaidWord(
            word.by,
            said[row["id"], word.by]["name"],
            word.at,
            said[row["id"], word.by]["note"],
            flag(word.by, found),
        )
        for word, found in sorted(words, key=lambda pair: pair[0].at)
    )
    return ClaimView(
        row["id"], row["subject_kind"], row["subject_id"], row["about_agent_id"], row["about"], row["claimed_by_agent_id"],
        row["author"], row["statement"], tuple(row["evidence"]), row["needs"], row["counted"], row["shown"],
        tuple(sorted({one.flag for one in told if one.flag})), row["claimed_at"], row["expires_at"], row["recognised_at"],
        row["ended_at"], row["ended_because"], row["status"], row["score"], row["jurisdiction"] or "",
        any(word.by == me for word, _flag in words), told, disputes,
    )  # fmt: skip


async def _disputes(work: Work, claim_ids: Collection[UUID]) -> dict[UUID, tuple[Dispute, ...]]:
    rows = await work.rows(
        """SELECT d.claim_id, d.by_agent_id, g.name, d.reason, d.opened_at, d.settled_at, d.outcome, d.explanation
           FROM claim_dispute d JOIN agent g ON g.cooperative_id = d.cooperative_id AND g.id = d.by_agent_id
           WHERE d.cooperative_id = $1 AND d.claim_id = ANY($2::uuid[]) ORDER BY d.id""",
        work.cooperative_id,
        list(claim_ids),
    )
    found: dict[UUID, tuple[Dispute, ...]] = {}
    for row in rows:
        claim_id, *rest = row.values()
        found[claim_id] = (*found.get(claim_id, ()), Dispute(*rest))
    return found


@dataclass(frozen=True, slots=True)
class Household:
    """Two who live together."""

    id: UUID
    agent_id: UUID
    name: str
    other_id: UUID
    other_name: str
    since: datetime


async def households(work: Work, viewer: Viewer) -> list[Household]:
    """The asker's own household ties; keepers see all. Refuses: SignInNeeded, NotFound, NotAllowed."""
    me = await require(work, viewer, "commons.write")
    everybody = await may(work, viewer, "commons.keep")
    rows = await work.rows(
        """SELECT t.id, t.agent_id, a.name, t.other_id, b.name AS other_name, t.since FROM household_tie t
           JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.agent_id
           JOIN agent b ON b.cooperative_id = t.cooperative_id AND b.id = t.other_id
           WHERE t.cooperative_id = $1 AND t.ended_at IS NULL AND ($2 OR $3 IN (t.agent_id, t.other_id))
           ORDER BY t.id LIMIT 500""",
        work.cooperative_id,
        everybody,
        me,
    )
    return [Household(*row.values()) for row in rows]


@dataclass(frozen=True, slots=True)
class RevokedAttestor:
    """A member whose word has no weight now, and why."""

    agent_id: UUID
    name: str
    reason: str
    words_since: datetime | None
    revoked_at: datetime


async def revoked_attestors(work: Work, viewer: Viewer) -> list[RevokedAttestor]:
    """Members whose word has no weight: all for keepers, the asker herself else."""
    me = await require(work, viewer, "commons.write")
    keeper = await may(work, viewer, "commons.keep")
    rows = await work.rows(
        """SELECT r.agent_id, a.name, r.reason, r.words_since, r.revoked_at FROM attestor_revocation r
           JOIN agent a ON a.cooperative_id = r.cooperative_id AND a.id = r.agent_id
           WHERE r.cooperative_id = $1 AND r.ended_at IS NULL AND ($2 OR r.agent_id = $3) ORDER BY r.id LIMIT 500""",
        work.cooperative_id,
        keeper,
        me,
    )
    return [RevokedAttestor(*row.values()) for row in rows]


async def reader(work: Work, viewer: Viewer) -> UUID | None:
    """The asker's agent if she may read claims here; None for who is no member, to whom there are none."""
    known = await standing_of(work, viewer)
    return known.agent_id if known is not None and await may(work, viewer, "commons.write") else None
