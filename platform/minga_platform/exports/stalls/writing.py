"""A stall's archive is written: row by row from the tables, picture by picture from the store, never held as a whole."""

import io
import tempfile
import zipfile
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import IO, Any
from uuid import UUID

import orjson

from minga_platform.exports.stalls import form
from minga_platform.kernel import ids
from minga_platform.kernel.files import FileMissing, FileStore
from minga_platform.kernel.locale import Text
from minga_platform.kernel.work import Work
from minga_platform.market.catalog import names
from minga_platform.market.payments import queries as payments
from minga_platform.market.statements import naming

_AT_ONCE = 200
_LINES_IN_MEMORY = 1024 * 1024

_STALL = """SELECT s.id, s.slug, s.name, s.story, s.place, s.contact, s.trader_kind, s.trader, s.state, s.opened_at,
    c.slug AS cooperative_slug, c.name AS cooperative_name, c.currency, c.language, c.country,
    p.renditions AS picture, b.renditions AS banner, s.picture_file_id, s.banner_file_id,
    (SELECT jsonb_build_object('per_week', m.per_week, 'not_before', m.not_before) FROM making_capacity m
        WHERE m.cooperative_id = s.cooperative_id AND m.stall_id = s.id AND m.product_id IS NULL AND m.is_counted) AS making,
    ARRAY(SELECT DISTINCT t FROM product g, unnest(g.tags) t WHERE g.cooperative_id = s.cooperative_id AND g.stall_id = s.id
        ORDER BY t) AS tags
FROM stall s JOIN cooperative c ON c.id = s.cooperative_id
LEFT JOIN file p ON p.cooperative_id = s.cooperative_id AND p.id = s.picture_file_id
LEFT JOIN file b ON b.cooperative_id = s.cooperative_id AND b.id = s.banner_file_id
WHERE s.cooperative_id = $1 AND s.id = $2"""

_SHELVES = """SELECT k.slug, k.name, k.law_profile FROM category k WHERE k.cooperative_id = $1 AND EXISTS (
    SELECT FROM product p WHERE p.cooperative_id = k.cooperative_id AND p.category_id = k.id AND p.stall_id = $2)
ORDER BY k.position, k.slug"""

_PRODUCTS = """SELECT p.*, k.slug AS category_slug, k.name AS category_name,
    (SELECT jsonb_build_object('per_week', m.per_week, 'not_before', m.not_before) FROM making_capacity m
        WHERE m.cooperative_id = p.cooperative_id AND m.product_id = p.id AND m.is_counted) AS making,
    ARRAY(SELECT jsonb_build_object('id', v.id, 'title', v.title, 'options', v.options, 'sku', v.sku, 'unit', v.unit, 'step', v.step,
            'least', v.least, 'most', v.most, 'price_minor', v.price_minor, 'currency', v.currency, 'price_per', v.price_per,
            'content_base', v.content_base, 'content_unit', v.content_unit, 'weighed', v.weighed, 'in_pieces', v.in_pieces,
            'container', n.name, 'deposit_minor', n.deposit_minor, 'deposit_currency', n.currency, 'holds', v.container_holds,
            'state', v.state, 'stock_id', i.id, 'stock_name', i.name, 'counted', i.counted, 'on_hand', i.on_hand,
            'held', i.held, 'draws', v.draws)
        FROM variant v JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
        LEFT JOIN container n ON n.cooperative_id = v.cooperative_id AND n.id = v.container_id
        WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id ORDER BY v.position, v.id) AS variants,
    ARRAY(SELECT jsonb_build_object('id', t.id, 'alt', t.alt, 'focus_x', t.focus_x, 'focus_y', t.focus_y, 'renditions', f.renditions)
        FROM picture t JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
        WHERE t.cooperative_id = p.cooperative_id AND t.product_id = p.id ORDER BY t.position, t.id) AS pictures
FROM product p LEFT JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
WHERE p.cooperative_id = $1 AND p.stall_id = $2 ORDER BY p.created_at, p.id"""

_ORDERS = """SELECT s.id AS part_id, o.number AS order_number, o.placed_at, s.state, o.contact ->> 'name' AS buyer_name,
    o.payment_method, o.fulfilment, s.currency, s.total_minor, s.tax_minor, s.fee_minor, s.fee_tax_minor, s.royalty_minor,
    s.deposit_minor, s.earning_minor, s.ready_at, s.handed_over_at, s.cancelled_at, s.payable_at,
    ARRAY(SELECT jsonb_build_object('product_id', l.product_id, 'title', l.title, 'variant_title', l.variant_title, 'sku', l.sku,
            'unit', l.unit, 'quantity', l.quantity, 'price_minor', l.price_minor, 'price_per', l.price_per,
            'total_minor', l.total_minor, 'discount_minor', l.discount_minor, 'tax_bps', l.tax_bps, 'tax_minor', l.tax_minor,
            'fee_bps', l.fee_bps, 'fee_minor', l.fee_minor, 'fee_tax_minor', l.fee_tax_minor, 'royalty_minor', l.royalty_minor,
            'deposit_minor', l.deposit_minor, 'earning_minor', l.earning_minor, 'refunded_minor', l.refunded_minor)
        FROM order_line l WHERE l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id ORDER BY l.position) AS lines
FROM seller_order s JOIN sale_order o ON o.cooperative_id = s.cooperative_id AND o.id = s.order_id
WHERE s.cooperative_id = $1 AND s.stall_id = $2 AND s.state <> 'waiting' ORDER BY o.number, s.id"""

_REVIEWS = """SELECT r.product_id, p.title AS product_title, r.stars, r.words, r.language, r.shown_name, r.written_at, r.edited_at,
    y.words AS reply, y.at AS replied_at
FROM review r JOIN product p ON p.cooperative_id = r.cooperative_id AND p.id = r.product_id
LEFT JOIN review_reply y ON y.cooperative_id = r.cooperative_id AND y.review_id = r.id
WHERE r.cooperative_id = $1 AND r.stall_id = $2 AND r.hidden_at IS NULL ORDER BY r.id"""

_AS_THEY_ARE = (
    "title", "description", "provenance", "materials", "care", "warnings", "tags", "tax_bps", "option_names", "lead_days",
    "no_withdrawal", "is_one_off", "sold_at", "allergens", "allergens_known", "origin_country", "maker", "responsible",
    "dimensions", "season_months", "only_in_cycles", "created_at", "published_at",
)  # fmt: skip


async def write(work: Work, stall_id: UUID, file: IO[bytes], store: FileStore | None) -> int:
    """The whole archive into `file`, for a caller that has settled who may have it; how many rows it tells.

    The tables are read in the unit's one snapshot; what a picture holds never changes under its hash.
    """
    stall = await work.row(_STALL, work.cooperative_id, stall_id)
    assert stall is not None, "what was asked for names a stall that there is"
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
        tempfile.SpooledTemporaryFile(max_size=_LINES_IN_MEMORY, mode="w+") as wanted,
    ):
        archive.writestr(form.README_NAME, _readme(stall, work.now))
        rows = await _write_stall(work, stall, archive, wanted)
        rows += await _list(archive, form.ORDERS, (_order(row) async for row in _rows(work, _ORDERS, stall_id)))
        rows += await _list(archive, form.REVIEWS, (_review(row) async for row in _rows(work, _REVIEWS, stall_id)))
        rows += await _write_money(work, stall_id, archive)
        wanted.seek(0)
        if store is not None:
            await _write_pictures(store, archive, wanted)
    return rows


def _readme(stall: Mapping[str, Any], now: datetime) -> str:
    return form.README.format(
        stall=Text.stored(stall["name"]).read(stall["language"]),
        cooperative=Text.stored(stall["cooperative_name"]).read(stall["language"]),
        made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
        format=form.FORMAT,
        version=form.VERSION,
    )


async def _rows(work: Work, statement: str, stall_id: UUID) -> AsyncIterator[Any]:
    async for row in work.conn.cursor(statement, work.cooperative_id, stall_id, prefetch=_AT_ONCE):
        yield row


async def _write_stall(work: Work, stall: Mapping[str, Any], archive: zipfile.ZipFile, wanted: IO[str]) -> int:
    number = 0
    head = {
        "format": form.FORMAT,
        "version": form.VERSION,
        "made_at": work.now,
        "cooperative": {
            "slug": stall["cooperative_slug"],
            "name": stall["cooperative_name"],
            "currency": stall["currency"],
            "language": stall["language"],
            "country": stall["country"],
        },
        "stall": {
            "id": ids.encode(names.STALL, stall["id"]),
            **{name: stall[name] for name in ("slug", "name", "story", "place", "contact", "state", "opened_at")},
            "trader": {"kind": stall["trader_kind"], **stall["trader"]},
            "made_a_week": stall["making"],
            "picture": _kept(stall["picture"], f"{form.PICTURES}stall.webp", wanted),
            "banner": _kept(stall["banner"], f"{form.PICTURES}banner.webp", wanted),
        },
        "shelves": [dict(row) for row in await work.rows(_SHELVES, work.cooperative_id, stall["id"])],
        "tags": stall["tags"],
    }
    with archive.open(form.STALL, "w", force_zip64=True) as out:
        out.write(_json(head)[:-1] + b',"products":[')
        async for row in _rows(work, _PRODUCTS, stall["id"]):
            out.write((b",\n" if number else b"\n") + _json(_product(row, wanted)))
            number += 1
        out.write(b"\n]}\n")
    return number


def _product(row: Mapping[str, Any], wanted: IO[str]) -> dict[str, Any]:
    return {
        "id": ids.encode(names.PRODUCT, row["id"]),
        "came_from": row["import_handle"] if row["import_source"] == form.SOURCE else None,
        "slug": row["slug"],
        "state": row["state"],
        **{name: row[name] for name in _AS_THEY_ARE},
        "category": {"slug": row["category_slug"], "name": row["category_name"]} if row["category_slug"] else None,
        "made_a_week": row["making"],
        "made_from_commons": row["asks_commons"],
        "variants": [_variant(one) for one in row["variants"]],
        "pictures": [_picture(one, wanted) for one in row["pictures"]],
    }


def _variant(one: Mapping[str, Any]) -> dict[str, Any]:
    content, container = None, None
    if one["content_base"] is not None:
        content = {"quantity": one["content_base"], "unit": one["content_unit"]}
    if one["container"] is not None:
        deposit = {"minor": one["deposit_minor"], "currency": one["deposit_currency"]}
        container = {"name": one["container"], "deposit": deposit, "holds": one["holds"]}
    return {
        "id": ids.encode(names.VARIANT, UUID(one["id"])),
        **{
            name: one[name]
            for name in ("title", "options", "sku", "unit", "step", "least", "most", "weighed", "in_pieces", "state")
        },
        "price": {"minor": one["price_minor"], "currency": one["currency"]},
        "price_per": one["price_per"],
        "content": content,
        "container": container,
        "stock": {
            "id": ids.encode(names.STOCK_ITEM, UUID(one["stock_id"])),
            "name": one["stock_name"],
            "counted": one["counted"],
            "on_hand": one["on_hand"],
            "promised": one["held"],
            "draws": one["draws"],
        },
    }


def _picture(one: Mapping[str, Any], wanted: IO[str]) -> dict[str, Any]:
    outside = ids.encode(names.PICTURE, UUID(one["id"]))
    return {
        "id": outside,
        "file": _kept(one["renditions"], f"{form.PICTURES}{outside}.webp", wanted),
        "alt": one["alt"],
        "focus": [one["focus_x"], one["focus_y"]],
    }


def _kept(renditions: Any, name: str, wanted: IO[str]) -> str | None:
    """The entry of a picture's largest rendition, which is what is kept of it; noted for when the tables are done."""
    if not renditions:
        return None
    wanted.write(f"{renditions[-1]['sha256']} {name}\n")
    return name


def _order(row: Mapping[str, Any]) -> dict[str, Any]:
    told = dict(row)
    told["part_id"] = ids.encode("part", row["part_id"])
    told["lines"] = [
        {**line, "product_id": ids.encode(names.PRODUCT, UUID(line["product_id"]))} for line in row["lines"]
    ]
    return told


def _review(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "product_id": ids.encode(names.PRODUCT, row["product_id"])}


async def _write_money(work: Work, stall_id: UUID, archive: zipfile.ZipFile) -> int:
    """`earnings` as the stall's own page tells them, and `payouts` with the account's last four digits and no more."""
    with archive.open(form.MONEY, "w", force_zip64=True) as out:
        out.write(b'{"earnings":[')
        earned = await _items(out, (_earning(one) async for one in _earnings(work, stall_id)))
        out.write(b'\n],"payouts":[')
        paid = await _items(out, (_payout(one) async for one in _payouts(work, stall_id)))
        out.write(b"\n]}\n")
    return earned + paid


async def _earnings(work: Work, stall_id: UUID) -> AsyncIterator[payments.Earning]:
    before: UUID | None = None
    while True:
        # One more than asked for says that there are more.
        page = await payments.earnings(work, stall_id, before=before, first=_AT_ONCE)
        for one in page[:_AT_ONCE]:
            yield one
        if len(page) <= _AT_ONCE:
            return
        before = page[_AT_ONCE - 1].seller_order_id


async def _payouts(work: Work, stall_id: UUID) -> AsyncIterator[payments.PayoutRow]:
    before: UUID | None = None
    while True:
        page = await payments.payouts(work, stall_id=stall_id, state=None, before=before, first=_AT_ONCE)
        for one in page[:_AT_ONCE]:
            yield one
        if len(page) <= _AT_ONCE:
            return
        before = page[_AT_ONCE - 1].id


def _earning(one: payments.Earning) -> dict[str, Any]:
    return {
        "part_id": ids.encode("part", one.seller_order_id),
        **{
            name: getattr(one, name)
            for name in (
                "order_number", "placed_at", "currency", "total_minor", "tax_minor", "fee_minor", "fee_tax_minor",
                "royalty_minor", "earning_minor", "refunded_minor", "standing", "hold_until",
            )
        },
        "payout_id": None if one.payout_id is None else ids.encode("payout", one.payout_id),
    }  # fmt: skip


def _payout(one: payments.PayoutRow) -> dict[str, Any]:
    return {
        "id": ids.encode("payout", one.id),
        "reference": naming.of_payout(one.id, one.channel, one.provider_transfer),
        "batch_id": None if one.batch_id is None else ids.encode("batch", one.batch_id),
        "till": one.till_name,
        **{
            name: getattr(one, name)
            for name in (
                "channel", "state", "onward", "failure", "currency", "amount_minor", "netted_minor", "returned_minor",
                "brought_minor", "carried_minor", "reversed_minor", "created_at", "paid_at", "bank_holder", "bank_last_four",
            )
        },
    }  # fmt: skip


async def _list(archive: zipfile.ZipFile, name: str, items: AsyncIterator[dict[str, Any]]) -> int:
    with archive.open(name, "w", force_zip64=True) as out:
        out.write(b"[")
        number = await _items(out, items)
        out.write(b"\n]\n")
    return number


async def _items(out: IO[bytes], items: AsyncIterator[dict[str, Any]]) -> int:
    number = 0
    async for item in items:
        out.write((b",\n" if number else b"\n") + _json(item))
        number += 1
    return number


async def _write_pictures(store: FileStore, archive: zipfile.ZipFile, wanted: Iterable[str]) -> None:
    """Each as it is kept, unpacked: WebP does not get smaller. One that the store has lost is missing, and nothing else is."""
    for line in wanted:
        sha256, _, name = line.rstrip("\n").partition(" ")
        size = await store.size(sha256)
        if size is None:
            continue
        entry = zipfile.ZipInfo(name)
        with io.BytesIO() as whole:
            try:
                async for piece in store.get(sha256):
                    whole.write(piece)
            except FileMissing:
                continue
            archive.writestr(entry, whole.getvalue(), zipfile.ZIP_STORED)


def _json(value: Any) -> bytes:
    return orjson.dumps(value, default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
