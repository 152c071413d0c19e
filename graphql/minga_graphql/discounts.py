"""Discount codes: who keeps them sees what they gave; buyers use them at the checkout (`means.py`)."""

from datetime import datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.values import Money, MoneyInput, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.market.discounts import commands, queries
from minga_platform.market.discounts.amounts import Worth
from minga_platform.market.discounts.errors import CodeTaken
from minga_platform.membership import access

DISCOUNT, STALL = "discount", "stall"


@strawberry.type(
    description="A code that makes orders cheaper. A stall's code falls on its own goods, the co-op's comes out of its fee."
)
class Discount:
    id: strawberry.ID = strawberry.field(description="Its id, `discount_…`.")
    code: str = strawberry.field(description="What buyers type.")
    stall_id: strawberry.ID | None = strawberry.field(
        description="The stall that bears it; null: the co-op, out of its fee."
    )
    percent_bps: int | None = strawberry.field(description="The part of the price that it takes off, in basis points.")
    amount: Money | None = strawberry.field(description="The amount that it takes off, where it is not a part.")
    least: Money = strawberry.field(description="For goods of at least so much.")
    starts_at: datetime | None = strawberry.field(description="From when it can be used.")
    ends_at: datetime | None = strawberry.field(description="Until when, not included.")
    uses_most: int | None = strawberry.field(description="How many orders can use it.")
    uses_each: int | None = strawberry.field(description="How many orders of one person.")
    uses: int = strawberry.field(description="How many orders use it.")
    given: Money = strawberry.field(description="What it took off all of them.")
    is_open: bool = strawberry.field(description="Whether it is still taken.")


@strawberry.type(description="Something was done about a discount code.")
class KeptDiscount:
    id: strawberry.ID = strawberry.field(description="Its id, `discount_…`.")


@strawberry.type
class Query:
    @strawberry.field(
        description="The co-op's own codes, or those of a stall, newest first; null without `discounts.edit` there."
    )
    async def discounts(
        self,
        info: Info[Context, None],
        stall_id: strawberry.ID | None = None,
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[Discount] | None:
        context = info.context
        cooperative = context.require_cooperative()
        stall: UUID | None = None
        if stall_id is not None:
            try:
                stall = ids.decode(STALL, stall_id)
            except NotFound:
                return None
        page = context.services.cursors.window(ListName("discounts", cooperative.id, (str(stall),)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "discounts.edit", stall_id=stall):
                return None
            rows = await queries.discounts(
                work, stall_id=stall, before=page.after[0] if page.after else None, first=page.first
            )
        return page.connection(rows, node=_discount, key=lambda row: (row.id,))


def _discount(row: queries.DiscountRow) -> Discount:
    return Discount(
        id=strawberry.ID(ids.encode(DISCOUNT, row.id)),
        code=row.code,
        stall_id=strawberry.ID(ids.encode(STALL, row.stall_id)) if row.stall_id else None,
        percent_bps=row.percent_bps,
        amount=None if row.amount_minor is None else money_of(row.amount_minor, row.currency),
        least=money_of(row.least_minor, row.currency),
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        uses_most=row.uses_most,
        uses_each=row.uses_each,
        uses=row.uses,
        given=money_of(row.given_minor, row.currency),
        is_open=row.state == "open",
    )


@strawberry.type
class Mutation:
    @mutation(CodeTaken)
    async def make_discount(
        self,
        info: Info[Context, None],
        key: str,
        code: str,
        stall_id: strawberry.ID | None = None,
        percent_bps: int | None = None,
        amount: MoneyInput | None = None,
        least: MoneyInput | None = None,
        starts_at: datetime | None = None,
        ends_at: datetime | None = None,
        uses_most: int | None = None,
        uses_each: int | None = None,
    ) -> KeptDiscount:
        """A new code: `percentBps` or `amount`. With `stallId` that stall bears it, else the co-op out of its fee. Needs `discounts.edit`."""
        context = info.context
        currency = context.require_cooperative().currency
        for field, given in (("amount", amount), ("least", least)):
            if given is not None and amount is not None and given.currency != amount.currency:
                raise InvalidInput(field, "currency")
        unit = (amount or least).currency if (amount or least) else currency  # type: ignore[union-attr]
        made = await context.perform(
            commands.make_discount,
            key=key,
            code=code[:40],
            stall_id=ids.decode(STALL, stall_id) if stall_id is not None else None,
            worth=Worth(percent_bps, amount.minor if amount else None),
            currency=unit,
            bounds=commands.Bounds(least.minor if least else 0, starts_at, ends_at, uses_most, uses_each),
        )
        return KeptDiscount(id=strawberry.ID(ids.encode(DISCOUNT, made)))

    @mutation()
    async def close_discount(self, info: Info[Context, None], id: strawberry.ID) -> KeptDiscount:  # noqa: A002
        """Nobody uses this code any more. Orders keep what it took off. Needs `discounts.edit`."""
        await info.context.perform(commands.close_discount, discount_id=ids.decode(DISCOUNT, id))
        return KeptDiscount(id=id)
