"""Windows of ordering. Their state follows from instants; rows say what was planned, and who was told of it."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, local_text, minor, of_cooperative, parent
from minga_platform.market.cycles import states

order_cycle = of_cooperative(
    "order_cycle",
    local_text("name"),
    local_text("note"),
    id_column("coordinator_id"),
    instant("opens_at"),
    instant("closes_at"),
    sa.Column("repeat_days", sa.Integer, nullable=True),
    id_column("made_from_id", nullable=True),
    instant("created_at"),
    instant("opened_at", nullable=True),
    instant("closed_at", nullable=True),
    instant("cancelled_at", nullable=True),
    sa.Column("cancel_reason", sa.Text, nullable=False, server_default=""),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    parent("agent", "coordinator_id"),
    parent("order_cycle", "made_from_id"),
    sa.CheckConstraint("closes_at > opens_at", name="window"),
    sa.CheckConstraint("repeat_days BETWEEN 1 AND 366", name="repeat_days"),
    sa.UniqueConstraint("cooperative_id", "made_from_id", name="order_cycle_next_uq"),
    sa.Index("order_cycle_closes_ix", "cooperative_id", sa.text("closes_at DESC"), sa.text("id DESC")),
)
"""Open from `opens_at` until `closes_at`. `made_from_id`: the cycle of which this is the next (at most one each).
`opened_at`, `closed_at`: when producers were told, which may be long after the instant where nobody was there to tell."""

cycle_supply = of_cooperative(
    "cycle_supply",
    id_column("cycle_id"),
    id_column("stall_id"),
    instant("delivers_from", nullable=True),
    instant("delivers_until", nullable=True),
    sa.Column("instructions", sa.Text, nullable=False, server_default=""),
    parent("order_cycle", "cycle_id"),
    parent("stall"),
    sa.CheckConstraint("(delivers_from IS NULL) = (delivers_until IS NULL)", name="window_whole"),
    sa.CheckConstraint("delivers_until > delivers_from", name="window"),
    sa.UniqueConstraint("cooperative_id", "cycle_id", "stall_id", name="cycle_supply_once_uq"),
    sa.Index("cycle_supply_stall_ix", "cooperative_id", "stall_id"),
)
"""An incoming exchange: which stall brings to the hub, when, and what it should know."""

cycle_good = of_cooperative(
    "cycle_good",
    id_column("cycle_id"),
    id_column("supply_id"),
    id_column("variant_id"),
    parent("order_cycle", "cycle_id"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "supply_id"], ["cycle_supply.cooperative_id", "cycle_supply.id"], ondelete="CASCADE"
    ),
    parent("variant"),
    sa.UniqueConstraint("cooperative_id", "cycle_id", "variant_id", name="cycle_good_once_uq"),
    sa.Index("cycle_good_variant_ix", "cooperative_id", "variant_id"),
)
"""What can be ordered in a cycle."""

cycle_pickup = of_cooperative(
    "cycle_pickup",
    id_column("cycle_id"),
    id_column("pickup_point_id"),
    instant("fetch_from"),
    instant("fetch_until"),
    sa.Column("instructions", sa.Text, nullable=False, server_default=""),
    parent("order_cycle", "cycle_id"),
    parent("pickup_point"),
    sa.CheckConstraint("fetch_until > fetch_from", name="window"),
    sa.UniqueConstraint("cooperative_id", "cycle_id", "pickup_point_id", name="cycle_pickup_once_uq"),
)
"""An outgoing exchange: where the goods of a cycle are fetched, and when."""

cycle_fee = of_cooperative(
    "cycle_fee",
    id_column("cycle_id"),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("bps", sa.Integer, nullable=False, server_default="0"),
    minor("amount_minor"),
    parent("order_cycle", "cycle_id"),
    tables.one_of("purpose", "purpose", states.FEE_PURPOSES),
    tables.one_of("kind", "kind", states.FEE_KINDS),
    sa.CheckConstraint("bps BETWEEN 0 AND 5000 AND amount_minor BETWEEN 0 AND 1000000", name="size"),
    sa.CheckConstraint("CASE kind WHEN 'of_goods' THEN amount_minor = 0 ELSE bps = 0 END", name="one_measure"),
    sa.UniqueConstraint("cooperative_id", "cycle_id", "position", name="cycle_fee_position_uq"),
)
"""What a cycle costs, by purpose, taken out of the makers' net price beside the co-op's fee. In the co-op's currency."""

cycle_told = of_cooperative(
    "cycle_told",
    id_column("cycle_id"),
    id_column("stall_id"),
    sa.Column("what", sa.Text, nullable=False),
    instant("told_at"),
    parent("order_cycle", "cycle_id"),
    parent("stall"),
    tables.one_of("what", "what", states.TOLD),
    sa.UniqueConstraint("cooperative_id", "cycle_id", "stall_id", "what", name="cycle_told_once_uq"),
    append_only=True,
)
"""A producer was told of this. The row is the promise that it happens once, however long nobody was there to do it."""

line_fee = of_cooperative(
    "line_fee",
    id_column("order_line_id"),
    sa.Column("purpose", sa.Text, nullable=False),
    minor("amount_minor"),
    parent("order_line"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "order_line_id", "purpose", name="line_fee_purpose_uq"),
    append_only=True,
)
"""What a line's fee is for: the rows of a line sum to its `fee_minor`. A line without rows has the co-op's fee alone."""
