"""`minga migrate`: bring the database to the schema of this program."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate(
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
    following: Annotated[
        str | None,
        typer.Option("--next", metavar="TITLE", help="Draft the next revision: from the last one to the models."),
    ] = None,
    print_schema: Annotated[bool, typer.Option("--print", help="Print the whole schema as SQL.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when all is well.")] = False,
) -> None:
    """Make roles, database and tables, or bring them up to date. Uses DATABASE_ADMIN_URL, or the embedded database."""
    import asyncio

    from minga_infra.cli._terminal import fail, tell
    from minga_infra.local.home import at_home

    if print_schema:
        from minga_infra.database import freeze

        typer.echo(freeze.script(), nl=False)
        return
    if following is not None:
        from minga_infra.database.revising import write_next

        try:
            tell(f"Read and mend {write_next(following)}: a column that may not be null wants a value for old rows.")
        except ValueError as refused:
            raise fail(str(refused)) from refused
        return
    with at_home(data, tell if not quiet else lambda _: None) as settings:
        admin = settings.admin_database_url.get_secret_value()
        if not admin:
            raise fail(
                "DATABASE_ADMIN_URL is not set: migrations need the login minga_migrator (or, once, a superuser)."
            )
        from minga_infra.database.prepare import prepare

        before, after = asyncio.run(prepare(admin, settings.database_url.get_secret_value(), settings.worker_url))
        if not quiet:
            tell(
                f"The schema is {after}."
                if before == after
                else f"The schema went from {before or 'nothing'} to {after}."
            )
