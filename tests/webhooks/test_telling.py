"""Members' own programs are told what happens: signed, in order, until they say that they have it; and only what they may know."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson
import pytest

from minga_infra.outbound.calling import GuardedCaller
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.webhooks import signing
from minga_platform.webhooks.ports import Caller, Heard
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, Stall, fill, offer, open_shop, open_stall, place, start

SOLD = ["order.confirmed", "order.part_ready", "order.cancelled"]


class Listening:
    """Somebody's programs, by address: each keeps what it was told and answers as it is set to."""

    def __init__(self) -> None:
        self.told: dict[str, list[tuple[bytes, dict[str, str]]]] = {}
        self.answers: dict[str, Heard] = {}

    def usable(self, url: str) -> bool:
        return GuardedCaller().usable(url)

    async def tell(self, url: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        await asyncio.sleep(0)
        self.told.setdefault(url, []).append((body, dict(headers)))
        return self.answers.get(url, Heard(200, "", "thanks"))

    def heard(self, url: str) -> list[dict[str, Any]]:
        """The messages that came, in the order in which they came."""
        return [orjson.loads(body) for body, _ in self.told.get(url, [])]


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    shop = await open_shop(database, worker_database)
    shop.worker._ports[Caller] = shop.program.door.services.ports[Caller] = Listening()
    return shop


def listening(shop: Shop) -> Listening:
    caller: Listening = shop.worker._ports[Caller]
    return caller


async def add(program: Program, url: str, kinds: list[str], stall: Stall | None = None) -> dict[str, Any]:
    return await program.wish(
        "addWebhook(name: $name, url: $url, kinds: $kinds, stallId: $stall)",
        "... on WebhookAdded { id secret } ... on NotToBeHeard { kinds }",
        name=("String!", "My program"), url=("String!", url), kinds=("[String!]!", kinds), stall=("ID", stall and stall.id),
    )  # fmt: skip


async def sell(shop: Shop, *wanted: Any, total: int) -> dict[str, Any]:
    buyer = shop.visitor()
    await fill(buyer, *((one, 1) for one in wanted))
    await start(buyer)
    placed = await place(shop, buyer, total)
    assert placed["__typename"] == "PlacedOrder", placed
    order: dict[str, Any] = placed["order"]
    return order


async def deliveries(program: Program, webhook: str) -> list[dict[str, Any]]:
    asked = (
        "query Q($id: ID!) { webhookDeliveries(webhookId: $id, first: 100) { nodes { id kind sequence deliveredAt nextAt "
        "attempts body tries { status problem answer } } } }"
    )
    found: list[dict[str, Any]] = (await program.ask(asked, id=webhook))["webhookDeliveries"]["nodes"]
    return found


async def test_a_stalls_program_hears_of_its_own_orders_alone_and_can_check_who_wrote(shop: Shop) -> None:
    baker, potter = await open_stall(shop, "Baker"), await open_stall(shop, "Potter")
    bread, bowl = await offer(shop, baker, "Bread", price=450), await offer(shop, potter, "Bowl", price=1210)
    here = "https://hooks.example.org/baker"
    added = await add(shop.by(baker.maker), here, SOLD, baker)
    assert added["__typename"] == "WebhookAdded", added
    hers = await add(shop.by(potter.maker), "https://hooks.example.org/potter", SOLD, potter)
    order = await sell(shop, bread, bowl, total=1660)
    await sell(shop, bowl, total=1210)
    await shop.worker.drain()
    [(body, headers)] = listening(shop).told[here]
    assert orjson.loads(body) | {"timestamp": ""} == {
        "type": "order.confirmed", "cooperative": orjson.loads(body)["cooperative"], "subject": order["id"], "sequence": 1,
        "timestamp": "", "data": {"orderId": order["id"]},
    }  # fmt: skip
    secret = base64.b64decode(added["secret"].removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    assert (
        headers["webhook-signature"] == "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    )
    potters = listening(shop).heard("https://hooks.example.org/potter")
    assert len(potters) == 2
    assert order["id"] in {one["subject"] for one in potters}, "one order may be told before the other"
    [seen] = await deliveries(shop.by(baker.maker), added["id"])
    assert (seen["attempts"], seen["nextAt"], seen["tries"]) == (
        1,
        None,
        [{"status": 200, "problem": "", "answer": "thanks"}],
    )
    assert await deliveries(shop.by(potter.maker), added["id"]) == [], "another member's program has no log for her"
    assert hers["secret"] != added["secret"]


async def test_who_may_hear_what(shop: Shop) -> None:
    baker, potter = await open_stall(shop, "Baker"), await open_stall(shop, "Potter")
    member = shop.by(baker.maker)
    url = "https://hooks.example.org/"
    refused = await add(member, url, ["order.confirmed", "listings.changed"])
    assert (refused["__typename"], refused["kinds"]) == ("NotToBeHeard", ["order.confirmed"])
    assert (await add(member, url, ["listings.changed"]))["__typename"] == "WebhookAdded"
    assert (await add(member, url, SOLD, potter))["__typename"] == "NotFound", "another's stall"
    assert (await add(shop.visitor(), url, ["listings.changed"]))["__typename"] == "SignInNeeded"
    assert (await add(shop.by(shop.coordinator), url, ["order.placed", "member.left"]))["__typename"] == "WebhookAdded"
    for wrong in (
        "http://hooks.example.org/",
        "https://127.0.0.1/",
        "https://hooks.example.org:8443/",
        "https://a@b.example.org/",
    ):
        assert (await add(member, wrong, ["listings.changed"]))["__typename"] == "AddressUnusable"
    assert (await add(member, url, ["no.such"]))["__typename"] == "InvalidInput"


async def test_case_56_a_program_that_is_away_for_three_days_is_told_everything_in_order(
    shop: Shop, clock: Clock
) -> None:
    """Others are told at once; nothing about one order overtakes what came before about it."""
    baker = await open_stall(shop, "Baker")
    bread = await offer(shop, baker, "Bread", price=450)
    away, here = "https://away.example.org/", "https://here.example.org/"
    down = await add(shop.by(baker.maker), away, SOLD, baker)
    await add(shop.by(shop.coordinator), here, [*SOLD, "order.placed"])
    listening(shop).answers[away] = Heard(None, "no_connection", "")
    order = await sell(shop, bread, total=450)
    await shop.worker.drain()
    ready = await shop.by(baker.maker).wish(
        "markReady(partId: $part)", "... on ChangedPart { part { id } }", part=("ID!", order["parts"][0]["id"]),
    )  # fmt: skip
    assert ready["__typename"] == "ChangedPart", ready
    for _ in range(40):
        await shop.worker.drain()
        await clock.move(timedelta(hours=2))
    kinds = [one["type"] for one in listening(shop).heard(here)]
    assert kinds == ["order.placed", "order.confirmed", "order.part_ready"], "others are told at once"
    tried = listening(shop).heard(away)
    assert {one["sequence"] for one in tried} == {2}, "the second waits behind the first"
    assert len(tried) >= 8
    listening(shop).answers[away] = Heard(200, "", "")
    await clock.move(timedelta(hours=24))
    await shop.worker.drain()
    after = listening(shop).heard(away)[len(tried) :]
    if not after:  # Stopped after the last try: its keeper starts it again.
        [mine] = (await shop.by(baker.maker).ask("{ webhooks { id state stoppedBecause waiting } }"))["webhooks"]
        assert (mine["state"], mine["stoppedBecause"], mine["waiting"]) == ("STOPPED", "SILENT", 2)
        resumed = await shop.by(baker.maker).wish(
            "resumeWebhook(webhookId: $id)", "... on WebhookChanged { id }", id=("ID!", down["id"])
        )
        assert resumed["__typename"] == "WebhookChanged"
        await shop.worker.drain()
        after = listening(shop).heard(away)[len(tried) :]
    assert [one["sequence"] for one in after] == [2, 3]
    listening(shop).told.clear()
    again = await shop.by(baker.maker).wish(
        "replayWebhook(webhookId: $id, since: $since)", "... on WebhookReplayed { count }",
        id=("ID!", down["id"]), since=("Instant!", "2020-01-01T00:00:00+00:00"),
    )  # fmt: skip
    await shop.worker.drain()
    assert again["count"] == 2
    assert [one["sequence"] for one in listening(shop).heard(away)] == [2, 3], "sent again, in their order"


async def test_case_53_who_lost_the_right_hears_no_more(shop: Shop) -> None:
    baker = await open_stall(shop, "Baker")
    bread = await offer(shop, baker, "Bread", price=450)
    here = "https://hooks.example.org/coordinator"
    await add(shop.by(shop.coordinator), here, ["order.placed"])
    await sell(shop, bread, total=450)
    async with shop.worker_database.work(Scope(shop.id), Actor(system="test")) as work:
        await work.execute(
            "UPDATE role_grant SET ended_at = $2 WHERE cooperative_id = $1 AND agent_id = $3",
            shop.id, work.now, shop.coordinator.agent_id,
        )  # fmt: skip
    await shop.worker.drain()
    assert listening(shop).heard(here) == [], "judged when it is told, not when it happened"
    [mine] = (await shop.by(shop.coordinator).ask("{ webhooks { state stoppedBecause waiting } }"))["webhooks"]
    assert (mine["state"], mine["stoppedBecause"], mine["waiting"]) == ("STOPPED", "RIGHT_LOST", 1)


async def test_a_secret_is_exchanged_without_a_gap_and_a_try_is_a_ping(shop: Shop, clock: Clock) -> None:
    keeper, url = shop.by(shop.coordinator), "https://hooks.example.org/"
    added = await add(keeper, url, ["member.left"])
    changed = await keeper.wish(
        "exchangeWebhookSecret(webhookId: $id)", "... on WebhookAdded { secret }", id=("ID!", added["id"])
    )
    for _ in range(2):
        await keeper.wish("tryWebhook(webhookId: $id)", "... on WebhookChanged { id }", id=("ID!", added["id"]))
        await shop.worker.drain()
        await clock.move(timedelta(hours=25))
    (body, first), (later, second) = listening(shop).told[url]
    assert [orjson.loads(one)["type"] for one in (body, later)] == ["ping", "ping"]
    assert [orjson.loads(one)["sequence"] for one in (body, later)] == [1, 2]
    both = signing.headers(
        first["webhook-id"], int(first["webhook-timestamp"]), body, [changed["secret"], added["secret"]]
    )
    assert first["webhook-signature"] == both["webhook-signature"]
    alone = signing.headers(second["webhook-id"], int(second["webhook-timestamp"]), later, [changed["secret"]])
    assert second["webhook-signature"] == alone["webhook-signature"]


async def test_the_page_of_a_program_shows_each_try_and_sends_again(shop: Shop) -> None:
    keeper, url = shop.coordinator, "https://hooks.example.org/"
    added = await add(shop.by(keeper), url, ["member.left"])
    here = f"/en/c/{shop.cooperative.slug}/webhooks/{added['id']}"
    listening(shop).answers[url] = Heard(503, "status", "come again")
    async with reading(shop.program.door, keeper.viewer) as browser:
        assert (await browser.post(here, data={"what": "try"})).status_code == 303
        await shop.worker.drain()
        page = await browser.get(here)
        assert page.status_code == 200
        assert "come again" in page.text
        assert "tried, waits" in page.text
        [told] = (await shop.by(keeper).ask(
            "query Q($id: ID!) { webhookDeliveries(webhookId: $id) { nodes { id occurredAt tries { at status } } } }", id=added["id"]
        ))["webhookDeliveries"]["nodes"]  # fmt: skip
        [tried] = told["tries"]
        assert tried["status"] == 503
        assert datetime.fromisoformat(told["occurredAt"]) <= datetime.fromisoformat(tried["at"])
        listening(shop).answers[url] = Heard(200, "", "thanks")
        assert (await browser.post(here, data={"what": "again", "delivery": told["id"]})).status_code == 303
        await shop.worker.drain()
        page = await browser.get(here)
        assert "thanks" in page.text
        assert "taken" in page.text


async def test_two_workers_tell_each_message_once(shop: Shop) -> None:
    from minga_infra.duties import all_duties
    from minga_infra.worker import Worker

    baker = await open_stall(shop, "Baker")
    bread = await offer(shop, baker, "Bread", price=450)
    here = "https://hooks.example.org/"
    await add(shop.by(shop.coordinator), here, ["order.placed"])
    for _ in range(6):
        await sell(shop, bread, total=450)
    other = Worker(shop.worker_database, shop.worker._ports, all_duties(), only=shop.id)
    await asyncio.gather(shop.worker.drain(), other.drain())
    await shop.worker.drain()
    told = [one["subject"] for one in listening(shop).heard(here)]
    assert len(told) == len(set(told)) == 6


async def test_what_a_killed_sender_had_in_hand_is_sent_by_another(shop: Shop, clock: Clock) -> None:
    baker = await open_stall(shop, "Baker")
    bread = await offer(shop, baker, "Bread", price=450)
    here = "https://hooks.example.org/"
    await add(shop.by(shop.coordinator), here, ["order.placed"])
    await sell(shop, bread, total=450)

    async def dies(*_: object) -> Heard:
        raise asyncio.CancelledError

    listening(shop).tell = dies  # type: ignore[method-assign, assignment]
    with contextlib.suppress(asyncio.CancelledError):
        await shop.worker.drain()
    del listening(shop).tell
    async with shop.worker_database.work(Scope(shop.id), Actor(system="test")) as work:
        await work.execute(
            "UPDATE job SET state = 'done', finished_at = $2 WHERE cooperative_id = $1 AND name = 'webhooks.send'",
            shop.id,
            work.now,
        )
    await clock.move(timedelta(minutes=2))
    await shop.sweep("webhooks.rouse")
    await shop.worker.drain()
    assert [one["type"] for one in listening(shop).heard(here)] == ["order.placed"]


async def test_a_program_that_is_gone_is_asked_no_more_until_its_keeper_says_so(shop: Shop, clock: Clock) -> None:
    """410 stops it at once, whatever waits behind; taken up again it hears all of it, in its order."""
    baker = await open_stall(shop, "Baker")
    bread, keeper = await offer(shop, baker, "Bread", price=450), shop.by(baker.maker)
    url = "https://gone.example.org/"
    added = await add(keeper, url, SOLD, baker)
    listening(shop).answers[url] = Heard(410, "status", "gone")
    order = await sell(shop, bread, total=450)
    await shop.worker.drain()
    await keeper.wish("markReady(partId: $part)", "", part=("ID!", order["parts"][0]["id"]))
    await clock.move(timedelta(hours=3))
    await shop.sweep("webhooks.")
    await shop.worker.drain()
    assert len(listening(shop).heard(url)) == 1
    [mine] = (await keeper.ask("{ webhooks { state stoppedBecause waiting } }"))["webhooks"]
    assert (mine["state"], mine["stoppedBecause"], mine["waiting"]) == ("STOPPED", "GONE", 2)
    listening(shop).answers[url] = Heard(200, "", "")
    await keeper.wish("resumeWebhook(webhookId: $id)", "", id=("ID!", added["id"]))
    await shop.worker.drain()
    assert [one["sequence"] for one in listening(shop).heard(url)] == [1, 1, 2]


async def test_what_waits_goes_to_the_new_address_under_both_secrets_and_its_old_name(shop: Shop, clock: Clock) -> None:
    """Redirected, so its keeper moves it: the same message, by which a program knows that it had it before."""
    baker = await open_stall(shop, "Baker")
    bread, keeper = await offer(shop, baker, "Bread", price=450), shop.by(baker.maker)
    old, new = "https://old.example.org/", "https://new.example.org/"
    added = await add(keeper, old, SOLD, baker)
    listening(shop).answers[old] = Heard(302, "redirected", "")
    await sell(shop, bread, total=450)
    await shop.worker.drain()
    await keeper.wish("exchangeWebhookSecret(webhookId: $id)", "", id=("ID!", added["id"]))
    moved = await keeper.wish(
        'changeWebhook(webhookId: $id, name: "Moved", url: $url, kinds: $kinds)', "",
        id=("ID!", added["id"]), url=("String!", new), kinds=("[String!]!", SOLD),
    )  # fmt: skip
    assert moved["__typename"] == "WebhookChanged", moved
    await clock.move(timedelta(minutes=6))
    await shop.worker.drain()
    [(_, before)], [(_, after)] = listening(shop).told[old], listening(shop).told[new]
    assert after["webhook-id"] == before["webhook-id"]
    assert after["webhook-signature"].count("v1,") == 2
