"""From an empty server to a database that may be served: roles, database, schema."""

from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg


def newest_revision_by_name() -> str:
    """The newest revision, read from the file names (`0007_….py`): `serve` need not load Alembic to know it.

    A test holds this against what Alembic itself says.
    """
    folder = Path(__file__).parent / "migrations" / "versions"
    return max(path.name.split("_", 1)[0] for path in folder.glob("[0-9]*.py"))


async def prepare(admin_url: str, app_url: str, worker_url: str) -> tuple[str | None, str | None]:
    """Make what is missing and migrate; the revisions before and after. Quick when nothing is to be done.

    `admin_url`: a superuser's address (the embedded server's) makes roles and database too; a migrator's only migrates.
    Passwords in the other two addresses become those of their logins, when a superuser is at work.
    """
    target = database_of(app_url)
    if await _is_newest(in_database(admin_url, target)):
        newest = newest_revision_by_name()
        return newest, newest
    # SQLAlchemy and Alembic are heavy; a warm start never comes this far.
    from minga_infra.database import migrate, provision, roles
    from minga_platform.kernel.logins import APP, WORKER

    try:
        admin = await asyncpg.connect(in_database(admin_url, target))
    except asyncpg.InvalidCatalogNameError:
        admin = await asyncpg.connect(in_database(admin_url, "postgres"))
    try:
        powerful: bool = await admin.fetchval(
            "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = current_user"
        )
        if powerful:
            passwords = {APP: urlsplit(app_url).password, WORKER: urlsplit(worker_url).password}
            await roles.ensure_roles(admin, {name: unquote(word) for name, word in passwords.items() if word})
            await provision.create_database(admin, target)
    finally:
        await admin.close()
    if powerful:
        inside = await asyncpg.connect(in_database(admin_url, target))
        try:
            await provision.secure_database(inside)
        finally:
            await inside.close()
    return await migrate.migrate(in_database(admin_url, target))


async def _is_newest(url: str) -> bool:
    try:
        connection = await asyncpg.connect(url)
    except asyncpg.InvalidCatalogNameError:
        return False
    try:
        if await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NULL"):
            return False
        found = await connection.fetchval("SELECT version_num FROM alembic_version")
        return bool(found == newest_revision_by_name())
    finally:
        await connection.close()


def database_of(url: str) -> str:
    """The database an address names."""
    return unquote(urlsplit(url).path.lstrip("/"))


def in_database(url: str, name: str) -> str:
    """The same address, in another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
