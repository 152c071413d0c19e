"""Weighing as steps that tests put together; all of it through the door."""

from typing import Any

from minga_testing.shop import Goods, Program, Shop, Stall, new_key, offer

WAITING = "query W($stall: ID!) { linesToWeigh(stallId: $stall) { lineId partId buyerName packed { base } accepted { base } canAsk isAsked } }"
NOTED = "query N($id: ID!) { weighings(orderId: $id) { by wished { base } packed { base } given { base } off { minor } reason } }"
PART = """... on ChangedPart { part { state toPay { minor } lines { id quantity { base } refunded { minor }
  weight { wished { base } accepted { base } packed { base } off { minor } } } } }
  ... on InvalidTransition { current }"""
WEIGHED = (
    PART
    + """ ... on BeyondTolerance { wished { base } accepted { base } packed { base } canAsk }
  ... on WeightSettled { packed { base } } ... on InvalidInput { field maximum }"""
)
READY = PART + " ... on NotWeighed { titles } ... on LotShort { titles missing }"


async def offer_cheese(shop: Shop, stall: Stall, *, price: int = 1000, on_hand: int | None = 20_000) -> Goods:
    """Cheese by the kilo, ordered by 250 g, paid by the scales."""
    return await offer(
        shop, stall, "Cheese", price=price, on_hand=on_hand, unit="GRAM", step=250, least=250, pricePer=1000, weighed=True
    )  # fmt: skip


async def weigh(
    shop: Shop, stall: Stall, line: str, packed: int, *, reason: str = "", give: bool = False
) -> dict[str, Any]:
    """The stall writes down what the scales said."""
    return await shop.by(stall.maker).wish(
        "weighLine(key: $key, lineId: $line, packed: $packed, reason: $reason, give: $give)",
        WEIGHED,
        key=("String!", new_key()),
        line=("ID!", line),
        packed=("MinorUnits!", packed),
        reason=("String!", reason),
        give=("Boolean!", give),
    )


async def mark_ready(shop: Shop, stall: Stall, part: str) -> dict[str, Any]:
    """The stall says that its part is packed."""
    return await shop.by(stall.maker).wish("markReady(partId: $part)", READY, part=("ID!", part))


async def noted(program: Program, order_id: str) -> list[dict[str, Any]]:
    """What the scales said of an order, as its buyer reads it."""
    found: list[dict[str, Any]] = (await program.ask(NOTED, id=order_id))["weighings"]
    return found
