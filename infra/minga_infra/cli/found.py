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
    name: Annotated[
        str, typer.Argument(help="What the co-op is called. Without a name: a link to found one on a page.")
    ] = "",
    slug: Annotated[str, typer.Option(help="Its place in addresses; derived from the name if empty.")] = "",
    currency: Annotated[str, typer.Option(help="ISO 4217, like EUR.")] = "EUR",
    country: Annotated[str, typer.Option(help="ISO 3166, like ES.")] = "ES",
    language: Annotated[str, typer.Option(help="The language it speaks first: en, es, fr, ar.")] = "en",
    zone: Annotated[str, typer.Option(help="Where its days begin, like Europe/Madrid; the country's if empty.")] = "",
    officer: Annotated[
        str, typer.Option(help="Mail address of its first officer: the link is sent there as well as printed.")
    ] = "",
    template: Annotated[
        str,
        typer.Option(help="Kind of co-op: multi, worker, producer or consumer; empty for the house's own statutes."),
    ] = "",
    statutes: Annotated[Path | None, typer.Option(help="Founding file of your own; see the one of the house.")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Make a co-op with its classes, rules and books, and print the one-time link for its first officer."""
    import asyncio

    from minga_infra.local.home import at_home
    from minga_platform.membership import values
    from minga_platform.register import templates

    if template and template not in templates.KEYS:
        raise fail(f"There is no template “{template}”; there are: {', '.join(templates.KEYS)}.")
    if template and statutes is not None:
        raise fail("Please give --template or --statutes, not both: which of them should hold?")
    if statutes is not None and not statutes.is_file():
        raise fail(f"There is no file {statutes}.")
    text = "" if statutes is None else statutes.read_text(encoding="utf-8")
    if not name:
        with at_home(data, tell) as settings:
            token = asyncio.run(_open_link(settings))
            tell(
                "With this link somebody founds a co-op on a page and becomes its first officer; it works once, for fourteen days:"
            )
            typer.echo(f"{settings.public_url.rstrip('/')}/found?token={token}")
        return
    # Before anything is founded: a mistyped address must not leave a co-op behind.
    to = values.mail(officer, "officer").value if officer else ""
    with at_home(data, tell) as settings:
        made = asyncio.run(
            _found(settings, name, slug, currency.upper(), country.upper(), language, zone, text, template)
        )
        link = f"{settings.public_url.rstrip('/')}/c/{made.slug}/begin?token={made.officer_token}"
        told = asyncio.run(_write(settings, to, name, language, link)) if to else ""
    tell(f"{name} is founded, with classes, rules and books, and nobody in it.")
    if told:
        tell(told)
    tell("This link makes whoever opens it first an officer; it works once, for fourteen days:")
    typer.echo(link)


async def _write(settings: "Settings", to: str, name: str, language: str, link: str) -> str:
    """Send the link to the first officer; what to tell of it. The co-op stands whatever becomes of the letter."""
    from minga_infra.messages.carrying import carriers
    from minga_infra.messages.letters import send_office_letter

    try:
        await send_office_letter(carriers(settings), to=to, cooperative=name, language=language, link=link)
    except Exception as problem:  # noqa: BLE001 - whatever the mail server says, the link below still serves
        return f"The letter to {to} could not be sent ({problem}). Give the link yourself."
    if settings.smtp_url.get_secret_value():
        return f"A letter with the link went to {to}."
    return f"No mail server is set, so the letter to {to} lies in {settings.data / 'messages'}."


async def _found(
    settings: "Settings",
    name: str,
    slug: str,
    currency: str,
    country: str,
    language: str,
    zone: str,
    text: str,
    template: str,
) -> "Founded":
    from minga_infra.cli import _cooperatives
    from minga_infra.founding.found import Founding, found
    from minga_infra.rules import register_all
    from minga_platform.rules.statutes import parse

    register_all()
    agreed = parse(text) if text else None
    async with _cooperatives.database(settings.worker_url) as database:
        founding = Founding(name, slug, currency, country, language, zone, template=template)
        return await found(database, founding, agreed)


async def _open_link(settings: "Settings") -> str:
    from minga_infra.cli import _cooperatives
    from minga_platform.kernel.actor import Actor, Scope
    from minga_platform.register import founding

    async with _cooperatives.database(settings.worker_url) as database:
        return await database.run(Scope(), Actor(system="found"), founding.open_link)
