"""Tables of membership.

A *person* and how she proves who she is belong to her, in no co-op; her *membership* and *roles* belong to the co-op
that knows her as an agent. What must be found before anybody knows who asks (a session by its token, a person by her
sign-in name, a one-time proof) is found by small functions of the owner, each answering one question and no more.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from minga_platform.kernel import tables
from minga_platform.kernel.tables import (
    id_column,
    instant,
    local_text,
    of_cooperative,
    of_installation,
    of_person,
    parent,
)
from minga_platform.membership.kinds import PATRONAGE_BASES, RIGHTS, RIGHTS_FROM, ROLES, SHARE_WAYS

person = of_person(
    "person",
    id_column(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    instant("created_at"),
    sa.PrimaryKeyConstraint("id"),
    sa.CheckConstraint("char_length(name) BETWEEN 1 AND 120", name="name"),
    visible="id = {person}",
    personal=("name",),
)
"""A human being with an account here; what a co-op calls her stands in its `agent`."""

IDENTIFIER_KINDS = ("mail", "phone", "card")

identifier = of_person(
    "identifier",
    id_column(),
    id_column("person_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Text, nullable=False),
    instant("proven_at", nullable=True),
    instant("created_at"),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="identifier_person_fk"),
    tables.one_of("kind", "kind", IDENTIFIER_KINDS),
    sa.UniqueConstraint("person_id", "kind", "value", name="identifier_own_uq"),
    # Only a proven address is anybody's: claiming one that is not yours must not keep its owner out.
    sa.Index("identifier_proven_uq", "kind", "value", unique=True, postgresql_where=sa.text("proven_at IS NOT NULL")),
    sa.Index("identifier_claims_ix", "kind", "value", "created_at"),
    visible="person_id = {person}",
    personal=("value",),
)
"""A name to sign in with: mail or phone (where messages go too), or the number of a printed recovery card. Normalised."""

CREDENTIAL_KINDS = ("password", "passkey", "card")

credential = of_person(
    "credential",
    id_column(),
    id_column("person_id"),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("secret_hash", sa.Text, nullable=True, comment="argon2id of a password; hex SHA-256 of a card's secret"),
    sa.Column("needs_second", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("passkey_id", sa.LargeBinary, nullable=True),
    sa.Column("public_key", sa.LargeBinary, nullable=True),
    sa.Column("sign_count", sa.BigInteger, nullable=True),
    sa.Column("label", sa.Text, nullable=False, server_default=""),
    instant("created_at"),
    instant("used_at", nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="credential_person_fk"),
    tables.one_of("kind", "kind", CREDENTIAL_KINDS),
    sa.CheckConstraint(
        "(kind = 'passkey') = (passkey_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL)",
        name="passkey",
    ),
    sa.CheckConstraint("(kind = 'passkey') = (secret_hash IS NULL)", name="secret"),
    sa.Index("credential_one_uq", "person_id", "kind", unique=True, postgresql_where=sa.text("kind <> 'passkey'")),
    sa.Index("credential_person_ix", "person_id"),
    sa.UniqueConstraint("passkey_id", name="credential_passkey_uq"),
    visible="person_id = {person}",
    personal=("label", "secret_hash"),
)
"""A way to prove who one is: one password, one card, any number of passkeys. A removed one is gone, not marked.

`needs_second`: the password is shorter than what may stand alone, so a passkey is asked for after it."""

session = of_person(
    "session",
    id_column(),
    id_column("person_id"),
    id_column("for_person_id", nullable=True),
    sa.Column("token_hash", sa.LargeBinary, nullable=False),
    sa.Column("previous_hash", sa.LargeBinary, nullable=True),
    instant("previous_until", nullable=True),
    sa.Column("must_rotate", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("device", sa.Text, nullable=False),
    instant("created_at"),
    instant("seen_at"),
    instant("proven_at"),
    instant("ended_at", nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="session_person_fk"),
    sa.ForeignKeyConstraint(["for_person_id"], ["person.id"], name="session_for_person_fk"),
    sa.UniqueConstraint("token_hash", name="session_token_uq"),
    sa.Index(
        "session_previous_ix", "previous_hash", unique=True, postgresql_where=sa.text("previous_hash IS NOT NULL")
    ),
    sa.Index("session_person_ix", "person_id", postgresql_where=sa.text("ended_at IS NULL")),
    visible="person_id = {person}",
    personal=("device",),
)
"""Signed in on one device. Only the hash of its token is kept; `previous_hash` serves requests that were under way
while the token changed. `for_person_id`: a helper acts for a member who agreed."""

PROOF_PURPOSES = (
    "address",
    "step_up",
    "sign_in_link",
    "passkey_new",
    "passkey_sign_in",
    "passkey_step_up",
    "second_factor",
    "office",
    "founding",
)

proof = of_person(
    "proof",
    id_column(),
    id_column("person_id", nullable=True),
    id_column("identifier_id", nullable=True),
    id_column("cooperative_id", nullable=True),
    sa.Column("purpose", sa.Text, nullable=False),
    sa.Column(
        "secret_hash",
        sa.LargeBinary,
        nullable=True,
        comment="SHA-256 of a link's token or of a passkey's challenge; empty until the letter is written",
    ),
    sa.Column("code_hash", sa.LargeBinary, nullable=True),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
    instant("created_at"),
    instant("expires_at"),
    instant("used_at", nullable=True),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="proof_person_fk"),
    sa.ForeignKeyConstraint(["identifier_id"], ["identifier.id"], name="proof_identifier_fk", ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["cooperative_id"], ["cooperative.id"], name="proof_cooperative_fk"),
    tables.one_of("purpose", "purpose", PROOF_PURPOSES),
    sa.Index("proof_secret_uq", "secret_hash", unique=True, postgresql_where=sa.text("secret_hash IS NOT NULL")),
    sa.Index("proof_identifier_ix", "identifier_id"),
    sa.Index("proof_expires_ix", "expires_at"),
    visible="person_id = {person}",
)
"""Something to be shown once, within a time: a link, a code, a challenge. Rows without a person are opened and taken
by functions only, so nobody can look through them."""

help_agreement = of_person(
    "help_agreement",
    id_column(),
    id_column("person_id"),
    id_column("helper_id"),
    instant("given_at"),
    instant("ended_at", nullable=True),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False, server_default="{lists,orders,logs}"),
    instant("ends_at", nullable=True),
    sa.Column("on_paper", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="help_agreement_person_fk"),
    sa.ForeignKeyConstraint(["helper_id"], ["person.id"], name="help_agreement_helper_fk"),
    sa.CheckConstraint("person_id <> helper_id", name="two_people"),
    sa.CheckConstraint(
        "cardinality(scopes) >= 1 AND scopes <@ ARRAY['lists', 'orders', 'logs']::text[]", name="scopes"
    ),
    sa.CheckConstraint("ends_at IS NULL OR ends_at > given_at", name="ends"),
    sa.Index(
        "help_agreement_open_uq", "person_id", "helper_id", unique=True, postgresql_where=sa.text("ended_at IS NULL")
    ),
    sa.Index("help_agreement_helper_ix", "helper_id"),
    visible="person_id = {person} OR helper_id = {person}",
)
"""A member agreed that a helper may act for her, in some scopes and until a date. Both names stand in every record of what
the helper does. `on_paper`: she signed, and two officers wrote it down (`help_paper`)."""

help_paper = of_cooperative(
    "help_paper",
    id_column("agent_id"),
    id_column("helper_agent_id"),
    sa.Column("scopes", ARRAY(sa.Text), nullable=False),
    sa.Column("signed_on", sa.Date, nullable=False),
    instant("ends_at"),
    id_column("entered_by"),
    instant("entered_at"),
    id_column("confirmed_by", nullable=True),
    instant("confirmed_at", nullable=True),
    id_column("agreement_id", nullable=True),
    parent("agent"),
    parent("agent", "helper_agent_id"),
    parent("agent", "entered_by"),
    parent("agent", "confirmed_by"),
    sa.CheckConstraint("agent_id <> helper_agent_id", name="two_people"),
    sa.CheckConstraint(
        "confirmed_by <> entered_by AND entered_by NOT IN (agent_id, helper_agent_id)"
        " AND confirmed_by NOT IN (agent_id, helper_agent_id)",
        name="two_officers",
    ),
    sa.CheckConstraint(
        "(confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (agreement_id IS NULL)",
        name="confirmed",
    ),
    sa.CheckConstraint(
        "cardinality(scopes) >= 1 AND scopes <@ ARRAY['lists', 'orders', 'logs']::text[]", name="scopes"
    ),
)
"""What a member signed who agrees on paper: one officer wrote it down, another one held it against the sheet."""

helped_deed = of_cooperative(
    "helped_deed",
    id_column("person_id"),
    id_column("helper_id"),
    sa.Column("person_name", sa.Text, nullable=False),
    sa.Column("helper_name", sa.Text, nullable=False),
    sa.Column("deed", sa.Text, nullable=False),
    id_column("subject_id", nullable=True),
    instant("at"),
    sa.CheckConstraint("person_id <> helper_id", name="two_people"),
    sa.Index("helped_deed_person_ix", "cooperative_id", "person_id", "id"),
    sa.Index("helped_deed_helper_ix", "cooperative_id", "helper_id", "id"),
    sa.Index("helped_deed_subject_ix", "cooperative_id", "subject_id"),
    personal=("person_name", "helper_name"),
)
"""What a helper did for a member, under both names; written in the very unit that did it. `deed`: the command."""

attempt = of_installation(
    "attempt",
    sa.Column("bucket", sa.LargeBinary, nullable=False),
    sa.Column("instants", sa.ARRAY(sa.DateTime(timezone=True)), nullable=False),
    sa.Column("failures", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("bucket"),
    reason="Limits of attempts count before anybody is known. Buckets are hashes; nothing personal can be read from them.",
    app="SELECT, INSERT, UPDATE",
)
"""When a name or an address was tried lately. Unlogged: after a crash the counting begins anew."""

demo_person = of_installation(
    "demo_person",
    id_column("person_id"),
    sa.Column("name", sa.Text, nullable=False),
    local_text("title"),
    sa.Column("cooperative_slug", sa.Text, nullable=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.PrimaryKeyConstraint("person_id"),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="demo_person_fk"),
    reason="The list of one-click sign-ins: only the demo's loader writes it, so elsewhere it is empty, and nobody is on it.",
)
"""A person made up for the demonstration, whom anybody may be there. `title`: what she is, `{language: text}`."""


membership_class = of_cooperative(
    "membership_class",
    sa.Column("key", sa.Text, nullable=False),
    local_text("name"),
    sa.Column("place", sa.Integer, nullable=False),
    instant("created_at"),
    sa.UniqueConstraint("cooperative_id", "key", name="membership_class_key_uq"),
    sa.CheckConstraint("key ~ '^[a-z][a-z_]{1,39}$'", name="key"),
)
"""Workers, producers, consumers …: a group of members with rights of its own. `place` orders them on pages."""


class_terms = of_cooperative(
    "class_terms",
    id_column("class_id"),
    instant("effective_at"),
    instant("written_at"),
    sa.Column("rights", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("rights_from", sa.Text, nullable=False),
    sa.Column("vote_weight", sa.Integer, nullable=False),
    sa.Column("is_open", sa.Boolean, nullable=False),
    tables.minor("share_minor"),
    tables.minor("dues_minor"),
    tables.currency(),
    sa.Column("shares_required", sa.Integer, nullable=False),
    sa.Column("instalments", sa.Integer, nullable=False),
    sa.Column("share_ways", sa.ARRAY(sa.Text), nullable=False),
    sa.Column("dues_months", sa.Integer, nullable=False),
    sa.Column("patronage_basis", sa.Text, nullable=False),
    sa.Column("return_cap_bps", sa.Integer, nullable=False),
    id_column("decision_id", nullable=True),
    id_column("by_person_id", nullable=True),
    sa.Column("system", sa.Text, nullable=True),
    parent("membership_class", "class_id"),
    sa.CheckConstraint(
        f"rights <@ ARRAY[{', '.join(map(repr, RIGHTS))}]",
        name="rights",
    ),
    sa.CheckConstraint(f"share_ways <@ ARRAY[{', '.join(map(repr, SHARE_WAYS))}]", name="share_ways"),
    tables.one_of("rights_from", "rights_from", RIGHTS_FROM),
    tables.one_of("patronage_basis", "patronage_basis", PATRONAGE_BASES),
    sa.CheckConstraint("vote_weight BETWEEN 1 AND 1000", name="vote_weight"),
    sa.CheckConstraint("share_minor BETWEEN 0 AND 10000000000", name="share"),
    sa.CheckConstraint("dues_minor BETWEEN 0 AND 10000000000", name="dues"),
    sa.CheckConstraint("shares_required BETWEEN 0 AND 10000", name="shares_required"),
    sa.CheckConstraint("(shares_required = 0) OR (share_minor > 0)", name="share_price"),
    sa.CheckConstraint("instalments BETWEEN 1 AND 120", name="instalments"),
    sa.CheckConstraint("dues_months BETWEEN 0 AND 60", name="dues_months"),
    sa.CheckConstraint("(dues_minor > 0) = (dues_months > 0)", name="dues_period"),
    sa.CheckConstraint("return_cap_bps BETWEEN 0 AND 10000", name="return_cap"),
    # Who may join by herself votes only once a share is paid: a roll must not be filled with free accounts.
    sa.CheckConstraint(
        "NOT (is_open AND 'vote' = ANY (rights)) OR (rights_from <> 'admission' AND shares_required > 0)", name="open"
    ),
    sa.Index("class_terms_class_ix", "cooperative_id", "class_id", "effective_at"),
    append_only=True,
)
"""What a class means from an instant on; of two for the same instant, the one written later holds.

`is_open`: whoever likes joins at once, without applying. `share_minor`: price of one share at par, of which
`shares_required` are owed in `instalments` monthly parts. `dues_minor` falls due every `dues_months`.
`return_cap_bps` bounds what capital may earn a year. `decision_id`: the members' decision, empty for what officers
set before the first vote."""

membership = of_cooperative(
    "membership",
    id_column("agent_id"),
    id_column("class_id"),
    instant("joined_at"),
    instant("left_at", nullable=True),
    parent("agent"),
    sa.ForeignKeyConstraint(
        ["cooperative_id", "class_id"],
        ["membership_class.cooperative_id", "membership_class.id"],
        name="membership_class_fk",
    ),
    sa.CheckConstraint("left_at IS NULL OR left_at >= joined_at", name="times"),
    sa.Index(
        "membership_open_uq",
        "cooperative_id",
        "agent_id",
        "class_id",
        unique=True,
        postgresql_where=sa.text("left_at IS NULL"),
    ),
    sa.Index("membership_class_ix", "cooperative_id", "class_id"),
)
"""An agent's standing in one class; at most one open at a time. Who left stays readable."""

EVENT_KINDS = ("joined", "entitled", "suspended", "resumed", "notified", "left", "excluded", "moved")
"""`entitled`: the rights of the class began; `notified`: notice of leaving was given, `left` follows when it has run;
`moved`: it ended because its member stands in another class from that instant on."""

membership_event = of_cooperative(
    "membership_event",
    id_column("membership_id"),
    sa.Column("kind", sa.Text, nullable=False),
    instant("at"),
    id_column("decision_id", nullable=True),
    id_column("by_person_id", nullable=True),
    id_column("for_person_id", nullable=True),
    sa.Column("system", sa.Text, nullable=True),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    parent("membership"),
    tables.one_of("kind", "kind", EVENT_KINDS),
    sa.CheckConstraint("char_length(reason) <= 200", name="reason"),
    # Nobody is put out but by decision of the members.
    sa.CheckConstraint("(kind <> 'excluded') OR (decision_id IS NOT NULL)", name="exclusion"),
    sa.Index("membership_event_membership_ix", "cooperative_id", "membership_id", "at"),
    append_only=True,
)
"""All that happened to a membership, by whom and by which decision: rights at an instant follow from these and the
terms of the class. `reason` is a word of ours (`arrears`), never about a person."""


role_grant = of_cooperative(
    "role_grant",
    id_column("agent_id"),
    sa.Column("role", sa.Text, nullable=False),
    instant("granted_at"),
    instant("until", nullable=True),
    instant("ended_at", nullable=True),
    id_column("granted_by", nullable=True),
    id_column("ended_by", nullable=True),
    parent("agent"),
    parent("agent", "granted_by"),
    parent("agent", "ended_by"),
    tables.one_of("role", "role", ROLES),
    sa.CheckConstraint("until IS NULL OR until > granted_at", name="times"),
    sa.Index(
        "role_grant_open_uq",
        "cooperative_id",
        "agent_id",
        "role",
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
)
"""An office held by an agent, from when, until when, and by whose hand; without a hand it comes from the founding."""


def _owners(signature: str, body: str, *, returns: str) -> tuple[str, str, str]:
    # `search_path` is fixed because these run with the owner's rights: a caller's path must not choose their tables.
    name = signature.partition("(")[0]
    return (
        f"CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $${body}$$",
        f"REVOKE ALL ON FUNCTION {name} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {name} TO minga_app, minga_worker",
    )


tables.also(
    "ALTER TABLE attempt SET UNLOGGED",
    # Looked at when the unit commits: the row and its event come in any order, but never one without the other.
    """CREATE FUNCTION membership_has_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM membership_event e WHERE e.cooperative_id = NEW.cooperative_id AND e.membership_id = NEW.id
            AND (NEW.left_at IS NULL AND e.kind = 'joined' AND e.at = NEW.joined_at
                OR NEW.left_at IS NOT NULL AND e.kind IN ('left', 'excluded', 'moved') AND e.at = NEW.left_at)
        ) THEN
            RAISE EXCEPTION 'membership % changed without an event', NEW.id
                USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_has_event';
        END IF;
        RETURN NULL;
    END $$""",
    """CREATE CONSTRAINT TRIGGER membership_has_event AFTER INSERT OR UPDATE ON membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION membership_has_event()""",
    """CREATE FUNCTION membership_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.left_at IS NOT NULL OR NEW.agent_id <> OLD.agent_id OR NEW.class_id <> OLD.class_id
            OR NEW.joined_at <> OLD.joined_at THEN
            RAISE EXCEPTION 'a membership ends once and stays readable'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_stays';
        END IF;
        RETURN NEW;
    END $$""",
    """CREATE TRIGGER membership_stays BEFORE UPDATE OR DELETE ON membership
    FOR EACH ROW EXECUTE FUNCTION membership_stays()""",
    *_owners(
        "session_by_token(a_hash bytea, an_instant timestamptz)",
        """SELECT s.id, s.person_id, CASE WHEN h.id IS NULL THEN NULL ELSE s.for_person_id END, h.scopes, s.proven_at, p.language,
               s.must_rotate AND s.token_hash = a_hash, s.seen_at < an_instant - interval '1 hour'
           FROM session s JOIN person p ON p.id = s.person_id
           LEFT JOIN help_agreement h ON h.person_id = s.for_person_id AND h.helper_id = s.person_id AND h.ended_at IS NULL
               AND (h.ends_at IS NULL OR h.ends_at > an_instant)
           WHERE (s.token_hash = a_hash OR (s.previous_hash = a_hash AND s.previous_until > an_instant))
             AND s.ended_at IS NULL AND s.seen_at > an_instant - interval '14 days'""",
        returns="TABLE (id uuid, person_id uuid, for_person_id uuid, help_scopes text[], proven_at timestamptz, language text, "
        "must_rotate boolean, is_stale boolean)",
    ),
    # Both names to either of the two, who else may not read each other's person.
    *_owners(
        "help_of(a_person uuid, an_instant timestamptz)",
        """SELECT h.id, h.person_id, p.name, h.helper_id, q.name, h.scopes, h.given_at, h.ends_at, h.on_paper FROM help_agreement h
           JOIN person p ON p.id = h.person_id JOIN person q ON q.id = h.helper_id
           WHERE a_person IN (h.person_id, h.helper_id) AND h.ended_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > an_instant)
           ORDER BY h.given_at, h.id LIMIT 100""",
        returns="""TABLE (id uuid, person_id uuid, person_name text, helper_id uuid, helper_name text, scopes text[],
            given_at timestamptz, ends_at timestamptz, on_paper boolean)""",
    ),
    # The proven owner first; without one, who claimed it first: a later claim must not capture a name in use.
    *_owners(
        "person_by_identifier(a_kind text, a_value text)",
        """SELECT person_id, id, proven_at IS NOT NULL FROM identifier WHERE kind = a_kind AND value = a_value
           ORDER BY proven_at IS NULL, created_at, id LIMIT 1""",
        returns="TABLE (person_id uuid, identifier_id uuid, is_proven boolean)",
    ),
    *_owners(
        "person_by_passkey(a_passkey bytea)",
        "SELECT person_id FROM credential WHERE passkey_id = a_passkey",
        returns="uuid",
    ),
    *_owners(
        "drop_claims(a_kind text, a_value text, a_person uuid)",
        "DELETE FROM identifier WHERE kind = a_kind AND value = a_value AND person_id <> a_person AND proven_at IS NULL",
        returns="void",
    ),
    *_owners(
        "rotate_sessions(a_person uuid)",
        "UPDATE session SET must_rotate = true WHERE person_id = a_person AND ended_at IS NULL",
        returns="void",
    ),
    *_owners(
        """open_proof(an_id uuid, a_person uuid, an_identifier uuid, a_cooperative uuid, a_purpose text, a_secret bytea,
            an_instant timestamptz, an_end timestamptz)""",
        """INSERT INTO proof (id, person_id, identifier_id, cooperative_id, purpose, secret_hash, created_at, expires_at)
           VALUES (an_id, a_person, an_identifier, a_cooperative, a_purpose, a_secret, an_instant, an_end)""",
        returns="void",
    ),
    *_owners(
        "take_proof(a_secret bytea, some_purposes text[], an_instant timestamptz)",
        """UPDATE proof SET used_at = an_instant
           WHERE secret_hash = a_secret AND purpose = ANY(some_purposes) AND used_at IS NULL AND expires_at > an_instant
           RETURNING id, person_id, identifier_id, cooperative_id, purpose""",
        returns="TABLE (id uuid, person_id uuid, identifier_id uuid, cooperative_id uuid, purpose text)",
    ),
)
