"""The five logins of a minga and what each may do (docs: security and truth, tenancy).

*Owner* owns every table and cannot sign in; *migrator* may become owner; *app* and *worker* own nothing and obey row
security; *backup* alone looks past it, because a backup without every row is none.
"""

import contextlib

import asyncpg

from minga_platform.kernel.logins import APP, BACKUP, OWNER, WORKER

MIGRATOR = "minga_migrator"

_ATTRIBUTES = {
    OWNER: "NOLOGIN",
    MIGRATOR: "LOGIN",
    APP: "LOGIN",
    WORKER: "LOGIN",
    BACKUP: "LOGIN BYPASSRLS",
}
# Nobody waits long and nobody holds a transaction open: a stuck client must not keep stock or balances locked.
_LIMITS = {
    APP: {
        "statement_timeout": "5s",
        "lock_timeout": "2s",
        "transaction_timeout": "15s",
        "idle_in_transaction_session_timeout": "10s",
    },
    WORKER: {
        "statement_timeout": "30s",
        "lock_timeout": "5s",
        "transaction_timeout": "60s",
        "idle_in_transaction_session_timeout": "30s",
    },
    MIGRATOR: {"lock_timeout": "2s", "idle_in_transaction_session_timeout": "60s"},
    BACKUP: {"default_transaction_read_only": "on"},
}


# An operator who logs every statement shall not log what members vote: values of parameters stay out of the server's log.
_UNLOGGED = (APP, WORKER)


class RolesRefusedError(RuntimeError):
    """The admin's login may not make roles as needed; the text says what to do."""


async def ensure_roles(admin: asyncpg.Connection, passwords: dict[str, str] | None = None) -> None:
    """Make or mend the logins of the whole server. Safe to repeat, also from several processes at once.

    `passwords`: by role name; the embedded server needs none, its socket admits only its owner.
    """
    passwords = passwords or {}
    version = admin.get_server_version().major
    async with admin.transaction():
        await admin.execute("SELECT pg_advisory_xact_lock(hashtext('minga roles'))")
        for role, attributes in _ATTRIBUTES.items():
            try:
                async with admin.transaction():
                    await _ensure_role(admin, role, attributes, passwords.get(role))
            except asyncpg.InsufficientPrivilegeError as refused:
                raise RolesRefusedError(
                    f"The login of DATABASE_ADMIN_URL may not create the role {role} ({refused}). Let a superuser run "
                    "`minga migrate --roles` once."
                ) from refused
            for name, value in _LIMITS.get(role, {}).items():
                if name == "transaction_timeout" and version < 17:
                    continue
                await admin.execute(f"ALTER ROLE {role} SET {name} = '{value}'")
            await admin.execute(f"ALTER ROLE {role} SET timezone = 'UTC'")
            if role in _UNLOGGED:
                # Only a superuser may set it; where the server is somebody else's, its operator has to (docs/decisions/0066).
                with contextlib.suppress(asyncpg.InsufficientPrivilegeError):
                    async with admin.transaction():
                        await admin.execute(f"ALTER ROLE {role} SET log_parameter_max_length = 0")
        await admin.execute(f"GRANT {OWNER} TO {MIGRATOR}")
        await admin.execute(f"GRANT {BACKUP} TO {MIGRATOR}")
        await admin.execute(f"GRANT pg_read_all_data TO {BACKUP}")


async def _ensure_role(admin: asyncpg.Connection, role: str, attributes: str, password: str | None) -> None:
    present = await admin.fetchrow("SELECT rolcanlogin, rolbypassrls, rolsuper FROM pg_roles WHERE rolname = $1", role)
    if present is None:
        await admin.execute(f"CREATE ROLE {role} {attributes}")
    elif (present["rolcanlogin"], present["rolbypassrls"]) != ("NOLOGIN" not in attributes, "BYPASSRLS" in attributes):
        await admin.execute(f"ALTER ROLE {role} {attributes}")
    if password is not None:
        quoted: str = await admin.fetchval("SELECT quote_literal($1)", password)
        await admin.execute(f"ALTER ROLE {role} PASSWORD {quoted}")
