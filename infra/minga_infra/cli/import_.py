"""`minga import`: goods from another shop's file onto a stall, or a register of members that was kept elsewhere."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from minga_infra.cli._terminal import fail, tell

if TYPE_CHECKING:
    from minga_infra.settings import Settings


class Kind(StrEnum):
    """Whose columns the file has."""

    shopify = "shopify"
    ofn = "ofn"
    members = "members"


class Format(StrEnum):
    """How the report is written."""

    text = "text"
    json = "json"


def register(app: typer.Typer) -> None:
    app.command("import")(import_goods)


def import_goods(
    kind: Annotated[Kind, typer.Argument(help="Whose columns the file has.")],
    file: Annotated[Path, typer.Argument(help="The CSV file.", exists=True, dir_okay=False)],
    stall: Annotated[str, typer.Option(help="Slug of the stall that the goods are for.")] = "",
    cooperative: Annotated[str, typer.Option(help="Slug of its co-op; needed where there are several.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    tax: Annotated[str, typer.Option(help="VAT in the prices of new products, in percent.")] = "21",
    output: Annotated[Format, typer.Option("--format", help="text or json")] = Format.text,
    data: Annotated[Path | None, typer.Option(help="Data folder of an embedded database.")] = None,
) -> None:
    """Bring goods from a Shopify or Open Food Network export, or a register of members: good rows once, each problem by its row."""
    import asyncio

    from minga_infra.local.home import at_home
    from minga_platform.kernel.money import parse_decimal

    if kind is Kind.members:
        with at_home(data, tell) as settings:
            told = asyncio.run(_import_members(settings, file.read_bytes(), cooperative, dry_run=dry_run))
        if output is Format.json:
            typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        else:
            for line in members_as_text(told):
                typer.echo(line)
        return
    if not stall:
        raise fail("Which stall are the goods for? Name it with --stall.")
    tax_bps = parse_decimal(tax.replace(",", "."), 2)
    if tax_bps is None or not 0 <= tax_bps <= 5000:
        raise fail(f"“{tax}” is no percentage between 0 and 50.")
    with at_home(data, tell) as settings:
        report = asyncio.run(_import(settings, kind, file.read_bytes(), stall, cooperative, tax_bps, dry_run=dry_run))
    if output is Format.json:
        typer.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        for line in as_text(report):
            typer.echo(line)


async def _import(
    settings: "Settings", kind: Kind, data: bytes, stall: str, cooperative: str, tax_bps: int, *, dry_run: bool
) -> dict[str, Any]:
    from minga_infra.cli import _cooperatives
    from minga_platform.kernel.actor import Actor, Scope
    from minga_platform.kernel.work import Work
    from minga_platform.market.catalog.commands import import_products
    from minga_platform.market.catalog.imports.open_food_network import plan_open_food_network
    from minga_platform.market.catalog.imports.plan import for_producer
    from minga_platform.market.catalog.imports.report import import_report
    from minga_platform.market.catalog.imports.shopify import plan_shopify

    async with _cooperatives.database(settings.worker_url) as database:
        async with database.read(Scope()) as work:
            rows = await work.rows("SELECT id, slug, currency FROM cooperative WHERE $1 IN ('', slug)", cooperative)
        if len(rows) != 1:
            known = ", ".join(row["slug"] for row in rows)
            raise fail(f"Which co-op? Name it with --cooperative: {known or 'there is none by that name'}.")
        scope = Scope(rows[0]["id"])
        async with database.read(scope) as work:
            row = await work.row(
                "SELECT id, name FROM stall WHERE cooperative_id = $1 AND slug = $2", scope.cooperative_id, stall
            )
        if row is None:
            raise fail(f"There is no stall “{stall}” in {rows[0]['slug']}.")
        if kind is Kind.shopify:
            plan = plan_shopify(data, currency=rows[0]["currency"])
        else:
            plan = for_producer(plan_open_food_network(data, currency=rows[0]["currency"]), row["name"].values())
        async with database.read(scope) as work:
            changes = await import_products.changes_of(work, row["id"], plan)
        report = {**import_report(plan, changes), "dry_run": dry_run}
        if not dry_run:
            for lot in import_products.portions(plan):

                async def deed(work: Work, lot: set[str] = lot) -> Any:
                    return await import_products.apply(work, row["id"], plan, tax_bps=tax_bps, only=lot)

                await database.run(scope, Actor(system="import"), deed)
    return report


def as_text(report: dict[str, Any]) -> list[str]:
    """The report for people."""
    changes = report["changes"]
    would = "would be" if report["dry_run"] else "were"
    lines = [
        f"{report['rows']} rows: {report['products']} products with {report['variants']} variants and {report['pictures']} pictures.",
        f"{len(changes['create'])} {would} new, {len(changes['update'])} {would} changed, {changes['unchanged']} stay as they are.",
    ]
    lines += [f"  new: {one['title']} (row {one['row']})" for one in changes["create"]]
    for one in changes["update"]:
        fields = [f"{field['field']}: {field['old']} → {field['new']}" for field in one["fields"]]
        fields += [
            f"row {form['row']}, {field['field']}: {field['old']} → {field['new']}"
            for form in one["variants"]
            for field in form["fields"]
        ]
        lines.append(f"  changed: {one['title']} ({'; '.join(fields) or 'new variants or pictures'})")
    for one in report["problems"]:
        where = f" in {one['column']}" if one["column"] else ""
        value = f" ({one['value']})" if one["value"] else ""
        lines.append(f"  row {one['row']}: {one['fault']}{where}{value}; left out: {one['left_out']}")
    return lines


async def _import_members(settings: "Settings", data: bytes, cooperative: str, *, dry_run: bool) -> dict[str, Any]:
    from dataclasses import asdict

    from minga_infra.cli import _cooperatives
    from minga_infra.rules import register_all
    from minga_platform.kernel.actor import Actor, Scope
    from minga_platform.kernel.work import Work
    from minga_platform.register import importing, reading
    from minga_platform.register.errors import RegisterUnreadable

    register_all()
    async with _cooperatives.database(settings.worker_url) as database:
        async with database.read(Scope()) as work:
            rows = await work.rows("SELECT id, slug, currency FROM cooperative WHERE $1 IN ('', slug)", cooperative)
        if len(rows) != 1:
            known = ", ".join(row["slug"] for row in rows)
            raise fail(f"Which co-op? Name it with --cooperative: {known or 'there is none by that name'}.")
        scope = Scope(rows[0]["id"])
        async with database.read(scope) as work:
            keys, today = [one.key for one in await reading.classes(work)], work.now.date()
        try:
            register = importing.read(data, classes=keys, currency=rows[0]["currency"], today=today)
        except RegisterUnreadable as refused:
            raise fail(
                f"This is no register that can be read ({refused.problem}). Needed columns: name, class, joined."
            ) from None

        async def deed(work: Work) -> importing.Taken:
            return await importing.take(work, register, dry_run=dry_run)

        taken = await database.run(scope, Actor(system="import"), deed)
    return {**asdict(taken), "dry_run": dry_run}


def members_as_text(report: dict[str, Any]) -> list[str]:
    """The report on a register for people."""
    would = "would become" if report["dry_run"] else "became"
    lines = [f"{report['added']} rows {would} members, {report['unchanged']} stood there already."]
    return lines + [
        f"  row {one['row']}: {one['problem']}{' in ' + one['column'] if one['column'] else ''}"
        for one in report["problems"]
    ]
