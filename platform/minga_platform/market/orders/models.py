"""Checkout, reservation, order, and the part of it that each stall fulfils."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.market.orders import states

checkout = of_cooperative(
    "checkout",
    id_column("cart_id"),
    sa.Column("visitor_hash", sa.LargeBinary, nullable=False),
    id_column("person_id", nullable=True),
    id_column("cycle_id", nullable=True),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    id_column("discount_id", nullable=True),
    id_column("voucher_id", nullable=True),
    sa.Column("credit_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("earnings_minor", sa.BigInteger, nullable=False, server_default="0"),
    id_column("earnings_stall_id", nullable=True),
    instant("started_at"),
    parent("discount"),
    parent("voucher"),
    parent("stall", "earnings_stall_id"),
    instant("expires_at"),
    tables.one_of("state", "state", states.CHECKOUT_STATES),
    sa.Index(
        "checkout_open_uq",
        "cooperative_id",
        "cart_id",
        "currency",
        "cycle_id",
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
        postgresql_nulls_not_distinct=True,
    ),
    sa.ForeignKeyConstraint(["cooperative_id", "cycle_id"], ["order_cycle.cooperative_id", "order_cycle.id"]),
    sa.Index("checkout_expiry_ix", "cooperative_id", "expires_at", postgresql_where=sa.text("state = 'open'")),
)
"""A started checkout of one co-op's part of a cart. It holds stock until `expires_at` (ten minutes, extended by activity);
one for an order cycle (`cycle_id`) holds nothing before it is placed."""

reservation = of_cooperative(
    "reservation",
    id_column("checkout_id"),
    id_column("stock_item_id"),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    parent("checkout"),
    parent("stock_item"),
    tables.one_of("state", "state", states.RESERVATION_STATES),
    sa.CheckConstraint("quantity >= 1", name="quantity"),
    sa.UniqueConstraint("cooperative_id", "checkout_id", "stock_item_id", name="reservation_once_uq"),
    sa.Index("reservation_held_ix", "cooperative_id", "stock_item_id", postgresql_where=sa.text("state = 'held'")),
)
"""Base units of one stock item. `held` counts in `stock_item.held`; `taken`: sold, left `on_hand`; `given_back`: released."""

sale_order = of_cooperative(
    "sale_order",
    sa.Column("number", sa.BigInteger, nullable=False),
    id_column("checkout_id"),
    id_column("person_id", nullable=True),
    id_column("agent_id", nullable=True),
    sa.Column("visitor_hash", sa.LargeBinary, nullable=False),
    sa.Column("contact", JSONB, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("fulfilment", sa.Text, nullable=False),
    id_column("pickup_point_id", nullable=True),
    sa.Column("place", JSONB, nullable=False),
    sa.Column("payment_method", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("goods_minor"),
    minor("delivery_minor"),
    sa.Column("delivery_tax_bps", sa.Integer, nullable=False, server_default="0"),
    sa.Column("delivery_tax_minor", sa.BigInteger, nullable=False, server_default="0"),
    minor("total_minor"),
    minor("tax_minor"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    instant("placed_at"),
    instant("settled_at", nullable=True),
    instant("cancelled_at", nullable=True),
    instant("cancellation_asked_at", nullable=True),
    sa.Column("cancellation_reason", sa.Text, nullable=False, server_default=""),
    id_column("cycle_id", nullable=True),
    sa.Column("cancel_cause", sa.Text, nullable=False, server_default=""),
    id_column("slot_id", nullable=True),
    id_column("carrier_id", nullable=True),
    parent("checkout"),
    parent("agent"),
    parent("pickup_point"),
    parent("slot"),
    parent("carrier"),
    tables.one_of("state", "state", states.ORDER_STATES),
    tables.one_of("payment_method", "payment_method", states.PAYMENT_METHODS),
    tables.one_of("fulfilment", "fulfilment", states.FULFILMENT_METHODS),
    sa.CheckConstraint("total_minor = goods_minor + delivery_minor AND total_minor >= 0", name="total"),
    sa.UniqueConstraint("cooperative_id", "number", name="sale_order_number_uq"),
    sa.UniqueConstraint("cooperative_id", "checkout_id", name="sale_order_checkout_uq"),
    sa.ForeignKeyConstraint(["cooperative_id", "cycle_id"], ["order_cycle.cooperative_id", "order_cycle.id"]),
    sa.Index(
        "sale_order_cycle_ix",
        "cooperative_id",
        "cycle_id",
        "person_id",
        postgresql_where=sa.text("cycle_id IS NOT NULL"),
    ),
    sa.Index("sale_order_person_ix", "cooperative_id", "person_id", sa.text("placed_at DESC")),
    sa.Index("sale_order_state_ix", "cooperative_id", "state", sa.text("placed_at DESC")),
    sa.Index("sale_order_slot_ix", "cooperative_id", "slot_id", postgresql_where=sa.text("slot_id IS NOT NULL")),
    personal=("contact", "place", "note"),
)
"""What a buyer placed in one co-op. `contact`, `place`: snapshots ({name, mail, phone}; {name, address, …}).
Seen by its person, by whoever carries the basket's token it was placed with, and by whoever holds its link (`orders/links.py`)."""

order_number = of_cooperative(
    "order_number",
    sa.Column("last", sa.BigInteger, nullable=False),
)
"""One row per co-op whose id is the co-op's: the counter behind gapless numbers, locked by the unit that places an order."""

seller_order = of_cooperative(
    "seller_order",
    id_column("order_id"),
    id_column("stall_id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("stall_name", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("total_minor"),
    minor("tax_minor"),
    minor("fee_minor"),
    minor("fee_tax_minor"),
    minor("earning_minor"),
    sa.Column("royalty_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("deposit_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("maker_taxed", sa.Boolean, nullable=False, server_default=sa.false()),
    instant("ready_at", nullable=True),
    instant("handed_over_at", nullable=True),
    instant("hold_until", nullable=True),
    instant("payable_at", nullable=True),
    instant("cancelled_at", nullable=True),
    instant("begun_at", nullable=True),
    sa.Column("tracking_number", sa.Text, nullable=False, server_default=""),
    sa.Column("cancel_reason", sa.Text, nullable=False, server_default=""),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    parent("stall"),
    tables.one_of("state", "state", states.SELLER_ORDER_STATES),
    sa.CheckConstraint(
        "total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + deposit_minor",
        name="split",
    ),
    sa.UniqueConstraint("cooperative_id", "order_id", "stall_id", name="seller_order_once_uq"),
    sa.Index("seller_order_stall_ix", "cooperative_id", "stall_id", "state"),
    sa.Index(
        "seller_order_hold_ix",
        "cooperative_id",
        "hold_until",
        postgresql_where=sa.text("hold_until IS NOT NULL AND payable_at IS NULL"),
    ),
    personal=("cancel_reason",),
)
"""The part of an order that one stall fulfils. Amounts are sums of its lines. `maker_taxed`: its maker charges the co-op the tax of her
goods, which is paid to her beside her earning (`orders/supply.py`); frozen at the sale."""

order_line = of_cooperative(
    "order_line",
    id_column("seller_order_id"),
    sa.Column("position", sa.Integer, nullable=False),
    id_column("product_id"),
    id_column("variant_id"),
    id_column("stock_item_id"),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("variant_title", sa.Text, nullable=False),
    sa.Column("sku", sa.Text, nullable=False),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("draws", sa.BigInteger, nullable=False),
    sa.Column("counted", sa.Boolean, nullable=False),
    minor("price_minor"),
    sa.Column("price_per", sa.BigInteger, nullable=False),
    currency(),
    minor("total_minor"),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    minor("tax_minor"),
    sa.Column("fee_bps", sa.Integer, nullable=False),
    minor("fee_minor"),
    sa.Column("fee_tax_bps", sa.Integer, nullable=False),
    minor("fee_tax_minor"),
    minor("earning_minor"),
    sa.Column("royalty_bps", sa.Integer, nullable=False, server_default="0"),
    sa.Column("royalty_minor", sa.BigInteger, nullable=False, server_default="0"),
    id_column("royalty_holder_id", nullable=True),
    sa.Column("royalty_purpose", sa.Text, nullable=False, server_default=""),
    instant("royalty_divided_at", nullable=True),
    sa.Column("deposit_minor", sa.BigInteger, nullable=False, server_default="0"),
    id_column("container_id", nullable=True),
    id_column("voucher_id", nullable=True),
    sa.Column("wished", sa.BigInteger, nullable=True),
    sa.Column("packed", sa.BigInteger, nullable=True),
    sa.Column("packed_off_minor", sa.BigInteger, nullable=False, server_default="0"),
    id_column("fee_version_id"),
    sa.Column("refunded_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("discount_minor", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("no_withdrawal", sa.Text, nullable=False, server_default=""),
    parent("seller_order"),
    sa.ForeignKeyConstraint(["cooperative_id", "product_id"], ["product.cooperative_id", "product.id"]),
    sa.ForeignKeyConstraint(["cooperative_id", "variant_id"], ["variant.cooperative_id", "variant.id"]),
    parent("rule_version", "fee_version_id"),
    sa.CheckConstraint(
        "total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + deposit_minor",
        name="split",
    ),
    sa.CheckConstraint("royalty_minor >= 0 AND (royalty_minor = 0 OR royalty_holder_id IS NOT NULL)", name="royalty"),
    sa.CheckConstraint("refunded_minor BETWEEN 0 AND total_minor", name="refunded"),
    sa.CheckConstraint("quantity >= 1", name="quantity"),
    parent("container"),
    parent("voucher"),
    sa.CheckConstraint(
        "num_nonnulls(container_id, voucher_id) = CASE WHEN deposit_minor = 0 THEN 0 ELSE 1 END "
        "AND (deposit_minor = 0 OR earning_minor + fee_minor + royalty_minor = 0)",
        name="deposit",
    ),
    sa.CheckConstraint(
        "wished <= quantity AND packed >= 0 AND (packed IS NULL OR wished IS NOT NULL) "
        "AND packed_off_minor BETWEEN 0 AND total_minor AND (packed IS NOT NULL OR packed_off_minor = 0)",
        name="packed",
    ),
    sa.Index("order_line_seller_order_ix", "cooperative_id", "seller_order_id", "position"),
    sa.Index(
        "order_line_voucher_uq",
        "cooperative_id",
        "voucher_id",
        unique=True,
        postgresql_where=sa.text("voucher_id IS NOT NULL"),
    ),
    sa.Index(
        "order_line_royalty_ix",
        "cooperative_id",
        "royalty_holder_id",
        "royalty_purpose",
        postgresql_where=sa.text("royalty_holder_id IS NOT NULL"),
    ),
)
"""Frozen at the sale: names, price, rates, and the rule version that set the fee. Only `refunded_minor` moves, upwards, and
`royalty_divided_at` is written once. A deposit is a line of its own: so many of `container_id`, owed back. So is a gift voucher
(`voucher_id`): what it costs is owed to whoever bears its code, and is nobody's earning.
What is weighed was `wished` by estimate and sold up to `quantity`, the most that the buyer accepted; `packed` is what came out of it, and
`packed_off_minor` what goes back for the difference (or, before it was paid, is not taken).
`royalty_holder_id`, `royalty_purpose`: the ledger's account of the work that it is made from."""

tables.also(
    """CREATE FUNCTION count_slot() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE before uuid; after uuid;
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state <> 'cancelled' THEN before := OLD.slot_id; END IF;
        IF NEW.state <> 'cancelled' THEN after := NEW.slot_id; END IF;
        IF before IS DISTINCT FROM after THEN
            UPDATE slot SET taken = taken - 1 WHERE cooperative_id = NEW.cooperative_id AND id = before;
            UPDATE slot SET taken = taken + 1 WHERE cooperative_id = NEW.cooperative_id AND id = after;
        END IF;
        RETURN NULL;
    END $$""",
    "CREATE TRIGGER sale_order_slot AFTER INSERT OR UPDATE OF slot_id, state ON sale_order "
    "FOR EACH ROW WHEN (NEW.slot_id IS NOT NULL) EXECUTE FUNCTION count_slot()",
)
