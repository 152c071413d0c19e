"""Divisions of an income, with all that they depend on: whoever reads these rows can work them out again."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent
from minga_platform.ledger import chain

distribution = of_cooperative(
    "distribution",
    sa.Column("source", sa.Text, nullable=False),
    id_column("release_id", nullable=True),
    id_column("asset_id", nullable=True),
    sa.Column("fund", sa.Text, nullable=False),
    sa.Column("asset_ids", ARRAY(UUID(as_uuid=True)), nullable=True),
    sa.Column("cause", sa.Text, nullable=True),
    id_column("equation_version_id"),
    sa.Column("maintainer_ids", ARRAY(UUID(as_uuid=True)), nullable=False),
    sa.Column("counted_on", sa.Date, nullable=False),
    currency(),
    minor("amount_minor"),
    minor("left_minor"),
    minor("netted_minor"),
    sa.Column("event_count", sa.Integer, nullable=False),
    sa.Column("input_sha256", sa.LargeBinary, nullable=False),
    id_column("made_by"),
    instant("made_at"),
    parent("release"),
    parent("asset"),
    parent("rule_version", "equation_version_id"),
    parent("agent", "made_by"),
    tables.one_of("source", "source", ("royalty", "fund")),
    sa.CheckConstraint(
        "(source = 'royalty') = (release_id IS NOT NULL AND asset_id IS NOT NULL) AND (source = 'fund') = (fund <> '')",
        name="of",
    ),
    sa.CheckConstraint(
        "amount_minor > 0 AND left_minor BETWEEN 0 AND amount_minor AND netted_minor >= 0", name="amounts"
    ),
    sa.CheckConstraint("octet_length(input_sha256) = 32", name="sha256"),
    sa.Index("distribution_made_ix", "cooperative_id", sa.text("id DESC")),
    sa.Index("distribution_release_ix", "cooperative_id", "release_id"),
    append_only=True,
)
"""One income, divided. `amount_minor`: what was to be divided, of which `left_minor` found nobody and stays where it was;
`netted_minor` was taken off before, for sales that were refunded after their division. `counted_on`: the day from which the age of
contributions is counted. `input_sha256`: over equation, amount, day, maintainers and event set (`amounts.digest`)."""

distribution_line = of_cooperative(
    "distribution_line",
    id_column("distribution_id"),
    id_column("order_line_id"),
    parent("distribution"),
    parent("order_line"),
    sa.UniqueConstraint("cooperative_id", "order_line_id", name="distribution_line_once_uq"),
    sa.Index("distribution_line_ix", "cooperative_id", "distribution_id"),
    append_only=True,
)
"""A sold line whose royalty was taken up by a division: by one at most."""

distribution_event = of_cooperative(
    "distribution_event",
    id_column("distribution_id"),
    id_column("agent_id"),
    sa.Column("events", JSONB, nullable=False),
    parent("distribution"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "distribution_id", "agent_id", name="distribution_event_once_uq"),
    sa.Index("distribution_event_agent_ix", "cooperative_id", "agent_id"),
    append_only=True,
)
"""The event set: every contribution of one agent that was looked at, as it stood then: `[[id, kind, amount, per, day, generation,
paid, spent, counted], …]` by id (see `amounts.Event`). `counted`: `[[bucket, thousandths of a point, minor units where it was owed or
null], …]`. A row for each event was ruled out: a hundred thousand of them took four times as long to write as all the rest."""

distribution_claim = of_cooperative(
    "distribution_claim",
    id_column("distribution_id"),
    id_column("event_id"),
    sa.Column("bucket", sa.Text, nullable=False),
    sa.Column("claim", sa.Text, nullable=False),
    minor("minor", nullable=True),
    parent("distribution"),
    parent("contribution", "event_id"),
    tables.one_of("claim", "claim", ("once", "owed")),
    sa.CheckConstraint("(claim = 'owed') = (minor IS NOT NULL)", name="claim_owed"),
    sa.UniqueConstraint("cooperative_id", "distribution_id", "event_id", "bucket", name="distribution_claim_uq"),
    # An event that was paid once is paid for good, whichever two divisions look at it at the same moment.
    sa.Index(
        "distribution_claim_once_uq",
        "cooperative_id",
        "event_id",
        unique=True,
        postgresql_where=sa.text("claim = 'once'"),
    ),
    sa.Index("distribution_claim_event_ix", "cooperative_id", "event_id"),
    append_only=True,
)
"""An event that something was paid for which ends: once, or an amount of what was owed. The next divisions look here."""

distribution_part = of_cooperative(
    "distribution_part",
    id_column("distribution_id"),
    sa.Column("bucket", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    id_column("agent_id", nullable=True),
    sa.Column("fund", sa.Text, nullable=False),
    minor("amount_minor"),
    sa.Column("points", sa.BigInteger, nullable=False),
    parent("distribution"),
    parent("agent"),
    sa.CheckConstraint("(agent_id IS NULL) = (fund <> '') AND amount_minor > 0", name="whose"),
    sa.Index("distribution_part_ix", "cooperative_id", "distribution_id", "position"),
    sa.Index("distribution_part_agent_ix", "cooperative_id", "agent_id", "distribution_id"),
    append_only=True,
)
"""What somebody, or a fund, got of a bucket."""

share_file = of_cooperative(
    "share_file",
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("transfers", sa.Integer, nullable=False),
    id_column("made_by"),
    instant("made_at"),
    parent("agent", "made_by"),
    sa.CheckConstraint("part > 0 AND transfers > 0", name="part"),
    sa.UniqueConstraint("cooperative_id", "part", name="share_file_part_uq"),
    append_only=True,
)
"""Shares given out as one SEPA order (pain.001), numbered through; encrypted under the key file, since it holds whole bank numbers."""

share_payout = of_cooperative(
    "share_payout",
    id_column("agent_id"),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    currency(),
    minor("amount_minor"),
    id_column("till_id", nullable=True),
    sa.Column("approvals_needed", sa.SmallInteger, nullable=False, server_default="0"),
    id_column("file_id", nullable=True),
    id_column("prepared_by"),
    instant("prepared_at"),
    instant("settled_at", nullable=True),
    parent("agent"),
    parent("share_file", "file_id"),
    parent("agent", "prepared_by"),
    parent("pickup_point", "till_id"),
    tables.one_of("channel", "channel", ("bank", "hand")),
    tables.one_of("state", "state", ("prepared", "paid", "cancelled")),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("(channel = 'hand') = (till_id IS NOT NULL)", name="till"),
    sa.CheckConstraint("(state = 'prepared') = (settled_at IS NULL)", name="settled"),
    sa.Index("share_payout_agent_ix", "cooperative_id", "agent_id", sa.text("id DESC")),
    sa.Index("share_payout_open_ix", "cooperative_id", "id", postgresql_where=sa.text("state = 'prepared'")),
)
"""What is due to a contributor goes to her, by bank or by hand out of a till: set aside first, gone when somebody confirms it.
`approvals_needed`: by how many officers, 0 for none. `file_id`: the one SEPA order that it went out in."""

share_approval = of_cooperative(
    "share_approval",
    id_column("payout_id"),
    id_column("agent_id"),
    instant("at"),
    parent("share_payout", "payout_id"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "payout_id", "agent_id", name="share_approval_once_uq"),
    append_only=True,
)
"""Which officers approved a payout that needs more than one; who prepared it is the first."""

contributor_account = of_cooperative(
    "contributor_account",
    id_column("agent_id"),
    sa.Column("bank_holder", sa.Text, nullable=False),
    sa.Column("bank_number", sa.LargeBinary, nullable=True),
    sa.Column("bank_last_four", sa.Text, nullable=False),
    instant("payee_changed_at", nullable=True),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "agent_id", name="contributor_account_agent_uq"),
    personal=("bank_holder", "bank_number", "bank_last_four"),
)
"""Where a contributor's shares go by bank, as she told herself: the number is encrypted under the key file. Without a row that of her
stall counts, if she keeps one. `payee_changed_at`: when it took the place of another."""

chain.cover(
    distribution,
    "source", "release_id", "asset_id", "fund", "asset_ids", "cause", "equation_version_id", "maintainer_ids", "counted_on",
    "currency", "amount_minor", "left_minor", "netted_minor", "event_count", "input_sha256", "made_by", "made_at",
    written="made_at",
)  # fmt: skip
