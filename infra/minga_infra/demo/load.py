"""Fills a database with the demo co-ops, through the same commands that makers use.

Three stages a co-op, each one unit: founded; people, stalls and goods as drafts; pictures and publication. A loader that
was killed goes on at the stage it had not finished. Pictures are drawn by all cores while the rows are written, and kept
in a folder, so that a second demo is quick.
"""

import asyncio
import contextlib
import hashlib
import os
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from itertools import chain, zip_longest
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from minga_infra.demo import (
    boxing,
    bringing,
    cashing,
    crafts,
    cycling,
    deciding,
    everyday,
    manifests,
    produce,
    register,
    sharing,
    trading,
)
from minga_infra.demo.content import TAGS
from minga_infra.demo.content_types import Cooperative, DemoContent, Drawing, Person, Product, Stall
from minga_infra.demo.monts import manifests as monts_manifests
from minga_infra.demo.monts import registry as monts_registry
from minga_infra.demo.valle import registry as valle_registry
from minga_infra.founding.found import Founding, SlugTakenError, found
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.files import FileStore
from minga_platform.kernel.keyring import Keyring
from minga_platform.kernel.locale import Text
from minga_platform.kernel.money import Money
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, shapes
from minga_platform.market.catalog.commands import products, stalls, variants
from minga_platform.market.documents import issuing
from minga_platform.market.fulfilment import commands as fulfilment
from minga_platform.market.fulfilment.nearness import Place
from minga_platform.market.payments.collecting import write_collecting_account
from minga_platform.market.payments.commands.payees import BankPayee
from minga_platform.membership import demo as demo_people
from minga_platform.membership.commands import members, roles

_SYSTEM = Actor(system="demo")
_OFFICES = ("coordinator", "treasurer", "officer", "auditor")
_CHARGES_VAT = frozenset({"cal-y-canto"})
"""Stalls that put VAT on what they supply; the others are exempt. Their numbers have the right shape and nobody has them."""
_FILES_AT_ONCE = 16
_COMMONS = {"valle": valle_registry.SHARED, "monts": monts_registry.SHARED}

Renditions = Mapping[int, bytes]
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What is there now, whether this run made it or an earlier one."""

    cooperatives: int
    products: int
    pictures: int


async def load(
    database: Database,
    store: FileStore,
    content: DemoContent,
    *,
    kept_pictures: Path,
    tell: Tell = lambda _: None,
    app: Database | None = None,
    keyring: Keyring | None = None,
    stand_in: str = "",
) -> Loaded:
    """Load what is not there yet. `database`: the worker's login, which may found and sets the co-op for each unit.

    `app`: the app's login; with it the members have a past (`deciding.py`), for which the database's clock is set back
    while nothing else uses it. `keyring` signs the certificates that they got. `stand_in`: the address
    at which their cards are paid; without it nobody paid by card.
    """
    waiting = [one for one in content.cooperatives if not await _is_whole(database, one)]
    lived = app is not None and any(one.slug == deciding.SLUG for one in waiting)
    if waiting:
        people = await _people(database, content.people)
        if lived:
            await deciding.set_back(database, deciding.FOUNDED_DAYS_AGO)
        with _drawers() as drawers:
            drawn = asyncio.create_task(_draw_all(drawers, waiting, kept_pictures))
            try:
                for one in waiting:
                    tell(f"{one.name['en']}: people, stalls and goods")
                    await _found(database, one, content.people, people)
                    await _shares(database, one, people)
                if lived and app is not None:
                    tell("What the members decided so far")
                    await deciding.live_through(database, app, people, keyring)
                    await deciding.set_back(database, 0)
                await _apply(database, waiting, people)
                await _list_people(database, content, people)
                tell("Drawing the pictures")
                pictures = await drawn
            finally:
                drawn.cancel()
        for one in waiting:
            tell(f"{one.name['en']}: pictures")
            await _show(database, store, one, pictures, people)
        if lived and app is not None:
            tell("Order cycles")
            await _cycles(database, app, people, keyring, stand_in)
    async with database.read(Scope()) as work:
        row = await work.row("SELECT count(*) AS products, count(picture) AS pictures FROM listing")
    assert row is not None
    return Loaded(len(content.cooperatives), row["products"], row["pictures"])


async def _cycles(
    database: Database, app: Database, people: Mapping[str, UUID], keyring: Keyring | None, stand_in: str
) -> None:
    """The co-op whose members have a past has order cycles too."""
    async with database.read(Scope()) as work:
        cooperative_id: UUID = await work.value("SELECT id FROM cooperative WHERE slug = $1", deciding.SLUG)
    await cycling.live_through(database, app, cooperative_id, people)
    await produce.live_through(database, app, cooperative_id, people)
    await boxing.live_through(database, app, cooperative_id, people)
    await bringing.live_through(database, app, cooperative_id, people)
    await trading.live_through(database, app, cooperative_id, people, keyring)
    await everyday.live_through(database, app, cooperative_id, people, keyring, stand_in)
    await cashing.live_through(database, app, cooperative_id, people)


async def _shares(database: Database, one: Cooperative, people: Mapping[str, UUID]) -> None:
    """What members hold, in a unit of its own: the one that founds has enough to do."""
    async with database.read(Scope()) as work:
        cooperative_id: UUID = await work.value("SELECT id FROM cooperative WHERE slug = $1", one.slug)
    known = [people[membership.person] for membership in one.memberships]

    async def command(work: Work) -> None:
        await register.fill(work, known, organisations=one.slug == deciding.SLUG)

    await database.run(Scope(cooperative_id), _SYSTEM, command)


async def _apply(database: Database, waiting: Sequence[Cooperative], people: Mapping[str, UUID]) -> None:
    """Somebody awaits sponsors, today."""
    for one in waiting:
        if one.slug != deciding.SLUG:
            continue
        async with database.read(Scope()) as work:
            cooperative_id: UUID = await work.value("SELECT id FROM cooperative WHERE slug = $1", one.slug)
        applicant = people[register.APPLICANT]

        async def command(work: Work, applicant: UUID = applicant, sponsor: UUID = people["rosa"]) -> None:
            await register.apply(work, applicant, sponsor)

        await database.run(Scope(cooperative_id, applicant), _SYSTEM, command)


async def _is_whole(database: Database, one: Cooperative) -> bool:
    async with database.read(Scope()) as work:
        return bool(await work.value("SELECT true FROM listing WHERE cooperative_slug = $1 LIMIT 1", one.slug))


# People ---------------------------------------------------------------------------------------------------------------


async def _people(database: Database, everybody: Sequence[Person]) -> dict[str, UUID]:
    """Accounts without a password: the demo's sign-in page lets anybody be anybody, and nothing else does."""

    async def command(work: Work) -> dict[str, UUID]:
        known = {
            row["value"]: row["person_id"]
            for row in await work.rows(
                "SELECT value, person_id FROM identifier WHERE kind = 'mail' AND value = ANY($1) AND proven_at IS NOT NULL",
                [person.email for person in everybody],
            )
        }
        made: dict[str, UUID] = {}
        for person in everybody:
            made[person.key] = known.get(person.email) or ids.new()
            if person.email in known:
                continue
            await work.execute(
                "INSERT INTO person (id, name, language, created_at) VALUES ($1, $2, $3, $4)",
                made[person.key], person.name, person.language, work.now,
            )  # fmt: skip
            await work.execute(
                "INSERT INTO identifier (id, person_id, kind, value, proven_at, created_at) VALUES ($1, $2, 'mail', $3, $4, $4)",
                ids.new(), made[person.key], person.email, work.now,
            )  # fmt: skip
        return made

    return await database.run(Scope(), _SYSTEM, command)


_COORDINATES = {"en": "Coordinates", "es": "Coordina", "fr": "Coordonne", "ar": "تنسّق"}
_KEEPS_BOOKS = {"en": "Keeps the books", "es": "Lleva las cuentas", "fr": "Tient les comptes", "ar": "تمسك الحسابات"}
_SELLS = {"en": "Sells at %s", "es": "Vende en %s", "fr": "Vend chez %s", "ar": "تبيع في %s"}
_BUYS = {"en": "Buys", "es": "Compra", "fr": "Achète", "ar": "تشتري"}


async def _list_people(database: Database, content: DemoContent, people: Mapping[str, UUID]) -> None:
    """The one-click list: those who hold offices first, then the makers in the order of their stalls, then buyers."""
    names = {person.key: person.name for person in content.people}
    listed: dict[str, tuple[Mapping[str, str], str]] = {}
    for one in content.cooperatives:
        for membership in one.memberships:
            if membership.offices:
                title = _COORDINATES if "coordinator" in membership.offices else _KEEPS_BOOKS
                listed.setdefault(membership.person, (title, one.slug))
    for one in content.cooperatives:
        for stall in one.stalls:
            title = {language: text % Text.stored(stall.name).read(language) for language, text in _SELLS.items()}
            for maker in stall.makers:
                listed.setdefault(maker, (title, one.slug))
    for one in content.cooperatives:
        for membership in one.memberships:
            listed.setdefault(membership.person, (_BUYS, one.slug))

    async def command(work: Work) -> None:
        for place, (key, (title, slug)) in enumerate(listed.items()):
            await demo_people.add(
                work, person_id=people[key], name=names[key], title=title, cooperative_slug=slug, place=place
            )

    await database.run(Scope(), _SYSTEM, command)


async def _found(database: Database, one: Cooperative, everybody: Sequence[Person], people: Mapping[str, UUID]) -> None:
    home = one.languages[0]
    founding = Founding(
        Text.stored(one.name).read(home), one.slug, one.currency, one.country, home, one.timezone, one.accent
    )
    with contextlib.suppress(SlugTakenError):  # Founded by a run that was stopped later.
        await found(database, founding, register.statutes())
    async with database.read(Scope()) as work:
        cooperative_id: UUID = await work.value("SELECT id FROM cooperative WHERE slug = $1", one.slug)
    names = {person.key: person.name for person in everybody}

    async def command(work: Work) -> None:
        if await work.value("SELECT true FROM stall WHERE cooperative_id = $1 LIMIT 1", cooperative_id):
            return
        about = {
            language: f"{text}\n\n{one.story[language]}" if language in one.story else text
            for language, text in one.tagline.items()
        }
        await work.execute(
            "UPDATE cooperative SET name = $2, about = $3, languages = $4 WHERE id = $1",
            cooperative_id, dict(one.name), about, list(one.languages),
        )  # fmt: skip
        await register.give_terms(work)
        agents = await _members(work, one, people, names)
        coordinator = next(m.person for m in one.memberships if "coordinator" in m.offices)
        viewer = Viewer(person_id=people[coordinator], proven_at=work.now)
        await _ways_to_the_buyer(work, one, viewer)
        # A number of the right shape that nobody has.
        number = {"ES": "ESF00000000", "FR": "FR00000000000"}.get(one.country, "")
        await issuing.set_issuer(
            work,
            viewer,
            issuer=issuing.Issuer.checked(
                name=Text.stored(one.name).read(home),
                address=one.pickup_points[0].address,
                tax_number=number,
                register_number="",
            ),
        )
        account = BankPayee.checked(Text.stored(one.name).read(home), one.iban)
        await write_collecting_account(work, agents[coordinator], account)
        # The content's upper shelves only group the lower ones; a market has one row of shelves.
        filled = {product.category for product in one.products}
        categories = {
            category.key: await products.write_category(work, category.title)
            for category in one.categories
            if category.key in filled
        }
        kept = {stall.key: await _stall(work, stall, agents) for stall in one.stalls}
        for product in one.products:
            await _product(work, product, kept[product.stall], categories[product.category], one.languages[0])

    await database.run(Scope(cooperative_id), _SYSTEM, command)


async def _members(
    work: Work, one: Cooperative, people: Mapping[str, UUID], names: Mapping[str, str]
) -> dict[str, UUID]:
    agents: dict[str, UUID] = {}
    for membership in one.memberships:
        agent_id = await members.agent_for(work, person_id=people[membership.person], name=names[membership.person])
        agents[membership.person] = agent_id
        await members.enrol(work, agent_id=agent_id, class_key=membership.membership_class)
        offices = [office for office in membership.offices if office in _OFFICES]
        # A co-op always has an officer: here whoever coordinates.
        for office in (*offices, "officer") if "coordinator" in offices else offices:
            await roles.install_role(work, agent_id=agent_id, role=office)
    return agents


async def _ways_to_the_buyer(work: Work, one: Cooperative, coordinator: Viewer) -> None:
    for point in one.pickup_points:
        hours = [{"weekday": slot.weekday, "from": slot.opens, "until": slot.closes} for slot in point.slots]
        await fulfilment.add_pickup_point(
            work,
            coordinator,
            name=point.name,
            address=point.address,
            directions=point.note,
            hours=hours,
            takes_cash=True,
            place=Place(*point.place) if point.place else None,
        )
    for option in one.delivery_options:
        await fulfilment.set_delivery_zone(
            work,
            coordinator,
            zone_id=None,
            name=option.name,
            postcodes=list(option.postcode_prefixes),
            fee=Money(option.price_minor, one.currency),
            tax_bps=option.tax_bps,
            is_open=True,
        )


# Goods ----------------------------------------------------------------------------------------------------------------


async def _stall(work: Work, stall: Stall, agents: Mapping[str, UUID]) -> UUID:
    story = {
        language: f"{text}\n\n{stall.story[language]}" if language in stall.story else text
        for language, text in stall.tagline.items()
    }
    stall_id = await stalls.found_stall(
        work,
        agents[stall.makers[0]],
        name=stall.name,
        story=story,
        place=stall.place,
        contact={"name": stall.contact_name, "address": stall.contact_address, "mail": stall.contact_email},
    )
    for maker in stall.makers[1:]:
        await work.execute(
            "INSERT INTO stall_keeper (cooperative_id, id, stall_id, agent_id, since) VALUES ($1, $2, $3, $4, $5)",
            work.cooperative_id, ids.new(), stall_id, agents[maker], work.now,
        )  # fmt: skip
    vat = {"vat": "registered", "vat_number": "ESF00000001"} if stall.key in _CHARGES_VAT else {"vat": "exempt"}
    await work.execute(
        "UPDATE stall SET trader_kind = 'trader', trader = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        stall_id,
        {"register": "", "phone": "", "vat_number": "", **vat},
    )
    return stall_id


async def _product(work: Work, product: Product, stall_id: UUID, category_id: UUID, home: str) -> UUID:
    fields = shapes.checked(
        shapes.PRODUCT,
        {
            "title": product.title,
            "description": product.summary,
            "provenance": product.provenance,
            "materials": product.materials,
            "care": product.care,
            "allergens": product.allergens,
            # Tags have one language: the co-op's own, in which its makers would write them.
            "tags": [TAGS[tag][home].lower() for tag in product.tags],
            "tax_bps": product.tax_bps,
            "no_withdrawal": "perishable" if crafts.spoils(product) else "",
            "category_id": category_id,
            "lead_days": product.made_to_order_days,
        },
    )
    product_id = await products.write_down(work, stall_id, fields, import_source="demo", import_handle=product.key)
    counted = product.made_to_order_days is None
    items = {
        item.key: await variants.stock_up(
            work, stall_id, item.unit, item.on_hand if counted else None, name=product.key
        )
        for item in product.stock
    }
    for position, variant in enumerate(product.variants, start=1):
        form = shapes.checked(
            shapes.VARIANT,
            {
                "title": variant.title,
                "options": [Text.stored(value).read(home) for value in variant.options.values()],
                "sku": variant.key if len(product.variants) > 1 else "",
                "unit": variant.unit,
                "step": variant.step,
                "least": variant.minimum,
                "most": variant.maximum,
                "price_minor": variant.price_minor,
                "price_per": variant.pricing_base,
                "draws": variant.draws,
                "content_base": variant.net_weight_g if variant.unit == "piece" else None,
                "content_unit": "g" if variant.unit == "piece" and variant.net_weight_g else None,
                "position": position,
            },
        )
        await variants.write_down(work, product_id, items[variant.stock_item], form)
    return product_id


# Pictures -------------------------------------------------------------------------------------------------------------


def _drawings(one: Cooperative) -> set[Drawing]:
    return {
        *(drawing for product in one.products for drawing in _of_product(product)),
        *(picture for stall in one.stalls for picture in (stall.portrait, stall.banner)),
        *(_COMMONS[one.slug].drawings if one.slug in _COMMONS else ()),
    }


def _of_product(product: Product) -> list[Drawing]:
    own = (variant.picture for variant in product.variants if variant.picture)
    return list(dict.fromkeys((*product.pictures, *own)))[: shapes.MOST_PICTURES]


def _drawers() -> ProcessPoolExecutor:
    # Spawned, not forked: this process has threads and open connections, which a fork would half inherit.
    return ProcessPoolExecutor(max_workers=os.cpu_count() or 1, mp_context=get_context("spawn"))


async def _draw_all(drawers: Executor, waiting: Iterable[Cooperative], kept: Path) -> dict[Drawing, Renditions]:
    wanted = sorted({drawing for one in waiting for drawing in _drawings(one)}, key=lambda one: (one.kind, one.seed))
    folder = await asyncio.to_thread(_kept_folder, kept)
    loop = asyncio.get_running_loop()
    drawn = await asyncio.gather(*(loop.run_in_executor(drawers, _draw, drawing, folder) for drawing in wanted))
    return dict(zip(wanted, drawn, strict=True))


def _kept_folder(kept: Path) -> Path:
    """A folder for what this very version of the drawing code draws."""
    code = hashlib.sha256()
    here = Path(__file__).parent
    for path in sorted((here / "drawing.py", *(here / "drawn").glob("*.py"))):
        code.update(path.read_bytes())
    folder = kept / code.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _draw(drawing: Drawing, folder: Path) -> Renditions:
    """One picture in its sizes, from the folder when it was drawn before."""
    found = {int(path.stem.rpartition("-")[2]): path for path in folder.glob(f"{drawing.kind}-{drawing.seed}-*.webp")}
    if found and (folder / f"{drawing.kind}-{drawing.seed}.done").exists():
        return {width: path.read_bytes() for width, path in sorted(found.items())}
    from minga_infra.demo.drawing import renditions

    made = renditions(drawing.kind, drawing.seed)
    for width, data in made.items():
        (folder / f"{drawing.kind}-{drawing.seed}-{width}.webp").write_bytes(data)
    (folder / f"{drawing.kind}-{drawing.seed}.done").touch()
    return made


async def _show(
    database: Database,
    store: FileStore,
    one: Cooperative,
    pictures: Mapping[Drawing, Renditions],
    people: Mapping[str, UUID],
) -> None:
    """Put the files into the store, then hang the pictures, publish, and share what the commons holds, in one unit."""
    wanted = {drawing: pictures[drawing] for drawing in _drawings(one)}
    stored = await _store(store, wanted)
    async with database.read(Scope()) as work:
        cooperative_id: UUID = await work.value("SELECT id FROM cooperative WHERE slug = $1", one.slug)

    async def command(work: Work) -> None:
        files = {drawing: await _file(work, drawing, stored[drawing]) for drawing in wanted}
        for stall in one.stalls:
            await work.execute(
                "UPDATE stall SET picture_file_id = $3, banner_file_id = $4 WHERE cooperative_id = $1 AND contact ->> 'mail' = $2",
                work.cooperative_id, stall.contact_email, files[stall.portrait], files[stall.banner],
            )  # fmt: skip
        known = {
            row["import_handle"]: row["id"]
            for row in await work.rows(
                "SELECT import_handle, id FROM product WHERE cooperative_id = $1 AND import_source = 'demo'",
                work.cooperative_id,
            )
        }
        hung = [
            (work.cooperative_id, ids.new(), known[product.key], files[drawing], dict(product.title), position)
            for product in one.products
            for position, drawing in enumerate(_of_product(product), start=1)
        ]
        await work.many(
            "INSERT INTO picture (cooperative_id, id, product_id, file_id, alt, position) VALUES ($1, $2, $3, $4, $5, $6)",
            hung,
        )
        shown = [(known[product.key], instant) for product, instant in _one_by_one(one, work.now)]
        await work.execute(
            """UPDATE product SET state = 'published', published_at = w.shown, version = version + 1
            FROM unnest($2::uuid[], $3::timestamptz[]) AS w (id, shown) WHERE cooperative_id = $1 AND product.id = w.id""",
            work.cooperative_id, [product for product, _ in shown], [instant for _, instant in shown],
        )  # fmt: skip
        await crafts.tell(work, one.country, {category.key: category.title for category in one.categories})
        await listing.refresh(work, [product for product, _ in shown])
        if one.slug in _COMMONS:
            await sharing.share(work, _COMMONS[one.slug], people, files)
        if one.slug == "monts":
            await manifests.bring(work, people["youssef"], monts_manifests.MANIFESTS)

    await database.run(Scope(cooperative_id), _SYSTEM, command)


def _one_by_one(one: Cooperative, now: datetime) -> list[tuple[Product, datetime]]:
    """Goods of all stalls in turn, a few hours apart, the last stall's first one yesterday evening: a lived-in list."""
    by_stall = [[product for product in one.products if product.stall == stall.key] for stall in one.stalls]
    turns = [product for product in chain.from_iterable(zip_longest(*by_stall)) if product is not None]
    zone = ZoneInfo(one.timezone)
    evening = datetime.combine(now.astimezone(zone).date() - timedelta(days=1), clock_time(19, 40), zone)
    return [(product, evening - timedelta(hours=5 * place)) for place, product in enumerate(turns)]


_Stored = list[tuple[int, int, str, int]]


async def _store(store: FileStore, wanted: Mapping[Drawing, Renditions]) -> dict[Drawing, _Stored]:
    """(width, height, sha256, bytes) of each size, once the store has it."""
    turn = asyncio.Semaphore(_FILES_AT_ONCE)

    async def put(data: bytes) -> tuple[str, int]:
        async def whole() -> AsyncIterator[bytes]:
            yield data

        async with turn:
            stored = await store.put(whole())
        return stored.sha256, stored.size

    async def put_all(sizes: Renditions) -> _Stored:
        kept = await asyncio.gather(*(put(data) for data in sizes.values()))
        return [(width, width, sha256, size) for width, (sha256, size) in zip(sizes, kept, strict=True)]

    return dict(zip(wanted, await asyncio.gather(*(put_all(sizes) for sizes in wanted.values())), strict=True))


async def _file(work: Work, drawing: Drawing, sizes: _Stored) -> UUID:
    file_id = ids.new()
    renditions = [
        {"width": width, "height": height, "media_type": "image/webp", "sha256": sha256, "bytes": size}
        for width, height, sha256, size in sizes
    ]
    width, height, sha256, size = sizes[-1]
    await work.execute(
        """INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, width, height, renditions, public, created_at)
        VALUES ($1, $2, $3, 'image/webp', $4, $5, $6, $7, $8, true, $9)""",
        work.cooperative_id, file_id, bytes.fromhex(sha256), size, f"{drawing.kind}-{drawing.seed}.webp", width, height,
        renditions, work.now,
    )  # fmt: skip
    return file_id
