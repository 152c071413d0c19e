"""A PostgreSQL of one test's own: as careful as an installation's, and so one that may be killed or run out of disk.

The suite's server keeps nothing over a crash and serves everybody; what a test does to a database server it does to this one.
"""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import asyncpg

from minga_infra.local.postgres import Postgres, find_programs
from minga_platform.kernel import ids
from minga_testing.clusters import PREFIX, Server, Urls, sweep
from minga_testing.invariants import violations_of

Result = TypeVar("Result")


class OwnPostgres:
    """The server, and one migrated database on it."""

    def __init__(self, postgres: Postgres, urls: Urls, keeper: ThreadPoolExecutor) -> None:
        self.postgres = postgres
        self.urls = urls
        self._keeper = keeper

    def kill(self) -> None:
        """SIGKILL to the postmaster: no goodbye, no checkpoint; its sessions learn of it when they look up."""
        assert self.postgres.pid is not None
        os.kill(self.postgres.pid, signal.SIGKILL)

    async def start(self) -> None:
        """Start it as an installation's supervisor does, and wait until it serves; others go on meanwhile."""
        await self.beside(self.postgres.start)

    async def restart(self) -> None:
        """Start it where it ended by itself, else leave it alone."""
        if self.postgres.poll() is not None:
            await self.start()

    async def violations(self) -> list[str]:
        """What any co-op of this database breaks of `invariants.sql` and the features' checks, as sentences."""
        connection = await asyncpg.connect(self.urls.superuser)
        try:
            return await violations_of(connection)
        finally:
            await connection.close()

    async def lost(self, promised: Sequence[str]) -> list[str]:
        """Those of these orders, by their outside ids, that are not there."""
        wanted = {ids.decode("ord", one): one for one in promised}
        there = await self._asked("SELECT id FROM sale_order WHERE id = ANY($1::uuid[])", list(wanted))
        return [wanted[one] for one in wanted.keys() - {row["id"] for row in there}]

    async def placed(self) -> int:
        """How many orders there are."""
        return len(await self._asked("SELECT id FROM sale_order"))

    async def _asked(self, statement: str, *values: Any) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.urls.superuser)
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    async def beside(self, deed: Callable[[], Result]) -> Result:
        """Do it in the thread that lives as long as the server; what is begun there does not end with a caller's."""
        return await asyncio.get_running_loop().run_in_executor(self._keeper, deed)


@asynccontextmanager
async def own_postgres(
    folder: Path | None = None, settings: Mapping[str, str] | None = None
) -> AsyncIterator[OwnPostgres]:
    """Serve until the block ends. `folder`: an empty one that the server's user may reach, else one is made."""
    sweep()
    home = folder or Path(tempfile.mkdtemp(prefix=PREFIX))
    home.mkdir(exist_ok=True)
    home.chmod(0o755)
    postgres = Postgres(
        home,
        programs=find_programs(os.environ.get("MINGA_TEST_POSTGRES_BIN")),
        settings={"max_connections": "100", "shared_buffers": "64MB", **(settings or {})},
    )
    # A child of ours ends with the thread that began it, so one thread begins it each time, and stays until the end.
    with ThreadPoolExecutor(1, "keeper") as keeper:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(keeper, postgres.start)
            server = Server(postgres.url("postgres"))
            name = await loop.run_in_executor(keeper, server.template)
            # Else each recovery would begin where this database was made.
            await loop.run_in_executor(keeper, _checkpoint, server.admin)
            yield OwnPostgres(postgres, server.urls(name), keeper)
        finally:
            await loop.run_in_executor(keeper, postgres.release)
            shutil.rmtree(home, ignore_errors=True)


def _checkpoint(url: str) -> None:
    async def ask() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("CHECKPOINT")
        await connection.close()

    asyncio.run(ask())
