ALTER TABLE cart_line ADD COLUMN gift_for TEXT DEFAULT '' NOT NULL;

ALTER TABLE cart_line ADD COLUMN gift_message TEXT DEFAULT '' NOT NULL;

ALTER TABLE listing ADD COLUMN season_months INTEGER[] DEFAULT '{}' NOT NULL;

ALTER TABLE listing ADD COLUMN cycle_until TIMESTAMP WITH TIME ZONE;

ALTER TABLE listing ADD COLUMN had_in UUID[];

CREATE INDEX listing_season_ix ON listing USING gin (season_months);

CREATE INDEX listing_cycle_ix ON listing (cooperative_id, cycle_until) WHERE cycle_until IS NOT NULL;

ALTER TABLE facet_count DROP CONSTRAINT facet_count_facet_ck;

ALTER TABLE facet_count ADD CONSTRAINT facet_count_facet_ck CHECK (facet IN ('all', 'category', 'stall', 'tag', 'season'));

ALTER TABLE pickup_point ADD COLUMN latitude_microdegrees INTEGER;

ALTER TABLE pickup_point ADD COLUMN longitude_microdegrees INTEGER;

ALTER TABLE pickup_point ADD CONSTRAINT pickup_point_place_ck CHECK ((latitude_microdegrees IS NULL) = (longitude_microdegrees IS NULL) AND latitude_microdegrees BETWEEN -90000000 AND 90000000 AND longitude_microdegrees BETWEEN -180000000 AND 180000000);

ALTER TABLE voucher DROP CONSTRAINT voucher_cause_ck;

ALTER TABLE voucher DROP CONSTRAINT voucher_state_ck;

ALTER TABLE voucher ADD COLUMN bought_for TEXT DEFAULT '' NOT NULL;

ALTER TABLE voucher ADD COLUMN message TEXT DEFAULT '' NOT NULL;

ALTER TABLE voucher ALTER COLUMN issued_by DROP NOT NULL;

ALTER TABLE voucher ADD CONSTRAINT voucher_cause_ck CHECK (cause IN ('paid', 'granted', 'bought'));

ALTER TABLE voucher ADD CONSTRAINT voucher_state_ck CHECK (state IN ('waiting', 'open', 'lapsed', 'void', 'stopped'));

ALTER TABLE voucher ADD CONSTRAINT voucher_issuer_ck CHECK ((cause = 'bought') = (issued_by IS NULL));

CREATE TABLE share_file (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	part INTEGER NOT NULL,
	sealed BYTEA NOT NULL,
	transfers INTEGER NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT share_file_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT share_file_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT share_file_part_ck CHECK (part > 0 AND transfers > 0),
	CONSTRAINT share_file_part_uq UNIQUE (cooperative_id, part),
	CONSTRAINT share_file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE contributor_account (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	bank_holder TEXT NOT NULL,
	bank_number BYTEA,
	bank_last_four TEXT NOT NULL,
	payee_changed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT contributor_account_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT contributor_account_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT contributor_account_agent_uq UNIQUE (cooperative_id, agent_id),
	CONSTRAINT contributor_account_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE product ADD COLUMN is_voucher BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE account_payout ADD COLUMN brought_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE account_payout ADD COLUMN carried_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE share_payout ADD COLUMN approvals_needed SMALLINT DEFAULT '0' NOT NULL;

ALTER TABLE share_payout ADD COLUMN file_id UUID;

ALTER TABLE share_payout ADD CONSTRAINT share_payout_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES share_file (cooperative_id, id);

ALTER TABLE variant ADD COLUMN grants_licence BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE checkout ADD COLUMN earnings_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE checkout ADD COLUMN earnings_stall_id UUID;

ALTER TABLE checkout ADD CONSTRAINT checkout_cooperative_id_earnings_stall_id_fk FOREIGN KEY(cooperative_id, earnings_stall_id) REFERENCES stall (cooperative_id, id);

ALTER TABLE payout DROP CONSTRAINT payout_amounts_ck;

ALTER TABLE payout ADD COLUMN returned_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE payout ADD COLUMN brought_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE payout ADD COLUMN carried_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE payout ADD CONSTRAINT payout_amounts_ck CHECK (amount_minor >= 0 AND netted_minor >= 0 AND 0 <= reversed_minor AND reversed_minor <= amount_minor AND returned_minor IN (0, amount_minor));

CREATE TABLE share_approval (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payout_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT share_approval_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT share_approval_cooperative_id_payout_id_fk FOREIGN KEY(cooperative_id, payout_id) REFERENCES share_payout (cooperative_id, id),
	CONSTRAINT share_approval_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT share_approval_once_uq UNIQUE (cooperative_id, payout_id, agent_id),
	CONSTRAINT share_approval_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE safety_delivery DROP CONSTRAINT safety_delivery_somebody_ck;

ALTER TABLE safety_delivery ADD COLUMN phone TEXT;

ALTER TABLE safety_delivery ADD CONSTRAINT safety_delivery_somebody_ck CHECK (num_nonnulls(agent_id, mail, phone) = 1);

ALTER TABLE safety_delivery ADD CONSTRAINT safety_delivery_phone_uq UNIQUE (cooperative_id, notice_id, phone);

ALTER TABLE seller_order ADD COLUMN maker_taxed BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE payment ADD COLUMN came_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE payment ADD COLUMN takes_card BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE payment ADD CONSTRAINT payment_came_ck CHECK (came_minor >= 0);

ALTER TABLE spending DROP CONSTRAINT spending_method_ck;

ALTER TABLE spending ADD CONSTRAINT spending_method_ck CHECK (method IN ('credit', 'voucher', 'earnings'));

ALTER TABLE order_line DROP CONSTRAINT order_line_deposit_ck;

ALTER TABLE order_line ADD COLUMN voucher_id UUID;

ALTER TABLE order_line ADD CONSTRAINT order_line_cooperative_id_voucher_id_fk FOREIGN KEY(cooperative_id, voucher_id) REFERENCES voucher (cooperative_id, id);

ALTER TABLE order_line ADD CONSTRAINT order_line_deposit_ck CHECK (num_nonnulls(container_id, voucher_id) = CASE WHEN deposit_minor = 0 THEN 0 ELSE 1 END AND (deposit_minor = 0 OR earning_minor + fee_minor + royalty_minor = 0));

CREATE UNIQUE INDEX order_line_voucher_uq ON order_line (cooperative_id, voucher_id) WHERE voucher_id IS NOT NULL;

CREATE TABLE dispute_attachment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	dispute_id UUID NOT NULL,
	file_id UUID NOT NULL,
	kind TEXT NOT NULL,
	CONSTRAINT dispute_attachment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT dispute_attachment_cooperative_id_dispute_id_fk FOREIGN KEY(cooperative_id, dispute_id) REFERENCES dispute (cooperative_id, id),
	CONSTRAINT dispute_attachment_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT dispute_attachment_kind_ck CHECK (kind IN ('receipt', 'messages', 'handover', 'other')),
	CONSTRAINT dispute_attachment_kind_uq UNIQUE (cooperative_id, dispute_id, kind),
	CONSTRAINT dispute_attachment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE trade_document DROP CONSTRAINT trade_document_cause_ck;

ALTER TABLE trade_document DROP CONSTRAINT trade_document_kind_ck;

ALTER TABLE trade_document ADD CONSTRAINT trade_document_kind_ck CHECK (kind IN ('invoice', 'credit_note', 'self_billing', 'supply_credit'));

ALTER TABLE trade_document ADD CONSTRAINT trade_document_cause_ck CHECK (CASE kind WHEN 'invoice' THEN journal_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NULL WHEN 'credit_note' THEN refund_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NOT NULL WHEN 'supply_credit' THEN refund_id IS NOT NULL AND stall_id IS NOT NULL AND mirrors_id IS NOT NULL ELSE payout_id IS NOT NULL AND stall_id IS NOT NULL END AND num_nonnulls(journal_id, refund_id, payout_id) = 1);

ALTER TABLE refund_line ADD COLUMN supply_tax_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE refund_line ADD CONSTRAINT refund_line_supply_tax_ck CHECK (supply_tax_minor BETWEEN 0 AND tax_minor);

REVOKE ALL ON contributor_account FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON contributor_account TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON contributor_account TO minga_worker;

GRANT SELECT ON contributor_account TO minga_backup;

CREATE POLICY contributor_account_app ON contributor_account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contributor_account_worker ON contributor_account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contributor_account_owner ON contributor_account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE contributor_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE contributor_account FORCE ROW LEVEL SECURITY;

REVOKE ALL ON share_file FROM PUBLIC;

GRANT SELECT, INSERT ON share_file TO minga_app;

GRANT SELECT, INSERT ON share_file TO minga_worker;

GRANT SELECT ON share_file TO minga_backup;

CREATE TRIGGER share_file_append_only BEFORE UPDATE OR DELETE ON share_file FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER share_file_no_truncate BEFORE TRUNCATE ON share_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE share_file ENABLE ALWAYS TRIGGER share_file_append_only;

ALTER TABLE share_file ENABLE ALWAYS TRIGGER share_file_no_truncate;

CREATE POLICY share_file_app ON share_file TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_file_worker ON share_file TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_file_owner ON share_file TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE share_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE share_file FORCE ROW LEVEL SECURITY;

REVOKE ALL ON share_approval FROM PUBLIC;

GRANT SELECT, INSERT ON share_approval TO minga_app;

GRANT SELECT, INSERT ON share_approval TO minga_worker;

GRANT SELECT ON share_approval TO minga_backup;

CREATE TRIGGER share_approval_append_only BEFORE UPDATE OR DELETE ON share_approval FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER share_approval_no_truncate BEFORE TRUNCATE ON share_approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE share_approval ENABLE ALWAYS TRIGGER share_approval_append_only;

ALTER TABLE share_approval ENABLE ALWAYS TRIGGER share_approval_no_truncate;

CREATE POLICY share_approval_app ON share_approval TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_approval_worker ON share_approval TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_approval_owner ON share_approval TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE share_approval ENABLE ROW LEVEL SECURITY;

ALTER TABLE share_approval FORCE ROW LEVEL SECURITY;

REVOKE ALL ON dispute_attachment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON dispute_attachment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON dispute_attachment TO minga_worker;

GRANT SELECT ON dispute_attachment TO minga_backup;

CREATE POLICY dispute_attachment_app ON dispute_attachment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_attachment_worker ON dispute_attachment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_attachment_owner ON dispute_attachment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE dispute_attachment ENABLE ROW LEVEL SECURITY;

ALTER TABLE dispute_attachment FORCE ROW LEVEL SECURITY;

-- For the rows of all co-ops, by the owner, whom no policy binds -----------------------------------------------------

-- A variant that grants a licence is looked at before it is sold.
UPDATE variant v SET grants_licence = true
WHERE EXISTS (SELECT FROM licence_offer o WHERE o.cooperative_id = v.cooperative_id AND o.variant_id = v.id);

-- What of an order's money came by bank and waits for the rest.
UPDATE payment p SET came_minor = w.came FROM (
    SELECT u.cooperative_id, u.subject_id, sum(u.amount_minor)::bigint AS came FROM statement_use u
    WHERE u.kind = 'payment' AND NOT u.is_booked GROUP BY 1, 2
) w WHERE w.cooperative_id = p.cooperative_id AND w.subject_id = p.id AND p.state = 'open';

-- The listing learns of seasons and cycles, and counts the seasons.
UPDATE listing l SET season_months = p.season_months, cycle_until = c.until, had_in = CASE WHEN p.only_in_cycles THEN coalesce(c.cycles, '{}') END
FROM product p LEFT JOIN (
    SELECT v.cooperative_id, v.product_id, max(o.closes_at) AS until, array_agg(DISTINCT o.id) AS cycles FROM variant v
    JOIN cycle_good g ON g.cooperative_id = v.cooperative_id AND g.variant_id = v.id
    JOIN order_cycle o ON o.cooperative_id = g.cooperative_id AND o.id = g.cycle_id AND o.cancelled_at IS NULL AND o.closed_at IS NULL
    WHERE v.state = 'offered' GROUP BY 1, 2
) c ON c.cooperative_id = p.cooperative_id AND c.product_id = p.id
WHERE p.cooperative_id = l.cooperative_id AND p.id = l.product_id;

INSERT INTO facet_count (cooperative_id, facet, value, label, listings)
SELECT l.cooperative_id, 'season', m::text, '{}'::jsonb, count(*) FROM listing l, unnest(l.season_months) AS m GROUP BY 1, 3;
