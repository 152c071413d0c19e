ALTER TABLE account DROP CONSTRAINT account_kind_ck;

ALTER TABLE account ADD CONSTRAINT account_kind_ck CHECK (kind IN ('cash_stripe', 'cash_bank', 'cash_till', 'receivable', 'refunds_in_flight', 'seller_held', 'seller_payable', 'seller_negative', 'fee_income', 'vat_due', 'payment_cost', 'royalties_due', 'royalties_ahead', 'contributor_payable', 'deposits_held', 'fund', 'shares_due', 'shares_promised', 'share_capital', 'shares_to_repay', 'collective', 'dues_due', 'dues_income', 'groups_granted', 'share_work', 'opening', 'suspense'));

ALTER TABLE election ADD COLUMN topic TEXT DEFAULT '' NOT NULL;

ALTER TABLE file ADD COLUMN preview TEXT DEFAULT 'none' NOT NULL;

ALTER TABLE file ADD COLUMN excerpt TEXT;

ALTER TABLE file ADD CONSTRAINT file_preview_ck CHECK (preview IN ('none', 'waiting', 'ready', 'failed'));

ALTER TABLE file ADD CONSTRAINT file_excerpt_ck CHECK (char_length(excerpt) <= 40000);

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

CREATE INDEX design_listing_title_ix ON design_listing (cooperative_id, sort_title, asset_id);

CREATE INDEX design_listing_words_ix ON design_listing USING gin (words);

CREATE INDEX design_listing_newest_ix ON design_listing (cooperative_id, published_at DESC, asset_id DESC);

CREATE INDEX design_listing_materials_ix ON design_listing USING gin (materials);

CREATE INDEX design_listing_techniques_ix ON design_listing USING gin (techniques);

CREATE INDEX design_listing_craft_ix ON design_listing (cooperative_id, craft, published_at DESC, asset_id DESC);

CREATE INDEX design_listing_licence_ix ON design_listing (cooperative_id, licence, published_at DESC, asset_id DESC);

CREATE INDEX design_listing_all_newest_ix ON design_listing (published_at DESC, asset_id DESC);

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

CREATE INDEX delegation_topic_ix ON delegation (cooperative_id, topic, made_at);

CREATE UNIQUE INDEX delegation_open_uq ON delegation (cooperative_id, from_agent_id, topic) WHERE ended_at IS NULL;

CREATE INDEX delegation_to_ix ON delegation (cooperative_id, to_agent_id);

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

ALTER TABLE sale_order ADD COLUMN delivery_tax_bps INTEGER DEFAULT '0' NOT NULL;

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

CREATE INDEX claim_expires_ix ON claim (cooperative_id, expires_at) WHERE expires_at IS NOT NULL AND state IN ('open', 'recognised', 'disputed');

CREATE INDEX claim_subject_ix ON claim (cooperative_id, subject_kind, subject_id);

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

CREATE TABLE share_payout (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	agent_id UUID NOT NULL,
	channel TEXT NOT NULL,
	state TEXT NOT NULL,
	currency TEXT NOT NULL,
	amount_minor BIGINT NOT NULL,
	till_id UUID,
	prepared_by UUID NOT NULL,
	prepared_at TIMESTAMP WITH TIME ZONE NOT NULL,
	settled_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT share_payout_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_prepared_by_fk FOREIGN KEY(cooperative_id, prepared_by) REFERENCES agent (cooperative_id, id),
	CONSTRAINT share_payout_cooperative_id_till_id_fk FOREIGN KEY(cooperative_id, till_id) REFERENCES pickup_point (cooperative_id, id),
	CONSTRAINT share_payout_channel_ck CHECK (channel IN ('bank', 'hand')),
	CONSTRAINT share_payout_state_ck CHECK (state IN ('prepared', 'paid', 'cancelled')),
	CONSTRAINT share_payout_amount_ck CHECK (amount_minor > 0),
	CONSTRAINT share_payout_till_ck CHECK ((channel = 'hand') = (till_id IS NOT NULL)),
	CONSTRAINT share_payout_settled_ck CHECK ((state = 'prepared') = (settled_at IS NULL)),
	CONSTRAINT share_payout_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX share_payout_open_ix ON share_payout (cooperative_id, id) WHERE state = 'prepared';

CREATE INDEX share_payout_agent_ix ON share_payout (cooperative_id, agent_id, id DESC);

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

CREATE INDEX manifest_import_asked_ix ON manifest_import (cooperative_id, asked_at DESC, id DESC);

CREATE INDEX manifest_import_file_ix ON manifest_import (cooperative_id, file_id);

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

ALTER TABLE membership_event DROP CONSTRAINT membership_event_kind_ck;

ALTER TABLE membership_event ADD CONSTRAINT membership_event_kind_ck CHECK (kind IN ('joined', 'entitled', 'suspended', 'resumed', 'notified', 'left', 'excluded', 'moved'));

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

ALTER TABLE product ADD COLUMN asks_commons BOOLEAN DEFAULT false NOT NULL;

ALTER TABLE seller_order DROP CONSTRAINT seller_order_split_ck;

ALTER TABLE seller_order ADD COLUMN royalty_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE seller_order ADD CONSTRAINT seller_order_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor);

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

CREATE INDEX attestation_claim_ix ON attestation (cooperative_id, claim_id, by_agent_id, id);

CREATE INDEX attestation_by_ix ON attestation (cooperative_id, by_agent_id, at);

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

CREATE INDEX contribution_agent_ix ON contribution (cooperative_id, agent_id, given_on, id);

CREATE INDEX contribution_given_ix ON contribution (cooperative_id, given_on, id);

CREATE INDEX contribution_cause_ix ON contribution (cooperative_id, cause, given_on);

CREATE INDEX contribution_asset_ix ON contribution (cooperative_id, asset_id, given_on);

CREATE INDEX contribution_root_ix ON contribution (cooperative_id, root_id);

CREATE INDEX contribution_claim_ix ON contribution (cooperative_id, claim_id);

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

CREATE INDEX work_day_called_by_ix ON work_day (cooperative_id, called_by);

CREATE INDEX work_day_begins_ix ON work_day (cooperative_id, begins_at);

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

CREATE TABLE grievance (
	cooperative_id UUID NOT NULL,
	id UUID NOT NULL,
	opened_by_id UUID NOT NULL,
	against_agent_id UUID,
	decision_id UUID,
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
	CONSTRAINT grievance_cooperative_id_election_id_fk FOREIGN KEY(cooperative_id, election_id) REFERENCES election (cooperative_id, id),
	CONSTRAINT grievance_about_ck CHECK (num_nonnulls(against_agent_id, decision_id) = 1),
	CONSTRAINT grievance_parties_ck CHECK (against_agent_id <> opened_by_id),
	CONSTRAINT grievance_apart_ck CHECK (mediator_id <> opened_by_id AND (against_agent_id IS NULL OR mediator_id <> against_agent_id)),
	CONSTRAINT grievance_length_ck CHECK (char_length(text) <= 20000 AND char_length(wish) <= 4000),
	CONSTRAINT grievance_seed_ck CHECK (octet_length(lot_seed) = 32),
	CONSTRAINT grievance_appeal_ck CHECK ((appealed_at IS NULL) = (election_id IS NULL)),
	CONSTRAINT grievance_decision_uq UNIQUE (cooperative_id, decision_id, opened_by_id),
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

CREATE INDEX webhook_delivery_message_ix ON webhook_delivery (cooperative_id, message_id);

CREATE INDEX webhook_delivery_due_ix ON webhook_delivery (cooperative_id, webhook_id, next_at) WHERE state = 'waiting';

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

CREATE INDEX release_parent_parent_ix ON release_parent (parent_release_id);

CREATE INDEX release_parent_child_ix ON release_parent (release_id, parent_release_id);

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
	CONSTRAINT trade_document_kind_ck CHECK (kind IN ('invoice', 'credit_note', 'self_billing')),
	CONSTRAINT trade_document_number_ck CHECK (number >= 1),
	CONSTRAINT trade_document_total_ck CHECK (total_minor = net_minor + tax_minor),
	CONSTRAINT trade_document_cause_ck CHECK (CASE kind WHEN 'invoice' THEN journal_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NULL WHEN 'credit_note' THEN refund_id IS NOT NULL AND order_id IS NOT NULL AND mirrors_id IS NOT NULL ELSE payout_id IS NOT NULL AND stall_id IS NOT NULL END AND num_nonnulls(journal_id, refund_id, payout_id) = 1),
	CONSTRAINT trade_document_number_uq UNIQUE (cooperative_id, series, number),
	CONSTRAINT trade_document_journal_uq UNIQUE (cooperative_id, journal_id),
	CONSTRAINT trade_document_refund_uq UNIQUE (cooperative_id, refund_id, mirrors_id),
	CONSTRAINT trade_document_payout_uq UNIQUE (cooperative_id, payout_id),
	CONSTRAINT trade_document_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX trade_document_order_ix ON trade_document (cooperative_id, order_id);

CREATE INDEX trade_document_stall_ix ON trade_document (cooperative_id, stall_id, number DESC);

ALTER TABLE order_line DROP CONSTRAINT order_line_split_ck;

ALTER TABLE order_line ADD COLUMN royalty_bps INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE order_line ADD COLUMN royalty_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE order_line ADD COLUMN royalty_holder_id UUID;

ALTER TABLE order_line ADD COLUMN royalty_purpose TEXT DEFAULT '' NOT NULL;

ALTER TABLE order_line ADD COLUMN royalty_divided_at TIMESTAMP WITH TIME ZONE;

ALTER TABLE order_line ADD CONSTRAINT order_line_split_ck CHECK (total_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor);

ALTER TABLE order_line ADD CONSTRAINT order_line_royalty_ck CHECK (royalty_minor >= 0 AND (royalty_minor = 0 OR royalty_holder_id IS NOT NULL));

CREATE INDEX order_line_royalty_ix ON order_line (cooperative_id, royalty_holder_id, royalty_purpose) WHERE royalty_holder_id IS NOT NULL;

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

CREATE UNIQUE INDEX work_seat_open_uq ON work_seat (cooperative_id, work_day_id, agent_id) WHERE state IN ('taken', 'waiting', 'came');

CREATE INDEX work_seat_task_ix ON work_seat (cooperative_id, task_id, signed_up_at, id);

CREATE INDEX work_seat_agent_ix ON work_seat (cooperative_id, agent_id) WHERE state IN ('taken', 'waiting', 'came');

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

CREATE INDEX distribution_claim_event_ix ON distribution_claim (cooperative_id, event_id);

CREATE UNIQUE INDEX distribution_claim_once_uq ON distribution_claim (cooperative_id, event_id) WHERE claim = 'once';

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

CREATE INDEX distribution_part_agent_ix ON distribution_part (cooperative_id, agent_id, distribution_id);

CREATE INDEX distribution_part_ix ON distribution_part (cooperative_id, distribution_id, position);

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

CREATE UNIQUE INDEX licence_offer_variant_uq ON licence_offer (cooperative_id, variant_id) WHERE closed_at IS NULL;

CREATE INDEX licence_offer_release_ix ON licence_offer (cooperative_id, release_id);

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
	because TEXT NOT NULL,
	at TIMESTAMP WITH TIME ZONE NOT NULL,
	sent_at TIMESTAMP WITH TIME ZONE,
	CONSTRAINT safety_delivery_pk PRIMARY KEY (cooperative_id, id),
	CONSTRAINT safety_delivery_cooperative_id_notice_id_fk FOREIGN KEY(cooperative_id, notice_id) REFERENCES safety_notice (cooperative_id, id),
	CONSTRAINT safety_delivery_cooperative_id_agent_id_fk FOREIGN KEY(cooperative_id, agent_id) REFERENCES agent (cooperative_id, id),
	CONSTRAINT safety_delivery_somebody_ck CHECK ((agent_id IS NULL) <> (mail IS NULL)),
	CONSTRAINT safety_delivery_because_ck CHECK (because IN ('holder', 'maker', 'buyer', 'deriver')),
	CONSTRAINT safety_delivery_agent_uq UNIQUE (cooperative_id, notice_id, agent_id),
	CONSTRAINT safety_delivery_mail_uq UNIQUE (cooperative_id, notice_id, mail),
	CONSTRAINT safety_delivery_cooperative_id_fk FOREIGN KEY(cooperative_id) REFERENCES cooperative (id)
);

CREATE INDEX safety_delivery_agent_ix ON safety_delivery (cooperative_id, agent_id);

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
	CONSTRAINT document_rate_part_ck CHECK (part IN ('goods', 'delivery', 'royalty', 'fee')),
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

ALTER TABLE refund_line DROP CONSTRAINT refund_line_split_ck;

ALTER TABLE refund_line ADD COLUMN royalty_minor BIGINT DEFAULT '0' NOT NULL;

ALTER TABLE refund_line ADD CONSTRAINT refund_line_split_ck CHECK (amount_minor = tax_minor + fee_minor + fee_tax_minor + earning_minor + royalty_minor AND amount_minor > 0);

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

GRANT SELECT, INSERT, UPDATE, DELETE ON unnamed_file TO minga_app;

REVOKE ALL ON certificate_key FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_key TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON certificate_key TO minga_worker;

GRANT SELECT ON certificate_key TO minga_backup;

CREATE POLICY certificate_key_app ON certificate_key TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY certificate_key_worker ON certificate_key TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY certificate_key_owner ON certificate_key TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE certificate_key ENABLE ROW LEVEL SECURITY;

ALTER TABLE certificate_key FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON document_series FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON document_series TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON document_series TO minga_worker;

GRANT SELECT ON document_series TO minga_backup;

CREATE POLICY document_series_app ON document_series TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_series_worker ON document_series TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY document_series_owner ON document_series TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE document_series ENABLE ROW LEVEL SECURITY;

ALTER TABLE document_series FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON claim FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON claim TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON claim TO minga_worker;

GRANT SELECT ON claim TO minga_backup;

CREATE POLICY claim_app ON claim TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY claim_worker ON claim TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY claim_owner ON claim TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE claim ENABLE ROW LEVEL SECURITY;

ALTER TABLE claim FORCE ROW LEVEL SECURITY;

REVOKE ALL ON delegation FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON delegation TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON delegation TO minga_worker;

GRANT SELECT ON delegation TO minga_backup;

CREATE POLICY delegation_app ON delegation TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY delegation_worker ON delegation TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY delegation_owner ON delegation TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE delegation ENABLE ROW LEVEL SECURITY;

ALTER TABLE delegation FORCE ROW LEVEL SECURITY;

REVOKE ALL ON git_author FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON git_author TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON git_author TO minga_worker;

GRANT SELECT ON git_author TO minga_backup;

CREATE POLICY git_author_app ON git_author TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY git_author_worker ON git_author TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY git_author_owner ON git_author TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE git_author ENABLE ROW LEVEL SECURITY;

ALTER TABLE git_author FORCE ROW LEVEL SECURITY;

REVOKE ALL ON household_tie FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON household_tie TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON household_tie TO minga_worker;

GRANT SELECT ON household_tie TO minga_backup;

CREATE POLICY household_tie_app ON household_tie TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY household_tie_worker ON household_tie TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY household_tie_owner ON household_tie TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE household_tie ENABLE ROW LEVEL SECURITY;

ALTER TABLE household_tie FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON share_payout FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON share_payout TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON share_payout TO minga_worker;

GRANT SELECT ON share_payout TO minga_backup;

CREATE POLICY share_payout_app ON share_payout TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_payout_worker ON share_payout TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY share_payout_owner ON share_payout TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE share_payout ENABLE ROW LEVEL SECURITY;

ALTER TABLE share_payout FORCE ROW LEVEL SECURITY;

REVOKE ALL ON tool FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON tool TO minga_worker;

GRANT SELECT ON tool TO minga_backup;

CREATE POLICY tool_app ON tool TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_worker ON tool TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY tool_owner ON tool TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE tool ENABLE ROW LEVEL SECURITY;

ALTER TABLE tool FORCE ROW LEVEL SECURITY;

REVOKE ALL ON upload FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON upload TO minga_worker;

GRANT SELECT ON upload TO minga_backup;

CREATE POLICY upload_app ON upload TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY upload_worker ON upload TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY upload_owner ON upload TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE upload ENABLE ROW LEVEL SECURITY;

ALTER TABLE upload FORCE ROW LEVEL SECURITY;

REVOKE ALL ON working_group FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON working_group TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON working_group TO minga_worker;

GRANT SELECT ON working_group TO minga_backup;

CREATE POLICY working_group_app ON working_group TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY working_group_worker ON working_group TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY working_group_owner ON working_group TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE working_group ENABLE ROW LEVEL SECURITY;

ALTER TABLE working_group FORCE ROW LEVEL SECURITY;

REVOKE ALL ON assembly_notice FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly_notice TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON assembly_notice TO minga_worker;

GRANT SELECT ON assembly_notice TO minga_backup;

CREATE POLICY assembly_notice_app ON assembly_notice TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_notice_worker ON assembly_notice TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY assembly_notice_owner ON assembly_notice TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE assembly_notice ENABLE ROW LEVEL SECURITY;

ALTER TABLE assembly_notice FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON manifest_import_item FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_import_item TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_import_item TO minga_worker;

GRANT SELECT ON manifest_import_item TO minga_backup;

CREATE POLICY manifest_import_item_app ON manifest_import_item TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_import_item_worker ON manifest_import_item TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_import_item_owner ON manifest_import_item TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE manifest_import_item ENABLE ROW LEVEL SECURITY;

ALTER TABLE manifest_import_item FORCE ROW LEVEL SECURITY;

REVOKE ALL ON release FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON release TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON release TO minga_worker;

GRANT SELECT ON release TO minga_backup;

CREATE POLICY release_app ON release TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_worker ON release TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY release_owner ON release TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE release ENABLE ROW LEVEL SECURITY;

ALTER TABLE release FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON booking FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON booking TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON booking TO minga_worker;

GRANT SELECT ON booking TO minga_backup;

CREATE POLICY booking_app ON booking TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY booking_worker ON booking TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY booking_owner ON booking TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE booking ENABLE ROW LEVEL SECURITY;

ALTER TABLE booking FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON making FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON making TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON making TO minga_worker;

GRANT SELECT ON making TO minga_backup;

CREATE POLICY making_app ON making TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_worker ON making TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY making_owner ON making TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE making ENABLE ROW LEVEL SECURITY;

ALTER TABLE making FORCE ROW LEVEL SECURITY;

REVOKE ALL ON manifest_home FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_home TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON manifest_home TO minga_worker;

GRANT SELECT ON manifest_home TO minga_backup;

CREATE POLICY manifest_home_app ON manifest_home TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_home_worker ON manifest_home TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY manifest_home_owner ON manifest_home TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE manifest_home ENABLE ROW LEVEL SECURITY;

ALTER TABLE manifest_home FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON licence_offer FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_offer TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_offer TO minga_worker;

GRANT SELECT ON licence_offer TO minga_backup;

CREATE POLICY licence_offer_app ON licence_offer TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_offer_worker ON licence_offer TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_offer_owner ON licence_offer TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_offer ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_offer FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON safety_delivery FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON safety_delivery TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON safety_delivery TO minga_worker;

GRANT SELECT ON safety_delivery TO minga_backup;

CREATE POLICY safety_delivery_app ON safety_delivery TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY safety_delivery_worker ON safety_delivery TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY safety_delivery_owner ON safety_delivery TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE safety_delivery ENABLE ROW LEVEL SECURITY;

ALTER TABLE safety_delivery FORCE ROW LEVEL SECURITY;

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

REVOKE ALL ON licence_grant FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_grant TO minga_app;

GRANT SELECT, INSERT, UPDATE, DELETE ON licence_grant TO minga_worker;

GRANT SELECT ON licence_grant TO minga_backup;

CREATE POLICY licence_grant_app ON licence_grant TO minga_app USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_grant_worker ON licence_grant TO minga_worker USING (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid)) WITH CHECK (cooperative_id = (SELECT nullif(current_setting('app.cooperative', true), '')::uuid));

CREATE POLICY licence_grant_owner ON licence_grant TO minga_owner USING (true) WITH CHECK (true);

ALTER TABLE licence_grant ENABLE ROW LEVEL SECURITY;

ALTER TABLE licence_grant FORCE ROW LEVEL SECURITY;

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

CREATE OR REPLACE FUNCTION delegation_guard() RETURNS trigger
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

CREATE OR REPLACE FUNCTION grievance_panellist_guard() RETURNS trigger
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

CREATE OR REPLACE FUNCTION membership_has_event() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
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

CREATE OR REPLACE FUNCTION decision_guard() RETURNS trigger
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

CREATE OR REPLACE FUNCTION file_is_named(a_sha256 text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
        SELECT EXISTS (SELECT FROM file WHERE sha256 = decode(a_sha256, 'hex'))
            OR EXISTS (SELECT FROM file WHERE renditions @> jsonb_build_array(jsonb_build_object('sha256', a_sha256)))
            OR EXISTS (SELECT FROM cooperative WHERE picture_sha256 = decode(a_sha256, 'hex'))
            OR EXISTS (SELECT FROM upload_part WHERE sha256 = decode(a_sha256, 'hex')) $$;

CREATE OR REPLACE FUNCTION document_party_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.party = '{}'::jsonb AND to_jsonb(NEW) - 'party' = to_jsonb(OLD) - 'party' THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'who stands on a document stays as written' USING ERRCODE = 'restrict_violation';
    END $$;

CREATE TRIGGER document_party_stays BEFORE UPDATE ON document_party FOR EACH ROW EXECUTE FUNCTION document_party_stays();

ALTER TABLE document_party ENABLE ALWAYS TRIGGER document_party_stays;

CREATE OR REPLACE FUNCTION work_seats_fit() RETURNS trigger
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

CREATE OR REPLACE FUNCTION release_guard() RETURNS trigger
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

CREATE OR REPLACE FUNCTION release_part_guard() RETURNS trigger
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
