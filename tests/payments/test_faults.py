"""Whatever the line or the provider does, the adapter never says no when it does not know, and nothing happens twice."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from minga_infra.payments.stripe_payments import StripePayments
from minga_infra.payments.stripe_provider import StripeProvider
from minga_platform.kernel.money import Money
from minga_platform.market.payments.ports import (
    Declined,
    DeclineReason,
    Done,
    PageLine,
    PaymentPageWish,
    ProviderCredentials,
    RefundWish,
    Unknown,
    UnknownReason,
)
from minga_testing.payments import StandInProcess

SESSIONS = "/v1/checkout/sessions"


@pytest.fixture
async def hasty(stand_in: StandInProcess, key: str) -> AsyncIterator[StripePayments]:
    """Waits half a second and tries once: the flow above it decides about again."""
    provider = StripeProvider(stand_in.url, timeout_seconds=0.5, retries=0)
    yield provider.account(ProviderCredentials(key))
    await provider.close()


def wish() -> PaymentPageWish:
    return PaymentPageWish(
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


async def pages_of(account: StripePayments, asked: PaymentPageWish) -> Any:
    now = datetime.now(UTC)
    return await account.find_page(asked.attempt, opened_from=now, opened_to=now)


AFTER = [
    {"kind": "hang", "when": "after", "seconds": 2},
    {"kind": "reset", "when": "after"},
    {"kind": "error", "when": "after", "status": 503},
]
BEFORE = [
    {"kind": "hang", "when": "before", "seconds": 2},
    {"kind": "reset", "when": "before"},
    {"kind": "error", "when": "before", "status": 503},
    {"kind": "error", "when": "before", "status": 429},
]
EXPECTED = {
    "hang": UnknownReason.NO_ANSWER,
    "reset": UnknownReason.NO_ANSWER,
    "error": UnknownReason.PROVIDER_FAULT,
}


@pytest.mark.parametrize("fault", AFTER, ids=lambda fault: f"{fault['kind']}")
async def test_done_but_unheard_is_unknown_and_the_same_key_hears_it(
    stand_in: StandInProcess, hasty: StripePayments, fault: dict[str, Any]
) -> None:
    asked = wish()
    await stand_in.ask("faults", faults=[{"name": "f", "method": "POST", "path": SESSIONS, **fault}])
    first = await hasty.open_payment_page(asked)
    assert isinstance(first, Unknown), first
    assert (first.reason, first.settled) == (EXPECTED[fault["kind"]], False)
    made = await pages_of(hasty, asked)
    assert isinstance(made, Done), "the deed was to be done"
    again = await hasty.open_payment_page(asked)
    assert isinstance(again, Done)
    assert again.value.page_ref == made.value.page_ref


@pytest.mark.parametrize("fault", BEFORE, ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}")
async def test_not_done_is_unknown_too_and_the_same_key_does_it(
    stand_in: StandInProcess, hasty: StripePayments, fault: dict[str, Any]
) -> None:
    asked = wish()
    await stand_in.ask("faults", faults=[{"name": "f", "method": "POST", "path": SESSIONS, **fault}])
    first = await hasty.open_payment_page(asked)
    assert isinstance(first, Unknown), first
    assert first.reason is (UnknownReason.BUSY if fault.get("status") == 429 else EXPECTED[fault["kind"]])
    assert await pages_of(hasty, asked) == Declined(DeclineReason.NOT_FOUND)
    again = await hasty.open_payment_page(asked)
    assert isinstance(again, Done)
    assert (await pages_of(hasty, asked)).value.page_ref == again.value.page_ref


async def test_a_remembered_500_after_the_deed_is_seen_through(stand_in: StandInProcess, hasty: StripePayments) -> None:
    """The key would repeat the 500 for a day; the page is there all the same and is found."""
    asked = wish()
    await stand_in.ask("faults", faults=[{"name": "f", "kind": "error", "when": "after", "path": SESSIONS}])
    first = await hasty.open_payment_page(asked)
    assert isinstance(first, Done)
    assert await hasty.open_payment_page(asked) == first
    assert first.value.url is not None
    assert await pages_of(hasty, asked) == first


async def test_a_remembered_500_before_the_deed_is_settled(stand_in: StandInProcess, hasty: StripePayments) -> None:
    asked = wish()
    await stand_in.ask("faults", faults=[{"name": "f", "kind": "error", "path": SESSIONS}])
    for _ in range(2):
        answer = await hasty.open_payment_page(asked)
        assert isinstance(answer, Unknown)
        assert (answer.reason, answer.settled) == (UnknownReason.PROVIDER_FAULT, True)
    assert isinstance(await pages_of(hasty, asked), Declined)


async def test_a_refund_asked_for_again_after_the_key_was_forgotten_is_not_paid_twice(
    own_stand_in: StandInProcess, key: str
) -> None:
    """The answer was lost, then nobody worked for a day: the key is gone, the refund is not."""
    provider = StripeProvider(own_stand_in.url, timeout_seconds=5, retries=0)
    account = provider.account(ProviderCredentials(key))
    payment = await paid(account, own_stand_in)
    asked = RefundWish("ref_1", "coop_valle", payment, Money(700, "EUR"))
    await own_stand_in.ask("faults", faults=[{"name": "f", "kind": "reset", "when": "after", "path": "/v1/refunds"}])
    assert isinstance(await account.refund(asked), Unknown)
    await own_stand_in.ask("clock", advance_seconds=24 * 3600 + 1)
    again = await account.refund(replace(asked, maybe_sent=True))
    assert isinstance(again, Done)
    seen = await account.look_up_payment(payment)
    assert isinstance(seen, Done)
    assert seen.value.refunded == Money(700, "EUR")
    # Without saying so it would have been: that is what the flag is for.
    assert isinstance(await account.refund(asked), Done)
    twice = await account.look_up_payment(payment)
    assert isinstance(twice, Done)
    assert twice.value.refunded == Money(1_400, "EUR")
    await provider.close()


async def test_in_doubt_nothing_is_sent(stand_in: StandInProcess, hasty: StripePayments) -> None:
    """Maybe sent, and the list cannot be read: sending now might be the second time."""
    payment = await paid(hasty, stand_in)
    await stand_in.ask("faults", faults=[{"name": "f", "kind": "reset", "method": "GET", "path": "/v1/refunds"}])
    asked = RefundWish("ref_1", "coop_valle", payment, Money(700, "EUR"), maybe_sent=True)
    assert isinstance(await hasty.refund(asked), Unknown)
    assert await hasty.find_refund("ref_1", payment_ref=payment) == Declined(DeclineReason.NOT_FOUND)
    assert isinstance(await hasty.refund(asked), Done)


async def paid(account: StripePayments, stand_in: StandInProcess) -> str:
    opened = await account.open_payment_page(wish())
    assert isinstance(opened, Done)
    await stand_in.click(opened.value.url or "")
    seen = await account.look_up_page(opened.value.page_ref)
    assert isinstance(seen, Done)
    assert seen.value.payment_ref is not None
    return seen.value.payment_ref


async def test_a_refused_connection_is_unknown_at_once_and_over_when_it_is_over(
    stand_in: StandInProcess, hasty: StripePayments
) -> None:
    asked = wish()
    await stand_in.ask("refuse", seconds=1.0)
    start = time.monotonic()
    answer = await hasty.open_payment_page(asked)
    assert isinstance(answer, Unknown)
    assert answer.reason is UnknownReason.UNREACHABLE
    assert time.monotonic() - start < 1.0
    await asyncio.sleep(1.2)
    assert isinstance(await hasty.open_payment_page(asked), Done)


async def test_a_hang_ends_with_our_patience_not_with_theirs(stand_in: StandInProcess, hasty: StripePayments) -> None:
    await stand_in.ask("faults", faults=[{"name": "f", "kind": "hang", "seconds": 30}])
    start = time.monotonic()
    answer = await hasty.balance()
    assert isinstance(answer, Unknown)
    assert time.monotonic() - start < 3.0


async def test_the_client_itself_tries_once_more_under_the_same_key(stand_in: StandInProcess, key: str) -> None:
    provider = StripeProvider(stand_in.url, timeout_seconds=2.0, retries=2)
    account = provider.account(ProviderCredentials(key))
    await stand_in.ask("faults", faults=[{"name": "f", "kind": "reset", "when": "after", "path": SESSIONS, "times": 2}])
    asked = wish()
    opened = await account.open_payment_page(asked)
    assert isinstance(opened, Done)
    assert (await stand_in.state())["faults"] == [{"name": "f", "hits": 2, "times": 2}]
    assert (await pages_of(account, asked)).value.page_ref == opened.value.page_ref
    await provider.close()


async def test_a_lookup_under_fault_is_never_not_found(stand_in: StandInProcess, hasty: StripePayments) -> None:
    """A list that breaks off has not shown that a thing is absent: taking it so would pay twice."""
    asked = wish()
    opened = await hasty.open_payment_page(asked)
    assert isinstance(opened, Done)
    for fault in ({"kind": "reset"}, {"kind": "error", "status": 500}, {"kind": "error", "status": 429}):
        await stand_in.ask("faults", faults=[{"name": "f", "method": "GET", "path": SESSIONS, "times": None, **fault}])
        assert isinstance(await pages_of(hasty, asked), Unknown)
        assert isinstance(await hasty.look_up_page(opened.value.page_ref), Unknown)
        assert isinstance(await hasty.look_up_payment("pi_x"), Unknown)


async def test_a_storm_of_faults_refunds_each_wish_once(stand_in: StandInProcess, hasty: StripePayments) -> None:
    """Every kind of fault at once over 60 refunds, each asked for until it is known: Σ refunds is exact."""
    payment = await paid(hasty, stand_in)
    path = "/v1/refunds"
    await stand_in.ask(
        "faults",
        faults=[
            {"name": "reset_after", "kind": "reset", "when": "after", "path": path, "per_mille": 150, "times": None},
            {"name": "reset_before", "kind": "reset", "path": path, "per_mille": 150, "times": None},
            {"name": "e503", "kind": "error", "status": 503, "path": path, "per_mille": 100, "times": None},
            {"name": "e429", "kind": "error", "status": 429, "path": path, "per_mille": 100, "times": None},
            {
                "name": "e503_after",
                "kind": "error",
                "when": "after",
                "status": 503,
                "path": path,
                "per_mille": 100,
                "times": None,
            },
            {"name": "e500_after", "kind": "error", "when": "after", "path": path, "per_mille": 100, "times": None},
            {"name": "hang_after", "kind": "hang", "when": "after", "path": path, "seconds": 1, "times": 3},
        ],
    )

    async def until_known(asked: RefundWish) -> str:
        for _ in range(60):
            answer = await hasty.refund(asked)
            if isinstance(answer, Done):
                return answer.value.refund_ref
            assert isinstance(answer, Unknown), answer
            # While the line rests an answer comes at once: sixty of them would be no time at all.
            await asyncio.sleep(0.05)
        raise AssertionError("never known")

    wishes = [RefundWish(f"ref_{place}", "coop_valle", payment, Money(7, "EUR")) for place in range(60)]
    refunds = await asyncio.gather(*(until_known(one) for one in wishes))
    assert len(set(refunds)) == 60
    hits = {fault["name"]: fault["hits"] for fault in (await stand_in.state())["faults"]}
    assert all(hits[name] >= 3 for name in hits), f"a fault was not met often enough to mean anything: {hits}"
    await stand_in.ask("faults", faults=[])
    seen = await hasty.look_up_payment(payment)
    assert isinstance(seen, Done)
    assert seen.value.refunded == Money(60 * 7, "EUR")


async def test_another_trial_is_another_deed(stand_in: StandInProcess, hasty: StripePayments) -> None:
    """Why a trial is raised after a clear no only: to the provider it is a new wish."""
    payment = await paid(hasty, stand_in)
    asked = RefundWish("ref_1", "coop_valle", payment, Money(100, "EUR"))
    first, again, other = [await hasty.refund(one) for one in (asked, asked, replace(asked, trial=2))]
    assert isinstance(first, Done)
    assert first == again
    assert isinstance(other, Done)
    assert other.value.refund_ref != first.value.refund_ref
