"""A file of another shop becomes goods of one stall: once, and nothing else is touched."""

import asyncio
from pathlib import Path

import pytest

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.errors import NotAllowed, NotFound, SignInNeeded
from minga_platform.market.catalog import stock
from minga_platform.market.catalog.commands import products, stalls
from minga_platform.market.catalog.commands.import_products import (
    FETCH_PICTURE,
    Imported,
    import_products,
    plan_import,
    portions,
)
from minga_platform.market.catalog.imports.open_food_network import plan_open_food_network
from minga_platform.market.catalog.imports.shopify import plan_shopify
from minga_testing.shop import offer, open_shop, open_stall

HEADER = "Handle,Title,Body (HTML),Vendor,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Qty,Variant Price,Image Src\n"
SHOP = (
    HEADER
    + 'bowl,Blue bowl,<p>A <b>deep</b> bowl.</p>,Me,"Clay, Gift",TRUE,Title,Default Title,B-1,4,24.00,https://pictures.example/bowl.jpg\n'
    + "scarf,Scarf,,Me,Wool,TRUE,Size,Small,S-1,2,30.00,\n"
    + "scarf,,,,,,,Large,S-2,3,36.50,\n"
    + "draft,Later,,Me,,FALSE,Title,Default Title,L-1,1,10.00,\n"
)
REAL = sorted((Path(__file__).parents[4] / "shared" / "cases" / "products").glob("shopify_*.csv"))


def shop(text=SHOP):
    return plan_shopify(text.encode(), currency="EUR")


async def bring(hall, plan, viewer=None, **more):
    wish = {"stall_id": hall.stall, "plan": plan, "tax_bps": 2100, **more}
    return await hall.do(import_products, *([viewer] if viewer else []), **wish)


async def titles(hall):
    return [row["title"]["en"] for row in await hall.listings()]


async def test_a_file_becomes_goods_as_the_file_says(hall):
    assert await bring(hall, shop()) == Imported(3, 0, 0)
    assert await titles(hall) == ["Blue bowl", "Scarf"], "what the other shop did not show is a draft"
    bowl, scarf = await hall.listings()
    assert (bowl["price_minor"], bowl["tags"], bowl["stock_band"]) == (2400, ["clay", "gift"], "few")
    assert (scarf["price_minor"], scarf["price_varies"], len(scarf["variant_ids"])) == (3000, True, 2)
    forms = await hall.rows(
        """SELECT v.title, v.sku, i.on_hand FROM variant v JOIN stock_item i ON i.id = v.stock_item_id
        WHERE v.cooperative_id = $1 ORDER BY v.sku""",
        hall.id,
    )
    assert [(form["title"], form["sku"], form["on_hand"]) for form in forms] == [
        ({}, "B-1", 4), ({}, "L-1", 1), ({"en": "Small"}, "S-1", 2), ({"en": "Large"}, "S-2", 3),
    ]  # fmt: skip


async def test_a_second_run_changes_nothing(hall):
    await bring(hall, shop())
    before = await hall.rows("SELECT * FROM product WHERE cooperative_id = $1 ORDER BY id", hall.id)
    changes = await hall.do(plan_import, stall_id=hall.stall, plan=shop())
    assert (changes.create, changes.update, len(changes.unchanged)) == ((), (), 3)
    assert await bring(hall, shop()) == Imported(0, 0, 3)
    assert await hall.rows("SELECT * FROM product WHERE cooperative_id = $1 ORDER BY id", hall.id) == before


async def test_a_dry_run_writes_nothing(hall):
    changes = await hall.do(plan_import, stall_id=hall.stall, plan=shop())
    assert len(changes.create) == 3
    assert await hall.rows("SELECT id FROM product WHERE cooperative_id = $1", hall.id) == []


async def test_a_changed_file_changes_what_differs_and_no_more(hall):
    await bring(hall, shop())
    dearer = shop(SHOP.replace("36.50", "39.00").replace("Blue bowl", "Deep bowl").replace(",B-1,4,", ",B-1,9,"))
    changes = await hall.do(plan_import, stall_id=hall.stall, plan=dearer)
    told = {update.planned.key: [field.field for field in update.fields] for update in changes.update}
    assert told == {"bowl": ["title"], "scarf": []}
    assert await bring(hall, dearer) == Imported(0, 2, 1)
    bowl, _ = await hall.listings()
    assert (bowl["title"]["en"], bowl["slug"], bowl["stock_band"]) == ("Deep bowl", "deep-bowl", "plenty")
    large = await hall.rows("SELECT price_minor FROM variant WHERE cooperative_id = $1 AND sku = 'S-2'", hall.id)
    assert large == [{"price_minor": 3900}]
    assert await bring(hall, dearer) == Imported(0, 0, 3)


@pytest.mark.tampers("holds stock without a checkout")
async def test_sold_goods_do_not_come_back_with_a_rerun(hall):
    await bring(hall, shop())
    [row] = await hall.rows("SELECT stock_item_id FROM variant WHERE cooperative_id = $1 AND sku = 'B-1'", hall.id)
    async with hall.database.work(hall.scope) as work:
        await stock.hold(work, {row["stock_item_id"]: 3})
        await stock.take(work, {row["stock_item_id"]: 2})
    assert await bring(hall, shop()) == Imported(0, 0, 3)
    # Oversold at the other shop: what is promised here stays promised, nothing more is sold.
    await bring(hall, shop(SHOP.replace(",B-1,4,", ",B-1,0,")))
    [item] = await hall.rows(
        "SELECT on_hand, held FROM stock_item WHERE cooperative_id = $1 AND id = $2", hall.id, row["stock_item_id"]
    )
    assert (item["on_hand"], item["held"]) == (1, 1)


async def test_case_51_five_hundred_rows_two_of_them_bad_twice(hall):
    theirs, _ = await hall.offer("Thing 7", stall=hall.rival_stall, by=hall.rival)
    before = await hall.rows("SELECT * FROM product WHERE cooperative_id = $1 AND id = $2", hall.id, theirs)
    prices = dict.fromkeys(range(500), "1.00") | {123: "much", 400: "-1"}
    file = HEADER + "".join(
        f"h{n},Thing {n},,Me,,TRUE,Title,Default Title,K-{n},1,{price},\n" for n, price in prices.items()
    )
    plan = shop(file)
    assert [(problem.row, problem.fault.value) for problem in plan.problems] == [
        (125, "amount_unreadable"), (402, "amount_negative"),
    ]  # fmt: skip
    dry = await hall.do(plan_import, stall_id=hall.stall, plan=plan)
    assert (len(dry.create), len(dry.update), len(dry.unchanged)) == (498, 0, 0)
    assert sum([(await bring(hall, plan, only=lot)).created for lot in portions(plan)]) == 498
    again = await hall.do(plan_import, stall_id=hall.stall, plan=shop(file))
    assert (len(again.create), len(again.update), len(again.unchanged)) == (0, 0, 498)
    assert await bring(hall, shop(file)) == Imported(0, 0, 498)
    assert await hall.rows("SELECT * FROM product WHERE cooperative_id = $1 AND id = $2", hall.id, theirs) == before


REPORT = """... on ImportReport { dryRun createCount updateCount unchangedCount problemCount problems { row fault column value }
  create { title } } ... on ImportUnreadable { reason }"""


async def test_case_51_by_the_api_five_hundred_rows_two_of_them_bad_twice(database, worker_database):
    """A maker's program sends the file: what it would do first, then it is done, then again; the other stall's thing of the same name
    stays as it is, and what it holds can be read by nobody through this file."""
    shop = await open_shop(database, worker_database)
    stall, rival = await open_stall(shop, "Mine"), await open_stall(shop, "Rival")
    await offer(shop, rival, "Thing 7", price=777)
    prices = dict.fromkeys(range(500), "1.00") | {123: "much", 400: "-1"}
    rows = [f"h{n},Thing {n},,Me,,TRUE,Title,Default Title,K-{n},1,{price},\n" for n, price in prices.items()]
    file = await uploaded(shop, stall, (HEADER + "".join(rows)).encode())
    goods = "query G($s: String!) { keptProducts(stall: $s, first: 1) { nodes { title version price { minor } } } }"
    theirs = await shop.by(rival.maker).ask(goods, s=rival.slug)

    async def wish(call, maker=stall.maker):
        return await shop.by(maker).wish(
            f"{call}(stallId: $stall, source: SHOPIFY, fileId: $file{', taxBps: 2100' if call == 'importProducts' else ''})",
            REPORT,
            stall=("ID!", stall.id),
            file=("ID!", file),
        )

    def counts(told):
        assert told["__typename"] == "ImportReport", told
        assert [(one["row"], one["value"]) for one in told["problems"]] == [(125, "much"), (402, "-1")]
        return told["dryRun"], told["createCount"], told["updateCount"], told["unchangedCount"], told["problemCount"]

    dry = await wish("planImport")
    assert counts(dry) == (True, 498, 0, 0, 2)
    assert dry["create"], "the difference is told, not its size alone"
    mine = await shop.by(stall.maker).ask(goods, s=stall.slug)
    assert mine["keptProducts"]["nodes"] == [], "a dry run writes nothing"
    assert counts(await wish("importProducts")) == (False, 498, 0, 0, 2)
    for call in ("planImport", "importProducts"):
        assert counts(await wish(call))[1:] == (0, 0, 498, 2), "good rows once"
    assert await shop.worker_database_value("SELECT count(*) FROM product WHERE cooperative_id = $1") == 499
    assert await shop.by(rival.maker).ask(goods, s=rival.slug) == theirs
    for call in ("planImport", "importProducts"):
        assert (await wish(call, rival.maker))["__typename"] in ("NotFound", "NotAllowed"), "her file, her stall"


async def uploaded(shop, stall, data):
    """The file as if its maker had uploaded it; its outside id."""

    async def chunks():
        yield data

    async def command(work):
        await work.execute(
            "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at) "
            "VALUES ($1, $2, $3, 'text/csv', $4, 'goods.csv', $5, $6)",
            work.cooperative_id, file_id, bytes.fromhex(stored.sha256), len(data), stall.maker.agent_id, work.now,
        )  # fmt: skip

    stored, file_id = await shop.program.door.services.files.put(chunks()), ids.new()
    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)
    return ids.encode("file", file_id)


async def test_two_bad_rows_of_many_cost_only_themselves(hall):
    bad = (
        SHOP
        + "broken,Broken,,Me,,TRUE,Title,Default Title,X-1,1,abc,\nworse,Worse,,Me,,TRUE,Title,Default Title,X-2,1,-5,\n"
    )
    plan = shop(bad)
    assert [(problem.row, problem.fault.value) for problem in plan.problems] == [
        (6, "amount_unreadable"), (7, "amount_negative"),
    ]  # fmt: skip
    assert await bring(hall, plan) == Imported(3, 0, 0)
    assert await bring(hall, plan) == Imported(0, 0, 3)


async def test_nothing_of_another_stall_is_touched(hall):
    mine, _ = await hall.offer("Blue bowl", stall=hall.rival_stall, by=hall.rival)
    before = await hall.rows("SELECT * FROM product WHERE cooperative_id = $1 AND id = $2", hall.id, mine)
    assert await bring(hall, shop()) == Imported(3, 0, 0)
    assert await hall.rows("SELECT * FROM product WHERE cooperative_id = $1 AND id = $2", hall.id, mine) == before


async def test_what_a_maker_wrote_herself_is_found_by_its_name(hall):
    product, _ = await hall.offer("Blue bowl", price=2400, on_hand=4)
    changes = await hall.do(plan_import, stall_id=hall.stall, plan=shop())
    assert [update.id for update in changes.update] == [product]
    await bring(hall, shop())
    assert await titles(hall) == ["Blue bowl", "Scarf"]


async def test_who_may_import(hall, other_hall, visitor):
    for viewer, refusal in ((visitor, SignInNeeded), (hall.rival, NotAllowed), (other_hall.maker, NotFound)):
        with pytest.raises(refusal):
            await bring(hall, shop(), viewer)


async def test_a_closed_stall_takes_drafts(hall):
    await hall.do(stalls.set_stall_state, stall_id=hall.stall, state="closed")
    await bring(hall, shop())
    assert await titles(hall) == []
    states = await hall.rows("SELECT DISTINCT state FROM product WHERE cooperative_id = $1", hall.id)
    assert states == [{"state": "draft"}]


async def test_two_imports_at_once_make_each_product_once(hall):
    done = await asyncio.gather(*(bring(hall, shop()) for _ in range(4)))
    assert sorted(one.created for one in done) == [0, 0, 0, 3]
    assert len(await hall.rows("SELECT id FROM product WHERE cooperative_id = $1", hall.id)) == 3


async def test_a_long_file_is_written_in_lots(hall):
    long = shop(HEADER + "".join(f"h{n},Thing {n},,Me,,TRUE,Title,Default Title,K-{n},1,1.00,\n" for n in range(450)))
    lots = portions(long)
    assert [len(lot) for lot in lots] == [200, 200, 50]
    assert [(await bring(hall, long, only=lot)).created for lot in lots] == [200, 200, 50]
    assert await bring(hall, long) == Imported(0, 0, 450)


async def test_pictures_are_asked_for_once(hall, admin):
    await bring(hall, shop())
    await bring(hall, shop())
    jobs = await admin.fetch("SELECT payload FROM job WHERE cooperative_id = $1 AND name = $2", hall.id, FETCH_PICTURE)
    assert len(jobs) == 1


async def test_growers_files_keep_weights_exact(hall):
    file = (
        "producer,name,units,unit_type,price,on_hand,on_demand,variant_unit_name,shipping_category\n"
        "Clay & Fire,Apples,1.5,kg,4.20,10,,,Default\n"
        "Clay & Fire,Juice,750,mL,3.00,,1,,Default\n"
        "Clay & Fire,Parsley,1,,1.50,30,,bunch,Default\n"
        "Somebody else,Pears,1,kg,3.00,5,,,Default\n"
    )
    from minga_platform.market.catalog.imports.plan import for_producer

    plan = for_producer(plan_open_food_network(file.encode(), currency="EUR"), ["Clay & Fire"])
    assert [problem.fault.value for problem in plan.problems] == ["other_producer"]
    assert (await bring(hall, plan)).created == 3
    rows = await hall.rows(
        """SELECT v.unit, v.step, v.price_per, v.price_minor, i.counted, i.on_hand FROM variant v
        JOIN stock_item i ON i.id = v.stock_item_id WHERE v.cooperative_id = $1 ORDER BY v.price_minor DESC""",
        hall.id,
    )
    assert [tuple(row.values()) for row in rows] == [
        ("g", 1500, 1500, 420, True, 15_000), ("ml", 750, 750, 300, False, 0), ("piece", 1, 1, 150, True, 30),
    ]  # fmt: skip
    assert (await bring(hall, plan)).unchanged == 3


@pytest.mark.skipif(not REAL, reason="the real files are not part of the project")
async def test_real_files(hall):
    for path, expected in zip(REAL, ((20, 21), (20, 23)), strict=True):
        plan = plan_shopify(path.read_bytes(), currency="EUR")
        assert (len(plan.products), plan.variants) == expected
        assert (await bring(hall, plan)).created == 20
        again = await bring(hall, plan)
        assert (again.created, again.updated) == (0, 0)
    archived = await hall.rows("SELECT id FROM product WHERE cooperative_id = $1 LIMIT 1", hall.id)
    await hall.do(products.archive_product, product_id=archived[0]["id"])
