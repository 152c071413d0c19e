"""A seller takes everything along, and another co-op makes drafts of it: whole, once, and nothing hostile gets in."""

import gc
import io
import json
import random
import re
import struct
import tempfile
import tracemalloc
import zipfile
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PIL import Image

from minga_infra.files import assembling, naming
from minga_infra.files.pictures import PictureWorkshop
from minga_platform.exports.stalls import form
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import FileStore, PictureMaker
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names, shapes
from minga_platform.market.catalog.commands import products, variants
from minga_testing import people
from minga_testing.banking import Booked, camt, take_in
from minga_testing.hostile_files import a_link, a_million_entries
from minga_testing.leaving import MINE, asked, fetch
from minga_testing.plugin import Clock
from minga_testing.reading import reading
from minga_testing.shop import Program, Shop, Stall, fill, new_key, offer, open_shop, open_stall, place, start
from minga_testing.trade import HOLD, hand_over, maker_proven_anew, proven_anew

REPORT = """... on StallArchiveReport { dryRun cooperative stall currency createCount presentCount variantCount pictureCount problemCount
  create { title variants pictures } problems { problem product part value } } ... on ArchiveUnreadable { reason limit }"""


@pytest.fixture(scope="module")
def workshop() -> PictureWorkshop:
    return PictureWorkshop()


async def a_shop(database: Database, worker_database: Database, workshop: PictureWorkshop, **more: Any) -> Shop:
    """A co-op whose worker has the files and the cage for pictures at hand."""
    shop = await open_shop(database, worker_database, **more)
    joined = shop.program.door.services.ports
    assert isinstance(joined, dict)
    joined[FileStore], joined[PictureMaker] = shop.program.door.services.files, workshop
    return shop


@pytest.fixture
async def old(database: Database, worker_database: Database, workshop: PictureWorkshop) -> Shop:
    return await a_shop(database, worker_database, workshop)


@pytest.fixture
async def new(database: Database, worker_database: Database, workshop: PictureWorkshop) -> Shop:
    return await a_shop(database, worker_database, workshop)


async def run(shop: Shop, command: Any) -> Any:
    return await shop.worker_database.run(Scope(shop.id), Actor(system="test"), command)


async def proven(shop: Shop, viewer: Viewer) -> Program:
    async with shop.worker_database.read(Scope(shop.id)) as work:
        return shop.program.as_(replace(viewer, proven_at=work.now))


async def taken_along(shop: Shop, stall: Stall) -> bytes:
    """The archive, asked for and fetched as its keeper."""
    program = await proven(shop, stall.maker.viewer)
    done = await asked(program, "STALL", "JSON", stall.id)
    assert done["__typename"] == "ExportAsked", done
    await shop.worker.drain()
    made = next(one for one in (await program.ask(MINE))["myExports"] if one["id"] == done["id"])
    answer = await fetch(shop, program.viewer, made["address"])
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    return answer.content


async def sent(shop: Shop, somebody: people.Somebody, data: bytes, media_type: str = "application/zip") -> str:
    """An upload of hers, as the gate for files writes it down."""
    store = shop.program.door.services.files
    assert store is not None
    kept = await assembling.store(store, data)

    async def command(work: Work) -> UUID:
        await naming.name(work, [kept.sha256])
        file_id = ids.new()
        await work.execute(
            "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at) "
            "VALUES ($1, $2, $3, $4, $5, 'stall.zip', $6, $7)",
            work.cooperative_id, file_id, bytes.fromhex(kept.sha256), media_type, kept.size, somebody.agent_id, work.now,
        )  # fmt: skip
        return file_id

    return ids.encode(names.FILE, await run(shop, command))


async def bring(program: Program, stall: str, file: str, *, dry: bool = False) -> dict[str, Any]:
    call = "planStallArchive" if dry else "importStallArchive"
    return await program.wish(
        f"{call}(stallId: $stall, fileId: $file)", REPORT, stall=("ID!", stall), file=("ID!", file)
    )


def told(archive: bytes, name: str = form.STALL) -> Any:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert opened.testzip() is None
        return json.loads(opened.read(name))


def packed(stall: object, **entries: bytes) -> bytes:
    """An archive of our form with this `stall.json`."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(form.STALL, stall if isinstance(stall, bytes) else json.dumps(stall))
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def photo(colour: tuple[int, int, int] = (180, 60, 40)) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(kept, "JPEG")
    return kept.getvalue()


# What two co-ops both know of a product: everything but its ids, its days, its state and what is the other co-op's own.
KNOWN = (
    "slug", "title", "description", "provenance", "materials", "care", "warnings", "tags", "tax_bps", "option_names", "lead_days",
    "no_withdrawal", "is_one_off", "allergens", "allergens_known", "origin_country", "maker", "responsible", "dimensions",
    "season_months", "only_in_cycles", "made_a_week",
)  # fmt: skip


def essence(stall: dict[str, Any]) -> dict[str, Any]:
    """The goods of a stall by address, without what each co-op gives anew."""
    goods = {}
    for one in stall["products"]:
        shared: dict[str, int] = {}
        forms = [
            {
                **{key: value for key, value in form_.items() if key not in ("id", "stock", "container")},
                "stock": {key: value for key, value in form_["stock"].items() if key not in ("id", "promised")},
                "draws_from": shared.setdefault(form_["stock"]["id"], len(shared)),
            }
            for form_ in one["variants"]
        ]
        pictures = [{"alt": picture["alt"], "focus": picture["focus"]} for picture in one["pictures"]]
        goods[one["slug"]] = {**{name: one[name] for name in KNOWN}, "variants": forms, "pictures": pictures}
    return goods


def _text(chance: random.Random, longest: int = 40) -> dict[str, str]:
    letters = "abc äñ 日本 \u0627\u0644 'quoted' \"x\" 0"
    return {
        language: ("".join(chance.choice(letters) for _ in range(chance.randint(1, longest))).strip() or "x")
        for language in chance.sample(("en", "es", "ar", "pt-BR"), chance.randint(1, 3))
    }


def _product(chance: random.Random) -> dict[str, Any]:
    maybe = lambda value, other: value if chance.random() < 0.6 else other  # noqa: E731 - a coin
    contact = {"name": "Ana", "address": "Mill lane 1\nRonda", "mail": "ana@example.org"}
    return {
        "title": {"en": f"Thing {chance.randint(0, 10**9)}", **_text(chance)},
        "tax_bps": chance.choice((0, 400, 2100)),
        **{
            name: maybe(_text(chance, 200), {})
            for name in ("description", "provenance", "materials", "care", "warnings")
        },
        "allergens": maybe(sorted(chance.sample(shapes.ALLERGENS, 3), key=shapes.ALLERGENS.index), []),
        "allergens_known": maybe(True, False),
        "tags": maybe(["gift", "ähre"], []),
        "option_names": maybe(["Size"], []),
        "lead_days": maybe(chance.randint(1, 365), None),
        "no_withdrawal": chance.choice(("", *shapes.NO_WITHDRAWAL)),
        "is_one_off": maybe(True, False),
        "maker": maybe(contact, {}),
        "responsible": maybe(contact, {}),
        "origin_country": maybe("PE", ""),
        "dimensions": maybe({"width_mm": chance.randint(1, 900), "weight_g": 12}, {}),
        "only_in_cycles": maybe(True, False),
        "season_months": maybe(sorted(chance.sample(range(1, 13), 3)), []),
    }


def _variant(chance: random.Random, place: int) -> dict[str, Any]:
    unit, step = chance.choice(("piece", "g", "ml")), chance.choice((1, 5, 250))
    weighed = unit != "piece" and chance.random() < 0.5
    content = {"content_base": 250, "content_unit": "g"} if unit == "piece" and chance.random() < 0.5 else {}
    return {
        "title": _text(chance) if chance.random() < 0.7 else {},
        "options": ["Small"] if chance.random() < 0.5 else [],
        "sku": f"K-{place}",
        "unit": unit,
        "step": step,
        "least": step * chance.randint(1, 4),
        "most": None if chance.random() < 0.5 else step * 40,
        "price_minor": chance.randint(0, 10**6),
        "price_per": chance.choice((1, 100, 1000)),
        "draws": chance.choice((1, 3)),
        "weighed": weighed,
        "in_pieces": weighed and chance.random() < 0.5,
        **content,
    }


async def fill_stall(shop: Shop, stall: Stall, seed: int, number: int = 12) -> None:
    """Products of every kind that the catalogue knows, some with a picture, some sharing a stock item."""
    chance = random.Random(seed)
    store, maker = shop.program.door.services.files, PictureWorkshop()
    assert store is not None

    async def command(work: Work) -> list[UUID]:
        made, stall_id = [], ids.decode(names.STALL, stall.id)
        for _ in range(number):
            product_id = await products.write_down(work, stall_id, _product(chance))
            made.append(product_id)
            shared: UUID | None = None
            for position in range(chance.randint(1, 3)):
                fields = shapes.checked(shapes.VARIANT, _variant(chance, position))
                stock = shared if shared is not None and chance.random() < 0.4 else None
                if stock is None:
                    on_hand = chance.choice((None, 0, 7, 10**6))
                    stock = await variants.stock_up(work, stall_id, fields["unit"], on_hand, name="Shelf")
                shared = stock
                await variants.write_down(work, product_id, stock, {**fields, "position": position + 1})
            if chance.random() < 0.4:
                await work.execute(
                    "INSERT INTO making_capacity (cooperative_id, id, stall_id, product_id, per_week) VALUES ($1, $2, $3, $4, 9)",
                    work.cooperative_id, ids.new(), stall_id, product_id,
                )  # fmt: skip
        return made

    made: list[UUID] = await run(shop, command)
    for shade, product_id in enumerate(made[:3]):
        await hang(shop, stall, product_id, photo((shade * 60, 90, 40)), maker)
    maker.close()


async def hang(shop: Shop, stall: Stall, product_id: UUID, data: bytes, maker: PictureMaker) -> None:
    """A picture through the cage, as an upload's."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p"
        path.write_bytes(data)
        picture = await maker.make(path)
    store = shop.program.door.services.files
    assert store is not None
    kept = [await assembling.store(store, one.data) for one in picture.renditions]

    async def command(work: Work) -> None:
        await naming.name(work, [one.sha256 for one in kept])
        file_id = await assembling.write_picture(work, "p.jpg", picture, kept, stall.maker.agent_id)
        picture_id = await products.hang(work, product_id, file_id, {"en": "A thing", "ar": "\u0634\u064a\u0621"})
        await work.execute(
            "UPDATE picture SET focus_x = 12, focus_y = 88 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, picture_id,
        )  # fmt: skip

    await run(shop, command)


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_what_leaves_one_coop_comes_to_another_and_leaves_it_the_same(old: Shop, new: Shop, seed: int) -> None:
    loom, here = await open_stall(old, "Loom"), await open_stall(new, "Loom")
    await fill_stall(old, loom, seed)
    archive = await taken_along(old, loom)
    file, mine = await sent(new, here.maker, archive), new.by(here.maker)
    plan = await bring(mine, here.id, file, dry=True)
    assert (plan["dryRun"], plan["createCount"], plan["presentCount"], plan["problems"]) == (True, 12, 0, [])
    assert (await bring(mine, here.id, file, dry=True))["createCount"] == 12, "a dry run writes nothing"
    assert (await bring(mine, here.id, file))["createCount"] == 12
    await new.worker.drain()
    again = await bring(mine, here.id, file)
    assert (again["createCount"], again["presentCount"]) == (0, 12)
    await new.worker.drain()
    back = await taken_along(new, here)
    assert essence(told(back)) == essence(told(archive))
    assert {one["state"] for one in told(back)["products"]} == {"draft"}
    assert len(told(back)["products"][0]["pictures"]) == 1
    with zipfile.ZipFile(io.BytesIO(back)) as opened:
        assert len([name for name in opened.namelist() if name.startswith(form.PICTURES)]) == 3
    # And home again: each product is known by the id under which it was first written.
    home = await bring(old.by(loom.maker), loom.id, await sent(old, loom.maker, back))
    assert (home["createCount"], home["presentCount"]) == (0, 12)


async def test_all_that_is_hers_is_in_it_and_nothing_of_her_buyers(old: Shop) -> None:
    loom, kiln = await open_stall(old, "Loom"), await open_stall(old, "Kiln")
    scarf, bowl = await offer(old, loom, "Scarf", price=2500), await offer(old, kiln, "Bowl", price=900)
    buyer = old.visitor()
    await fill(buyer, (scarf, 2), (bowl, 1))
    await start(buyer)
    contact = {"name": "Berta", "mail": "berta@example.org", "phone": "+34600111222"}
    await place(old, buyer, 5900, contact=contact)
    archive = await taken_along(old, loom)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {form.STALL, form.ORDERS, form.REVIEWS, form.MONEY, form.README_NAME} == set(opened.namelist())
        everything = b"".join(opened.read(name) for name in opened.namelist()).decode()
        assert "docs/stall-archive.md" in opened.read(form.README_NAME).decode()
    for foreign in ("berta@example.org", "+34600111222", "Bowl", "Kiln"):
        assert foreign not in everything, foreign
    [part] = told(archive, form.ORDERS)
    [line] = part["lines"]
    assert (part["buyer_name"], line["title"], line["quantity"], line["total_minor"]) == ("Berta", "Scarf", 2, 5000)
    [product] = told(archive)["products"]
    assert line["product_id"] == product["id"] == scarf.product
    money = told(archive, form.MONEY)
    assert [(one["part_id"], one["earning_minor"]) for one in money["earnings"]] == [
        (part["part_id"], part["earning_minor"])
    ]
    assert (money["payouts"], told(archive, form.REVIEWS)) == ([], [])


async def test_what_was_paid_out_is_told_with_its_way_and_its_reference(old: Shop, new: Shop, clock: Clock) -> None:
    """When, by which way, under which reference: by this alone she finds each payout at her bank, in years to come."""
    loom = await open_stall(old, "Loom")
    scarf = await offer(old, loom, "Scarf", price=1210)
    maker = await maker_proven_anew(old, loom)
    await maker.wish(
        "setBankPayee(stallId: $stall, holder: $holder, number: $number)", "",
        stall=("ID!", loom.id), holder=("String!", "Ana Loom"), number=("String!", "DE89370400440532013000"),
    )  # fmt: skip

    async def prepared(**how: Any) -> dict[str, Any]:
        buyer = old.visitor()
        await fill(buyer, (scarf, 1))
        await start(buyer)
        order = (await place(old, buyer, 1210))["order"]
        await hand_over(old, loom, order["parts"][0]["id"], 1210)
        await clock.move(HOLD + timedelta(days=4))
        await old.sweep("payments.pass_holds")
        return await (await proven_anew(old)).wish(
            "preparePayouts(key: $key, channel: $channel, tillId: $till)", "... on PayoutBatch { id payoutIds }",
            key=("String!", new_key()), channel=("PayoutChannel!", how["channel"]), till=("ID", how.get("till")),
        )  # fmt: skip

    async def deed(call: str, **more: Any) -> None:
        done = await (await proven_anew(old)).wish(call, "", key=("String!", new_key()), **more)
        assert done["__typename"] == "ChangedPayouts", done

    in_cash = await prepared(channel="HAND", till=old.point)
    await deed("confirmPayouts(key: $key, payoutIds: $ids)", ids=("[ID!]!", in_cash["payoutIds"]))
    by_bank = await prepared(channel="BANK")
    [sent_id] = by_bank["payoutIds"]
    page = await old.by(loom.maker).ask("query P($s: ID!) { payouts(stallId: $s) { nodes { reference } } }", s=loom.id)
    reference = page["payouts"]["nodes"][0]["reference"]
    assert reference == f"PO{sent_id.removeprefix('payout_').upper()}"
    earned = told(await taken_along(old, loom), form.MONEY)["payouts"][0]["amount_minor"]
    await take_in(old, camt(Booked(-earned, "out", "Ana", end_to_end=reference)))
    withdrawn = await prepared(channel="BANK")
    await deed('cancelPayout(key: $key, payoutId: $id, reason: "the wrong day")', id=("ID!", withdrawn["payoutIds"][0]))

    archive = await taken_along(old, loom)
    third, second, first = told(archive, form.MONEY)["payouts"]
    assert (first["channel"], first["state"], first["reference"], first["till"]) == (
        "hand",
        "paid",
        "",
        {"en": "The old mill"},
    )
    assert (second["channel"], second["state"], second["reference"]) == ("bank", "paid", reference)
    assert (second["id"], second["batch_id"], second["till"]) == (sent_id, by_bank["id"], None)
    assert first["paid_at"] < second["paid_at"]
    assert (third["state"], third["failure"], third["paid_at"]) == ("cancelled", "the wrong day", None)
    assert {one["amount_minor"] for one in (first, second, third)} == {earned}
    for one in (first, second, third):
        rest = ("netted_minor", "returned_minor", "brought_minor", "carried_minor", "reversed_minor", "onward")
        assert [one[name] for name in rest] == [0, 0, 0, 0, 0, ""]
    assert {one["payout_id"] for one in told(archive, form.MONEY)["earnings"]} == {first["id"], second["id"], None}

    # What was taken along before these names came is read as before.
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        entries = {name: opened.read(name) for name in opened.namelist() if name != form.STALL}
    known = ("id", "channel", "state", "currency", "amount_minor", "netted_minor", "created_at", "paid_at", "bank_holder", "bank_last_four")  # fmt: skip
    money = told(archive, form.MONEY)
    money["payouts"] = [{name: one[name] for name in known} for one in money["payouts"]]
    entries[form.MONEY] = json.dumps(money).encode()
    before = packed(told(archive), **entries)
    kiln = await open_stall(new, "Kiln")
    for data in (before, archive):
        seen = await bring(new.by(kiln.maker), kiln.id, await sent(new, kiln.maker, data), dry=True)
        assert (seen["__typename"], seen["createCount"], seen["problemCount"]) == ("StallArchiveReport", 1, 0), seen


async def test_only_who_keeps_the_stall_takes_it_along(old: Shop, database: Database) -> None:
    loom, kiln = await open_stall(old, "Loom"), await open_stall(old, "Kiln")
    long_ago = old.program.as_(replace(loom.maker.viewer, proven_at=None))
    assert (await asked(long_ago, "STALL", "JSON", loom.id))["__typename"] == "StepUpNeeded"
    for other in (kiln.maker, old.coordinator):
        refused = await asked(await proven(old, other.viewer), "STALL", "JSON", loom.id)
        assert refused["__typename"] == "NotAllowed"
    stranger = await people.sign_up(database)
    assert (await asked(await proven(old, stranger.viewer), "STALL", "JSON", loom.id))["__typename"] == "NotFound"
    assert (await asked(await proven(old, loom.maker.viewer), "STALL", "JSON"))["__typename"] == "InvalidInput"
    helper = replace(
        (await proven(old, kiln.maker.viewer)).viewer,
        for_person_id=loom.maker.viewer.person_id, help_scopes=frozenset({"lists", "orders", "logs"}),
    )  # fmt: skip
    assert (await asked(old.program.as_(helper), "STALL", "JSON", loom.id))["__typename"] == "NotAllowed"
    await taken_along(old, loom)
    [made] = (await old.by(loom.maker).ask(MINE))["myExports"]
    for viewer in (kiln.maker.viewer, old.coordinator.viewer, stranger.viewer, helper):
        assert (await fetch(old, viewer, made["address"])).status_code == 404


async def test_an_archive_needs_no_more_memory_for_more_pictures(old: Shop) -> None:
    """Forty pictures of a megabyte each instead of one cost less than a fifth of their size more while they are written."""
    stall = await open_stall(old, "Potter")
    store = old.program.door.services.files
    assert store is not None

    async def fill_up(number: int) -> None:
        chance = random.Random(number)
        kept = [await assembling.store(store, chance.randbytes(2**20)) for _ in range(number)]

        async def command(work: Work) -> None:
            await naming.name(work, [one.sha256 for one in kept])
            for one in kept:
                product_id = await products.write_down(
                    work, ids.decode(names.STALL, stall.id), {"title": {"en": "Jug"}, "tax_bps": 0}
                )
                file_id = ids.new()
                rendition = {
                    "width": 1280,
                    "height": 960,
                    "media_type": "image/webp",
                    "sha256": one.sha256,
                    "bytes": one.size,
                }
                await work.execute(
                    "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, uploaded_by, created_at, renditions, public) "
                    "VALUES ($1, $2, $3, 'image/webp', $4, 'p', $5, $6, $7, true)",
                    work.cooperative_id, file_id, bytes.fromhex(one.sha256), one.size, stall.maker.agent_id, work.now, [rendition],
                )  # fmt: skip
                await products.hang(work, product_id, file_id, {"en": "A jug"})

        await run(old, command)

    async def peak() -> int:
        assert (await asked(await proven(old, stall.maker.viewer), "STALL", "JSON", stall.id))[
            "__typename"
        ] == "ExportAsked"
        # What earlier tests left to be swept up must not be counted here.
        gc.collect()
        tracemalloc.start()
        await old.worker.drain()
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    await fill_up(1)
    few = await peak()
    await fill_up(40)
    assert await peak() - few < 8 * 2**20


async def test_nothing_is_brought_that_is_anothers(old: Shop, new: Shop) -> None:
    loom, here, next_door = await open_stall(old, "Loom"), await open_stall(new, "Here"), await open_stall(new, "There")
    await offer(old, loom, "Scarf", price=2500)
    file = await sent(new, here.maker, await taken_along(old, loom))
    rival = new.by(next_door.maker)
    assert (await bring(rival, next_door.id, file))["__typename"] == "NotFound", "another's upload, by its id"
    assert (await bring(rival, here.id, file))["__typename"] == "NotAllowed"
    assert (await bring(new.by(here.maker), next_door.id, file))["__typename"] == "NotAllowed"
    assert (await bring(new.visitor(), here.id, file))["__typename"] == "SignInNeeded"
    assert (await bring(old.by(loom.maker), loom.id, file))["__typename"] == "NotFound", "a file of another co-op"
    table = await sent(new, here.maker, b"a,b", "text/csv")
    assert (await bring(new.by(here.maker), here.id, table))["__typename"] == "NotFound"


async def test_what_does_not_fit_is_said_in_words_and_kept_as_a_draft(
    old: Shop, database: Database, worker_database: Database, workshop: PictureWorkshop
) -> None:
    new = await a_shop(database, worker_database, workshop, currency="USD")
    loom, here = await open_stall(old, "Loom"), await open_stall(new, "Loom")
    scarf = await offer(old, loom, "Scarf", price=2500, tax_bps=1900)
    await offer(new, here, "Scarf", price=900, tax_bps=700)

    async def shelve(work: Work) -> None:
        wool = await products.write_category(work, {"en": "Wool", "es": "Lana"})
        await work.execute(
            "UPDATE product SET category_id = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id, ids.decode(names.PRODUCT, scarf.product), wool,
        )  # fmt: skip

    await run(old, shelve)
    told_stall = told(await taken_along(old, loom))
    product = told_stall["products"][0]
    product["variants"][0]["container"] = {
        "name": {"en": "Jar"},
        "deposit": {"minor": 50, "currency": "EUR"},
        "holds": 1,
    }
    product["pictures"] = [
        {"id": "pic_a", "file": "pictures/a.webp", "alt": {"en": "x"}, "focus": [1, 2]},
        {"id": "pic_b", "file": "pictures/gone.webp", "alt": {}, "focus": [50, 50]},
        {"id": "pic_c", "file": "pictures/c.webp", "alt": {}, "focus": [50, 50]},
    ]
    product["care"] = {"en": "x" * 5000}
    product["made_from_commons"] = True
    told_stall["products"].append({**product, "title": {"en": "The same id"}})
    told_stall["products"].append({"id": "prod_zz", "title": {"en": "Half"}, "tax_bps": 100, "variants": [{"id": "v"}]})
    broken = b"RIFF\x00\x00\x00\x00WEBPVP8 and no more"
    data = packed(told_stall, **{"pictures/a.webp": b"<svg/>", "pictures/c.webp": broken})
    file, mine = await sent(new, here.maker, data), new.by(here.maker)
    plan = await bring(mine, here.id, file, dry=True)
    assert sorted((one["problem"], one["product"]) for one in plan["problems"]) == [
        ("category_unknown", "Scarf"), ("commons_link", "Scarf"), ("container_unknown", "Scarf"), ("field_left_out", "Scarf"),
        ("other_currency", "Scarf"), ("picture_missing", "Scarf"), ("picture_refused", "Scarf"), ("product_left_out", "The same id"),
        ("slug_taken", "Scarf"), ("tax_unknown", "Half"), ("tax_unknown", "Scarf"), ("variant_left_out", "Half"),
    ]  # fmt: skip
    assert (await bring(mine, here.id, file))["createCount"] == 2
    await new.worker.drain()
    brought = {one["slug"]: one for one in told(await taken_along(new, here))["products"]}
    made = brought["scarf-2"]
    [variant] = made["variants"]
    assert (made["state"], made["category"], made["care"], made["pictures"]) == ("draft", None, {}, [])
    assert (variant["state"], variant["price"], variant["container"]) == (
        "withdrawn",
        {"minor": 0, "currency": "USD"},
        None,
    )
    shown = await mine.wish("publishProduct(id: $id)", "... on KeptProduct { id }", id=("ID!", made["id"]))
    assert shown["__typename"] == "NothingToSell", "a price that nobody named sells nothing"
    problems = await new.worker_database_value(
        "SELECT imported -> 'picture_problems' FROM product WHERE cooperative_id = $1 AND slug = 'scarf-2'"
    )
    assert {name: one["fault"] for name, one in problems.items()} == {"pictures/c.webp": "PICTURE_BROKEN"}


async def test_names_are_told_in_the_readers_language_and_rates_as_a_percentage(old: Shop, new: Shop) -> None:
    """The archive is sorted by the letters of languages: without care everybody would read Arabic."""
    loom, here = await open_stall(old, "Loom"), await open_stall(new, "Loom")
    await offer(old, loom, "Scarf", price=2500, tax_bps=850)
    await offer(new, here, "Bowl", price=900, tax_bps=700)
    told_stall = told(await taken_along(old, loom))
    product = told_stall["products"][0]
    told_stall["stall"]["name"] = {"ar": "أورورا للنسيج", "es": "Telares Aurora", "en": "Aurora Weaving"}
    told_stall["cooperative"] |= {"name": {"ar": "منغا", "es": "Minga del Valle"}, "currency": "USD"}
    product["title"] = {"ar": "وشاح", "es": "Bufanda", "en": "Scarf"}
    product["category"] = {"slug": "wool", "name": {"ar": "صوف", "en": "Wool"}}
    product["variants"][0] |= {"title": {"ar": "كبير", "en": "Large"}, "price": {"minor": 2500, "currency": "USD"}}
    file = await sent(new, here.maker, packed(told_stall))
    plan = await bring(new.by(here.maker), here.id, file, dry=True)
    assert (plan["stall"], plan["create"][0]["title"]) == ("Aurora Weaving", "Scarf")
    stands = {one["problem"]: (one["product"], one["part"], one["value"]) for one in plan["problems"]}
    assert stands["category_unknown"] == ("Scarf", "", "Wool")
    assert stands["other_currency"] == ("Scarf", "Large", "25.00 USD")
    page = f"c/{new.cooperative.slug}/stall/{here.slug}/archive?file={file}"
    for language, stall, rate in (("en", "Aurora Weaving", "8.5%"), ("es", "Telares Aurora", "8,5\xa0%")):
        async with reading(new.program.door, replace(here.maker.viewer, language=language)) as browser:
            shown = unescape((await browser.get(f"/{language}/{page}")).text)
        assert stall in shown
        assert rate in shown
        assert "850" not in re.sub(r"<(head|footer|form).*?</\1>", "", shown, flags=re.DOTALL)


def _directory_of_millions() -> bytes:
    """An end of an archive that promises a table of contents of fifty megabytes."""
    return b"\0" * 50_000_000 + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 50_000_000, 0, 0)


def _bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(form.STALL, "w") as entry:
        entry.write(b'{"format":"minga-stall","version":1,"products":[')
        for _ in range(40):
            entry.write(b" " * 1024 * 1024)
        entry.write(b"]}")
    return out.getvalue()


_HEAD = {"format": form.FORMAT, "version": form.VERSION, "products": []}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no archive at all", "NO_ARCHIVE"),
        (b"", "NO_ARCHIVE"),
        (b"PK\x05\x06" + b"\xff" * 18, "TOO_LARGE"),
        (_directory_of_millions(), "TOO_LARGE"),
        (a_million_entries(), "TOO_LARGE"),
        (a_link(form.STALL, "/etc/passwd"), "NO_STALL"),
        (_bomb(), "TOO_LARGE"),
        (packed(_HEAD)[:-30], "NO_ARCHIVE"),
        (packed(_HEAD, **{"../../etc/passwd": b"x"}), "NAMES_UNSAFE"),
        (packed(_HEAD, **{"/etc/passwd": b"x"}), "NAMES_UNSAFE"),
        (packed(_HEAD, **{"pictures\\..\\x": b"x"}), "NAMES_UNSAFE"),
        (packed(b"[" * 100_000), "NO_STALL"),
        (packed(b'{"format":"minga-stall","version":1,"products":[' + b"{}," * 800_000 + b"{}]}"), "TOO_LARGE"),
        (packed(b"no json"), "NO_STALL"),
        (packed({**_HEAD, "format": "another"}), "NO_STALL"),
        (packed({**_HEAD, "products": {"a": 1}}), "NO_STALL"),
        (packed({**_HEAD, "version": form.VERSION + 1}), "NEWER"),
    ],
    ids=[
        "text", "nothing", "end alone", "directory of millions", "a million entries", "a link", "bomb", "cut off", "upwards", "from the root", "backslashes",
        "deep json", "a crowd of nothings", "no json", "another format", "no list", "newer",
    ],
)  # fmt: skip
async def test_what_is_no_archive_is_refused_whole(new: Shop, data: bytes, reason: str) -> None:
    here = await open_stall(new, "Loom")
    for dry in (True, False):
        refused = await bring(new.by(here.maker), here.id, await sent(new, here.maker, data), dry=dry)
        assert (refused["__typename"], refused.get("reason")) == ("ArchiveUnreadable", reason)


async def test_nonsense_in_a_product_costs_that_product_alone(new: Shop) -> None:
    here = await open_stall(new, "Loom")
    good = {"id": "prod_a", "title": {"en": "Good"}, "tax_bps": 0}
    nonsense: list[Any] = [
        None,
        3,
        [],
        {"title": "x"},
        {"id": 5, "title": {"en": "x"}, "tax_bps": 0},
        {**good, "id": "\0"},
    ]
    for name in (
        *shapes.PRODUCT,
        "variants",
        "pictures",
        "category",
        "made_a_week",
        "season_months",
        "came_from",
        "slug",
        "state",
    ):
        for value in (7, "x\0y", [[1]], {"a": {"b": 1}}, [None], {"en": 5}, True, 1e308, "\ud7ff" * 300):
            nonsense.append({**good, "id": f"prod_{len(nonsense)}", name: value})
    data = packed({**_HEAD, "products": [*nonsense, good]})
    file, mine = await sent(new, here.maker, data), new.by(here.maker)
    plan = await bring(mine, here.id, file, dry=True)
    done = await bring(mine, here.id, file)
    assert done["createCount"] == plan["createCount"] > 100
    assert (await bring(mine, here.id, file))["createCount"] == 0
    assert told(await taken_along(new, here))["products"]


async def test_what_had_a_price_in_other_money_is_not_offered_for_nothing(
    old: Shop, database: Database, worker_database: Database, workshop: PictureWorkshop
) -> None:
    """Its number there is no price here: one press of "offer" must not give it away."""
    new = await a_shop(database, worker_database, workshop, currency="JPY")
    stall, there = await open_stall(old, "Weaver"), await open_stall(new, "Weaver")
    await offer(old, stall, "Scarf", price=1050)
    maker = new.by(there.maker)
    await bring(maker, there.id, await sent(new, there.maker, await taken_along(old, stall)))
    [brought] = (await maker.ask("query K($s: String!) { keptProducts(stall: $s) { nodes { id } } }", s=there.slug))[
        "keptProducts"
    ]["nodes"]
    asked_for = "query K($id: ID!) { keptProduct(id: $id) { variants { id state version } } }"
    [variant] = (await maker.ask(asked_for, id=brought["id"]))["keptProduct"]["variants"]
    offered = "offerVariant(id: $id)"
    refused = await maker.wish(offered, "... on InvalidInput { field rule }", id=("ID!", variant["id"]))
    assert (variant["state"], refused["__typename"], refused.get("rule")) == ("withdrawn", "InvalidInput", "required")
    priced = await maker.wish(
        "editVariant(id: $id, expectedVersion: $version, changes: $changes)", "",
        id=("ID!", variant["id"]), version=("Int!", variant["version"]),
        changes=("VariantInput!", {"price": {"minor": 1700, "currency": "JPY"}}),
    )  # fmt: skip
    assert priced["__typename"] == "KeptProduct", priced
    assert (await maker.wish(offered, "", id=("ID!", variant["id"])))["__typename"] == "KeptProduct"
