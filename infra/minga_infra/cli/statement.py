"""`minga statement`: a statement of the bank or a mobile money operator, taken in from a file on this machine."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.settings import Settings
    from minga_platform.kernel.work import Work
    from minga_platform.market.statements.importing import Imported

_MISUSED = 2


class Channel(StrEnum):
    """Whose statement it is."""

    bank = "bank"
    mobile = "mobile"


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Statements of the bank: CAMT.053, or tables with a layout.")
    group.command("import")(take_in)
    app.add_typer(group, name="statement")


def take_in(
    path: Annotated[Path, typer.Argument(help="CAMT.053 (XML), or a table (CSV) with --layout.")],
    cooperative: Annotated[
        str, typer.Option("--coop", "--cooperative", help="Slug of the co-op; needed where there are several.")
    ] = "",
    channel: Annotated[Channel, typer.Option(help="bank or mobile")] = Channel.bank,
    layout: Annotated[str, typer.Option(help="Name of a layout that the co-op keeps, for tables.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Take a statement in: each line once, what is certain booked, the rest left to a person. The same file again changes nothing."""
    import asyncio

    from minga_infra.local.home import at_home
    from minga_platform.kernel.errors import Refusal

    if not path.is_file():
        raise fail(f"There is nothing at {path}.", _MISUSED)
    with at_home(data, tell) as settings:
        try:
            done = asyncio.run(
                _take_in(settings, path.read_bytes(), cooperative, channel.value, layout, dry_run=dry_run)
            )
        except Refusal as refusal:
            raise fail(f"Nothing was taken in: {refusal.code()} {refusal}".rstrip()) from refusal
    would = "would be" if dry_run else "were"
    tell(
        f"{done.lines} lines: {done.known} known already, {done.certain} certain {would} booked, {done.waiting} for a person."
    )
    if done.has_closing:
        agree = "agree" if done.closing_minor == done.ledger_minor else "DIFFER"
        tell(f"The bank says {done.closing_minor}, the books {done.ledger_minor} (smallest units): they {agree}.")


async def _take_in(
    settings: "Settings", content: bytes, slug: str, channel: str, layout: str, *, dry_run: bool
) -> "Imported":
    from minga_infra.cli import _cooperatives
    from minga_infra.main import join_features
    from minga_infra.rules import register_all
    from minga_platform.kernel.actor import Actor, Scope
    from minga_platform.market.statements import importing, reading

    join_features()
    register_all()
    async with _cooperatives.database(settings.worker_url) as database:
        async with database.read(Scope()) as work:
            rows = await work.rows(
                "SELECT id, slug, currency FROM cooperative WHERE $1 IN ('', slug) ORDER BY slug", slug
            )
        if len(rows) != 1:
            known = ", ".join(row["slug"] for row in rows)
            raise fail(f"Which co-op? Name it with --coop: {known or 'there is none by that name'}.", _MISUSED)
        here = rows[0]

        async def command(work: "Work") -> "Imported":
            kept = await work.row(
                "SELECT layout FROM statement_layout WHERE cooperative_id = $1 AND name = $2",
                work.cooperative_id,
                layout,
            )
            if layout and kept is None:
                raise fail(f"The co-op keeps no layout called “{layout}”.", _MISUSED)
            how = reading.Layout.checked(kept["layout"]) if kept is not None else None
            statement = reading.read(content, currency=here["currency"], layout=how)
            return await importing.take_in(work, channel=channel, statement=statement, dry_run=dry_run, agent_id=None)

        taken: Imported = await database.run(Scope(here["id"]), Actor(system="operator"), command)
        return taken
