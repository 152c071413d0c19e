"""What votes ask of assemblies and delegations, which stand above them and are joined by the composition root.

Without them nobody speaks for anybody else, no vote is bound to a room, and none is lent.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from minga_platform.kernel.work import Work

Mandates = Callable[[Work, UUID, Sequence[UUID] | None], Awaitable[Mapping[UUID, Sequence[UUID]]]]
"""Vote → for whom the agent may cast there by mandate; of these votes, or (None) of all that are on an open agenda."""
InRoom = Callable[[Work, UUID, UUID], Awaitable[bool]]
"""Whether an agent (last) is in the room of an assembly."""


@dataclass(frozen=True, slots=True)
class Lent:
    """A vote that was cast through another, with its own weight in its own class. `path`: through whose hands it went;
    the last one cast the ballot `leaf`."""

    agent_id: UUID
    class_key: str
    weight: int
    path: tuple[UUID, ...]
    leaf: bytes
    choice: Mapping[str, Any]


LentVotes = Callable[[Work, Mapping[str, Any], Sequence[Mapping[str, Any]]], Awaitable[Sequence[Lent]]]
"""Of a closed open vote (its row, everybody's newest ballot): the votes that were cast through others."""


@dataclass
class Joined:
    """Filled once, where the house is put together."""

    mandates: Mandates | None = None
    in_room: InRoom | None = None
    lent: LentVotes | None = None


JOINED = Joined()


async def spoken_for(work: Work, agent_id: UUID, election_ids: Sequence[UUID] | None) -> Mapping[UUID, Sequence[UUID]]:
    """Whose ballots the agent may cast by mandate, vote by vote."""
    return {} if JOINED.mandates is None else await JOINED.mandates(work, agent_id, election_ids)


async def may_cast_here(work: Work, assembly_id: UUID | None, agent_id: UUID) -> bool:
    """Whether she is where the vote is held. A vote that is not held in a room is held everywhere."""
    return assembly_id is None or (JOINED.in_room is not None and await JOINED.in_room(work, assembly_id, agent_id))


async def lent_votes(work: Work, poll: Mapping[str, Any], cast: Sequence[Mapping[str, Any]]) -> Sequence[Lent]:
    """Votes cast through others: never in a secret vote, never in a room, where mandates do that, and only on a topic."""
    if JOINED.lent is None or poll["secret"] or poll["assembly_id"] is not None or not poll["topic"]:
        return ()
    return await JOINED.lent(work, poll, cast)
