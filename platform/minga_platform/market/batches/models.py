"""The files that a batch of payouts was given out as, so that asking again gives the same bytes and nobody is paid twice."""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import id_column, instant, of_cooperative, parent
from minga_platform.market.batches.kinds import KINDS

payout_file = of_cooperative(
    "payout_file",
    id_column("batch_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("part", sa.Integer, nullable=False),
    sa.Column("sealed", sa.LargeBinary, nullable=False),
    sa.Column("transfers", sa.Integer, nullable=False),
    id_column("made_by"),
    instant("made_at"),
    parent("agent", "made_by"),
    tables.one_of("kind", "kind", KINDS),
    sa.CheckConstraint("part > 0 AND transfers > 0", name="part"),
    sa.UniqueConstraint("cooperative_id", "batch_id", "kind", "part", name="payout_file_part_uq"),
    append_only=True,
)
"""One file, encrypted under the key file, since it holds whole bank numbers. What could not go into part 1 (a payee changed a
short while ago, an approval is missing) goes into the next part once it can."""

payout_file_item = of_cooperative(
    "payout_file_item",
    id_column("file_id"),
    id_column("payout_id"),
    sa.Column("kind", sa.Text, nullable=False),
    parent("payout_file", "file_id"),
    parent("payout"),
    tables.one_of("kind", "kind", KINDS),
    sa.UniqueConstraint("cooperative_id", "payout_id", "kind", name="payout_file_item_once_uq"),
    append_only=True,
)
"""Which payouts a file holds: each is in one file of a kind at most."""
