"""Paying with a card for an order that was to be paid in cash when it is fetched: the buyer's bank keeps the money, and the hand-over takes it.

For what was bought together: its order comes to be when the goods came, so whoever asks for it is neither charged nor asked for a
card before (decision 0217). Until the bank says yes it is an order to be paid in cash, and cash is taken as ever.
"""

from dataclasses import dataclass
from uuid import UUID

from minga_platform.kernel import ids
from minga_platform.kernel.errors import InvalidTransition, NotFound
from minga_platform.kernel.leases import LEASE
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.orders import queries as orders
from minga_platform.market.orders.commands.settle import locked
from minga_platform.market.orders.errors import PaymentNotOffered
from minga_platform.market.payments import rails
from minga_platform.market.payments.commands.capture import locked_payment
from minga_platform.market.payments.commands.place import PAGE_OPEN


@dataclass(frozen=True, slots=True)
class Begun:
    """The attempt whose payment page is to be opened."""

    attempt_id: UUID


async def begin(work: Work, viewer: Viewer, *, order_id: UUID, follows: bool = False) -> Begun:
    """The buyer means to pay by card what she would pay when she fetches it. While a page is open, it is that page.

    `follows`: the asker showed the order's link. Refuses: NotFound, PaymentNotOffered (no card was offered for it, or its amount is
    none for a card), InvalidTransition (it is paid, or ended).
    """
    if not follows and await orders.own(work, viewer, order_id) is None:
        raise NotFound
    order = await locked(work, order_id)
    payment = await locked_payment(
        work,
        await work.value(
            "SELECT id FROM payment WHERE cooperative_id = $1 AND order_id = $2", work.cooperative_id, order_id
        ),
    )
    if not payment["takes_card"]:
        raise PaymentNotOffered("not_by_card")
    if payment["method"] != "pickup" or payment["state"] != "open" or order["state"] != "placed":
        raise InvalidTransition(payment["state"])
    if payment["amount_minor"] % rails.step_of("card", payment["currency"]):
        raise PaymentNotOffered("not_whole")
    there = await work.value(
        "SELECT id FROM payment_attempt WHERE cooperative_id = $1 AND payment_id = $2 AND state IN ('created', 'page_open', 'declined') "
        "ORDER BY id DESC LIMIT 1",
        work.cooperative_id, payment["id"],
    )  # fmt: skip
    if there is not None:
        return Begun(there)
    attempt_id = ids.new()
    await work.execute(
        "INSERT INTO payment_attempt (cooperative_id, id, payment_id, state, created_at, lease_until, expires_at) VALUES ($1, $2, $3, 'created', $4, $5, $6)",
        work.cooperative_id, attempt_id, payment["id"], work.now, work.now + LEASE, work.now + PAGE_OPEN,
    )  # fmt: skip
    return Begun(attempt_id)


async def close_pages(work: Work, payment_id: UUID) -> None:
    """It was paid in cash: a page that is still open is closed at the provider, by its flow."""
    await work.execute(
        "UPDATE payment_attempt SET state = 'superseded', ended_at = $3, lease_until = $3 WHERE cooperative_id = $1 AND payment_id = $2 "
        "AND state IN ('created', 'page_open', 'declined')",
        work.cooperative_id, payment_id, work.now,
    )  # fmt: skip
