"""Erasure from end to end: a look in every co-op first, then one unit in each, and the account last.

A process that dies on the way leaves a person who is whole in some co-ops and gone from others, signed in as before; she
asks again, and what was done stays done.
"""

import asyncio
from uuid import UUID

from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.whole import every_table
from minga_platform.kernel.work import Work
from minga_platform.membership import access
from minga_platform.register import erasing
from minga_platform.register.errors import CannotErase, Obstacle


async def what_hinders(database: Database, viewer: Viewer) -> list[Obstacle]:
    """All that stands in the way of erasing the asker, in every co-op. Refuses: SignInNeeded, NotAllowed (a helper)."""
    return await _hindering(database, access.herself(viewer), viewer.actor)


async def erase_me(database: Database, viewer: Viewer) -> None:
    """Erase the asker. Refuses: SignInNeeded, NotAllowed (a helper), StepUpNeeded, CannotErase."""
    person_id = access.herself(viewer)
    async with database.read(Scope(None, person_id), viewer.actor) as work:
        access.stepped_up(work, viewer)
    await erase(database, person_id, viewer.actor)


async def erase(database: Database, person_id: UUID, actor: Actor) -> None:
    """The deed, nobody's right being asked: also for the command line. Refuses: CannotErase, with all there is."""
    if standing := await _hindering(database, person_id, actor):
        raise CannotErase(standing)

    async def here(work: Work) -> None:
        await erasing.erase_here(work, person_id)

    async def herself(work: Work) -> None:
        await erasing.erase_herself(work, person_id)

    await asyncio.to_thread(every_table)  # A second the first time; others are answered meanwhile.
    for cooperative_id in await cooperatives_of(database, person_id, actor):
        await database.run(Scope(cooperative_id, person_id), actor, here)
    await database.run(Scope(None, person_id), actor, herself)


async def cooperatives_of(database: Database, person_id: UUID, actor: Actor) -> list[UUID]:
    """The co-ops that know a person."""
    async with database.read(Scope(None, person_id), actor) as work:
        return [row[0] for row in await work.rows("SELECT my_cooperatives()")]


async def _hindering(database: Database, person_id: UUID, actor: Actor) -> list[Obstacle]:
    found: list[Obstacle] = []
    for cooperative_id in await cooperatives_of(database, person_id, actor):
        async with database.read(Scope(cooperative_id, person_id), actor) as work:
            found += await erasing.obstacles(work, person_id)
    return found
