"""`minga settings`: what an operator may set, and whether what is set can be used."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command()(settings)


def settings(
    markdown: Annotated[bool, typer.Option("--markdown", help="As a table for the documentation.")] = False,
) -> None:
    """List every setting with its meaning; say what is wrong with those of this environment."""
    from pydantic import SecretStr

    from minga_infra.settings import Settings, load

    if markdown:
        typer.echo("| variable | meaning | unset |\n|---|---|---|")
    found = None if markdown else load()
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        shown = str(default) if default not in ("", None) else "empty"
        if markdown:
            typer.echo(f"| `{field.validation_alias}` | {field.description} | {shown} |")
            continue
        value = getattr(found, name)
        if isinstance(value, SecretStr):
            value = "(set, not shown)" if value.get_secret_value() else ""
        typer.echo(
            f"{field.validation_alias} = {value if value not in ('', None) else '(empty)'}\n    {field.description}"
        )
