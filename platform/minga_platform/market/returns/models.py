"""Returns, one for each stall's part of an order, and their lines."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.market.returns import states

goods_return = of_cooperative(
    "goods_return",
    id_column("declaration_id"),
    id_column("order_id"),
    id_column("seller_order_id"),
    id_column("stall_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("answer", sa.Text, nullable=False, server_default=""),
    currency(),
    instant("declared_at"),
    instant("refund_by", nullable=True),
    instant("received_at", nullable=True),
    instant("settled_at", nullable=True),
    id_column("settled_by", nullable=True),
    id_column("refund_id", nullable=True),
    minor("refund_minor"),
    minor("delivery_minor"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    parent("seller_order"),
    parent("stall"),
    parent("agent", "settled_by"),
    parent("refund"),
    tables.one_of("kind", "kind", states.KINDS),
    tables.one_of("state", "state", states.STATES),
    sa.CheckConstraint("refund_minor >= 0 AND delivery_minor >= 0", name="amounts"),
    sa.CheckConstraint("(state = 'settled') = (settled_at IS NOT NULL)", name="settled"),
    sa.Index("goods_return_order_ix", "cooperative_id", "order_id"),
    sa.Index(
        "goods_return_open_ix",
        "cooperative_id",
        "stall_id",
        "id",
        postgresql_where=sa.text("state NOT IN ('settled', 'declined')"),
    ),
    personal=("name", "reason"),
)
"""`declaration_id`: what a buyer declared at once, over one or more stalls; its receipt tells all of it with `declared_at` to the second.
`name`: who declared it, as she wrote it. `refund_by`: until when the money goes back, by law. `delivery_minor`: what of the delivery went back with
it, within the refund."""

return_line = of_cooperative(
    "return_line",
    id_column("return_id"),
    id_column("order_line_id"),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("condition", sa.Text, nullable=True),
    minor("deduction_minor"),
    sa.Column("deduction_reason", sa.Text, nullable=False, server_default=""),
    minor("refund_minor"),
    sa.Column("back_on_shelf", sa.Boolean, nullable=False, server_default=sa.false()),
    parent("goods_return", "return_id"),
    parent("order_line"),
    tables.one_of("condition", "condition", states.CONDITIONS),
    sa.CheckConstraint("quantity >= 1 AND deduction_minor >= 0 AND refund_minor >= 0", name="amounts"),
    sa.CheckConstraint("deduction_minor = 0 OR deduction_reason <> ''", name="deduction_has_reason"),
    sa.UniqueConstraint("cooperative_id", "return_id", "order_line_id", name="return_line_once_uq"),
    sa.Index("return_line_order_line_ix", "cooperative_id", "order_line_id"),
)
"""So many base units of an order's line. `deduction_minor`: taken off for what the goods lost by more than looking at them."""
