"""`minga erase`: everything about a person gone, or what stands in the way."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from uuid import UUID

    from minga_infra.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(erase)


def erase(
    person: Annotated[str, typer.Argument(help="A proven mail address or phone number of hers, or her id, person_….")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask once more.")] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Erase a person in every co-op, for good. What must be settled first is listed, and then nothing is erased."""
    import asyncio

    from minga_infra.local.home import at_home

    if not yes and not typer.confirm(f"Erase everything about {person}, for good?"):
        raise fail("Nothing was erased.")
    with at_home(data, tell) as settings:
        asyncio.run(_erase(settings, person))
    tell("Erased. Whom orders were invoiced to is kept as long as the rules say, and erased then.")


async def _erase(settings: "Settings", person: str) -> None:
    from minga_infra.cli import _cooperatives
    from minga_infra.main import join_features
    from minga_platform.kernel.actor import Actor
    from minga_platform.register import flows
    from minga_platform.register.errors import CannotErase

    join_features()
    async with _cooperatives.database(settings.worker_url) as database:
        person_id = await find(database, person)
        try:
            await flows.erase(database, person_id, Actor(system="erase"))
        except CannotErase as refused:
            told = sorted({f"{one.kind.replace('_', ' ')} in {one.cooperative}" for one in refused.obstacles})
            raise fail(f"Something must be settled first: {', '.join(told)}. Nothing was erased.") from None


async def find(database, person: str) -> "UUID":  # type: ignore[no-untyped-def]
    """The person of that name or id. Fails plainly when there is none."""
    from minga_platform.kernel import ids
    from minga_platform.kernel.actor import Scope
    from minga_platform.kernel.errors import NotFound
    from minga_platform.membership import values

    async with database.read(Scope()) as work:
        if person.startswith("person_"):
            try:
                found = await work.value("SELECT id FROM person WHERE id = $1", ids.decode("person", person))
            except NotFound:
                found = None
        else:
            name = values.any_name(person)
            row = await work.row("SELECT * FROM person_by_identifier($1, $2)", name.kind, name.value) if name else None
            found = row["person_id"] if row is not None and row["is_proven"] else None
    if found is None:
        raise fail(f"Nobody here is known as {person}.")
    who: UUID = found
    return who
