"""`minga export`: all of a person's data in one file."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(export)


def export(
    person: Annotated[str, typer.Argument(help="A proven mail address or phone number of hers, or her id, person_….")],
    to: Annotated[Path, typer.Option(help="Where the file goes; JSON.")],
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Write everything that every co-op here knows of a person into one file, for her."""
    import asyncio

    from minga_infra.local.home import at_home

    if to.exists():
        raise fail(f"{to} is there already; nothing was written over it.")
    with at_home(data, tell) as settings:
        content = asyncio.run(_export(settings, person))
    to.touch(mode=0o600)
    to.write_bytes(content)
    tell(f"Written to {to}, readable by you alone: {len(content):,} bytes.")


async def _export(settings: "Settings", person: str) -> bytes:
    from minga_infra.cli import _cooperatives
    from minga_infra.cli.erase import find
    from minga_platform.kernel.jobs import Desk
    from minga_platform.register import exporting

    async with _cooperatives.database(settings.worker_url) as database:
        return await exporting.gather(Desk(database, {}, "export"), await find(database, person))
