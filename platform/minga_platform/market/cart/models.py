"""The visitor's cart: seen by whoever carries its token, or by the person it was merged into."""

import sqlalchemy as sa

from minga_platform.kernel.tables import id_column, instant, of_person

_OWN = "token_hash = {visitor} OR person_id = {person}"

cart = of_person(
    "cart",
    id_column(),
    sa.Column("token_hash", sa.LargeBinary, nullable=False),
    id_column("person_id", nullable=True),
    instant("created_at"),
    instant("touched_at"),
    sa.PrimaryKeyConstraint("id"),
    sa.UniqueConstraint("token_hash", name="cart_token_uq"),
    sa.Index("cart_person_uq", "person_id", unique=True, postgresql_where=sa.text("person_id IS NOT NULL")),
    visible=_OWN,
)
"""`token_hash` is SHA-256 of a 256-bit token that only the visitor holds; a person has one cart."""

cart_line = of_person(
    "cart_line",
    id_column(),
    id_column("cart_id"),
    id_column("cooperative_id"),
    id_column("variant_id"),
    sa.Column("quantity", sa.BigInteger, nullable=False),
    sa.Column("seen_price_minor", sa.BigInteger, nullable=False),
    sa.Column("seen_title", sa.Text, nullable=False),
    sa.Column("gift_for", sa.Text, nullable=False, server_default=""),
    sa.Column("gift_message", sa.Text, nullable=False, server_default=""),
    instant("added_at"),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["cart_id"], ["cart.id"], ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["cooperative_id"], ["cooperative.id"]),
    sa.UniqueConstraint("cart_id", "cooperative_id", "variant_id", name="cart_line_once_uq"),
    sa.CheckConstraint("quantity BETWEEN 1 AND 1000000000000", name="quantity"),
    visible="EXISTS (SELECT 1 FROM cart WHERE cart.id = cart_id)",
)
"""`quantity` in base units of the variant. `seen_*` is what the buyer saw when she put it in: changes are told against it.
`gift_*`: of a gift voucher, whom it is for and what is written on it.
No foreign key to the variant: a line outlives a deleted variant, and says so."""
