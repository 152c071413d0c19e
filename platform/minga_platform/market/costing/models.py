"""What a variant costs its maker to make: sheets, of which the last one counts. Seen by its stall alone."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, parent

costing_sheet = of_cooperative(
    "costing_sheet",
    id_column("variant_id"),
    sa.Column("pieces", sa.BigInteger, nullable=False),
    sa.Column("materials", JSONB, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    minor("overhead_minor"),
    currency(),
    minor("wage_minor"),
    minor("floor_minor"),
    sa.Column("fee_bps", sa.Integer, nullable=False),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    sa.Column("royalty_bps", sa.Integer, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    id_column("written_by"),
    instant("written_at"),
    parent("variant"),
    parent("agent", "written_by"),
    sa.CheckConstraint("pieces BETWEEN 1 AND 1000000000", name="pieces"),
    sa.CheckConstraint("minutes BETWEEN 0 AND 1000000", name="minutes"),
    sa.CheckConstraint("overhead_minor >= 0 AND wage_minor >= 0 AND floor_minor >= 0", name="amounts"),
    sa.CheckConstraint("jsonb_typeof(materials) = 'array' AND jsonb_array_length(materials) <= 40", name="materials"),
    sa.Index("costing_sheet_variant_ix", "cooperative_id", "variant_id", sa.text("written_at DESC")),
    append_only=True,
)
"""For a batch of `pieces` base units: `materials` ([{what, minor}]), `minutes` of work, `overhead_minor` (rent, energy, tools).
`wage_minor`, the rates and `floor_minor` are those of the day it was written: a sheet of last year says what was true then."""
