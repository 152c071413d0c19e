"""Tables of tools and rooms, and of who has them when.

That no two bookings of a unit overlap is held by the database alone (invariant 33): an exclusion constraint over ranges of
whole numbers, for which PostgreSQL needs no extension. Each unit has a lane of its own on one long line, wide enough for
every minute of 130,000 years; a booking is a stretch of that lane. Ruled out: `btree_gist`, which would compare the unit's
id beside a range of instants, and is not in the PostgreSQL that comes in a wheel.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import INT8RANGE, ExcludeConstraint

from minga_commons.library import states
from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, local_text, minor, of_cooperative, parent

LANE_MINUTES = 2**36

tool = of_cooperative(
    "tool",
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    local_text("name"),
    local_text("about"),
    sa.Column("place", sa.Text, nullable=False),
    id_column("picture_file_id", nullable=True),
    sa.Column("step_minutes", sa.Integer, nullable=False),
    sa.Column("longest_minutes", sa.Integer, nullable=False),
    minor("deposit_minor"),
    currency(),
    sa.Column("skill", sa.Text, nullable=False, server_default=""),
    sa.Column("handed_over", sa.Boolean, nullable=False),
    sa.Column("service_days", sa.Integer, nullable=True),
    sa.Column("service_uses", sa.Integer, nullable=True),
    instant("created_at"),
    id_column("created_by"),
    instant("closed_at", nullable=True),
    parent("file", "picture_file_id"),
    parent("agent", "created_by"),
    tables.one_of("kind", "kind", states.KINDS),
    sa.CheckConstraint("slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 60", name="slug"),
    sa.CheckConstraint("step_minutes IN (15, 30, 60, 1440)", name="step"),
    sa.CheckConstraint("longest_minutes BETWEEN step_minutes AND 86400", name="longest"),
    sa.CheckConstraint("deposit_minor BETWEEN 0 AND 100000000 AND (handed_over OR deposit_minor = 0)", name="deposit"),
    sa.CheckConstraint("service_days BETWEEN 1 AND 3660", name="service_days"),
    sa.CheckConstraint("service_uses BETWEEN 1 AND 100000", name="service_uses"),
    sa.CheckConstraint("char_length(skill) <= 120 AND char_length(place) <= 200", name="texts"),
    sa.UniqueConstraint("cooperative_id", "slug", name="tool_slug_uq"),
)
"""A kind of thing that members share. `step_minutes`: times begin and end on these. `skill`: what one must have shown to a
keeper before using it, empty for nothing. `handed_over`: from hand to hand; else one simply comes, as into a room.
`service_days`, `service_uses`: when each of its units is due to be looked after."""

tool_keeper = of_cooperative(
    "tool_keeper",
    id_column("tool_id"),
    id_column("agent_id"),
    instant("since"),
    instant("ended_at", nullable=True),
    parent("tool"),
    parent("agent"),
    sa.Index(
        "tool_keeper_open_uq",
        "cooperative_id",
        "tool_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("tool_keeper_agent_ix", "cooperative_id", "agent_id"),
)
"""Who looks after it: hands it out, takes it back, keeps the deposit, shows how it is used."""

tool_hours = of_cooperative(
    "tool_hours",
    id_column("tool_id"),
    sa.Column("weekday", sa.SmallInteger, nullable=False),
    sa.Column("opens_minute", sa.SmallInteger, nullable=False),
    sa.Column("closes_minute", sa.SmallInteger, nullable=False),
    parent("tool"),
    sa.CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
    sa.CheckConstraint("opens_minute >= 0 AND closes_minute > opens_minute AND closes_minute <= 1440", name="minutes"),
    sa.UniqueConstraint("cooperative_id", "tool_id", "weekday", "opens_minute", name="tool_hours_uq"),
)
"""When it can be fetched, brought back, or entered, by the co-op's clock; Monday is 1. None at all: at any time."""

tool_unit = of_cooperative(
    "tool_unit",
    id_column("tool_id"),
    sa.Column("label", sa.Text, nullable=False),
    sa.Column("lane", sa.BigInteger, sa.Identity(always=True), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("uses", sa.Integer, nullable=False, server_default="0"),
    instant("serviced_at"),
    instant("created_at"),
    parent("tool"),
    tables.one_of("state", "state", states.UNIT_STATES),
    sa.CheckConstraint("char_length(label) BETWEEN 1 AND 60", name="label"),
    sa.CheckConstraint("uses >= 0", name="uses"),
    # 2²⁷ lanes of 2³⁶ minutes fill the line.
    sa.CheckConstraint("lane BETWEEN 0 AND 134217727", name="lane"),
    sa.UniqueConstraint("cooperative_id", "tool_id", "label", name="tool_unit_label_uq"),
    sa.UniqueConstraint("cooperative_id", "id", "lane", name="tool_unit_lane_uq"),
)
"""One of them: the left loom, the green van. `lane`: its place on the line of all bookings here; never shown. `uses` since it
was last looked after."""

booking = of_cooperative(
    "booking",
    id_column("tool_id"),
    id_column("unit_id"),
    sa.Column("lane", sa.BigInteger, nullable=False),
    id_column("agent_id"),
    sa.Column("purpose", sa.Text, nullable=False),
    instant("starts_at"),
    instant("ends_at"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    minor("deposit_minor"),
    currency(),
    sa.Column("deposit_state", sa.Text, nullable=False),
    sa.Column("deposit_way", sa.Text, nullable=True),
    minor("withheld_minor"),
    instant("created_at"),
    instant("ended_at", nullable=True),
    sa.Column(
        "stretch",
        INT8RANGE,
        sa.Computed(
            f"int8range(lane * {LANE_MINUTES} + (extract(epoch FROM starts_at - '1970-01-01 00:00:00+00'::timestamptz) / 60)::bigint, "
            f"lane * {LANE_MINUTES} + (extract(epoch FROM ends_at - '1970-01-01 00:00:00+00'::timestamptz) / 60)::bigint)",
            persisted=True,
        ),
        nullable=False,
    ),
    parent("tool"),
    parent("agent"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "unit_id", "lane"], ["tool_unit.cooperative_id", "tool_unit.id", "tool_unit.lane"]
    ),
    tables.one_of("purpose", "purpose", states.PURPOSES),
    tables.one_of("state", "state", states.BOOKING_STATES),
    tables.one_of("deposit_state", "deposit_state", states.DEPOSIT_STATES),
    tables.one_of("deposit_way", "deposit_way", states.CASH),
    sa.CheckConstraint("ends_at > starts_at AND starts_at > '2000-01-01 00:00:00+00'", name="times"),
    sa.CheckConstraint(
        "date_trunc('minute', starts_at) = starts_at AND date_trunc('minute', ends_at) = ends_at", name="minutes"
    ),
    sa.CheckConstraint("deposit_minor >= 0 AND withheld_minor BETWEEN 0 AND deposit_minor", name="deposit"),
    sa.CheckConstraint("(deposit_state = 'none') = (deposit_minor = 0)", name="deposit_none"),
    sa.CheckConstraint("(deposit_way IS NOT NULL) = (deposit_state IN ('held', 'settled'))", name="deposit_way_when"),
    sa.CheckConstraint("char_length(note) <= 500", name="note"),
    sa.CheckConstraint("purpose = 'use' OR deposit_minor = 0", name="service"),
    ExcludeConstraint(
        ("stretch", "&&"), using="gist", where=sa.text("state IN ('booked', 'out')"), name="booking_overlap_ex"
    ),
    sa.Index("booking_out_uq", "cooperative_id", "unit_id", unique=True, postgresql_where=sa.text("state = 'out'")),
    sa.Index("booking_tool_ix", "cooperative_id", "tool_id", "starts_at"),
    sa.Index("booking_agent_ix", "cooperative_id", "agent_id", "starts_at"),
    personal=("note",),
)
"""Somebody has a unit from then to then, or it is being looked after. The deposit's amount is fixed when it is booked.
`booking_out_uq`: a unit is in one pair of hands, also when the one before brings it back late."""

tool_signature = of_cooperative(
    "tool_signature",
    id_column("booking_id"),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("side", sa.Text, nullable=False),
    id_column("agent_id"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    instant("at"),
    parent("booking"),
    parent("agent"),
    tables.one_of("direction", "direction", states.DIRECTIONS),
    tables.one_of("side", "side", states.SIDES),
    sa.CheckConstraint("char_length(note) <= 500", name="note"),
    sa.UniqueConstraint("cooperative_id", "booking_id", "direction", "side", name="tool_signature_once_uq"),
    append_only=True,
)
"""A hand-over has two sides, and each signs for herself. `note`: in which state the thing is."""

custody_event = of_cooperative(
    "custody_event",
    id_column("booking_id"),
    id_column("unit_id"),
    sa.Column("direction", sa.Text, nullable=False),
    id_column("provider_id"),
    id_column("receiver_id"),
    instant("at"),
    parent("booking"),
    parent("tool_unit", "unit_id"),
    parent("agent", "provider_id"),
    parent("agent", "receiver_id"),
    tables.one_of("direction", "direction", states.DIRECTIONS),
    sa.CheckConstraint("provider_id <> receiver_id", name="two"),
    sa.UniqueConstraint("cooperative_id", "booking_id", "direction", name="custody_event_once_uq"),
    append_only=True,
)
"""Both signed: the unit is in other hands (ValueFlows `transferCustody`, whose words provider and receiver are)."""

tool_certificate = of_cooperative(
    "tool_certificate",
    id_column("tool_id"),
    id_column("agent_id"),
    id_column("given_by"),
    instant("given_at"),
    instant("expires_at", nullable=True),
    instant("revoked_at", nullable=True),
    id_column("revoked_by", nullable=True),
    parent("tool"),
    parent("agent"),
    parent("agent", "given_by"),
    parent("agent", "revoked_by"),
    # Nobody attests her own skill.
    sa.CheckConstraint("given_by <> agent_id", name="another"),
    sa.Index(
        "tool_certificate_open_uq",
        "cooperative_id",
        "tool_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("revoked_at IS NULL"),
    ),
)
"""A keeper has seen that somebody knows how to use it."""

tool_log = of_cooperative(
    "tool_log",
    id_column("tool_id"),
    id_column("unit_id"),
    id_column("booking_id", nullable=True),
    sa.Column("kind", sa.Text, nullable=False),
    id_column("agent_id"),
    sa.Column("text", sa.Text, nullable=False, server_default=""),
    instant("at"),
    parent("tool"),
    parent("tool_unit", "unit_id"),
    parent("booking"),
    parent("agent"),
    tables.one_of("kind", "kind", states.LOG_KINDS),
    sa.CheckConstraint("char_length(text) <= 1000", name="text"),
    sa.Index("tool_log_tool_ix", "cooperative_id", "tool_id", "at"),
    append_only=True,
)
"""The logbook that hangs beside a tool: what happened to which unit."""
