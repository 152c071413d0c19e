"""Orders on an invoice: the goods go first, the money is due some days later, and so much at most may be open.

With the goods the sale is booked, and its invoice numbered: what it comes to stands in the books as owed by buyers until it is paid.
What goes back before that lessens what is owed; no money moves, for none has come.
"""

from datetime import timedelta
from uuid import UUID

from minga_platform.kernel.errors import InvalidInput
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.market.law import queries as law
from minga_platform.market.orders.errors import PaymentNotOffered
from minga_platform.market.payments.invoiced import OWED_OF_PORTION
from minga_platform.market.trade import queries as trade
from minga_platform.market.trade.errors import CreditLimitPassed


async def owe(work: Work, payment_id: UUID, amount: Money, purchase_order: str) -> None:
    """The asker's payment that was just written down is due after the days of her group's terms: `due_at` remembers how many they are, and
    moves when the first goods go (`capture.sell_on_invoice`); before that nothing is due.

    Her row in the group is locked before the open invoices are summed: of two orders placed at once, the second one sees the
    first. Refuses: PaymentNotOffered (she has no terms, or none in this currency), CreditLimitPassed, InvalidInput.
    """
    if len(purchase_order) > 60:
        raise InvalidInput("purchaseOrder", "length", maximum="60")
    person_id = work.scope.person_id
    terms = await trade.terms_of(work, person_id, locked=True)
    if terms is None or terms.credit_limit_minor == 0 or terms.currency != amount.currency:
        raise PaymentNotOffered("no_terms")
    await law.require(work, "trade_credit")
    still_open = await open_minor(work, person_id, amount.currency, but=payment_id)
    if still_open + amount.minor > terms.credit_limit_minor:
        raise CreditLimitPassed(Money(terms.credit_limit_minor, amount.currency), Money(still_open, amount.currency))
    await work.execute(
        "UPDATE payment SET due_at = $3, purchase_order = $4 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, payment_id, work.now + timedelta(days=terms.due_days), purchase_order.strip(),
    )  # fmt: skip


async def open_minor(work: Work, person_id: UUID | None, currency: str, *, but: UUID | None = None) -> int:
    """What of somebody's invoices is not paid yet, minor units; parts that were cancelled are owed by nobody."""
    amount: int = await work.value(
        f"SELECT (coalesce(sum({OWED_OF_PORTION}), 0) - coalesce((SELECT sum(w.came_minor) FROM payment w "
        "JOIN sale_order x ON x.cooperative_id = w.cooperative_id AND x.id = w.order_id AND x.person_id = $2 WHERE w.cooperative_id = $1 "
        "AND w.method = 'invoice' AND w.state = 'open' AND w.currency = $3), 0))::bigint FROM payment p "
        "JOIN sale_order s ON s.cooperative_id = p.cooperative_id AND s.id = p.order_id AND s.person_id = $2 "
        "JOIN portion o ON o.cooperative_id = p.cooperative_id AND o.payment_id = p.id "
        "LEFT JOIN seller_order e ON e.cooperative_id = o.cooperative_id AND e.id = o.seller_order_id "
        "WHERE p.cooperative_id = $1 AND p.method = 'invoice' AND p.state = 'open' AND p.currency = $3 AND p.id IS DISTINCT FROM $4 "
        "AND coalesce(e.state, '') <> 'cancelled'",
        work.cooperative_id, person_id, currency, but,
    )  # fmt: skip
    return amount


async def part_came(work: Work, payment_id: UUID, amount_minor: int) -> None:
    """A part of a payment's money is there and waits for the rest; below zero: it was something else after all.

    Who owes it is asked for the rest alone, and buys on what is left of her limit. The money itself stays where the caller keeps it.
    """
    await work.execute(
        "UPDATE payment SET came_minor = came_minor + $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        payment_id,
        amount_minor,
    )


async def owed_minor(work: Work, payment_id: UUID) -> int:
    """What is to be paid of one invoice now: all but what was cancelled and what went back; with what came of it and
    waits for the rest. The delivery is owed as long as any part is."""
    amount: int = await work.value(
        f"SELECT coalesce(sum({OWED_OF_PORTION}), 0)::bigint FROM portion o "
        "JOIN payment p ON p.cooperative_id = o.cooperative_id AND p.id = o.payment_id "
        "LEFT JOIN seller_order e ON e.cooperative_id = o.cooperative_id AND e.id = o.seller_order_id "
        "WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND coalesce(e.state, '') <> 'cancelled'",
        work.cooperative_id,
        payment_id,
    )
    return amount


async def close_when_nothing_is_owed(work: Work, payment_id: UUID) -> None:
    """An invoice all of whose goods went, and all of it back, waits for no money. Safe to repeat.

    A part that store credit pays whole is owed nothing, and booked when it goes: until then the invoice stays open.
    """
    await work.execute(
        "UPDATE payment p SET state = 'paid', paid_at = $3 WHERE p.cooperative_id = $1 AND p.id = $2 AND p.method = 'invoice' AND p.state = 'open' "
        "AND p.came_minor = 0 AND NOT EXISTS (SELECT FROM portion o LEFT JOIN seller_order e ON e.cooperative_id = o.cooperative_id "
        "AND e.id = o.seller_order_id WHERE o.cooperative_id = $1 AND o.payment_id = $2 AND o.refunded_minor < o.authorised_minor "
        "AND coalesce(e.state, '') <> 'cancelled') "
        "AND NOT EXISTS (SELECT FROM spending w WHERE w.cooperative_id = $1 AND w.order_id = p.order_id AND w.state = 'set_aside')",
        work.cooperative_id, payment_id, work.now,
    )  # fmt: skip
