"""Lots: what was harvested or made together, who made it, and which lines it went to."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

lot = of_cooperative(
    "lot",
    id_column("stall_id"),
    id_column("stock_item_id"),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("produced", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("received", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("lost", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("taken", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("harvested_on", sa.Date, nullable=True),
    sa.Column("expires_on", sa.Date, nullable=True),
    id_column("opened_by"),
    instant("opened_at"),
    instant("recalled_at", nullable=True),
    id_column("recalled_by", nullable=True),
    sa.Column("recall_reason", sa.Text, nullable=False, server_default=""),
    parent("stall"),
    parent("stock_item"),
    parent("agent", "opened_by"),
    parent("agent", "recalled_by"),
    sa.CheckConstraint(
        "produced >= 0 AND received >= 0 AND lost >= 0 AND taken >= 0 AND taken <= produced + received - lost",
        name="never_more",
    ),
    sa.CheckConstraint("(recalled_at IS NULL) = (recalled_by IS NULL)", name="recalled"),
    sa.UniqueConstraint("cooperative_id", "stall_id", "code", name="lot_code_uq"),
    sa.Index("lot_stock_ix", "cooperative_id", "stock_item_id"),
)
"""Base units of its stock item. What lines took is never more than was produced and received, less what was lost. As long as a stock
item has a lot, nothing of it is packed that is of none."""

lot_source = of_cooperative(
    "lot_source",
    id_column("lot_id"),
    sa.Column("producer", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    id_column("written_by"),
    instant("at"),
    parent("lot"),
    parent("agent", "written_by"),
    tables.one_of("kind", "kind", ("produced", "received", "lost")),
    sa.CheckConstraint("quantity >= 1", name="quantity"),
    sa.Index("lot_source_lot_ix", "cooperative_id", "lot_id"),
    append_only=True,
)
"""So much came into a lot from one producer (a lot may come from many), or was lost of it."""

lot_line = of_cooperative(
    "lot_line",
    id_column("lot_id"),
    id_column("order_line_id"),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    instant("at"),
    parent("lot"),
    parent("order_line"),
    sa.CheckConstraint("quantity >= 1", name="quantity"),
    sa.UniqueConstraint("cooperative_id", "order_line_id", "lot_id", name="lot_line_once_uq"),
    sa.Index("lot_line_lot_ix", "cooperative_id", "lot_id"),
)
"""A line has so much of a lot, in base units of the stock item. Gone again when it was not packed from it after all."""
