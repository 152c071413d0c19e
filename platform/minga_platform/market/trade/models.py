"""Groups of buyers, what they pay, and on what terms."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

buyer_group = of_cooperative(
    "buyer_group",
    sa.Column("name", sa.Text, nullable=False),
    currency(),
    sa.Column("off_bps", sa.Integer, nullable=False),
    minor("least_order_minor"),
    minor("credit_limit_minor"),
    sa.Column("due_days", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    id_column("made_by"),
    instant("made_at"),
    parent("agent", "made_by"),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint("off_bps BETWEEN 0 AND 9000", name="off"),
    sa.CheckConstraint(
        "least_order_minor >= 0 AND credit_limit_minor >= 0 AND due_days BETWEEN 0 AND 180", name="terms"
    ),
    sa.UniqueConstraint("cooperative_id", "name", name="buyer_group_name_uq"),
)
"""Buyers on the same terms (restaurants, shops, schools). `off_bps`: so much off every price that has none of its own here.
`credit_limit_minor`: how much of a buyer's invoices may be open at once; 0 is no invoices. `due_days`: after placing."""

group_buyer = of_cooperative(
    "group_buyer",
    id_column("group_id"),
    id_column("person_id"),
    id_column("added_by"),
    instant("added_at"),
    instant("left_at", nullable=True),
    parent("buyer_group", "group_id"),
    parent("agent", "added_by"),
    sa.Index(
        "group_buyer_once_uq",
        "cooperative_id",
        "person_id",
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    ),
    sa.Index("group_buyer_group_ix", "cooperative_id", "group_id"),
)
"""Who buys on a group's terms: of one group at a time. Her row is locked while her credit limit is looked at."""

group_price = of_cooperative(
    "group_price",
    id_column("group_id"),
    id_column("variant_id"),
    currency(),
    minor("price_minor"),
    sa.Column("least", sa.BigInteger, nullable=False),
    parent("buyer_group", "group_id"),
    sa.ForeignKeyConstraint(["cooperative_id", "variant_id"], ["variant.cooperative_id", "variant.id"]),
    sa.CheckConstraint("price_minor >= 0 AND least >= 1", name="bounds"),
    sa.UniqueConstraint("cooperative_id", "group_id", "variant_id", name="group_price_once_uq"),
)
"""A group's own price of a variant, for the same base units as its usual one, from `least` base units on."""
