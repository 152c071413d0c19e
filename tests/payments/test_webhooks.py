"""Messages: believed only when signed, whole and of this hour; sent until they are taken; hints and nothing more."""

import asyncio
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from minga_infra.local.stripe.serving import Server
from minga_infra.payments import stripe_webhooks
from minga_infra.payments.stripe_payments import OWN_EVENTS, SELLERS_EVENTS, StripePayments
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.kernel.money import Money
from minga_platform.market.payments.ports import (
    Done,
    EventHint,
    PageLine,
    PaymentPageWish,
    ProviderCredentials,
    SellerAccountWish,
    Subject,
    WebhookRefusal,
    WebhookRefused,
)
from minga_testing.payments import StandInProcess

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "whsec_test"


def body_of(**changes: Any) -> bytes:
    event = {
        "id": "evt_1",
        "object": "event",
        "created": int(NOW.timestamp()),
        "type": "charge.refunded",
        "data": {"object": {"object": "charge", "id": "ch_1", "payment_intent": "pi_1", "transfer_group": "ord_1"}},
        **changes,
    }
    return json.dumps(event, indent=2).encode()


def signed(body: bytes, *, at: datetime = NOW, secret: str = SECRET) -> str:
    stamp = int(at.timestamp())
    mac = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={stamp},v1={mac}"


def refusal(
    body: bytes, header: str | None, *, now: datetime = NOW, secrets: tuple[str, ...] = (SECRET,)
) -> WebhookRefusal:
    with pytest.raises(WebhookRefused) as refused:
        stripe_webhooks.verify(body, header, secrets, now)
    return refused.value.reason


# --- what is believed ---


def test_a_good_message_is_a_hint_to_what_to_look_up() -> None:
    body = body_of()
    assert stripe_webhooks.verify(body, signed(body), (SECRET,), NOW) == EventHint(
        event_ref="evt_1",
        type="charge.refunded",
        at=NOW,
        subject=Subject.PAYMENT,
        subject_ref="pi_1",
        account_ref=None,
        order="ord_1",
    )


def test_the_clients_own_signatures_are_taken() -> None:
    body = body_of()
    header = stripe.WebhookSignature.generate_signature_header(body.decode(), SECRET, int(NOW.timestamp()))
    assert stripe_webhooks.verify(body, header, (SECRET,), NOW).event_ref == "evt_1"


@pytest.mark.parametrize("seconds", [-300, -1, 0, 1, 300])
def test_five_minutes_either_way_are_believed(seconds: int) -> None:
    body = body_of()
    header = signed(body, at=NOW + timedelta(seconds=seconds))
    assert stripe_webhooks.verify(body, header, (SECRET,), NOW).event_ref == "evt_1"


def test_a_message_of_301_seconds_ago_is_refused() -> None:
    body = body_of()
    assert refusal(body, signed(body, at=NOW - timedelta(seconds=301))) is WebhookRefusal.TOO_OLD


def test_a_message_of_301_seconds_ahead_is_refused_though_the_client_would_take_it() -> None:
    body = body_of()
    header = signed(body, at=NOW + timedelta(seconds=301))
    assert refusal(body, header) is WebhookRefusal.FROM_THE_FUTURE
    ahead = signed(body, at=datetime.now(UTC) + timedelta(days=1))
    assert stripe.WebhookSignature.verify_header(body, ahead, SECRET, 300)


def test_a_body_written_again_is_refused() -> None:
    body = body_of()
    header = signed(body)
    assert refusal(json.dumps(json.loads(body)).encode(), header) is WebhookRefusal.BAD_SIGNATURE


@pytest.mark.parametrize(
    ("header", "why"),
    [
        (None, WebhookRefusal.NO_SIGNATURE),
        ("", WebhookRefusal.NO_SIGNATURE),
        ("t=1", WebhookRefusal.BAD_SIGNATURE),
        ("v1=00", WebhookRefusal.BAD_SIGNATURE),
        ("t=x,v1=00", WebhookRefusal.BAD_SIGNATURE),
        ("t=²,v1=00", WebhookRefusal.BAD_SIGNATURE),
        ("t=" + "9" * 5_000 + ",v1=00", WebhookRefusal.BAD_SIGNATURE),
        ("t=1,t=2,v1=00", WebhookRefusal.BAD_SIGNATURE),
        ("t=1," + ",".join(["v1=00"] * 100), WebhookRefusal.BAD_SIGNATURE),
        ("t=1,v1=é", WebhookRefusal.BAD_SIGNATURE),
    ],
)
def test_a_header_that_is_none_is_refused(header: str | None, why: WebhookRefusal) -> None:
    got = refusal(body_of(), header)
    assert got is why or (header == "t=1" and got is WebhookRefusal.NO_SIGNATURE)


def test_an_older_scheme_does_not_count() -> None:
    body = body_of()
    assert refusal(body, signed(body).replace("v1=", "v0=")) is WebhookRefusal.NO_SIGNATURE


def test_another_cooperatives_secret_does_not_open() -> None:
    body = body_of()
    assert refusal(body, signed(body, secret="whsec_other")) is WebhookRefusal.BAD_SIGNATURE
    assert refusal(body, signed(body), secrets=()) is WebhookRefusal.BAD_SIGNATURE
    # An empty secret is no secret: anybody could sign with it.
    assert refusal(body, signed(body, secret=""), secrets=("",)) is WebhookRefusal.BAD_SIGNATURE


def test_the_old_secret_still_opens_while_it_is_exchanged() -> None:
    body = body_of()
    assert stripe_webhooks.verify(body, signed(body), ("whsec_new", SECRET), NOW).event_ref == "evt_1"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"[]", b"1", b"null", b"{}", b"\xff", b"[" * 100_000,
        body_of(data={}), body_of(data=None), body_of(created="then"), body_of(created=10**30), body_of(object="charge"),
        json.dumps({"object": "v2.core.event", "id": "evt_1", "type": "x", "created": "nonsense"}).encode(),
        json.dumps({"object": "v2.core.event", "id": "evt_1", "type": "x", "created": "2026-11-22T12:00:00"}).encode(),
    ],
)  # fmt: skip
def test_what_is_signed_and_is_no_event_is_refused(body: bytes) -> None:
    assert refusal(body, signed(body)) is WebhookRefusal.NOT_UNDERSTOOD


@given(st.binary(max_size=200), st.text(max_size=80))
def test_no_bytes_break_the_check(body: bytes, header: str) -> None:
    with pytest.raises(WebhookRefused):
        stripe_webhooks.verify(body, header, (SECRET,), NOW)
    with pytest.raises(WebhookRefused):
        stripe_webhooks.verify(body, signed(body), (SECRET,), NOW)


def test_thin_messages_about_accounts_name_the_account() -> None:
    body = json.dumps(
        {
            "id": "evt_2",
            "object": "v2.core.event",
            "type": "v2.core.account[requirements].updated",
            "created": "2026-11-22T12:00:00.000Z",
            "related_object": {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"},
        }
    ).encode()
    hint = stripe_webhooks.verify(body, signed(body), (SECRET,), NOW)
    assert (hint.subject, hint.subject_ref, hint.account_ref) == (Subject.SELLER_ACCOUNT, "acct_1", "acct_1")


def test_what_happened_on_an_account_that_is_not_the_cooperatives_says_so() -> None:
    body = body_of(account="acct_foreign")
    assert stripe_webhooks.verify(body, signed(body), (SECRET,), NOW).account_ref == "acct_foreign"


@pytest.mark.parametrize(
    ("thing", "subject", "reference"),
    [
        ({"object": "checkout.session", "id": "cs_1"}, Subject.PAGE, "cs_1"),
        ({"object": "payment_intent", "id": "pi_1"}, Subject.PAYMENT, "pi_1"),
        ({"object": "charge", "id": "ch_1", "payment_intent": {"id": "pi_2"}}, Subject.PAYMENT, "pi_2"),
        ({"object": "refund", "id": "re_1"}, Subject.REFUND, "re_1"),
        ({"object": "transfer", "id": "tr_1"}, Subject.REMITTANCE, "tr_1"),
        ({"object": "account", "id": "acct_1"}, Subject.SELLER_ACCOUNT, "acct_1"),
        ({"object": "payout", "id": "po_1"}, Subject.PAYOUT, "po_1"),
        ({"object": "dispute", "id": "dp_1", "payment_intent": "pi_3"}, Subject.DISPUTE, "dp_1"),
        ({"object": "climate.order", "id": "co_1"}, Subject.OTHER, None),
    ],
)
def test_each_kind_of_event_names_what_to_look_up(thing: Any, subject: Subject, reference: str | None) -> None:
    body = body_of(data={"object": thing})
    hint = stripe_webhooks.verify(body, signed(body), (SECRET,), NOW)
    assert (hint.subject, hint.subject_ref) == (subject, reference)


# --- what is sent ---


class Receiver:
    """Takes messages as a webhook inbox does: checks, keeps each event once, answers 200 or 400."""

    def __init__(self) -> None:
        self.server = Server(self._app, 0)
        self.verify: Callable[[bytes, str | None], EventHint] | None = None
        self.order: list[EventHint] = []
        self.seen: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.status = 200

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}/hooks/stripe/valle"

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        header = {name: value.decode() for name, value in scope["headers"]}.get(b"stripe-signature")
        status = self.status
        try:
            assert self.verify is not None
            hint = self.verify(body, header)
        except WebhookRefused as refused:
            self.refused[refused.reason] += 1
            status = 400
        else:
            if status == 200 and self.seen[hint.event_ref] == 0:
                self.order.append(hint)
            self.seen[hint.event_ref] += status == 200
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b""})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    await made.server.admit()
    yield made
    await made.server.close()


@pytest.fixture
async def hooked(stand_in: StandInProcess, provider: StripeProvider, key: str, receiver: Receiver) -> StripePayments:
    """A co-op whose messages come to the receiver, checked by the adapter."""
    await stand_in.ask("settings", deliver_by_itself=False)
    registered = await provider.account(ProviderCredentials(key)).register_webhook(
        receiver.url, for_sellers=False, request="w1"
    )
    sellers = await provider.account(ProviderCredentials(key)).register_webhook(
        receiver.url, for_sellers=True, request="w1"
    )
    assert isinstance(registered, Done)
    assert isinstance(sellers, Done)
    assert registered.value.secret not in repr(registered)
    account = provider.account(ProviderCredentials(key, (registered.value.secret, sellers.value.secret)))
    receiver.verify = lambda body, header: account.verify_webhook(body, header, now=datetime.now(UTC))
    return account


async def sell(account: StripePayments, stand_in: StandInProcess) -> str:
    opened = await account.open_payment_page(
        PaymentPageWish(
            attempt=f"pay_{uuid4().hex}",
            order="ord_1",
            cooperative="coop_valle",
            lines=(PageLine("Rug", Money(5_000, "EUR")),),
            total=Money(5_000, "EUR"),
            success_url="http://localhost:8000/done",
            cancel_url="http://localhost:8000/back",
            expires_at=datetime.now(UTC) + timedelta(minutes=45),
            language="en",
        )
    )
    assert isinstance(opened, Done)
    await stand_in.click(opened.value.url or "")
    return opened.value.page_ref


async def test_messages_come_in_order_and_lead_to_what_they_speak_of(
    stand_in: StandInProcess, hooked: StripePayments, receiver: Receiver
) -> None:
    await stand_in.ask("settings", delivery_lanes=1)
    page = await sell(hooked, stand_in)
    assert (await stand_in.ask("deliver"))["200"] == 2
    assert [hint.type for hint in receiver.order] == ["payment_intent.succeeded", "checkout.session.completed"]
    assert receiver.order[1].subject_ref == page
    seen = await hooked.look_up_payment(receiver.order[0].subject_ref or "")
    assert isinstance(seen, Done)
    assert seen.value.page_ref == page


async def test_sellers_accounts_are_told_with_their_account(
    stand_in: StandInProcess, hooked: StripePayments, receiver: Receiver, key: str
) -> None:
    made = await hooked.create_seller_account(SellerAccountWish("stall_1", "coop_valle", "Ana", "a@example.org", "ES"))
    assert isinstance(made, Done)
    await stand_in.ask("accounts", key=key, account=made.value.account_ref, state="ready")
    await stand_in.ask("deliver")
    assert [(hint.type, hint.subject, hint.account_ref) for hint in receiver.order] == [
        ("account.updated", Subject.SELLER_ACCOUNT, made.value.account_ref)
    ] * 2
    assert set(SELLERS_EVENTS) & set(OWN_EVENTS) == set()


async def test_who_does_not_say_200_is_asked_again(
    stand_in: StandInProcess, hooked: StripePayments, receiver: Receiver
) -> None:
    receiver.status = 503
    await sell(hooked, stand_in)
    assert (await stand_in.ask("deliver"))["503"] == 2
    assert receiver.order == []
    receiver.status = 200
    assert (await stand_in.ask("deliver"))["200"] == 2
    assert (await stand_in.ask("deliver")) == {"waiting": 0}
    assert len(receiver.order) == 2


async def test_messages_go_out_by_themselves(
    stand_in: StandInProcess, hooked: StripePayments, receiver: Receiver
) -> None:
    await sell(hooked, stand_in)
    assert receiver.order == []
    await stand_in.ask("settings", deliver_by_itself=True)
    await hooked.balance()
    for _ in range(200):
        if len(receiver.order) == 2:
            break
        await asyncio.sleep(0.05)
    assert len(receiver.order) == 2


async def test_a_lost_message_is_found_among_the_events(
    stand_in: StandInProcess, hooked: StripePayments, receiver: Receiver, key: str
) -> None:
    await stand_in.ask("settings", lost_per_mille=1000)
    page = await sell(hooked, stand_in)
    assert await stand_in.ask("deliver") == {"waiting": 0}
    read = await hooked.events(since=datetime.now(UTC) - timedelta(minutes=5))
    assert isinstance(read, Done)
    assert page in [hint.subject_ref for hint in read.value.items]
    assert receiver.order == []
    await stand_in.ask("resend", key=key)
    await stand_in.ask("deliver")
    assert {hint.event_ref for hint in receiver.order} >= {
        hint.event_ref for hint in read.value.items if hint.type == "checkout.session.completed"
    }


@pytest.mark.usefixtures("hooked")
async def test_messages_of_one_cooperative_do_not_reach_another(
    stand_in: StandInProcess, provider: StripeProvider, receiver: Receiver
) -> None:
    other = provider.account(ProviderCredentials(f"sk_test_{uuid4().hex}"))
    await sell(other, stand_in)
    await stand_in.ask("deliver")
    assert receiver.order == []


async def test_messages_survive_a_kill(own_stand_in: StandInProcess, key: str, receiver: Receiver) -> None:
    provider = StripeProvider(own_stand_in.url, timeout_seconds=5, retries=0)
    secret = "whsec_demo"
    await own_stand_in.ask("settings", deliver_by_itself=False)
    told = await own_stand_in.ask("platforms", key=key, webhook_url=receiver.url, webhook_secret=secret)
    assert told["webhook_secret"] == secret
    account = provider.account(ProviderCredentials(key, (secret,)))
    receiver.verify = lambda body, header: account.verify_webhook(body, header, now=datetime.now(UTC))
    await sell(account, own_stand_in)
    own_stand_in.kill()
    own_stand_in.start()
    await own_stand_in.ask("deliver")
    assert "checkout.session.completed" in [hint.type for hint in receiver.order]
    await provider.close()


async def test_only_loopback_is_called(stand_in: StandInProcess, key: str) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url, trust_env=False) as client:
        for url in ("http://192.0.2.1/x", "https://shop.example/x", "file:///etc/passwd", "http://127.0.0.1.example/"):
            answer = await client.post(
                "/v1/webhook_endpoints",
                content=f"url={url}&enabled_events[0]=charge.succeeded",
                headers={"authorization": f"Bearer {key}"},
            )
            assert answer.json()["error"]["code"] == "url_invalid"


async def test_a_storm_of_messages_ends_as_one_calm_delivery(
    stand_in: StandInProcess, hooked: StripePayments, receiver: Receiver, request: pytest.FixtureRequest
) -> None:
    """Shuffled, one to five copies, late, badly signed, altered, too old, from the future: each event once, nothing false."""
    sales = 100 if request.config.getoption("--reliability") == "full" else 25
    await stand_in.ask(
        "settings",
        delivery_seed=7, copies_least=1, copies_most=5, shuffled=True, late_per_mille=100, late_seconds=2.0,
        bad_signature_per_mille=60, altered_body_per_mille=60, old_per_mille=60, future_per_mille=60, delivery_lanes=8,
    )  # fmt: skip
    before = (await stand_in.state())["counts"]
    for _ in range(sales):
        await sell(hooked, stand_in)
    for _ in range(12):
        if (await stand_in.ask("deliver"))["waiting"] == 0:
            break
    after = (await stand_in.state())["counts"]
    hits = {
        name: after.get(f"delivery.{name}", 0) - before.get(f"delivery.{name}", 0)
        for name in ("bad_signature", "altered_body", "old", "future", "doubled", "late", "shuffled")
    }
    assert all(count >= 3 for count in hits.values()), f"a fault was not met often enough to mean anything: {hits}"
    believed = [name for name in after if name.endswith("_believed") and after[name] != before.get(name, 0)]
    assert believed == []
    assert receiver.refused[WebhookRefusal.BAD_SIGNATURE] == hits["bad_signature"] + hits["altered_body"]
    assert receiver.refused[WebhookRefusal.TOO_OLD] == hits["old"]
    assert receiver.refused[WebhookRefusal.FROM_THE_FUTURE] == hits["future"]
    events = {hint.event_ref for hint in receiver.order}
    assert len(receiver.order) == len(events) == 2 * sales
    assert sum(receiver.seen.values()) == 2 * sales + hits["doubled"]
