"""Logins: who may serve, and what the app cannot do."""

import asyncpg
import pytest

from minga_infra.database import guard, migrate
from minga_testing.clusters import Urls


async def test_the_app_and_the_worker_may_serve(database_urls: Urls) -> None:
    for url in (database_urls.app, database_urls.worker):
        connection = await asyncpg.connect(url)
        try:
            await guard.check_login(connection)
            await guard.check_schema(connection, migrate.newest_revision())
        finally:
            await connection.close()


@pytest.mark.parametrize("login", ["superuser", "migrator", "backup"])
async def test_logins_past_row_security_are_refused(database_urls: Urls, login: str) -> None:
    connection = await asyncpg.connect(getattr(database_urls, login))
    try:
        with pytest.raises(guard.UnsafeLoginError):
            await guard.check_login(connection)
    finally:
        await connection.close()


async def test_another_schema_is_refused(database_urls: Urls) -> None:
    connection = await asyncpg.connect(database_urls.app)
    try:
        with pytest.raises(guard.SchemaBehindError, match="minga migrate"):
            await guard.check_schema(connection, "9999")
        with pytest.raises(guard.SchemaBehindError, match="newer program"):
            await guard.check_schema(connection, "0000")
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (n int)",
        "ALTER TABLE agent DISABLE ROW LEVEL SECURITY",
        "SET ROLE minga_owner",
        "TRUNCATE agent",
        "CREATE SCHEMA other",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
async def test_the_app_changes_no_structure(database_urls: Urls, statement: str) -> None:
    connection = await asyncpg.connect(database_urls.app)
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(statement)
    finally:
        await connection.close()
