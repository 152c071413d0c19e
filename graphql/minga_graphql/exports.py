"""Files to take along: everything a co-op has, and single lists of it."""

from datetime import datetime
from enum import Enum

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_platform.exports import commands
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound, StepUpNeeded
from minga_platform.market.catalog import names

EXPORT = "export"


@strawberry.enum(description="What a file holds.")
class ExportKind(Enum):
    EVERYTHING = strawberry.enum_value(
        "everything", description="All tables of the co-op, in an archive that describes itself (`exports.make`)."
    )
    ORDERS = strawberry.enum_value("orders", description="Every line of every order of the co-op (`payouts.see`).")
    PRODUCTS = strawberry.enum_value("products", description="A stall's goods with their prices (`stall.see`).")
    PURCHASES = strawberry.enum_value("purchases", description="What the asker herself bought here.")
    STALL = strawberry.enum_value(
        "stall",
        description="All of a stall, in an archive that another co-op can take in (`stall.export`: its keeper herself, proven anew).",
    )


@strawberry.enum(description="How it is written.")
class ExportFormat(Enum):
    CSV = strawberry.enum_value("csv", description="Tables, for spreadsheets.")
    JSON = strawberry.enum_value("json", description="One JSON object a line, for programs.")


@strawberry.type(description="A file that was asked for.")
class CooperativeExport:
    id: strawberry.ID = strawberry.field(description="Its id, `export_…`.")
    kind: ExportKind = strawberry.field(description="What it holds.")
    format: ExportFormat = strawberry.field(description="How it is written.")
    asked_at: datetime = strawberry.field(description="When it was asked for.")
    ready_at: datetime | None = strawberry.field(description="When it was made; null while it is not.")
    gone_at: datetime = strawberry.field(description="When it is thrown away.")
    size: MinorUnits | None = strawberry.field(description="How many bytes it has.")
    rows: MinorUnits | None = strawberry.field(description="How many rows it has.")
    address: str | None = strawberry.field(
        description="Where it is fetched, from the root of this host; only by who asked."
    )


@strawberry.type(description="A file was asked for.")
class ExportAsked:
    id: strawberry.ID = strawberry.field(description="Its id, `export_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The files that the asker asked for and that are not gone, the newest first; null for who is not known here.",
        metadata=bounds(size=5),
    )
    async def my_exports(self, info: Info[Context, None]) -> list[CooperativeExport] | None:
        context = info.context
        cooperative = context.require_cooperative()
        if context.viewer.person_id is None:
            return None
        try:
            async with context.read() as work:
                rows = await commands.mine(work, context.viewer)
        except NotFound:
            return None
        told = []
        for row in rows:
            outside = ids.encode(EXPORT, row["id"])
            told.append(
                CooperativeExport(
                    id=strawberry.ID(outside),
                    kind=ExportKind(row["kind"]),
                    format=ExportFormat(row["format"]),
                    asked_at=row["asked_at"],
                    ready_at=row["ready_at"],
                    gone_at=row["gone_at"],
                    size=None if row["bytes"] is None else MinorUnits(row["bytes"]),
                    rows=None if row["rows"] is None else MinorUnits(row["rows"]),
                    address=f"/c/{cooperative.slug}/exports/{outside}" if row["ready_at"] else None,
                )
            )
        return told


@strawberry.type
class Mutation:
    @mutation(StepUpNeeded)
    async def ask_cooperative_export(
        self,
        info: Info[Context, None],
        kind: ExportKind,
        format: ExportFormat = ExportFormat.CSV,  # noqa: A002 - the API's word
        stall_id: strawberry.ID | None = None,
    ) -> ExportAsked:
        """Ask for a file; it is made in the background and fetched at `myExports.address`. Rights: see `ExportKind`."""
        made = await info.context.perform(
            commands.ask_export,
            kind=kind.value,
            format=format.value,
            stall_id=None if stall_id is None else ids.decode(names.STALL, stall_id),
        )
        return ExportAsked(id=strawberry.ID(ids.encode(EXPORT, made)))
