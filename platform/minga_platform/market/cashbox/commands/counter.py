"""At the counter: cash with change or without, money that goes back to who gave too much, and orders that nobody fetched."""

from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput, InvalidTransition, NotFound
from minga_platform.kernel.money import BPS, Money, share_half_up
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.ledger.commands import Move, post
from minga_platform.market.cashbox.errors import GivenTooLittle
from minga_platform.market.cashbox.events import OrderNotFetched
from minga_platform.market.orders.commands import prepare
from minga_platform.market.payments.commands import cancel, hand_over
from minga_platform.membership import access
from minga_platform.rules import queries as rules

OVERPAID = AccountName(AccountKind.SUSPENSE, purpose="overpaid")
_RECEIVABLE = AccountName(AccountKind.RECEIVABLE)
_FEE = AccountName(AccountKind.FEE_INCOME, purpose="no_show")


async def hand_over_for_cash(
    work: Work, viewer: Viewer, *, seller_order_id: UUID, given: Money, keep_rest: bool
) -> UUID:
    """A part goes to its buyer, who gives `given`. What is over goes back to her as change at once, or, where there is none
    (`keep_rest`), stays hers in suspense until she comes for it. Needs `orders.fulfil`.

    Refuses: NotFound, NotAllowed, InvalidTransition, GivenTooLittle. Announces: SellerOrderHandedOver, PaymentReceived.
    """
    order, part = await prepare.locked_part(work, viewer, seller_order_id, "orders.fulfil")
    if order["payment_method"] != "pickup":
        raise InvalidTransition("paid")
    expected = await hand_over.to_be_paid(work, part)
    if given.currency != expected.currency:
        raise InvalidInput("given", "currency")
    if given.minor < expected.minor:
        raise GivenTooLittle(expected)
    await hand_over.hand_over(work, viewer, seller_order_id=seller_order_id, cash_received=expected)
    rest = given - expected
    till_id = await work.value(
        "SELECT till_id FROM portion WHERE cooperative_id = $1 AND seller_order_id = $2 AND till_id IS NOT NULL",
        work.cooperative_id,
        seller_order_id,
    )
    if not keep_rest or rest.minor == 0 or till_id is None:
        return seller_order_id
    await work.execute(
        "INSERT INTO overpayment (cooperative_id, id, seller_order_id, till_id, currency, amount_minor, taken_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, ids.new(), seller_order_id, till_id, rest.currency, rest.minor, work.now,
    )  # fmt: skip
    await post(
        work, kind="overpaid", subject_kind="seller_order", subject_id=seller_order_id, key=f"overpaid:{seller_order_id}",
        moves=[Move(AccountName(AccountKind.CASH_TILL, till_id), OVERPAID, rest)],
    )  # fmt: skip
    return seller_order_id


async def return_overpayment(work: Work, viewer: Viewer, *, seller_order_id: UUID) -> UUID:
    """She came for what she had given too much: it leaves the till that took it. Needs `orders.fulfil` for the stall.

    Refuses: NotFound, NotAllowed, InvalidTransition (it went back before).
    """
    await prepare.locked_part(work, viewer, seller_order_id, "orders.fulfil")
    row = await work.row(
        "SELECT * FROM overpayment WHERE cooperative_id = $1 AND seller_order_id = $2 FOR UPDATE",
        work.cooperative_id,
        seller_order_id,
    )
    if row is None:
        raise NotFound
    if row["returned_at"] is not None:
        raise InvalidTransition("returned")
    await work.execute(
        "UPDATE overpayment SET returned_at = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], work.now,
    )  # fmt: skip
    await post(
        work, kind="overpaid_returned", subject_kind="seller_order", subject_id=seller_order_id, key=f"overpaid-returned:{row['id']}",
        moves=[Move(OVERPAID, AccountName(AccountKind.CASH_TILL, row["till_id"]), Money(row["amount_minor"], row["currency"]))],
    )  # fmt: skip
    return seller_order_id


async def mark_no_show(work: Work, viewer: Viewer, *, seller_order_id: UUID, goods: str, given_to: str) -> UUID:
    """Nobody fetched a part that was to be paid at pickup: it ends. `goods`: `back` on the shelf, or `given` to `given_to`.

    A fee by the rule of the day is owed where a known person ordered; a guest cannot be asked. Needs `orders.fulfil`.
    Refuses: NotFound, NotAllowed, InvalidInput, InvalidTransition (paid, fetched or ended already).
    Announces: OrderCancelled, OrderNotFetched.
    """
    order, part = await prepare.locked_part(work, viewer, seller_order_id, "orders.fulfil")
    to = " ".join(given_to.split())
    if goods not in ("back", "given"):
        raise InvalidInput("goods", "one_of")
    if (goods == "given") != bool(to) or len(to) > 120:
        raise InvalidInput("givenTo", "length", minimum="1", maximum="120")
    if order["payment_method"] != "pickup":
        raise InvalidTransition("paid")
    if part["state"] not in ("to_prepare", "ready"):
        raise InvalidTransition(part["state"])
    agent_id = await access.agent_of(work, viewer)
    await cancel.end_not_fetched(work, order, stall_id=part["stall_id"], goods_back=goods == "back")
    fee = 0
    if order["person_id"] is not None:
        worth = await work.value(
            "SELECT sum(total_minor - packed_off_minor)::bigint FROM order_line WHERE cooperative_id = $1 AND seller_order_id = $2",
            work.cooperative_id,
            seller_order_id,
        )
        fee = share_half_up(worth, await rules.number_at(work, "market.no_show_fee_bps"), BPS)
    marked_id = ids.new()
    await work.execute(
        "INSERT INTO no_show (cooperative_id, id, seller_order_id, goods, given_to, currency, fee_minor, fee_state, marked_by, marked_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        work.cooperative_id, marked_id, seller_order_id, goods, to, part["currency"], fee, "owed" if fee else "none", agent_id, work.now,
    )  # fmt: skip
    await post(
        work, kind="no_show_fee", subject_kind="seller_order", subject_id=seller_order_id, key=f"no-show:{seller_order_id}",
        moves=[Move(_RECEIVABLE, _FEE, Money(fee, part["currency"]))],
    )  # fmt: skip
    work.emit(OrderNotFetched(order_id=order["id"], seller_order_id=seller_order_id))
    return seller_order_id


async def settle_no_show_fee(work: Work, viewer: Viewer, *, seller_order_id: UUID, till_id: UUID | None) -> UUID:
    """The fee for an order not fetched was paid into the till of a pickup point, or (no till) the co-op lets it go.

    Needs `till.use`. Refuses: NotFound, NotAllowed, InvalidTransition.
    """
    await access.require(work, viewer, "till.use")
    row = await work.row(
        "SELECT * FROM no_show WHERE cooperative_id = $1 AND seller_order_id = $2 FOR UPDATE",
        work.cooperative_id,
        seller_order_id,
    )
    known = till_id is None or await work.value(
        "SELECT true FROM pickup_point WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, till_id
    )
    if row is None or not known:
        raise NotFound
    if row["fee_state"] != "owed":
        raise InvalidTransition(row["fee_state"])
    state = "waived" if till_id is None else "paid"
    await work.execute(
        "UPDATE no_show SET fee_state = $3, settled_at = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, row["id"], state, work.now,
    )  # fmt: skip
    into = _FEE if till_id is None else AccountName(AccountKind.CASH_TILL, till_id)
    await post(
        work, kind=f"no_show_fee_{state}", subject_kind="seller_order", subject_id=seller_order_id, key=f"no-show-{state}:{seller_order_id}",
        moves=[Move(into, _RECEIVABLE, Money(row["fee_minor"], row["currency"]))],
    )  # fmt: skip
    return seller_order_id
