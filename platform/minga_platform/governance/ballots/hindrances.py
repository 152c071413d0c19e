"""What of voting the register asks: whether there was a vote yet, and whether somebody stands on a running one's roll."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.register.errors import Obstacle


async def has_voted(work: Work) -> bool:
    """Whether an election was ever announced here: from then on classes change by decision only."""
    return bool(await work.value("SELECT true FROM election WHERE cooperative_id = $1 LIMIT 1", work.cooperative_id))


async def running(work: Work, _person_id: UUID, agent_ids: Sequence[UUID], cooperative: str) -> Sequence[Obstacle]:
    """Votes that are not closed yet and whose frozen roll names her: erased, she would leave a gap in it."""
    rows = await work.rows(
        """SELECT DISTINCT e.id FROM box.elections_of($2) b JOIN election e ON e.cooperative_id = $1 AND e.id = b.election_id
           WHERE e.closes_at > $3 AND NOT EXISTS (SELECT FROM election_cancelled c
               WHERE c.cooperative_id = e.cooperative_id AND c.election_id = e.id) ORDER BY e.id""",
        work.cooperative_id,
        list(agent_ids),
        work.now,
    )
    return [Obstacle("running_vote", cooperative, row["id"]) for row in rows]
