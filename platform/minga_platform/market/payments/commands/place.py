"""Placing an order together with the money it expects: both are true in one commit, or neither."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.credit import spending as storing
from minga_platform.market.orders.commands import place as orders
from minga_platform.market.orders.commands.getting import Wish
from minga_platform.market.orders.commands.writing import PlacedPart
from minga_platform.market.orders.errors import PaymentNotOffered, PriceChanged
from minga_platform.market.orders.states import PAYMENT_METHODS
from minga_platform.market.orders.values import Contact
from minga_platform.market.payments import rails
from minga_platform.market.payments.collecting import collecting_account, mobile_account
from minga_platform.market.payments.commands import invoicing
from minga_platform.market.payments.commands.capture import receive_stored
from minga_platform.rules import queries as rules

PAGE_OPEN = timedelta(minutes=30)
"""How long a buyer has on the payment page before we close it."""

_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """The order, and the attempt whose payment page is to be opened (for cards only)."""

    order_id: UUID
    attempt_id: UUID | None


async def place_order(
    work: Work,
    *,
    expected_total: Money,
    contact: Contact,
    wish: Wish,
    payment_method: str,
    note: str,
    language: str,
    cycle_id: UUID | None = None,
    seen_promises: Mapping[UUID, date] | None = None,
    expected_to_pay: Money | None = None,
    purchase_order: str = "",
    sealing: str = "",
) -> PlacedOrder:
    """Turn the asker's started checkout into an order, and write down what money is expected for it.

    An order to be paid at pickup, or that costs nothing, is confirmed at once; the others wait for their money.
    Refuses: InvalidInput, PaymentNotOffered (a transfer where the co-op names no account), and all that `orders.place`
    refuses. Announces: OrderPlaced, perhaps OrderConfirmed.
    """
    if payment_method not in PAYMENT_METHODS:
        raise InvalidInput("paymentMethod", "one_of")
    if payment_method == "bank" and await collecting_account(work) is None and await mobile_account(work) is None:
        raise PaymentNotOffered("no_account")
    placed = await orders.place(
        work,
        expected_total=expected_total,
        contact=contact,
        wish=wish,
        payment_method=payment_method,
        note=note,
        language=language,
        cycle_id=cycle_id,
        seen_promises=seen_promises,
        sealing=sealing,
    )
    payment_id = ids.new()
    portions: list[tuple[UUID | None, int]] = [(part.seller_order_id, part.total_minor) for part in placed.parts]
    if placed.delivery_minor:
        portions.append((None, placed.delivery_minor))
    stored_minor = storing.total_of(placed.stored)
    if placed.stored:
        portions = await storing.set_aside(work, placed.order_id, placed.total.currency, placed.stored, portions)
    rest_minor = placed.total.minor - stored_minor
    if expected_to_pay is not None and expected_to_pay != Money(rest_minor, placed.total.currency):
        raise PriceChanged(expected_to_pay, Money(rest_minor, placed.total.currency))
    free = rest_minor == 0
    if payment_method == "card" and any(minor % rails.step_of("card", placed.total.currency) for _, minor in portions):
        # Each stall's part may go back on its own, so each is what a card can be charged and given back.
        raise PaymentNotOffered("not_whole")
    await work.execute(
        """WITH paid AS (INSERT INTO payment (cooperative_id, id, order_id, method, state, currency, amount_minor, reference, created_at, paid_at,
                   stored_minor)
               VALUES ($1, $2, $3, $4, CASE WHEN $5 THEN 'paid' ELSE 'open' END, $6, $7, $8, $9::timestamptz, CASE WHEN $5 THEN $9::timestamptz END, $13))
           INSERT INTO portion (cooperative_id, id, payment_id, seller_order_id, authorised_minor, captured_minor, refunded_minor)
           SELECT $1, w.id, $2, w.part, w.amount, 0, 0 FROM unnest($10::uuid[], $11::uuid[], $12::bigint[]) AS w (id, part, amount)""",
        work.cooperative_id, payment_id, placed.order_id, payment_method, free, placed.total.currency, rest_minor,
        _reference(placed.order_id), work.now, [ids.new() for _ in portions], [part for part, _ in portions], [amount for _, amount in portions],
        stored_minor,
    )  # fmt: skip
    if payment_method == "invoice" and not free:
        await invoicing.owe(work, payment_id, Money(rest_minor, placed.total.currency), purchase_order)
    if free and placed.stored:
        await receive_stored(work, payment_id)
    if placed.settled:
        return PlacedOrder(placed.order_id, None)
    if payment_method == "bank":
        # Nothing is opened for a transfer: the attempt only says until when the order waits for it.
        days = await rules.number_at(work, "market.bank_transfer_days")
        await _attempt(work, payment_id, timedelta(days=days), state="page_open")
        return PlacedOrder(placed.order_id, None)
    return PlacedOrder(placed.order_id, await _attempt(work, payment_id, PAGE_OPEN, state="created"))


async def _attempt(work: Work, payment_id: UUID, lasts: timedelta, *, state: str) -> UUID:
    attempt_id = ids.new()
    await work.execute(
        "INSERT INTO payment_attempt (cooperative_id, id, payment_id, state, created_at, lease_until, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, attempt_id, payment_id, state, work.now, work.now + LEASE, work.now + lasts,
    )  # fmt: skip
    return attempt_id


def _reference(order_id: UUID) -> str:
    """What a buyer writes on a bank transfer: eight letters that are hard to confuse, from the random half of the id."""
    number, letters = order_id.int & ((1 << 62) - 1), ""
    for _ in range(8):
        number, place = divmod(number, len(_REFERENCE_LETTERS))
        letters += _REFERENCE_LETTERS[place]
    return f"{letters[:4]}-{letters[4:]}"


async def expect_at_pickup(
    work: Work,
    order_id: UUID,
    total: Money,
    parts: Sequence[PlacedPart],
    stored: storing.Plan = (),
    *,
    takes_card: bool = False,
) -> None:
    """Write down that an order which nobody checked out is paid in cash when it is fetched, part by part; `stored` of it is not.

    `takes_card`: or before by card (`by_card.py`)."""
    payment_id = ids.new()
    portions: list[tuple[UUID | None, int]] = [(part.seller_order_id, part.total_minor) for part in parts]
    if stored:
        portions = await storing.set_aside(work, order_id, total.currency, stored, portions)
    stored_minor = storing.total_of(stored)
    await work.execute(
        """WITH paid AS (INSERT INTO payment (cooperative_id, id, order_id, method, state, currency, amount_minor, reference, created_at, paid_at,
                   stored_minor, takes_card)
               VALUES ($1, $2, $3, 'pickup', CASE WHEN $5::bigint = 0 THEN 'paid' ELSE 'open' END, $4, $5, $6, $7::timestamptz,
                   CASE WHEN $5 = 0 THEN $7::timestamptz END, $11, $12))
           INSERT INTO portion (cooperative_id, id, payment_id, seller_order_id, authorised_minor, captured_minor, refunded_minor)
           SELECT $1, w.id, $2, w.part, w.amount, 0, 0 FROM unnest($8::uuid[], $9::uuid[], $10::bigint[]) AS w (id, part, amount)""",
        work.cooperative_id, payment_id, order_id, total.currency, total.minor - stored_minor, _reference(order_id), work.now,
        [ids.new() for _ in portions], [part for part, _ in portions], [amount for _, amount in portions], stored_minor, takes_card,
    )  # fmt: skip
    if stored and total.minor == stored_minor:
        await receive_stored(work, payment_id)
