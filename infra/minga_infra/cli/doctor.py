"""`minga doctor`: does everything stand as it should?"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from minga_infra.cli import _cooperatives
from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_platform.kernel.database import Database
    from minga_platform.kernel.work import Work
    from minga_platform.ledger.chain import Head


def register(app: typer.Typer) -> None:
    app.command()(doctor)


@dataclass(frozen=True)
class Diagnosis:
    """What was found in one co-op."""

    cooperative: str
    checks: int
    findings: list[dict[str, Any]]
    sequence: int
    head: str
    notes: list[str]
    """What waits for a person; no reason to leave with 1."""


def doctor(
    cooperative: Annotated[str, typer.Option(help="Only this co-op, by its slug.")] = "",
    heads: Annotated[
        Path | None,
        typer.Option(
            help="File that keeps the ends of the audit chains: compared with, then written anew. Keep it elsewhere."
        ),
    ] = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="Make the key file that secrets are encrypted under.")
    ] = False,
    file_format: Annotated[Literal["text", "json"], typer.Option("--format")] = "text",
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Verify books, balances and audit chains of every co-op. Leaves with 1 when something is not as it should be."""
    import asyncio

    from minga_infra.local.home import at_home, data_folder

    if new_key:
        from minga_infra.settings import make_key

        path = data_folder(data) / "key"
        if path.exists():
            raise fail(f"{path} is there already; a new key could read nothing that was encrypted under it.")
        make_key(path)
        tell(f"Wrote {path}. Keep a copy where the database is not.")
        return
    with at_home(data, tell) as settings:
        admin = settings.admin_database_url.get_secret_value()
        if not admin:
            raise fail("DATABASE_ADMIN_URL is not set: the doctor looks with the migrator's login.")
        found = asyncio.run(examine(admin, cooperative, _kept_heads(heads)))
    if file_format == "json":
        import orjson

        typer.echo(orjson.dumps([vars(one) for one in found], default=str).decode())
    else:
        for line in _as_text(found):
            typer.echo(line)
    if any(one.findings for one in found):
        raise typer.Exit(1)
    if heads is not None:
        _keep_heads(heads, found)


async def examine(url: str, slug: str = "", kept: "dict[str, Head] | None" = None) -> list[Diagnosis]:
    """Run every check in every co-op, each in one snapshot. `kept`: heads of chains by slug, from an earlier time.

    Refuses: SchemaBehindError, with what to do, on an empty database or one of another age.
    """
    import asyncpg

    from minga_infra.database import guard
    from minga_infra.database.prepare import newest_revision_by_name
    from minga_platform.kernel.whole import every_table

    every_table()  # Tables say which of their rows the chain covers.
    async with _cooperatives.database(url) as database:
        async with database.pool.acquire() as connection:
            await guard.check_schema(connection, newest_revision_by_name())
        try:
            return await _examined(database, slug, kept)
        except (asyncpg.UndefinedTableError, asyncpg.UndefinedColumnError, asyncpg.UndefinedFunctionError) as lack:
            # The number of the schema is right and something of it is not there.
            raise guard.SchemaBehindError(
                f"The schema is not whole ({lack}). Bring back a backup with `minga restore`, "
                "or begin anew where nothing is lost by it: `minga up --fresh`."
            ) from lack


async def _examined(database: "Database", slug: str, kept: "dict[str, Head] | None") -> list[Diagnosis]:
    from minga_infra.database.checks import all_checks
    from minga_platform.ledger import chain

    diagnoses = []
    for cooperative in await _cooperatives.chosen(database, slug):
        async with _cooperatives.inside(database, cooperative) as work:
            findings = await _findings(work, (kept or {}).get(cooperative.slug))
            head = await chain.head(work)
            notes = await _notes(work)
        count = len(all_checks()) + 2
        diagnoses.append(Diagnosis(cooperative.slug, count, findings, head.sequence, head.hash.hex(), notes))
    return diagnoses


async def _findings(work: "Work", kept: "Head | None") -> list[dict[str, Any]]:
    from minga_infra.database.checks import all_checks
    from minga_platform.ledger import checks

    broken = [
        *await checks.violations(work, all_checks()),
        *await checks.unlike_chart(work),
        *await checks.verified(work, kept=kept),
    ]
    return [{"promise": violation.promise, **violation.facts} for violation in broken]


async def _notes(work: "Work") -> list[str]:
    """Counts of what a person should look at."""
    counts = {
        "jobs gave up after a dozen tries": "SELECT count(*) FROM job WHERE cooperative_id = $1 AND state = 'dead'",
        "disagreements wait for a person": (
            "SELECT count(*) FROM discrepancy WHERE cooperative_id = $1 AND resolved_at IS NULL"
        ),
        "transfers are not in the audit chain yet": (
            "SELECT count(*) FROM transfer t WHERE t.cooperative_id = $1 AND NOT EXISTS"
            " (SELECT FROM chain_link l WHERE l.cooperative_id = t.cooperative_id AND l.id = t.id)"
        ),
    }
    found = {told: await work.value(statement, work.cooperative_id) for told, statement in counts.items()}
    return [f"{count} {told}" for told, count in found.items() if count]


def _as_text(found: list[Diagnosis]) -> Iterator[str]:
    if not found:
        yield "There is no co-op here yet."
    for one in found:
        if not one.findings:
            yield f"{one.cooperative}: {one.checks} checks hold; the audit chain has {one.sequence} links, ends in {one.head[:16]}"
        else:
            yield f"{one.cooperative}: {len(one.findings)} findings"
        for finding in one.findings[:100]:
            facts = ", ".join(f"{name} {value}" for name, value in finding.items() if name != "promise")
            yield f"  - not so: {finding['promise']} ({facts})"
        if len(one.findings) > 100:
            yield f"  … and {len(one.findings) - 100} more; --format json tells all"
        yield from (f"  note: {note}" for note in one.notes)


def _kept_heads(path: Path | None) -> "dict[str, Head]":
    if path is None or not path.exists():
        return {}
    from minga_platform.ledger.chain import Head

    rows = [line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {slug: Head(int(sequence), bytes.fromhex(digest)) for slug, sequence, digest in rows}


def _keep_heads(path: Path, found: list[Diagnosis]) -> None:
    """Heads that were not looked at this time stay as they were."""
    lines = {slug: f"{slug} {head.sequence} {head.hash.hex()}" for slug, head in _kept_heads(path).items()}
    lines |= {one.cooperative: f"{one.cooperative} {one.sequence} {one.head}" for one in found if one.sequence}
    path.write_text(
        "# Ends of the audit chains: co-op, links, SHA-256.\n" + "".join(f"{line}\n" for line in lines.values())
    )
