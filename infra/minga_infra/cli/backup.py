"""`minga backup`: everything of this minga in one sealed file."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(backup)


def read_passphrase(path: Path | None) -> str | None:
    """The first line of a passphrase file."""
    from minga_infra.cli._terminal import fail

    if path is None:
        return None
    words = path.read_text().split("\n", 1)[0].strip()
    if len(words) < 12:
        raise fail(f"The passphrase in {path} is shorter than 12 characters.")
    return words


def backup(
    target: Annotated[Path, typer.Argument(help="File to write.")],
    passphrase_file: Annotated[
        Path | None, typer.Option(help="Its first line seals the backup. Keep it elsewhere.")
    ] = None,
    unsealed: Annotated[bool, typer.Option("--unsealed", help="Write it readable by whoever finds it.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder.")] = None,
) -> None:
    """Write database, files and key into one file, and read it back to be sure."""
    import asyncio

    import asyncpg

    from minga_infra.backup import archive
    from minga_infra.cli._terminal import fail, tell
    from minga_infra.local.home import at_home

    if (passphrase_file is None) is not unsealed:
        raise fail("The file will hold members' data and the key. Give --passphrase-file, or say --unsealed.")
    if target.exists():
        raise fail(f"{target} is there already; backups are not written over.")
    passphrase = read_passphrase(passphrase_file)
    with at_home(data, tell) as settings:
        admin = settings.admin_database_url.get_secret_value()

        async def revision() -> str | None:
            connection = await asyncpg.connect(admin)
            try:
                found: str | None = await connection.fetchval("SELECT version_num FROM alembic_version")
                return found
            finally:
                await connection.close()

        contents = archive.write(
            target,
            admin_url=admin,
            revision=asyncio.run(revision()),
            data=settings.data,
            passphrase=passphrase,
            tell=lambda text: tell(f"  {text}"),
        )
        if settings.s3_url:
            tell("Files stand in the bucket and are not in this backup: keep versions of the bucket.")
    size = target.stat().st_size
    tell(
        f"{target}: {size / 1e6:.1f} MB, {len(contents.sums)} entries, schema {contents.revision}, read back and whole."
    )
