"""A minga at home: everything in one data folder, with an embedded database unless the environment names another."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from minga_infra.local.postgres import Postgres
from minga_infra.settings import Settings, SettingsError, load

DATABASE = "minga"


def project() -> Path:
    """The folder of the checkout."""
    return Path(__file__).resolve().parents[3]


def data_folder(given: Path | None = None) -> Path:
    """Where this minga keeps its things: as given, as MINGA_DATA says, else `.minga` in the checkout."""
    return (given or Path(os.environ.get("MINGA_DATA") or project() / ".minga")).resolve()


def has_own_server(environment: dict[str, str] | None = None) -> bool:
    """Whether somebody else's PostgreSQL is named, so that none is embedded."""
    given = os.environ if environment is None else environment
    named = [bool(given.get(name) or given.get(f"{name}_FILE")) for name in ("DATABASE_URL", "DATABASE_ADMIN_URL")]
    if named[1] and not named[0]:
        raise SettingsError("DATABASE_ADMIN_URL is set and DATABASE_URL is not: the app needs a login of its own.")
    return named[0]


def addresses(server: Postgres) -> dict[str, str]:
    """The environment that points at an embedded server."""
    return {
        "DATABASE_URL": server.url(DATABASE, "minga_app"),
        "WORKER_DATABASE_URL": server.url(DATABASE, "minga_worker"),
        "DATABASE_ADMIN_URL": server.url(DATABASE),
    }


@contextmanager
def at_home(
    data: Path | None = None, tell: Callable[[str], None] = lambda _: None, *, newest: bool = True
) -> Iterator[Settings]:
    """The settings of this minga with a database that answers, for the length of a command; an embedded one has the newest
    schema, unless `newest` says to leave it as it is.

    While `minga up` runs, its database is used; else an embedded one is started and stopped again.
    Refuses: SettingsError, PostgresUnavailable.
    """
    import asyncio

    from minga_infra.database.prepare import prepare

    environment = {**os.environ, "MINGA_DATA": str(data_folder(data))}
    # While `up` runs, links that a command prints lead to where it serves, whatever its port.
    running = data_folder(data) / "run" / "address"
    if "MINGA_PUBLIC_URL" not in environment and running.exists():
        environment["MINGA_PUBLIC_URL"] = running.read_text().strip()
    if has_own_server(environment):
        yield load(environment)
        return
    with Postgres(data_folder(data) / "postgres").running(tell) as server:
        environment.update(addresses(server))
        settings = load(environment)
        if newest:
            admin, app = settings.admin_database_url.get_secret_value(), settings.database_url.get_secret_value()
            asyncio.run(prepare(admin, app, settings.worker_url))
        yield settings
