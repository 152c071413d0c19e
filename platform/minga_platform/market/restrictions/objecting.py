"""What a grievance may be about, and what follows once it was upheld: called by governance, which knows nothing of stalls."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from minga_platform.kernel.locale import mark, say
from minga_platform.kernel.work import Work
from minga_platform.market.restrictions.commands import end

_UPHELD: Final = mark("A grievance against it was upheld.")


async def contested(work: Work, restriction_id: UUID, agents: Sequence[UUID]) -> UUID | None:
    """Who decided what stands against a stall that one of these keeps or is paid for; None where there is no such thing."""
    found: UUID | None = await work.value(
        """SELECT r.placed_by FROM restriction r JOIN stall s ON s.cooperative_id = r.cooperative_id AND s.id = r.stall_id
           WHERE r.cooperative_id = $1 AND r.id = $2 AND r.ended_at IS NULL AND (s.agent_id = ANY ($3::uuid[]) OR EXISTS (
               SELECT FROM stall_keeper k WHERE k.cooperative_id = s.cooperative_id AND k.stall_id = s.id AND k.agent_id = ANY ($3)))""",
        work.cooperative_id,
        restriction_id,
        list(agents),
    )
    return found


async def lift(work: Work, restriction_id: UUID) -> None:
    """End it because its keeper was right; nobody's name stands for that. Safe to repeat. Announces: RestrictionEnded."""
    language = await work.value("SELECT language FROM cooperative WHERE id = $1", work.cooperative_id)
    await end(work, restriction_id, by=None, because=say(language, _UPHELD))
