"""What the stand-in promises about Stripe's protocol, asked with Stripe's own client or with plain HTTP."""

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import httpx
import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st
from stripe._encode import _api_encode

from minga_infra.local.stripe.errors import StripeRefusal
from minga_infra.local.stripe.forms import read_form
from minga_infra.payments.stripe_line import HttpxLine, Rest
from minga_infra.payments.stripe_payments import API_VERSION
from minga_testing.hanging_up import hanging_up
from minga_testing.payments import StandInProcess

DAY = 24 * 3600


def session_params(**changes: Any) -> Any:
    return {
        "mode": "payment",
        "success_url": "http://localhost:8000/done?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost:8000/back",
        "line_items": [
            {"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 5_000, "product_data": {"name": "Rug"}}}
        ],
        **changes,
    }


async def paid_charge(raw: stripe.StripeClient, stand_in: StandInProcess, **changes: Any) -> Any:
    session = await raw.v1.checkout.sessions.create_async(session_params(**changes))
    assert session.url is not None
    assert (await stand_in.click(session.url)).status_code == 303
    expand: Any = {"expand": ["payment_intent.latest_charge"]}
    seen = await raw.v1.checkout.sessions.retrieve_async(session.id, expand)
    return seen.to_dict()["payment_intent"]["latest_charge"]


@pytest.fixture
async def plain(stand_in: StandInProcess, key: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"authorization": f"Bearer {key}", "stripe-version": API_VERSION}
    async with httpx.AsyncClient(base_url=stand_in.url, headers=headers, trust_env=False, timeout=120) as client:
        yield client


# --- keys, versions, addresses ---


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Basic eDp5", "Bearer sk_live_0123456789abcdef", "Bearer sk_test_", "Bearer nonsense"],
)
async def test_only_test_keys_open(stand_in: StandInProcess, authorization: str) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url, trust_env=False) as client:
        headers = {"authorization": authorization} if authorization else {}
        answer = await client.get("/v1/balance", headers=headers)
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"
    assert "0123456789abcdef" not in answer.text


async def test_a_revoked_key_no_longer_opens(stand_in: StandInProcess, key: str, raw: stripe.StripeClient) -> None:
    await raw.v1.balance.retrieve_async()
    await stand_in.ask("keys", key=key, revoked=True)
    with pytest.raises(stripe.AuthenticationError):
        await raw.v1.balance.retrieve_async()
    await stand_in.ask("keys", key=key, revoked=False)
    await raw.v1.balance.retrieve_async()


async def test_it_answers_to_loopback_names_only(stand_in: StandInProcess, key: str) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url, trust_env=False) as client:
        headers = {"authorization": f"Bearer {key}", "host": "shop.example"}
        assert (await client.get("/v1/balance", headers=headers)).status_code == 421


def test_it_listens_on_loopback_only(shared_stand_in: StandInProcess) -> None:
    port = int(shared_stand_in.url.rpartition(":")[2])
    assert _listening(Path("/proc/net/tcp"), port) == {"0100007F"}
    assert _listening(Path("/proc/net/tcp6"), port) == set()


def _listening(table: Path, port: int) -> set[str]:
    """The addresses, as the kernel writes them, on which somebody listens at this port."""
    rows = [line.split() for line in table.read_text().splitlines()[1:]]
    ends = [row[1].partition(":") for row in rows if row[3] == "0A"]
    return {address for address, _, end in ends if int(end, 16) == port}


async def test_the_version_is_checked_and_told(plain: httpx.AsyncClient) -> None:
    answer = await plain.get("/v1/balance")
    assert answer.headers["stripe-version"] == API_VERSION
    wrong = await plain.get("/v1/balance", headers={"stripe-version": "yesterday"})
    assert (wrong.status_code, wrong.json()["error"]["message"]) == (400, "Invalid Stripe API version: yesterday")


def test_we_pin_the_version_that_the_client_was_made_for() -> None:
    assert stripe.api_version == API_VERSION


async def test_an_unknown_address_says_so(plain: httpx.AsyncClient) -> None:
    answer = await plain.get("/v1/subscriptions")
    assert answer.status_code == 404
    assert answer.json()["error"]["message"].startswith("Unrecognized request URL (GET: /v1/subscriptions)")


# --- parameters ---


@pytest.mark.parametrize(
    ("changes", "code", "param"),
    [
        ({"colour": "red"}, "parameter_unknown", "colour"),
        ({"payment_intent_data": {"transfer_grp": "x"}}, "parameter_unknown", "payment_intent_data[transfer_grp]"),
        ({"payment_method_types": ["card"]}, "parameter_unknown", "payment_method_types"),
        ({"expires_at": "soon"}, "parameter_invalid_integer", "expires_at"),
        ({"line_items": [{"quantity": 1, "price_data": {"unit_amount": 1}}]}, "parameter_missing", "line_items[0][price_data][currency]"),
        ({"line_items": [{"quantity": "two", "price_data": {"currency": "eur"}}]}, "parameter_invalid_integer", "line_items[0][quantity]"),
        ({"line_items": "Rug"}, None, "line_items"),
        ({"mode": "pay"}, None, "mode"),
        ({"locale": "ar"}, None, "locale"),
        ({"success_url": "javascript:alert(1)"}, "url_invalid", "success_url"),
        ({"metadata": {"k" * 41: "v"}}, None, "metadata"),
        ({"metadata": {"k": {"nested": "v"}}}, None, "metadata"),
    ],
)  # fmt: skip
async def test_what_stripe_would_not_take_is_refused(
    raw: stripe.StripeClient, changes: Any, code: str | None, param: str
) -> None:
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await raw.v1.checkout.sessions.create_async(session_params(**changes))
    assert (refused.value.code, refused.value.param) == (code, param)


async def test_v2_bodies_are_held_against_their_types_too(plain: httpx.AsyncClient) -> None:
    cases: list[tuple[Any, str]] = [
        ({"dashbord": "express"}, "dashbord"),
        ({"dashboard": "tiny"}, "dashboard"),
        ({"identity": {"country": 34}}, "identity[country]"),
        (
            {"configuration": {"recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {}}}}}},
            "configuration[recipient][capabilities][stripe_balance][stripe_transfers][requested]",
        ),
    ]
    for body, param in cases:
        answer = await plain.post("/v2/core/accounts", json=body)
        assert (answer.status_code, answer.json()["error"]["param"]) == (400, param)
    assert (await plain.post("/v2/core/accounts", content=b"[1]")).status_code == 400
    assert (await plain.post("/v2/core/accounts", content=b"{")).status_code == 400
    assert (await plain.post("/v2/core/accounts", content=b"[" * 100_000)).status_code == 400


async def test_onboarding_takes_only_what_the_client_declares(plain: httpx.AsyncClient) -> None:
    onboarding = {
        "refresh_url": "http://localhost/a",
        "return_url": "http://localhost/b",
        "configurations": ["recipient"],
    }
    body = {"account": "acct_x", "use_case": {"type": "account_onboarding", "account_onboarding": onboarding}}
    answer = await plain.post("/v2/core/account_links", json=body)
    assert answer.json()["error"]["param"] == "use_case[account_onboarding][configurations]"


@pytest.mark.parametrize("body", ["a[b=1", "a=1&a[b]=2", "a[b]=1&a=2", "[x]=1", "a" + "[b]" * 40 + "=1"])
async def test_a_garbled_form_is_a_400(plain: httpx.AsyncClient, body: str) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    assert (await plain.post("/v1/refunds", content=body, headers=headers)).status_code == 400


_NAMES = st.text("abcdefgh_", min_size=1, max_size=6)
_VALUES = st.recursive(
    st.text(min_size=1, max_size=8) | st.integers(0, 10**12).map(str),
    lambda inner: st.dictionaries(_NAMES, inner, min_size=1, max_size=3) | st.lists(inner, min_size=1, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=4))
def test_what_the_client_writes_is_read_back(params: dict[str, Any]) -> None:
    assert read_form(urlencode(list(_api_encode(params)))) == params


@given(st.text(max_size=60))
def test_any_text_is_a_form_or_a_refusal(text: str) -> None:
    """Nothing else escapes: a StripeRefusal becomes a 400, anything else would be a 500 of the stand-in."""
    with contextlib.suppress(StripeRefusal):
        assert isinstance(read_form(text), dict)


# --- idempotency ---


async def test_the_same_key_and_wish_give_the_same_bytes(plain: httpx.AsyncClient) -> None:
    body = urlencode(list(_api_encode(session_params())))
    headers = {"idempotency-key": "k1", "content-type": "application/x-www-form-urlencoded"}
    answers = await asyncio.gather(
        *(plain.post("/v1/checkout/sessions", content=body, headers=headers) for _ in range(20))
    )
    assert len({answer.content for answer in answers}) == 1
    assert sum("idempotent-replayed" not in answer.headers for answer in answers) == 1
    listed = (await plain.get("/v1/checkout/sessions")).json()
    assert len(listed["data"]) == 1


async def test_the_same_key_for_another_wish_is_an_idempotency_error(raw: stripe.StripeClient) -> None:
    options: Any = {"idempotency_key": "k1"}
    await raw.v1.checkout.sessions.create_async(session_params(), options)
    with pytest.raises(stripe.IdempotencyError):
        await raw.v1.checkout.sessions.create_async(session_params(locale="fr"), options)
    with pytest.raises(stripe.IdempotencyError):
        await raw.v1.refunds.create_async({"charge": "ch_x"}, options)


async def test_another_account_may_use_the_same_key(raw: stripe.StripeClient, key: str) -> None:
    options: Any = {"idempotency_key": "k1"}
    first = await raw.v1.checkout.sessions.create_async(session_params(), options)
    other: Any = {"idempotency_key": "k1", "api_key": f"sk_test_{key[8:][::-1]}"}
    second = await raw.v1.checkout.sessions.create_async(session_params(locale="fr"), other)
    assert first.id != second.id


async def test_a_clear_no_is_remembered_and_a_misspelt_wish_is_not(
    stand_in: StandInProcess, raw: stripe.StripeClient
) -> None:
    charge = await paid_charge(raw, stand_in)
    options: Any = {"idempotency_key": "k1"}
    with pytest.raises(stripe.InvalidRequestError, match="greater than"):
        await raw.v1.refunds.create_async({"charge": charge["id"], "amount": 5_001}, options)
    with pytest.raises(stripe.IdempotencyError):
        await raw.v1.refunds.create_async({"charge": charge["id"], "amount": 5_000}, options)
    misspelt: Any = {"charge": charge["id"], "amont": 1}
    with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
        await raw.v1.refunds.create_async(misspelt, {"idempotency_key": "k2"})
    refund = await raw.v1.refunds.create_async({"charge": charge["id"], "amount": 1}, {"idempotency_key": "k2"})
    assert refund.amount == 1


async def test_keys_are_forgotten_after_a_virtual_day(own_stand_in: StandInProcess, key: str) -> None:
    headers = {"authorization": f"Bearer {key}", "idempotency-key": "k1"}
    body = session_params(mode="payment")
    async with httpx.AsyncClient(base_url=own_stand_in.url, headers=headers, trust_env=False) as client:

        async def make() -> str:
            answer = await client.post("/v1/checkout/sessions", content=urlencode(list(_api_encode(body))))
            reference: str = answer.json()["id"]
            return reference

        first = await make()
        await own_stand_in.ask("clock", advance_seconds=DAY - 60)
        assert await make() == first
        await own_stand_in.ask("clock", advance_seconds=61)
        assert await make() != first


# --- lists and search ---


async def test_lists_are_paged_newest_first(raw: stripe.StripeClient) -> None:
    made = [(await raw.v1.checkout.sessions.create_async(session_params())).id for _ in range(7)]
    page = await raw.v1.checkout.sessions.list_async({"limit": 3})
    assert ([session.id for session in page.data], page.has_more) == (made[:3:-1], True)
    walked = [session.id async for session in page.auto_paging_iter()]
    assert walked == made[::-1]
    before = await raw.v1.checkout.sessions.list_async({"limit": 2, "ending_before": made[2]})
    assert [session.id for session in before.data] == [made[4], made[3]]
    for wrong in ({"limit": 0}, {"limit": 101}, {"starting_after": "cs_none"}):
        params: Any = wrong
        with pytest.raises(stripe.InvalidRequestError):
            await raw.v1.checkout.sessions.list_async(params)


async def test_search_finds_by_metadata_and_runs_behind(stand_in: StandInProcess, raw: stripe.StripeClient) -> None:
    marks = {"payment_intent_data": {"metadata": {"minga_attempt": "pay_7"}}}
    charge = await paid_charge(raw, stand_in, **marks)
    query: Any = {"query": "metadata['minga_attempt']:'pay_7' AND status:'succeeded'"}
    found = await raw.v1.payment_intents.search_async(query)
    assert [intent.id for intent in found.data] == [charge["payment_intent"]]
    await stand_in.ask("settings", search_lag_seconds=60)
    assert (await raw.v1.payment_intents.search_async(query)).data == []
    with pytest.raises(stripe.InvalidRequestError):
        await raw.v1.payment_intents.search_async({"query": "metadata['a']~'b'"})


async def test_expanding_what_names_nothing_is_refused(raw: stripe.StripeClient) -> None:
    session = await raw.v1.checkout.sessions.create_async(session_params())
    for path in ("currency", "nothing"):
        with pytest.raises(stripe.InvalidRequestError, match="cannot be expanded"):
            await raw.v1.checkout.sessions.retrieve_async(session.id, {"expand": [path]})
    expanded = await raw.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["line_items", "payment_intent"]})
    assert [item.description for item in expanded.line_items or []] == ["Rug"]


# --- money and time ---


async def test_a_pending_charge_can_be_sent_on_but_not_refunded_from(own_stand_in: StandInProcess, key: str) -> None:
    line = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=line)
    await own_stand_in.ask("settings", settle_seconds=2 * DAY)
    charge = await paid_charge(raw, own_stand_in)
    balance = (await raw.v1.balance.retrieve_async()).to_dict()
    assert (balance["available"][0]["amount"], balance["pending"][0]["amount"]) == (0, 5_000 - 100)
    seller = (
        await raw.v2.core.accounts.create_async(
            {
                "identity": {"country": "es"},
                "configuration": {
                    "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
                },
            }
        )
    ).id
    await own_stand_in.ask("accounts", key=key, account=seller, state="ready")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await raw.v1.transfers.create_async({"amount": 100, "currency": "eur", "destination": seller})
    assert refused.value.code == "balance_insufficient"
    sent: Any = {"amount": 1_000, "currency": "eur", "destination": seller, "source_transaction": charge["id"]}
    await raw.v1.transfers.create_async(sent)
    refund = await raw.v1.refunds.create_async({"charge": charge["id"], "amount": 500})
    assert refund.status == "pending"
    await own_stand_in.ask("clock", advance_seconds=2 * DAY + 1)
    assert (await raw.v1.refunds.retrieve_async(refund.id)).status == "succeeded"
    balance = (await raw.v1.balance.retrieve_async()).to_dict()
    assert (balance["available"][0]["amount"], balance["pending"][0]["amount"]) == (5_000 - 100 - 1_000 - 500, 0)
    await line.close_async()


async def test_unpaid_pages_close_by_themselves(own_stand_in: StandInProcess, key: str) -> None:
    line = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=line)
    session = await raw.v1.checkout.sessions.create_async(session_params())
    await own_stand_in.ask("clock", advance_seconds=DAY + 1)
    assert (await raw.v1.checkout.sessions.retrieve_async(session.id)).status == "expired"
    assert [event.type for event in (await raw.v1.events.list_async()).data] == ["checkout.session.expired"]
    await line.close_async()


@pytest.mark.parametrize("status", ["won", "lost"])
async def test_a_dispute_takes_the_money_and_a_won_one_gives_it_back(
    stand_in: StandInProcess, raw: stripe.StripeClient, key: str, status: Literal["won", "lost"]
) -> None:
    charge = await paid_charge(raw, stand_in)
    held = 5_000 - 100
    dispute = await stand_in.ask("disputes", key=key, charge=charge["id"])
    after = (await raw.v1.balance.retrieve_async()).available[0].amount
    assert after == held - 5_000 - 2_000
    with pytest.raises(stripe.InvalidRequestError) as refused:
        await raw.v1.refunds.create_async({"charge": charge["id"]})
    assert refused.value.code == "charge_disputed"
    await stand_in.ask("disputes", key=key, dispute=dispute["id"], status=status)
    after = (await raw.v1.balance.retrieve_async()).available[0].amount
    assert after == (held - 2_000 if status == "won" else held - 7_000)


# --- the process ---


async def test_it_remembers_over_a_kill(own_stand_in: StandInProcess, key: str) -> None:
    line = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=line)
    options: Any = {"idempotency_key": "k1"}
    session = await raw.v1.checkout.sessions.create_async(session_params(), options)
    charge = await paid_charge(raw, own_stand_in)
    address = own_stand_in.url
    own_stand_in.kill()
    own_stand_in.start()
    # The same address, since it stands in the links of payment pages.
    assert own_stand_in.url == address
    again = await raw.v1.checkout.sessions.create_async(session_params(), options)
    assert (again.id, again.url) == (session.id, session.url)
    assert (await raw.v1.charges.retrieve_async(charge["id"])).amount == 5_000
    assert (await raw.v1.balance.retrieve_async()).available[0].amount == 4_900
    await line.close_async()


async def test_a_kill_in_the_middle_of_many_leaves_no_half_thing(own_stand_in: StandInProcess, key: str) -> None:
    """An answer that came is kept; a key that did not answer has made all of its thing or nothing."""
    line = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=line)
    charge = await paid_charge(raw, own_stand_in)
    answered: dict[str, str] = {}
    enough = asyncio.Event()

    async def refund(place: int) -> None:
        params: Any = {"charge": charge["id"], "amount": 1, "metadata": {"place": str(place)}}
        try:
            made = await raw.v1.refunds.create_async(params, {"idempotency_key": f"r{place}"})
        except stripe.APIConnectionError:
            return
        answered[f"r{place}"] = made.id
        if len(answered) == 20:
            enough.set()

    tasks = [asyncio.create_task(refund(place)) for place in range(200)]
    await enough.wait()
    own_stand_in.kill()
    await asyncio.gather(*tasks)
    assert 20 <= len(answered) < 200, "the kill came too late to mean anything"
    own_stand_in.start()
    # Asked by another process, as it were: this line rests after so many that found nobody.
    other = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=other)
    before = dict(answered)
    await asyncio.gather(*(refund(place) for place in range(200)))
    assert {name: answered[name] for name in before} == before
    assert len(set(answered.values())) == 200
    seen = await raw.v1.charges.retrieve_async(charge["id"])
    lines: Any = {"type": "refund", "limit": 100}
    booked = [one async for one in (await raw.v1.balance_transactions.list_async(lines)).auto_paging_iter()]
    assert (seen.amount_refunded, len(booked)) == (200, 200)
    await other.close_async()
    await line.close_async()


async def test_a_provider_that_hangs_up_at_once_is_one_that_was_not_reached() -> None:
    """Whatever its libraries make of a socket that is gone: money goes on from "nobody was reached" and from nothing else."""
    async with hanging_up() as port:
        for _ in range(30):
            line = HttpxLine(httpx.Timeout(20), direct=True)
            with pytest.raises(stripe.APIConnectionError):
                await line.request_async("post", f"http://127.0.0.1:{port}/v1/refunds", {})
            await line.close_async()


async def test_whoever_does_not_answer_is_asked_once_a_second_until_it_does(
    own_stand_in: StandInProcess, key: str
) -> None:
    """Others need not wait for nothing; reading goes on, which does not fail."""
    line = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(key, base_addresses={"api": own_stand_in.url}, http_client=line, max_network_retries=0)
    charge = await paid_charge(raw, own_stand_in)
    fault = {"name": "down", "kind": "error", "status": 500, "method": "POST", "times": None}
    await own_stand_in.ask("faults", faults=[fault])

    async def refund(place: int) -> bool:
        params: Any = {"charge": charge["id"], "amount": 1}
        try:
            await raw.v1.refunds.create_async(params, {"idempotency_key": f"once{place}"})
        except stripe.StripeError:
            return False
        return True

    for place in range(200):
        assert not await refund(place)
    (met,) = (await own_stand_in.state())["faults"]
    assert Rest.AFTER <= met["hits"] < 100, "all were asked" if met["hits"] > 99 else "nobody was"
    assert (await raw.v1.charges.retrieve_async(charge["id"])).amount_refunded == 0
    await own_stand_in.ask("faults", faults=[])
    for place in range(200, 300):
        if await refund(place):
            break
        await asyncio.sleep(0.1)
    assert await refund(300), "once one was answered, all are let through"
    await line.close_async()


@pytest.mark.usefixtures("own_stand_in")
def test_two_do_not_share_a_folder(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "minga_infra.local.stripe", "--data", str(tmp_path / "stripe" / "data")]
    second = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert second.returncode == 1
    assert "another stand-in uses" in second.stderr


def test_it_does_not_run_in_production(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINGA_ENV", "production")
    command = [sys.executable, "-m", "minga_infra.local.stripe", "--data", str(tmp_path)]
    refused = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert refused.returncode == 2
    assert "its money is not real" in refused.stderr


async def test_the_control_takes_no_form_from_a_page(stand_in: StandInProcess) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url, trust_env=False) as client:
        assert (await client.post("/_control/refuse", data={"seconds": "60"})).status_code == 415
        headers = {"content-type": "text/plain"}
        assert (await client.post("/_control/refuse", content=b"{}", headers=headers)).status_code == 415
        assert (await client.post("/_control/settings", json={"colour": 1})).status_code == 400
        assert (await client.post("/_control/faults", json={"faults": [{"kind": "flood"}]})).status_code == 400
    assert (await stand_in.state())["admits"] is True
