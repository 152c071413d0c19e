"""The database server of a test run, and one database per worker copied from one migrated template."""

import asyncio
import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import asyncpg

from minga_infra.database import freeze, migrate, provision, roles
from minga_infra.local.postgres import Postgres, find_programs
from minga_platform.kernel.logins import APP, BACKUP, WORKER

PREFIX = "minga-test-"


@dataclass(frozen=True)
class Urls:
    """One database, by login."""

    superuser: str
    migrator: str
    app: str
    worker: str
    backup: str


@dataclass(frozen=True)
class Server:
    """A running server by its administrator's address (as asyncpg takes it). Travels to the workers as text."""

    admin: str

    def url(self, database: str, user: str | None = None) -> str:
        """The same server, another database and login. Our roles share the administrator's password, if there is
        one."""
        parts = urlsplit(self.admin)
        if user is None:
            return urlunsplit(parts._replace(path=f"/{database}"))
        password = f":{parts.password}" if parts.password else ""
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{quote(user)}{password}@{host}", path=f"/{database}"))

    def urls(self, database: str) -> Urls:
        return Urls(
            superuser=self.url(database),
            migrator=self.url(database, roles.MIGRATOR),
            app=self.url(database, APP),
            worker=self.url(database, WORKER),
            backup=self.url(database, BACKUP),
        )

    def template(self) -> str:
        """Migrate the template if this schema has none yet; its name."""
        return asyncio.run(self._template())

    async def _template(self) -> str:
        mark = hashlib.sha256(freeze.script().encode())
        for path in sorted((Path(migrate.__file__).parent / "migrations").rglob("*.[ps][yq]*")):
            mark.update(path.read_bytes())
        name = f"tpl_{mark.hexdigest()[:16]}"
        admin = await asyncpg.connect(self.url("postgres"))
        try:
            await admin.execute("SELECT pg_advisory_lock(hashtext('minga template'))")
            if await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
                return name
            password = urlsplit(self.admin).password
            ours = (roles.MIGRATOR, APP, WORKER, BACKUP)
            await roles.ensure_roles(admin, dict.fromkeys(ours, unquote(password)) if password else None)
            draft = f"{name}_draft"  # Renamed when whole, so that a killed run leaves no half-made template.
            await admin.execute(f"DROP DATABASE IF EXISTS {draft} WITH (FORCE)")
            await provision.create_database(admin, draft)
            inside = await asyncpg.connect(self.url(draft))
            await provision.secure_database(inside)
            await inside.close()
            await migrate.migrate(self.url(draft, roles.MIGRATOR))
            await admin.execute(f"ALTER DATABASE {draft} RENAME TO {name}")
            return name
        finally:
            await admin.close()

    def copy(self, template: str, name: str) -> Urls:
        """A fresh copy of the template under this name."""
        asyncio.run(self._copy(template, name))
        return self.urls(name)

    async def _copy(self, template: str, name: str) -> None:
        admin = await asyncpg.connect(self.url("postgres"))
        try:
            await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            for attempt in range(20):
                try:
                    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER minga_owner")
                    break
                except asyncpg.ObjectInUseError:  # Autovacuum may look at the template in this very moment.
                    if attempt == 19:
                        raise
                    await asyncio.sleep(0.1)
        finally:
            await admin.close()
        # Privileges of the database itself are not part of a template.
        inside = await asyncpg.connect(self.url(name))
        try:
            await provision.secure_database(inside)
        finally:
            await inside.close()

    def drop(self, name: str) -> None:
        """Remove a database and whoever is still in it."""

        async def _drop() -> None:
            admin = await asyncpg.connect(self.url("postgres"))
            try:
                await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            finally:
                await admin.close()

        asyncio.run(_drop())


class Cluster:
    """A server of our own for one run, without a care for crashes, or the one that DATABASE_ADMIN_URL names."""

    def __init__(self) -> None:
        self.postgres: Postgres | None = None
        self._folder: Path | None = None
        named = os.environ.get("DATABASE_ADMIN_URL")
        if named:
            self.server = Server(named)
            return
        sweep()
        self._folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._folder.chmod(0o755)
        programs = find_programs(os.environ.get("MINGA_TEST_POSTGRES_BIN"))
        self.postgres = Postgres(
            self._folder,
            programs=programs,
            durable=False,
            settings={"max_connections": "200", "shared_buffers": "128MB"},
        )
        self.postgres.start()
        self.server = Server(self.postgres.url("postgres"))

    def close(self) -> None:
        """Stop the server and remove its folder."""
        if self.postgres is not None:
            self.postgres.release()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


def sweep() -> None:
    """Remove what killed runs left; a folder in use is known by its lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            handle = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)
