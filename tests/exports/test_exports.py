"""Files to take along: whole, in a snapshot, without what opens anything, and only for who may have them."""

import csv
import io
import json
import tracemalloc
import zipfile
from dataclasses import replace

import pytest
import sqlalchemy as sa

from minga_infra.database.models import METADATA
from minga_platform.exports.lists import KEPT_BACK, SECRETS, described, told_tables
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor
from minga_platform.kernel.actor import Scope as Bounds
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import ANONYMOUS
from minga_platform.kernel.whole import traits_of
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.commands import products, variants
from minga_testing import people
from minga_testing.leaving import MINE, asked, fetch
from minga_testing.shop import Program, Shop, fill, offer, open_shop, open_stall, place, start
from minga_testing.trade import proven_anew


@pytest.fixture
async def shop(database: Database, worker_database: Database) -> Shop:
    return await open_shop(database, worker_database)


async def test_everything_a_coop_has_in_files_that_describe_themselves(shop: Shop, database: Database) -> None:
    loom = await open_stall(shop, "Loom")
    scarf = await offer(shop, loom, "Scarf", price=2500)
    buyer = shop.visitor()
    await fill(buyer, (scarf, 2))
    await start(buyer)
    await place(shop, buyer, 5000)
    assert (await asked(shop.by(loom.maker), "EVERYTHING"))["__typename"] == "NotAllowed"
    long_ago = replace(shop.coordinator.viewer, proven_at=None)
    assert (await asked(shop.program.as_(long_ago), "EVERYTHING"))["__typename"] == "StepUpNeeded"
    treasurer = await proven_anew(shop)
    first = await asked(treasurer, "EVERYTHING")
    assert (await asked(treasurer, "EVERYTHING"))["id"] == first["id"]  # it is being made already
    await shop.worker.drain()
    (made,) = (await treasurer.ask(MINE))["myExports"]
    answer = await fetch(shop, treasurer.viewer, made["address"])
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith('.zip"')
    for viewer in (ANONYMOUS, loom.maker.viewer, (await people.sign_up(database)).viewer):
        assert (await fetch(shop, viewer, made["address"])).status_code == 404
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    names = {name.removesuffix(".csv") for name in archive.namelist()} - {"README.txt", "columns"}
    assert names == set(told_tables())
    lines = list(csv.DictReader(io.TextIOWrapper(archive.open("order_line.csv"), encoding="utf-8")))
    assert [(one["title"], one["quantity"], one["total_minor"]) for one in lines] == [("Scarf", "2", "5000")]
    # Nobody else's rows: every row names this co-op.
    for name in names:
        for one in csv.DictReader(io.TextIOWrapper(archive.open(f"{name}.csv"), encoding="utf-8")):
            assert one["cooperative_id"] == str(shop.id), name
    columns = {
        (one["table"], one["column"])
        for one in csv.DictReader(io.TextIOWrapper(archive.open("columns.csv"), encoding="utf-8"))
    }
    assert columns == {(table, column) for table, column, *_ in described()}


async def test_the_same_as_json_and_single_lists(shop: Shop, database: Database, worker_database: Database) -> None:
    loom, kiln = await open_stall(shop, "Loom"), await open_stall(shop, "Kiln")
    scarf = await offer(shop, loom, "=cmd()|' /C calc'!A0", price=2500)
    await offer(shop, kiln, "Bowl", price=900)
    member = await people.member(database, worker_database, shop.id, name="Mia", classes=("consumer",))
    buyer = shop.by(member)
    await fill(buyer, (scarf, 1))
    await start(buyer)
    await place(shop, buyer, 2500)
    assert (await asked(buyer, "ORDERS"))["__typename"] == "NotAllowed"
    assert (await asked(shop.by(kiln.maker), "PRODUCTS", stall=loom.id))["__typename"] in ("NotAllowed", "NotFound")
    assert (await asked(buyer, "PURCHASES", "JSON"))["__typename"] == "ExportAsked"
    assert (await asked(shop.by(loom.maker), "PRODUCTS", stall=loom.id))["__typename"] == "ExportAsked"
    assert (await asked(shop.by(shop.coordinator), "ORDERS"))["__typename"] == "ExportAsked"
    await shop.worker.drain()

    async def content(program: Program) -> str:
        (made,) = (await program.ask(MINE))["myExports"]
        return (await fetch(shop, program.viewer, made["address"])).text

    bought = [json.loads(line) for line in (await content(buyer)).splitlines()]
    assert [(one["title"], one["total_minor"]) for one in bought] == [("=cmd()|' /C calc'!A0", 2500)]
    goods = list(csv.DictReader(io.StringIO(await content(shop.by(loom.maker)))))
    assert [one["price_minor"] for one in goods] == ["2500"]
    orders = list(csv.DictReader(io.StringIO(await content(shop.by(shop.coordinator)))))
    assert orders[0]["title"].startswith("'=")  # no spreadsheet runs it
    assert orders[0]["stall_name"] == "Loom"


def test_nothing_that_opens_anything_goes_along() -> None:
    """Whoever adds a column that holds a secret is reminded here to keep it back."""
    told = told_tables()
    for table in METADATA.tables.values():
        if traits_of(table).kind != "cooperative" or table.name in KEPT_BACK:
            continue
        for column in table.columns:
            opens = column.name.endswith(("_secret", "password", "_key_sealed", "token")) or column.name in (
                "sealed",
                "secret_key",
            )
            raw = isinstance(column.type, sa.LargeBinary) and not column.name.endswith("sha256")
            if opens or raw or (table.name, column.name) in SECRETS:
                assert column.name not in told[table.name], (table.name, column.name)
    for named, secret in SECRETS:
        assert secret in METADATA.tables[named].columns, (named, secret)


async def test_an_export_needs_no_more_memory_when_there_is_more_of_it(shop: Shop) -> None:
    """Ten thousand rows more in the books cost less than two megabytes more while they are written."""
    loom = await open_stall(shop, "Loom")
    await shop.worker.drain()

    async def peak() -> int:
        assert (await asked(shop.by(loom.maker), "PRODUCTS", "JSON", loom.id))["__typename"] == "ExportAsked"
        tracemalloc.start()
        await shop.worker.drain()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    few = await peak()

    async def fill_stall(work: Work) -> None:
        product = await products.write_down(work, ids.decode("stall", loom.id), {"title": {"en": "Many"}, "tax_bps": 0})
        stock = await variants.stock_up(work, ids.decode("stall", loom.id), "piece", 1)
        await work.execute(
            """INSERT INTO variant (cooperative_id, id, product_id, title, unit, least, price_minor, currency, stock_item_id, state)
            SELECT $1, gen_random_uuid(), $2, jsonb_build_object('en', repeat('x', 180)), 'piece', 1, n, 'EUR', $3, 'withdrawn'
            FROM generate_series(1, 10000) n""",
            work.cooperative_id, product, stock,
        )  # fmt: skip

    await shop.worker_database.run(Bounds(shop.id), Actor(system="test"), fill_stall)
    assert await peak() - few < 8 * 1024 * 1024


@pytest.mark.parametrize("name", ["=1+1", "@SUM(1)", "\uff1d1+1", "\uff0b1"])
async def test_no_spreadsheet_runs_what_a_buyer_wrote(shop: Shop, name: str) -> None:
    """Also not by the wide forms of the signs, which some take for the narrow ones."""
    stall = await open_stall(shop, "Weaver")
    buyer = shop.visitor()
    await fill(buyer, (await offer(shop, stall, "Scarf", price=1000), 1))
    await start(buyer)
    await place(shop, buyer, 1000, contact={"name": name, "mail": "b@example.org"})
    program = await proven_anew(shop)
    done = await asked(program, "ORDERS", "CSV")
    await shop.worker.drain()
    made = next(one for one in (await program.ask(MINE))["myExports"] if one["id"] == done["id"])
    [row] = csv.DictReader(io.StringIO((await fetch(shop, program.viewer, made["address"])).content.decode()))
    assert row["buyer_name"] == f"'{name}"
