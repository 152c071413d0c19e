"""`minga okh`: Open Know-How manifests checked, brought in, and given out."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_commons.okh.report import Report

_MISUSED = 2


class Output(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Open Know-How manifests: v1 YAML and LOSH TOML.")
    group.command("check")(check)
    app.add_typer(group, name="okh")


def check(
    path: Annotated[Path, typer.Argument(help="A manifest, a folder of any depth, or a .tar.gz or .zip.")],
    output: Annotated[Output, typer.Option("--format", help="text or json")] = Output.text,
) -> None:
    """Read manifests and tell every repair and refusal. Changes nothing and needs no database. Exit code 1: one was refused."""
    from minga_commons.okh.report import Report

    report = Report()
    for _ in _read(path, report):
        pass
    _tell(report.as_json() if output is Output.json else report.as_text())
    if report.refused:
        raise typer.Exit(1)


def _read(path: Path, report: "Report") -> Any:
    from minga_commons.okh import bundles
    from minga_commons.okh.report import read_all

    if not path.exists():
        raise fail(f"There is nothing at {path}.", _MISUSED)
    try:
        yield from read_all(bundles.of_path(path), report)
    except OSError as wrong:
        raise fail(f"{path}: {wrong.strerror or wrong}.", _MISUSED) from None
    if not report.files:
        tell("There is no .toml, .yml or .yaml in it.")


def _tell(told: dict[str, Any] | list[str]) -> None:
    if isinstance(told, dict):
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in told:
        typer.echo(line)
