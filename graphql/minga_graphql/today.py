"""What needs a maker today."""

from datetime import date, datetime
from uuid import UUID

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.payouts import StallMoney, stall_money_of
from minga_graphql.restrictions import RestrictionKind
from minga_graphql.values import Quantity, quantity_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import NotFound
from minga_platform.market.catalog import names
from minga_platform.market.today import queries


@strawberry.type(description="Orders that are handed over at the same place and time.")
class OrdersOfDay:
    place: str = strawberry.field(description="Where.")
    opens_at: datetime | None = strawberry.field(
        description="The chosen time, or when what was ordered in a cycle can be fetched; null where there is none."
    )
    to_prepare: int = strawberry.field(description="How many are still to be prepared.")
    ready: int = strawberry.field(description="How many are ready.")


@strawberry.type(description="Something made to order that is due.")
class DueToday:
    title: str = strawberry.field(description="What.")
    order_number: int = strawberry.field(description="For which order.")
    promised_for: date = strawberry.field(description="By when it was promised.")


@strawberry.type(description="Something of which little is left.")
class LowStock:
    product_id: strawberry.ID = strawberry.field(description="The product, `prod_…`.")
    title: str = strawberry.field(description="What.")
    left: Quantity = strawberry.field(description="How much can still be sold.")


@strawberry.type(description="Something that stands against the stall until a date.")
class RestrictionToday:
    kind: RestrictionKind = strawberry.field(description="What.")
    ends_at: datetime = strawberry.field(description="When it ends by itself.")


@strawberry.type(description="Everything that waits for a maker.")
class MakerToday:
    days: list[OrdersOfDay] = strawberry.field(
        description="Orders by place and time, the next first; at most twenty.", metadata=bounds(size=5)
    )
    made_to_order: list[DueToday] = strawberry.field(
        description="What is made to order and due, the next first; at most twenty.", metadata=bounds(size=5)
    )
    to_weigh: int = strawberry.field(description="How many lines that are paid by weight wait for the scales.")
    unanswered: int = strawberry.field(description="How many conversations wait for an answer.")
    reviews_to_answer: int = strawberry.field(description="How many reviews of the last thirty days have no answer.")
    low_stock: list[LowStock] = strawberry.field(
        description="Published goods of which little is left; at most twenty.", metadata=bounds(size=5)
    )
    drafts: int = strawberry.field(description="How many goods are not published yet.")
    contact_lacks: bool = strawberry.field(
        description="Whether name, address or mail of who answers for the goods is missing, which the law wants."
    )
    returns: int = strawberry.field(description="How many returns are not settled.")
    disputes: int = strawberry.field(description="How many payments for its goods are disputed.")
    next_payable_at: datetime | None = strawberry.field(
        description="When the next money leaves the hold and can be paid out; null where none is held that came in undisputed."
    )
    restrictions: list[RestrictionToday] = strawberry.field(
        description="What stands against the stall.", metadata=bounds(size=1)
    )
    money: list[StallMoney] = strawberry.field(description="Its money, by currency.", metadata=bounds(size=1))


@strawberry.type
class Query:
    @strawberry.field(
        description="What needs a maker today; null for whoever may not see the stall's orders and earnings.",
        metadata=bounds(cost=20),
    )
    async def maker_today(self, info: Info[Context, None], stall_id: strawberry.ID) -> MakerToday | None:
        context = info.context
        context.require_cooperative()
        try:
            stall = ids.decode(names.STALL, stall_id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.today(work, context.viewer, stall)
        return None if found is None else _today(found, context)


def _today(found: queries.Today, context: Context) -> MakerToday:
    return MakerToday(
        days=[
            OrdersOfDay(
                place=context.said(one["place"]) if isinstance(one["place"], dict) else one["place"] or "",
                opens_at=queries.instant_of(one["opens_at"]),
                to_prepare=one["to_prepare"],
                ready=one["ready"],
            )
            for one in found.days
        ],
        made_to_order=[
            DueToday(title=one["title"], order_number=one["number"], promised_for=queries.day_of(one["promised_for"]))
            for one in found.made_to_order
        ],
        to_weigh=found.to_weigh,
        unanswered=found.unanswered,
        reviews_to_answer=found.reviews_to_answer,
        low_stock=[
            LowStock(
                product_id=strawberry.ID(ids.encode(names.PRODUCT, UUID(one["product_id"]))),
                title=context.said(one["title"]),
                left=quantity_of(one["left_base"], one["unit"], context.language),
            )
            for one in found.low_stock
        ],
        drafts=found.drafts,
        contact_lacks=found.contact_lacks,
        returns=found.returns,
        disputes=found.disputes,
        next_payable_at=found.next_payable_at,
        restrictions=[
            RestrictionToday(kind=RestrictionKind(one["kind"]), ends_at=datetime.fromisoformat(one["ends_at"]))
            for one in found.restrictions
        ],
        money=[stall_money_of(one) for one in found.money],
    )
