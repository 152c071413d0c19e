"""The box: a schema of its own that no login can read, and the functions of its owner that are the only way to it.

Rows in it bear random ids (v4) and no time, no sequence, no audit. `box.ballot` holds nothing that names a voter,
`box.roll` nothing that names a ballot. While a vote is open the two rows of one cast share a transaction's number, and
ballots lie as they came; the close writes both tables anew in random order, under its own number (ADR 66).

Every function fixes its search path, acts in the co-op of `app.cooperative` alone (row security is forced upon the owner
too), reads the clock after its lock, and answers with a word, never with an error that would carry a row into a log.
"""

from typing import Final

from minga_platform.kernel.logins import APP, OWNER, WORKER

HERE: Final = "nullif(current_setting('app.cooperative', true), '')::uuid"
NOW: Final = """clock_timestamp() + coalesce((SELECT o."offset" FROM public.clock_offset o), interval '0')"""
MOST_REVISIONS: Final = 100
NEW_FOR_CHECKPOINT: Final = 8
MINUTES_BETWEEN: Final = 10

_OF_ELECTION: Final = """FOREIGN KEY (cooperative_id, election_id) REFERENCES public.election (cooperative_id, id)"""
_CAST_COLUMNS: Final = """cooperative_id uuid NOT NULL, id uuid NOT NULL, election_id uuid NOT NULL, class_key text NOT NULL,
    weight integer NOT NULL, {voter}, revision integer NOT NULL, choice jsonb NOT NULL, nonce bytea NOT NULL, leaf bytea NOT NULL"""

TABLES: Final = ("seed", "roll", "ballot", "open_ballot", "covered")

_MAKE_TABLES: Final = (
    "CREATE SCHEMA box",
    "REVOKE ALL ON SCHEMA box FROM PUBLIC",
    f"GRANT USAGE ON SCHEMA box TO {APP}, {WORKER}",
    f"""CREATE TABLE box.seed (cooperative_id uuid NOT NULL, election_id uuid NOT NULL, seed bytea NOT NULL,
    CONSTRAINT seed_pk PRIMARY KEY (cooperative_id, election_id), CONSTRAINT seed_election_fk {_OF_ELECTION})""",
    f"""CREATE TABLE box.roll (cooperative_id uuid NOT NULL, id uuid NOT NULL, election_id uuid NOT NULL, agent_id uuid NOT NULL,
    class_key text NOT NULL, weight integer NOT NULL, channel text NOT NULL DEFAULT 'none',
    CONSTRAINT roll_pk PRIMARY KEY (cooperative_id, id),
    CONSTRAINT roll_voter_uq UNIQUE (cooperative_id, election_id, agent_id, class_key),
    CONSTRAINT roll_channel_ck CHECK (channel IN ('none', 'web', 'paper')), CONSTRAINT roll_weight_ck CHECK (weight > 0),
    CONSTRAINT roll_election_fk {_OF_ELECTION},
    CONSTRAINT roll_agent_fk FOREIGN KEY (cooperative_id, agent_id) REFERENCES public.agent (cooperative_id, id))""",
    "CREATE INDEX roll_agent_ix ON box.roll (cooperative_id, agent_id)",
    f"""CREATE TABLE box.ballot ({_CAST_COLUMNS.format(voter="token_hash bytea NOT NULL")},
    CONSTRAINT ballot_pk PRIMARY KEY (cooperative_id, id),
    CONSTRAINT ballot_revision_uq UNIQUE (cooperative_id, election_id, token_hash, revision),
    CONSTRAINT ballot_election_fk {_OF_ELECTION})""",
    "CREATE INDEX ballot_leaf_ix ON box.ballot (cooperative_id, election_id, leaf)",
    f"""CREATE TABLE box.open_ballot ({_CAST_COLUMNS.format(voter="agent_id uuid NOT NULL, token_hash bytea NOT NULL")},
    CONSTRAINT open_ballot_pk PRIMARY KEY (cooperative_id, id),
    CONSTRAINT open_ballot_revision_uq UNIQUE (cooperative_id, election_id, agent_id, class_key, revision),
    CONSTRAINT open_ballot_election_fk {_OF_ELECTION},
    CONSTRAINT open_ballot_agent_fk FOREIGN KEY (cooperative_id, agent_id) REFERENCES public.agent (cooperative_id, id))""",
    f"""CREATE TABLE box.covered (cooperative_id uuid NOT NULL, election_id uuid NOT NULL, number integer NOT NULL, leaf bytea NOT NULL,
    CONSTRAINT covered_pk PRIMARY KEY (cooperative_id, election_id, leaf), CONSTRAINT covered_election_fk {_OF_ELECTION})""",
    # What the close leaves behind as dead rows is swept away at the next round of the database's own cleaner.
    *(
        f"ALTER TABLE box.{name} SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0)"
        for name in ("roll", "ballot", "covered")
    ),
)

_GUARD_TABLES: Final = (
    # Rows of the box never change. They may be taken out only by the close, which puts them back in the same statement.
    """CREATE FUNCTION box.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF current_setting('box.closing', true) = OLD.election_id::text THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION 'rows of box.% never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$""",
    "REVOKE ALL ON FUNCTION box.refuse_change FROM PUBLIC",
    # Of a voter only her channel changes, once, and only from none.
    """CREATE FUNCTION box.guard_roll() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF current_setting('box.closing', true) = OLD.election_id::text THEN RETURN OLD; END IF;
        ELSIF OLD.channel = 'none' AND NEW.channel <> 'none'
            AND (NEW.cooperative_id, NEW.id, NEW.election_id, NEW.agent_id, NEW.class_key, NEW.weight)
              = (OLD.cooperative_id, OLD.id, OLD.election_id, OLD.agent_id, OLD.class_key, OLD.weight) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a voter''s channel is chosen once' USING ERRCODE = 'restrict_violation';
    END $$""",
    "REVOKE ALL ON FUNCTION box.guard_roll FROM PUBLIC",
    *(
        statement
        for name in TABLES
        for statement in (
            f"REVOKE ALL ON box.{name} FROM PUBLIC",
            f"""CREATE POLICY {name}_owner ON box.{name} TO {OWNER}
    USING (cooperative_id = (SELECT {HERE})) WITH CHECK (cooperative_id = (SELECT {HERE}))""",
            f"ALTER TABLE box.{name} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE box.{name} FORCE ROW LEVEL SECURITY",
            f"""CREATE TRIGGER {name}_stays BEFORE UPDATE OR DELETE ON box.{name} FOR EACH ROW
    EXECUTE FUNCTION box.{"guard_roll" if name == "roll" else "refuse_change"}()""",
            f"CREATE TRIGGER {name}_no_truncate BEFORE TRUNCATE ON box.{name} FOR EACH STATEMENT EXECUTE FUNCTION box.refuse_change()",
            f"ALTER TABLE box.{name} ENABLE ALWAYS TRIGGER {name}_stays",
            f"ALTER TABLE box.{name} ENABLE ALWAYS TRIGGER {name}_no_truncate",
        )
    ),
)


def owners(signature: str, body: str, *, returns: str, to: str, language: str = "plpgsql") -> tuple[str, ...]:
    name = signature.partition("(")[0]
    return (
        f"""CREATE FUNCTION box.{signature} RETURNS {returns} LANGUAGE {language} SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $${body}$$""",
        f"REVOKE ALL ON FUNCTION box.{name} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION box.{name} TO {to}",
    )


# A lock that is no row: a row's lock would leave in the election the number of whoever voted last.
SHARED: Final = "PERFORM pg_advisory_xact_lock_shared(hashtextextended('election ' || an_election::text, 0));"
ALONE: Final = "PERFORM pg_advisory_xact_lock(hashtextextended('election ' || an_election::text, 0));"

_FREEZE: Final = owners(
    "freeze(an_election uuid, a_seed bytea, agents uuid[], classes text[], weights integer[])",
    f"""
DECLARE
    here uuid := {HERE};
    poll public.election;
BEGIN
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    IF NOT FOUND OR poll.roll_size <> cardinality(agents) OR sha256(a_seed) <> poll.seed_commitment
        OR EXISTS (SELECT FROM box.seed s WHERE s.cooperative_id = here AND s.election_id = an_election) THEN
        RAISE EXCEPTION 'a roll is frozen once, with its announcement' USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO box.seed (cooperative_id, election_id, seed) VALUES (here, an_election, a_seed);
    INSERT INTO box.roll (cooperative_id, id, election_id, agent_id, class_key, weight)
    SELECT here, gen_random_uuid(), an_election, v.agent_id, v.class_key, v.weight
    FROM unnest(agents, classes, weights) AS v (agent_id, class_key, weight) ORDER BY gen_random_uuid();
END """,
    returns="void",
    to=f"{APP}, {WORKER}",
)

# Whether a ballot may be taken now: read after the lock, so the close waits for us or we see it.
_MAY_CAST: Final = f"""
    {SHARED}
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election AND %s;
    IF NOT FOUND THEN RETURN QUERY SELECT 'absent', NULL::integer, NULL::bytea; RETURN; END IF;
    instant := {NOW};
    IF EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN QUERY SELECT 'cancelled', NULL::integer, NULL::bytea; RETURN;
    END IF;
    IF instant < poll.opens_at THEN RETURN QUERY SELECT 'early', NULL::integer, NULL::bytea; RETURN; END IF;
    IF instant >= poll.closes_at OR EXISTS (
        SELECT FROM public.election_closed c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN QUERY SELECT 'late', NULL::integer, NULL::bytea; RETURN;
    END IF;
    -- One row, locked: two tabs, or a tab and a teller, wait for each other here.
    SELECT r.id, r.weight, r.channel INTO entry FROM box.roll r
    WHERE r.cooperative_id = here AND r.election_id = an_election AND r.agent_id = an_agent AND r.class_key = a_class
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN QUERY SELECT 'not_on_roll', NULL::integer, NULL::bytea; RETURN; END IF;
    IF entry.channel = 'paper' THEN RETURN QUERY SELECT 'on_paper', NULL::integer, NULL::bytea; RETURN; END IF;
    IF entry.weight <> a_weight THEN RETURN QUERY SELECT 'absent', NULL::integer, NULL::bytea; RETURN; END IF;"""
_CAST_VARIABLES: Final = f"""
DECLARE
    here uuid := {HERE};
    poll public.election;
    instant timestamptz;
    entry record;
    same record;
    highest integer;
BEGIN"""

_CAST: Final = owners(
    """cast_secret(an_election uuid, an_agent uuid, a_class text, a_weight integer, a_token bytea, a_revision integer, a_choice jsonb,
        a_nonce bytea, a_leaf bytea)""",
    f"""{_CAST_VARIABLES}
    {_MAY_CAST % "e.secret"}
    SELECT max(b.revision) INTO highest FROM box.ballot b
    WHERE b.cooperative_id = here AND b.election_id = an_election AND b.token_hash = a_token
        AND b.class_key = a_class AND b.weight = entry.weight;
    IF entry.channel = 'none' THEN
        IF highest IS NOT NULL THEN RETURN QUERY SELECT 'code_taken', NULL::integer, NULL::bytea; RETURN; END IF;
        UPDATE box.roll r SET channel = 'web' WHERE r.cooperative_id = here AND r.id = entry.id;
    ELSIF highest IS NULL THEN
        RETURN QUERY SELECT 'has_voted', NULL::integer, NULL::bytea; RETURN;
    ELSE
        SELECT b.choice, b.leaf INTO same FROM box.ballot b
        WHERE b.cooperative_id = here AND b.election_id = an_election AND b.token_hash = a_token AND b.revision = a_revision;
        IF FOUND THEN
            RETURN QUERY SELECT CASE WHEN same.choice = a_choice THEN 'repeated' ELSE 'revision_taken' END, highest, same.leaf;
            RETURN;
        END IF;
        IF (SELECT count(*) FROM box.ballot b WHERE b.cooperative_id = here AND b.election_id = an_election
            AND b.token_hash = a_token) >= {MOST_REVISIONS} THEN
            RETURN QUERY SELECT 'too_many', highest, NULL::bytea; RETURN;
        END IF;
    END IF;
    INSERT INTO box.ballot (cooperative_id, id, election_id, class_key, weight, token_hash, revision, choice, nonce, leaf)
    VALUES (here, gen_random_uuid(), an_election, a_class, entry.weight, a_token, a_revision, a_choice, a_nonce, a_leaf);
    RETURN QUERY SELECT CASE WHEN a_revision > coalesce(highest, 0) THEN 'cast' ELSE 'superseded' END, greatest(a_revision, highest), a_leaf;
END """,
    returns="TABLE (outcome text, highest_revision integer, taken_leaf bytea)",
    to=APP,
)

_CAST_OPEN: Final = owners(
    """cast_open(an_election uuid, an_agent uuid, a_class text, a_weight integer, a_token bytea, a_revision integer, a_choice jsonb,
        a_nonce bytea, a_leaf bytea)""",
    f"""{_CAST_VARIABLES}
    {_MAY_CAST % "NOT e.secret"}
    SELECT max(b.revision) INTO highest FROM box.open_ballot b WHERE b.cooperative_id = here AND b.election_id = an_election
        AND b.agent_id = an_agent AND b.class_key = a_class;
    SELECT b.choice, b.leaf INTO same FROM box.open_ballot b WHERE b.cooperative_id = here AND b.election_id = an_election
        AND b.agent_id = an_agent AND b.class_key = a_class AND b.revision = a_revision;
    IF FOUND THEN
        RETURN QUERY SELECT CASE WHEN same.choice = a_choice THEN 'repeated' ELSE 'revision_taken' END, highest, same.leaf;
        RETURN;
    END IF;
    IF highest >= {MOST_REVISIONS} THEN RETURN QUERY SELECT 'too_many', highest, NULL::bytea; RETURN; END IF;
    IF entry.channel = 'none' THEN
        UPDATE box.roll r SET channel = 'web' WHERE r.cooperative_id = here AND r.id = entry.id;
    END IF;
    INSERT INTO box.open_ballot (cooperative_id, id, election_id, class_key, weight, agent_id, token_hash, revision, choice, nonce, leaf)
    VALUES (here, gen_random_uuid(), an_election, a_class, entry.weight, an_agent, a_token, a_revision, a_choice, a_nonce, a_leaf);
    RETURN QUERY SELECT CASE WHEN a_revision > coalesce(highest, 0) THEN 'cast' ELSE 'superseded' END, greatest(a_revision, highest), a_leaf;
END """,
    returns="TABLE (outcome text, highest_revision integer, taken_leaf bytea)",
    to=APP,
)

DDL: Final = (*_MAKE_TABLES, *_GUARD_TABLES, *_FREEZE, *_CAST, *_CAST_OPEN)
"""Run by the owner after the public tables exist; `box_reading.DDL` follows."""
