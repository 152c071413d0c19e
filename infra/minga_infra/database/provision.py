"""Make an empty database that belongs to the owner role and admits only our logins."""

import asyncpg

from minga_platform.kernel.logins import APP, BACKUP, OWNER, WORKER


async def create_database(admin: asyncpg.Connection, name: str) -> bool:
    """Create the database when it is absent; whether it was. `admin` is connected to another one (`postgres`)."""
    if await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
        return False
    # Creating for another role needs membership in it; superusers have it anyway, PostgreSQL 16's CREATEROLE does not.
    await admin.execute(f'CREATE DATABASE "{name}" OWNER {OWNER} TEMPLATE template0')
    return True


async def secure_database(admin: asyncpg.Connection) -> None:
    """Close the doors that PostgreSQL leaves open to everybody. `admin` is connected to the database itself."""
    name = await admin.fetchval("SELECT quote_ident(current_database())")
    for statement in (
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {OWNER}, minga_migrator, {APP}, {WORKER}, {BACKUP}",
        f"ALTER SCHEMA public OWNER TO {OWNER}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {APP}, {WORKER}, {BACKUP}",
    ):
        await admin.execute(statement)
