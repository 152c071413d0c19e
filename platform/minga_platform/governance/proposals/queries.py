"""What may be read of proposals and decisions, by whom. Members read what members say; everybody reads public decisions
and advisory questions; a draft is its author's alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.governance.proposals import kinds, states
from minga_platform.governance.proposals.asking import COLUMNS, FACILITATE, Proposal, is_inside, of_row
from minga_platform.governance.proposals.commands.discussing import sponsors
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Seen:
    """A proposal as the asker sees it. `state` as the clock has it. `stances`: (members, others) by stance."""

    proposal: Proposal
    state: str
    author_name: str
    sponsors: int
    sponsors_needed: int
    stances: Mapping[str, tuple[int, int]]
    my_stance: str | None
    is_mine: bool
    is_sponsored_by_me: bool
    comments: int
    open_amendments: int
    decision_id: UUID | None


_SEEN = f"""SELECT {", ".join("p." + column for column in COLUMNS.split(", "))}, a.name AS author_name,
        (SELECT count(*) FROM comment c WHERE c.cooperative_id = p.cooperative_id AND c.proposal_id = p.id
            AND c.removed_at IS NULL) AS comments,
        (SELECT count(*) FROM amendment m WHERE m.cooperative_id = p.cooperative_id AND m.proposal_id = p.id
            AND m.state IN ('open', 'voting')) AS open_amendments,
        (SELECT d.id FROM decision d WHERE d.cooperative_id = p.cooperative_id AND d.proposal_id = p.id) AS decision_id,
        EXISTS (SELECT FROM sponsorship s WHERE s.cooperative_id = p.cooperative_id AND s.proposal_id = p.id
            AND s.amendment_id IS NULL AND s.ended_at IS NULL AND s.agent_id = $2) AS is_sponsored_by_me
    FROM proposal p JOIN agent a ON a.cooperative_id = p.cooperative_id AND a.id = p.author_id"""
_VISIBLE = "(p.author_id = $2 OR p.state <> 'draft' AND ($3 OR p.kind = 'advisory'))"
_EXTRA = frozenset({"author_name", "comments", "open_amendments", "decision_id", "is_sponsored_by_me"})


async def _asker(work: Work, viewer: Viewer) -> tuple[UUID | None, bool]:
    present = await access.standing(work, viewer)
    return (present.agent_id if present else None), await is_inside(work, viewer)


async def proposal(work: Work, viewer: Viewer, proposal_id: UUID) -> Seen | None:
    """One proposal; None where there is none for this asker."""
    agent_id, inside = await _asker(work, viewer)
    row = await work.row(
        f"{_SEEN} WHERE p.cooperative_id = $1 AND p.id = $4 AND {_VISIBLE}",
        work.cooperative_id, agent_id, inside, proposal_id,
    )  # fmt: skip
    return (await _all_seen(work, [row], agent_id))[0] if row else None


async def proposals(
    work: Work,
    viewer: Viewer,
    *,
    wanted: Sequence[str] | None = None,
    mine: bool = False,
    before: int | None = None,
    first: int = 24,
) -> list[Seen]:
    """Proposals that the asker may see, the newest first, at most `first` + 1. `wanted`: states; None is all.

    `before`: the number of the last one seen. `mine`: only those she wrote.
    """
    agent_id, inside = await _asker(work, viewer)
    rows = await work.rows(
        f"""{_SEEN} WHERE p.cooperative_id = $1 AND {_VISIBLE} AND ($4::text[] IS NULL OR p.state = ANY ($4))
            AND (NOT $5 OR p.author_id = $2) AND ($6::bigint IS NULL OR p.number < $6)
            ORDER BY p.number DESC LIMIT $7""",
        work.cooperative_id, agent_id, inside, None if wanted is None else list(wanted), mine, before, first + 1,
    )  # fmt: skip
    return await _all_seen(work, rows, agent_id)


async def _all_seen(work: Work, rows: Sequence[asyncpg.Record], agent_id: UUID | None) -> list[Seen]:
    if not rows:
        return []
    known = [row["id"] for row in rows]
    stances: dict[UUID, dict[str, tuple[int, int]]] = {}
    for row in await work.rows(
        """SELECT proposal_id, stance, count(*) FILTER (WHERE is_member) AS members,
               count(*) FILTER (WHERE NOT is_member) AS others
           FROM stance WHERE cooperative_id = $1 AND proposal_id = ANY ($2::uuid[]) GROUP BY 1, 2""",
        work.cooperative_id, known,
    ):  # fmt: skip
        stances.setdefault(row["proposal_id"], {})[row["stance"]] = (row["members"], row["others"])
    own = {
        row["proposal_id"]: row["stance"]
        for row in await work.rows(
            "SELECT proposal_id, stance FROM stance WHERE cooperative_id = $1 AND proposal_id = ANY ($2::uuid[])"
            " AND agent_id = $3",
            work.cooperative_id, known, agent_id,
        )
    }  # fmt: skip
    supported = {
        row["proposal_id"]: row["count"]
        for row in await work.rows(
            """SELECT n.proposal_id, count(DISTINCT coalesce(s.same_as_id, n.agent_id)) AS count FROM sponsorship n
               LEFT JOIN same_person s ON s.cooperative_id = n.cooperative_id AND s.agent_id = n.agent_id AND s.ended_at IS NULL
               WHERE n.cooperative_id = $1 AND n.proposal_id = ANY ($2::uuid[]) AND n.amendment_id IS NULL
                 AND n.ended_at IS NULL GROUP BY 1""",
            work.cooperative_id, known,
        )
    }  # fmt: skip
    needed = await rules.number_at(work, "governance.sponsors")
    found = []
    for row in rows:
        one = of_row({key: value for key, value in row.items() if key not in _EXTRA})
        found.append(
            Seen(
                one,
                states.shown(
                    one.state, one.opens_at, one.effective_at, work.now, may_wait=kinds.KINDS[one.kind].may_wait
                ),
                row["author_name"],
                supported.get(one.id, 0),
                needed,
                stances.get(one.id, {}),
                own.get(one.id),
                agent_id is not None and one.author_id == agent_id,
                row["is_sponsored_by_me"],
                row["comments"],
                row["open_amendments"],
                row["decision_id"],
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class Comment:
    """Something said. `answers_id`: the comment that began its thread. A removed one has no text."""

    id: UUID
    answers_id: UUID | None
    agent_id: UUID
    name: str
    is_member: bool
    text: str
    at: datetime
    is_removed: bool
    stance: str | None


async def comments(work: Work, proposal_id: UUID) -> list[Comment]:
    """The discussion of a proposal that the asker was found to see, thread by thread, oldest first; at most 500."""
    rows = await work.rows(
        """SELECT c.id, c.answers_id, c.agent_id, a.name, c.is_member, c.text, c.at, c.removed_at IS NOT NULL AS is_removed,
               s.stance
           FROM comment c JOIN agent a ON a.cooperative_id = c.cooperative_id AND a.id = c.agent_id
           LEFT JOIN stance s ON s.cooperative_id = c.cooperative_id AND s.proposal_id = c.proposal_id AND s.agent_id = c.agent_id
           WHERE c.cooperative_id = $1 AND c.proposal_id = $2
           ORDER BY coalesce(c.answers_id, c.id), c.answers_id IS NOT NULL, c.id LIMIT 500""",
        work.cooperative_id, proposal_id,
    )  # fmt: skip
    return [Comment(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Amendment:
    """Another wording or other values for a proposal."""

    id: UUID
    number: int
    author_id: UUID
    author_name: str
    state: str
    text: dict[str, str]
    changes: dict[str, Any]
    reason: dict[str, str]
    on_text: int
    created_at: datetime
    decided_at: datetime | None
    election_id: UUID | None
    opens_at: datetime | None
    closes_at: datetime | None
    sponsors: int
    is_sponsored_by_me: bool


async def amendments(work: Work, viewer: Viewer, proposal_id: UUID) -> list[Amendment]:
    """The amendments of a proposal that the asker was found to see, in their order."""
    present = await access.standing(work, viewer)
    rows = await work.rows(
        """SELECT m.id, m.number, m.author_id, a.name AS author_name, m.state, m.text, m.changes, m.reason, m.on_text,
               m.created_at, m.decided_at, m.election_id, m.opens_at, m.closes_at,
               EXISTS (SELECT FROM sponsorship s WHERE s.cooperative_id = m.cooperative_id AND s.amendment_id = m.id
                   AND s.ended_at IS NULL AND s.agent_id = $3) AS is_sponsored_by_me
           FROM amendment m JOIN agent a ON a.cooperative_id = m.cooperative_id AND a.id = m.author_id
           WHERE m.cooperative_id = $1 AND m.proposal_id = $2 ORDER BY m.number""",
        work.cooperative_id, proposal_id, present.agent_id if present else None,
    )  # fmt: skip
    return [Amendment(**dict(row), sponsors=await sponsors(work, proposal_id, row["id"])) for row in rows]


@dataclass(frozen=True, slots=True)
class KeptText:
    """A text that members have seen. `because`: submitted, amended or rebased."""

    number: int
    title: dict[str, str]
    text: dict[str, str]
    changes: dict[str, Any]
    because: str
    at: datetime


async def kept_texts(work: Work, proposal_id: UUID) -> list[KeptText]:
    """Every text of a proposal that the asker was found to see, the first first."""
    rows = await work.rows(
        "SELECT number, title, text, changes, because, at FROM proposal_text WHERE cooperative_id = $1"
        " AND proposal_id = $2 ORDER BY number",
        work.cooperative_id, proposal_id,
    )  # fmt: skip
    return [KeptText(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Served:
    """That somebody was told, or waits to be. `proof`: the hash of the letter."""

    agent_id: UUID
    name: str
    purpose: str
    channel: str | None
    served_at: datetime | None
    proof: bytes | None


async def notices(work: Work, viewer: Viewer, proposal_id: UUID) -> list[Served]:
    """The proofs of notice: all of them for who facilitates, else the asker's own."""
    present = await access.standing(work, viewer)
    everybody = await access.may(work, viewer, FACILITATE) if present else False
    rows = await work.rows(
        """SELECT n.agent_id, a.name, n.purpose, n.channel, n.served_at, n.message_sha256 AS proof
           FROM notice n JOIN agent a ON a.cooperative_id = n.cooperative_id AND a.id = n.agent_id
           WHERE n.cooperative_id = $1 AND n.proposal_id = $2 AND ($3 OR n.agent_id = $4)
           ORDER BY n.purpose, a.name, n.id LIMIT 2000""",
        work.cooperative_id, proposal_id, everybody, present.agent_id if present else None,
    )  # fmt: skip
    return [Served(**{**dict(row), "proof": row["proof"] and bytes(row["proof"])}) for row in rows]


async def notice_counts(work: Work, proposal_id: UUID) -> dict[str, int]:
    """How many were told by each channel; `waiting`: how many not yet. Of the notice itself."""
    rows = await work.rows(
        """SELECT CASE WHEN served_at IS NULL THEN 'waiting' ELSE channel END AS channel, count(*) AS count FROM notice
           WHERE cooperative_id = $1 AND proposal_id = $2 AND purpose = 'notice' AND amendment_id IS NULL GROUP BY 1""",
        work.cooperative_id, proposal_id,
    )  # fmt: skip
    return {row["channel"]: row["count"] for row in rows}


@dataclass(frozen=True, slots=True)
class Decision:
    """A certificate with what became of it. `outcome`: None while it waits, `in_force`, or `impossible`."""

    id: UUID
    number: int
    proposal_id: UUID
    election_id: UUID
    kind: str
    passed: bool
    void_because: str
    changes: dict[str, Any]
    closed_at: datetime
    certified_at: datetime
    effective_at: datetime | None
    certified_by: str | None
    result_sha256: bytes
    document: dict[str, Any]
    document_sha256: bytes
    is_public: bool
    outcome: str | None

    @property
    def title(self) -> dict[str, str]:
        """What was decided about."""
        found: dict[str, str] = self.document["title"]
        return found

    def state(self, now: datetime) -> str:
        """`failed`, `void`, `deferred`, `in_force` or `impossible`, as the clock has it."""
        if not self.passed:
            return "failed"
        if self.void_because or self.effective_at is None:
            return "void"
        if self.outcome == "impossible":
            return "impossible"
        if kinds.KINDS[self.kind].may_wait:
            return "in_force" if self.outcome == "in_force" else "deferred"
        return "in_force" if now >= self.effective_at else "deferred"


_DECISION = """SELECT d.id, d.number, d.proposal_id, d.election_id, d.kind, d.passed, d.void_because, d.changes, d.closed_at,
        d.certified_at, d.effective_at, a.name AS certified_by, d.result_sha256, d.document, d.document_sha256, d.is_public,
        e.outcome
    FROM decision d LEFT JOIN agent a ON a.cooperative_id = d.cooperative_id AND a.id = d.by_agent_id
    LEFT JOIN decision_effect e ON e.cooperative_id = d.cooperative_id AND e.decision_id = d.id"""


def _decision(row: asyncpg.Record) -> Decision:
    values = dict(row)
    for name in ("result_sha256", "document_sha256"):
        values[name] = bytes(values[name])
    return Decision(**values)


async def decisions(work: Work, viewer: Viewer, *, before: int | None = None, first: int = 24) -> list[Decision]:
    """Decisions, the newest first, at most `first` + 1: all for members, for others those that are public."""
    rows = await work.rows(
        f"""{_DECISION} WHERE d.cooperative_id = $1 AND (d.is_public OR $2) AND ($3::bigint IS NULL OR d.number < $3)
            ORDER BY d.number DESC LIMIT $4""",
        work.cooperative_id, await is_inside(work, viewer), before, first + 1,
    )  # fmt: skip
    return [_decision(row) for row in rows]


async def decision(work: Work, viewer: Viewer, decision_id: UUID) -> Decision | None:
    """One decision; None where there is none for this asker."""
    row = await work.row(
        f"{_DECISION} WHERE d.cooperative_id = $1 AND d.id = $2 AND (d.is_public OR $3)",
        work.cooperative_id, decision_id, await is_inside(work, viewer),
    )  # fmt: skip
    return _decision(row) if row else None


async def decisions_about(work: Work, viewer: Viewer, decision_ids: Sequence[UUID]) -> dict[UUID, Decision]:
    """Those of these decisions that the asker may see, by id."""
    rows = await work.rows(
        f"{_DECISION} WHERE d.cooperative_id = $1 AND d.id = ANY ($2::uuid[]) AND (d.is_public OR $3)",
        work.cooperative_id, list(decision_ids), await is_inside(work, viewer),
    )  # fmt: skip
    return {row["id"]: _decision(row) for row in rows}


async def about_rule(work: Work, viewer: Viewer, key: str) -> list[Seen]:
    """Proposals under way that would change a rule."""
    agent_id, inside = await _asker(work, viewer)
    rows = await work.rows(
        f"""{_SEEN} WHERE p.cooperative_id = $1 AND {_VISIBLE} AND p.kind = 'rule_change' AND p.state = ANY ($4)
            AND p.changes -> 'rules' ? $5 ORDER BY p.number DESC LIMIT 20""",
        work.cooperative_id, agent_id, inside, sorted(states.OPEN), key,
    )  # fmt: skip
    return await _all_seen(work, rows, agent_id)


@dataclass(frozen=True, slots=True)
class Dated:
    """An instant that a diary should hold. `what`: opens, closes, discussed (its end), in_force or review."""

    proposal_id: UUID
    number: int
    title: dict[str, str]
    what: str
    at: datetime | None
    on: date | None


async def calendar(work: Work, viewer: Viewer) -> list[Dated]:
    """The dates of what the asker may see under way or decided lately, in their order."""
    agent_id, inside = await _asker(work, viewer)
    rows = await work.rows(
        f"""SELECT p.id AS proposal_id, p.number, p.title, w.what, w.at, w.day AS on FROM proposal p
            JOIN LATERAL (VALUES ('discussed', CASE WHEN p.state = 'discussion' THEN p.discussion_until END, NULL::date),
                ('opens', p.opens_at, NULL), ('closes', p.closes_at, NULL), ('in_force', p.effective_at, NULL),
                ('review', NULL, CASE WHEN p.effective_at IS NOT NULL THEN p.review_on END)) AS w (what, at, day) ON true
            WHERE p.cooperative_id = $1 AND {_VISIBLE} AND p.state NOT IN ('withdrawn', 'annulled', 'draft')
              AND (w.at > $4 OR w.day > $4::date) ORDER BY coalesce(w.at, w.day::timestamptz), p.number LIMIT 200""",
        work.cooperative_id, agent_id, inside, work.now.replace(microsecond=0),
    )  # fmt: skip
    return [Dated(**dict(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What needs the asker today, apart from ballots: proposals by what they need of her."""

    drafts: tuple[Seen, ...]
    to_sponsor: tuple[Seen, ...]
    to_discuss: tuple[Seen, ...]
    amendments_for_me: tuple[Seen, ...]
    to_freeze: tuple[Seen, ...]
    to_announce: tuple[Seen, ...]
    to_certify: tuple[Seen, ...]
    to_review: tuple[Seen, ...]
    coming: tuple[Seen, ...]


async def agenda(work: Work, viewer: Viewer) -> Agenda | None:
    """What needs a member, an author or a facilitator; None for who is not inside."""
    if not await is_inside(work, viewer):
        return None
    found = await proposals(
        work, viewer, wanted=["draft", "sponsoring", "discussion", "frozen", "noticed", "voting", "in_force"], first=100
    )
    facilitates = await access.may(work, viewer, FACILITATE)

    def those(*wanted: str, if_so: bool = True) -> list[Seen]:
        return [one for one in found if if_so and one.state in wanted]

    mine_or = [one for one in found if one.is_mine or facilitates]
    return Agenda(
        drafts=tuple(those("draft")),
        to_sponsor=tuple(one for one in those("sponsoring") if not one.is_mine and not one.is_sponsored_by_me),
        to_discuss=tuple(one for one in those("discussion") if not one.is_mine and one.my_stance is None),
        amendments_for_me=tuple(one for one in those("discussion") if one.is_mine and one.open_amendments),
        to_freeze=tuple(
            one
            for one in mine_or
            if one.state == "discussion"
            and one.proposal.discussion_until is not None
            and one.proposal.discussion_until <= work.now
        ),
        to_announce=tuple(one for one in mine_or if one.state == "frozen"),
        to_certify=tuple(
            one
            for one in those("noticed", "voting", if_so=facilitates)
            if one.proposal.closes_at is not None and one.proposal.closes_at <= work.now
        ),
        to_review=tuple(
            one
            for one in mine_or
            if one.state == "in_force"
            and one.proposal.review_on is not None
            and one.proposal.review_on <= work.now.date()
        ),
        coming=tuple(those("noticed")),
    )


def said(text: Mapping[str, str], language: str, home: str | None = None) -> str:
    """A text of several languages for one reader."""
    return Text.stored(text).read(language, home)
