"""Who is a member, and who may vote, at any instant.

Rights at an instant follow from three things and nothing else: the terms of the class that held then, what had happened
to the membership by then, and the date (invariant 2). Shares are not among them: what a member paid never changes her
weight (invariant 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from minga_platform.kernel.finding import has_part
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger import queries as ledger
from minga_platform.ledger.chart import AccountKind
from minga_platform.membership import access
from minga_platform.rules import queries as rules

_STANDING = """
    SELECT m.id, m.agent_id, m.class_id, c.name AS class_name, c.key AS class_key, m.joined_at, m.left_at, t.rights, t.vote_weight,
        coalesce(s.same_as_id, m.agent_id) AS human_id,
        (SELECT min(e.at) FROM membership_event e WHERE e.cooperative_id = m.cooperative_id AND e.membership_id = m.id
            AND e.kind = 'entitled') AS entitled_at,
        coalesce((SELECT e.kind = 'suspended' FROM membership_event e WHERE e.cooperative_id = m.cooperative_id
            AND e.membership_id = m.id AND e.kind IN ('suspended', 'resumed') AND e.at <= $2
            ORDER BY e.at DESC, e.id DESC LIMIT 1), false) AS is_suspended
    FROM membership m
    JOIN membership_class c ON c.cooperative_id = m.cooperative_id AND c.id = m.class_id
    JOIN LATERAL (SELECT t.rights, t.vote_weight FROM class_terms t
        WHERE t.cooperative_id = m.cooperative_id AND t.class_id = m.class_id AND t.effective_at <= $2
        ORDER BY t.effective_at DESC, t.id DESC LIMIT 1) t ON true
    LEFT JOIN same_person s ON s.cooperative_id = m.cooperative_id AND s.agent_id = m.agent_id AND s.ended_at IS NULL
    WHERE m.cooperative_id = $1 AND m.joined_at <= $2 AND (m.left_at IS NULL OR m.left_at > $2)
"""
"""Memberships that stand at `$2`, each with what its class meant then."""
_IN_RIGHT = "entitled_at <= $2 AND NOT is_suspended"


@dataclass(frozen=True, slots=True)
class Elector:
    """Somebody who may vote in a class, and what her vote weighs there."""

    agent_id: UUID
    class_id: UUID
    class_key: str
    weight: int


async def electorate(work: Work, at: datetime, classes: Sequence[str] | None = None) -> list[Elector]:
    """Every membership with the right to vote at an instant, a human being at most once per class.

    `classes`: only these keys; None is all that vote. Ordered by class and agent, so that two readings are equal. Where
    the co-op says so (`register.votes_per_member`), who is in several classes counts only in the one whose rights she
    had first: decided over all her classes, whichever are asked for.
    """
    once = await rules.at(work, "register.votes_per_member", at) == "one_class"
    rows = await work.rows(
        f"""SELECT DISTINCT ON (human_id{"" if once else ", class_id"}) agent_id, class_id, class_key, vote_weight
            FROM ({_STANDING}) m WHERE 'vote' = ANY (rights) AND {_IN_RIGHT}
            ORDER BY human_id{"" if once else ", class_id"}, entitled_at, joined_at, id""",
        work.cooperative_id,
        at,
    )
    found = [
        Elector(row["agent_id"], row["class_id"], row["class_key"], row["vote_weight"])
        for row in rows
        if classes is None or row["class_key"] in classes
    ]
    return sorted(found, key=lambda elector: (elector.class_key, elector.agent_id))


async def may_act_as(work: Work, viewer: Viewer) -> list[UUID]:
    """The agents the asker may vote and speak for: herself first, then organisations she represents.

    A helper acts for the member who agreed, never for that member's organisations: representing cannot be passed on.
    Empty for a visitor and for who is not known here.
    """
    present = await access.standing(work, viewer)
    if present is None:
        return []
    if viewer.for_person_id is not None:
        return [present.agent_id]
    rows = await work.rows(
        "SELECT organisation_id FROM representative WHERE cooperative_id = $1 AND agent_id = $2 AND ended_at IS NULL"
        " ORDER BY since, organisation_id",
        work.cooperative_id,
        present.agent_id,
    )
    return [present.agent_id, *(row["organisation_id"] for row in rows)]


async def rights_at(work: Work, agent_id: UUID, at: datetime) -> frozenset[str]:
    """What an agent's classes give at an instant: of `vote`, `propose`, `stand`, `attend`. Empty for who is no member."""
    rows = await work.rows(
        f"SELECT rights FROM ({_STANDING}) m WHERE agent_id = $3 AND {_IN_RIGHT}", work.cooperative_id, at, agent_id
    )
    return frozenset(right for row in rows for right in row["rights"])


@dataclass(frozen=True, slots=True)
class Registered:
    """One line of the register as it stood at an instant. Amounts in minor units of the co-op's currency.

    `number` is the member's, 0 for who has no card; `capital_minor` is what she had paid in for shares of the class.
    """

    membership_id: UUID
    agent_id: UUID
    number: int
    name: str
    kind: str
    class_key: str
    class_name: dict[str, str]
    joined_at: datetime
    rights: frozenset[str]
    is_suspended: bool
    capital_minor: int
    leaves_at: datetime | None


async def register_at(
    work: Work, at: datetime, *, text: str = "", after: tuple[datetime, UUID] | None = None, first: int = 10_000
) -> list[Registered]:
    """The register as it stood at an instant, in the order of joining; who left since is in it.

    `text`: only those with this number, or with this in their name.
    `after`: the last line's `(joined_at, membership_id)`. Nobody's right is asked: see `reading.register`.
    """
    since, since_id = after or (None, None)
    wanted = text.strip()
    found = f"AND (k.number::text = $6 OR {has_part('a.name', '$6')})" if wanted else ""
    rows = await work.rows(
        f"""SELECT m.*, a.name, a.kind, coalesce(k.number, 0) AS number, n.leaves_at,
                coalesce(m.entitled_at <= $2, false) AND NOT m.is_suspended AS in_right
            FROM ({_STANDING}) m
            JOIN agent a ON a.cooperative_id = $1 AND a.id = m.agent_id
            LEFT JOIN member_card k ON k.cooperative_id = $1 AND k.agent_id = m.agent_id
            LEFT JOIN notice_of_leaving n ON n.cooperative_id = $1 AND n.membership_id = m.id AND n.ended_at IS NULL
            WHERE ($3::timestamptz IS NULL OR (m.joined_at, m.id) > ($3, $4::uuid)) {found}
            ORDER BY m.joined_at, m.id LIMIT $5""",
        work.cooperative_id, at, since, since_id, first, *((wanted,) if wanted else ()),
    )  # fmt: skip
    capital = await ledger.held_at(work, AccountKind.SHARE_CAPITAL, [row["agent_id"] for row in rows], at)
    return [
        Registered(
            membership_id=row["id"],
            agent_id=row["agent_id"],
            number=row["number"],
            name=row["name"],
            kind=row["kind"],
            class_key=row["class_key"],
            class_name=row["class_name"],
            joined_at=row["joined_at"],
            rights=frozenset(row["rights"]) if row["in_right"] else frozenset(),
            is_suspended=row["is_suspended"],
            capital_minor=capital.get((row["agent_id"], row["class_key"]), 0),
            leaves_at=row["leaves_at"],
        )
        for row in rows
    ]
