"""An installation from before this schema comes to it whole, or stays as it was."""

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from minga_infra.database import migrate, provision, roles
from minga_infra.database.prepare import newest_revision_by_name
from minga_infra.local.postgres import Postgres


@pytest.fixture
def data() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name) / "data"


def upgrade(data: Path) -> subprocess.CompletedProcess[str]:
    hidden = {"DATABASE_URL", "DATABASE_ADMIN_URL", "MINGA_DATA"}
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    command = [sys.executable, "-m", "minga_infra.cli.main", "upgrade", "--data", str(data)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def as_it_was(data: Path, *more: str) -> None:
    """A database of the first revision with a co-op in it."""
    data.mkdir(mode=0o755)
    (data / "key").write_text("ab" * 32)

    async def make(server: Postgres) -> None:
        admin = await asyncpg.connect(server.url("postgres"))
        await roles.ensure_roles(admin)
        await provision.create_database(admin, "minga")
        await admin.close()
        inside = await asyncpg.connect(server.url("minga"))
        await provision.secure_database(inside)
        await inside.close()
        await migrate.migrate(server.url("minga"), "0001")
        inside = await asyncpg.connect(server.url("minga"))
        for statement in (
            """SELECT found_cooperative('0192f0c1-0000-7000-8000-000000000001', 'valle', '{"en": "Valle"}', '{}', 'EUR', 'en',
            ARRAY['en'], 'Europe/Madrid', 'ES', 'clay', now())""",
            *more,
        ):
            await inside.execute(statement)
        await inside.close()

    with Postgres(data / "postgres").running() as server:
        asyncio.run(make(server))


def ask(data: Path, statement: str) -> object:
    async def asked(server: Postgres) -> object:
        inside = await asyncpg.connect(server.url("minga"))
        try:
            return await inside.fetchval(statement)
        finally:
            await inside.close()

    with Postgres(data / "postgres").running() as server:
        return asyncio.run(asked(server))


def test_an_installation_is_backed_up_brought_up_and_looked_at(data: Path) -> None:
    as_it_was(data)
    done = upgrade(data)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"The schema is {newest_revision_by_name()}, and everything holds." in done.stdout + done.stderr
    [backup] = (data / "backups").iterdir()
    assert backup.stat().st_mode & 0o077 == 0
    assert ask(data, "SELECT version_num FROM alembic_version") == newest_revision_by_name()
    assert ask(data, "SELECT slug FROM cooperative") == "valle"
    again = upgrade(data)
    assert again.returncode == 0
    assert "nothing to be done" in again.stdout + again.stderr


def test_what_does_not_go_through_leaves_everything_as_it_was(data: Path) -> None:
    """Somebody made a table by hand that the next schema wants to make: the half that went before it is undone too."""
    as_it_was(data, "SET ROLE minga_owner", "CREATE TABLE webhook (mine text)", "INSERT INTO webhook VALUES ('kept')")
    done = upgrade(data)
    assert done.returncode == 1
    assert "Nothing was changed: the schema is 0001 as before." in done.stdout + done.stderr
    assert ask(data, "SELECT version_num FROM alembic_version") == "0001"
    assert ask(data, "SELECT mine FROM webhook") == "kept"
    assert not ask(data, "SELECT paused FROM worker_state")


def test_links_of_rows_from_before_stay_true() -> None:
    """The audit chain tells a column that came later only where it holds something else than old rows do."""
    from minga_platform.governance.ballots import models
    from minga_platform.ledger import chain

    canonical = chain.SOURCES[models.election.name].canonical
    assert canonical.endswith(
        " || CASE WHEN r.topic::text = '' THEN '[]'::jsonb ELSE jsonb_build_array('topic', r.topic::text) END)::text"
    )
