ALTER TABLE listing ADD COLUMN asks_commons BOOLEAN DEFAULT false NOT NULL;

CREATE TABLE billing_party (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	name TEXT NOT NULL,
	address TEXT NOT NULL,
	tax_number TEXT NOT NULL,
	told_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT billing_party_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT billing_party_once_uq UNIQUE (cooperative_id, person_id),
	CONSTRAINT billing_party_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE grievance ADD COLUMN restriction_id UUID;

ALTER TABLE grievance ADD CONSTRAINT grievance_cooperative_id_restriction_id_fk FOREIGN KEY(cooperative_id, restriction_id) REFERENCES restriction (cooperative_id, id);

ALTER TABLE grievance ADD CONSTRAINT grievance_restriction_ck CHECK (restriction_id IS NULL OR against_agent_id IS NOT NULL);

ALTER TABLE grievance ADD CONSTRAINT grievance_restriction_uq UNIQUE (cooperative_id, restriction_id, opened_by_id);

ALTER TABLE payout ADD COLUMN sent_to_holder TEXT;

ALTER TABLE payout ADD COLUMN sent_to_last_four TEXT;

ALTER TABLE seller_order ADD COLUMN cancel_reason TEXT DEFAULT '' NOT NULL;

CREATE TABLE refund_back (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	refund_id UUID NOT NULL,
	provider_refund TEXT NOT NULL,
	came_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT refund_back_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT refund_back_cooperative_id_refund_id_fk FOREIGN KEY(cooperative_id, refund_id) REFERENCES refund (cooperative_id, id),
	CONSTRAINT refund_back_provider_uq UNIQUE (cooperative_id, provider_refund),
	CONSTRAINT refund_back_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

REVOKE ALL ON billing_party FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON billing_party TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON billing_party TO minga_worker;

GRANT SELECT ON billing_party TO minga_backup;

CREATE POLICY billing_party_app ON billing_party TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY billing_party_worker ON billing_party TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY billing_party_owner ON billing_party TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE billing_party ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing_party FORCE ROW LEVEL SECURITY;

REVOKE ALL ON refund_back FROM PUBLIC;

GRANT SELECT, INSERT ON refund_back TO minga_app;

GRANT SELECT, INSERT ON refund_back TO minga_worker;

GRANT SELECT ON refund_back TO minga_backup;

CREATE TRIGGER refund_back_append_only BEFORE UPDATE OR DELETE ON refund_back FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refund_back_no_truncate BEFORE TRUNCATE ON refund_back FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE refund_back ENABLE ALWAYS TRIGGER refund_back_append_only;

ALTER TABLE refund_back ENABLE ALWAYS TRIGGER refund_back_no_truncate;

CREATE POLICY refund_back_app ON refund_back TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY refund_back_worker ON refund_back TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY refund_back_owner ON refund_back TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE refund_back ENABLE ROW LEVEL SECURITY;

ALTER TABLE refund_back FORCE ROW LEVEL SECURITY;

-- For the rows of all co-ops, by the owner, whom no policy binds -----------------------------------------------------

-- What had come back before is known by its name at the provider.
INSERT INTO refund_back (cooperative_id, id, refund_id, provider_refund, came_at)
SELECT cooperative_id, id, id, provider_refund, lease_until FROM refund WHERE state = 'failed' AND provider_refund IS NOT NULL;

-- The listing knows of which things the commons are asked.
UPDATE listing l SET asks_commons = true FROM product p
WHERE p.cooperative_id = l.cooperative_id AND p.id = l.product_id AND (p.asks_commons OR EXISTS (SELECT FROM variant v
    WHERE v.cooperative_id = p.cooperative_id AND v.product_id = p.id AND v.state = 'offered' AND v.grants_licence));

-- What was given out to be sent says to whose account.
UPDATE payout p SET sent_to_holder = a.bank_holder, sent_to_last_four = a.bank_last_four FROM seller_account a
WHERE a.cooperative_id = p.cooperative_id AND a.stall_id = p.stall_id AND a.bank_number IS NOT NULL AND p.channel = 'bank' AND p.state = 'prepared'
    AND EXISTS (SELECT FROM payout_file_item i WHERE i.cooperative_id = p.cooperative_id AND i.payout_id = p.id);
