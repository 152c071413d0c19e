"""Buyer and maker write to each other: nobody else reads it, either may stop it, and nobody is flooded."""

from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Goods, Program, Shop, Stall, fill, offer, open_shop, open_stall, place, start

ONE = """query One($id: ID!) { conversation(id: $id) { side isUnread waitsForMe blockedByMe buyerName stallName productTitle orderNumber
  messages { id isMine byName words } } }"""
LISTS = """query Lists($stall: ID!) { myConversations { nodes { id lastWords isUnread messages { id } } }
  stallConversations(stallId: $stall) { nodes { id lastWords isUnread } } reportedMessages { id words reason } }"""


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def market(shop: Shop) -> tuple[Stall, Goods, Program]:
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    berta = await people.sign_up(shop.program.door.services.database, name="Berta")
    return stall, goods, shop.by(berta)


async def write(buyer: Program, stall: Stall, words: str = "Is it wool?", **about: str) -> dict[str, Any]:
    return await buyer.wish(
        "writeToStall(stallId: $stall, words: $words, productId: $product, orderId: $order)",
        "... on ConversationChanged { id } ... on ConversationBlocked { byMe } ... on TooManyAttempts { retryAt }",
        stall=("ID!", stall.id),
        words=("String!", words),
        product=("ID", about.get("product")),
        order=("ID", about.get("order")),
    )


async def answer(by: Program, conversation: str, words: str = "Yes.") -> dict[str, Any]:
    return await by.wish(
        "answerConversation(id: $id, words: $words)",
        "... on ConversationChanged { id } ... on ConversationBlocked { byMe }",
        id=("ID!", conversation),
        words=("String!", words),
    )


async def test_a_question_about_a_product_is_answered_and_each_is_told_once(shop: Shop) -> None:
    stall, goods, berta = await market(shop)
    maker = shop.by(stall.maker)
    assert (await write(shop.visitor(), stall, product=goods.product))["__typename"] == "SignInNeeded"
    begun = await write(berta, stall, product=goods.product)
    assert (await write(berta, stall, "From sheep?", product=goods.product))["id"] == begun["id"], "one about one thing"
    await shop.worker.drain()
    told = [letter for letter in shop.letters.sent if "Is it wool?" in letter.text]
    assert len(told) == 1
    assert told[0].to == "Maker Weaver"
    assert f"/messages/{begun['id']}" in told[0].text, "the way to answer"
    assert not [letter for letter in shop.letters.sent if "From sheep?" in letter.text], "told once, not for every line"

    seen = (await maker.ask(ONE, id=begun["id"]))["conversation"]
    assert (seen["side"], seen["isUnread"], seen["buyerName"], seen["productTitle"]) == (
        "stall",
        True,
        "Berta",
        "Scarf",
    )
    assert [one["words"] for one in seen["messages"]] == ["Is it wool?", "From sheep?"]
    await maker.wish("readConversation(id: $id)", "", id=("ID!", begun["id"]))
    assert not (await maker.ask(ONE, id=begun["id"]))["conversation"]["isUnread"]
    assert (await maker.ask(ONE, id=begun["id"]))["conversation"]["waitsForMe"]
    assert (await answer(maker, begun["id"]))["__typename"] == "ConversationChanged"
    lists = await berta.ask(LISTS, stall=stall.id)
    assert [(one["lastWords"], one["isUnread"]) for one in lists["myConversations"]["nodes"]] == [("Yes.", True)]
    assert lists["stallConversations"] is None
    await shop.worker.drain()
    [to_berta] = [letter for letter in shop.letters.sent if "Yes." in letter.text]
    assert "Weaver" in to_berta.text


async def test_market_52_nobody_else_reads_it(shop: Shop, database: Database, worker_database: Database) -> None:
    """Not another maker, not a coordinator, not a helper, not another co-op; by no way that takes an id."""
    stall, _goods, berta = await market(shop)
    other = await open_stall(shop, "Potter")
    conversation = (await write(berta, stall))["id"]
    message = (await berta.ask(ONE, id=conversation))["conversation"]["messages"][0]["id"]
    foreign = await open_shop(database, worker_database)
    strangers = [shop.by(other.maker), shop.by(shop.coordinator), shop.visitor(), foreign.by(foreign.coordinator)]
    made_up = {"conv": ids.encode("conv", ids.new()), "cmsg": ids.encode("cmsg", ids.new())}
    for one in strangers:
        assert (await one.ask(ONE, id=conversation))["conversation"] is None
        if one is not strangers[2]:
            assert (await answer(one, conversation)) == (await answer(one, made_up["conv"]))
            for id_ in (message, made_up["cmsg"]):
                done = await one.wish('reportMessage(id: $id, reason: "x")', "", id=("ID!", id_))
                assert done["__typename"] == "NotFound"
        lists = await one.ask(LISTS, stall=stall.id)
        assert lists["stallConversations"] is None
        assert lists["myConversations"]["nodes"] == []
    assert (await answer(shop.by(shop.coordinator), conversation))["__typename"] == "NotFound"


async def test_about_an_order_it_must_be_her_own_and_of_that_stall(shop: Shop) -> None:
    stall, goods, berta = await market(shop)
    other = await open_stall(shop, "Potter")
    await fill(berta, (goods, 1))
    await start(berta)
    order = (await place(shop, berta, 1000))["order"]["id"]
    assert (await write(berta, other, order=order))["__typename"] == "NotFound"
    carla = shop.by(await people.sign_up(shop.program.door.services.database, name="Carla"))
    assert (await write(carla, stall, order=order))["__typename"] == "NotFound"
    begun = await write(berta, stall, order=order)
    assert (await shop.by(stall.maker).ask(ONE, id=begun["id"]))["conversation"]["orderNumber"] is not None


async def test_who_keeps_the_stall_writes_first_about_an_order(shop: Shop) -> None:
    """Not about another stall's part, not to a guest; one conversation, whoever began it, and hearing no more holds."""
    stall, goods, berta = await market(shop)
    other = await open_stall(shop, "Potter")
    maker = shop.by(stall.maker)

    async def bought(buyer: Program) -> dict[str, Any]:
        await fill(buyer, (goods, 1))
        await start(buyer)
        order: dict[str, Any] = (await place(shop, buyer, 1000))["order"]
        return order

    async def write_to(by: Program, order: dict[str, Any], words: str = "Blue is gone. Green?") -> dict[str, Any]:
        return await by.wish(
            "writeToBuyer(partId: $part, words: $words)", "... on ConversationChanged { id } ... on ConversationBlocked { byMe }",
            part=("ID!", order["parts"][0]["id"]), words=("String!", words),
        )  # fmt: skip

    order, guests = await bought(berta), await bought(shop.visitor())
    for wrong in (shop.by(other.maker), shop.by(shop.coordinator), berta):
        assert (await write_to(wrong, order))["__typename"] == "NotFound"
    assert (await write_to(maker, guests))["__typename"] == "NotFound"
    listed = await maker.ask(
        "query P($id: ID!) { sellerOrders(stallId: $id) { nodes { orderId takesMessages } } }", id=stall.id
    )
    told = {one["orderId"]: one["takesMessages"] for one in listed["sellerOrders"]["nodes"]}
    assert told == {order["id"]: True, guests["id"]: False}
    begun = await write_to(maker, order)
    assert begun["__typename"] == "ConversationChanged", begun
    await shop.worker.drain()
    [letter] = [one for one in shop.letters.sent if "Blue is gone" in one.text]
    assert f"/messages/{begun['id']}" in letter.text
    assert (await write(berta, stall, "Green is fine.", order=order["id"]))["id"] == begun["id"]
    seen = (await maker.ask(ONE, id=begun["id"]))["conversation"]
    assert (seen["side"], seen["orderNumber"], len(seen["messages"])) == ("stall", order["number"], 2)
    await berta.wish("blockConversation(id: $id, blocks: true)", "", id=("ID!", begun["id"]))
    assert (await write_to(maker, order))["byMe"] is False


async def test_the_pages_of_an_order_lead_to_writing_about_it(shop: Shop) -> None:
    stall, goods, _berta = await market(shop)
    berta = await people.sign_up(shop.program.door.services.database, name="Berta")
    buyer = shop.by(berta)
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 1000))["order"]
    base, part = f"/en/c/{shop.cooperative.slug}", order["parts"][0]["id"]
    about = f"{base}/orders/{order['id']}/write/{part}"
    back = f"{base}/stall/{stall.slug}/write/{part}"
    async with reading(shop.program.door, berta.viewer) as browser:
        assert about in (await browser.get(f"{base}/orders/{order['id']}")).text
        assert f"Order {order['number']}" in (await browser.get(about)).text
        assert (await browser.get(back)).status_code == 404
        sent = await browser.post(about, data={"words": "Can I come later?"})
        assert sent.status_code == 303, sent.text
    async with reading(shop.program.door, stall.maker.viewer) as browser:
        assert back in (await browser.get(f"{base}/stall/{stall.slug}/orders")).text
        assert (await browser.get(about)).status_code == 404
        assert f"Order {order['number']}" in (await browser.get(back)).text
        answered = await browser.post(back, data={"words": "Yes, until six."})
        assert answered.headers["location"].partition("?")[0] == sent.headers["location"].partition("?")[0]
    async with reading(shop.program.door, shop.coordinator.viewer) as browser:
        assert "/write/" not in (await browser.get(f"{base}/stall/{stall.slug}/orders")).text
    async with reading(shop.program.door, shop.visitor().viewer) as browser:
        followed = await browser.get(f"{base}/orders/{order['id']}?t={order['followToken']}")
        assert followed.status_code == 200
        assert "/write/" not in followed.text


async def test_either_side_hears_no_more_and_may_show_a_message_to_moderators(shop: Shop) -> None:
    stall, goods, berta = await market(shop)
    maker = shop.by(stall.maker)
    conversation = (await write(berta, stall, "You fool"))["id"]
    message = (await maker.ask(ONE, id=conversation))["conversation"]["messages"][0]["id"]
    own = await berta.wish('reportMessage(id: $id, reason: "x")', "", id=("ID!", message))
    assert own["__typename"] == "NotFound", "one shows what one got"
    await maker.wish('reportMessage(id: $id, reason: "An insult")', "", id=("ID!", message))
    [case] = (await shop.by(shop.coordinator).ask(LISTS, stall=stall.id))["reportedMessages"]
    assert (case["words"], case["reason"]) == ("You fool", "An insult")
    block = "blockConversation(id: $id, blocks: true)"
    assert (await maker.wish(block, "", id=("ID!", conversation)))["__typename"] == "ConversationChanged"
    assert (await answer(berta, conversation))["byMe"] is False
    assert (await write(berta, stall, product=goods.product))["__typename"] == "ConversationBlocked", (
        "nor about another thing"
    )
    undo = "blockConversation(id: $id, blocks: false)"
    assert (await berta.wish(undo, "", id=("ID!", conversation)))["__typename"] == "ConversationBlocked"
    assert (await maker.wish(undo, "", id=("ID!", conversation)))["__typename"] == "ConversationChanged"
    assert (await answer(berta, conversation, "Sorry."))["__typename"] == "ConversationChanged"
    settled = await shop.by(shop.coordinator).wish(
        'settleMessageReport(id: $id, outcome: "They talked.")', "", id=("ID!", case["id"])
    )
    assert settled["__typename"] == "Done"
    assert (await shop.by(shop.coordinator).ask(LISTS, stall=stall.id))["reportedMessages"] == []


async def test_nobody_is_flooded(shop: Shop, clock: Clock) -> None:
    stall, _goods, berta = await market(shop)
    for number in range(20):
        assert (await write(berta, stall, f"{number}"))["__typename"] == "ConversationChanged"
    refused = await write(berta, stall, "21")
    assert refused["__typename"] == "TooManyAttempts"
    assert refused["retryAt"]
    await clock.move(timedelta(minutes=61))
    assert (await write(berta, stall, "22"))["__typename"] == "ConversationChanged"
