"""`minga check`: everything a machine can say about the code without running it."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

_SHOWN = 80
_ROOMS = ("platform", "commons", "graphql", "frontend", "infra")


def register(app: typer.Typer) -> None:
    app.command()(check)


def check(
    fix: Annotated[bool, typer.Option("--fix", help="Mend format and what the linter can mend by itself.")] = False,
) -> None:
    """Format, lint, types, the order of the house, the printed schema. Migrations are held against models by a test."""
    from minga_infra.cli._terminal import fail, step
    from minga_infra.local.home import project

    tools = Path(sys.executable).parent
    ruff, python = str(tools / "ruff"), sys.executable
    where = [*_ROOMS, "tests"]
    steps: list[tuple[str, list[str]]] = [
        ("Format", [ruff, "format", *([] if fix else ["--check"]), *where]),
        ("Lint", [ruff, "check", *(["--fix"] if fix else []), *where]),
        ("Order of the house", [str(tools / "lint-imports"), "--no-logo"]),
        ("Types", [str(tools / "mypy"), *where]),
        ("Printed schema", [python, "-m", "minga_infra.cli.main", "schema", "--check", "graphql/schema.graphql"]),
    ]
    failed = []
    for name, command in steps:
        with step(name):
            done = subprocess.run(command, cwd=project(), capture_output=True, text=True, check=False)
        if done.returncode:
            failed.append(name)
            lines = (done.stdout + done.stderr).splitlines()
            typer.echo("\n".join(lines[:_SHOWN]))
            if len(lines) > _SHOWN:
                typer.echo(f"… and {len(lines) - _SHOWN} lines more: {' '.join(command)}")
    if failed:
        raise fail(f"Not in order: {', '.join(failed)}")
