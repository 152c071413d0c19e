"""`minga serve`: the server alone, for whoever runs the other parts elsewhere."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(serve)


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    host: Annotated[
        str, typer.Option(help="Address to listen on; with workers only. A proxy speaks TLS.")
    ] = "127.0.0.1",
    workers: Annotated[
        int, typer.Option(help="Processes; 0 = one, on this machine's own addresses.", min=0, max=64)
    ] = 0,
) -> None:
    """Serve pages and the API. Needs DATABASE_URL; refuses a login that row security does not bind."""
    import asyncio

    from minga_infra import serving
    from minga_infra.cli._terminal import fail
    from minga_infra.settings import load

    settings = load()
    if not settings.database_url.get_secret_value():
        raise fail("DATABASE_URL is not set. `minga up` brings a database of its own; a server names one.")
    asyncio.run(_look_at_the_database(settings.database_url.get_secret_value()))
    if workers:
        serving.serve_many(host, port, workers)
    else:
        serving.serve_here(port)


async def _look_at_the_database(url: str) -> None:
    import asyncpg

    from minga_infra.database import guard
    from minga_infra.database.prepare import newest_revision_by_name

    connection = await asyncpg.connect(url)
    try:
        await guard.check_login(connection)
        await guard.check_schema(connection, newest_revision_by_name())
    finally:
        await connection.close()
