"""Steps that cross to the card provider: a unit writes down the wish, the call is made, a unit writes down the answer.

Whoever begins a flow has its row alone while she lives; when her lease runs out a worker finishes it with the same ids, so the
provider does it once. No answer is not a no: the row stays as it is and is asked for again.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog

from minga_platform.kernel import ids
from minga_platform.kernel.failpoints import reach
from minga_platform.kernel.jobs import Desk
from minga_platform.kernel.money import Money
from minga_platform.kernel.work import Work
from minga_platform.ledger.chart import AccountKind, AccountName
from minga_platform.market.payments import ports, rails
from minga_platform.market.payments.commands.applying import apply_payment
from minga_platform.market.payments.commands.attempts import begin_anew, open_attempt_beside
from minga_platform.market.payments.commands.bank import fail_payment
from minga_platform.market.payments.leases import held, soon
from minga_platform.rules import queries as rules

_log = structlog.get_logger("minga.payments")

PROVIDER_PAGE_OPEN = timedelta(minutes=60)
"""How long the provider keeps its page; it takes no less than half an hour, so we close ours earlier ourselves."""

ID_REMEMBERED = timedelta(hours=12)
"""For so long the provider surely knows our ids again (it promises a day); later we look before we send."""

_BETWEEN_LOOKS = timedelta(minutes=1)

CARD_CASH = AccountName(AccountKind.CASH_STRIPE)


class ProviderAccounts(Protocol):
    """Finds a co-op's own account at the card provider."""

    async def account_of(self, desk: Desk) -> ports.Payments | None:
        """Ready to be spoken to; None when the co-op takes no cards."""
        ...


class Addresses(Protocol):
    """Makes addresses of our own pages for others to send people back to."""

    def order_page(self, slug: str, cooperative_id: UUID, order_id: UUID, language: str) -> str:
        """An order's page, with the token that opens it."""
        ...

    def stall_orders_page(self, slug: str, stall_slug: str, language: str) -> str:
        """What a stall has to prepare; its keepers sign in there."""
        ...

    def stall_money_page(self, slug: str, stall_id: str, language: str) -> str:
        """Where a maker comes back to from the card provider; by the stall's id, which leads to its address."""
        ...


async def cards_offered(desk: Desk) -> bool:
    """Whether the co-op takes cards at all."""
    accounts: ProviderAccounts = desk.port(ProviderAccounts)
    return await accounts.account_of(desk) is not None


@dataclass(frozen=True, slots=True)
class _Opened:
    """What asking for a page came to. `answered`: the provider said something, so it is worth asking it for others."""

    url: str | None
    answered: bool = True
    anew: UUID | None = None
    """The attempt that took this one's place."""


async def open_page(desk: Desk, attempt_id: UUID) -> str | None:
    """Have the provider open its payment page for an attempt; its address, or None while there is no answer. Safe to repeat.

    For somebody who waits: not for longer than she does.
    """
    opened: _Opened | None = await soon(_open_page_or_anew(desk, attempt_id))
    return None if opened is None else opened.url


async def _open_page_or_anew(desk: Desk, attempt_id: UUID) -> _Opened:
    opened = await _open_page(desk, attempt_id)
    # Once in the same breath, so that who waits may get her page after all; if that fails too, with growing pauses.
    return opened if opened.anew is None else await _open_page(desk, opened.anew)


async def finish_opening(desk: Desk, attempt_id: UUID) -> bool:
    """The same for a worker; whether there was an answer."""
    return (await _open_page(desk, attempt_id)).answered


async def _open_page(desk: Desk, attempt_id: UUID) -> _Opened:
    async with desk.read() as work:
        facts = await _attempt_facts(work, attempt_id)
        if facts is not None and facts["state"] == "superseded":
            beside = await open_attempt_beside(work, attempt_id)
            facts = None if beside is None else await _attempt_facts(work, beside)
    if facts is None:
        return _Opened(None)
    if facts["state"] != "created":
        return _Opened(str(facts["page_url"]) if facts["page_url"] else None)
    attempt_id = facts["id"]
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        await desk.run(lambda work: _give_up(work, attempt_id, "no account at the provider"))
        return _Opened(None)
    reach("checkout.committed")
    async with held(desk, "payment_attempt", attempt_id):
        outcome = await _asked_for_page(desk, account, facts)
    reach("checkout.page_opened")
    opened: _Opened = await desk.run(lambda work: _note_page(work, facts, outcome))
    reach("checkout.page_noted")
    return opened


async def _asked_for_page(desk: Desk, account: ports.Payments, facts: dict[str, Any]) -> Any:
    try:
        return await asked(account.open_payment_page(_wish(desk, facts)))
    except ports.ProviderMisused:
        # The wish holds our own address. Sent once, unheard, and again from another port or name, it is another wish under the
        # same id; then the page of the first is there.
        found = await _seen(account, facts["id"], facts, close=False)
        if not isinstance(found, ports.Done):
            raise
        return found


async def _note_page(work: Work, facts: dict[str, Any], outcome: Any) -> _Opened:
    attempt_id: UUID = facts["id"]
    if isinstance(outcome, ports.Unknown):
        if outcome.absent:
            anew = await begin_anew(
                work, facts["order_id"], attempt_id, tries=facts["tries"] + 1, rest=pause(facts["tries"])
            )
            return _Opened(None, answered=False, anew=anew)
        await work.execute(
            "UPDATE payment_attempt SET tries = tries + 1, lease_until = $3 WHERE cooperative_id = $1 AND id = $2 AND state = 'created'",
            work.cooperative_id, attempt_id, work.now + pause(facts["tries"]),
        )  # fmt: skip
        return _Opened(None, answered=False)
    if isinstance(outcome, ports.Declined):
        _log.warning(
            "payment page declined", attempt=str(attempt_id), reason=outcome.reason, code=outcome.provider_code
        )
        await fail_payment(work, facts["payment_id"], facts["order_id"], attempt_state="declined", cause="payment")
        return _Opened(None)
    # An attempt that was superseded meanwhile keeps the page's name, so that it can be closed there: at once, even if somebody
    # looked for the page before it was there and found that nothing was to be closed. Nobody is sent to it.
    state = await work.value(
        "UPDATE payment_attempt SET provider_page = $3, page_url = $4, lease_until = CASE state WHEN 'created' THEN $5::timestamptz "
        "WHEN 'superseded' THEN $6::timestamptz ELSE lease_until END, state = CASE WHEN state = 'created' THEN 'page_open' ELSE state END "
        "WHERE cooperative_id = $1 AND id = $2 RETURNING state",
        work.cooperative_id, attempt_id, outcome.value.page_ref, outcome.value.url, work.now + _BETWEEN_LOOKS, work.now,
    )  # fmt: skip
    return _Opened(str(outcome.value.url) if outcome.value.url and state != "superseded" else None)


async def look_up_attempt(desk: Desk, attempt_id: UUID, *, close: bool = False) -> bool:
    """Learn what became of a payment page, and apply it; whether there was an answer. Safe to repeat.

    `close`: its time is over, so nobody may pay any more.
    """
    async with desk.read() as work:
        facts = await _attempt_facts(work, attempt_id)
    # An order to be paid in cash has an attempt only where its buyer began to pay by card.
    if facts is None or facts["method"] not in ("card", "pickup"):
        return True
    account = await desk.port(ProviderAccounts).account_of(desk)
    if account is None:
        return False
    async with held(desk, "payment_attempt", attempt_id):
        outcome = await _seen(account, attempt_id, facts, close)
    if isinstance(outcome, ports.Done):
        seen = outcome.value
        told = await desk.run(lambda work: apply_payment(work, seen))
        if told != "paid":
            await desk.run(lambda work: _look_again(work, attempt_id))
        return True
    if isinstance(outcome, ports.Declined):
        if close and facts["provider_page"] is None:
            await desk.run(lambda work: _nothing_came(work, attempt_id, facts))
        else:
            await desk.run(lambda work: _look_again(work, attempt_id))
        return True
    await desk.run(lambda work: _wait(work, attempt_id, facts["tries"]))
    return False


async def _seen(account: ports.Payments, attempt_id: UUID, facts: dict[str, Any], close: bool) -> Any:
    if facts["provider_page"] is None:
        opened = facts["created_at"]
        outcome = await asked(
            account.find_page(
                ids.encode("attempt", attempt_id), opened_from=opened, opened_to=opened + timedelta(days=2)
            )
        )
        if isinstance(outcome, ports.Done) and close:
            return await asked(account.expire_page(outcome.value.page_ref))
        return outcome
    look = account.expire_page if close else account.look_up_page
    return await asked(look(facts["provider_page"]))


async def _attempt_facts(work: Work, attempt_id: UUID) -> dict[str, Any] | None:
    row = await work.row(
        """SELECT a.id, a.state, a.page_url, a.provider_page, a.tries, a.created_at, a.expires_at, p.id AS payment_id, p.order_id, p.method,
               p.amount_minor, p.stored_minor, p.takes_card, p.currency, o.language, o.contact, o.delivery_minor, c.slug,
               (SELECT jsonb_agg(jsonb_build_array(l.title, l.variant_title, l.total_minor) ORDER BY s.position, l.position)
                FROM order_line l JOIN seller_order s ON s.cooperative_id = l.cooperative_id AND s.id = l.seller_order_id
                WHERE s.cooperative_id = o.cooperative_id AND s.order_id = o.id) AS lines
           FROM payment_attempt a
           JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id
           JOIN sale_order o ON o.cooperative_id = p.cooperative_id AND o.id = p.order_id
           JOIN cooperative c ON c.id = a.cooperative_id
           WHERE a.cooperative_id = $1 AND a.id = $2""",
        work.cooperative_id,
        attempt_id,
    )
    if row is None:
        return None
    # As the rule was when the attempt was made: the wish is the same however often it is sent.
    capture = await rules.at(work, "market.card_capture", row["created_at"])
    return {**dict(row), "captured_later": capture == "at_handover" or row["takes_card"]}


def _wish(desk: Desk, facts: dict[str, Any]) -> ports.PaymentPageWish:
    """Made of the row alone, so that it is the same to the last character however often it is sent."""
    addresses: Addresses = desk.port(Addresses)
    assert desk.cooperative_id is not None
    currency, language = facts["currency"], facts["language"]
    lines = [
        ports.PageLine(f"{title}, {variant}" if variant else title, Money(minor, currency))
        for title, variant, minor in facts["lines"]
    ]
    if facts["delivery_minor"]:
        lines.append(ports.PageLine(_DELIVERY.get(language, _DELIVERY["en"]), Money(facts["delivery_minor"], currency)))
    if any(line.amount.minor % rails.step_of("card", currency) for line in lines):
        # What a card can be charged is whole; what its lines come to need not be (`place.py`).
        lines = [ports.PageLine(_ORDER.get(language, _ORDER["en"]), Money(facts["amount_minor"], currency))]
    if facts["stored_minor"]:
        # The provider's page knows no line below nothing: what a voucher and store credit paid can only be left out.
        lines = [ports.PageLine(_REST.get(language, _REST["en"]), Money(facts["amount_minor"], currency))]
    back = addresses.order_page(facts["slug"], desk.cooperative_id, facts["order_id"], language)
    return ports.PaymentPageWish(
        attempt=ids.encode("attempt", facts["id"]),
        order=ids.encode("ord", facts["order_id"]),
        cooperative=ids.encode("coop", desk.cooperative_id),
        lines=tuple(lines),
        total=Money(facts["amount_minor"], currency),
        success_url=f"{back}&page={{page_ref}}",
        cancel_url=back,
        expires_at=facts["created_at"] + PROVIDER_PAGE_OPEN,
        wished_at=facts["created_at"],
        language=language,
        buyer_email=facts["contact"].get("mail") or None,
        captured_later=facts["captured_later"],
    )


# Written into the wish at the first try and never after: it may not follow a later translation.
_DELIVERY = {"en": "Delivery", "es": "Entrega", "fr": "Livraison", "ar": "التوصيل"}
_ORDER = {"en": "Your order", "es": "Su pedido", "fr": "Votre commande", "ar": "طلبك"}
_REST = {
    "en": "What is left to pay", "es": "Lo que queda por pagar", "fr": "Ce qui reste à payer", "ar": "المبلغ المتبقي للدفع",
}  # fmt: skip


async def _give_up(work: Work, attempt_id: UUID, why: str) -> None:
    row = await work.row(
        "SELECT p.id, p.order_id FROM payment_attempt a JOIN payment p ON p.cooperative_id = a.cooperative_id AND p.id = a.payment_id "
        "WHERE a.cooperative_id = $1 AND a.id = $2",
        work.cooperative_id,
        attempt_id,
    )
    assert row is not None
    _log.warning("attempt given up", attempt=str(attempt_id), why=why)
    await fail_payment(work, row["id"], row["order_id"], attempt_state="expired", cause="payment")


async def _nothing_came(work: Work, attempt_id: UUID, facts: dict[str, Any]) -> None:
    if facts["state"] == "superseded":
        await work.execute(
            "UPDATE payment_attempt SET lease_until = 'infinity' WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            attempt_id,
        )
    else:
        await fail_payment(work, facts["payment_id"], facts["order_id"], attempt_state="expired", cause="payment")


async def _wait(work: Work, attempt_id: UUID, tries: int) -> None:
    await work.execute(
        "UPDATE payment_attempt SET tries = tries + 1, lease_until = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id, attempt_id, work.now + pause(tries),
    )  # fmt: skip


async def _look_again(work: Work, attempt_id: UUID) -> None:
    """Nothing to be done now: the buyer is still on the page, or a person has to look. Again in a while, in case a message about
    her payment gets lost, and when its time is over; not with every round, for the provider counts our calls."""
    await work.execute(
        "UPDATE payment_attempt SET lease_until = CASE WHEN expires_at > $3 THEN least($4, expires_at) ELSE $4 END "
        "WHERE cooperative_id = $1 AND id = $2 AND state IN ('created', 'page_open', 'declined', 'superseded') AND lease_until < 'infinity'",
        work.cooperative_id, attempt_id, work.now, work.now + _BETWEEN_LOOKS,
    )  # fmt: skip


def pause(tries: int) -> timedelta:
    """How long to wait before asking again: 2 s, 4 s … at most half a minute, so that all is settled within a minute after a
    provider came back. A round that gets no answer ends, so many rows that wait are few calls."""
    return timedelta(seconds=min(2.0 ** min(tries + 1, 10), 30.0))


async def asked(call: Any) -> Any:
    """An outcome, whatever happens: a co-op whose account is set up wrongly must not lose an order to an exception."""
    try:
        return await call
    except ports.ProviderMisconfigured as problem:
        _log.error("provider misconfigured", problem=str(problem))
        return ports.Unknown(ports.UnknownReason.PROVIDER_FAULT, provider_message=str(problem))
