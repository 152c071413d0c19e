"""Somebody who owns the machine and goes behind the program's back; nothing of it is committed."""

from uuid import UUID

import asyncpg

from minga_infra.database.checks import all_checks


async def broken_without(superuser: asyncpg.Connection, table: str, cooperative_id: UUID) -> set[str]:
    """The promises that the doctor finds broken once a co-op's rows of `table` are gone."""
    undone = superuser.transaction()
    await undone.start()
    try:
        # No trigger and no key stands in the way.
        await superuser.execute("SET LOCAL session_replication_role = replica")
        await superuser.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        await superuser.execute(f"DELETE FROM {table} WHERE cooperative_id = $1", cooperative_id)
        return {one.promise for one in all_checks() if await superuser.fetch(one.statement, [cooperative_id])}
    finally:
        await undone.rollback()
