"""One product with all that belongs to it, one stall, the shelves; for everybody, and for those who keep a stall."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg

from minga_platform.kernel.viewer import Viewer
from minga_platform.kernel.work import Work
from minga_platform.market.catalog.bands import BAND_NAMES, VARIANT_BAND
from minga_platform.market.law.prices import REDUCED_FROM
from minga_platform.membership import access

# jsonb aggregates keep a product to one statement, however many forms and pictures it has. What stands between « and » is read where
# somebody asks for it; « a | b » reads b where nobody does.
_PRODUCT = f"""SELECT p.*, c.slug AS cooperative_slug, s.slug AS stall_slug, s.name AS stall_name, s.place, s.story AS stall_story,
    s.contact AS stall_contact, s.trader_kind, s.trader, s.state AS stall_state, s.picture_file_id AS stall_picture_file_id, sf.renditions AS stall_renditions,
    s.banner_file_id AS stall_banner_file_id, «sb.renditions|NULL::jsonb» AS stall_banner_renditions,
    «coalesce(sn.listings, 0)|0» AS stall_listings,
    coalesce(k.slug, '') AS category_slug, coalesce(k.name, '{{}}'::jsonb) AS category_name, k.law_profile,
    coalesce(forms.list, '[]'::jsonb) AS variants, coalesce(pictures.list, '[]'::jsonb) AS pictures
FROM product p
JOIN cooperative c ON c.id = p.cooperative_id
JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
LEFT JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
LEFT JOIN file sf ON sf.cooperative_id = s.cooperative_id AND sf.id = s.picture_file_id AND sf.public
«LEFT JOIN file sb ON sb.cooperative_id = s.cooperative_id AND sb.id = s.banner_file_id AND sb.public
LEFT JOIN facet_count sn ON sn.cooperative_id = s.cooperative_id AND sn.facet = 'stall' AND sn.value = s.slug»
LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object(
        'id', v.id, 'sku', v.sku, 'title', v.title, 'options', v.options, 'unit', v.unit, 'step', v.step, 'least', v.least,
        'most', v.most, 'price_minor', v.price_minor, 'currency', v.currency, 'price_per', v.price_per, 'draws', v.draws,
        'state', v.state, 'version', v.version, 'stock_item_id', v.stock_item_id, 'counted', i.counted,
        'content_base', v.content_base, 'content_unit', v.content_unit, 'reduced_from', «{REDUCED_FROM}|NULL»,
        'on_hand', i.on_hand, 'held', i.held, 'position', v.position, 'imported', v.imported,
        'weighed', v.weighed, 'in_pieces', v.in_pieces, 'container_id', v.container_id, 'container_holds', v.container_holds,
        'container_name', «n.name|NULL», 'deposit_minor', «n.deposit_minor|NULL»,
        'grants_licence', v.grants_licence,
        'harvested_on', «(SELECT max(o.harvested_on) FROM lot o WHERE o.cooperative_id = v.cooperative_id AND o.stock_item_id = v.stock_item_id
            AND o.recalled_at IS NULL AND o.produced + o.received - o.lost > o.taken)|NULL»,
        'band', {BAND_NAMES}[1 + {VARIANT_BAND.replace("s.", "i.")}]) ORDER BY v.position, v.id) AS list
    FROM variant v JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
    «LEFT JOIN container n ON n.cooperative_id = v.cooperative_id AND n.id = v.container_id»
    WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id {{OF_FORMS}}) forms ON true
LEFT JOIN LATERAL (SELECT jsonb_agg(jsonb_build_object('id', t.id, 'file_id', t.file_id, 'alt', t.alt,
        'renditions', f.renditions, 'source_url', t.source_url, 'focus_x', t.focus_x, 'focus_y', t.focus_y) ORDER BY t.position, t.id) AS list
    FROM picture t JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
    WHERE t.cooperative_id = p.cooperative_id AND t.product_id = p.id) pictures ON true
WHERE p.cooperative_id = $1 AND {{WHICH}}"""

_SEEN = "p.state = 'published' AND s.state = 'open'"
_SOLD = "p.state = 'archived' AND p.sold_at IS NOT NULL AND s.state = 'open'"
_OLD = "(SELECT o.target_id FROM old_slug o WHERE o.cooperative_id = $1 AND o.kind = 'product' AND o.slug = $2)"


_ASIDE = re.compile(r"«(.*?)(?:\|([^|»]*))?»", re.DOTALL)


def _product(which: str, forms: str = "AND v.state = 'offered'", *, plain: bool = False) -> str:
    whole = _PRODUCT.replace("{WHICH}", which).replace("{OF_FORMS}", forms)
    return _ASIDE.sub(lambda part: part[2] or "" if plain else part[1], whole)


_BY_SLUG = _product(f"p.slug = $2 AND {_SEEN}")
_PLAIN_BY_SLUG = _product(f"p.slug = $2 AND {_SEEN}", plain=True)
_BY_ID = _product(f"p.id = $2 AND {_SEEN}")
_BY_OLD_SLUG = _product(f"p.id = {_OLD} AND {_SEEN}")
_KEPT = _product("p.id = $2", forms="")
_SOLD_BY_SLUG = _product(f"p.slug = $2 AND {_SOLD}")

_STALL = """SELECT s.*, c.slug AS cooperative_slug, f.renditions, b.renditions AS banner_renditions, coalesce(n.listings, 0) AS listings FROM stall s
JOIN cooperative c ON c.id = s.cooperative_id
LEFT JOIN file f ON f.cooperative_id = s.cooperative_id AND f.id = s.picture_file_id AND f.public
LEFT JOIN file b ON b.cooperative_id = s.cooperative_id AND b.id = s.banner_file_id AND b.public
LEFT JOIN facet_count n ON n.cooperative_id = s.cooperative_id AND n.facet = 'stall' AND n.value = s.slug
WHERE s.cooperative_id = $1 AND """


async def product_by_slug(work: Work, slug: str, *, plain: bool = False) -> asyncpg.Record | None:
    """A published product by its address; by one it had before, then its `slug` differs from what was asked.

    `plain`: without its forms' reductions, harvest and containers and its stall's banner and number of goods, which take five tables more.
    """
    found = await work.row(_PLAIN_BY_SLUG if plain else _BY_SLUG, work.cooperative_id, slug)
    return found if found is not None else await work.row(_BY_OLD_SLUG, work.cooperative_id, slug)


async def sold_product(work: Work, slug: str) -> asyncpg.Record | None:
    """A one-off piece that somebody has, by its address: what it was stays to be seen."""
    return await work.row(_SOLD_BY_SLUG, work.cooperative_id, slug)


async def product_by_id(work: Work, product_id: UUID) -> asyncpg.Record | None:
    """A published product."""
    return await work.row(_BY_ID, work.cooperative_id, product_id)


async def kept_product(work: Work, viewer: Viewer, product_id: UUID) -> asyncpg.Record | None:
    """A product as its stall sees it, in any state, with all forms and counts; None for whoever does not keep the stall."""
    row = await work.row(_KEPT, work.cooperative_id, product_id)
    if row is None or not await access.may(work, viewer, "product.edit", stall_id=row["stall_id"]):
        return None
    return row


async def kept_products(
    work: Work, viewer: Viewer, stall_id: UUID, *, after: Sequence[Any] | None, limit: int
) -> list[asyncpg.Record]:
    """The stall's own list, in every state, newest first, with what is there of each. Refuses: as `access.require`."""
    await access.require(work, viewer, "stall.see", stall_id=stall_id)
    behind = "" if after is None else "AND (p.created_at, p.id) < ($4::timestamptz, $5::uuid)"
    return await work.rows(
        f"""SELECT p.id, p.slug, p.title, p.state, p.version, p.created_at, p.published_at, o.*, stock.*, picture.file_id, picture.renditions,
            picture.alt, picture.focus_x, picture.focus_y, c.slug AS cooperative_slug
        FROM product p JOIN cooperative c ON c.id = p.cooperative_id
        LEFT JOIN LATERAL (SELECT count(*) AS variants, min(v.price_minor) AS price_minor, min(v.currency) AS currency,
                (array_agg(v.price_per ORDER BY v.price_minor, v.id))[1] AS price_per, (array_agg(v.unit ORDER BY v.price_minor, v.id))[1] AS unit,
                coalesce(bool_and(i.counted), false) AS counted, sum((i.on_hand - i.held) / v.draws)::bigint AS available
            FROM variant v JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
            WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered') o ON true
        LEFT JOIN LATERAL (SELECT array_agg(m.unit ORDER BY m.unit DESC) AS left_units, array_agg(m.base ORDER BY m.unit DESC) AS left_base
            FROM (SELECT i.unit, sum(i.on_hand - i.held)::bigint AS base FROM stock_item i
                WHERE i.cooperative_id = p.cooperative_id AND i.counted AND i.id IN (SELECT v.stock_item_id FROM variant v
                    WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered') GROUP BY i.unit) m) stock ON true
        LEFT JOIN LATERAL (SELECT t.file_id, t.alt, f.renditions, t.focus_x, t.focus_y FROM picture t
            JOIN file f ON f.cooperative_id = t.cooperative_id AND f.id = t.file_id
            WHERE t.cooperative_id = p.cooperative_id AND t.product_id = p.id ORDER BY t.position, t.id LIMIT 1) picture ON true
        WHERE p.cooperative_id = $1 AND p.stall_id = $2 {behind} ORDER BY p.created_at DESC, p.id DESC LIMIT $3""",
        work.cooperative_id,
        stall_id,
        limit,
        *(after or ()),
    )


async def stall_by_slug(work: Work, slug: str) -> asyncpg.Record | None:
    """An open stall by its address; by one it had before, then its `slug` differs from what was asked."""
    found = await work.row(_STALL + "s.slug = $2 AND s.state = 'open'", work.cooperative_id, slug)
    if found is not None:
        return found
    old = "(SELECT o.target_id FROM old_slug o WHERE o.cooperative_id = $1 AND o.kind = 'stall' AND o.slug = $2)"
    return await work.row(_STALL + f"s.id = {old} AND s.state = 'open'", work.cooperative_id, slug)


async def stalls(work: Work) -> list[asyncpg.Record]:
    """All open stalls in their order; a co-op has few enough to list (at most 500)."""
    return await work.rows(_STALL + "s.state = 'open' ORDER BY s.position, s.id LIMIT 500", work.cooperative_id)


async def kept_stalls(work: Work, viewer: Viewer) -> list[asyncpg.Record]:
    """The stalls that the asker keeps, in any state."""
    person_id = viewer.for_person_id or viewer.person_id
    if person_id is None:
        return []
    return await work.rows(
        _STALL
        + """s.id IN (SELECT k.stall_id FROM stall_keeper k
        JOIN agent a ON a.cooperative_id = k.cooperative_id AND a.id = k.agent_id
        WHERE k.cooperative_id = $1 AND a.person_id = $2) ORDER BY s.position, s.id""",
        work.cooperative_id,
        person_id,
    )


async def every_stall(work: Work, viewer: Viewer) -> list[asyncpg.Record] | None:
    """Every stall in any state, for who admits them (`stall.admit`); None for others."""
    if not await access.may(work, viewer, "stall.admit"):
        return None
    return await work.rows(_STALL + "true ORDER BY s.position, s.id LIMIT 500", work.cooperative_id)


async def kept_stall(work: Work, viewer: Viewer, slug: str) -> asyncpg.Record | None:
    """A stall in any state, by its address, for whoever may see its inside; None for others."""
    row = await work.row(_STALL + "s.slug = $2", work.cooperative_id, slug)
    if row is None or not await access.may(work, viewer, "stall.see", stall_id=row["id"]):
        return None
    return row


async def kept_stall_by_id(work: Work, viewer: Viewer, stall_id: UUID) -> asyncpg.Record | None:
    """As `kept_stall`, by id."""
    row = await work.row(_STALL + "s.id = $2", work.cooperative_id, stall_id)
    if row is None or not await access.may(work, viewer, "stall.see", stall_id=stall_id):
        return None
    return row


async def product_of_variant(work: Work, variant_id: UUID) -> UUID | None:
    """The product a variant is a form of."""
    found: UUID | None = await work.value(
        "SELECT product_id FROM variant WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, variant_id
    )
    return found


async def stock_item(work: Work, stock_item_id: UUID) -> asyncpg.Record | None:
    """What is counted; for whoever was just allowed to change it."""
    return await work.row(
        "SELECT id, counted, on_hand, held FROM stock_item WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        stock_item_id,
    )


async def categories(work: Work) -> list[asyncpg.Record]:
    """The shelves in their order, each with how much stands on it."""
    return await work.rows(
        """SELECT k.id, k.slug, k.name, k.law_profile, coalesce(f.listings, 0) AS listings FROM category k
        LEFT JOIN facet_count f ON f.cooperative_id = k.cooperative_id AND f.facet = 'category' AND f.value = k.slug
        WHERE k.cooperative_id = $1 ORDER BY k.position, k.id LIMIT 500""",
        work.cooperative_id,
    )
