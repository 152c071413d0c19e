"""What votes ask of assemblies, which stand above them and are joined by the composition root.

Without assemblies nobody speaks for anybody else, and no vote is bound to a room.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel.work import Work

Mandates = Callable[[Work, UUID, Sequence[UUID] | None], Awaitable[Mapping[UUID, Sequence[UUID]]]]
"""Vote → for whom the agent may cast there by mandate; of these votes, or (None) of all that are on an open agenda."""
InRoom = Callable[[Work, UUID, UUID], Awaitable[bool]]
"""Whether an agent (last) is in the room of an assembly."""


@dataclass
class Joined:
    """Filled once, where the house is put together."""

    mandates: Mandates | None = None
    in_room: InRoom | None = None


JOINED = Joined()


async def spoken_for(work: Work, agent_id: UUID, election_ids: Sequence[UUID] | None) -> Mapping[UUID, Sequence[UUID]]:
    """Whose ballots the agent may cast by mandate, vote by vote."""
    return {} if JOINED.mandates is None else await JOINED.mandates(work, agent_id, election_ids)


async def may_cast_here(work: Work, assembly_id: UUID | None, agent_id: UUID) -> bool:
    """Whether she is where the vote is held. A vote that is not held in a room is held everywhere."""
    return assembly_id is None or (JOINED.in_room is not None and await JOINED.in_room(work, assembly_id, agent_id))
