"""What is laid upon stalls: with all its reasons for those whom it concerns, as numbers for everybody."""

from datetime import datetime
from enum import Enum

import asyncpg
import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound, StepUpNeeded
from minga_platform.market.catalog import names
from minga_platform.market.restrictions import commands, errors, queries

RESTRICTION, AGENT = "restr", "agent"


@strawberry.enum(description="What is laid upon a stall.")
class RestrictionKind(Enum):
    SELLING = strawberry.enum_value("selling", description="It is suspended: it sells nothing meanwhile.")
    PAYOUT = strawberry.enum_value("payout", description="What it earned waits; it sells as before.")


@strawberry.type(description="Something laid upon a stall, with its reason and its end.")
class Restriction:
    id: strawberry.ID = strawberry.field(description="Its id, `restr_…`.")
    stall_id: strawberry.ID = strawberry.field(description="The stall, `stall_…`.")
    stall_name: str = strawberry.field(description="Its name.")
    stall_slug: str = strawberry.field(description="Its name in addresses.")
    kind: RestrictionKind = strawberry.field(description="What.")
    reason: str = strawberry.field(description="Why.")
    evidence: str = strawberry.field(description="What shows it.")
    placed_by_id: strawberry.ID = strawberry.field(
        description="Who decided it, `agent_…`: against whom a grievance about it is."
    )
    placed_by: str = strawberry.field(description="Her name.")
    placed_at: datetime = strawberry.field(description="Since when.")
    ends_at: datetime = strawberry.field(description="When it ends by itself.")
    ended_at: datetime | None = strawberry.field(description="When it ended.")
    ended_by: str | None = strawberry.field(
        description="Who ended it before its date; null: its date did, or a grievance that was upheld."
    )
    ended_because: str = strawberry.field(description="Why before its date.")


@strawberry.type(description="How many restrictions of a kind there were in a year. No names and no reasons.")
class RestrictionYear:
    year: int = strawberry.field(description="The year.")
    kind: RestrictionKind = strawberry.field(description="What.")
    placed: int = strawberry.field(description="How many were laid upon stalls.")
    open: int = strawberry.field(description="How many of them stand.")
    ended_early: int = strawberry.field(description="How many ended before their date.")


@strawberry.type(description="A restriction was placed or ended.")
class RestrictionChanged:
    id: strawberry.ID = strawberry.field(description="Its id, `restr_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="How many stalls were restricted, year by year, the latest first. For everybody.",
        metadata=bounds(cost=5, size=10),
    )
    async def restriction_register(self, info: Info[Context, None]) -> list[RestrictionYear]:
        info.context.require_cooperative()
        async with info.context.read() as work:
            found = await queries.register(work)
        return [
            RestrictionYear(
                year=one.year,
                kind=RestrictionKind(one.kind),
                placed=one.placed,
                open=one.open,
                ended_early=one.ended_early,
            )
            for one in found
        ]

    @strawberry.field(
        description="What is and was laid upon a stall, or (without one named) upon all; null for whoever does not see "
        "the inside of that stall (`stall.see`).",
        metadata=bounds(cost=5, size=10),
    )
    async def restrictions(
        self, info: Info[Context, None], stall_id: strawberry.ID | None = None
    ) -> list[Restriction] | None:
        context = info.context
        context.require_cooperative()
        try:
            stall = None if stall_id is None else ids.decode(names.STALL, stall_id)
        except NotFound:
            return None
        async with context.read() as work:
            rows = (
                await queries.all_of_them(work, context.viewer)
                if stall is None
                else await queries.of_stall(work, context.viewer, stall)
            )
        return None if rows is None else [_restriction(row, context) for row in rows]


@strawberry.type
class Mutation:
    @mutation(errors.RestrictedAlready, errors.Overruled, errors.OwnStall, InvalidTransition, StepUpNeeded)
    async def restrict_stall(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID,
        kind: RestrictionKind,
        reason: str,
        evidence: str,
        ends_at: datetime,
    ) -> RestrictionChanged:
        """Suspend a stall (`stall.admit`) or hold its payouts back (`payouts.make`), with a reason, what shows it, and an end.

        Its keepers are told, and so are buyers with open orders where it is suspended. Orders that were placed go on."""
        made = await info.context.perform(
            commands.restrict_stall,
            stall_id=ids.decode(names.STALL, stall_id),
            kind=kind.value,
            reason=reason,
            evidence=evidence,
            ends_at=ends_at,
        )
        return RestrictionChanged(id=strawberry.ID(ids.encode(RESTRICTION, made)))

    @mutation(errors.OwnStall, InvalidTransition, StepUpNeeded)
    async def end_restriction(self, info: Info[Context, None], id: strawberry.ID, because: str) -> RestrictionChanged:  # noqa: A002
        """End a restriction before its date, with a word why. By who could have placed it."""
        await info.context.perform(
            commands.end_restriction, restriction_id=ids.decode(RESTRICTION, id), because=because
        )
        return RestrictionChanged(id=id)


def _restriction(row: asyncpg.Record, context: Context) -> Restriction:
    return Restriction(
        id=strawberry.ID(ids.encode(RESTRICTION, row["id"])),
        stall_id=strawberry.ID(ids.encode(names.STALL, row["stall_id"])),
        stall_name=context.said(row["stall_name"]),
        stall_slug=row["stall_slug"],
        kind=RestrictionKind(row["kind"]),
        reason=row["reason"],
        evidence=row["evidence"],
        placed_by_id=strawberry.ID(ids.encode(AGENT, row["placed_by"])),
        placed_by=row["placed_by_name"],
        placed_at=row["placed_at"],
        ends_at=row["ends_at"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by_name"],
        ended_because=row["ended_because"],
    )
