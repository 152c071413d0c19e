"""`minga verify`: is a published board whole, and does it give the result it tells?"""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(verify)


def verify(
    board: Annotated[str, typer.Argument(help="The board as it was downloaded; - reads standard input.")] = "",
    find: Annotated[str, typer.Option(help="Look for the ballot of a tracking code.")] = "",
    root: Annotated[list[str] | None, typer.Option(help="A checkpoint's root that was noted during the vote.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    write: Annotated[
        Path | None, typer.Option(help="Write the checker itself, one file that needs Python 3.11 alone.")
    ] = None,
) -> None:
    """Check a board and count it again. Leaves with 1 when something does not agree, with 2 when the file is no board."""
    from minga_infra.verify import bundle, checker

    if write is not None:
        write.write_text(bundle.text())
        typer.echo(f"Wrote {write}.")
        return
    if not board:
        from minga_infra.cli._terminal import fail

        raise fail("Name the file of a board, or --write FILE for the checker itself.")
    more = [*(["--find", find] if find else []), *(["--json"] if as_json else [])]
    for one in root or ():
        more += ["--root", one]
    raise typer.Exit(checker.main([board, *more]))
