CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;

CREATE TABLE cooperative (
	id UUID NOT NULL,
	slug TEXT NOT NULL,
	name JSONB NOT NULL,
	about JSONB NOT NULL,
	currency TEXT NOT NULL,
	language TEXT NOT NULL,
	languages TEXT[] NOT NULL,
	zone TEXT NOT NULL,
	country TEXT NOT NULL,
	accent TEXT NOT NULL,
	picture_sha256 BYTEA,
	founded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cooperative_pk PRIMARY KEY (id),
	CONSTRAINT cooperative_slug_uq UNIQUE (slug),
	CONSTRAINT cooperative_slug_ck CHECK (slug ~ '^[a-z0-9](-?[a-z0-9]){1,39}$')
);

CREATE TABLE clock_offset (
	id BOOLEAN DEFAULT true NOT NULL,
	"offset" INTERVAL NOT NULL,
	CONSTRAINT clock_offset_pk PRIMARY KEY (id),
	CONSTRAINT clock_offset_single_ck CHECK (id)
);

CREATE TABLE idempotency (
	realm TEXT NOT NULL,
	actor TEXT NOT NULL,
	command TEXT NOT NULL,
	key TEXT NOT NULL,
	input_hash BYTEA NOT NULL,
	result JSONB NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT idempotency_pk PRIMARY KEY (realm, actor, command, key)
);

CREATE TABLE outbox (
	id UUID NOT NULL,
	cooperative_id UUID,
	name TEXT NOT NULL,
	payload JSONB NOT NULL,
	occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
	delivered_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT outbox_pk PRIMARY KEY (id)
);

CREATE INDEX outbox_waiting_ix ON outbox (id) WHERE delivered_at IS NULL;

CREATE TABLE job (
	id UUID NOT NULL,
	cooperative_id UUID,
	name TEXT NOT NULL,
	payload JSONB NOT NULL,
	unique_key TEXT,
	state TEXT DEFAULT 'waiting' NOT NULL,
	run_at TIMESTAMP WITH TIME ZONE NOT NULL,
	locked_until TIMESTAMP WITH TIME ZONE,
	attempts INTEGER DEFAULT '0' NOT NULL,
	last_error TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	finished_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT job_pk PRIMARY KEY (id),
	CONSTRAINT job_unique_key_uq UNIQUE (unique_key),
	CONSTRAINT job_state_ck CHECK (state IN ('waiting', 'done', 'dead'))
);

CREATE INDEX job_due_ix ON job (run_at) WHERE state = 'waiting';

CREATE TABLE worker_state (
	id BOOLEAN DEFAULT true NOT NULL,
	paused BOOLEAN NOT NULL,
	reason TEXT NOT NULL,
	CONSTRAINT worker_state_pk PRIMARY KEY (id),
	CONSTRAINT worker_state_single_ck CHECK (id)
);

CREATE TABLE unnamed_file (
	sha256 TEXT NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT unnamed_file_pk PRIMARY KEY (sha256)
);

CREATE TABLE cart (
	id UUID NOT NULL,
	token_hash BYTEA NOT NULL,
	person_id UUID,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	touched_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cart_pk PRIMARY KEY (id),
	CONSTRAINT cart_token_uq UNIQUE (token_hash)
);

CREATE UNIQUE INDEX cart_person_uq ON cart (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE webhook_event (
	id UUID NOT NULL,
	cooperative_id UUID NOT NULL,
	source TEXT NOT NULL,
	event_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	object_id TEXT NOT NULL,
	body JSONB NOT NULL,
	received_at TIMESTAMP WITH TIME ZONE NOT NULL,
	handled_at TIMESTAMP WITH TIME ZONE,
	outcome TEXT DEFAULT '' NOT NULL,
	CONSTRAINT webhook_event_pk PRIMARY KEY (id),
	CONSTRAINT webhook_event_once_uq UNIQUE (cooperative_id, source, event_id)
);

CREATE INDEX webhook_event_waiting_ix ON webhook_event (received_at) WHERE handled_at IS NULL;

CREATE TABLE person (
	id UUID NOT NULL,
	name TEXT NOT NULL,
	language TEXT NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT person_pk PRIMARY KEY (id),
	CONSTRAINT person_name_ck CHECK (char_length(name) BETWEEN 1 AND 120)
);

CREATE TABLE attempt (
	bucket BYTEA NOT NULL,
	instants TIMESTAMP WITH TIME ZONE[] NOT NULL,
	failures INTEGER NOT NULL,
	CONSTRAINT attempt_pk PRIMARY KEY (bucket)
);

CREATE TABLE election (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	subject_kind TEXT NOT NULL,
	subject_id UUID NOT NULL,
	topic TEXT DEFAULT '' NOT NULL,
	assembly_id UUID,
	title JSONB NOT NULL,
	question JSONB NOT NULL,
	method TEXT NOT NULL,
	options JSONB NOT NULL,
	seats INTEGER NOT NULL,
	budget_minor BIGINT,
	reserved JSONB NOT NULL,
	bar JSONB NOT NULL,
	floor INTEGER NOT NULL,
	secret BOOLEAN NOT NULL,
	roll JSONB NOT NULL,
	roll_size INTEGER NOT NULL,
	seed_commitment BYTEA NOT NULL,
	record_at TIMESTAMP WITH TIME ZONE NOT NULL,
	announced_at TIMESTAMP WITH TIME ZONE NOT NULL,
	opens_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closes_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT election_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT election_method_ck CHECK (method IN ('consent', 'yes_no', 'approval', 'pav', 'equal-shares', 'greedy', 'score', 'borda', 'irv', 'schulze', 'ranked-pairs', 'stv')),
	CONSTRAINT election_times_ck CHECK (record_at <= announced_at AND announced_at <= opens_at AND opens_at < closes_at),
	CONSTRAINT election_seats_ck CHECK (seats BETWEEN 1 AND 100),
	CONSTRAINT election_budget_ck CHECK (budget_minor > 0),
	CONSTRAINT election_options_ck CHECK (jsonb_array_length(options) <= 100),
	CONSTRAINT election_roll_ck CHECK (roll_size > 0),
	CONSTRAINT election_seed_ck CHECK (octet_length(seed_commitment) = 32),
	CONSTRAINT election_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX election_closes_ix ON election (cooperative_id, closes_at);

CREATE INDEX election_subject_ix ON election (cooperative_id, subject_kind, subject_id);

COMMENT ON COLUMN election.roll IS '[{class_key, weight, size}]: how many may vote, never who';

COMMENT ON COLUMN election.seed_commitment IS 'SHA-256 of the value that ties are drawn from';

CREATE TABLE office (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	key TEXT NOT NULL,
	name JSONB NOT NULL,
	duties JSONB NOT NULL,
	role TEXT,
	seats INTEGER NOT NULL,
	term_days INTEGER NOT NULL,
	most_terms INTEGER NOT NULL,
	filled_by TEXT NOT NULL,
	place INTEGER NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT office_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT office_role_ck CHECK (role IN ('coordinator', 'treasurer', 'officer', 'auditor', 'facilitator', 'teller', 'mediator')),
	CONSTRAINT office_filled_by_ck CHECK (filled_by IN ('election', 'rotation')),
	CONSTRAINT office_key_ck CHECK (key ~ '^[a-z][a-z0-9_]{1,39}$'),
	CONSTRAINT office_seats_ck CHECK (seats BETWEEN 1 AND 50),
	CONSTRAINT office_term_ck CHECK (term_days BETWEEN 1 AND 3660),
	CONSTRAINT office_most_terms_ck CHECK (most_terms BETWEEN 0 AND 20),
	CONSTRAINT office_key_uq UNIQUE (cooperative_id, key),
	CONSTRAINT office_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE adoption (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	number INTEGER,
	decision_id UUID,
	document JSONB NOT NULL,
	document_sha256 BYTEA NOT NULL,
	by_person_id UUID,
	system TEXT,
	adopted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT adoption_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT adoption_kind_ck CHECK (kind IN ('founding', 'declared_default', 'decision')),
	CONSTRAINT adoption_number_ck CHECK ((kind = 'founding') = (number IS NOT NULL)),
	CONSTRAINT adoption_decision_ck CHECK ((kind = 'decision') = (decision_id IS NOT NULL)),
	CONSTRAINT adoption_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT adoption_decision_uq UNIQUE (cooperative_id, decision_id),
	CONSTRAINT adoption_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE agent (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	person_id UUID,
	name TEXT NOT NULL,
	contact JSONB DEFAULT '{}' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT agent_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT agent_kind_ck CHECK (kind IN ('person', 'organisation')),
	CONSTRAINT agent_person_uq UNIQUE (cooperative_id, person_id),
	CONSTRAINT agent_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE file (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	sha256 BYTEA NOT NULL,
	media_type TEXT NOT NULL,
	bytes BIGINT NOT NULL,
	name TEXT NOT NULL,
	width INTEGER,
	height INTEGER,
	renditions JSONB DEFAULT '[]' NOT NULL,
	public BOOLEAN DEFAULT false NOT NULL,
	uploaded_by UUID,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	idle_since TIMESTAMP WITH TIME ZONE,
	preview TEXT DEFAULT 'none' NOT NULL,
	excerpt TEXT,
	CONSTRAINT file_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT file_preview_ck CHECK (preview IN ('none', 'waiting', 'ready', 'failed')),
	CONSTRAINT file_excerpt_ck CHECK (char_length(excerpt) <= 40000),
	CONSTRAINT file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX file_sha256_ix ON file (sha256);

CREATE INDEX file_renditions_ix ON file USING gin (renditions jsonb_path_ops);

CREATE INDEX file_uploaded_by_ix ON file (cooperative_id, uploaded_by);

CREATE TABLE account (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	unit TEXT NOT NULL,
	kind TEXT NOT NULL,
	holder_id UUID,
	purpose TEXT NOT NULL,
	direction SMALLINT NOT NULL,
	minimum BIGINT,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT account_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT account_name_uq UNIQUE NULLS NOT DISTINCT (cooperative_id, unit, kind, holder_id, purpose),
	CONSTRAINT account_unit_uq UNIQUE (cooperative_id, id, unit),
	CONSTRAINT account_unit_ck CHECK (unit ~ '^[A-Z][A-Z0-9_]{1,15}$'),
	CONSTRAINT account_direction_ck CHECK (direction IN (1, -1)),
	CONSTRAINT account_kind_ck CHECK (kind IN ('cash_stripe', 'cash_bank', 'cash_till', 'cash_transit', 'cash_difference', 'receivable', 'refunds_in_flight', 'seller_held', 'seller_payable', 'seller_negative', 'fee_income', 'vat_due', 'payment_cost', 'refund_cost', 'courier_due', 'disputed', 'royalties_due', 'royalties_ahead', 'contributor_payable', 'deposits_held', 'containers_owed', 'fund', 'shares_due', 'shares_promised', 'share_capital', 'shares_to_repay', 'collective', 'dues_due', 'dues_income', 'groups_granted', 'share_work', 'store_credit', 'voucher', 'stored_set_aside', 'vouchers_granted', 'vouchers_lapsed', 'opening', 'suspense')),
	CONSTRAINT account_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX account_holder_ix ON account (cooperative_id, holder_id);

CREATE TABLE journal (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	subject_kind TEXT NOT NULL,
	subject_id UUID NOT NULL,
	key TEXT NOT NULL,
	by_person_id UUID,
	for_person_id UUID,
	system TEXT,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT journal_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT journal_key_uq UNIQUE (cooperative_id, key),
	CONSTRAINT journal_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX journal_subject_ix ON journal (cooperative_id, subject_kind, subject_id);

CREATE TABLE chain_link (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	sequence BIGINT NOT NULL,
	source TEXT NOT NULL,
	hash BYTEA NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT chain_link_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT chain_link_sequence_uq UNIQUE (cooperative_id, sequence),
	CONSTRAINT chain_link_sequence_ck CHECK (sequence > 0),
	CONSTRAINT chain_link_hash_ck CHECK (octet_length(hash) = 32),
	CONSTRAINT chain_link_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE cart_line (
	id UUID NOT NULL,
	cart_id UUID NOT NULL,
	cooperative_id UUID NOT NULL,
	variant_id UUID NOT NULL,
	quantity BIGINT NOT NULL,
	seen_price_minor BIGINT NOT NULL,
	seen_title TEXT NOT NULL,
	gift_for TEXT DEFAULT '' NOT NULL,
	gift_message TEXT DEFAULT '' NOT NULL,
	added_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cart_line_pk PRIMARY KEY (id),
	CONSTRAINT cart_line_cart_id_fk FOREIGN KEY(cart_id) REFERENCES cart (id) ON DELETE CASCADE,
	CONSTRAINT cart_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id),
	CONSTRAINT cart_line_once_uq UNIQUE (cart_id, cooperative_id, variant_id),
	CONSTRAINT cart_line_quantity_ck CHECK (quantity BETWEEN 1 AND 1000000000000)
);

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

CREATE TABLE old_slug (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	slug TEXT NOT NULL,
	target_id UUID NOT NULL,
	CONSTRAINT old_slug_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT old_slug_kind_ck CHECK (kind IN ('stall', 'product')),
	CONSTRAINT old_slug_uq UNIQUE (cooperative_id, kind, slug),
	CONSTRAINT old_slug_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE category (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	slug TEXT NOT NULL,
	name JSONB NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	law_profile TEXT,
	CONSTRAINT category_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT category_law_profile_ck CHECK (law_profile IN ('food', 'textile', 'toy', 'cosmetic', 'other')),
	CONSTRAINT category_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT category_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE listing (
	cooperative_id UUID NOT NULL,
	product_id UUID NOT NULL,
	cooperative_slug TEXT NOT NULL,
	slug TEXT NOT NULL,
	title JSONB NOT NULL,
	summary JSONB NOT NULL,
	stall_id UUID NOT NULL,
	stall_slug TEXT NOT NULL,
	stall_name JSONB NOT NULL,
	place TEXT NOT NULL,
	category_slug TEXT NOT NULL,
	category_name JSONB NOT NULL,
	tags TEXT[] NOT NULL,
	price_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	price_per BIGINT NOT NULL,
	unit TEXT NOT NULL,
	price_varies BOOLEAN NOT NULL,
	stock_band TEXT NOT NULL,
	variant_ids UUID[] NOT NULL,
	picture JSONB,
	sort_title TEXT NOT NULL,
	published_at TIMESTAMP WITH TIME ZONE NOT NULL,
	season_months INTEGER[] DEFAULT '{}' NOT NULL,
	cycle_until TIMESTAMP WITH TIME ZONE,
	had_in UUID[],
	asks_commons BOOLEAN DEFAULT false NOT NULL,
	words TSVECTOR NOT NULL,
	CONSTRAINT listing_pk PRIMARY KEY (cooperative_id, product_id),
	CONSTRAINT listing_stock_band_ck CHECK (stock_band IN ('plenty', 'few', 'none', 'made_to_order')),
	CONSTRAINT listing_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX listing_newest_ix ON listing (cooperative_id, published_at DESC, product_id DESC);

CREATE INDEX listing_category_ix ON listing (cooperative_id, category_slug, published_at DESC, product_id DESC);

CREATE INDEX listing_tags_ix ON listing USING gin (tags);

CREATE INDEX listing_variants_ix ON listing USING gin (variant_ids);

CREATE INDEX listing_all_newest_ix ON listing (published_at DESC, product_id DESC);

CREATE INDEX listing_title_ix ON listing (cooperative_id, sort_title, product_id);

CREATE INDEX listing_stall_ix ON listing (cooperative_id, stall_slug, published_at DESC, product_id DESC);

CREATE INDEX listing_season_ix ON listing USING gin (season_months);

CREATE INDEX listing_cycle_ix ON listing (cooperative_id, cycle_until) WHERE cycle_until IS NOT NULL;

CREATE INDEX listing_price_ix ON listing (cooperative_id, price_minor, product_id);

CREATE INDEX listing_words_ix ON listing USING gin (words);

CREATE TABLE facet_count (
	cooperative_id UUID NOT NULL,
	facet TEXT NOT NULL,
	value TEXT NOT NULL,
	label JSONB NOT NULL,
	listings BIGINT NOT NULL,
	CONSTRAINT facet_count_pk PRIMARY KEY (cooperative_id, facet, value),
	CONSTRAINT facet_count_facet_ck CHECK (facet IN ('all', 'category', 'stall', 'tag', 'season')),
	CONSTRAINT facet_count_never_negative_ck CHECK (listings >= 0),
	CONSTRAINT facet_count_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE search_word (
	cooperative_id UUID NOT NULL,
	word TEXT NOT NULL,
	listings BIGINT NOT NULL,
	CONSTRAINT search_word_pk PRIMARY KEY (cooperative_id, word),
	CONSTRAINT search_word_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE document_series (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	series TEXT NOT NULL,
	last BIGINT NOT NULL,
	CONSTRAINT document_series_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT document_series_uq UNIQUE (cooperative_id, series),
	CONSTRAINT document_series_last_ck CHECK (last >= 0),
	CONSTRAINT document_series_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE pickup_point (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	address TEXT NOT NULL,
	directions JSONB NOT NULL,
	hours JSONB NOT NULL,
	takes_cash BOOLEAN DEFAULT true NOT NULL,
	state TEXT NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	latitude_microdegrees INTEGER,
	longitude_microdegrees INTEGER,
	has_slots BOOLEAN DEFAULT false NOT NULL,
	slot_minutes INTEGER,
	slot_capacity INTEGER,
	cutoff_minutes INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT pickup_point_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT pickup_point_point_slots_ck CHECK (slot_minutes BETWEEN 5 AND 1440 AND slot_capacity BETWEEN 1 AND 100000 AND cutoff_minutes BETWEEN 0 AND 20160),
	CONSTRAINT pickup_point_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT pickup_point_place_ck CHECK ((latitude_microdegrees IS NULL) = (longitude_microdegrees IS NULL) AND latitude_microdegrees BETWEEN -90000000 AND 90000000 AND longitude_microdegrees BETWEEN -180000000 AND 180000000),
	CONSTRAINT pickup_point_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE delivery_zone (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	postcodes TEXT[] NOT NULL,
	fee_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	tax_bps INTEGER NOT NULL,
	state TEXT NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	hours JSONB DEFAULT '[]' NOT NULL,
	fee_basis TEXT DEFAULT 'flat' NOT NULL,
	fee_steps JSONB DEFAULT '[]' NOT NULL,
	free_from_minor BIGINT,
	has_slots BOOLEAN DEFAULT false NOT NULL,
	slot_minutes INTEGER,
	slot_capacity INTEGER,
	cutoff_minutes INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT delivery_zone_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT delivery_zone_zone_slots_ck CHECK (slot_minutes BETWEEN 5 AND 1440 AND slot_capacity BETWEEN 1 AND 100000 AND cutoff_minutes BETWEEN 0 AND 20160),
	CONSTRAINT delivery_zone_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT delivery_zone_fee_basis_ck CHECK (fee_basis IN ('flat', 'value', 'weight')),
	CONSTRAINT delivery_zone_fee_ck CHECK (fee_minor >= 0),
	CONSTRAINT delivery_zone_free_from_ck CHECK (free_from_minor >= 0),
	CONSTRAINT delivery_zone_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE order_number (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	last BIGINT NOT NULL,
	CONSTRAINT order_number_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT order_number_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE discrepancy (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	facts JSONB NOT NULL,
	amount_minor BIGINT,
	currency TEXT,
	found_at TIMESTAMP WITH TIME ZONE NOT NULL,
	proposed_by UUID,
	booking TEXT DEFAULT 'none' NOT NULL,
	resolved_at TIMESTAMP WITH TIME ZONE,
	resolved_by UUID,
	resolution TEXT DEFAULT '' NOT NULL,
	CONSTRAINT discrepancy_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT discrepancy_booking_ck CHECK (booking IN ('none', 'cost', 'bank', 'unexplained')),
	CONSTRAINT discrepancy_amount_ck CHECK ((amount_minor IS NULL) = (currency IS NULL)),
	CONSTRAINT discrepancy_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX discrepancy_open_uq ON discrepancy (cooperative_id, kind, subject) WHERE resolved_at IS NULL;

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

CREATE TABLE payment_provider (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	secret_key BYTEA,
	webhook_secret BYTEA,
	account TEXT DEFAULT '' NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT payment_provider_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payment_provider_one_uq UNIQUE (cooperative_id),
	CONSTRAINT payment_provider_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
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

CREATE TABLE identifier (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	kind TEXT NOT NULL,
	value TEXT NOT NULL,
	proven_at TIMESTAMP WITH TIME ZONE,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT identifier_pk PRIMARY KEY (id),
	CONSTRAINT identifier_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT identifier_kind_ck CHECK (kind IN ('mail', 'phone', 'card')),
	CONSTRAINT identifier_own_uq UNIQUE (person_id, kind, value)
);

CREATE INDEX identifier_claims_ix ON identifier (kind, value, created_at);

CREATE UNIQUE INDEX identifier_proven_uq ON identifier (kind, value) WHERE proven_at IS NOT NULL;

CREATE TABLE credential (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	kind TEXT NOT NULL,
	secret_hash TEXT,
	needs_second BOOLEAN DEFAULT false NOT NULL,
	passkey_id BYTEA,
	public_key BYTEA,
	sign_count BIGINT,
	label TEXT DEFAULT '' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT credential_pk PRIMARY KEY (id),
	CONSTRAINT credential_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT credential_kind_ck CHECK (kind IN ('password', 'passkey', 'card')),
	CONSTRAINT credential_passkey_ck CHECK ((kind = 'passkey') = (passkey_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL)),
	CONSTRAINT credential_secret_ck CHECK ((kind = 'passkey') = (secret_hash IS NULL)),
	CONSTRAINT credential_passkey_uq UNIQUE (passkey_id)
);

CREATE INDEX credential_person_ix ON credential (person_id);

CREATE UNIQUE INDEX credential_one_uq ON credential (person_id, kind) WHERE kind <> 'passkey';

COMMENT ON COLUMN credential.secret_hash IS 'argon2id of a password; hex SHA-256 of a card''s secret';

CREATE TABLE session (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	for_person_id UUID,
	token_hash BYTEA NOT NULL,
	previous_hash BYTEA,
	previous_until TIMESTAMP WITH TIME ZONE,
	must_rotate BOOLEAN DEFAULT false NOT NULL,
	device TEXT NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	seen_at TIMESTAMP WITH TIME ZONE NOT NULL,
	proven_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT session_pk PRIMARY KEY (id),
	CONSTRAINT session_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT session_for_person_fk FOREIGN KEY(for_person_id) REFERENCES person (id),
	CONSTRAINT session_token_uq UNIQUE (token_hash)
);

CREATE INDEX session_person_ix ON session (person_id) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX session_previous_ix ON session (previous_hash) WHERE previous_hash IS NOT NULL;

CREATE TABLE help_agreement (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	helper_id UUID NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	scopes TEXT[] DEFAULT '{lists,orders,logs}' NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE,
	on_paper BOOLEAN DEFAULT false NOT NULL,
	CONSTRAINT help_agreement_pk PRIMARY KEY (id),
	CONSTRAINT help_agreement_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT help_agreement_helper_fk FOREIGN KEY(helper_id) REFERENCES person (id),
	CONSTRAINT help_agreement_two_people_ck CHECK (person_id <> helper_id),
	CONSTRAINT help_agreement_scopes_ck CHECK (cardinality(scopes) >= 1 AND scopes <@ ARRAY['lists', 'orders', 'logs']::text[]),
	CONSTRAINT help_agreement_ends_ck CHECK (ends_at IS NULL OR ends_at > given_at)
);

CREATE INDEX help_agreement_helper_ix ON help_agreement (helper_id);

CREATE UNIQUE INDEX help_agreement_open_uq ON help_agreement (person_id, helper_id) WHERE ended_at IS NULL;

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

CREATE INDEX helped_deed_subject_ix ON helped_deed (cooperative_id, subject_id);

CREATE INDEX helped_deed_person_ix ON helped_deed (cooperative_id, person_id, id);

CREATE INDEX helped_deed_helper_ix ON helped_deed (cooperative_id, helper_id, id);

CREATE TABLE demo_person (
	person_id UUID NOT NULL,
	name TEXT NOT NULL,
	title JSONB NOT NULL,
	cooperative_slug TEXT,
	place INTEGER NOT NULL,
	CONSTRAINT demo_person_pk PRIMARY KEY (person_id),
	CONSTRAINT demo_person_fk FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE TABLE membership_class (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	key TEXT NOT NULL,
	name JSONB NOT NULL,
	place INTEGER NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT membership_class_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT membership_class_key_uq UNIQUE (cooperative_id, key),
	CONSTRAINT membership_class_key_ck CHECK (key ~ '^[a-z][a-z_]{1,39}$'),
	CONSTRAINT membership_class_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE legal_hold (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	table_name TEXT NOT NULL,
	row_id UUID NOT NULL,
	until TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT legal_hold_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT legal_hold_row_uq UNIQUE (cooperative_id, table_name, row_id),
	CONSTRAINT legal_hold_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE personal_export (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ready_at TIMESTAMP WITH TIME ZONE,
	gone_at TIMESTAMP WITH TIME ZONE NOT NULL,
	content BYTEA,
	CONSTRAINT personal_export_pk PRIMARY KEY (id),
	CONSTRAINT personal_export_person_fk FOREIGN KEY(person_id) REFERENCES person (id)
);

CREATE INDEX personal_export_person_ix ON personal_export (person_id);

CREATE TABLE founding_wish (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	state TEXT NOT NULL,
	name TEXT NOT NULL,
	slug TEXT NOT NULL,
	template TEXT NOT NULL,
	currency TEXT NOT NULL,
	country TEXT NOT NULL,
	language TEXT NOT NULL,
	officers TEXT[] NOT NULL,
	problem TEXT DEFAULT '' NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT founding_wish_pk PRIMARY KEY (id),
	CONSTRAINT founding_wish_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT founding_wish_state_ck CHECK (state IN ('asked', 'founded', 'refused'))
);

CREATE INDEX founding_wish_person_ix ON founding_wish (person_id, asked_at);

CREATE TABLE webhook_subject (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	subject TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	CONSTRAINT webhook_subject_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT webhook_subject_cooperative_id_subject_uq UNIQUE (cooperative_id, subject),
	CONSTRAINT webhook_subject_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE webhook_taken (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT webhook_taken_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT webhook_taken_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX webhook_taken_age_ix ON webhook_taken (cooperative_id, at);

CREATE TABLE webhook_message (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	subject TEXT NOT NULL,
	sequence BIGINT NOT NULL,
	occurred_at TIMESTAMP WITH TIME ZONE NOT NULL,
	data JSONB NOT NULL,
	CONSTRAINT webhook_message_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT webhook_message_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX webhook_message_age_ix ON webhook_message (cooperative_id, occurred_at);

CREATE TABLE certificate_key (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	public_key BYTEA NOT NULL,
	sealed BYTEA NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	retired_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT certificate_key_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT certificate_key_ed25519_ck CHECK (octet_length(public_key) = 32),
	CONSTRAINT certificate_key_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX certificate_key_open_uq ON certificate_key (cooperative_id) WHERE retired_at IS NULL;

CREATE TABLE release_card (
	cooperative_id UUID NOT NULL,
	release_id UUID NOT NULL,
	asset_id UUID NOT NULL,
	born BIGINT NOT NULL,
	cooperative_slug TEXT NOT NULL,
	slug TEXT NOT NULL,
	kind TEXT NOT NULL,
	title JSONB NOT NULL,
	version TEXT NOT NULL,
	licence TEXT NOT NULL,
	state TEXT NOT NULL,
	holders TEXT[] NOT NULL,
	holder_ids UUID[] NOT NULL,
	document JSONB NOT NULL,
	warning JSONB,
	published_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT release_card_pk PRIMARY KEY (cooperative_id, release_id),
	CONSTRAINT release_card_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX release_card_release_uq ON release_card (release_id);

CREATE INDEX release_card_asset_ix ON release_card (cooperative_id, asset_id, born DESC);

CREATE TABLE published_file (
	cooperative_id UUID NOT NULL,
	sha256 BYTEA NOT NULL,
	asset_id UUID NOT NULL,
	release_id UUID NOT NULL,
	path TEXT NOT NULL,
	CONSTRAINT published_file_pk PRIMARY KEY (cooperative_id, release_id, sha256),
	CONSTRAINT published_file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX published_file_sha256_ix ON published_file (sha256);

CREATE TABLE design_listing (
	cooperative_id UUID NOT NULL,
	asset_id UUID NOT NULL,
	release_id UUID NOT NULL,
	cooperative_slug TEXT NOT NULL,
	slug TEXT NOT NULL,
	kind TEXT NOT NULL,
	title JSONB NOT NULL,
	summary JSONB NOT NULL,
	craft TEXT NOT NULL,
	materials TEXT[] NOT NULL,
	techniques TEXT[] NOT NULL,
	tags TEXT[] NOT NULL,
	languages TEXT[] NOT NULL,
	licence TEXT NOT NULL,
	readiness TEXT NOT NULL,
	version TEXT NOT NULL,
	state TEXT NOT NULL,
	holders TEXT[] NOT NULL,
	is_complete BOOLEAN NOT NULL,
	releases INTEGER NOT NULL,
	made INTEGER NOT NULL,
	picture JSONB,
	sort_title TEXT NOT NULL,
	first_published_at TIMESTAMP WITH TIME ZONE NOT NULL,
	published_at TIMESTAMP WITH TIME ZONE NOT NULL,
	words TSVECTOR NOT NULL,
	CONSTRAINT design_listing_pk PRIMARY KEY (cooperative_id, asset_id),
	CONSTRAINT design_listing_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX design_listing_words_ix ON design_listing USING gin (words);

CREATE INDEX design_listing_newest_ix ON design_listing (cooperative_id, published_at DESC, asset_id DESC);

CREATE INDEX design_listing_craft_ix ON design_listing (cooperative_id, craft, published_at DESC, asset_id DESC);

CREATE INDEX design_listing_materials_ix ON design_listing USING gin (materials);

CREATE INDEX design_listing_techniques_ix ON design_listing USING gin (techniques);

CREATE INDEX design_listing_all_newest_ix ON design_listing (published_at DESC, asset_id DESC);

CREATE INDEX design_listing_title_ix ON design_listing (cooperative_id, sort_title, asset_id);

CREATE INDEX design_listing_licence_ix ON design_listing (cooperative_id, licence, published_at DESC, asset_id DESC);

CREATE TABLE design_facet_count (
	cooperative_id UUID NOT NULL,
	facet TEXT NOT NULL,
	value TEXT NOT NULL,
	listings BIGINT NOT NULL,
	CONSTRAINT design_facet_count_pk PRIMARY KEY (cooperative_id, facet, value),
	CONSTRAINT design_facet_count_facet_ck CHECK (facet IN ('all', 'kind', 'craft', 'material', 'technique', 'licence', 'readiness', 'language')),
	CONSTRAINT design_facet_count_never_negative_ck CHECK (listings >= 0),
	CONSTRAINT design_facet_count_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE design_word (
	cooperative_id UUID NOT NULL,
	word TEXT NOT NULL,
	listings BIGINT NOT NULL,
	CONSTRAINT design_word_pk PRIMARY KEY (cooperative_id, word),
	CONSTRAINT design_word_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE assembly (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	number INTEGER NOT NULL,
	title JSONB NOT NULL,
	about JSONB NOT NULL,
	place TEXT NOT NULL,
	offers TEXT[] NOT NULL,
	state TEXT NOT NULL,
	called_at TIMESTAMP WITH TIME ZONE NOT NULL,
	begins_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE,
	closed_at TIMESTAMP WITH TIME ZONE,
	quorum_bps INTEGER NOT NULL,
	most_mandates INTEGER NOT NULL,
	mandates_count BOOLEAN NOT NULL,
	voters INTEGER,
	called_by UUID NOT NULL,
	chair_id UUID,
	writer_id UUID,
	cancelled_because TEXT DEFAULT '' NOT NULL,
	CONSTRAINT assembly_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT assembly_cooperative_id_called_by_fk FOREIGN KEY(cooperative_id, called_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT assembly_cooperative_id_chair_id_fk FOREIGN KEY(cooperative_id, chair_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT assembly_cooperative_id_writer_id_fk FOREIGN KEY(cooperative_id, writer_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT assembly_state_ck CHECK (state IN ('called', 'open', 'closed', 'cancelled')),
	CONSTRAINT assembly_offers_ck CHECK (offers <@ ARRAY['childcare', 'transport', 'interpreter']),
	CONSTRAINT assembly_times_ck CHECK (called_at <= begins_at AND begins_at < ends_at),
	CONSTRAINT assembly_opened_ck CHECK ((state IN ('open', 'closed')) = (opened_at IS NOT NULL AND voters IS NOT NULL)),
	CONSTRAINT assembly_closed_ck CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
	CONSTRAINT assembly_place_ck CHECK (char_length(place) BETWEEN 1 AND 300),
	CONSTRAINT assembly_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT assembly_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX assembly_begins_ix ON assembly (cooperative_id, begins_at);

COMMENT ON COLUMN assembly.offers IS 'of childcare, transport, interpreter';

COMMENT ON COLUMN assembly.voters IS 'members with a vote when it opened';

CREATE TABLE election_cancelled (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	reason TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_agent_id UUID,
	CONSTRAINT election_cancelled_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT election_cancelled_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT election_cancelled_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT election_cancelled_once_uq UNIQUE (cooperative_id, election_id),
	CONSTRAINT election_cancelled_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE ballot_checkpoint (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	number INTEGER NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	root BYTEA NOT NULL,
	leaves INTEGER NOT NULL,
	final BOOLEAN NOT NULL,
	CONSTRAINT ballot_checkpoint_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT ballot_checkpoint_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT ballot_checkpoint_number_uq UNIQUE (cooperative_id, election_id, number),
	CONSTRAINT ballot_checkpoint_root_ck CHECK (octet_length(root) = 32),
	CONSTRAINT ballot_checkpoint_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE election_closed (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	root BYTEA NOT NULL,
	leaves INTEGER NOT NULL,
	seed BYTEA NOT NULL,
	broken INTEGER[] NOT NULL,
	CONSTRAINT election_closed_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT election_closed_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT election_closed_once_uq UNIQUE (cooperative_id, election_id),
	CONSTRAINT election_closed_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

COMMENT ON COLUMN election_closed.broken IS 'numbers of checkpoints that no longer held';

CREATE TABLE election_result (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	result JSONB NOT NULL,
	board TEXT NOT NULL,
	board_sha256 BYTEA NOT NULL,
	CONSTRAINT election_result_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT election_result_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT election_result_once_uq UNIQUE (cooperative_id, election_id),
	CONSTRAINT election_result_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE paper_batch (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	class_key TEXT NOT NULL,
	weight INTEGER NOT NULL,
	counts JSONB NOT NULL,
	ballots INTEGER NOT NULL,
	entered_by UUID NOT NULL,
	entered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	confirmed_by UUID,
	confirmed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT paper_batch_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT paper_batch_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT paper_batch_cooperative_id_entered_by_fk FOREIGN KEY(cooperative_id, entered_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT paper_batch_cooperative_id_confirmed_by_fk FOREIGN KEY(cooperative_id, confirmed_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT paper_batch_ballots_ck CHECK (ballots > 0),
	CONSTRAINT paper_batch_weight_ck CHECK (weight > 0),
	CONSTRAINT paper_batch_two_people_ck CHECK (confirmed_by <> entered_by),
	CONSTRAINT paper_batch_confirmed_ck CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
	CONSTRAINT paper_batch_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX paper_batch_election_ix ON paper_batch (cooperative_id, election_id);

COMMENT ON COLUMN paper_batch.counts IS '[{choice, times}]';

CREATE TABLE delegation (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	topic TEXT NOT NULL,
	from_agent_id UUID NOT NULL,
	to_agent_id UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT delegation_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT delegation_cooperative_id_from_agent_id_fk FOREIGN KEY(cooperative_id, from_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT delegation_cooperative_id_to_agent_id_fk FOREIGN KEY(cooperative_id, to_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT delegation_topic_ck CHECK (topic IN ('rule_change', 'statutes_amendment', 'election', 'budget', 'surplus', 'advisory', 'free')),
	CONSTRAINT delegation_another_ck CHECK (from_agent_id <> to_agent_id),
	CONSTRAINT delegation_times_ck CHECK (ended_at >= made_at),
	CONSTRAINT delegation_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX delegation_open_uq ON delegation (cooperative_id, from_agent_id, topic) WHERE ended_at IS NULL;

CREATE INDEX delegation_to_ix ON delegation (cooperative_id, to_agent_id);

CREATE INDEX delegation_topic_ix ON delegation (cooperative_id, topic, made_at);

CREATE TABLE lent_vote (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	class_key TEXT NOT NULL,
	weight INTEGER NOT NULL,
	path UUID[] NOT NULL,
	choice JSONB NOT NULL,
	leaf BYTEA NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT lent_vote_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT lent_vote_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT lent_vote_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT lent_vote_weight_ck CHECK (weight > 0),
	CONSTRAINT lent_vote_path_ck CHECK (cardinality(path) BETWEEN 1 AND 10),
	CONSTRAINT lent_vote_once_uq UNIQUE (cooperative_id, election_id, agent_id, class_key),
	CONSTRAINT lent_vote_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX lent_vote_agent_ix ON lent_vote (cooperative_id, agent_id, at);

COMMENT ON COLUMN lent_vote.path IS 'through whose hands; the last one cast the ballot';

CREATE TABLE working_group (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	about JSONB NOT NULL,
	founded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	founded_by UUID NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT working_group_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT working_group_cooperative_id_founded_by_fk FOREIGN KEY(cooperative_id, founded_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT working_group_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE office_incompatible (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	office_id UUID NOT NULL,
	other_id UUID NOT NULL,
	CONSTRAINT office_incompatible_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT office_incompatible_cooperative_id_office_id_fk FOREIGN KEY(cooperative_id, office_id) REFERENCES office (cooperative_id, id),
	CONSTRAINT office_incompatible_cooperative_id_other_id_fk FOREIGN KEY(cooperative_id, other_id) REFERENCES office (cooperative_id, id),
	CONSTRAINT office_incompatible_ordered_ck CHECK (office_id < other_id),
	CONSTRAINT office_incompatible_once_uq UNIQUE (cooperative_id, office_id, other_id),
	CONSTRAINT office_incompatible_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE office_willing (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	office_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	statement TEXT DEFAULT '' NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT office_willing_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT office_willing_cooperative_id_office_id_fk FOREIGN KEY(cooperative_id, office_id) REFERENCES office (cooperative_id, id),
	CONSTRAINT office_willing_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT office_willing_statement_ck CHECK (char_length(statement) <= 2000),
	CONSTRAINT office_willing_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX office_willing_open_uq ON office_willing (cooperative_id, office_id, agent_id) WHERE ended_at IS NULL;

CREATE TABLE rule_version (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	key TEXT NOT NULL,
	value JSONB NOT NULL,
	effective_at TIMESTAMP WITH TIME ZONE NOT NULL,
	adoption_id UUID NOT NULL,
	CONSTRAINT rule_version_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT rule_version_cooperative_id_adoption_id_fk FOREIGN KEY(cooperative_id, adoption_id) REFERENCES adoption (cooperative_id, id),
	CONSTRAINT rule_version_adoption_uq UNIQUE (cooperative_id, key, adoption_id),
	CONSTRAINT rule_version_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX rule_version_key_ix ON rule_version (cooperative_id, key, effective_at);

CREATE TABLE proposal (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	number BIGINT NOT NULL,
	kind TEXT NOT NULL,
	state TEXT NOT NULL,
	author_id UUID NOT NULL,
	title JSONB NOT NULL,
	text JSONB NOT NULL,
	changes JSONB DEFAULT '{}' NOT NULL,
	base JSONB DEFAULT '{}' NOT NULL,
	method TEXT NOT NULL,
	options JSONB DEFAULT '[]' NOT NULL,
	seats INTEGER DEFAULT '1' NOT NULL,
	budget_minor BIGINT,
	secret BOOLEAN NOT NULL,
	stated_at TIMESTAMP WITH TIME ZONE,
	review_on DATE,
	measure JSONB NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	submitted_at TIMESTAMP WITH TIME ZONE,
	discussion_until TIMESTAMP WITH TIME ZONE,
	frozen_at TIMESTAMP WITH TIME ZONE,
	text_sha256 BYTEA,
	terms JSONB,
	election_id UUID,
	opens_at TIMESTAMP WITH TIME ZONE,
	closes_at TIMESTAMP WITH TIME ZONE,
	effective_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_because TEXT DEFAULT '' NOT NULL,
	review_told_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT proposal_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT proposal_cooperative_id_author_id_fk FOREIGN KEY(cooperative_id, author_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT proposal_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT proposal_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT proposal_kind_ck CHECK (kind IN ('rule_change', 'statutes_amendment', 'admission', 'exclusion', 'election', 'recall', 'budget', 'surplus', 'advisory', 'free')),
	CONSTRAINT proposal_state_ck CHECK (state IN ('draft', 'sponsoring', 'discussion', 'frozen', 'noticed', 'voting', 'failed', 'deferred', 'in_force', 'lapsed', 'withdrawn', 'annulled')),
	CONSTRAINT proposal_seats_ck CHECK (seats BETWEEN 1 AND 100),
	CONSTRAINT proposal_frozen_ck CHECK ((frozen_at IS NULL) = (text_sha256 IS NULL)),
	CONSTRAINT proposal_announced_ck CHECK ((election_id IS NULL) = (opens_at IS NULL)),
	CONSTRAINT proposal_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX proposal_state_ix ON proposal (cooperative_id, state, number);

CREATE INDEX proposal_author_ix ON proposal (cooperative_id, author_id);

CREATE INDEX proposal_election_ix ON proposal (cooperative_id, election_id);

CREATE TABLE act_link (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	election_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	act TEXT NOT NULL,
	token_hash BYTEA NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT act_link_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT act_link_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT act_link_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT act_link_act_ck CHECK (act IN ('vote')),
	CONSTRAINT act_link_token_uq UNIQUE (cooperative_id, token_hash),
	CONSTRAINT act_link_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX act_link_agent_ix ON act_link (cooperative_id, election_id, agent_id);

CREATE TABLE upload (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	name TEXT NOT NULL,
	bytes BIGINT NOT NULL,
	received BIGINT DEFAULT '0' NOT NULL,
	parts INTEGER DEFAULT '0' NOT NULL,
	sha256 BYTEA,
	kept_as UUID,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT upload_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT upload_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT upload_received_ck CHECK (bytes > 0 AND received BETWEEN 0 AND bytes),
	CONSTRAINT upload_parts_ck CHECK (parts >= 0),
	CONSTRAINT upload_sha256_ck CHECK (sha256 IS NULL OR octet_length(sha256) = 32),
	CONSTRAINT upload_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX upload_expires_ix ON upload (cooperative_id, expires_at);

CREATE INDEX upload_agent_ix ON upload (cooperative_id, agent_id);

CREATE TABLE transfer (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	journal_id UUID NOT NULL,
	place SMALLINT NOT NULL,
	debit_id UUID NOT NULL,
	credit_id UUID NOT NULL,
	unit TEXT NOT NULL,
	amount BIGINT NOT NULL,
	state TEXT NOT NULL,
	names UUID,
	reverses UUID,
	seller_order_id UUID,
	order_line_id UUID,
	purpose TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT transfer_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT transfer_cooperative_id_journal_id_fk FOREIGN KEY(cooperative_id, journal_id) REFERENCES journal (cooperative_id, id),
	CONSTRAINT transfer_debit_fk FOREIGN KEY(cooperative_id, debit_id, unit) REFERENCES account (cooperative_id, id, unit),
	CONSTRAINT transfer_credit_fk FOREIGN KEY(cooperative_id, credit_id, unit) REFERENCES account (cooperative_id, id, unit),
	CONSTRAINT transfer_names_fk FOREIGN KEY(cooperative_id, names) REFERENCES transfer (cooperative_id, id),
	CONSTRAINT transfer_reverses_fk FOREIGN KEY(cooperative_id, reverses) REFERENCES transfer (cooperative_id, id),
	CONSTRAINT transfer_amount_ck CHECK (amount BETWEEN 1 AND 10000000000000),
	CONSTRAINT transfer_two_accounts_ck CHECK (debit_id <> credit_id),
	CONSTRAINT transfer_names_ck CHECK ((state IN ('post', 'void')) = (names IS NOT NULL)),
	CONSTRAINT transfer_reverses_ck CHECK (reverses IS NULL OR state = 'posted'),
	CONSTRAINT transfer_state_ck CHECK (state IN ('posted', 'pending', 'post', 'void')),
	CONSTRAINT transfer_place_uq UNIQUE (cooperative_id, journal_id, place),
	CONSTRAINT transfer_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX transfer_debit_ix ON transfer (cooperative_id, debit_id, id);

CREATE UNIQUE INDEX transfer_names_uq ON transfer (cooperative_id, names) WHERE names IS NOT NULL;

CREATE INDEX transfer_credit_ix ON transfer (cooperative_id, credit_id, id);

CREATE UNIQUE INDEX transfer_reverses_uq ON transfer (cooperative_id, reverses) WHERE reverses IS NOT NULL;

CREATE INDEX transfer_seller_order_ix ON transfer (cooperative_id, seller_order_id) WHERE seller_order_id IS NOT NULL;

CREATE TABLE balance (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	unit TEXT NOT NULL,
	direction SMALLINT NOT NULL,
	posted BIGINT NOT NULL,
	pending BIGINT NOT NULL,
	minimum BIGINT NOT NULL,
	CONSTRAINT balance_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT balance_account_fk FOREIGN KEY(cooperative_id, id, unit) REFERENCES account (cooperative_id, id, unit),
	CONSTRAINT balance_minimum_ck CHECK (posted - pending >= minimum),
	CONSTRAINT balance_pending_ck CHECK (pending >= 0),
	CONSTRAINT balance_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE checkpoint (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	account_id UUID NOT NULL,
	below_id UUID NOT NULL,
	debits NUMERIC(30, 0) NOT NULL,
	credits NUMERIC(30, 0) NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT checkpoint_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT checkpoint_cooperative_id_account_id_fk FOREIGN KEY(cooperative_id, account_id) REFERENCES account (cooperative_id, id),
	CONSTRAINT checkpoint_below_uq UNIQUE (cooperative_id, account_id, below_id),
	CONSTRAINT checkpoint_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
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

CREATE TABLE stall (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	slug TEXT NOT NULL,
	name JSONB NOT NULL,
	story JSONB NOT NULL,
	place TEXT DEFAULT '' NOT NULL,
	contact JSONB DEFAULT '{}' NOT NULL,
	agent_id UUID NOT NULL,
	picture_file_id UUID,
	banner_file_id UUID,
	state TEXT NOT NULL,
	is_till BOOLEAN DEFAULT false NOT NULL,
	trader_kind TEXT DEFAULT '' NOT NULL,
	trader JSONB DEFAULT '{}' NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT stall_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT stall_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT stall_cooperative_id_picture_file_id_fk FOREIGN KEY(cooperative_id, picture_file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT stall_cooperative_id_banner_file_id_fk FOREIGN KEY(cooperative_id, banner_file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT stall_state_ck CHECK (state IN ('open', 'suspended', 'closed')),
	CONSTRAINT stall_trader_kind_ck CHECK (trader_kind IN ('', 'trader', 'private')),
	CONSTRAINT stall_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT stall_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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
	bought_for TEXT DEFAULT '' NOT NULL,
	message TEXT DEFAULT '' NOT NULL,
	issued_by UUID,
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT voucher_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT voucher_cooperative_id_issued_by_fk FOREIGN KEY(cooperative_id, issued_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT voucher_cause_ck CHECK (cause IN ('paid', 'granted', 'bought')),
	CONSTRAINT voucher_state_ck CHECK (state IN ('waiting', 'open', 'lapsed', 'void', 'stopped')),
	CONSTRAINT voucher_issuer_ck CHECK ((cause = 'bought') = (issued_by IS NULL)),
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

CREATE TABLE collecting_account (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	holder TEXT NOT NULL,
	number TEXT NOT NULL,
	set_by UUID NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT collecting_account_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT collecting_account_cooperative_id_set_by_fk FOREIGN KEY(cooperative_id, set_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT collecting_account_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE INDEX container_return_container_ix ON container_return (cooperative_id, container_id);

CREATE INDEX container_return_agent_ix ON container_return (cooperative_id, brought_by);

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

CREATE TABLE proof (
	id UUID NOT NULL,
	person_id UUID,
	identifier_id UUID,
	cooperative_id UUID,
	purpose TEXT NOT NULL,
	secret_hash BYTEA,
	code_hash BYTEA,
	attempts INTEGER DEFAULT '0' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	used_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT proof_pk PRIMARY KEY (id),
	CONSTRAINT proof_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT proof_identifier_fk FOREIGN KEY(identifier_id) REFERENCES identifier (id) ON DELETE CASCADE,
	CONSTRAINT proof_cooperative_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id),
	CONSTRAINT proof_purpose_ck CHECK (purpose IN ('address', 'step_up', 'sign_in_link', 'passkey_new', 'passkey_sign_in', 'passkey_step_up', 'second_factor', 'office', 'founding'))
);

CREATE INDEX proof_expires_ix ON proof (expires_at);

CREATE INDEX proof_identifier_ix ON proof (identifier_id);

CREATE UNIQUE INDEX proof_secret_uq ON proof (secret_hash) WHERE secret_hash IS NOT NULL;

COMMENT ON COLUMN proof.secret_hash IS 'SHA-256 of a link''s token or of a passkey''s challenge; empty until the letter is written';

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

CREATE TABLE class_terms (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	class_id UUID NOT NULL,
	effective_at TIMESTAMP WITH TIME ZONE NOT NULL,
	written_at TIMESTAMP WITH TIME ZONE NOT NULL,
	rights TEXT[] NOT NULL,
	rights_from TEXT NOT NULL,
	vote_weight INTEGER NOT NULL,
	is_open BOOLEAN NOT NULL,
	share_minor BIGINT NOT NULL,
	dues_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	shares_required INTEGER NOT NULL,
	instalments INTEGER NOT NULL,
	share_ways TEXT[] NOT NULL,
	dues_months INTEGER NOT NULL,
	patronage_basis TEXT NOT NULL,
	return_cap_bps INTEGER NOT NULL,
	decision_id UUID,
	by_person_id UUID,
	system TEXT,
	CONSTRAINT class_terms_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT class_terms_cooperative_id_class_id_fk FOREIGN KEY(cooperative_id, class_id) REFERENCES membership_class (cooperative_id, id),
	CONSTRAINT class_terms_rights_ck CHECK (rights <@ ARRAY['vote', 'propose', 'stand', 'attend']),
	CONSTRAINT class_terms_share_ways_ck CHECK (share_ways <@ ARRAY['money', 'sales', 'work']),
	CONSTRAINT class_terms_rights_from_ck CHECK (rights_from IN ('admission', 'first_instalment', 'paid')),
	CONSTRAINT class_terms_patronage_basis_ck CHECK (patronage_basis IN ('sales', 'purchases', 'hours', 'none')),
	CONSTRAINT class_terms_vote_weight_ck CHECK (vote_weight BETWEEN 1 AND 1000),
	CONSTRAINT class_terms_share_ck CHECK (share_minor BETWEEN 0 AND 10000000000),
	CONSTRAINT class_terms_dues_ck CHECK (dues_minor BETWEEN 0 AND 10000000000),
	CONSTRAINT class_terms_shares_required_ck CHECK (shares_required BETWEEN 0 AND 10000),
	CONSTRAINT class_terms_share_price_ck CHECK ((shares_required = 0) OR (share_minor > 0)),
	CONSTRAINT class_terms_instalments_ck CHECK (instalments BETWEEN 1 AND 120),
	CONSTRAINT class_terms_dues_months_ck CHECK (dues_months BETWEEN 0 AND 60),
	CONSTRAINT class_terms_dues_period_ck CHECK ((dues_minor > 0) = (dues_months > 0)),
	CONSTRAINT class_terms_return_cap_ck CHECK (return_cap_bps BETWEEN 0 AND 10000),
	CONSTRAINT class_terms_open_ck CHECK (NOT (is_open AND 'vote' = ANY (rights)) OR (rights_from <> 'admission' AND shares_required > 0)),
	CONSTRAINT class_terms_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX class_terms_class_ix ON class_terms (cooperative_id, class_id, effective_at);

CREATE TABLE membership (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	class_id UUID NOT NULL,
	joined_at TIMESTAMP WITH TIME ZONE NOT NULL,
	left_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT membership_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT membership_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT membership_class_fk FOREIGN KEY(cooperative_id, class_id) REFERENCES membership_class (cooperative_id, id),
	CONSTRAINT membership_times_ck CHECK (left_at IS NULL OR left_at >= joined_at),
	CONSTRAINT membership_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX membership_class_ix ON membership (cooperative_id, class_id);

CREATE UNIQUE INDEX membership_open_uq ON membership (cooperative_id, agent_id, class_id) WHERE left_at IS NULL;

CREATE TABLE role_grant (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	role TEXT NOT NULL,
	granted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	until TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	granted_by UUID,
	ended_by UUID,
	CONSTRAINT role_grant_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT role_grant_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT role_grant_cooperative_id_granted_by_fk FOREIGN KEY(cooperative_id, granted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT role_grant_cooperative_id_ended_by_fk FOREIGN KEY(cooperative_id, ended_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT role_grant_role_ck CHECK (role IN ('coordinator', 'treasurer', 'officer', 'auditor', 'facilitator', 'teller', 'mediator')),
	CONSTRAINT role_grant_times_ck CHECK (until IS NULL OR until > granted_at),
	CONSTRAINT role_grant_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX role_grant_open_uq ON role_grant (cooperative_id, agent_id, role) WHERE ended_at IS NULL;

CREATE TABLE representative (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	organisation_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT representative_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT representative_cooperative_id_organisation_id_fk FOREIGN KEY(cooperative_id, organisation_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT representative_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT representative_two_agents_ck CHECK (organisation_id <> agent_id),
	CONSTRAINT representative_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX representative_open_uq ON representative (cooperative_id, organisation_id) WHERE ended_at IS NULL;

CREATE INDEX representative_agent_ix ON representative (cooperative_id, agent_id);

CREATE TABLE same_person (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	same_as_id UUID NOT NULL,
	marked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	marked_by UUID,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT same_person_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT same_person_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT same_person_cooperative_id_same_as_id_fk FOREIGN KEY(cooperative_id, same_as_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT same_person_cooperative_id_marked_by_fk FOREIGN KEY(cooperative_id, marked_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT same_person_two_agents_ck CHECK (agent_id <> same_as_id),
	CONSTRAINT same_person_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX same_person_open_uq ON same_person (cooperative_id, agent_id) WHERE ended_at IS NULL;

CREATE INDEX same_person_as_ix ON same_person (cooperative_id, same_as_id);

CREATE TABLE member_card (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	number INTEGER NOT NULL,
	code TEXT NOT NULL,
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT member_card_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT member_card_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT member_card_agent_uq UNIQUE (cooperative_id, agent_id),
	CONSTRAINT member_card_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT member_card_code_uq UNIQUE (cooperative_id, code),
	CONSTRAINT member_card_number_ck CHECK (number > 0),
	CONSTRAINT member_card_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE set_off_agreement (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	most_bps INTEGER NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT set_off_agreement_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT set_off_agreement_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT set_off_agreement_most_ck CHECK (most_bps BETWEEN 1 AND 10000),
	CONSTRAINT set_off_agreement_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX set_off_agreement_open_uq ON set_off_agreement (cooperative_id, agent_id) WHERE ended_at IS NULL;

CREATE TABLE claim (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	subject_kind TEXT NOT NULL,
	subject_id UUID NOT NULL,
	about_agent_id UUID NOT NULL,
	claimed_by_agent_id UUID NOT NULL,
	statement TEXT NOT NULL,
	evidence JSONB NOT NULL,
	needs INTEGER NOT NULL,
	claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE,
	state TEXT NOT NULL,
	counted INTEGER NOT NULL,
	flags TEXT[] NOT NULL,
	recognised_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_by_agent_id UUID,
	ended_because TEXT DEFAULT '' NOT NULL,
	warned_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT claim_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT claim_cooperative_id_about_agent_id_fk FOREIGN KEY(cooperative_id, about_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT claim_cooperative_id_claimed_by_agent_id_fk FOREIGN KEY(cooperative_id, claimed_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT claim_cooperative_id_ended_by_agent_id_fk FOREIGN KEY(cooperative_id, ended_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT claim_state_ck CHECK (state IN ('open', 'recognised', 'disputed', 'refused', 'revoked', 'expired', 'withdrawn')),
	CONSTRAINT claim_subject_kind_ck CHECK (subject_kind ~ '^[a-z][a-z_]{1,29}$'),
	CONSTRAINT claim_needs_ck CHECK (needs BETWEEN 0 AND 20),
	CONSTRAINT claim_counted_ck CHECK (counted >= 0),
	CONSTRAINT claim_recognised_ck CHECK (state <> 'recognised' OR counted >= needs),
	CONSTRAINT claim_expires_ck CHECK (expires_at IS NULL OR expires_at > claimed_at),
	CONSTRAINT claim_statement_ck CHECK (char_length(statement) <= 4000),
	CONSTRAINT claim_ended_because_ck CHECK (char_length(ended_because) <= 2000),
	CONSTRAINT claim_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX claim_subject_ix ON claim (cooperative_id, subject_kind, subject_id);

CREATE INDEX claim_expires_ix ON claim (cooperative_id, expires_at) WHERE expires_at IS NOT NULL AND state IN ('open', 'recognised', 'disputed');

CREATE INDEX claim_about_ix ON claim (cooperative_id, about_agent_id, claimed_at);

CREATE INDEX claim_state_ix ON claim (cooperative_id, state, claimed_at);

CREATE TABLE household_tie (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	other_id UUID NOT NULL,
	said_by_agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT household_tie_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT household_tie_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT household_tie_cooperative_id_other_id_fk FOREIGN KEY(cooperative_id, other_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT household_tie_cooperative_id_said_by_agent_id_fk FOREIGN KEY(cooperative_id, said_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT household_tie_ordered_ck CHECK (agent_id < other_id),
	CONSTRAINT household_tie_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX household_tie_other_ix ON household_tie (cooperative_id, other_id);

CREATE UNIQUE INDEX household_tie_open_uq ON household_tie (cooperative_id, agent_id, other_id) WHERE ended_at IS NULL;

CREATE TABLE attestor_revocation (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	reason TEXT NOT NULL,
	words_since TIMESTAMP WITH TIME ZONE,
	revoked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	revoked_by_agent_id UUID NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT attestor_revocation_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT attestor_revocation_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT attestor_revocation_cooperative_id_revoked_by_agent_id_fk FOREIGN KEY(cooperative_id, revoked_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT attestor_revocation_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 2000),
	CONSTRAINT attestor_revocation_own_case_ck CHECK (revoked_by_agent_id <> agent_id),
	CONSTRAINT attestor_revocation_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX attestor_revocation_open_uq ON attestor_revocation (cooperative_id, agent_id) WHERE ended_at IS NULL;

CREATE TABLE git_author (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	mail TEXT NOT NULL,
	is_proven BOOLEAN NOT NULL,
	agreed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT git_author_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT git_author_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT git_author_mail_ck CHECK (mail = lower(mail) AND char_length(mail) BETWEEN 3 AND 254),
	CONSTRAINT git_author_mail_uq UNIQUE (cooperative_id, mail),
	CONSTRAINT git_author_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX git_author_agent_ix ON git_author (cooperative_id, agent_id);

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

CREATE TABLE tool (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	slug TEXT NOT NULL,
	kind TEXT NOT NULL,
	name JSONB NOT NULL,
	about JSONB NOT NULL,
	place TEXT NOT NULL,
	picture_file_id UUID,
	step_minutes INTEGER NOT NULL,
	longest_minutes INTEGER NOT NULL,
	deposit_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	skill TEXT DEFAULT '' NOT NULL,
	handed_over BOOLEAN NOT NULL,
	service_days INTEGER,
	service_uses INTEGER,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by UUID NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT tool_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_cooperative_id_picture_file_id_fk FOREIGN KEY(cooperative_id, picture_file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT tool_cooperative_id_created_by_fk FOREIGN KEY(cooperative_id, created_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_kind_ck CHECK (kind IN ('tool', 'room')),
	CONSTRAINT tool_slug_ck CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND char_length(slug) <= 60),
	CONSTRAINT tool_step_ck CHECK (step_minutes IN (15, 30, 60, 1440)),
	CONSTRAINT tool_longest_ck CHECK (longest_minutes BETWEEN step_minutes AND 86400),
	CONSTRAINT tool_deposit_ck CHECK (deposit_minor BETWEEN 0 AND 100000000 AND (handed_over OR deposit_minor = 0)),
	CONSTRAINT tool_service_days_ck CHECK (service_days BETWEEN 1 AND 3660),
	CONSTRAINT tool_service_uses_ck CHECK (service_uses BETWEEN 1 AND 100000),
	CONSTRAINT tool_texts_ck CHECK (char_length(skill) <= 120 AND char_length(place) <= 200),
	CONSTRAINT tool_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT tool_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE licence_profile (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	key TEXT NOT NULL,
	name JSONB NOT NULL,
	summary JSONB NOT NULL,
	text TEXT NOT NULL,
	source TEXT NOT NULL,
	terms JSONB NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_by_agent_id UUID NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT licence_profile_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT licence_profile_cooperative_id_created_by_agent_id_fk FOREIGN KEY(cooperative_id, created_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_profile_key_ck CHECK (key ~ '^LicenseRef-[A-Za-z0-9.-]{1,80}$'),
	CONSTRAINT licence_profile_text_ck CHECK (char_length(text) BETWEEN 1 AND 60000),
	CONSTRAINT licence_profile_key_uq UNIQUE (cooperative_id, key),
	CONSTRAINT licence_profile_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE licence_pair_decision (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	parent TEXT NOT NULL,
	child TEXT NOT NULL,
	answer TEXT NOT NULL,
	reason TEXT NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_by_agent_id UUID NOT NULL,
	CONSTRAINT licence_pair_decision_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT licence_pair_decision_cooperative_id_decided_by_agent_id_fk FOREIGN KEY(cooperative_id, decided_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_pair_decision_answer_ck CHECK (answer IN ('yes', 'no')),
	CONSTRAINT licence_pair_decision_keys_ck CHECK (char_length(parent) BETWEEN 1 AND 200 AND char_length(child) BETWEEN 1 AND 200),
	CONSTRAINT licence_pair_decision_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 4000),
	CONSTRAINT licence_pair_decision_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX licence_pair_decision_ix ON licence_pair_decision (cooperative_id, parent, child, id);

CREATE TABLE manifest_import (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	source TEXT NOT NULL,
	name TEXT NOT NULL,
	address TEXT DEFAULT '' NOT NULL,
	file_id UUID,
	dry_run BOOLEAN NOT NULL,
	state TEXT NOT NULL,
	fault TEXT DEFAULT '' NOT NULL,
	total INTEGER,
	files INTEGER DEFAULT '0' NOT NULL,
	accepted INTEGER DEFAULT '0' NOT NULL,
	repaired INTEGER DEFAULT '0' NOT NULL,
	refused INTEGER DEFAULT '0' NOT NULL,
	outcomes JSONB DEFAULT '{}' NOT NULL,
	repairs JSONB DEFAULT '{}' NOT NULL,
	by_agent_id UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT manifest_import_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT manifest_import_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT manifest_import_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT manifest_import_source_ck CHECK (source IN ('upload', 'address', 'command')),
	CONSTRAINT manifest_import_state_ck CHECK (state IN ('waiting', 'running', 'done', 'failed')),
	CONSTRAINT manifest_import_adds_up_ck CHECK (accepted + repaired + refused = files),
	CONSTRAINT manifest_import_ended_ck CHECK ((state IN ('done', 'failed')) = (ended_at IS NOT NULL)),
	CONSTRAINT manifest_import_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX manifest_import_file_ix ON manifest_import (cooperative_id, file_id);

CREATE INDEX manifest_import_asked_ix ON manifest_import (cooperative_id, asked_at DESC, id DESC);

CREATE TABLE asset (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	slug TEXT NOT NULL,
	title JSONB NOT NULL,
	summary JSONB NOT NULL,
	description JSONB NOT NULL,
	craft TEXT DEFAULT '' NOT NULL,
	materials TEXT[] DEFAULT '{}' NOT NULL,
	techniques TEXT[] DEFAULT '{}' NOT NULL,
	tags TEXT[] DEFAULT '{}' NOT NULL,
	origin_repo TEXT,
	watches_tags BOOLEAN DEFAULT false NOT NULL,
	variant_of_id UUID,
	held_by TEXT DEFAULT '' NOT NULL,
	consent TEXT DEFAULT '' NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	started_by UUID NOT NULL,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT asset_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT asset_cooperative_id_variant_of_id_fk FOREIGN KEY(cooperative_id, variant_of_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT asset_cooperative_id_started_by_fk FOREIGN KEY(cooperative_id, started_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT asset_kind_ck CHECK (kind IN ('design', 'know_how', 'code', 'material')),
	CONSTRAINT asset_not_of_itself_ck CHECK (variant_of_id <> id),
	CONSTRAINT asset_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT asset_origin_uq UNIQUE (cooperative_id, origin_repo),
	CONSTRAINT asset_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX asset_started_ix ON asset (cooperative_id, started_at DESC, id DESC);

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
	CONSTRAINT cooperative_export_kind_ck CHECK (kind IN ('everything', 'orders', 'products', 'purchases', 'stall')),
	CONSTRAINT cooperative_export_format_ck CHECK (format IN ('csv', 'json')),
	CONSTRAINT cooperative_export_stall_ck CHECK ((kind IN ('products', 'stall')) = (stall_id IS NOT NULL)),
	CONSTRAINT cooperative_export_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX cooperative_export_asked_ix ON cooperative_export (cooperative_id, asked_by, asked_at DESC);

CREATE TABLE agenda_item (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	position INTEGER NOT NULL,
	kind TEXT NOT NULL,
	title JSONB NOT NULL,
	text JSONB NOT NULL,
	minutes INTEGER NOT NULL,
	proposal_id UUID,
	election_id UUID,
	outcome TEXT DEFAULT '' NOT NULL,
	hands JSONB,
	CONSTRAINT agenda_item_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT agenda_item_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT agenda_item_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT agenda_item_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT agenda_item_kind_ck CHECK (kind IN ('report', 'discussion', 'decision', 'break')),
	CONSTRAINT agenda_item_minutes_ck CHECK (minutes BETWEEN 0 AND 600),
	CONSTRAINT agenda_item_outcome_ck CHECK (char_length(outcome) <= 4000),
	CONSTRAINT agenda_item_position_uq UNIQUE (cooperative_id, assembly_id, position) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT agenda_item_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX agenda_item_proposal_ix ON agenda_item (cooperative_id, proposal_id);

CREATE INDEX agenda_item_election_ix ON agenda_item (cooperative_id, election_id);

COMMENT ON COLUMN agenda_item.hands IS '{for, against, abstain}: counted by raised hands';

CREATE TABLE assembly_reply (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	is_coming BOOLEAN NOT NULL,
	children INTEGER NOT NULL,
	needs_transport BOOLEAN NOT NULL,
	interpreter TEXT DEFAULT '' NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT assembly_reply_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT assembly_reply_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT assembly_reply_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT assembly_reply_children_ck CHECK (children BETWEEN 0 AND 20),
	CONSTRAINT assembly_reply_texts_ck CHECK (char_length(interpreter) <= 60 AND char_length(note) <= 1000),
	CONSTRAINT assembly_reply_once_uq UNIQUE (cooperative_id, assembly_id, agent_id),
	CONSTRAINT assembly_reply_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE assembly_notice (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	purpose TEXT NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	channel TEXT,
	served_at TIMESTAMP WITH TIME ZONE,
	message_id UUID,
	message_sha256 BYTEA,
	CONSTRAINT assembly_notice_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT assembly_notice_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT assembly_notice_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT assembly_notice_purpose_ck CHECK (purpose IN ('call', 'cancelled')),
	CONSTRAINT assembly_notice_channel_ck CHECK (channel IN ('mail', 'phone', 'paper')),
	CONSTRAINT assembly_notice_served_ck CHECK ((served_at IS NULL) = (message_sha256 IS NULL AND channel IS NULL)),
	CONSTRAINT assembly_notice_once_uq UNIQUE (cooperative_id, assembly_id, agent_id, purpose),
	CONSTRAINT assembly_notice_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX assembly_notice_due_ix ON assembly_notice (cooperative_id, due_at) WHERE served_at IS NULL;

CREATE TABLE attendance (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	came_at TIMESTAMP WITH TIME ZONE NOT NULL,
	left_at TIMESTAMP WITH TIME ZONE,
	way TEXT NOT NULL,
	has_vote BOOLEAN NOT NULL,
	noted_by UUID NOT NULL,
	CONSTRAINT attendance_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT attendance_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT attendance_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT attendance_cooperative_id_noted_by_fk FOREIGN KEY(cooperative_id, noted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT attendance_way_ck CHECK (way IN ('card', 'name')),
	CONSTRAINT attendance_times_ck CHECK (left_at IS NULL OR left_at >= came_at),
	CONSTRAINT attendance_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX attendance_open_uq ON attendance (cooperative_id, assembly_id, agent_id) WHERE left_at IS NULL;

CREATE INDEX attendance_assembly_ix ON attendance (cooperative_id, assembly_id, came_at);

CREATE TABLE mandate (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	from_id UUID NOT NULL,
	to_id UUID NOT NULL,
	instructions TEXT DEFAULT '' NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	entered_by UUID,
	CONSTRAINT mandate_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT mandate_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT mandate_cooperative_id_from_id_fk FOREIGN KEY(cooperative_id, from_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mandate_cooperative_id_to_id_fk FOREIGN KEY(cooperative_id, to_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mandate_cooperative_id_entered_by_fk FOREIGN KEY(cooperative_id, entered_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mandate_two_members_ck CHECK (from_id <> to_id),
	CONSTRAINT mandate_instructions_ck CHECK (char_length(instructions) <= 2000),
	CONSTRAINT mandate_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX mandate_to_ix ON mandate (cooperative_id, assembly_id, to_id);

CREATE UNIQUE INDEX mandate_open_uq ON mandate (cooperative_id, assembly_id, from_id) WHERE ended_at IS NULL;

CREATE TABLE minutes_draft (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	text TEXT NOT NULL,
	version INTEGER NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	by_agent_id UUID NOT NULL,
	CONSTRAINT minutes_draft_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT minutes_draft_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT minutes_draft_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT minutes_draft_text_ck CHECK (char_length(text) <= 60000),
	CONSTRAINT minutes_draft_once_uq UNIQUE (cooperative_id, assembly_id),
	CONSTRAINT minutes_draft_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE minutes (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	text TEXT NOT NULL,
	record JSONB NOT NULL,
	record_sha256 BYTEA NOT NULL,
	adopted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	adopted_by UUID NOT NULL,
	CONSTRAINT minutes_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT minutes_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT minutes_cooperative_id_adopted_by_fk FOREIGN KEY(cooperative_id, adopted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT minutes_once_uq UNIQUE (cooperative_id, assembly_id),
	CONSTRAINT minutes_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE group_member (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	group_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	left_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT group_member_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_member_cooperative_id_group_id_fk FOREIGN KEY(cooperative_id, group_id) REFERENCES working_group (cooperative_id, id),
	CONSTRAINT group_member_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_member_times_ck CHECK (left_at IS NULL OR left_at >= since),
	CONSTRAINT group_member_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX group_member_open_uq ON group_member (cooperative_id, group_id, agent_id) WHERE left_at IS NULL;

CREATE TABLE group_spending (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	group_id UUID NOT NULL,
	purpose TEXT NOT NULL,
	payee TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	state TEXT NOT NULL,
	asker_id UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	election_id UUID NOT NULL,
	journal_id UUID NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE,
	paid_by UUID,
	paid_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT group_spending_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_spending_cooperative_id_group_id_fk FOREIGN KEY(cooperative_id, group_id) REFERENCES working_group (cooperative_id, id),
	CONSTRAINT group_spending_cooperative_id_asker_id_fk FOREIGN KEY(cooperative_id, asker_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_spending_cooperative_id_paid_by_fk FOREIGN KEY(cooperative_id, paid_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_spending_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT group_spending_state_ck CHECK (state IN ('asked', 'agreed', 'refused', 'paid')),
	CONSTRAINT group_spending_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT group_spending_texts_ck CHECK (char_length(purpose) BETWEEN 1 AND 500 AND char_length(payee) BETWEEN 1 AND 200),
	CONSTRAINT group_spending_decided_ck CHECK ((state = 'asked') = (decided_at IS NULL)),
	CONSTRAINT group_spending_paid_ck CHECK ((state = 'paid') = (paid_at IS NOT NULL AND paid_by IS NOT NULL)),
	CONSTRAINT group_spending_four_eyes_ck CHECK (paid_by <> asker_id),
	CONSTRAINT group_spending_election_uq UNIQUE (cooperative_id, election_id),
	CONSTRAINT group_spending_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX group_spending_group_ix ON group_spending (cooperative_id, group_id, id);

CREATE TABLE proposal_text (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	proposal_id UUID NOT NULL,
	number INTEGER NOT NULL,
	title JSONB NOT NULL,
	text JSONB NOT NULL,
	changes JSONB NOT NULL,
	options JSONB NOT NULL,
	because TEXT NOT NULL,
	amendment_id UUID,
	by_agent_id UUID,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT proposal_text_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT proposal_text_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT proposal_text_because_ck CHECK (because IN ('submitted', 'amended', 'rebased')),
	CONSTRAINT proposal_text_number_uq UNIQUE (cooperative_id, proposal_id, number),
	CONSTRAINT proposal_text_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE amendment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	proposal_id UUID NOT NULL,
	number INTEGER NOT NULL,
	author_id UUID NOT NULL,
	state TEXT NOT NULL,
	text JSONB NOT NULL,
	changes JSONB DEFAULT '{}' NOT NULL,
	reason JSONB NOT NULL,
	on_text INTEGER NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE,
	decided_by UUID,
	election_id UUID,
	opens_at TIMESTAMP WITH TIME ZONE,
	closes_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT amendment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT amendment_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT amendment_cooperative_id_author_id_fk FOREIGN KEY(cooperative_id, author_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT amendment_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT amendment_state_ck CHECK (state IN ('open', 'accepted', 'declined', 'voting', 'carried', 'lost', 'withdrawn', 'overtaken')),
	CONSTRAINT amendment_number_uq UNIQUE (cooperative_id, proposal_id, number),
	CONSTRAINT amendment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX amendment_election_ix ON amendment (cooperative_id, election_id);

CREATE TABLE stance (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	proposal_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	stance TEXT NOT NULL,
	is_member BOOLEAN NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT stance_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT stance_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT stance_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT stance_stance_ck CHECK (stance IN ('for', 'against', 'question')),
	CONSTRAINT stance_once_uq UNIQUE (cooperative_id, proposal_id, agent_id),
	CONSTRAINT stance_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE decision (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	number BIGINT NOT NULL,
	proposal_id UUID NOT NULL,
	election_id UUID NOT NULL,
	kind TEXT NOT NULL,
	passed BOOLEAN NOT NULL,
	void_because TEXT DEFAULT '' NOT NULL,
	changes JSONB NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	certified_at TIMESTAMP WITH TIME ZONE NOT NULL,
	effective_at TIMESTAMP WITH TIME ZONE,
	by_agent_id UUID,
	result_sha256 BYTEA NOT NULL,
	document JSONB NOT NULL,
	document_sha256 BYTEA NOT NULL,
	is_public BOOLEAN NOT NULL,
	CONSTRAINT decision_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT decision_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT decision_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT decision_kind_ck CHECK (kind IN ('rule_change', 'statutes_amendment', 'admission', 'exclusion', 'election', 'recall', 'budget', 'surplus', 'advisory', 'free')),
	CONSTRAINT decision_void_because_ck CHECK (void_because IN ('', 'base_changed')),
	CONSTRAINT decision_effective_ck CHECK (passed = (effective_at IS NOT NULL) OR void_because <> ''),
	CONSTRAINT decision_after_close_ck CHECK (effective_at IS NULL OR effective_at >= closed_at),
	CONSTRAINT decision_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT decision_proposal_uq UNIQUE (cooperative_id, proposal_id),
	CONSTRAINT decision_election_uq UNIQUE (cooperative_id, election_id),
	CONSTRAINT decision_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE upload_part (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	upload_id UUID NOT NULL,
	begins BIGINT NOT NULL,
	bytes BIGINT NOT NULL,
	sha256 BYTEA NOT NULL,
	CONSTRAINT upload_part_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT upload_part_cooperative_id_upload_id_fk FOREIGN KEY(cooperative_id, upload_id) REFERENCES upload (cooperative_id, id),
	CONSTRAINT upload_part_place_ck CHECK (begins >= 0 AND bytes > 0),
	CONSTRAINT upload_part_once_uq UNIQUE (cooperative_id, upload_id, begins),
	CONSTRAINT upload_part_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX upload_part_sha256_ix ON upload_part (sha256);

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

CREATE TABLE stall_keeper (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	order_letters BOOLEAN DEFAULT true NOT NULL,
	CONSTRAINT stall_keeper_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT stall_keeper_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT stall_keeper_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT stall_keeper_once_uq UNIQUE (cooperative_id, stall_id, agent_id),
	CONSTRAINT stall_keeper_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE product (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	category_id UUID,
	slug TEXT NOT NULL,
	title JSONB NOT NULL,
	description JSONB NOT NULL,
	provenance JSONB NOT NULL,
	materials JSONB NOT NULL,
	care JSONB NOT NULL,
	allergens TEXT[] DEFAULT '{}' NOT NULL,
	tags TEXT[] DEFAULT '{}' NOT NULL,
	tax_bps INTEGER NOT NULL,
	option_names TEXT[] DEFAULT '{}' NOT NULL,
	state TEXT NOT NULL,
	lead_days INTEGER,
	no_withdrawal TEXT DEFAULT '' NOT NULL,
	asks_commons BOOLEAN DEFAULT false NOT NULL,
	is_voucher BOOLEAN DEFAULT false NOT NULL,
	is_one_off BOOLEAN DEFAULT false NOT NULL,
	sold_at TIMESTAMP WITH TIME ZONE,
	warnings JSONB DEFAULT '{}' NOT NULL,
	maker JSONB DEFAULT '{}' NOT NULL,
	responsible JSONB DEFAULT '{}' NOT NULL,
	allergens_known BOOLEAN DEFAULT false NOT NULL,
	origin_country TEXT DEFAULT '' NOT NULL,
	dimensions JSONB DEFAULT '{}' NOT NULL,
	only_in_cycles BOOLEAN DEFAULT false NOT NULL,
	season_months INTEGER[] DEFAULT '{}' NOT NULL,
	import_source TEXT,
	import_handle TEXT,
	imported JSONB,
	version INTEGER DEFAULT '1' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	published_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT product_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT product_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT product_cooperative_id_category_id_fk FOREIGN KEY(cooperative_id, category_id) REFERENCES category (cooperative_id, id),
	CONSTRAINT product_state_ck CHECK (state IN ('draft', 'published', 'archived')),
	CONSTRAINT product_tax_ck CHECK (tax_bps BETWEEN 0 AND 5000),
	CONSTRAINT product_lead_days_ck CHECK (lead_days BETWEEN 1 AND 365),
	CONSTRAINT product_no_withdrawal_ck CHECK (no_withdrawal IN ('', 'perishable', 'made_to_measure', 'sealed_hygiene')),
	CONSTRAINT product_season_months_ck CHECK (season_months <@ ARRAY[1,2,3,4,5,6,7,8,9,10,11,12]),
	CONSTRAINT product_origin_country_ck CHECK (origin_country ~ '^([A-Z]{2})?$'),
	CONSTRAINT product_sold_ck CHECK (sold_at IS NULL OR is_one_off),
	CONSTRAINT product_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT product_import_uq UNIQUE (cooperative_id, stall_id, import_source, import_handle),
	CONSTRAINT product_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX product_stall_ix ON product (cooperative_id, stall_id, state);

CREATE TABLE stock_item (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	name TEXT NOT NULL,
	unit TEXT NOT NULL,
	counted BOOLEAN NOT NULL,
	on_hand BIGINT DEFAULT '0' NOT NULL,
	held BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT stock_item_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT stock_item_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT stock_item_unit_ck CHECK (unit IN ('piece', 'g', 'ml')),
	CONSTRAINT stock_item_never_negative_ck CHECK (on_hand >= 0 AND held >= 0 AND held <= on_hand),
	CONSTRAINT stock_item_uncounted_is_zero_ck CHECK (counted OR (on_hand = 0 AND held = 0)),
	CONSTRAINT stock_item_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE seller_account (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	provider_account TEXT,
	state TEXT NOT NULL,
	bank_holder TEXT DEFAULT '' NOT NULL,
	bank_number BYTEA,
	bank_last_four TEXT DEFAULT '' NOT NULL,
	payee_changed_at TIMESTAMP WITH TIME ZONE,
	had_account_before BOOLEAN DEFAULT false NOT NULL,
	CONSTRAINT seller_account_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT seller_account_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT seller_account_state_ck CHECK (state IN ('none', 'onboarding', 'active', 'restricted')),
	CONSTRAINT seller_account_stall_uq UNIQUE (cooperative_id, stall_id),
	CONSTRAINT seller_account_provider_uq UNIQUE (cooperative_id, provider_account),
	CONSTRAINT seller_account_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE account_payout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	provider_account TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	brought_minor BIGINT DEFAULT '0' NOT NULL,
	carried_minor BIGINT DEFAULT '0' NOT NULL,
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

CREATE TABLE membership_event (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	membership_id UUID NOT NULL,
	kind TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	decision_id UUID,
	by_person_id UUID,
	for_person_id UUID,
	system TEXT,
	reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT membership_event_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT membership_event_cooperative_id_membership_id_fk FOREIGN KEY(cooperative_id, membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT membership_event_kind_ck CHECK (kind IN ('joined', 'entitled', 'suspended', 'resumed', 'notified', 'left', 'excluded', 'moved')),
	CONSTRAINT membership_event_reason_ck CHECK (char_length(reason) <= 200),
	CONSTRAINT membership_event_exclusion_ck CHECK ((kind <> 'excluded') OR (decision_id IS NOT NULL)),
	CONSTRAINT membership_event_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX membership_event_membership_ix ON membership_event (cooperative_id, membership_id, at);

CREATE TABLE application (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	class_id UUID NOT NULL,
	about TEXT NOT NULL,
	shares INTEGER NOT NULL,
	share_way TEXT NOT NULL,
	state TEXT NOT NULL,
	applied_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE,
	decided_by UUID,
	decision_id UUID,
	reason TEXT DEFAULT '' NOT NULL,
	membership_id UUID,
	CONSTRAINT application_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT application_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT application_cooperative_id_decided_by_fk FOREIGN KEY(cooperative_id, decided_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT application_cooperative_id_membership_id_fk FOREIGN KEY(cooperative_id, membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT application_class_fk FOREIGN KEY(cooperative_id, class_id) REFERENCES membership_class (cooperative_id, id),
	CONSTRAINT application_state_ck CHECK (state IN ('sponsoring', 'waiting', 'voting', 'admitted', 'refused', 'withdrawn')),
	CONSTRAINT application_share_way_ck CHECK (share_way IN ('money', 'sales', 'work')),
	CONSTRAINT application_admitted_ck CHECK ((state = 'admitted') = (membership_id IS NOT NULL)),
	CONSTRAINT application_decided_ck CHECK ((state IN ('admitted', 'refused', 'withdrawn')) = (decided_at IS NOT NULL)),
	CONSTRAINT application_shares_ck CHECK (shares BETWEEN 0 AND 10000),
	CONSTRAINT application_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX application_open_uq ON application (cooperative_id, agent_id, class_id) WHERE state IN ('sponsoring', 'waiting', 'voting');

CREATE INDEX application_state_ix ON application (cooperative_id, state, applied_at);

CREATE TABLE share_promise (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	membership_id UUID NOT NULL,
	shares INTEGER NOT NULL,
	price_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	instalments INTEGER NOT NULL,
	way TEXT NOT NULL,
	first_due_on DATE NOT NULL,
	promised_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT share_promise_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT share_promise_cooperative_id_membership_id_fk FOREIGN KEY(cooperative_id, membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT share_promise_way_ck CHECK (way IN ('money', 'sales', 'work')),
	CONSTRAINT share_promise_shares_ck CHECK (shares BETWEEN 1 AND 10000),
	CONSTRAINT share_promise_price_ck CHECK (price_minor > 0),
	CONSTRAINT share_promise_instalments_ck CHECK (instalments BETWEEN 1 AND 120),
	CONSTRAINT share_promise_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX share_promise_membership_ix ON share_promise (cooperative_id, membership_id);

CREATE TABLE due (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	membership_id UUID NOT NULL,
	period_start DATE NOT NULL,
	amount_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	raised_at TIMESTAMP WITH TIME ZONE NOT NULL,
	reminded_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT due_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT due_cooperative_id_membership_id_fk FOREIGN KEY(cooperative_id, membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT due_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT due_once_uq UNIQUE (cooperative_id, membership_id, period_start),
	CONSTRAINT due_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE notice_of_leaving (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	membership_id UUID NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	leaves_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT notice_of_leaving_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT notice_of_leaving_cooperative_id_membership_id_fk FOREIGN KEY(cooperative_id, membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT notice_of_leaving_times_ck CHECK (leaves_at >= given_at),
	CONSTRAINT notice_of_leaving_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX notice_of_leaving_open_uq ON notice_of_leaving (cooperative_id, membership_id) WHERE ended_at IS NULL;

CREATE TABLE repayment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	membership_id UUID NOT NULL,
	place INTEGER NOT NULL,
	amount_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	due_on DATE NOT NULL,
	paid_at TIMESTAMP WITH TIME ZONE,
	way TEXT,
	paid_by UUID,
	CONSTRAINT repayment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT repayment_cooperative_id_membership_id_fk FOREIGN KEY(cooperative_id, membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT repayment_cooperative_id_paid_by_fk FOREIGN KEY(cooperative_id, paid_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT repayment_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT repayment_way_ck CHECK (way IN ('bank', 'given_up')),
	CONSTRAINT repayment_paid_ck CHECK ((paid_at IS NULL) = (way IS NULL)),
	CONSTRAINT repayment_place_uq UNIQUE (cooperative_id, membership_id, place),
	CONSTRAINT repayment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE class_move (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	from_membership_id UUID NOT NULL,
	to_membership_id UUID NOT NULL,
	moved_at TIMESTAMP WITH TIME ZONE NOT NULL,
	dues_until DATE,
	moved_by UUID NOT NULL,
	CONSTRAINT class_move_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT class_move_cooperative_id_from_membership_id_fk FOREIGN KEY(cooperative_id, from_membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT class_move_cooperative_id_to_membership_id_fk FOREIGN KEY(cooperative_id, to_membership_id) REFERENCES membership (cooperative_id, id),
	CONSTRAINT class_move_cooperative_id_moved_by_fk FOREIGN KEY(cooperative_id, moved_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT class_move_from_uq UNIQUE (cooperative_id, from_membership_id),
	CONSTRAINT class_move_two_ck CHECK (from_membership_id <> to_membership_id),
	CONSTRAINT class_move_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX class_move_to_ix ON class_move (cooperative_id, to_membership_id);

CREATE TABLE webhook (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	stall_id UUID,
	name TEXT NOT NULL,
	url TEXT NOT NULL,
	kinds TEXT[] NOT NULL,
	secret BYTEA NOT NULL,
	old_secret BYTEA,
	old_secret_until TIMESTAMP WITH TIME ZONE,
	state TEXT NOT NULL,
	stopped_because TEXT DEFAULT '' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT webhook_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT webhook_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT webhook_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT webhook_state_ck CHECK (state IN ('active', 'stopped', 'removed')),
	CONSTRAINT webhook_name_ck CHECK (char_length(name) BETWEEN 1 AND 80),
	CONSTRAINT webhook_kinds_ck CHECK (cardinality(kinds) BETWEEN 1 AND 60),
	CONSTRAINT webhook_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX webhook_heard_ix ON webhook (cooperative_id, state);

CREATE TABLE attestation (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	claim_id UUID NOT NULL,
	by_agent_id UUID NOT NULL,
	says TEXT NOT NULL,
	note TEXT NOT NULL,
	answers JSONB DEFAULT '[]' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT attestation_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT attestation_cooperative_id_claim_id_fk FOREIGN KEY(cooperative_id, claim_id) REFERENCES claim (cooperative_id, id),
	CONSTRAINT attestation_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT attestation_says_ck CHECK (says IN ('yes', 'back')),
	CONSTRAINT attestation_note_ck CHECK (char_length(note) <= 2000),
	CONSTRAINT attestation_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX attestation_by_ix ON attestation (cooperative_id, by_agent_id, at);

CREATE INDEX attestation_claim_ix ON attestation (cooperative_id, claim_id, by_agent_id, id);

CREATE TABLE claim_dispute (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	claim_id UUID NOT NULL,
	by_agent_id UUID NOT NULL,
	reason TEXT NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	settled_by_agent_id UUID,
	outcome TEXT,
	explanation TEXT DEFAULT '' NOT NULL,
	CONSTRAINT claim_dispute_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT claim_dispute_cooperative_id_claim_id_fk FOREIGN KEY(cooperative_id, claim_id) REFERENCES claim (cooperative_id, id),
	CONSTRAINT claim_dispute_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT claim_dispute_cooperative_id_settled_by_agent_id_fk FOREIGN KEY(cooperative_id, settled_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT claim_dispute_outcome_ck CHECK (outcome IN ('upheld', 'dismissed')),
	CONSTRAINT claim_dispute_settled_ck CHECK ((settled_at IS NULL) = (outcome IS NULL)),
	CONSTRAINT claim_dispute_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 4000),
	CONSTRAINT claim_dispute_explanation_ck CHECK (char_length(explanation) <= 4000),
	CONSTRAINT claim_dispute_own_case_ck CHECK (settled_by_agent_id IS NULL OR settled_by_agent_id <> by_agent_id),
	CONSTRAINT claim_dispute_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX claim_dispute_open_uq ON claim_dispute (cooperative_id, claim_id) WHERE settled_at IS NULL;

CREATE TABLE status_claim (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	status TEXT NOT NULL,
	score INTEGER,
	jurisdiction TEXT DEFAULT '' NOT NULL,
	claim_id UUID NOT NULL,
	CONSTRAINT status_claim_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT status_claim_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT status_claim_cooperative_id_claim_id_fk FOREIGN KEY(cooperative_id, claim_id) REFERENCES claim (cooperative_id, id),
	CONSTRAINT status_claim_status_ck CHECK (status IN ('worker_owned', 'all_gain_to_workers', 'no_waged_profit', 'cooperative', 'non_profit', 'social_economy', 'coop_of_employees', 'portage', 'contributor')),
	CONSTRAINT status_claim_score_ck CHECK ((status = 'contributor') = (score IS NOT NULL)),
	CONSTRAINT status_claim_score_range_ck CHECK (score BETWEEN 1 AND 1000000),
	CONSTRAINT status_claim_claim_uq UNIQUE (cooperative_id, claim_id),
	CONSTRAINT status_claim_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX status_claim_agent_ix ON status_claim (cooperative_id, agent_id, status);

CREATE TABLE contribution (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	kind TEXT NOT NULL,
	minutes INTEGER,
	quantity BIGINT,
	unit TEXT,
	given_on DATE NOT NULL,
	asset_id UUID,
	cause TEXT NOT NULL,
	source TEXT NOT NULL,
	root_id UUID NOT NULL,
	corrects_id UUID,
	claim_id UUID,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_by UUID,
	by_person_id UUID,
	CONSTRAINT contribution_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT contribution_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT contribution_cooperative_id_recorded_by_fk FOREIGN KEY(cooperative_id, recorded_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT contribution_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT contribution_cooperative_id_claim_id_fk FOREIGN KEY(cooperative_id, claim_id) REFERENCES claim (cooperative_id, id),
	CONSTRAINT contribution_cooperative_id_root_id_fk FOREIGN KEY(cooperative_id, root_id) REFERENCES contribution (cooperative_id, id) DEFERRABLE INITIALLY DEFERRED,
	CONSTRAINT contribution_cooperative_id_corrects_id_fk FOREIGN KEY(cooperative_id, corrects_id) REFERENCES contribution (cooperative_id, id),
	CONSTRAINT contribution_kind_ck CHECK (kind IN ('work', 'care', 'coordination', 'mentoring', 'design', 'documentation', 'translation', 'materials', 'tools')),
	CONSTRAINT contribution_source_ck CHECK (source IN ('typed', 'day', 'git', 'csv')),
	CONSTRAINT contribution_one_measure_ck CHECK ((minutes IS NOT NULL) <> (quantity IS NOT NULL) AND (quantity IS NULL) = (unit IS NULL)),
	CONSTRAINT contribution_unit_ck CHECK (unit IN ('piece', 'g', 'ml')),
	CONSTRAINT contribution_minutes_ck CHECK (minutes BETWEEN 0 AND 60000),
	CONSTRAINT contribution_quantity_ck CHECK (quantity BETWEEN 0 AND 1000000000000),
	CONSTRAINT contribution_only_corrections_are_nothing_ck CHECK (corrects_id IS NOT NULL OR coalesce(minutes, quantity) > 0),
	CONSTRAINT contribution_root_ck CHECK ((corrects_id IS NULL) = (root_id = id)),
	CONSTRAINT contribution_cause_ck CHECK (char_length(cause) BETWEEN 0 AND 200),
	CONSTRAINT contribution_claimed_ck CHECK ((coalesce(minutes, quantity) > 0) = (claim_id IS NOT NULL)),
	CONSTRAINT contribution_corrected_once_uq UNIQUE (cooperative_id, corrects_id),
	CONSTRAINT contribution_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX contribution_claim_ix ON contribution (cooperative_id, claim_id);

CREATE INDEX contribution_agent_ix ON contribution (cooperative_id, agent_id, given_on, id);

CREATE INDEX contribution_root_ix ON contribution (cooperative_id, root_id);

CREATE INDEX contribution_cause_ix ON contribution (cooperative_id, cause, given_on);

CREATE INDEX contribution_given_ix ON contribution (cooperative_id, given_on, id);

CREATE INDEX contribution_asset_ix ON contribution (cooperative_id, asset_id, given_on);

CREATE TABLE work_day (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	number INTEGER NOT NULL,
	title JSONB NOT NULL,
	about JSONB NOT NULL,
	place TEXT NOT NULL,
	cause TEXT NOT NULL,
	asset_id UUID,
	series_id UUID,
	state TEXT NOT NULL,
	begins_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	called_at TIMESTAMP WITH TIME ZONE NOT NULL,
	called_by UUID NOT NULL,
	finished_at TIMESTAMP WITH TIME ZONE,
	cancelled_because TEXT DEFAULT '' NOT NULL,
	CONSTRAINT work_day_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT work_day_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT work_day_cooperative_id_called_by_fk FOREIGN KEY(cooperative_id, called_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT work_day_state_ck CHECK (state IN ('called', 'finished', 'cancelled')),
	CONSTRAINT work_day_times_ck CHECK (begins_at < ends_at AND ends_at <= begins_at + interval '24 hours'),
	CONSTRAINT work_day_texts_ck CHECK (char_length(place) BETWEEN 1 AND 300 AND char_length(cause) BETWEEN 0 AND 200),
	CONSTRAINT work_day_finished_ck CHECK ((state = 'finished') = (finished_at IS NOT NULL)),
	CONSTRAINT work_day_cancelled_because_ck CHECK (char_length(cancelled_because) <= 500),
	CONSTRAINT work_day_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT work_day_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX work_day_begins_ix ON work_day (cooperative_id, begins_at);

CREATE INDEX work_day_called_by_ix ON work_day (cooperative_id, called_by);

CREATE TABLE share_payout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	till_id UUID,
	approvals_needed SMALLINT DEFAULT '0' NOT NULL,
	file_id UUID,
	prepared_by UUID NOT NULL,
	prepared_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT share_payout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES share_file (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_prepared_by_fk FOREIGN KEY(cooperative_id, prepared_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_till_id_fk FOREIGN KEY(cooperative_id, till_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT share_payout_channel_ck CHECK (channel IN ('bank', 'hand')),
	CONSTRAINT share_payout_state_ck CHECK (state IN ('prepared', 'paid', 'cancelled')),
	CONSTRAINT share_payout_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT share_payout_till_ck CHECK ((channel = 'hand') = (till_id IS NOT NULL)),
	CONSTRAINT share_payout_settled_ck CHECK ((state = 'prepared') = (settled_at IS NULL)),
	CONSTRAINT share_payout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX share_payout_agent_ix ON share_payout (cooperative_id, agent_id, id DESC);

CREATE INDEX share_payout_open_ix ON share_payout (cooperative_id, id) WHERE state = 'prepared';

CREATE TABLE community_permission (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	asset_id UUID NOT NULL,
	community TEXT NOT NULL,
	acts TEXT[] NOT NULL,
	decision TEXT NOT NULL,
	valid_until DATE,
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_by_agent_id UUID NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT community_permission_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT community_permission_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT community_permission_cooperative_id_recorded_by_agent_id_fk FOREIGN KEY(cooperative_id, recorded_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT community_permission_acts_ck CHECK (acts <@ ARRAY['use_noncommercial', 'use_commercial', 'share', 'modify', 'publish_derivative', 'sell_products', 'offer_network']::text[] AND cardinality(acts) > 0),
	CONSTRAINT community_permission_decision_ck CHECK (char_length(decision) BETWEEN 1 AND 4000),
	CONSTRAINT community_permission_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX community_permission_asset_ix ON community_permission (cooperative_id, asset_id);

CREATE TABLE tool_keeper (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	tool_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT tool_keeper_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_keeper_cooperative_id_tool_id_fk FOREIGN KEY(cooperative_id, tool_id) REFERENCES tool (cooperative_id, id),
	CONSTRAINT tool_keeper_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_keeper_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX tool_keeper_open_uq ON tool_keeper (cooperative_id, tool_id, agent_id) WHERE ended_at IS NULL;

CREATE INDEX tool_keeper_agent_ix ON tool_keeper (cooperative_id, agent_id);

CREATE TABLE tool_hours (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	tool_id UUID NOT NULL,
	weekday SMALLINT NOT NULL,
	opens_minute SMALLINT NOT NULL,
	closes_minute SMALLINT NOT NULL,
	CONSTRAINT tool_hours_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_hours_cooperative_id_tool_id_fk FOREIGN KEY(cooperative_id, tool_id) REFERENCES tool (cooperative_id, id),
	CONSTRAINT tool_hours_weekday_ck CHECK (weekday BETWEEN 1 AND 7),
	CONSTRAINT tool_hours_minutes_ck CHECK (opens_minute >= 0 AND closes_minute > opens_minute AND closes_minute <= 1440),
	CONSTRAINT tool_hours_uq UNIQUE (cooperative_id, tool_id, weekday, opens_minute),
	CONSTRAINT tool_hours_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE tool_unit (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	tool_id UUID NOT NULL,
	label TEXT NOT NULL,
	lane BIGINT GENERATED ALWAYS AS IDENTITY,
	state TEXT NOT NULL,
	uses INTEGER DEFAULT '0' NOT NULL,
	serviced_at TIMESTAMP WITH TIME ZONE NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT tool_unit_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_unit_cooperative_id_tool_id_fk FOREIGN KEY(cooperative_id, tool_id) REFERENCES tool (cooperative_id, id),
	CONSTRAINT tool_unit_state_ck CHECK (state IN ('usable', 'broken', 'gone')),
	CONSTRAINT tool_unit_label_ck CHECK (char_length(label) BETWEEN 1 AND 60),
	CONSTRAINT tool_unit_uses_ck CHECK (uses >= 0),
	CONSTRAINT tool_unit_lane_ck CHECK (lane BETWEEN 0 AND 134217727),
	CONSTRAINT tool_unit_label_uq UNIQUE (cooperative_id, tool_id, label),
	CONSTRAINT tool_unit_lane_uq UNIQUE (cooperative_id, id, lane),
	CONSTRAINT tool_unit_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE tool_certificate (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	tool_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	given_by UUID NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE,
	revoked_at TIMESTAMP WITH TIME ZONE,
	revoked_by UUID,
	CONSTRAINT tool_certificate_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_certificate_cooperative_id_tool_id_fk FOREIGN KEY(cooperative_id, tool_id) REFERENCES tool (cooperative_id, id),
	CONSTRAINT tool_certificate_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_certificate_cooperative_id_given_by_fk FOREIGN KEY(cooperative_id, given_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_certificate_cooperative_id_revoked_by_fk FOREIGN KEY(cooperative_id, revoked_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_certificate_another_ck CHECK (given_by <> agent_id),
	CONSTRAINT tool_certificate_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX tool_certificate_open_uq ON tool_certificate (cooperative_id, tool_id, agent_id) WHERE revoked_at IS NULL;

CREATE TABLE manifest_import_item (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	import_id UUID NOT NULL,
	position INTEGER NOT NULL,
	path TEXT NOT NULL,
	outcome TEXT NOT NULL,
	asset_id UUID,
	title TEXT DEFAULT '' NOT NULL,
	repairs JSONB DEFAULT '[]' NOT NULL,
	reasons JSONB DEFAULT '[]' NOT NULL,
	CONSTRAINT manifest_import_item_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT manifest_import_item_cooperative_id_import_id_fk FOREIGN KEY(cooperative_id, import_id) REFERENCES manifest_import (cooperative_id, id),
	CONSTRAINT manifest_import_item_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT manifest_import_item_outcome_ck CHECK (outcome IN ('new', 'renewed', 'unchanged', 'kept', 'refused')),
	CONSTRAINT manifest_import_item_position_uq UNIQUE (cooperative_id, import_id, position),
	CONSTRAINT manifest_import_item_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE asset_label (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	asset_id UUID NOT NULL,
	label TEXT NOT NULL,
	community TEXT NOT NULL,
	note JSONB NOT NULL,
	source TEXT DEFAULT '' NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT asset_label_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT asset_label_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT asset_label_once_uq UNIQUE (cooperative_id, asset_id, label),
	CONSTRAINT asset_label_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE asset_maintainer (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	asset_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT asset_maintainer_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT asset_maintainer_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT asset_maintainer_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT asset_maintainer_once_uq UNIQUE (cooperative_id, asset_id, agent_id),
	CONSTRAINT asset_maintainer_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX asset_maintainer_agent_ix ON asset_maintainer (cooperative_id, agent_id);

CREATE TABLE release (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	asset_id UUID NOT NULL,
	born BIGINT GENERATED ALWAYS AS IDENTITY,
	version TEXT NOT NULL,
	licence TEXT NOT NULL,
	notes JSONB NOT NULL,
	languages TEXT[] DEFAULT '{}' NOT NULL,
	technology_level SMALLINT,
	documentation_level SMALLINT,
	document JSONB DEFAULT '{}' NOT NULL,
	manifest JSONB,
	repository TEXT,
	tag TEXT,
	commit_sha TEXT,
	state TEXT NOT NULL,
	content_sha256 BYTEA,
	revision INTEGER DEFAULT '1' NOT NULL,
	drafted_by UUID NOT NULL,
	drafted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	published_at TIMESTAMP WITH TIME ZONE,
	withdrawn_at TIMESTAMP WITH TIME ZONE,
	withdrawn_because TEXT DEFAULT '' NOT NULL,
	CONSTRAINT release_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT release_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT release_cooperative_id_drafted_by_fk FOREIGN KEY(cooperative_id, drafted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT release_state_ck CHECK (state IN ('draft', 'published', 'frozen', 'withdrawn')),
	CONSTRAINT release_technology_level_ck CHECK (technology_level BETWEEN 1 AND 9),
	CONSTRAINT release_documentation_level_ck CHECK (documentation_level BETWEEN 1 AND 5),
	CONSTRAINT release_published_ck CHECK ((state = 'draft') = (published_at IS NULL) AND (state = 'draft') = (content_sha256 IS NULL)),
	CONSTRAINT release_withdrawn_ck CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL)),
	CONSTRAINT release_version_uq UNIQUE (cooperative_id, asset_id, version),
	CONSTRAINT release_born_uq UNIQUE (cooperative_id, id, born),
	CONSTRAINT release_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX release_asset_ix ON release (cooperative_id, asset_id, born DESC);

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

CREATE TABLE action_item (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	assembly_id UUID NOT NULL,
	item_id UUID,
	text TEXT NOT NULL,
	agent_id UUID,
	due_on DATE,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	done_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT action_item_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT action_item_cooperative_id_assembly_id_fk FOREIGN KEY(cooperative_id, assembly_id) REFERENCES assembly (cooperative_id, id),
	CONSTRAINT action_item_cooperative_id_item_id_fk FOREIGN KEY(cooperative_id, item_id) REFERENCES agenda_item (cooperative_id, id),
	CONSTRAINT action_item_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT action_item_text_ck CHECK (char_length(text) BETWEEN 1 AND 500),
	CONSTRAINT action_item_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX action_item_agent_ix ON action_item (cooperative_id, agent_id) WHERE done_at IS NULL;

CREATE TABLE grievance (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	opened_by_id UUID NOT NULL,
	against_agent_id UUID,
	decision_id UUID,
	restriction_id UUID,
	text TEXT NOT NULL,
	wish TEXT NOT NULL,
	mediator_id UUID,
	lot_seed BYTEA NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	appealed_at TIMESTAMP WITH TIME ZONE,
	election_id UUID,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT grievance_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT grievance_cooperative_id_opened_by_id_fk FOREIGN KEY(cooperative_id, opened_by_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_cooperative_id_against_agent_id_fk FOREIGN KEY(cooperative_id, against_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_cooperative_id_mediator_id_fk FOREIGN KEY(cooperative_id, mediator_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_cooperative_id_decision_id_fk FOREIGN KEY(cooperative_id, decision_id) REFERENCES decision (cooperative_id, id),
	CONSTRAINT grievance_cooperative_id_restriction_id_fk FOREIGN KEY(cooperative_id, restriction_id) REFERENCES restriction (cooperative_id, id),
	CONSTRAINT grievance_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT grievance_about_ck CHECK (num_nonnulls(against_agent_id, decision_id) = 1),
	CONSTRAINT grievance_restriction_ck CHECK (restriction_id IS NULL OR against_agent_id IS NOT NULL),
	CONSTRAINT grievance_parties_ck CHECK (against_agent_id <> opened_by_id),
	CONSTRAINT grievance_apart_ck CHECK (mediator_id <> opened_by_id AND (against_agent_id IS NULL OR mediator_id <> against_agent_id)),
	CONSTRAINT grievance_length_ck CHECK (char_length(text) <= 20000 AND char_length(wish) <= 4000),
	CONSTRAINT grievance_seed_ck CHECK (octet_length(lot_seed) = 32),
	CONSTRAINT grievance_appeal_ck CHECK ((appealed_at IS NULL) = (election_id IS NULL)),
	CONSTRAINT grievance_decision_uq UNIQUE (cooperative_id, decision_id, opened_by_id),
	CONSTRAINT grievance_restriction_uq UNIQUE (cooperative_id, restriction_id, opened_by_id),
	CONSTRAINT grievance_election_uq UNIQUE (cooperative_id, election_id),
	CONSTRAINT grievance_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE group_grant (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	group_id UUID NOT NULL,
	amount_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	reason TEXT NOT NULL,
	decision_id UUID,
	granted_by UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT group_grant_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT group_grant_cooperative_id_group_id_fk FOREIGN KEY(cooperative_id, group_id) REFERENCES working_group (cooperative_id, id),
	CONSTRAINT group_grant_cooperative_id_decision_id_fk FOREIGN KEY(cooperative_id, decision_id) REFERENCES decision (cooperative_id, id),
	CONSTRAINT group_grant_cooperative_id_granted_by_fk FOREIGN KEY(cooperative_id, granted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_grant_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT group_grant_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 500),
	CONSTRAINT group_grant_decision_uq UNIQUE (cooperative_id, group_id, decision_id),
	CONSTRAINT group_grant_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE office_term (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	office_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	number INTEGER NOT NULL,
	began_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	ended_because TEXT DEFAULT '' NOT NULL,
	decision_id UUID,
	ended_by_decision_id UUID,
	grant_id UUID,
	handover TEXT DEFAULT '' NOT NULL,
	handed_over_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT office_term_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT office_term_cooperative_id_office_id_fk FOREIGN KEY(cooperative_id, office_id) REFERENCES office (cooperative_id, id),
	CONSTRAINT office_term_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT office_term_cooperative_id_decision_id_fk FOREIGN KEY(cooperative_id, decision_id) REFERENCES decision (cooperative_id, id),
	CONSTRAINT office_term_cooperative_id_ended_by_decision_id_fk FOREIGN KEY(cooperative_id, ended_by_decision_id) REFERENCES decision (cooperative_id, id),
	CONSTRAINT office_term_cooperative_id_grant_id_fk FOREIGN KEY(cooperative_id, grant_id) REFERENCES role_grant (cooperative_id, id),
	CONSTRAINT office_term_ended_because_ck CHECK (ended_because IN ('', 'term', 'resigned', 'recalled', 'left', 'office_ended')),
	CONSTRAINT office_term_times_ck CHECK (ends_at > began_at),
	CONSTRAINT office_term_ended_ck CHECK ((ended_at IS NULL) = (ended_because = '')),
	CONSTRAINT office_term_recalled_ck CHECK ((ended_because = 'recalled') = (ended_by_decision_id IS NOT NULL)),
	CONSTRAINT office_term_number_ck CHECK (number >= 1),
	CONSTRAINT office_term_handover_ck CHECK (char_length(handover) <= 8000),
	CONSTRAINT office_term_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX office_term_ends_ix ON office_term (cooperative_id, ends_at) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX office_term_open_uq ON office_term (cooperative_id, office_id, agent_id) WHERE ended_at IS NULL;

CREATE INDEX office_term_agent_ix ON office_term (cooperative_id, agent_id);

CREATE TABLE sponsorship (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	proposal_id UUID NOT NULL,
	amendment_id UUID,
	agent_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT sponsorship_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT sponsorship_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT sponsorship_cooperative_id_amendment_id_fk FOREIGN KEY(cooperative_id, amendment_id) REFERENCES amendment (cooperative_id, id),
	CONSTRAINT sponsorship_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT sponsorship_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX sponsorship_amendment_uq ON sponsorship (cooperative_id, amendment_id, agent_id) WHERE amendment_id IS NOT NULL AND ended_at IS NULL;

CREATE UNIQUE INDEX sponsorship_proposal_uq ON sponsorship (cooperative_id, proposal_id, agent_id) WHERE amendment_id IS NULL AND ended_at IS NULL;

CREATE TABLE comment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	proposal_id UUID NOT NULL,
	amendment_id UUID,
	answers_id UUID,
	agent_id UUID NOT NULL,
	is_member BOOLEAN NOT NULL,
	text TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	removed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT comment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT comment_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT comment_cooperative_id_amendment_id_fk FOREIGN KEY(cooperative_id, amendment_id) REFERENCES amendment (cooperative_id, id),
	CONSTRAINT comment_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT comment_cooperative_id_answers_id_fk FOREIGN KEY(cooperative_id, answers_id) REFERENCES comment (cooperative_id, id),
	CONSTRAINT comment_text_ck CHECK (char_length(text) <= 4000),
	CONSTRAINT comment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX comment_agent_ix ON comment (cooperative_id, agent_id);

CREATE INDEX comment_proposal_ix ON comment (cooperative_id, proposal_id, id);

CREATE TABLE notice (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	proposal_id UUID NOT NULL,
	amendment_id UUID,
	agent_id UUID NOT NULL,
	purpose TEXT NOT NULL,
	channel TEXT,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	served_at TIMESTAMP WITH TIME ZONE,
	message_id UUID,
	message_sha256 BYTEA,
	CONSTRAINT notice_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT notice_cooperative_id_proposal_id_fk FOREIGN KEY(cooperative_id, proposal_id) REFERENCES proposal (cooperative_id, id),
	CONSTRAINT notice_cooperative_id_amendment_id_fk FOREIGN KEY(cooperative_id, amendment_id) REFERENCES amendment (cooperative_id, id),
	CONSTRAINT notice_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT notice_purpose_ck CHECK (purpose IN ('notice', 'reminder', 'review')),
	CONSTRAINT notice_channel_ck CHECK (channel IN ('mail', 'phone', 'paper')),
	CONSTRAINT notice_served_ck CHECK ((served_at IS NULL) = (message_sha256 IS NULL)),
	CONSTRAINT notice_once_uq UNIQUE NULLS NOT DISTINCT (cooperative_id, proposal_id, agent_id, purpose, amendment_id),
	CONSTRAINT notice_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX notice_due_ix ON notice (cooperative_id, due_at) WHERE served_at IS NULL;

CREATE TABLE decision_effect (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	decision_id UUID NOT NULL,
	outcome TEXT NOT NULL,
	detail JSONB DEFAULT '{}' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT decision_effect_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT decision_effect_cooperative_id_decision_id_fk FOREIGN KEY(cooperative_id, decision_id) REFERENCES decision (cooperative_id, id),
	CONSTRAINT decision_effect_outcome_ck CHECK (outcome IN ('in_force', 'impossible')),
	CONSTRAINT decision_effect_once_uq UNIQUE (cooperative_id, decision_id),
	CONSTRAINT decision_effect_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
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

CREATE TABLE variant (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	product_id UUID NOT NULL,
	sku TEXT DEFAULT '' NOT NULL,
	title JSONB NOT NULL,
	options TEXT[] DEFAULT '{}' NOT NULL,
	unit TEXT NOT NULL,
	step BIGINT DEFAULT '1' NOT NULL,
	least BIGINT DEFAULT '1' NOT NULL,
	most BIGINT,
	price_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	price_per BIGINT DEFAULT '1' NOT NULL,
	stock_item_id UUID NOT NULL,
	draws BIGINT DEFAULT '1' NOT NULL,
	content_base BIGINT,
	content_unit TEXT,
	position INTEGER DEFAULT '0' NOT NULL,
	imported JSONB,
	weighed BOOLEAN DEFAULT false NOT NULL,
	in_pieces BOOLEAN DEFAULT false NOT NULL,
	container_id UUID,
	container_holds BIGINT DEFAULT '1' NOT NULL,
	grants_licence BOOLEAN DEFAULT false NOT NULL,
	state TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	CONSTRAINT variant_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT variant_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT variant_cooperative_id_stock_item_id_fk FOREIGN KEY(cooperative_id, stock_item_id) REFERENCES stock_item (cooperative_id, id),
	CONSTRAINT variant_cooperative_id_container_id_fk FOREIGN KEY(cooperative_id, container_id) REFERENCES container (cooperative_id, id),
	CONSTRAINT variant_state_ck CHECK (state IN ('offered', 'withdrawn')),
	CONSTRAINT variant_unit_ck CHECK (unit IN ('piece', 'g', 'ml')),
	CONSTRAINT variant_steps_ck CHECK (step >= 1 AND least >= 1 AND least % step = 0 AND (most IS NULL OR most >= least)),
	CONSTRAINT variant_price_ck CHECK (price_minor BETWEEN 0 AND 1000000000000 AND price_per >= 1 AND draws >= 1),
	CONSTRAINT variant_packing_ck CHECK (container_holds >= 1 AND (in_pieces IS FALSE OR weighed)),
	CONSTRAINT variant_weighed_ck CHECK (weighed IS FALSE OR unit IN ('g', 'ml')),
	CONSTRAINT variant_content_ck CHECK ((content_base IS NULL AND content_unit IS NULL) OR (content_base >= 1 AND content_unit IN ('g', 'ml'))),
	CONSTRAINT variant_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX variant_stock_ix ON variant (cooperative_id, stock_item_id);

CREATE INDEX variant_product_ix ON variant (cooperative_id, product_id, position);

CREATE TABLE picture (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	product_id UUID NOT NULL,
	file_id UUID NOT NULL,
	alt JSONB NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	focus_x SMALLINT DEFAULT '50' NOT NULL,
	focus_y SMALLINT DEFAULT '50' NOT NULL,
	source_url TEXT,
	CONSTRAINT picture_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT picture_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT picture_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT picture_focus_ck CHECK (focus_x BETWEEN 0 AND 100 AND focus_y BETWEEN 0 AND 100),
	CONSTRAINT picture_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX picture_product_ix ON picture (cooperative_id, product_id, position);

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

CREATE TABLE checkout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cart_id UUID NOT NULL,
	visitor_hash BYTEA NOT NULL,
	person_id UUID,
	cycle_id UUID,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	discount_id UUID,
	voucher_id UUID,
	credit_minor BIGINT DEFAULT '0' NOT NULL,
	earnings_minor BIGINT DEFAULT '0' NOT NULL,
	earnings_stall_id UUID,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT checkout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT checkout_cooperative_id_discount_id_fk FOREIGN KEY(cooperative_id, discount_id) REFERENCES discount (cooperative_id, id),
	CONSTRAINT checkout_cooperative_id_voucher_id_fk FOREIGN KEY(cooperative_id, voucher_id) REFERENCES voucher (cooperative_id, id),
	CONSTRAINT checkout_cooperative_id_earnings_stall_id_fk FOREIGN KEY(cooperative_id, earnings_stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT checkout_state_ck CHECK (state IN ('open', 'placed', 'lapsed', 'abandoned')),
	CONSTRAINT checkout_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT checkout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX checkout_expiry_ix ON checkout (cooperative_id, expires_at) WHERE state = 'open';

CREATE UNIQUE INDEX checkout_open_uq ON checkout (cooperative_id, cart_id, currency, cycle_id) NULLS NOT DISTINCT WHERE state = 'open';

CREATE TABLE payout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	netted_minor BIGINT NOT NULL,
	returned_minor BIGINT DEFAULT '0' NOT NULL,
	brought_minor BIGINT DEFAULT '0' NOT NULL,
	carried_minor BIGINT DEFAULT '0' NOT NULL,
	batch_id UUID,
	till_id UUID,
	provider_account TEXT,
	provider_transfer TEXT,
	reversed_minor BIGINT NOT NULL,
	trial INTEGER DEFAULT '1' NOT NULL,
	tries INTEGER DEFAULT '0' NOT NULL,
	failure TEXT DEFAULT '' NOT NULL,
	approvals_needed SMALLINT DEFAULT '0' NOT NULL,
	account_payout_id UUID,
	sent_to_holder TEXT,
	sent_to_last_four TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE,
	paid_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT payout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payout_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT payout_cooperative_id_account_payout_id_fk FOREIGN KEY(cooperative_id, account_payout_id) REFERENCES account_payout (cooperative_id, id),
	CONSTRAINT payout_channel_ck CHECK (channel IN ('remittance', 'bank', 'hand')),
	CONSTRAINT payout_state_ck CHECK (state IN ('prepared', 'paid', 'failed', 'cancelled')),
	CONSTRAINT payout_amounts_ck CHECK (amount_minor >= 0 AND netted_minor >= 0 AND 0 <= reversed_minor AND reversed_minor <= amount_minor AND returned_minor IN (0, amount_minor)),
	CONSTRAINT payout_transfer_uq UNIQUE (cooperative_id, provider_transfer),
	CONSTRAINT payout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX payout_stall_ix ON payout (cooperative_id, stall_id, created_at DESC);

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

CREATE INDEX statement_use_line_ix ON statement_use (cooperative_id, line_id);

CREATE INDEX statement_use_subject_ix ON statement_use (cooperative_id, subject_id);

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

CREATE UNIQUE INDEX want_address_uq ON want (cooperative_id, address, folded) WHERE address IS NOT NULL AND met_at IS NULL AND ended_at IS NULL;

CREATE INDEX want_open_ix ON want (cooperative_id, asked_at) WHERE met_at IS NULL AND ended_at IS NULL;

CREATE UNIQUE INDEX want_person_uq ON want (cooperative_id, person_id, folded) WHERE person_id IS NOT NULL AND met_at IS NULL AND ended_at IS NULL;

CREATE TABLE vouching (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	application_id UUID NOT NULL,
	sponsor_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT vouching_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT vouching_cooperative_id_application_id_fk FOREIGN KEY(cooperative_id, application_id) REFERENCES application (cooperative_id, id),
	CONSTRAINT vouching_cooperative_id_sponsor_id_fk FOREIGN KEY(cooperative_id, sponsor_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT vouching_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX vouching_sponsor_ix ON vouching (cooperative_id, sponsor_id);

CREATE UNIQUE INDEX vouching_open_uq ON vouching (cooperative_id, application_id, sponsor_id) WHERE ended_at IS NULL;

CREATE TABLE webhook_delivery (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	webhook_id UUID NOT NULL,
	message_id UUID NOT NULL,
	state TEXT NOT NULL,
	attempts INTEGER DEFAULT '0' NOT NULL,
	next_at TIMESTAMP WITH TIME ZONE NOT NULL,
	claimed_until TIMESTAMP WITH TIME ZONE,
	delivered_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT webhook_delivery_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT webhook_delivery_cooperative_id_webhook_id_fk FOREIGN KEY(cooperative_id, webhook_id) REFERENCES webhook (cooperative_id, id),
	CONSTRAINT webhook_delivery_cooperative_id_message_id_fk FOREIGN KEY(cooperative_id, message_id) REFERENCES webhook_message (cooperative_id, id),
	CONSTRAINT webhook_delivery_cooperative_id_webhook_id_message_id_uq UNIQUE (cooperative_id, webhook_id, message_id),
	CONSTRAINT webhook_delivery_state_ck CHECK (state IN ('waiting', 'delivered')),
	CONSTRAINT webhook_delivery_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX webhook_delivery_due_ix ON webhook_delivery (cooperative_id, webhook_id, next_at) WHERE state = 'waiting';

CREATE INDEX webhook_delivery_message_ix ON webhook_delivery (cooperative_id, message_id);

CREATE TABLE contribution_file (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	contribution_id UUID NOT NULL,
	file_id UUID NOT NULL,
	CONSTRAINT contribution_file_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT contribution_file_cooperative_id_contribution_id_fk FOREIGN KEY(cooperative_id, contribution_id) REFERENCES contribution (cooperative_id, id),
	CONSTRAINT contribution_file_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT contribution_file_once_uq UNIQUE (cooperative_id, contribution_id, file_id),
	CONSTRAINT contribution_file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX contribution_file_file_ix ON contribution_file (cooperative_id, file_id);

CREATE TABLE contribution_origin (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	source TEXT NOT NULL,
	key TEXT NOT NULL,
	contribution_id UUID NOT NULL,
	CONSTRAINT contribution_origin_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT contribution_origin_cooperative_id_contribution_id_fk FOREIGN KEY(cooperative_id, contribution_id) REFERENCES contribution (cooperative_id, id),
	CONSTRAINT contribution_origin_source_ck CHECK (source IN ('typed', 'day', 'git', 'csv')),
	CONSTRAINT contribution_origin_key_ck CHECK (char_length(key) BETWEEN 1 AND 120),
	CONSTRAINT contribution_origin_once_uq UNIQUE (cooperative_id, source, key),
	CONSTRAINT contribution_origin_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX contribution_origin_contribution_ix ON contribution_origin (cooperative_id, contribution_id);

CREATE TABLE work_task (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	work_day_id UUID NOT NULL,
	position INTEGER NOT NULL,
	title JSONB NOT NULL,
	kind TEXT NOT NULL,
	seats INTEGER NOT NULL,
	CONSTRAINT work_task_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT work_task_cooperative_id_work_day_id_fk FOREIGN KEY(cooperative_id, work_day_id) REFERENCES work_day (cooperative_id, id),
	CONSTRAINT work_task_kind_ck CHECK (kind IN ('work', 'care', 'coordination', 'mentoring', 'design', 'documentation', 'translation', 'materials', 'tools')),
	CONSTRAINT work_task_seats_ck CHECK (seats BETWEEN 1 AND 500),
	CONSTRAINT work_task_position_uq UNIQUE (cooperative_id, work_day_id, position),
	CONSTRAINT work_task_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE distribution (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	source TEXT NOT NULL,
	release_id UUID,
	asset_id UUID,
	fund TEXT NOT NULL,
	asset_ids UUID[],
	cause TEXT,
	equation_version_id UUID NOT NULL,
	maintainer_ids UUID[] NOT NULL,
	counted_on DATE NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	left_minor BIGINT NOT NULL,
	netted_minor BIGINT NOT NULL,
	event_count INTEGER NOT NULL,
	input_sha256 BYTEA NOT NULL,
	made_by UUID NOT NULL,
	made_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT distribution_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT distribution_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT distribution_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT distribution_cooperative_id_equation_version_id_fk FOREIGN KEY(cooperative_id, equation_version_id) REFERENCES rule_version (cooperative_id, id),
	CONSTRAINT distribution_cooperative_id_made_by_fk FOREIGN KEY(cooperative_id, made_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT distribution_source_ck CHECK (source IN ('royalty', 'fund')),
	CONSTRAINT distribution_of_ck CHECK ((source = 'royalty') = (release_id IS NOT NULL AND asset_id IS NOT NULL) AND (source = 'fund') = (fund <> '')),
	CONSTRAINT distribution_amounts_ck CHECK (amount_minor > 0 AND left_minor BETWEEN 0 AND amount_minor AND netted_minor >= 0),
	CONSTRAINT distribution_sha256_ck CHECK (octet_length(input_sha256) = 32),
	CONSTRAINT distribution_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX distribution_made_ix ON distribution (cooperative_id, id DESC);

CREATE INDEX distribution_release_ix ON distribution (cooperative_id, release_id);

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

CREATE TABLE quality_standard (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	name JSONB NOT NULL,
	text JSONB NOT NULL,
	points JSONB NOT NULL,
	days INTEGER NOT NULL,
	text_sha256 BYTEA NOT NULL,
	drafted_at TIMESTAMP WITH TIME ZONE NOT NULL,
	drafted_by_agent_id UUID NOT NULL,
	decision_id UUID,
	adopted_at TIMESTAMP WITH TIME ZONE,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT quality_standard_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT quality_standard_cooperative_id_drafted_by_agent_id_fk FOREIGN KEY(cooperative_id, drafted_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT quality_standard_cooperative_id_decision_id_fk FOREIGN KEY(cooperative_id, decision_id) REFERENCES decision (cooperative_id, id),
	CONSTRAINT quality_standard_days_ck CHECK (days BETWEEN 30 AND 3660),
	CONSTRAINT quality_standard_points_ck CHECK (jsonb_array_length(points) BETWEEN 1 AND 40),
	CONSTRAINT quality_standard_adopted_ck CHECK ((decision_id IS NULL) = (adopted_at IS NULL)),
	CONSTRAINT quality_standard_sha256_ck CHECK (octet_length(text_sha256) = 32),
	CONSTRAINT quality_standard_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE booking (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	tool_id UUID NOT NULL,
	unit_id UUID NOT NULL,
	lane BIGINT NOT NULL,
	agent_id UUID NOT NULL,
	purpose TEXT NOT NULL,
	starts_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ends_at TIMESTAMP WITH TIME ZONE NOT NULL,
	state TEXT NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	deposit_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	deposit_state TEXT NOT NULL,
	deposit_way TEXT,
	withheld_minor BIGINT NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	stretch INT8RANGE GENERATED ALWAYS AS (int8range(lane * 68719476736 + (extract(epoch FROM starts_at - '1970-01-01 00:00:00+00'::timestamptz) / 60)::bigint, lane * 68719476736 + (extract(epoch FROM ends_at - '1970-01-01 00:00:00+00'::timestamptz) / 60)::bigint)) STORED NOT NULL,
	CONSTRAINT booking_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT booking_cooperative_id_tool_id_fk FOREIGN KEY(cooperative_id, tool_id) REFERENCES tool (cooperative_id, id),
	CONSTRAINT booking_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT booking_cooperative_id_unit_id_lane_fk FOREIGN KEY(cooperative_id, unit_id, lane) REFERENCES tool_unit (cooperative_id, id, lane),
	CONSTRAINT booking_purpose_ck CHECK (purpose IN ('use', 'service')),
	CONSTRAINT booking_state_ck CHECK (state IN ('booked', 'out', 'returned', 'cancelled', 'missed')),
	CONSTRAINT booking_deposit_state_ck CHECK (deposit_state IN ('none', 'due', 'held', 'settled')),
	CONSTRAINT booking_deposit_way_ck CHECK (deposit_way IN ('till', 'bank')),
	CONSTRAINT booking_times_ck CHECK (ends_at > starts_at AND starts_at > '2000-01-01 00:00:00+00'),
	CONSTRAINT booking_minutes_ck CHECK (date_trunc('minute', starts_at) = starts_at AND date_trunc('minute', ends_at) = ends_at),
	CONSTRAINT booking_deposit_ck CHECK (deposit_minor >= 0 AND withheld_minor BETWEEN 0 AND deposit_minor),
	CONSTRAINT booking_deposit_none_ck CHECK ((deposit_state = 'none') = (deposit_minor = 0)),
	CONSTRAINT booking_deposit_way_when_ck CHECK ((deposit_way IS NOT NULL) = (deposit_state IN ('held', 'settled'))),
	CONSTRAINT booking_note_ck CHECK (char_length(note) <= 500),
	CONSTRAINT booking_service_ck CHECK (purpose = 'use' OR deposit_minor = 0),
	CONSTRAINT booking_overlap_ex EXCLUDE USING gist (stretch WITH &&) WHERE (state IN ('booked', 'out')),
	CONSTRAINT booking_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX booking_tool_ix ON booking (cooperative_id, tool_id, starts_at);

CREATE INDEX booking_agent_ix ON booking (cooperative_id, agent_id, starts_at);

CREATE UNIQUE INDEX booking_out_uq ON booking (cooperative_id, unit_id) WHERE state = 'out';

CREATE TABLE manifest_home (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	identity TEXT NOT NULL,
	asset_id UUID NOT NULL,
	release_id UUID NOT NULL,
	digest TEXT NOT NULL,
	found_at TEXT DEFAULT '' NOT NULL,
	path TEXT DEFAULT '' NOT NULL,
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT manifest_home_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT manifest_home_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT manifest_home_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT manifest_home_identity_uq UNIQUE (cooperative_id, identity),
	CONSTRAINT manifest_home_asset_uq UNIQUE (cooperative_id, asset_id),
	CONSTRAINT manifest_home_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE release_holder (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	agent_id UUID,
	name TEXT NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT release_holder_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT release_holder_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT release_holder_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT release_holder_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX release_holder_release_ix ON release_holder (cooperative_id, release_id, position);

CREATE INDEX release_holder_agent_ix ON release_holder (cooperative_id, agent_id);

CREATE TABLE release_file (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	path TEXT NOT NULL,
	role TEXT NOT NULL,
	file_id UUID,
	sha256 BYTEA,
	media_type TEXT NOT NULL,
	bytes BIGINT,
	url TEXT,
	repository TEXT,
	tag TEXT,
	position INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT release_file_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT release_file_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT release_file_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT release_file_role_ck CHECK (role IN ('source', 'export', 'document', 'picture', 'licence', 'other')),
	CONSTRAINT release_file_is_somewhere_ck CHECK (file_id IS NOT NULL OR url IS NOT NULL OR repository IS NOT NULL),
	CONSTRAINT release_file_known_by_hash_ck CHECK (file_id IS NULL OR (sha256 IS NOT NULL AND bytes IS NOT NULL)),
	CONSTRAINT release_file_path_uq UNIQUE (cooperative_id, release_id, path),
	CONSTRAINT release_file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX release_file_file_ix ON release_file (cooperative_id, file_id);

CREATE TABLE release_picture (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	file_id UUID NOT NULL,
	alt JSONB NOT NULL,
	step INTEGER,
	position INTEGER DEFAULT '0' NOT NULL,
	CONSTRAINT release_picture_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT release_picture_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT release_picture_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT release_picture_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX release_picture_file_ix ON release_picture (cooperative_id, file_id);

CREATE INDEX release_picture_release_ix ON release_picture (cooperative_id, release_id, position);

CREATE TABLE release_parent (
	cooperative_id UUID NOT NULL,
	release_id UUID NOT NULL,
	born BIGINT NOT NULL,
	parent_cooperative_id UUID NOT NULL,
	parent_release_id UUID NOT NULL,
	parent_born BIGINT NOT NULL,
	relation TEXT NOT NULL,
	CONSTRAINT release_parent_pk PRIMARY KEY (cooperative_id, release_id, parent_release_id),
	CONSTRAINT release_parent_child_fk FOREIGN KEY(cooperative_id, release_id, born) REFERENCES release (cooperative_id, id, born),
	CONSTRAINT release_parent_parent_fk FOREIGN KEY(parent_cooperative_id, parent_release_id, parent_born) REFERENCES release (cooperative_id, id, born),
	CONSTRAINT release_parent_relation_ck CHECK (relation IN ('built_on', 'fork', 'variant')),
	CONSTRAINT release_parent_only_back_ck CHECK (parent_born < born),
	CONSTRAINT release_parent_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX release_parent_child_ix ON release_parent (release_id, parent_release_id);

CREATE INDEX release_parent_parent_ix ON release_parent (parent_release_id);

CREATE TABLE release_dispute (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	claim TEXT NOT NULL,
	evidence TEXT DEFAULT '' NOT NULL,
	by_agent_id UUID NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	settled_by UUID,
	upheld BOOLEAN,
	because TEXT DEFAULT '' NOT NULL,
	CONSTRAINT release_dispute_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT release_dispute_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT release_dispute_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT release_dispute_cooperative_id_settled_by_fk FOREIGN KEY(cooperative_id, settled_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT release_dispute_settled_ck CHECK ((settled_at IS NULL) = (upheld IS NULL)),
	CONSTRAINT release_dispute_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX release_dispute_open_uq ON release_dispute (cooperative_id, release_id) WHERE settled_at IS NULL;

CREATE TABLE release_review (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	built_it BOOLEAN NOT NULL,
	complete BOOLEAN NOT NULL,
	missing TEXT[] DEFAULT '{}' NOT NULL,
	text TEXT DEFAULT '' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT release_review_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT release_review_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT release_review_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT release_review_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX release_review_release_ix ON release_review (cooperative_id, release_id, at DESC);

CREATE TABLE making (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	agent_id UUID,
	maker TEXT NOT NULL,
	what TEXT NOT NULL,
	place TEXT DEFAULT '' NOT NULL,
	url TEXT,
	mail TEXT,
	picture_file_id UUID,
	alt JSONB NOT NULL,
	told_by UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT making_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT making_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT making_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT making_cooperative_id_told_by_fk FOREIGN KEY(cooperative_id, told_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT making_cooperative_id_picture_file_id_fk FOREIGN KEY(cooperative_id, picture_file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT making_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX making_release_ix ON making (cooperative_id, release_id, at DESC);

CREATE TABLE safety_notice (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	severity TEXT NOT NULL,
	text JSONB NOT NULL,
	by_agent_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT safety_notice_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT safety_notice_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT safety_notice_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT safety_notice_severity_ck CHECK (severity IN ('note', 'caution', 'danger')),
	CONSTRAINT safety_notice_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX safety_notice_release_ix ON safety_notice (cooperative_id, release_id, at DESC);

CREATE TABLE product_release (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	product_id UUID NOT NULL,
	release_id UUID NOT NULL,
	thanks_bps INTEGER NOT NULL,
	set_by UUID NOT NULL,
	set_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT product_release_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT product_release_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT product_release_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT product_release_cooperative_id_set_by_fk FOREIGN KEY(cooperative_id, set_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT product_release_thanks_ck CHECK (thanks_bps BETWEEN 0 AND 3000),
	CONSTRAINT product_release_product_uq UNIQUE (cooperative_id, product_id),
	CONSTRAINT product_release_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX product_release_release_ix ON product_release (cooperative_id, release_id);

CREATE TABLE grievance_roll (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	grievance_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	CONSTRAINT grievance_roll_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT grievance_roll_cooperative_id_grievance_id_fk FOREIGN KEY(cooperative_id, grievance_id) REFERENCES grievance (cooperative_id, id),
	CONSTRAINT grievance_roll_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_roll_once_uq UNIQUE (cooperative_id, grievance_id, agent_id),
	CONSTRAINT grievance_roll_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE grievance_step (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	grievance_id UUID NOT NULL,
	step TEXT NOT NULL,
	began_at TIMESTAMP WITH TIME ZONE NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	outcome TEXT DEFAULT '' NOT NULL,
	is_upheld BOOLEAN,
	text TEXT DEFAULT '' NOT NULL,
	CONSTRAINT grievance_step_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT grievance_step_cooperative_id_grievance_id_fk FOREIGN KEY(cooperative_id, grievance_id) REFERENCES grievance (cooperative_id, id),
	CONSTRAINT grievance_step_step_ck CHECK (step IN ('mediation', 'panel', 'appeal')),
	CONSTRAINT grievance_step_outcome_ck CHECK (outcome IN ('', 'settled', 'not_settled', 'decided', 'withdrawn', 'lapsed')),
	CONSTRAINT grievance_step_ended_ck CHECK ((ended_at IS NULL) = (outcome = '')),
	CONSTRAINT grievance_step_decided_ck CHECK ((outcome = 'decided') = (is_upheld IS NOT NULL)),
	CONSTRAINT grievance_step_deadline_ck CHECK (due_at > began_at),
	CONSTRAINT grievance_step_once_uq UNIQUE (cooperative_id, grievance_id, step),
	CONSTRAINT grievance_step_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX grievance_step_due_ix ON grievance_step (cooperative_id, due_at) WHERE ended_at IS NULL;

CREATE UNIQUE INDEX grievance_step_open_uq ON grievance_step (cooperative_id, grievance_id) WHERE ended_at IS NULL;

CREATE TABLE grievance_panellist (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	grievance_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	drawn_at TIMESTAMP WITH TIME ZONE NOT NULL,
	declined_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT grievance_panellist_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT grievance_panellist_cooperative_id_grievance_id_fk FOREIGN KEY(cooperative_id, grievance_id) REFERENCES grievance (cooperative_id, id),
	CONSTRAINT grievance_panellist_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_panellist_once_uq UNIQUE (cooperative_id, grievance_id, agent_id),
	CONSTRAINT grievance_panellist_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX grievance_panellist_agent_ix ON grievance_panellist (cooperative_id, agent_id);

CREATE TABLE grievance_finding (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	grievance_id UUID NOT NULL,
	is_upheld BOOLEAN NOT NULL,
	text TEXT NOT NULL,
	by_agent_id UUID NOT NULL,
	agreed_by_id UUID,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT grievance_finding_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT grievance_finding_cooperative_id_grievance_id_fk FOREIGN KEY(cooperative_id, grievance_id) REFERENCES grievance (cooperative_id, id),
	CONSTRAINT grievance_finding_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_finding_cooperative_id_agreed_by_id_fk FOREIGN KEY(cooperative_id, agreed_by_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_finding_two_ck CHECK (agreed_by_id <> by_agent_id),
	CONSTRAINT grievance_finding_length_ck CHECK (char_length(text) <= 20000),
	CONSTRAINT grievance_finding_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE grievance_letter (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	grievance_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	purpose TEXT NOT NULL,
	ended TEXT NOT NULL,
	due_at TIMESTAMP WITH TIME ZONE,
	written_at TIMESTAMP WITH TIME ZONE NOT NULL,
	channel TEXT,
	served_at TIMESTAMP WITH TIME ZONE,
	message_id UUID,
	message_sha256 BYTEA,
	CONSTRAINT grievance_letter_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT grievance_letter_cooperative_id_grievance_id_fk FOREIGN KEY(cooperative_id, grievance_id) REFERENCES grievance (cooperative_id, id),
	CONSTRAINT grievance_letter_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT grievance_letter_purpose_ck CHECK (purpose IN ('mediation', 'panel', 'appeal', 'assembly', 'closed', 'waiting', 'drawn', 'vote')),
	CONSTRAINT grievance_letter_ended_ck CHECK (ended IN ('', 'settled', 'not_settled', 'decided', 'withdrawn', 'lapsed')),
	CONSTRAINT grievance_letter_channel_ck CHECK (channel IN ('mail', 'phone', 'paper')),
	CONSTRAINT grievance_letter_served_ck CHECK ((served_at IS NULL) = (message_sha256 IS NULL)),
	CONSTRAINT grievance_letter_once_uq UNIQUE (cooperative_id, grievance_id, agent_id, purpose),
	CONSTRAINT grievance_letter_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX grievance_letter_due_ix ON grievance_letter (cooperative_id, id) WHERE served_at IS NULL;

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

CREATE TABLE reservation (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	checkout_id UUID NOT NULL,
	stock_item_id UUID NOT NULL,
	quantity BIGINT NOT NULL,
	state TEXT NOT NULL,
	CONSTRAINT reservation_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT reservation_cooperative_id_checkout_id_fk FOREIGN KEY(cooperative_id, checkout_id) REFERENCES checkout (cooperative_id, id),
	CONSTRAINT reservation_cooperative_id_stock_item_id_fk FOREIGN KEY(cooperative_id, stock_item_id) REFERENCES stock_item (cooperative_id, id),
	CONSTRAINT reservation_state_ck CHECK (state IN ('held', 'taken', 'given_back')),
	CONSTRAINT reservation_quantity_ck CHECK (quantity >= 1),
	CONSTRAINT reservation_once_uq UNIQUE (cooperative_id, checkout_id, stock_item_id),
	CONSTRAINT reservation_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX reservation_held_ix ON reservation (cooperative_id, stock_item_id) WHERE state = 'held';

CREATE TABLE sale_order (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	number BIGINT NOT NULL,
	checkout_id UUID NOT NULL,
	person_id UUID,
	agent_id UUID,
	visitor_hash BYTEA NOT NULL,
	contact JSONB NOT NULL,
	language TEXT NOT NULL,
	fulfilment TEXT NOT NULL,
	pickup_point_id UUID,
	place JSONB NOT NULL,
	payment_method TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	goods_minor BIGINT NOT NULL,
	delivery_minor BIGINT NOT NULL,
	delivery_tax_bps INTEGER DEFAULT '0' NOT NULL,
	delivery_tax_minor BIGINT DEFAULT '0' NOT NULL,
	total_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	cancellation_asked_at TIMESTAMP WITH TIME ZONE,
	cancellation_reason TEXT DEFAULT '' NOT NULL,
	cycle_id UUID,
	cancel_cause TEXT DEFAULT '' NOT NULL,
	slot_id UUID,
	carrier_id UUID,
	CONSTRAINT sale_order_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_checkout_id_fk FOREIGN KEY(cooperative_id, checkout_id) REFERENCES checkout (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_slot_id_fk FOREIGN KEY(cooperative_id, slot_id) REFERENCES slot (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_carrier_id_fk FOREIGN KEY(cooperative_id, carrier_id) REFERENCES carrier (cooperative_id, id),
	CONSTRAINT sale_order_state_ck CHECK (state IN ('awaiting_payment', 'placed', 'completed', 'cancelled')),
	CONSTRAINT sale_order_payment_method_ck CHECK (payment_method IN ('card', 'pickup', 'bank', 'invoice')),
	CONSTRAINT sale_order_fulfilment_ck CHECK (fulfilment IN ('pickup', 'delivery')),
	CONSTRAINT sale_order_total_ck CHECK (total_minor = goods_minor + delivery_minor AND total_minor >= 0),
	CONSTRAINT sale_order_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT sale_order_checkout_uq UNIQUE (cooperative_id, checkout_id),
	CONSTRAINT sale_order_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX sale_order_cycle_ix ON sale_order (cooperative_id, cycle_id, person_id) WHERE cycle_id IS NOT NULL;

CREATE INDEX sale_order_person_ix ON sale_order (cooperative_id, person_id, placed_at DESC);

CREATE INDEX sale_order_state_ix ON sale_order (cooperative_id, state, placed_at DESC);

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
	cycle_id UUID,
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
	CONSTRAINT group_purchase_cooperative_id_cycle_id_fk FOREIGN KEY(cooperative_id, cycle_id) REFERENCES order_cycle (cooperative_id, id),
	CONSTRAINT group_purchase_cooperative_id_opened_by_fk FOREIGN KEY(cooperative_id, opened_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT group_purchase_state_ck CHECK (state IN ('open', 'ordered', 'received', 'failed', 'cancelled')),
	CONSTRAINT group_purchase_terms_ck CHECK (case_size >= 1 AND least_cases >= 1 AND price_minor >= 0 AND price_per >= 1),
	CONSTRAINT group_purchase_cases_ck CHECK ((state IN ('ordered', 'received')) = (cases IS NOT NULL)),
	CONSTRAINT group_purchase_received_ck CHECK ((state = 'received') = (received IS NOT NULL) AND (received IS NULL) = (final_minor IS NULL) AND (received IS NULL) = (leftover IS NULL) AND final_minor <= price_minor),
	CONSTRAINT group_purchase_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX group_purchase_state_ix ON group_purchase (cooperative_id, state, closes_at);

CREATE INDEX group_purchase_cycle_ix ON group_purchase (cooperative_id, cycle_id) WHERE cycle_id IS NOT NULL;

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

CREATE TABLE webhook_attempt (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	delivery_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	status INTEGER,
	problem TEXT NOT NULL,
	milliseconds INTEGER NOT NULL,
	answer TEXT NOT NULL,
	CONSTRAINT webhook_attempt_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT webhook_attempt_cooperative_id_delivery_id_fk FOREIGN KEY(cooperative_id, delivery_id) REFERENCES webhook_delivery (cooperative_id, id),
	CONSTRAINT webhook_attempt_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX webhook_attempt_delivery_ix ON webhook_attempt (cooperative_id, delivery_id);

CREATE TABLE work_seat (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	work_day_id UUID NOT NULL,
	task_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	state TEXT NOT NULL,
	signed_up_at TIMESTAMP WITH TIME ZONE NOT NULL,
	changed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	is_offered BOOLEAN DEFAULT false NOT NULL,
	offered_to_id UUID,
	came_at TIMESTAMP WITH TIME ZONE,
	noted_by UUID,
	reminded_at TIMESTAMP WITH TIME ZONE,
	minutes INTEGER,
	contribution_id UUID,
	CONSTRAINT work_seat_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT work_seat_cooperative_id_work_day_id_fk FOREIGN KEY(cooperative_id, work_day_id) REFERENCES work_day (cooperative_id, id),
	CONSTRAINT work_seat_cooperative_id_task_id_fk FOREIGN KEY(cooperative_id, task_id) REFERENCES work_task (cooperative_id, id),
	CONSTRAINT work_seat_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT work_seat_cooperative_id_offered_to_id_fk FOREIGN KEY(cooperative_id, offered_to_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT work_seat_cooperative_id_noted_by_fk FOREIGN KEY(cooperative_id, noted_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT work_seat_cooperative_id_contribution_id_fk FOREIGN KEY(cooperative_id, contribution_id) REFERENCES contribution (cooperative_id, id),
	CONSTRAINT work_seat_state_ck CHECK (state IN ('taken', 'waiting', 'came', 'withdrawn', 'passed_on', 'absent')),
	CONSTRAINT work_seat_came_ck CHECK ((state = 'came') = (came_at IS NOT NULL)),
	CONSTRAINT work_seat_offered_ck CHECK (NOT is_offered OR state = 'taken'),
	CONSTRAINT work_seat_offered_to_ck CHECK (offered_to_id IS NULL OR (is_offered AND offered_to_id <> agent_id)),
	CONSTRAINT work_seat_minutes_ck CHECK (minutes BETWEEN 0 AND 1440),
	CONSTRAINT work_seat_counted_ck CHECK (contribution_id IS NULL OR state = 'came'),
	CONSTRAINT work_seat_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX work_seat_agent_ix ON work_seat (cooperative_id, agent_id) WHERE state IN ('taken', 'waiting', 'came');

CREATE UNIQUE INDEX work_seat_open_uq ON work_seat (cooperative_id, work_day_id, agent_id) WHERE state IN ('taken', 'waiting', 'came');

CREATE INDEX work_seat_task_ix ON work_seat (cooperative_id, task_id, signed_up_at, id);

CREATE TABLE distribution_event (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	distribution_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	events JSONB NOT NULL,
	CONSTRAINT distribution_event_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT distribution_event_cooperative_id_distribution_id_fk FOREIGN KEY(cooperative_id, distribution_id) REFERENCES distribution (cooperative_id, id),
	CONSTRAINT distribution_event_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT distribution_event_once_uq UNIQUE (cooperative_id, distribution_id, agent_id),
	CONSTRAINT distribution_event_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX distribution_event_agent_ix ON distribution_event (cooperative_id, agent_id);

CREATE TABLE distribution_claim (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	distribution_id UUID NOT NULL,
	event_id UUID NOT NULL,
	bucket TEXT NOT NULL,
	claim TEXT NOT NULL,
	minor BIGINT,
	CONSTRAINT distribution_claim_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT distribution_claim_cooperative_id_distribution_id_fk FOREIGN KEY(cooperative_id, distribution_id) REFERENCES distribution (cooperative_id, id),
	CONSTRAINT distribution_claim_cooperative_id_event_id_fk FOREIGN KEY(cooperative_id, event_id) REFERENCES contribution (cooperative_id, id),
	CONSTRAINT distribution_claim_claim_ck CHECK (claim IN ('once', 'owed')),
	CONSTRAINT distribution_claim_claim_owed_ck CHECK ((claim = 'owed') = (minor IS NOT NULL)),
	CONSTRAINT distribution_claim_uq UNIQUE (cooperative_id, distribution_id, event_id, bucket),
	CONSTRAINT distribution_claim_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX distribution_claim_once_uq ON distribution_claim (cooperative_id, event_id) WHERE claim = 'once';

CREATE INDEX distribution_claim_event_ix ON distribution_claim (cooperative_id, event_id);

CREATE TABLE distribution_part (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	distribution_id UUID NOT NULL,
	bucket TEXT NOT NULL,
	position INTEGER NOT NULL,
	agent_id UUID,
	fund TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	points BIGINT NOT NULL,
	CONSTRAINT distribution_part_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT distribution_part_cooperative_id_distribution_id_fk FOREIGN KEY(cooperative_id, distribution_id) REFERENCES distribution (cooperative_id, id),
	CONSTRAINT distribution_part_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT distribution_part_whose_ck CHECK ((agent_id IS NULL) = (fund <> '') AND amount_minor > 0),
	CONSTRAINT distribution_part_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX distribution_part_ix ON distribution_part (cooperative_id, distribution_id, position);

CREATE INDEX distribution_part_agent_ix ON distribution_part (cooperative_id, agent_id, distribution_id);

CREATE TABLE quality_mark (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	standard_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	stall_id UUID,
	product_id UUID,
	release_id UUID,
	claim_id UUID NOT NULL,
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT quality_mark_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT quality_mark_cooperative_id_standard_id_fk FOREIGN KEY(cooperative_id, standard_id) REFERENCES quality_standard (cooperative_id, id),
	CONSTRAINT quality_mark_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT quality_mark_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT quality_mark_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT quality_mark_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT quality_mark_cooperative_id_claim_id_fk FOREIGN KEY(cooperative_id, claim_id) REFERENCES claim (cooperative_id, id),
	CONSTRAINT quality_mark_subject_ck CHECK (num_nonnulls(stall_id, product_id, release_id) = 1),
	CONSTRAINT quality_mark_claim_uq UNIQUE (cooperative_id, claim_id),
	CONSTRAINT quality_mark_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX quality_mark_product_ix ON quality_mark (cooperative_id, product_id, standard_id);

CREATE INDEX quality_mark_release_ix ON quality_mark (cooperative_id, release_id, standard_id);

CREATE INDEX quality_mark_stall_ix ON quality_mark (cooperative_id, stall_id, standard_id);

CREATE TABLE licence_offer (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	variant_id UUID NOT NULL,
	acts TEXT[] NOT NULL,
	days INTEGER,
	offered_by_agent_id UUID NOT NULL,
	offered_at TIMESTAMP WITH TIME ZONE NOT NULL,
	closed_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT licence_offer_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT licence_offer_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT licence_offer_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT licence_offer_cooperative_id_offered_by_agent_id_fk FOREIGN KEY(cooperative_id, offered_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_offer_acts_ck CHECK (acts <@ ARRAY['use_noncommercial', 'use_commercial', 'share', 'modify', 'publish_derivative', 'sell_products', 'offer_network']::text[] AND cardinality(acts) > 0),
	CONSTRAINT licence_offer_days_ck CHECK (days BETWEEN 1 AND 36600),
	CONSTRAINT licence_offer_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX licence_offer_release_ix ON licence_offer (cooperative_id, release_id);

CREATE UNIQUE INDEX licence_offer_variant_uq ON licence_offer (cooperative_id, variant_id) WHERE closed_at IS NULL;

CREATE TABLE tool_signature (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	booking_id UUID NOT NULL,
	direction TEXT NOT NULL,
	side TEXT NOT NULL,
	agent_id UUID NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT tool_signature_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_signature_cooperative_id_booking_id_fk FOREIGN KEY(cooperative_id, booking_id) REFERENCES booking (cooperative_id, id),
	CONSTRAINT tool_signature_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_signature_direction_ck CHECK (direction IN ('out', 'back')),
	CONSTRAINT tool_signature_side_ck CHECK (side IN ('giver', 'taker')),
	CONSTRAINT tool_signature_note_ck CHECK (char_length(note) <= 500),
	CONSTRAINT tool_signature_once_uq UNIQUE (cooperative_id, booking_id, direction, side),
	CONSTRAINT tool_signature_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE custody_event (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	booking_id UUID NOT NULL,
	unit_id UUID NOT NULL,
	direction TEXT NOT NULL,
	provider_id UUID NOT NULL,
	receiver_id UUID NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT custody_event_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT custody_event_cooperative_id_booking_id_fk FOREIGN KEY(cooperative_id, booking_id) REFERENCES booking (cooperative_id, id),
	CONSTRAINT custody_event_cooperative_id_unit_id_fk FOREIGN KEY(cooperative_id, unit_id) REFERENCES tool_unit (cooperative_id, id),
	CONSTRAINT custody_event_cooperative_id_provider_id_fk FOREIGN KEY(cooperative_id, provider_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT custody_event_cooperative_id_receiver_id_fk FOREIGN KEY(cooperative_id, receiver_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT custody_event_direction_ck CHECK (direction IN ('out', 'back')),
	CONSTRAINT custody_event_two_ck CHECK (provider_id <> receiver_id),
	CONSTRAINT custody_event_once_uq UNIQUE (cooperative_id, booking_id, direction),
	CONSTRAINT custody_event_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE tool_log (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	tool_id UUID NOT NULL,
	unit_id UUID NOT NULL,
	booking_id UUID,
	kind TEXT NOT NULL,
	agent_id UUID NOT NULL,
	text TEXT DEFAULT '' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT tool_log_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT tool_log_cooperative_id_tool_id_fk FOREIGN KEY(cooperative_id, tool_id) REFERENCES tool (cooperative_id, id),
	CONSTRAINT tool_log_cooperative_id_unit_id_fk FOREIGN KEY(cooperative_id, unit_id) REFERENCES tool_unit (cooperative_id, id),
	CONSTRAINT tool_log_cooperative_id_booking_id_fk FOREIGN KEY(cooperative_id, booking_id) REFERENCES booking (cooperative_id, id),
	CONSTRAINT tool_log_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT tool_log_kind_ck CHECK (kind IN ('handed_out', 'handed_back', 'serviced', 'broken', 'note')),
	CONSTRAINT tool_log_text_ck CHECK (char_length(text) <= 1000),
	CONSTRAINT tool_log_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX tool_log_tool_ix ON tool_log (cooperative_id, tool_id, at);

CREATE TABLE safety_delivery (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	notice_id UUID NOT NULL,
	agent_id UUID,
	mail TEXT,
	phone TEXT,
	because TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	sent_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT safety_delivery_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT safety_delivery_cooperative_id_notice_id_fk FOREIGN KEY(cooperative_id, notice_id) REFERENCES safety_notice (cooperative_id, id),
	CONSTRAINT safety_delivery_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT safety_delivery_somebody_ck CHECK (num_nonnulls(agent_id, mail, phone) = 1),
	CONSTRAINT safety_delivery_because_ck CHECK (because IN ('holder', 'maker', 'buyer', 'deriver')),
	CONSTRAINT safety_delivery_agent_uq UNIQUE (cooperative_id, notice_id, agent_id),
	CONSTRAINT safety_delivery_mail_uq UNIQUE (cooperative_id, notice_id, mail),
	CONSTRAINT safety_delivery_phone_uq UNIQUE (cooperative_id, notice_id, phone),
	CONSTRAINT safety_delivery_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX safety_delivery_agent_ix ON safety_delivery (cooperative_id, agent_id);

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

CREATE INDEX conversation_stall_ix ON conversation (cooperative_id, stall_id, last_at DESC);

CREATE UNIQUE INDEX conversation_once_uq ON conversation (cooperative_id, stall_id, person_id, coalesce(order_id, product_id, stall_id));

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

CREATE TABLE seller_order (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_id UUID NOT NULL,
	stall_id UUID NOT NULL,
	position INTEGER NOT NULL,
	stall_name TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	total_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	fee_minor BIGINT NOT NULL,
	fee_tax_minor BIGINT NOT NULL,
	earning_minor BIGINT NOT NULL,
	royalty_minor BIGINT DEFAULT '0' NOT NULL,
	deposit_minor BIGINT DEFAULT '0' NOT NULL,
	maker_taxed BOOLEAN DEFAULT false NOT NULL,
	ready_at TIMESTAMP WITH TIME ZONE,
	handed_over_at TIMESTAMP WITH TIME ZONE,
	hold_until TIMESTAMP WITH TIME ZONE,
	payable_at TIMESTAMP WITH TIME ZONE,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	begun_at TIMESTAMP WITH TIME ZONE,
	tracking_number TEXT DEFAULT '' NOT NULL,
	cancel_reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT seller_order_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT seller_order_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT seller_order_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT seller_order_state_ck CHECK (state IN ('waiting', 'to_prepare', 'ready', 'handed_over', 'cancelled')),
	CONSTRAINT seller_order_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + deposit_minor),
	CONSTRAINT seller_order_once_uq UNIQUE (cooperative_id, order_id, stall_id),
	CONSTRAINT seller_order_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX seller_order_stall_ix ON seller_order (cooperative_id, stall_id, state);

CREATE INDEX seller_order_hold_ix ON seller_order (cooperative_id, hold_until) WHERE hold_until IS NOT NULL AND payable_at IS NULL;

CREATE TABLE payment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_id UUID NOT NULL,
	method TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	stored_minor BIGINT DEFAULT '0' NOT NULL,
	reference TEXT NOT NULL,
	provider_intent TEXT,
	provider_charge TEXT,
	provider_fee_minor BIGINT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	paid_at TIMESTAMP WITH TIME ZONE,
	due_at TIMESTAMP WITH TIME ZONE,
	purchase_order TEXT DEFAULT '' NOT NULL,
	came_minor BIGINT DEFAULT '0' NOT NULL,
	reminders INTEGER DEFAULT '0' NOT NULL,
	reminded_at TIMESTAMP WITH TIME ZONE,
	disputed_at TIMESTAMP WITH TIME ZONE,
	authorised_until TIMESTAMP WITH TIME ZONE,
	lapse_told_at TIMESTAMP WITH TIME ZONE,
	takes_card BOOLEAN DEFAULT false NOT NULL,
	CONSTRAINT payment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payment_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT payment_method_ck CHECK (method IN ('card', 'pickup', 'bank', 'invoice')),
	CONSTRAINT payment_state_ck CHECK (state IN ('open', 'authorised', 'paid', 'failed', 'void')),
	CONSTRAINT payment_amount_ck CHECK (amount_minor >= 0),
	CONSTRAINT payment_stored_ck CHECK (stored_minor >= 0),
	CONSTRAINT payment_came_ck CHECK (came_minor >= 0),
	CONSTRAINT payment_order_uq UNIQUE (cooperative_id, order_id),
	CONSTRAINT payment_reference_uq UNIQUE (cooperative_id, reference),
	CONSTRAINT payment_intent_uq UNIQUE (cooperative_id, provider_intent),
	CONSTRAINT payment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE mark_visit (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	mark_id UUID NOT NULL,
	by_agent_id UUID NOT NULL,
	visited_on DATE NOT NULL,
	answers JSONB NOT NULL,
	met BOOLEAN NOT NULL,
	note TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT mark_visit_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT mark_visit_cooperative_id_mark_id_fk FOREIGN KEY(cooperative_id, mark_id) REFERENCES quality_mark (cooperative_id, id),
	CONSTRAINT mark_visit_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mark_visit_note_ck CHECK (char_length(note) <= 2000),
	CONSTRAINT mark_visit_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX mark_visit_mark_ix ON mark_visit (cooperative_id, mark_id, id);

CREATE TABLE mark_appeal (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	mark_id UUID NOT NULL,
	by_agent_id UUID NOT NULL,
	reason TEXT NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	decided_at TIMESTAMP WITH TIME ZONE,
	decided_by_agent_id UUID,
	granted BOOLEAN,
	explanation TEXT DEFAULT '' NOT NULL,
	CONSTRAINT mark_appeal_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT mark_appeal_cooperative_id_mark_id_fk FOREIGN KEY(cooperative_id, mark_id) REFERENCES quality_mark (cooperative_id, id),
	CONSTRAINT mark_appeal_cooperative_id_by_agent_id_fk FOREIGN KEY(cooperative_id, by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mark_appeal_cooperative_id_decided_by_agent_id_fk FOREIGN KEY(cooperative_id, decided_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT mark_appeal_decided_ck CHECK ((decided_at IS NULL) = (granted IS NULL)),
	CONSTRAINT mark_appeal_reason_ck CHECK (char_length(reason) BETWEEN 1 AND 4000),
	CONSTRAINT mark_appeal_explanation_ck CHECK (char_length(explanation) <= 4000),
	CONSTRAINT mark_appeal_once_uq UNIQUE (cooperative_id, mark_id),
	CONSTRAINT mark_appeal_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE licence_offer_consent (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	offer_id UUID NOT NULL,
	of_release_id UUID NOT NULL,
	agent_id UUID,
	name TEXT NOT NULL,
	evidence TEXT DEFAULT '' NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	recorded_by_agent_id UUID NOT NULL,
	CONSTRAINT licence_offer_consent_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT licence_offer_consent_cooperative_id_offer_id_fk FOREIGN KEY(cooperative_id, offer_id) REFERENCES licence_offer (cooperative_id, id),
	CONSTRAINT licence_offer_consent_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_offer_consent_cooperative_id_recorded_by_agent_id_fk FOREIGN KEY(cooperative_id, recorded_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_offer_consent_evidence_ck CHECK (char_length(evidence) <= 2000),
	CONSTRAINT licence_offer_consent_proven_ck CHECK (agent_id = recorded_by_agent_id OR evidence <> ''),
	CONSTRAINT licence_offer_consent_once_uq UNIQUE (cooperative_id, offer_id, of_release_id, name),
	CONSTRAINT licence_offer_consent_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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
	CONSTRAINT spending_method_ck CHECK (method IN ('credit', 'voucher', 'earnings')),
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

CREATE TABLE order_line (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	seller_order_id UUID NOT NULL,
	position INTEGER NOT NULL,
	product_id UUID NOT NULL,
	variant_id UUID NOT NULL,
	stock_item_id UUID NOT NULL,
	title TEXT NOT NULL,
	variant_title TEXT NOT NULL,
	sku TEXT NOT NULL,
	unit TEXT NOT NULL,
	quantity BIGINT NOT NULL,
	draws BIGINT NOT NULL,
	counted BOOLEAN NOT NULL,
	price_minor BIGINT NOT NULL,
	price_per BIGINT NOT NULL,
	currency TEXT NOT NULL,
	total_minor BIGINT NOT NULL,
	tax_bps INTEGER NOT NULL,
	tax_minor BIGINT NOT NULL,
	fee_bps INTEGER NOT NULL,
	fee_minor BIGINT NOT NULL,
	fee_tax_bps INTEGER NOT NULL,
	fee_tax_minor BIGINT NOT NULL,
	earning_minor BIGINT NOT NULL,
	royalty_bps INTEGER DEFAULT '0' NOT NULL,
	royalty_minor BIGINT DEFAULT '0' NOT NULL,
	royalty_holder_id UUID,
	royalty_purpose TEXT DEFAULT '' NOT NULL,
	royalty_divided_at TIMESTAMP WITH TIME ZONE,
	deposit_minor BIGINT DEFAULT '0' NOT NULL,
	container_id UUID,
	voucher_id UUID,
	wished BIGINT,
	packed BIGINT,
	packed_off_minor BIGINT DEFAULT '0' NOT NULL,
	fee_version_id UUID NOT NULL,
	refunded_minor BIGINT DEFAULT '0' NOT NULL,
	discount_minor BIGINT DEFAULT '0' NOT NULL,
	no_withdrawal TEXT DEFAULT '' NOT NULL,
	CONSTRAINT order_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_fee_version_id_fk FOREIGN KEY(cooperative_id, fee_version_id) REFERENCES rule_version (cooperative_id, id),
	CONSTRAINT order_line_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + deposit_minor),
	CONSTRAINT order_line_royalty_ck CHECK (royalty_minor >= 0 AND (royalty_minor = 0 OR royalty_holder_id IS NOT NULL)),
	CONSTRAINT order_line_refunded_ck CHECK (refunded_minor BETWEEN 0 AND total_minor),
	CONSTRAINT order_line_quantity_ck CHECK (quantity >= 1),
	CONSTRAINT order_line_cooperative_id_container_id_fk FOREIGN KEY(cooperative_id, container_id) REFERENCES container (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_voucher_id_fk FOREIGN KEY(cooperative_id, voucher_id) REFERENCES voucher (cooperative_id, id),
	CONSTRAINT order_line_deposit_ck CHECK (num_nonnulls(container_id, voucher_id) = CASE WHEN deposit_minor = 0 THEN 0 ELSE 1 END AND (deposit_minor = 0 OR earning_minor + fee_minor + royalty_minor = 0)),
	CONSTRAINT order_line_packed_ck CHECK (wished <= quantity AND packed >= 0 AND (packed IS NULL OR wished IS NOT NULL) AND packed_off_minor BETWEEN 0 AND total_minor AND (packed IS NOT NULL OR packed_off_minor = 0)),
	CONSTRAINT order_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX order_line_royalty_ix ON order_line (cooperative_id, royalty_holder_id, royalty_purpose) WHERE royalty_holder_id IS NOT NULL;

CREATE INDEX order_line_seller_order_ix ON order_line (cooperative_id, seller_order_id, position);

CREATE UNIQUE INDEX order_line_voucher_uq ON order_line (cooperative_id, voucher_id) WHERE voucher_id IS NOT NULL;

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

CREATE TABLE portion (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payment_id UUID NOT NULL,
	seller_order_id UUID,
	authorised_minor BIGINT NOT NULL,
	captured_minor BIGINT NOT NULL,
	refunded_minor BIGINT NOT NULL,
	till_id UUID,
	claimed_minor BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT portion_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT portion_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT portion_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT portion_claimed_ck CHECK (claimed_minor >= 0 AND claimed_minor + captured_minor <= authorised_minor),
	CONSTRAINT portion_bounds_ck CHECK (0 <= refunded_minor AND refunded_minor <= captured_minor AND captured_minor <= authorised_minor),
	CONSTRAINT portion_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX portion_once_uq ON portion (cooperative_id, payment_id, seller_order_id) NULLS NOT DISTINCT;

CREATE TABLE payment_attempt (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payment_id UUID NOT NULL,
	state TEXT NOT NULL,
	provider_page TEXT,
	page_url TEXT,
	tries INTEGER DEFAULT '0' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT payment_attempt_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payment_attempt_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT payment_attempt_state_ck CHECK (state IN ('created', 'page_open', 'paid', 'declined', 'expired', 'superseded')),
	CONSTRAINT payment_attempt_page_uq UNIQUE (cooperative_id, provider_page),
	CONSTRAINT payment_attempt_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX payment_attempt_open_ix ON payment_attempt (cooperative_id, lease_until) WHERE state IN ('created', 'page_open');

CREATE TABLE refund (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payment_id UUID NOT NULL,
	order_id UUID NOT NULL,
	state TEXT NOT NULL,
	cause TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	reason TEXT NOT NULL,
	provider_refund TEXT,
	trial INTEGER DEFAULT '1' NOT NULL,
	tries INTEGER DEFAULT '0' NOT NULL,
	asked_by UUID,
	liable TEXT DEFAULT 'maker' NOT NULL,
	goes_to TEXT DEFAULT 'source' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT refund_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT refund_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT refund_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT refund_state_ck CHECK (state IN ('requested', 'pending', 'settled', 'failed')),
	CONSTRAINT refund_cause_ck CHECK (cause IN ('line', 'cancellation', 'late_money', 'dispute', 'weight', 'return')),
	CONSTRAINT refund_liable_ck CHECK (liable IN ('maker', 'cooperative', 'courier')),
	CONSTRAINT refund_goes_to_ck CHECK (goes_to IN ('source', 'credit', 'stored')),
	CONSTRAINT refund_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT refund_provider_uq UNIQUE (cooperative_id, provider_refund),
	CONSTRAINT refund_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX refund_open_ix ON refund (cooperative_id, lease_until) WHERE state IN ('requested', 'pending');

CREATE TABLE payout_item (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payout_id UUID NOT NULL,
	seller_order_id UUID NOT NULL,
	amount_minor BIGINT NOT NULL,
	live BOOLEAN,
	CONSTRAINT payout_item_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payout_item_cooperative_id_payout_id_fk FOREIGN KEY(cooperative_id, payout_id) REFERENCES payout (cooperative_id, id),
	CONSTRAINT payout_item_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT payout_item_once_uq UNIQUE (cooperative_id, seller_order_id, live),
	CONSTRAINT payout_item_live_ck CHECK (live IS NULL OR live),
	CONSTRAINT payout_item_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE trade_document (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	kind TEXT NOT NULL,
	series TEXT NOT NULL,
	number BIGINT NOT NULL,
	journal_id UUID,
	refund_id UUID,
	payout_id UUID,
	order_id UUID,
	stall_id UUID,
	mirrors_id UUID,
	language TEXT NOT NULL,
	currency TEXT NOT NULL,
	net_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	total_minor BIGINT NOT NULL,
	snapshot JSONB NOT NULL,
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT trade_document_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT trade_document_cooperative_id_journal_id_fk FOREIGN KEY(cooperative_id, journal_id) REFERENCES journal (cooperative_id, id),
	CONSTRAINT trade_document_cooperative_id_refund_id_fk FOREIGN KEY(cooperative_id, refund_id) REFERENCES refund (cooperative_id, id),
	CONSTRAINT trade_document_cooperative_id_payout_id_fk FOREIGN KEY(cooperative_id, payout_id) REFERENCES payout (cooperative_id, id),
	CONSTRAINT trade_document_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT trade_document_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT trade_document_cooperative_id_mirrors_id_fk FOREIGN KEY(cooperative_id, mirrors_id) REFERENCES trade_document (cooperative_id, id),
	CONSTRAINT trade_document_kind_ck CHECK (kind IN ('invoice', 'credit_note', 'self_billing', 'supply_credit')),
	CONSTRAINT trade_document_number_ck CHECK (number >= 1),
	CONSTRAINT trade_document_total_ck CHECK (total_minor = net_minor + tax_minor),
	CONSTRAINT trade_document_cause_ck CHECK (CASE kind WHEN 'invoice' THEN journal_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NULL WHEN 'credit_note' THEN refund_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NOT NULL WHEN 'supply_credit' THEN refund_id IS NOT NULL AND stall_id IS NOT NULL AND mirrors_id IS NOT NULL ELSE payout_id IS NOT NULL AND stall_id IS NOT NULL END AND num_nonnulls(journal_id, refund_id, payout_id) = 1),
	CONSTRAINT trade_document_number_uq UNIQUE (cooperative_id, series, number),
	CONSTRAINT trade_document_journal_uq UNIQUE (cooperative_id, journal_id),
	CONSTRAINT trade_document_refund_uq UNIQUE (cooperative_id, refund_id, mirrors_id),
	CONSTRAINT trade_document_payout_uq UNIQUE (cooperative_id, payout_id),
	CONSTRAINT trade_document_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX trade_document_stall_ix ON trade_document (cooperative_id, stall_id, number DESC);

CREATE INDEX trade_document_order_ix ON trade_document (cooperative_id, order_id);

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

CREATE TABLE refund_line (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	refund_id UUID NOT NULL,
	order_line_id UUID,
	amount_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	fee_minor BIGINT NOT NULL,
	fee_tax_minor BIGINT NOT NULL,
	earning_minor BIGINT NOT NULL,
	royalty_minor BIGINT DEFAULT '0' NOT NULL,
	borne_minor BIGINT DEFAULT '0' NOT NULL,
	deposit_minor BIGINT DEFAULT '0' NOT NULL,
	supply_tax_minor BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT refund_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT refund_line_cooperative_id_refund_id_fk FOREIGN KEY(cooperative_id, refund_id) REFERENCES refund (cooperative_id, id),
	CONSTRAINT refund_line_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT refund_line_split_ck CHECK (amount_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor + borne_minor + deposit_minor AND amount_minor > 0),
	CONSTRAINT refund_line_supply_tax_ck CHECK (supply_tax_minor BETWEEN 0 AND tax_minor),
	CONSTRAINT refund_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX refund_line_order_line_ix ON refund_line (cooperative_id, order_line_id);

CREATE TABLE reversal (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payout_id UUID NOT NULL,
	refund_id UUID NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	provider_reversal TEXT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT reversal_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT reversal_cooperative_id_payout_id_fk FOREIGN KEY(cooperative_id, payout_id) REFERENCES payout (cooperative_id, id),
	CONSTRAINT reversal_cooperative_id_refund_id_fk FOREIGN KEY(cooperative_id, refund_id) REFERENCES refund (cooperative_id, id),
	CONSTRAINT reversal_state_ck CHECK (state IN ('requested', 'done', 'declined')),
	CONSTRAINT reversal_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT reversal_once_uq UNIQUE (cooperative_id, refund_id, payout_id),
	CONSTRAINT reversal_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE INDEX goods_return_open_ix ON goods_return (cooperative_id, stall_id, id) WHERE state NOT IN ('settled', 'declined');

CREATE INDEX goods_return_order_ix ON goods_return (cooperative_id, order_id);

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

CREATE TABLE distribution_line (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	distribution_id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	CONSTRAINT distribution_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT distribution_line_cooperative_id_distribution_id_fk FOREIGN KEY(cooperative_id, distribution_id) REFERENCES distribution (cooperative_id, id),
	CONSTRAINT distribution_line_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT distribution_line_once_uq UNIQUE (cooperative_id, order_line_id),
	CONSTRAINT distribution_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX distribution_line_ix ON distribution_line (cooperative_id, distribution_id);

CREATE TABLE licence_grant (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	release_id UUID NOT NULL,
	agent_id UUID,
	holder TEXT NOT NULL,
	licence TEXT NOT NULL,
	acts TEXT[] NOT NULL,
	basis TEXT NOT NULL,
	predicates JSONB NOT NULL,
	claim_ids UUID[] NOT NULL,
	order_line_id UUID,
	valid_from DATE NOT NULL,
	valid_until DATE,
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	issued_by_agent_id UUID,
	payload TEXT NOT NULL,
	signature BYTEA NOT NULL,
	key_id UUID NOT NULL,
	revoked_at TIMESTAMP WITH TIME ZONE,
	revoked_by_agent_id UUID,
	revoked_because TEXT DEFAULT '' NOT NULL,
	expired_at TIMESTAMP WITH TIME ZONE,
	warned_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT licence_grant_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT licence_grant_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT licence_grant_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_grant_cooperative_id_issued_by_agent_id_fk FOREIGN KEY(cooperative_id, issued_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_grant_cooperative_id_revoked_by_agent_id_fk FOREIGN KEY(cooperative_id, revoked_by_agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT licence_grant_cooperative_id_key_id_fk FOREIGN KEY(cooperative_id, key_id) REFERENCES certificate_key (cooperative_id, id),
	CONSTRAINT licence_grant_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT licence_grant_basis_ck CHECK (basis IN ('eligible', 'given', 'paid')),
	CONSTRAINT licence_grant_acts_ck CHECK (acts <@ ARRAY['use_noncommercial', 'use_commercial', 'share', 'modify', 'publish_derivative', 'sell_products', 'offer_network']::text[] AND cardinality(acts) > 0),
	CONSTRAINT licence_grant_days_ck CHECK (valid_until IS NULL OR valid_until >= valid_from),
	CONSTRAINT licence_grant_paid_ck CHECK ((basis = 'paid') = (order_line_id IS NOT NULL)),
	CONSTRAINT licence_grant_holder_ck CHECK (agent_id IS NOT NULL OR basis = 'paid'),
	CONSTRAINT licence_grant_revoked_ck CHECK (revoked_at IS NOT NULL OR revoked_because = ''),
	CONSTRAINT licence_grant_ed25519_ck CHECK (octet_length(signature) = 64),
	CONSTRAINT licence_grant_line_uq UNIQUE (cooperative_id, order_line_id),
	CONSTRAINT licence_grant_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX licence_grant_release_ix ON licence_grant (cooperative_id, release_id, id);

CREATE INDEX licence_grant_until_ix ON licence_grant (cooperative_id, valid_until) WHERE revoked_at IS NULL AND expired_at IS NULL;

CREATE INDEX licence_grant_agent_ix ON licence_grant (cooperative_id, agent_id, release_id);

CREATE TABLE sale_basis (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_line_id UUID NOT NULL,
	product_id UUID NOT NULL,
	release_id UUID NOT NULL,
	asset_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	basis TEXT NOT NULL,
	licence TEXT NOT NULL,
	clause TEXT NOT NULL,
	grant_id UUID,
	royalty_bps INTEGER NOT NULL,
	base_minor BIGINT NOT NULL,
	royalty_minor BIGINT NOT NULL,
	currency TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT sale_basis_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT sale_basis_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT sale_basis_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT sale_basis_cooperative_id_release_id_fk FOREIGN KEY(cooperative_id, release_id) REFERENCES release (cooperative_id, id),
	CONSTRAINT sale_basis_cooperative_id_asset_id_fk FOREIGN KEY(cooperative_id, asset_id) REFERENCES asset (cooperative_id, id),
	CONSTRAINT sale_basis_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT sale_basis_basis_ck CHECK (basis IN ('open', 'own', 'eligible', 'certificate', 'paid', 'royalty', 'thanks')),
	CONSTRAINT sale_basis_owed_ck CHECK (royalty_bps = 0 OR basis IN ('royalty', 'thanks')),
	CONSTRAINT sale_basis_royalty_ck CHECK (royalty_minor BETWEEN 0 AND base_minor),
	CONSTRAINT sale_basis_line_uq UNIQUE (cooperative_id, order_line_id),
	CONSTRAINT sale_basis_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX sale_basis_release_ix ON sale_basis (cooperative_id, release_id, id);

CREATE TABLE document_rate (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	document_id UUID NOT NULL,
	part TEXT NOT NULL,
	tax_bps INTEGER NOT NULL,
	net_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	CONSTRAINT document_rate_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT document_rate_cooperative_id_document_id_fk FOREIGN KEY(cooperative_id, document_id) REFERENCES trade_document (cooperative_id, id),
	CONSTRAINT document_rate_part_ck CHECK (part IN ('goods', 'deposit', 'delivery', 'royalty', 'fee')),
	CONSTRAINT document_rate_uq UNIQUE (cooperative_id, document_id, part, tax_bps),
	CONSTRAINT document_rate_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE document_party (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	document_id UUID NOT NULL,
	party JSONB NOT NULL,
	issued_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT document_party_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT document_party_cooperative_id_document_id_fk FOREIGN KEY(cooperative_id, document_id) REFERENCES trade_document (cooperative_id, id),
	CONSTRAINT document_party_uq UNIQUE (cooperative_id, document_id),
	CONSTRAINT document_party_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

REVOKE ALL ON attempt FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE ON attempt TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON attempt TO minga_worker;

GRANT SELECT ON attempt TO minga_backup;

REVOKE ALL ON cart FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cart TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cart TO minga_worker;

GRANT SELECT ON cart TO minga_backup;

CREATE POLICY cart_app ON cart TO minga_app USING (token_hash = (SELECT decode(nullif(current_setting('app.visitor', true), ''), 'hex')) OR person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (token_hash = (SELECT decode(nullif(current_setting('app.visitor', true), ''), 'hex')) OR person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY cart_worker ON cart TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY cart_owner ON cart TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cart ENABLE ROW LEVEL SECURITY;

ALTER TABLE cart FORCE ROW LEVEL SECURITY;

REVOKE ALL ON clock_offset FROM PUBLIC;

GRANT SELECT ON clock_offset TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON clock_offset TO minga_worker;

GRANT SELECT ON clock_offset TO minga_backup;

REVOKE ALL ON cooperative FROM PUBLIC;

GRANT SELECT ON cooperative TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cooperative TO minga_worker;

GRANT SELECT ON cooperative TO minga_backup;

REVOKE ALL ON idempotency FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE (result) ON idempotency TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO minga_worker;

GRANT SELECT ON idempotency TO minga_backup;

REVOKE ALL ON job FROM PUBLIC;

GRANT INSERT ON job TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON job TO minga_worker;

GRANT SELECT ON job TO minga_backup;

REVOKE ALL ON outbox FROM PUBLIC;

GRANT INSERT ON outbox TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON outbox TO minga_worker;

GRANT SELECT ON outbox TO minga_backup;

REVOKE ALL ON person FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON person TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON person TO minga_worker;

GRANT SELECT ON person TO minga_backup;

CREATE POLICY person_app ON person TO minga_app USING (id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY person_worker ON person TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY person_owner ON person TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE person ENABLE ROW LEVEL SECURITY;

ALTER TABLE person FORCE ROW LEVEL SECURITY;

REVOKE ALL ON unnamed_file FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON unnamed_file TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON unnamed_file TO minga_worker;

GRANT SELECT ON unnamed_file TO minga_backup;

REVOKE ALL ON webhook_event FROM PUBLIC;

GRANT SELECT, INSERT ON webhook_event TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_event TO minga_worker;

GRANT SELECT ON webhook_event TO minga_backup;

REVOKE ALL ON worker_state FROM PUBLIC;

GRANT SELECT ON worker_state TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON worker_state TO minga_worker;

GRANT SELECT ON worker_state TO minga_backup;

REVOKE ALL ON account FROM PUBLIC;

GRANT SELECT, INSERT ON account TO minga_app;

GRANT SELECT, INSERT ON account TO minga_worker;

GRANT SELECT ON account TO minga_backup;

CREATE TRIGGER account_append_only BEFORE UPDATE OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER account_no_truncate BEFORE TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE account ENABLE ALWAYS TRIGGER account_append_only;

ALTER TABLE account ENABLE ALWAYS TRIGGER account_no_truncate;

CREATE POLICY account_app ON account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY account_worker ON account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY account_owner ON account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE account ENABLE ROW LEVEL SECURITY;

ALTER TABLE account FORCE ROW LEVEL SECURITY;

REVOKE ALL ON adoption FROM PUBLIC;

GRANT SELECT ON adoption TO minga_app;

GRANT SELECT, INSERT ON adoption TO minga_worker;

GRANT SELECT ON adoption TO minga_backup;

CREATE TRIGGER adoption_append_only BEFORE UPDATE OR DELETE ON adoption FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER adoption_no_truncate BEFORE TRUNCATE ON adoption FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_append_only;

ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_no_truncate;

CREATE POLICY adoption_app ON adoption TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY adoption_worker ON adoption TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY adoption_owner ON adoption TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE adoption ENABLE ROW LEVEL SECURITY;

ALTER TABLE adoption FORCE ROW LEVEL SECURITY;

REVOKE ALL ON agent FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON agent TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON agent TO minga_worker;

GRANT SELECT ON agent TO minga_backup;

CREATE POLICY agent_app ON agent TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY agent_worker ON agent TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY agent_owner ON agent TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE agent ENABLE ROW LEVEL SECURITY;

ALTER TABLE agent FORCE ROW LEVEL SECURITY;

REVOKE ALL ON billing_party FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON billing_party TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON billing_party TO minga_worker;

GRANT SELECT ON billing_party TO minga_backup;

CREATE POLICY billing_party_app ON billing_party TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY billing_party_worker ON billing_party TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY billing_party_owner ON billing_party TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE billing_party ENABLE ROW LEVEL SECURITY;

ALTER TABLE billing_party FORCE ROW LEVEL SECURITY;

REVOKE ALL ON carrier FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON carrier TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON carrier TO minga_worker;

GRANT SELECT ON carrier TO minga_backup;

CREATE POLICY carrier_app ON carrier TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY carrier_worker ON carrier TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY carrier_owner ON carrier TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE carrier ENABLE ROW LEVEL SECURITY;

ALTER TABLE carrier FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cart_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cart_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cart_line TO minga_worker;

GRANT SELECT ON cart_line TO minga_backup;

CREATE POLICY cart_line_app ON cart_line TO minga_app USING (EXISTS (SELECT 1 FROM cart WHERE cart.id = cart_id)) WITH CHECK (EXISTS (SELECT 1 FROM cart WHERE cart.id = cart_id));

CREATE POLICY cart_line_worker ON cart_line TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY cart_line_owner ON cart_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cart_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE cart_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cash_box FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_box TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cash_box TO minga_worker;

GRANT SELECT ON cash_box TO minga_backup;

CREATE POLICY cash_box_app ON cash_box TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_box_worker ON cash_box TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cash_box_owner ON cash_box TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cash_box ENABLE ROW LEVEL SECURITY;

ALTER TABLE cash_box FORCE ROW LEVEL SECURITY;

REVOKE ALL ON category FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON category TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON category TO minga_worker;

GRANT SELECT ON category TO minga_backup;

CREATE POLICY category_app ON category TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY category_worker ON category TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY category_owner ON category TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE category ENABLE ROW LEVEL SECURITY;

ALTER TABLE category FORCE ROW LEVEL SECURITY;

REVOKE ALL ON certificate_key FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_key TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_key TO minga_worker;

GRANT SELECT ON certificate_key TO minga_backup;

CREATE POLICY certificate_key_app ON certificate_key TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY certificate_key_worker ON certificate_key TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY certificate_key_owner ON certificate_key TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE certificate_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE certificate_key FORCE ROW LEVEL SECURITY;

REVOKE ALL ON chain_link FROM PUBLIC;

GRANT SELECT ON chain_link TO minga_app;

GRANT SELECT, INSERT ON chain_link TO minga_worker;

GRANT SELECT ON chain_link TO minga_backup;

CREATE TRIGGER chain_link_append_only BEFORE UPDATE OR DELETE ON chain_link FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER chain_link_no_truncate BEFORE TRUNCATE ON chain_link FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE chain_link ENABLE ALWAYS TRIGGER chain_link_append_only;

ALTER TABLE chain_link ENABLE ALWAYS TRIGGER chain_link_no_truncate;

CREATE POLICY chain_link_app ON chain_link TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY chain_link_worker ON chain_link TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY chain_link_owner ON chain_link TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE chain_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE chain_link FORCE ROW LEVEL SECURITY;

REVOKE ALL ON container FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON container TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON container TO minga_worker;

GRANT SELECT ON container TO minga_backup;

CREATE POLICY container_app ON container TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY container_worker ON container TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY container_owner ON container TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE container ENABLE ROW LEVEL SECURITY;

ALTER TABLE container FORCE ROW LEVEL SECURITY;

REVOKE ALL ON credential FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON credential TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON credential TO minga_worker;

GRANT SELECT ON credential TO minga_backup;

CREATE POLICY credential_app ON credential TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY credential_worker ON credential TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY credential_owner ON credential TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE credential ENABLE ROW LEVEL SECURITY;

ALTER TABLE credential FORCE ROW LEVEL SECURITY;

REVOKE ALL ON delivery_zone FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON delivery_zone TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON delivery_zone TO minga_worker;

GRANT SELECT ON delivery_zone TO minga_backup;

CREATE POLICY delivery_zone_app ON delivery_zone TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY delivery_zone_worker ON delivery_zone TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY delivery_zone_owner ON delivery_zone TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE delivery_zone ENABLE ROW LEVEL SECURITY;

ALTER TABLE delivery_zone FORCE ROW LEVEL SECURITY;

REVOKE ALL ON demo_person FROM PUBLIC;

GRANT SELECT ON demo_person TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON demo_person TO minga_worker;

GRANT SELECT ON demo_person TO minga_backup;

REVOKE ALL ON design_facet_count FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON design_facet_count TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON design_facet_count TO minga_worker;

GRANT SELECT ON design_facet_count TO minga_backup;

CREATE POLICY design_facet_count_read ON design_facet_count FOR SELECT USING (true);

CREATE POLICY design_facet_count_app ON design_facet_count TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY design_facet_count_worker ON design_facet_count TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY design_facet_count_owner ON design_facet_count TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE design_facet_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE design_facet_count FORCE ROW LEVEL SECURITY;

REVOKE ALL ON design_listing FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON design_listing TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON design_listing TO minga_worker;

GRANT SELECT ON design_listing TO minga_backup;

CREATE POLICY design_listing_read ON design_listing FOR SELECT USING (true);

CREATE POLICY design_listing_app ON design_listing TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY design_listing_worker ON design_listing TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY design_listing_owner ON design_listing TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE design_listing ENABLE ROW LEVEL SECURITY;

ALTER TABLE design_listing FORCE ROW LEVEL SECURITY;

REVOKE ALL ON design_word FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON design_word TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON design_word TO minga_worker;

GRANT SELECT ON design_word TO minga_backup;

CREATE POLICY design_word_read ON design_word FOR SELECT USING (true);

CREATE POLICY design_word_app ON design_word TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY design_word_worker ON design_word TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY design_word_owner ON design_word TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE design_word ENABLE ROW LEVEL SECURITY;

ALTER TABLE design_word FORCE ROW LEVEL SECURITY;

REVOKE ALL ON discrepancy FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON discrepancy TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON discrepancy TO minga_worker;

GRANT SELECT ON discrepancy TO minga_backup;

CREATE POLICY discrepancy_app ON discrepancy TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discrepancy_worker ON discrepancy TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discrepancy_owner ON discrepancy TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE discrepancy ENABLE ROW LEVEL SECURITY;

ALTER TABLE discrepancy FORCE ROW LEVEL SECURITY;

REVOKE ALL ON document_series FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON document_series TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON document_series TO minga_worker;

GRANT SELECT ON document_series TO minga_backup;

CREATE POLICY document_series_app ON document_series TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_series_worker ON document_series TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_series_owner ON document_series TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE document_series ENABLE ROW LEVEL SECURITY;

ALTER TABLE document_series FORCE ROW LEVEL SECURITY;

REVOKE ALL ON election FROM PUBLIC;

GRANT SELECT, INSERT ON election TO minga_app;

GRANT SELECT, INSERT ON election TO minga_worker;

GRANT SELECT ON election TO minga_backup;

CREATE TRIGGER election_append_only BEFORE UPDATE OR DELETE ON election FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER election_no_truncate BEFORE TRUNCATE ON election FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE election ENABLE ALWAYS TRIGGER election_append_only;

ALTER TABLE election ENABLE ALWAYS TRIGGER election_no_truncate;

CREATE POLICY election_app ON election TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_worker ON election TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_owner ON election TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE election ENABLE ROW LEVEL SECURITY;

ALTER TABLE election FORCE ROW LEVEL SECURITY;

REVOKE ALL ON facet_count FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON facet_count TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON facet_count TO minga_worker;

GRANT SELECT ON facet_count TO minga_backup;

CREATE POLICY facet_count_read ON facet_count FOR SELECT USING (true);

CREATE POLICY facet_count_app ON facet_count TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY facet_count_worker ON facet_count TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY facet_count_owner ON facet_count TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE facet_count ENABLE ROW LEVEL SECURITY;

ALTER TABLE facet_count FORCE ROW LEVEL SECURITY;

REVOKE ALL ON file FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON file TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON file TO minga_worker;

GRANT SELECT ON file TO minga_backup;

CREATE POLICY file_app ON file TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY file_worker ON file TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY file_owner ON file TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE file ENABLE ROW LEVEL SECURITY;

ALTER TABLE file FORCE ROW LEVEL SECURITY;

REVOKE ALL ON founding_wish FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON founding_wish TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON founding_wish TO minga_worker;

GRANT SELECT ON founding_wish TO minga_backup;

CREATE POLICY founding_wish_app ON founding_wish TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY founding_wish_worker ON founding_wish TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY founding_wish_owner ON founding_wish TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE founding_wish ENABLE ROW LEVEL SECURITY;

ALTER TABLE founding_wish FORCE ROW LEVEL SECURITY;

REVOKE ALL ON help_agreement FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_agreement TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_agreement TO minga_worker;

GRANT SELECT ON help_agreement TO minga_backup;

CREATE POLICY help_agreement_app ON help_agreement TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR helper_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR helper_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY help_agreement_worker ON help_agreement TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY help_agreement_owner ON help_agreement TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE help_agreement ENABLE ROW LEVEL SECURITY;

ALTER TABLE help_agreement FORCE ROW LEVEL SECURITY;

REVOKE ALL ON helped_deed FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON helped_deed TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON helped_deed TO minga_worker;

GRANT SELECT ON helped_deed TO minga_backup;

CREATE POLICY helped_deed_app ON helped_deed TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY helped_deed_worker ON helped_deed TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY helped_deed_owner ON helped_deed TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE helped_deed ENABLE ROW LEVEL SECURITY;

ALTER TABLE helped_deed FORCE ROW LEVEL SECURITY;

REVOKE ALL ON identifier FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON identifier TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON identifier TO minga_worker;

GRANT SELECT ON identifier TO minga_backup;

CREATE POLICY identifier_app ON identifier TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY identifier_worker ON identifier TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY identifier_owner ON identifier TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE identifier ENABLE ROW LEVEL SECURITY;

ALTER TABLE identifier FORCE ROW LEVEL SECURITY;

REVOKE ALL ON journal FROM PUBLIC;

GRANT SELECT, INSERT ON journal TO minga_app;

GRANT SELECT, INSERT ON journal TO minga_worker;

GRANT SELECT ON journal TO minga_backup;

CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER journal_no_truncate BEFORE TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_append_only;

ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_no_truncate;

CREATE POLICY journal_app ON journal TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY journal_worker ON journal TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY journal_owner ON journal TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;

ALTER TABLE journal FORCE ROW LEVEL SECURITY;

REVOKE ALL ON legal_hold FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON legal_hold TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON legal_hold TO minga_worker;

GRANT SELECT ON legal_hold TO minga_backup;

CREATE POLICY legal_hold_app ON legal_hold TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY legal_hold_worker ON legal_hold TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY legal_hold_owner ON legal_hold TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE legal_hold ENABLE ROW LEVEL SECURITY;

ALTER TABLE legal_hold FORCE ROW LEVEL SECURITY;

REVOKE ALL ON listing FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON listing TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON listing TO minga_worker;

GRANT SELECT ON listing TO minga_backup;

CREATE POLICY listing_read ON listing FOR SELECT USING (true);

CREATE POLICY listing_app ON listing TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY listing_worker ON listing TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY listing_owner ON listing TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE listing ENABLE ROW LEVEL SECURITY;

ALTER TABLE listing FORCE ROW LEVEL SECURITY;

REVOKE ALL ON membership_class FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership_class TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership_class TO minga_worker;

GRANT SELECT ON membership_class TO minga_backup;

CREATE POLICY membership_class_app ON membership_class TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_class_worker ON membership_class TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_class_owner ON membership_class TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE membership_class ENABLE ROW LEVEL SECURITY;

ALTER TABLE membership_class FORCE ROW LEVEL SECURITY;

REVOKE ALL ON office FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON office TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON office TO minga_worker;

GRANT SELECT ON office TO minga_backup;

CREATE POLICY office_app ON office TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_worker ON office TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_owner ON office TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE office ENABLE ROW LEVEL SECURITY;

ALTER TABLE office FORCE ROW LEVEL SECURITY;

REVOKE ALL ON old_slug FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON old_slug TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON old_slug TO minga_worker;

GRANT SELECT ON old_slug TO minga_backup;

CREATE POLICY old_slug_app ON old_slug TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY old_slug_worker ON old_slug TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY old_slug_owner ON old_slug TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE old_slug ENABLE ROW LEVEL SECURITY;

ALTER TABLE old_slug FORCE ROW LEVEL SECURITY;

REVOKE ALL ON order_number FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_number TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_number TO minga_worker;

GRANT SELECT ON order_number TO minga_backup;

CREATE POLICY order_number_app ON order_number TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_number_worker ON order_number TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_number_owner ON order_number TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE order_number ENABLE ROW LEVEL SECURITY;

ALTER TABLE order_number FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payment_provider FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment_provider TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment_provider TO minga_worker;

GRANT SELECT ON payment_provider TO minga_backup;

CREATE POLICY payment_provider_app ON payment_provider TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_provider_worker ON payment_provider TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_provider_owner ON payment_provider TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payment_provider ENABLE ROW LEVEL SECURITY;

ALTER TABLE payment_provider FORCE ROW LEVEL SECURITY;

REVOKE ALL ON personal_export FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON personal_export TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON personal_export TO minga_worker;

GRANT SELECT ON personal_export TO minga_backup;

CREATE POLICY personal_export_app ON personal_export TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY personal_export_worker ON personal_export TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY personal_export_owner ON personal_export TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE personal_export ENABLE ROW LEVEL SECURITY;

ALTER TABLE personal_export FORCE ROW LEVEL SECURITY;

REVOKE ALL ON pickup_point FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON pickup_point TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON pickup_point TO minga_worker;

GRANT SELECT ON pickup_point TO minga_backup;

CREATE POLICY pickup_point_app ON pickup_point TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY pickup_point_worker ON pickup_point TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY pickup_point_owner ON pickup_point TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE pickup_point ENABLE ROW LEVEL SECURITY;

ALTER TABLE pickup_point FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON published_file FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON published_file TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON published_file TO minga_worker;

GRANT SELECT ON published_file TO minga_backup;

CREATE POLICY published_file_read ON published_file FOR SELECT USING (true);

CREATE POLICY published_file_app ON published_file TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY published_file_worker ON published_file TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY published_file_owner ON published_file TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE published_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE published_file FORCE ROW LEVEL SECURITY;

REVOKE ALL ON reconciliation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON reconciliation TO minga_worker;

GRANT SELECT ON reconciliation TO minga_backup;

CREATE POLICY reconciliation_app ON reconciliation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reconciliation_worker ON reconciliation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reconciliation_owner ON reconciliation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE reconciliation ENABLE ROW LEVEL SECURITY;

ALTER TABLE reconciliation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_card FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_card TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_card TO minga_worker;

GRANT SELECT ON release_card TO minga_backup;

CREATE POLICY release_card_read ON release_card FOR SELECT USING (true);

CREATE POLICY release_card_app ON release_card TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_card_worker ON release_card TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_card_owner ON release_card TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_card ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_card FORCE ROW LEVEL SECURITY;

REVOKE ALL ON search_word FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON search_word TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON search_word TO minga_worker;

GRANT SELECT ON search_word TO minga_backup;

CREATE POLICY search_word_read ON search_word FOR SELECT USING (true);

CREATE POLICY search_word_app ON search_word TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY search_word_worker ON search_word TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY search_word_owner ON search_word TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE search_word ENABLE ROW LEVEL SECURITY;

ALTER TABLE search_word FORCE ROW LEVEL SECURITY;

REVOKE ALL ON session FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON session TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON session TO minga_worker;

GRANT SELECT ON session TO minga_backup;

CREATE POLICY session_app ON session TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY session_worker ON session TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY session_owner ON session TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE session ENABLE ROW LEVEL SECURITY;

ALTER TABLE session FORCE ROW LEVEL SECURITY;

REVOKE ALL ON statement_layout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_layout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_layout TO minga_worker;

GRANT SELECT ON statement_layout TO minga_backup;

CREATE POLICY statement_layout_app ON statement_layout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_layout_worker ON statement_layout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_layout_owner ON statement_layout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE statement_layout ENABLE ROW LEVEL SECURITY;

ALTER TABLE statement_layout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON webhook_message FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_message TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_message TO minga_worker;

GRANT SELECT ON webhook_message TO minga_backup;

CREATE POLICY webhook_message_app ON webhook_message TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_message_worker ON webhook_message TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_message_owner ON webhook_message TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE webhook_message ENABLE ROW LEVEL SECURITY;

ALTER TABLE webhook_message FORCE ROW LEVEL SECURITY;

REVOKE ALL ON webhook_subject FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_subject TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_subject TO minga_worker;

GRANT SELECT ON webhook_subject TO minga_backup;

CREATE POLICY webhook_subject_app ON webhook_subject TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_subject_worker ON webhook_subject TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_subject_owner ON webhook_subject TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE webhook_subject ENABLE ROW LEVEL SECURITY;

ALTER TABLE webhook_subject FORCE ROW LEVEL SECURITY;

REVOKE ALL ON webhook_taken FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_taken TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_taken TO minga_worker;

GRANT SELECT ON webhook_taken TO minga_backup;

CREATE POLICY webhook_taken_app ON webhook_taken TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_taken_worker ON webhook_taken TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_taken_owner ON webhook_taken TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE webhook_taken ENABLE ROW LEVEL SECURITY;

ALTER TABLE webhook_taken FORCE ROW LEVEL SECURITY;

REVOKE ALL ON act_link FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON act_link TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON act_link TO minga_worker;

GRANT SELECT ON act_link TO minga_backup;

CREATE POLICY act_link_app ON act_link TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY act_link_worker ON act_link TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY act_link_owner ON act_link TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE act_link ENABLE ROW LEVEL SECURITY;

ALTER TABLE act_link FORCE ROW LEVEL SECURITY;

REVOKE ALL ON assembly FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly TO minga_worker;

GRANT SELECT ON assembly TO minga_backup;

CREATE POLICY assembly_app ON assembly TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_worker ON assembly TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_owner ON assembly TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE assembly ENABLE ROW LEVEL SECURITY;

ALTER TABLE assembly FORCE ROW LEVEL SECURITY;

REVOKE ALL ON asset FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON asset TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON asset TO minga_worker;

GRANT SELECT ON asset TO minga_backup;

CREATE POLICY asset_app ON asset TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY asset_worker ON asset TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY asset_owner ON asset TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE asset ENABLE ROW LEVEL SECURITY;

ALTER TABLE asset FORCE ROW LEVEL SECURITY;

REVOKE ALL ON attestor_revocation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON attestor_revocation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON attestor_revocation TO minga_worker;

GRANT SELECT ON attestor_revocation TO minga_backup;

CREATE POLICY attestor_revocation_app ON attestor_revocation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY attestor_revocation_worker ON attestor_revocation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY attestor_revocation_owner ON attestor_revocation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE attestor_revocation ENABLE ROW LEVEL SECURITY;

ALTER TABLE attestor_revocation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON balance FROM PUBLIC;

GRANT SELECT ON balance TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON balance TO minga_worker;

GRANT SELECT ON balance TO minga_backup;

CREATE POLICY balance_app ON balance TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY balance_worker ON balance TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY balance_owner ON balance TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE balance ENABLE ROW LEVEL SECURITY;

ALTER TABLE balance FORCE ROW LEVEL SECURITY;

REVOKE ALL ON ballot_checkpoint FROM PUBLIC;

GRANT SELECT ON ballot_checkpoint TO minga_app;

GRANT SELECT, INSERT ON ballot_checkpoint TO minga_worker;

GRANT SELECT ON ballot_checkpoint TO minga_backup;

CREATE TRIGGER ballot_checkpoint_append_only BEFORE UPDATE OR DELETE ON ballot_checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER ballot_checkpoint_no_truncate BEFORE TRUNCATE ON ballot_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE ballot_checkpoint ENABLE ALWAYS TRIGGER ballot_checkpoint_append_only;

ALTER TABLE ballot_checkpoint ENABLE ALWAYS TRIGGER ballot_checkpoint_no_truncate;

CREATE POLICY ballot_checkpoint_app ON ballot_checkpoint TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY ballot_checkpoint_worker ON ballot_checkpoint TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY ballot_checkpoint_owner ON ballot_checkpoint TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE ballot_checkpoint ENABLE ROW LEVEL SECURITY;

ALTER TABLE ballot_checkpoint FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON checkpoint FROM PUBLIC;

GRANT SELECT ON checkpoint TO minga_app;

GRANT SELECT, INSERT ON checkpoint TO minga_worker;

GRANT SELECT ON checkpoint TO minga_backup;

CREATE TRIGGER checkpoint_append_only BEFORE UPDATE OR DELETE ON checkpoint FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER checkpoint_no_truncate BEFORE TRUNCATE ON checkpoint FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER checkpoint_append_only;

ALTER TABLE checkpoint ENABLE ALWAYS TRIGGER checkpoint_no_truncate;

CREATE POLICY checkpoint_app ON checkpoint TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY checkpoint_worker ON checkpoint TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY checkpoint_owner ON checkpoint TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE checkpoint ENABLE ROW LEVEL SECURITY;

ALTER TABLE checkpoint FORCE ROW LEVEL SECURITY;

REVOKE ALL ON claim FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON claim TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON claim TO minga_worker;

GRANT SELECT ON claim TO minga_backup;

CREATE POLICY claim_app ON claim TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY claim_worker ON claim TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY claim_owner ON claim TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE claim ENABLE ROW LEVEL SECURITY;

ALTER TABLE claim FORCE ROW LEVEL SECURITY;

REVOKE ALL ON class_terms FROM PUBLIC;

GRANT SELECT, INSERT ON class_terms TO minga_app;

GRANT SELECT, INSERT ON class_terms TO minga_worker;

GRANT SELECT ON class_terms TO minga_backup;

CREATE TRIGGER class_terms_append_only BEFORE UPDATE OR DELETE ON class_terms FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER class_terms_no_truncate BEFORE TRUNCATE ON class_terms FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE class_terms ENABLE ALWAYS TRIGGER class_terms_append_only;

ALTER TABLE class_terms ENABLE ALWAYS TRIGGER class_terms_no_truncate;

CREATE POLICY class_terms_app ON class_terms TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY class_terms_worker ON class_terms TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY class_terms_owner ON class_terms TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE class_terms ENABLE ROW LEVEL SECURITY;

ALTER TABLE class_terms FORCE ROW LEVEL SECURITY;

REVOKE ALL ON collecting_account FROM PUBLIC;

GRANT SELECT, INSERT ON collecting_account TO minga_app;

GRANT SELECT, INSERT ON collecting_account TO minga_worker;

GRANT SELECT ON collecting_account TO minga_backup;

CREATE TRIGGER collecting_account_append_only BEFORE UPDATE OR DELETE ON collecting_account FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER collecting_account_no_truncate BEFORE TRUNCATE ON collecting_account FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE collecting_account ENABLE ALWAYS TRIGGER collecting_account_append_only;

ALTER TABLE collecting_account ENABLE ALWAYS TRIGGER collecting_account_no_truncate;

CREATE POLICY collecting_account_app ON collecting_account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY collecting_account_worker ON collecting_account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY collecting_account_owner ON collecting_account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE collecting_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE collecting_account FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON contributor_account FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON contributor_account TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON contributor_account TO minga_worker;

GRANT SELECT ON contributor_account TO minga_backup;

CREATE POLICY contributor_account_app ON contributor_account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contributor_account_worker ON contributor_account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contributor_account_owner ON contributor_account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE contributor_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE contributor_account FORCE ROW LEVEL SECURITY;

REVOKE ALL ON delegation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON delegation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON delegation TO minga_worker;

GRANT SELECT ON delegation TO minga_backup;

CREATE POLICY delegation_app ON delegation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY delegation_worker ON delegation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY delegation_owner ON delegation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE delegation ENABLE ROW LEVEL SECURITY;

ALTER TABLE delegation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON election_cancelled FROM PUBLIC;

GRANT SELECT, INSERT ON election_cancelled TO minga_app;

GRANT SELECT, INSERT ON election_cancelled TO minga_worker;

GRANT SELECT ON election_cancelled TO minga_backup;

CREATE TRIGGER election_cancelled_append_only BEFORE UPDATE OR DELETE ON election_cancelled FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER election_cancelled_no_truncate BEFORE TRUNCATE ON election_cancelled FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE election_cancelled ENABLE ALWAYS TRIGGER election_cancelled_append_only;

ALTER TABLE election_cancelled ENABLE ALWAYS TRIGGER election_cancelled_no_truncate;

CREATE POLICY election_cancelled_app ON election_cancelled TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_cancelled_worker ON election_cancelled TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_cancelled_owner ON election_cancelled TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE election_cancelled ENABLE ROW LEVEL SECURITY;

ALTER TABLE election_cancelled FORCE ROW LEVEL SECURITY;

REVOKE ALL ON election_closed FROM PUBLIC;

GRANT SELECT ON election_closed TO minga_app;

GRANT SELECT, INSERT ON election_closed TO minga_worker;

GRANT SELECT ON election_closed TO minga_backup;

CREATE TRIGGER election_closed_append_only BEFORE UPDATE OR DELETE ON election_closed FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER election_closed_no_truncate BEFORE TRUNCATE ON election_closed FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE election_closed ENABLE ALWAYS TRIGGER election_closed_append_only;

ALTER TABLE election_closed ENABLE ALWAYS TRIGGER election_closed_no_truncate;

CREATE POLICY election_closed_app ON election_closed TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_closed_worker ON election_closed TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_closed_owner ON election_closed TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE election_closed ENABLE ROW LEVEL SECURITY;

ALTER TABLE election_closed FORCE ROW LEVEL SECURITY;

REVOKE ALL ON election_result FROM PUBLIC;

GRANT SELECT ON election_result TO minga_app;

GRANT SELECT, INSERT ON election_result TO minga_worker;

GRANT SELECT ON election_result TO minga_backup;

CREATE TRIGGER election_result_append_only BEFORE UPDATE OR DELETE ON election_result FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER election_result_no_truncate BEFORE TRUNCATE ON election_result FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE election_result ENABLE ALWAYS TRIGGER election_result_append_only;

ALTER TABLE election_result ENABLE ALWAYS TRIGGER election_result_no_truncate;

CREATE POLICY election_result_app ON election_result TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_result_worker ON election_result TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY election_result_owner ON election_result TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE election_result ENABLE ROW LEVEL SECURITY;

ALTER TABLE election_result FORCE ROW LEVEL SECURITY;

REVOKE ALL ON git_author FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON git_author TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON git_author TO minga_worker;

GRANT SELECT ON git_author TO minga_backup;

CREATE POLICY git_author_app ON git_author TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY git_author_worker ON git_author TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY git_author_owner ON git_author TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE git_author ENABLE ROW LEVEL SECURITY;

ALTER TABLE git_author FORCE ROW LEVEL SECURITY;

REVOKE ALL ON help_paper FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_paper TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_paper TO minga_worker;

GRANT SELECT ON help_paper TO minga_backup;

CREATE POLICY help_paper_app ON help_paper TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY help_paper_worker ON help_paper TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY help_paper_owner ON help_paper TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE help_paper ENABLE ROW LEVEL SECURITY;

ALTER TABLE help_paper FORCE ROW LEVEL SECURITY;

REVOKE ALL ON household_tie FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON household_tie TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON household_tie TO minga_worker;

GRANT SELECT ON household_tie TO minga_backup;

CREATE POLICY household_tie_app ON household_tie TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY household_tie_worker ON household_tie TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY household_tie_owner ON household_tie TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE household_tie ENABLE ROW LEVEL SECURITY;

ALTER TABLE household_tie FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON lent_vote FROM PUBLIC;

GRANT SELECT ON lent_vote TO minga_app;

GRANT SELECT, INSERT ON lent_vote TO minga_worker;

GRANT SELECT ON lent_vote TO minga_backup;

CREATE TRIGGER lent_vote_append_only BEFORE UPDATE OR DELETE ON lent_vote FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER lent_vote_no_truncate BEFORE TRUNCATE ON lent_vote FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE lent_vote ENABLE ALWAYS TRIGGER lent_vote_append_only;

ALTER TABLE lent_vote ENABLE ALWAYS TRIGGER lent_vote_no_truncate;

CREATE POLICY lent_vote_app ON lent_vote TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lent_vote_worker ON lent_vote TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lent_vote_owner ON lent_vote TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE lent_vote ENABLE ROW LEVEL SECURITY;

ALTER TABLE lent_vote FORCE ROW LEVEL SECURITY;

REVOKE ALL ON licence_pair_decision FROM PUBLIC;

GRANT SELECT, INSERT ON licence_pair_decision TO minga_app;

GRANT SELECT, INSERT ON licence_pair_decision TO minga_worker;

GRANT SELECT ON licence_pair_decision TO minga_backup;

CREATE TRIGGER licence_pair_decision_append_only BEFORE UPDATE OR DELETE ON licence_pair_decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER licence_pair_decision_no_truncate BEFORE TRUNCATE ON licence_pair_decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE licence_pair_decision ENABLE ALWAYS TRIGGER licence_pair_decision_append_only;

ALTER TABLE licence_pair_decision ENABLE ALWAYS TRIGGER licence_pair_decision_no_truncate;

CREATE POLICY licence_pair_decision_app ON licence_pair_decision TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_pair_decision_worker ON licence_pair_decision TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_pair_decision_owner ON licence_pair_decision TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_pair_decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_pair_decision FORCE ROW LEVEL SECURITY;

REVOKE ALL ON licence_profile FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_profile TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_profile TO minga_worker;

GRANT SELECT ON licence_profile TO minga_backup;

CREATE POLICY licence_profile_app ON licence_profile TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_profile_worker ON licence_profile TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_profile_owner ON licence_profile TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_profile ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_profile FORCE ROW LEVEL SECURITY;

REVOKE ALL ON manifest_import FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_import TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_import TO minga_worker;

GRANT SELECT ON manifest_import TO minga_backup;

CREATE POLICY manifest_import_app ON manifest_import TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_import_worker ON manifest_import TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_import_owner ON manifest_import TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE manifest_import ENABLE ROW LEVEL SECURITY;

ALTER TABLE manifest_import FORCE ROW LEVEL SECURITY;

REVOKE ALL ON member_card FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON member_card TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON member_card TO minga_worker;

GRANT SELECT ON member_card TO minga_backup;

CREATE POLICY member_card_app ON member_card TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY member_card_worker ON member_card TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY member_card_owner ON member_card TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE member_card ENABLE ROW LEVEL SECURITY;

ALTER TABLE member_card FORCE ROW LEVEL SECURITY;

REVOKE ALL ON membership FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO minga_worker;

GRANT SELECT ON membership TO minga_backup;

CREATE POLICY membership_app ON membership TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_worker ON membership TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_owner ON membership TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;

ALTER TABLE membership FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON office_incompatible FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON office_incompatible TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON office_incompatible TO minga_worker;

GRANT SELECT ON office_incompatible TO minga_backup;

CREATE POLICY office_incompatible_app ON office_incompatible TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_incompatible_worker ON office_incompatible TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_incompatible_owner ON office_incompatible TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE office_incompatible ENABLE ROW LEVEL SECURITY;

ALTER TABLE office_incompatible FORCE ROW LEVEL SECURITY;

REVOKE ALL ON office_willing FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON office_willing TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON office_willing TO minga_worker;

GRANT SELECT ON office_willing TO minga_backup;

CREATE POLICY office_willing_app ON office_willing TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_willing_worker ON office_willing TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_willing_owner ON office_willing TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE office_willing ENABLE ROW LEVEL SECURITY;

ALTER TABLE office_willing FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON paper_batch FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON paper_batch TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON paper_batch TO minga_worker;

GRANT SELECT ON paper_batch TO minga_backup;

CREATE POLICY paper_batch_app ON paper_batch TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY paper_batch_worker ON paper_batch TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY paper_batch_owner ON paper_batch TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE paper_batch ENABLE ROW LEVEL SECURITY;

ALTER TABLE paper_batch FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON proof FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON proof TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON proof TO minga_worker;

GRANT SELECT ON proof TO minga_backup;

CREATE POLICY proof_app ON proof TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY proof_worker ON proof TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY proof_owner ON proof TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE proof ENABLE ROW LEVEL SECURITY;

ALTER TABLE proof FORCE ROW LEVEL SECURITY;

REVOKE ALL ON proposal FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON proposal TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON proposal TO minga_worker;

GRANT SELECT ON proposal TO minga_backup;

CREATE POLICY proposal_app ON proposal TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY proposal_worker ON proposal TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY proposal_owner ON proposal TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE proposal ENABLE ROW LEVEL SECURITY;

ALTER TABLE proposal FORCE ROW LEVEL SECURITY;

REVOKE ALL ON representative FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON representative TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON representative TO minga_worker;

GRANT SELECT ON representative TO minga_backup;

CREATE POLICY representative_app ON representative TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY representative_worker ON representative TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY representative_owner ON representative TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE representative ENABLE ROW LEVEL SECURITY;

ALTER TABLE representative FORCE ROW LEVEL SECURITY;

REVOKE ALL ON role_grant FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON role_grant TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON role_grant TO minga_worker;

GRANT SELECT ON role_grant TO minga_backup;

CREATE POLICY role_grant_app ON role_grant TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY role_grant_worker ON role_grant TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY role_grant_owner ON role_grant TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE role_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE role_grant FORCE ROW LEVEL SECURITY;

REVOKE ALL ON rule_version FROM PUBLIC;

GRANT SELECT ON rule_version TO minga_app;

GRANT SELECT, INSERT ON rule_version TO minga_worker;

GRANT SELECT ON rule_version TO minga_backup;

CREATE TRIGGER rule_version_append_only BEFORE UPDATE OR DELETE ON rule_version FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER rule_version_no_truncate BEFORE TRUNCATE ON rule_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE rule_version ENABLE ALWAYS TRIGGER rule_version_append_only;

ALTER TABLE rule_version ENABLE ALWAYS TRIGGER rule_version_no_truncate;

CREATE POLICY rule_version_app ON rule_version TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY rule_version_worker ON rule_version TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY rule_version_owner ON rule_version TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE rule_version ENABLE ROW LEVEL SECURITY;

ALTER TABLE rule_version FORCE ROW LEVEL SECURITY;

REVOKE ALL ON same_person FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON same_person TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON same_person TO minga_worker;

GRANT SELECT ON same_person TO minga_backup;

CREATE POLICY same_person_app ON same_person TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY same_person_worker ON same_person TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY same_person_owner ON same_person TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE same_person ENABLE ROW LEVEL SECURITY;

ALTER TABLE same_person FORCE ROW LEVEL SECURITY;

REVOKE ALL ON set_off_agreement FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON set_off_agreement TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON set_off_agreement TO minga_worker;

GRANT SELECT ON set_off_agreement TO minga_backup;

CREATE POLICY set_off_agreement_app ON set_off_agreement TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY set_off_agreement_worker ON set_off_agreement TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY set_off_agreement_owner ON set_off_agreement TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE set_off_agreement ENABLE ROW LEVEL SECURITY;

ALTER TABLE set_off_agreement FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON slot FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON slot TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON slot TO minga_worker;

GRANT SELECT ON slot TO minga_backup;

CREATE POLICY slot_app ON slot TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY slot_worker ON slot TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY slot_owner ON slot TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE slot ENABLE ROW LEVEL SECURITY;

ALTER TABLE slot FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stall FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall TO minga_worker;

GRANT SELECT ON stall TO minga_backup;

CREATE POLICY stall_app ON stall TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_worker ON stall TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_owner ON stall TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stall ENABLE ROW LEVEL SECURITY;

ALTER TABLE stall FORCE ROW LEVEL SECURITY;

REVOKE ALL ON synonym FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON synonym TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON synonym TO minga_worker;

GRANT SELECT ON synonym TO minga_backup;

CREATE POLICY synonym_app ON synonym TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY synonym_worker ON synonym TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY synonym_owner ON synonym TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE synonym ENABLE ROW LEVEL SECURITY;

ALTER TABLE synonym FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool TO minga_worker;

GRANT SELECT ON tool TO minga_backup;

CREATE POLICY tool_app ON tool TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_worker ON tool TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_owner ON tool TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool FORCE ROW LEVEL SECURITY;

REVOKE ALL ON transfer FROM PUBLIC;

GRANT SELECT, INSERT ON transfer TO minga_app;

GRANT SELECT, INSERT ON transfer TO minga_worker;

GRANT SELECT ON transfer TO minga_backup;

CREATE TRIGGER transfer_append_only BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER transfer_no_truncate BEFORE TRUNCATE ON transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE transfer ENABLE ALWAYS TRIGGER transfer_append_only;

ALTER TABLE transfer ENABLE ALWAYS TRIGGER transfer_no_truncate;

CREATE POLICY transfer_app ON transfer TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY transfer_worker ON transfer TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY transfer_owner ON transfer TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE transfer ENABLE ROW LEVEL SECURITY;

ALTER TABLE transfer FORCE ROW LEVEL SECURITY;

REVOKE ALL ON upload FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO minga_worker;

GRANT SELECT ON upload TO minga_backup;

CREATE POLICY upload_app ON upload TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY upload_worker ON upload TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY upload_owner ON upload TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE upload ENABLE ROW LEVEL SECURITY;

ALTER TABLE upload FORCE ROW LEVEL SECURITY;

REVOKE ALL ON voucher FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON voucher TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON voucher TO minga_worker;

GRANT SELECT ON voucher TO minga_backup;

CREATE POLICY voucher_app ON voucher TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY voucher_worker ON voucher TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY voucher_owner ON voucher TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE voucher ENABLE ROW LEVEL SECURITY;

ALTER TABLE voucher FORCE ROW LEVEL SECURITY;

REVOKE ALL ON working_group FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON working_group TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON working_group TO minga_worker;

GRANT SELECT ON working_group TO minga_backup;

CREATE POLICY working_group_app ON working_group TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY working_group_worker ON working_group TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY working_group_owner ON working_group TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE working_group ENABLE ROW LEVEL SECURITY;

ALTER TABLE working_group FORCE ROW LEVEL SECURITY;

REVOKE ALL ON account_payout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON account_payout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON account_payout TO minga_worker;

GRANT SELECT ON account_payout TO minga_backup;

CREATE POLICY account_payout_app ON account_payout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY account_payout_worker ON account_payout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY account_payout_owner ON account_payout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE account_payout ENABLE ROW LEVEL SECURITY;

ALTER TABLE account_payout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON agenda_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON agenda_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON agenda_item TO minga_worker;

GRANT SELECT ON agenda_item TO minga_backup;

CREATE POLICY agenda_item_app ON agenda_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY agenda_item_worker ON agenda_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY agenda_item_owner ON agenda_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE agenda_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE agenda_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON amendment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON amendment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON amendment TO minga_worker;

GRANT SELECT ON amendment TO minga_backup;

CREATE POLICY amendment_app ON amendment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY amendment_worker ON amendment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY amendment_owner ON amendment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE amendment ENABLE ROW LEVEL SECURITY;

ALTER TABLE amendment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON application FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON application TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON application TO minga_worker;

GRANT SELECT ON application TO minga_backup;

CREATE POLICY application_app ON application TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY application_worker ON application TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY application_owner ON application TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE application ENABLE ROW LEVEL SECURITY;

ALTER TABLE application FORCE ROW LEVEL SECURITY;

REVOKE ALL ON assembly_notice FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly_notice TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly_notice TO minga_worker;

GRANT SELECT ON assembly_notice TO minga_backup;

CREATE POLICY assembly_notice_app ON assembly_notice TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_notice_worker ON assembly_notice TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_notice_owner ON assembly_notice TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE assembly_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE assembly_notice FORCE ROW LEVEL SECURITY;

REVOKE ALL ON assembly_reply FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly_reply TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly_reply TO minga_worker;

GRANT SELECT ON assembly_reply TO minga_backup;

CREATE POLICY assembly_reply_app ON assembly_reply TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_reply_worker ON assembly_reply TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_reply_owner ON assembly_reply TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE assembly_reply ENABLE ROW LEVEL SECURITY;

ALTER TABLE assembly_reply FORCE ROW LEVEL SECURITY;

REVOKE ALL ON asset_label FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON asset_label TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON asset_label TO minga_worker;

GRANT SELECT ON asset_label TO minga_backup;

CREATE POLICY asset_label_app ON asset_label TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY asset_label_worker ON asset_label TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY asset_label_owner ON asset_label TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE asset_label ENABLE ROW LEVEL SECURITY;

ALTER TABLE asset_label FORCE ROW LEVEL SECURITY;

REVOKE ALL ON asset_maintainer FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON asset_maintainer TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON asset_maintainer TO minga_worker;

GRANT SELECT ON asset_maintainer TO minga_backup;

CREATE POLICY asset_maintainer_app ON asset_maintainer TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY asset_maintainer_worker ON asset_maintainer TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY asset_maintainer_owner ON asset_maintainer TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE asset_maintainer ENABLE ROW LEVEL SECURITY;

ALTER TABLE asset_maintainer FORCE ROW LEVEL SECURITY;

REVOKE ALL ON attendance FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON attendance TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON attendance TO minga_worker;

GRANT SELECT ON attendance TO minga_backup;

CREATE POLICY attendance_app ON attendance TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY attendance_worker ON attendance TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY attendance_owner ON attendance TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE attendance ENABLE ROW LEVEL SECURITY;

ALTER TABLE attendance FORCE ROW LEVEL SECURITY;

REVOKE ALL ON attestation FROM PUBLIC;

GRANT SELECT, INSERT ON attestation TO minga_app;

GRANT SELECT, INSERT ON attestation TO minga_worker;

GRANT SELECT ON attestation TO minga_backup;

CREATE TRIGGER attestation_append_only BEFORE UPDATE OR DELETE ON attestation FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER attestation_no_truncate BEFORE TRUNCATE ON attestation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE attestation ENABLE ALWAYS TRIGGER attestation_append_only;

ALTER TABLE attestation ENABLE ALWAYS TRIGGER attestation_no_truncate;

CREATE POLICY attestation_app ON attestation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY attestation_worker ON attestation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY attestation_owner ON attestation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE attestation ENABLE ROW LEVEL SECURITY;

ALTER TABLE attestation FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON claim_dispute FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON claim_dispute TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON claim_dispute TO minga_worker;

GRANT SELECT ON claim_dispute TO minga_backup;

CREATE POLICY claim_dispute_app ON claim_dispute TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY claim_dispute_worker ON claim_dispute TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY claim_dispute_owner ON claim_dispute TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE claim_dispute ENABLE ROW LEVEL SECURITY;

ALTER TABLE claim_dispute FORCE ROW LEVEL SECURITY;

REVOKE ALL ON class_move FROM PUBLIC;

GRANT SELECT, INSERT ON class_move TO minga_app;

GRANT SELECT, INSERT ON class_move TO minga_worker;

GRANT SELECT ON class_move TO minga_backup;

CREATE TRIGGER class_move_append_only BEFORE UPDATE OR DELETE ON class_move FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER class_move_no_truncate BEFORE TRUNCATE ON class_move FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE class_move ENABLE ALWAYS TRIGGER class_move_append_only;

ALTER TABLE class_move ENABLE ALWAYS TRIGGER class_move_no_truncate;

CREATE POLICY class_move_app ON class_move TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY class_move_worker ON class_move TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY class_move_owner ON class_move TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE class_move ENABLE ROW LEVEL SECURITY;

ALTER TABLE class_move FORCE ROW LEVEL SECURITY;

REVOKE ALL ON community_permission FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON community_permission TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON community_permission TO minga_worker;

GRANT SELECT ON community_permission TO minga_backup;

CREATE POLICY community_permission_app ON community_permission TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY community_permission_worker ON community_permission TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY community_permission_owner ON community_permission TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE community_permission ENABLE ROW LEVEL SECURITY;

ALTER TABLE community_permission FORCE ROW LEVEL SECURITY;

REVOKE ALL ON contribution FROM PUBLIC;

GRANT SELECT, INSERT ON contribution TO minga_app;

GRANT SELECT, INSERT ON contribution TO minga_worker;

GRANT SELECT ON contribution TO minga_backup;

CREATE TRIGGER contribution_append_only BEFORE UPDATE OR DELETE ON contribution FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER contribution_no_truncate BEFORE TRUNCATE ON contribution FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE contribution ENABLE ALWAYS TRIGGER contribution_append_only;

ALTER TABLE contribution ENABLE ALWAYS TRIGGER contribution_no_truncate;

CREATE POLICY contribution_app ON contribution TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contribution_worker ON contribution TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contribution_owner ON contribution TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE contribution ENABLE ROW LEVEL SECURITY;

ALTER TABLE contribution FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON decision FROM PUBLIC;

GRANT SELECT ON decision TO minga_app;

GRANT SELECT, INSERT ON decision TO minga_worker;

GRANT SELECT ON decision TO minga_backup;

CREATE TRIGGER decision_append_only BEFORE UPDATE OR DELETE ON decision FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER decision_no_truncate BEFORE TRUNCATE ON decision FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE decision ENABLE ALWAYS TRIGGER decision_append_only;

ALTER TABLE decision ENABLE ALWAYS TRIGGER decision_no_truncate;

CREATE POLICY decision_app ON decision TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY decision_worker ON decision TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY decision_owner ON decision TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE decision ENABLE ROW LEVEL SECURITY;

ALTER TABLE decision FORCE ROW LEVEL SECURITY;

REVOKE ALL ON discount FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON discount TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON discount TO minga_worker;

GRANT SELECT ON discount TO minga_backup;

CREATE POLICY discount_app ON discount TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discount_worker ON discount TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discount_owner ON discount TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE discount ENABLE ROW LEVEL SECURITY;

ALTER TABLE discount FORCE ROW LEVEL SECURITY;

REVOKE ALL ON due FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON due TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON due TO minga_worker;

GRANT SELECT ON due TO minga_backup;

CREATE POLICY due_app ON due TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY due_worker ON due TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY due_owner ON due TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE due ENABLE ROW LEVEL SECURITY;

ALTER TABLE due FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON group_member FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_member TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_member TO minga_worker;

GRANT SELECT ON group_member TO minga_backup;

CREATE POLICY group_member_app ON group_member TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_member_worker ON group_member TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_member_owner ON group_member TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_member ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_member FORCE ROW LEVEL SECURITY;

REVOKE ALL ON group_spending FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_spending TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON group_spending TO minga_worker;

GRANT SELECT ON group_spending TO minga_backup;

CREATE POLICY group_spending_app ON group_spending TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_spending_worker ON group_spending TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_spending_owner ON group_spending TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_spending ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_spending FORCE ROW LEVEL SECURITY;

REVOKE ALL ON mandate FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON mandate TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON mandate TO minga_worker;

GRANT SELECT ON mandate TO minga_backup;

CREATE POLICY mandate_app ON mandate TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mandate_worker ON mandate TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mandate_owner ON mandate TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE mandate ENABLE ROW LEVEL SECURITY;

ALTER TABLE mandate FORCE ROW LEVEL SECURITY;

REVOKE ALL ON manifest_import_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_import_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_import_item TO minga_worker;

GRANT SELECT ON manifest_import_item TO minga_backup;

CREATE POLICY manifest_import_item_app ON manifest_import_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_import_item_worker ON manifest_import_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_import_item_owner ON manifest_import_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE manifest_import_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE manifest_import_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON membership_event FROM PUBLIC;

GRANT SELECT, INSERT ON membership_event TO minga_app;

GRANT SELECT, INSERT ON membership_event TO minga_worker;

GRANT SELECT ON membership_event TO minga_backup;

CREATE TRIGGER membership_event_append_only BEFORE UPDATE OR DELETE ON membership_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER membership_event_no_truncate BEFORE TRUNCATE ON membership_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE membership_event ENABLE ALWAYS TRIGGER membership_event_append_only;

ALTER TABLE membership_event ENABLE ALWAYS TRIGGER membership_event_no_truncate;

CREATE POLICY membership_event_app ON membership_event TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_event_worker ON membership_event TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_event_owner ON membership_event TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE membership_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE membership_event FORCE ROW LEVEL SECURITY;

REVOKE ALL ON minutes FROM PUBLIC;

GRANT SELECT, INSERT ON minutes TO minga_app;

GRANT SELECT, INSERT ON minutes TO minga_worker;

GRANT SELECT ON minutes TO minga_backup;

CREATE TRIGGER minutes_append_only BEFORE UPDATE OR DELETE ON minutes FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER minutes_no_truncate BEFORE TRUNCATE ON minutes FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE minutes ENABLE ALWAYS TRIGGER minutes_append_only;

ALTER TABLE minutes ENABLE ALWAYS TRIGGER minutes_no_truncate;

CREATE POLICY minutes_app ON minutes TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY minutes_worker ON minutes TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY minutes_owner ON minutes TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE minutes ENABLE ROW LEVEL SECURITY;

ALTER TABLE minutes FORCE ROW LEVEL SECURITY;

REVOKE ALL ON minutes_draft FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON minutes_draft TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON minutes_draft TO minga_worker;

GRANT SELECT ON minutes_draft TO minga_backup;

CREATE POLICY minutes_draft_app ON minutes_draft TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY minutes_draft_worker ON minutes_draft TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY minutes_draft_owner ON minutes_draft TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE minutes_draft ENABLE ROW LEVEL SECURITY;

ALTER TABLE minutes_draft FORCE ROW LEVEL SECURITY;

REVOKE ALL ON notice_of_leaving FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON notice_of_leaving TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON notice_of_leaving TO minga_worker;

GRANT SELECT ON notice_of_leaving TO minga_backup;

CREATE POLICY notice_of_leaving_app ON notice_of_leaving TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY notice_of_leaving_worker ON notice_of_leaving TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY notice_of_leaving_owner ON notice_of_leaving TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE notice_of_leaving ENABLE ROW LEVEL SECURITY;

ALTER TABLE notice_of_leaving FORCE ROW LEVEL SECURITY;

REVOKE ALL ON product FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON product TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON product TO minga_worker;

GRANT SELECT ON product TO minga_backup;

CREATE POLICY product_app ON product TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY product_worker ON product TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY product_owner ON product TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE product ENABLE ROW LEVEL SECURITY;

ALTER TABLE product FORCE ROW LEVEL SECURITY;

REVOKE ALL ON proposal_text FROM PUBLIC;

GRANT SELECT, INSERT ON proposal_text TO minga_app;

GRANT SELECT, INSERT ON proposal_text TO minga_worker;

GRANT SELECT ON proposal_text TO minga_backup;

CREATE TRIGGER proposal_text_append_only BEFORE UPDATE OR DELETE ON proposal_text FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER proposal_text_no_truncate BEFORE TRUNCATE ON proposal_text FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE proposal_text ENABLE ALWAYS TRIGGER proposal_text_append_only;

ALTER TABLE proposal_text ENABLE ALWAYS TRIGGER proposal_text_no_truncate;

CREATE POLICY proposal_text_app ON proposal_text TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY proposal_text_worker ON proposal_text TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY proposal_text_owner ON proposal_text TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE proposal_text ENABLE ROW LEVEL SECURITY;

ALTER TABLE proposal_text FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release TO minga_worker;

GRANT SELECT ON release TO minga_backup;

CREATE POLICY release_app ON release TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_worker ON release TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_owner ON release TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release ENABLE ROW LEVEL SECURITY;

ALTER TABLE release FORCE ROW LEVEL SECURITY;

REVOKE ALL ON repayment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON repayment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON repayment TO minga_worker;

GRANT SELECT ON repayment TO minga_backup;

CREATE POLICY repayment_app ON repayment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY repayment_worker ON repayment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY repayment_owner ON repayment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE repayment ENABLE ROW LEVEL SECURITY;

ALTER TABLE repayment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON restriction FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON restriction TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON restriction TO minga_worker;

GRANT SELECT ON restriction TO minga_backup;

CREATE POLICY restriction_app ON restriction TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY restriction_worker ON restriction TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY restriction_owner ON restriction TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE restriction ENABLE ROW LEVEL SECURITY;

ALTER TABLE restriction FORCE ROW LEVEL SECURITY;

REVOKE ALL ON seller_account FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_account TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_account TO minga_worker;

GRANT SELECT ON seller_account TO minga_backup;

CREATE POLICY seller_account_app ON seller_account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_account_worker ON seller_account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_account_owner ON seller_account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE seller_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE seller_account FORCE ROW LEVEL SECURITY;

REVOKE ALL ON share_payout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON share_payout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON share_payout TO minga_worker;

GRANT SELECT ON share_payout TO minga_backup;

CREATE POLICY share_payout_app ON share_payout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_payout_worker ON share_payout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_payout_owner ON share_payout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE share_payout ENABLE ROW LEVEL SECURITY;

ALTER TABLE share_payout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON share_promise FROM PUBLIC;

GRANT SELECT, INSERT ON share_promise TO minga_app;

GRANT SELECT, INSERT ON share_promise TO minga_worker;

GRANT SELECT ON share_promise TO minga_backup;

CREATE TRIGGER share_promise_append_only BEFORE UPDATE OR DELETE ON share_promise FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER share_promise_no_truncate BEFORE TRUNCATE ON share_promise FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE share_promise ENABLE ALWAYS TRIGGER share_promise_append_only;

ALTER TABLE share_promise ENABLE ALWAYS TRIGGER share_promise_no_truncate;

CREATE POLICY share_promise_app ON share_promise TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_promise_worker ON share_promise TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_promise_owner ON share_promise TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE share_promise ENABLE ROW LEVEL SECURITY;

ALTER TABLE share_promise FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stall_keeper FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall_keeper TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall_keeper TO minga_worker;

GRANT SELECT ON stall_keeper TO minga_backup;

CREATE POLICY stall_keeper_app ON stall_keeper TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_keeper_worker ON stall_keeper TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_keeper_owner ON stall_keeper TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stall_keeper ENABLE ROW LEVEL SECURITY;

ALTER TABLE stall_keeper FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stance FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stance TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stance TO minga_worker;

GRANT SELECT ON stance TO minga_backup;

CREATE POLICY stance_app ON stance TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stance_worker ON stance TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stance_owner ON stance TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stance ENABLE ROW LEVEL SECURITY;

ALTER TABLE stance FORCE ROW LEVEL SECURITY;

REVOKE ALL ON statement_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_line TO minga_worker;

GRANT SELECT ON statement_line TO minga_backup;

CREATE POLICY statement_line_app ON statement_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_line_worker ON statement_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_line_owner ON statement_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE statement_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE statement_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON status_claim FROM PUBLIC;

GRANT SELECT, INSERT ON status_claim TO minga_app;

GRANT SELECT, INSERT ON status_claim TO minga_worker;

GRANT SELECT ON status_claim TO minga_backup;

CREATE TRIGGER status_claim_append_only BEFORE UPDATE OR DELETE ON status_claim FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER status_claim_no_truncate BEFORE TRUNCATE ON status_claim FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE status_claim ENABLE ALWAYS TRIGGER status_claim_append_only;

ALTER TABLE status_claim ENABLE ALWAYS TRIGGER status_claim_no_truncate;

CREATE POLICY status_claim_app ON status_claim TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY status_claim_worker ON status_claim TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY status_claim_owner ON status_claim TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE status_claim ENABLE ROW LEVEL SECURITY;

ALTER TABLE status_claim FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stock_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stock_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stock_item TO minga_worker;

GRANT SELECT ON stock_item TO minga_backup;

CREATE POLICY stock_item_app ON stock_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stock_item_worker ON stock_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stock_item_owner ON stock_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stock_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE stock_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool_certificate FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_certificate TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_certificate TO minga_worker;

GRANT SELECT ON tool_certificate TO minga_backup;

CREATE POLICY tool_certificate_app ON tool_certificate TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_certificate_worker ON tool_certificate TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_certificate_owner ON tool_certificate TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool_certificate ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool_certificate FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool_hours FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_hours TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_hours TO minga_worker;

GRANT SELECT ON tool_hours TO minga_backup;

CREATE POLICY tool_hours_app ON tool_hours TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_hours_worker ON tool_hours TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_hours_owner ON tool_hours TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool_hours ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool_hours FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool_keeper FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_keeper TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_keeper TO minga_worker;

GRANT SELECT ON tool_keeper TO minga_backup;

CREATE POLICY tool_keeper_app ON tool_keeper TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_keeper_worker ON tool_keeper TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_keeper_owner ON tool_keeper TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool_keeper ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool_keeper FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool_unit FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_unit TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool_unit TO minga_worker;

GRANT SELECT ON tool_unit TO minga_backup;

CREATE POLICY tool_unit_app ON tool_unit TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_unit_worker ON tool_unit TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_unit_owner ON tool_unit TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool_unit ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool_unit FORCE ROW LEVEL SECURITY;

REVOKE ALL ON upload_part FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload_part TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload_part TO minga_worker;

GRANT SELECT ON upload_part TO minga_backup;

CREATE POLICY upload_part_app ON upload_part TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY upload_part_worker ON upload_part TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY upload_part_owner ON upload_part TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE upload_part ENABLE ROW LEVEL SECURITY;

ALTER TABLE upload_part FORCE ROW LEVEL SECURITY;

REVOKE ALL ON webhook FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook TO minga_worker;

GRANT SELECT ON webhook TO minga_backup;

CREATE POLICY webhook_app ON webhook TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_worker ON webhook TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_owner ON webhook TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE webhook ENABLE ROW LEVEL SECURITY;

ALTER TABLE webhook FORCE ROW LEVEL SECURITY;

REVOKE ALL ON work_day FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON work_day TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON work_day TO minga_worker;

GRANT SELECT ON work_day TO minga_backup;

CREATE POLICY work_day_app ON work_day TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY work_day_worker ON work_day TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY work_day_owner ON work_day TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE work_day ENABLE ROW LEVEL SECURITY;

ALTER TABLE work_day FORCE ROW LEVEL SECURITY;

REVOKE ALL ON action_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON action_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON action_item TO minga_worker;

GRANT SELECT ON action_item TO minga_backup;

CREATE POLICY action_item_app ON action_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY action_item_worker ON action_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY action_item_owner ON action_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE action_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE action_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON booking FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON booking TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON booking TO minga_worker;

GRANT SELECT ON booking TO minga_backup;

CREATE POLICY booking_app ON booking TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY booking_worker ON booking TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY booking_owner ON booking TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE booking ENABLE ROW LEVEL SECURITY;

ALTER TABLE booking FORCE ROW LEVEL SECURITY;

REVOKE ALL ON box_subscription FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON box_subscription TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON box_subscription TO minga_worker;

GRANT SELECT ON box_subscription TO minga_backup;

CREATE POLICY box_subscription_app ON box_subscription TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY box_subscription_worker ON box_subscription TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY box_subscription_owner ON box_subscription TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE box_subscription ENABLE ROW LEVEL SECURITY;

ALTER TABLE box_subscription FORCE ROW LEVEL SECURITY;

REVOKE ALL ON checkout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON checkout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON checkout TO minga_worker;

GRANT SELECT ON checkout TO minga_backup;

CREATE POLICY checkout_app ON checkout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY checkout_worker ON checkout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY checkout_owner ON checkout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE checkout ENABLE ROW LEVEL SECURITY;

ALTER TABLE checkout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON comment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON comment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON comment TO minga_worker;

GRANT SELECT ON comment TO minga_backup;

CREATE POLICY comment_app ON comment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY comment_worker ON comment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY comment_owner ON comment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE comment ENABLE ROW LEVEL SECURITY;

ALTER TABLE comment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON contribution_file FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON contribution_file TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON contribution_file TO minga_worker;

GRANT SELECT ON contribution_file TO minga_backup;

CREATE POLICY contribution_file_app ON contribution_file TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contribution_file_worker ON contribution_file TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contribution_file_owner ON contribution_file TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE contribution_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE contribution_file FORCE ROW LEVEL SECURITY;

REVOKE ALL ON contribution_origin FROM PUBLIC;

GRANT SELECT, INSERT ON contribution_origin TO minga_app;

GRANT SELECT, INSERT ON contribution_origin TO minga_worker;

GRANT SELECT ON contribution_origin TO minga_backup;

CREATE TRIGGER contribution_origin_append_only BEFORE UPDATE OR DELETE ON contribution_origin FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER contribution_origin_no_truncate BEFORE TRUNCATE ON contribution_origin FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE contribution_origin ENABLE ALWAYS TRIGGER contribution_origin_append_only;

ALTER TABLE contribution_origin ENABLE ALWAYS TRIGGER contribution_origin_no_truncate;

CREATE POLICY contribution_origin_app ON contribution_origin TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contribution_origin_worker ON contribution_origin TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY contribution_origin_owner ON contribution_origin TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE contribution_origin ENABLE ROW LEVEL SECURITY;

ALTER TABLE contribution_origin FORCE ROW LEVEL SECURITY;

REVOKE ALL ON decision_effect FROM PUBLIC;

GRANT SELECT ON decision_effect TO minga_app;

GRANT SELECT, INSERT ON decision_effect TO minga_worker;

GRANT SELECT ON decision_effect TO minga_backup;

CREATE TRIGGER decision_effect_append_only BEFORE UPDATE OR DELETE ON decision_effect FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER decision_effect_no_truncate BEFORE TRUNCATE ON decision_effect FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE decision_effect ENABLE ALWAYS TRIGGER decision_effect_append_only;

ALTER TABLE decision_effect ENABLE ALWAYS TRIGGER decision_effect_no_truncate;

CREATE POLICY decision_effect_app ON decision_effect TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY decision_effect_worker ON decision_effect TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY decision_effect_owner ON decision_effect TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE decision_effect ENABLE ROW LEVEL SECURITY;

ALTER TABLE decision_effect FORCE ROW LEVEL SECURITY;

REVOKE ALL ON distribution FROM PUBLIC;

GRANT SELECT, INSERT ON distribution TO minga_app;

GRANT SELECT, INSERT ON distribution TO minga_worker;

GRANT SELECT ON distribution TO minga_backup;

CREATE TRIGGER distribution_append_only BEFORE UPDATE OR DELETE ON distribution FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER distribution_no_truncate BEFORE TRUNCATE ON distribution FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE distribution ENABLE ALWAYS TRIGGER distribution_append_only;

ALTER TABLE distribution ENABLE ALWAYS TRIGGER distribution_no_truncate;

CREATE POLICY distribution_app ON distribution TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_worker ON distribution TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_owner ON distribution TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE distribution ENABLE ROW LEVEL SECURITY;

ALTER TABLE distribution FORCE ROW LEVEL SECURITY;

REVOKE ALL ON export_chunk FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON export_chunk TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON export_chunk TO minga_worker;

GRANT SELECT ON export_chunk TO minga_backup;

CREATE POLICY export_chunk_app ON export_chunk TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY export_chunk_worker ON export_chunk TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY export_chunk_owner ON export_chunk TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE export_chunk ENABLE ROW LEVEL SECURITY;

ALTER TABLE export_chunk FORCE ROW LEVEL SECURITY;

REVOKE ALL ON grievance FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance TO minga_worker;

GRANT SELECT ON grievance TO minga_backup;

CREATE POLICY grievance_app ON grievance TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_worker ON grievance TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_owner ON grievance TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE grievance ENABLE ROW LEVEL SECURITY;

ALTER TABLE grievance FORCE ROW LEVEL SECURITY;

REVOKE ALL ON group_grant FROM PUBLIC;

GRANT SELECT, INSERT ON group_grant TO minga_app;

GRANT SELECT, INSERT ON group_grant TO minga_worker;

GRANT SELECT ON group_grant TO minga_backup;

CREATE TRIGGER group_grant_append_only BEFORE UPDATE OR DELETE ON group_grant FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER group_grant_no_truncate BEFORE TRUNCATE ON group_grant FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE group_grant ENABLE ALWAYS TRIGGER group_grant_append_only;

ALTER TABLE group_grant ENABLE ALWAYS TRIGGER group_grant_no_truncate;

CREATE POLICY group_grant_app ON group_grant TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_grant_worker ON group_grant TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY group_grant_owner ON group_grant TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE group_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE group_grant FORCE ROW LEVEL SECURITY;

REVOKE ALL ON lot FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON lot TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON lot TO minga_worker;

GRANT SELECT ON lot TO minga_backup;

CREATE POLICY lot_app ON lot TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_worker ON lot TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY lot_owner ON lot TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE lot ENABLE ROW LEVEL SECURITY;

ALTER TABLE lot FORCE ROW LEVEL SECURITY;

REVOKE ALL ON making FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON making TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON making TO minga_worker;

GRANT SELECT ON making TO minga_backup;

CREATE POLICY making_app ON making TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_worker ON making TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_owner ON making TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE making ENABLE ROW LEVEL SECURITY;

ALTER TABLE making FORCE ROW LEVEL SECURITY;

REVOKE ALL ON making_capacity FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON making_capacity TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON making_capacity TO minga_worker;

GRANT SELECT ON making_capacity TO minga_backup;

CREATE POLICY making_capacity_app ON making_capacity TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_capacity_worker ON making_capacity TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_capacity_owner ON making_capacity TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE making_capacity ENABLE ROW LEVEL SECURITY;

ALTER TABLE making_capacity FORCE ROW LEVEL SECURITY;

REVOKE ALL ON manifest_home FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_home TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_home TO minga_worker;

GRANT SELECT ON manifest_home TO minga_backup;

CREATE POLICY manifest_home_app ON manifest_home TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_home_worker ON manifest_home TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_home_owner ON manifest_home TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE manifest_home ENABLE ROW LEVEL SECURITY;

ALTER TABLE manifest_home FORCE ROW LEVEL SECURITY;

REVOKE ALL ON notice FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON notice TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON notice TO minga_worker;

GRANT SELECT ON notice TO minga_backup;

CREATE POLICY notice_app ON notice TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY notice_worker ON notice TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY notice_owner ON notice TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE notice FORCE ROW LEVEL SECURITY;

REVOKE ALL ON office_term FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON office_term TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON office_term TO minga_worker;

GRANT SELECT ON office_term TO minga_backup;

CREATE POLICY office_term_app ON office_term TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_term_worker ON office_term TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY office_term_owner ON office_term TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE office_term ENABLE ROW LEVEL SECURITY;

ALTER TABLE office_term FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payout TO minga_worker;

GRANT SELECT ON payout TO minga_backup;

CREATE POLICY payout_app ON payout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_worker ON payout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_owner ON payout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payout ENABLE ROW LEVEL SECURITY;

ALTER TABLE payout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON picture FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON picture TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON picture TO minga_worker;

GRANT SELECT ON picture TO minga_backup;

CREATE POLICY picture_app ON picture TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY picture_worker ON picture TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY picture_owner ON picture TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE picture ENABLE ROW LEVEL SECURITY;

ALTER TABLE picture FORCE ROW LEVEL SECURITY;

REVOKE ALL ON product_release FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON product_release TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON product_release TO minga_worker;

GRANT SELECT ON product_release TO minga_backup;

CREATE POLICY product_release_app ON product_release TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY product_release_worker ON product_release TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY product_release_owner ON product_release TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE product_release ENABLE ROW LEVEL SECURITY;

ALTER TABLE product_release FORCE ROW LEVEL SECURITY;

REVOKE ALL ON quality_standard FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON quality_standard TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON quality_standard TO minga_worker;

GRANT SELECT ON quality_standard TO minga_backup;

CREATE POLICY quality_standard_app ON quality_standard TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY quality_standard_worker ON quality_standard TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY quality_standard_owner ON quality_standard TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE quality_standard ENABLE ROW LEVEL SECURITY;

ALTER TABLE quality_standard FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_dispute FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_dispute TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_dispute TO minga_worker;

GRANT SELECT ON release_dispute TO minga_backup;

CREATE POLICY release_dispute_app ON release_dispute TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_dispute_worker ON release_dispute TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_dispute_owner ON release_dispute TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_dispute ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_dispute FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_file FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_file TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_file TO minga_worker;

GRANT SELECT ON release_file TO minga_backup;

CREATE POLICY release_file_app ON release_file TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_file_worker ON release_file TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_file_owner ON release_file TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_file ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_file FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_holder FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_holder TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_holder TO minga_worker;

GRANT SELECT ON release_holder TO minga_backup;

CREATE POLICY release_holder_app ON release_holder TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_holder_worker ON release_holder TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_holder_owner ON release_holder TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_holder ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_holder FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_parent FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_parent TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_parent TO minga_worker;

GRANT SELECT ON release_parent TO minga_backup;

CREATE POLICY release_parent_read ON release_parent FOR SELECT USING (true);

CREATE POLICY release_parent_app ON release_parent TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_parent_worker ON release_parent TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_parent_owner ON release_parent TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_parent ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_parent FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_picture FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_picture TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release_picture TO minga_worker;

GRANT SELECT ON release_picture TO minga_backup;

CREATE POLICY release_picture_app ON release_picture TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_picture_worker ON release_picture TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_picture_owner ON release_picture TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_picture ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_picture FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release_review FROM PUBLIC;

GRANT SELECT, INSERT ON release_review TO minga_app;

GRANT SELECT, INSERT ON release_review TO minga_worker;

GRANT SELECT ON release_review TO minga_backup;

CREATE TRIGGER release_review_append_only BEFORE UPDATE OR DELETE ON release_review FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER release_review_no_truncate BEFORE TRUNCATE ON release_review FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE release_review ENABLE ALWAYS TRIGGER release_review_append_only;

ALTER TABLE release_review ENABLE ALWAYS TRIGGER release_review_no_truncate;

CREATE POLICY release_review_app ON release_review TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_review_worker ON release_review TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_review_owner ON release_review TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release_review ENABLE ROW LEVEL SECURITY;

ALTER TABLE release_review FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review_tally FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_tally TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review_tally TO minga_worker;

GRANT SELECT ON review_tally TO minga_backup;

CREATE POLICY review_tally_app ON review_tally TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_tally_worker ON review_tally TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_tally_owner ON review_tally TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review_tally ENABLE ROW LEVEL SECURITY;

ALTER TABLE review_tally FORCE ROW LEVEL SECURITY;

REVOKE ALL ON safety_notice FROM PUBLIC;

GRANT SELECT, INSERT ON safety_notice TO minga_app;

GRANT SELECT, INSERT ON safety_notice TO minga_worker;

GRANT SELECT ON safety_notice TO minga_backup;

CREATE TRIGGER safety_notice_append_only BEFORE UPDATE OR DELETE ON safety_notice FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER safety_notice_no_truncate BEFORE TRUNCATE ON safety_notice FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE safety_notice ENABLE ALWAYS TRIGGER safety_notice_append_only;

ALTER TABLE safety_notice ENABLE ALWAYS TRIGGER safety_notice_no_truncate;

CREATE POLICY safety_notice_app ON safety_notice TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY safety_notice_worker ON safety_notice TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY safety_notice_owner ON safety_notice TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE safety_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE safety_notice FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON sponsorship FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON sponsorship TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON sponsorship TO minga_worker;

GRANT SELECT ON sponsorship TO minga_backup;

CREATE POLICY sponsorship_app ON sponsorship TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sponsorship_worker ON sponsorship TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sponsorship_owner ON sponsorship TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE sponsorship ENABLE ROW LEVEL SECURITY;

ALTER TABLE sponsorship FORCE ROW LEVEL SECURITY;

REVOKE ALL ON statement_use FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_use TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON statement_use TO minga_worker;

GRANT SELECT ON statement_use TO minga_backup;

CREATE POLICY statement_use_app ON statement_use TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_use_worker ON statement_use TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY statement_use_owner ON statement_use TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE statement_use ENABLE ROW LEVEL SECURITY;

ALTER TABLE statement_use FORCE ROW LEVEL SECURITY;

REVOKE ALL ON variant FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON variant TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON variant TO minga_worker;

GRANT SELECT ON variant TO minga_backup;

CREATE POLICY variant_app ON variant TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY variant_worker ON variant TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY variant_owner ON variant TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE variant ENABLE ROW LEVEL SECURITY;

ALTER TABLE variant FORCE ROW LEVEL SECURITY;

REVOKE ALL ON vouching FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON vouching TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON vouching TO minga_worker;

GRANT SELECT ON vouching TO minga_backup;

CREATE POLICY vouching_app ON vouching TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY vouching_worker ON vouching TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY vouching_owner ON vouching TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE vouching ENABLE ROW LEVEL SECURITY;

ALTER TABLE vouching FORCE ROW LEVEL SECURITY;

REVOKE ALL ON want FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON want TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON want TO minga_worker;

GRANT SELECT ON want TO minga_backup;

CREATE POLICY want_app ON want TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY want_worker ON want TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY want_owner ON want TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE want ENABLE ROW LEVEL SECURITY;

ALTER TABLE want FORCE ROW LEVEL SECURITY;

REVOKE ALL ON webhook_delivery FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_delivery TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_delivery TO minga_worker;

GRANT SELECT ON webhook_delivery TO minga_backup;

CREATE POLICY webhook_delivery_app ON webhook_delivery TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_delivery_worker ON webhook_delivery TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_delivery_owner ON webhook_delivery TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE webhook_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE webhook_delivery FORCE ROW LEVEL SECURITY;

REVOKE ALL ON work_task FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON work_task TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON work_task TO minga_worker;

GRANT SELECT ON work_task TO minga_backup;

CREATE POLICY work_task_app ON work_task TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY work_task_worker ON work_task TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY work_task_owner ON work_task TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE work_task ENABLE ROW LEVEL SECURITY;

ALTER TABLE work_task FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON custody_event FROM PUBLIC;

GRANT SELECT, INSERT ON custody_event TO minga_app;

GRANT SELECT, INSERT ON custody_event TO minga_worker;

GRANT SELECT ON custody_event TO minga_backup;

CREATE TRIGGER custody_event_append_only BEFORE UPDATE OR DELETE ON custody_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER custody_event_no_truncate BEFORE TRUNCATE ON custody_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE custody_event ENABLE ALWAYS TRIGGER custody_event_append_only;

ALTER TABLE custody_event ENABLE ALWAYS TRIGGER custody_event_no_truncate;

CREATE POLICY custody_event_app ON custody_event TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY custody_event_worker ON custody_event TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY custody_event_owner ON custody_event TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE custody_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE custody_event FORCE ROW LEVEL SECURITY;

REVOKE ALL ON cycle_good FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_good TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cycle_good TO minga_worker;

GRANT SELECT ON cycle_good TO minga_backup;

CREATE POLICY cycle_good_app ON cycle_good TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_good_worker ON cycle_good TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY cycle_good_owner ON cycle_good TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cycle_good ENABLE ROW LEVEL SECURITY;

ALTER TABLE cycle_good FORCE ROW LEVEL SECURITY;

REVOKE ALL ON distribution_claim FROM PUBLIC;

GRANT SELECT, INSERT ON distribution_claim TO minga_app;

GRANT SELECT, INSERT ON distribution_claim TO minga_worker;

GRANT SELECT ON distribution_claim TO minga_backup;

CREATE TRIGGER distribution_claim_append_only BEFORE UPDATE OR DELETE ON distribution_claim FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER distribution_claim_no_truncate BEFORE TRUNCATE ON distribution_claim FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE distribution_claim ENABLE ALWAYS TRIGGER distribution_claim_append_only;

ALTER TABLE distribution_claim ENABLE ALWAYS TRIGGER distribution_claim_no_truncate;

CREATE POLICY distribution_claim_app ON distribution_claim TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_claim_worker ON distribution_claim TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_claim_owner ON distribution_claim TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE distribution_claim ENABLE ROW LEVEL SECURITY;

ALTER TABLE distribution_claim FORCE ROW LEVEL SECURITY;

REVOKE ALL ON distribution_event FROM PUBLIC;

GRANT SELECT, INSERT ON distribution_event TO minga_app;

GRANT SELECT, INSERT ON distribution_event TO minga_worker;

GRANT SELECT ON distribution_event TO minga_backup;

CREATE TRIGGER distribution_event_append_only BEFORE UPDATE OR DELETE ON distribution_event FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER distribution_event_no_truncate BEFORE TRUNCATE ON distribution_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE distribution_event ENABLE ALWAYS TRIGGER distribution_event_append_only;

ALTER TABLE distribution_event ENABLE ALWAYS TRIGGER distribution_event_no_truncate;

CREATE POLICY distribution_event_app ON distribution_event TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_event_worker ON distribution_event TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_event_owner ON distribution_event TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE distribution_event ENABLE ROW LEVEL SECURITY;

ALTER TABLE distribution_event FORCE ROW LEVEL SECURITY;

REVOKE ALL ON distribution_part FROM PUBLIC;

GRANT SELECT, INSERT ON distribution_part TO minga_app;

GRANT SELECT, INSERT ON distribution_part TO minga_worker;

GRANT SELECT ON distribution_part TO minga_backup;

CREATE TRIGGER distribution_part_append_only BEFORE UPDATE OR DELETE ON distribution_part FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER distribution_part_no_truncate BEFORE TRUNCATE ON distribution_part FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE distribution_part ENABLE ALWAYS TRIGGER distribution_part_append_only;

ALTER TABLE distribution_part ENABLE ALWAYS TRIGGER distribution_part_no_truncate;

CREATE POLICY distribution_part_app ON distribution_part TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_part_worker ON distribution_part TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_part_owner ON distribution_part TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE distribution_part ENABLE ROW LEVEL SECURITY;

ALTER TABLE distribution_part FORCE ROW LEVEL SECURITY;

REVOKE ALL ON goods_box_content FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_box_content TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_box_content TO minga_worker;

GRANT SELECT ON goods_box_content TO minga_backup;

CREATE POLICY goods_box_content_app ON goods_box_content TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_box_content_worker ON goods_box_content TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_box_content_owner ON goods_box_content TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE goods_box_content ENABLE ROW LEVEL SECURITY;

ALTER TABLE goods_box_content FORCE ROW LEVEL SECURITY;

REVOKE ALL ON grievance_finding FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_finding TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_finding TO minga_worker;

GRANT SELECT ON grievance_finding TO minga_backup;

CREATE POLICY grievance_finding_app ON grievance_finding TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_finding_worker ON grievance_finding TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_finding_owner ON grievance_finding TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE grievance_finding ENABLE ROW LEVEL SECURITY;

ALTER TABLE grievance_finding FORCE ROW LEVEL SECURITY;

REVOKE ALL ON grievance_letter FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_letter TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_letter TO minga_worker;

GRANT SELECT ON grievance_letter TO minga_backup;

CREATE POLICY grievance_letter_app ON grievance_letter TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_letter_worker ON grievance_letter TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_letter_owner ON grievance_letter TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE grievance_letter ENABLE ROW LEVEL SECURITY;

ALTER TABLE grievance_letter FORCE ROW LEVEL SECURITY;

REVOKE ALL ON grievance_panellist FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_panellist TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_panellist TO minga_worker;

GRANT SELECT ON grievance_panellist TO minga_backup;

CREATE POLICY grievance_panellist_app ON grievance_panellist TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_panellist_worker ON grievance_panellist TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_panellist_owner ON grievance_panellist TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE grievance_panellist ENABLE ROW LEVEL SECURITY;

ALTER TABLE grievance_panellist FORCE ROW LEVEL SECURITY;

REVOKE ALL ON grievance_roll FROM PUBLIC;

GRANT SELECT, INSERT ON grievance_roll TO minga_app;

GRANT SELECT, INSERT ON grievance_roll TO minga_worker;

GRANT SELECT ON grievance_roll TO minga_backup;

CREATE TRIGGER grievance_roll_append_only BEFORE UPDATE OR DELETE ON grievance_roll FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER grievance_roll_no_truncate BEFORE TRUNCATE ON grievance_roll FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE grievance_roll ENABLE ALWAYS TRIGGER grievance_roll_append_only;

ALTER TABLE grievance_roll ENABLE ALWAYS TRIGGER grievance_roll_no_truncate;

CREATE POLICY grievance_roll_app ON grievance_roll TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_roll_worker ON grievance_roll TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_roll_owner ON grievance_roll TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE grievance_roll ENABLE ROW LEVEL SECURITY;

ALTER TABLE grievance_roll FORCE ROW LEVEL SECURITY;

REVOKE ALL ON grievance_step FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_step TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON grievance_step TO minga_worker;

GRANT SELECT ON grievance_step TO minga_backup;

CREATE POLICY grievance_step_app ON grievance_step TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_step_worker ON grievance_step TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY grievance_step_owner ON grievance_step TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE grievance_step ENABLE ROW LEVEL SECURITY;

ALTER TABLE grievance_step FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON licence_offer FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_offer TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_offer TO minga_worker;

GRANT SELECT ON licence_offer TO minga_backup;

CREATE POLICY licence_offer_app ON licence_offer TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_offer_worker ON licence_offer TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_offer_owner ON licence_offer TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_offer ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_offer FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON quality_mark FROM PUBLIC;

GRANT SELECT, INSERT ON quality_mark TO minga_app;

GRANT SELECT, INSERT ON quality_mark TO minga_worker;

GRANT SELECT ON quality_mark TO minga_backup;

CREATE TRIGGER quality_mark_append_only BEFORE UPDATE OR DELETE ON quality_mark FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER quality_mark_no_truncate BEFORE TRUNCATE ON quality_mark FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE quality_mark ENABLE ALWAYS TRIGGER quality_mark_append_only;

ALTER TABLE quality_mark ENABLE ALWAYS TRIGGER quality_mark_no_truncate;

CREATE POLICY quality_mark_app ON quality_mark TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY quality_mark_worker ON quality_mark TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY quality_mark_owner ON quality_mark TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE quality_mark ENABLE ROW LEVEL SECURITY;

ALTER TABLE quality_mark FORCE ROW LEVEL SECURITY;

REVOKE ALL ON reservation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON reservation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON reservation TO minga_worker;

GRANT SELECT ON reservation TO minga_backup;

CREATE POLICY reservation_app ON reservation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reservation_worker ON reservation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reservation_owner ON reservation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE reservation ENABLE ROW LEVEL SECURITY;

ALTER TABLE reservation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON safety_delivery FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON safety_delivery TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON safety_delivery TO minga_worker;

GRANT SELECT ON safety_delivery TO minga_backup;

CREATE POLICY safety_delivery_app ON safety_delivery TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY safety_delivery_worker ON safety_delivery TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY safety_delivery_owner ON safety_delivery TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE safety_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE safety_delivery FORCE ROW LEVEL SECURITY;

REVOKE ALL ON sale_order FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON sale_order TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON sale_order TO minga_worker;

GRANT SELECT ON sale_order TO minga_backup;

CREATE POLICY sale_order_app ON sale_order TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sale_order_worker ON sale_order TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sale_order_owner ON sale_order TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE sale_order ENABLE ROW LEVEL SECURITY;

ALTER TABLE sale_order FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool_log FROM PUBLIC;

GRANT SELECT, INSERT ON tool_log TO minga_app;

GRANT SELECT, INSERT ON tool_log TO minga_worker;

GRANT SELECT ON tool_log TO minga_backup;

CREATE TRIGGER tool_log_append_only BEFORE UPDATE OR DELETE ON tool_log FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER tool_log_no_truncate BEFORE TRUNCATE ON tool_log FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE tool_log ENABLE ALWAYS TRIGGER tool_log_append_only;

ALTER TABLE tool_log ENABLE ALWAYS TRIGGER tool_log_no_truncate;

CREATE POLICY tool_log_app ON tool_log TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_log_worker ON tool_log TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_log_owner ON tool_log TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool_log ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool_log FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool_signature FROM PUBLIC;

GRANT SELECT, INSERT ON tool_signature TO minga_app;

GRANT SELECT, INSERT ON tool_signature TO minga_worker;

GRANT SELECT ON tool_signature TO minga_backup;

CREATE TRIGGER tool_signature_append_only BEFORE UPDATE OR DELETE ON tool_signature FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER tool_signature_no_truncate BEFORE TRUNCATE ON tool_signature FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE tool_signature ENABLE ALWAYS TRIGGER tool_signature_append_only;

ALTER TABLE tool_signature ENABLE ALWAYS TRIGGER tool_signature_no_truncate;

CREATE POLICY tool_signature_app ON tool_signature TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_signature_worker ON tool_signature TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_signature_owner ON tool_signature TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool_signature ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool_signature FORCE ROW LEVEL SECURITY;

REVOKE ALL ON webhook_attempt FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_attempt TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook_attempt TO minga_worker;

GRANT SELECT ON webhook_attempt TO minga_backup;

CREATE POLICY webhook_attempt_app ON webhook_attempt TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_attempt_worker ON webhook_attempt TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY webhook_attempt_owner ON webhook_attempt TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE webhook_attempt ENABLE ROW LEVEL SECURITY;

ALTER TABLE webhook_attempt FORCE ROW LEVEL SECURITY;

REVOKE ALL ON work_seat FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON work_seat TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON work_seat TO minga_worker;

GRANT SELECT ON work_seat TO minga_backup;

CREATE POLICY work_seat_app ON work_seat TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY work_seat_worker ON work_seat TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY work_seat_owner ON work_seat TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE work_seat ENABLE ROW LEVEL SECURITY;

ALTER TABLE work_seat FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON licence_offer_consent FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_offer_consent TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_offer_consent TO minga_worker;

GRANT SELECT ON licence_offer_consent TO minga_backup;

CREATE POLICY licence_offer_consent_app ON licence_offer_consent TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_offer_consent_worker ON licence_offer_consent TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_offer_consent_owner ON licence_offer_consent TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_offer_consent ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_offer_consent FORCE ROW LEVEL SECURITY;

REVOKE ALL ON mark_appeal FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON mark_appeal TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON mark_appeal TO minga_worker;

GRANT SELECT ON mark_appeal TO minga_backup;

CREATE POLICY mark_appeal_app ON mark_appeal TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mark_appeal_worker ON mark_appeal TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mark_appeal_owner ON mark_appeal TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE mark_appeal ENABLE ROW LEVEL SECURITY;

ALTER TABLE mark_appeal FORCE ROW LEVEL SECURITY;

REVOKE ALL ON mark_visit FROM PUBLIC;

GRANT SELECT, INSERT ON mark_visit TO minga_app;

GRANT SELECT, INSERT ON mark_visit TO minga_worker;

GRANT SELECT ON mark_visit TO minga_backup;

CREATE TRIGGER mark_visit_append_only BEFORE UPDATE OR DELETE ON mark_visit FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER mark_visit_no_truncate BEFORE TRUNCATE ON mark_visit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE mark_visit ENABLE ALWAYS TRIGGER mark_visit_append_only;

ALTER TABLE mark_visit ENABLE ALWAYS TRIGGER mark_visit_no_truncate;

CREATE POLICY mark_visit_app ON mark_visit TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mark_visit_worker ON mark_visit TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY mark_visit_owner ON mark_visit TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE mark_visit ENABLE ROW LEVEL SECURITY;

ALTER TABLE mark_visit FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment TO minga_worker;

GRANT SELECT ON payment TO minga_backup;

CREATE POLICY payment_app ON payment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_worker ON payment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_owner ON payment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payment ENABLE ROW LEVEL SECURITY;

ALTER TABLE payment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON seller_order FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_order TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_order TO minga_worker;

GRANT SELECT ON seller_order TO minga_backup;

CREATE POLICY seller_order_app ON seller_order TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_order_worker ON seller_order TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_order_owner ON seller_order TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE seller_order ENABLE ROW LEVEL SECURITY;

ALTER TABLE seller_order FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON order_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_line TO minga_worker;

GRANT SELECT ON order_line TO minga_backup;

CREATE POLICY order_line_app ON order_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_line_worker ON order_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_line_owner ON order_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE order_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE order_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON overpayment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON overpayment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON overpayment TO minga_worker;

GRANT SELECT ON overpayment TO minga_backup;

CREATE POLICY overpayment_app ON overpayment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY overpayment_worker ON overpayment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY overpayment_owner ON overpayment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE overpayment ENABLE ROW LEVEL SECURITY;

ALTER TABLE overpayment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payment_attempt FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment_attempt TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment_attempt TO minga_worker;

GRANT SELECT ON payment_attempt TO minga_backup;

CREATE POLICY payment_attempt_app ON payment_attempt TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_attempt_worker ON payment_attempt TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_attempt_owner ON payment_attempt TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payment_attempt ENABLE ROW LEVEL SECURITY;

ALTER TABLE payment_attempt FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payout_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payout_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payout_item TO minga_worker;

GRANT SELECT ON payout_item TO minga_backup;

CREATE POLICY payout_item_app ON payout_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_item_worker ON payout_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_item_owner ON payout_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payout_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE payout_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON portion FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON portion TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON portion TO minga_worker;

GRANT SELECT ON portion TO minga_backup;

CREATE POLICY portion_app ON portion TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY portion_worker ON portion TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY portion_owner ON portion TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE portion ENABLE ROW LEVEL SECURITY;

ALTER TABLE portion FORCE ROW LEVEL SECURITY;

REVOKE ALL ON refund FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON refund TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON refund TO minga_worker;

GRANT SELECT ON refund TO minga_backup;

CREATE POLICY refund_app ON refund TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY refund_worker ON refund TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY refund_owner ON refund TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE refund ENABLE ROW LEVEL SECURITY;

ALTER TABLE refund FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON dispute_attachment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON dispute_attachment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON dispute_attachment TO minga_worker;

GRANT SELECT ON dispute_attachment TO minga_backup;

CREATE POLICY dispute_attachment_app ON dispute_attachment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_attachment_worker ON dispute_attachment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY dispute_attachment_owner ON dispute_attachment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE dispute_attachment ENABLE ROW LEVEL SECURITY;

ALTER TABLE dispute_attachment FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON distribution_line FROM PUBLIC;

GRANT SELECT, INSERT ON distribution_line TO minga_app;

GRANT SELECT, INSERT ON distribution_line TO minga_worker;

GRANT SELECT ON distribution_line TO minga_backup;

CREATE TRIGGER distribution_line_append_only BEFORE UPDATE OR DELETE ON distribution_line FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER distribution_line_no_truncate BEFORE TRUNCATE ON distribution_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE distribution_line ENABLE ALWAYS TRIGGER distribution_line_append_only;

ALTER TABLE distribution_line ENABLE ALWAYS TRIGGER distribution_line_no_truncate;

CREATE POLICY distribution_line_app ON distribution_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_line_worker ON distribution_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY distribution_line_owner ON distribution_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE distribution_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE distribution_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON goods_return FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_return TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON goods_return TO minga_worker;

GRANT SELECT ON goods_return TO minga_backup;

CREATE POLICY goods_return_app ON goods_return TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_return_worker ON goods_return TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY goods_return_owner ON goods_return TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE goods_return ENABLE ROW LEVEL SECURITY;

ALTER TABLE goods_return FORCE ROW LEVEL SECURITY;

REVOKE ALL ON licence_grant FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_grant TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_grant TO minga_worker;

GRANT SELECT ON licence_grant TO minga_backup;

CREATE POLICY licence_grant_app ON licence_grant TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_grant_worker ON licence_grant TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_grant_owner ON licence_grant TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_grant FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON refund_line FROM PUBLIC;

GRANT SELECT, INSERT ON refund_line TO minga_app;

GRANT SELECT, INSERT ON refund_line TO minga_worker;

GRANT SELECT ON refund_line TO minga_backup;

CREATE TRIGGER refund_line_append_only BEFORE UPDATE OR DELETE ON refund_line FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER refund_line_no_truncate BEFORE TRUNCATE ON refund_line FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE refund_line ENABLE ALWAYS TRIGGER refund_line_append_only;

ALTER TABLE refund_line ENABLE ALWAYS TRIGGER refund_line_no_truncate;

CREATE POLICY refund_line_app ON refund_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY refund_line_worker ON refund_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY refund_line_owner ON refund_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE refund_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE refund_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON reversal FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON reversal TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON reversal TO minga_worker;

GRANT SELECT ON reversal TO minga_backup;

CREATE POLICY reversal_app ON reversal TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reversal_worker ON reversal TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reversal_owner ON reversal TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE reversal ENABLE ROW LEVEL SECURITY;

ALTER TABLE reversal FORCE ROW LEVEL SECURITY;

REVOKE ALL ON review FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON review TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON review TO minga_worker;

GRANT SELECT ON review TO minga_backup;

CREATE POLICY review_app ON review TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_worker ON review TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY review_owner ON review TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE review ENABLE ROW LEVEL SECURITY;

ALTER TABLE review FORCE ROW LEVEL SECURITY;

REVOKE ALL ON sale_basis FROM PUBLIC;

GRANT SELECT, INSERT ON sale_basis TO minga_app;

GRANT SELECT, INSERT ON sale_basis TO minga_worker;

GRANT SELECT ON sale_basis TO minga_backup;

CREATE TRIGGER sale_basis_append_only BEFORE UPDATE OR DELETE ON sale_basis FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER sale_basis_no_truncate BEFORE TRUNCATE ON sale_basis FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE sale_basis ENABLE ALWAYS TRIGGER sale_basis_append_only;

ALTER TABLE sale_basis ENABLE ALWAYS TRIGGER sale_basis_no_truncate;

CREATE POLICY sale_basis_app ON sale_basis TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sale_basis_worker ON sale_basis TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sale_basis_owner ON sale_basis TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE sale_basis ENABLE ROW LEVEL SECURITY;

ALTER TABLE sale_basis FORCE ROW LEVEL SECURITY;

REVOKE ALL ON trade_document FROM PUBLIC;

GRANT SELECT, INSERT ON trade_document TO minga_app;

GRANT SELECT, INSERT ON trade_document TO minga_worker;

GRANT SELECT ON trade_document TO minga_backup;

CREATE TRIGGER trade_document_append_only BEFORE UPDATE OR DELETE ON trade_document FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER trade_document_no_truncate BEFORE TRUNCATE ON trade_document FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE trade_document ENABLE ALWAYS TRIGGER trade_document_append_only;

ALTER TABLE trade_document ENABLE ALWAYS TRIGGER trade_document_no_truncate;

CREATE POLICY trade_document_app ON trade_document TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY trade_document_worker ON trade_document TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY trade_document_owner ON trade_document TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE trade_document ENABLE ROW LEVEL SECURITY;

ALTER TABLE trade_document FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON document_party FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON document_party TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON document_party TO minga_worker;

GRANT SELECT ON document_party TO minga_backup;

CREATE POLICY document_party_app ON document_party TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_party_worker ON document_party TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_party_owner ON document_party TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE document_party ENABLE ROW LEVEL SECURITY;

ALTER TABLE document_party FORCE ROW LEVEL SECURITY;

REVOKE ALL ON document_rate FROM PUBLIC;

GRANT SELECT, INSERT ON document_rate TO minga_app;

GRANT SELECT, INSERT ON document_rate TO minga_worker;

GRANT SELECT ON document_rate TO minga_backup;

CREATE TRIGGER document_rate_append_only BEFORE UPDATE OR DELETE ON document_rate FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER document_rate_no_truncate BEFORE TRUNCATE ON document_rate FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

ALTER TABLE document_rate ENABLE ALWAYS TRIGGER document_rate_append_only;

ALTER TABLE document_rate ENABLE ALWAYS TRIGGER document_rate_no_truncate;

CREATE POLICY document_rate_app ON document_rate TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_rate_worker ON document_rate TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_rate_owner ON document_rate TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE document_rate ENABLE ROW LEVEL SECURITY;

ALTER TABLE document_rate FORCE ROW LEVEL SECURITY;

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

CREATE FUNCTION assembly_adopted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM minutes WHERE cooperative_id = coalesce(NEW.cooperative_id, OLD.cooperative_id)
            AND assembly_id = coalesce(NEW.assembly_id, OLD.assembly_id)) THEN
        RAISE EXCEPTION 'the minutes are adopted' USING ERRCODE = 'check_violation', CONSTRAINT = 'minutes_adopted';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER agenda_item_adopted BEFORE INSERT OR UPDATE OR DELETE ON agenda_item FOR EACH ROW EXECUTE FUNCTION assembly_adopted();

ALTER TABLE agenda_item ENABLE ALWAYS TRIGGER agenda_item_adopted;

CREATE TRIGGER attendance_adopted BEFORE INSERT OR UPDATE OR DELETE ON attendance FOR EACH ROW EXECUTE FUNCTION assembly_adopted();

ALTER TABLE attendance ENABLE ALWAYS TRIGGER attendance_adopted;

CREATE TRIGGER mandate_adopted BEFORE INSERT OR UPDATE OR DELETE ON mandate FOR EACH ROW EXECUTE FUNCTION assembly_adopted();

ALTER TABLE mandate ENABLE ALWAYS TRIGGER mandate_adopted;

CREATE TRIGGER minutes_draft_adopted BEFORE INSERT OR UPDATE ON minutes_draft FOR EACH ROW EXECUTE FUNCTION assembly_adopted();

ALTER TABLE minutes_draft ENABLE ALWAYS TRIGGER minutes_draft_adopted;

CREATE SCHEMA box;

REVOKE ALL ON SCHEMA box FROM PUBLIC;

GRANT USAGE ON SCHEMA box TO minga_app, minga_worker;

CREATE TABLE box.seed (cooperative_id uuid NOT NULL, election_id uuid NOT NULL, seed bytea NOT NULL,
    CONSTRAINT seed_pk PRIMARY KEY (cooperative_id, election_id), CONSTRAINT seed_election_fk FOREIGN KEY (cooperative_id, election_id) REFERENCES public.election (cooperative_id, id));

CREATE TABLE box.roll (cooperative_id uuid NOT NULL, id uuid NOT NULL, election_id uuid NOT NULL, agent_id uuid NOT NULL,
    class_key text NOT NULL, weight integer NOT NULL, channel text NOT NULL DEFAULT 'none',
    CONSTRAINT roll_pk PRIMARY KEY (cooperative_id, id),
    CONSTRAINT roll_voter_uq UNIQUE (cooperative_id, election_id, agent_id, class_key),
    CONSTRAINT roll_channel_ck CHECK (channel IN ('none', 'web', 'paper')), CONSTRAINT roll_weight_ck CHECK (weight > 0),
    CONSTRAINT roll_election_fk FOREIGN KEY (cooperative_id, election_id) REFERENCES public.election (cooperative_id, id),
    CONSTRAINT roll_agent_fk FOREIGN KEY (cooperative_id, agent_id) REFERENCES public.agent (cooperative_id, id));

CREATE INDEX roll_agent_ix ON box.roll (cooperative_id, agent_id);

CREATE TABLE box.ballot (cooperative_id uuid NOT NULL, id uuid NOT NULL, election_id uuid NOT NULL, class_key text NOT NULL,
    weight integer NOT NULL, token_hash bytea NOT NULL, revision integer NOT NULL, choice jsonb NOT NULL, nonce bytea NOT NULL, leaf bytea NOT NULL,
    CONSTRAINT ballot_pk PRIMARY KEY (cooperative_id, id),
    CONSTRAINT ballot_revision_uq UNIQUE (cooperative_id, election_id, token_hash, revision),
    CONSTRAINT ballot_election_fk FOREIGN KEY (cooperative_id, election_id) REFERENCES public.election (cooperative_id, id));

CREATE INDEX ballot_leaf_ix ON box.ballot (cooperative_id, election_id, leaf);

CREATE TABLE box.open_ballot (cooperative_id uuid NOT NULL, id uuid NOT NULL, election_id uuid NOT NULL, class_key text NOT NULL,
    weight integer NOT NULL, agent_id uuid NOT NULL, token_hash bytea NOT NULL, revision integer NOT NULL, choice jsonb NOT NULL, nonce bytea NOT NULL, leaf bytea NOT NULL,
    CONSTRAINT open_ballot_pk PRIMARY KEY (cooperative_id, id),
    CONSTRAINT open_ballot_revision_uq UNIQUE (cooperative_id, election_id, agent_id, class_key, revision),
    CONSTRAINT open_ballot_election_fk FOREIGN KEY (cooperative_id, election_id) REFERENCES public.election (cooperative_id, id),
    CONSTRAINT open_ballot_agent_fk FOREIGN KEY (cooperative_id, agent_id) REFERENCES public.agent (cooperative_id, id));

CREATE TABLE box.covered (cooperative_id uuid NOT NULL, election_id uuid NOT NULL, number integer NOT NULL, leaf bytea NOT NULL,
    CONSTRAINT covered_pk PRIMARY KEY (cooperative_id, election_id, leaf), CONSTRAINT covered_election_fk FOREIGN KEY (cooperative_id, election_id) REFERENCES public.election (cooperative_id, id));

ALTER TABLE box.roll SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

ALTER TABLE box.ballot SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

ALTER TABLE box.covered SET (autovacuum_vacuum_threshold = 1, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);

CREATE FUNCTION box.refuse_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF current_setting('box.closing', true) = OLD.election_id::text THEN RETURN OLD; END IF;
        END IF;
        RAISE EXCEPTION 'rows of box.% never change', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$;

REVOKE ALL ON FUNCTION box.refuse_change FROM PUBLIC;

CREATE FUNCTION box.guard_roll() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            IF current_setting('box.closing', true) = OLD.election_id::text THEN RETURN OLD; END IF;
        ELSIF OLD.channel = 'none' AND NEW.channel <> 'none'
            AND (NEW.cooperative_id, NEW.id, NEW.election_id, NEW.agent_id, NEW.class_key, NEW.weight)
              = (OLD.cooperative_id, OLD.id, OLD.election_id, OLD.agent_id, OLD.class_key, OLD.weight) THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'a voter''s channel is chosen once' USING ERRCODE = 'restrict_violation';
    END $$;

REVOKE ALL ON FUNCTION box.guard_roll FROM PUBLIC;

REVOKE ALL ON box.seed FROM PUBLIC;

CREATE POLICY seed_owner ON box.seed TO minga_owner
    USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

ALTER TABLE box.seed ENABLE ROW LEVEL SECURITY;

ALTER TABLE box.seed FORCE ROW LEVEL SECURITY;

CREATE TRIGGER seed_stays BEFORE UPDATE OR DELETE ON box.seed FOR EACH ROW
    EXECUTE FUNCTION box.refuse_change();

CREATE TRIGGER seed_no_truncate BEFORE TRUNCATE ON box.seed FOR EACH STATEMENT EXECUTE FUNCTION box.refuse_change();

ALTER TABLE box.seed ENABLE ALWAYS TRIGGER seed_stays;

ALTER TABLE box.seed ENABLE ALWAYS TRIGGER seed_no_truncate;

REVOKE ALL ON box.roll FROM PUBLIC;

CREATE POLICY roll_owner ON box.roll TO minga_owner
    USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

ALTER TABLE box.roll ENABLE ROW LEVEL SECURITY;

ALTER TABLE box.roll FORCE ROW LEVEL SECURITY;

CREATE TRIGGER roll_stays BEFORE UPDATE OR DELETE ON box.roll FOR EACH ROW
    EXECUTE FUNCTION box.guard_roll();

CREATE TRIGGER roll_no_truncate BEFORE TRUNCATE ON box.roll FOR EACH STATEMENT EXECUTE FUNCTION box.refuse_change();

ALTER TABLE box.roll ENABLE ALWAYS TRIGGER roll_stays;

ALTER TABLE box.roll ENABLE ALWAYS TRIGGER roll_no_truncate;

REVOKE ALL ON box.ballot FROM PUBLIC;

CREATE POLICY ballot_owner ON box.ballot TO minga_owner
    USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

ALTER TABLE box.ballot ENABLE ROW LEVEL SECURITY;

ALTER TABLE box.ballot FORCE ROW LEVEL SECURITY;

CREATE TRIGGER ballot_stays BEFORE UPDATE OR DELETE ON box.ballot FOR EACH ROW
    EXECUTE FUNCTION box.refuse_change();

CREATE TRIGGER ballot_no_truncate BEFORE TRUNCATE ON box.ballot FOR EACH STATEMENT EXECUTE FUNCTION box.refuse_change();

ALTER TABLE box.ballot ENABLE ALWAYS TRIGGER ballot_stays;

ALTER TABLE box.ballot ENABLE ALWAYS TRIGGER ballot_no_truncate;

REVOKE ALL ON box.open_ballot FROM PUBLIC;

CREATE POLICY open_ballot_owner ON box.open_ballot TO minga_owner
    USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

ALTER TABLE box.open_ballot ENABLE ROW LEVEL SECURITY;

ALTER TABLE box.open_ballot FORCE ROW LEVEL SECURITY;

CREATE TRIGGER open_ballot_stays BEFORE UPDATE OR DELETE ON box.open_ballot FOR EACH ROW
    EXECUTE FUNCTION box.refuse_change();

CREATE TRIGGER open_ballot_no_truncate BEFORE TRUNCATE ON box.open_ballot FOR EACH STATEMENT EXECUTE FUNCTION box.refuse_change();

ALTER TABLE box.open_ballot ENABLE ALWAYS TRIGGER open_ballot_stays;

ALTER TABLE box.open_ballot ENABLE ALWAYS TRIGGER open_ballot_no_truncate;

REVOKE ALL ON box.covered FROM PUBLIC;

CREATE POLICY covered_owner ON box.covered TO minga_owner
    USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

ALTER TABLE box.covered ENABLE ROW LEVEL SECURITY;

ALTER TABLE box.covered FORCE ROW LEVEL SECURITY;

CREATE TRIGGER covered_stays BEFORE UPDATE OR DELETE ON box.covered FOR EACH ROW
    EXECUTE FUNCTION box.refuse_change();

CREATE TRIGGER covered_no_truncate BEFORE TRUNCATE ON box.covered FOR EACH STATEMENT EXECUTE FUNCTION box.refuse_change();

ALTER TABLE box.covered ENABLE ALWAYS TRIGGER covered_stays;

ALTER TABLE box.covered ENABLE ALWAYS TRIGGER covered_no_truncate;

CREATE FUNCTION box.freeze(an_election uuid, a_seed bytea, agents uuid[], classes text[], weights integer[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
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
END $$;

REVOKE ALL ON FUNCTION box.freeze FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.freeze TO minga_app, minga_worker;

CREATE FUNCTION box.cast_secret(an_election uuid, an_agent uuid, a_class text, a_weight integer, a_token bytea, a_revision integer, a_choice jsonb,
        a_nonce bytea, a_leaf bytea) RETURNS TABLE (outcome text, highest_revision integer, taken_leaf bytea) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
    poll public.election;
    instant timestamptz;
    entry record;
    same record;
    highest integer;
BEGIN

    PERFORM pg_advisory_xact_lock_shared(hashtextextended('election ' || an_election::text, 0));
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election AND e.secret;
    IF NOT FOUND THEN RETURN QUERY SELECT 'absent', NULL::integer, NULL::bytea; RETURN; END IF;
    instant := clock_timestamp() + coalesce((SELECT o."offset" FROM public.clock_offset o), interval '0');
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
    IF entry.weight <> a_weight THEN RETURN QUERY SELECT 'absent', NULL::integer, NULL::bytea; RETURN; END IF;
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
            AND b.token_hash = a_token) >= 100 THEN
            RETURN QUERY SELECT 'too_many', highest, NULL::bytea; RETURN;
        END IF;
    END IF;
    INSERT INTO box.ballot (cooperative_id, id, election_id, class_key, weight, token_hash, revision, choice, nonce, leaf)
    VALUES (here, gen_random_uuid(), an_election, a_class, entry.weight, a_token, a_revision, a_choice, a_nonce, a_leaf);
    RETURN QUERY SELECT CASE WHEN a_revision > coalesce(highest, 0) THEN 'cast' ELSE 'superseded' END, greatest(a_revision, highest), a_leaf;
END $$;

REVOKE ALL ON FUNCTION box.cast_secret FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.cast_secret TO minga_app;

CREATE FUNCTION box.cast_open(an_election uuid, an_agent uuid, a_class text, a_weight integer, a_token bytea, a_revision integer, a_choice jsonb,
        a_nonce bytea, a_leaf bytea) RETURNS TABLE (outcome text, highest_revision integer, taken_leaf bytea) LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
    poll public.election;
    instant timestamptz;
    entry record;
    same record;
    highest integer;
BEGIN

    PERFORM pg_advisory_xact_lock_shared(hashtextextended('election ' || an_election::text, 0));
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election AND NOT e.secret;
    IF NOT FOUND THEN RETURN QUERY SELECT 'absent', NULL::integer, NULL::bytea; RETURN; END IF;
    instant := clock_timestamp() + coalesce((SELECT o."offset" FROM public.clock_offset o), interval '0');
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
    IF entry.weight <> a_weight THEN RETURN QUERY SELECT 'absent', NULL::integer, NULL::bytea; RETURN; END IF;
    SELECT max(b.revision) INTO highest FROM box.open_ballot b WHERE b.cooperative_id = here AND b.election_id = an_election
        AND b.agent_id = an_agent AND b.class_key = a_class;
    SELECT b.choice, b.leaf INTO same FROM box.open_ballot b WHERE b.cooperative_id = here AND b.election_id = an_election
        AND b.agent_id = an_agent AND b.class_key = a_class AND b.revision = a_revision;
    IF FOUND THEN
        RETURN QUERY SELECT CASE WHEN same.choice = a_choice THEN 'repeated' ELSE 'revision_taken' END, highest, same.leaf;
        RETURN;
    END IF;
    IF highest >= 100 THEN RETURN QUERY SELECT 'too_many', highest, NULL::bytea; RETURN; END IF;
    IF entry.channel = 'none' THEN
        UPDATE box.roll r SET channel = 'web' WHERE r.cooperative_id = here AND r.id = entry.id;
    END IF;
    INSERT INTO box.open_ballot (cooperative_id, id, election_id, class_key, weight, agent_id, token_hash, revision, choice, nonce, leaf)
    VALUES (here, gen_random_uuid(), an_election, a_class, entry.weight, an_agent, a_token, a_revision, a_choice, a_nonce, a_leaf);
    RETURN QUERY SELECT CASE WHEN a_revision > coalesce(highest, 0) THEN 'cast' ELSE 'superseded' END, greatest(a_revision, highest), a_leaf;
END $$;

REVOKE ALL ON FUNCTION box.cast_open FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.cast_open TO minga_app;

CREATE FUNCTION box.entries(an_election uuid, agents uuid[]) RETURNS TABLE (agent_id uuid, class_key text, weight integer, channel text) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT r.agent_id, r.class_key, r.weight, r.channel FROM box.roll r
    WHERE r.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND r.election_id = an_election AND r.agent_id = ANY (agents) ORDER BY r.class_key, r.agent_id$$;

REVOKE ALL ON FUNCTION box.entries FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.entries TO minga_app, minga_worker;

CREATE FUNCTION box.elections_of(agents uuid[]) RETURNS TABLE (election_id uuid, agent_id uuid, class_key text, weight integer, channel text) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT r.election_id, r.agent_id, r.class_key, r.weight, r.channel FROM box.roll r
    WHERE r.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND r.agent_id = ANY (agents)$$;

REVOKE ALL ON FUNCTION box.elections_of FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.elections_of TO minga_app, minga_worker;

CREATE FUNCTION box.turnout(an_election uuid) RETURNS TABLE (class_key text, weight integer, channel text, voters integer) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT r.class_key, r.weight, r.channel, count(*)::integer FROM box.roll r
    WHERE r.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND r.election_id = an_election AND EXISTS (
        SELECT FROM public.election_closed c WHERE c.cooperative_id = r.cooperative_id AND c.election_id = an_election)
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3$$;

REVOKE ALL ON FUNCTION box.turnout FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.turnout TO minga_worker;

CREATE FUNCTION box.paper_given(an_election uuid, a_class text, a_weight integer) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT count(*)::integer FROM box.roll r WHERE r.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND r.election_id = an_election
    AND r.class_key = a_class AND r.weight = a_weight AND r.channel = 'paper'$$;

REVOKE ALL ON FUNCTION box.paper_given FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.paper_given TO minga_app;

CREATE FUNCTION box.next_revision(an_election uuid, a_token bytea, a_choice jsonb) RETURNS integer LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT coalesce((SELECT b.revision + CASE WHEN b.choice = a_choice THEN 0 ELSE 1 END FROM box.ballot b
    WHERE b.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND b.election_id = an_election AND b.token_hash = a_token ORDER BY b.revision DESC LIMIT 1), 1)$$;

REVOKE ALL ON FUNCTION box.next_revision FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.next_revision TO minga_app;

CREATE FUNCTION box.holds(an_election uuid, a_code bytea) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT octet_length(a_code) = 15 AND EXISTS (
        SELECT FROM box.ballot b WHERE b.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND b.election_id = an_election
            AND b.leaf >= a_code AND substr(b.leaf, 1, 15) = a_code
        UNION ALL SELECT FROM box.open_ballot b WHERE b.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND b.election_id = an_election
            AND substr(b.leaf, 1, 15) = a_code)$$;

REVOKE ALL ON FUNCTION box.holds FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.holds TO minga_app;

CREATE FUNCTION box.own_open(an_election uuid, agents uuid[]) RETURNS TABLE (agent_id uuid, class_key text, revision integer, choice jsonb) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT DISTINCT ON (b.agent_id, b.class_key) b.agent_id, b.class_key, b.revision, b.choice FROM box.open_ballot b
    WHERE b.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND b.election_id = an_election AND b.agent_id = ANY (agents)
    ORDER BY b.agent_id, b.class_key, b.revision DESC$$;

REVOKE ALL ON FUNCTION box.own_open FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.own_open TO minga_app;

CREATE FUNCTION box.give_paper(an_election uuid, an_agent uuid, a_class text) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
    poll public.election;
    present text;
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('election ' || an_election::text, 0));
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    IF NOT FOUND THEN RETURN 'absent'; END IF;
    IF EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN 'cancelled';
    END IF;
    IF clock_timestamp() + coalesce((SELECT o."offset" FROM public.clock_offset o), interval '0') >= poll.closes_at THEN RETURN 'late'; END IF;
    SELECT r.channel INTO present FROM box.roll r WHERE r.cooperative_id = here AND r.election_id = an_election
        AND r.agent_id = an_agent AND r.class_key = a_class FOR NO KEY UPDATE;
    IF NOT FOUND THEN RETURN 'not_on_roll'; END IF;
    IF present = 'web' THEN RETURN 'has_voted'; END IF;
    IF present = 'none' THEN
        UPDATE box.roll r SET channel = 'paper' WHERE r.cooperative_id = here AND r.election_id = an_election
            AND r.agent_id = an_agent AND r.class_key = a_class;
    END IF;
    RETURN 'given';
END $$;

REVOKE ALL ON FUNCTION box.give_paper FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.give_paper TO minga_app;

CREATE FUNCTION box.checkpoint(an_election uuid, an_id uuid) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
    poll public.election;
    instant timestamptz;
    last record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('election ' || an_election::text, 0));
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    instant := clock_timestamp() + coalesce((SELECT o."offset" FROM public.clock_offset o), interval '0');
    IF poll.id IS NULL OR instant < poll.opens_at OR instant >= poll.closes_at THEN RETURN NULL; END IF;
    SELECT max(k.number) AS number, max(k.taken_at) AS taken_at INTO last FROM public.ballot_checkpoint k
    WHERE k.cooperative_id = here AND k.election_id = an_election;
    IF instant < coalesce(last.taken_at, poll.opens_at) + interval '10 minutes' THEN RETURN NULL; END IF;
    -- Voters, not ballots: one who changes hers eight times must not close the ring around her neighbour.
    IF (SELECT count(DISTINCT b.token_hash) FROM (SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election) b WHERE NOT EXISTS (
            SELECT FROM (SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election) p JOIN box.covered c ON c.cooperative_id = here AND c.election_id = an_election AND c.leaf = p.leaf
            WHERE p.token_hash = b.token_hash)) < 8 THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.ballot_checkpoint (cooperative_id, id, election_id, number, taken_at, root, leaves, final)
    SELECT here, an_id, an_election, coalesce(last.number, 0) + 1, instant, sha256('minga-root-1'::bytea || coalesce(string_agg(l.leaf, ''::bytea ORDER BY l.leaf), ''::bytea)), count(*), false FROM (SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election) l;
    INSERT INTO box.covered (cooperative_id, election_id, number, leaf)
    SELECT here, an_election, coalesce(last.number, 0) + 1, l.leaf FROM (SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election) l ON CONFLICT DO NOTHING;
    RETURN coalesce(last.number, 0) + 1;
END $$;

REVOKE ALL ON FUNCTION box.checkpoint FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.checkpoint TO minga_worker;

CREATE FUNCTION box.close(an_election uuid, a_checkpoint uuid, a_closing uuid) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
    poll public.election;
    instant timestamptz;
    lost integer[];
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('election ' || an_election::text, 0));
    SELECT e.* INTO poll FROM public.election e WHERE e.cooperative_id = here AND e.id = an_election;
    IF NOT FOUND THEN RETURN 'absent'; END IF;
    IF EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN 'cancelled';
    END IF;
    IF EXISTS (SELECT FROM public.election_closed c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN 'closed before';
    END IF;
    instant := clock_timestamp() + coalesce((SELECT o."offset" FROM public.clock_offset o), interval '0');
    IF instant < poll.closes_at THEN RETURN 'early'; END IF;
    -- Does the box still hold every leaf that a checkpoint covered, and nothing else that those roots do not give?
    SELECT coalesce(array_agg(k.number ORDER BY k.number), '{}') INTO lost FROM public.ballot_checkpoint k
    WHERE k.cooperative_id = here AND k.election_id = an_election AND k.root <> (
        SELECT sha256('minga-root-1'::bytea || coalesce(string_agg(l.leaf, ''::bytea ORDER BY l.leaf), ''::bytea)) FROM box.covered c JOIN (SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election) l ON l.leaf = c.leaf
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
        WHERE k.cooperative_id = here AND k.election_id = an_election), instant, sha256('minga-root-1'::bytea || coalesce(string_agg(l.leaf, ''::bytea ORDER BY l.leaf), ''::bytea)), count(*), true FROM (SELECT s.token_hash, s.leaf FROM box.ballot s WHERE s.cooperative_id = here AND s.election_id = an_election
        UNION ALL SELECT o.token_hash, o.leaf FROM box.open_ballot o WHERE o.cooperative_id = here AND o.election_id = an_election) l;
    INSERT INTO public.election_closed (cooperative_id, id, election_id, at, root, leaves, seed, broken)
    SELECT here, a_closing, an_election, instant, k.root, k.leaves,
        (SELECT s.seed FROM box.seed s WHERE s.cooperative_id = here AND s.election_id = an_election), lost
    FROM public.ballot_checkpoint k WHERE k.cooperative_id = here AND k.id = a_checkpoint;

    PERFORM set_config('box.closing', an_election::text, true);
    WITH gone AS (DELETE FROM box.roll r WHERE r.cooperative_id = here AND r.election_id = an_election RETURNING r.*)
    INSERT INTO box.roll (cooperative_id, id, election_id, agent_id, class_key, weight, channel)
    SELECT g.cooperative_id, gen_random_uuid(), g.election_id, g.agent_id, g.class_key, g.weight, g.channel FROM gone g ORDER BY gen_random_uuid();
    DELETE FROM box.covered c WHERE c.cooperative_id = here AND c.election_id = an_election;
    WITH gone AS (DELETE FROM box.ballot b WHERE b.cooperative_id = here AND b.election_id = an_election RETURNING b.*)
    INSERT INTO box.ballot (cooperative_id, id, election_id, class_key, weight, token_hash, revision, choice, nonce, leaf)
    SELECT g.cooperative_id, gen_random_uuid(), g.election_id, g.class_key, g.weight, g.token_hash, g.revision, g.choice, g.nonce, g.leaf
    FROM gone g ORDER BY gen_random_uuid();
    PERFORM set_config('box.closing', '', true);
    RETURN 'closed';
END $$;

REVOKE ALL ON FUNCTION box.close FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.close TO minga_worker;

CREATE FUNCTION box.discard(an_election uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here uuid := nullif(current_setting('app.cooperative', true), '')::uuid;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('election ' || an_election::text, 0));
    IF NOT EXISTS (SELECT FROM public.election_cancelled c WHERE c.cooperative_id = here AND c.election_id = an_election)
        OR EXISTS (SELECT FROM public.election_closed c WHERE c.cooperative_id = here AND c.election_id = an_election) THEN
        RETURN false;
    END IF;

    PERFORM set_config('box.closing', an_election::text, true);
    WITH gone AS (DELETE FROM box.roll r WHERE r.cooperative_id = here AND r.election_id = an_election RETURNING r.*)
    INSERT INTO box.roll (cooperative_id, id, election_id, agent_id, class_key, weight, channel)
    SELECT g.cooperative_id, gen_random_uuid(), g.election_id, g.agent_id, g.class_key, g.weight, g.channel FROM gone g ORDER BY gen_random_uuid();
    DELETE FROM box.covered c WHERE c.cooperative_id = here AND c.election_id = an_election;
    DELETE FROM box.ballot b WHERE b.cooperative_id = here AND b.election_id = an_election;
    DELETE FROM box.open_ballot b WHERE b.cooperative_id = here AND b.election_id = an_election;
    PERFORM set_config('box.closing', '', true);
    RETURN true;
END $$;

REVOKE ALL ON FUNCTION box.discard FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.discard TO minga_app, minga_worker;

CREATE FUNCTION box.contents(an_election uuid) RETURNS TABLE (class_key text, weight integer, agent_id uuid, token_hash bytea, revision integer, choice jsonb, nonce bytea, leaf bytea) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$SELECT b.class_key, b.weight, b.agent_id, b.token_hash, b.revision, b.choice, b.nonce, b.leaf FROM (
        SELECT s.class_key, s.weight, NULL::uuid AS agent_id, s.token_hash, s.revision, s.choice, s.nonce, s.leaf FROM box.ballot s
        WHERE s.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND s.election_id = an_election
        UNION ALL SELECT o.class_key, o.weight, o.agent_id, o.token_hash, o.revision, o.choice, o.nonce, o.leaf FROM box.open_ballot o
        WHERE o.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND o.election_id = an_election) b
    WHERE EXISTS (SELECT FROM public.election_closed c WHERE c.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND c.election_id = an_election)
    ORDER BY b.leaf$$;

REVOKE ALL ON FUNCTION box.contents FROM PUBLIC;

GRANT EXECUTE ON FUNCTION box.contents TO minga_worker;

CREATE FUNCTION paper_batch_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.confirmed_at IS NOT NULL OR (TG_OP = 'UPDATE' AND (NEW.election_id, NEW.class_key, NEW.weight, NEW.counts, NEW.ballots,
            NEW.entered_by, NEW.entered_at) IS DISTINCT FROM (OLD.election_id, OLD.class_key, OLD.weight, OLD.counts, OLD.ballots,
            OLD.entered_by, OLD.entered_at)) THEN
        RAISE EXCEPTION 'a batch that was confirmed stays' USING ERRCODE = 'check_violation', CONSTRAINT = 'paper_batch_stays';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;

CREATE TRIGGER paper_batch_guard BEFORE UPDATE OR DELETE ON paper_batch FOR EACH ROW EXECUTE FUNCTION paper_batch_guard();

ALTER TABLE paper_batch ENABLE ALWAYS TRIGGER paper_batch_guard;

CREATE FUNCTION delegation_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.ended_at IS NOT NULL OR (NEW.topic, NEW.from_agent_id, NEW.to_agent_id, NEW.made_at)
            IS DISTINCT FROM (OLD.topic, OLD.from_agent_id, OLD.to_agent_id, OLD.made_at) THEN
        RAISE EXCEPTION 'a delegation only ever ends' USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_ends';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER delegation_guard BEFORE UPDATE ON delegation FOR EACH ROW EXECUTE FUNCTION delegation_guard();

ALTER TABLE delegation ENABLE ALWAYS TRIGGER delegation_guard;

CREATE FUNCTION grievance_panellist_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    found record;
BEGIN
    SELECT opened_by_id, against_agent_id, mediator_id INTO STRICT found FROM grievance
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.grievance_id FOR UPDATE;
    IF NEW.agent_id IN (found.opened_by_id, found.against_agent_id, found.mediator_id) THEN
        RAISE EXCEPTION 'no party or mediator on the panel'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'grievance_panellist_apart';
    END IF;
    IF NOT EXISTS (SELECT FROM grievance_roll WHERE cooperative_id = NEW.cooperative_id
            AND grievance_id = NEW.grievance_id AND agent_id = NEW.agent_id) THEN
        RAISE EXCEPTION 'not on the roll' USING ERRCODE = 'check_violation', CONSTRAINT = 'grievance_panellist_roll';
    END IF;
    IF (SELECT count(*) FROM grievance_panellist WHERE cooperative_id = NEW.cooperative_id
            AND grievance_id = NEW.grievance_id AND declined_at IS NULL) >= 3 THEN
        RAISE EXCEPTION 'a panel is three' USING ERRCODE = 'check_violation', CONSTRAINT = 'grievance_panellist_three';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER grievance_panellist_guard BEFORE INSERT ON grievance_panellist FOR EACH ROW EXECUTE FUNCTION grievance_panellist_guard();

ALTER TABLE grievance_panellist ENABLE ALWAYS TRIGGER grievance_panellist_guard;

CREATE FUNCTION office_term_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    held record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('office' || NEW.cooperative_id::text || NEW.agent_id::text, 0));
    SELECT seats, most_terms, ended_at INTO STRICT held FROM office
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.office_id FOR UPDATE;
    IF held.most_terms > 0 AND NEW.number > held.most_terms THEN
        RAISE EXCEPTION 'no term beyond the limit' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_term_limit';
    END IF;
    IF held.ended_at IS NOT NULL OR (SELECT count(*) FROM office_term t WHERE t.cooperative_id = NEW.cooperative_id
            AND t.office_id = NEW.office_id AND t.ended_at IS NULL AND t.ends_at > NEW.began_at) >= held.seats THEN
        RAISE EXCEPTION 'every seat is taken' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_term_seats';
    END IF;
    IF EXISTS (
        SELECT FROM office_incompatible i JOIN office_term t ON t.cooperative_id = i.cooperative_id
            AND t.office_id = CASE WHEN i.office_id = NEW.office_id THEN i.other_id ELSE i.office_id END
        WHERE i.cooperative_id = NEW.cooperative_id AND NEW.office_id IN (i.office_id, i.other_id)
            AND t.agent_id = NEW.agent_id AND t.ended_at IS NULL AND t.ends_at > NEW.began_at
    ) THEN
        RAISE EXCEPTION 'not both offices at once' USING ERRCODE = 'check_violation', CONSTRAINT = 'office_term_incompatible';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER office_term_guard BEFORE INSERT ON office_term FOR EACH ROW EXECUTE FUNCTION office_term_guard();

ALTER TABLE office_term ENABLE ALWAYS TRIGGER office_term_guard;

CREATE FUNCTION rules_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    adopted record;
BEGIN
    SELECT adopted_at, document INTO STRICT adopted FROM adoption
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.adoption_id;
    IF NEW.effective_at < adopted.adopted_at THEN
        RAISE EXCEPTION '% would hold before it was adopted', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_not_before_adoption';
    END IF;
    IF NEW.value IS DISTINCT FROM adopted.document -> 'rules' -> NEW.key THEN
        RAISE EXCEPTION 'its adoption says something else of %', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_as_adopted';
    END IF;
    IF NEW.effective_at
        <> greatest(coalesce((adopted.document ->> 'effective')::timestamptz, adopted.adopted_at), adopted.adopted_at)
    THEN
        RAISE EXCEPTION 'its adoption names another instant for %', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_when_adopted';
    END IF;
    -- Readers keep what they read for half a minute. A change that waits a minute can never surprise them.
    IF NEW.effective_at < adopted.adopted_at + interval '60 seconds' AND EXISTS (
        SELECT FROM rule_version
        WHERE cooperative_id = NEW.cooperative_id AND key = NEW.key AND effective_at <= NEW.effective_at
    ) THEN
        RAISE EXCEPTION 'a change of % holds a minute after its adoption at the earliest', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_minute';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER rule_version_guard BEFORE INSERT ON rule_version FOR EACH ROW EXECUTE FUNCTION rules_guard();

ALTER TABLE rule_version ENABLE ALWAYS TRIGGER rule_version_guard;

CREATE FUNCTION rules_adoption() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.kind = 'founding' AND NEW.number = 1 AND EXISTS (
        SELECT FROM rule_version WHERE cooperative_id = NEW.cooperative_id
    ) THEN
        RAISE EXCEPTION 'this co-op has its rules already'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_founding_once';
    END IF;
    IF NEW.kind = 'founding' AND NEW.number > 1 AND NOT EXISTS (
        SELECT FROM adoption WHERE cooperative_id = NEW.cooperative_id AND number = 1
            AND xmin::text = mod(pg_current_xact_id()::text::numeric, 4294967296)::text
    ) THEN
        RAISE EXCEPTION 'the founding is over: only a decision of the members changes rules'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_founding_over';
    END IF;
    IF NEW.kind = 'declared_default' AND EXISTS (
        SELECT FROM rule_version WHERE cooperative_id = NEW.cooperative_id AND NEW.document -> 'rules' ? key
    ) THEN
        RAISE EXCEPTION 'a default is for a rule without a value'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_default_first';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER adoption_guard BEFORE INSERT ON adoption FOR EACH ROW EXECUTE FUNCTION rules_adoption();

ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_guard;

CREATE FUNCTION rules_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'decision % is not certified', NEW.decision_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_certified';
END $$;

CREATE TRIGGER adoption_certified BEFORE INSERT ON adoption
    FOR EACH ROW WHEN (NEW.kind = 'decision') EXECUTE FUNCTION rules_certified();

ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_certified;

ALTER TABLE adoption ADD CONSTRAINT adoption_decision_fk FOREIGN KEY (cooperative_id, decision_id) REFERENCES decision (cooperative_id, id);

CREATE FUNCTION decision_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked record;
    counted record;
    due timestamptz;
BEGIN
    SELECT kind, changes, text_sha256, election_id, terms, stated_at INTO STRICT asked FROM proposal
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.proposal_id;
    SELECT e.closes_at, (r.result ->> 'passed')::boolean AS passed, r.board_sha256 INTO counted
    FROM election e JOIN election_result r ON r.cooperative_id = e.cooperative_id AND r.election_id = e.id
    WHERE e.cooperative_id = NEW.cooperative_id AND e.id = NEW.election_id AND e.subject_kind = 'proposal'
        AND e.subject_id = NEW.proposal_id;
    IF counted IS NULL OR asked.election_id IS DISTINCT FROM NEW.election_id
        OR counted.passed IS DISTINCT FROM NEW.passed OR counted.closes_at IS DISTINCT FROM NEW.closed_at
        OR counted.board_sha256 IS DISTINCT FROM NEW.result_sha256 OR NEW.certified_at < counted.closes_at THEN
        RAISE EXCEPTION 'no election was counted with this result'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_counted';
    END IF;
    IF asked.kind <> NEW.kind OR asked.changes IS DISTINCT FROM NEW.changes
        OR NEW.document -> 'changes' IS DISTINCT FROM NEW.changes
        OR NEW.document ->> 'text_sha256' IS DISTINCT FROM encode(asked.text_sha256, 'hex') THEN
        RAISE EXCEPTION 'the members were asked something else'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_as_asked';
    END IF;
    due := greatest(
        NEW.closed_at + (asked.terms ->> 'deferral_days')::integer * interval '24 hours', asked.stated_at,
        NEW.certified_at + interval '61 seconds'
    );
    -- An exclusion waits for the time to appeal as well, so its day may only be later.
    IF NEW.effective_at < due OR (NEW.effective_at > due AND NEW.kind <> 'exclusion') THEN
        RAISE EXCEPTION 'it takes effect after its deferral, at its date'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'decision_deferral';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER decision_guard BEFORE INSERT ON decision FOR EACH ROW EXECUTE FUNCTION decision_guard();

ALTER TABLE decision ENABLE ALWAYS TRIGGER decision_guard;

CREATE OR REPLACE FUNCTION rules_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM decision d WHERE d.cooperative_id = NEW.cooperative_id AND d.id = NEW.decision_id
            AND d.passed AND d.void_because = ''
            AND d.kind IN ('rule_change', 'statutes_amendment')
            AND coalesce(d.changes -> 'rules', '{}') = coalesce(NEW.document -> 'rules', '{}')
            AND d.changes -> 'statutes' IS NOT DISTINCT FROM NEW.document -> 'statutes'
            AND d.effective_at = (NEW.document ->> 'effective')::timestamptz
    ) THEN
        RAISE EXCEPTION 'decision % is not certified', NEW.decision_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_certified';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION proposal_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'what members have seen is kept'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.kind <> NEW.kind OR OLD.author_id <> NEW.author_id OR OLD.number <> NEW.number
        OR (OLD.frozen_at IS NOT NULL AND (
            OLD.title, OLD.text, OLD.changes, OLD.base, OLD.method, OLD.options, OLD.seats, OLD.secret, OLD.measure,
            OLD.frozen_at, OLD.text_sha256
        ) IS DISTINCT FROM (
            NEW.title, NEW.text, NEW.changes, NEW.base, NEW.method, NEW.options, NEW.seats, NEW.secret, NEW.measure,
            NEW.frozen_at, NEW.text_sha256
        ))
        OR (OLD.frozen_at IS NOT NULL AND (OLD.budget_minor, OLD.stated_at, OLD.review_on)
            IS DISTINCT FROM (NEW.budget_minor, NEW.stated_at, NEW.review_on))
        OR (OLD.election_id IS NOT NULL AND (OLD.election_id, OLD.opens_at, OLD.closes_at, OLD.terms)
            IS DISTINCT FROM (NEW.election_id, NEW.opens_at, NEW.closes_at, NEW.terms))
    THEN
        RAISE EXCEPTION 'the text of this proposal is fixed'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'proposal_fixed';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER proposal_guard BEFORE UPDATE OR DELETE ON proposal FOR EACH ROW EXECUTE FUNCTION proposal_guard();

ALTER TABLE proposal ENABLE ALWAYS TRIGGER proposal_guard;

CREATE FUNCTION found_cooperative(a_id uuid, a_slug text, a_name jsonb, a_about jsonb, a_currency text, a_language text,
        a_languages text[], a_zone text, a_country text, a_accent text, an_instant timestamptz) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        INSERT INTO cooperative (id, slug, name, about, currency, language, languages, zone, country, accent, founded_at)
        VALUES (a_id, a_slug, a_name, a_about, a_currency, a_language, a_languages, a_zone, a_country, a_accent, an_instant)
        RETURNING id $$;

CREATE FUNCTION file_is_named(a_sha256 text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT EXISTS (SELECT FROM file WHERE sha256 = decode(a_sha256, 'hex'))
            OR EXISTS (SELECT FROM file WHERE renditions @> jsonb_build_array(jsonb_build_object('sha256', a_sha256)))
            OR EXISTS (SELECT FROM cooperative WHERE picture_sha256 = decode(a_sha256, 'hex'))
            OR EXISTS (SELECT FROM upload_part WHERE sha256 = decode(a_sha256, 'hex')) $$;

REVOKE ALL ON FUNCTION file_is_named FROM PUBLIC;

GRANT EXECUTE ON FUNCTION file_is_named TO minga_worker;

REVOKE ALL ON FUNCTION found_cooperative FROM PUBLIC;

GRANT EXECUTE ON FUNCTION found_cooperative TO minga_worker;

REVOKE INSERT, UPDATE, DELETE ON balance FROM minga_worker;

CREATE FUNCTION ledger_open_balance() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO balance (cooperative_id, id, unit, direction, posted, pending, minimum)
    VALUES (NEW.cooperative_id, NEW.id, NEW.unit, NEW.direction, 0, 0, NEW.minimum);
    RETURN NULL;
END $$;

CREATE TRIGGER account_balance AFTER INSERT ON account
    FOR EACH ROW WHEN (NEW.minimum IS NOT NULL) EXECUTE FUNCTION ledger_open_balance();

ALTER TABLE account ENABLE ALWAYS TRIGGER account_balance;

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
END $$;

CREATE TRIGGER transfer_born_now BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION ledger_born_now();

ALTER TABLE transfer ENABLE ALWAYS TRIGGER transfer_born_now;

CREATE TRIGGER journal_born_now BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION ledger_born_now();

ALTER TABLE journal ENABLE ALWAYS TRIGGER journal_born_now;

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
END $$;

CREATE TRIGGER transfer_apply AFTER INSERT ON transfer
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION ledger_apply();

ALTER TABLE transfer ENABLE ALWAYS TRIGGER transfer_apply;

CREATE FUNCTION ledger_lock(some_ids uuid[]) RETURNS TABLE (account_id uuid, posted bigint, pending bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT b.id, b.posted, b.pending FROM balance b
    WHERE b.cooperative_id = nullif(current_setting('app.cooperative', true), '')::uuid AND b.id = ANY (some_ids)
    ORDER BY b.id FOR UPDATE
$$;

REVOKE ALL ON FUNCTION ledger_lock, ledger_apply, ledger_open_balance FROM PUBLIC;

GRANT EXECUTE ON FUNCTION ledger_lock TO minga_app, minga_worker;

CREATE FUNCTION document_party_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.party = '{}'::jsonb AND to_jsonb(NEW) - 'party' = to_jsonb(OLD) - 'party' THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'who stands on a document stays as written' USING ERRCODE = 'restrict_violation';
    END $$;

CREATE TRIGGER document_party_stays BEFORE UPDATE ON document_party FOR EACH ROW EXECUTE FUNCTION document_party_stays();

ALTER TABLE document_party ENABLE ALWAYS TRIGGER document_party_stays;

CREATE FUNCTION note_new_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM made n JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published' WHERE n.state = 'offered';
        RETURN NULL;
    END $$;

CREATE FUNCTION note_changed_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT o.cooperative_id, gen_random_uuid(), o.id, o.price_minor, o.price_per, o.currency, p.created_at
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published'
        WHERE o.state = 'offered' AND (n.price_minor, n.price_per) IS DISTINCT FROM (o.price_minor, o.price_per)
          AND NOT EXISTS (SELECT FROM price_step s WHERE s.cooperative_id = o.cooperative_id AND s.variant_id = o.id);
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM before o JOIN after n ON n.cooperative_id = o.cooperative_id AND n.id = o.id JOIN product p ON p.cooperative_id = n.cooperative_id AND p.id = n.product_id AND p.state = 'published'
        WHERE n.state = 'offered' AND (n.price_minor, n.price_per, n.state) IS DISTINCT FROM (o.price_minor, o.price_per, o.state)
          AND NOT coalesce((SELECT (s.price_minor, s.price_per) = (n.price_minor, n.price_per) FROM price_step s
            WHERE s.cooperative_id = n.cooperative_id AND s.variant_id = n.id ORDER BY s.since DESC, s.id DESC LIMIT 1), false);
        RETURN NULL;
    END $$;

CREATE FUNCTION note_shown_prices() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO price_step (cooperative_id, id, variant_id, price_minor, price_per, currency, since)
        SELECT n.cooperative_id, gen_random_uuid(), n.id, n.price_minor, n.price_per, n.currency,
            clock_timestamp() + coalesce((SELECT "offset" FROM clock_offset), interval '0')
        FROM variant n WHERE n.cooperative_id = NEW.cooperative_id AND n.product_id = NEW.id AND n.state = 'offered'
          AND NOT coalesce((SELECT (s.price_minor, s.price_per) = (n.price_minor, n.price_per) FROM price_step s
            WHERE s.cooperative_id = n.cooperative_id AND s.variant_id = n.id ORDER BY s.since DESC, s.id DESC LIMIT 1), false);
        RETURN NULL;
    END $$;

CREATE TRIGGER product_shown_prices AFTER UPDATE OF state ON product FOR EACH ROW
    WHEN (NEW.state = 'published' AND OLD.state IS DISTINCT FROM 'published') EXECUTE FUNCTION note_shown_prices();

CREATE TRIGGER variant_new_price AFTER INSERT ON variant REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION note_new_prices();

CREATE TRIGGER variant_changed_price AFTER UPDATE ON variant REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION note_changed_prices();

CREATE FUNCTION count_slot() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE FUNCTION stall_suspended_with_reason() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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

ALTER TABLE attempt SET UNLOGGED;

CREATE FUNCTION membership_has_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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
    END $$;

CREATE CONSTRAINT TRIGGER membership_has_event AFTER INSERT OR UPDATE ON membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION membership_has_event();

CREATE FUNCTION membership_stays() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.left_at IS NOT NULL OR NEW.agent_id <> OLD.agent_id OR NEW.class_id <> OLD.class_id
            OR NEW.joined_at <> OLD.joined_at THEN
            RAISE EXCEPTION 'a membership ends once and stays readable'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'membership_stays';
        END IF;
        RETURN NEW;
    END $$;

CREATE TRIGGER membership_stays BEFORE UPDATE OR DELETE ON membership
    FOR EACH ROW EXECUTE FUNCTION membership_stays();

CREATE FUNCTION session_by_token(a_hash bytea, an_instant timestamptz) RETURNS TABLE (id uuid, person_id uuid, for_person_id uuid, help_scopes text[], proven_at timestamptz, language text, must_rotate boolean, is_stale boolean) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT s.id, s.person_id, CASE WHEN h.id IS NULL THEN NULL ELSE s.for_person_id END, h.scopes, s.proven_at, p.language,
               s.must_rotate AND s.token_hash = a_hash, s.seen_at < an_instant - interval '1 hour'
           FROM session s JOIN person p ON p.id = s.person_id
           LEFT JOIN help_agreement h ON h.person_id = s.for_person_id AND h.helper_id = s.person_id AND h.ended_at IS NULL
               AND (h.ends_at IS NULL OR h.ends_at > an_instant)
           WHERE (s.token_hash = a_hash OR (s.previous_hash = a_hash AND s.previous_until > an_instant))
             AND s.ended_at IS NULL AND s.seen_at > an_instant - interval '14 days'$$;

REVOKE ALL ON FUNCTION session_by_token FROM PUBLIC;

GRANT EXECUTE ON FUNCTION session_by_token TO minga_app, minga_worker;

CREATE FUNCTION help_of(a_person uuid, an_instant timestamptz) RETURNS TABLE (id uuid, person_id uuid, person_name text, helper_id uuid, helper_name text, scopes text[],
            given_at timestamptz, ends_at timestamptz, on_paper boolean) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT h.id, h.person_id, p.name, h.helper_id, q.name, h.scopes, h.given_at, h.ends_at, h.on_paper FROM help_agreement h
           JOIN person p ON p.id = h.person_id JOIN person q ON q.id = h.helper_id
           WHERE a_person IN (h.person_id, h.helper_id) AND h.ended_at IS NULL AND (h.ends_at IS NULL OR h.ends_at > an_instant)
           ORDER BY h.given_at, h.id LIMIT 100$$;

REVOKE ALL ON FUNCTION help_of FROM PUBLIC;

GRANT EXECUTE ON FUNCTION help_of TO minga_app, minga_worker;

CREATE FUNCTION person_by_identifier(a_kind text, a_value text) RETURNS TABLE (person_id uuid, identifier_id uuid, is_proven boolean) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT person_id, id, proven_at IS NOT NULL FROM identifier WHERE kind = a_kind AND value = a_value
           ORDER BY proven_at IS NULL, created_at, id LIMIT 1$$;

REVOKE ALL ON FUNCTION person_by_identifier FROM PUBLIC;

GRANT EXECUTE ON FUNCTION person_by_identifier TO minga_app, minga_worker;

CREATE FUNCTION person_by_passkey(a_passkey bytea) RETURNS uuid LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT person_id FROM credential WHERE passkey_id = a_passkey$$;

REVOKE ALL ON FUNCTION person_by_passkey FROM PUBLIC;

GRANT EXECUTE ON FUNCTION person_by_passkey TO minga_app, minga_worker;

CREATE FUNCTION drop_claims(a_kind text, a_value text, a_person uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$DELETE FROM identifier WHERE kind = a_kind AND value = a_value AND person_id <> a_person AND proven_at IS NULL$$;

REVOKE ALL ON FUNCTION drop_claims FROM PUBLIC;

GRANT EXECUTE ON FUNCTION drop_claims TO minga_app, minga_worker;

CREATE FUNCTION rotate_sessions(a_person uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$UPDATE session SET must_rotate = true WHERE person_id = a_person AND ended_at IS NULL$$;

REVOKE ALL ON FUNCTION rotate_sessions FROM PUBLIC;

GRANT EXECUTE ON FUNCTION rotate_sessions TO minga_app, minga_worker;

CREATE FUNCTION open_proof(an_id uuid, a_person uuid, an_identifier uuid, a_cooperative uuid, a_purpose text, a_secret bytea,
            an_instant timestamptz, an_end timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$INSERT INTO proof (id, person_id, identifier_id, cooperative_id, purpose, secret_hash, created_at, expires_at)
           VALUES (an_id, a_person, an_identifier, a_cooperative, a_purpose, a_secret, an_instant, an_end)$$;

REVOKE ALL ON FUNCTION open_proof FROM PUBLIC;

GRANT EXECUTE ON FUNCTION open_proof TO minga_app, minga_worker;

CREATE FUNCTION take_proof(a_secret bytea, some_purposes text[], an_instant timestamptz) RETURNS TABLE (id uuid, person_id uuid, identifier_id uuid, cooperative_id uuid, purpose text) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$UPDATE proof SET used_at = an_instant
           WHERE secret_hash = a_secret AND purpose = ANY(some_purposes) AND used_at IS NULL AND expires_at > an_instant
           RETURNING id, person_id, identifier_id, cooperative_id, purpose$$;

REVOKE ALL ON FUNCTION take_proof FROM PUBLIC;

GRANT EXECUTE ON FUNCTION take_proof TO minga_app, minga_worker;

CREATE FUNCTION my_cooperatives() RETURNS SETOF uuid LANGUAGE plpgsql STABLE SECURITY DEFINER
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
    END $$;

REVOKE ALL ON FUNCTION my_cooperatives FROM PUBLIC;

GRANT EXECUTE ON FUNCTION my_cooperatives TO minga_app, minga_worker;

CREATE FUNCTION forget_demo_person() RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
        DELETE FROM demo_person WHERE person_id = nullif(current_setting('app.person', true), '')::uuid $$;

REVOKE ALL ON FUNCTION forget_demo_person FROM PUBLIC;

GRANT EXECUTE ON FUNCTION forget_demo_person TO minga_app, minga_worker;

CREATE FUNCTION work_seats_fit() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
        PERFORM 1 FROM work_task WHERE cooperative_id = NEW.cooperative_id AND id = NEW.task_id FOR NO KEY UPDATE;
        IF (SELECT count(*) FROM work_seat WHERE cooperative_id = NEW.cooperative_id AND task_id = NEW.task_id
                AND state = 'taken') > (SELECT seats FROM work_task WHERE cooperative_id = NEW.cooperative_id AND id = NEW.task_id)
        THEN
            RAISE EXCEPTION 'more people than seats' USING ERRCODE = 'check_violation', CONSTRAINT = 'work_seats_fit';
        END IF;
        RETURN NULL;
    END $$;

CREATE TRIGGER work_seat_fit AFTER INSERT OR UPDATE OF state, task_id ON work_seat
    FOR EACH ROW WHEN (NEW.state = 'taken') EXECUTE FUNCTION work_seats_fit();

ALTER TABLE work_seat ENABLE ALWAYS TRIGGER work_seat_fit;

CREATE FUNCTION release_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    hindrance record;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'what was published is kept'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            RAISE EXCEPTION 'a release begins as a draft'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_begins_as_draft';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.asset_id <> OLD.asset_id OR NEW.born <> OLD.born OR (OLD.state <> 'draft' AND
        to_jsonb(NEW) - ARRAY['state', 'withdrawn_at', 'withdrawn_because']
            <> to_jsonb(OLD) - ARRAY['state', 'withdrawn_at', 'withdrawn_because']) THEN
        RAISE EXCEPTION 'a published release never changes'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_sealed';
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('draft', 'published'), ('published', 'frozen'), ('published', 'withdrawn'), ('frozen', 'published'),
        ('frozen', 'withdrawn')) THEN
        RAISE EXCEPTION 'no way from % to %', OLD.state, NEW.state
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_moves';
    END IF;
    IF OLD.state = 'draft' AND NEW.state = 'published' THEN
        -- All ancestors are locked before they are looked at: one that is disputed in this very instant waits, or is seen.
        FOR hindrance IN
            WITH RECURSIVE up AS (
                SELECT p.parent_cooperative_id, p.parent_release_id FROM release_parent p
                WHERE p.cooperative_id = NEW.cooperative_id AND p.release_id = NEW.id
                UNION
                SELECT p.parent_cooperative_id, p.parent_release_id
                FROM up JOIN release_parent p ON p.release_id = up.parent_release_id
            )
            SELECT r.id, r.state FROM up
            JOIN release r ON r.cooperative_id = up.parent_cooperative_id AND r.id = up.parent_release_id
            ORDER BY r.born FOR SHARE OF r
        LOOP
            IF hindrance.state IN ('draft', 'frozen') THEN
                RAISE EXCEPTION 'release % is %', hindrance.id, hindrance.state
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'release_parent_open';
            END IF;
        END LOOP;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER release_guard BEFORE INSERT OR UPDATE OR DELETE ON release FOR EACH ROW EXECUTE FUNCTION release_guard();

ALTER TABLE release ENABLE ALWAYS TRIGGER release_guard;

CREATE FUNCTION release_part_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    of_release record;
    found text;
BEGIN
    FOR of_release IN
        SELECT OLD.cooperative_id AS cooperative_id, OLD.release_id AS release_id WHERE TG_OP <> 'INSERT'
        UNION SELECT NEW.cooperative_id, NEW.release_id WHERE TG_OP <> 'DELETE'
    LOOP
        SELECT state INTO found FROM release
        WHERE cooperative_id = of_release.cooperative_id AND id = of_release.release_id FOR SHARE;
        IF found IS NOT NULL AND found <> 'draft' THEN
            RAISE EXCEPTION 'a published release never changes'
                USING ERRCODE = 'restrict_violation', CONSTRAINT = 'release_sealed';
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER release_file_guard BEFORE INSERT OR UPDATE OR DELETE ON release_file FOR EACH ROW EXECUTE FUNCTION release_part_guard();

ALTER TABLE release_file ENABLE ALWAYS TRIGGER release_file_guard;

CREATE TRIGGER release_picture_guard BEFORE INSERT OR UPDATE OR DELETE ON release_picture FOR EACH ROW EXECUTE FUNCTION release_part_guard();

ALTER TABLE release_picture ENABLE ALWAYS TRIGGER release_picture_guard;

CREATE TRIGGER release_parent_guard BEFORE INSERT OR UPDATE OR DELETE ON release_parent FOR EACH ROW EXECUTE FUNCTION release_part_guard();

ALTER TABLE release_parent ENABLE ALWAYS TRIGGER release_parent_guard;
