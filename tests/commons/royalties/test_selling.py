"""From a sale to those who made it possible: what is asked at publishing, kept with the sale, posted, taken back, divided."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from minga_graphql.door import Door
from minga_graphql.services import Services
from minga_infra.database.checks import all_checks
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.viewer import ANONYMOUS
from minga_testing import people
from minga_testing.buying import grant_credit, use_credit
from minga_testing.clusters import Urls
from minga_testing.cycles import plan
from minga_testing.looping import RECIPROCITY, Loop, open_loop, shares
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Goods, fill, new_key, offer, open_stall, place, start
from minga_testing.trade import hand_over
from minga_testing.weighing import offer_cheese


@pytest.fixture
async def loop(database: Database, worker_database: Database) -> Loop:
    return await open_loop(database, worker_database)


async def _whole(admin: asyncpg.Connection, loop: Loop) -> None:
    broken = {one.promise for one in all_checks() if await admin.fetch(one.statement, [loop.shop.id])}
    assert not broken


async def test_a_royalty_goes_from_the_sale_to_all_who_contributed(
    loop: Loop, clock: Clock, admin: asyncpg.Connection
) -> None:
    origin, first = await loop.release("Dan", title="Loom")
    await loop.gift("Dan", origin, 100)
    asset, release = await loop.release("Ana", title="Better loom", parents=(first,))
    await loop.gift("Ana", asset, 120)
    await loop.gift("Cora", asset, 60, kind="documentation")
    weaver = await open_stall(loop.shop, "Weaver")
    cloth = await loop.woven(weaver, release)

    # Before anybody buys, the price story tells it, out of the maker's part.
    story = await loop.shop.program.ask(
        "query P($id: ID) { product(id: $id) { priceStory { total { minor } maker { minor } royalty { minor } royaltyBps"
        " fee { minor } feeTax { minor } tax { minor } } } productOrigin(productId: $own) { basis version } }".replace(
            "$id: ID", "$id: ID, $own: ID!"
        ),
        id=cloth.product,
        own=cloth.product,
    )
    told = story["product"]["priceStory"]
    assert (told["royalty"]["minor"], told["royaltyBps"]) == (30, 300)
    assert story["productOrigin"] == {"basis": "ROYALTY", "version": "1.0"}
    assert (
        sum(told[name]["minor"] for name in ("maker", "royalty", "fee", "feeTax", "tax"))
        == told["total"]["minor"]
        == 1210
    )

    order = await loop.sell((cloth, 200), total=242_000)
    assert await loop.pot(release) == {
        "gathered": 6000, "returned": 0, "divided": 0, "due": 6000, "held": 6000, "ahead": 0, "ready": 0,
    }  # fmt: skip
    assert (await loop.divide(release))["held"]["minor"] == 6000
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    # A part goes back before the division: exactly its share of the royalty with it.
    await loop.refund(order, 60_500)
    assert (await loop.pot(release))["ready"] == 4500
    key = new_key()
    done = await loop.divide(release, key=key)
    # 45.00: 5 % fund, 20 % to the ancestor's contributor, 75 % by points (120 : 60).
    assert shares(done) == {"(commons)": 225, "Dan": 900, "Ana": 2250, "Cora": 1125}
    assert done["distribution"]["left"]["minor"] == 0
    assert done["distribution"]["eventCount"] == 3
    assert await loop.divide(release, key=key) == done
    assert (await loop.divide(release))["__typename"] == "NothingToDivide"
    agrees = await loop.by("Wim").ask(
        "query D($id: ID!) { distributionAgrees(distributionId: $id) distributionClaims(distributionId: $id) { nodes { name bucket"
        " kind amount generation points } } royaltySales(releaseId: $release, distributionId: $id) { nodes { basis royalty { minor }"
        " returned { minor } standing clause } } }".replace("$id: ID!", "$id: ID!, $release: ID!"),
        id=done["distribution"]["id"],
        release=ids.encode("rel", release),
    )
    assert agrees["distributionAgrees"] is True
    assert {(one["name"], one["points"], one["generation"]) for one in agrees["distributionClaims"]["nodes"]} == {
        ("Ana", 200_000, 0), ("Cora", 100_000, 0), ("Dan", 166_666, 1),
    }  # fmt: skip
    [sale] = agrees["royaltySales"]["nodes"]
    assert (sale["basis"], sale["royalty"]["minor"], sale["returned"]["minor"], sale["standing"]) == (
        "ROYALTY",
        6000,
        1500,
        "divided",
    )

    # A refund after the division stands ahead of the next one, and nobody's share is touched.
    await loop.refund(order, 121_000)
    assert await loop.pot(release) == {
        "gathered": 6000, "returned": 4500, "divided": 4500, "due": 0, "held": 0, "ahead": 3000, "ready": 0,
    }  # fmt: skip
    await loop.sell((cloth, 100), total=121_000)
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    assert (await loop.divide(release))["__typename"] == "NothingToDivide"
    await loop.sell((cloth, 100), total=121_000)
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    again = await loop.divide(release)
    assert again["distribution"]["netted"]["minor"] == 3000
    assert sum(shares(again).values()) == again["distribution"]["amount"]["minor"] == 3000
    await _whole(admin, loop)

    # Her statement, and the way to her hand.
    mine = (
        await loop.by("Ana").ask(
            "{ shareStatement { dues { due { minor } earned { minor } } distributions { parts { name } } } }"
        )
    )["shareStatement"]
    assert mine["dues"] == [{"due": {"minor": 3750}, "earned": {"minor": 3750}}]
    assert {part["name"] for one in mine["distributions"] for part in one["parts"]} == {"Ana"}
    assert (await loop.by("Ana").ask("query S($id: ID) { shareStatement(agentId: $id) { name } sharesDue { name } }", id=loop.agent("Dan"))) == {
        "shareStatement": None, "sharesDue": None,
    }  # fmt: skip
    prepared = await loop.keeper.wish(
        'prepareShare(key: $key, agentId: $agent, currency: "EUR", channel: BANK)',
        "... on ChangedShare { payout { id state amount { minor } } }",
        key=("String!", new_key()),
        agent=("ID!", loop.agent("Ana")),
    )
    assert prepared["payout"]["amount"]["minor"] == 3750, prepared
    for expected in ("ChangedShare", "InvalidTransition"):
        confirmed = await loop.keeper.wish(
            "confirmShare(key: $key, payoutId: $id)",
            "... on ChangedShare { payout { state } }",
            key=("String!", new_key()),
            id=("ID!", prepared["payout"]["id"]),
        )
        assert confirmed["__typename"] == expected, confirmed
    assert (await loop.by("Ana").ask("{ shareStatement { dues { due { minor } } } }"))["shareStatement"]["dues"] == [
        {"due": {"minor": 0}}
    ]
    await _whole(admin, loop)


async def test_two_divisions_at_once_pay_once(loop: Loop, clock: Clock, admin: asyncpg.Connection) -> None:
    asset, release = await loop.release()
    await loop.gift("Ana", asset, 60)
    weaver = await open_stall(loop.shop, "Weaver")
    cloth = await loop.woven(weaver, release)
    order = await loop.sell((cloth, 100), total=121_000)
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    done = await asyncio.gather(*(loop.divide(release) for _ in range(3)), loop.refund(order, 12_100))
    made = [one for one in done[:3] if one["__typename"] == "Divided"]
    assert len(made) == 1, done
    pot = await loop.pot(release)
    assert pot["divided"] == made[0]["distribution"]["amount"]["minor"]
    assert pot["divided"] + pot["due"] - pot["ahead"] == 2700
    await _whole(admin, loop)


async def test_what_a_licence_does_not_allow_is_not_sold_and_what_ends_stops_new_sales_only(
    loop: Loop, admin: asyncpg.Connection
) -> None:
    _, barred = await loop.release(title="Barred", licence="CC-BY-NC-SA-4.0")
    weaver = await open_stall(loop.shop, "Weaver")
    cloth = await offer(loop.shop, weaver, "Cloth", price=1210)
    refused = await loop.made_from(weaver, cloth, barred)
    assert (refused["__typename"], refused["licence"]) == ("NotLicensed", "CC-BY-NC-SA-4.0"), refused
    assert refused["clause"]
    # A draft may wait for its licence; showing it may not.
    maker = loop.shop.by(weaver.maker)
    for call in ("unpublishProduct", "publishProduct"):
        if call == "publishProduct":
            assert (await loop.made_from(weaver, cloth, barred))["origin"]["isAllowed"] is False
        done = await maker.wish(f"{call}(id: $id)", "... on KeptProduct { id }", id=("ID!", cloth.product))
    assert done["__typename"] == "NotLicensed"  # type: ignore[possibly-undefined]
    _, fair = await loop.release(title="Fair")
    assert (await loop.made_from(weaver, cloth, fair))["origin"]["basis"] == "ROYALTY"
    await maker.wish("publishProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", cloth.product))
    plain = await offer(loop.shop, weaver, "Plain", price=500)
    buyer = loop.shop.visitor()
    await fill(buyer, (cloth, 1), (plain, 1))
    await start(buyer)
    # Meanwhile the right to sell it ends, behind everybody's back; the other line is bought.
    await admin.execute("UPDATE product_release SET release_id = $2 WHERE cooperative_id = $1", loop.shop.id, barred)
    cart = await buyer.ask("{ cart { groups { stalls { lines { title canBeBought notes { kind } } } } } }")
    [stall] = cart["cart"]["groups"][0]["stalls"]
    assert [(line["canBeBought"], [note["kind"] for note in line["notes"]]) for line in stall["lines"]] == [
        (False, ["NOT_LICENSED"]), (True, []),
    ]  # fmt: skip
    assert (await place(loop.shop, buyer, 1710))["__typename"] == "PriceChanged"
    assert (await place(loop.shop, buyer, 500))["__typename"] == "PlacedOrder"


CARDS = "{ listings { nodes { title isWithheld } } }"


async def _barred(admin: asyncpg.Connection, loop: Loop, release: UUID, *goods: Goods) -> None:
    """The right to sell these ends, behind everybody's back."""
    await admin.execute(
        "UPDATE product_release SET release_id = $2 WHERE cooperative_id = $1 AND product_id = ANY($3)",
        loop.shop.id, release, [ids.decode("prod", one.product) for one in goods],
    )  # fmt: skip


async def test_what_cannot_be_sold_now_says_so_wherever_it_stands(loop: Loop, admin: asyncpg.Connection) -> None:
    barred_asset, barred = await loop.release(title="Barred", licence="CC-BY-NC-SA-4.0")
    _, fair = await loop.release(title="Fair")
    weaver = await open_stall(loop.shop, "Weaver")
    word = f"weft{ids.new().hex}"  # By it these are found among all co-ops.
    cloth, shawl = [await loop.woven(weaver, fair, title=f"{title} {word}") for title in ("Cloth", "Shawl")]
    plain = await offer(loop.shop, weaver, f"Bag {word}", price=500)
    cycle = (await plan(loop.shop, [(weaver, [cloth, shawl, plain])]))["id"]
    visitor, home = loop.shop.visitor(), loop.shop.cooperative.slug

    async def told(document: str, *path: str, **more: Any) -> dict[str, bool]:
        found: Any = await visitor.ask(document, **more)
        for name in path:
            found = found[name] if isinstance(found, dict) else found[0][name]
        return {one["title"].split()[0]: one["isWithheld"] for one in found}

    of_cycle = "query C($id: ID!) { orderCycle(id: $id) { supplies { goods { title isWithheld } } } }"
    of_work = "query D($id: ID!) { design(id: $id) { products { title isWithheld } } }"
    free = {"Cloth": False, "Shawl": False, "Bag": False}
    assert await told(CARDS, "listings", "nodes") == free
    await _barred(admin, loop, barred, cloth)
    shut = {**free, "Cloth": True}
    assert await told(CARDS, "listings", "nodes") == shut
    search = "query L($w: String) { listings(search: $w) { edges { node { title isWithheld } } } }"
    edges = (await visitor.ask(search, w=word))["listings"]["edges"]
    assert {one["node"]["title"].split()[0]: one["node"]["isWithheld"] for one in edges} == shut
    assert await told(of_cycle, "orderCycle", "supplies", "goods", id=cycle) == shut
    assert await told(of_work, "design", "products", id=ids.encode("ast", barred_asset)) == {"Cloth": True}
    product = "query P($id: ID!) { product(id: $id) { isWithheld } }"
    assert [(await visitor.ask(product, id=one.product))["product"]["isWithheld"] for one in (cloth, shawl)] == [
        True,
        False,
    ]
    # Across co-ops each one's commons are asked in its own scope.
    edges = (await replace(visitor, cooperative=None).ask(search, w=word))["listings"]["edges"]
    assert {one["node"]["title"].split()[0]: one["node"]["isWithheld"] for one in edges} == shut

    async with reading(loop.shop.program.door, ANONYMOUS) as browser:
        pages = {
            path: (await browser.get(path)).text
            for path in (
                f"/c/{home}",
                f"/c/{home}/market",
                f"/c/{home}/s/{weaver.slug}",
                f"/market?q={word}",
                f"/c/{home}/cycles/{cycle}",
            )
        }
        for path, page in pages.items():
            assert page.count("Cannot be bought now") == 1, path
        in_cycle = pages[f"/c/{home}/cycles/{cycle}"]
        assert f'value="{cloth.variant}"' not in in_cycle, "no button"
        assert f'value="{shawl.variant}"' in in_cycle
        own = (await browser.get(f"/c/{home}/p/{cloth.slug}")).text
        assert "does not let it be sold now" in own
        assert "Put into the basket" not in own
        assert "Sold out" not in own
        assert "schema.org/OutOfStock" in own
        assert "Put into the basket" in (await browser.get(f"/c/{home}/p/{shawl.slug}")).text


async def test_a_list_asks_the_commons_as_often_for_many_as_for_one_and_not_where_nothing_asks_them(
    loop: Loop, admin: asyncpg.Connection, database_urls: Urls
) -> None:
    weaver, potter = await open_stall(loop.shop, "Weaver"), await open_stall(loop.shop, "Potter")
    _, barred = await loop.release(title="Barred", licence="CC-BY-NC-SA-4.0")
    cloths = []
    for number in range(6):
        stall = weaver if number else potter
        _, release = await loop.release(title=f"Loom {number}")
        cloths.append(await loop.woven(stall, release, title=f"Cloth {number}"))
    await offer(loop.shop, await open_stall(loop.shop, "Baker"), "Bread", price=500)
    await _barred(admin, loop, barred, *cloths[:2])
    own = await Database.connect(database_urls.app, largest=1, application="minga test counting")
    said: list[str] = []
    connection = await own.pool.acquire()
    connection.add_query_logger(lambda record: said.append(record.query))
    await own.pool.release(connection)
    door = Door(Services(own, Keyring(b"k" * 32)))

    async def asked(document: str, *, here: bool = True) -> tuple[list[bool], int]:
        del said[:]
        answer = await door.execute(document, {}, ANONYMOUS, loop.shop.cooperative if here else None)
        read = answer.read()
        assert "errors" not in read, read
        counted = [one for one in said if not one.startswith(("BEGIN", "ROLLBACK", "COMMIT", "SELECT set_config"))]
        return [one.get("isWithheld") for one in read["data"]["listings"]["nodes"]], len(counted)

    def of(stall: str) -> str:
        return f'{{ listings(filter: {{ stall: "{stall}" }}) {{ nodes {{ isWithheld }} }} }}'

    try:
        assert await asked(of("baker")) == ([False], 1), "nothing there asks them"
        await asked("{ listings { nodes { isWithheld } } }")  # A new connection learns the types that it has not met.
        one, many = await asked(of("potter")), await asked("{ listings { nodes { isWithheld } } }")
        assert (one[0], sorted(many[0])) == ([True], [False] * 5 + [True] * 2)
        assert one[1] == many[1], "as often for one as for six of five works and two makers"
        assert many[1] <= 12
        assert (await asked("{ listings { nodes { title } } }"))[1] == 1, "whoever does not want to know it"
        # With a pool of one: across co-ops no connection is held while another is waited for.
        async with asyncio.timeout(20):
            assert (await asked("{ listings { nodes { isWithheld } } }", here=False))[0]
    finally:
        await own.close()


async def test_on_an_open_work_thanks_are_the_makers_choice_and_her_own_work_owes_nothing(loop: Loop) -> None:
    _, openly = await loop.release(title="Open loom", licence="CC-BY-SA-4.0")
    weaver = await open_stall(loop.shop, "Weaver")
    cloth = await offer(loop.shop, weaver, "Cloth", price=1210)
    free = (await loop.made_from(weaver, cloth, openly))["origin"]
    assert (free["isAllowed"], free["basis"], free["royaltyBps"]) == (True, "OPEN", 0)
    thanked = (await loop.made_from(weaver, cloth, openly, thanks=200))["origin"]
    assert (thanked["basis"], thanked["royaltyBps"]) == ("THANKS", 200)
    assert (await loop.made_from(weaver, cloth, openly, thanks=3001))["__typename"] == "InvalidInput"
    order = await loop.sell((cloth, 10), total=12_100)
    bases = await loop.keeper.ask(
        "query O($id: ID!) { order(id: $id) { parts { story { royalty { minor } earning { minor } } lines { basis { basis licence"
        " royalty { minor } } } } } }",
        id=order["id"],
    )
    [part] = bases["order"]["parts"]
    assert part["lines"][0]["basis"] == {"basis": "THANKS", "licence": "CC-BY-SA-4.0", "royalty": {"minor": 200}}
    assert part["story"]["royalty"]["minor"] == 200
    loop.members["Weaver"] = weaver.maker
    _, own = await loop.release("Weaver", title="Her own loom", licence=RECIPROCITY)
    scarf = await offer(loop.shop, weaver, "Scarf", price=1210)
    assert (await loop.made_from(weaver, scarf, own))["origin"]["basis"] == "OWN"
    assert (await loop.made_from(weaver, scarf, None))["origin"] is None


async def test_a_warning_reaches_buyers_and_makers_who_sell_it_no_more(loop: Loop) -> None:
    _, release = await loop.release()
    weaver = await open_stall(loop.shop, "Weaver")
    cloth = await loop.woven(weaver, release)
    await loop.sell((cloth, 1), total=1210)
    # A guest who left a phone alone, twice; and one who left both, who is written to by mail.
    for number, contact in enumerate(
        (
            {"name": "Pia", "phone": "+34600000001"},
            {"name": "Pia", "phone": "+34600000001"},
            {"name": "Both", "phone": "+34600000002", "mail": "both@example.org"},
        )
    ):
        buyer = loop.shop.visitor()
        await fill(buyer, (cloth, 1))
        await start(buyer)
        placed = await place(loop.shop, buyer, 1210, contact=contact)
        assert placed["__typename"] == "PlacedOrder", (number, placed)
        for part in placed["order"]["parts"]:
            await loop.hand_over(part)
    # She makes it otherwise now; what she sold before is in somebody's house all the same.
    await loop.made_from(weaver, cloth, None)
    given = await loop.by("Ana").wish(
        "giveSafetyNotice(releaseId: $id, severity: DANGER, text: $text)",
        "",
        id=("ID!", ids.encode("rel", release)),
        text=("[LocalTextInput!]!", [{"language": "en", "text": "The beam breaks."}]),
    )
    assert given["__typename"] not in ("NotAllowed", "NotFound"), given
    await loop.shop.worker.drain()
    told = await loop.shop.worker_database_value(
        "SELECT array_agg(coalesce(g.name, d.mail, d.phone) ORDER BY 1) FROM safety_delivery d LEFT JOIN agent g"
        " ON g.cooperative_id = d.cooperative_id AND g.id = d.agent_id WHERE d.cooperative_id = $1 AND d.because = 'buyer'"
    )
    assert "Maker Weaver" in told
    assert any("@" in one for one in told), told
    warned = [one for one in loop.shop.letters.sent if "The beam breaks." in one.text]
    assert [one.to for one in warned if one.channel == "phone"] == ["+34600000001"]
    [text] = [one.text for one in warned if one.channel == "phone"]
    assert text.startswith("Warning:")
    assert "/commons/designs/" in text
    assert "both@example.org" in [one.to for one in warned if one.channel == "mail"]


async def test_what_store_credit_paid_whole_leaves_its_royalty_too(
    loop: Loop, database: Database, clock: Clock, admin: asyncpg.Connection
) -> None:
    """Nothing was captured from outside, and yet it was sold: the royalty is held with the maker's part, goes back with a refund, and is
    divided when that can no longer come."""
    asset, release = await loop.release("Ana", title="Loom")
    await loop.gift("Ana", asset, 120)
    weaver = await open_stall(loop.shop, "Weaver")
    cloth = await loop.woven(weaver, release)
    berta = await people.member(database, loop.shop.worker_database, loop.shop.id, name="Berta", classes=("consumer",))
    await grant_credit(loop.shop, berta.agent_id, 12_100)
    buyer = loop.shop.by(berta)
    await fill(buyer, (cloth, 10))
    await start(buyer)
    await use_credit(loop.shop, buyer, 12_100)
    order = (await place(loop.shop, buyer, 12_100))["order"]
    await loop.hand_over(order["parts"][0])
    pot = await loop.pot(release)
    assert (pot["gathered"], pot["due"], pot["held"], pot["ready"]) == (300, 300, 300, 0)
    assert (await loop.divide(release))["held"]["minor"] == 300
    await loop.refund(order, 6050)
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    assert sum(shares(await loop.divide(release)).values()) == 150
    await _whole(admin, loop)


async def test_more_that_its_buyer_agreed_to_leaves_a_royalty_on_the_same_basis(
    loop: Loop, clock: Clock, admin: asyncpg.Connection
) -> None:
    """1 kg at up to 1150 g, and 1.3 kg are cut: she agrees. The line that is added says on what basis it was sold, and both are divided."""
    asset, release = await loop.release("Ana", title="Cheese press")
    await loop.gift("Ana", asset, 120)
    dairy = await open_stall(loop.shop, "Dairy")
    cheese = await offer_cheese(loop.shop, dairy)
    assert (await loop.made_from(dairy, cheese, release))["__typename"] == "MadeFromSet"
    buyer = loop.shop.visitor()
    await fill(buyer, (cheese, 1000))
    await start(buyer)
    order = (await place(loop.shop, buyer, 1150))["order"]
    line = order["parts"][0]["lines"][0]["id"]
    await loop.shop.by(dairy.maker).wish(
        "askWeight(key: $key, lineId: $line, packed: 1300)", "", key=("String!", new_key()), line=("ID!", line)
    )
    [asked] = (await buyer.ask("query Q($id: ID!) { weightQuestions(orderId: $id) { id } }", id=order["id"]))[
        "weightQuestions"
    ]
    await buyer.wish(
        "answerWeight(key: $key, questionId: $question, orderId: $order, agrees: true)", "",
        key=("String!", new_key()), question=("ID!", asked["id"]), order=("ID!", order["id"]),
    )  # fmt: skip
    done = await hand_over(loop.shop, dairy, order["parts"][0]["id"], 1300)
    assert done["__typename"] == "ChangedPart", done
    # 3 % of 9.50 and of 1.24, what is left of each without its tax.
    assert (await loop.pot(release))["gathered"] == 29 + 4
    await clock.move(timedelta(days=8))
    await loop.shop.sweep("payments")
    assert sum(shares(await loop.divide(release)).values()) == 33
    await _whole(admin, loop)
