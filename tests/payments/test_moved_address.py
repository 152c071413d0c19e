"""`minga up` on another port: every co-op's account at the stand-in is told where its messages go from now on."""

from dataclasses import replace

import asyncpg
import pytest

from minga_infra.addresses import PublicAddresses
from minga_infra.payments.accounts import WEBHOOK_SECRET
from minga_platform.market.payments import flows
from minga_testing.shop import KEYRING, fill, offer, open_stall, place, start
from minga_testing.till import Till, hear, open_till, pay


@pytest.fixture
async def till(database, worker_database, tmp_path):
    async with open_till(database, worker_database, tmp_path) as opened:
        await opened.stand_in.ask("settings", deliver_by_itself=False)
        yield opened


async def moved_to(till: Till, base: str) -> None:
    """The house serves at `base`, and the worker makes its round."""
    till.shop.program.door.services.ports[flows.Addresses] = PublicAddresses(base, KEYRING)
    await till.shop.sweep("payments.ensure_stand_in")


async def endpoints(till: Till) -> list[str]:
    return [one["url"] for one in await till.listed("webhook_endpoints")]


async def buys(till: Till, goods) -> str:
    """An order by card, paid; where it stands once everything was heard."""
    buyer = till.shop.visitor()
    await fill(buyer, (goods, 1))
    await start(buyer)
    placed = await place(till.shop, buyer, 2400, method="CARD")
    await pay(till, placed["paymentUrl"])
    await till.heard()
    found = await buyer.ask("query Seen($id: ID!) { order(id: $id) { state } }", id=placed["order"]["id"])
    state: str = found["order"]["state"]
    return state


async def test_messages_follow_to_the_new_port(till: Till, superuser: asyncpg.Connection) -> None:
    """First start, a start on another port, and the same again: two webhooks per address, and each address hears."""
    await superuser.execute("DELETE FROM payment_provider WHERE cooperative_id = $1", till.shop.id)
    before = len(await endpoints(till))
    goods = await offer(till.shop, await open_stall(till.shop, "Potter"), "Bowl", price=2400)
    first = till.hook_url.partition("/hooks/")[0]
    await moved_to(till, first)
    assert (await endpoints(till))[: -before or None] == [f"{first}/hooks/stripe/{till.shop.cooperative.slug}"] * 2
    assert await buys(till, goods) == "PLACED"

    async with hear(till.shop.program.door) as second:
        await moved_to(till, second)
        hook = f"{second}/hooks/stripe/{till.shop.cooperative.slug}"
        assert (await endpoints(till))[:2] == [hook] * 2
        kept = await superuser.fetchrow("SELECT * FROM payment_provider WHERE cooperative_id = $1", till.shop.id)
        assert kept["account"] == hook
        secrets = (KEYRING.open(WEBHOOK_SECRET, kept["webhook_secret"]) or "").split()
        assert len(secrets) == 2
        # Only the new address is heard: what still goes to the old one is signed by a secret that no longer opens.
        assert await buys(till, goods) == "PLACED"
        event = b'{"id":"evt_x","object":"event","type":"moon.landed","created":1700000000,"data":{"object":{"id":"m","object":"moon"}}}'
        there = replace(till, hook_url=hook, secrets=tuple(secrets))
        assert (await there.tell(event)).status_code == 200
        assert (await there.tell(event, secret=till.secrets[0])).status_code == 400
        count = len(await endpoints(till))
        await moved_to(till, second)
        assert len(await endpoints(till)) == count, "who stays is not registered again"


async def test_an_account_of_the_co_ops_own_is_left_alone(till: Till, superuser: asyncpg.Connection) -> None:
    """A key that an officer entered belongs to the real provider: no move of ours touches it."""
    await superuser.execute("UPDATE payment_provider SET account = 'acct_real' WHERE cooperative_id = $1", till.shop.id)
    before = await superuser.fetchrow("SELECT * FROM payment_provider WHERE cooperative_id = $1", till.shop.id)
    count = len(await endpoints(till))
    await moved_to(till, "http://localhost:9")
    assert await superuser.fetchrow("SELECT * FROM payment_provider WHERE cooperative_id = $1", till.shop.id) == before
    assert len(await endpoints(till)) == count
