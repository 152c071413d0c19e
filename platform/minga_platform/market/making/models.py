"""How many pieces a week can be made, which week an order's were given, and by when they were promised."""

import sqlalchemy as sa

from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

making_capacity = of_cooperative(
    "making_capacity",
    id_column("stall_id"),
    id_column("product_id", nullable=True),
    sa.Column("per_week", sa.BigInteger, nullable=False),
    sa.Column("not_before", sa.Date, nullable=True),
    sa.Column("is_counted", sa.Boolean, nullable=False, server_default=sa.true()),
    parent("stall"),
    parent("product"),
    sa.CheckConstraint("per_week BETWEEN 1 AND 100000", name="per_week"),
    sa.Index(
        "making_capacity_stall_uq",
        "cooperative_id",
        "stall_id",
        unique=True,
        postgresql_where=sa.text("product_id IS NULL"),
    ),
    sa.Index(
        "making_capacity_product_uq",
        "cooperative_id",
        "product_id",
        unique=True,
        postgresql_where=sa.text("product_id IS NOT NULL"),
    ),
)
"""So many base units a week (pieces, nearly always) of all that a stall makes to order, or of one product; where both are
said, both bind. `not_before`: no new work in weeks before that day's: a holiday, a broken kiln. `is_counted` false: it was given up; what was
promised under it still names it, and counts again when it is taken up."""

making_slot = of_cooperative(
    "making_slot",
    id_column("order_line_id"),
    id_column("capacity_id"),
    sa.Column("week", sa.Date, nullable=False),
    sa.Column("pieces", sa.BigInteger, nullable=False),
    parent("order_line"),
    parent("making_capacity", "capacity_id"),
    sa.CheckConstraint("pieces >= 1", name="pieces"),
    sa.CheckConstraint("extract(isodow FROM week) = 1", name="monday"),
    sa.UniqueConstraint("cooperative_id", "order_line_id", "capacity_id", "week", name="making_slot_once_uq"),
    sa.Index("making_slot_week_ix", "cooperative_id", "capacity_id", "week"),
)
"""So many pieces of a line are made in that week (its Monday). Those of a cancelled part count no longer: that is read from the
part itself, so that no event can be lost between the two."""

promise = of_cooperative(
    "promise",
    id_column("order_line_id"),
    sa.Column("promised_for", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    id_column("said_by", nullable=True),
    instant("said_at"),
    parent("order_line"),
    parent("agent", "said_by"),
    sa.CheckConstraint("(said_by IS NULL) = (reason = '')", name="reason"),
    sa.Index("promise_line_ix", "cooperative_id", "order_line_id", sa.text("said_at DESC")),
    append_only=True,
)
"""By when a line was promised; the last row holds. The first was shown to the buyer before she paid (`said_by` None), or is of
the day her late money arrived; the others are the maker's, with their reason. Nothing is written over."""
