"""A small market that knows every shape an answer can have, for the tests of the door's own machinery.

`broken` on the root fields plants faults: an attribute that raises, a null where none may be, a value of another kind,
a class that no union holds. What the executor makes of them is what a compiled answer must make of them.
"""

import asyncio
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.schema.config import StrawberryConfig

from minga_graphql.marks import bounds, plain
from minga_graphql.paging import Connection, Cursors, ListName, asked
from minga_graphql.refusals import RefusalInterface, present, result_union
from minga_graphql.scalars import SCALARS, Language, MinorUnits, Slug
from minga_graphql.values import LocalTextInput, Money, Quantity, money_of, quantity_of
from minga_platform.kernel.errors import Conflict, KeyReused, NotFound, Refusal
from minga_platform.kernel.keyring import Keyring

CURSORS = Cursors(Keyring(b"t" * 32))


@strawberry.enum
class Band(Enum):
    PLENTY = "plenty"
    FEW = "few"
    NONE = "none"


@strawberry.interface
class Named:
    id: strawberry.ID
    name: str


@strawberry.type
class Stall(Named):
    slug: Slug
    about: str | None
    opened: date

    @strawberry.field
    @plain
    def initial(self) -> str:
        return self.name[:1]

    @strawberry.field
    async def followers(self) -> int:
        await asyncio.sleep(0)
        return len(self.name)


@strawberry.type
class Picture:
    url: str
    width: int
    height: int
    colours: list[list[str]]


@strawberry.type
class Variant(Named):
    price: Money
    size: Quantity | None
    band: Band
    tags: list[str]
    weight: float


@strawberry.type
class Workshop(Named):
    places: int


@strawberry.type
class Product(Named):
    title: str | None
    language: Language
    price: Money
    stock: Band | None
    sold: MinorUnits
    published_at: datetime
    stall: Stall
    variants: list[Variant]
    pictures: list[Picture | None] | None
    offered: bool
    made_with: Annotated["Thing", strawberry.lazy("minga_testing.toy_schema")] | None
    rating: float | None

    @strawberry.field(metadata=bounds(size=3))  # type: ignore[untyped-decorator]
    @plain
    def cheapest(self) -> list[Variant]:
        return sorted(self.variants, key=lambda variant: variant.price.minor)[:3]

    @strawberry.field
    def shout(self, times: int = 1) -> str:
        return self.name.upper() * min(times, 3)

    @strawberry.field
    async def neighbours(self, first: int = 5) -> list["Product"]:
        await asyncio.sleep(0)
        return [product(abs(hash(self.id)) % 50 + place) for place in range(max(0, min(first, 3)))]


Thing = Annotated[Product | Workshop | Stall, strawberry.union("Thing")]


@strawberry.input
class Filter:
    text: str | None = None
    bands: list[Band] | None = None
    upto: MinorUnits | None = None
    note: str | None = strawberry.field(default=None, metadata=bounds(longest=20))
    names: list[LocalTextInput] | None = strawberry.field(default=None, metadata=bounds(most=4))


class Unlisted:
    """No type of the schema."""

    def __repr__(self) -> str:
        return "<Unlisted>"


class Later:
    """An awaitable among the data."""

    def __await__(self) -> Generator[None, None, str]:
        yield
        return "later"


@dataclass
class Fault:
    """Raises wherever its value would be looked at."""

    def __get__(self, instance: object, owner: type | None = None) -> Any:
        raise AttributeError("a fault in the data")


def variant(number: int) -> Variant:
    return Variant(
        id=strawberry.ID(f"var_{number}"),
        name=f"Größe {number}",
        price=money_of(100 * number + 1, "EUR"),
        size=quantity_of(number, "g", "en") if number % 2 else None,
        band=list(Band)[number % 3],
        tags=[f"tag{place}" for place in range(number % 4)],
        weight=number / 4,
    )


def stall(number: int) -> Stall:
    return Stall(
        id=strawberry.ID(f"stall_{number}"),
        name=f"Taller {number}",
        slug=Slug(f"taller-{number}"),
        about=None if number % 3 == 0 else 'Lana y "tinte" \u202e',
        opened=date(2020, 1, 1) + timedelta(days=number),
    )


def product(number: int, broken: int = 0) -> Product:
    made = Product(
        id=strawberry.ID(f"prod_{number}"),
        name=f"Manta {number}",
        title=None if number % 5 == 0 else f"Manta de lana n.º {number}",
        language=Language("es"),
        price=money_of(3400 + number, "EUR"),
        stock=None if number % 7 == 0 else list(Band)[number % 3],
        sold=MinorUnits(number * 10**9),
        published_at=datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=number),
        stall=stall(number % 4),
        variants=[variant(place) for place in range(number % 4)],
        pictures=None if number % 6 == 0 else [_picture(place) for place in range(number % 3)],
        offered=number % 2 == 0,
        made_with=_thing(number),
        rating=None if number % 2 else number / 3,
    )
    _break(made, broken)
    return made


def _picture(number: int) -> Picture | None:
    return None if number == 1 else Picture(url=f"/p/{number}.webp", width=320, height=240, colours=[["clay"], []])


def _thing(number: int) -> Any:
    kinds = [None, Workshop(id=strawberry.ID("w"), name="Telar", places=3), stall(number)]
    return kinds[number % 3]


def _break(made: Any, broken: int) -> None:
    faults: list[tuple[str, Any]] = [
        ("name", None), ("sold", 2**60), ("stock", "no such band"), ("stall", None), ("variants", None), ("title", 7),
        ("offered", "yes"), ("published_at", datetime(2026, 1, 1)), ("made_with", Unlisted()), ("pictures", iter([_picture(0)])),  # noqa: DTZ001
        ("price", Unlisted()), ("variants", [variant(1), None]), ("rating", float("nan")), ("title", ValueError("as a value")),
        ("stall", variant(2)), ("pictures", [None, Unlisted()]), ("variants", "text"), ("language", 9), ("name", Band.FEW),
        ("made_with", variant(3)), ("variants", {"a": 1}), ("id", 12), ("title", Unlisted()), ("rating", "4.5"), ("offered", None),
    ]  # fmt: skip
    if 0 < broken <= len(faults):
        name, value = faults[broken - 1]
        setattr(made, name, value)
    elif broken == len(faults) + 1:
        # A class of its own whose attribute raises; it is still a product.
        made.__class__ = type("Product", (Product,), {"title": Fault()})
        del made.__dict__["title"]
    elif broken == len(faults) + 2:
        made.variants[:] = [Unlisted()]
    elif broken == len(faults) + 3:
        made.stall.about = Later()


FAULTS = 28


def products(count: int, broken: int = 0) -> Iterator[Product]:
    return (product(number, broken if number == 2 else 0) for number in range(count))


@strawberry.type
class Query:
    @strawberry.field
    async def product(self, number: int = 1, broken: int = 0) -> Product | None:
        await asyncio.sleep(0)
        return None if number < 0 else product(number, broken)

    @strawberry.field
    async def products(
        self,
        info: strawberry.Info,
        first: int | None = None,
        after: str | None = None,
        filter: Filter | None = None,  # noqa: A002
        broken: int = 0,
    ) -> Connection[Product]:
        page = CURSORS.window(ListName("products"), first, after)
        start = page.after[0] + 1 if page.after else 0
        rows = list(products(40, broken))[start : start + page.limit]
        total = 40 if asked(info, "totalCount") else None
        return page.connection(rows, node=lambda row: row, key=lambda row: (int(str(row.id)[5:] or 0),), total=total)

    @strawberry.field
    def all_of_them(self, upto: int = 3, broken: int = 0) -> list[Product] | None:
        return list(products(min(upto, 5), broken))

    @strawberry.field
    async def things(self, broken: int = 0) -> list[Thing]:
        await asyncio.sleep(0)
        return [product(1, broken), stall(2), Workshop(id=strawberry.ID("w"), name="Telar", places=3)]

    @strawberry.field
    async def named(self, broken: int = 0) -> list[Named | None]:
        return [stall(1), None, variant(2), product(3, broken)]

    @strawberry.field
    async def maybe(self, fail: bool = False) -> str | None:
        if fail:
            raise ValueError("the root failed")
        return "yes"

    @strawberry.field
    async def surely(self, fail: bool = False, refuse: bool = False) -> int:
        if refuse:
            raise NotFound
        if fail:
            raise ValueError("the root failed for good")
        return 1

    @strawberry.field
    async def matrix(self) -> list[list[int]]:
        return [[1, 2], [], [3]]

    @strawberry.field
    async def echo(self, filter: Filter, bands: list[Band] | None = None) -> str:  # noqa: A002
        return f"{filter!r} {bands!r}"


@strawberry.type
class Bought:
    product: Product
    total: Money


BuyResult = result_union("BuyResult", Bought, [NotFound, Conflict, KeyReused])


async def _buy(key: str, number: int = 1, refuse: int = 0, broken: int = 0) -> Any:
    BUYS.append(key)
    refusals: list[Refusal] = [NotFound(), Conflict(7), KeyReused()]
    if 0 < refuse <= len(refusals):
        return present(refusals[refuse - 1], "en")
    if refuse:
        raise ValueError("the purchase failed")
    return Bought(product=product(number, broken), total=money_of(5, "EUR"))


_buy.__annotations__["return"] = BuyResult

BUYS: list[str] = []
"""Each run of the mutation leaves its key here: nothing may run twice."""


@strawberry.type
class Mutation:
    buy = strawberry.mutation(_buy)


TOY = strawberry.Schema(
    query=Query, mutation=Mutation, types=[Variant, RefusalInterface], config=StrawberryConfig(scalar_map=SCALARS)
)
