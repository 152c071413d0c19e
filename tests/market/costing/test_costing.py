"""What a maker's work costs her: the floor is the least price that covers it, and nobody but her stall sees it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minga_platform.kernel.database import Database
from minga_platform.market.costing.amounts import Costs, Rates, floor_price, labour_minor, maker_part, worth
from minga_testing.shop import Shop, Stall, offer, open_shop, open_stall

COSTING = """query C($id: ID!) { costing(variantId: $id) { livingWage { minor } worth { floorPrice { minor } earning { minor } hour { minor }
  isBelow } sheets { pieces minutes floorPrice { minor } materials { what cost { minor } } } } }"""


@given(
    st.builds(Costs, st.integers(1, 50), st.integers(0, 100_000), st.integers(0, 20_000), st.integers(0, 5_000)),
    st.builds(
        Rates, st.sampled_from([0, 400, 1000, 2100]), st.integers(0, 3000), st.sampled_from([0, 2100]), st.sampled_from([0, 500]),
        st.integers(0, 5000),
    ),
)  # fmt: skip
def test_the_floor_is_the_least_price_that_covers_costs_and_hours(costs: Costs, rates: Rates) -> None:
    floor = floor_price(costs, rates)
    needed = costs.materials_minor + costs.overhead_minor + labour_minor(costs, rates.wage_minor)
    assert maker_part(floor, rates) * costs.pieces >= needed
    if floor > 2:
        # Rounding moves a cent to and fro; two cents below it no longer covers it.
        assert maker_part(floor - 2, rates) * costs.pieces < needed
    assert not worth(floor, costs, rates).is_below


def test_an_hour_is_what_is_left_of_the_price() -> None:
    """Ten bowls, 40.00 of clay and glaze, 10.00 of kiln, ten hours; 24.20 each with 21 % VAT, 10 % fee with 21 % VAT on it."""
    costs = Costs(10, 4000, 1000, 600)
    rates = Rates(2100, 1000, 2100, 0, 1500)
    # Net 20.00; fee 2.00 and 0.42 VAT on it; 17.58 is hers; 175.80 − 50.00 over ten hours.
    told = worth(2420, costs, rates)
    assert told.earning_minor == 1758
    assert told.hour_minor == 1258
    assert told.is_below


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def write(shop: Shop, stall: Stall, variant: str, **more: Any) -> dict[str, Any]:
    wish: dict[str, Any] = {"pieces": 10, "minutes": 600, **more}
    return await shop.by(stall.maker).wish(
        "writeCostingSheet(variantId: $variant, pieces: $pieces, materials: $materials, minutes: $minutes, overhead: $overhead)",
        "... on Costing { worth { isBelow } } ... on InvalidInput { field }",
        variant=("ID!", variant),
        pieces=("MinorUnits!", wish["pieces"]),
        materials=("[CostingMaterialInput!]!", [{"what": "Clay", "cost": {"minor": 4000, "currency": "EUR"}}]),
        minutes=("Int!", wish["minutes"]),
        overhead=("MoneyInput!", {"minor": 1000, "currency": "EUR"}),
    )


async def test_a_sheet_is_kept_with_its_history_and_seen_by_its_stall_alone(shop: Shop) -> None:
    stall, other = await open_stall(shop, "Kiln"), await open_stall(shop, "Loom")
    bowl = await offer(shop, stall, "Bowl", price=2420)
    assert (await write(shop, stall, bowl.variant))["worth"]["isBelow"]
    assert (await write(shop, stall, bowl.variant, minutes=60))["worth"]["isBelow"] is False
    mine = (await shop.by(stall.maker).ask(COSTING, id=bowl.variant))["costing"]
    assert [one["minutes"] for one in mine["sheets"]] == [60, 600]
    assert mine["livingWage"] == {"minor": 1500}
    # Another maker, a buyer and the coordinator, who may see everything else of a stall, see nothing of it.
    for somebody in (shop.by(other.maker), shop.by(shop.coordinator), shop.visitor()):
        assert (await somebody.ask(COSTING, id=bowl.variant))["costing"] is None
    refused = await write(shop, other, bowl.variant)
    assert refused["__typename"] == "NotFound"
    assert (await write(shop, stall, bowl.variant, pieces=0))["field"] == "pieces"
