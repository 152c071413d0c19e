"""Store credit and gift vouchers. What is left of each stands in the ledger; these rows say whose it is and where it went."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

voucher = of_cooperative(
    "voucher",
    sa.Column("code_hash", sa.LargeBinary, nullable=False),
    sa.Column("ending", sa.Text, nullable=False),
    currency(),
    minor("issued_minor"),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("bought_for", sa.Text, nullable=False, server_default=""),
    sa.Column("message", sa.Text, nullable=False, server_default=""),
    id_column("issued_by", nullable=True),
    instant("issued_at"),
    instant("expires_at", nullable=True),
    instant("ended_at", nullable=True),
    parent("agent", "issued_by"),
    tables.one_of("cause", "cause", ("paid", "granted", "bought")),
    tables.one_of("state", "state", ("waiting", "open", "lapsed", "void", "stopped")),
    sa.CheckConstraint("(cause = 'bought') = (issued_by IS NULL)", name="issuer"),
    sa.CheckConstraint("issued_minor > 0", name="issued"),
    sa.CheckConstraint("octet_length(code_hash) = 32", name="code_hash"),
    sa.UniqueConstraint("cooperative_id", "code_hash", name="voucher_code_uq"),
    sa.Index("voucher_expiry_ix", "cooperative_id", "expires_at", postgresql_where=sa.text("state = 'open'")),
)
"""A gift voucher. Whoever bears its code may spend it; only the code's hash is kept, and `ending`, its last four letters, to talk
about it. `paid`: somebody bought it at the till; `granted`: the co-op gave it away; `bought`: it stands behind a line of an order
(`order_line.voucher_id`), whose buyer said whom it is `bought_for` and with which `message`. What is left is the balance of its account
in the ledger. It is `waiting` until its line is paid; `void`: its price went back; `stopped`: a bank took its price back, and nobody
spends it any more. Its `note` and words are forgotten when books need not be kept any longer, for no row says whom they name."""

CAUSES = ("granted", "spent", "given_back", "refund", "lapsed", "deposit")

credit_entry = of_cooperative(
    "credit_entry",
    id_column("person_id"),
    currency(),
    sa.Column("cause", sa.Text, nullable=False),
    minor("amount_minor"),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    id_column("order_id", nullable=True),
    id_column("entered_by", nullable=True),
    instant("entered_at"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    parent("agent", "entered_by"),
    tables.one_of("cause", "cause", CAUSES),
    sa.CheckConstraint("amount_minor <> 0", name="amount"),
    sa.Index("credit_entry_person_ix", "cooperative_id", "person_id", sa.text("id DESC")),
    append_only=True,
)
"""What came to somebody's store credit (positive) and what left it: the statement she reads. Its sum is her account in the ledger."""

spending = of_cooperative(
    "spending",
    id_column("order_id"),
    id_column("seller_order_id", nullable=True),
    sa.Column("method", sa.Text, nullable=False),
    id_column("holder_id"),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    sa.Column("refunded_minor", sa.BigInteger, nullable=False, server_default="0"),
    instant("spent_at"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    sa.ForeignKeyConstraint(["cooperative_id", "seller_order_id"], ["seller_order.cooperative_id", "seller_order.id"]),
    tables.one_of("method", "method", ("credit", "voucher", "earnings")),
    tables.one_of("state", "state", ("set_aside", "captured", "given_back", "late")),
    sa.CheckConstraint("amount_minor > 0 AND refunded_minor BETWEEN 0 AND amount_minor", name="bounds"),
    sa.CheckConstraint("refunded_minor = 0 OR state IN ('captured', 'late')", name="refunded"),
    sa.Index(
        "spending_once_uq",
        "cooperative_id",
        "order_id",
        "method",
        "seller_order_id",
        unique=True,
        postgresql_nulls_not_distinct=True,
    ),
    sa.Index("spending_part_ix", "cooperative_id", "seller_order_id"),
)
"""One seller order's part of what is paid out of store credit (`holder_id`: the person), a voucher (the voucher) or a maker's earnings
(her stall); without a seller order it is the delivery fee. `set_aside` until the sale is booked, then `captured`; `given_back` when its
order ended unpaid, `late` when its other money came after that: then all of it goes back."""
