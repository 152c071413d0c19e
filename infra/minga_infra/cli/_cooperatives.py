"""How commands of an operator reach the co-ops: as the tables' owner, one snapshot per co-op."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from minga_infra.cli._terminal import fail
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.cooperatives import Cooperative, all_of_them
from minga_platform.kernel.database import Database
from minga_platform.kernel.logins import OWNER
from minga_platform.kernel.work import Work

_OPERATOR = Actor(system="operator")


@asynccontextmanager
async def database(url: str) -> AsyncIterator[Database]:
    """A small pool for the length of a command."""
    connected = await Database.connect(url, largest=2, application="minga command")
    try:
        yield connected
    finally:
        await connected.close()


async def chosen(database: Database, slug: str = "") -> list[Cooperative]:
    """All co-ops, or the one of that slug. Fails plainly when there is none."""
    async with database.read(Scope(), _OPERATOR) as work:
        await work.execute(f"SET LOCAL ROLE {OWNER}")
        known = await all_of_them(work)
    found = [one for one in known if not slug or one.slug == slug]
    if slug and not found:
        raise fail(f"There is no co-op “{slug}” here; there are: {', '.join(one.slug for one in known) or 'none'}.")
    return found


@asynccontextmanager
async def inside(database: Database, cooperative: Cooperative) -> AsyncIterator[Work]:
    """A snapshot in the co-op, as the owner of its tables."""
    async with database.read(Scope(cooperative.id), _OPERATOR) as work:
        await work.execute(f"SET LOCAL ROLE {OWNER}")
        yield work


@asynccontextmanager
async def one(database: Database, slug: str) -> AsyncIterator[tuple[Work, Cooperative]]:
    """A snapshot in the one co-op that is meant."""
    found = await chosen(database, slug)
    if len(found) != 1:
        raise fail(
            f"Which co-op? Name it with --cooperative: {', '.join(other.slug for other in found) or 'none yet'}."
        )
    async with inside(database, found[0]) as work:
        yield work, found[0]
