"""`minga okh`: Open Know-How manifests checked, brought in, and given out."""

import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_commons.okh.reading import Read
    from minga_commons.okh.report import Report
    from minga_commons.registry.manifests.exporting import Exported
    from minga_infra.settings import Settings
    from minga_platform.kernel.database import Database
    from minga_platform.kernel.work import Work

_MISUSED = 2


class Output(StrEnum):
    """How a report is written."""

    text = "text"
    json = "json"


class Written(StrEnum):
    """The formats in which a design is given out."""

    toml = "toml"
    yaml = "yaml"
    jsonld = "jsonld"


def register(app: typer.Typer) -> None:
    group = typer.Typer(no_args_is_help=True, help="Open Know-How manifests: v1 YAML and LOSH TOML.")
    group.command("check")(check)
    group.command("import")(bring_in)
    group.command("export")(give_out)
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


def bring_in(
    path: Annotated[Path, typer.Argument(help="A manifest, a folder of any depth, or a .tar.gz or .zip.")],
    cooperative: Annotated[
        str, typer.Option("--coop", "--cooperative", help="Slug of the co-op; needed where there are several.")
    ] = "",
    found_at: Annotated[str, typer.Option(help="The address at which this one file was found.")] = "",
    by: Annotated[str, typer.Option(help="Name of the member who looks after what is new; else an officer.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and change nothing.")] = False,
    output: Annotated[Output, typer.Option("--format", help="text or json")] = Output.text,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Bring designs into the commons: each once, every repair told. One bad file stops nothing; the same again changes nothing."""
    import asyncio

    from minga_commons.okh.bundles import is_archive_name
    from minga_commons.okh.report import Report
    from minga_infra.local.home import at_home

    if not path.exists():
        raise fail(f"There is nothing at {path}.", _MISUSED)
    if found_at and (path.is_dir() or is_archive_name(path.name)):
        raise fail("--found-at is about one file.", _MISUSED)
    report = Report()
    with at_home(data, tell) as settings:
        told = asyncio.run(_bring_in(settings, path, cooperative, found_at, by, report, dry_run=dry_run))
    if output is Output.json:
        _tell({**report.as_json(), **told})
        return
    would = "would be" if dry_run else "are"
    _tell(report.as_text())
    _tell([f"  {count:>6} {would} {_OUTCOMES[what]}" for what, count in sorted(told["outcomes"].items())])
    _tell([f"  {one['file']}: {one['code'].replace('_', ' ')} ({one['reason']})" for one in told["each_note"]])


_OUTCOMES = {
    "new": "new",
    "renewed": "new releases of works that were here",
    "unchanged": "here already, and the same",
    "kept": "left as they are: the manifest was not found at its own repository",
    "refused": "refused",
}


def give_out(
    path: Annotated[Path, typer.Argument(help="A folder for all designs, or a file for one.")],
    cooperative: Annotated[
        str, typer.Option("--coop", "--cooperative", help="Slug of the co-op; needed where there are several.")
    ] = "",
    design: Annotated[str, typer.Option(help="Slug of the one design that is meant.")] = "",
    written: Annotated[Written, typer.Option("--as", help="toml, yaml or jsonld")] = Written.toml,
    open_only: Annotated[
        bool, typer.Option("--open-only", help="Leave out what is not under an open licence.")
    ] = False,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Write manifests of published designs: v1 YAML, LOSH TOML or JSON-LD."""
    import asyncio

    from minga_infra.local.home import at_home

    if not design and path.exists() and not path.is_dir():
        raise fail(f"{path} is a file; give a folder for all designs, or --design for one.", _MISUSED)
    with at_home(data, tell) as settings:
        found = asyncio.run(_give_out(settings, cooperative, design, written, open_only=open_only))
    for told in found:
        target = path if design and not path.is_dir() else path / told.file_name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(told.text, encoding="utf-8", newline="\n")
    tell(f"{len(found)} manifests written to {path}.")


def _read(path: Path, report: "Report") -> Iterator[tuple[str, "Read"]]:
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


async def _bring_in(
    settings: "Settings", path: Path, cooperative: str, found_at: str, by: str, report: "Report", *, dry_run: bool
) -> dict[str, Any]:
    from minga_commons.okh import bundles
    from minga_commons.registry.commands import importing
    from minga_commons.registry.manifests import queries, running
    from minga_infra.cli import _cooperatives
    from minga_infra.rules import register_all
    from minga_platform.kernel.actor import Actor, Scope

    register_all()
    async with _cooperatives.database(settings.worker_url) as database:
        scope = Scope(await _cooperative(database, cooperative))

        async def run(deed: Any) -> Any:
            return await database.run(scope, Actor(system="import"), deed)

        agent_id = await run(lambda work: _caretaker(work, by))
        import_id = await run(
            lambda work: importing.begin(work, agent_id, "command", name=path.name, address=found_at, dry_run=dry_run)
        )
        await running.run(run, import_id, lambda: bundles.of_path(path), found_at=found_at, looked=report.look)
        told: dict[str, Any] = await run(lambda work: queries.as_json(work, import_id))
        return told


async def _cooperative(database: "Database", slug: str) -> Any:
    from minga_platform.kernel.actor import Scope

    async with database.read(Scope()) as work:
        rows = await work.rows("SELECT id, slug FROM cooperative WHERE $1 IN ('', slug) ORDER BY slug", slug)
    if len(rows) != 1:
        known = ", ".join(row["slug"] for row in rows)
        raise fail(f"Which co-op? Name it with --coop: {known or 'there is none by that name'}.", _MISUSED)
    return rows[0]["id"]


async def _caretaker(work: "Work", name: str) -> Any:
    """The member who looks after what comes in."""
    if name:
        found = await work.rows(
            """SELECT a.id FROM agent a WHERE a.cooperative_id = $1 AND a.name = $2 AND EXISTS (SELECT FROM membership m
                WHERE m.cooperative_id = $1 AND m.agent_id = a.id AND m.left_at IS NULL)""",
            work.cooperative_id,
            name,
        )
        if len(found) != 1:
            raise fail(f"There is {'more than one' if found else 'no'} member called “{name}”.", _MISUSED)
        return found[0]["id"]
    agent_id = await work.value(
        """SELECT agent_id FROM role_grant WHERE cooperative_id = $1 AND role = 'officer' AND ended_at IS NULL
        ORDER BY granted_at, id LIMIT 1""",
        work.cooperative_id,
    )
    if agent_id is not None:
        return agent_id
    if not await work.value(
        "SELECT true FROM membership WHERE cooperative_id = $1 AND left_at IS NULL LIMIT 1", work.cooperative_id
    ):
        slug = await work.value("SELECT slug FROM cooperative WHERE id = $1", work.cooperative_id)
        raise fail(
            f"Nobody is in “{slug}” yet, and each design needs somebody who looks after it. Open the link that “minga found” printed"
            " (it makes whoever opens it first an officer), then run this again: nothing was changed."
            " “minga okh check” reads the same files without a co-op.",
            _MISUSED,
        )
    raise fail(
        "There is no officer who could look after it; name a member with --by “Her Name”. Nothing was changed.",
        _MISUSED,
    )


async def _give_out(
    settings: "Settings", cooperative: str, design: str, written: Written, *, open_only: bool
) -> list["Exported"]:
    from minga_commons.registry.manifests import exporting
    from minga_infra.cli import _cooperatives
    from minga_platform.kernel.actor import Scope

    async with _cooperatives.database(settings.worker_url) as database:
        cooperative_id = await _cooperative(database, cooperative)
        async with database.read(Scope(cooperative_id)) as work:
            slugs = [design] if design else await exporting.all_slugs(work)
            found = []
            for slug in slugs:
                told = await exporting.export(work, slug, written.value, home=settings.public_url)
                if told is None:
                    raise fail(f"There is no published design “{slug}”.", _MISUSED)
                if told.is_open or not open_only:
                    found.append(told)
    return found


def _tell(told: dict[str, Any] | list[str]) -> None:
    if isinstance(told, dict):
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for line in told:
        typer.echo(line)
