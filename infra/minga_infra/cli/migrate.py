"""`minga migrate`: bring the database to the schema of this program."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(migrate)


def migrate(
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
    draft: Annotated[str | None, typer.Option(help="Write a draft of the next revision with this message.")] = None,
    print_baseline: Annotated[bool, typer.Option("--print-baseline", help="Print the whole schema as SQL.")] = False,
    freeze_baseline: Annotated[
        bool, typer.Option("--freeze", help="Write that as the baseline revision's text.")
    ] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing when all is well.")] = False,
) -> None:
    """Make roles, database and tables, or bring them up to date. Uses DATABASE_ADMIN_URL, or the embedded database."""
    import asyncio

    from minga_infra.cli._terminal import fail, tell
    from minga_infra.local.home import at_home

    if print_baseline or freeze_baseline:
        from minga_infra.database import freeze

        if print_baseline:
            typer.echo(freeze.script(), nl=False)
        if freeze_baseline:
            tell(f"Written to {freeze.write_baseline()}. Revisions of a released program never change again.")
        return
    with at_home(data, tell if not quiet else lambda _: None) as settings:
        admin = settings.admin_database_url.get_secret_value()
        if not admin:
            raise fail(
                "DATABASE_ADMIN_URL is not set: migrations need the login minga_migrator (or, once, a superuser)."
            )
        if draft is not None:
            from minga_infra.database.migrate import draft as write_draft

            asyncio.run(write_draft(admin, draft))
            return
        from minga_infra.database.prepare import prepare

        before, after = asyncio.run(prepare(admin, settings.database_url.get_secret_value(), settings.worker_url))
        if not quiet:
            tell(
                f"The schema is {after}."
                if before == after
                else f"The schema went from {before or 'nothing'} to {after}."
            )
