"""How goods reach the buyer."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, local_text, minor, of_cooperative, parent


def _plan(place: str) -> tuple[sa.schema.SchemaItem, ...]:
    """What makes a place's weekly hours into times that buyers choose."""
    return (
        sa.Column("has_slots", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("slot_minutes", sa.Integer, nullable=True),
        sa.Column("slot_capacity", sa.Integer, nullable=True),
        sa.Column("cutoff_minutes", sa.Integer, nullable=False, server_default="0"),
        sa.CheckConstraint(
            "slot_minutes BETWEEN 5 AND 1440 AND slot_capacity BETWEEN 1 AND 100000 AND cutoff_minutes BETWEEN 0 AND 20160",
            name=f"{place}_slots",
        ),
    )


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
    sa.Column("latitude_microdegrees", sa.Integer, nullable=True),
    sa.Column("longitude_microdegrees", sa.Integer, nullable=True),
    *_plan("point"),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint(
        "(latitude_microdegrees IS NULL) = (longitude_microdegrees IS NULL) AND latitude_microdegrees BETWEEN -90000000 AND 90000000"
        " AND longitude_microdegrees BETWEEN -180000000 AND 180000000",
        name="place",
    ),
)
"""`hours`: [{weekday: 0–6 (Monday 0), from: "10:00", until: "12:00"}] in the co-op's zone.
With `has_slots` buyers choose a slot: an opening, or a piece of `slot_minutes` of it, for `slot_capacity` orders (none: any
number), until `cutoff_minutes` before it begins. `*_microdegrees`: where it is on the Earth, north and east positive, where somebody
said so."""

delivery_zone = of_cooperative(
    "delivery_zone",
    local_text("name"),
    sa.Column("postcodes", ARRAY(sa.Text), nullable=False),
    minor("fee_minor"),
    currency(),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    sa.Column("hours", JSONB, nullable=False, server_default="[]"),
    sa.Column("fee_basis", sa.Text, nullable=False, server_default="flat"),
    sa.Column("fee_steps", JSONB, nullable=False, server_default="[]"),
    sa.Column("free_from_minor", sa.BigInteger, nullable=True),
    *_plan("zone"),
    tables.one_of("state", "state", ("open", "closed")),
    tables.one_of("fee_basis", "fee_basis", ("flat", "value", "weight")),
    sa.CheckConstraint("fee_minor >= 0", name="fee"),
    sa.CheckConstraint("free_from_minor >= 0", name="free_from"),
)
"""`postcodes`: prefixes that belong to the zone; an empty list takes every address. The fee includes its tax and is the co-op's.
`fee_steps`: [{from, fee_minor}], rising: from so much on (minor units of the goods, or grams) that fee holds instead; from
`free_from_minor` of goods on it is free. `hours`: when the co-op drives there, as for a pickup point."""

carrier = of_cooperative(
    "carrier",
    sa.Column("name", sa.Text, nullable=False),
    local_text("about"),
    sa.Column("tracking_pattern", sa.Text, nullable=False, server_default=""),
    minor("fee_minor"),
    currency(),
    sa.Column("fee_steps", JSONB, nullable=False, server_default="[]"),
    sa.Column("free_from_minor", sa.BigInteger, nullable=True),
    sa.Column("most_grams", sa.BigInteger, nullable=True),
    sa.Column("tax_bps", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, server_default="0"),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint("fee_minor >= 0 AND free_from_minor >= 0 AND most_grams > 0", name="fee"),
)
"""Whoever brings parcels anywhere. `fee_steps` by grams, as those of a zone. `tracking_pattern`: an https address with `{number}` in it,
or empty. It takes no parcel above `most_grams`."""

opening_exception = of_cooperative(
    "opening_exception",
    id_column("pickup_point_id", nullable=True),
    id_column("delivery_zone_id", nullable=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("hours", JSONB, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    parent("pickup_point"),
    parent("delivery_zone"),
    sa.CheckConstraint("num_nonnulls(pickup_point_id, delivery_zone_id) = 1", name="one_place"),
    sa.UniqueConstraint("cooperative_id", "pickup_point_id", "day", name="opening_exception_point_uq"),
    sa.UniqueConstraint("cooperative_id", "delivery_zone_id", "day", name="opening_exception_zone_uq"),
)
"""What holds on one day instead of the weekly hours: `hours` [{from, until}], none where it is closed. `note`: why, for buyers."""

slot = of_cooperative(
    "slot",
    id_column("pickup_point_id", nullable=True),
    id_column("delivery_zone_id", nullable=True),
    instant("opens_at"),
    instant("closes_at"),
    sa.Column("capacity", sa.Integer, nullable=True),
    sa.Column("own_capacity", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("taken", sa.Integer, nullable=False, server_default="0"),
    sa.Column("state", sa.Text, nullable=False),
    parent("pickup_point"),
    parent("delivery_zone"),
    tables.one_of("state", "state", ("open", "closed")),
    sa.CheckConstraint("num_nonnulls(pickup_point_id, delivery_zone_id) = 1", name="one_place"),
    sa.CheckConstraint("closes_at > opens_at", name="times"),
    sa.CheckConstraint("taken >= 0 AND (capacity IS NULL OR taken <= capacity)", name="capacity"),
    sa.UniqueConstraint("cooperative_id", "pickup_point_id", "opens_at", name="slot_point_uq"),
    sa.UniqueConstraint("cooperative_id", "delivery_zone_id", "opens_at", name="slot_zone_uq"),
)
"""One dated window of a place, written down when the first order chooses it or somebody sets its capacity. `taken`: living orders in it,
counted by the trigger on `sale_order`. `own_capacity`: set for this one, so the place's own does not follow. `closed`: it does not take place;
orders in it stay in it until their buyers choose another."""
