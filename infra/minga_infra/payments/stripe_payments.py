"""Stripe as the market's payment provider: Checkout, separate charges and transfers, Accounts v2 recipients.

The co-op is the merchant: its own platform account charges the buyer and then transfers each maker's part
(docs.stripe.com/connect/separate-charges-and-transfers). The same code talks to Stripe and to the stand-in on loopback;
nothing here knows which.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from minga_infra.payments import stripe_webhooks
from minga_infra.payments.stripe_amounts import to_stripe
from minga_infra.payments.stripe_evidence import FIELDS, fitting
from minga_infra.payments.stripe_reading import (
    ATTEMPT,
    COOPERATIVE,
    ONWARD,
    ORDER,
    REFUND,
    REMITTANCE,
    REVERSAL,
    SELLER,
    TRIAL,
    Thing,
    read_account_payout,
    read_balance,
    read_dispute,
    read_event,
    read_movement,
    read_payment,
    read_refund,
    read_remittance,
    read_reversal,
    read_seller_account,
)
from minga_platform.market.payments.ports import (
    AccountPayoutSeen,
    AccountPayoutWish,
    BalanceSeen,
    CaptureWish,
    Declined,
    DeclineReason,
    DisputeSeen,
    Done,
    EventHint,
    EvidenceFile,
    EvidenceWish,
    Movement,
    OnboardingLink,
    Outcome,
    Page,
    PageLine,
    PaymentPageWish,
    PaymentSeen,
    PaymentState,
    RefundSeen,
    RefundWish,
    RemittanceSeen,
    RemittanceWish,
    ReversalSeen,
    ReversalWish,
    SellerAccountSeen,
    SellerAccountWish,
    Unknown,
    WebhookRegistered,
)

if TYPE_CHECKING:
    from stripe import RequestOptions, StripeClient, StripeObject

T = TypeVar("T")

API_VERSION = "2026-10-28.endive"
"""The version that the pinned client's types describe; sent with each call and set on each webhook."""

LANGUAGES = {"en": "en", "es": "es", "fr": "fr"}
"""Languages of the hosted page by ours. Stripe has no Arabic page: `auto` leaves the choice to the buyer's browser."""

OWN_EVENTS = (
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.payment_failed",
    "payment_intent.amount_capturable_updated",
    "payment_intent.canceled",
    "charge.refunded",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "transfer.created",
    "transfer.reversed",
)
SELLERS_EVENTS = ("account.updated", "payout.paid", "payout.failed")

_SEEN = "payment_intent.latest_charge.balance_transaction"
_PAGE_SIZE = 100
_NEWEST = 40
"""Among how many of the newest a page is looked for whose opening failed a second ago. Each costs a twentieth of a millisecond to read."""
_MOST_LINES = 100
_LONGEST_TITLE = 250
_CLOCKS_APART = timedelta(minutes=10)
"""How far the provider's clock may be from ours when we look by time."""


class StripePayments:
    """The account of one co-op: `market.payments.ports.Payments`."""

    def __init__(self, client: Callable[[], Awaitable["StripeClient"]], webhook_secrets: tuple[str, ...]) -> None:
        """`client` gives the co-op's client, loading the library the first time."""
        self._client = client
        self._webhook_secrets = webhook_secrets

    # --- the buyer pays ---

    async def open_payment_page(self, wish: PaymentPageWish) -> Outcome[PaymentSeen]:
        marks = {ATTEMPT: wish.attempt, ORDER: wish.order, COOPERATIVE: wish.cooperative}
        params: Any = {
            "mode": "payment",
            # Cards only: a method that settles days later would need a stock that waits as long.
            "allowed_payment_method_types": ["card"],
            "line_items": [_line_item(line) for line in _fitting(wish.lines)],
            "success_url": wish.success_url.replace("{page_ref}", "{CHECKOUT_SESSION_ID}"),
            "cancel_url": wish.cancel_url,
            "expires_at": int(wish.expires_at.timestamp()),
            "locale": LANGUAGES.get(wish.language, "auto"),
            "client_reference_id": wish.attempt,
            "metadata": marks,
            "payment_intent_data": {"transfer_group": wish.order, "metadata": marks},
            "expand": [_SEEN],
        }
        if wish.captured_later:
            params["payment_intent_data"]["capture_method"] = "manual"
        if wish.buyer_email:
            params["customer_email"] = wish.buyer_email
        key: RequestOptions = {"idempotency_key": f"page:{wish.attempt}"}
        # Looked for after a failure that the key remembers, hence among the newest: a whole day's list for each order of an outage
        # would hold up all others. A page that is overlooked was shown to nobody and closes by itself.
        return await self._once(
            False,
            find=lambda: self._find_page(
                wish.attempt,
                opened_from=wish.wished_at or wish.expires_at - timedelta(days=1),
                opened_to=wish.expires_at,
                newest=_NEWEST,
            ),
            send=lambda: self._ask(lambda stripe: stripe.v1.checkout.sessions.create_async(params, key), read_payment),
        )

    async def look_up_page(self, page_ref: str) -> Outcome[PaymentSeen]:
        return await self._ask(
            lambda stripe: stripe.v1.checkout.sessions.retrieve_async(page_ref, {"expand": [_SEEN]}), read_payment
        )

    async def look_up_payment(self, payment_ref: str) -> Outcome[PaymentSeen]:
        return await self._ask_first(
            lambda stripe: stripe.v1.checkout.sessions.list_async(
                {"payment_intent": payment_ref, "limit": 1, "expand": [f"data.{_SEEN}"]}
            ),
            read_payment,
        )

    async def find_page(self, attempt: str, *, opened_from: datetime, opened_to: datetime) -> Outcome[PaymentSeen]:
        return await self._find_page(attempt, opened_from=opened_from, opened_to=opened_to)

    async def _find_page(
        self, attempt: str, *, opened_from: datetime, opened_to: datetime, newest: int | None = None
    ) -> Outcome[PaymentSeen]:
        # Sessions cannot be searched, and the search over payments runs behind by up to a minute; the list does not.
        found = await self._search(
            "/v1/checkout/sessions",
            {**_part(None, created=_between(opened_from, opened_to)), "limit": newest or _PAGE_SIZE},
            lambda session: session.get("client_reference_id") == attempt,
            newest=newest,
        )
        return await self.look_up_page(found.value["id"]) if isinstance(found, Done) else found

    async def expire_page(self, page_ref: str) -> Outcome[PaymentSeen]:
        answer = await self._ask(
            lambda stripe: stripe.v1.checkout.sessions.expire_async(page_ref, {"expand": [_SEEN]}), read_payment
        )
        if not isinstance(answer, Declined) or answer.reason is DeclineReason.NOT_FOUND:
            return answer
        # "Only open sessions can be expired": somebody was quicker. What it is now is the answer.
        now = await self.look_up_page(page_ref)
        return answer if isinstance(now, Done) and now.value.state is PaymentState.OPEN else now

    # --- of an authorised payment ---

    async def capture(self, wish: CaptureWish) -> Outcome[PaymentSeen]:
        amount, _ = to_stripe(wish.amount)
        key: RequestOptions = {"idempotency_key": f"capture:{wish.wish}:{wish.trial}"}
        return await self._and_look(
            wish.payment_ref,
            lambda stripe: stripe.v1.payment_intents.capture_async(
                wish.payment_ref, {"amount_to_capture": amount}, key
            ),
        )

    async def release(self, payment_ref: str, *, wish: str, trial: int = 1) -> Outcome[PaymentSeen]:
        key: RequestOptions = {"idempotency_key": f"release:{wish}:{trial}"}
        return await self._and_look(
            payment_ref, lambda stripe: stripe.v1.payment_intents.cancel_async(payment_ref, {}, key)
        )

    async def _and_look(
        self, payment_ref: str, call: Callable[["StripeClient"], Awaitable["StripeObject"]]
    ) -> Outcome[PaymentSeen]:
        answer = await self._ask(call, lambda intent: intent)
        if isinstance(answer, Unknown):
            return answer
        now = await self.look_up_payment(payment_ref)
        if isinstance(answer, Declined) and isinstance(now, Done) and now.value.state is PaymentState.AUTHORISED:
            return answer
        # Done, or "not in this state": somebody was quicker, or it lapsed. What it is now is the answer.
        return now

    # --- money goes back ---

    async def refund(self, wish: RefundWish) -> Outcome[RefundSeen]:
        amount, _ = to_stripe(wish.amount)
        params: Any = {
            "payment_intent": wish.payment_ref,
            "amount": amount,
            "metadata": {REFUND: wish.refund, TRIAL: str(wish.trial), COOPERATIVE: wish.cooperative},
        }
        key: RequestOptions = {"idempotency_key": f"refund:{wish.refund}:{wish.trial}"}
        return await self._once(
            wish.maybe_sent,
            find=lambda: self.find_refund(wish.refund, payment_ref=wish.payment_ref, trial=wish.trial),
            send=lambda: self._ask(lambda stripe: stripe.v1.refunds.create_async(params, key), read_refund),
        )

    async def look_up_refund(self, refund_ref: str) -> Outcome[RefundSeen]:
        return await self._ask(lambda stripe: stripe.v1.refunds.retrieve_async(refund_ref), read_refund)

    async def find_refund(self, refund: str, *, payment_ref: str, trial: int = 1) -> Outcome[RefundSeen]:
        found = await self._search(
            "/v1/refunds",
            _part(None, payment_intent=payment_ref),
            lambda thing: _marked(thing, REFUND, refund, trial),
        )
        return Done(read_refund(found.value)) if isinstance(found, Done) else found

    # --- the buyer's bank takes the money back ---

    async def look_up_dispute(self, dispute_ref: str) -> Outcome[DisputeSeen]:
        return await self._ask(lambda stripe: stripe.v1.disputes.retrieve_async(dispute_ref), read_dispute)

    async def disputes(self, *, since: datetime, after: str | None = None) -> Outcome[Page[DisputeSeen]]:
        return await self._ask(
            lambda stripe: stripe.v1.disputes.list_async(_part(after, created=_from_to(since, None))),
            lambda found: _page_of(found, read_dispute),
        )

    async def answer_dispute(self, wish: EvidenceWish) -> Outcome[DisputeSeen]:
        evidence: dict[str, str] = {"uncategorized_text": wish.text}
        for file in wish.files:
            # Under our id of it: asked again, the same file is told, and none is uploaded twice.
            made = await self._upload(file)
            if not isinstance(made, Done):
                return made
            evidence[FIELDS[file.kind]] = made.value
        params: Any = {"evidence": evidence, "submit": True}
        key: RequestOptions = {"idempotency_key": f"dispute:{wish.answer}"}
        return await self._ask(
            lambda stripe: stripe.v1.disputes.update_async(wish.dispute_ref, params, key), read_dispute
        )

    async def accept_dispute(self, dispute_ref: str, *, answer: str) -> Outcome[DisputeSeen]:
        key: RequestOptions = {"idempotency_key": f"dispute:{answer}"}
        return await self._ask(lambda stripe: stripe.v1.disputes.close_async(dispute_ref, {}, key), read_dispute)

    async def _upload(self, file: EvidenceFile) -> Outcome[str]:
        data = await fitting(file)
        key: RequestOptions = {"idempotency_key": f"evidence:{file.file}"}
        params: Any = {"file": data, "purpose": "dispute_evidence"}
        return await self._ask(lambda stripe: stripe.v1.files.create_async(params, key), lambda thing: str(thing["id"]))

    # --- money to sellers ---

    async def remit(self, wish: RemittanceWish) -> Outcome[RemittanceSeen]:
        amount, currency = to_stripe(wish.amount)
        params: Any = {
            "amount": amount,
            "currency": currency,
            "destination": wish.account_ref,
            "metadata": {REMITTANCE: wish.remittance, TRIAL: str(wish.trial), COOPERATIVE: wish.cooperative},
        }
        if wish.order:
            params["transfer_group"] = wish.order
        if wish.charge_ref:
            params["source_transaction"] = wish.charge_ref
        key: RequestOptions = {"idempotency_key": f"remit:{wish.remittance}:{wish.trial}"}
        return await self._once(
            wish.maybe_sent,
            find=lambda: self.find_remittance(
                wish.remittance, account_ref=wish.account_ref, order=wish.order, trial=wish.trial
            ),
            send=lambda: self._ask(lambda stripe: stripe.v1.transfers.create_async(params, key), read_remittance),
        )

    async def look_up_remittance(self, remittance_ref: str) -> Outcome[RemittanceSeen]:
        return await self._ask(lambda stripe: stripe.v1.transfers.retrieve_async(remittance_ref), read_remittance)

    async def find_remittance(
        self, remittance: str, *, account_ref: str, order: str | None = None, trial: int = 1
    ) -> Outcome[RemittanceSeen]:
        filters = {"destination": account_ref} | ({"transfer_group": order} if order else {})
        found = await self._search(
            "/v1/transfers",
            _part(None, **filters),
            lambda thing: _marked(thing, REMITTANCE, remittance, trial),
        )
        return Done(read_remittance(found.value)) if isinstance(found, Done) else found

    async def reverse_remittance(self, wish: ReversalWish) -> Outcome[ReversalSeen]:
        amount, _ = to_stripe(wish.amount)
        params: Any = {
            "amount": amount,
            "metadata": {REVERSAL: wish.reversal, TRIAL: str(wish.trial), COOPERATIVE: wish.cooperative},
        }
        key: RequestOptions = {"idempotency_key": f"reverse:{wish.reversal}:{wish.trial}"}
        return await self._once(
            wish.maybe_sent,
            find=lambda: self.find_reversal(wish.reversal, remittance_ref=wish.remittance_ref, trial=wish.trial),
            send=lambda: self._ask(
                lambda stripe: stripe.v1.transfers.reversals.create_async(wish.remittance_ref, params, key),
                read_reversal,
            ),
        )

    async def find_reversal(self, reversal: str, *, remittance_ref: str, trial: int = 1) -> Outcome[ReversalSeen]:
        found = await self._search(
            f"/v1/transfers/{quote(remittance_ref, safe='')}/reversals",
            _part(None),
            lambda thing: _marked(thing, REVERSAL, reversal, trial),
        )
        return Done(read_reversal(found.value)) if isinstance(found, Done) else found

    # --- sellers' accounts ---

    async def create_seller_account(self, wish: SellerAccountWish) -> Outcome[SellerAccountSeen]:
        params: Any = {
            "contact_email": wish.email,
            "display_name": wish.display_name,
            "dashboard": "express",
            "identity": {"country": wish.country.lower()},
            "defaults": {"responsibilities": {"fees_collector": "application", "losses_collector": "application"}},
            "configuration": {
                "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
            },
            "metadata": {SELLER: wish.seller, COOPERATIVE: wish.cooperative},
            "include": ["configuration.recipient", "requirements"],
        }
        key: RequestOptions = {"idempotency_key": f"seller:{wish.seller}"}
        return await self._once(
            wish.maybe_sent,
            find=lambda: self.find_seller_account(wish.seller),
            send=lambda: self._ask(
                lambda stripe: stripe.v2.core.accounts.create_async(params, key), read_seller_account
            ),
        )

    async def look_up_seller_account(self, account_ref: str) -> Outcome[SellerAccountSeen]:
        return await self._ask(
            lambda stripe: stripe.v2.core.accounts.retrieve_async(
                account_ref,
                {"include": ["configuration.recipient", "requirements"]},
            ),
            read_seller_account,
        )

    async def find_seller_account(self, seller: str) -> Outcome[SellerAccountSeen]:
        found = await self._search(
            "/v2/core/accounts",
            {"limit": 20},
            lambda account: _marked(account, SELLER, seller),
        )
        return await self.look_up_seller_account(found.value["id"]) if isinstance(found, Done) else found

    async def onboarding_link(self, account_ref: str, *, return_url: str, refresh_url: str) -> Outcome[OnboardingLink]:
        return await self._ask(
            lambda stripe: stripe.v2.core.account_links.create_async(
                {
                    "account": account_ref,
                    "use_case": {
                        "type": "account_onboarding",
                        "account_onboarding": {"return_url": return_url, "refresh_url": refresh_url},
                    },
                }
            ),
            lambda link: OnboardingLink(link["url"], datetime.fromisoformat(link["expires_at"])),
        )

    async def seller_balance(self, account_ref: str) -> Outcome[BalanceSeen]:
        return await self._ask(
            lambda stripe: stripe.v1.balance.retrieve_async({}, {"stripe_account": account_ref}), read_balance
        )

    async def pay_out_by_hand(self, account_ref: str) -> Outcome[bool]:
        params: Any = {"payments": {"payouts": {"schedule": {"interval": "manual"}}}}
        return await self._ask(
            lambda stripe: stripe.v1.balance_settings.update_async(params, {"stripe_account": account_ref}),
            lambda _: True,
        )

    async def pay_out_account(self, wish: AccountPayoutWish) -> Outcome[AccountPayoutSeen]:
        amount, currency = to_stripe(wish.amount, payout=True)
        params: Any = {
            "amount": amount,
            "currency": currency,
            "metadata": {ONWARD: wish.payout, TRIAL: str(wish.trial), COOPERATIVE: wish.cooperative},
        }
        there: RequestOptions = {
            "idempotency_key": f"onward:{wish.payout}:{wish.trial}",
            "stripe_account": wish.account_ref,
        }

        def read(payout: Thing) -> AccountPayoutSeen:
            return read_account_payout(payout, wish.account_ref)

        async def find() -> Outcome[AccountPayoutSeen]:
            found = await self._search(
                "/v1/payouts",
                _part(None, stripe_account=wish.account_ref),
                lambda thing: _marked(thing, ONWARD, wish.payout, wish.trial),
            )
            return Done(read(found.value)) if isinstance(found, Done) else found

        return await self._once(
            wish.maybe_sent,
            find=find,
            send=lambda: self._ask(lambda stripe: stripe.v1.payouts.create_async(params, there), read),
        )

    async def look_up_account_payout(self, payout_ref: str, *, account_ref: str) -> Outcome[AccountPayoutSeen]:
        return await self._ask(
            lambda stripe: stripe.v1.payouts.retrieve_async(payout_ref, {}, {"stripe_account": account_ref}),
            lambda payout: read_account_payout(payout, account_ref),
        )

    # --- the provider's own books ---

    async def balance(self) -> Outcome[BalanceSeen]:
        return await self._ask(lambda stripe: stripe.v1.balance.retrieve_async(), read_balance)

    async def movements(
        self, *, since: datetime, until: datetime | None = None, after: str | None = None
    ) -> Outcome[Page[Movement]]:
        return await self._ask(
            lambda stripe: stripe.v1.balance_transactions.list_async(_part(after, created=_from_to(since, until))),
            lambda found: _page_of(found, read_movement),
        )

    async def events(
        self, *, since: datetime, until: datetime | None = None, after: str | None = None
    ) -> Outcome[Page[EventHint]]:
        return await self._ask(
            lambda stripe: stripe.v1.events.list_async(_part(after, created=_from_to(since, until))),
            lambda found: _page_of(found, read_event),
        )

    # --- messages ---

    async def register_webhook(self, url: str, *, for_sellers: bool, request: str) -> Outcome[WebhookRegistered]:
        events = SELLERS_EVENTS if for_sellers else OWN_EVENTS
        params: Any = {
            "url": url,
            "enabled_events": list(events),
            "connect": for_sellers,
            "api_version": API_VERSION,
        }
        key: RequestOptions = {"idempotency_key": f"webhook:{request}:{'sellers' if for_sellers else 'own'}"}
        return await self._ask(
            lambda stripe: stripe.v1.webhook_endpoints.create_async(params, key),
            lambda endpoint: WebhookRegistered(endpoint["id"], endpoint["secret"]),
        )

    def verify_webhook(self, body: bytes, signature: str | None, *, now: datetime) -> EventHint:
        return stripe_webhooks.verify(body, signature, self._webhook_secrets, now)

    # --- how a call is made ---

    async def _once(
        self,
        maybe_sent: bool,
        *,
        find: Callable[[], Awaitable[Outcome[T]]],
        send: Callable[[], Awaitable[Outcome[T]]],
    ) -> Outcome[T]:
        """Send what is not there. Only a list read to its end says that it is not there; in doubt nothing is sent."""
        if maybe_sent:
            known = await find()
            if not isinstance(known, Declined) or known.reason is not DeclineReason.NOT_FOUND:
                return known
        answer = await send()
        if isinstance(answer, Unknown) and answer.settled:
            # The failure is remembered under our key. The deed may stand behind it all the same.
            known = await find()
            if isinstance(known, Done):
                return known
            if isinstance(known, Declined) and known.reason is DeclineReason.NOT_FOUND:
                return replace(answer, absent=True)
        return answer

    async def _ask(
        self, call: Callable[["StripeClient"], Awaitable["StripeObject"]], read: Callable[[Thing], T]
    ) -> Outcome[T]:
        client = await self._client()
        from minga_infra.payments.stripe_answers import outcome

        return await outcome(call(client), read)

    async def _ask_first(
        self, call: Callable[["StripeClient"], Awaitable["StripeObject"]], read: Callable[[Thing], T]
    ) -> Outcome[T]:
        found = await self._ask(call, lambda page: page["data"])
        if not isinstance(found, Done):
            return found
        return Done(read(found.value[0])) if found.value else Declined(DeclineReason.NOT_FOUND)

    async def _search(
        self,
        address: str,
        filters: Mapping[str, Any],
        fits: Callable[[Thing], bool],
        *,
        newest: int | None = None,
    ) -> Outcome[Thing]:
        client = await self._client()
        from minga_infra.payments.stripe_answers import first

        return await first(client, address, filters, fits, newest=newest)


def _fitting(lines: tuple[PageLine, ...]) -> tuple[PageLine, ...]:
    """A page shows 100 lines; of a longer basket the last line is the rest. The total stays what it is."""
    if len(lines) <= _MOST_LINES:
        return lines
    rest = lines[_MOST_LINES - 1 :]
    total = rest[0].amount
    for line in rest[1:]:
        total += line.amount
    return (*lines[: _MOST_LINES - 1], PageLine(f"+ {len(rest)}", total))


def _line_item(line: PageLine) -> dict[str, Any]:
    amount, currency = to_stripe(line.amount)
    title = " ".join(line.title.split())[:_LONGEST_TITLE] or "–"
    return {
        "quantity": 1,
        "price_data": {"currency": currency, "unit_amount": amount, "product_data": {"name": title}},
    }


def _marked(thing: Thing, mark: str, ours: str, trial: int | None = None) -> bool:
    marks = thing.get("metadata") or {}
    return marks.get(mark) == ours and (trial is None or marks.get(TRIAL) == str(trial))


def _between(start: datetime, end: datetime) -> Mapping[str, int]:
    return _from_to(start - _CLOCKS_APART, end + _CLOCKS_APART)


def _from_to(start: datetime, end: datetime | None) -> dict[str, int]:
    window = {"gte": int(start.timestamp())}
    if end is not None:
        window["lte"] = int(end.timestamp()) + 1
    return window


def _part(after: str | None, **filters: Any) -> Any:
    """One page of a list. Any, because the client declares a type for each list and this serves them all."""
    cursor = {} if after is None else {"starting_after": after}
    return {"limit": _PAGE_SIZE, **filters, **cursor}


def _page_of(found: Thing, read: Callable[[Thing], T]) -> Page[T]:
    data = found["data"]
    return Page(tuple(read(thing) for thing in data), data[-1]["id"] if found["has_more"] and data else None)
