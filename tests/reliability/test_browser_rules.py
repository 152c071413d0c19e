"""G30: no route does anything because another site, a link or plain text asked for it; what guards a reader stands in a snapshot.

The whole application as it is installed, asked in process: every route that it has, with the cookie of somebody who may do
almost everything there. State is a mark of every row of the database, so that nothing is forgotten that a route could write.
"""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx
import orjson
import pytest
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from minga_infra.http.gate import SESSION_COOKIE
from minga_infra.main import assemble
from minga_infra.settings import load
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_testing import people
from minga_testing.clusters import Urls
from minga_testing.figures import full
from minga_testing.people import Somebody
from minga_testing.shop import KEY, Goods, Shop, Stall, fill, offer, open_shop, open_stall, place, start

pytestmark = [pytest.mark.reliability, pytest.mark.anyio]

ORIGIN: Final = "http://localhost:8000"
EVIL: Final = "https://evil.example"
OFFICES: Final = ("officer", "coordinator", "treasurer", "auditor")
SNAPSHOT: Final = Path(__file__).with_name("headers.json")
GUARDING: Final = frozenset({
    "cache-control", "content-disposition", "content-security-policy", "cross-origin-opener-policy", "cross-origin-resource-policy",
    "permissions-policy", "referrer-policy", "strict-transport-security", "x-content-type-options",
    "access-control-allow-origin", "access-control-allow-credentials",
})  # fmt: skip
REFUSED: Final = "Another site asked for this in your name; it was not done."

ATTACKS: Final[Mapping[str, dict[str, str]]] = {
    "cross-site": {"sec-fetch-site": "cross-site", "origin": EVIL},
    "cross-site without an origin": {"sec-fetch-site": "cross-site"},
    "same site, another host": {"sec-fetch-site": "same-site", "origin": "http://localhost:8001"},
    "an address typed in": {"sec-fetch-site": "none"},
    "another origin": {"origin": EVIL},
    "an origin that only begins like ours": {"origin": f"{ORIGIN}.evil.example"},
    "another scheme": {"origin": "https://localhost:8000"},
    "the origin of nowhere": {"origin": "null"},
    "no origin": {},
    "plain text from elsewhere": {"sec-fetch-site": "cross-site", "origin": EVIL, "content-type": "text/plain"},
}
"""What browsers send, old and new, when another site lets a reader's browser send a form. Each comes with her cookie."""


@dataclass
class House:
    """The application as installed, its routes, and who is signed in."""

    client: httpx.AsyncClient
    routes: list[Route]
    shop: Shop
    stall: Stall
    goods: Goods
    officer: Somebody
    names: Mapping[str, str]
    problems: list[str]

    def path(self, route: Route) -> str:
        """The route's address with what there is in this co-op; made-up ids for the rest."""
        stalls = "{stall}" in route.path

        def filled(found: re.Match[str]) -> str:
            name, kind = found[1], found[2] or ""
            if kind == ":int":
                return "1"
            if name == "slug":
                return self.shop.cooperative.slug if route.path.startswith(("/c/{slug}/graphql", "/hooks")) else (
                    self.stall.slug if stalls or "/s/" in route.path else self.goods.slug
                )  # fmt: skip
            return self.names.get(name, "nothing")

        return re.sub(r"\{(\w+)(:\w+)?\}", filled, route.path)

    def cookie(self, route: Route) -> dict[str, str]:
        """The maker's cookie at her stall, the officer's elsewhere."""
        who = self.stall.maker if "{stall}" in route.path else self.officer
        return {"cookie": f"{SESSION_COOKIE}={who.token}"}

    def body(self, route: Route) -> tuple[bytes, str]:
        """Something that this route would do, and its content type."""
        if route.path.endswith("graphql"):
            change = 'mutation { renameMe(name: "Mallory", language: "en") { __typename } }'
            return orjson.dumps({"query": change}), "application/json"
        return str(httpx.QueryParams(self.form())).encode(), "application/x-www-form-urlencoded"

    def form(self) -> dict[str, str]:
        """What forms here ask for, all at once."""
        return {
            "variant": self.goods.variant, "product": self.goods.product, "quantity": "2", "confirmed": "yes", "name": "Mallory",
            "language": "en", "title": "Mallory", "text": "Mallory", "note": "Mallory", "reason": "Mallory", "amount": "1", "key": "k" * 20,
            "class_key": "supporter", "mail": "mallory@example.org", "password": "a password of fifteen", "deed": "change",
            "agent": self.names["agent"], "role": "officer", "url": "https://hook.example.com/", "kinds": "order.placed",
        }  # fmt: skip


@asynccontextmanager
async def alive(app: ASGIApp) -> AsyncIterator[None]:
    """An application between its startup and its shutdown, as a server runs it."""
    said: asyncio.Queue[Message] = asyncio.Queue()
    heard: asyncio.Queue[Message] = asyncio.Queue()
    running = asyncio.ensure_future(app({"type": "lifespan", "state": {}}, heard.get, said.put))
    await heard.put({"type": "lifespan.startup"})
    began = await said.get()
    assert began["type"] == "lifespan.startup.complete", began
    try:
        yield
    finally:
        await heard.put({"type": "lifespan.shutdown"})
        await running


@pytest.fixture
async def house(
    database: Database, worker_database: Database, database_urls: Urls, tmp_path: Path
) -> AsyncIterator[House]:
    shop = await open_shop(database, worker_database)
    stall = await open_stall(shop, "Potter")
    goods = await offer(shop, stall, "Bowl", price=100)
    officer = await people.member(database, worker_database, shop.id, name="Olga", classes=("worker",), offices=OFFICES)
    buyer = shop.by(officer)
    await fill(buyer, (goods, 1))
    await start(buyer)
    order = (await place(shop, buyer, 100))["order"]
    (tmp_path / "key").write_text(KEY.hex())
    app: Any = assemble(
        load({
            "DATABASE_URL": database_urls.app, "WORKER_DATABASE_URL": database_urls.worker, "MINGA_DATA": str(tmp_path),
            "MINGA_PUBLIC_URL": ORIGIN, "MINGA_ENV": "test",
        })
    )  # fmt: skip
    problems: list[str] = []

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it was answered and is told at the end
            problems.append(f"{scope['path']}: {type(problem).__name__} {str(problem)[:300]}")

    async with alive(app):
        transport = httpx.ASGITransport(noting, client=("192.0.2.9", 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, timeout=60) as client:
            # Who was given an office has a new token with her next page; that is no deed of the page.
            stall.maker, officer = [await with_new_token(client, one) for one in (stall.maker, officer)]
            made_up = {"agent": ids.encode("agent", officer.agent_id), "id": ids.encode("ord", ids.new())}
            known = {
                "cooperative": shop.cooperative.slug, "stall": stall.slug, "product": goods.product, "variant": goods.variant,
                "order": order["id"], "stall_id": stall.id, "part": order["parts"][0]["id"],
                "language": "en", "verb": "publish", "class_key": "supporter", "key": "fee_bps", "kind": "orders", "path": "nothing",
            }  # fmt: skip
            routes = list(all_routes(app._app._app.router.routes))
            yield House(client, routes, shop, stall, goods, officer, made_up | known, problems)


async def with_new_token(client: httpx.AsyncClient, somebody: Somebody) -> Somebody:
    answer = await client.get("/", headers={"cookie": f"{SESSION_COOKIE}={somebody.token}"})
    client.cookies.clear()
    given = re.search(rf"{SESSION_COOKIE}=([^;]+)", answer.headers.get("set-cookie", ""))
    return replace(somebody, token=given[1]) if given else somebody


def all_routes(found: list[BaseRoute]) -> list[Route]:
    """Every route; none is of a kind that this test would pass over."""
    assert not [route for route in found if not isinstance(route, Route)]
    return [route for route in found if isinstance(route, Route)]


async def marks(superuser: asyncpg.Connection) -> dict[str, str]:
    """A mark of all rows, table by table, the box of the ballots too."""
    tables = await superuser.fetch(
        "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace::regnamespace::text "
        "NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1"
    )
    question = " UNION ALL ".join(
        f"SELECT '{row['name']}' AS name, (SELECT md5(coalesce(string_agg(m, '' ORDER BY m), '')) "
        f"FROM (SELECT md5(t::text) AS m FROM {row['name']} t) AS each_row) AS mark"
        for row in tables
    )
    return {row["name"]: row["mark"] for row in await superuser.fetch(question)}


def changed(before: dict[str, str], now: dict[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))


async def test_g30_no_route_acts_because_another_site_asked(
    house: House, superuser: asyncpg.Connection, pytestconfig: pytest.Config
) -> None:
    sent: Counter[str] = Counter()
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    methods = ("POST", "PUT", "PATCH", "DELETE") if full(pytestconfig) else ("POST",)
    before = await marks(superuser)

    for route in house.routes:
        path, cookie, (content, kind) = house.path(route), house.cookie(route), house.body(route)
        verbs = {*methods, *((route.methods or set()) - {"GET", "HEAD", "OPTIONS"})}
        for name, attack in ATTACKS.items():
            for verb in verbs:
                headers = {"content-type": kind} | cookie | attack
                answer = await house.client.request(verb, path, content=content, headers=headers)
                house.client.cookies.clear()
                sent[name] += 1
                statuses[answer.status_code] += 1
                # The provider's messages are signed; a browser's cookie is nothing there.
                signed = route.path.startswith("/hooks/") and answer.status_code in (400, 404, 405)
                if not signed and (answer.status_code, answer.text) != (403, REFUSED):
                    wrong.append(f"{verb} {route.path}, {name}: {answer.status_code} {answer.text[:120]!r}")
        # From our own pages: plain text is nothing that they send.
        plain = {"content-type": "text/plain", "sec-fetch-site": "same-origin", "origin": ORIGIN}
        answer = await house.client.post(path, content=content, headers=cookie | plain)
        house.client.cookies.clear()
        sent["plain text from our own page"] += 1
        statuses[answer.status_code] += 1
        if not 400 <= answer.status_code < 500:
            wrong.append(f"POST {route.path}, plain text from our own page: {answer.status_code}")
        # A link, wherever it stands, with everything that a form would say.
        for verb in ("GET", "HEAD") if full(pytestconfig) else ("GET",):
            headers = cookie | {"sec-fetch-site": "cross-site"}
            answer = await house.client.request(verb, path, params=house.form(), headers=headers)
            house.client.cookies.clear()
            sent[f"a link ({verb})"] += 1
            statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                wrong.append(f"{verb} {route.path}: {answer.status_code}")
    after = changed(before, await marks(superuser))
    print(
        f"G30: {len(house.routes)} routes, {sum(sent.values())} requests: {dict(sent)}; statuses {dict(statuses)}; changed: {after}"
    )
    assert not house.problems, "\n".join(house.problems)
    assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:40])
    assert after == []
    assert len(house.routes) > 300
    assert min(sent.values()) >= len(house.routes)

    # The same bodies from our own page are heard, or the refusals above prove nothing.
    heard = 0
    for path, content, kind in (
        ("/cart/add", *house.body(Route("/cart/add", marks))),
        ("/graphql", *house.body(Route("/graphql", marks))),
    ):
        ours = {
            "content-type": kind,
            "sec-fetch-site": "same-origin",
            "cookie": f"{SESSION_COOKIE}={house.officer.token}",
        }
        now = await marks(superuser)
        await house.client.post(path, content=content, headers=ours)
        heard += bool(changed(now, await marks(superuser)))
    assert heard == 2, "vacuous"


async def test_g30_what_guards_a_reader_is_as_the_snapshot_says(house: House) -> None:
    """The headers of most answers once, and by its address each route that answers with others. A change is a decision: delete
    the file, run this again, and read the difference."""
    by_headers: dict[str, list[str]] = defaultdict(list)
    for route in house.routes:
        for who, cookie in (("member", house.cookie(route)), ("nobody", {})):
            answer = await house.client.get(house.path(route), headers=cookie)
            house.client.cookies.clear()
            policy = {
                name: re.sub(r"'nonce-[^']+'", "'nonce-…'", value)
                for name, value in sorted(answer.headers.items())
                if name in GUARDING
            }
            shape = "a page" if answer.headers.get("content-type", "").startswith("text/html") else "no page"
            by_headers[orjson.dumps([f"{shape}, for {who}", policy]).decode()].append(route.path)
    common = {key for key, paths in by_headers.items() if len(paths) > len(house.routes) // 8}
    told = {
        "most answers": sorted((orjson.loads(key) for key in common), key=str),
        "others": sorted(
            ([paths, orjson.loads(key)[1]] for key, paths in by_headers.items() if key not in common), key=str
        ),
    }
    if not SNAPSHOT.exists():
        SNAPSHOT.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2) + b"\n")
        pytest.fail(f"{SNAPSHOT.name} was missing and is written: read it, and keep it.")
    assert told == orjson.loads(SNAPSHOT.read_bytes())
