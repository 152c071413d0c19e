"""Before serving: is this login one that row security binds, and is the schema the one this code was written for?"""

import asyncpg

from minga_platform.kernel.logins import OWNER


class UnsafeLoginError(RuntimeError):
    """DATABASE_URL names a login that row security does not bind."""


class SchemaBehindError(RuntimeError):
    """The database has another schema than this code expects."""


async def check_login(connection: asyncpg.Connection) -> None:
    """Refuse a superuser, a login with BYPASSRLS, the owner of any table, and whoever could become one of these.

    Refuses: UnsafeLoginError.
    """
    seen = await connection.fetchrow(
        """
        SELECT current_user AS login,
               (SELECT string_agg(rolname, ', ') FROM pg_roles
                 WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')) AS past_security,
               (SELECT string_agg(relname, ', ') FROM pg_class
                 WHERE relnamespace = 'public'::regnamespace AND pg_has_role(current_user, relowner, 'MEMBER')) AS owns
        """
    )
    if seen["past_security"]:
        reason = f"is or may become {seen['past_security']}, which looks past row security"
    elif seen["owns"]:
        reason = f"owns or may own tables ({seen['owns'][:80]} …), and owners may lift row security"
    else:
        return
    raise UnsafeLoginError(
        f"The login “{seen['login']}” of DATABASE_URL {reason}: members' data would not be kept apart. "
        f"Use the login minga_app; tables belong to {OWNER}."
    )


async def check_schema(connection: asyncpg.Connection, expected: str | None) -> None:
    """Refuse to serve on a schema of another age. Refuses: SchemaBehindError."""
    if await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NULL"):
        raise SchemaBehindError("The database is empty. Run `minga migrate` first.")
    found = await connection.fetchval("SELECT version_num FROM alembic_version")
    if found is not None and expected is not None and found > expected:
        raise SchemaBehindError(
            f"The database has schema {found}, newer than {expected} that this program knows. Run the newer program."
        )
    if found != expected:
        raise SchemaBehindError(
            f"The database has schema {found}, this program expects {expected}. Run `minga migrate`."
        )
