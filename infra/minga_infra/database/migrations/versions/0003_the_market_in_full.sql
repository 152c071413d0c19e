-- It answers with more columns than before, which PostgreSQL does not replace in place.
DROP FUNCTION session_by_token(bytea, timestamptz);

DROP INDEX checkout_open_uq;

ALTER TABLE account DROP CONSTRAINT account_kind_ck;

ALTER TABLE account ADD CONSTRAINT account_kind_ck CHECK (kind IN ('cash_stripe', 'cash_bank', 'cash_till', 'cash_transit', 'cash_difference', 'receivable', 'refunds_in_flight', 'seller_held', 'seller_payable', 'seller_negative', 'fee_income', 'vat_due', 'payment_cost', 'refund_cost', 'courier_due', 'disputed', 'royalties_due', 'royalties_ahead', 'contributor_payable', 'deposits_held', 'containers_owed', 'fund', 'shares_due', 'shares_promised', 'share_capital', 'shares_to_repay', 'collective', 'dues_due', 'dues_income', 'groups_granted', 'share_work', 'store_credit', 'voucher', 'stored_set_aside', 'vouchers_granted', 'vouchers_lapsed', 'opening', 'suspense'));

ALTER TABLE help_agreement ADD COLUMN scopes TEXT[] DEFAULT '{lists,orders,logs}' NOT NULL;

ALTER TABLE help_agreement ADD COLUMN ends_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE help_agreement ADD COLUMN on_paper BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE help_agreement ADD CONSTRAINT help_agreement_scopes_ck CHECK (cardinality(scopes) >= 1 AND scopes <@ ARRAY['lists', 'orders', 'logs']::text[]);

ALTER TABLE help_agreement ADD CONSTRAINT help_agreement_ends_ck CHECK (ends_at IS NULL OR ends_at > given_at);

CREATE TABLE helped_deed (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	helper_id UUID NOT NULL,
	person_name TEXT NOT NULL,
	helper_name TEXT NOT NULL,
	deed TEXT NOT NULL,
	subject_id UUID,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT helped_deed_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT helped_deed_two_people_ck CHECK (person_id <> helper_id),
	CONSTRAINT helped_deed_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX helped_deed_person_ix ON helped_deed (cooperative_id, person_id, id);

CREATE INDEX helped_deed_helper_ix ON helped_deed (cooperative_id, helper_id, id);

CREATE INDEX helped_deed_subject_ix ON helped_deed (cooperative_id, subject_id);

CREATE TABLE cash_box (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	till_id UUID NOT NULL,
	till_kind TEXT NOT NULL,
	currency TEXT NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cash_box_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cash_box_till_kind_ck CHECK (till_kind IN ('point', 'stall')),
	CONSTRAINT cash_box_till_uq UNIQUE (cooperative_id, till_id, currency),
	CONSTRAINT cash_box_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE category ADD COLUMN law_profile TEXT;

ALTER TABLE category ADD CONSTRAINT category_law_profile_ck CHECK (law_profile IN ('food', 'textile', 'toy', 'cosmetic', 'other'));

CREATE TABLE container (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	deposit_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	tax_bps INTEGER DEFAULT '0' NOT NULL,
	state TEXT DEFAULT 'used' NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT container_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT container_state_ck CHECK (state IN ('used', 'retired')),
	CONSTRAINT container_deposit_ck CHECK (deposit_minor BETWEEN 1 AND 1000000000),
	CONSTRAINT container_tax_ck CHECK (tax_bps BETWEEN 0 AND 5000),
	CONSTRAINT container_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE pickup_point ADD COLUMN has_slots BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE pickup_point ADD COLUMN slot_minutes INTEGER;

ALTER TABLE pickup_point ADD COLUMN slot_capacity INTEGER;

ALTER TABLE pickup_point ADD COLUMN cutoff_minutes INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE pickup_point ADD CONSTRAINT pickup_point_point_slots_ck CHECK (slot_minutes BETWEEN 5 AND 1440 AND slot_capacity BETWEEN 1 AND 100000 AND cutoff_minutes BETWEEN 0 AND 20160);

ALTER TABLE delivery_zone ADD COLUMN hours JSONB DEFAULT '[]' NOT NULL;

ALTER TABLE delivery_zone ADD COLUMN fee_basis TEXT DEFAULT 'flat' NOT NULL;

ALTER TABLE delivery_zone ADD COLUMN fee_steps JSONB DEFAULT '[]' NOT NULL;

ALTER TABLE delivery_zone ADD COLUMN free_from_minor BIGINT;

ALTER TABLE delivery_zone ADD COLUMN has_slots BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE delivery_zone ADD COLUMN slot_minutes INTEGER;

ALTER TABLE delivery_zone ADD COLUMN slot_capacity INTEGER;

ALTER TABLE delivery_zone ADD COLUMN cutoff_minutes INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE delivery_zone ADD CONSTRAINT delivery_zone_zone_slots_ck CHECK (slot_minutes BETWEEN 5 AND 1440 AND slot_capacity BETWEEN 1 AND 100000 AND cutoff_minutes BETWEEN 0 AND 20160);

ALTER TABLE delivery_zone ADD CONSTRAINT delivery_zone_fee_basis_ck CHECK (fee_basis IN ('flat', 'value', 'weight'));

ALTER TABLE delivery_zone ADD CONSTRAINT delivery_zone_free_from_ck CHECK (free_from_minor >= 0);

CREATE TABLE carrier (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	about JSONB NOT NULL,
	tracking_pattern TEXT DEFAULT '' NOT NULL,
	fee_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	fee_steps JSONB DEFAULT '[]' NOT NULL,
	free_from_minor BIGINT,
	most_grams BIGINT,
	tax_bps INTEGER NOT NULL,
	state TEXT NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT carrier_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT carrier_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT carrier_fee_ck CHECK (fee_minor >= 0 AND free_from_minor >= 0 AND most_grams > 0),
	CONSTRAINT carrier_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

ALTER TABLE discrepancy ADD COLUMN amount_minor BIGINT;

ALTER TABLE discrepancy ADD COLUMN currency TEXT;

ALTER TABLE discrepancy ADD COLUMN proposed_by UUID;

ALTER TABLE discrepancy ADD COLUMN booking TEXT DEFAULT 'none' NOT NULL;

ALTER TABLE discrepancy ADD CONSTRAINT discrepancy_booking_ck CHECK (booking IN ('none', 'cost', 'bank', 'unexplained'));

ALTER TABLE discrepancy ADD CONSTRAINT discrepancy_amount_ck CHECK ((amount_minor IS NULL) = (currency IS NULL));

CREATE TABLE provider_movement (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	movement_ref TEXT NOT NULL,
	kind TEXT NOT NULL,
	source_ref TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	fee_minor BIGINT NOT NULL,
	moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT provider_movement_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT provider_movement_once_uq UNIQUE (cooperative_id, movement_ref),
	CONSTRAINT provider_movement_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX provider_movement_source_ix ON provider_movement (cooperative_id, source_ref);

CREATE TABLE reconciliation (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	from_at TIMESTAMP WITH TIME ZONE NOT NULL,
	to_at TIMESTAMP WITH TIME ZONE NOT NULL,
	after TEXT,
	seen BIGINT DEFAULT '0' NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT reconciliation_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT reconciliation_one_uq UNIQUE (cooperative_id),
	CONSTRAINT reconciliation_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE statement_layout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	channel TEXT NOT NULL,
	layout JSONB NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT statement_layout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT statement_layout_channel_ck CHECK (channel IN ('bank', 'mobile')),
	CONSTRAINT statement_layout_name_uq UNIQUE (cooperative_id, name),
	CONSTRAINT statement_layout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE help_paper (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	helper_agent_id UUID NOT NULL,
	scopes TEXT[] NOT NULL,
	signed_on DATE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	entered_by UUID NOT NULL,
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	confirmed_by UUID,
	confirmed_at TIMESTAMP WITH TIME ZONE,
	agreement_id UUID,
	CONSTRAINT help_paper_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT help_paper_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT help_paper_cooperative_id_helper_agent_id_fk FOREIGN KEY(cooperative_id, helper_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT help_paper_cooperative_id_entered_by_fk FOREIGN KEY(cooperative_id, entered_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT help_paper_cooperative_id_confirmed_by_fk FOREIGN KEY(cooperative_id, confirmed_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT help_paper_two_people_ck CHECK (agent_id <> helper_agent_id),
	CONSTRAINT help_paper_two_officers_ck CHECK (confirmed_by <> entered_by AND entered_by NOT IN (agent_id, helper_agent_id) AND confirmed_by NOT IN (agent_id, helper_agent_id)),
	CONSTRAINT help_paper_confirmed_ck CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL) AND (confirmed_by IS NULL) = (agreement_id IS NULL)),
	CONSTRAINT help_paper_scopes_ck CHECK (cardinality(scopes) >= 1 AND scopes <@ ARRAY['lists', 'orders', 'logs']::text[]),
	CONSTRAINT help_paper_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE payout_file (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	batch_id UUID NOT NULL,
	kind TEXT NOT NULL,
	part INTEGER NOT NULL,
	sealed BYTEA NOT NULL,
	transfers INTEGER NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT payout_file_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payout_file_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT payout_file_kind_ck CHECK (kind IN ('pain_001', 'csv')),
	CONSTRAINT payout_file_part_ck CHECK (part > 0 AND transfers > 0),
	CONSTRAINT payout_file_part_uq UNIQUE (cooperative_id, batch_id, kind, part),
	CONSTRAINT payout_file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE cash_shift (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	box_id UUID NOT NULL,
	number INTEGER NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	keeper_name TEXT NOT NULL,
	on_paper BOOLEAN NOT NULL,
	opened_by UUID NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	float_minor BIGINT NOT NULL,
	float_difference_minor BIGINT NOT NULL,
	float_reason TEXT DEFAULT '' NOT NULL,
	round INTEGER DEFAULT '1' NOT NULL,
	expected_minor BIGINT,
	counted_minor BIGINT,
	counted_at TIMESTAMP WITH TIME ZONE,
	difference_minor BIGINT,
	reason TEXT DEFAULT '' NOT NULL,
	banked_minor BIGINT,
	left_minor BIGINT,
	next_keeper TEXT DEFAULT '' NOT NULL,
	closed_by UUID,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT cash_shift_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cash_shift_cooperative_id_box_id_fk FOREIGN KEY(cooperative_id, box_id) REFERENCES cash_box (cooperative_id, id),
	CONSTRAINT cash_shift_cooperative_id_opened_by_fk FOREIGN KEY(cooperative_id, opened_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT cash_shift_cooperative_id_closed_by_fk FOREIGN KEY(cooperative_id, closed_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT cash_shift_state_ck CHECK (state IN ('open', 'counting', 'counted', 'closed')),
	CONSTRAINT cash_shift_float_ck CHECK (float_minor >= 0 AND number > 0),
	CONSTRAINT cash_shift_counted_ck CHECK ((state IN ('counted', 'closed')) = (counted_minor IS NOT NULL)),
	CONSTRAINT cash_shift_expected_ck CHECK ((state = 'open') = (expected_minor IS NULL)),
	CONSTRAINT cash_shift_closed_ck CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
	CONSTRAINT cash_shift_left_ck CHECK (left_minor IS NULL OR (left_minor = counted_minor - banked_minor AND left_minor >= 0 AND banked_minor >= 0)),
	CONSTRAINT cash_shift_difference_ck CHECK (difference_minor IS NULL OR difference_minor = counted_minor - expected_minor),
	CONSTRAINT cash_shift_number_uq UNIQUE (cooperative_id, box_id, number),
	CONSTRAINT cash_shift_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX cash_shift_running_uq ON cash_shift (cooperative_id, box_id) WHERE state <> 'closed';

ALTER TABLE stall ADD COLUMN trader_kind TEXT DEFAULT '' NOT NULL;

ALTER TABLE stall ADD COLUMN trader JSONB DEFAULT '{}' NOT NULL;

ALTER TABLE stall ADD CONSTRAINT stall_trader_kind_ck CHECK (trader_kind IN ('', 'trader', 'private'));

CREATE TABLE synonym (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	words TEXT[] NOT NULL,
	set_by UUID NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT synonym_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT synonym_cooperative_id_set_by_fk FOREIGN KEY(cooperative_id, set_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT synonym_words_ck CHECK (cardinality(words) BETWEEN 2 AND 12),
	CONSTRAINT synonym_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE voucher (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	code_hash BYTEA NOT NULL,
	ending TEXT NOT NULL,
	currency TEXT NOT NULL,
	issued_minor BIGINT NOT NULL,
	cause TEXT NOT NULL,
	state TEXT NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	issued_by UUID NOT NULL,
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT voucher_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT voucher_cooperative_id_issued_by_fk FOREIGN KEY(cooperative_id, issued_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT voucher_cause_ck CHECK (cause IN ('paid', 'granted')),
	CONSTRAINT voucher_state_ck CHECK (state IN ('open', 'lapsed')),
	CONSTRAINT voucher_issued_ck CHECK (issued_minor > 0),
	CONSTRAINT voucher_code_hash_ck CHECK (octet_length(code_hash) = 32),
	CONSTRAINT voucher_code_uq UNIQUE (cooperative_id, code_hash),
	CONSTRAINT voucher_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX voucher_expiry_ix ON voucher (cooperative_id, expires_at) WHERE state = 'open';

CREATE TABLE order_cycle (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	note JSONB NOT NULL,
	coordinator_id UUID NOT NULL,
	opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
	repeat_days INTEGER,
	made_from_id UUID,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE,
	closed_at TIMESTAMP WITH TIME ZONE,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	cancel_reason TEXT DEFAULT '' NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	CONSTRAINT order_cycle_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT order_cycle_cooperative_id_coordinator_id_fk FOREIGN KEY(cooperative_id, coordinator_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT order_cycle_cooperative_id_made_from_id_fk FOREIGN KEY(cooperative_id, made_from_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT order_cycle_window_ck CHECK (closes_at > opens_at),
	CONSTRAINT order_cycle_repeat_days_ck CHECK (repeat_days BETWEEN 1 AND 366),
	CONSTRAINT order_cycle_next_uq UNIQUE (cooperative_id, made_from_id),
	CONSTRAINT order_cycle_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX order_cycle_closes_ix ON order_cycle (cooperative_id, closes_at DESC, id DESC);

CREATE TABLE issuer (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	address TEXT NOT NULL,
	tax_number TEXT NOT NULL,
	register_number TEXT NOT NULL,
	set_by UUID NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT issuer_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT issuer_cooperative_id_set_by_fk FOREIGN KEY(cooperative_id, set_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT issuer_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE opening_exception (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	pickup_point_id UUID,
	delivery_zone_id UUID,
	day DATE NOT NULL,
	hours JSONB NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	CONSTRAINT opening_exception_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT opening_exception_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT opening_exception_cooperative_id_delivery_zone_id_fk FOREIGN KEY(cooperative_id, delivery_zone_id) REFERENCES delivery_zone (cooperative_id, id),
	CONSTRAINT opening_exception_one_place_ck CHECK (num_nonnulls(pickup_point_id, delivery_zone_id) = 1),
	CONSTRAINT opening_exception_point_uq UNIQUE (cooperative_id, pickup_point_id, day),
	CONSTRAINT opening_exception_zone_uq UNIQUE (cooperative_id, delivery_zone_id, day),
	CONSTRAINT opening_exception_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE slot (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	pickup_point_id UUID,
	delivery_zone_id UUID,
	opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
	capacity INTEGER,
	own_capacity BOOLEAN DEFAULT false NOT NULL,
	taken INTEGER DEFAULT '0' NOT NULL,
	state TEXT NOT NULL,
	CONSTRAINT slot_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT slot_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT slot_cooperative_id_delivery_zone_id_fk FOREIGN KEY(cooperative_id, delivery_zone_id) REFERENCES delivery_zone (cooperative_id, id),
	CONSTRAINT slot_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT slot_one_place_ck CHECK (num_nonnulls(pickup_point_id, delivery_zone_id) = 1),
	CONSTRAINT slot_times_ck CHECK (closes_at > opens_at),
	CONSTRAINT slot_capacity_ck CHECK (taken >= 0 AND (capacity IS NULL OR taken <= capacity)),
	CONSTRAINT slot_point_uq UNIQUE (cooperative_id, pickup_point_id, opens_at),
	CONSTRAINT slot_zone_uq UNIQUE (cooperative_id, delivery_zone_id, opens_at),
	CONSTRAINT slot_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE legal_basis (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	feature TEXT NOT NULL,
	basis TEXT NOT NULL,
	recorded_by UUID,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	until TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by UUID,
	CONSTRAINT legal_basis_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT legal_basis_cooperative_id_recorded_by_fk FOREIGN KEY(cooperative_id, recorded_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT legal_basis_cooperative_id_ended_by_fk FOREIGN KEY(cooperative_id, ended_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT legal_basis_feature_ck CHECK (feature IN ('self_billing', 'store_credit', 'mobile_money', 'deposits', 'group_purchase', 'trade_credit', 'set_off')),
	CONSTRAINT legal_basis_basis_ck CHECK (length(basis) BETWEEN 10 AND 2000),
	CONSTRAINT legal_basis_until_ck CHECK (until IS NULL OR until > recorded_at),
	CONSTRAINT legal_basis_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX legal_basis_feature_uq ON legal_basis (cooperative_id, feature) WHERE ended_at IS NULL;

CREATE TABLE mobile_account (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	operator TEXT NOT NULL,
	holder TEXT NOT NULL,
	number TEXT NOT NULL,
	set_by UUID NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT mobile_account_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT mobile_account_cooperative_id_set_by_fk FOREIGN KEY(cooperative_id, set_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mobile_account_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE container_return (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	container_id UUID NOT NULL,
	count INTEGER NOT NULL,
	amount_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	way TEXT NOT NULL,
	pickup_point_id UUID NOT NULL,
	brought_by UUID,
	taken_by UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT container_return_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT container_return_cooperative_id_container_id_fk FOREIGN KEY(cooperative_id, container_id) REFERENCES container (cooperative_id, id),
	CONSTRAINT container_return_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT container_return_cooperative_id_brought_by_fk FOREIGN KEY(cooperative_id, brought_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT container_return_cooperative_id_taken_by_fk FOREIGN KEY(cooperative_id, taken_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT container_return_way_ck CHECK (way IN ('cash', 'credit')),
	CONSTRAINT container_return_amounts_ck CHECK (count >= 1 AND amount_minor >= 1 AND tax_minor BETWEEN 0 AND amount_minor),
	CONSTRAINT container_return_credited_ck CHECK (way = 'cash' OR brought_by IS NOT NULL),
	CONSTRAINT container_return_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX container_return_agent_ix ON container_return (cooperative_id, brought_by);

CREATE INDEX container_return_container_ix ON container_return (cooperative_id, container_id);

CREATE TABLE bank_statement (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	channel TEXT NOT NULL,
	account TEXT NOT NULL,
	currency TEXT NOT NULL,
	sha256 BYTEA NOT NULL,
	from_on DATE,
	until_on DATE,
	opening_minor BIGINT,
	closing_minor BIGINT,
	ledger_minor BIGINT NOT NULL,
	lines INTEGER NOT NULL,
	fresh INTEGER NOT NULL,
	imported_by UUID,
	imported_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT bank_statement_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT bank_statement_cooperative_id_imported_by_fk FOREIGN KEY(cooperative_id, imported_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT bank_statement_channel_ck CHECK (channel IN ('bank', 'mobile')),
	CONSTRAINT bank_statement_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX bank_statement_at_ix ON bank_statement (cooperative_id, imported_at);

CREATE TABLE buyer_group (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name TEXT NOT NULL,
	currency TEXT NOT NULL,
	off_bps INTEGER NOT NULL,
	least_order_minor BIGINT NOT NULL,
	credit_limit_minor BIGINT NOT NULL,
	due_days INTEGER NOT NULL,
	state TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT buyer_group_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT buyer_group_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT buyer_group_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT buyer_group_off_ck CHECK (off_bps BETWEEN 0 AND 9000),
	CONSTRAINT buyer_group_terms_ck CHECK (least_order_minor >= 0 AND credit_limit_minor >= 0 AND due_days BETWEEN 0 AND 180),
	CONSTRAINT buyer_group_name_uq UNIQUE (cooperative_id, name),
	CONSTRAINT buyer_group_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE calendar_link (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	token_hash BYTEA NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT calendar_link_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT calendar_link_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT calendar_link_sha256_ck CHECK (octet_length(token_hash) = 32),
	CONSTRAINT calendar_link_token_uq UNIQUE (cooperative_id, token_hash),
	CONSTRAINT calendar_link_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX calendar_link_open_uq ON calendar_link (cooperative_id, agent_id) WHERE ended_at IS NULL;

ALTER TABLE claim ADD COLUMN warned_at TIMESTAMP WITH TIME ZONE;

CREATE TABLE cooperative_export (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	format TEXT NOT NULL,
	asked_by UUID NOT NULL,
	stall_id UUID,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ready_at TIMESTAMP WITH TIME ZONE,
	gone_at TIMESTAMP WITH TIME ZONE NOT NULL,
	bytes BIGINT,
	rows BIGINT,
	CONSTRAINT cooperative_export_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cooperative_export_cooperative_id_asked_by_fk FOREIGN KEY(cooperative_id, asked_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT cooperative_export_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT cooperative_export_kind_ck CHECK (kind IN ('everything', 'orders', 'products', 'purchases')),
	CONSTRAINT cooperative_export_format_ck CHECK (format IN ('csv', 'json')),
	CONSTRAINT cooperative_export_stall_ck CHECK ((kind = 'products') = (stall_id IS NOT NULL)),
	CONSTRAINT cooperative_export_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX cooperative_export_asked_ix ON cooperative_export (cooperative_id, asked_by, asked_at DESC);

CREATE TABLE goods_box (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	note JSONB NOT NULL,
	stall_id UUID,
	currency TEXT NOT NULL,
	every_weeks INTEGER NOT NULL,
	first_on DATE NOT NULL,
	cutoff_hours INTEGER NOT NULL,
	when_missing TEXT NOT NULL,
	state TEXT NOT NULL,
	offered_by UUID NOT NULL,
	offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT goods_box_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT goods_box_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT goods_box_cooperative_id_offered_by_fk FOREIGN KEY(cooperative_id, offered_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT goods_box_every_weeks_ck CHECK (every_weeks BETWEEN 1 AND 8),
	CONSTRAINT goods_box_cutoff_hours_ck CHECK (cutoff_hours BETWEEN 0 AND 336),
	CONSTRAINT goods_box_when_missing_ck CHECK (when_missing IN ('substitute', 'credit')),
	CONSTRAINT goods_box_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT goods_box_closed_ck CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
	CONSTRAINT goods_box_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE cash_entry (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	shift_id UUID NOT NULL,
	transfer_id UUID NOT NULL,
	phase TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cash_entry_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cash_entry_cooperative_id_shift_id_fk FOREIGN KEY(cooperative_id, shift_id) REFERENCES cash_shift (cooperative_id, id),
	CONSTRAINT cash_entry_cooperative_id_transfer_id_fk FOREIGN KEY(cooperative_id, transfer_id) REFERENCES transfer (cooperative_id, id),
	CONSTRAINT cash_entry_phase_ck CHECK (phase IN ('before', 'during', 'closing')),
	CONSTRAINT cash_entry_amount_ck CHECK (amount_minor <> 0),
	CONSTRAINT cash_entry_transfer_uq UNIQUE (cooperative_id, transfer_id),
	CONSTRAINT cash_entry_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX cash_entry_shift_ix ON cash_entry (cooperative_id, shift_id, phase);

CREATE TABLE cash_count (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	shift_id UUID NOT NULL,
	round INTEGER NOT NULL,
	counted_by UUID NOT NULL,
	pieces JSONB NOT NULL,
	total_minor BIGINT NOT NULL,
	counted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cash_count_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cash_count_cooperative_id_shift_id_fk FOREIGN KEY(cooperative_id, shift_id) REFERENCES cash_shift (cooperative_id, id),
	CONSTRAINT cash_count_cooperative_id_counted_by_fk FOREIGN KEY(cooperative_id, counted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT cash_count_total_ck CHECK (total_minor >= 0),
	CONSTRAINT cash_count_once_uq UNIQUE (cooperative_id, shift_id, round, counted_by),
	CONSTRAINT cash_count_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE cash_deposit (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	box_id UUID NOT NULL,
	shift_id UUID NOT NULL,
	direction TEXT NOT NULL,
	slip TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	state TEXT NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	arrived_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT cash_deposit_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cash_deposit_cooperative_id_box_id_fk FOREIGN KEY(cooperative_id, box_id) REFERENCES cash_box (cooperative_id, id),
	CONSTRAINT cash_deposit_cooperative_id_shift_id_fk FOREIGN KEY(cooperative_id, shift_id) REFERENCES cash_shift (cooperative_id, id),
	CONSTRAINT cash_deposit_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT cash_deposit_direction_ck CHECK (direction IN ('to_bank', 'from_bank')),
	CONSTRAINT cash_deposit_state_ck CHECK (state IN ('in_transit', 'arrived')),
	CONSTRAINT cash_deposit_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT cash_deposit_arrived_ck CHECK ((state = 'arrived') = (arrived_at IS NOT NULL)),
	CONSTRAINT cash_deposit_slip_uq UNIQUE (cooperative_id, slip),
	CONSTRAINT cash_deposit_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX cash_deposit_open_ix ON cash_deposit (cooperative_id) WHERE state = 'in_transit';

ALTER TABLE product ADD COLUMN no_withdrawal TEXT DEFAULT '' NOT NULL;

ALTER TABLE product ADD COLUMN is_one_off BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE product ADD COLUMN sold_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE product ADD COLUMN warnings JSONB DEFAULT '{}' NOT NULL;

ALTER TABLE product ADD COLUMN maker JSONB DEFAULT '{}' NOT NULL;

ALTER TABLE product ADD COLUMN responsible JSONB DEFAULT '{}' NOT NULL;

ALTER TABLE product ADD COLUMN allergens_known BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE product ADD COLUMN origin_country TEXT DEFAULT '' NOT NULL;

ALTER TABLE product ADD COLUMN dimensions JSONB DEFAULT '{}' NOT NULL;

ALTER TABLE product ADD COLUMN only_in_cycles BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE product ADD COLUMN season_months INTEGER[] DEFAULT '{}' NOT NULL;

ALTER TABLE product ADD CONSTRAINT product_no_withdrawal_ck CHECK (no_withdrawal IN ('', 'perishable', 'made_to_measure', 'sealed_hygiene'));

ALTER TABLE product ADD CONSTRAINT product_season_months_ck CHECK (season_months <@ ARRAY[1,2,3,4,5,6,7,8,9,10,11,12]);

ALTER TABLE product ADD CONSTRAINT product_origin_country_ck CHECK (origin_country ~ '^([A-Z]{2})?$');

ALTER TABLE product ADD CONSTRAINT product_sold_ck CHECK (sold_at IS NULL OR is_one_off);

CREATE TABLE cycle_supply (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cycle_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	delivers_from TIMESTAMP WITH TIME ZONE,
	delivers_until TIMESTAMP WITH TIME ZONE,
	instructions TEXT DEFAULT '' NOT NULL,
	CONSTRAINT cycle_supply_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cycle_supply_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT cycle_supply_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT cycle_supply_window_whole_ck CHECK ((delivers_from IS NULL) = (delivers_until IS NULL)),
	CONSTRAINT cycle_supply_window_ck CHECK (delivers_until > delivers_from),
	CONSTRAINT cycle_supply_once_uq UNIQUE (cooperative_id, cycle_id, stall_id),
	CONSTRAINT cycle_supply_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX cycle_supply_stall_ix ON cycle_supply (cooperative_id, stall_id);

CREATE TABLE cycle_pickup (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cycle_id UUID NOT NULL,
	pickup_point_id UUID NOT NULL,
	fetch_from TIMESTAMP WITH TIME ZONE NOT NULL,
	fetch_until TIMESTAMP WITH TIME ZONE NOT NULL,
	instructions TEXT DEFAULT '' NOT NULL,
	CONSTRAINT cycle_pickup_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cycle_pickup_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT cycle_pickup_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT cycle_pickup_window_ck CHECK (fetch_until > fetch_from),
	CONSTRAINT cycle_pickup_once_uq UNIQUE (cooperative_id, cycle_id, pickup_point_id),
	CONSTRAINT cycle_pickup_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE cycle_fee (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cycle_id UUID NOT NULL,
	position INTEGER NOT NULL,
	purpose TEXT NOT NULL,
	kind TEXT NOT NULL,
	bps INTEGER DEFAULT '0' NOT NULL,
	amount_minor BIGINT NOT NULL,
	CONSTRAINT cycle_fee_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cycle_fee_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT cycle_fee_purpose_ck CHECK (purpose IN ('transport', 'coordination', 'packing', 'other')),
	CONSTRAINT cycle_fee_kind_ck CHECK (kind IN ('of_goods', 'per_line', 'per_order')),
	CONSTRAINT cycle_fee_size_ck CHECK (bps BETWEEN 0 AND 5000 AND amount_minor BETWEEN 0 AND 1000000),
	CONSTRAINT cycle_fee_one_measure_ck CHECK (CASE kind WHEN 'of_goods' THEN amount_minor = 0 ELSE bps = 0 END),
	CONSTRAINT cycle_fee_position_uq UNIQUE (cooperative_id, cycle_id, position),
	CONSTRAINT cycle_fee_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE cycle_told (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cycle_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	what TEXT NOT NULL,
	told_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cycle_told_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cycle_told_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT cycle_told_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT cycle_told_what_ck CHECK (what IN ('opened', 'closed', 'cancelled')),
	CONSTRAINT cycle_told_once_uq UNIQUE (cooperative_id, cycle_id, stall_id, what),
	CONSTRAINT cycle_told_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE discount (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	code TEXT NOT NULL,
	stall_id UUID,
	percent_bps INTEGER,
	amount_minor BIGINT,
	currency TEXT NOT NULL,
	least_minor BIGINT NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE,
	ends_at TIMESTAMP WITH TIME ZONE,
	uses_most INTEGER,
	uses_each INTEGER,
	uses INTEGER NOT NULL,
	state TEXT NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT discount_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT discount_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT discount_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT discount_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT discount_worth_ck CHECK (num_nonnulls(percent_bps, amount_minor) = 1),
	CONSTRAINT discount_bounds_ck CHECK (percent_bps BETWEEN 1 AND 10000 AND (amount_minor IS NULL OR amount_minor > 0)),
	CONSTRAINT discount_uses_ck CHECK (least_minor >= 0 AND uses >= 0 AND uses_most >= 1 AND uses_each >= 1),
	CONSTRAINT discount_dates_ck CHECK (ends_at > starts_at),
	CONSTRAINT discount_code_uq UNIQUE (cooperative_id, code),
	CONSTRAINT discount_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX discount_stall_ix ON discount (cooperative_id, stall_id, id DESC);

CREATE TABLE account_payout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	provider_account TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	state TEXT NOT NULL,
	provider_payout TEXT,
	trial INTEGER DEFAULT '1' NOT NULL,
	tries INTEGER DEFAULT '0' NOT NULL,
	failure TEXT DEFAULT '' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT account_payout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT account_payout_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT account_payout_state_ck CHECK (state IN ('requested', 'sent', 'paid', 'failed')),
	CONSTRAINT account_payout_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT account_payout_provider_uq UNIQUE (cooperative_id, provider_payout),
	CONSTRAINT account_payout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX account_payout_stall_ix ON account_payout (cooperative_id, stall_id, created_at);

CREATE TABLE earnings_proof (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	currency TEXT NOT NULL,
	from_on DATE NOT NULL,
	until_on DATE NOT NULL,
	months JSONB NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT earnings_proof_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT earnings_proof_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT earnings_proof_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT earnings_proof_times_ck CHECK (from_on < until_on AND expires_at > made_at),
	CONSTRAINT earnings_proof_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX earnings_proof_stall_ix ON earnings_proof (cooperative_id, stall_id);

CREATE TABLE restriction (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	kind TEXT NOT NULL,
	reason TEXT NOT NULL,
	evidence TEXT NOT NULL,
	placed_by UUID NOT NULL,
	placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by UUID,
	ended_because TEXT DEFAULT '' NOT NULL,
	CONSTRAINT restriction_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT restriction_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT restriction_cooperative_id_placed_by_fk FOREIGN KEY(cooperative_id, placed_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT restriction_cooperative_id_ended_by_fk FOREIGN KEY(cooperative_id, ended_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT restriction_kind_ck CHECK (kind IN ('selling', 'payout')),
	CONSTRAINT restriction_times_ck CHECK (ends_at > placed_at),
	CONSTRAINT restriction_texts_ck CHECK (char_length(reason) BETWEEN 1 AND 2000 AND char_length(evidence) BETWEEN 1 AND 4000 AND char_length(ended_because) <= 2000),
	CONSTRAINT restriction_ended_ck CHECK (ended_by IS NULL OR ended_at IS NOT NULL),
	CONSTRAINT restriction_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX restriction_open_uq ON restriction (cooperative_id, stall_id, kind) WHERE ended_at IS NULL;

CREATE INDEX restriction_due_ix ON restriction (cooperative_id, ends_at) WHERE ended_at IS NULL;

CREATE TABLE statement_line (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	statement_id UUID NOT NULL,
	channel TEXT NOT NULL,
	hash BYTEA NOT NULL,
	booked_on DATE NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	left_minor BIGINT NOT NULL,
	counterparty TEXT NOT NULL,
	text TEXT NOT NULL,
	"references" TEXT[] NOT NULL,
	is_return BOOLEAN NOT NULL,
	CONSTRAINT statement_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT statement_line_cooperative_id_statement_id_fk FOREIGN KEY(cooperative_id, statement_id) REFERENCES bank_statement (cooperative_id, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT statement_line_channel_ck CHECK (channel IN ('bank', 'mobile')),
	CONSTRAINT statement_line_amount_ck CHECK (amount_minor <> 0),
	CONSTRAINT statement_line_left_ck CHECK (left_minor BETWEEN 0 AND abs(amount_minor)),
	CONSTRAINT statement_line_hash_uq UNIQUE (cooperative_id, hash),
	CONSTRAINT statement_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX statement_line_left_ix ON statement_line (cooperative_id, booked_on) WHERE left_minor > 0;

CREATE TABLE group_buyer (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	group_id UUID NOT NULL,
	person_id UUID NOT NULL,
	added_by UUID NOT NULL,
	added_at TIMESTAMP WITH TIME ZONE NOT NULL,
	left_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT group_buyer_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_buyer_cooperative_id_group_id_fk FOREIGN KEY(cooperative_id, group_id) REFERENCES buyer_group (cooperative_id, id),
	CONSTRAINT group_buyer_cooperative_id_added_by_fk FOREIGN KEY(cooperative_id, added_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_buyer_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX group_buyer_once_uq ON group_buyer (cooperative_id, person_id) WHERE left_at IS NULL;

CREATE INDEX group_buyer_group_ix ON group_buyer (cooperative_id, group_id);

CREATE TABLE export_chunk (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	export_id UUID NOT NULL,
	number INTEGER NOT NULL,
	data BYTEA NOT NULL,
	CONSTRAINT export_chunk_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT export_chunk_cooperative_id_export_id_fk FOREIGN KEY(cooperative_id, export_id) REFERENCES cooperative_export (cooperative_id, id) ON DELETE CASCADE,
	CONSTRAINT export_chunk_number_uq UNIQUE (cooperative_id, export_id, number),
	CONSTRAINT export_chunk_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE box_subscription (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	box_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	person_id UUID NOT NULL,
	pickup_point_id UUID NOT NULL,
	size TEXT NOT NULL,
	pays TEXT NOT NULL,
	dislikes UUID[] DEFAULT '{}' NOT NULL,
	starts_on DATE NOT NULL,
	held_from DATE,
	held_until DATE,
	handled_until DATE,
	due_at TIMESTAMP WITH TIME ZONE,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT box_subscription_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT box_subscription_cooperative_id_box_id_fk FOREIGN KEY(cooperative_id, box_id) REFERENCES goods_box (cooperative_id, id),
	CONSTRAINT box_subscription_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT box_subscription_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT box_subscription_size_ck CHECK (size IN ('small', 'middle', 'large')),
	CONSTRAINT box_subscription_pays_ck CHECK (pays IN ('pickup', 'credit')),
	CONSTRAINT box_subscription_held_ck CHECK ((held_from IS NULL) = (held_until IS NULL) AND held_until >= held_from),
	CONSTRAINT box_subscription_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX box_subscription_due_ix ON box_subscription (cooperative_id, due_at);

CREATE UNIQUE INDEX box_subscription_open_uq ON box_subscription (cooperative_id, box_id, agent_id) WHERE ended_at IS NULL;

CREATE INDEX box_subscription_agent_ix ON box_subscription (cooperative_id, agent_id);

ALTER TABLE variant ADD COLUMN content_base BIGINT;

ALTER TABLE variant ADD COLUMN content_unit TEXT;

ALTER TABLE variant ADD COLUMN weighed BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE variant ADD COLUMN in_pieces BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE variant ADD COLUMN container_id UUID;

ALTER TABLE variant ADD COLUMN container_holds BIGINT DEFAULT '1' NOT NULL;

ALTER TABLE variant ADD CONSTRAINT variant_cooperative_id_container_id_fk FOREIGN KEY(cooperative_id, container_id) REFERENCES container (cooperative_id, id);

ALTER TABLE variant ADD CONSTRAINT variant_packing_ck CHECK (container_holds >= 1 AND (in_pieces IS FALSE OR weighed));

ALTER TABLE variant ADD CONSTRAINT variant_weighed_ck CHECK (weighed IS FALSE OR unit IN ('g', 'ml'));

ALTER TABLE variant ADD CONSTRAINT variant_content_ck CHECK ((content_base IS NULL AND content_unit IS NULL) OR (content_base >= 1 AND content_unit IN ('g', 'ml')));

ALTER TABLE picture ADD COLUMN focus_x SMALLINT DEFAULT '50' NOT NULL;

ALTER TABLE picture ADD COLUMN focus_y SMALLINT DEFAULT '50' NOT NULL;

ALTER TABLE picture ADD CONSTRAINT picture_focus_ck CHECK (focus_x BETWEEN 0 AND 100 AND focus_y BETWEEN 0 AND 100);

CREATE TABLE making_capacity (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	product_id UUID,
	per_week BIGINT NOT NULL,
	not_before DATE,
	is_counted BOOLEAN DEFAULT true NOT NULL,
	CONSTRAINT making_capacity_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT making_capacity_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT making_capacity_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT making_capacity_per_week_ck CHECK (per_week BETWEEN 1 AND 100000),
	CONSTRAINT making_capacity_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX making_capacity_product_uq ON making_capacity (cooperative_id, product_id) WHERE product_id IS NOT NULL;

CREATE UNIQUE INDEX making_capacity_stall_uq ON making_capacity (cooperative_id, stall_id) WHERE product_id IS NULL;

ALTER TABLE checkout ADD COLUMN cycle_id UUID;

ALTER TABLE checkout ADD COLUMN discount_id UUID;

ALTER TABLE checkout ADD COLUMN voucher_id UUID;

ALTER TABLE checkout ADD COLUMN credit_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE checkout ADD CONSTRAINT checkout_cooperative_id_discount_id_fk FOREIGN KEY(cooperative_id, discount_id) REFERENCES discount (cooperative_id, id);

ALTER TABLE checkout ADD CONSTRAINT checkout_cooperative_id_voucher_id_fk FOREIGN KEY(cooperative_id, voucher_id) REFERENCES voucher (cooperative_id, id);

ALTER TABLE checkout ADD CONSTRAINT checkout_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id);

CREATE UNIQUE INDEX checkout_open_uq ON checkout (cooperative_id, cart_id, currency, cycle_id) NULLS NOT DISTINCT WHERE state = 'open';

ALTER TABLE payout ADD COLUMN approvals_needed SMALLINT DEFAULT '0' NOT NULL;

ALTER TABLE payout ADD COLUMN account_payout_id UUID;

ALTER TABLE payout ADD CONSTRAINT payout_cooperative_id_account_payout_id_fk FOREIGN KEY(cooperative_id, account_payout_id) REFERENCES account_payout (cooperative_id, id);

CREATE TABLE lot (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	stock_item_id UUID NOT NULL,
	code TEXT NOT NULL,
	produced BIGINT DEFAULT '0' NOT NULL,
	received BIGINT DEFAULT '0' NOT NULL,
	lost BIGINT DEFAULT '0' NOT NULL,
	taken BIGINT DEFAULT '0' NOT NULL,
	harvested_on DATE,
	expires_on DATE,
	opened_by UUID NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recalled_at TIMESTAMP WITH TIME ZONE,
	recalled_by UUID,
	recall_reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT lot_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT lot_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT lot_cooperative_id_stock_item_id_fk FOREIGN KEY(cooperative_id, stock_item_id) REFERENCES stock_item (cooperative_id, id),
	CONSTRAINT lot_cooperative_id_opened_by_fk FOREIGN KEY(cooperative_id, opened_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT lot_cooperative_id_recalled_by_fk FOREIGN KEY(cooperative_id, recalled_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT lot_never_more_ck CHECK (produced >= 0 AND received >= 0 AND lost >= 0 AND taken >= 0 AND taken <= produced + received - lost),
	CONSTRAINT lot_recalled_ck CHECK ((recalled_at IS NULL) = (recalled_by IS NULL)),
	CONSTRAINT lot_code_uq UNIQUE (cooperative_id, stall_id, code),
	CONSTRAINT lot_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX lot_stock_ix ON lot (cooperative_id, stock_item_id);

CREATE TABLE review_tally (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	product_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	reviews INTEGER NOT NULL,
	stars BIGINT NOT NULL,
	CONSTRAINT review_tally_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT review_tally_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT review_tally_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT review_tally_range_ck CHECK (reviews >= 0 AND stars BETWEEN reviews AND 5 * reviews),
	CONSTRAINT review_tally_once_uq UNIQUE (cooperative_id, product_id),
	CONSTRAINT review_tally_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX review_tally_stall_ix ON review_tally (cooperative_id, stall_id);

CREATE TABLE statement_use (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	line_id UUID NOT NULL,
	kind TEXT NOT NULL,
	subject_id UUID,
	amount_minor BIGINT NOT NULL,
	is_booked BOOLEAN NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	by_agent UUID,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT statement_use_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT statement_use_cooperative_id_line_id_fk FOREIGN KEY(cooperative_id, line_id) REFERENCES statement_line (cooperative_id, id),
	CONSTRAINT statement_use_cooperative_id_by_agent_fk FOREIGN KEY(cooperative_id, by_agent) REFERENCES agent (cooperative_id, id),
	CONSTRAINT statement_use_kind_ck CHECK (kind IN ('payment', 'payout', 'payout_return', 'refund', 'deposit', 'seller_debt', 'bank_fee', 'set_aside', 'pair')),
	CONSTRAINT statement_use_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT statement_use_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX statement_use_subject_ix ON statement_use (cooperative_id, subject_id);

CREATE INDEX statement_use_line_ix ON statement_use (cooperative_id, line_id);

CREATE TABLE want (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	words TEXT NOT NULL,
	folded TEXT NOT NULL,
	asked TEXT NOT NULL,
	person_id UUID,
	channel TEXT,
	address TEXT,
	language TEXT NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	met_at TIMESTAMP WITH TIME ZONE,
	product_id UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT want_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT want_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT want_channel_ck CHECK (channel IN ('mail', 'phone')),
	CONSTRAINT want_reach_ck CHECK ((channel IS NULL) = (address IS NULL)),
	CONSTRAINT want_one_reach_ck CHECK (person_id IS NULL OR address IS NULL),
	CONSTRAINT want_forgotten_ck CHECK (ended_at IS NULL OR (person_id IS NULL AND address IS NULL)),
	CONSTRAINT want_met_ck CHECK ((met_at IS NULL) = (product_id IS NULL)),
	CONSTRAINT want_texts_ck CHECK (char_length(words) BETWEEN 1 AND 80 AND char_length(folded) BETWEEN 1 AND 200),
	CONSTRAINT want_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX want_person_uq ON want (cooperative_id, person_id, folded) WHERE person_id IS NOT NULL AND met_at IS NULL AND ended_at IS NULL;

CREATE INDEX want_open_ix ON want (cooperative_id, asked_at) WHERE met_at IS NULL AND ended_at IS NULL;

CREATE UNIQUE INDEX want_address_uq ON want (cooperative_id, address, folded) WHERE address IS NOT NULL AND met_at IS NULL AND ended_at IS NULL;

CREATE TABLE payout_file_item (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	file_id UUID NOT NULL,
	payout_id UUID NOT NULL,
	kind TEXT NOT NULL,
	CONSTRAINT payout_file_item_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payout_file_item_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES payout_file (cooperative_id, id),
	CONSTRAINT payout_file_item_cooperative_id_payout_id_fk FOREIGN KEY(cooperative_id, payout_id) REFERENCES payout (cooperative_id, id),
	CONSTRAINT payout_file_item_kind_ck CHECK (kind IN ('pain_001', 'csv')),
	CONSTRAINT payout_file_item_once_uq UNIQUE (cooperative_id, payout_id, kind),
	CONSTRAINT payout_file_item_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE goods_box_content (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	box_id UUID NOT NULL,
	size TEXT NOT NULL,
	position INTEGER NOT NULL,
	variant_id UUID NOT NULL,
	quantity BIGINT NOT NULL,
	substitute_id UUID,
	substitute_quantity BIGINT,
	CONSTRAINT goods_box_content_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT goods_box_content_cooperative_id_box_id_fk FOREIGN KEY(cooperative_id, box_id) REFERENCES goods_box (cooperative_id, id),
	CONSTRAINT goods_box_content_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT goods_box_content_cooperative_id_substitute_id_fk FOREIGN KEY(cooperative_id, substitute_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT goods_box_content_size_ck CHECK (size IN ('small', 'middle', 'large')),
	CONSTRAINT goods_box_content_quantity_ck CHECK (quantity >= 1 AND substitute_quantity >= 1),
	CONSTRAINT goods_box_content_substitute_ck CHECK ((substitute_id IS NULL) = (substitute_quantity IS NULL)),
	CONSTRAINT goods_box_content_once_uq UNIQUE (cooperative_id, box_id, size, variant_id),
	CONSTRAINT goods_box_content_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE costing_sheet (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	variant_id UUID NOT NULL,
	pieces BIGINT NOT NULL,
	materials JSONB NOT NULL,
	minutes INTEGER NOT NULL,
	overhead_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	wage_minor BIGINT NOT NULL,
	floor_minor BIGINT NOT NULL,
	fee_bps INTEGER NOT NULL,
	tax_bps INTEGER NOT NULL,
	royalty_bps INTEGER NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	written_by UUID NOT NULL,
	written_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT costing_sheet_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT costing_sheet_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT costing_sheet_cooperative_id_written_by_fk FOREIGN KEY(cooperative_id, written_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT costing_sheet_pieces_ck CHECK (pieces BETWEEN 1 AND 1000000000),
	CONSTRAINT costing_sheet_minutes_ck CHECK (minutes BETWEEN 0 AND 1000000),
	CONSTRAINT costing_sheet_amounts_ck CHECK (overhead_minor >= 0 AND wage_minor >= 0 AND floor_minor >= 0),
	CONSTRAINT costing_sheet_materials_ck CHECK (jsonb_typeof(materials) = 'array' AND jsonb_array_length(materials) <= 40),
	CONSTRAINT costing_sheet_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX costing_sheet_variant_ix ON costing_sheet (cooperative_id, variant_id, written_at DESC);

CREATE TABLE cycle_good (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cycle_id UUID NOT NULL,
	supply_id UUID NOT NULL,
	variant_id UUID NOT NULL,
	CONSTRAINT cycle_good_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT cycle_good_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT cycle_good_cooperative_id_supply_id_fk FOREIGN KEY(cooperative_id, supply_id) REFERENCES cycle_supply (cooperative_id, id) ON DELETE CASCADE,
	CONSTRAINT cycle_good_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT cycle_good_once_uq UNIQUE (cooperative_id, cycle_id, variant_id),
	CONSTRAINT cycle_good_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX cycle_good_variant_ix ON cycle_good (cooperative_id, variant_id);

CREATE TABLE price_step (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	variant_id UUID NOT NULL,
	price_minor BIGINT NOT NULL,
	price_per BIGINT NOT NULL,
	currency TEXT NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT price_step_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT price_step_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT price_step_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX price_step_variant_ix ON price_step (cooperative_id, variant_id, since DESC);

ALTER TABLE sale_order DROP CONSTRAINT sale_order_payment_method_ck;

ALTER TABLE sale_order ADD COLUMN cycle_id UUID;

ALTER TABLE sale_order ADD COLUMN cancel_cause TEXT DEFAULT '' NOT NULL;

ALTER TABLE sale_order ADD COLUMN slot_id UUID;

ALTER TABLE sale_order ADD COLUMN carrier_id UUID;

ALTER TABLE sale_order ADD CONSTRAINT sale_order_cooperative_id_slot_id_fk FOREIGN KEY(cooperative_id, slot_id) REFERENCES slot (cooperative_id, id);

ALTER TABLE sale_order ADD CONSTRAINT sale_order_cooperative_id_carrier_id_fk FOREIGN KEY(cooperative_id, carrier_id) REFERENCES carrier (cooperative_id, id);

ALTER TABLE sale_order ADD CONSTRAINT sale_order_payment_method_ck CHECK (payment_method IN ('card', 'pickup', 'bank', 'invoice'));

ALTER TABLE sale_order ADD CONSTRAINT sale_order_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id);

CREATE INDEX sale_order_cycle_ix ON sale_order (cooperative_id, cycle_id, person_id) WHERE cycle_id IS NOT NULL;

CREATE INDEX sale_order_slot_ix ON sale_order (cooperative_id, slot_id) WHERE slot_id IS NOT NULL;

CREATE TABLE payout_approval (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payout_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT payout_approval_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payout_approval_cooperative_id_payout_id_fk FOREIGN KEY(cooperative_id, payout_id) REFERENCES payout (cooperative_id, id),
	CONSTRAINT payout_approval_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT payout_approval_once_uq UNIQUE (cooperative_id, payout_id, agent_id),
	CONSTRAINT payout_approval_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE group_purchase (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	variant_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	pickup_point_id UUID NOT NULL,
	case_size BIGINT NOT NULL,
	least_cases INTEGER NOT NULL,
	price_minor BIGINT NOT NULL,
	price_per BIGINT NOT NULL,
	currency TEXT NOT NULL,
	closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state TEXT NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	lot TEXT DEFAULT '' NOT NULL,
	cases INTEGER,
	received BIGINT,
	final_minor BIGINT,
	leftover BIGINT,
	opened_by UUID NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	received_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT group_purchase_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_purchase_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT group_purchase_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT group_purchase_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT group_purchase_cooperative_id_opened_by_fk FOREIGN KEY(cooperative_id, opened_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_purchase_state_ck CHECK (state IN ('open', 'ordered', 'received', 'failed', 'cancelled')),
	CONSTRAINT group_purchase_terms_ck CHECK (case_size >= 1 AND least_cases >= 1 AND price_minor >= 0 AND price_per >= 1),
	CONSTRAINT group_purchase_cases_ck CHECK ((state IN ('ordered', 'received')) = (cases IS NOT NULL)),
	CONSTRAINT group_purchase_received_ck CHECK ((state = 'received') = (received IS NOT NULL) AND (received IS NULL) = (final_minor IS NULL) AND (received IS NULL) = (leftover IS NULL) AND final_minor <= price_minor),
	CONSTRAINT group_purchase_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX group_purchase_state_ix ON group_purchase (cooperative_id, state, closes_at);

CREATE TABLE lot_source (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	lot_id UUID NOT NULL,
	producer TEXT NOT NULL,
	kind TEXT NOT NULL,
	quantity BIGINT NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	written_by UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT lot_source_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT lot_source_cooperative_id_lot_id_fk FOREIGN KEY(cooperative_id, lot_id) REFERENCES lot (cooperative_id, id),
	CONSTRAINT lot_source_cooperative_id_written_by_fk FOREIGN KEY(cooperative_id, written_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT lot_source_kind_ck CHECK (kind IN ('produced', 'received', 'lost')),
	CONSTRAINT lot_source_quantity_ck CHECK (quantity >= 1),
	CONSTRAINT lot_source_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX lot_source_lot_ix ON lot_source (cooperative_id, lot_id);

CREATE TABLE group_price (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	group_id UUID NOT NULL,
	variant_id UUID NOT NULL,
	currency TEXT NOT NULL,
	price_minor BIGINT NOT NULL,
	least BIGINT NOT NULL,
	CONSTRAINT group_price_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_price_cooperative_id_group_id_fk FOREIGN KEY(cooperative_id, group_id) REFERENCES buyer_group (cooperative_id, id),
	CONSTRAINT group_price_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT group_price_bounds_ck CHECK (price_minor >= 0 AND least >= 1),
	CONSTRAINT group_price_once_uq UNIQUE (cooperative_id, group_id, variant_id),
	CONSTRAINT group_price_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE box_delivery (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	subscription_id UUID NOT NULL,
	comes_on DATE NOT NULL,
	outcome TEXT NOT NULL,
	order_id UUID,
	changes JSONB DEFAULT '[]' NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT box_delivery_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT box_delivery_cooperative_id_subscription_id_fk FOREIGN KEY(cooperative_id, subscription_id) REFERENCES box_subscription (cooperative_id, id),
	CONSTRAINT box_delivery_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT box_delivery_outcome_ck CHECK (outcome IN ('skipped', 'held', 'ordered', 'empty', 'missed')),
	CONSTRAINT box_delivery_ordered_ck CHECK ((outcome = 'ordered') = (order_id IS NOT NULL)),
	CONSTRAINT box_delivery_once_uq UNIQUE (cooperative_id, subscription_id, comes_on),
	CONSTRAINT box_delivery_order_uq UNIQUE (cooperative_id, order_id),
	CONSTRAINT box_delivery_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE conversation (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	person_id UUID NOT NULL,
	buyer_name TEXT NOT NULL,
	order_id UUID,
	product_id UUID,
	begun_at TIMESTAMP WITH TIME ZONE NOT NULL,
	last_at TIMESTAMP WITH TIME ZONE NOT NULL,
	last_side TEXT NOT NULL,
	read_by_buyer_at TIMESTAMP WITH TIME ZONE,
	read_by_stall_at TIMESTAMP WITH TIME ZONE,
	blocked_by TEXT,
	blocked_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT conversation_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT conversation_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT conversation_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT conversation_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT conversation_last_side_ck CHECK (last_side IN ('buyer', 'stall')),
	CONSTRAINT conversation_blocked_by_ck CHECK (blocked_by IN ('buyer', 'stall')),
	CONSTRAINT conversation_blocked_ck CHECK ((blocked_by IS NULL) = (blocked_at IS NULL)),
	CONSTRAINT conversation_about_ck CHECK (order_id IS NULL OR product_id IS NULL),
	CONSTRAINT conversation_name_ck CHECK (char_length(buyer_name) BETWEEN 1 AND 80),
	CONSTRAINT conversation_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX conversation_once_uq ON conversation (cooperative_id, stall_id, person_id, coalesce(order_id, product_id, stall_id));

CREATE INDEX conversation_stall_ix ON conversation (cooperative_id, stall_id, last_at DESC);

CREATE INDEX conversation_person_ix ON conversation (cooperative_id, person_id, last_at DESC);

CREATE TABLE credit_entry (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	currency TEXT NOT NULL,
	cause TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	order_id UUID,
	entered_by UUID,
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT credit_entry_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT credit_entry_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT credit_entry_cooperative_id_entered_by_fk FOREIGN KEY(cooperative_id, entered_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT credit_entry_cause_ck CHECK (cause IN ('granted', 'spent', 'given_back', 'refund', 'lapsed', 'deposit')),
	CONSTRAINT credit_entry_amount_ck CHECK (amount_minor <> 0),
	CONSTRAINT credit_entry_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX credit_entry_person_ix ON credit_entry (cooperative_id, person_id, id DESC);

CREATE TABLE discount_use (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	discount_id UUID NOT NULL,
	order_id UUID NOT NULL,
	person_id UUID,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT discount_use_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT discount_use_cooperative_id_discount_id_fk FOREIGN KEY(cooperative_id, discount_id) REFERENCES discount (cooperative_id, id),
	CONSTRAINT discount_use_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT discount_use_state_ck CHECK (state IN ('used', 'given_back')),
	CONSTRAINT discount_use_amount_ck CHECK (amount_minor >= 0),
	CONSTRAINT discount_use_order_uq UNIQUE (cooperative_id, order_id),
	CONSTRAINT discount_use_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX discount_use_person_ix ON discount_use (cooperative_id, discount_id, person_id);

ALTER TABLE seller_order DROP CONSTRAINT seller_order_split_ck;

ALTER TABLE seller_order ADD COLUMN deposit_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE seller_order ADD COLUMN begun_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE seller_order ADD COLUMN tracking_number TEXT DEFAULT '' NOT NULL;

ALTER TABLE seller_order ADD CONSTRAINT seller_order_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + deposit_minor);

ALTER TABLE payment DROP CONSTRAINT payment_state_ck;

ALTER TABLE payment DROP CONSTRAINT payment_method_ck;

ALTER TABLE payment ADD COLUMN stored_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE payment ADD COLUMN due_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD COLUMN purchase_order TEXT DEFAULT '' NOT NULL;

ALTER TABLE payment ADD COLUMN reminders INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE payment ADD COLUMN reminded_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD COLUMN disputed_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD COLUMN authorised_until TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD COLUMN lapse_told_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE payment ADD CONSTRAINT payment_method_ck CHECK (method IN ('card', 'pickup', 'bank', 'invoice'));

ALTER TABLE payment ADD CONSTRAINT payment_state_ck CHECK (state IN ('open', 'authorised', 'paid', 'failed', 'void'));

ALTER TABLE payment ADD CONSTRAINT payment_stored_ck CHECK (stored_minor >= 0);

CREATE INDEX payment_charge_ix ON payment (cooperative_id, provider_charge) WHERE provider_charge IS NOT NULL;

CREATE INDEX payment_authorised_ix ON payment (cooperative_id, authorised_until) WHERE state = 'authorised';

CREATE TABLE group_wish (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	purchase_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	person_id UUID NOT NULL,
	quantity BIGINT NOT NULL,
	tolerance BIGINT NOT NULL,
	wished_at TIMESTAMP WITH TIME ZONE NOT NULL,
	contact JSONB NOT NULL,
	language TEXT NOT NULL,
	allotted BIGINT,
	order_id UUID,
	CONSTRAINT group_wish_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_wish_cooperative_id_purchase_id_fk FOREIGN KEY(cooperative_id, purchase_id) REFERENCES group_purchase (cooperative_id, id),
	CONSTRAINT group_wish_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_wish_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT group_wish_asked_ck CHECK (quantity >= 1 AND tolerance >= 0),
	CONSTRAINT group_wish_never_more_ck CHECK (allotted BETWEEN 0 AND quantity + tolerance),
	CONSTRAINT group_wish_once_uq UNIQUE (cooperative_id, purchase_id, agent_id),
	CONSTRAINT group_wish_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE stand_sale (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	sold_by UUID NOT NULL,
	sold_at TIMESTAMP WITH TIME ZONE NOT NULL,
	told_at TIMESTAMP WITH TIME ZONE NOT NULL,
	corrected JSONB DEFAULT '[]' NOT NULL,
	CONSTRAINT stand_sale_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT stand_sale_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT stand_sale_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT stand_sale_cooperative_id_sold_by_fk FOREIGN KEY(cooperative_id, sold_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT stand_sale_order_uq UNIQUE (cooperative_id, order_id),
	CONSTRAINT stand_sale_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX stand_sale_stall_ix ON stand_sale (cooperative_id, stall_id, told_at DESC);

CREATE TABLE overpayment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	seller_order_id UUID NOT NULL,
	till_id UUID NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	returned_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT overpayment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT overpayment_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT overpayment_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT overpayment_once_uq UNIQUE (cooperative_id, seller_order_id),
	CONSTRAINT overpayment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE no_show (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	seller_order_id UUID NOT NULL,
	goods TEXT NOT NULL,
	given_to TEXT DEFAULT '' NOT NULL,
	currency TEXT NOT NULL,
	fee_minor BIGINT NOT NULL,
	fee_state TEXT NOT NULL,
	marked_by UUID NOT NULL,
	marked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT no_show_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT no_show_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT no_show_cooperative_id_marked_by_fk FOREIGN KEY(cooperative_id, marked_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT no_show_goods_ck CHECK (goods IN ('back', 'given')),
	CONSTRAINT no_show_fee_state_ck CHECK (fee_state IN ('none', 'owed', 'paid', 'waived')),
	CONSTRAINT no_show_fee_ck CHECK (fee_minor >= 0 AND (fee_minor = 0) = (fee_state = 'none')),
	CONSTRAINT no_show_once_uq UNIQUE (cooperative_id, seller_order_id),
	CONSTRAINT no_show_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE conversation_message (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	conversation_id UUID NOT NULL,
	side TEXT NOT NULL,
	by_person_id UUID NOT NULL,
	by_name TEXT NOT NULL,
	words TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT conversation_message_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT conversation_message_cooperative_id_conversation_id_fk FOREIGN KEY(cooperative_id, conversation_id) REFERENCES conversation (cooperative_id, id),
	CONSTRAINT conversation_message_side_ck CHECK (side IN ('buyer', 'stall')),
	CONSTRAINT conversation_message_words_ck CHECK (char_length(words) BETWEEN 1 AND 4000),
	CONSTRAINT conversation_message_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX conversation_message_ix ON conversation_message (cooperative_id, conversation_id, id);

CREATE TABLE spending (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_id UUID NOT NULL,
	seller_order_id UUID,
	method TEXT NOT NULL,
	holder_id UUID NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	refunded_minor BIGINT DEFAULT '0' NOT NULL,
	spent_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT spending_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT spending_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT spending_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT spending_method_ck CHECK (method IN ('credit', 'voucher')),
	CONSTRAINT spending_state_ck CHECK (state IN ('set_aside', 'captured', 'given_back', 'late')),
	CONSTRAINT spending_bounds_ck CHECK (amount_minor > 0 AND refunded_minor BETWEEN 0 AND amount_minor),
	CONSTRAINT spending_refunded_ck CHECK (refunded_minor = 0 OR state IN ('captured', 'late')),
	CONSTRAINT spending_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX spending_once_uq ON spending (cooperative_id, order_id, method, seller_order_id) NULLS NOT DISTINCT;

CREATE INDEX spending_part_ix ON spending (cooperative_id, seller_order_id);

CREATE TABLE dispute (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payment_id UUID NOT NULL,
	order_id UUID NOT NULL,
	provider_dispute TEXT NOT NULL,
	state TEXT NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	taken_minor BIGINT NOT NULL,
	returned_minor BIGINT NOT NULL,
	refunded_minor BIGINT NOT NULL,
	fee_minor BIGINT NOT NULL,
	fee_party TEXT NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE,
	evidence TEXT DEFAULT '' NOT NULL,
	answer_state TEXT DEFAULT 'none' NOT NULL,
	answered_by UUID,
	answered_at TIMESTAMP WITH TIME ZONE,
	tries INTEGER DEFAULT '0' NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT dispute_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT dispute_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT dispute_cooperative_id_answered_by_fk FOREIGN KEY(cooperative_id, answered_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT dispute_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT dispute_state_ck CHECK (state IN ('inquiry', 'needs_response', 'under_review', 'won', 'lost')),
	CONSTRAINT dispute_fee_party_ck CHECK (fee_party IN ('cooperative', 'maker')),
	CONSTRAINT dispute_answer_state_ck CHECK (answer_state IN ('none', 'wanted', 'sent')),
	CONSTRAINT dispute_amounts_ck CHECK (amount_minor > 0 AND fee_minor >= 0 AND 0 <= returned_minor AND 0 <= refunded_minor AND returned_minor + refunded_minor <= taken_minor),
	CONSTRAINT dispute_provider_uq UNIQUE (cooperative_id, provider_dispute),
	CONSTRAINT dispute_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX dispute_payment_ix ON dispute (cooperative_id, payment_id);

ALTER TABLE order_line DROP CONSTRAINT order_line_split_ck;

ALTER TABLE order_line ADD COLUMN deposit_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE order_line ADD COLUMN container_id UUID;

ALTER TABLE order_line ADD COLUMN wished BIGINT;

ALTER TABLE order_line ADD COLUMN packed BIGINT;

ALTER TABLE order_line ADD COLUMN packed_off_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE order_line ADD COLUMN discount_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE order_line ADD COLUMN no_withdrawal TEXT DEFAULT '' NOT NULL;

ALTER TABLE order_line ADD CONSTRAINT order_line_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + deposit_minor);

ALTER TABLE order_line ADD CONSTRAINT order_line_cooperative_id_container_id_fk FOREIGN KEY(cooperative_id, container_id) REFERENCES container (cooperative_id, id);

ALTER TABLE order_line ADD CONSTRAINT order_line_deposit_ck CHECK ((container_id IS NULL) = (deposit_minor = 0) AND (deposit_minor = 0 OR earning_minor + fee_minor + royalty_minor = 0));

ALTER TABLE order_line ADD CONSTRAINT order_line_packed_ck CHECK (wished <= quantity AND packed >= 0 AND (packed IS NULL OR wished IS NOT NULL) AND packed_off_minor BETWEEN 0 AND total_minor AND (packed IS NOT NULL OR packed_off_minor = 0));

CREATE TABLE card_wish (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payment_id UUID NOT NULL,
	wish TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	tries INTEGER DEFAULT '0' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT card_wish_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT card_wish_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT card_wish_wish_ck CHECK (wish IN ('capture', 'release')),
	CONSTRAINT card_wish_state_ck CHECK (state IN ('requested', 'done', 'failed')),
	CONSTRAINT card_wish_amount_ck CHECK ((wish = 'capture') = (amount_minor > 0) AND amount_minor >= 0),
	CONSTRAINT card_wish_once_uq UNIQUE (cooperative_id, payment_id),
	CONSTRAINT card_wish_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX card_wish_open_ix ON card_wish (cooperative_id, lease_until) WHERE state = 'requested';

ALTER TABLE portion ADD COLUMN claimed_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE portion ADD CONSTRAINT portion_claimed_ck CHECK (claimed_minor >= 0 AND claimed_minor + captured_minor <= authorised_minor);

ALTER TABLE refund DROP CONSTRAINT refund_cause_ck;

ALTER TABLE refund ADD COLUMN liable TEXT DEFAULT 'maker' NOT NULL;

ALTER TABLE refund ADD COLUMN goes_to TEXT DEFAULT 'source' NOT NULL;

ALTER TABLE refund ADD CONSTRAINT refund_cause_ck CHECK (cause IN ('line', 'cancellation', 'late_money', 'dispute', 'weight', 'return'));

ALTER TABLE refund ADD CONSTRAINT refund_liable_ck CHECK (liable IN ('maker', 'cooperative', 'courier'));

ALTER TABLE refund ADD CONSTRAINT refund_goes_to_ck CHECK (goes_to IN ('source', 'credit', 'stored'));

CREATE TABLE conversation_report (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	message_id UUID NOT NULL,
	by_person_id UUID NOT NULL,
	reason TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_by UUID,
	settled_at TIMESTAMP WITH TIME ZONE,
	outcome TEXT DEFAULT '' NOT NULL,
	CONSTRAINT conversation_report_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT conversation_report_cooperative_id_message_id_fk FOREIGN KEY(cooperative_id, message_id) REFERENCES conversation_message (cooperative_id, id),
	CONSTRAINT conversation_report_cooperative_id_settled_by_fk FOREIGN KEY(cooperative_id, settled_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT conversation_report_texts_ck CHECK (char_length(reason) BETWEEN 1 AND 1000 AND char_length(outcome) <= 1000),
	CONSTRAINT conversation_report_settled_ck CHECK ((settled_at IS NULL) = (settled_by IS NULL)),
	CONSTRAINT conversation_report_once_uq UNIQUE (cooperative_id, message_id, by_person_id),
	CONSTRAINT conversation_report_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX conversation_report_open_ix ON conversation_report (cooperative_id, id) WHERE settled_at IS NULL;

CREATE TABLE line_fee (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	purpose TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	CONSTRAINT line_fee_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT line_fee_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT line_fee_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT line_fee_purpose_uq UNIQUE (cooperative_id, order_line_id, purpose),
	CONSTRAINT line_fee_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE dispute_fee (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	dispute_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT dispute_fee_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT dispute_fee_cooperative_id_dispute_id_fk FOREIGN KEY(cooperative_id, dispute_id) REFERENCES dispute (cooperative_id, id),
	CONSTRAINT dispute_fee_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT dispute_fee_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT dispute_fee_once_uq UNIQUE (cooperative_id, dispute_id, stall_id),
	CONSTRAINT dispute_fee_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE making_slot (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	capacity_id UUID NOT NULL,
	week DATE NOT NULL,
	pieces BIGINT NOT NULL,
	CONSTRAINT making_slot_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT making_slot_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT making_slot_cooperative_id_capacity_id_fk FOREIGN KEY(cooperative_id, capacity_id) REFERENCES making_capacity (cooperative_id, id),
	CONSTRAINT making_slot_pieces_ck CHECK (pieces >= 1),
	CONSTRAINT making_slot_monday_ck CHECK (extract(isodow FROM week) = 1),
	CONSTRAINT making_slot_once_uq UNIQUE (cooperative_id, order_line_id, capacity_id, week),
	CONSTRAINT making_slot_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX making_slot_week_ix ON making_slot (cooperative_id, capacity_id, week);

CREATE TABLE promise (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	promised_for DATE NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	said_by UUID,
	said_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT promise_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT promise_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT promise_cooperative_id_said_by_fk FOREIGN KEY(cooperative_id, said_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT promise_reason_ck CHECK ((said_by IS NULL) = (reason = '')),
	CONSTRAINT promise_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX promise_line_ix ON promise (cooperative_id, order_line_id, said_at DESC);

ALTER TABLE refund_line DROP CONSTRAINT refund_line_split_ck;

ALTER TABLE refund_line ADD COLUMN borne_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE refund_line ADD COLUMN deposit_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE refund_line ADD CONSTRAINT refund_line_split_ck CHECK (amount_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + borne_minor + deposit_minor AND amount_minor > 0);

CREATE TABLE lot_line (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	lot_id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	quantity BIGINT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT lot_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT lot_line_cooperative_id_lot_id_fk FOREIGN KEY(cooperative_id, lot_id) REFERENCES lot (cooperative_id, id),
	CONSTRAINT lot_line_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT lot_line_quantity_ck CHECK (quantity >= 1),
	CONSTRAINT lot_line_once_uq UNIQUE (cooperative_id, order_line_id, lot_id),
	CONSTRAINT lot_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX lot_line_lot_ix ON lot_line (cooperative_id, lot_id);

CREATE TABLE weighing (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	wished BIGINT NOT NULL,
	packed BIGINT NOT NULL,
	off_minor BIGINT NOT NULL,
	given BIGINT NOT NULL,
	currency TEXT NOT NULL,
	reason TEXT NOT NULL,
	by_agent_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT weighing_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT weighing_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT weighing_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT weighing_amounts_ck CHECK (packed >= 0 AND given BETWEEN 0 AND packed AND off_minor >= 0),
	CONSTRAINT weighing_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX weighing_line_ix ON weighing (cooperative_id, order_line_id);

CREATE TABLE weight_question (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	packed BIGINT NOT NULL,
	more_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	reason TEXT NOT NULL,
	state TEXT NOT NULL,
	asked_by UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	answered_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT weight_question_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT weight_question_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT weight_question_cooperative_id_asked_by_fk FOREIGN KEY(cooperative_id, asked_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT weight_question_state_ck CHECK (state IN ('asked', 'agreed', 'declined', 'void')),
	CONSTRAINT weight_question_answered_ck CHECK ((state = 'asked') = (answered_at IS NULL) AND more_minor > 0),
	CONSTRAINT weight_question_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX weight_question_open_uq ON weight_question (cooperative_id, order_line_id) WHERE state = 'asked';

CREATE TABLE goods_return (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	declaration_id UUID NOT NULL,
	order_id UUID NOT NULL,
	seller_order_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	name TEXT NOT NULL,
	reason TEXT DEFAULT '' NOT NULL,
	answer TEXT DEFAULT '' NOT NULL,
	currency TEXT NOT NULL,
	declared_at TIMESTAMP WITH TIME ZONE NOT NULL,
	refund_by TIMESTAMP WITH TIME ZONE,
	received_at TIMESTAMP WITH TIME ZONE,
	settled_at TIMESTAMP WITH TIME ZONE,
	settled_by UUID,
	refund_id UUID,
	refund_minor BIGINT NOT NULL,
	delivery_minor BIGINT NOT NULL,
	CONSTRAINT goods_return_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT goods_return_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT goods_return_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT goods_return_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT goods_return_cooperative_id_settled_by_fk FOREIGN KEY(cooperative_id, settled_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT goods_return_cooperative_id_refund_id_fk FOREIGN KEY(cooperative_id, refund_id) REFERENCES refund (cooperative_id, id),
	CONSTRAINT goods_return_kind_ck CHECK (kind IN ('withdrawal', 'fault')),
	CONSTRAINT goods_return_state_ck CHECK (state IN ('asked', 'declared', 'received', 'inspected', 'settled', 'declined')),
	CONSTRAINT goods_return_amounts_ck CHECK (refund_minor >= 0 AND delivery_minor >= 0),
	CONSTRAINT goods_return_settled_ck CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
	CONSTRAINT goods_return_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX goods_return_order_ix ON goods_return (cooperative_id, order_id);

CREATE INDEX goods_return_open_ix ON goods_return (cooperative_id, stall_id, id) WHERE state NOT IN ('settled', 'declined');

CREATE TABLE review (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	line_id UUID NOT NULL,
	product_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	stars SMALLINT NOT NULL,
	words TEXT NOT NULL,
	language TEXT NOT NULL,
	shown_name TEXT NOT NULL,
	picture_file_id UUID,
	person_id UUID,
	written_at TIMESTAMP WITH TIME ZONE NOT NULL,
	edited_at TIMESTAMP WITH TIME ZONE,
	hidden_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT review_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT review_cooperative_id_line_id_fk FOREIGN KEY(cooperative_id, line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT review_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT review_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT review_cooperative_id_picture_file_id_fk FOREIGN KEY(cooperative_id, picture_file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT review_stars_ck CHECK (stars BETWEEN 1 AND 5),
	CONSTRAINT review_texts_ck CHECK (char_length(words) <= 2000 AND char_length(shown_name) BETWEEN 1 AND 60),
	CONSTRAINT review_line_uq UNIQUE (cooperative_id, line_id),
	CONSTRAINT review_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX review_product_ix ON review (cooperative_id, product_id, id) WHERE hidden_at IS NULL;

CREATE INDEX review_stall_ix ON review (cooperative_id, stall_id, id) WHERE hidden_at IS NULL;

ALTER TABLE licence_grant ADD COLUMN warned_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE document_rate DROP CONSTRAINT document_rate_part_ck;

ALTER TABLE document_rate ADD CONSTRAINT document_rate_part_ck CHECK (part IN ('goods', 'deposit', 'delivery', 'royalty', 'fee'));

CREATE TABLE return_line (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	return_id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	quantity BIGINT NOT NULL,
	condition TEXT,
	deduction_minor BIGINT NOT NULL,
	deduction_reason TEXT DEFAULT '' NOT NULL,
	refund_minor BIGINT NOT NULL,
	back_on_shelf BOOLEAN DEFAULT false NOT NULL,
	CONSTRAINT return_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT return_line_cooperative_id_return_id_fk FOREIGN KEY(cooperative_id, return_id) REFERENCES goods_return (cooperative_id, id),
	CONSTRAINT return_line_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT return_line_condition_ck CHECK (condition IN ('as_new', 'used', 'damaged', 'missing')),
	CONSTRAINT return_line_amounts_ck CHECK (quantity >= 1 AND deduction_minor >= 0 AND refund_minor >= 0),
	CONSTRAINT return_line_deduction_has_reason_ck CHECK (deduction_minor = 0 OR deduction_reason <> ''),
	CONSTRAINT return_line_once_uq UNIQUE (cooperative_id, return_id, order_line_id),
	CONSTRAINT return_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX return_line_order_line_ix ON return_line (cooperative_id, order_line_id);

CREATE TABLE review_reply (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	review_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	words TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT review_reply_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT review_reply_cooperative_id_review_id_fk FOREIGN KEY(cooperative_id, review_id) REFERENCES review (cooperative_id, id),
	CONSTRAINT review_reply_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT review_reply_words_ck CHECK (char_length(words) BETWEEN 1 AND 2000),
	CONSTRAINT review_reply_once_uq UNIQUE (cooperative_id, review_id),
	CONSTRAINT review_reply_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE review_report (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	review_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	reason TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT review_report_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT review_report_cooperative_id_review_id_fk FOREIGN KEY(cooperative_id, review_id) REFERENCES review (cooperative_id, id),
	CONSTRAINT review_report_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT review_report_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 1000),
	CONSTRAINT review_report_once_uq UNIQUE (cooperative_id, review_id, agent_id),
	CONSTRAINT review_report_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE review_hiding (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	review_id UUID NOT NULL,
	reason TEXT NOT NULL,
	asked_by UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	agreed_by UUID,
	agreed_at TIMESTAMP WITH TIME ZONE,
	appeal TEXT DEFAULT '' NOT NULL,
	appealed_at TIMESTAMP WITH TIME ZONE,
	decided_by UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	is_upheld BOOLEAN,
	CONSTRAINT review_hiding_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT review_hiding_cooperative_id_review_id_fk FOREIGN KEY(cooperative_id, review_id) REFERENCES review (cooperative_id, id),
	CONSTRAINT review_hiding_cooperative_id_asked_by_fk FOREIGN KEY(cooperative_id, asked_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT review_hiding_cooperative_id_agreed_by_fk FOREIGN KEY(cooperative_id, agreed_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT review_hiding_cooperative_id_decided_by_fk FOREIGN KEY(cooperative_id, decided_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT review_hiding_two_ck CHECK (agreed_by <> asked_by),
	CONSTRAINT review_hiding_agreed_ck CHECK ((agreed_by IS NULL) = (agreed_at IS NULL)),
	CONSTRAINT review_hiding_appealed_ck CHECK (appealed_at IS NULL OR agreed_at IS NOT NULL),
	CONSTRAINT review_hiding_third_ck CHECK (is_upheld IS NULL OR (appealed_at IS NOT NULL AND decided_by <> asked_by AND decided_by <> agreed_by)),
	CONSTRAINT review_hiding_texts_ck CHECK (char_length(reason) BETWEEN 1 AND 1000 AND char_length(appeal) <= 2000),
	CONSTRAINT review_hiding_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX review_hiding_open_uq ON review_hiding (cooperative_id, review_id) WHERE ended_at IS NULL;

REVOKE ALL ON carrier FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON carrier TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON carrier TO minga_worker;

GRANT SELECT ON carrier TO minga_backup;

CREATE POLICY carrier_app ON carrier TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY carrier_worker ON carrier TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY carrier_owner ON carrier TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE carrier ENABLE ROW LEVEL SECURITY;

ALTER TABLE carrier FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cash_box FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_box TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_box TO minga_worker;

GRANT SELECT ON cash_box TO minga_backup;

CREATE POLICY cash_box_app ON cash_box TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_box_worker ON cash_box TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_box_owner ON cash_box TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cash_box ENABLE ROW LEVEL SECURITY;

ALTER TABLE cash_box FORCE ROW LEVEL SECURITY;

REVOKE ALL ON container FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON container TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON container TO minga_worker;

GRANT SELECT ON container TO minga_backup;

CREATE POLICY container_app ON container TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY container_worker ON container TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY container_owner ON container TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE container ENABLE ROW LEVEL SECURITY;

ALTER TABLE container FORCE ROW LEVEL SECURITY;

REVOKE ALL ON helped_deed FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON helped_deed TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON helped_deed TO minga_worker;

GRANT SELECT ON helped_deed TO minga_backup;

CREATE POLICY helped_deed_app ON helped_deed TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY helped_deed_worker ON helped_deed TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY helped_deed_owner ON helped_deed TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE helped_deed ENABLE ROW LEVEL SECURITY;

ALTER TABLE helped_deed FORCE ROW LEVEL SECURITY;

REVOKE ALL ON provider_movement FROM PUBLIC;

GRANT SELECT, INSERT ON provider_movement TO minga_app;

GRANT SELECT, INSERT ON provider_movement TO minga_worker;

GRANT SELECT ON provider_movement TO minga_backup;

CREATE TRIGGER provider_movement_append_only BEFORE UPDATE OR DELETE ON provider_movement FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER provider_movement_no_truncate BEFORE TRUNCATE ON provider_movement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE provider_movement ENABLE ALWAYS TRIGGER provider_movement_append_only;

ALTER TABLE provider_movement ENABLE ALWAYS TRIGGER provider_movement_no_truncate;

CREATE POLICY provider_movement_app ON provider_movement TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY provider_movement_worker ON provider_movement TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY provider_movement_owner ON provider_movement TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE provider_movement ENABLE ROW LEVEL SECURITY;

ALTER TABLE provider_movement FORCE ROW LEVEL SECURITY;

REVOKE ALL ON reconciliation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation TO minga_worker;

GRANT SELECT ON reconciliation TO minga_backup;

CREATE POLICY reconciliation_app ON reconciliation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reconciliation_worker ON reconciliation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reconciliation_owner ON reconciliation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE reconciliation ENABLE ROW LEVEL SECURITY;

ALTER TABLE reconciliation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON statement_layout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_layout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_layout TO minga_worker;

GRANT SELECT ON statement_layout TO minga_backup;

CREATE POLICY statement_layout_app ON statement_layout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_layout_worker ON statement_layout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_layout_owner ON statement_layout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE statement_layout ENABLE ROW LEVEL SECURITY;

ALTER TABLE statement_layout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON bank_statement FROM PUBLIC;

GRANT SELECT, INSERT ON bank_statement TO minga_app;

GRANT SELECT, INSERT ON bank_statement TO minga_worker;

GRANT SELECT ON bank_statement TO minga_backup;

CREATE TRIGGER bank_statement_append_only BEFORE UPDATE OR DELETE ON bank_statement FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER bank_statement_no_truncate BEFORE TRUNCATE ON bank_statement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE bank_statement ENABLE ALWAYS TRIGGER bank_statement_append_only;

ALTER TABLE bank_statement ENABLE ALWAYS TRIGGER bank_statement_no_truncate;

CREATE POLICY bank_statement_app ON bank_statement TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY bank_statement_worker ON bank_statement TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY bank_statement_owner ON bank_statement TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE bank_statement ENABLE ROW LEVEL SECURITY;

ALTER TABLE bank_statement FORCE ROW LEVEL SECURITY;

REVOKE ALL ON buyer_group FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON buyer_group TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON buyer_group TO minga_worker;

GRANT SELECT ON buyer_group TO minga_backup;

CREATE POLICY buyer_group_app ON buyer_group TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY buyer_group_worker ON buyer_group TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY buyer_group_owner ON buyer_group TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE buyer_group ENABLE ROW LEVEL SECURITY;

ALTER TABLE buyer_group FORCE ROW LEVEL SECURITY;

REVOKE ALL ON calendar_link FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_link TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON calendar_link TO minga_worker;

GRANT SELECT ON calendar_link TO minga_backup;

CREATE POLICY calendar_link_app ON calendar_link TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY calendar_link_worker ON calendar_link TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY calendar_link_owner ON calendar_link TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE calendar_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE calendar_link FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cash_shift FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_shift TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_shift TO minga_worker;

GRANT SELECT ON cash_shift TO minga_backup;

CREATE POLICY cash_shift_app ON cash_shift TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_shift_worker ON cash_shift TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_shift_owner ON cash_shift TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cash_shift ENABLE ROW LEVEL SECURITY;

ALTER TABLE cash_shift FORCE ROW LEVEL SECURITY;

REVOKE ALL ON container_return FROM PUBLIC;

GRANT SELECT, INSERT ON container_return TO minga_app;

GRANT SELECT, INSERT ON container_return TO minga_worker;

GRANT SELECT ON container_return TO minga_backup;

CREATE TRIGGER container_return_append_only BEFORE UPDATE OR DELETE ON container_return FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER container_return_no_truncate BEFORE TRUNCATE ON container_return FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE container_return ENABLE ALWAYS TRIGGER container_return_append_only;

ALTER TABLE container_return ENABLE ALWAYS TRIGGER container_return_no_truncate;

CREATE POLICY container_return_app ON container_return TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY container_return_worker ON container_return TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY container_return_owner ON container_return TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE container_return ENABLE ROW LEVEL SECURITY;

ALTER TABLE container_return FORCE ROW LEVEL SECURITY;

REVOKE ALL ON help_paper FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_paper TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_paper TO minga_worker;

GRANT SELECT ON help_paper TO minga_backup;

CREATE POLICY help_paper_app ON help_paper TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY help_paper_worker ON help_paper TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY help_paper_owner ON help_paper TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE help_paper ENABLE ROW LEVEL SECURITY;

ALTER TABLE help_paper FORCE ROW LEVEL SECURITY;

REVOKE ALL ON issuer FROM PUBLIC;

GRANT SELECT, INSERT ON issuer TO minga_app;

GRANT SELECT, INSERT ON issuer TO minga_worker;

GRANT SELECT ON issuer TO minga_backup;

CREATE TRIGGER issuer_append_only BEFORE UPDATE OR DELETE ON issuer FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER issuer_no_truncate BEFORE TRUNCATE ON issuer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE issuer ENABLE ALWAYS TRIGGER issuer_append_only;

ALTER TABLE issuer ENABLE ALWAYS TRIGGER issuer_no_truncate;

CREATE POLICY issuer_app ON issuer TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY issuer_worker ON issuer TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY issuer_owner ON issuer TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE issuer ENABLE ROW LEVEL SECURITY;

ALTER TABLE issuer FORCE ROW LEVEL SECURITY;

REVOKE ALL ON legal_basis FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON legal_basis TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON legal_basis TO minga_worker;

GRANT SELECT ON legal_basis TO minga_backup;

CREATE POLICY legal_basis_app ON legal_basis TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY legal_basis_worker ON legal_basis TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY legal_basis_owner ON legal_basis TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE legal_basis ENABLE ROW LEVEL SECURITY;

ALTER TABLE legal_basis FORCE ROW LEVEL SECURITY;

REVOKE ALL ON mobile_account FROM PUBLIC;

GRANT SELECT, INSERT ON mobile_account TO minga_app;

GRANT SELECT, INSERT ON mobile_account TO minga_worker;

GRANT SELECT ON mobile_account TO minga_backup;

CREATE TRIGGER mobile_account_append_only BEFORE UPDATE OR DELETE ON mobile_account FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER mobile_account_no_truncate BEFORE TRUNCATE ON mobile_account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE mobile_account ENABLE ALWAYS TRIGGER mobile_account_append_only;

ALTER TABLE mobile_account ENABLE ALWAYS TRIGGER mobile_account_no_truncate;

CREATE POLICY mobile_account_app ON mobile_account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mobile_account_worker ON mobile_account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mobile_account_owner ON mobile_account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE mobile_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE mobile_account FORCE ROW LEVEL SECURITY;

REVOKE ALL ON opening_exception FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON opening_exception TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON opening_exception TO minga_worker;

GRANT SELECT ON opening_exception TO minga_backup;

CREATE POLICY opening_exception_app ON opening_exception TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY opening_exception_worker ON opening_exception TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY opening_exception_owner ON opening_exception TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE opening_exception ENABLE ROW LEVEL SECURITY;

ALTER TABLE opening_exception FORCE ROW LEVEL SECURITY;

REVOKE ALL ON order_cycle FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_cycle TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_cycle TO minga_worker;

GRANT SELECT ON order_cycle TO minga_backup;

CREATE POLICY order_cycle_app ON order_cycle TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_cycle_worker ON order_cycle TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_cycle_owner ON order_cycle TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE order_cycle ENABLE ROW LEVEL SECURITY;

ALTER TABLE order_cycle FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payout_file FROM PUBLIC;

GRANT SELECT, INSERT ON payout_file TO minga_app;

GRANT SELECT, INSERT ON payout_file TO minga_worker;

GRANT SELECT ON payout_file TO minga_backup;

CREATE TRIGGER payout_file_append_only BEFORE UPDATE OR DELETE ON payout_file FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER payout_file_no_truncate BEFORE TRUNCATE ON payout_file FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE payout_file ENABLE ALWAYS TRIGGER payout_file_append_only;

ALTER TABLE payout_file ENABLE ALWAYS TRIGGER payout_file_no_truncate;

CREATE POLICY payout_file_app ON payout_file TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_file_worker ON payout_file TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_file_owner ON payout_file TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payout_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE payout_file FORCE ROW LEVEL SECURITY;

REVOKE ALL ON slot FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON slot TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON slot TO minga_worker;

GRANT SELECT ON slot TO minga_backup;

CREATE POLICY slot_app ON slot TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY slot_worker ON slot TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY slot_owner ON slot TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE slot ENABLE ROW LEVEL SECURITY;

ALTER TABLE slot FORCE ROW LEVEL SECURITY;

REVOKE ALL ON synonym FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON synonym TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON synonym TO minga_worker;

GRANT SELECT ON synonym TO minga_backup;

CREATE POLICY synonym_app ON synonym TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY synonym_worker ON synonym TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY synonym_owner ON synonym TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE synonym ENABLE ROW LEVEL SECURITY;

ALTER TABLE synonym FORCE ROW LEVEL SECURITY;

REVOKE ALL ON voucher FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON voucher TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON voucher TO minga_worker;

GRANT SELECT ON voucher TO minga_backup;

CREATE POLICY voucher_app ON voucher TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY voucher_worker ON voucher TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY voucher_owner ON voucher TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE voucher ENABLE ROW LEVEL SECURITY;

ALTER TABLE voucher FORCE ROW LEVEL SECURITY;

REVOKE ALL ON account_payout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON account_payout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON account_payout TO minga_worker;

GRANT SELECT ON account_payout TO minga_backup;

CREATE POLICY account_payout_app ON account_payout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY account_payout_worker ON account_payout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY account_payout_owner ON account_payout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE account_payout ENABLE ROW LEVEL SECURITY;

ALTER TABLE account_payout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cash_count FROM PUBLIC;

GRANT SELECT, INSERT ON cash_count TO minga_app;

GRANT SELECT, INSERT ON cash_count TO minga_worker;

GRANT SELECT ON cash_count TO minga_backup;

CREATE TRIGGER cash_count_append_only BEFORE UPDATE OR DELETE ON cash_count FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER cash_count_no_truncate BEFORE TRUNCATE ON cash_count FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE cash_count ENABLE ALWAYS TRIGGER cash_count_append_only;

ALTER TABLE cash_count ENABLE ALWAYS TRIGGER cash_count_no_truncate;

CREATE POLICY cash_count_app ON cash_count TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_count_worker ON cash_count TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_count_owner ON cash_count TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cash_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE cash_count FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cash_deposit FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_deposit TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_deposit TO minga_worker;

GRANT SELECT ON cash_deposit TO minga_backup;

CREATE POLICY cash_deposit_app ON cash_deposit TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_deposit_worker ON cash_deposit TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_deposit_owner ON cash_deposit TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cash_deposit ENABLE ROW LEVEL SECURITY;

ALTER TABLE cash_deposit FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cash_entry FROM PUBLIC;

GRANT SELECT, INSERT ON cash_entry TO minga_app;

GRANT SELECT, INSERT ON cash_entry TO minga_worker;

GRANT SELECT ON cash_entry TO minga_backup;

CREATE TRIGGER cash_entry_append_only BEFORE UPDATE OR DELETE ON cash_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER cash_entry_no_truncate BEFORE TRUNCATE ON cash_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE cash_entry ENABLE ALWAYS TRIGGER cash_entry_append_only;

ALTER TABLE cash_entry ENABLE ALWAYS TRIGGER cash_entry_no_truncate;

CREATE POLICY cash_entry_app ON cash_entry TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_entry_worker ON cash_entry TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_entry_owner ON cash_entry TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cash_entry ENABLE ROW LEVEL SECURITY;

ALTER TABLE cash_entry FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cooperative_export FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cooperative_export TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cooperative_export TO minga_worker;

GRANT SELECT ON cooperative_export TO minga_backup;

CREATE POLICY cooperative_export_app ON cooperative_export TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cooperative_export_worker ON cooperative_export TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cooperative_export_owner ON cooperative_export TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cooperative_export ENABLE ROW LEVEL SECURITY;

ALTER TABLE cooperative_export FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cycle_fee FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_fee TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_fee TO minga_worker;

GRANT SELECT ON cycle_fee TO minga_backup;

CREATE POLICY cycle_fee_app ON cycle_fee TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_fee_worker ON cycle_fee TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_fee_owner ON cycle_fee TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cycle_fee ENABLE ROW LEVEL SECURITY;

ALTER TABLE cycle_fee FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cycle_pickup FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_pickup TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_pickup TO minga_worker;

GRANT SELECT ON cycle_pickup TO minga_backup;

CREATE POLICY cycle_pickup_app ON cycle_pickup TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_pickup_worker ON cycle_pickup TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_pickup_owner ON cycle_pickup TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cycle_pickup ENABLE ROW LEVEL SECURITY;

ALTER TABLE cycle_pickup FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cycle_supply FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_supply TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_supply TO minga_worker;

GRANT SELECT ON cycle_supply TO minga_backup;

CREATE POLICY cycle_supply_app ON cycle_supply TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_supply_worker ON cycle_supply TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_supply_owner ON cycle_supply TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cycle_supply ENABLE ROW LEVEL SECURITY;

ALTER TABLE cycle_supply FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cycle_told FROM PUBLIC;

GRANT SELECT, INSERT ON cycle_told TO minga_app;

GRANT SELECT, INSERT ON cycle_told TO minga_worker;

GRANT SELECT ON cycle_told TO minga_backup;

CREATE TRIGGER cycle_told_append_only BEFORE UPDATE OR DELETE ON cycle_told FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER cycle_told_no_truncate BEFORE TRUNCATE ON cycle_told FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE cycle_told ENABLE ALWAYS TRIGGER cycle_told_append_only;

ALTER TABLE cycle_told ENABLE ALWAYS TRIGGER cycle_told_no_truncate;

CREATE POLICY cycle_told_app ON cycle_told TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_told_worker ON cycle_told TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_told_owner ON cycle_told TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cycle_told ENABLE ROW LEVEL SECURITY;

ALTER TABLE cycle_told FORCE ROW LEVEL SECURITY;

REVOKE ALL ON discount FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON discount TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON discount TO minga_worker;

GRANT SELECT ON discount TO minga_backup;

CREATE POLICY discount_app ON discount TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discount_worker ON discount TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discount_owner ON discount TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE discount ENABLE ROW LEVEL SECURITY;

ALTER TABLE discount FORCE ROW LEVEL SECURITY;

REVOKE ALL ON earnings_proof FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON earnings_proof TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON earnings_proof TO minga_worker;

GRANT SELECT ON earnings_proof TO minga_backup;

CREATE POLICY earnings_proof_app ON earnings_proof TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY earnings_proof_worker ON earnings_proof TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY earnings_proof_owner ON earnings_proof TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE earnings_proof ENABLE ROW LEVEL SECURITY;

ALTER TABLE earnings_proof FORCE ROW LEVEL SECURITY;

REVOKE ALL ON goods_box FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_box TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_box TO minga_worker;

GRANT SELECT ON goods_box TO minga_backup;

CREATE POLICY goods_box_app ON goods_box TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_box_worker ON goods_box TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_box_owner ON goods_box TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE goods_box ENABLE ROW LEVEL SECURITY;

ALTER TABLE goods_box FORCE ROW LEVEL SECURITY;

REVOKE ALL ON group_buyer FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_buyer TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_buyer TO minga_worker;

GRANT SELECT ON group_buyer TO minga_backup;

CREATE POLICY group_buyer_app ON group_buyer TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_buyer_worker ON group_buyer TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_buyer_owner ON group_buyer TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_buyer ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_buyer FORCE ROW LEVEL SECURITY;

REVOKE ALL ON restriction FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON restriction TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON restriction TO minga_worker;

GRANT SELECT ON restriction TO minga_backup;

CREATE POLICY restriction_app ON restriction TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY restriction_worker ON restriction TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY restriction_owner ON restriction TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE restriction ENABLE ROW LEVEL SECURITY;

ALTER TABLE restriction FORCE ROW LEVEL SECURITY;

REVOKE ALL ON statement_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_line TO minga_worker;

GRANT SELECT ON statement_line TO minga_backup;

CREATE POLICY statement_line_app ON statement_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_line_worker ON statement_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_line_owner ON statement_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE statement_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE statement_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON box_subscription FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON box_subscription TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON box_subscription TO minga_worker;

GRANT SELECT ON box_subscription TO minga_backup;

CREATE POLICY box_subscription_app ON box_subscription TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY box_subscription_worker ON box_subscription TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY box_subscription_owner ON box_subscription TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE box_subscription ENABLE ROW LEVEL SECURITY;

ALTER TABLE box_subscription FORCE ROW LEVEL SECURITY;

REVOKE ALL ON export_chunk FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON export_chunk TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON export_chunk TO minga_worker;

GRANT SELECT ON export_chunk TO minga_backup;

CREATE POLICY export_chunk_app ON export_chunk TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY export_chunk_worker ON export_chunk TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY export_chunk_owner ON export_chunk TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE export_chunk ENABLE ROW LEVEL SECURITY;

ALTER TABLE export_chunk FORCE ROW LEVEL SECURITY;

REVOKE ALL ON lot FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON lot TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON lot TO minga_worker;

GRANT SELECT ON lot TO minga_backup;

CREATE POLICY lot_app ON lot TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_worker ON lot TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_owner ON lot TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE lot ENABLE ROW LEVEL SECURITY;

ALTER TABLE lot FORCE ROW LEVEL SECURITY;

REVOKE ALL ON making_capacity FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON making_capacity TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON making_capacity TO minga_worker;

GRANT SELECT ON making_capacity TO minga_backup;

CREATE POLICY making_capacity_app ON making_capacity TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_capacity_worker ON making_capacity TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_capacity_owner ON making_capacity TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE making_capacity ENABLE ROW LEVEL SECURITY;

ALTER TABLE making_capacity FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review_tally FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_tally TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_tally TO minga_worker;

GRANT SELECT ON review_tally TO minga_backup;

CREATE POLICY review_tally_app ON review_tally TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_tally_worker ON review_tally TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_tally_owner ON review_tally TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review_tally ENABLE ROW LEVEL SECURITY;

ALTER TABLE review_tally FORCE ROW LEVEL SECURITY;

REVOKE ALL ON statement_use FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_use TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_use TO minga_worker;

GRANT SELECT ON statement_use TO minga_backup;

CREATE POLICY statement_use_app ON statement_use TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_use_worker ON statement_use TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_use_owner ON statement_use TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE statement_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE statement_use FORCE ROW LEVEL SECURITY;

REVOKE ALL ON want FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON want TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON want TO minga_worker;

GRANT SELECT ON want TO minga_backup;

CREATE POLICY want_app ON want TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY want_worker ON want TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY want_owner ON want TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE want ENABLE ROW LEVEL SECURITY;

ALTER TABLE want FORCE ROW LEVEL SECURITY;

REVOKE ALL ON costing_sheet FROM PUBLIC;

GRANT SELECT, INSERT ON costing_sheet TO minga_app;

GRANT SELECT, INSERT ON costing_sheet TO minga_worker;

GRANT SELECT ON costing_sheet TO minga_backup;

CREATE TRIGGER costing_sheet_append_only BEFORE UPDATE OR DELETE ON costing_sheet FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER costing_sheet_no_truncate BEFORE TRUNCATE ON costing_sheet FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE costing_sheet ENABLE ALWAYS TRIGGER costing_sheet_append_only;

ALTER TABLE costing_sheet ENABLE ALWAYS TRIGGER costing_sheet_no_truncate;

CREATE POLICY costing_sheet_app ON costing_sheet TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY costing_sheet_worker ON costing_sheet TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY costing_sheet_owner ON costing_sheet TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE costing_sheet ENABLE ROW LEVEL SECURITY;

ALTER TABLE costing_sheet FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cycle_good FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_good TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_good TO minga_worker;

GRANT SELECT ON cycle_good TO minga_backup;

CREATE POLICY cycle_good_app ON cycle_good TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_good_worker ON cycle_good TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_good_owner ON cycle_good TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cycle_good ENABLE ROW LEVEL SECURITY;

ALTER TABLE cycle_good FORCE ROW LEVEL SECURITY;

REVOKE ALL ON goods_box_content FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_box_content TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_box_content TO minga_worker;

GRANT SELECT ON goods_box_content TO minga_backup;

CREATE POLICY goods_box_content_app ON goods_box_content TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_box_content_worker ON goods_box_content TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_box_content_owner ON goods_box_content TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE goods_box_content ENABLE ROW LEVEL SECURITY;

ALTER TABLE goods_box_content FORCE ROW LEVEL SECURITY;

REVOKE ALL ON group_price FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_price TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_price TO minga_worker;

GRANT SELECT ON group_price TO minga_backup;

CREATE POLICY group_price_app ON group_price TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_price_worker ON group_price TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_price_owner ON group_price TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_price ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_price FORCE ROW LEVEL SECURITY;

REVOKE ALL ON group_purchase FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_purchase TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_purchase TO minga_worker;

GRANT SELECT ON group_purchase TO minga_backup;

CREATE POLICY group_purchase_app ON group_purchase TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_purchase_worker ON group_purchase TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_purchase_owner ON group_purchase TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_purchase ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_purchase FORCE ROW LEVEL SECURITY;

REVOKE ALL ON lot_source FROM PUBLIC;

GRANT SELECT, INSERT ON lot_source TO minga_app;

GRANT SELECT, INSERT ON lot_source TO minga_worker;

GRANT SELECT ON lot_source TO minga_backup;

CREATE TRIGGER lot_source_append_only BEFORE UPDATE OR DELETE ON lot_source FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER lot_source_no_truncate BEFORE TRUNCATE ON lot_source FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE lot_source ENABLE ALWAYS TRIGGER lot_source_append_only;

ALTER TABLE lot_source ENABLE ALWAYS TRIGGER lot_source_no_truncate;

CREATE POLICY lot_source_app ON lot_source TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_source_worker ON lot_source TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_source_owner ON lot_source TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE lot_source ENABLE ROW LEVEL SECURITY;

ALTER TABLE lot_source FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payout_approval FROM PUBLIC;

GRANT SELECT, INSERT ON payout_approval TO minga_app;

GRANT SELECT, INSERT ON payout_approval TO minga_worker;

GRANT SELECT ON payout_approval TO minga_backup;

CREATE TRIGGER payout_approval_append_only BEFORE UPDATE OR DELETE ON payout_approval FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER payout_approval_no_truncate BEFORE TRUNCATE ON payout_approval FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE payout_approval ENABLE ALWAYS TRIGGER payout_approval_append_only;

ALTER TABLE payout_approval ENABLE ALWAYS TRIGGER payout_approval_no_truncate;

CREATE POLICY payout_approval_app ON payout_approval TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_approval_worker ON payout_approval TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_approval_owner ON payout_approval TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payout_approval ENABLE ROW LEVEL SECURITY;

ALTER TABLE payout_approval FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payout_file_item FROM PUBLIC;

GRANT SELECT, INSERT ON payout_file_item TO minga_app;

GRANT SELECT, INSERT ON payout_file_item TO minga_worker;

GRANT SELECT ON payout_file_item TO minga_backup;

CREATE TRIGGER payout_file_item_append_only BEFORE UPDATE OR DELETE ON payout_file_item FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER payout_file_item_no_truncate BEFORE TRUNCATE ON payout_file_item FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE payout_file_item ENABLE ALWAYS TRIGGER payout_file_item_append_only;

ALTER TABLE payout_file_item ENABLE ALWAYS TRIGGER payout_file_item_no_truncate;

CREATE POLICY payout_file_item_app ON payout_file_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_file_item_worker ON payout_file_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_file_item_owner ON payout_file_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payout_file_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE payout_file_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON price_step FROM PUBLIC;

GRANT SELECT, INSERT ON price_step TO minga_app;

GRANT SELECT, INSERT ON price_step TO minga_worker;

GRANT SELECT ON price_step TO minga_backup;

CREATE TRIGGER price_step_append_only BEFORE UPDATE OR DELETE ON price_step FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER price_step_no_truncate BEFORE TRUNCATE ON price_step FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE price_step ENABLE ALWAYS TRIGGER price_step_append_only;

ALTER TABLE price_step ENABLE ALWAYS TRIGGER price_step_no_truncate;

CREATE POLICY price_step_app ON price_step TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY price_step_worker ON price_step TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY price_step_owner ON price_step TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE price_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE price_step FORCE ROW LEVEL SECURITY;

REVOKE ALL ON box_delivery FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON box_delivery TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON box_delivery TO minga_worker;

GRANT SELECT ON box_delivery TO minga_backup;

CREATE POLICY box_delivery_app ON box_delivery TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY box_delivery_worker ON box_delivery TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY box_delivery_owner ON box_delivery TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE box_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE box_delivery FORCE ROW LEVEL SECURITY;

REVOKE ALL ON conversation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON conversation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON conversation TO minga_worker;

GRANT SELECT ON conversation TO minga_backup;

CREATE POLICY conversation_app ON conversation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY conversation_worker ON conversation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY conversation_owner ON conversation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE conversation ENABLE ROW LEVEL SECURITY;

ALTER TABLE conversation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON credit_entry FROM PUBLIC;

GRANT SELECT, INSERT ON credit_entry TO minga_app;

GRANT SELECT, INSERT ON credit_entry TO minga_worker;

GRANT SELECT ON credit_entry TO minga_backup;

CREATE TRIGGER credit_entry_append_only BEFORE UPDATE OR DELETE ON credit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER credit_entry_no_truncate BEFORE TRUNCATE ON credit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE credit_entry ENABLE ALWAYS TRIGGER credit_entry_append_only;

ALTER TABLE credit_entry ENABLE ALWAYS TRIGGER credit_entry_no_truncate;

CREATE POLICY credit_entry_app ON credit_entry TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY credit_entry_worker ON credit_entry TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY credit_entry_owner ON credit_entry TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE credit_entry ENABLE ROW LEVEL SECURITY;

ALTER TABLE credit_entry FORCE ROW LEVEL SECURITY;

REVOKE ALL ON discount_use FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON discount_use TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON discount_use TO minga_worker;

GRANT SELECT ON discount_use TO minga_backup;

CREATE POLICY discount_use_app ON discount_use TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discount_use_worker ON discount_use TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discount_use_owner ON discount_use TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE discount_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE discount_use FORCE ROW LEVEL SECURITY;

REVOKE ALL ON group_wish FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_wish TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_wish TO minga_worker;

GRANT SELECT ON group_wish TO minga_backup;

CREATE POLICY group_wish_app ON group_wish TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_wish_worker ON group_wish TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_wish_owner ON group_wish TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_wish ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_wish FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stand_sale FROM PUBLIC;

GRANT SELECT, INSERT ON stand_sale TO minga_app;

GRANT SELECT, INSERT ON stand_sale TO minga_worker;

GRANT SELECT ON stand_sale TO minga_backup;

CREATE TRIGGER stand_sale_append_only BEFORE UPDATE OR DELETE ON stand_sale FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER stand_sale_no_truncate BEFORE TRUNCATE ON stand_sale FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE stand_sale ENABLE ALWAYS TRIGGER stand_sale_append_only;

ALTER TABLE stand_sale ENABLE ALWAYS TRIGGER stand_sale_no_truncate;

CREATE POLICY stand_sale_app ON stand_sale TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stand_sale_worker ON stand_sale TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stand_sale_owner ON stand_sale TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stand_sale ENABLE ROW LEVEL SECURITY;

ALTER TABLE stand_sale FORCE ROW LEVEL SECURITY;

REVOKE ALL ON card_wish FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON card_wish TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON card_wish TO minga_worker;

GRANT SELECT ON card_wish TO minga_backup;

CREATE POLICY card_wish_app ON card_wish TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY card_wish_worker ON card_wish TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY card_wish_owner ON card_wish TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE card_wish ENABLE ROW LEVEL SECURITY;

ALTER TABLE card_wish FORCE ROW LEVEL SECURITY;

REVOKE ALL ON conversation_message FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON conversation_message TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON conversation_message TO minga_worker;

GRANT SELECT ON conversation_message TO minga_backup;

CREATE POLICY conversation_message_app ON conversation_message TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY conversation_message_worker ON conversation_message TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY conversation_message_owner ON conversation_message TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE conversation_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE conversation_message FORCE ROW LEVEL SECURITY;

REVOKE ALL ON dispute FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON dispute TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON dispute TO minga_worker;

GRANT SELECT ON dispute TO minga_backup;

CREATE POLICY dispute_app ON dispute TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_worker ON dispute TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_owner ON dispute TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE dispute ENABLE ROW LEVEL SECURITY;

ALTER TABLE dispute FORCE ROW LEVEL SECURITY;

REVOKE ALL ON no_show FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON no_show TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON no_show TO minga_worker;

GRANT SELECT ON no_show TO minga_backup;

CREATE POLICY no_show_app ON no_show TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY no_show_worker ON no_show TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY no_show_owner ON no_show TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE no_show ENABLE ROW LEVEL SECURITY;

ALTER TABLE no_show FORCE ROW LEVEL SECURITY;

REVOKE ALL ON overpayment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON overpayment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON overpayment TO minga_worker;

GRANT SELECT ON overpayment TO minga_backup;

CREATE POLICY overpayment_app ON overpayment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY overpayment_worker ON overpayment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY overpayment_owner ON overpayment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE overpayment ENABLE ROW LEVEL SECURITY;

ALTER TABLE overpayment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON spending FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON spending TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON spending TO minga_worker;

GRANT SELECT ON spending TO minga_backup;

CREATE POLICY spending_app ON spending TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY spending_worker ON spending TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY spending_owner ON spending TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE spending ENABLE ROW LEVEL SECURITY;

ALTER TABLE spending FORCE ROW LEVEL SECURITY;

REVOKE ALL ON conversation_report FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON conversation_report TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON conversation_report TO minga_worker;

GRANT SELECT ON conversation_report TO minga_backup;

CREATE POLICY conversation_report_app ON conversation_report TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY conversation_report_worker ON conversation_report TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY conversation_report_owner ON conversation_report TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE conversation_report ENABLE ROW LEVEL SECURITY;

ALTER TABLE conversation_report FORCE ROW LEVEL SECURITY;

REVOKE ALL ON dispute_fee FROM PUBLIC;

GRANT SELECT, INSERT ON dispute_fee TO minga_app;

GRANT SELECT, INSERT ON dispute_fee TO minga_worker;

GRANT SELECT ON dispute_fee TO minga_backup;

CREATE TRIGGER dispute_fee_append_only BEFORE UPDATE OR DELETE ON dispute_fee FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER dispute_fee_no_truncate BEFORE TRUNCATE ON dispute_fee FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE dispute_fee ENABLE ALWAYS TRIGGER dispute_fee_append_only;

ALTER TABLE dispute_fee ENABLE ALWAYS TRIGGER dispute_fee_no_truncate;

CREATE POLICY dispute_fee_app ON dispute_fee TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_fee_worker ON dispute_fee TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_fee_owner ON dispute_fee TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE dispute_fee ENABLE ROW LEVEL SECURITY;

ALTER TABLE dispute_fee FORCE ROW LEVEL SECURITY;

REVOKE ALL ON goods_return FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_return TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_return TO minga_worker;

GRANT SELECT ON goods_return TO minga_backup;

CREATE POLICY goods_return_app ON goods_return TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_return_worker ON goods_return TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_return_owner ON goods_return TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE goods_return ENABLE ROW LEVEL SECURITY;

ALTER TABLE goods_return FORCE ROW LEVEL SECURITY;

REVOKE ALL ON line_fee FROM PUBLIC;

GRANT SELECT, INSERT ON line_fee TO minga_app;

GRANT SELECT, INSERT ON line_fee TO minga_worker;

GRANT SELECT ON line_fee TO minga_backup;

CREATE TRIGGER line_fee_append_only BEFORE UPDATE OR DELETE ON line_fee FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER line_fee_no_truncate BEFORE TRUNCATE ON line_fee FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE line_fee ENABLE ALWAYS TRIGGER line_fee_append_only;

ALTER TABLE line_fee ENABLE ALWAYS TRIGGER line_fee_no_truncate;

CREATE POLICY line_fee_app ON line_fee TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY line_fee_worker ON line_fee TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY line_fee_owner ON line_fee TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE line_fee ENABLE ROW LEVEL SECURITY;

ALTER TABLE line_fee FORCE ROW LEVEL SECURITY;

REVOKE ALL ON lot_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON lot_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON lot_line TO minga_worker;

GRANT SELECT ON lot_line TO minga_backup;

CREATE POLICY lot_line_app ON lot_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_line_worker ON lot_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_line_owner ON lot_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE lot_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE lot_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON making_slot FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON making_slot TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON making_slot TO minga_worker;

GRANT SELECT ON making_slot TO minga_backup;

CREATE POLICY making_slot_app ON making_slot TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_slot_worker ON making_slot TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_slot_owner ON making_slot TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE making_slot ENABLE ROW LEVEL SECURITY;

ALTER TABLE making_slot FORCE ROW LEVEL SECURITY;

REVOKE ALL ON promise FROM PUBLIC;

GRANT SELECT, INSERT ON promise TO minga_app;

GRANT SELECT, INSERT ON promise TO minga_worker;

GRANT SELECT ON promise TO minga_backup;

CREATE TRIGGER promise_append_only BEFORE UPDATE OR DELETE ON promise FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER promise_no_truncate BEFORE TRUNCATE ON promise FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE promise ENABLE ALWAYS TRIGGER promise_append_only;

ALTER TABLE promise ENABLE ALWAYS TRIGGER promise_no_truncate;

CREATE POLICY promise_app ON promise TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY promise_worker ON promise TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY promise_owner ON promise TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE promise ENABLE ROW LEVEL SECURITY;

ALTER TABLE promise FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review TO minga_worker;

GRANT SELECT ON review TO minga_backup;

CREATE POLICY review_app ON review TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_worker ON review TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_owner ON review TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review ENABLE ROW LEVEL SECURITY;

ALTER TABLE review FORCE ROW LEVEL SECURITY;

REVOKE ALL ON weighing FROM PUBLIC;

GRANT SELECT, INSERT ON weighing TO minga_app;

GRANT SELECT, INSERT ON weighing TO minga_worker;

GRANT SELECT ON weighing TO minga_backup;

CREATE TRIGGER weighing_append_only BEFORE UPDATE OR DELETE ON weighing FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER weighing_no_truncate BEFORE TRUNCATE ON weighing FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE weighing ENABLE ALWAYS TRIGGER weighing_append_only;

ALTER TABLE weighing ENABLE ALWAYS TRIGGER weighing_no_truncate;

CREATE POLICY weighing_app ON weighing TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY weighing_worker ON weighing TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY weighing_owner ON weighing TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE weighing ENABLE ROW LEVEL SECURITY;

ALTER TABLE weighing FORCE ROW LEVEL SECURITY;

REVOKE ALL ON weight_question FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON weight_question TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON weight_question TO minga_worker;

GRANT SELECT ON weight_question TO minga_backup;

CREATE POLICY weight_question_app ON weight_question TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY weight_question_worker ON weight_question TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY weight_question_owner ON weight_question TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE weight_question ENABLE ROW LEVEL SECURITY;

ALTER TABLE weight_question FORCE ROW LEVEL SECURITY;

REVOKE ALL ON return_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON return_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON return_line TO minga_worker;

GRANT SELECT ON return_line TO minga_backup;

CREATE POLICY return_line_app ON return_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY return_line_worker ON return_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY return_line_owner ON return_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE return_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE return_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review_hiding FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_hiding TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_hiding TO minga_worker;

GRANT SELECT ON review_hiding TO minga_backup;

CREATE POLICY review_hiding_app ON review_hiding TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_hiding_worker ON review_hiding TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_hiding_owner ON review_hiding TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review_hiding ENABLE ROW LEVEL SECURITY;

ALTER TABLE review_hiding FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review_reply FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_reply TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_reply TO minga_worker;

GRANT SELECT ON review_reply TO minga_backup;

CREATE POLICY review_reply_app ON review_reply TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_reply_worker ON review_reply TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_reply_owner ON review_reply TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review_reply ENABLE ROW LEVEL SECURITY;

ALTER TABLE review_reply FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review_report FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_report TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_report TO minga_worker;

GRANT SELECT ON review_report TO minga_backup;

CREATE POLICY review_report_app ON review_report TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_report_worker ON review_report TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_report_owner ON review_report TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review_report ENABLE ROW LEVEL SECURITY;

ALTER TABLE review_report FORCE ROW LEVEL SECURITY;

CREATE FUNCTION session_by_token(a_hash bytea, an_instant timestamptz) RETURNS TABLE (id uuid, person_id uuid, for_person_id uuid, help_scopes text[], proven_at timestamptz, language text, must_rotate boolean, is_stale boolean) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT s.id, s.person_id, CASE WHEN h.id IS NULL THEN NULL ELSE s.for_person_id END, h.scopes, s.proven_at, p.language,
               s.must_rotate AND s.token_hash = a_hash, s.seen_at < an_instant - interval '1 hour'
           FROM session s JOIN person p ON p.id = s.person_id
           LEFT JOIN help_agreement h ON h.person_id = s.for_person_id AND h.helper_id = s.person_id AND h.ended_at IS NULL
               AND (h.ends_at IS NULL OR h.ends_at > an_instant)
           WHERE (s.token_hash = a_hash OR (s.previous_hash = a_hash AND s.previous_until > an_instant))
             AND s.ended_at IS NULL AND s.seen_at > an_instant - interval '14 days'$$;

REVOKE ALL ON FUNCTION session_by_token FROM PUBLIC;

GRANT EXECUTE ON FUNCTION session_by_token TO minga_app, minga_worker;

CREATE OR REPLACE FUNCTION help_of(a_person uuid, an_instant timestamptz) RETURNS TABLE (id uuid, person_id uuid, person_name text, helper_id uuid, helper_name text, scopes text[],
            given_at timestamptz, ends_at timestamptz, on_paper boolean) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT h.id, h.person_id, p.name, h.helper_id, q.name, h.scopes, h.given_at, h.ends_at, h.on_paper FROM help_agreement h
           JOIN person p ON p.id = h.person_id JOIN person q ON q.id = h.helper_id
           WHERE a_person IN (h.person_id, h.helper_id) AND h.ended_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > an_instant)
           ORDER BY h.given_at, h.id LIMIT 100$$;

REVOKE ALL ON FUNCTION help_of FROM PUBLIC;

GRANT EXECUTE ON FUNCTION help_of TO minga_app, minga_worker;

CREATE OR REPLACE FUNCTION note_new_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM made n;
        RETURN NULL;
    END $$;

CREATE OR REPLACE FUNCTION note_changed_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT o.cooperative_id, gen_random_uuid(), o.id, o.price_minor, o.price_per, o.currency, p.created_at
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id
        JOIN product p ON p.cooperative_id = o.cooperative_id AND p.id = o.product_id
        WHERE (n.price_minor, n.price_per) IS DISTINCT FROM (o.price_minor, o.price_per)
          AND NOT EXISTS (SELECT FROM price_step s WHERE s.cooperative_id = o.cooperative_id AND s.variant_id = o.id);
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id
        WHERE (n.price_minor, n.price_per) IS DISTINCT FROM (o.price_minor, o.price_per);
        RETURN NULL;
    END $$;

CREATE TRIGGER variant_new_price AFTER INSERT ON variant REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_prices();

CREATE TRIGGER variant_changed_price AFTER UPDATE ON variant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_prices();

CREATE OR REPLACE FUNCTION count_slot() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE before uuid; after uuid;
    BEGIN
        IF TG_OP = 'UPDATE' AND OLD.state <> 'cancelled' THEN before := OLD.slot_id; END IF;
        IF NEW.state <> 'cancelled' THEN after := NEW.slot_id; END IF;
        IF before IS DISTINCT FROM after THEN
            UPDATE slot SET taken = taken - 1 WHERE cooperative_id = NEW.cooperative_id AND id = before;
            UPDATE slot SET taken = taken + 1 WHERE cooperative_id = NEW.cooperative_id AND id = after;
        END IF;
        RETURN NULL;
    END $$;

CREATE TRIGGER sale_order_slot AFTER INSERT OR UPDATE OF slot_id, state ON sale_order FOR EACH ROW WHEN (NEW.slot_id IS NOT NULL) EXECUTE FUNCTION count_slot();

CREATE OR REPLACE FUNCTION stall_suspended_with_reason() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF NOT EXISTS (SELECT FROM restriction r WHERE r.cooperative_id = NEW.cooperative_id AND r.stall_id = NEW.id
                AND r.kind = 'selling' AND r.ended_at IS NULL) THEN
            RAISE EXCEPTION 'a stall is suspended only by a restriction'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'stall_suspended_with_reason';
        END IF;
        RETURN NEW;
    END $$;

CREATE TRIGGER stall_suspended_with_reason BEFORE INSERT OR UPDATE OF state ON stall
    FOR EACH ROW WHEN (NEW.state = 'suspended') EXECUTE FUNCTION stall_suspended_with_reason();

ALTER TABLE stall ENABLE ALWAYS TRIGGER stall_suspended_with_reason;

ALTER TABLE cooperative_export DROP CONSTRAINT cooperative_export_kind_ck;

ALTER TABLE cooperative_export DROP CONSTRAINT cooperative_export_stall_ck;

ALTER TABLE cooperative_export ADD CONSTRAINT cooperative_export_kind_ck CHECK (kind IN ('everything', 'orders', 'products', 'purchases', 'stall'));

ALTER TABLE cooperative_export ADD CONSTRAINT cooperative_export_stall_ck CHECK ((kind IN ('products', 'stall')) = (stall_id IS NOT NULL));
