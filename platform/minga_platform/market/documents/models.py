"""Invoices, credit notes and self-billing documents: numbered without gaps, and never changed."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.market.documents.kinds import KINDS, PARTS

document_series = of_cooperative(
    "document_series",
    sa.Column("series", sa.Text, nullable=False),
    sa.Column("last", sa.BigInteger, nullable=False),
    sa.UniqueConstraint("cooperative_id", "series", name="document_series_uq"),
    sa.CheckConstraint("last >= 0", name="last"),
)
"""The counter of one series, locked by the unit that makes a document: who fails gives its number back with all else."""

trade_document = of_cooperative(
    "trade_document",
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("series", sa.Text, nullable=False),
    sa.Column("number", sa.BigInteger, nullable=False),
    id_column("journal_id", nullable=True),
    id_column("refund_id", nullable=True),
    id_column("payout_id", nullable=True),
    id_column("order_id", nullable=True),
    id_column("stall_id", nullable=True),
    id_column("mirrors_id", nullable=True),
    sa.Column("language", sa.Text, nullable=False),
    currency(),
    minor("net_minor"),
    minor("tax_minor"),
    minor("total_minor"),
    sa.Column("snapshot", JSONB, nullable=False),
    instant("issued_at"),
    parent("journal"),
    parent("refund"),
    parent("payout"),
    sa.ForeignKeyConstraint(["cooperative_id", "order_id"], ["sale_order.cooperative_id", "sale_order.id"]),
    parent("stall"),
    parent("trade_document", "mirrors_id"),
    tables.one_of("kind", "kind", tuple(KINDS)),
    sa.CheckConstraint("number >= 1", name="number"),
    sa.CheckConstraint("total_minor = net_minor + tax_minor", name="total"),
    sa.CheckConstraint(
        "CASE kind WHEN 'invoice' THEN journal_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NULL "
        "WHEN 'credit_note' THEN refund_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NOT NULL "
        "WHEN 'supply_credit' THEN refund_id IS NOT NULL AND stall_id IS NOT NULL AND mirrors_id IS NOT NULL "
        "ELSE payout_id IS NOT NULL AND stall_id IS NOT NULL END AND num_nonnulls(journal_id, refund_id, payout_id) = 1",
        name="cause",
    ),
    sa.UniqueConstraint("cooperative_id", "series", "number", name="trade_document_number_uq"),
    sa.UniqueConstraint("cooperative_id", "journal_id", name="trade_document_journal_uq"),
    sa.UniqueConstraint("cooperative_id", "refund_id", "mirrors_id", name="trade_document_refund_uq"),
    sa.UniqueConstraint("cooperative_id", "payout_id", name="trade_document_payout_uq"),
    sa.Index("trade_document_order_ix", "cooperative_id", "order_id"),
    sa.Index("trade_document_stall_ix", "cooperative_id", "stall_id", sa.text("number DESC")),
    append_only=True,
)
"""One document, with one cause: the journal of a sale, a refund (for each invoice that it touches), or a payout.
`mirrors_id`: the invoice that a credit note takes back. `snapshot`: names, lines and order as they were; renaming changes none of it.
A credit note's amounts are positive: what is given back; so are those of a supply credit, which mirrors a self-billing document.
A self-billing document's total is what the maker gets. Its tax is that of two supplies that go two ways, hers and the co-op's, of which
the latter is taken off: what each comes to is told by its rates, and the two are never set off against each other on paper."""

issuer = of_cooperative(
    "issuer",
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("tax_number", sa.Text, nullable=False),
    sa.Column("register_number", sa.Text, nullable=False),
    id_column("set_by"),
    instant("set_at"),
    parent("agent", "set_by"),
    append_only=True,
)
"""Who issues the co-op's documents: its legal name and numbers. The newest row holds; a document keeps what held when it was made."""

billing_party = of_cooperative(
    "billing_party",
    id_column("person_id"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("tax_number", sa.Text, nullable=False),
    instant("told_at"),
    sa.UniqueConstraint("cooperative_id", "person_id", name="billing_party_once_uq"),
    personal=("name", "address", "tax_number"),
)
"""Whom a buyer's invoices are made out to, where she buys for a business: its legal name, address and tax number. A document keeps
what held when it was made."""

document_rate = of_cooperative(
    "document_rate",
    id_column("document_id"),
    sa.Column("part", sa.Text, nullable=False),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    minor("net_minor"),
    minor("tax_minor"),
    parent("trade_document", "document_id"),
    tables.one_of("part", "part", PARTS),
    sa.UniqueConstraint("cooperative_id", "document_id", "part", "tax_bps", name="document_rate_uq"),
    append_only=True,
)
"""A document's amounts by rate of tax. On a self-billing document fee and royalty are negative, for they are taken off."""

document_party = of_cooperative(
    "document_party",
    id_column("document_id"),
    sa.Column("party", JSONB, nullable=False),
    instant("issued_at"),
    parent("trade_document", "document_id"),
    sa.UniqueConstraint("cooperative_id", "document_id", name="document_party_uq"),
    personal=("party",),
)
"""Who stands on a document beside the co-op: `{name, mail, phone, street, postcode, town}`. A row of its own, since it is the one
thing that is blanked when the law no longer wants it kept; a trigger lets nothing else happen to it."""

tables.also(
    """CREATE FUNCTION document_party_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.party = '{}'::jsonb AND to_jsonb(NEW) - 'party' = to_jsonb(OLD) - 'party' THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'who stands on a document stays as written' USING ERRCODE = 'restrict_violation';
    END $$""",
    "CREATE TRIGGER document_party_stays BEFORE UPDATE ON document_party FOR EACH ROW EXECUTE FUNCTION document_party_stays()",
    "ALTER TABLE document_party ENABLE ALWAYS TRIGGER document_party_stays",
)
