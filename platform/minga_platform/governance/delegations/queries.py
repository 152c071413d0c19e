"""What somebody sees of lent votes: hers, those she would cast, and how hers were cast."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from minga_platform.governance.delegations.resolving import hands_between
from minga_platform.governance.delegations.rules import DEPTH
from minga_platform.kernel.locale import Text
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.rules import queries as rules


@dataclass(frozen=True, slots=True)
class Given:
    """On this topic she votes for the asker."""

    topic: str
    to_agent_id: UUID
    to_name: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """On this topic the asker would vote for her. `through`: who passed the vote on."""

    topic: str
    agent_id: UUID
    name: str
    through: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LentVote:
    """How another cast the asker's vote. `hands`: through whose hands it went; the last one cast it."""

    election_id: UUID
    title: Text
    class_key: str
    hands: tuple[str, ...]
    choice: dict[str, Any]
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Delegations:
    """All of it, for one member."""

    given: list[Given]
    received: list[Received]
    lent: list[LentVote]


async def of_asker(work: Work, viewer: Viewer) -> Delegations | None:
    """The asker's own; None for who has no vote here, and for a helper. At most a hundred lent votes, newest first."""
    if viewer.for_person_id is not None or not await access.may(work, viewer, "ballots.cast"):
        return None
    me = await access.agent_of(work, viewer)
    rows = await work.rows(
        """SELECT d.topic, d.from_agent_id, d.to_agent_id, d.made_at, f.name AS from_name, t.name AS to_name FROM delegation d
           JOIN agent f ON f.cooperative_id = d.cooperative_id AND f.id = d.from_agent_id
           JOIN agent t ON t.cooperative_id = d.cooperative_id AND t.id = d.to_agent_id
           WHERE d.cooperative_id = $1 AND d.ended_at IS NULL AND EXISTS (SELECT FROM membership m
               WHERE m.cooperative_id = $1 AND m.agent_id = d.from_agent_id AND m.left_at IS NULL)
           ORDER BY d.topic, f.name, d.id""",
        work.cooperative_id,
    )
    most = await rules.number_at(work, DEPTH)
    names = {row["from_agent_id"]: row["from_name"] for row in rows} | {
        row["to_agent_id"]: row["to_name"] for row in rows
    }
    received: list[Received] = []
    for topic in sorted({row["topic"] for row in rows}):
        edges = {row["from_agent_id"]: row["to_agent_id"] for row in rows if row["topic"] == topic}
        received += [
            Received(topic, one, names[one], tuple(names[hand] for hand in hands[:-1]))
            for one in edges
            if one != me and (hands := hands_between(edges, one, me, most)) is not None
        ]
    lent = await work.rows(
        """SELECT v.election_id, e.title, v.class_key, v.choice, e.closes_at,
               ARRAY(SELECT a.name FROM unnest(v.path) WITH ORDINALITY AS p (id, place)
                   JOIN agent a ON a.cooperative_id = v.cooperative_id AND a.id = p.id ORDER BY p.place) AS hands
           FROM lent_vote v JOIN election e ON e.cooperative_id = v.cooperative_id AND e.id = v.election_id
           WHERE v.cooperative_id = $1 AND v.agent_id = $2 ORDER BY e.closes_at DESC, v.id LIMIT 100""",
        work.cooperative_id,
        me,
    )
    return Delegations(
        [Given(row["topic"], row["to_agent_id"], row["to_name"], row["made_at"]) for row in rows if row["from_agent_id"] == me],
        received,
        [
            LentVote(row["election_id"], Text.stored(row["title"]), row["class_key"], tuple(row["hands"]), row["choice"], row["closes_at"])
            for row in lent
        ],
    )  # fmt: skip
