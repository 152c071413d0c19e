"""`minga worker`: work in the background; as many of them as there is work for."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(worker)


def worker(
    resume: Annotated[
        bool, typer.Option("--resume", help="Let all workers go on after a restore, then leave.")
    ] = False,
    pause: Annotated[str, typer.Option("--pause", help="Let all workers wait, for this reason, then leave.")] = "",
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Deliver what was announced, do what is due, make the rounds. Needs WORKER_DATABASE_URL."""
    import asyncio

    from minga_infra.cli._terminal import fail, tell
    from minga_infra.local.home import at_home

    with at_home(data, tell) as settings:
        if resume or pause:
            asyncio.run(_switch(settings.worker_url, paused=not resume, reason=pause))
            tell("Workers go on." if resume else "Workers wait until `minga worker --resume`.")
            return
        if not settings.worker_url:
            raise fail("WORKER_DATABASE_URL is not set.")
        from minga_infra.main import run_worker

        asyncio.run(run_worker(settings))


async def _switch(url: str, *, paused: bool, reason: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "INSERT INTO worker_state (id, paused, reason) VALUES (true, $1, $2) "
            "ON CONFLICT (id) DO UPDATE SET paused = excluded.paused, reason = excluded.reason",
            paused,
            reason,
        )
    finally:
        await connection.close()
