"""`minga schema`: the printed GraphQL schema, reviewed like code."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(schema)


def printed() -> str:
    """The schema as text, with a newline at its end."""
    from minga_graphql.schema import printed as public

    return public()


def schema(
    write: Annotated[
        Path | None, typer.Option(help="Write it there instead, graphql/schema.graphql by custom.")
    ] = None,
    check: Annotated[
        Path | None, typer.Option(help="Fail, and show the difference, when the file says something else.")
    ] = None,
) -> None:
    """Print the GraphQL schema."""
    import difflib

    from minga_infra.cli._terminal import fail

    text = printed()
    if check is not None:
        kept = check.read_text() if check.exists() else ""
        if kept != text:
            lines = difflib.unified_diff(kept.splitlines(), text.splitlines(), str(check), "the code", lineterm="", n=1)
            typer.echo("\n".join(lines))
            raise fail(f"{check} is not the schema of the code. Write it anew: minga schema --write {check}")
    elif write is not None:
        write.write_text(text)
    else:
        typer.echo(text, nl=False)
