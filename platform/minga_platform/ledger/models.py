"""Accounts, journals, transfers, and what the database itself holds true about them.

A *transfer* moves one amount from one account to another of the same unit. A *journal* is the occasion: all transfers
of one happening, under one key. Both never change. Balances with a limit stand in `balance`, kept by the database in
the same statement; all other balances are sums, shortened by a daily `checkpoint`. The chain is written behind
(`chain.py`).
"""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent
from minga_platform.ledger import chain, guards
from minga_platform.ledger.chart import AccountKind

account = of_cooperative(
    "account",
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    id_column("holder_id", nullable=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column("direction", sa.SmallInteger, nullable=False),
    sa.Column("minimum", sa.BigInteger, nullable=True),
    instant("opened_at"),
    sa.UniqueConstraint(
        "cooperative_id",
        "unit",
        "kind",
        "holder_id",
        "purpose",
        name="account_name_uq",
        postgresql_nulls_not_distinct=True,
    ),
    # The target of foreign keys that carry the unit: a transfer between two units cannot be written.
    sa.UniqueConstraint("cooperative_id", "id", "unit", name="account_unit_uq"),
    sa.Index("account_holder_ix", "cooperative_id", "holder_id"),
    sa.CheckConstraint("unit ~ '^[A-Z][A-Z0-9_]{1,15}$'", name="unit"),
    sa.CheckConstraint("direction IN (1, -1)", name="direction"),
    tables.one_of("kind", "kind", tuple(kind.value for kind in AccountKind)),
    append_only=True,
)
"""`direction` and `minimum` as in the chart: 1 where debits raise it; the smallest balance in its direction, or
none."""

journal = of_cooperative(
    "journal",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("subject_kind", sa.Text, nullable=False),
    id_column("subject_id"),
    sa.Column("key", sa.Text, nullable=False),
    id_column("by_person_id", nullable=True),
    id_column("for_person_id", nullable=True),
    sa.Column("system", sa.Text, nullable=True),
    instant("at"),
    sa.UniqueConstraint("cooperative_id", "key", name="journal_key_uq"),
    sa.Index("journal_subject_ix", "cooperative_id", "subject_kind", "subject_id"),
    append_only=True,
)
"""One happening: a sale, a refund. `key` makes it happen once; `subject` is what it is about (a seller order, a
payout)."""

transfer = of_cooperative(
    "transfer",
    id_column("journal_id"),
    sa.Column("place", sa.SmallInteger, nullable=False),
    id_column("debit_id"),
    id_column("credit_id"),
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    id_column("names", nullable=True),
    id_column("reverses", nullable=True),
    id_column("seller_order_id", nullable=True),
    id_column("order_line_id", nullable=True),
    sa.Column("purpose", sa.Text, nullable=False),
    instant("at"),
    parent("journal"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "debit_id", "unit"],
        ["account.cooperative_id", "account.id", "account.unit"],
        name="transfer_debit_fk",
    ),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "credit_id", "unit"],
        ["account.cooperative_id", "account.id", "account.unit"],
        name="transfer_credit_fk",
    ),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "names"], ["transfer.cooperative_id", "transfer.id"], name="transfer_names_fk"
    ),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "reverses"], ["transfer.cooperative_id", "transfer.id"], name="transfer_reverses_fk"
    ),
    sa.CheckConstraint("amount BETWEEN 1 AND 10000000000000", name="amount"),
    sa.CheckConstraint("debit_id <> credit_id", name="two_accounts"),
    sa.CheckConstraint("(state IN ('post', 'void')) = (names IS NOT NULL)", name="names"),
    sa.CheckConstraint("reverses IS NULL OR state = 'posted'", name="reverses"),
    tables.one_of("state", "state", ("posted", "pending", "post", "void")),
    sa.UniqueConstraint("cooperative_id", "journal_id", "place", name="transfer_place_uq"),
    sa.Index("transfer_debit_ix", "cooperative_id", "debit_id", "id"),
    sa.Index("transfer_credit_ix", "cooperative_id", "credit_id", "id"),
    # Unique facts: a pending transfer is settled once, a transfer is reversed once, however many try at the same time.
    sa.Index(
        "transfer_names_uq", "cooperative_id", "names", unique=True, postgresql_where=sa.text("names IS NOT NULL")
    ),
    sa.Index(
        "transfer_reverses_uq",
        "cooperative_id",
        "reverses",
        unique=True,
        postgresql_where=sa.text("reverses IS NOT NULL"),
    ),
    sa.Index(
        "transfer_seller_order_ix",
        "cooperative_id",
        "seller_order_id",
        postgresql_where=sa.text("seller_order_id IS NOT NULL"),
    ),
    append_only=True,
)
"""`state`: `posted` moves at once; `pending` sets aside until a second row `post`s or `void`s it, which `names` it."""

balance = of_cooperative(
    "balance",
    sa.Column("unit", sa.Text, nullable=False),
    sa.Column("direction", sa.SmallInteger, nullable=False),
    sa.Column("posted", sa.BigInteger, nullable=False),
    sa.Column("pending", sa.BigInteger, nullable=False),
    sa.Column("minimum", sa.BigInteger, nullable=False),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "id", "unit"],
        ["account.cooperative_id", "account.id", "account.unit"],
        name="balance_account_fk",
    ),
    sa.CheckConstraint("posted - pending >= minimum", name="minimum"),
    sa.CheckConstraint("pending >= 0", name="pending"),
    app="SELECT",
)
"""Only for accounts with a limit; `id` is the account's. `posted` counts in the account's own direction, `pending` is
what is set aside to leave it. Written by the triggers of `guards.py` alone."""

checkpoint = of_cooperative(
    "checkpoint",
    id_column("account_id"),
    id_column("below_id"),
    sa.Column("debits", sa.Numeric(30, 0), nullable=False),
    sa.Column("credits", sa.Numeric(30, 0), nullable=False),
    instant("at"),
    parent("account"),
    sa.UniqueConstraint("cooperative_id", "account_id", "below_id", name="checkpoint_below_uq"),
    append_only=True,
    app="SELECT",
)
"""Sums of an account's posted transfers with an id below `below_id`. Such a sum is final, because the database takes no
transfer whose id was not born within ten minutes of now, and checkpoints stay an hour behind."""

chain_link = of_cooperative(
    "chain_link",
    sa.Column("sequence", sa.BigInteger, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("hash", sa.LargeBinary, nullable=False),
    instant("at"),
    sa.UniqueConstraint("cooperative_id", "sequence", name="chain_link_sequence_uq"),
    sa.CheckConstraint("sequence > 0", name="sequence"),
    sa.CheckConstraint("octet_length(hash) = 32", name="hash"),
    append_only=True,
    app="SELECT",
)
"""The audit chain of a co-op: `id` is the row's, `hash` = SHA-256(previous hash ‖ canonical row). See `chain.py`."""

tables.also(*guards.STATEMENTS)

chain.cover(
    journal, "kind", "subject_kind", "subject_id", "key", "by_person_id", "for_person_id", "system", "at",
    born_now=True,
)  # fmt: skip
chain.cover(
    transfer, "journal_id", "place", "debit_id", "credit_id", "unit", "amount", "state", "names", "reverses",
    "seller_order_id", "order_line_id", "purpose", "at", born_now=True,
)  # fmt: skip
chain.cover(account, "unit", "kind", "holder_id", "purpose", "direction", "minimum", "opened_at", written="opened_at")
