"""Tables of grants: who may use which release for what, until when, by what right; and how a certificate is signed."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from minga_commons.licences.terms import ACTS
from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent

BASES = ("eligible", "given", "paid")
"""Why a grant is given: its holder is what the licence asks for; all who hold rights agreed; it was bought, and all agreed."""

certificate_key = of_cooperative(
    "certificate_key",
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    instant("made_at"),
    instant("retired_at", nullable=True),
    sa.CheckConstraint("octet_length(public_key) = 32", name="ed25519"),
    sa.Index("certificate_key_open_uq", "cooperative_id", unique=True, postgresql_where=sa.text("retired_at IS NULL")),
)
"""The co-op's Ed25519 key for certificates; its private part is sealed under the installation's key file."""

licence_grant = of_cooperative(
    "licence_grant",
    id_column("release_id"),
    id_column("agent_id", nullable=True),
    sa.Column("holder", sa.Text, nullable=False),
    sa.Column("licence", sa.Text, nullable=False),
    sa.Column("acts", ARRAY(sa.Text), nullable=False),
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("predicates", JSONB, nullable=False),
    sa.Column("claim_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
    id_column("order_line_id", nullable=True),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=True),
    instant("issued_at"),
    id_column("issued_by_agent_id", nullable=True),
    sa.Column("payload", sa.Text, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    id_column("key_id"),
    instant("revoked_at", nullable=True),
    id_column("revoked_by_agent_id", nullable=True),
    sa.Column("revoked_because", sa.Text, nullable=False, server_default=""),
    instant("expired_at", nullable=True),
    instant("warned_at", nullable=True),
    parent("release"),
    parent("agent"),
    parent("agent", "issued_by_agent_id"),
    parent("agent", "revoked_by_agent_id"),
    parent("certificate_key", "key_id"),
    parent("order_line"),
    tables.one_of("basis", "basis", BASES),
    sa.CheckConstraint(f"acts <@ ARRAY{list(ACTS)!r}::text[] AND cardinality(acts) > 0", name="acts"),
    sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="days"),
    sa.CheckConstraint("(basis = 'paid') = (order_line_id IS NOT NULL)", name="paid"),
    sa.CheckConstraint("agent_id IS NOT NULL OR basis = 'paid'", name="holder"),
    sa.CheckConstraint("revoked_at IS NOT NULL OR revoked_because = ''", name="revoked"),
    sa.CheckConstraint("octet_length(signature) = 64", name="ed25519"),
    sa.UniqueConstraint("cooperative_id", "order_line_id", name="licence_grant_line_uq"),
    sa.Index("licence_grant_agent_ix", "cooperative_id", "agent_id", "release_id"),
    sa.Index("licence_grant_release_ix", "cooperative_id", "release_id", "id"),
    sa.Index(
        "licence_grant_until_ix",
        "cooperative_id",
        "valid_until",
        postgresql_where=sa.text("revoked_at IS NULL AND expired_at IS NULL"),
    ),
    personal=("holder", "payload", "revoked_because"),
)
"""The recorded answer that somebody may do `acts` with a release from one civil day to another, the last included.
`payload`: the very text that is signed. `predicates`: what was known of the holder then, status → last day. A grant without an
agent was bought by somebody whom the co-op does not know yet. `expired_at`: when its end was announced; `warned_at`: when it was told that the end is near."""

licence_offer = of_cooperative(
    "licence_offer",
    id_column("release_id"),
    id_column("variant_id"),
    sa.Column("acts", ARRAY(sa.Text), nullable=False),
    sa.Column("days", sa.Integer, nullable=True),
    id_column("offered_by_agent_id"),
    instant("offered_at"),
    instant("closed_at", nullable=True),
    parent("release"),
    parent("variant"),
    parent("agent", "offered_by_agent_id"),
    sa.CheckConstraint(f"acts <@ ARRAY{list(ACTS)!r}::text[] AND cardinality(acts) > 0", name="acts"),
    sa.CheckConstraint("days BETWEEN 1 AND 36600", name="days"),
    sa.Index(
        "licence_offer_variant_uq",
        "cooperative_id",
        "variant_id",
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    ),
    sa.Index("licence_offer_release_ix", "cooperative_id", "release_id"),
)
"""A paid licence, sold as an ordinary variant of a product: who buys it gets a grant. `days`: how long it lasts, empty for
good. It yields grants only while every holder of rights, ancestors included, has agreed (`licence_offer_consent`)."""

licence_offer_consent = of_cooperative(
    "licence_offer_consent",
    id_column("offer_id"),
    id_column("of_release_id"),
    id_column("agent_id", nullable=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("evidence", sa.Text, nullable=False, server_default=""),
    instant("at"),
    id_column("recorded_by_agent_id"),
    parent("licence_offer", "offer_id"),
    parent("agent"),
    parent("agent", "recorded_by_agent_id"),
    sa.CheckConstraint("char_length(evidence) <= 2000", name="evidence"),
    sa.CheckConstraint("agent_id = recorded_by_agent_id OR evidence <> ''", name="proven"),
    sa.UniqueConstraint("cooperative_id", "offer_id", "of_release_id", "name", name="licence_offer_consent_once_uq"),
    personal=("name", "evidence"),
)
"""A holder of rights agrees to an offer: herself, or recorded by a keeper with the evidence (a letter, a message) where she
is known by name only or belongs to another co-op."""

community_permission = of_cooperative(
    "community_permission",
    id_column("asset_id"),
    sa.Column("community", sa.Text, nullable=False),
    sa.Column("acts", ARRAY(sa.Text), nullable=False),
    sa.Column("decision", sa.Text, nullable=False),
    sa.Column("valid_until", sa.Date, nullable=True),
    instant("recorded_at"),
    id_column("recorded_by_agent_id"),
    instant("ended_at", nullable=True),
    parent("asset"),
    parent("agent", "recorded_by_agent_id"),
    sa.CheckConstraint(f"acts <@ ARRAY{list(ACTS)!r}::text[] AND cardinality(acts) > 0", name="acts"),
    sa.CheckConstraint("char_length(decision) BETWEEN 1 AND 4000", name="decision"),
    sa.Index("community_permission_asset_ix", "cooperative_id", "asset_id"),
)
"""What a community decided to allow with a work that holds its knowledge, in its words or as an address, beyond that it may be
shown here (`asset.consent`)."""
