"""What the count of an open vote takes from delegations; joined to the ballots by the composition root."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from minga_platform.governance.ballots.ports import Lent
from minga_platform.governance.delegations.resolving import follow
from minga_platform.governance.delegations.rules import DEPTH
from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.rules import queries as rules


async def lock(work: Work) -> None:
    """One at a time in a co-op: lending, taking back, and a count. The clock is read after it, so whoever took her vote
    back before a close is seen by its count."""
    await work.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('delegations ' || $1::text, 0))", str(work.cooperative_id)
    )


async def lent_votes(work: Work, poll: Mapping[str, Any], cast: Sequence[Mapping[str, Any]]) -> Sequence[Lent]:
    """The votes that were cast through others in a closed open vote, kept for those who lent them. `cast`: everybody's
    newest ballot. Safe to repeat: what stood at the close does not change afterwards."""
    await lock(work)
    rows = await work.rows(
        """SELECT d.from_agent_id, d.to_agent_id FROM delegation d WHERE d.cooperative_id = $1 AND d.topic = $2
             AND d.made_at < $3 AND (d.ended_at IS NULL OR d.ended_at >= $3)
             AND EXISTS (SELECT FROM membership m WHERE m.cooperative_id = $1 AND m.agent_id = d.from_agent_id
                 AND (m.left_at IS NULL OR m.left_at >= $3))""",
        work.cooperative_id, poll["topic"], poll["closes_at"],
    )  # fmt: skip
    edges: dict[UUID, UUID] = {row["from_agent_id"]: row["to_agent_id"] for row in rows}
    if not edges:
        return ()
    most = await rules.number_at(work, DEPTH, poll["opens_at"])
    roll = await work.rows(
        "SELECT agent_id, class_key, weight, channel FROM box.entries($1, $2)",
        poll["id"],
        sorted({*edges, *edges.values()}),
    )
    ballots = {(one["agent_id"], one["class_key"]): one for one in cast}
    found = []
    for class_key in sorted({one["class_key"] for one in roll}):
        weights = {one["agent_id"]: one["weight"] for one in roll if one["class_key"] == class_key}
        on_paper = {one["agent_id"] for one in roll if one["class_key"] == class_key and one["channel"] == "paper"}
        voted = {agent_id for agent_id, key in ballots if key == class_key}
        for agent_id, hands in follow(edges, weights.keys(), voted, on_paper, most).items():
            ballot = ballots[hands[-1], class_key]
            found.append(
                Lent(agent_id, class_key, weights[agent_id], hands, bytes(ballot["leaf"]), dict(ballot["choice"]))
            )
    await work.many(
        """INSERT INTO lent_vote (cooperative_id, id, election_id, agent_id, class_key, weight, path, choice, leaf, at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING""",
        [
            (
                work.cooperative_id, ids.new(), poll["id"], one.agent_id, one.class_key, one.weight, list(one.path), one.choice,
                one.leaf, work.now,
            )
            for one in found
        ],
    )  # fmt: skip
    return sorted(found, key=lambda one: (one.class_key, one.agent_id))
