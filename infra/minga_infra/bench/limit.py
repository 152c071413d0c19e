"""The hand-written limit: what the same machine gives when somebody writes each answer by hand.

The same server program, login, pool, tables and tenant transaction as ours, statements sent by asyncpg and answers made
by orjson; no GraphQL, no guards, no languages beyond one fallback, no log, and not one check that the statements themselves
do not make. Nobody should run a market on it: it is a ruler.
"""

import asyncio
import hashlib
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from starlette.types import Receive, Scope, Send

from minga_infra.bench import voting, works
from minga_platform.kernel import ids
from minga_platform.kernel.database import Database
from minga_platform.kernel.money import share_half_up

_ENTER = (
    "SELECT set_config('app.cooperative', $1, true), set_config('app.person', '', true), set_config('app.visitor', $2, true), "
    "clock_timestamp() + coalesce((SELECT \"offset\" FROM clock_offset), interval '0')"
)
_CARDS = """SELECT l.product_id, l.slug, l.title, l.summary, l.price_minor, l.currency, l.price_per, l.unit, l.price_varies, l.stock_band,
l.tags, l.stall_slug, l.stall_name, l.place, l.picture, l.published_at"""
_NEWEST = (
    f"{_CARDS} FROM listing l WHERE l.cooperative_id = $1 ORDER BY l.published_at DESC, l.product_id DESC LIMIT $2"
)
_PRODUCT = """SELECT p.id, p.slug, p.title, p.description, p.provenance, p.materials, p.care, p.tags, p.tax_bps, k.slug AS category_slug,
    k.name AS category_name, s.slug AS stall_slug, s.name AS stall_name, s.story, s.place, s.contact,
    (SELECT jsonb_agg(jsonb_build_object('id', v.id, 'title', v.title, 'unit', v.unit, 'step', v.step, 'least', v.least, 'most', v.most,
        'price_minor', v.price_minor, 'currency', v.currency, 'price_per', v.price_per,
        'left', CASE WHEN i.counted THEN i.on_hand - i.held END) ORDER BY v.position, v.id)
     FROM variant v JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
     WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered') AS variants,
    (SELECT jsonb_agg(jsonb_build_object('file', t.file_id, 'alt', t.alt, 'renditions', f.renditions) ORDER BY t.position, t.id)
     FROM picture t JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
     WHERE t.cooperative_id = p.cooperative_id AND t.product_id = p.id) AS pictures
FROM product p JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id AND s.state = 'open'
LEFT JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
WHERE p.cooperative_id = $1 AND p.slug = $2 AND p.state = 'published'"""
_RANKED = f"""{_CARDS}, l.rank FROM (SELECT l.*, (ts_rank('{{0.05,0.15,0.4,1}}', l.words, $2::text::tsquery) * 1000000)::bigint AS rank
    FROM listing l WHERE l.cooperative_id = $1 AND l.words @@ $2::text::tsquery LIMIT 1000) l ORDER BY l.rank DESC, l.product_id DESC LIMIT 25"""
_FACETS = """WITH base AS MATERIALIZED (SELECT l.category_slug, l.stall_slug, l.tags FROM listing l
    WHERE l.cooperative_id = $1 AND l.words @@ $2::text::tsquery LIMIT 1001),
counted AS (
    (SELECT 'category' AS facet, category_slug AS value, count(*) AS listings FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 40)
    UNION ALL (SELECT 'stall', stall_slug, count(*) FROM base GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 40)
    UNION ALL (SELECT 'tag', t.tag, count(*) FROM base b CROSS JOIN LATERAL unnest(b.tags) AS t (tag) GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT 40)
    UNION ALL SELECT 'all', '', count(*) FROM base)
SELECT c.facet, c.value, f.label, c.listings FROM counted c
LEFT JOIN facet_count f ON f.cooperative_id = $1 AND f.facet = c.facet AND f.value = c.value"""
_VARIANT = """SELECT v.step, v.least, v.most, v.price_minor, p.title, (SELECT c.id FROM cart c WHERE c.token_hash = $3 AND c.person_id IS NULL) AS cart_id
FROM variant v JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id AND p.state = 'published'
JOIN stall st ON st.cooperative_id = p.cooperative_id AND st.id = p.stall_id AND st.state = 'open'
WHERE v.cooperative_id = $1 AND v.id = $2 AND v.state = 'offered'"""
_OPEN_CART = "INSERT INTO cart (id, token_hash, created_at, touched_at) VALUES ($1, $2, $3, $3)"
_ADD_LINE = """INSERT INTO cart_line (id, cart_id, cooperative_id, variant_id, quantity, seen_price_minor, seen_title, added_at)
VALUES ($1, $2, $3, $4, 1, $5, $6, $7) ON CONFLICT (cart_id, cooperative_id, variant_id)
DO UPDATE SET quantity = cart_line.quantity + 1 RETURNING id, quantity"""
_LINES = """SELECT c.id AS cart_id, l.variant_id, l.quantity, v.product_id, v.stock_item_id, v.title AS variant_title, v.sku, v.unit, v.draws, v.price_minor,
    v.price_per, v.currency, p.title, p.tax_bps, st.id AS stall_id, st.name AS stall_name, i.counted
FROM cart c JOIN cart_line l ON l.cart_id = c.id AND l.cooperative_id = $1
JOIN variant v ON v.cooperative_id = $1 AND v.id = l.variant_id AND v.state = 'offered'
JOIN product p ON p.cooperative_id = $1 AND p.id = v.product_id AND p.state = 'published'
JOIN stall st ON st.cooperative_id = $1 AND st.id = p.stall_id AND st.state = 'open'
JOIN stock_item i ON i.cooperative_id = $1 AND i.id = v.stock_item_id
WHERE c.token_hash = $2 AND c.person_id IS NULL ORDER BY l.added_at, l.id"""
_CHECKOUT = """INSERT INTO checkout (cooperative_id, id, cart_id, visitor_hash, state, currency, started_at, expires_at)
VALUES ($1, $2, $3, $4, 'open', $5, $6, $7)
ON CONFLICT (cooperative_id, cart_id, currency, cycle_id) WHERE state = 'open' DO UPDATE SET expires_at = excluded.expires_at RETURNING id"""
_HOLD = """WITH wish AS (SELECT * FROM unnest($2::uuid[], $3::bigint[]) AS w (id, wanted)),
locked AS (SELECT s.id FROM stock_item s WHERE s.cooperative_id = $1 AND s.id = ANY($2) ORDER BY s.id FOR NO KEY UPDATE)
UPDATE stock_item s SET held = s.held + w.wanted FROM wish w, locked l WHERE s.cooperative_id = $1 AND s.id = w.id AND l.id = s.id
AND s.on_hand - s.held >= w.wanted RETURNING s.id"""
_RESERVE = """INSERT INTO reservation (cooperative_id, id, checkout_id, stock_item_id, quantity, state)
SELECT $1, w.id, $2, w.item, w.number, 'held' FROM unnest($3::uuid[], $4::uuid[], $5::bigint[]) AS w (id, item, number)"""
_LOCK_CHECKOUT = (
    "SELECT id, expires_at FROM checkout WHERE cooperative_id = $1 AND cart_id = $2 AND state = 'open' FOR UPDATE"
)
_POINT = "SELECT name, address, directions, hours FROM pickup_point WHERE cooperative_id = $1 AND id = $2 AND state = 'open' AND takes_cash"
_RULES = """SELECT DISTINCT ON (key) key, id, value FROM rule_version WHERE cooperative_id = $1 AND effective_at <= $2
AND key = ANY('{market.fee_bps,market.fee_tax_bps}') ORDER BY key, effective_at DESC, id DESC"""
_SELL = """WITH taken AS (UPDATE reservation SET state = 'taken' WHERE cooperative_id = $1 AND checkout_id = $2 AND state = 'held'
    RETURNING stock_item_id, quantity),
locked AS (SELECT s.id FROM stock_item s WHERE s.cooperative_id = $1 AND s.id IN (SELECT stock_item_id FROM taken) ORDER BY s.id FOR NO KEY UPDATE)
UPDATE stock_item s SET held = s.held - t.quantity, on_hand = s.on_hand - t.quantity FROM taken t, locked l
WHERE s.cooperative_id = $1 AND s.id = t.stock_item_id AND l.id = s.id"""
_ORDER = """WITH counted AS (INSERT INTO order_number (cooperative_id, id, last) VALUES ($1, $1, 1)
    ON CONFLICT (cooperative_id, id) DO UPDATE SET last = order_number.last + 1 RETURNING last)
INSERT INTO sale_order (cooperative_id, id, number, checkout_id, visitor_hash, contact, language, fulfilment, pickup_point_id, place, payment_method,
    state, currency, goods_minor, delivery_minor, total_minor, tax_minor, placed_at, settled_at)
SELECT $1, $2, counted.last, $3, $4, $5, 'en', 'pickup', $6, $7, 'pickup', 'placed', 'EUR', $8, 0, $8, $9, $10, $10 FROM counted RETURNING number"""
_PARTS = """INSERT INTO seller_order (cooperative_id, id, order_id, stall_id, position, stall_name, state, currency, total_minor, tax_minor, fee_minor,
    fee_tax_minor, earning_minor) SELECT $1, w.id, $2, w.stall, w.place, w.name, 'to_prepare', 'EUR', w.total, w.tax, w.fee, w.fee_tax, w.earning
FROM unnest($3::uuid[], $4::uuid[], $5::int[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[])
    AS w (id, stall, place, name, total, tax, fee, fee_tax, earning)"""
_ORDER_LINES = """INSERT INTO order_line (cooperative_id, id, seller_order_id, position, product_id, variant_id, stock_item_id, title, variant_title, sku, unit,
    quantity, draws, counted, price_minor, price_per, currency, total_minor, tax_bps, tax_minor, fee_bps, fee_minor, fee_tax_bps, fee_tax_minor,
    earning_minor, fee_version_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26)"""
_PAYMENT = """WITH made AS (INSERT INTO payment (cooperative_id, id, order_id, method, state, currency, amount_minor, reference, created_at)
    VALUES ($1, $2, $3, 'pickup', 'open', 'EUR', $4, $5, $6))
INSERT INTO portion (cooperative_id, id, payment_id, seller_order_id, authorised_minor, captured_minor, refunded_minor)
SELECT $1, w.id, $2, w.part, w.total, 0, 0 FROM unnest($7::uuid[], $8::uuid[], $9::bigint[]) AS w (id, part, total)"""
_CLOSE = """WITH placed AS (UPDATE checkout SET state = 'placed' WHERE cooperative_id = $1 AND id = $2)
DELETE FROM cart_line WHERE cart_id = $3 AND cooperative_id = $1 AND variant_id = ANY($4)"""
_ONCE = """INSERT INTO idempotency (realm, actor, command, key, input_hash, result, created_at) VALUES ($1, $2, 'place_order', $3, $4, $5, $6)
ON CONFLICT DO NOTHING RETURNING true"""
_ANNOUNCE = """INSERT INTO outbox (id, cooperative_id, name, payload, occurred_at)
SELECT w.id, $1, w.name, $4, $5 FROM unnest($2::uuid[], $3::text[]) AS w (id, name)"""


def _said(text: dict[str, str] | None) -> str:
    return (text.get("en") or next(iter(text.values()), "")) if text else ""


def _money(minor: int, currency: str) -> dict[str, Any]:
    return {"minor": minor, "currency": currency, "decimal": f"{minor // 100}.{minor % 100:02}"}


def _cards(rows: list[asyncpg.Record], mark: str) -> dict[str, Any]:
    nodes = [
        {
            "id": ids.encode("prod", row["product_id"]), "slug": row["slug"], "title": _said(row["title"]), "summary": _said(row["summary"]),
            "price": _money(row["price_minor"], row["currency"]), "pricePer": {"base": row["price_per"], "unit": row["unit"]},
            "priceVaries": row["price_varies"], "stockBand": row["stock_band"], "tags": row["tags"],
            "stall": {"slug": row["stall_slug"], "name": _said(row["stall_name"]), "place": row["place"]},
            "picture": row["picture"] and {
                "alt": _said(row["picture"]["alt"]),
                "sizes": [{"width": width, "height": height, "address": address} for width, height, address in row["picture"]["sizes"]],
            },
        }
        for row in rows[:24]
    ]  # fmt: skip
    last = rows[min(len(rows), 24) - 1] if rows else None
    return {
        "nodes": nodes,
        "pageInfo": {"hasNextPage": len(rows) > 24, "endCursor": last and f"{last[mark]}.{last['product_id']}"},
    }


class Limit:
    """Eight answers, by hand."""

    def __init__(self, pool: asyncpg.Pool, cooperative_id: UUID) -> None:
        self._pool, self._here, self._scope = pool, cooperative_id, str(cooperative_id)
        self.answers: dict[str, Callable[[dict[str, Any], bytes], Awaitable[Any]]] = {
            "/w1": self.cards, "/w2": self.product, "/w3": self.search, "/w4": self.add, "/start": self.start, "/place": self.place,
            "/cast": self.cast, "/w8": self.works, "/w9": self.work,
        }  # fmt: skip

    @asynccontextmanager
    async def _unit(self, begin: str, end: str, visitor: bytes = b"") -> AsyncIterator[tuple[asyncpg.Connection, Any]]:
        async with self._pool.acquire() as conn:
            await conn.execute(begin)
            try:
                row = await conn.fetchrow(_ENTER, self._scope, visitor.hex())
                yield conn, row[3]
            except BaseException:
                await conn.execute("ROLLBACK")
                raise
            await conn.execute(end)

    def _read(self) -> Any:
        return self._unit("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", "ROLLBACK")

    async def cards(self, wish: dict[str, Any], _: bytes) -> Any:
        """W1."""
        async with self._read() as (conn, _now):
            rows = await conn.fetch(_NEWEST, self._here, wish["first"] + 1)
        return _cards(rows, "published_at")

    async def product(self, wish: dict[str, Any], _: bytes) -> Any:
        """W2."""
        async with self._read() as (conn, _now):
            row = await conn.fetchrow(_PRODUCT, self._here, wish["slug"])
        slug = row["slug"]
        return {
            "id": ids.encode("prod", row["id"]), "slug": slug, "title": _said(row["title"]), "description": _said(row["description"]),
            "provenance": _said(row["provenance"]), "materials": _said(row["materials"]), "care": _said(row["care"]), "tags": row["tags"],
            "taxBps": row["tax_bps"], "category": {"slug": row["category_slug"], "name": _said(row["category_name"])},
            "stall": {
                "slug": row["stall_slug"], "name": _said(row["stall_name"]), "place": row["place"], "story": _said(row["story"]),
                "contact": row["contact"],
            },
            "variants": [
                {
                    "id": ids.encode("var", UUID(one["id"])), "title": _said(one["title"]), "unit": one["unit"], "step": one["step"],
                    "least": one["least"], "most": one["most"], "price": _money(one["price_minor"], one["currency"]),
                    "pricePer": {"base": one["price_per"], "unit": one["unit"]},
                    "stockBand": "plenty" if one["left"] is None or one["left"] >= 5 * one["least"] else "few",
                }
                for one in row["variants"]
            ],
            "pictures": [
                {
                    "alt": _said(one["alt"]),
                    "sizes": [
                        {"width": size["width"], "height": size["height"], "address": f"/c/bench/files/{one['file']}/{size['width']}"}
                        for size in one["renditions"]
                    ],
                }
                for one in row["pictures"] or ()
            ],
        }  # fmt: skip

    async def search(self, wish: dict[str, Any], _: bytes) -> Any:
        """W3."""
        words = " & ".join(f"'{word}'" for word in wish["text"].lower().split())
        async with self._read() as (conn, _now):
            rows = await conn.fetch(_RANKED, self._here, words)
            counted = await conn.fetch(_FACETS, self._here, words)
        found: dict[str, list[Any]] = {"category": [], "stall": [], "tag": [], "all": []}
        for row in counted:
            found[row["facet"]].append(
                {"value": row["value"], "label": _said(row["label"]), "listings": row["listings"]}
            )
        total = found["all"][0]["listings"]
        facets = {
            "total": min(total, 1000),
            "more": total > 1000,
            "categories": found["category"],
            "stalls": found["stall"],
            "tags": found["tag"],
        }
        return {"facets": facets, **_cards(rows, "rank")}

    async def add(self, wish: dict[str, Any], visitor: bytes) -> Any:
        """W4."""
        variant_id = UUID(wish["variant"])
        async with self._unit("BEGIN", "COMMIT", visitor) as (conn, now):
            row = await conn.fetchrow(_VARIANT, self._here, variant_id, visitor)
            cart_id = row["cart_id"]
            if cart_id is None:
                cart_id = ids.new()
                await conn.execute(_OPEN_CART, cart_id, visitor, now)
            title = _said(row["title"])
            line = await conn.fetchrow(
                _ADD_LINE, ids.new(), cart_id, self._here, variant_id, row["price_minor"], title, now
            )
        return {
            "__typename": "AddedToCart",
            "lineId": ids.encode("cline", line["id"]),
            "quantity": {"base": line["quantity"]},
        }

    async def cast(self, wish: dict[str, Any], session: bytes) -> Any:
        """W6. The token that came is a session's."""
        async with self._unit("BEGIN", "COMMIT") as (conn, now):
            return await voting.by_hand(conn, self._here, session, wish, now)

    async def works(self, wish: dict[str, Any], _: bytes) -> Any:
        """W8."""
        async with self._read() as (conn, _now):
            return await works.search_by_hand(conn, self._here, wish)

    async def work(self, wish: dict[str, Any], _: bytes) -> Any:
        """W9."""
        async with self._read() as (conn, _now):
            return await works.page_by_hand(conn, self._here, wish)

    async def start(self, _: dict[str, Any], visitor: bytes) -> Any:
        """W5, the third request."""
        async with self._unit("BEGIN", "COMMIT", visitor) as (conn, now):
            lines = await conn.fetch(_LINES, self._here, visitor)
            until = now + timedelta(minutes=10)
            checkout_id = await conn.fetchval(
                _CHECKOUT, self._here, ids.new(), lines[0]["cart_id"], visitor, lines[0]["currency"], now, until
            )
            items = [line["stock_item_id"] for line in lines]
            wanted = [line["quantity"] * line["draws"] for line in lines]
            held = await conn.fetch(_HOLD, self._here, items, wanted)
            assert len(held) == len(items)
            await conn.execute(_RESERVE, self._here, checkout_id, [ids.new() for _ in items], items, wanted)
        return {"__typename": "CheckoutStarted", "id": ids.encode("checkout", checkout_id), "heldUntil": until}

    async def place(self, wish: dict[str, Any], visitor: bytes) -> Any:
        """W5, the last request: the same rows as ours, in as few statements as tell them apart."""
        async with self._unit("BEGIN", "COMMIT", visitor) as (conn, now):
            order_id, here = ids.new(), self._here
            once = await conn.fetchval(
                _ONCE, self._scope, f"visitor:{visitor.hex()}", wish["key"], hashlib.sha256(orjson.dumps(wish)).digest(),
                {"order_id": str(order_id), "attempt_id": None}, now,
            )  # fmt: skip
            assert once
            point_id = UUID(wish["point"])
            point = await conn.fetchrow(_POINT, here, point_id)
            lines = await conn.fetch(_LINES, here, visitor)
            checkout = await conn.fetchrow(_LOCK_CHECKOUT, here, lines[0]["cart_id"])
            rules = {row["key"]: row for row in await conn.fetch(_RULES, here, now)}
            fee_bps, fee_tax_bps = rules["market.fee_bps"]["value"], rules["market.fee_tax_bps"]["value"]
            parts: dict[UUID, list[Any]] = {}
            written = []
            for line in lines:
                total = line["price_minor"] * line["quantity"] // line["price_per"]
                tax = share_half_up(total, line["tax_bps"], 10_000 + line["tax_bps"])
                fee = share_half_up(total - tax, fee_bps, 10_000)
                fee_tax = share_half_up(fee, fee_tax_bps, 10_000)
                earning = total - tax - fee - fee_tax
                part = parts.setdefault(line["stall_id"], [ids.new(), _said(line["stall_name"]), 0, 0, 0, 0, 0, 0])
                for place, amount in enumerate((total, tax, fee, fee_tax, earning), start=2):
                    part[place] += amount
                written.append((
                    here, ids.new(), part[0], part[7], line["product_id"], line["variant_id"], line["stock_item_id"], _said(line["title"]),
                    _said(line["variant_title"]), line["sku"], line["unit"], line["quantity"], line["draws"], line["counted"], line["price_minor"],
                    line["price_per"], line["currency"], total, line["tax_bps"], tax, fee_bps, fee, fee_tax_bps, fee_tax, earning,
                    rules["market.fee_bps"]["id"],
                ))  # fmt: skip
                part[7] += 1
            sums = [list(column) for column in zip(*parts.values(), strict=True)]
            goods = sum(sums[2])
            assert goods == wish["total"]
            where = {
                "name": point["name"],
                "address": point["address"],
                "directions": point["directions"],
                "hours": point["hours"],
            }
            await conn.execute(_SELL, here, checkout["id"])
            number = await conn.fetchval(
                _ORDER,
                here,
                order_id,
                checkout["id"],
                visitor,
                wish["contact"],
                point_id,
                where,
                goods,
                sum(sums[3]),
                now,
            )
            await conn.execute(_PARTS, here, order_id, sums[0], list(parts), list(range(len(parts))), *sums[1:7])
            await conn.executemany(_ORDER_LINES, written)
            payment_id = ids.new()
            await conn.execute(
                _PAYMENT,
                here,
                payment_id,
                order_id,
                goods,
                order_id.hex[-8:],
                now,
                [ids.new() for _ in parts],
                sums[0],
                sums[2],
            )
            await conn.execute(
                _CLOSE, here, checkout["id"], lines[0]["cart_id"], [line["variant_id"] for line in lines]
            )
            await conn.execute(
                _ANNOUNCE,
                here,
                [ids.new(), ids.new()],
                ["OrderPlaced", "OrderConfirmed"],
                {"order_id": str(order_id)},
                now,
            )
        told = {"id": ids.encode("order", order_id), "number": number, "state": "PLACED", "total": {"minor": goods}}
        return {"__typename": "PlacedOrder", "order": told}


class Application:
    """The bare ASGI application."""

    def __init__(self) -> None:
        self._database: Database | None = None
        self._limit: Limit | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        assert self._limit is not None
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        token = next((value for name, value in scope["headers"] if name == b"minga-cart"), b"")
        visitor = hashlib.sha256(token).digest() if token else b""
        try:
            told = orjson.dumps(
                {"data": await self._limit.answers[scope["path"]](orjson.loads(body or b"{}"), visitor)}
            )
            status = 200
        except Exception as problem:  # noqa: BLE001 - told to the load generator, which does not count it
            told, status = orjson.dumps({"errors": f"{type(problem).__name__}: {problem}"}), 500
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(told)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": told})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                self._database = await Database.connect(os.environ["DATABASE_URL"], application="minga limit")
                self._limit = Limit(self._database.pool, UUID(os.environ["MINGA_BENCH_COOPERATIVE"]))
                await send({"type": "lifespan.startup.complete"})
            else:
                if self._database is not None:
                    await asyncio.wait_for(self._database.close(), 5)
                await send({"type": "lifespan.shutdown.complete"})
                return


def application() -> Application:
    """For the server program."""
    return Application()


if __name__ == "__main__":
    from minga_infra.serving import serve_many

    serve_many("127.0.0.1", int(sys.argv[1]), 1, application="minga_infra.bench.limit:application")
