"""`minga books`: take the books to another program."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from minga_infra.cli import _cooperatives
from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_platform.kernel.cooperatives import Cooperative
    from minga_platform.kernel.work import Work

Format = Literal["hledger", "csv"]


def register(app: typer.Typer) -> None:
    books = typer.Typer(help="The books of a co-op.", no_args_is_help=True)
    books.command("export")(export)
    app.add_typer(books, name="books")


def export(
    file_format: Annotated[Format, typer.Option("--format", help="hledger journal, or CSV.")] = "hledger",
    cooperative: Annotated[str, typer.Option(help="Slug of the co-op; needed when there are several.")] = "",
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File to write; standard output if none.")
    ] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Write every transfer of a co-op. `hledger check` accepts the journal, which asserts every balance at its end."""
    import asyncio

    from minga_infra.local.home import at_home

    with at_home(data, tell) as settings:
        admin = settings.admin_database_url.get_secret_value()
        if not admin:
            raise fail("DATABASE_ADMIN_URL is not set: the books are read with the migrator's login.")
        lines = asyncio.run(_export(admin, file_format, cooperative, output))
    if output is not None:
        tell(f"{lines} pieces written to {output}")


async def _export(url: str, file_format: Format, slug: str, output: Path | None) -> int:
    async with _cooperatives.database(url) as database, _cooperatives.one(database, slug) as (work, chosen):
        pieces = await text_of(work, chosen, file_format)
        # Written beside and renamed, so that a broken export never looks like a whole one.
        draft = output and output.with_name(f".{output.name}.part")
        target = sys.stdout if draft is None else draft.open("w", encoding="utf-8", newline="")
        count = 0
        try:
            async for piece in pieces:
                target.write(piece)
                count += 1
        finally:
            if draft is not None:
                target.close()
        if draft is not None and output is not None:
            draft.replace(output)
        return count


async def text_of(work: "Work", cooperative: "Cooperative", file_format: Format) -> AsyncIterator[str]:
    """The pieces of an export; `work` is a snapshot in the co-op."""
    from minga_graphql.holders import holder_labels
    from minga_platform.ledger.export import as_csv, hledger

    write = hledger if file_format == "hledger" else as_csv
    return write(work, zone=cooperative.zone, holders=await holder_labels(work))
