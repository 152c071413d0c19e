"""What a member owns, is owed and owes here: all of it on one page, with its reason, and as a table to take along."""

import csv
import io

from minga_infra.founding.found import STATUTES
from minga_infra.main import join_features
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.rules.statutes import parse
from minga_testing import people
from minga_testing.buying import grant_credit, may_use
from minga_testing.people import Somebody
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Shop, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.terms import a_group, record
from minga_testing.trade import HOLD, books, hand_over, part_of, refund, seen


async def rows(shop: Shop, who: Somebody) -> list[tuple[str, str, str, str]]:
    """(part, what, minor units, why) as the table has them; the page says each of them too."""
    home = f"/c/{shop.cooperative.slug}/mine"
    async with reading(shop.program.door, who.viewer) as browser:
        page = (await browser.get(home)).text
        assert f"{home}?as=csv" in page
        assert (await browser.get(f"{home}?as=pdf")).content.startswith(b"%PDF")
        table = await browser.get(f"{home}?as=csv")
    assert table.status_code == 200
    found = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    assert all(one["what"] in page for one in found)
    return [(one["part"], one["what"], one["amount_minor"], one["why"]) for one in found]


async def test_a_buyer_reads_what_she_owes_and_what_comes_back(database: Database, worker_database: Database) -> None:
    """An open invoice, store credit, a refund on its way, a jar, and the fee for what she did not fetch."""
    join_features()
    text = STATUTES.read_text().replace("[version.rules]", '[version.rules]\n"market.no_show_fee_bps" = 1000')
    shop = await open_shop(database, worker_database, statutes=parse(text))
    await may_use(shop, "trade_credit")
    group = await a_group(shop, offBps=0, creditLimit=50_000)
    berta = await people.member(database, worker_database, shop.id, name="Berta", classes=("consumer",))
    coordinator, buyer, unit = shop.by(shop.coordinator), shop.by(berta), {"currency": "EUR"}
    assert await rows(shop, berta) == []
    agent = ids.encode("agent", berta.agent_id)
    await coordinator.wish("putBuyer(agentId: $agent, groupId: $group)", "", agent=("ID!", agent), group=("ID", group))
    await grant_credit(shop, berta.agent_id, 300)
    jar = await coordinator.wish(
        "addContainer(name: $name, deposit: $deposit)", "... on ContainerNamed { id }",
        name=("[LocalTextInput!]!", [{"language": "en", "text": "Jar"}]), deposit=("MoneyInput!", {"minor": 50} | unit),
    )  # fmt: skip
    bees = await open_stall(shop, "Bees")
    honey = await offer(shop, bees, "Honey", price=800, containerId=jar["id"])
    wax = await offer(shop, bees, "Wax", price=1210)

    async def ordered(method: str, *things: tuple[object, int], total: int) -> dict[str, object]:
        await fill(buyer, *things)  # type: ignore[arg-type]
        await start(buyer)
        placed = await place(shop, buyer, total, method=method)
        assert placed["__typename"] == "PlacedOrder", placed
        return placed

    on_terms = await ordered("INVOICE", (wax, 1), total=1210)
    by_bank = await ordered("BANK", (honey, 2), total=1700)
    assert (await record(shop, by_bank, 1700))["__typename"] == "ChangedOrder"
    order = await seen(buyer, by_bank["order"]["id"])  # type: ignore[index]
    part = part_of(order, bees)
    await hand_over(shop, bees, part["id"])
    await refund(shop, order["id"], (next(one["id"] for one in part["lines"] if one["title"] == "Honey"), 100))
    not_fetched = await ordered("PICKUP", (wax, 1), total=1210)
    await shop.by(bees.maker).wish(
        "markNotFetched(key: $key, partId: $part, goods: BACK)", "... on ChangedAtCounter { partId }",
        key=("String!", new_key()), part=("ID!", not_fetched["order"]["parts"][0]["id"]),  # type: ignore[index]
    )  # fmt: skip
    reference = on_terms["order"]["payment"]["reference"]  # type: ignore[index]
    assert await rows(shop, berta) == [
        ("owned", "Your store credit", "300", "It pays what you buy here."),
        ("owed_to_you", "Refund of order 2", "100", (await rows(shop, berta))[1][3]),
        ("owed_to_you", "Deposit: 2 × Jar", "100", "You paid it with what was in them."),
        ("you_owe", "Invoice of order 1", "1210", f"You buy on terms; the reference is {reference}."),
        ("you_owe", "Fee for order 3", "121", "Nobody came to fetch it."),
    ]
    assert await rows(shop, shop.coordinator) == [], "nobody reads another one's"


async def test_why_a_stall_owes_is_what_made_its_debt(
    database: Database, worker_database: Database, clock: Clock
) -> None:
    """Cash in her own till: fee and tax of it are her debt, and no refund came. After one did, both are the reason."""
    shop = await open_shop(database, worker_database)
    weaver = await open_stall(shop, "Weaver")
    await shop.by(shop.coordinator).wish(
        "setStallTill(stallId: $stall, isTill: true)", "... on ChangedTill { isTill }", stall=("ID!", weaver.id)
    )
    scarf = await offer(shop, weaver, "Scarf", price=1210)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 1))
    await start(buyer)
    order = await seen(buyer, (await place(shop, buyer, 1210))["order"]["id"])
    await hand_over(shop, weaver, order["parts"][0]["id"], 1210)
    await clock.move(HOLD)
    await shop.sweep("payments.pass_holds")
    await shop.sweep("cashbox.")
    owed = (await books(shop))[("seller_negative", "", weaver.id)]
    assert [one for one in await rows(shop, weaver.maker) if one[0] == "you_owe"] == [
        ("you_owe", "Weaver owes the co-op", str(owed), "Fee and tax of what you took into your own till")
    ]
