"""Statements of earnings that a lender can verify."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel.tables import currency, id_column, instant, of_cooperative, parent

earnings_proof = of_cooperative(
    "earnings_proof",
    id_column("stall_id"),
    currency(),
    sa.Column("from_on", sa.Date, nullable=False),
    sa.Column("until_on", sa.Date, nullable=False),
    sa.Column("months", JSONB, nullable=False),
    id_column("made_by"),
    instant("made_at"),
    instant("expires_at"),
    instant("ended_at", nullable=True),
    parent("stall"),
    parent("agent", "made_by"),
    sa.CheckConstraint("from_on < until_on AND expires_at > made_at", name="times"),
    sa.Index("earnings_proof_stall_ix", "cooperative_id", "stall_id"),
)
"""What the books said when it was made: `[{month, earned, refunded, paid}]`, minor units. The link is derived from the id under the
key file, so no secret lies here; the maker may end it at any time."""
