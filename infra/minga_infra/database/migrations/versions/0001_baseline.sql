-- Made by `minga migrate --freeze`; never edited by hand.

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
	CONSTRAINT file_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT file_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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
	CONSTRAINT account_kind_ck CHECK (kind IN ('cash_stripe', 'cash_bank', 'cash_till', 'receivable', 'refunds_in_flight', 'seller_held', 'seller_payable', 'seller_negative', 'fee_income', 'vat_due', 'payment_cost', 'royalties_due', 'fund', 'suspense')),
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
	added_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT cart_line_pk PRIMARY KEY (id),
	CONSTRAINT cart_line_cart_id_fk FOREIGN KEY(cart_id) REFERENCES cart (id) ON DELETE CASCADE,
	CONSTRAINT cart_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id),
	CONSTRAINT cart_line_once_uq UNIQUE (cart_id, cooperative_id, variant_id),
	CONSTRAINT cart_line_quantity_ck CHECK (quantity BETWEEN 1 AND 1000000000000)
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
	CONSTRAINT category_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT category_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT category_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
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
	words TSVECTOR NOT NULL,
	CONSTRAINT listing_pk PRIMARY KEY (cooperative_id, product_id),
	CONSTRAINT listing_stock_band_ck CHECK (stock_band IN ('plenty', 'few', 'none', 'made_to_order')),
	CONSTRAINT listing_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX listing_all_newest_ix ON listing (published_at DESC, product_id DESC);

CREATE INDEX listing_title_ix ON listing (cooperative_id, sort_title, product_id);

CREATE INDEX listing_stall_ix ON listing (cooperative_id, stall_slug, published_at DESC, product_id DESC);

CREATE INDEX listing_tags_ix ON listing USING gin (tags);

CREATE INDEX listing_variants_ix ON listing USING gin (variant_ids);

CREATE INDEX listing_price_ix ON listing (cooperative_id, price_minor, product_id);

CREATE INDEX listing_words_ix ON listing USING gin (words);

CREATE INDEX listing_newest_ix ON listing (cooperative_id, published_at DESC, product_id DESC);

CREATE INDEX listing_category_ix ON listing (cooperative_id, category_slug, published_at DESC, product_id DESC);

CREATE TABLE facet_count (
	cooperative_id UUID NOT NULL,
	facet TEXT NOT NULL,
	value TEXT NOT NULL,
	label JSONB NOT NULL,
	listings BIGINT NOT NULL,
	CONSTRAINT facet_count_pk PRIMARY KEY (cooperative_id, facet, value),
	CONSTRAINT facet_count_facet_ck CHECK (facet IN ('all', 'category', 'stall', 'tag')),
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
	CONSTRAINT pickup_point_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT pickup_point_state_ck CHECK (state IN ('open', 'closed')),
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
	CONSTRAINT delivery_zone_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT delivery_zone_state_ck CHECK (state IN ('open', 'closed')),
	CONSTRAINT delivery_zone_fee_ck CHECK (fee_minor >= 0),
	CONSTRAINT delivery_zone_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE TABLE checkout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	cart_id UUID NOT NULL,
	visitor_hash BYTEA NOT NULL,
	person_id UUID,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	started_at TIMESTAMP WITH TIME ZONE NOT NULL,
	expires_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT checkout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT checkout_state_ck CHECK (state IN ('open', 'placed', 'lapsed', 'abandoned')),
	CONSTRAINT checkout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX checkout_expiry_ix ON checkout (cooperative_id, expires_at) WHERE state = 'open';

CREATE UNIQUE INDEX checkout_open_uq ON checkout (cooperative_id, cart_id, currency) WHERE state = 'open';

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
	found_at TIMESTAMP WITH TIME ZONE NOT NULL,
	resolved_at TIMESTAMP WITH TIME ZONE,
	resolved_by UUID,
	resolution TEXT DEFAULT '' NOT NULL,
	CONSTRAINT discrepancy_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT discrepancy_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX discrepancy_open_uq ON discrepancy (cooperative_id, kind, subject) WHERE resolved_at IS NULL;

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

CREATE UNIQUE INDEX session_previous_ix ON session (previous_hash) WHERE previous_hash IS NOT NULL;

CREATE INDEX session_person_ix ON session (person_id) WHERE ended_at IS NULL;

CREATE TABLE help_agreement (
	id UUID NOT NULL,
	person_id UUID NOT NULL,
	helper_id UUID NOT NULL,
	given_at TIMESTAMP WITH TIME ZONE NOT NULL,
	ended_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT help_agreement_pk PRIMARY KEY (id),
	CONSTRAINT help_agreement_person_fk FOREIGN KEY(person_id) REFERENCES person (id),
	CONSTRAINT help_agreement_helper_fk FOREIGN KEY(helper_id) REFERENCES person (id),
	CONSTRAINT help_agreement_two_people_ck CHECK (person_id <> helper_id)
);

CREATE UNIQUE INDEX help_agreement_open_uq ON help_agreement (person_id, helper_id) WHERE ended_at IS NULL;

CREATE INDEX help_agreement_helper_ix ON help_agreement (helper_id);

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
	CONSTRAINT adoption_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE UNIQUE INDEX transfer_names_uq ON transfer (cooperative_id, names) WHERE names IS NOT NULL;

CREATE INDEX transfer_credit_ix ON transfer (cooperative_id, credit_id, id);

CREATE INDEX transfer_seller_order_ix ON transfer (cooperative_id, seller_order_id) WHERE seller_order_id IS NOT NULL;

CREATE INDEX transfer_debit_ix ON transfer (cooperative_id, debit_id, id);

CREATE UNIQUE INDEX transfer_reverses_uq ON transfer (cooperative_id, reverses) WHERE reverses IS NOT NULL;

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
	state TEXT NOT NULL,
	is_till BOOLEAN DEFAULT false NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL,
	CONSTRAINT stall_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT stall_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT stall_cooperative_id_picture_file_id_fk FOREIGN KEY(cooperative_id, picture_file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT stall_state_ck CHECK (state IN ('open', 'suspended', 'closed')),
	CONSTRAINT stall_slug_uq UNIQUE (cooperative_id, slug),
	CONSTRAINT stall_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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
	delivery_tax_minor BIGINT DEFAULT '0' NOT NULL,
	total_minor BIGINT NOT NULL,
	tax_minor BIGINT NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	placed_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	cancellation_asked_at TIMESTAMP WITH TIME ZONE,
	cancellation_reason TEXT DEFAULT '' NOT NULL,
	CONSTRAINT sale_order_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_checkout_id_fk FOREIGN KEY(cooperative_id, checkout_id) REFERENCES checkout (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT sale_order_cooperative_id_pickup_point_id_fk FOREIGN KEY(cooperative_id, pickup_point_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT sale_order_state_ck CHECK (state IN ('awaiting_payment', 'placed', 'completed', 'cancelled')),
	CONSTRAINT sale_order_payment_method_ck CHECK (payment_method IN ('card', 'pickup', 'bank')),
	CONSTRAINT sale_order_fulfilment_ck CHECK (fulfilment IN ('pickup', 'delivery')),
	CONSTRAINT sale_order_total_ck CHECK (total_minor = goods_minor + delivery_minor AND total_minor >= 0),
	CONSTRAINT sale_order_number_uq UNIQUE (cooperative_id, number),
	CONSTRAINT sale_order_checkout_uq UNIQUE (cooperative_id, checkout_id),
	CONSTRAINT sale_order_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX sale_order_state_ix ON sale_order (cooperative_id, state, placed_at DESC);

CREATE INDEX sale_order_person_ix ON sale_order (cooperative_id, person_id, placed_at DESC);

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
	CONSTRAINT proof_purpose_ck CHECK (purpose IN ('address', 'step_up', 'sign_in_link', 'passkey_new', 'passkey_sign_in', 'passkey_step_up', 'second_factor', 'office'))
);

CREATE INDEX proof_expires_ix ON proof (expires_at);

CREATE UNIQUE INDEX proof_secret_uq ON proof (secret_hash) WHERE secret_hash IS NOT NULL;

CREATE INDEX proof_identifier_ix ON proof (identifier_id);

COMMENT ON COLUMN proof.secret_hash IS 'SHA-256 of a link''s token or of a passkey''s challenge; empty until the letter is written';

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
	CONSTRAINT role_grant_role_ck CHECK (role IN ('coordinator', 'treasurer', 'officer', 'auditor')),
	CONSTRAINT role_grant_times_ck CHECK (until IS NULL OR until > granted_at),
	CONSTRAINT role_grant_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE UNIQUE INDEX role_grant_open_uq ON role_grant (cooperative_id, agent_id, role) WHERE ended_at IS NULL;

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

CREATE TABLE stall_keeper (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	agent_id UUID NOT NULL,
	since TIMESTAMP WITH TIME ZONE NOT NULL,
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
	ready_at TIMESTAMP WITH TIME ZONE,
	handed_over_at TIMESTAMP WITH TIME ZONE,
	hold_until TIMESTAMP WITH TIME ZONE,
	payable_at TIMESTAMP WITH TIME ZONE,
	cancelled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT seller_order_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT seller_order_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT seller_order_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT seller_order_state_ck CHECK (state IN ('waiting', 'to_prepare', 'ready', 'handed_over', 'cancelled')),
	CONSTRAINT seller_order_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor),
	CONSTRAINT seller_order_once_uq UNIQUE (cooperative_id, order_id, stall_id),
	CONSTRAINT seller_order_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX seller_order_hold_ix ON seller_order (cooperative_id, hold_until) WHERE hold_until IS NOT NULL AND payable_at IS NULL;

CREATE INDEX seller_order_stall_ix ON seller_order (cooperative_id, stall_id, state);

CREATE TABLE payment (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	order_id UUID NOT NULL,
	method TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	reference TEXT NOT NULL,
	till_id UUID,
	provider_intent TEXT,
	provider_charge TEXT,
	provider_fee_minor BIGINT,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	paid_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT payment_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payment_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT payment_method_ck CHECK (method IN ('card', 'pickup', 'bank')),
	CONSTRAINT payment_state_ck CHECK (state IN ('open', 'paid', 'failed', 'void')),
	CONSTRAINT payment_amount_ck CHECK (amount_minor >= 0),
	CONSTRAINT payment_order_uq UNIQUE (cooperative_id, order_id),
	CONSTRAINT payment_reference_uq UNIQUE (cooperative_id, reference),
	CONSTRAINT payment_intent_uq UNIQUE (cooperative_id, provider_intent),
	CONSTRAINT payment_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

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

CREATE TABLE payout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	stall_id UUID NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	netted_minor BIGINT NOT NULL,
	batch_id UUID,
	till_id UUID,
	provider_account TEXT,
	provider_transfer TEXT,
	reversed_minor BIGINT NOT NULL,
	trial INTEGER DEFAULT '1' NOT NULL,
	tries INTEGER DEFAULT '0' NOT NULL,
	failure TEXT DEFAULT '' NOT NULL,
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE,
	paid_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT payout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT payout_cooperative_id_stall_id_fk FOREIGN KEY(cooperative_id, stall_id) REFERENCES stall (cooperative_id, id),
	CONSTRAINT payout_channel_ck CHECK (channel IN ('remittance', 'bank', 'hand')),
	CONSTRAINT payout_state_ck CHECK (state IN ('prepared', 'paid', 'failed', 'cancelled')),
	CONSTRAINT payout_amounts_ck CHECK (amount_minor >= 0 AND netted_minor >= 0 AND 0 <= reversed_minor AND reversed_minor <= amount_minor),
	CONSTRAINT payout_transfer_uq UNIQUE (cooperative_id, provider_transfer),
	CONSTRAINT payout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX payout_stall_ix ON payout (cooperative_id, stall_id, created_at DESC);

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
	position INTEGER DEFAULT '0' NOT NULL,
	imported JSONB,
	state TEXT NOT NULL,
	version INTEGER DEFAULT '1' NOT NULL,
	CONSTRAINT variant_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT variant_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT variant_cooperative_id_stock_item_id_fk FOREIGN KEY(cooperative_id, stock_item_id) REFERENCES stock_item (cooperative_id, id),
	CONSTRAINT variant_state_ck CHECK (state IN ('offered', 'withdrawn')),
	CONSTRAINT variant_unit_ck CHECK (unit IN ('piece', 'g', 'ml')),
	CONSTRAINT variant_steps_ck CHECK (step >= 1 AND least >= 1 AND least % step = 0 AND (most IS NULL OR most >= least)),
	CONSTRAINT variant_price_ck CHECK (price_minor BETWEEN 0 AND 1000000000000 AND price_per >= 1 AND draws >= 1),
	CONSTRAINT variant_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX variant_product_ix ON variant (cooperative_id, product_id, position);

CREATE INDEX variant_stock_ix ON variant (cooperative_id, stock_item_id);

CREATE TABLE picture (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	product_id UUID NOT NULL,
	file_id UUID NOT NULL,
	alt JSONB NOT NULL,
	position INTEGER DEFAULT '0' NOT NULL,
	source_url TEXT,
	CONSTRAINT picture_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT picture_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT picture_cooperative_id_file_id_fk FOREIGN KEY(cooperative_id, file_id) REFERENCES file (cooperative_id, id),
	CONSTRAINT picture_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX picture_product_ix ON picture (cooperative_id, product_id, position);

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

CREATE TABLE portion (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	payment_id UUID NOT NULL,
	seller_order_id UUID,
	authorised_minor BIGINT NOT NULL,
	captured_minor BIGINT NOT NULL,
	refunded_minor BIGINT NOT NULL,
	CONSTRAINT portion_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT portion_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT portion_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
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
	created_at TIMESTAMP WITH TIME ZONE NOT NULL,
	lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT refund_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT refund_cooperative_id_payment_id_fk FOREIGN KEY(cooperative_id, payment_id) REFERENCES payment (cooperative_id, id),
	CONSTRAINT refund_cooperative_id_order_id_fk FOREIGN KEY(cooperative_id, order_id) REFERENCES sale_order (cooperative_id, id),
	CONSTRAINT refund_state_ck CHECK (state IN ('requested', 'pending', 'settled', 'failed')),
	CONSTRAINT refund_cause_ck CHECK (cause IN ('line', 'cancellation', 'late_money')),
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
	fee_version_id UUID NOT NULL,
	refunded_minor BIGINT DEFAULT '0' NOT NULL,
	CONSTRAINT order_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_seller_order_id_fk FOREIGN KEY(cooperative_id, seller_order_id) REFERENCES seller_order (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_product_id_fk FOREIGN KEY(cooperative_id, product_id) REFERENCES product (cooperative_id, id),
	CONSTRAINT order_line_cooperative_id_variant_id_fk FOREIGN KEY(cooperative_id, variant_id) REFERENCES variant (cooperative_id, id),
	CONSTRAINT order_line_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor),
	CONSTRAINT order_line_refunded_ck CHECK (refunded_minor BETWEEN 0 AND total_minor),
	CONSTRAINT order_line_quantity_ck CHECK (quantity >= 1),
	CONSTRAINT order_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX order_line_seller_order_ix ON order_line (cooperative_id, seller_order_id, position);

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
	CONSTRAINT refund_line_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT refund_line_cooperative_id_refund_id_fk FOREIGN KEY(cooperative_id, refund_id) REFERENCES refund (cooperative_id, id),
	CONSTRAINT refund_line_cooperative_id_order_line_id_fk FOREIGN KEY(cooperative_id, order_line_id) REFERENCES order_line (cooperative_id, id),
	CONSTRAINT refund_line_split_ck CHECK (amount_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor AND amount_minor > 0),
	CONSTRAINT refund_line_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX refund_line_order_line_ix ON refund_line (cooperative_id, order_line_id);

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

REVOKE ALL ON cart_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON cart_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON cart_line TO minga_worker;

GRANT SELECT ON cart_line TO minga_backup;

CREATE POLICY cart_line_app ON cart_line TO minga_app USING (EXISTS (SELECT 1 FROM cart WHERE cart.id = cart_id)) WITH CHECK (EXISTS (SELECT 1 FROM cart WHERE cart.id = cart_id));

CREATE POLICY cart_line_worker ON cart_line TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY cart_line_owner ON cart_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE cart_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE cart_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON category FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON category TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON category TO minga_worker;

GRANT SELECT ON category TO minga_backup;

CREATE POLICY category_app ON category TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY category_worker ON category TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY category_owner ON category TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE category ENABLE ROW LEVEL SECURITY;

ALTER TABLE category FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON checkout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON checkout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON checkout TO minga_worker;

GRANT SELECT ON checkout TO minga_backup;

CREATE POLICY checkout_app ON checkout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY checkout_worker ON checkout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY checkout_owner ON checkout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE checkout ENABLE ROW LEVEL SECURITY;

ALTER TABLE checkout FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON discrepancy FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON discrepancy TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON discrepancy TO minga_worker;

GRANT SELECT ON discrepancy TO minga_backup;

CREATE POLICY discrepancy_app ON discrepancy TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discrepancy_worker ON discrepancy TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY discrepancy_owner ON discrepancy TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE discrepancy ENABLE ROW LEVEL SECURITY;

ALTER TABLE discrepancy FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON help_agreement FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_agreement TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON help_agreement TO minga_worker;

GRANT SELECT ON help_agreement TO minga_backup;

CREATE POLICY help_agreement_app ON help_agreement TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR helper_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid) OR helper_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY help_agreement_worker ON help_agreement TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY help_agreement_owner ON help_agreement TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE help_agreement ENABLE ROW LEVEL SECURITY;

ALTER TABLE help_agreement FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON pickup_point FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON pickup_point TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON pickup_point TO minga_worker;

GRANT SELECT ON pickup_point TO minga_backup;

CREATE POLICY pickup_point_app ON pickup_point TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY pickup_point_worker ON pickup_point TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY pickup_point_owner ON pickup_point TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE pickup_point ENABLE ROW LEVEL SECURITY;

ALTER TABLE pickup_point FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON balance FROM PUBLIC;

GRANT SELECT ON balance TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON balance TO minga_worker;

GRANT SELECT ON balance TO minga_backup;

CREATE POLICY balance_app ON balance TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY balance_worker ON balance TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY balance_owner ON balance TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE balance ENABLE ROW LEVEL SECURITY;

ALTER TABLE balance FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON membership FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON membership TO minga_worker;

GRANT SELECT ON membership TO minga_backup;

CREATE POLICY membership_app ON membership TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_worker ON membership TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY membership_owner ON membership TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE membership ENABLE ROW LEVEL SECURITY;

ALTER TABLE membership FORCE ROW LEVEL SECURITY;

REVOKE ALL ON proof FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON proof TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON proof TO minga_worker;

GRANT SELECT ON proof TO minga_backup;

CREATE POLICY proof_app ON proof TO minga_app USING (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid)) WITH CHECK (person_id = (SELECT nullif(current_setting('app.person', true), '')::uuid));

CREATE POLICY proof_worker ON proof TO minga_worker USING (true) WITH CHECK (true);

CREATE POLICY proof_owner ON proof TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE proof ENABLE ROW LEVEL SECURITY;

ALTER TABLE proof FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON sale_order FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON sale_order TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON sale_order TO minga_worker;

GRANT SELECT ON sale_order TO minga_backup;

CREATE POLICY sale_order_app ON sale_order TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sale_order_worker ON sale_order TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY sale_order_owner ON sale_order TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE sale_order ENABLE ROW LEVEL SECURITY;

ALTER TABLE sale_order FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stall FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall TO minga_worker;

GRANT SELECT ON stall TO minga_backup;

CREATE POLICY stall_app ON stall TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_worker ON stall TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_owner ON stall TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stall ENABLE ROW LEVEL SECURITY;

ALTER TABLE stall FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON payment FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payment TO minga_worker;

GRANT SELECT ON payment TO minga_backup;

CREATE POLICY payment_app ON payment TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_worker ON payment TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payment_owner ON payment TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payment ENABLE ROW LEVEL SECURITY;

ALTER TABLE payment FORCE ROW LEVEL SECURITY;

REVOKE ALL ON payout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON payout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON payout TO minga_worker;

GRANT SELECT ON payout TO minga_backup;

CREATE POLICY payout_app ON payout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_worker ON payout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY payout_owner ON payout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE payout ENABLE ROW LEVEL SECURITY;

ALTER TABLE payout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON product FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON product TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON product TO minga_worker;

GRANT SELECT ON product TO minga_backup;

CREATE POLICY product_app ON product TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY product_worker ON product TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY product_owner ON product TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE product ENABLE ROW LEVEL SECURITY;

ALTER TABLE product FORCE ROW LEVEL SECURITY;

REVOKE ALL ON seller_account FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_account TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_account TO minga_worker;

GRANT SELECT ON seller_account TO minga_backup;

CREATE POLICY seller_account_app ON seller_account TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_account_worker ON seller_account TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_account_owner ON seller_account TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE seller_account ENABLE ROW LEVEL SECURITY;

ALTER TABLE seller_account FORCE ROW LEVEL SECURITY;

REVOKE ALL ON seller_order FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_order TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON seller_order TO minga_worker;

GRANT SELECT ON seller_order TO minga_backup;

CREATE POLICY seller_order_app ON seller_order TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_order_worker ON seller_order TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY seller_order_owner ON seller_order TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE seller_order ENABLE ROW LEVEL SECURITY;

ALTER TABLE seller_order FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stall_keeper FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall_keeper TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stall_keeper TO minga_worker;

GRANT SELECT ON stall_keeper TO minga_backup;

CREATE POLICY stall_keeper_app ON stall_keeper TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_keeper_worker ON stall_keeper TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stall_keeper_owner ON stall_keeper TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stall_keeper ENABLE ROW LEVEL SECURITY;

ALTER TABLE stall_keeper FORCE ROW LEVEL SECURITY;

REVOKE ALL ON stock_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON stock_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON stock_item TO minga_worker;

GRANT SELECT ON stock_item TO minga_backup;

CREATE POLICY stock_item_app ON stock_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stock_item_worker ON stock_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY stock_item_owner ON stock_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE stock_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE stock_item FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON picture FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON picture TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON picture TO minga_worker;

GRANT SELECT ON picture TO minga_backup;

CREATE POLICY picture_app ON picture TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY picture_worker ON picture TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY picture_owner ON picture TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE picture ENABLE ROW LEVEL SECURITY;

ALTER TABLE picture FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON reservation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON reservation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON reservation TO minga_worker;

GRANT SELECT ON reservation TO minga_backup;

CREATE POLICY reservation_app ON reservation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reservation_worker ON reservation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reservation_owner ON reservation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE reservation ENABLE ROW LEVEL SECURITY;

ALTER TABLE reservation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON variant FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON variant TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON variant TO minga_worker;

GRANT SELECT ON variant TO minga_backup;

CREATE POLICY variant_app ON variant TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY variant_worker ON variant TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY variant_owner ON variant TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE variant ENABLE ROW LEVEL SECURITY;

ALTER TABLE variant FORCE ROW LEVEL SECURITY;

REVOKE ALL ON order_line FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_line TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON order_line TO minga_worker;

GRANT SELECT ON order_line TO minga_backup;

CREATE POLICY order_line_app ON order_line TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_line_worker ON order_line TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY order_line_owner ON order_line TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE order_line ENABLE ROW LEVEL SECURITY;

ALTER TABLE order_line FORCE ROW LEVEL SECURITY;

REVOKE ALL ON reversal FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON reversal TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON reversal TO minga_worker;

GRANT SELECT ON reversal TO minga_backup;

CREATE POLICY reversal_app ON reversal TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reversal_worker ON reversal TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY reversal_owner ON reversal TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE reversal ENABLE ROW LEVEL SECURITY;

ALTER TABLE reversal FORCE ROW LEVEL SECURITY;

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

CREATE FUNCTION found_cooperative(a_id uuid, a_slug text, a_name jsonb, a_about jsonb, a_currency text, a_language text,
        a_languages text[], a_zone text, a_country text, a_accent text, an_instant timestamptz) RETURNS uuid
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        INSERT INTO cooperative (id, slug, name, about, currency, language, languages, zone, country, accent, founded_at)
        VALUES (a_id, a_slug, a_name, a_about, a_currency, a_language, a_languages, a_zone, a_country, a_accent, an_instant)
        RETURNING id $$;

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

ALTER TABLE attempt SET UNLOGGED;

CREATE FUNCTION session_by_token(a_hash bytea, an_instant timestamptz) RETURNS TABLE (id uuid, person_id uuid, for_person_id uuid, proven_at timestamptz, language text, must_rotate boolean, is_stale boolean) LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$SELECT s.id, s.person_id, CASE WHEN h.id IS NULL THEN NULL ELSE s.for_person_id END, s.proven_at, p.language,
               s.must_rotate AND s.token_hash = a_hash, s.seen_at < an_instant - interval '1 hour'
           FROM session s JOIN person p ON p.id = s.person_id
           LEFT JOIN help_agreement h ON h.person_id = s.for_person_id AND h.helper_id = s.person_id AND h.ended_at IS NULL
           WHERE (s.token_hash = a_hash OR (s.previous_hash = a_hash AND s.previous_until > an_instant))
             AND s.ended_at IS NULL AND s.seen_at > an_instant - interval '14 days'$$;

REVOKE ALL ON FUNCTION session_by_token FROM PUBLIC;

GRANT EXECUTE ON FUNCTION session_by_token TO minga_app, minga_worker;

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

CREATE FUNCTION rules_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    adopted timestamptz;
BEGIN
    SELECT adopted_at INTO STRICT adopted FROM adoption
    WHERE cooperative_id = NEW.cooperative_id AND id = NEW.adoption_id;
    IF NEW.effective_at < adopted THEN
        RAISE EXCEPTION '% would hold before it was adopted', NEW.key
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rule_version_not_before_adoption';
    END IF;
    -- Readers keep what they read for half a minute. A change that waits a minute can never surprise them.
    IF NEW.effective_at < adopted + interval '60 seconds' AND EXISTS (
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

CREATE FUNCTION rules_certified() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'decision % is not certified', NEW.decision_id
        USING ERRCODE = 'check_violation', CONSTRAINT = 'adoption_certified';
END $$;

CREATE TRIGGER adoption_certified BEFORE INSERT ON adoption
    FOR EACH ROW WHEN (NEW.kind = 'decision') EXECUTE FUNCTION rules_certified();

ALTER TABLE adoption ENABLE ALWAYS TRIGGER adoption_certified;
