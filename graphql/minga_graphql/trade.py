"""Trade: groups of buyers with their prices and terms, and invoices that are still open."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import Line, bounds
from minga_graphql.mutations import mutation
from minga_graphql.paging import Connection, ListName
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, MoneyInput, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import Conflict, InvalidInput, NotFound
from minga_platform.kernel.money import Unit
from minga_platform.market.payments.commands.invoicing import open_minor
from minga_platform.market.receivables import queries as receivables
from minga_platform.market.trade import commands, queries
from minga_platform.market.trade.errors import NameTaken
from minga_platform.membership import access

GROUP, AGENT, VARIANT, ORDER = "bgroup", "agent", "var", "ord"


@strawberry.type(description="Somebody who buys on a group's terms.")
class TradeBuyer:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")
    name: str = strawberry.field(description="Her name.")
    added_at: datetime = strawberry.field(description="Since when.")


@strawberry.type(description="A group's own price of something.")
class GroupPrice:
    variant_id: strawberry.ID = strawberry.field(description="Of what, `var_…`.")
    title: str = strawberry.field(description="The product and which form of it.")
    price: Money = strawberry.field(description="What the group pays.")
    usual: Money = strawberry.field(description="What others pay.")
    least: MinorUnits = strawberry.field(description="From so many base units on.")


@strawberry.type(description="Something offered here, and what a group of buyers pays for it.")
class GroupGood:
    variant_id: strawberry.ID = strawberry.field(description="Which, `var_…`.")
    title: str = strawberry.field(description="The product.")
    variant_title: str = strawberry.field(description="Which form of it; empty where there is one.")
    stall_name: str = strawberry.field(description="Who offers it.")
    only_in_cycles: bool = strawberry.field(description="Whether it is sold in order cycles alone.")
    usual: Money = strawberry.field(description="What others pay, for `pricePer` base units.")
    price_per: MinorUnits = strawberry.field(description="For so many base units both prices are.")
    unit: Unit = strawberry.field(description="The base unit.")
    price: Money | None = strawberry.field(description="The group's own price; null where it has none.")
    least: MinorUnits | None = strawberry.field(description="From so many base units on that holds.")


@strawberry.type(description="Buyers on the same terms: restaurants, shops, schools.")
class BuyerGroup:
    id: strawberry.ID = strawberry.field(description="Its id, `bgroup_…`.")
    name: str = strawberry.field(description="Its name.")
    off_bps: int = strawberry.field(description="So much off every price that is not set for it, in basis points.")
    least_order: Money = strawberry.field(description="Its buyers order goods for at least so much.")
    credit_limit: Money = strawberry.field(
        description="So much of a buyer's invoices may be open; nothing: it gets no invoices."
    )
    due_days: int = strawberry.field(description="An invoice is due so many days after the order.")
    is_open: bool = strawberry.field(description="Whether its terms hold.")
    version: int = strawberry.field(description="Give it back as `expectedVersion` when editing.")
    buyer_count: int = strawberry.field(description="How many buyers are in it.")
    buyers: list[TradeBuyer] = strawberry.field(
        description="Who they are; only when one group is asked for.", metadata=bounds(size=20)
    )
    prices: list[GroupPrice] = strawberry.field(
        description="Its own prices; only when one group is asked for.", metadata=bounds(size=20)
    )


@strawberry.type(description="On what terms the asker buys.")
class TradeTerms:
    group: str = strawberry.field(description="The group's name.")
    off_bps: int = strawberry.field(description="So much off prices, in basis points.")
    least_order: Money = strawberry.field(description="The least she orders goods for.")
    credit_limit: Money = strawberry.field(description="So much of her invoices may be open.")
    still_open: Money = strawberry.field(description="So much is.")
    due_days: int = strawberry.field(description="Her invoices are due so many days after the order.")


@strawberry.type(description="An order on an invoice that is not paid yet.")
class OpenInvoice:
    order_id: strawberry.ID = strawberry.field(description="The order, `ord_…`.")
    order_number: MinorUnits = strawberry.field(description="Its number.")
    buyer_name: str = strawberry.field(description="Who ordered.")
    purchase_order: str = strawberry.field(description="The buyer's own number for it.")
    reference: str = strawberry.field(description="What to write on the transfer.")
    owed: Money = strawberry.field(description="What is to be paid.")
    placed_at: datetime = strawberry.field(description="When it was ordered.")
    due_at: datetime | None = strawberry.field(
        description="Until when what went is to be paid; null until the first goods went."
    )
    days_over: int = strawberry.field(description="So many whole days over that; 0 before.")
    reminders: int = strawberry.field(description="How often the buyer was reminded.")


@strawberry.type(description="What is owed on invoices, by how long it is over.")
class Aging:
    not_due: Money = strawberry.field(description="Not due yet.")
    to_30: Money = strawberry.field(description="Up to 30 days over.")
    to_60: Money = strawberry.field(description="31 to 60 days over.")
    to_90: Money = strawberry.field(description="61 to 90 days over.")
    older: Money = strawberry.field(description="Longer.")
    total: Money = strawberry.field(description="All together.")


@strawberry.type(description="Something was done about trade.")
class KeptGroup:
    id: strawberry.ID = strawberry.field(description="The group, `bgroup_…`.")


@strawberry.type(description="Somebody buys on other terms now.")
class PlacedBuyer:
    agent_id: strawberry.ID = strawberry.field(description="Who, `agent_…`.")


@strawberry.input(description="A group's terms; amounts in the co-op's currency.")
class GroupTermsInput:
    name: str = strawberry.field(description="Its name.")
    off_bps: int = strawberry.field(default=0, description="So much off every price, in basis points.")
    least_order: MoneyInput | None = strawberry.field(default=None, description="The least its buyers order goods for.")
    credit_limit: MoneyInput | None = strawberry.field(
        default=None, description="So much of a buyer's invoices may be open; without it there are no invoices."
    )
    due_days: int = strawberry.field(default=30, description="Invoices are due so many days after the order.")


@strawberry.type
class Query:
    @strawberry.field(description="The groups of buyers by name; null without `trade.edit`.")
    async def buyer_groups(self, info: Info[Context, None]) -> list[BuyerGroup] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "trade.edit"):
                return None
            rows = await queries.groups(work)
        return [_group(row) for row in rows]

    @strawberry.field(
        description="One group with its buyers and prices; null without `trade.edit`.", metadata=bounds(cost=5)
    )
    async def buyer_group(self, info: Info[Context, None], id: strawberry.ID) -> BuyerGroup | None:  # noqa: A002
        context = info.context
        context.require_cooperative()
        try:
            group_id = ids.decode(GROUP, id)
        except NotFound:
            return None
        async with context.read() as work:
            if not await access.may(work, context.viewer, "trade.edit"):
                return None
            row = await queries.group(work, group_id)
            if row is None:
                return None
            shown = _group(row)
            shown.buyers = [
                TradeBuyer(
                    agent_id=strawberry.ID(ids.encode(AGENT, one.agent_id)), name=one.name, added_at=one.added_at
                )
                for one in await queries.buyers_of(work, group_id)
            ]
            shown.prices = [
                GroupPrice(
                    variant_id=strawberry.ID(ids.encode(VARIANT, one.variant_id)),
                    title=" · ".join(
                        text for text in (context.said(one.title), context.said(one.variant_title)) if text
                    ),
                    price=money_of(one.price_minor, one.currency),
                    usual=money_of(one.usual_minor, one.currency),
                    least=MinorUnits(one.least),
                )
                for one in await queries.prices_of(work, group_id)
            ]
        return shown

    @strawberry.field(
        description="What a group can have its own price of, by title: all that is offered here, in order cycles alone too. `search`: words "
        "of the goods or the stall, as in the market. Null without `trade.edit`."
    )
    async def group_goods(
        self,
        info: Info[Context, None],
        group_id: strawberry.ID,
        search: Line = "",
        first: int | None = None,
        after: str | None = None,
    ) -> Connection[GroupGood] | None:
        context = info.context
        cooperative = context.require_cooperative()
        try:
            wanted = ids.decode(GROUP, group_id)
        except NotFound:
            return None
        page = context.services.cursors.window(ListName("group_goods", cooperative.id, (wanted, search)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "trade.edit"):
                return None
            group = await queries.group(work, wanted)
            if group is None:
                return None
            rows = await queries.goods_for(work, group, search, after=page.after, limit=page.limit)
        return page.connection(rows, node=lambda row: _good(context, row), key=lambda row: row.key)

    @strawberry.field(description="On what terms the asker buys here; null where she is in no group.")
    async def my_trade_terms(self, info: Info[Context, None]) -> TradeTerms | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            person = work.scope.person_id
            terms = await queries.terms_of(work, person)
            if terms is None:
                return None
            still_open = await open_minor(work, person, terms.currency)
        return TradeTerms(
            group=terms.name,
            off_bps=terms.off_bps,
            least_order=money_of(terms.least_order_minor, terms.currency),
            credit_limit=money_of(terms.credit_limit_minor, terms.currency),
            still_open=money_of(still_open, terms.currency),
            due_days=terms.due_days,
        )

    @strawberry.field(description="The asker's invoices that are not paid yet, the one due first at the top.")
    async def my_open_invoices(
        self, info: Info[Context, None], first: int | None = None, after: str | None = None
    ) -> Connection[OpenInvoice] | None:
        context = info.context
        cooperative = context.require_cooperative()
        if context.viewer.person_id is None:
            return None
        page = context.services.cursors.window(ListName("my_open_invoices", cooperative.id), first, after)
        async with context.read() as work:
            rows = await receivables.open_invoices(
                work, person_id=work.scope.person_id or context.viewer.person_id, after=page.after, first=page.first
            )
        return page.connection(rows, node=_invoice, key=lambda row: (row.due_at, row.payment_id))

    @strawberry.field(
        description="All invoices that are not paid yet, the one due first at the top; null without `orders.see`."
    )
    async def open_invoices(
        self, info: Info[Context, None], overdue: bool = False, first: int | None = None, after: str | None = None
    ) -> Connection[OpenInvoice] | None:
        context = info.context
        cooperative = context.require_cooperative()
        page = context.services.cursors.window(ListName("open_invoices", cooperative.id, (overdue,)), first, after)
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see"):
                return None
            rows = await receivables.open_invoices(
                work, person_id=None, overdue=overdue, after=page.after, first=page.first
            )
        return page.connection(rows, node=_invoice, key=lambda row: (row.due_at, row.payment_id))

    @strawberry.field(description="What is owed on invoices by how long it is over; null without `orders.see`.")
    async def aging(self, info: Info[Context, None]) -> list[Aging] | None:
        context = info.context
        context.require_cooperative()
        async with context.read() as work:
            if not await access.may(work, context.viewer, "orders.see"):
                return None
            rows = await receivables.aging(work)
        return [
            Aging(
                not_due=money_of(row.not_due_minor, row.currency),
                to_30=money_of(row.to_30_minor, row.currency),
                to_60=money_of(row.to_60_minor, row.currency),
                to_90=money_of(row.to_90_minor, row.currency),
                older=money_of(row.older_minor, row.currency),
                total=money_of(row.total_minor, row.currency),
            )
            for row in rows
        ]


def _group(row: queries.GroupRow) -> BuyerGroup:
    return BuyerGroup(
        id=strawberry.ID(ids.encode(GROUP, row.id)),
        name=row.name,
        off_bps=row.off_bps,
        least_order=money_of(row.least_order_minor, row.currency),
        credit_limit=money_of(row.credit_limit_minor, row.currency),
        due_days=row.due_days,
        is_open=row.state == "open",
        version=row.version,
        buyer_count=row.buyers,
        buyers=[],
        prices=[],
    )


def _good(context: Context, row: queries.GoodRow) -> GroupGood:
    return GroupGood(
        variant_id=strawberry.ID(ids.encode(VARIANT, row.variant_id)),
        title=context.said(row.title),
        variant_title=context.said(row.variant_title),
        stall_name=context.said(row.stall_name),
        only_in_cycles=row.only_in_cycles,
        usual=money_of(row.usual_minor, row.currency),
        price_per=MinorUnits(row.price_per),
        unit=Unit(row.unit),
        price=None if row.price_minor is None else money_of(row.price_minor, row.currency),
        least=None if row.least is None else MinorUnits(row.least),
    )


def _invoice(row: receivables.OpenInvoiceRow) -> OpenInvoice:
    return OpenInvoice(
        order_id=strawberry.ID(ids.encode(ORDER, row.order_id)),
        order_number=MinorUnits(row.order_number),
        buyer_name=row.buyer_name,
        purchase_order=row.purchase_order,
        reference=row.reference,
        owed=money_of(row.owed_minor, row.currency),
        placed_at=row.placed_at,
        due_at=row.due_at if row.has_gone else None,
        days_over=row.days_over,
        reminders=row.reminders,
    )


@strawberry.type
class Mutation:
    @mutation(NameTaken)
    async def add_buyer_group(self, info: Info[Context, None], terms: GroupTermsInput) -> KeptGroup:
        """A new group of buyers. Needs `trade.edit`."""
        context = info.context
        currency = context.require_cooperative().currency
        made = await context.perform(commands.add_group, terms=_terms(terms, currency), currency=currency)
        return KeptGroup(id=strawberry.ID(ids.encode(GROUP, made)))

    @mutation(NameTaken, Conflict)
    async def edit_buyer_group(
        self,
        info: Info[Context, None],
        id: strawberry.ID,  # noqa: A002
        expected_version: int,
        terms: GroupTermsInput,
        is_open: bool = True,
    ) -> KeptGroup:
        """Change a group's terms, or end them; orders placed before keep theirs. Needs `trade.edit`."""
        context = info.context
        currency = context.require_cooperative().currency
        await context.perform(
            commands.edit_group,
            group_id=ids.decode(GROUP, id),
            expected_version=expected_version,
            terms=_terms(terms, currency),
            is_open=is_open,
        )
        return KeptGroup(id=id)

    @mutation()
    async def put_buyer(
        self, info: Info[Context, None], agent_id: strawberry.ID, group_id: strawberry.ID | None = None
    ) -> PlacedBuyer:
        """Somebody buys on a group's terms from now on; without a group on nobody's. Nobody does it for herself. Needs `trade.edit`."""
        await info.context.perform(
            commands.put_buyer,
            agent_id=ids.decode(AGENT, agent_id),
            group_id=ids.decode(GROUP, group_id) if group_id is not None else None,
        )
        return PlacedBuyer(agent_id=agent_id)

    @mutation()
    async def set_group_price(
        self,
        info: Info[Context, None],
        group_id: strawberry.ID,
        variant_id: strawberry.ID,
        price: MoneyInput | None = None,
        least: MinorUnits = MinorUnits(1),  # noqa: B008
    ) -> KeptGroup:
        """A group's own price from `least` base units on; without one the usual price holds again. Needs `trade.edit`."""
        context = info.context
        currency = context.require_cooperative().currency
        if price is not None and price.currency != currency:
            raise InvalidInput("price", "currency")
        await context.perform(
            commands.set_group_price,
            group_id=ids.decode(GROUP, group_id),
            variant_id=ids.decode(VARIANT, variant_id),
            price_minor=price.minor if price is not None else None,
            least=least,
        )
        return KeptGroup(id=group_id)


def _terms(terms: GroupTermsInput, currency: str) -> commands.GroupTerms:
    for field, given in (("leastOrder", terms.least_order), ("creditLimit", terms.credit_limit)):
        if given is not None and given.currency != currency:
            raise InvalidInput(field, "currency")
    return commands.GroupTerms(
        terms.name,
        terms.off_bps,
        terms.least_order.minor if terms.least_order else 0,
        terms.credit_limit.minor if terms.credit_limit else 0,
        terms.due_days,
    )
