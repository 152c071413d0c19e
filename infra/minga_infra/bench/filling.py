"""A co-op with as many goods as are asked for, written as the catalogue writes them.

Products, variants, stock and pictures go in by the hundred; their listings, facet counts and search words are made by
the catalogue itself (`listing.refresh`), so what is measured reads the very rows that a market of that size would have.

The vocabulary grows with the catalogue, as it does in a real one: a rare word names about ten goods at any size, and a
common one names more than the thousand at which a search stops ranking and counting.
"""

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from minga_infra.bench.voting import Votes, fill_votes
from minga_infra.bench.works import Works, fill_works
from minga_infra.founding.found import Founding, found
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing
from minga_platform.market.catalog.commands import products, stalls
from minga_platform.market.fulfilment import commands as fulfilment
from minga_platform.membership.commands import members, roles

SLUG = "bench"
_ACTOR = Actor(system="bench")
_BATCH = 250
"""Small enough for the worker's limits on statements and transactions on a busy machine, too."""
_ON_HAND = 1_000_000
_MOST_WORKS = 10_000
_MATERIALS = ("wool", "oak", "clay", "linen", "leather", "willow", "copper", "glass")
_QUALITIES = (
    "blue", "round", "small", "winter", "woven", "carved", "plain", "tall", "dark", "light", "striped", "fine", "heavy",
    "soft", "old", "northern", "garden", "kitchen", "market", "evening",
)  # fmt: skip
_SHELVES = ("Textiles", "Pottery", "Wood", "Baskets", "Jewellery", "Leather", "Kitchen", "Garden", "Toys", "Paper")
_SYLLABLES = (
    "ba",
    "ce",
    "di",
    "fo",
    "gu",
    "ha",
    "je",
    "ki",
    "lo",
    "mu",
    "na",
    "pe",
    "ri",
    "so",
    "tu",
    "va",
    "we",
    "yo",
)


@dataclass(frozen=True, slots=True)
class Goods:
    """One product of the sample that requests are made about; `word` is rare, `common` is not."""

    slug: str
    variant_id: UUID
    price_minor: int
    word: str
    common: str


@dataclass(frozen=True, slots=True)
class Filled:
    """The co-op that was filled, and a sample of its goods."""

    cooperative_id: UUID
    point_id: UUID
    goods: tuple[Goods, ...]
    votes: Votes
    works: Works


def rare_word(number: int) -> str:
    """The number written in syllables: a word that nothing else in the vocabulary resembles by chance."""
    word = ""
    for _ in range(4):
        number, place = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[place]
    return word


async def fill(
    database: Database,
    count: int,
    *,
    analyse: Callable[[], Awaitable[None]],
    tell: Callable[[int], None] = lambda _: None,
) -> Filled:
    """Found the co-op and offer `count` products. `database`: the worker's login. `tell`: how many stand there now.

    `analyse` takes the tables' statistics: called whenever the goods have doubled. Plans made while the tables were empty read
    them whole for each product, and nothing replaces such a plan but new statistics; autovacuum comes when it has time.
    """
    founded = await found(database, Founding("Bench", SLUG))
    scope = Scope(founded.cooperative_id)
    chance = random.Random(count)  # noqa: S311 - the same goods in every run, nothing secret

    async def furnish(work: Work) -> tuple[UUID, list[UUID], list[UUID]]:
        person_id = ids.new()
        await work.execute(
            "INSERT INTO person (id, name, language, created_at) VALUES ($1, 'Carmen', 'en', $2)", person_id, work.now
        )
        agent_id = await members.agent_for(work, person_id=person_id, name="Carmen")
        await members.enrol(work, agent_id=agent_id, class_key="worker")
        for role in ("coordinator", "officer"):
            await roles.install_role(work, agent_id=agent_id, role=role)
        point_id = await fulfilment.add_pickup_point(
            work,
            Viewer(person_id=person_id, proven_at=work.now),
            name={"en": "The old mill"},
            address="Mill lane 1",
            directions={},
            hours=[{"weekday": 5, "from": "10:00", "until": "12:00"}],
            takes_cash=True,
        )
        shelves = [await products.write_category(work, {"en": shelf}) for shelf in _SHELVES]
        kept = [
            await stalls.found_stall(
                work,
                agent_id,
                name={"en": f"Stall {rare_word(9_000 + number)}"},
                story={"en": "Made by hand in a small workshop beside the river. " * 6},
                place="Riverside",
                contact={"name": "Carmen", "address": "Mill lane 2", "mail": "carmen@example.org"},
            )
            for number in range(max(12, min(200, count // 100)))
        ]
        return point_id, shelves, kept

    point_id, shelves, kept = await database.run(scope, _ACTOR, furnish)
    sample: list[Goods] = []
    analysed_at = 0
    for start in range(0, count, _BATCH):
        numbers = range(start, min(start + _BATCH, count))
        batch = [_product(number, count, chance, shelves, kept) for number in numbers]

        async def write(work: Work, batch: list[dict[str, Any]] = batch) -> None:
            await _write(work, batch)

        await database.run(scope, _ACTOR, write)
        sample += [one["goods"] for one in batch if one["number"] % max(1, count // 2000) == 0]
        tell(start + len(batch))
        if start + len(batch) >= 2 * analysed_at:
            analysed_at = start + len(batch)
            await analyse()
    votes = await fill_votes(database, founded.cooperative_id)
    works = await fill_works(database, founded.cooperative_id, max(200, min(count, _MOST_WORKS)), rare_word)
    return Filled(founded.cooperative_id, point_id, tuple(sample), votes, works)


def _product(number: int, count: int, chance: random.Random, shelves: list[UUID], kept: list[UUID]) -> dict[str, Any]:
    word, material = rare_word(chance.randrange(max(1, count // 10))), chance.choice(_MATERIALS)
    quality = chance.choice(_QUALITIES)
    slug, price = f"{quality}-{word}-{number}", chance.randrange(300, 20_000)
    variant_ids = [ids.new() for _ in range(chance.choice((1, 1, 2, 3)))]
    return {
        "number": number,
        "id": ids.new(),
        "stall_id": chance.choice(kept),
        "category_id": chance.choice(shelves),
        "slug": slug,
        "title": {"en": f"{quality.title()} {word} of {material}", "es": f"{word.title()} de {material}"},
        "text": {"en": f"A {quality} {word}, made of {material} by hand, in small numbers and with care. " * 4},
        "materials": {"en": material},
        "tags": sorted({material, chance.choice(_QUALITIES)}),
        "variants": [(one, place, price + 100 * place) for place, one in enumerate(variant_ids)],
        "goods": Goods(slug, variant_ids[0], price, word, material),
    }


async def _write(work: Work, batch: list[dict[str, Any]]) -> None:
    here, many = work.cooperative_id, work.many
    items, files = [ids.new() for _ in batch], [ids.new() for _ in batch]
    await many(
        "INSERT INTO product (cooperative_id, id, stall_id, category_id, slug, title, description, provenance, materials, care, tags, "
        "tax_bps, state, created_at, published_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $8, $10, 2100, 'published', $11, $12)",
        [
            (here, one["id"], one["stall_id"], one["category_id"], one["slug"], one["title"], one["text"], {"en": "Riverside"},
             one["materials"], one["tags"], work.now, work.now - timedelta(minutes=one["number"]))
            for one in batch
        ],
    )  # fmt: skip
    await many(
        "INSERT INTO stock_item (cooperative_id, id, stall_id, name, unit, counted, on_hand, held) VALUES ($1, $2, $3, $4, 'piece', true, $5, 0)",
        [(here, item, one["stall_id"], one["slug"], _ON_HAND) for item, one in zip(items, batch, strict=True)],
    )
    await many(
        "INSERT INTO variant (cooperative_id, id, product_id, title, unit, price_minor, currency, stock_item_id, position, state) "
        "VALUES ($1, $2, $3, $4, 'piece', $5, 'EUR', $6, $7, 'offered')",
        [
            (
                here,
                variant_id,
                one["id"],
                {"en": f"Size {place}"} if len(one["variants"]) > 1 else {},
                price,
                item,
                place,
            )
            for item, one in zip(items, batch, strict=True)
            for variant_id, place, price in one["variants"]
        ],
    )
    renditions = [
        {"width": width, "height": width, "media_type": "image/webp", "sha256": "00" * 32, "bytes": width * 50}
        for width in (240, 480, 960)
    ]
    await many(
        "INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, width, height, renditions, public, created_at) "
        "VALUES ($1, $2, $3, 'image/webp', 48000, 'picture.webp', 960, 960, $4, true, $5)",
        [(here, file, bytes(32), renditions, work.now) for file in files],
    )
    await many(
        "INSERT INTO picture (cooperative_id, id, product_id, file_id, alt, position) VALUES ($1, $2, $3, $4, $5, 1)",
        [(here, ids.new(), one["id"], file, one["title"]) for file, one in zip(files, batch, strict=True)],
    )
    await listing.refresh(work, [one["id"] for one in batch])
