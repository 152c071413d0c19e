"""Placing all parts of a basket for one pickup: each an order of its own, all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.fulfilment import slots
from minga_platform.market.fulfilment.errors import PickupPointClosed
from minga_platform.market.making import promising
from minga_platform.market.orders.commands import checkout as checkouts
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.place import place_order

_MOST_PARTS = 10


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the basket: that of an order cycle, or what is sold all the time (None). The total must be the one the buyer saw."""

    cycle_id: UUID | None
    expected_total: Money
    expected_to_pay: Money | None = None


@dataclass(frozen=True, slots=True)
class PlacedTogether:
    """The orders, in the order of the parts, as words: `order` or `order:attempt`, the attempt whose payment page is to be opened."""

    orders: str

    def pairs(self) -> list[tuple[UUID, UUID | None]]:
        """(order, attempt)."""
        found = [one.partition(":") for one in self.orders.split()]
        return [(UUID(order), UUID(attempt) if attempt else None) for order, _, attempt in found]


async def place_together(
    work: Work,
    *,
    parts: Sequence[Part],
    pickup_point_id: UUID,
    slot_opens_at: datetime | None,
    contact: Contact,
    payment_method: str,
    note: str,
    language: str,
    seen_promises: Mapping[UUID, date] | None = None,
    purchase_order: str = "",
) -> PlacedTogether:
    """Turn several started checkouts into orders that are fetched at one place and time. If one of them cannot be placed, none is.

    With `slot_opens_at` each order takes a place of that time. Refuses: InvalidInput, and all that `place_order` refuses.
    Announces: OrderPlaced, perhaps OrderConfirmed, for each.
    """
    if not 2 <= len(parts) <= _MOST_PARTS or len({one.cycle_id for one in parts}) != len(parts):
        raise InvalidInput("parts", "range", minimum="2", maximum=str(_MOST_PARTS))
    point = await places.pickup_point(work, pickup_point_id)
    if point is None or point.state != "open":
        raise PickupPointClosed
    await _lock(work, parts, pickup_point_id, slot_opens_at)
    placed = [
        await place_order(
            work,
            expected_total=part.expected_total,
            contact=contact,
            wish=Wish(pickup_point_id, None, slot_opens_at),
            payment_method=payment_method,
            note=note,
            language=language,
            cycle_id=part.cycle_id,
            seen_promises=seen_promises,
            expected_to_pay=part.expected_to_pay,
            purchase_order=purchase_order,
        )
        for part in parts
    ]
    return PlacedTogether(
        " ".join(f"{one.order_id}:{one.attempt_id}" if one.attempt_id else str(one.order_id) for one in placed)
    )


async def _lock(work: Work, parts: Sequence[Part], pickup_point_id: UUID, slot_opens_at: datetime | None) -> None:
    """Take the locks that others wait for, of all parts, before the first is written: a written order holds the co-op's counter,
    and whoever then waits for goods that somebody holds who waits for the counter would wait for ever.

    In the order of one placement: the time, then goods, then makers' weeks.
    """
    if slot_opens_at is not None:
        await slots.take(work, "pickup_point", pickup_point_id, slot_opens_at)
    items: set[UUID] = set()
    made: list[promising.Wish] = []
    for part in parts:
        opened = await checkouts.locked_checkout(work, part.expected_total.currency, part.cycle_id)
        if opened is None:
            continue  # Placing it refuses, in its turn.
        lines = await checkouts.bought_lines(work, opened.currency, cycle_id=part.cycle_id, admitted=True, locked=True)
        items |= checkouts.wanted_of(lines).keys()
        made += [
            promising.Wish(one.line.variant_id, one.line.quantity)
            for one in lines
            if one.offer and not one.offer.counted
        ]
    await work.rows(
        "SELECT id FROM stock_item WHERE cooperative_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE",
        work.cooperative_id,
        sorted(items),
    )
    if made:
        await promising.lock(work, made)
