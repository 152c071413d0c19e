"""The box's other functions: what may be asked of it while it is open, its checkpoints, and its close."""

from typing import Final

from minga_platform.governance.ballots.box import ALONE, HERE, MINUTES_BETWEEN, NEW_FOR_CHECKPOINT, NOW, SHARED, owners
from minga_platform.kernel.logins import APP, WORKER

_LEAVES: Final = """(SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election)"""
_ROOT: Final = "sha256('minga-root-1'::bytea || coalesce(string_agg(l.leaf, ''::bytea ORDER BY l.leaf), ''::bytea))"

_ENTRIES: Final = owners(
    "entries(an_election uuid, agents uuid[])",
    f"""SELECT r.agent_id, r.class_key, r.weight, r.channel FROM box.roll r
    WHERE r.cooperative_id = {HERE} AND r.election_id = an_election AND r.agent_id = ANY (agents) ORDER BY r.class_key, r.agent_id""",
    returns="TABLE (agent_id uuid, class_key text, weight integer, channel text)",
    to=f"{APP}, {WORKER}",
    language="sql STABLE",
)
_ELECTIONS_OF: Final = owners(
    "elections_of(agents uuid[])",
    f"""SELECT r.election_id, r.agent_id, r.class_key, r.weight, r.channel FROM box.roll r
    WHERE r.cooperative_id = {HERE} AND r.agent_id = ANY (agents)""",
    returns="TABLE (election_id uuid, agent_id uuid, class_key text, weight integer, channel text)",
    to=f"{APP}, {WORKER}",
    language="sql STABLE",
)
# How many took part is a total like any other: nobody hears it before the close.
_TURNOUT: Final = owners(
    "turnout(an_election uuid)",
    f"""SELECT r.class_key, r.weight, r.channel, count(*)::integer FROM box.roll r
    WHERE r.cooperative_id = {HERE} AND r.election_id = an_election AND EXISTS (
        SELECT FROM public.election_closed c WHERE c.cooperative_id = r.cooperative_id AND c.election_id = an_election)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    returns="TABLE (class_key text, weight integer, channel text, voters integer)",
    to=WORKER,
    language="sql STABLE",
)
# How many voters of a class were given paper: what tellers hold their papers against. No names, and no secret.
_PAPER_GIVEN: Final = owners(
    "paper_given(an_election uuid, a_class text, a_weight integer)",
    f"""SELECT count(*)::integer FROM box.roll r WHERE r.cooperative_id = {HERE} AND r.election_id = an_election
    AND r.class_key = a_class AND r.weight = a_weight AND r.channel = 'paper'""",
    returns="integer",
    to=APP,
    language="sql STABLE",
)
# The next number under a private code, or the present one where the very same is said again: a page that is sent twice.
_NEXT: Final = owners(
    "next_revision(an_election uuid, a_token bytea, a_choice jsonb)",
    f"""SELECT coalesce((SELECT b.revision + CASE WHEN b.choice = a_choice THEN 0 ELSE 1 END FROM box.ballot b
    WHERE b.cooperative_id = {HERE} AND b.election_id = an_election AND b.token_hash = a_token ORDER BY b.revision DESC LIMIT 1), 1)""",
    returns="integer",
    to=APP,
    language="sql STABLE",
)
_HOLDS: Final = owners(
    "holds(an_election uuid, a_code bytea)",
    f"""SELECT octet_length(a_code) = 15 AND EXISTS (
        SELECT FROM box.ballot b WHERE b.cooperative_id = {HERE} AND b.election_id = an_election
            AND b.leaf >= a_code AND substr(b.leaf, 1, 15) = a_code
        UNION ALL SELECT FROM box.open_ballot b WHERE b.cooperative_id = {HERE} AND b.election_id = an_election
            AND substr(b.leaf, 1, 15) = a_code)""",
    returns="boolean",
    to=APP,
    language="sql STABLE",
)
_OWN_OPEN: Final = owners(
    "own_open(an_election uuid, agents uuid[])",
    f"""SELECT DISTINCT ON (b.agent_id, b.class_key) b.agent_id, b.class_key, b.revision, b.choice FROM box.open_ballot b
    WHERE b.cooperative_id = {HERE} AND b.election_id = an_election AND b.agent_id = ANY (agents)
    ORDER BY b.agent_id, b.class_key, b.revision DESC""",
    returns="TABLE (agent_id uuid, class_key text, revision integer, choice jsonb)",
    to=APP,
    language="sql STABLE",
)
# The other channel: a paper ballot is handed to a voter who has none yet. The same lock as casting decides who was first.
_GIVE_PAPER: Final = owners(
    "give_paper(an_election uuid, an_agent uuid, a_class text)",
    f"""
DECLARE
    here uuid := {HERE};
    poll public.election;
    present text;
BEGIN
    {SHARED}
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    IF NOT FOUND THEN RETURN 'absent'; END IF;
    IF EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN 'cancelled';
    END IF;
    IF {NOW} >= poll.closes_at THEN RETURN 'late'; END IF;
    SELECT r.channel INTO present FROM box.roll r WHERE r.cooperative_id = here AND r.election_id = an_election
        AND r.agent_id = an_agent AND r.class_key = a_class FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN 'not_on_roll'; END IF;
    IF present = 'web' THEN RETURN 'has_voted'; END IF;
    IF present = 'none' THEN
        UPDATE box.roll r SET channel = 'paper' WHERE r.cooperative_id = here AND r.election_id = an_election
            AND r.agent_id = an_agent AND r.class_key = a_class;
    END IF;
    RETURN 'given';
END """,
    returns="text",
    to=APP,
)
_CHECKPOINT: Final = owners(
    "checkpoint(an_election uuid, an_id uuid)",
    f"""
DECLARE
    here uuid := {HERE};
    poll public.election;
    instant timestamptz;
    last record;
BEGIN
    {ALONE}
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    instant := {NOW};
    IF poll.id IS NULL OR instant < poll.opens_at OR instant >= poll.closes_at THEN RETURN NULL; END IF;
    SELECT max(k.number) AS number, max(k.taken_at) AS taken_at INTO last FROM public.ballot_checkpoint k
    WHERE k.cooperative_id = here AND k.election_id = an_election;
    IF instant < coalesce(last.taken_at, poll.opens_at) + interval '{MINUTES_BETWEEN} minutes' THEN RETURN NULL; END IF;
    -- Voters, not ballots: one who changes hers eight times must not close the ring around her neighbour.
    IF (SELECT count(DISTINCT b.token_hash) FROM {_LEAVES} b WHERE NOT EXISTS (
            SELECT FROM {_LEAVES} p JOIN box.covered c ON c.cooperative_id = here AND c.election_id = an_election AND c.leaf = p.leaf
            WHERE p.token_hash = b.token_hash)) < {NEW_FOR_CHECKPOINT} THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.ballot_checkpoint (cooperative_id, id, election_id, number, taken_at, root, leaves, final)
    SELECT here, an_id, an_election, coalesce(last.number, 0) + 1, instant, {_ROOT}, count(*), false FROM {_LEAVES} l;
    INSERT INTO box.covered (cooperative_id, election_id, number, leaf)
    SELECT here, an_election, coalesce(last.number, 0) + 1, l.leaf FROM {_LEAVES} l ON CONFLICT DO NOTHING;
    RETURN coalesce(last.number, 0) + 1;
END """,
    returns="integer",
    to=WORKER,
)
_REWRITE: Final = """
    PERFORM set_config('box.closing', an_election::text, true);
    WITH gone AS (DELETE FROM box.roll r WHERE r.cooperative_id = here AND r.election_id = an_election RETURNING r.*)
    INSERT INTO box.roll (cooperative_id, id, election_id, agent_id, class_key, weight, channel)
    SELECT g.cooperative_id, gen_random_uuid(), g.election_id, g.agent_id, g.class_key, g.weight, g.channel FROM gone g ORDER BY gen_random_uuid();
    DELETE FROM box.covered c WHERE c.cooperative_id = here AND c.election_id = an_election;"""
_CLOSE: Final = owners(
    "close(an_election uuid, a_checkpoint uuid, a_closing uuid)",
    f"""
DECLARE
    here uuid := {HERE};
    poll public.election;
    instant timestamptz;
    lost integer[];
BEGIN
    {ALONE}
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    IF NOT FOUND THEN RETURN 'absent'; END IF;
    IF EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN 'cancelled';
    END IF;
    IF EXISTS (SELECT FROM public.election_closed c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN 'closed before';
    END IF;
    instant := {NOW};
    IF instant < poll.closes_at THEN RETURN 'early'; END IF;
    -- Does the box still hold every leaf that a checkpoint covered, and nothing else that those roots do not give?
    SELECT coalesce(array_agg(k.number ORDER BY k.number), '{{}}') INTO lost FROM public.ballot_checkpoint k
    WHERE k.cooperative_id = here AND k.election_id = an_election AND k.root <> (
        SELECT {_ROOT} FROM box.covered c JOIN {_LEAVES} l ON l.leaf = c.leaf
        WHERE c.cooperative_id = here AND c.election_id = an_election AND c.number <= k.number);
    -- And as many ballots, box by box, as voters are marked? 0 stands for that.
    IF EXISTS (
        SELECT class_key, weight FROM (
            SELECT r.class_key, r.weight, 1 AS marked FROM box.roll r
            WHERE r.cooperative_id = here AND r.election_id = an_election AND r.channel = 'web'
            UNION ALL SELECT b.class_key, b.weight, -1 FROM (SELECT DISTINCT s.class_key, s.weight, s.token_hash FROM box.ballot s
                WHERE s.cooperative_id = here AND s.election_id = an_election) b
            UNION ALL SELECT b.class_key, b.weight, -1 FROM (SELECT DISTINCT o.class_key, o.weight, o.token_hash FROM box.open_ballot o
                WHERE o.cooperative_id = here AND o.election_id = an_election) b) t
        GROUP BY class_key, weight HAVING sum(marked) <> 0) THEN
        lost := 0 || lost;
    END IF;
    INSERT INTO public.ballot_checkpoint (cooperative_id, id, election_id, number, taken_at, root, leaves, final)
    SELECT here, a_checkpoint, an_election, 1 + (SELECT coalesce(max(k.number), 0) FROM public.ballot_checkpoint k
        WHERE k.cooperative_id = here AND k.election_id = an_election), instant, {_ROOT}, count(*), true FROM {_LEAVES} l;
    INSERT INTO public.election_closed (cooperative_id, id, election_id, at, root, leaves, seed, broken)
    SELECT here, a_closing, an_election, instant, k.root, k.leaves,
        (SELECT s.seed FROM box.seed s WHERE s.cooperative_id = here AND s.election_id = an_election), lost
    FROM public.ballot_checkpoint k WHERE k.cooperative_id = here AND k.id = a_checkpoint;
    {_REWRITE}
    WITH gone AS (DELETE FROM box.ballot b WHERE b.cooperative_id = here AND b.election_id = an_election RETURNING b.*)
    INSERT INTO box.ballot (cooperative_id, id, election_id, class_key, weight, token_hash, revision, choice, nonce, leaf)
    SELECT g.cooperative_id, gen_random_uuid(), g.election_id, g.class_key, g.weight, g.token_hash, g.revision, g.choice, g.nonce, g.leaf
    FROM gone g ORDER BY gen_random_uuid();
    PERFORM set_config('box.closing', '', true);
    RETURN 'closed';
END """,
    returns="text",
    to=WORKER,
)
# A cancelled vote keeps no ballots: nothing was decided, so nothing is kept that somebody could look for.
_DISCARD: Final = owners(
    "discard(an_election uuid)",
    f"""
DECLARE
    here uuid := {HERE};
BEGIN
    {ALONE}
    IF NOT EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election)
        OR EXISTS (SELECT FROM public.election_closed c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN false;
    END IF;
    {_REWRITE}
    DELETE FROM box.ballot b WHERE b.cooperative_id = here AND b.election_id = an_election;
    DELETE FROM box.open_ballot b WHERE b.cooperative_id = here AND b.election_id = an_election;
    PERFORM set_config('box.closing', '', true);
    RETURN true;
END """,
    returns="boolean",
    to=f"{APP}, {WORKER}",
)
_CONTENTS: Final = owners(
    "contents(an_election uuid)",
    f"""SELECT b.class_key, b.weight, b.agent_id, b.token_hash, b.revision, b.choice, b.nonce, b.leaf FROM (
        SELECT s.class_key, s.weight, NULL::uuid AS agent_id, s.token_hash, s.revision, s.choice, s.nonce, s.leaf FROM box.ballot s
        WHERE s.cooperative_id = {HERE} AND s.election_id = an_election
        UNION ALL SELECT o.class_key, o.weight, o.agent_id, o.token_hash, o.revision, o.choice, o.nonce, o.leaf FROM box.open_ballot o
        WHERE o.cooperative_id = {HERE} AND o.election_id = an_election) b
    WHERE EXISTS (SELECT FROM public.election_closed c WHERE c.cooperative_id = {HERE} AND c.election_id = an_election)
    ORDER BY b.leaf""",
    returns="TABLE (class_key text, weight integer, agent_id uuid, token_hash bytea, revision integer, choice jsonb, nonce bytea, leaf bytea)",
    to=WORKER,
    language="sql STABLE",
)

DDL: Final = (
    *_ENTRIES, *_ELECTIONS_OF, *_TURNOUT, *_PAPER_GIVEN, *_NEXT, *_HOLDS, *_OWN_OPEN, *_GIVE_PAPER, *_CHECKPOINT, *_CLOSE, *_DISCARD, *_CONTENTS,
)  # fmt: skip
"""Run by the owner after `box.DDL`."""
