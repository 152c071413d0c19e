"""Cash boxes. The ledger's till account is the truth; these rows say who held the box, what belongs to which shift, and who counted."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

SHIFT_STATES = ("open", "counting", "counted", "closed")
PHASES = ("before", "during", "closing")

cash_box = of_cooperative(
    "cash_box",
    id_column("till_id"),
    sa.Column("till_kind", sa.Text, nullable=False),
    currency(),
    instant("made_at"),
    tables.one_of("till_kind", "till_kind", ("point", "stall")),
    sa.UniqueConstraint("cooperative_id", "till_id", "currency", name="cash_box_till_uq"),
)
"""The box of one till: a pickup point's, or a stall's own. `till_id` is the holder of the ledger's till account."""

cash_shift = of_cooperative(
    "cash_shift",
    id_column("box_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    sa.Column("keeper_name", sa.Text, nullable=False),
    sa.Column("on_paper", sa.Boolean, nullable=False),
    id_column("opened_by"),
    instant("opened_at"),
    minor("float_minor"),
    minor("float_difference_minor"),
    sa.Column("float_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("round", sa.Integer, nullable=False, server_default="1"),
    minor("expected_minor", nullable=True),
    minor("counted_minor", nullable=True),
    instant("counted_at", nullable=True),
    minor("difference_minor", nullable=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    minor("banked_minor", nullable=True),
    minor("left_minor", nullable=True),
    sa.Column("next_keeper", sa.Text, nullable=False, server_default=""),
    id_column("closed_by", nullable=True),
    instant("closed_at", nullable=True),
    parent("cash_box", "box_id"),
    parent("agent", "opened_by"),
    parent("agent", "closed_by"),
    tables.one_of("state", "state", SHIFT_STATES),
    sa.CheckConstraint("float_minor >= 0 AND number > 0", name="float"),
    sa.CheckConstraint("(state IN ('counted', 'closed')) = (counted_minor IS NOT NULL)", name="counted"),
    sa.CheckConstraint("(state = 'open') = (expected_minor IS NULL)", name="expected"),
    sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
    sa.CheckConstraint(
        "left_minor IS NULL OR (left_minor = counted_minor - banked_minor AND left_minor >= 0 AND banked_minor >= 0)",
        name="left",
    ),
    sa.CheckConstraint(
        "difference_minor IS NULL OR difference_minor = counted_minor - expected_minor", name="difference"
    ),
    sa.UniqueConstraint("cooperative_id", "box_id", "number", name="cash_shift_number_uq"),
    sa.Index(
        "cash_shift_running_uq", "cooperative_id", "box_id", unique=True, postgresql_where=sa.text("state <> 'closed'")
    ),
    personal=("keeper_name", "next_keeper"),
)
"""One keeper's time with the box. `keeper_name`: the signature with which she took it; `on_paper`: she signed a sheet instead of
a screen. `expected_minor` is fixed when counting begins; `float_minor` is what was in the box when the shift began."""

cash_entry = of_cooperative(
    "cash_entry",
    id_column("shift_id"),
    id_column("transfer_id"),
    sa.Column("phase", sa.Text, nullable=False),
    minor("amount_minor"),
    instant("at"),
    parent("cash_shift", "shift_id"),
    parent("transfer"),
    tables.one_of("phase", "phase", PHASES),
    sa.CheckConstraint("amount_minor <> 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "transfer_id", name="cash_entry_transfer_uq"),
    sa.Index("cash_entry_shift_ix", "cooperative_id", "shift_id", "phase"),
    append_only=True,
)
"""A transfer into (above zero) or out of the till, and the shift it belongs to. `before`: it came while nobody held the box, or
with the float; `closing`: the difference and what went to the bank. Written when a shift begins, is counted, and ends."""

cash_count = of_cooperative(
    "cash_count",
    id_column("shift_id"),
    sa.Column("round", sa.Integer, nullable=False),
    id_column("counted_by"),
    sa.Column("pieces", JSONB, nullable=False),
    minor("total_minor"),
    instant("counted_at"),
    parent("cash_shift", "shift_id"),
    parent("agent", "counted_by"),
    sa.CheckConstraint("total_minor >= 0", name="total"),
    sa.UniqueConstraint("cooperative_id", "shift_id", "round", "counted_by", name="cash_count_once_uq"),
    append_only=True,
)
"""What one person counted: `{face value in minor units: pieces}`. Two in a round; where they differ another round begins."""

cash_deposit = of_cooperative(
    "cash_deposit",
    id_column("box_id"),
    id_column("shift_id"),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("slip", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("state", sa.Text, nullable=False),
    id_column("made_by"),
    instant("made_at"),
    instant("arrived_at", nullable=True),
    parent("cash_box", "box_id"),
    parent("cash_shift", "shift_id"),
    parent("agent", "made_by"),
    tables.one_of("direction", "direction", ("to_bank", "from_bank")),
    tables.one_of("state", "state", ("in_transit", "arrived")),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("(state = 'arrived') = (arrived_at IS NOT NULL)", name="arrived"),
    sa.UniqueConstraint("cooperative_id", "slip", name="cash_deposit_slip_uq"),
    sa.Index("cash_deposit_open_ix", "cooperative_id", postgresql_where=sa.text("state = 'in_transit'")),
)
"""Cash between a box and the bank, in either direction: in transit until the bank's statement shows it under `slip`."""

overpayment = of_cooperative(
    "overpayment",
    id_column("seller_order_id"),
    id_column("till_id"),
    currency(),
    minor("amount_minor"),
    instant("taken_at"),
    instant("returned_at", nullable=True),
    sa.ForeignKeyConstraint(["cooperative_id", "seller_order_id"], ["seller_order.cooperative_id", "seller_order.id"]),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "seller_order_id", name="overpayment_once_uq"),
)
"""A buyer gave more than her part cost and no change was at hand: it is hers, stands in suspense, and goes back when she comes."""

no_show = of_cooperative(
    "no_show",
    id_column("seller_order_id"),
    sa.Column("goods", sa.Text, nullable=False),
    sa.Column("given_to", sa.Text, nullable=False, server_default=""),
    currency(),
    minor("fee_minor"),
    sa.Column("fee_state", sa.Text, nullable=False),
    id_column("marked_by"),
    instant("marked_at"),
    instant("settled_at", nullable=True),
    sa.ForeignKeyConstraint(["cooperative_id", "seller_order_id"], ["seller_order.cooperative_id", "seller_order.id"]),
    parent("agent", "marked_by"),
    tables.one_of("goods", "goods", ("back", "given")),
    tables.one_of("fee_state", "fee_state", ("none", "owed", "paid", "waived")),
    sa.CheckConstraint("fee_minor >= 0 AND (fee_minor = 0) = (fee_state = 'none')", name="fee"),
    sa.UniqueConstraint("cooperative_id", "seller_order_id", name="no_show_once_uq"),
    personal=("given_to",),
)
"""Nobody fetched an order that was to be paid at pickup. `back`: its goods are for sale again; `given`: to `given_to`, since they
would not keep. The fee is what the rule `market.no_show_fee_bps` said on that day."""
