"""Contributions as members read them, and what rooms above count. Told to members and to who keeps or audits the co-op; to
everybody else they do not exist: they name people and what they do with their days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_commons.attestation import weighing
from minga_commons.contributions.states import ACTION_OF
from minga_commons.valueflows.folding import Flow, Measure
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access

SEE = "ballots.see"
"""Members, officers, auditors, facilitators and tellers: whoever sees what the members decide sees what they give."""
_MOST_TO_ATTEST = 100


@dataclass(frozen=True, slots=True)
class Recognised:
    """A contribution that counts. `at`: the beginning of its day in the co-op's zone; minutes, or a quantity of `unit`."""

    event_id: UUID
    agent_id: UUID
    kind: str
    minutes: int | None
    quantity: int | None
    unit: str
    at: datetime
    asset_id: UUID | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """An event with where it stands. `state`: as the claim's, or `nothing` for an event that takes another back."""

    id: UUID
    agent_id: UUID
    name: str
    kind: str
    minutes: int | None
    quantity: int | None
    unit: str | None
    given_on: date
    asset_id: UUID | None
    asset_slug: str | None
    asset_title: dict[str, str] | None
    cause: str
    source: str
    note: str
    evidence: list[dict[str, Any]]
    recorded_at: datetime
    recorded_by_name: str | None
    is_helped: bool
    root_id: UUID
    corrects_id: UUID | None
    corrected_by_id: UUID | None
    claim_id: UUID | None
    state: str
    counted: int
    needed: int
    flags: list[str]
    is_attested_by_me: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows. `state` of the claim; `latest_only` leaves out what was corrected, and events of nothing."""

    agent_id: UUID | None = None
    kind: str | None = None
    asset_id: UUID | None = None
    cause: str | None = None
    state: str | None = None
    since: date | None = None
    until: date | None = None
    latest_only: bool = True
    root_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """What one month holds of one kind in one state, for one member or all."""

    month: date
    kind: str
    state: str
    count: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Giver:
    """A member and the hours of hers that count, in a stretch of time."""

    agent_id: UUID
    name: str
    minutes: int
    count: int


@dataclass(frozen=True, slots=True)
class Usual:
    """What a member gives again and again: for the button that says "again"."""

    kind: str
    minutes: int
    asset_id: UUID | None
    asset_title: dict[str, str] | None
    cause: str
    times: int


_STATE = "coalesce(k.state, 'nothing')"
_COLUMNS = f"""c.id, c.agent_id, a.name, c.kind, c.minutes, c.quantity, c.unit, c.given_on, c.asset_id, s.slug AS asset_slug,
s.title AS asset_title, c.cause, c.source, coalesce(k.statement, '') AS note, coalesce(k.evidence, '[]') AS evidence, c.recorded_at,
w.name AS recorded_by_name, c.by_person_id IS DISTINCT FROM w.person_id AND c.by_person_id IS NOT NULL AS is_helped, c.root_id,
c.corrects_id, n.id AS corrected_by_id, c.claim_id, {_STATE} AS state, coalesce(k.counted, 0) AS counted,
coalesce(k.needs, 0) AS needed, coalesce(k.flags, '{{}}') AS flags,
(SELECT t.says = 'yes' FROM attestation t WHERE t.cooperative_id = c.cooperative_id AND t.claim_id = c.claim_id AND t.by_agent_id = $2
    ORDER BY t.id DESC LIMIT 1) IS TRUE AS is_attested_by_me"""
_FROM = """contribution c JOIN agent a ON a.cooperative_id = c.cooperative_id AND a.id = c.agent_id
LEFT JOIN agent w ON w.cooperative_id = c.cooperative_id AND w.id = c.recorded_by
LEFT JOIN asset s ON s.cooperative_id = c.cooperative_id AND s.id = c.asset_id
LEFT JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
LEFT JOIN contribution n ON n.cooperative_id = c.cooperative_id AND n.corrects_id = c.id"""
_WANTED = """($3::uuid IS NULL OR c.agent_id = $3) AND ($4::text IS NULL OR c.kind = $4) AND ($5::uuid IS NULL OR c.asset_id = $5)
AND ($6::text IS NULL OR c.cause = $6) AND ($7::text IS NULL OR k.state = $7) AND ($8::date IS NULL OR c.given_on >= $8)
AND ($9::date IS NULL OR c.given_on <= $9) AND (NOT $10 OR (n.id IS NULL AND c.claim_id IS NOT NULL))
AND ($11::uuid IS NULL OR c.root_id = $11)"""


async def insider(work: Work, viewer: Viewer) -> UUID | None:
    """The asker's agent, if contributions are told to her."""
    return await access.agent_of(work, viewer) if await access.may(work, viewer, SEE) else None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A member's word for a contribution; `flag` says why it has no weight, empty where it has."""

    name: str
    at: datetime
    note: str
    flag: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """What a member found not right, and how it was settled."""

    name: str
    reason: str
    opened_at: datetime
    settled_at: datetime | None
    outcome: str | None
    explanation: str


async def words(work: Work, viewer: Viewer, contribution_id: UUID) -> tuple[list[Spoken], list[Dispute]] | None:
    """Who stands by a contribution, and who disputes it; None where there is none for this asker."""
    if await insider(work, viewer) is None:
        return None
    claim = await work.row(
        """SELECT k.id, k.about_agent_id, k.claimed_by_agent_id, k.claimed_at FROM contribution c
           JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
           WHERE c.cooperative_id = $1 AND c.id = $2""",
        work.cooperative_id,
        contribution_id,
    )
    if claim is None:
        return None
    said = (await weighing.words_of(work, [claim]))[claim["id"]][1]
    flags = {word.by: flag for word, flag in said}
    rows = await work.rows(
        """SELECT DISTINCT ON (t.by_agent_id) t.by_agent_id, a.name, t.at, t.note FROM attestation t
           JOIN agent a ON a.cooperative_id = t.cooperative_id AND a.id = t.by_agent_id
           WHERE t.cooperative_id = $1 AND t.claim_id = $2 AND t.by_agent_id = ANY ($3)
           ORDER BY t.by_agent_id, t.id DESC""",
        work.cooperative_id,
        claim["id"],
        list(flags),
    )
    disputes = await work.rows(
        """SELECT a.name, d.reason, d.opened_at, d.settled_at, d.outcome, d.explanation FROM claim_dispute d
           JOIN agent a ON a.cooperative_id = d.cooperative_id AND a.id = d.by_agent_id
           WHERE d.cooperative_id = $1 AND d.claim_id = $2 ORDER BY d.opened_at""",
        work.cooperative_id,
        claim["id"],
    )
    spoken = [Spoken(row["name"], row["at"], row["note"], flags[row["by_agent_id"]]) for row in rows]
    return sorted(spoken, key=lambda one: one.at), [Dispute(**dict(row)) for row in disputes]


async def contributions(
    work: Work,
    viewer: Viewer,
    wanted: Filter,
    *,
    after: tuple[date, UUID] | None = None,
    first: int = 25,
) -> list[Contribution] | None:
    """Events, the latest given first; None for who has no standing here."""
    me = await insider(work, viewer)
    if me is None:
        return None
    on, last = after or (None, None)
    rows = await work.rows(
        f"""SELECT {_COLUMNS} FROM {_FROM} WHERE c.cooperative_id = $1 AND {_WANTED}
            AND ($12::date IS NULL OR (c.given_on, c.id) < ($12, $13::uuid)) ORDER BY c.given_on DESC, c.id DESC LIMIT $14""",
        work.cooperative_id, me, *_values(wanted), on, last, first,
    )  # fmt: skip
    return [Contribution(**dict(row)) for row in rows]


def _values(wanted: Filter) -> tuple[Any, ...]:
    return (
        wanted.agent_id, wanted.kind, wanted.asset_id, wanted.cause, wanted.state, wanted.since, wanted.until,
        wanted.latest_only, wanted.root_id,
    )  # fmt: skip


async def contribution(work: Work, viewer: Viewer, contribution_id: UUID) -> list[Contribution] | None:
    """One event and its whole chain of corrections, oldest first; None where there is none for this asker."""
    root = await work.value(
        "SELECT root_id FROM contribution WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, contribution_id
    )
    if root is None:
        return None
    found = await contributions(work, viewer, Filter(latest_only=False, root_id=root), first=1000)
    return sorted(found, key=lambda one: (one.recorded_at, one.id)) if found else None


async def to_attest(work: Work, viewer: Viewer, first: int = 50) -> list[Contribution]:
    """What waits for the word of members, and the asker has not spoken about: the oldest first; never her own."""
    me = await insider(work, viewer)
    if me is None or not await access.may(work, viewer, "commons.write"):
        return []
    rows = await work.rows(
        f"""SELECT {_COLUMNS} FROM {_FROM} WHERE c.cooperative_id = $1 AND k.state = 'open' AND c.agent_id <> $2 AND n.id IS NULL
              AND k.claimed_by_agent_id <> $2
              AND NOT EXISTS (SELECT FROM household_tie h WHERE h.cooperative_id = $1 AND h.ended_at IS NULL
                              AND (h.agent_id, h.other_id) IN ((least(c.agent_id, $2), greatest(c.agent_id, $2))))
              AND (SELECT t.says = 'yes' FROM attestation t WHERE t.cooperative_id = $1 AND t.claim_id = c.claim_id
                   AND t.by_agent_id = $2 ORDER BY t.id DESC LIMIT 1) IS NOT TRUE
            ORDER BY k.claimed_at, c.id LIMIT $3""",
        work.cooperative_id,
        me,
        min(first, _MOST_TO_ATTEST),
    )
    return [Contribution(**dict(row)) for row in rows]


async def sums(work: Work, viewer: Viewer, wanted: Filter) -> list[Sum] | None:
    """What a list adds up to, by month, kind and state, however long it is: one statement."""
    if await insider(work, viewer) is None:
        return None
    rows = await work.rows(
        f"""SELECT date_trunc('month', c.given_on)::date AS month, c.kind, {_STATE} AS state, count(*) AS count,
                coalesce(sum(c.minutes), 0)::bigint AS minutes
            FROM contribution c LEFT JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
            LEFT JOIN contribution n ON n.cooperative_id = c.cooperative_id AND n.corrects_id = c.id
            WHERE c.cooperative_id = $1 AND $2::uuid IS NULL AND {_WANTED}
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        work.cooperative_id, None, *_values(wanted),
    )  # fmt: skip
    return [Sum(**dict(row)) for row in rows]


async def givers(work: Work, viewer: Viewer, wanted: Filter, first: int = 100) -> list[Giver] | None:
    """Who gave what counts, by name: an order of merit was ruled out, it makes people keep score."""
    if await insider(work, viewer) is None:
        return None
    rows = await work.rows(
        f"""SELECT c.agent_id, a.name, coalesce(sum(c.minutes), 0)::bigint AS minutes, count(*) AS count
            FROM contribution c JOIN agent a ON a.cooperative_id = c.cooperative_id AND a.id = c.agent_id
            JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id AND k.state = 'recognised'
            LEFT JOIN contribution n ON n.cooperative_id = c.cooperative_id AND n.corrects_id = c.id
            WHERE c.cooperative_id = $1 AND $2::uuid IS NULL AND {_WANTED}
            GROUP BY 1, 2 ORDER BY a.name, c.agent_id LIMIT $12""",
        work.cooperative_id, None, *_values(wanted), first,
    )  # fmt: skip
    return [Giver(**dict(row)) for row in rows]


async def usual(work: Work, viewer: Viewer, first: int = 3) -> list[Usual]:
    """What the asker gives most often, of her last fifty."""
    me = await insider(work, viewer)
    if me is None:
        return []
    rows = await work.rows(
        """SELECT c.kind, c.minutes, c.asset_id, s.title AS asset_title, c.cause, count(*) AS times FROM (
               SELECT * FROM contribution c WHERE c.cooperative_id = $1 AND c.agent_id = $2 AND c.minutes > 0
               ORDER BY c.given_on DESC, c.id DESC LIMIT 50) c
           LEFT JOIN asset s ON s.cooperative_id = c.cooperative_id AND s.id = c.asset_id
           GROUP BY c.kind, c.minutes, c.asset_id, s.title, c.cause ORDER BY count(*) DESC, max(c.given_on) DESC, c.cause LIMIT $3""",
        work.cooperative_id,
        me,
        first,
    )
    return [Usual(**dict(row)) for row in rows]


async def causes(work: Work, viewer: Viewer, first: int = 50) -> list[str]:
    """What members gave for lately, the most frequent first: for whoever types a cause."""
    if await insider(work, viewer) is None:
        return []
    rows = await work.rows(
        """SELECT cause FROM (SELECT cause FROM contribution WHERE cooperative_id = $1 AND cause <> ''
               ORDER BY given_on DESC, id DESC LIMIT 2000) lately
           GROUP BY cause ORDER BY count(*) DESC, cause LIMIT $2""",
        work.cooperative_id,
        first,
    )
    return [row["cause"] for row in rows]


async def recognised(
    work: Work, *, asset_ids: Sequence[UUID] | None, cause: str | None, until: datetime
) -> list[Recognised]:
    """Every contribution that counts now and whose day began before `until`, in the order of days and ids.

    `asset_ids`: for these works only; `cause`: for this cause only; None: whichever. Nobody's right is asked: for rooms above.
    One statement and no weighing, so that a distribution over a hundred thousand of them takes a second or two.
    """
    zone = ZoneInfo(await work.value("SELECT zone FROM cooperative WHERE id = $1", work.cooperative_id))
    last_day = (until.astimezone(zone) - timedelta(microseconds=1)).date()
    # Statistics that lag behind a large import make the planner walk one table for each row of the other.
    await work.execute("SET LOCAL enable_nestloop = off")
    rows = await work.rows(
        """SELECT c.id, c.agent_id, c.kind, c.minutes, c.quantity, coalesce(c.unit, 'minute') AS unit, c.given_on, c.asset_id
           FROM contribution c JOIN claim k ON k.cooperative_id = c.cooperative_id AND k.id = c.claim_id
           WHERE c.cooperative_id = $1 AND k.state = 'recognised' AND (k.expires_at IS NULL OR k.expires_at > $5)
             AND ($2::uuid[] IS NULL OR c.asset_id = ANY ($2)) AND ($3::text IS NULL OR c.cause = $3) AND c.given_on <= $4
             AND NOT EXISTS (SELECT FROM contribution n WHERE n.cooperative_id = c.cooperative_id AND n.corrects_id = c.id)
           ORDER BY c.given_on, c.id""",
        work.cooperative_id,
        None if asset_ids is None else list(asset_ids),
        cause,
        last_day,
        work.now,
    )
    await work.execute("SET LOCAL enable_nestloop = on")
    # Days are turned into instants here, once each: the database looks the zone up for every row.
    begins: dict[date, datetime] = {}
    found = []
    for event_id, agent_id, kind, minutes, quantity, unit, day, asset_id in rows:
        at = begins.get(day)
        if at is None:
            at = begins[day] = datetime.combine(day, time(), zone).astimezone(UTC)
        found.append(Recognised(event_id, agent_id, kind, minutes, quantity, unit, at, asset_id))
    return found


def flow_of(one: Contribution, cooperative: str) -> Flow:
    """The event as Valueflows has it; ids are the caller's to make addresses of. The co-op receives."""
    amount = Measure(one.minutes, "minute") if one.minutes is not None else None
    return Flow(
        id=str(one.id),
        action=ACTION_OF[one.kind],
        provider=str(one.agent_id),
        receiver=cooperative,
        resource_quantity=None if one.quantity is None else Measure(one.quantity, one.unit or "piece"),
        effort_quantity=amount,
        corrects=None if one.corrects_id is None else str(one.corrects_id),
    )


async def sees_file(work: Work, viewer: Viewer, file_id: UUID) -> bool:
    """Whether a contribution that the asker may see shows this file; joined to `files.keeping.SEES`."""
    if await insider(work, viewer) is None:
        return False
    return bool(
        await work.value(
            "SELECT true FROM contribution_file WHERE cooperative_id = $1 AND file_id = $2 LIMIT 1",
            work.cooperative_id,
            file_id,
        )
    )


async def authors(work: Work, viewer: Viewer) -> list[tuple[UUID, str, bool]]:
    """The addresses under which the asker commits: (id, address, proven). Hers alone."""
    if not await access.may(work, viewer, "commons.write"):
        return []
    rows = await work.rows(
        "SELECT id, mail, is_proven FROM git_author WHERE cooperative_id = $1 AND agent_id = $2 ORDER BY mail",
        work.cooperative_id,
        await access.agent_of(work, viewer),
    )
    return [(row["id"], row["mail"], row["is_proven"]) for row in rows]
