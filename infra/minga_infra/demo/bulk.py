"""Thousands of plausible products for measuring: a co-op of its own, written in lots of a thousand by few statements.

The same words in other orders: what a list, a filter and a search meet in a large market. Deterministic by seed.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from minga_infra.founding.found import Founding, found
from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.database import Database
from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import listing, search
from minga_platform.market.catalog.commands import products, stalls
from minga_platform.market.fulfilment import commands as fulfilment
from minga_platform.membership.commands import members, roles

AT_ONCE = 1000
STALLS = 40
SHELVES = (
    "Bread",
    "Cheese",
    "Fruit",
    "Vegetables",
    "Honey",
    "Textiles",
    "Pottery",
    "Wood",
    "Baskets",
    "Leather",
    "Soap",
    "Jewellery",
)
_SYSTEM = Actor(system="bulk")
_ADJECTIVES = (
    "blue", "red", "green", "striped", "plain", "deep", "small", "large", "smoked", "fresh", "dried", "sweet",
    "bitter", "woven", "carved", "glazed", "raw", "soft", "hard", "round", "flat", "tall", "wide", "old",
    "young", "wild", "mild", "sharp", "golden", "silver", "dark", "light", "warm", "cool", "rough", "smooth",
)  # fmt: skip
_THINGS = (
    "bowl", "jug", "cup", "plate", "loaf", "bun", "cheese", "apple", "pear", "plum", "tomato", "onion", "leek",
    "honey", "jam", "scarf", "rug", "cushion", "blanket", "spoon", "board", "basket", "tray", "bag", "belt",
    "wallet", "soap", "candle", "ring", "necklace", "bracelet", "towel", "apron", "vase", "lamp", "stool",
    "shelf", "box", "tin",
)  # fmt: skip
_ORIGINS = (
    "valley", "hill", "river", "mountain", "coast", "forest", "meadow", "village", "orchard", "mill", "bridge",
    "spring", "harbour", "island", "plain",
)  # fmt: skip
_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te")
_RARE = tuple(a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES)
"""1,728 words that mean nothing: a description's words are mostly rare ones, as in any language."""
_TAGS = ("organic", "gift", "handmade", "vegan", "raw", "repair", "seasonal", "wool", "wood", "no waste")


async def bulk(
    database: Database, count: int, *, slug: str = "", seed: int = 1, tell: Callable[[int], None] = lambda _: None
) -> UUID:
    """A co-op with `count` published products; its id. `database`: the worker's login.

    Whoever measures lets the tables' owner run ANALYZE first: what the planner believes must be true.
    """
    slug = slug or f"bulk-{count}"
    made = await found(database, Founding(f"Bulk {count}", slug))
    scope = Scope(made.cooperative_id)
    stall_ids, shelf_ids, file_id = await database.run(scope, _SYSTEM, _hall)
    for start in range(0, count, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, count))

        async def lot(work: Work, numbers: range = numbers) -> None:
            await _lot(work, numbers, Random(f"{seed}/{numbers.start}"), stall_ids, shelf_ids, file_id)  # noqa: S311 - goods, not secrets

        await database.run(scope, _SYSTEM, lot)
        tell(numbers.stop)
    search.forget_vocabularies()
    return made.cooperative_id


async def _hall(work: Work) -> tuple[list[UUID], list[UUID], UUID]:
    keeper = Viewer(person_id=ids.new(), proven_at=work.now)
    assert keeper.person_id
    await work.execute(
        "INSERT INTO person (id, name, language, created_at) VALUES ($1, 'Bulk', 'en', $2)", keeper.person_id, work.now
    )
    await work.execute(
        "INSERT INTO identifier (id, person_id, kind, value, proven_at, created_at) VALUES ($1, $2, 'mail', $3, $4, $4)",
        ids.new(), keeper.person_id, f"{keeper.person_id.hex}@bulk.example", work.now,
    )  # fmt: skip
    agent_id = await members.agent_for(work, person_id=keeper.person_id, name="Bulk")
    await roles.install_role(work, agent_id=agent_id, role="coordinator")
    stall_ids = [
        await stalls.found_stall(work, agent_id, name={"en": f"Stall {n}"}, place="Here") for n in range(STALLS)
    ]
    shelf_ids = [await products.write_category(work, {"en": name}) for name in SHELVES]
    hours = [{"weekday": day, "from": "10:00", "until": "12:00"} for day in range(7)]
    await fulfilment.add_pickup_point(
        work, keeper, name={"en": "Hall"}, address="Here 1", directions={}, hours=hours, takes_cash=True
    )
    file_id = ids.new()
    renditions = [
        {"width": width, "height": width, "media_type": "image/webp", "sha256": "0" * 64, "bytes": 1}
        for width in (320, 720)
    ]
    await work.execute(
        """INSERT INTO file (cooperative_id, id, sha256, media_type, bytes, name, width, height, renditions, public, created_at)
        VALUES ($1, $2, $3, 'image/webp', 2, 'bulk.webp', 720, 720, $4, true, $5)""",
        work.cooperative_id, file_id, bytes(32), renditions, work.now,
    )  # fmt: skip
    return stall_ids, shelf_ids, file_id


async def _lot(
    work: Work, numbers: range, dice: Random, stall_ids: Sequence[UUID], shelf_ids: Sequence[UUID], file_id: UUID
) -> None:
    rows = [_product(number, dice, stall_ids, shelf_ids) for number in numbers]
    forms = [form for row in rows for form in row["forms"]]
    await _insert(
        work,
        "product",
        {"id": "uuid", "stall_id": "uuid", "category_id": "uuid", "slug": "text", "title": "jsonb", "description": "jsonb",
         "provenance": "jsonb", "materials": "jsonb", "care": "jsonb", "tax_bps": "int", "state": "text",
         "created_at": "timestamptz", "published_at": "timestamptz"},
        [
            {**row, "provenance": {}, "materials": {}, "care": {}, "state": "published",
             "created_at": work.now, "published_at": work.now - timedelta(minutes=row["number"])}
            for row in rows
        ],
    )  # fmt: skip
    # An array of arrays is no rectangle, so tags are written as text and taken apart again.
    await work.execute(
        """UPDATE product SET tags = string_to_array(w.tags, ',') FROM unnest($2::uuid[], $3::text[]) AS w (id, tags)
        WHERE product.cooperative_id = $1 AND product.id = w.id""",
        work.cooperative_id, [row["id"] for row in rows], [",".join(row["tags"]) for row in rows],
    )  # fmt: skip
    await _insert(
        work,
        "stock_item",
        {"id": "uuid", "stall_id": "uuid", "name": "text", "unit": "text", "counted": "boolean", "on_hand": "bigint"},
        [{**form, "id": form["stock_item_id"], "name": "", "unit": "piece", "counted": True} for form in forms],
    )
    await _insert(
        work,
        "variant",
        {"id": "uuid", "product_id": "uuid", "title": "jsonb", "unit": "text", "price_minor": "bigint", "currency": "text",
         "stock_item_id": "uuid", "position": "int", "state": "text"},
        [{**form, "unit": "piece", "currency": "EUR", "state": "offered"} for form in forms],
    )  # fmt: skip
    await _insert(
        work,
        "picture",
        {"id": "uuid", "product_id": "uuid", "file_id": "uuid", "alt": "jsonb", "position": "int"},
        [
            {"id": ids.new(), "product_id": row["id"], "file_id": file_id, "alt": row["title"], "position": 1}
            for row in rows
        ],
    )
    await listing.refresh(work, [row["id"] for row in rows])


def _product(number: int, dice: Random, stall_ids: Sequence[UUID], shelf_ids: Sequence[UUID]) -> dict[str, Any]:
    product_id, stall_id = ids.new(), dice.choice(stall_ids)
    adjective, thing, origin = dice.choice(_ADJECTIVES), dice.choice(_THINGS), dice.choice(_ORIGINS)
    forms = [
        {
            "id": ids.new(),
            "product_id": product_id,
            "stall_id": stall_id,
            "stock_item_id": ids.new(),
            "title": {"en": size} if size else {},
            "price_minor": dice.randint(100, 20_000),
            "on_hand": 1_000_000 if number % 10 else dice.randint(0, 4),
            "position": position,
        }
        for position, size in enumerate(dice.choice((("",), ("Small", "Large"))), start=1)
    ]
    return {
        "id": product_id,
        "number": number,
        "stall_id": stall_id,
        "category_id": dice.choice(shelf_ids),
        "slug": f"{adjective}-{thing}-{number}",
        "title": {"en": f"{adjective.title()} {thing} {number}"},
        "description": {"en": f"A {adjective} {thing} from the {origin}. {' '.join(dice.sample(_RARE, 10))}."},
        "tags": dice.sample(_TAGS, 2),
        "tax_bps": dice.choice((400, 1000, 2100)),
        "forms": forms,
    }


async def _insert(work: Work, table: str, kinds: dict[str, str], rows: Sequence[dict[str, Any]]) -> None:
    names = ", ".join(kinds)
    columns = ", ".join(f"{name} {kind}" for name, kind in kinds.items())
    await work.execute(
        f"INSERT INTO {table} (cooperative_id, {names}) SELECT $1, {names} FROM jsonb_to_recordset($2) AS r ({columns})",
        work.cooperative_id,
        [{name: row[name] for name in kinds} for row in rows],
    )
