"""`minga found`: begin a co-op."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.founding.found import Founded
    from minga_infra.settings import Settings


def register(app: typer.Typer) -> None:
    app.command()(found)


def found(
    name: Annotated[str, typer.Argument(help="What the co-op is called.")],
    slug: Annotated[str, typer.Option(help="Its place in addresses; derived from the name if empty.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217, like EUR.")] = "EUR",
    country: Annotated[str, typer.Option(help="ISO 3166, like ES.")] = "ES",
    language: Annotated[str, typer.Option(help="The language it speaks first: en, es, fr, ar.")] = "en",
    zone: Annotated[str, typer.Option(help="Where its days begin, like Europe/Madrid; the country's if empty.")] = "",
    officer: Annotated[
        str, typer.Option(help="Mail address of its first officer, to whom you will give the link.")
    ] = "",
    statutes: Annotated[Path | None, typer.Option(help="Founding file of your own; see the one of the house.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Make a co-op with its classes, rules and books, and print the one-time link for its first officer."""
    import asyncio

    from minga_infra.local.home import at_home

    if statutes is not None and not statutes.is_file():
        raise fail(f"There is no file {statutes}.")
    text = "" if statutes is None else statutes.read_text(encoding="utf-8")
    with at_home(data, tell) as settings:
        made = asyncio.run(_found(settings, name, slug, currency.upper(), country.upper(), language, zone, text))
        base = settings.public_url.rstrip("/")
    tell(f"{name} is founded, with classes, rules and books, and nobody in it.")
    tell(f"This link makes whoever opens it first an officer; it works once, for fourteen days{_for(officer)}:")
    typer.echo(f"{base}/c/{made.slug}/begin?token={made.officer_token}")


def _for(officer: str) -> str:
    return f". Give it to {officer}" if officer else ""


async def _found(
    settings: "Settings",
    name: str,
    slug: str,
    currency: str,
    country: str,
    language: str,
    zone: str,
    text: str,
) -> "Founded":
    from minga_infra.cli import _cooperatives
    from minga_infra.founding.found import Founding, found
    from minga_infra.rules import register_all
    from minga_platform.rules.statutes import parse

    register_all()
    agreed = parse(text) if text else None
    async with _cooperatives.database(settings.worker_url) as database:
        founding = Founding(name, slug, currency, country, language, zone)
        return await found(database, founding, agreed)
