"""Bring a database to the newest schema, as its owner, one process at a time."""

from pathlib import Path
from typing import Any

import asyncpg
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from minga_platform.kernel.logins import APP, BACKUP, OWNER, WORKER

_FOLDER = Path(__file__).parent / "migrations"


def configuration() -> Config:
    """Alembic's configuration without an ini file: there is nothing in it that an operator should change."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def engine_for(url: str) -> AsyncEngine:
    """SQLAlchemy on an address as asyncpg takes it, so that sockets and TLS options mean the same everywhere."""

    async def connect() -> asyncpg.Connection:
        return await asyncpg.connect(url, server_settings={"application_name": "minga migrate"})

    return create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)


async def migrate(url: str, revision: str = "head") -> tuple[str | None, str | None]:
    """Upgrade; the revisions before and after. `url` is the migrator's (or a superuser's) address."""
    return await _with_alembic(url, lambda config: command.upgrade(config, revision))


async def _with_alembic(url: str, action: Any) -> tuple[str | None, str | None]:
    engine = engine_for(url)
    try:
        async with engine.connect() as connection:
            # A session lock: migrations commit one by one. A crashed migrator's lock goes with its connection.
            await connection.execute(sa.text("SELECT pg_advisory_lock(hashtext('minga migrate'))"))
            await connection.execute(sa.text(f"SET ROLE {OWNER}"))
            await connection.commit()
            before = await connection.run_sync(_revision)

            def upgrade(sync: sa.Connection) -> None:
                config = configuration()
                config.attributes["connection"] = sync
                action(config)

            await connection.run_sync(upgrade)
            # Alembic made its table without our grants; `serve` reads there whether the schema is its own.
            await connection.execute(sa.text(f"GRANT SELECT ON alembic_version TO {APP}, {WORKER}, {BACKUP}"))
            await connection.commit()
            after = await connection.run_sync(_revision)
            return before, after
    finally:
        await engine.dispose()


def _revision(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The revision this code expects."""
    return ScriptDirectory.from_config(configuration()).get_current_head()


def run_script(connection: sa.Connection, script: str) -> None:
    """Run a text of several statements inside a migration's transaction.

    SQLAlchemy prepares each statement, and PostgreSQL prepares only one at a time; asyncpg's own `execute` takes many.
    The driver's transaction begins with SQLAlchemy's first statement, which Alembic's version table has already sent.
    """
    connection.exec_driver_sql("SELECT 1")
    adapted = connection.connection.dbapi_connection
    assert adapted is not None
    try:
        adapted.run_async(lambda driver: driver.execute(script))
    except asyncpg.PostgresError as refused:
        place = int(refused.position or 1) - 1  # set by asyncpg from the server's answer
        refused.add_note(f"near: … {script[max(0, place - 200) : place]} ⟶ {script[place : place + 100]} …")
        raise
