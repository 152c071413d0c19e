"""What a maker's work costs her: for who keeps the stall alone, whatever offices others hold."""

from datetime import datetime

import strawberry
from strawberry.types import Info

from minga_graphql.context import Context
from minga_graphql.marks import bounds
from minga_graphql.mutations import mutation
from minga_graphql.scalars import MinorUnits
from minga_graphql.values import Money, MoneyInput, money_of
from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, NotFound
from minga_platform.market.catalog import names
from minga_platform.market.costing import commands, queries
from minga_platform.market.costing.errors import TooManyMaterials

_SHEET = "sheet"


@strawberry.type(description="A material, and what of it a batch costs.")
class CostingMaterial:
    what: str = strawberry.field(description="What it is.")
    cost: Money = strawberry.field(description="What it costs.")


@strawberry.type(description="What a batch cost its maker, as she wrote it down.")
class CostingSheet:
    id: strawberry.ID = strawberry.field(description="Its id, `sheet_…`.")
    pieces: MinorUnits = strawberry.field(description="How many base units the batch has.")
    materials: list[CostingMaterial] = strawberry.field(description="What was bought for it.", metadata=bounds(size=8))
    minutes: int = strawberry.field(description="How long it took, all hands together.")
    overhead: Money = strawberry.field(description="What the workshop takes: rent, energy, tools.")
    wage: Money = strawberry.field(description="What an hour was to earn by the rule of that day.")
    floor_price: Money = strawberry.field(
        description="The price below which she paid to sell, at the rates of that day."
    )
    note: str = strawberry.field(description="A word to herself.")
    written_at: datetime = strawberry.field(description="When.")


@strawberry.type(description="What a price comes to, by the newest sheet and today's rates.")
class PriceWorth:
    price: Money = strawberry.field(description="The price now, tax included.")
    floor_price: Money = strawberry.field(
        description="The least price whose part for the maker covers materials, overhead and her hours at the living wage."
    )
    earning: Money = strawberry.field(description="What of the price is hers.")
    hour: Money | None = strawberry.field(description="What an hour of her work earns; null where no time is written.")
    is_below: bool = strawberry.field(description="Whether the price is below the floor.")


@strawberry.type(description="A variant's sheets and what its price comes to.")
class Costing:
    variant_id: strawberry.ID = strawberry.field(description="The variant, `var_…`.")
    title: str = strawberry.field(description="The product.")
    variant_title: str = strawberry.field(description="Which form of it.")
    price_per: MinorUnits = strawberry.field(description="How many base units prices are for.")
    living_wage: Money = strawberry.field(description="What an hour should earn: the rule `market.living_wage_minor`.")
    fee_bps: int = strawberry.field(description="The co-op's fee now, in basis points of the price without tax.")
    tax_bps: int = strawberry.field(description="The tax within the price, in basis points.")
    royalty_bps: int = strawberry.field(description="What stays with the work it is made from, in basis points.")
    worth: PriceWorth | None = strawberry.field(description="What the price comes to; null before the first sheet.")
    sheets: list[CostingSheet] = strawberry.field(
        description="The newest first, at most fifty.", metadata=bounds(size=8)
    )


@strawberry.input(description="A material, and what of it a batch costs.")
class CostingMaterialInput:
    what: str = strawberry.field(description="What it is.", metadata=bounds(longest=120))
    cost: MoneyInput = strawberry.field(description="What it costs.")


@strawberry.type
class Query:
    @strawberry.field(
        description="What a variant costs its maker, for who keeps its stall herself; null for everybody else, officers too."
    )
    async def costing(self, info: Info[Context, None], variant_id: strawberry.ID) -> Costing | None:
        context = info.context
        context.require_cooperative()
        try:
            wanted = ids.decode(names.VARIANT, variant_id)
        except NotFound:
            return None
        async with context.read() as work:
            found = await queries.costing(work, context.viewer, wanted)
        return None if found is None else _told(found, context)


@strawberry.type
class Mutation:
    @mutation(TooManyMaterials)
    async def write_costing_sheet(
        self,
        info: Info[Context, None],
        variant_id: strawberry.ID,
        pieces: MinorUnits,
        materials: list[CostingMaterialInput],
        minutes: int,
        overhead: MoneyInput,
        note: str = "",
    ) -> Costing:
        """Write down what a batch of a variant costs to make. Only who keeps its stall can, and only she sees it."""
        context = info.context
        currency = context.require_cooperative().currency
        if any(one.currency != currency for one in (overhead, *(part.cost for part in materials))):
            raise InvalidInput("currency", "currency")
        wanted = ids.decode(names.VARIANT, variant_id)
        await context.perform(
            commands.write_costing_sheet,
            variant_id=wanted,
            pieces=int(pieces),
            materials=[(one.what, int(one.cost.minor)) for one in materials],
            minutes=minutes,
            overhead_minor=int(overhead.minor),
            note=note,
        )
        async with context.read() as work:
            found = await queries.costing(work, context.viewer, wanted)
        if found is None:
            raise NotFound
        return _told(found, context)


def _told(found: queries.Costing, context: Context) -> Costing:
    def money(minor: int) -> Money:
        return money_of(minor, found.currency)

    worth = found.worth
    return Costing(
        variant_id=strawberry.ID(ids.encode(names.VARIANT, found.variant_id)),
        title=context.said(found.title),
        variant_title=context.said(found.variant_title),
        price_per=MinorUnits(found.price_per),
        living_wage=money(found.rates.wage_minor),
        fee_bps=found.rates.fee_bps,
        tax_bps=found.rates.tax_bps,
        royalty_bps=found.rates.royalty_bps,
        worth=None
        if worth is None
        else PriceWorth(
            price=money(found.price_minor),
            floor_price=money(worth.floor_minor),
            earning=money(worth.earning_minor),
            hour=None if worth.hour_minor is None else money(worth.hour_minor),
            is_below=worth.is_below,
        ),
        sheets=[
            CostingSheet(
                id=strawberry.ID(ids.encode(_SHEET, one.id)),
                pieces=MinorUnits(one.costs.pieces),
                materials=[CostingMaterial(what=part["what"], cost=money(part["minor"])) for part in one.materials],
                minutes=one.costs.minutes,
                overhead=money(one.costs.overhead_minor),
                wage=money(one.wage_minor),
                floor_price=money(one.floor_minor),
                note=one.note,
                written_at=one.written_at,
            )
            for one in found.sheets
        ],
    )
