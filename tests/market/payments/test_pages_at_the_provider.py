"""The provider's page and our row of it: when one is known before the other, moves, or outlives its order."""

from datetime import timedelta

import asyncpg

from minga_infra.addresses import PublicAddresses
from minga_platform.kernel.jobs import Desk
from minga_platform.market.payments import flows, ports
from minga_testing.plugin import Clock
from minga_testing.shop import KEYRING, fill, new_key, offer, open_stall, place, start
from minga_testing.till import Till, pay
from minga_testing.trade import order_by_card, rounds, seen

CREATE = {"name": "cut", "kind": "reset", "method": "POST", "path": "/v1/checkout/sessions"}


def desk(till: Till) -> Desk:
    shop = till.shop
    return Desk(shop.worker_database, shop.program.door.services.ports, "test", shop.id)


async def test_a_page_asked_for_from_another_address_is_found(till: Till, clock: Clock) -> None:
    """Opened and unheard; then we serve elsewhere, so the wish would be another one under the same id."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await till.stand_in.ask("faults", faults=[{**CREATE, "when": "after"}])
    buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
    assert placed["paymentUrl"] is None, "we did not hear of it"
    till.shop.program.door.services.ports[flows.Addresses] = PublicAddresses("http://localhost:8001", KEYRING)
    await clock.move(timedelta(minutes=2))
    await rounds(till)
    url = await till.shop.worker_database_value("SELECT page_url FROM payment_attempt WHERE cooperative_id = $1")
    assert url
    await pay(till, url)
    await till.heard()
    assert (await seen(buyer, placed["order"]["id"]))["state"] == "PLACED"
    assert len(await till.listed("checkout/sessions")) == 1


async def test_a_page_that_opens_after_its_order_was_called_off_is_closed(
    till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """The call was slow; the order ended; somebody looked for the page and found none; then it came."""
    bowl = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    await till.stand_in.ask("faults", faults=[{**CREATE, "when": "before"}])
    buyer, placed = await order_by_card(till, (bowl, 1), total=2400)
    attempt = await till.shop.worker_database_value("SELECT id FROM payment_attempt WHERE cooperative_id = $1")
    async with desk(till).read() as work:
        facts = await flows._attempt_facts(work, attempt)
    assert facts is not None
    await buyer.wish(
        "askCancellation(key: $key, orderId: $order, token: $token)",
        "... on ChangedOrder { order { state } }",
        key=("String!", new_key()),
        order=("ID!", placed["order"]["id"]),
        token=("String", placed["order"]["followToken"]),
    )
    await clock.move(timedelta(minutes=2))
    await till.shop.sweep("payments.finish_attempts")
    late = await till.account().open_payment_page(flows._wish(desk(till), facts))
    assert isinstance(late, ports.Done)
    opened = await desk(till).run(lambda work: flows._note_page(work, facts, late))
    assert opened.url is None, "nobody is sent to it"
    await till.shop.sweep("payments.finish_attempts")
    assert [one["status"] for one in await till.listed("checkout/sessions")] == ["expired"]
    assert await admin.fetchval(
        "SELECT lease_until = 'infinity' FROM payment_attempt WHERE cooperative_id = $1 AND id = $2",
        till.shop.id,
        attempt,
    ), "and then it is done with"


async def test_what_the_provider_declined_is_not_asked_for_with_every_round(
    till: Till, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Too little for a card: the order ends at once; its page, which never was, is looked for now and then until its time is over."""
    mint = await offer(till.shop, await open_stall(till.shop, "Grower"), "Mint", price=10)
    buyer = till.shop.visitor()
    await fill(buyer, (mint, 1))
    await start(buyer)
    placed = await place(till.shop, buyer, 10, method="CARD")
    assert (await seen(buyer, placed["order"]["id"]))["state"] == "CANCELLED"
    await clock.move(timedelta(seconds=10))
    await till.shop.sweep("payments.finish_attempts")
    async with desk(till).read() as work:
        row = await work.row("SELECT state, lease_until FROM payment_attempt WHERE cooperative_id = $1", till.shop.id)
        assert row is not None
        assert row["state"] == "declined"
        assert row["lease_until"] > work.now + timedelta(seconds=30)
    await clock.move(timedelta(minutes=31))
    await till.shop.sweep("payments.finish_attempts")
    assert (
        await admin.fetchval("SELECT state FROM payment_attempt WHERE cooperative_id = $1", till.shop.id) == "expired"
    )
