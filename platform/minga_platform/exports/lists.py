"""What an export holds: whole tables by their columns, or one list that a statement says.

The whole leaves out what would let somebody act in another's name or break a promise of secrecy, and names in its README what
it leaves out. Everything else goes as it is stored: names of tables and columns as in the code, times in UTC, amounts in minor
units, quantities in base units.
"""

from typing import TYPE_CHECKING, Any, Final

from minga_platform.kernel.whole import every_table, traits_of

if TYPE_CHECKING:
    import sqlalchemy as sa

FORMATS: Final = ("csv", "json")
KINDS: Final = ("everything", "orders", "products", "purchases", "stall")
"""`everything` a co-op has; all its `orders`, line by line; one stall's `products`; the asker's own `purchases`; a whole
`stall` with its pictures, orders, reviews and money."""
OF_A_STALL: Final = ("products", "stall")
"""Kinds that are asked for by naming a stall."""

KEPT_BACK: Final = {
    "costing_sheet": "what a maker's work costs her is seen by her stall alone",
    "conversation": "letters between a buyer and a maker are theirs",
    "conversation_message": "letters between a buyer and a maker are theirs",
    "conversation_report": "letters between a buyer and a maker are theirs",
    "grievance": "a grievance is its parties' and their mediator's",
    "grievance_finding": "a grievance is its parties' and their mediator's",
    "grievance_letter": "a grievance is its parties' and their mediator's",
    "grievance_panellist": "a grievance is its parties' and their mediator's",
    "grievance_roll": "a grievance is its parties' and their mediator's",
    "grievance_step": "a grievance is its parties' and their mediator's",
    "lent_vote": "nothing joins a voter to a ballot",
    "cooperative_export": "exports do not hold exports",
    "export_chunk": "exports do not hold exports",
    "payout_file": "sealed files of payouts are fetched one by one, under two officers' eyes",
    "want": "an address that a visitor left is for one letter, and no list of customers",
    "upload_part": "what is still on its way",
}
"""Tables that no office takes along, and why."""

SECRETS: Final = frozenset(
    {
        ("member_card", "code"),
        ("webhook", "secret"),
        ("webhook", "old_secret"),
        ("payment_provider", "secret_key"),
        ("payment_provider", "webhook_secret"),
        ("discount", "code"),
        ("statement_line", "hash"),
    }
)
"""Columns that open something. Beside them every column of bytes that is no SHA-256 of a file or a text."""


def is_told(table: "sa.Table", column: Any) -> bool:
    """Whether a column goes along."""
    if (table.name, column.name) in SECRETS:
        return False
    return column.type.python_type is not bytes or column.name.endswith("sha256")


def told_tables() -> dict[str, list[str]]:
    """Every table of a co-op's that goes along, with its columns in their order."""
    return {
        str(table.name): [str(column.name) for column in table.columns if is_told(table, column)]
        for table in sorted(every_table().tables.values(), key=lambda one: str(one.name))
        if traits_of(table).kind == "cooperative" and table.name not in KEPT_BACK
    }


def described() -> list[tuple[str, str, str, str, str]]:
    """(table, column, type, may be empty, points to) of all that goes along: the archive's own dictionary."""
    rows = []
    for name, columns in told_tables().items():
        table = every_table().tables[name]
        points = {
            element.parent.name: f"{element.column.table.name}.{element.column.name}"
            for key in table.foreign_key_constraints
            for element in key.elements
            if element.parent.name != "cooperative_id"
        }
        rows += [
            (
                name,
                one,
                str(table.columns[one].type).lower(),
                "yes" if table.columns[one].nullable else "",
                points.get(one, ""),
            )
            for one in columns
        ]
    return rows


_ORDERS = """SELECT o.number AS order_number, o.placed_at, o.state AS order_state, s.state AS part_state, s.stall_name, l.title,
    l.variant_title, l.sku, l.quantity, l.unit, l.price_minor, l.price_per, l.currency, l.total_minor, l.tax_bps, l.tax_minor,
    l.fee_bps, l.fee_minor, l.fee_tax_minor, l.earning_minor, l.royalty_minor, l.refunded_minor, o.payment_method, o.fulfilment,
    o.contact->>'name' AS buyer_name, s.ready_at, s.handed_over_at, o.cancelled_at
FROM sale_order o
JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.order_id = o.id
JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id
WHERE o.cooperative_id = $1 AND $2::uuid IS NOT NULL AND $3::uuid IS NULL ORDER BY o.number, s.position, l.position"""

_PURCHASES = """SELECT o.number AS order_number, o.placed_at, o.state AS order_state, s.state AS part_state, s.stall_name, l.title,
    l.variant_title, l.quantity, l.unit, l.price_minor, l.price_per, l.currency, l.total_minor, l.tax_bps, l.tax_minor,
    l.refunded_minor, o.payment_method, o.fulfilment, s.handed_over_at, o.cancelled_at
FROM sale_order o
JOIN seller_order s ON s.cooperative_id = o.cooperative_id AND s.order_id = o.id
JOIN order_line l ON l.cooperative_id = s.cooperative_id AND l.seller_order_id = s.id
WHERE o.cooperative_id = $1 AND o.person_id = (SELECT a.person_id FROM agent a WHERE a.cooperative_id = $1 AND a.id = $2)
  AND $3::uuid IS NULL ORDER BY o.number, s.position, l.position"""

_PRODUCTS = """SELECT p.slug, p.title, p.description, p.state, k.slug AS category, p.materials, p.care, p.provenance, p.origin_country,
    p.allergens, p.allergens_known, p.warnings, p.tags, p.tax_bps, p.lead_days, p.is_one_off, p.dimensions, v.title AS variant_title,
    v.sku, v.unit, v.step, v.least, v.most, v.price_minor, v.price_per, v.currency, v.content_base, v.content_unit, v.state AS
    variant_state, i.counted, i.on_hand, p.created_at, p.published_at, p.sold_at
FROM product p
JOIN variant v ON v.cooperative_id = p.cooperative_id AND v.product_id = p.id
JOIN stock_item i ON i.cooperative_id = v.cooperative_id AND i.id = v.stock_item_id
LEFT JOIN category k ON k.cooperative_id = p.cooperative_id AND k.id = p.category_id
WHERE p.cooperative_id = $1 AND $2::uuid IS NOT NULL AND p.stall_id = $3 ORDER BY p.created_at, p.id, v.position, v.id"""

STATEMENTS: Final = {"orders": _ORDERS, "purchases": _PURCHASES, "products": _PRODUCTS}
"""Kind → its statement; $1 the co-op, $2 who asks (an agent), $3 the stall."""

README: Final = """Everything {name} has in its market, register, books and commons.

Made {made_at} (UTC), in one snapshot: all tables are of the same instant.
One file for each table, named as the table; columns.csv says for each column its type and what it points to.
Times are UTC (ISO 8601), amounts whole minor units (cents) beside their currency, quantities whole base units
(pieces, grams, millilitres), texts in several languages are JSON objects. CSV is RFC 4180 in UTF-8, where an empty
field is null or an empty text (the JSON form, one object a line, keeps the two apart).

Not in this archive:
{kept_back}
- bytes that open something: passwords, keys, tokens and codes (they are nobody's to carry away)
- pictures and files themselves: `file` names each by its SHA-256, and GET /c/<co-op>/files/<id> gives it
- the ballot box, which no login can read; `election_result` and the published boards tell the results
"""
