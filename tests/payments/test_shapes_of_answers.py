"""The stand-in's answers have the shapes of Stripe's: held against its published examples and against the client's types.

The examples are stripe/openapi's fixtures3.json; they are read where the project's neighbours keep them and skipped, aloud,
where they are not.
"""

import json
import typing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import uuid4

import httpx
import pytest
import stripe
from stripe.checkout import Session
from stripe.v2.core import Account, AccountLink

from minga_infra.payments.stripe_line import HttpxLine
from minga_infra.payments.stripe_payments import API_VERSION
from minga_testing.payments import StandInProcess

FIXTURES = Path(__file__).parents[2].parent / "shared" / "cases" / "stripe" / "fixtures3.json"

CLASSES: dict[str, type[stripe.StripeObject]] = {
    "checkout.session": Session,
    "item": stripe.LineItem,
    "payment_intent": stripe.PaymentIntent,
    "charge": stripe.Charge,
    "balance_transaction": stripe.BalanceTransaction,
    "refund": stripe.Refund,
    "transfer": stripe.Transfer,
    "transfer_reversal": stripe.TransferReversal,
    "balance": stripe.Balance,
    "event": stripe.Event,
    "dispute": stripe.Dispute,
    "webhook_endpoint": stripe.WebhookEndpoint,
    "v2.core.account": Account,
    "v2.core.account_link": AccountLink,
}
# Examples of what these may hold say nothing about what they must hold.
FREE = {"metadata", "object", "payment_method_options", "next_action", "last_payment_error", "outcome", "fraud_details"}


@dataclass
class Story:
    """One of each thing, after a sale, a refund, a remittance, a reversal and a dispute."""

    things: dict[str, Any]


@pytest.fixture(scope="module")
def storys_key() -> str:
    return f"sk_test_{uuid4().hex}"


@pytest.fixture(scope="module")
async def story(shared_stand_in: StandInProcess, storys_key: str) -> Story:
    """Told once; the tests only look."""
    line = HttpxLine(httpx.Timeout(20), direct=True)
    raw = stripe.StripeClient(storys_key, base_addresses={"api": shared_stand_in.url}, http_client=line)
    told = await _tell(shared_stand_in, storys_key, raw)
    await line.close_async()
    return told


async def _tell(stand_in: StandInProcess, key: str, raw: stripe.StripeClient) -> Story:
    things: dict[str, Any] = {}
    session = await raw.v1.checkout.sessions.create_async(
        {
            "mode": "payment",
            "success_url": "http://localhost:8000/done",
            "cancel_url": "http://localhost:8000/back",
            "line_items": [
                {
                    "quantity": 2,
                    "price_data": {"currency": "eur", "unit_amount": 2_500, "product_data": {"name": "Bowl"}},
                }
            ],
            "payment_intent_data": {"transfer_group": "ord_1", "metadata": {"minga_attempt": "pay_1"}},
        }
    )
    assert session.url is not None
    await stand_in.click(session.url)
    sessions = raw.v1.checkout.sessions
    things["checkout.session"] = (await sessions.retrieve_async(session.id)).to_dict(for_json=True)
    things["item"] = (await sessions.line_items.list_async(session.id)).data[0].to_dict(for_json=True)
    intent = await raw.v1.payment_intents.retrieve_async(things["checkout.session"]["payment_intent"])
    things["payment_intent"] = intent.to_dict(for_json=True)
    charge_id = things["payment_intent"]["latest_charge"]
    things["refund"] = (await raw.v1.refunds.create_async({"payment_intent": intent.id, "amount": 500})).to_dict(
        for_json=True
    )
    account = await raw.v2.core.accounts.create_async(
        {
            "identity": {"country": "es"},
            "contact_email": "ana@example.org",
            "configuration": {
                "recipient": {"capabilities": {"stripe_balance": {"stripe_transfers": {"requested": True}}}}
            },
            "include": ["configuration.recipient", "defaults", "identity", "requirements"],
        }
    )
    things["v2.core.account"] = account.to_dict(for_json=True)
    onboarding: Any = {"refresh_url": "http://localhost:8000/a", "return_url": "http://localhost:8000/b"}
    link = await raw.v2.core.account_links.create_async(
        {"account": account.id, "use_case": {"type": "account_onboarding", "account_onboarding": onboarding}}
    )
    things["v2.core.account_link"] = link.to_dict(for_json=True)
    await stand_in.ask("accounts", key=key, account=account.id, state="ready")
    transfer = await raw.v1.transfers.create_async(
        {"amount": 1_000, "currency": "eur", "destination": account.id, "source_transaction": charge_id}
    )
    reversal = await raw.v1.transfers.reversals.create_async(transfer.id, {"amount": 100})
    things["transfer_reversal"] = reversal.to_dict(for_json=True)
    things["transfer"] = (await raw.v1.transfers.retrieve_async(transfer.id)).to_dict(for_json=True)
    things["charge"] = (await raw.v1.charges.retrieve_async(charge_id)).to_dict(for_json=True)
    line = things["charge"]["balance_transaction"]
    things["balance_transaction"] = (await raw.v1.balance_transactions.retrieve_async(line)).to_dict(for_json=True)
    things["balance"] = (await raw.v1.balance.retrieve_async()).to_dict(for_json=True)
    things["webhook_endpoint"] = (
        await raw.v1.webhook_endpoints.create_async(
            {"url": "http://127.0.0.1:9/hook", "enabled_events": ["charge.succeeded"]}
        )
    ).to_dict(for_json=True)
    things["event"] = (await raw.v1.events.list_async({"limit": 1})).data[0].to_dict(for_json=True)
    things["dispute"] = await stand_in.ask("disputes", key=key, charge=charge_id)
    return Story(things)


@pytest.mark.parametrize("noun", sorted(noun for noun in CLASSES if not noun.startswith("v2.")))
async def test_every_field_of_the_published_example_is_there_with_its_type(noun: str, story: Story) -> None:
    if not FIXTURES.exists():
        pytest.skip("stripe's published examples are not beside the project")
    example = json.loads(FIXTURES.read_text())["resources"][noun]
    problems = list(_compare(story.things[noun], example, noun))
    assert problems == []


@pytest.mark.parametrize("noun", sorted(CLASSES))
async def test_every_field_that_the_client_promises_is_there(noun: str, story: Story) -> None:
    ours, declared = story.things[noun], CLASSES[noun].__annotations__
    for name, annotation in declared.items():
        if name == "OBJECT_NAME" or _may_be_missing(annotation):
            continue
        assert ours.get(name) is not None, f"{noun}.{name} is promised by the client and not given"
    unknown = set(ours) - set(declared) - _only_in_examples(noun)
    assert unknown == set(), f"{noun} has fields that no Stripe object has"


@pytest.mark.parametrize("noun", sorted(CLASSES))
async def test_nothing_of_ours_shows(noun: str, story: Story) -> None:
    assert '"_' not in json.dumps(story.things[noun], default=str)


async def test_the_examples_are_told_apart_from_wrong_shapes(story: Story) -> None:
    """The comparison itself can fail."""
    if not FIXTURES.exists():
        pytest.skip("stripe's published examples are not beside the project")
    example = json.loads(FIXTURES.read_text())["resources"]["refund"]
    wrong = {**story.things["refund"], "amount": "500"}
    del wrong["charge"]
    assert list(_compare(wrong, example, "refund")) == ["refund.amount is str, not int", "refund.charge is missing"]


async def test_v2_answers_speak_of_times_as_text_and_hold_only_what_was_asked_for(
    stand_in: StandInProcess, storys_key: str, story: Story
) -> None:
    account = story.things["v2.core.account"]
    assert account["created"].endswith("Z")
    headers = {"authorization": f"Bearer {storys_key}", "stripe-version": API_VERSION}
    async with httpx.AsyncClient(base_url=stand_in.url, trust_env=False) as client:
        bare = (await client.get(f"/v2/core/accounts/{account['id']}", headers=headers)).json()
    assert bare["requirements"] is None
    assert bare["configuration"]["recipient"] is None


async def test_an_error_has_stripes_shape(stand_in: StandInProcess, key: str) -> None:
    async with httpx.AsyncClient(base_url=stand_in.url, trust_env=False) as client:
        answer = await client.get("/v1/charges/ch_none", headers={"authorization": f"Bearer {key}"})
    assert answer.status_code == 404
    assert answer.headers["request-id"].startswith("req_")
    error = answer.json()["error"]
    assert (error["type"], error["code"], error["param"]) == ("invalid_request_error", "resource_missing", "id")
    assert error["message"] == "No such charge: 'ch_none'"


def _compare(ours: dict[str, Any], example: dict[str, Any], path: str) -> typing.Iterator[str]:
    for name, wanted in example.items():
        where = f"{path}.{name}"
        if name not in ours:
            yield f"{where} is missing"
            continue
        given = ours[name]
        if given is None or wanted is None:
            continue
        if isinstance(given, dict) and isinstance(wanted, dict):
            if name not in FREE and given:
                yield from _compare(given, wanted, where)
        elif isinstance(given, (str, dict)) and isinstance(wanted, (str, dict)):
            continue  # A reference may be spelled out.
        elif type(given) is not type(wanted):
            yield f"{where} is {type(given).__name__}, not {type(wanted).__name__}"
        elif isinstance(given, list) and given and wanted and isinstance(given[0], dict):
            yield from _compare(given[0], wanted[0], f"{where}[0]")


def _may_be_missing(annotation: Any) -> bool:
    return type(None) in get_args(annotation) or get_origin(annotation) is typing.ClassVar


def _only_in_examples(noun: str) -> set[str]:
    """What the API gives and the client's types leave out."""
    if not FIXTURES.exists():
        return {"source", "refunds", "customer_account"}
    examples = json.loads(FIXTURES.read_text())["resources"]
    return set(examples.get(noun, {}))
