"""What an answer of 24 cards with 15 fields costs, compiled and by the executor. Run it: `python tests/graphql/bench_answers.py`.

No test: a loaded machine would make it lie. The figures are the fastest tenth of the rounds, in microseconds.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import orjson
import strawberry
from graphql import ExecutionResult, execute
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from minga_graphql.decoding import decode
from minga_graphql.limits import CheckedDocument, Guard
from minga_graphql.paging import Connection, Cursors, ListName
from minga_graphql.plan import Plans
from minga_graphql.scalars import SCALARS, MinorUnits
from minga_graphql.values import Money, money_of
from minga_platform.kernel.keyring import Keyring

CURSORS = Cursors(Keyring(b"b" * 32))
CONTEXT = SimpleNamespace(language="en", reference="")


@strawberry.type
class Stall:
    id: strawberry.ID
    name: str
    slug: str


@strawberry.type
class Card:
    id: strawberry.ID
    title: str
    slug: str
    summary: str | None
    price: Money
    price_is_from: bool
    picture: str | None
    picture_alt: str | None
    tags: list[str]
    category: str
    stock: str
    rating: int | None
    sold: MinorUnits
    published_at: datetime
    stall: Stall

    @strawberry.field
    async def followers(self) -> int:
        return 3


CARDS = [
    Card(
        id=strawberry.ID(f"prod_{number:026}"),
        title=f"Manta de lana {number}",
        slug=f"manta-{number}",
        summary="Tejida a mano en telar de pedal con lana de oveja merina.",
        price=money_of(3400 + number, "EUR"),
        price_is_from=False,
        picture=f"/p/{number}.webp",
        picture_alt="Una manta doblada",
        tags=["lana", "hogar"],
        category="textiles",
        stock="plenty",
        rating=None,
        sold=MinorUnits(number),
        published_at=datetime(2026, 11, 1, tzinfo=UTC),
        stall=Stall(id=strawberry.ID("stall_1"), name="Taller de Ana", slug="ana"),
    )
    for number in range(25)
]


@strawberry.type
class Query:
    @strawberry.field
    async def products(self, first: int | None = None) -> Connection[Card]:
        page = CURSORS.window(ListName("products"), first)
        return page.connection(CARDS, node=lambda card: card, key=lambda card: (card.slug, 1))


SCHEMA = strawberry.Schema(query=Query, config=StrawberryConfig(scalar_map=SCALARS))
FIELDS = """id title slug summary price { minor currency decimal } priceIsFrom picture pictureAlt tags category stock
rating sold publishedAt stall { id name slug }"""
PLAIN = (
    f"query ($first: Int) {{ products(first: $first) {{ nodes {{ {FIELDS} }} pageInfo {{ hasNextPage endCursor }} }} }}"
)
MIXED = PLAIN.replace("stall {", "followers stall {")
VARIABLES = {"first": 24}


async def fastest(work: Callable[[], Awaitable[Any]], rounds: int = 600) -> float:
    """Microseconds of one run: the tenth percentile, since other programs run here too."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        await work()
        times.append(time.perf_counter() - start)
    return sorted(times)[rounds // 10] * 1e6


async def by_executor(checked: CheckedDocument) -> bytes:
    """The libraries alone."""
    result = execute(
        SCHEMA._schema,
        checked.document,
        variable_values=VARIABLES,
        context_value=CONTEXT,
        executor_class=StrawberryGraphQLCoreExecutionContext,
    )
    answered = result if isinstance(result, ExecutionResult) else await result
    return orjson.dumps({"data": answered.data})


async def main() -> None:
    """Print the table."""
    guard, plans = Guard(SCHEMA), Plans(SCHEMA)
    body = orjson.dumps({"query": PLAIN, "variables": VARIABLES})
    plain, mixed = guard.check(PLAIN), guard.check(MIXED)
    assert await plans.execute(plain, VARIABLES, CONTEXT) == await by_executor(plain)
    assert await plans.execute(mixed, VARIABLES, CONTEXT) == await by_executor(mixed)

    async def decoded() -> None:
        wish = decode(body)
        guard.check_variables(guard.check(wish.document), wish.variables)

    async def checked_anew() -> None:
        guard._known.clear()
        guard.check(PLAIN)

    async def compiled_anew() -> None:
        plain.plans.clear()
        await plans.execute(plain, VARIABLES, CONTEXT)

    rows = [
        ("decode, look up, bound the variables", decoded),
        ("parse, measure, validate (first sight)", checked_anew),
        ("plain: compiled answer", lambda: plans.execute(plain, VARIABLES, CONTEXT)),
        ("plain: compile and answer (first sight)", compiled_anew),
        ("plain: executor", lambda: by_executor(plain)),
        ("mixed (24 async fields): ours", lambda: plans.execute(mixed, VARIABLES, CONTEXT)),
        ("mixed (24 async fields): executor", lambda: by_executor(mixed)),
    ]
    print(f"{len(await by_executor(plain))} bytes, 24 cards")
    for name, work in rows:
        print(f"{name:<45} {await fastest(work):9.1f} µs")


if __name__ == "__main__":
    asyncio.run(main())
