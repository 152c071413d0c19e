"""G18–G21: no document and no body makes the door fail, leak, stall or swell.

Documents are grown over the real schema, taken from our own pages, and damaged; bodies are damaged too. They are sent by
somebody with every right in a co-op that has goods and an order, so that they reach the resolvers. The seed is printed; the
same seed sends the same documents.
"""

import asyncio
import gc
import json
import os
import re
import sys
import time
import traceback
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx
import psutil
import pytest
import structlog

from minga_frontend import app as pages
from minga_frontend.asking import documents
from minga_graphql.schema import SCHEMA
from minga_platform.kernel.database import Database
from minga_testing.api import client_of
from minga_testing.documents import Documents
from minga_testing.figures import full, within
from minga_testing.shop import Shop, offer, open_shop, open_stall

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

LEAKS = re.compile(r'Traceback|File \\?"/|asyncpg|SELECT |INSERT |UPDATE .* SET|site-packages|0x[0-9a-f]{8}')
# Verbs whose whole point is to take long or to change who is asking; the rest of the house tests them.
_LEFT_OUT = frozenset(
    {"signOut", "endOtherSessions", "signUp", "setPassword", "printCard", "signIn", "signInWithCard", "stepUp"}
)


@dataclass
class Seen:
    """What came back, and what should not have."""

    statuses: Counter[int] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    refusal_seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def note(self, answer: httpx.Response, seconds: float, sent: str) -> None:
        self.statuses[answer.status_code] += 1
        codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
        self.codes.update(codes or {"answered"})
        if answer.status_code >= 400:
            self.refusal_seconds.append(seconds)
        if answer.status_code >= 500 or "UNEXPECTED" in codes or LEAKS.search(answer.text):
            self.failures.append(f"{answer.status_code} {answer.text[:300]} ← {sent[:1500]}")

    def p99(self) -> float:
        return sorted(self.refusal_seconds)[int(len(self.refusal_seconds) * 0.99)]


@pytest.fixture(scope="module")
async def shop(database: Database, worker_database: Database) -> Shop:
    opened = await open_shop(database, worker_database)
    for name in ("Ana", "Bea"):
        await offer(opened, await open_stall(opened, name), f"Manta de {name}", price=3400)
    return opened


@pytest.fixture(scope="module")
async def client(database: Database, shop: Shop) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(database, shop.program.door) as made:
        yield made


@pytest.fixture(autouse=True, scope="module")
def settled() -> Iterator[None]:
    """As a server does before it forks: what is loaded by now stays, so the collector need not walk through it."""
    gc.collect()
    gc.freeze()
    yield
    gc.unfreeze()


@pytest.fixture(autouse=True)
def bugs() -> Iterator[Counter[str]]:
    """Every unexpected exception by its kind and place; logs are kept instead of printed, which would take most of the time."""
    found: Counter[str] = Counter()

    def keep(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        error = event.get("exc_info")
        error = sys.exc_info()[1] if error is True else error
        if isinstance(error, BaseException):
            place = traceback.extract_tb(error.__traceback__)[-1:]
            found[
                f"{type(error).__name__}: {str(error)[:200]} {[f'{one.filename}:{one.lineno}' for one in place]}"
            ] += 1
        raise structlog.DropEvent

    before = structlog.get_config()["processors"]
    structlog.configure(processors=[keep])
    yield found
    structlog.configure(processors=before)


@pytest.fixture
def load(pytestconfig: pytest.Config) -> float:
    return 1.0 if full(pytestconfig) else 0.1


def values(shop: Shop) -> dict[str, Any]:
    """Arguments that reach something, mixed with those that reach nothing."""
    ids = [stall.id for stall in shop.stalls.values()] + [shop.point, "prod_x", "", "stall_00000000000000000000000000"]
    nasty = [
        "",
        "a\u202eb",
        "x" * 9_000,
        "'; --",
        "%s %(a)s {0}",
        "\ufeff",
        "🧶" * 50,
        "\\",
        "../../etc",
        "\u0000",
        "a\ud800b",
    ]
    return {
        "first": lambda random: random.choice([1, 3, 24, 100, 0, -1, 2**31 - 1, None]),
        "id": lambda random: random.choice(ids),
        "stallId": lambda random: random.choice(ids),
        "slug": lambda random: random.choice([*shop.stalls, "nobody", *nasty[:4]]),
        "after": lambda random: random.choice([None, "", "abc", "W10.x", *nasty]),
        "search": lambda random: random.choice(nasty),
        "text": lambda random: random.choice(nasty),
        "key": lambda random: f"key-{random.random()}",
    }


def damaged(text: str, random: Random) -> str:
    """A document with a few wounds."""
    tokens = re.findall(r"\w+|\s+|[^\w\s]", text)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(max(1, len(tokens)))
        kind = random.randrange(6)
        if kind == 0:
            del tokens[place : place + random.randint(1, 5)]
        elif kind == 1:
            tokens[place:place] = tokens[place : place + random.randint(1, 30)] * random.choice([1, 2, 40])
        elif kind == 2:
            tokens[place:place] = [
                random.choice(["{", "}", "(", ")", "...", "@", "$", ":", "!", '"', '"""', "#", "\x00", "💥", "&", "|"])
            ]
        elif kind == 3:
            tokens[place:place] = [random.choice(sorted(SCHEMA._schema.type_map))]
        elif kind == 4:
            tokens[place:place] = [
                random.choice(
                    [
                        "null",
                        "true",
                        "9" * 40,
                        "-1",
                        "1e999",
                        "[[[[",
                        "query",
                        "mutation",
                        "fragment A on Query { ...A }",
                    ]
                )
            ]
        else:
            random.shuffle(tokens[place : place + 10])
        if not tokens:
            return ""
    return "".join(tokens)


async def send(client: httpx.AsyncClient, path: str, body: bytes, seen: Seen, headers: dict[str, str]) -> None:
    start = time.process_time()  # A refusal waits for nothing, so its time at work is its time.
    answer = await client.post(path, content=body, headers={"content-type": "application/json", **headers})
    seen.note(answer, time.process_time() - start, body.decode(errors="replace"))


def clock_for(load: float) -> Callable[[], float]:
    """The wall's clock in the full run, which has the machine to itself; else this process's own time at work."""
    return time.perf_counter if load == 1.0 else time.process_time


def told(seen: Seen, seed: int, megabytes: float) -> str:
    return f"seed {seed}: {dict(seen.statuses)} {seen.codes.most_common(12)} p99 refusal {seen.p99() * 1e3:.1f} ms, memory +{megabytes:.0f} MiB"


async def test_g18_no_document_makes_the_door_fail_leak_or_swell(
    client: httpx.AsyncClient, shop: Shop, load: float, bugs: Counter[str], pytestconfig: pytest.Config
) -> None:
    seed, count = 20261122, int(50_000 * load)
    random, seen = Random(seed), Seen()
    bearer = {"authorization": f"Bearer {shop.coordinator.token}"}
    path = f"/c/{shop.cooperative.slug}/graphql"
    process = psutil.Process(os.getpid())
    assert callable(pages.routes)
    ours = [page.text for page in documents()]
    before = 0
    for number in range(count):
        if number == count // 5:
            before = process.memory_info().rss  # once caches and plans are warm
        variables: dict[str, Any] = {}
        if random.random() < 0.3 and ours:
            text = random.choice(ours)
        else:
            grown = Documents(SCHEMA._schema, random, values=values(shop), most_fields=25).grow()
            text, variables = grown.text, grown.variables
        if random.random() < 0.7:
            text = damaged(text, random)
        body = json.dumps({"query": text, "variables": variables}).encode()
        if random.random() < 0.1:
            place = random.randrange(len(body))
            body = body[:place] + random.randbytes(random.randint(0, 3)) + body[place + random.randint(0, 2) :]
        await send(client, path, body, seen, bearer if random.random() < 0.7 else {})
    megabytes = (process.memory_info().rss - before) / 2**20
    print(told(seen, seed, megabytes))
    assert not bugs, "\n".join(f"{count} × {bug}" for bug, count in bugs.most_common())
    assert not seen.failures, "\n".join(seen.failures[:5])
    assert (
        min(
            seen.codes["answered"],
            seen.codes["DOCUMENT_MALFORMED"],
            seen.codes["DOCUMENT_INVALID"],
            seen.codes["BAD_REQUEST"],
        )
        > count / 200
    ), "vacuous"
    within(pytestconfig, seen.p99(), 0.05, "seconds of a refusal, p99")
    assert megabytes < 50


async def test_g21_every_operation_meets_every_kind_of_value(
    client: httpx.AsyncClient, shop: Shop, load: float, bugs: Counter[str]
) -> None:
    """Each query and each mutation of the schema, a hundred times in full, with values that reach something, NUL and lone surrogates."""
    seed, seen = 7, Seen()
    random = Random(seed)
    bearer = {"authorization": f"Bearer {shop.coordinator.token}"}
    queries, mutations = SCHEMA._schema.query_type, SCHEMA._schema.mutation_type
    assert queries is not None
    assert mutations is not None
    operations = [(name, False) for name in sorted(queries.fields)]
    operations += [(name, True) for name in sorted(mutations.fields.keys() - _LEFT_OUT)]
    heard: Counter[str] = Counter()
    for name, mutation in operations:
        for _ in range(int(100 * load)):
            grower = Documents(SCHEMA._schema, random, values=values(shop), most_fields=12)
            grown = grower.grow(mutation=mutation, only=name)
            body = json.dumps({"query": grown.text, "variables": grown.variables}).encode()
            before = seen.codes["answered"]
            await send(
                client, f"/c/{shop.cooperative.slug}/graphql", body, seen, bearer if random.random() < 0.8 else {}
            )
            heard[name] += seen.codes["answered"] - before
    print(f"{len(operations)} operations, {len(+heard)} of them answered at least once;", end=" ")
    print(told(seen, seed, 0) if seen.refusal_seconds else seen.codes)
    assert not bugs, "\n".join(f"{count} × {bug}" for bug, count in bugs.most_common())
    assert not seen.failures, "\n".join(seen.failures[:8])
    assert len(+heard) > len(operations) / 2, (
        "vacuous: most operations were refused before anybody looked at their values"
    )


BOMBS: dict[str, str] = {
    "fragment doubling": " ".join(f"fragment F{n} on Cooperative {{ ...F{n + 1} ...F{n + 1} }}" for n in range(25))
    + " { here { ...F0 } } fragment F25 on Cooperative { id }",
    "5,000 same fields": "{ here { " + "id " * 5_000 + "} }",
    "900 same fields": "{ here { " + "id " * 900 + "} }",
    "inline 200 × 100": "{ here { " + ("... { " * 100 + "id" + " }" * 100) * 200 + "} }",
    "100k comments": "{ here { id } }" + "\n#" * 60_000,
    "5,000 directives": "{ here { id " + "@skip(if: false) " * 5_000 + "} }",
    "depth 500": "{ here " + "{ here " * 500 + "}" * 500 + "}",
    "900 fields no schema knows": "{ " + " ".join(f"nothing{n}" for n in range(900)) + " }",
    "a text of 120 kB": '{ product(slug: "' + "x" * 120_000 + '") { id } }',
    "120 kB of blanks": "{ here { id } }" + " " * 120_000,
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
async def test_g19_a_bomb_does_not_hold_up_the_others(
    client: httpx.AsyncClient, name: str, load: float, pytestconfig: pytest.Config
) -> None:
    body = json.dumps({"query": BOMBS[name]}).encode()
    seen, health = Seen(), Seen()
    running = True
    clock = clock_for(load)

    async def bomber() -> None:
        while running:
            await send(client, "/graphql", body, seen, {})
            await asyncio.sleep(0)

    bombers = [asyncio.create_task(bomber()) for _ in range(4)]
    waits: list[float] = []
    for _ in range(1_000 if load == 1.0 else 50):
        start = clock()
        await asyncio.sleep(0)  # It arrives behind one bomb of each bomber.
        await send(client, "/graphql", b'{"query":"{ __typename }"}', health, {})
        waits.append(clock() - start)
    running = False
    await asyncio.gather(*bombers)
    p99 = sorted(waits)[int(len(waits) * 0.99)]
    print(
        f"{name}: {seen.statuses} {dict(seen.codes)}; health p99 {p99 * 1e3:.1f} ms; dearest refusal {max(seen.refusal_seconds) * 1e3:.1f} ms"
    )
    assert set(seen.statuses) <= {400, 413}
    assert len(seen.refusal_seconds) >= 10, "vacuous"
    assert not seen.failures
    assert health.codes == Counter({"answered": len(waits)})
    within(pytestconfig, p99, 0.25, "seconds of a health query beside a bomb, p99")


async def test_g20_no_body_makes_the_door_fail(client: httpx.AsyncClient, load: float) -> None:
    seed, count = 13, int(20_000 * load)
    random, seen = Random(seed), Seen()
    pieces = [b"null", b"[" * 5_000, b"]" * 40, b'{"query":', b'"{ __typename }"', b"}", b"1e400", b"NaN", b"7" * 5_000]
    pieces += [b'"\\ud800"', b'"\\u0000"', b"\xff\xfe", b",", b'"variables":', b":", b"{}", b"\x00", b'"' * 7, b"-0"]
    for _ in range(count):
        body = b"".join(random.choice(pieces) for _ in range(random.randint(0, 8)))
        await send(
            client, "/graphql", body if random.random() < 0.8 else random.randbytes(random.randint(0, 400)), seen, {}
        )
    print(told(seen, seed, 0))
    assert not seen.failures, seen.failures[:5]
    assert set(seen.statuses) <= {200, 400, 413}
    assert seen.statuses[400] > count / 2, "vacuous"
