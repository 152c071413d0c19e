"""Which release a product is made from, and on what basis each line of it was sold."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.ledger import chain

BASES = ("open", "own", "eligible", "certificate", "paid", "royalty", "thanks")
"""By what right a product is sold: the licence is open · the maker holds the rights · she meets its condition · she holds
a certificate · a paid licence · she leaves the royalty that the licence asks for · it is open, and she says thanks."""

product_release = of_cooperative(
    "product_release",
    id_column("product_id"),
    id_column("release_id"),
    sa.Column("thanks_bps", sa.Integer, nullable=False),
    id_column("set_by"),
    instant("set_at"),
    parent("product"),
    parent("release"),
    parent("agent", "set_by"),
    sa.CheckConstraint("thanks_bps BETWEEN 0 AND 3000", name="thanks"),
    sa.UniqueConstraint("cooperative_id", "product_id", name="product_release_product_uq"),
    sa.Index("product_release_release_ix", "cooperative_id", "release_id"),
)
"""A product is made from one release. `thanks_bps`: what its maker leaves of the net price where nothing is owed."""

sale_basis = of_cooperative(
    "sale_basis",
    id_column("order_line_id"),
    id_column("product_id"),
    id_column("release_id"),
    id_column("asset_id"),
    id_column("agent_id"),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("clause", sa.Text, nullable=False),
    id_column("grant_id", nullable=True),
    sa.Column("royalty_bps", sa.Integer, nullable=False),
    minor("base_minor"),
    minor("royalty_minor"),
    currency(),
    instant("at"),
    parent("order_line"),
    parent("product"),
    parent("release"),
    parent("asset"),
    parent("agent"),
    tables.one_of("basis", "basis", BASES),
    sa.CheckConstraint("royalty_bps = 0 OR basis IN ('royalty', 'thanks')", name="owed"),
    sa.CheckConstraint("royalty_minor BETWEEN 0 AND base_minor", name="royalty"),
    sa.UniqueConstraint("cooperative_id", "order_line_id", name="sale_basis_line_uq"),
    sa.Index("sale_basis_release_ix", "cooperative_id", "release_id", "id"),
    append_only=True,
)
"""Frozen at the sale, as the licence, the maker's status and her certificates were at that moment: what of them proved the
basis (`clause` of `licence`, `grant_id`), rate, base (the net price) and amount. What ends later changes no sale."""

chain.cover(
    sale_basis,
    "order_line_id", "product_id", "release_id", "asset_id", "agent_id", "basis", "licence", "clause", "grant_id",
    "royalty_bps", "base_minor", "royalty_minor", "currency", "at",
)  # fmt: skip
