"""Getting goods and bringing them back, in the world of the matrices: a time, a carrier, a zone, something that comes back."""

from dataclasses import dataclass, field, replace
from typing import Any

from minga_testing import getting, returning
from minga_testing.shop import Goods, Shop, Stall, new_key, offer
from minga_testing.trade import hand_over

DAY = "2100-01-01"
NOON = "2100-01-01T11:00:00Z"


@dataclass
class Brought:
    """Ids of the world's ways and returns; `buyer` is whose order it is, `token` its link's. `timed`: a point where a time is chosen."""

    zone: str = ""
    carrier: str = ""
    exception: str = ""
    order: str = ""
    line: str = ""
    goods_return: str = ""
    return_line: str = ""
    part: str = ""
    token: str = ""
    timed: str = ""
    timed_order: str = ""
    timed_token: str = ""
    buyer: Any = field(default=None)


async def in_world(shop: Shop, stall: Stall) -> Brought:
    """One of each, through the API. The shop's own pickup point asks for no time: other tests of the world place orders there."""
    cup = await offer(shop, stall, "Cup", price=700)
    made = Brought(zone=await getting.zone(shop, 500, "99"), buyer=shop.visitor())
    made.carrier = (await getting.carrier(shop, 400))["id"]
    planned = await shop.by(shop.coordinator).wish(
        "setOpeningException(day: $day, hours: [], deliveryZoneId: $zone)",
        "... on PlannedDay { id }",
        day=("Day!", "2027-12-24"),
        zone=("ID!", made.zone),
    )
    made.exception = planned["id"]
    order = (await getting.buys(shop, made.buyer, cup, 700))["order"]
    await hand_over(shop, stall, order["parts"][0]["id"], 700)
    made.order, made.part, made.line = order["id"], order["parts"][0]["id"], order["parts"][0]["lines"][0]["id"]
    [coming] = (await returning.withdraw(made.buyer, order, key=new_key()))["returns"]
    made.goods_return, made.return_line, made.token = coming["id"], coming["lines"][0]["id"], order["followToken"]
    await _timed(shop, made, cup)
    return made


async def _timed(shop: Shop, made: Brought, cup: Goods) -> None:
    """The zone asks for a time, and so does a point of its own, where somebody comes at the second of them."""
    point = await shop.by(shop.coordinator).wish(
        "addPickupPoint(name: $name, address: $address, hours: [])",
        "... on ChangedPlace { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "The new mill"}]),
        address=("String!", "Mill lane 2"),
    )
    made.timed = point["id"]
    there = replace(shop, point=made.timed)
    await getting.plan(there)
    await getting.plan(shop, zone=made.zone)
    opens = (await getting.slots(shop.visitor(), made.timed))[1]["opensAt"]
    order = (await getting.buys(there, shop.visitor(), cup, 700, opens_at=opens))["order"]
    made.timed_order, made.timed_token = order["id"], order["followToken"]


def wishes(made: Brought, point: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What needs a capability."""
    one = {"id": made.goods_return}
    return {
        "planSlots": ("pickup_points.edit", {"hasSlots": False, "pickupPointId": point}),
        "setSlotCapacity": ("pickup_points.edit", {"opensAt": NOON, "capacity": 5, "pickupPointId": point}),
        "setOpeningException": ("pickup_points.edit", {"day": "2027-12-31", "hours": [], "pickupPointId": point}),
        "dropOpeningException": ("delivery.edit", {"id": made.exception}),
        "setDeliveryFees": ("delivery.edit", {"deliveryZoneId": made.zone, "basis": "FLAT"}),
        "setCarrier": (
            "delivery.edit",
            {"id": made.carrier, "name": "Post", "fee": {"minor": 1, "currency": "EUR"}, "taxBps": 0},
        ),
        "beginPreparing": ("orders.fulfil", {"partId": made.part}),
        "receiveReturn": ("orders.fulfil", one),
        "answerReturn": ("orders.refund", {**one, "accept": True}),
        "inspectReturn": (
            "orders.fulfil",
            {"key": "", **one, "lines": [{"lineId": made.return_line, "condition": "AS_NEW"}]},
        ),
        "settleReturn": ("orders.refund", {"key": "", **one}),
    }


def public(an: Any) -> dict[str, dict[str, Any]]:
    """What a buyer does without an account, by what she holds."""
    return {
        "changeSlot": {"key": "", "orderId": an("ord"), "opensAt": NOON},
        "withdraw": {"key": "", "orderId": an("ord"), "name": "x"},
        "withdrawByNumber": {"orderNumber": 10**9, "mail": "x@example.org", "name": "x"},
        "askReturn": {"key": "", "orderId": an("ord"), "name": "x", "lines": [], "reason": "x"},
    }


def reads(made: Brought, stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is read with a capability."""
    return {
        "goodsReturns": ("orders.see", {"stallId": stall}),
        "goodsReturn": ("orders.see", {"id": made.goods_return}),
    }


OPEN = {"slots", "openingExceptions", "carriers"}
OWN = {"cancellation", "slotChoices", "withdrawalOptions", "orderReturns", "deliveryOffers"}


def needed(made: Brought) -> dict[str, dict[str, Any]]:
    """Arguments of the open and own reads."""
    order = {"orderId": made.order}
    return {
        "cancellation": order,
        "slotChoices": order,
        "withdrawalOptions": order,
        "orderReturns": order,
        "deliveryOffers": {"postcode": "99"},
    }


def named(made: Brought, order: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Values for what the matrix of roles leaves out. `order`: one of the asking buyer's."""
    lines = [{"lineId": made.line}]
    return {
        **_of_places(made),
        "Query.cancellation": order,
        "Query.slotChoices": {"orderId": made.timed_order, "token": made.timed_token},
        "Query.withdrawalOptions": order,
        "Query.orderReturns": {"orderId": made.order, "token": made.token},
        "Query.goodsReturn": {"id": made.goods_return},
        "Mutation.changeSlot": {**order, "opensAt": NOON},
        "Mutation.withdraw": {**order, "name": "x", "lines": lines},
        "Mutation.askReturn": {**order, "name": "x", "lines": lines, "reason": "x"},
    }


def _of_places(made: Brought) -> dict[str, dict[str, Any]]:
    """What takes a pickup point or a zone, not both: each of the two by itself."""
    wishes: dict[str, dict[str, Any]] = {
        "Query.slots": {},
        "Mutation.planSlots": {"hasSlots": False},
        "Mutation.setSlotCapacity": {"opensAt": NOON, "capacity": 5},
        "Mutation.setOpeningException": {"day": "2027-12-31", "hours": []},
    }
    return {
        f"{name}.{argument}": {**values, argument: place}
        for name, values in wishes.items()
        for argument, place in (("pickupPointId", made.timed), ("deliveryZoneId", made.zone))
    }
