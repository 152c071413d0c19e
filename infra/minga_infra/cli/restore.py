"""`minga restore`: back to the moment of a backup, with workers paused until a person has looked."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(restore)


def restore(
    source: Annotated[Path, typer.Argument(help="File that `minga backup` wrote.", exists=True, dir_okay=False)],
    passphrase_file: Annotated[Path | None, typer.Option(help="The passphrase that sealed it.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Where there is a database already; it is kept aside.")
    ] = False,
    verify_only: Annotated[bool, typer.Option("--verify-only", help="Only check that the backup is whole.")] = False,
) -> None:
    """Bring back database, files and key. Stop the server first. Workers start paused: see `minga worker --resume`."""
    from minga_infra.backup import archive
    from minga_infra.cli._terminal import fail, tell
    from minga_infra.cli.backup import read_passphrase
    from minga_infra.local.home import addresses, data_folder, has_own_server
    from minga_infra.local.postgres import Postgres
    from minga_infra.settings import load

    folder = data_folder(data)
    with tempfile.TemporaryDirectory() as unpacked_name:
        unpacked = Path(unpacked_name)
        contents = archive.read(source, read_passphrase(passphrase_file), into=None if verify_only else unpacked)
        tell(f"The backup of {contents.made_at} is whole: {len(contents.sums)} entries, schema {contents.revision}.")
        if verify_only:
            return
        key = folder / "key"
        kept_key = key.read_text() if key.exists() else None
        new_key = (unpacked / archive.KEY).read_text() if (unpacked / archive.KEY).exists() else None
        if kept_key and new_key and kept_key != new_key and not replace:
            raise fail(f"{key} is another key than the backup's. With --replace the present one is kept aside.")
        if has_own_server():
            settings = load()
            admin, app = settings.admin_database_url.get_secret_value(), settings.database_url.get_secret_value()
            aside = asyncio.run(swap(admin, app, unpacked / archive.DUMP, replace=replace))
        else:
            server = Postgres(folder / "postgres")
            if not server.claim():
                raise fail(f"The database in {folder} is in use. Stop `minga up` first.")
            try:
                server.start(tell)
                urls = addresses(server)
                aside = asyncio.run(
                    swap(urls["DATABASE_ADMIN_URL"], urls["DATABASE_URL"], unpacked / archive.DUMP, replace=replace)
                )
            finally:
                server.release()
        added = archive.put_files(unpacked, folder)
        if new_key and new_key != kept_key:
            if kept_key:
                key.rename(key.with_name(f"key.before-{int(time.time())}"))
            key.touch(0o600)
            key.write_text(new_key)
    tell(f"Restored, with {added} files added." + (f" The former database is kept as {aside}." if aside else ""))
    tell("Workers are paused: compare with the payment provider first, then run `minga worker --resume`.")


async def swap(admin_url: str, app_url: str, dump: Path, *, replace: bool, paused: bool = True) -> str | None:
    """Load the dump beside the present database and change their names; the former's name, when there was one.

    `paused`: whether workers wait until a person has looked, since time has passed that this database does not know of.
    """
    import asyncpg

    from minga_infra.backup import archive
    from minga_infra.cli._terminal import fail
    from minga_infra.database import provision, roles
    from minga_infra.database.prepare import database_of, in_database

    name, stamp = database_of(app_url), int(time.time())
    fresh, aside = f"{name}_restoring_{stamp}", f"{name}_before_{stamp}"
    admin = await asyncpg.connect(in_database(admin_url, "postgres"))
    try:
        present = await admin.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name)
        if present and not replace:
            raise fail(f"The database “{name}” is there already. With --replace it is kept aside under another name.")
        await roles.ensure_roles(admin)
        await provision.create_database(admin, fresh)
        try:
            inside = await asyncpg.connect(in_database(admin_url, fresh))
            try:
                await provision.secure_database(inside)
                await asyncio.to_thread(archive.load_dump, dump, in_database(admin_url, fresh))
                if paused:
                    await inside.execute(
                        "INSERT INTO worker_state (id, paused, reason) VALUES (true, true, $1) "
                        "ON CONFLICT (id) DO UPDATE SET paused = true, reason = excluded.reason",
                        f"restored from a backup at {time.strftime('%Y-%m-%d %H:%M:%S UTC', time.gmtime(stamp))}",
                    )
            finally:
                await inside.close()
            if present:
                await admin.execute(f'ALTER DATABASE "{name}" RENAME TO "{aside}"')
            await admin.execute(f'ALTER DATABASE "{fresh}" RENAME TO "{name}"')
        except asyncpg.ObjectInUseError:
            raise fail("Somebody is still connected to the database. Stop the server and the workers first.") from None
        finally:
            await admin.execute(f'DROP DATABASE IF EXISTS "{fresh}" WITH (FORCE)')
        return aside if present else None
    finally:
        await admin.close()
