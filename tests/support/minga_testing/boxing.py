"""Boxes that come by themselves, through the API; and their part of the matrices of roles and tenants."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from minga_platform.kernel import ids
from minga_platform.kernel.actor import Actor, Scope
from minga_platform.kernel.work import Work
from minga_testing.shop import Goods, Program, Shop, Stall, new_key, offer

MINE = """query Mine { myBoxes { id size pays heldFrom heldUntil endedAt box { name } dates { comesOn outcome canChange changeUntil orderId
  changes { title because instead } } } }"""
NAME = [{"language": "en", "text": "Box of the week"}]


async def today(shop: Shop) -> date:
    """The database's day."""
    async with shop.worker_database.read(Scope(shop.id)) as work:
        return work.now.date()


def content(goods: Goods, quantity: int = 1, instead: Goods | None = None, size: str = "SMALL") -> dict[str, Any]:
    """Something in a box."""
    stands_in = {"substituteId": instead.variant, "substituteQuantity": 1} if instead else {}
    return {"size": size, "variantId": goods.variant, "quantity": quantity, **stands_in}


async def open_daily(shop: Shop) -> None:
    """The shop's pickup point is open on every day: boxes come on whichever day the test runs toward."""
    hours = [{"weekday": weekday, "from": "10:00", "until": "12:00"} for weekday in range(7)]

    async def write(work: Work) -> None:
        await work.execute(
            "UPDATE pickup_point SET hours = $3 WHERE cooperative_id = $1 AND id = $2",
            work.cooperative_id,
            ids.decode("point", shop.point),
            hours,
        )

    await shop.worker_database.run(Scope(shop.id), Actor(system="test"), write)


async def offer_box(
    shop: Shop,
    stall: Stall | None,
    contents: list[dict[str, Any]],
    *,
    in_days: int = 4,
    when_missing: str = "SUBSTITUTE",
    weeks: int = 1,
) -> dict[str, Any]:
    """A box of a stall, or the co-op's own, settled two days before it comes."""
    await open_daily(shop)
    keeper = shop.by(stall.maker if stall else shop.coordinator)
    return await keeper.wish(
        "offerBox(key: $key, stallId: $stall, name: $name, firstOn: $first, contents: $contents, whenMissing: $missing, everyWeeks: $weeks)",
        "... on BoxOffered { id }",
        key=("String!", new_key()),
        stall=("ID", stall.id if stall else None),
        name=("[LocalTextInput!]!", NAME),
        first=("Day!", (await today(shop) + timedelta(days=in_days)).isoformat()),
        contents=("[BoxContentInput!]!", contents),
        missing=("WhenMissing!", when_missing),
        weeks=("Int!", weeks),
    )


async def take(shop: Shop, who: Program, box: str, **wish: Any) -> dict[str, Any]:
    """Take a box."""
    wanted = {"size": "SMALL", "pickupPointId": shop.point, **wish}
    return await who.wish(
        "takeBox(key: $key, boxId: $box, wish: $wish)", "... on BoxTaken { id }",
        key=("String!", new_key()), box=("ID!", box), wish=("BoxWishInput!", wanted),
    )  # fmt: skip


TOO_LATE = "... on TooLateForThisBox { nextOn changeUntil }"


async def skip(who: Program, taken: str, day: date | str, skipped: bool = True) -> dict[str, Any]:
    """Leave a date out, or have it after all."""
    return await who.wish(
        "skipBox(key: $key, id: $id, comesOn: $day, skipped: $skipped)", TOO_LATE,
        key=("String!", new_key()), id=("ID!", taken), day=("Day!", str(day)), skipped=("Boolean!", skipped),
    )  # fmt: skip


async def hold(who: Program, taken: str, since: date | None, until: date | None) -> dict[str, Any]:
    """Hold it, or go on."""
    return await who.wish(
        "holdBox(key: $key, id: $id, heldFrom: $since, heldUntil: $until)", TOO_LATE,
        key=("String!", new_key()), id=("ID!", taken), since=("Day", since and str(since)), until=("Day", until and str(until)),
    )  # fmt: skip


async def end(who: Program, taken: str) -> dict[str, Any]:
    """Take it no more."""
    return await who.wish("endMyBox(key: $key, id: $id)", "", key=("String!", new_key()), id=("ID!", taken))


async def mine(who: Program) -> list[dict[str, Any]]:
    """What she takes."""
    found: list[dict[str, Any]] = (await who.ask(MINE))["myBoxes"]
    return found


@dataclass
class Boxed:
    """Ids of the world's box."""

    box: str = ""
    taken: str = ""
    variant: str = ""
    product: str = ""
    point: str = ""
    stall: str = ""


async def in_world(shop: Shop, stall: Stall, member: Program) -> Boxed:
    """A stall's box that somebody takes."""
    leek = await offer(shop, stall, "Leek", price=200)
    made = Boxed(box=(await offer_box(shop, stall, [content(leek)]))["id"], variant=leek.variant)
    made.product, made.point, made.stall = leek.product, shop.point, stall.id
    made.taken = (await take(shop, member, made.box))["id"]
    return made


def wishes(made: Boxed, stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What needs a capability."""
    stands_in = {"substituteId": made.variant, "substituteQuantity": 1}
    contents = [{"size": "SMALL", "variantId": made.variant, "quantity": 1, **stands_in}]
    shape = {"name": NAME, "contents": contents}
    return {
        "offerBox": ("product.edit", {"key": "", "stallId": stall, "firstOn": "2100-01-01", **shape}),
        "editBox": ("product.edit", {"id": made.box, "whenMissing": "CREDIT", **shape}),
        "closeBox": ("product.edit", {"id": made.box}),
    }


def personal(an: Any, point: str) -> dict[str, dict[str, Any]]:
    """What everybody signed in does with her own."""
    one, wish = {"key": "", "id": an("boxsub")}, {"size": "SMALL", "pickupPointId": point}
    return {
        "takeBox": {"key": "", "boxId": an("gbox"), "wish": wish},
        "changeMyBox": {"id": an("boxsub"), "wish": wish},
        "skipBox": {**one, "comesOn": "2100-01-01"},
        "holdBox": one,
        "endMyBox": one,
        "takeBoxAgain": one,
    }


def reads(made: Boxed, stall: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """What is read with a capability."""
    return {"boxDeliveries": ("orders.see", {"boxId": made.box}), "boxGoods": ("orders.see", {"stallId": stall})}


def named(made: Boxed) -> dict[str, dict[str, Any]]:
    """Values for what the matrix of roles leaves out."""
    wish = {"size": "SMALL", "pickupPointId": made.point, "dislikes": [made.product]}
    taken = {name: {"id": made.taken} for name in ("changeMyBox", "skipBox", "holdBox", "endMyBox", "takeBoxAgain")}
    return {
        "Query.boxes": {"stallId": made.stall},
        "Query.box": {"id": made.box},
        **{f"Mutation.{name}": values for name, values in taken.items()},
        "Mutation.takeBox": {"boxId": made.box, "wish": wish},
        "Mutation.changeMyBox": {"id": made.taken, "wish": wish},
    }


OPEN = frozenset({"boxes", "box"})
"""Published, the same for everybody."""
OWN = frozenset({"myBoxes"})
"""Of the asker."""
