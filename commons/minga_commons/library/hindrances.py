"""What keeps somebody from being erased: something in her hands, or money of hers in ours."""

from collections.abc import Sequence
from uuid import UUID

from minga_platform.kernel.work import Work
from minga_platform.register.errors import Obstacle


async def borrowed(work: Work, _person_id: UUID, agent_ids: Sequence[UUID], cooperative: str) -> Sequence[Obstacle]:
    """Bookings that are out, or whose deposit we hold."""
    rows = await work.rows(
        """SELECT id FROM booking WHERE cooperative_id = $1 AND agent_id = ANY ($2) AND (state = 'out' OR deposit_state = 'held')
           ORDER BY id""",
        work.cooperative_id, list(agent_ids),
    )  # fmt: skip
    return [Obstacle("borrowed", cooperative, row["id"]) for row in rows]
