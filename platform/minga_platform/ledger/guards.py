"""What the database itself holds true about transfers, whoever writes them: functions and triggers of the owner."""

# A balance row is opened with its account and never by hand.
_OPEN_BALANCE = """
CREATE FUNCTION ledger_open_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO balance (cooperative_id, id, unit, direction, posted, pending, minimum)
    VALUES (NEW.cooperative_id, NEW.id, NEW.unit, NEW.direction, 0, 0, NEW.minimum);
    RETURN NULL;
END $$"""

# Ids are born now. Everything that is read "up to an id" (checkpoints, the chain) stands on this.
_BORN_NOW = """
CREATE FUNCTION ledger_born_now() RETURNS trigger
LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    age double precision := extract(epoch FROM clock_timestamp())
        - ('x' || substr(replace(NEW.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0;
BEGIN
    IF abs(age) > 600 THEN
        RAISE EXCEPTION 'the id of a row in % is % s old: this machine''s clock and the database''s differ',
            TG_TABLE_NAME, round(age) USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_born_now';
    END IF;
    RETURN NEW;
END $$"""

# Runs once per statement of transfers. Rows that name others must mirror them. Limited balances follow step by step,
# so that a limit is not passed even between two rows of one journal. Their rows are locked in account-id order, so
# journals that touch the same accounts wait for each other instead of deadlocking.
_APPLY = """
CREATE FUNCTION ledger_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    broken uuid;
BEGIN
    IF EXISTS (SELECT FROM fresh WHERE names IS NOT NULL OR reverses IS NOT NULL) THEN
        SELECT f.id INTO broken
        FROM fresh f JOIN transfer p ON p.cooperative_id = f.cooperative_id AND p.id = f.names
        WHERE p.state <> 'pending' OR p.debit_id <> f.debit_id OR p.credit_id <> f.credit_id
            OR f.amount > p.amount OR (f.state = 'void' AND f.amount <> p.amount)
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transfer % does not settle what it names', broken
                USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_settles';
        END IF;
        SELECT f.id INTO broken
        FROM fresh f JOIN transfer p ON p.cooperative_id = f.cooperative_id AND p.id = f.reverses
        WHERE p.state NOT IN ('posted', 'post')
            OR p.debit_id <> f.credit_id OR p.credit_id <> f.debit_id OR p.amount <> f.amount
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'transfer % is not the opposite of what it reverses', broken
                USING ERRCODE = 'check_violation', CONSTRAINT = 'transfer_opposite';
        END IF;
    END IF;

    PERFORM FROM balance b
    WHERE (b.cooperative_id, b.id) IN (
        SELECT cooperative_id, debit_id FROM fresh UNION SELECT cooperative_id, credit_id FROM fresh)
    ORDER BY b.cooperative_id, b.id
    FOR UPDATE;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;

    WITH step AS (
        SELECT b.cooperative_id, b.id, f.journal_id, f.place,
            CASE WHEN f.state IN ('posted', 'post') THEN side.sign * b.direction * f.amount ELSE 0 END AS posted,
            CASE WHEN side.sign * b.direction > 0 THEN 0
                WHEN f.state = 'pending' THEN f.amount
                WHEN f.state IN ('post', 'void') THEN -p.amount
                ELSE 0 END AS pending
        FROM fresh f
        CROSS JOIN LATERAL (VALUES (f.debit_id, 1), (f.credit_id, -1)) AS side (account_id, sign)
        JOIN balance b ON b.cooperative_id = f.cooperative_id AND b.id = side.account_id
        LEFT JOIN transfer p ON p.cooperative_id = f.cooperative_id AND p.id = f.names
    ), run AS (
        SELECT *, sum(posted - pending) OVER (
            PARTITION BY cooperative_id, id ORDER BY journal_id, place) AS reached
        FROM step
    ), total AS (
        SELECT cooperative_id, id, sum(posted)::bigint AS posted, sum(pending)::bigint AS pending,
            min(reached) AS lowest
        FROM run GROUP BY cooperative_id, id
    ), passed AS (
        SELECT b.id FROM balance b JOIN total t ON t.cooperative_id = b.cooperative_id AND t.id = b.id
        WHERE b.posted - b.pending + t.lowest < b.minimum
    ), kept AS (
        UPDATE balance b SET posted = b.posted + t.posted, pending = b.pending + t.pending
        FROM total t
        WHERE t.cooperative_id = b.cooperative_id AND t.id = b.id AND NOT EXISTS (SELECT FROM passed)
    )
    SELECT id INTO broken FROM passed LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'account % would pass its limit', broken
            USING ERRCODE = 'check_violation', CONSTRAINT = 'balance_minimum_ck', DETAIL = (
                SELECT jsonb_build_object('kind', a.kind, 'holder_id', a.holder_id)
                FROM account a WHERE a.id = broken LIMIT 1)::text;
    END IF;
    RETURN NULL;
END $$"""

# Whoever decides by a balance locks it first. The app may not write balances, hence not lock them: this does it for the
# app, within the scope of the unit.
_LOCK = """
CREATE FUNCTION ledger_lock(some_ids uuid[]) RETURNS TABLE (account_id uuid, posted bigint, pending bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT b.id, b.posted, b.pending FROM balance b
    WHERE b.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND b.id = ANY (some_ids)
    ORDER BY b.id FOR UPDATE
$$"""

STATEMENTS = (
    "REVOKE INSERT, UPDATE, DELETE ON balance FROM minga_worker",
    _OPEN_BALANCE,
    """CREATE TRIGGER account_balance AFTER INSERT ON account
    FOR EACH ROW WHEN (NEW.minimum IS NOT NULL) EXECUTE FUNCTION ledger_open_balance()""",
    "ALTER TABLE account ENABLE ALWAYS TRIGGER account_balance",
    _BORN_NOW,
    "CREATE TRIGGER transfer_born_now BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION ledger_born_now()",
    "ALTER TABLE transfer ENABLE ALWAYS TRIGGER transfer_born_now",
    "CREATE TRIGGER journal_born_now BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION ledger_born_now()",
    "ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_born_now",
    _APPLY,
    """CREATE TRIGGER transfer_apply AFTER INSERT ON transfer
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply()""",
    "ALTER TABLE transfer ENABLE ALWAYS TRIGGER transfer_apply",
    _LOCK,
    "REVOKE ALL ON FUNCTION ledger_lock, ledger_apply, ledger_open_balance FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION ledger_lock TO minga_app, minga_worker",
)
