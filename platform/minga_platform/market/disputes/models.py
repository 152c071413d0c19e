"""Disputes of card payments, and what of their cost makers bear."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.market.disputes import states
from minga_platform.market.disputes.evidence import KINDS

dispute = of_cooperative(
    "dispute",
    id_column("payment_id"),
    id_column("order_id"),
    sa.Column("provider_dispute", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    currency(),
    minor("amount_minor"),
    minor("taken_minor"),
    minor("returned_minor"),
    minor("refunded_minor"),
    minor("fee_minor"),
    sa.Column("fee_party", sa.Text, nullable=False),
    instant("due_at", nullable=True),
    sa.Column("evidence", sa.Text, nullable=False, server_default=""),
    sa.Column("answer_state", sa.Text, nullable=False, server_default="none"),
    id_column("answered_by", nullable=True),
    instant("answered_at", nullable=True),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    instant("opened_at"),
    instant("decided_at", nullable=True),
    parent("payment"),
    parent("agent", "answered_by"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    tables.one_of("state", "state", states.DISPUTE_STATES),
    tables.one_of("fee_party", "fee_party", states.FEE_PARTIES),
    tables.one_of("answer_state", "answer_state", ("none", "wanted", "sent")),
    sa.CheckConstraint(
        "amount_minor > 0 AND fee_minor >= 0 AND 0 <= returned_minor AND 0 <= refunded_minor AND returned_minor + refunded_minor <= taken_minor",
        name="amounts",
    ),
    sa.UniqueConstraint("cooperative_id", "provider_dispute", name="dispute_provider_uq"),
    sa.Index("dispute_payment_ix", "cooperative_id", "payment_id"),
    personal=("evidence",),
)
"""One dispute as the provider has it. `taken_minor`: what the bank took, `returned_minor`: what of it came back when it was won,
`refunded_minor`: what became a refund when it was lost; the rest stands in the books as disputed. `evidence` is what an officer
answered; empty where she accepted it."""

dispute_attachment = of_cooperative(
    "dispute_attachment",
    id_column("dispute_id"),
    id_column("file_id"),
    sa.Column("kind", sa.Text, nullable=False),
    parent("dispute"),
    parent("file"),
    tables.one_of("kind", "kind", KINDS),
    sa.UniqueConstraint("cooperative_id", "dispute_id", "kind", name="dispute_attachment_kind_uq"),
)
"""A picture or PDF that goes to the bank with an answer; one of each kind (`evidence.py`). Another answer, where the provider did not
take the first, has its own."""

dispute_fee = of_cooperative(
    "dispute_fee",
    id_column("dispute_id"),
    id_column("stall_id"),
    currency(),
    minor("amount_minor"),
    instant("at"),
    parent("dispute"),
    parent("stall"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "dispute_id", "stall_id", name="dispute_fee_once_uq"),
    append_only=True,
)
"""What of a lost dispute's fee a stall owes, where the co-op's rule says that makers bear it."""
