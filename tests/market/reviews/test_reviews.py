"""Reviews: by who got the thing, once per line, answered once, hidden only by two with a reason that the author reads."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.plugin import Clock
from minga_testing.shop import Goods, Program, Shop, Stall, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import hand_over

ABOUT = """query About($product: ID, $stall: ID) { reviewTally(productId: $product, stallId: $stall) { reviews averageTenths }
  reviews(productId: $product, stallId: $stall) { nodes { id stars words shownName reply repliedBy editedAt } } }"""
MINE = """query Mine($id: ID!, $token: String) { reviewsOfOrder(orderId: $id, token: $token) {
  lineId title editableUntil hiddenBecause appeal staysHidden review { id stars words } } }"""
DESK = "{ reviewsToModerate { review { id words } reports hidingId reason isHidden appeal mineBefore } }"


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def bought(shop: Shop, stall: Stall, goods: Goods, buyer: Program, *, handed: bool = True) -> dict[str, Any]:
    await fill(buyer, (goods, 1))
    await start(buyer)
    order: dict[str, Any] = (await place(shop, buyer, 1000))["order"]
    if handed:
        done = await hand_over(shop, stall, order["parts"][0]["id"], 1000)
        assert done["__typename"] == "ChangedPart", done
    return order


async def said(buyer: Program, line: str, stars: int = 5, words: str = "Warm.", **more: Any) -> dict[str, Any]:
    return await buyer.wish(
        "reviewLine(lineId: $line, stars: $stars, words: $words, shownName: $name, token: $token)",
        "... on ReviewChanged { id } ... on InvalidInput { field rule } ... on EditingOver { until }",
        line=("ID!", line),
        stars=("Int!", stars),
        words=("String!", words),
        name=("String!", more.get("name", "Berta")),
        token=("String", more.get("token")),
    )


async def moderator(shop: Shop, name: str) -> Program:
    who = await people.member(
        shop.program.door.services.database, shop.worker_database, shop.id, name=name, offices=("facilitator",)
    )
    return shop.by(who)


def line_of(order: dict[str, Any]) -> str:
    found: str = order["parts"][0]["lines"][0]["id"]
    return found


async def test_only_who_got_it_reviews_it_once_and_the_average_is_kept(shop: Shop, clock: Clock) -> None:
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    berta, guest = shop.by(await people.sign_up(shop.program.door.services.database, name="Berta")), shop.visitor()
    early = await bought(shop, stall, goods, berta, handed=False)
    assert (await said(berta, line_of(early)))["__typename"] == "NotHandedOver"
    first, second = await bought(shop, stall, goods, berta), await bought(shop, stall, goods, guest)

    assert (await said(shop.visitor(), line_of(first)))["__typename"] == "NotFound"
    assert (await said(guest, line_of(first)))["__typename"] == "NotFound", "another one's order is not there"
    assert (await said(berta, line_of(first), 6))["field"] == "stars"
    assert (await said(berta, line_of(first), words="x" * 2001))["rule"] == "too_long"
    one = await said(berta, line_of(first), 4)
    assert one["__typename"] == "ReviewChanged", one
    again = await said(berta, line_of(first), 3, "Warm, and it itches.")
    assert again["id"] == one["id"], "the same line again changes what was said"
    other = await said(guest, line_of(second), 5)
    assert other["id"] != one["id"]

    for about in ({"product": goods.product}, {"stall": stall.id}):
        seen = await shop.visitor().ask(ABOUT, **about)
        assert seen["reviewTally"] == {"reviews": 2, "averageTenths": 40}
        assert [(r["stars"], r["words"]) for r in seen["reviews"]["nodes"]] == [
            (5, "Warm."),
            (3, "Warm, and it itches."),
        ]
    [mine] = (await berta.ask(MINE, id=first["id"]))["reviewsOfOrder"]
    assert mine["review"]["stars"] == 3
    assert (await guest.ask(MINE, id=first["id"]))["reviewsOfOrder"] == []
    # On another device a guest has the link of her order alone.
    token = second["followToken"]
    assert (await said(shop.visitor(), line_of(second), 2, token=token))["id"] == other["id"]
    assert (await said(shop.visitor(), line_of(first), 1, token=token))["__typename"] == "NotFound", (
        "the link of that order"
    )
    await clock.move(timedelta(days=31))
    assert (await said(berta, line_of(first), 1))["__typename"] == "EditingOver"


async def test_who_keeps_the_stall_does_not_praise_it_and_answers_once(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    other = await open_stall(shop, "Potter")
    goods = await offer(shop, stall, "Scarf", price=1000)
    maker, buyer = shop.by(stall.maker), shop.visitor()
    own = await bought(shop, stall, goods, maker)
    assert (await said(maker, line_of(own)))["__typename"] == "OwnGoods"
    review = (await said(buyer, line_of(await bought(shop, stall, goods, buyer)), 2))["id"]

    async def answer(by: Program) -> str:
        done = await by.wish('answerReview(id: $id, words: "I am sorry.")', "", id=("ID!", review))
        return str(done["__typename"])

    assert await answer(shop.by(other.maker)) == "NotAllowed"
    assert await answer(shop.visitor()) == "SignInNeeded"
    assert await answer(maker) == "ReviewChanged"
    assert await answer(maker) == "AnsweredAlready"
    [shown] = (await shop.visitor().ask(ABOUT, product=goods.product))["reviews"]["nodes"]
    assert (shown["reply"], shown["repliedBy"]) == ("I am sorry.", "Maker Weaver")
    await shop.worker.drain()
    subjects = [letter.subject for letter in shop.letters.sent]
    assert any("Scarf" in one for one in subjects), subjects


async def test_hidden_only_by_two_with_a_reason_and_a_third_decides_the_appeal(shop: Shop) -> None:
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    berta = shop.by(await people.sign_up(shop.program.door.services.database, name="Berta"))
    order = await bought(shop, stall, goods, berta)
    review = (await said(berta, line_of(order), 1, "The maker is a …"))["id"]
    ana, ben, eva = [await moderator(shop, name) for name in ("Ana", "Ben", "Eva")]
    assert (await ana.ask(DESK))["reviewsToModerate"] == []
    reported = await shop.by(stall.maker).wish(
        'reportReview(id: $id, reason: "It insults me.")', "", id=("ID!", review)
    )
    assert reported["__typename"] == "Done"
    [case] = (await ana.ask(DESK))["reviewsToModerate"]
    assert case["reports"] == ["It insults me."]
    assert not case["isHidden"]
    assert (await berta.ask(DESK))["reviewsToModerate"] is None

    async def wish(by: Program, call: str, what: str) -> dict[str, Any]:
        told = "" if call.startswith("appeal") else "... on HidingChanged { id }"
        return await by.wish(call, told, id=("ID!", what))

    assert (await wish(shop.by(stall.maker), 'askToHideReview(id: $id, reason: "x")', review))[
        "__typename"
    ] == "NotAllowed"
    hiding = (await wish(ana, 'askToHideReview(id: $id, reason: "An insult")', review))["id"]
    assert (await shop.visitor().ask(ABOUT, product=goods.product))["reviewTally"]["reviews"] == 1, (
        "one alone hides nothing"
    )
    assert (await wish(ana, "agreeToHideReview(id: $id, agrees: true)", hiding))["__typename"] == "SecondOneNeeded"
    assert (await wish(ben, "agreeToHideReview(id: $id, agrees: true)", hiding))["__typename"] == "HidingChanged"
    seen = await shop.visitor().ask(ABOUT, product=goods.product)
    assert seen["reviewTally"] == {"reviews": 0, "averageTenths": None}
    assert seen["reviews"]["nodes"] == []
    [mine] = (await berta.ask(MINE, id=order["id"]))["reviewsOfOrder"]
    assert mine["hiddenBecause"] == "An insult"
    assert (await said(berta, line_of(order), 1))["__typename"] == "InvalidTransition", (
        "what is hidden is not rewritten"
    )

    appeal = 'appealReviewHiding(id: $id, words: "It was true.")'
    assert (await wish(shop.visitor(), appeal, review))["__typename"] == "NotFound"
    assert (await wish(berta, appeal, review))["__typename"] == "ReviewChanged"
    assert (await wish(berta, appeal, review))["__typename"] == "InvalidTransition", "once"
    for before in (ana, ben):
        done = await wish(before, "decideReviewAppeal(id: $id, staysHidden: false)", hiding)
        assert done["__typename"] == "SecondOneNeeded"
    assert (await wish(eva, "decideReviewAppeal(id: $id, staysHidden: false)", hiding))["__typename"] == "HidingChanged"
    assert (await shop.visitor().ask(ABOUT, product=goods.product))["reviewTally"] == {
        "reviews": 1,
        "averageTenths": 10,
    }
    await shop.worker.drain()
    to_berta = [letter.text for letter in shop.letters.sent if "An insult" in letter.text]
    assert to_berta, "the author is told why it was hidden"


async def test_market_52_reviews_of_another_co_op_are_not_there(
    shop: Shop, database: Database, worker_database: Database
) -> None:
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    buyer = shop.visitor()
    order = await bought(shop, stall, goods, buyer)
    review = (await said(buyer, line_of(order)))["id"]
    elsewhere = await open_shop(database, worker_database)
    there = elsewhere.by(elsewhere.coordinator)
    assert (await there.ask(ABOUT, product=goods.product))["reviews"]["nodes"] == []
    for id_ in (review, ids.encode("rev", ids.new())):
        done = await there.wish('reportReview(id: $id, reason: "x")', "", id=("ID!", id_))
        assert done["__typename"] == "NotFound"
    assert (await there.ask(DESK))["reviewsToModerate"] == []


async def test_two_first_words_at_once_are_one_review(shop: Shop) -> None:
    """Pressed twice on a slow line: the second changes the first, and the average counts one."""
    stall = await open_stall(shop, "Weaver")
    goods = await offer(shop, stall, "Scarf", price=1000)
    berta = shop.by(await people.sign_up(shop.program.door.services.database, name="Berta"))
    line = line_of(await bought(shop, stall, goods, berta))
    told = await asyncio.gather(*(said(berta, line, stars) for stars in (5, 1, 3)))
    assert {one["__typename"] for one in told} == {"ReviewChanged"}
    assert len({one["id"] for one in told}) == 1
    about = await shop.visitor().ask(ABOUT, product=goods.product)
    [shown] = about["reviews"]["nodes"]
    assert about["reviewTally"] == {"reviews": 1, "averageTenths": shown["stars"] * 10}
