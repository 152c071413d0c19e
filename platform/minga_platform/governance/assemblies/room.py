"""Who is in the room, whom they speak for, and whether that is enough: one reading for pages, votes and minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work

_PRESENT = """SELECT DISTINCT a.agent_id, bool_or(a.has_vote) OVER (PARTITION BY a.agent_id) AS has_vote FROM attendance a
WHERE a.cooperative_id = $1 AND a.assembly_id = $2 AND a.left_at IS NULL"""

# A mandate holds while its giver is away and its holder is in the room.
_REPRESENTED = f"""WITH here AS ({_PRESENT})
SELECT m.from_id, m.to_id FROM mandate m JOIN here h ON h.agent_id = m.to_id
WHERE m.cooperative_id = $1 AND m.assembly_id = $2 AND m.ended_at IS NULL
    AND NOT EXISTS (SELECT FROM here g WHERE g.agent_id = m.from_id)"""


@dataclass(frozen=True, slots=True)
class Room:
    """Voters present and represented. `needed`: how many it takes, `counted`: how many count for that."""

    present: int
    guests: int
    represented: int
    counted: int
    needed: int

    @property
    def has_quorum(self) -> bool:
        """Whether enough are here."""
        return self.counted >= self.needed

    @property
    def voters(self) -> int:
        """How many votes can be given in the room."""
        return self.present + self.represented


async def room(work: Work, assembly_id: UUID, *, voters: int, quorum_bps: int, mandates_count: bool) -> Room:
    """The room as it is now. `voters`: members with a vote when the assembly opened."""
    row = await work.row(
        f"""SELECT (SELECT count(*) FROM ({_PRESENT}) h WHERE h.has_vote) AS present,
            (SELECT count(*) FROM ({_PRESENT}) h WHERE NOT h.has_vote) AS guests,
            (SELECT count(*) FROM ({_REPRESENTED}) r) AS represented""",
        work.cooperative_id,
        assembly_id,
    )
    assert row is not None
    counted = row["present"] + (row["represented"] if mandates_count else 0)
    # At least so much of the voters, rounded up, and never nobody.
    needed = max(1, -(-voters * quorum_bps // 10_000))
    return Room(row["present"], row["guests"], row["represented"], counted, needed)


async def is_present(work: Work, assembly_id: UUID, agent_id: UUID) -> bool:
    """Whether she is in the room now."""
    return bool(
        await work.value(
            "SELECT true FROM attendance WHERE cooperative_id = $1 AND assembly_id = $2 AND agent_id = $3 AND left_at IS NULL",
            work.cooperative_id,
            assembly_id,
            agent_id,
        )
    )


async def mandates(work: Work, agent_id: UUID, election_ids: Sequence[UUID] | None) -> Mapping[UUID, Sequence[UUID]]:
    """Vote → for whom the agent may cast there by mandate: those who are away and gave her theirs, for an open assembly at
    which she is and on whose agenda the vote stands (as itself, or as its proposal's). None: in all votes."""
    rows = await work.rows(
        """SELECT coalesce(i.election_id, p.election_id) AS election_id, m.from_id FROM mandate m
           JOIN assembly a ON a.cooperative_id = m.cooperative_id AND a.id = m.assembly_id AND a.state = 'open'
           JOIN agenda_item i ON i.cooperative_id = m.cooperative_id AND i.assembly_id = m.assembly_id
           LEFT JOIN proposal p ON p.cooperative_id = i.cooperative_id AND p.id = i.proposal_id
           WHERE m.cooperative_id = $1 AND m.to_id = $2 AND m.ended_at IS NULL
               AND coalesce(i.election_id, p.election_id) IS NOT NULL
               AND ($3::uuid[] IS NULL OR coalesce(i.election_id, p.election_id) = ANY ($3))
               AND EXISTS (SELECT FROM attendance t WHERE t.cooperative_id = m.cooperative_id AND t.assembly_id = m.assembly_id
                   AND t.agent_id = m.to_id AND t.left_at IS NULL)
               AND NOT EXISTS (SELECT FROM attendance t WHERE t.cooperative_id = m.cooperative_id
                   AND t.assembly_id = m.assembly_id AND t.agent_id = m.from_id AND t.left_at IS NULL)
           ORDER BY m.from_id""",
        work.cooperative_id,
        agent_id,
        None if election_ids is None else list(election_ids),
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row["election_id"], []).append(row["from_id"])
    return found
