"""What was ordered together came: it is divided, and each member's part becomes an order of hers, paid when she fetches it."""

from uuid import UUID

import asyncpg

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.cart import queries as cart
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.amounts import LARGEST_QUANTITY, Terms, containers_for, price_of
from minga_platform.market.cycles import taking
from minga_platform.market.fulfilment import queries as places
from minga_platform.market.orders.commands.checkout import Open
from minga_platform.market.orders.commands.getting import Way
from minga_platform.market.orders.commands.writing import NewOrder, write
from minga_platform.market.orders.events import OrderConfirmed, OrderPlaced
from minga_platform.market.orders.quoting import QuotedLine, by_stall
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments.commands.place import expect_at_pickup
from minga_platform.market.produce.group_purchase.amounts import divide
from minga_platform.market.produce.group_purchase.commands import locked, refuse_ended, wishes_of, write_allotted
from minga_platform.market.produce.group_purchase.errors import DearerThanAnnounced
from minga_platform.market.produce.group_purchase.events import GroupPurchaseReceived
from minga_platform.membership import access
from minga_platform.rules import queries as rules


async def receive(work: Work, viewer: Viewer, *, purchase_id: UUID, received: int, final_price: Money) -> UUID:
    """So much came (base units), at this price for the announced measure, tax included. The purchase's id. Needs `cycles.edit`.

    Divided anew by what really came: each pays what she received times the final price, and the deposit on the jars or crates that it
    comes in: in cash at the pickup point, or by a card that is charged at the hand-over. What is nobody's goes onto the stall's shelf.
    Refuses: NotAllowed, NotFound, InvalidTransition, InvalidInput, DearerThanAnnounced. Announces: OrderPlaced and OrderConfirmed for
    each, GroupPurchaseReceived.
    """
    await access.require(work, viewer, "cycles.edit")
    row = await locked(work, purchase_id)
    if row["state"] != "ordered":
        raise InvalidTransition(row["state"])
    await refuse_ended(work, row)
    if not 0 <= received <= LARGEST_QUANTITY:
        raise InvalidInput("received", "range", minimum="0", maximum=str(LARGEST_QUANTITY))
    if final_price.currency != row["currency"] or final_price.minor < 0:
        raise InvalidInput("finalPrice", "currency")
    if final_price.minor > row["price_minor"]:
        raise DearerThanAnnounced(Money(row["price_minor"], row["currency"]))
    before = await work.rows(
        "SELECT id, allotted FROM group_wish WHERE cooperative_id = $1 AND purchase_id = $2 ORDER BY id",
        work.cooperative_id,
        purchase_id,
    )
    allotted, left = divide(await wishes_of(work, purchase_id), received, row["lot"])
    await write_allotted(work, allotted)
    await work.execute(
        "UPDATE group_purchase SET state = 'received', received = $3, final_minor = $4, leftover = $5, received_at = $6 "
        "WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, purchase_id, received, final_price.minor, left, work.now,
    )  # fmt: skip
    await _sell(work, row, final_price.minor)
    if left:
        await _shelve(work, row["variant_id"], left)
    less = [(one["id"], one["allotted"]) for one in before if allotted.get(one["id"], 0) < one["allotted"]]
    work.emit(
        GroupPurchaseReceived(
            purchase_id=purchase_id,
            wish_ids=tuple(wish_id for wish_id, _ in less),
            promised=tuple(promised for _, promised in less),
        )
    )
    return purchase_id


async def _sell(work: Work, purchase: asyncpg.Record, final_minor: int) -> None:
    offer = (await cart.offers(work, [purchase["variant_id"]]))[purchase["variant_id"]]
    point = await places.pickup_point(work, purchase["pickup_point_id"])
    assert point is not None
    rates = {key: await rules.number_at(work, key) for key in ("market.fee_bps", "market.fee_tax_bps")}
    fee_version = await rules.version_at(work, "market.fee_bps")
    place = {"name": point.name, "address": point.address, "directions": point.directions, "hours": point.hours}
    if purchase["cycle_id"] is not None and (pickup := await taking.pickup_of(work, purchase["cycle_id"], point.id)):
        place["cycle"] = pickup
    terms = Terms(
        offer.terms.unit,
        offer.terms.step,
        offer.terms.least,
        offer.terms.most,
        final_minor,
        purchase["price_per"],
        offer.terms.draws,
    )
    # What came for the group never stood on the shelf, so nothing is drawn from it.
    sold = cart.for_group(offer, terms)
    for wish in await work.rows(
        "SELECT * FROM group_wish WHERE cooperative_id = $1 AND purchase_id = $2 AND allotted > 0 ORDER BY wished_at, id",
        work.cooperative_id, purchase["id"],
    ):  # fmt: skip
        checkout_id, order_id = ids.new(), ids.new()
        line = cart.Line(
            ids.new(),
            checkout_id,
            work.cooperative_id,
            purchase["variant_id"],
            wish["allotted"],
            final_minor,
            "",
            work.now,
        )
        packing = sold.packing
        containers = containers_for(wish["allotted"], packing.container_holds) if packing.container_id else 0
        quoted = QuotedLine(
            line, sold, price_of(terms, wish["allotted"]), (), sold=wish["allotted"],
            containers=containers, deposit_minor=containers * packing.deposit_minor,
        )  # fmt: skip
        parts = by_stall(
            [quoted], fee_bps=rates["market.fee_bps"], fee_tax_bps=rates["market.fee_tax_bps"], tax_rounding="line"
        )
        await work.execute(
            "INSERT INTO checkout (cooperative_id, id, cart_id, visitor_hash, person_id, state, currency, started_at, expires_at) "
            "VALUES ($1, $2, $2, ''::bytea, $3, 'open', $4, $5, $5)",
            work.cooperative_id, checkout_id, wish["person_id"], purchase["currency"], work.now,
        )  # fmt: skip
        total = sum(part.total_minor for part in parts)
        order = NewOrder(
            order_id,
            Open(checkout_id, purchase["currency"], work.now, work.now),
            Way("pickup", point.id, place),
            Contact(**wish["contact"]),
            "pickup",
            "",
            wish["language"],
            total,
            settled=True,
            cycle_id=purchase["cycle_id"],
            person_id=wish["person_id"],
        )
        placed = await write(work, order, parts, rates, fee_version.id)
        await expect_at_pickup(work, order_id, Money(total, purchase["currency"]), placed, takes_card=True)
        await work.execute(
            "UPDATE group_wish SET order_id = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            wish["id"],
            order_id,
        )
        work.emit(OrderPlaced(order_id=order_id))
        work.emit(OrderConfirmed(order_id=order_id))


async def _shelve(work: Work, variant_id: UUID, left: int) -> None:
    row = await work.row(
        "SELECT stock_item_id, draws FROM variant WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        variant_id,
    )
    assert row is not None
    await stock.put_back(work, {row["stock_item_id"]: left * row["draws"]})
