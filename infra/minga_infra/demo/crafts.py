"""What the demo's makers tell beside their goods: facts of the law, how much they make a week, one piece of its kind, what work
costs, a reduced price; and on what legal basis the co-op uses what touches money."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from minga_infra.demo.content_types import Product
from minga_platform.kernel import ids
from minga_platform.kernel.work import Work
from minga_platform.market.costing.amounts import Costs, floor_price
from minga_platform.market.costing.queries import rates_of
from minga_platform.market.law import commands as law

PROFILES: Final = {
    "vegetables": "food", "fruit": "food", "bread": "food", "cheese": "food", "dairy": "food", "pantry": "food", "herbs": "other",
    "textiles": "textile", "body": "cosmetic", "pottery": "other", "basketry": "other", "wood": "other", "leather": "other",
    "jewellery": "other",
}  # fmt: skip
"""Shelf → what kind of goods stand there. A shelf that is not named asks for nothing."""

_SPOILING: Final = ("vegetables", "fruit", "bread", "cheese", "dairy", "herbs")
KEEPING: Final = frozenset({
    "onion-red", "onion-gold", "potato", "potato-red", "garlic", "seedlings", "apple-esperiega", "melon-winter", "quince",
    "cheese-cured", "cheese-semi", "cheese-paprika",
})  # fmt: skip
"""What stands on a shelf of goods that spoil and keeps for weeks: from buying it one may withdraw."""

_BASES: Final = {
    "self_billing": "Art. 224 of Directive 2006/112/EC; every maker signed the agreement of 12 January. Example of a demo, not advice.",
    "store_credit": "Limited network, Art. 3(k) of Directive (EU) 2015/2366: usable only in this co-op. Example of a demo, not advice.",
    "mobile_money": "Merchant contract with the wallet of 3 March. Example of a demo, not advice.",
    "deposits": "Art. 92 of Directive 2006/112/EC: returnable packing, tax settled once a year. Example of a demo, not advice.",
    "group_purchase": "The co-op buys and sells in its own name; statutes, Art. 4. Example of a demo, not advice.",
    "trade_credit": "To businesses only, 30 days, Directive 2011/7/EU. Example of a demo, not advice.",
    "set_off": "Written agreement of both sides; civil code on compensation. Example of a demo, not advice.",
}
_PER_WEEK: Final = {"basketry": 4, "textiles": 3, "wood": 2}
"""How many pieces made to order a stall with goods on that shelf makes in a week."""
_REDUCED_PERCENT: Final = 15


def spoils(product: Product) -> bool:
    """Whether its maker says that nobody can withdraw from buying it, since it spoils quickly."""
    return product.category in _SPOILING and "keeps" not in product.tags and product.key not in KEEPING


async def tell(work: Work, country: str, shelves: Mapping[str, Mapping[str, str]]) -> None:
    """All of it, in the unit that publishes the goods; safe to repeat. `shelves`: key of the content → name."""
    keys = {name[language]: key for key, name in shelves.items() for language in name}
    rows = await work.rows("SELECT id, name FROM category WHERE cooperative_id = $1", work.cooperative_id)
    known = {row["id"]: next((keys[text] for text in row["name"].values() if text in keys), "") for row in rows}
    await _facts(work, country, {shelf: PROFILES[key] for shelf, key in known.items() if key in PROFILES})
    await _capacity(work, known)
    await _one_off(work)
    await _reduced(work)
    await _costing(work)
    for feature, basis in _BASES.items():
        known = await work.value(
            "SELECT true FROM legal_basis WHERE cooperative_id = $1 AND feature = $2 LIMIT 1",
            work.cooperative_id,
            feature,
        )
        if not known:
            await law.write_down(work, feature=feature, basis=basis)


async def _facts(work: Work, country: str, profiles: Mapping[UUID, str]) -> None:
    await work.execute(
        """UPDATE category SET law_profile = w.profile FROM unnest($2::uuid[], $3::text[]) AS w (id, profile)
        WHERE category.cooperative_id = $1 AND category.id = w.id AND category.law_profile IS NULL""",
        work.cooperative_id, list(profiles), list(profiles.values()),
    )  # fmt: skip
    await work.execute(
        """UPDATE product p SET origin_country = $2, allergens_known = true FROM category k
        WHERE p.cooperative_id = $1 AND k.cooperative_id = p.cooperative_id AND k.id = p.category_id AND k.law_profile IS NOT NULL""",
        work.cooperative_id, country,
    )  # fmt: skip
    # Candles and soap: what the label of such goods says, and who answers for it.
    await work.execute(
        """UPDATE product p SET responsible = s.contact, warnings = $2 FROM category k, stall s
        WHERE p.cooperative_id = $1 AND k.cooperative_id = p.cooperative_id AND k.id = p.category_id AND k.law_profile = 'cosmetic'
          AND s.cooperative_id = p.cooperative_id AND s.id = p.stall_id""",
        work.cooperative_id,
        {
            "en": "Keep away from the eyes and out of reach of children.",
            "es": "Evitar el contacto con los ojos y mantener fuera del alcance de los niños.",
            "fr": "Éviter le contact avec les yeux et tenir hors de portée des enfants.",
            "ar": "يُحفظ بعيدًا عن العينين وعن متناول الأطفال.",
        },
    )  # fmt: skip


async def _capacity(work: Work, shelves: Mapping[UUID, str]) -> None:
    """Stalls that make to order say how much: the first of each shelf that has such goods."""
    rows = await work.rows(
        """SELECT DISTINCT ON (k.id) k.id, p.stall_id FROM product p
        JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
        WHERE p.cooperative_id = $1 AND p.lead_days IS NOT NULL AND NOT EXISTS (SELECT FROM making_capacity m
            WHERE m.cooperative_id = p.cooperative_id AND m.stall_id = p.stall_id)
        ORDER BY k.id, p.stall_id""",
        work.cooperative_id,
    )
    given: Mapping[UUID, int] = {row["stall_id"]: _PER_WEEK.get(shelves.get(row["id"], ""), 5) for row in rows}
    await work.many(
        "INSERT INTO making_capacity (cooperative_id, id, stall_id, per_week) VALUES ($1, $2, $3, $4)",
        [(work.cooperative_id, ids.new(), stall_id, number) for stall_id, number in given.items()],
    )


async def _one_off(work: Work) -> None:
    """Of one piece there is only this one: the scarcest of all goods is it."""
    row = await work.row(
        """SELECT p.id, i.id AS stock_item_id FROM product p
        JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.unit = 'piece'
        JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id AND i.counted AND i.held = 0
        JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id AND k.law_profile = 'other'
        WHERE p.cooperative_id = $1 AND p.state = 'published' AND NOT p.asks_commons
            AND (SELECT count(*) FROM variant w WHERE w.cooperative_id = $1 AND w.product_id = p.id) = 1
        ORDER BY p.is_one_off DESC, i.on_hand, p.id LIMIT 1""",
        work.cooperative_id,
    )
    if row is None:
        return
    await work.execute(
        "UPDATE stock_item SET on_hand = 1 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        row["stock_item_id"],
    )
    await work.execute(
        "UPDATE product SET is_one_off = true WHERE cooperative_id = $1 AND id = $2", work.cooperative_id, row["id"]
    )


async def _reduced(work: Work) -> None:
    """One price was lowered a moment ago, after it had stood for two months."""
    row = await work.row(
        """SELECT v.id, v.price_minor, v.price_per, v.currency FROM variant v
        JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id AND k.law_profile = 'textile'
        WHERE v.cooperative_id = $1 AND p.state = 'published' AND v.state = 'offered' ORDER BY v.price_minor DESC, v.id LIMIT 1""",
        work.cooperative_id,
    )
    if row is None:
        return
    await work.execute(
        "INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        work.cooperative_id, ids.new(), row["id"], row["price_minor"], row["price_per"], row["currency"], work.now - timedelta(days=60),
    )  # fmt: skip
    lower = row["price_minor"] * (100 - _REDUCED_PERCENT) // 100
    await work.execute(
        "UPDATE variant SET price_minor = $3 WHERE cooperative_id = $1 AND id = $2",
        work.cooperative_id,
        row["id"],
        lower,
    )


async def _costing(work: Work) -> None:
    """Two sheets: one whose price covers the work, one whose price does not."""
    rows = await work.rows(
        """SELECT v.id, v.price_minor, v.currency, p.tax_bps, s.agent_id FROM variant v
        JOIN product p ON p.cooperative_id = v.cooperative_id AND p.id = v.product_id
        JOIN stall s ON s.cooperative_id = p.cooperative_id AND s.id = p.stall_id
        WHERE v.cooperative_id = $1 AND v.unit = 'piece' AND v.price_minor >= 2000 AND p.state = 'published'
          AND NOT EXISTS (SELECT FROM costing_sheet c WHERE c.cooperative_id = v.cooperative_id AND c.variant_id = v.id)
        ORDER BY v.price_minor, v.id LIMIT 2""",
        work.cooperative_id,
    )
    for number, row in enumerate(rows):
        rates = await rates_of(work, row["tax_bps"], None)
        materials = row["price_minor"] // 8
        costs = Costs(1, materials, row["price_minor"] // 20, 30 if number == 0 else 150)
        await work.execute(
            """INSERT INTO costing_sheet (cooperative_id, id, variant_id, pieces, materials, minutes, overhead_minor, currency, wage_minor,
                floor_minor, fee_bps, tax_bps, royalty_bps, note, written_by, written_at)
            VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8, $9, $10, $11, 0, '', $12, $13)""",
            work.cooperative_id, ids.new(), row["id"], [{"what": "Material", "minor": materials}], costs.minutes, costs.overhead_minor,
            row["currency"], rates.wage_minor, floor_price(costs, rates), rates.fee_bps, rates.tax_bps, row["agent_id"],
            work.now - timedelta(days=20),
        )  # fmt: skip
