"""How goods reach the buyer."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, local_text, minor, of_cooperative

pickup_point = of_cooperative(
    "pickup_point",
    local_text("name"),
    sa.Column("address", sa.Text, nullable=False),
    local_text("directions"),
    sa.Column("hours", JSONB, nullable=False),
    sa.Column("takes_cash", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    tables.one_of("state", "state", ("open", "closed")),
)
"""`hours`: [{weekday: 0–6 (Monday 0), from: "10:00", until: "12:00"}] in the co-op's zone."""

delivery_zone = of_cooperative(
    "delivery_zone",
    local_text("name"),
    sa.Column("postcodes", ARRAY(sa.Text), nullable=False),
    minor("fee_minor"),
    currency(),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint("fee_minor >= 0", name="fee"),
)
"""`postcodes`: prefixes that belong to the zone; an empty list takes every address. The fee includes its tax and is the co-op's."""
