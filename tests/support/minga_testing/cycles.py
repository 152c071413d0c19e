"""Order cycles in tests: planned and ordered in through the door."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from minga_platform.kernel.actor import Scope
from minga_testing.shop import PLACED, Goods, Program, Shop, Stall, new_key

CLOSED = "... on CycleClosed { closedAt nextOpensAt } "
EXTENDED = (
    "... on ExtendedOrder { order { id number total { minor } state parts { state lines { title } } } } "
    "... on OrderNotExtendable { reason } ... on OutOfStock { available } " + CLOSED
)


async def now_of(shop: Shop) -> datetime:
    """The database's clock."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        return work.now


async def plan(
    shop: Shop,
    brought: Sequence[tuple[Stall, Sequence[Goods]]],
    *,
    opens: timedelta | datetime = timedelta(hours=-1),
    closes: timedelta = timedelta(days=2),
    fees: Sequence[dict[str, Any]] = (),
    repeat_days: int | None = None,
    id: str | None = None,  # noqa: A002
    version: int | None = None,
    name: str = "This week",
    fetched: tuple[datetime, datetime] | None = None,
    point: str | None = None,
) -> dict[str, Any]:
    """Plan a cycle around the clock's present; everything is fetched at the shop's point (or `point`) a day after it closes, or then
    when `fetched` says. `opens` as an instant: that of one which opened already."""
    now = await now_of(shop)
    fetch, fetch_end = fetched or (now + closes + timedelta(days=1), now + closes + timedelta(days=1, hours=2))
    cycle = {
        "name": [{"language": "en", "text": name}],
        "opensAt": (opens if isinstance(opens, datetime) else now + opens).isoformat(),
        "closesAt": (now + closes).isoformat(),
        "repeatDays": repeat_days,
        "fees": list(fees),
        "supplies": [
            {
                "stallId": stall.id,
                "variantIds": [one.variant for one in goods],
                "deliversFrom": (fetch - timedelta(hours=3)).isoformat(),
                "deliversUntil": (fetch - timedelta(hours=2)).isoformat(),
                "instructions": "In crates, please.",
            }
            for stall, goods in brought
        ],
        "pickups": [
            {
                "pointId": point or shop.point,
                "fetchFrom": fetch.isoformat(),
                "fetchUntil": fetch_end.isoformat(),
                "instructions": "Bring bags.",
            }
        ],
    }
    return await shop.by(shop.coordinator).wish(
        "saveCycle(cycle: $cycle, id: $id, expectedVersion: $version)",
        "... on ChangedCycle { id } ... on InvalidTransition { current } ... on InvalidInput { field rule }",
        cycle=("CycleInput!", cycle),
        id=("ID", id),
        version=("Int", version),
    )


async def only_in_cycles(shop: Shop, stall: Stall, *goods: Goods, months: Sequence[int] = ()) -> None:
    """From now on these are sold in cycles alone."""
    for one in goods:
        done = await shop.by(stall.maker).wish(
            "setSellingTime(productId: $product, onlyInCycles: true, months: $months)",
            "... on ChangedSellingTime { id }",
            product=("ID!", one.product),
            months=("[Int!]!", list(months)),
        )
        assert done["__typename"] == "ChangedSellingTime", done


async def start_in(buyer: Program, cycle: str) -> dict[str, Any]:
    """Start a checkout of a cycle's part of the basket."""
    return await buyer.wish(
        "startCheckout(cycleId: $cycle)", "... on CheckoutStarted { id } " + CLOSED, cycle=("ID!", cycle)
    )


async def place_in(
    shop: Shop, buyer: Program, cycle: str, total: int, *, method: str = "PICKUP", key: str | None = None
) -> dict[str, Any]:
    """Place it, to be fetched at the shop's point."""
    return await buyer.wish(
        "placeOrder(key: $key, expectedTotal: $total, contact: $contact, paymentMethod: $method, pickupPointId: $point, cycleId: $cycle)",
        PLACED + CLOSED,
        key=("String!", key or new_key()),
        total=("MoneyInput!", {"minor": total, "currency": shop.cooperative.currency}),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        method=("PaymentMethod!", method),
        point=("ID!", shop.point),
        cycle=("ID!", cycle),
    )


async def append(shop: Shop, buyer: Program, order: str, total: int, *, key: str | None = None) -> dict[str, Any]:
    """Add what the basket has to an order."""
    return await buyer.wish(
        "appendToOrder(key: $key, orderId: $order, expectedTotal: $total)",
        EXTENDED + " ... on PriceChanged { new { minor } }",
        key=("String!", key or new_key()),
        order=("ID!", order),
        total=("MoneyInput!", {"minor": total, "currency": shop.cooperative.currency}),
    )


async def resume(buyer: Program, order: str) -> dict[str, Any]:
    """Take a cancellation back."""
    return await buyer.wish(
        "resumeOrder(key: $key, orderId: $order)", EXTENDED, key=("String!", new_key()), order=("ID!", order)
    )


async def change_mind(buyer: Program, order: str) -> dict[str, Any]:
    """The buyer cancels her own order, shortly after placing it."""
    return await buyer.wish(
        "askCancellation(key: $key, orderId: $order)",
        "... on ChangedOrder { order { state canResume } }",
        key=("String!", new_key()),
        order=("ID!", order),
    )


def wishes(cycle: str, stall: str, goods: Goods, point: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """For the matrices: what needs a capability, with values that reach past its gate."""
    opens, closes = "2100-01-01T10:00:00Z", "2100-01-03T10:00:00Z"
    planned = {
        "name": [{"language": "en", "text": "Far off"}],
        "opensAt": opens,
        "closesAt": closes,
        "supplies": [{"stallId": stall, "variantIds": [goods.variant]}],
        "pickups": [{"pointId": point, "fetchFrom": "2100-01-04T10:00:00Z", "fetchUntil": "2100-01-04T12:00:00Z"}],
    }
    return {
        "saveCycle": ("cycles.edit", {"cycle": planned}),
        "copyCycle": ("cycles.edit", {"id": cycle, "opensAt": opens}),
        "closeCycle": ("cycles.edit", {"id": cycle}),
        "cancelCycle": ("cycles.edit", {"key": "", "id": cycle, "reason": "x"}),
        "setSellingTime": ("product.edit", {"productId": goods.product, "onlyInCycles": False, "months": []}),
    }


TOGETHER = """{ cart { together { cooperativeSlug cycleIds whyNot choices { pickupPointId name opensAt closesAt slotOpensAt } } } }"""


async def together_of(buyer: Program) -> dict[str, Any] | None:
    """How all parts of the basket can be fetched at once; None where there is one part."""
    found: list[dict[str, Any]] = (await buyer.ask(TOGETHER))["cart"]["together"]
    return found[0] if found else None


async def place_together(
    shop: Shop,
    buyer: Program,
    choice: dict[str, Any],
    parts: Sequence[tuple[str | None, int]],
    *,
    method: str = "PICKUP",
    key: str | None = None,
) -> dict[str, Any]:
    """Place parts (cycle, total) at a choice of `together_of`."""
    unit = shop.cooperative.currency
    return await buyer.wish(
        "placeTogether(key: $key, parts: $parts, contact: $contact, paymentMethod: $method, pickupPointId: $point, slotOpensAt: $opens)",
        "... on PlacedTogether { orders { paymentUrl order { id number state total { minor } slot { opens } payment { state } } } } "
        "... on SlotFull { opensAt } ... on OutOfStock { available } ... on PriceChanged { new { minor } } " + CLOSED,
        key=("String!", key or new_key()),
        parts=("[TogetherPartInput!]!", [{"cycleId": cycle, "expectedTotal": {"minor": total, "currency": unit}} for cycle, total in parts]),
        contact=("BuyerInput!", {"name": "Berta", "mail": "berta@example.org"}),
        method=("PaymentMethod!", method),
        point=("ID!", choice["pickupPointId"]),
        opens=("Instant", choice["slotOpensAt"]),
    )  # fmt: skip
