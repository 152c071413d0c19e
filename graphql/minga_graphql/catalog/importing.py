"""Goods from another shop's file, through the API: a dry run that tells everything, and the deed."""

import asyncio
from collections.abc import Callable
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.kernel.files import FileMissing
from minga_platform.market.catalog import names
from minga_platform.market.catalog.commands.import_products import import_products, plan_import, portions
from minga_platform.market.catalog.imports.errors import ImportUnreadable
from minga_platform.market.catalog.imports.open_food_network import plan_open_food_network
from minga_platform.market.catalog.imports.plan import for_producer
from minga_platform.market.catalog.imports.report import import_report
from minga_platform.market.catalog.imports.shopify import plan_shopify
from minga_platform.market.catalog.imports.types import ImportPlan
from minga_platform.membership import access

_MOST_TOLD = 200
"""Rows of a report that the API tells; the command line tells all."""


@strawberry.enum(description="Whose columns the file has.")
class ImportSource(Enum):
    SHOPIFY = strawberry.enum_value("shopify", description="A product export of Shopify.")
    OPEN_FOOD_NETWORK = strawberry.enum_value("ofn", description="A product list of Open Food Network.")


@strawberry.type(description="A row, or a part of it, that cannot be taken.")
class ImportProblem:
    row: int = strawberry.field(description="The row as a spreadsheet shows it; the header is 1.")
    fault: str = strawberry.field(description="Why, as a word for programs: `amount_ambiguous`.")
    left_out: str = strawberry.field(
        description="What is missing because of it: product, variant, picture, field, row."
    )
    column: str | None = strawberry.field(description="The column.")
    value: str = strawberry.field(description="What stands there, cut to 80 characters.")


@strawberry.type(description="A change we made to what was written.")
class ImportRepair:
    mend: str = strawberry.field(description="What was done, as a word for programs.")
    rows: list[int] = strawberry.field(description="Where; none: in the whole file.")
    column: str | None = strawberry.field(description="The column.")
    before: str = strawberry.field(description="What stood there.")
    after: str = strawberry.field(description="What it was read as.")


@strawberry.type(description="One field that would change.")
class ImportedField:
    row: int = strawberry.field(description="The row that says so.")
    field: str = strawberry.field(description="Which field.")
    old: str = strawberry.field(description="What it is now.")
    new: str = strawberry.field(description="What it would be.")


@strawberry.type(description="A product that an import would make or change.")
class ImportedProduct:
    row: int = strawberry.field(description="Its first row.")
    title: str = strawberry.field(description="Its name.")
    fields: list[ImportedField] = strawberry.field(description="What would change; empty for a new one.")
    new_variants: int = strawberry.field(description="How many variants would be added to it.")
    new_pictures: int = strawberry.field(description="How many pictures would be added to it.")


@strawberry.type(description="What a file would do to a stall, or did. Lists hold at most 200 entries.")
class ImportReport:
    dry_run: bool = strawberry.field(description="Whether nothing was changed.")
    rows: MinorUnits = strawberry.field(description="Rows below the header.")
    products: MinorUnits = strawberry.field(description="Products that the file holds.")
    variants: MinorUnits = strawberry.field(description="Their variants.")
    pictures: MinorUnits = strawberry.field(description="Their pictures, which come later, one by one.")
    create_count: MinorUnits = strawberry.field(description="Products that are new.")
    update_count: MinorUnits = strawberry.field(description="Products that change.")
    unchanged_count: MinorUnits = strawberry.field(description="Products that stay as they are.")
    problem_count: MinorUnits = strawberry.field(description="Problems in all.")
    create: list[ImportedProduct] = strawberry.field(description="The new ones.")
    update: list[ImportedProduct] = strawberry.field(description="Those that change.")
    problems: list[ImportProblem] = strawberry.field(description="By row.")
    repairs: list[ImportRepair] = strawberry.field(description="By row.")


@strawberry.type
class Mutation:
    """Rights: `catalog.import`, for those who keep the stall."""

    @mutation(ImportUnreadable)
    async def plan_import(
        self, info: Info[Context, None], stall_id: strawberry.ID, source: ImportSource, file_id: strawberry.ID
    ) -> ImportReport:
        """Say what an uploaded file would change on a stall, row by row; nothing is changed (`catalog.import`)."""
        stall, plan = await _plan(info.context, stall_id, source, file_id)
        changes = await info.context.perform(plan_import, stall_id=stall, plan=plan)
        return _told(import_report(plan, changes), dry_run=True)

    @mutation(ImportUnreadable)
    async def import_products(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        source: ImportSource,
        file_id: strawberry.ID,
        tax_bps: int,
    ) -> ImportReport:
        """Bring an uploaded file's goods onto a stall: good rows once, whatever the others hold (`catalog.import`).

        `taxBps` is the tax rate of new products. The same file again changes nothing, so repeating it is safe.
        """
        context = info.context
        stall, plan = await _plan(context, stall_id, source, file_id)
        changes = await context.perform(plan_import, stall_id=stall, plan=plan)
        for lot in portions(plan):
            # Several units: a long file must not hold its locks for long, and what is done stays done.
            await context.perform(import_products, stall_id=stall, plan=plan, tax_bps=tax_bps, only=lot)
        return _told(import_report(plan, changes), dry_run=False)


async def _plan(context: Context, stall_id: str, source: ImportSource, file_id: str) -> tuple[UUID, ImportPlan]:
    cooperative = context.require_cooperative()
    stall, file = ids.decode(names.STALL, stall_id), ids.decode(names.FILE, file_id)
    async with context.read() as work:
        agent_id = await access.require(work, context.viewer, "catalog.import", stall_id=stall)
        row = await work.row(
            """SELECT f.sha256, s.name FROM file f JOIN stall s ON s.cooperative_id = f.cooperative_id AND s.id = $3
            WHERE f.cooperative_id = $1 AND f.id = $2 AND f.uploaded_by = $4 AND f.media_type = 'text/csv'""",
            cooperative.id,
            file,
            stall,
            agent_id,
        )
    if row is None or context.services.files is None:
        raise NotFound
    try:
        data = b"".join([chunk async for chunk in context.services.files.get(bytes(row["sha256"]).hex())])
    except FileMissing:
        raise NotFound from None
    reader: Callable[..., ImportPlan] = plan_shopify if source is ImportSource.SHOPIFY else plan_open_food_network
    # Reading twenty megabytes takes a second or two: not in the loop that serves everybody.
    plan = await asyncio.to_thread(reader, data, currency=cooperative.currency)
    return stall, plan if source is ImportSource.SHOPIFY else for_producer(plan, row["name"].values())


def _told(report: Any, *, dry_run: bool) -> ImportReport:
    changes = report["changes"]
    return ImportReport(
        dry_run=dry_run,
        rows=MinorUnits(report["rows"]),
        products=MinorUnits(report["products"]),
        variants=MinorUnits(report["variants"]),
        pictures=MinorUnits(report["pictures"]),
        create_count=MinorUnits(len(changes["create"])),
        update_count=MinorUnits(len(changes["update"])),
        unchanged_count=MinorUnits(changes["unchanged"]),
        problem_count=MinorUnits(len(report["problems"])),
        create=[
            ImportedProduct(row=one["row"], title=one["title"], fields=[], new_variants=0, new_pictures=0)
            for one in changes["create"][:_MOST_TOLD]
        ],
        update=[_update(one) for one in changes["update"][:_MOST_TOLD]],
        problems=[ImportProblem(**one) for one in report["problems"][:_MOST_TOLD]],
        repairs=[ImportRepair(**one) for one in report["repairs"][:_MOST_TOLD]],
    )


def _update(one: Any) -> ImportedProduct:
    fields = [(one["row"], field) for field in one["fields"]]
    fields += [(form["row"], field) for form in one["variants"] for field in form["fields"]]
    return ImportedProduct(
        row=one["row"],
        title=one["title"],
        fields=[
            ImportedField(row=row, field=field["field"], old=_text(field["old"]), new=_text(field["new"]))
            for row, field in fields
        ],
        new_variants=len(one["new_variants"]),
        new_pictures=len(one["new_pictures"]),
    )


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)[:500]
