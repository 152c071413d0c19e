"""`minga upgrade`: to the schema of this program, with a backup before, a look at everything after, and the way back."""

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from minga_infra.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(upgrade)


def upgrade(
    data: Annotated[Path | None, typer.Option(help="Data folder.")] = None,
    passphrase_file: Annotated[
        Path | None, typer.Option(help="Its first line seals the backup; without, it is readable in the data folder.")
    ] = None,
    keep: Annotated[Path | None, typer.Option(help="Where the backup goes; else backups/ in the data folder.")] = None,
) -> None:
    """Back up, bring the database to this program's schema, look whether all promises hold; if not, go back. Stop the server
    and the workers first. An embedded database that was never backed up is brought up to date by `minga up` alone."""
    from minga_infra.backup import archive
    from minga_infra.cli._terminal import fail, tell
    from minga_infra.cli.backup import read_passphrase
    from minga_infra.database.prepare import newest_revision_by_name
    from minga_infra.local.home import at_home, data_folder

    passphrase = read_passphrase(passphrase_file)
    with at_home(data, tell, newest=False) as settings:
        admin = settings.admin_database_url.get_secret_value()
        if not admin:
            raise fail("DATABASE_ADMIN_URL is not set: an upgrade needs the migrator's login.")
        before, newest = _revision(settings), newest_revision_by_name()
        if before is None:
            raise fail("There is no minga here yet. `minga up` makes one.")
        if before == newest:
            tell(f"The schema is {newest} already; nothing to be done.")
            return
        folder = keep or data_folder(data) / "backups"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        backup = folder / f"before-{newest}-{time.strftime('%Y%m%d-%H%M%S')}.minga"
        tell(f"1 of 3: backup to {backup}")
        archive.write(
            backup, admin_url=_inside(settings), revision=before, data=settings.data, passphrase=passphrase,
            tell=lambda text: tell(f"  {text}"),
        )  # fmt: skip
        backup.chmod(0o600)
        tell(f"2 of 3: schema from {before} to {newest}")
        problems = _migrate(settings)
        if not problems:
            tell("3 of 3: do all promises hold?")
            problems = _look(settings)
        if problems:
            for line in problems[:20]:
                typer.secho(f"  {line}", err=True)
            tell(f"Not so. Going back to {before}.")
            _back(settings, backup, passphrase)
            raise fail(f"Nothing was changed: the schema is {before} as before. The backup stays at {backup}.")
        tell(f"The schema is {newest}, and everything holds. The backup stays at {backup}.")


def _inside(settings: "Settings") -> str:
    """The administrator's address of this minga's database."""
    from minga_infra.database.prepare import database_of, in_database

    admin, app = settings.admin_database_url.get_secret_value(), settings.database_url.get_secret_value()
    return in_database(admin, database_of(app))


def _revision(settings: "Settings") -> str | None:
    import asyncio

    import asyncpg

    async def asked() -> str | None:
        try:
            connection = await asyncpg.connect(_inside(settings))
        except asyncpg.InvalidCatalogNameError:
            return None
        try:
            if await connection.fetchval("SELECT to_regclass('public.alembic_version') IS NULL"):
                return None
            found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
            return found
        finally:
            await connection.close()

    return asyncio.run(asked())


def _migrate(settings: "Settings") -> list[str]:
    """What went wrong; each revision is one transaction, so that a failed one leaves nothing."""
    import asyncio

    from minga_infra.database.prepare import prepare

    admin, app = settings.admin_database_url.get_secret_value(), settings.database_url.get_secret_value()
    try:
        asyncio.run(prepare(admin, app, settings.worker_url))
    except Exception as problem:  # noqa: BLE001 - whatever it is, the way back is the same
        return [f"{type(problem).__name__}: {problem}"]
    return []


def _look(settings: "Settings") -> list[str]:
    """What the doctor finds in any co-op."""
    import asyncio

    from minga_infra.cli.doctor import examine

    try:
        found = asyncio.run(examine(_inside(settings)))
    except Exception as problem:  # noqa: BLE001 - a look that fails is no good sign either
        return [f"{type(problem).__name__}: {problem}"]
    return [f"{one.cooperative}: {finding}" for one in found for finding in one.findings]


def _back(settings: "Settings", backup: Path, passphrase: str | None) -> None:
    import asyncio

    from minga_infra.backup import archive
    from minga_infra.cli.restore import swap

    admin, app = settings.admin_database_url.get_secret_value(), settings.database_url.get_secret_value()
    with tempfile.TemporaryDirectory() as unpacked:
        archive.read(backup, passphrase, into=Path(unpacked))
        asyncio.run(swap(admin, app, Path(unpacked) / archive.DUMP, replace=True, paused=False))
