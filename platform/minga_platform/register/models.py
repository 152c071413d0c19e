"""Tables of the register of members.

What a membership is, what its class means and what happened to it stand in membership (`membership`, `class_terms`,
`membership_event`), where every room can read them; here stands how one gets in, what one owes, and how one gets out.
"""

import sqlalchemy as sa

from minga_platform.kernel import tables
from minga_platform.kernel.tables import currency, id_column, instant, minor, of_cooperative, of_person, parent

APPLICATION_STATES = ("sponsoring", "waiting", "voting", "admitted", "refused", "withdrawn")

application = of_cooperative(
    "application",
    id_column("agent_id"),
    id_column("class_id"),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("shares", sa.Integer, nullable=False),
    sa.Column("share_way", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    instant("applied_at"),
    instant("decided_at", nullable=True),
    id_column("decided_by", nullable=True),
    id_column("decision_id", nullable=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    id_column("membership_id", nullable=True),
    parent("agent"),
    parent("agent", "decided_by"),
    parent("membership"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "class_id"],
        ["membership_class.cooperative_id", "membership_class.id"],
        name="application_class_fk",
    ),
    tables.one_of("state", "state", APPLICATION_STATES),
    tables.one_of("share_way", "share_way", ("money", "sales", "work")),
    sa.CheckConstraint("(state = 'admitted') = (membership_id IS NOT NULL)", name="admitted"),
    sa.CheckConstraint(
        "(state IN ('admitted', 'refused', 'withdrawn')) = (decided_at IS NOT NULL)",
        name="decided",
    ),
    sa.CheckConstraint("shares BETWEEN 0 AND 10000", name="shares"),
    sa.Index(
        "application_open_uq",
        "cooperative_id",
        "agent_id",
        "class_id",
        unique=True,
        postgresql_where=sa.text("state IN ('sponsoring', 'waiting', 'voting')"),
    ),
    sa.Index("application_state_ix", "cooperative_id", "state", "applied_at"),
    personal=("about", "reason"),
)
"""A wish to become a member of a class. `sponsoring`: members must vouch first; `waiting`: officers decide; `voting`:
the members decide, and governance calls `admit` or `refuse` when they have."""

vouching = of_cooperative(
    "vouching",
    id_column("application_id"),
    id_column("sponsor_id"),
    instant("at"),
    instant("ended_at", nullable=True),
    parent("application"),
    parent("agent", "sponsor_id"),
    sa.Index(
        "vouching_open_uq",
        "cooperative_id",
        "application_id",
        "sponsor_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("vouching_sponsor_ix", "cooperative_id", "sponsor_id"),
)
"""A member vouches for an applicant. Whether it counts is asked when it is counted: it ends with her membership."""

representative = of_cooperative(
    "representative",
    id_column("organisation_id"),
    id_column("agent_id"),
    instant("since"),
    instant("ended_at", nullable=True),
    parent("agent", "organisation_id"),
    parent("agent"),
    sa.CheckConstraint("organisation_id <> agent_id", name="two_agents"),
    sa.Index(
        "representative_open_uq",
        "cooperative_id",
        "organisation_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("representative_agent_ix", "cooperative_id", "agent_id"),
)
"""Who acts for an organisation that is a member: one person at a time."""

same_person = of_cooperative(
    "same_person",
    id_column("agent_id"),
    id_column("same_as_id"),
    instant("marked_at"),
    id_column("marked_by", nullable=True),
    instant("ended_at", nullable=True),
    parent("agent"),
    parent("agent", "same_as_id"),
    parent("agent", "marked_by"),
    sa.CheckConstraint("agent_id <> same_as_id", name="two_agents"),
    sa.Index(
        "same_person_open_uq",
        "cooperative_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index("same_person_as_ix", "cooperative_id", "same_as_id"),
)
"""Two accounts are one human being: she has one vote per class, and one membership. `same_as_id` is never itself
marked, so one look finds the person behind any number of accounts."""

member_card = of_cooperative(
    "member_card",
    id_column("agent_id"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("code", sa.Text, nullable=False),
    instant("issued_at"),
    parent("agent"),
    sa.UniqueConstraint("cooperative_id", "agent_id", name="member_card_agent_uq"),
    sa.UniqueConstraint("cooperative_id", "number", name="member_card_number_uq"),
    sa.UniqueConstraint("cooperative_id", "code", name="member_card_code_uq"),
    sa.CheckConstraint("number > 0", name="number"),
    personal=("code",),
)
"""A member's number in the register, counted up from 1, and the random code that her card shows as QR. The code finds
her for who may see the register; it signs nobody in."""

share_promise = of_cooperative(
    "share_promise",
    id_column("membership_id"),
    sa.Column("shares", sa.Integer, nullable=False),
    minor("price_minor"),
    currency(),
    sa.Column("instalments", sa.Integer, nullable=False),
    sa.Column("way", sa.Text, nullable=False),
    sa.Column("first_due_on", sa.Date, nullable=False),
    instant("promised_at"),
    parent("membership"),
    tables.one_of("way", "way", ("money", "sales", "work")),
    sa.CheckConstraint("shares BETWEEN 1 AND 10000", name="shares"),
    sa.CheckConstraint("price_minor > 0", name="price"),
    sa.CheckConstraint("instalments BETWEEN 1 AND 120", name="instalments"),
    sa.Index("share_promise_membership_ix", "cooperative_id", "membership_id"),
    append_only=True,
)
"""Shares that a member takes, at the price of that day, and the monthly parts in which she pays them. What is paid and
what is left stand in the ledger alone."""

set_off_agreement = of_cooperative(
    "set_off_agreement",
    id_column("agent_id"),
    sa.Column("most_bps", sa.Integer, nullable=False),
    instant("given_at"),
    instant("ended_at", nullable=True),
    parent("agent"),
    sa.CheckConstraint("most_bps BETWEEN 1 AND 10000", name="most"),
    sa.Index(
        "set_off_agreement_open_uq",
        "cooperative_id",
        "agent_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
"""A member agrees that what she owes for shares and dues is taken from her stalls' earnings, at most this part of what
is payable at the time. She may end it at any moment."""

due = of_cooperative(
    "due",
    id_column("membership_id"),
    sa.Column("period_start", sa.Date, nullable=False),
    minor("amount_minor"),
    currency(),
    instant("raised_at"),
    instant("reminded_at", nullable=True),
    parent("membership"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.UniqueConstraint("cooperative_id", "membership_id", "period_start", name="due_once_uq"),
)
"""Dues of one period, raised once. Payments go to the oldest; what is open stands in the ledger."""

notice_of_leaving = of_cooperative(
    "notice_of_leaving",
    id_column("membership_id"),
    instant("given_at"),
    instant("leaves_at"),
    instant("ended_at", nullable=True),
    parent("membership"),
    sa.CheckConstraint("leaves_at >= given_at", name="times"),
    sa.Index(
        "notice_of_leaving_open_uq",
        "cooperative_id",
        "membership_id",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
"""A member gave notice; she leaves when it has run, and may take it back until then."""

repayment = of_cooperative(
    "repayment",
    id_column("membership_id"),
    sa.Column("place", sa.Integer, nullable=False),
    minor("amount_minor"),
    currency(),
    sa.Column("due_on", sa.Date, nullable=False),
    instant("paid_at", nullable=True),
    sa.Column("way", sa.Text, nullable=True),
    id_column("paid_by", nullable=True),
    parent("membership"),
    parent("agent", "paid_by"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    tables.one_of("way", "way", ("bank", "given_up")),
    sa.CheckConstraint("(paid_at IS NULL) = (way IS NULL)", name="paid"),
    sa.UniqueConstraint("cooperative_id", "membership_id", "place", name="repayment_place_uq"),
)
"""One part of the shares that go back, at par, to who left. `given_up`: she left it to the co-op."""

class_move = of_cooperative(
    "class_move",
    id_column("from_membership_id"),
    id_column("to_membership_id"),
    instant("moved_at"),
    sa.Column("dues_until", sa.Date, nullable=True),
    id_column("moved_by"),
    parent("membership", "from_membership_id"),
    parent("membership", "to_membership_id"),
    parent("agent", "moved_by"),
    sa.UniqueConstraint("cooperative_id", "from_membership_id", name="class_move_from_uq"),
    sa.CheckConstraint("from_membership_id <> to_membership_id", name="two"),
    sa.Index("class_move_to_ix", "cooperative_id", "to_membership_id"),
    append_only=True,
)
"""Which membership goes on where one ended by moving to another class. `dues_until`: the day before which the new class asks
for no dues, because the old one has asked for them; empty where it never did."""

legal_hold = of_cooperative(
    "legal_hold",
    sa.Column("table_name", sa.Text, nullable=False),
    id_column("row_id"),
    instant("until"),
    sa.UniqueConstraint("cooperative_id", "table_name", "row_id", name="legal_hold_row_uq"),
)
"""A row whose personal columns the law wants kept for a while (who an invoice went to). Erasure passes it over and a sweep
erases it when the time is up."""

personal_export = of_person(
    "personal_export",
    id_column(),
    id_column("person_id"),
    instant("asked_at"),
    instant("ready_at", nullable=True),
    instant("gone_at"),
    sa.Column("content", sa.LargeBinary, nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="personal_export_person_fk"),
    sa.Index("personal_export_person_ix", "person_id"),
    visible="person_id = {person}",
    personal=("content",),
)
"""All that is known of a person in one file (JSON, gzip), made by the worker and kept for a week."""

FOUNDING_STATES = ("asked", "founded", "refused")

founding_wish = of_person(
    "founding_wish",
    id_column(),
    id_column("person_id"),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("slug", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("officers", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("problem", sa.Text, nullable=False, server_default=""),
    instant("asked_at"),
    instant("decided_at", nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="founding_wish_person_fk"),
    tables.one_of("state", "state", FOUNDING_STATES),
    sa.Index("founding_wish_person_ix", "person_id", "asked_at"),
    visible="person_id = {person}",
    personal=("officers",),
)
"""A person with a founding link wants to begin a co-op. The worker, which alone may found, does it. `officers`: mail
addresses of others who shall be officers too, forgotten once their letters are sent."""

tables.also(
    # A person may be told in which co-ops something names her; nobody else may ask, and no row is shown. The tables are
    # found in the catalogue: one that is added tomorrow is asked as well.
    """CREATE FUNCTION my_cooperatives() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    DECLARE
        herself uuid := nullif(current_setting('app.person', true), '')::uuid;
        found uuid[] := '{}';
        here uuid[];
        named text;
    BEGIN
        FOR named IN SELECT t.relname FROM pg_class t
            JOIN pg_attribute p ON p.attrelid = t.oid AND p.attname = 'person_id' AND NOT p.attisdropped
            JOIN pg_attribute c ON c.attrelid = t.oid AND c.attname = 'cooperative_id' AND c.attnotnull
            WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' ORDER BY 1
        LOOP
            EXECUTE format('SELECT array_agg(DISTINCT cooperative_id) FROM %I WHERE person_id = $1', named)
                INTO here USING herself;
            found := found || coalesce(here, '{}');
        END LOOP;
        RETURN QUERY SELECT DISTINCT one FROM unnest(found) one ORDER BY one;
    END $$""",
    "REVOKE ALL ON FUNCTION my_cooperatives FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION my_cooperatives TO minga_app, minga_worker",
    # The list of made-up people is the demo loader's; whoever is erased leaves it herself.
    """CREATE FUNCTION forget_demo_person() RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
        DELETE FROM demo_person WHERE person_id = nullif(current_setting('app.person', true), '')::uuid $$""",
    "REVOKE ALL ON FUNCTION forget_demo_person FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION forget_demo_person TO minga_app, minga_worker",
)
