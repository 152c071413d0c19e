"""`minga contributions`: work taken over from a Git repository on this machine, or from a table."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.settings import Settings

_MISUSED = 2
_LINES = 2000
"""Commits that one unit of work takes; a history of years comes in several."""


class Output(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="What members gave: taken over from a Git history or a table.")
    group.command("import")(bring_in)
    app.add_typer(group, name="contributions")


def bring_in(
    path: Annotated[Path, typer.Argument(help="A Git repository, a file that `git log` printed, or a CSV file.")],
    by: Annotated[str, typer.Option(help="Name of the member who brings them in; her rights hold.")],
    cooperative: Annotated[
        str, typer.Option("--coop", "--cooperative", help="Slug of the co-op; needed where there are several.")
    ] = "",
    kind: Annotated[str, typer.Option(help="What commits are: design, documentation, translation, work …")] = "design",
    minutes: Annotated[int, typer.Option(help="What one commit is worth, in minutes.", min=1, max=480)] = 30,
    cause: Annotated[str, typer.Option(help="What for.")] = "",
    work: Annotated[str, typer.Option("--work", help="Slug of the work of the commons that it was given to.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and change nothing.")] = False,
    output: Annotated[Output, typer.Option("--format", help="text or json")] = Output.text,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Bring contributions in: commits of members who named their addresses, or lines of a table; each once."""
    import asyncio

    from minga_infra.local.home import at_home

    if not path.exists():
        raise fail(f"There is nothing at {path}.", _MISUSED)
    is_table = path.is_file() and path.suffix.lower() == ".csv"
    text = _log(path) if path.is_dir() else path.read_text(encoding="utf-8-sig", errors="replace")
    if not is_table and not cause and not work:
        raise fail("What was the work for? Say it with --cause, or name a work of the commons with --work.", _MISUSED)
    with at_home(data, tell) as settings:
        report = asyncio.run(
            _bring_in(settings, text, cooperative, by, kind, minutes, cause, work, is_table=is_table, dry_run=dry_run)
        )
    if output is Output.json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
        return
    would = "would be" if dry_run else "were"
    tell(
        f"{report['taken']} contributions {would} written down, {report['minutes'] // 60} h {report['minutes'] % 60} min."
    )
    tell(f"{report['known']} were taken before, {report['refused']} could not be read.")
    if report["strangers"]:
        tell(f"{report['strangers']} commits are left out: their authors have not asked to be counted.")
    for one in report["problems"]:
        tell(f"  line {one['line']}: {one['rule'].replace('_', ' ')} {one['text']}".rstrip())


def _log(repository: Path) -> str:
    """What git prints; nothing of the repository is run: no hooks, no pager, no programs that its settings name."""
    import subprocess

    from minga_commons.contributions.importing.git import LOG

    command = [
        LOG[0],
        "-C",
        str(repository),
        "--no-pager",
        "-c",
        "core.fsmonitor=false",
        "-c",
        "log.showSignature=false",
        *LOG[1:],
    ]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=300)
    except FileNotFoundError:
        raise fail("git is needed for this, and is not here.", _MISUSED) from None
    if done.returncode:
        raise fail(f"{repository}: {done.stderr.decode(errors='replace').strip()[:300]}", _MISUSED)
    return done.stdout.decode("utf-8", errors="replace")


async def _bring_in(
    settings: "Settings",
    text: str,
    cooperative: str,
    by: str,
    kind: str,
    minutes: int,
    cause: str,
    asset: str,
    *,
    is_table: bool,
    dry_run: bool,
) -> dict[str, Any]:
    import dataclasses

    from minga_commons.contributions.commands import importing
    from minga_infra.cli import _cooperatives
    from minga_infra.main import join_features
    from minga_platform.kernel.actor import Actor, Scope
    from minga_platform.kernel.errors import Refusal
    from minga_platform.kernel.viewer import Viewer
    from minga_platform.kernel.work import Work

    join_features()
    async with _cooperatives.database(settings.worker_url) as database:
        async with database.read(Scope()) as work:
            rows = await work.rows("SELECT id, slug FROM cooperative WHERE $1 IN ('', slug) ORDER BY slug", cooperative)
        if len(rows) != 1:
            known = ", ".join(row["slug"] for row in rows)
            raise fail(f"Which co-op? Name it with --coop: {known or 'there is none by that name'}.", _MISUSED)
        here = Scope(rows[0]["id"])
        async with database.read(here) as work:
            people = await work.rows(
                "SELECT person_id FROM agent WHERE cooperative_id = $1 AND name = $2 AND person_id IS NOT NULL",
                work.cooperative_id,
                by,
            )
            asset_id = await work.value(
                "SELECT id FROM asset WHERE cooperative_id = $1 AND slug = $2", work.cooperative_id, asset
            )
        if len(people) != 1:
            raise fail(f"There is {'more than one' if people else 'no'} member called “{by}”.", _MISUSED)
        if asset and asset_id is None:
            raise fail(f"There is no work “{asset}” in the commons of {rows[0]['slug']}.", _MISUSED)
        viewer = Viewer(person_id=people[0]["person_id"])
        sum_of: dict[str, Any] = {"taken": 0, "known": 0, "refused": 0, "strangers": 0, "minutes": 0, "problems": []}
        for part in [text] if is_table else _parts(text):

            async def deed(work: Work, part: str = part) -> importing.Report:
                if is_table:
                    return await importing.import_table(work, viewer, text=part, dry_run=dry_run)
                return await importing.import_git(
                    work,
                    viewer,
                    log=part,
                    kind=kind,
                    minutes_per_commit=minutes,
                    dry_run=dry_run,
                    asset_id=asset_id,
                    cause=cause,
                )

            try:
                found = await database.run(
                    Scope(here.cooperative_id, viewer.person_id), Actor(viewer.person_id, viewer.person_id), deed
                )
            except Refusal as refusal:
                raise fail(f"Refused: {refusal.code()} {refusal}") from None
            for name, value in dataclasses.asdict(found).items():
                sum_of[name] += value
    return sum_of | {"dry_run": dry_run}


def _parts(text: str) -> list[str]:
    """A long log in pieces; the shape that `git log` prints by itself is not cut, since a commit has many lines there."""
    lines = text.splitlines()
    if not lines or lines[0].startswith("commit "):
        return [text]
    return ["\n".join(lines[start : start + _LINES]) for start in range(0, len(lines), _LINES)]
