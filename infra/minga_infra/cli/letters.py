"""`minga letters`: what waits to be printed, for members without mail and telephone."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from minga_infra.cli._terminal import tell


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="Letters that wait to be printed and handed over.", no_args_is_help=True)
    group.command("print")(print_letters)
    app.add_typer(group, name="letters")


def print_letters(
    into: Annotated[Path, typer.Argument(help="Folder for the files; made if it is not there.")],
) -> None:
    """Write each letter that waits as a PDF with its links as QR codes, into INTO; each is written once.

    They hold links that vote or sign in for their reader: print them, hand them over, and delete the files.
    """
    from minga_infra import settings
    from minga_infra.messages.carrying import folder_of
    from minga_infra.messages.printing import print_all
    from minga_infra.paper.press import Press

    found = settings.load()
    files = asyncio.run(print_all(folder_of(found), Press(), found.public_url, into))
    for file in files:
        typer.echo(str(file))
    tell(f"{len(files)} letters." if files else "No letter waits.")
