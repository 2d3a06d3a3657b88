-- phone: y28ZSDme7jHiYZ7yRVeK3A
BEGIN TRANSACTION;
CREATE TABLE access_code (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	ticket_type_id INTEGER, 
	code VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	capacity INTEGER, 
	taken INTEGER NOT NULL, 
	expires_at DATETIME, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_access_code PRIMARY KEY (id), 
	CONSTRAINT ck_access_code_not_oversold CHECK (capacity IS NULL OR taken <= capacity), 
	CONSTRAINT ck_access_code_taken_not_negative CHECK (taken >= 0), 
	CONSTRAINT fk_access_code_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_access_code_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id), 
	CONSTRAINT uq_access_code_event_id_code UNIQUE (event_id, code)
);
CREATE TABLE "agenda_item" (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	is_booking BOOLEAN NOT NULL, 
	created_at DATETIME NOT NULL, 
	waiting_since DATETIME, 
	CONSTRAINT pk_agenda_item PRIMARY KEY (id), 
	CONSTRAINT fk_agenda_item_session_id_session FOREIGN KEY(session_id) REFERENCES session (id), 
	CONSTRAINT uq_agenda_item_registration_id_session_id UNIQUE (registration_id, session_id), 
	CONSTRAINT fk_agenda_item_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT ck_agenda_item_booked_or_waiting CHECK (NOT is_booking OR waiting_since IS NULL)
);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0007');
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	question_id INTEGER NOT NULL, 
	value JSON NOT NULL, 
	CONSTRAINT pk_answer PRIMARY KEY (id), 
	CONSTRAINT fk_answer_question_id_question FOREIGN KEY(question_id) REFERENCES question (id), 
	CONSTRAINT fk_answer_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT uq_answer_registration_id_question_id UNIQUE (registration_id, question_id)
);
CREATE TABLE app_password (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	password_hash VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	used_at DATETIME, 
	CONSTRAINT pk_app_password PRIMARY KEY (id), 
	CONSTRAINT fk_app_password_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT uq_app_password_password_hash UNIQUE (password_hash)
);
CREATE TABLE attendee_import (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	actor VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	content BLOB NOT NULL, 
	people JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	mapping JSON NOT NULL, 
	ticket_type_id INTEGER, 
	sends_mail BOOLEAN NOT NULL, 
	row_count INTEGER NOT NULL, 
	good_count INTEGER NOT NULL, 
	problems JSON NOT NULL, 
	position INTEGER NOT NULL, 
	added INTEGER NOT NULL, 
	known INTEGER NOT NULL, 
	failure VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	CONSTRAINT pk_attendee_import PRIMARY KEY (id), 
	CONSTRAINT ck_attendee_import_state CHECK (state IN ('uploaded', 'checked', 'running', 'done', 'failed')), 
	CONSTRAINT fk_attendee_import_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_attendee_import_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id)
);
CREATE TABLE audit_entry (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	event_id INTEGER, 
	actor_id INTEGER, 
	actor VARCHAR NOT NULL, 
	action VARCHAR NOT NULL, 
	subject_type VARCHAR NOT NULL, 
	subject_id INTEGER, 
	"before" JSON, 
	"after" JSON, 
	CONSTRAINT pk_audit_entry PRIMARY KEY (id)
);
INSERT INTO "audit_entry" VALUES(1,'2026-11-26 11:28:23.722426',NULL,NULL,'system','user.created','User',1,'null','{"email": "owner@example.org", "is_admin": false}');
INSERT INTO "audit_entry" VALUES(2,'2026-11-26 11:28:23.730471',1,NULL,'system','event.created','Event',1,'null','{"slug": "forum", "name": {"en": "The Forum", "zh-Hant": "\u8ad6\u58c7"}}');
INSERT INTO "audit_entry" VALUES(3,'2026-11-26 11:28:23.734976',1,NULL,'system','event.published','Event',1,'{"status": "draft"}','{"status": "published"}');
INSERT INTO "audit_entry" VALUES(4,'2026-11-26 11:28:23.748976',1,NULL,'system','speaker.created','Speaker',1,'null','{"name": {"en": "Ada Wong"}, "post": {}, "organisation": {}, "biography": {}, "email": null, "phone": "", "locale": "en", "travel_needs": "", "technical_needs": ""}');
INSERT INTO "audit_entry" VALUES(5,'2026-11-26 11:28:23.754163',1,NULL,'system','room.created','Room',1,'null','{"name": {"en": "Hall"}, "description": {}, "capacity": null}');
INSERT INTO "audit_entry" VALUES(6,'2026-11-26 11:28:23.763017',1,NULL,'system','session.created','Session',1,'null','{"title": {"en": "Opening"}, "subtitle": {}, "abstract": {}, "description": {}, "language": null, "track_id": null, "room_id": 1, "type_id": null, "starts_at": "2026-12-06T02:00:00+00:00", "ends_at": "2026-12-06T03:00:00+00:00", "stream_url": null, "needs_booking": false, "capacity": null, "status": "confirmed", "interpretation": [], "links": [], "internal_notes": "", "headsets": null, "planned_minutes": null, "expected_audience": null, "text_states": {}}');
INSERT INTO "audit_entry" VALUES(7,'2026-11-26 11:28:23.777400',1,NULL,'system','session.created','Session',2,'null','{"title": {"en": "Panel"}, "subtitle": {}, "abstract": {}, "description": {}, "language": null, "track_id": null, "room_id": null, "type_id": null, "starts_at": "2026-12-06T02:00:00+00:00", "ends_at": "2026-12-06T03:00:00+00:00", "stream_url": null, "needs_booking": false, "capacity": null, "status": "confirmed", "interpretation": [], "links": [], "internal_notes": "", "headsets": null, "planned_minutes": null, "expected_audience": null, "text_states": {}}');
INSERT INTO "audit_entry" VALUES(8,'2026-11-26 11:28:23.791704',1,NULL,'system','session.cancelled','Session',2,'{"status": "confirmed"}','{"status": "cancelled"}');
INSERT INTO "audit_entry" VALUES(9,'2026-11-26 11:28:23.797670',1,NULL,'system','ticket_type.created','TicketType',1,'null','{"name": {"en": "Delegate"}, "description": {}, "badge_class": "delegate", "visibility": "public", "needs_approval": false, "reviews_needed": 1, "opens_at": null, "closes_at": null, "capacity": 3, "has_waiting_list": true, "offer_hours": 24, "company_places": null, "door_note": {}, "days": []}');
INSERT INTO "audit_entry" VALUES(10,'2026-11-26 11:28:23.860486',1,NULL,'system','registration.created','Registration',1,'null','{"state": "confirmed"}');
INSERT INTO "audit_entry" VALUES(11,'2026-11-26 11:28:23.907265',1,NULL,'system','registration.created','Registration',2,'null','{"state": "confirmed"}');
INSERT INTO "audit_entry" VALUES(12,'2026-11-26 11:28:23.920531',1,NULL,'system','registration.created','Registration',3,'null','{"state": "confirmed"}');
INSERT INTO "audit_entry" VALUES(13,'2026-11-26 11:28:23.939619',1,NULL,'system','registration.created','Registration',4,'null','{"state": "waitlisted"}');
INSERT INTO "audit_entry" VALUES(14,'2026-11-26 11:28:24.132808',1,NULL,'system','registration.created','Registration',5,'null','{"state": "waitlisted"}');
INSERT INTO "audit_entry" VALUES(15,'2026-11-26 11:28:24.156831',1,NULL,'system','question.created','Question',1,'null','{"kind": "text", "label": {"en": "Why?"}, "hint": {}, "is_required": false, "is_evidence": false, "options": [], "ticket_type_ids": [], "depends_on_id": null, "depends_on_values": []}');
INSERT INTO "audit_entry" VALUES(16,'2026-11-26 11:28:24.186034',1,NULL,'system','registration.cancelled','Registration',2,'{"state": "confirmed"}','{"state": "cancelled"}');
INSERT INTO "audit_entry" VALUES(17,'2026-11-26 11:28:24.201589',1,NULL,'system','registration.offered','Registration',4,'null','{"offer_ends_at": "2026-11-27T11:28:24.198555+00:00"}');
INSERT INTO "audit_entry" VALUES(18,'2026-11-26 11:28:24.226574',1,NULL,'system','gate.created','Gate',1,'null','{"name": {"en": "Main entrance"}}');
INSERT INTO "audit_entry" VALUES(19,'2026-11-26 11:28:24.235928',1,NULL,'system','pairing.opened','Pairing',1,'null','{"gate_id": 1, "role": "supervisor"}');
INSERT INTO "audit_entry" VALUES(20,'2026-11-26 11:28:24.245872',1,NULL,'system','device.paired','Device',1,'null','{"name": "Door phone", "role": "supervisor"}');
CREATE TABLE badge_design (
	event_id INTEGER NOT NULL, 
	layout VARCHAR NOT NULL, 
	paper VARCHAR NOT NULL, 
	shows_company BOOLEAN NOT NULL, 
	shows_job_title BOOLEAN NOT NULL, 
	shows_country BOOLEAN NOT NULL, 
	shows_qr BOOLEAN NOT NULL, 
	logo BLOB, 
	CONSTRAINT pk_badge_design PRIMARY KEY (event_id), 
	CONSTRAINT ck_badge_design_layout CHECK (layout IN ('band', 'split', 'label')), 
	CONSTRAINT ck_badge_design_paper CHECK (paper IN ('a6', '62x100', '62x29', '86x54')), 
	CONSTRAINT fk_badge_design_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE badge_issuer (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	pattern VARCHAR NOT NULL, 
	ticket_type_id INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	CONSTRAINT pk_badge_issuer PRIMARY KEY (id), 
	CONSTRAINT fk_badge_issuer_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_badge_issuer_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id), 
	CONSTRAINT uq_badge_issuer_event_id_name UNIQUE (event_id, name)
);
CREATE TABLE badge_print (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	printed_at DATETIME NOT NULL, 
	user_id INTEGER, 
	device_id INTEGER, 
	CONSTRAINT pk_badge_print PRIMARY KEY (id), 
	CONSTRAINT fk_badge_print_device_id_device FOREIGN KEY(device_id) REFERENCES device (id), 
	CONSTRAINT fk_badge_print_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT fk_badge_print_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE bounced_address (
	email VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	bounced_at DATETIME NOT NULL, 
	CONSTRAINT pk_bounced_address PRIMARY KEY (email)
);
CREATE TABLE calendar_collection (
	id INTEGER NOT NULL, 
	uid CHAR(32) NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	locale VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	made_from VARCHAR NOT NULL, 
	CONSTRAINT pk_calendar_collection PRIMARY KEY (id), 
	CONSTRAINT ck_calendar_collection_kind CHECK (kind IN ('programme', 'agenda')), 
	CONSTRAINT fk_calendar_collection_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_calendar_collection_kind_subject_id_locale UNIQUE (kind, subject_id, locale), 
	CONSTRAINT uq_calendar_collection_uid UNIQUE (uid)
);
CREATE TABLE calendar_collection_item (
	id INTEGER NOT NULL, 
	collection_id INTEGER NOT NULL, 
	uid VARCHAR NOT NULL, 
	etag VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	is_gone BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_calendar_collection_item PRIMARY KEY (id), 
	CONSTRAINT fk_calendar_collection_item_collection_id_calendar_collection FOREIGN KEY(collection_id) REFERENCES calendar_collection (id), 
	CONSTRAINT uq_calendar_collection_item_collection_id_uid UNIQUE (collection_id, uid)
);
CREATE TABLE campaign (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	subject JSON NOT NULL, 
	body JSON NOT NULL, 
	audience JSON NOT NULL, 
	attaches_calendar BOOLEAN NOT NULL, 
	attaches_ticket BOOLEAN NOT NULL, 
	send_at DATETIME, 
	cursor INTEGER NOT NULL, 
	created_by VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	started_at DATETIME, 
	finished_at DATETIME, 
	CONSTRAINT pk_campaign PRIMARY KEY (id), 
	CONSTRAINT ck_campaign_kind CHECK (kind IN ('announcement', 'reminder', 'thanks')), 
	CONSTRAINT ck_campaign_scheduled_for CHECK (state <> 'scheduled' OR send_at IS NOT NULL), 
	CONSTRAINT ck_campaign_state CHECK (state IN ('draft', 'scheduled', 'sending', 'paused', 'done')), 
	CONSTRAINT fk_campaign_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE certificate (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	days JSON NOT NULL, 
	minutes INTEGER, 
	issued_at DATETIME NOT NULL, 
	CONSTRAINT pk_certificate PRIMARY KEY (id), 
	CONSTRAINT fk_certificate_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT uq_certificate_code UNIQUE (code), 
	CONSTRAINT uq_certificate_registration_id UNIQUE (registration_id)
);
CREATE TABLE company_places (
	id INTEGER NOT NULL, 
	ticket_type_id INTEGER NOT NULL, 
	company_key VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	places INTEGER, 
	taken INTEGER NOT NULL, 
	CONSTRAINT pk_company_places PRIMARY KEY (id), 
	CONSTRAINT ck_company_places_places CHECK (places IS NULL OR places >= 0), 
	CONSTRAINT ck_company_places_taken_not_negative CHECK (taken >= 0), 
	CONSTRAINT fk_company_places_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id), 
	CONSTRAINT uq_company_places_ticket_type_id_company_key UNIQUE (ticket_type_id, company_key)
);
CREATE TABLE consent (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	agreed_at DATETIME NOT NULL, 
	CONSTRAINT pk_consent PRIMARY KEY (id), 
	CONSTRAINT fk_consent_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id)
);
CREATE TABLE delegation (
	id INTEGER NOT NULL, 
	uid CHAR(32) NOT NULL, 
	event_id INTEGER NOT NULL, 
	ticket_type_id INTEGER NOT NULL, 
	submission_key VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	liaison_name VARCHAR NOT NULL, 
	liaison_email VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_delegation PRIMARY KEY (id), 
	CONSTRAINT fk_delegation_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_delegation_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id), 
	CONSTRAINT uq_delegation_event_id_submission_key UNIQUE (event_id, submission_key), 
	CONSTRAINT uq_delegation_token_hash UNIQUE (token_hash), 
	CONSTRAINT uq_delegation_uid UNIQUE (uid)
);
CREATE TABLE departure (
	id INTEGER NOT NULL, 
	place VARCHAR NOT NULL, 
	subject_id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	is_away BOOLEAN DEFAULT 1 NOT NULL, 
	turns INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	turned_at DATETIME NOT NULL, 
	CONSTRAINT pk_departure PRIMARY KEY (id), 
	CONSTRAINT ck_departure_place CHECK (place IN ('room', 'track', 'speaker', 'agenda')), 
	CONSTRAINT ck_departure_turns CHECK (turns > 0), 
	CONSTRAINT fk_departure_session_id_session FOREIGN KEY(session_id) REFERENCES session (id), 
	CONSTRAINT uq_departure_place_subject_id_session_id UNIQUE (place, subject_id, session_id)
);
CREATE TABLE "device" (
	id INTEGER NOT NULL, 
	uid CHAR(32) NOT NULL, 
	event_id INTEGER NOT NULL, 
	gate_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	paired_at DATETIME NOT NULL, 
	seen_at DATETIME, 
	revoked_at DATETIME, 
	role VARCHAR DEFAULT 'supervisor' NOT NULL, 
	waiting INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_device PRIMARY KEY (id), 
	CONSTRAINT uq_device_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_device_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_device_gate_id_gate FOREIGN KEY(gate_id) REFERENCES gate (id), 
	CONSTRAINT uq_device_uid UNIQUE (uid), 
	CONSTRAINT ck_device_role CHECK (role IN ('steward', 'supervisor', 'kiosk'))
);
INSERT INTO "device" VALUES(1,'e9e4f0c9a3c146018c508a1527da29ca',1,1,'Door phone','4241d06f386c0d23d7368ded6302a14e45500e3c3795a377767410c005fc21cb','2026-11-26 11:28:24.237075','2026-11-26 11:28:24.237075',NULL,'supervisor',0);
CREATE TABLE door_settings (
	event_id INTEGER NOT NULL, 
	offers_certificates BOOLEAN DEFAULT 1 NOT NULL, 
	board_generation INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_door_settings PRIMARY KEY (event_id), 
	CONSTRAINT fk_door_settings_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE "event" (
	id INTEGER NOT NULL, 
	uid CHAR(32) NOT NULL, 
	slug VARCHAR NOT NULL, 
	name JSON NOT NULL, 
	tagline JSON NOT NULL, 
	description JSON NOT NULL, 
	organiser JSON NOT NULL, 
	venue JSON NOT NULL, 
	address JSON NOT NULL, 
	latitude DOUBLE, 
	longitude DOUBLE, 
	timezone VARCHAR NOT NULL, 
	starts_at DATETIME NOT NULL, 
	ends_at DATETIME NOT NULL, 
	main_locale VARCHAR NOT NULL, 
	contact_email VARCHAR NOT NULL, 
	accent VARCHAR NOT NULL, 
	status VARCHAR NOT NULL, 
	registration_opens_at DATETIME, 
	registration_closes_at DATETIME, 
	capacity INTEGER, 
	taken INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	registration_serial INTEGER NOT NULL, 
	registration_cursor INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	programme_changed_at DATETIME NOT NULL, 
	transfers_until DATETIME, 
	group_limit INTEGER DEFAULT '25' NOT NULL, 
	draft_cursor INTEGER DEFAULT '0' NOT NULL, 
	locales JSON DEFAULT '["en", "zh-Hant", "zh-Hans"]' NOT NULL, 
	headsets INTEGER, 
	changeover_minutes INTEGER DEFAULT '10' NOT NULL, 
	series_id INTEGER, 
	previous_id INTEGER, 
	streams_public BOOLEAN DEFAULT 0 NOT NULL, 
	invites_to_sessions BOOLEAN DEFAULT 0 NOT NULL, 
	declining_frees_seats BOOLEAN DEFAULT 0 NOT NULL, 
	details_changed_at DATETIME NOT NULL, 
	was_public BOOLEAN DEFAULT 0 NOT NULL, 
	beyond INTEGER DEFAULT '0' NOT NULL, 
	limits_days BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_event PRIMARY KEY (id), 
	CONSTRAINT ck_event_changeover CHECK (changeover_minutes BETWEEN 0 AND 120), 
	CONSTRAINT fk_event_series_id_series FOREIGN KEY(series_id) REFERENCES series (id), 
	CONSTRAINT ck_event_status CHECK (status IN ('draft', 'published', 'archived')), 
	CONSTRAINT fk_event_previous_id_event FOREIGN KEY(previous_id) REFERENCES event (id), 
	CONSTRAINT ck_event_group_limit CHECK (group_limit BETWEEN 0 AND 25), 
	CONSTRAINT ck_event_headsets CHECK (headsets IS NULL OR headsets >= 0), 
	CONSTRAINT ck_event_taken_not_negative CHECK (taken >= 0), 
	CONSTRAINT ck_event_ends_after_start CHECK (ends_at > starts_at), 
	CONSTRAINT uq_event_uid UNIQUE (uid), 
	CONSTRAINT ck_event_accent CHECK (accent IN ('vermilion', 'plum', 'indigo', 'ocean', 'jade', 'amber', 'graphite')), 
	CONSTRAINT uq_event_slug UNIQUE (slug), 
	CONSTRAINT ck_event_not_oversold CHECK (capacity IS NULL OR taken <= capacity + beyond), 
	CONSTRAINT ck_event_beyond_not_negative CHECK (beyond >= 0)
);
INSERT INTO "event" VALUES(1,'7c5fe21b9afc4fe38375b9f25d108a44','forum','{"en": "The Forum", "zh-Hant": "\u8ad6\u58c7"}','{}','{}','{}','{"en": "The Hall"}','{}',NULL,NULL,'Asia/Hong_Kong','2026-12-06 01:00:00.000000','2026-12-06 11:00:00.000000','en','hello@example.org','vermilion','published',NULL,NULL,NULL,3,9,0,7,11,'2026-11-26 11:28:23.727940','2026-11-26 11:28:31.000000',NULL,25,3,'["en", "zh-Hant", "zh-Hans"]',NULL,10,NULL,NULL,0,0,0,'2026-11-26 11:28:24.000000',1,0,0);
CREATE TABLE event_day (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	day VARCHAR NOT NULL, 
	capacity INTEGER NOT NULL, 
	taken INTEGER NOT NULL, 
	beyond INTEGER NOT NULL, 
	CONSTRAINT pk_event_day PRIMARY KEY (id), 
	CONSTRAINT ck_event_day_not_oversold CHECK (taken <= capacity + beyond), 
	CONSTRAINT ck_event_day_capacity CHECK (capacity > 0), 
	CONSTRAINT ck_event_day_taken_not_negative CHECK (taken >= 0), 
	CONSTRAINT ck_event_day_beyond_not_negative CHECK (beyond >= 0), 
	CONSTRAINT fk_event_day_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_event_day_event_id_day UNIQUE (event_id, day)
);
CREATE TABLE foreign_badge (
	id INTEGER NOT NULL, 
	issuer_id INTEGER NOT NULL, 
	number VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	registration_id INTEGER, 
	CONSTRAINT pk_foreign_badge PRIMARY KEY (id), 
	CONSTRAINT fk_foreign_badge_issuer_id_badge_issuer FOREIGN KEY(issuer_id) REFERENCES badge_issuer (id), 
	CONSTRAINT fk_foreign_badge_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT uq_foreign_badge_issuer_id_number UNIQUE (issuer_id, number), 
	CONSTRAINT uq_foreign_badge_registration_id UNIQUE (registration_id)
);
CREATE TABLE "gate" (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	slug VARCHAR NOT NULL, 
	name JSON NOT NULL, 
	position INTEGER NOT NULL, 
	ticket_type_ids JSON DEFAULT '[]' NOT NULL, 
	opens_at DATETIME, 
	closes_at DATETIME, 
	badge_classes JSON DEFAULT '[]' NOT NULL, 
	session_id INTEGER, 
	zone VARCHAR DEFAULT '' NOT NULL, 
	directions VARCHAR DEFAULT 'entry' NOT NULL, 
	reentry VARCHAR DEFAULT 'after_exit' NOT NULL, 
	hides_names BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_gate PRIMARY KEY (id), 
	CONSTRAINT ck_gate_hours CHECK (opens_at IS NULL OR closes_at IS NULL OR closes_at > opens_at), 
	CONSTRAINT fk_gate_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_gate_event_id_slug UNIQUE (event_id, slug), 
	CONSTRAINT ck_gate_directions CHECK (directions IN ('entry', 'exit', 'both')), 
	CONSTRAINT ck_gate_reentry CHECK (reentry IN ('after_exit', 'once', 'free')), 
	CONSTRAINT fk_gate_session_id_session FOREIGN KEY(session_id) REFERENCES session (id)
);
INSERT INTO "gate" VALUES(1,1,'main-entrance','{"en": "Main entrance"}',0,'[]',NULL,NULL,'[]',NULL,'','entry','after_exit',0);
CREATE TABLE invitation (
	id INTEGER NOT NULL, 
	uid CHAR(32) NOT NULL, 
	event_id INTEGER NOT NULL, 
	ticket_type_id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	registration_id INTEGER, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME, 
	opened_at DATETIME, 
	registered_at DATETIME, 
	declined_at DATETIME, 
	withdrawn_at DATETIME, 
	CONSTRAINT pk_invitation PRIMARY KEY (id), 
	CONSTRAINT fk_invitation_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_invitation_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT fk_invitation_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id), 
	CONSTRAINT uq_invitation_event_id_ticket_type_id_email UNIQUE (event_id, ticket_type_id, email), 
	CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash), 
	CONSTRAINT uq_invitation_uid UNIQUE (uid)
);
CREATE TABLE invitation_reply (
	id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	session_id INTEGER, 
	answer VARCHAR NOT NULL, 
	comment VARCHAR DEFAULT '' NOT NULL, 
	sequence INTEGER NOT NULL, 
	answered_at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	CONSTRAINT pk_invitation_reply PRIMARY KEY (id), 
	CONSTRAINT ck_invitation_reply_answer CHECK (answer IN ('ACCEPTED', 'TENTATIVE', 'DECLINED')), 
	CONSTRAINT fk_invitation_reply_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT fk_invitation_reply_session_id_session FOREIGN KEY(session_id) REFERENCES session (id), 
	CONSTRAINT uq_invitation_reply_registration_id_session_id UNIQUE (registration_id, session_id)
);
CREATE TABLE link_request (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	asked_at DATETIME NOT NULL, 
	CONSTRAINT pk_link_request PRIMARY KEY (id), 
	CONSTRAINT fk_link_request_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE "mail" (
	id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	event_id INTEGER, 
	subject_id INTEGER NOT NULL, 
	recipient VARCHAR NOT NULL, 
	recipient_name VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	message_id VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	attempts INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	due_at DATETIME NOT NULL, 
	delivered_at DATETIME, 
	failure VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	text VARCHAR NOT NULL, 
	html VARCHAR NOT NULL, 
	subject_type VARCHAR DEFAULT 'Registration' NOT NULL, 
	campaign_id INTEGER, 
	details JSON DEFAULT '{}' NOT NULL, 
	claimed_by VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_mail PRIMARY KEY (id), 
	CONSTRAINT ck_mail_attempts CHECK (attempts >= 0), 
	CONSTRAINT uq_mail_message_id UNIQUE (message_id), 
	CONSTRAINT ck_mail_state CHECK (state IN ('queued', 'sending', 'handed', 'sent', 'kept', 'failed', 'withdrawn', 'skipped')), 
	CONSTRAINT uq_mail_campaign_id_subject_id UNIQUE (campaign_id, subject_id)
);
INSERT INTO "mail" VALUES(1,'confirmed',1,1,'guest0@example.org','Ada','en','<179569250386.30140.12616614870698150500@127.0.0.1>','queued',0,'2026-11-26 11:28:23.868777','2026-11-26 11:28:23.868777',NULL,'','','','','Registration',NULL,'{}','');
INSERT INTO "mail" VALUES(2,'confirmed',1,2,'guest1@example.org','Ben','en','<179569250390.30140.6644084380749972762@127.0.0.1>','queued',0,'2026-11-26 11:28:23.908321','2026-11-26 11:28:23.908321',NULL,'','','','','Registration',NULL,'{}','');
INSERT INTO "mail" VALUES(3,'confirmed',1,3,'guest2@example.org','Cyn','en','<179569250392.30140.15028772234742777447@127.0.0.1>','queued',0,'2026-11-26 11:28:23.925276','2026-11-26 11:28:23.925276',NULL,'','','','','Registration',NULL,'{}','');
INSERT INTO "mail" VALUES(4,'waitlisted',1,4,'guest3@example.org','Dee','en','<179569250394.30140.5263575568860380059@127.0.0.1>','queued',0,'2026-11-26 11:28:23.940249','2026-11-26 11:28:23.940249',NULL,'','','','','Registration',NULL,'{}','');
INSERT INTO "mail" VALUES(5,'waitlisted',1,5,'guest4@example.org','陳大文','en','<179569250413.30140.5553388834699528888@127.0.0.1>','queued',0,'2026-11-26 11:28:24.138025','2026-11-26 11:28:24.138025',NULL,'','','','','Registration',NULL,'{}','');
INSERT INTO "mail" VALUES(6,'cancelled',1,2,'guest1@example.org','Ben','en','<179569250419.30140.15095197982058237065@127.0.0.1>','queued',0,'2026-11-26 11:28:24.190948','2026-11-26 11:28:24.190948',NULL,'','','','','Registration',NULL,'{}','');
INSERT INTO "mail" VALUES(7,'offered',1,4,'guest3@example.org','Dee','en','<179569250420.30140.15615747986166618412@127.0.0.1>','queued',0,'2026-11-26 11:28:24.201687','2026-11-26 11:28:24.201687',NULL,'','','','','Registration',NULL,'{}','');
CREATE TABLE mail_text (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	subject JSON NOT NULL, 
	body JSON NOT NULL, 
	CONSTRAINT pk_mail_text PRIMARY KEY (id), 
	CONSTRAINT fk_mail_text_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_mail_text_event_id_kind UNIQUE (event_id, kind)
);
CREATE TABLE membership (
	id INTEGER NOT NULL, 
	user_id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	CONSTRAINT pk_membership PRIMARY KEY (id), 
	CONSTRAINT ck_membership_role CHECK (role IN ('owner', 'programme', 'registration', 'door', 'read')), 
	CONSTRAINT fk_membership_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_membership_user_id_user FOREIGN KEY(user_id) REFERENCES user (id), 
	CONSTRAINT uq_membership_user_id_event_id UNIQUE (user_id, event_id)
);
INSERT INTO "membership" VALUES(1,1,1,'owner');
CREATE TABLE "pairing" (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	gate_id INTEGER NOT NULL, 
	code_hash VARCHAR NOT NULL, 
	expires_at DATETIME NOT NULL, 
	used_at DATETIME, 
	role VARCHAR DEFAULT 'supervisor' NOT NULL, name VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_pairing PRIMARY KEY (id), 
	CONSTRAINT fk_pairing_gate_id_gate FOREIGN KEY(gate_id) REFERENCES gate (id), 
	CONSTRAINT fk_pairing_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_pairing_code_hash UNIQUE (code_hash), 
	CONSTRAINT ck_pairing_role CHECK (role IN ('steward', 'supervisor', 'kiosk'))
);
INSERT INTO "pairing" VALUES(1,1,1,'4021e2a5a98aee286f8190895ec681d6cfd801cc6e8e9bb2339d0e12a337c4be','2026-11-26 11:43:24.234717','2026-11-26 11:28:24.237075','supervisor','');
CREATE TABLE programme_release (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	released_at DATETIME NOT NULL, 
	actor VARCHAR NOT NULL, 
	note JSON NOT NULL, 
	changes JSON NOT NULL, 
	CONSTRAINT pk_programme_release PRIMARY KEY (id), 
	CONSTRAINT fk_programme_release_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_programme_release_event_id_number UNIQUE (event_id, number)
);
CREATE TABLE programme_upload (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	content BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_programme_upload PRIMARY KEY (id), 
	CONSTRAINT fk_programme_upload_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE question (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	label JSON NOT NULL, 
	hint JSON NOT NULL, 
	is_required BOOLEAN NOT NULL, 
	is_evidence BOOLEAN NOT NULL, 
	options JSON NOT NULL, 
	ticket_type_ids JSON NOT NULL, 
	depends_on_id INTEGER, 
	depends_on_values JSON NOT NULL, 
	position INTEGER NOT NULL, 
	retired_at DATETIME, 
	CONSTRAINT pk_question PRIMARY KEY (id), 
	CONSTRAINT ck_question_kind CHECK (kind IN ('text', 'long_text', 'number', 'choice', 'choices', 'country', 'date', 'link', 'file', 'consent')), 
	CONSTRAINT ck_question_not_its_own_condition CHECK (depends_on_id IS NULL OR depends_on_id <> id), 
	CONSTRAINT fk_question_depends_on_id_question FOREIGN KEY(depends_on_id) REFERENCES question (id), 
	CONSTRAINT fk_question_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
INSERT INTO "question" VALUES(1,1,'text','{"en": "Why?"}','{}',0,0,'[]','[]',NULL,'[]',0,NULL);
CREATE TABLE "registration" (
	id INTEGER NOT NULL, 
	uid CHAR(32) NOT NULL, 
	event_id INTEGER NOT NULL, 
	ticket_type_id INTEGER NOT NULL, 
	serial INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	token_generation INTEGER NOT NULL, 
	calendar_token_hash VARCHAR NOT NULL, 
	calendar_generation INTEGER NOT NULL, 
	submission_key VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	job_title VARCHAR NOT NULL, 
	country VARCHAR, 
	phone VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	notes VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	search_text VARCHAR NOT NULL, 
	ticket_version INTEGER NOT NULL, 
	revision INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	cursor INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, 
	confirmed_at DATETIME, 
	cancelled_at DATETIME, 
	delegation_id INTEGER, 
	access_code_id INTEGER, 
	holds_seat BOOLEAN DEFAULT '0' NOT NULL, 
	is_named BOOLEAN DEFAULT '1' NOT NULL, 
	romanised_name VARCHAR DEFAULT ('') NOT NULL, 
	company_key VARCHAR DEFAULT ('') NOT NULL, 
	badge_class VARCHAR, 
	no_campaigns BOOLEAN DEFAULT '0' NOT NULL, 
	first_reviewer_id INTEGER, 
	merged_into_id INTEGER, 
	waitlisted_at DATETIME, 
	offer_ends_at DATETIME, 
	erased_at DATETIME, 
	reminder_minutes INTEGER, 
	door_note VARCHAR DEFAULT ('') NOT NULL, 
	is_complete BOOLEAN DEFAULT 1 NOT NULL, 
	holder INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_registration PRIMARY KEY (id), 
	CONSTRAINT uq_registration_uid UNIQUE (uid), 
	CONSTRAINT fk_registration_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_registration_access_code_id_access_code FOREIGN KEY(access_code_id) REFERENCES access_code (id), 
	CONSTRAINT ck_registration_reminder CHECK (reminder_minutes IS NULL OR reminder_minutes BETWEEN 0 AND 10080), 
	CONSTRAINT uq_registration_event_id_serial UNIQUE (event_id, serial), 
	CONSTRAINT uq_registration_calendar_token_hash UNIQUE (calendar_token_hash), 
	CONSTRAINT ck_registration_state CHECK (state IN ('pending', 'waitlisted', 'confirmed', 'declined', 'cancelled')), 
	CONSTRAINT uq_registration_event_id_code UNIQUE (event_id, code), 
	CONSTRAINT fk_registration_merged_into_id_registration FOREIGN KEY(merged_into_id) REFERENCES registration (id), 
	CONSTRAINT uq_registration_event_id_submission_key UNIQUE (event_id, submission_key), 
	CONSTRAINT uq_registration_token_hash UNIQUE (token_hash), 
	CONSTRAINT fk_registration_ticket_type_id_ticket_type FOREIGN KEY(ticket_type_id) REFERENCES ticket_type (id), 
	CONSTRAINT ck_registration_seat_by_state CHECK ((state IN ('pending', 'confirmed') AND holds_seat) OR (state = 'waitlisted') OR (state IN ('declined', 'cancelled') AND NOT holds_seat)), 
	CONSTRAINT fk_registration_delegation_id_delegation FOREIGN KEY(delegation_id) REFERENCES delegation (id)
);
INSERT INTO "registration" VALUES(1,'ab7bd02976a54578821a1842efad8c2e',1,1,1,'2KFZ9W7A','c327667004652bb46e81c84321e1fc0cec1da61515960a0df96e69b9cca42e8a',1,'c4dd4ec2969d982a9ada0b716bfbd83fb0077d16fc31602c23217da87ebb39da',1,'submission-000000000001','confirmed','Ada','guest0@example.org','','',NULL,'','en','','','2kfz9w7a ada guest0@example.org',1,1,0,1,'2026-11-26 11:28:23.831845','2026-11-26 11:28:23.000000','2026-11-26 11:28:23.831845',NULL,NULL,NULL,1,1,'','','delegate',0,NULL,NULL,NULL,NULL,NULL,NULL,'',1,1);
INSERT INTO "registration" VALUES(2,'3dd295af0856415fa14550e1930e0b8b',1,1,2,'3GQEWF3C','f63b2e793255a1eb26f51881eec4f427e6e30f9f5496d31b5520f75fcbe9e384',1,'40608e818ed572bdddf0f5e6d240d720195f121f80b761b0bb9ba42a32f7a772',1,'submission-000000000003','cancelled','Ben','guest1@example.org','','',NULL,'','en','','','3gqewf3c ben guest1@example.org',1,2,1,8,'2026-11-26 11:28:23.895273','2026-11-26 11:28:24.000000','2026-11-26 11:28:23.895273','2026-11-26 11:28:24.186112',NULL,NULL,0,1,'','','delegate',0,NULL,NULL,NULL,NULL,NULL,NULL,'',1,1);
INSERT INTO "registration" VALUES(3,'11faef4bd82e4383ae06b43c82bb8f58',1,1,3,'3HWACXAQ','b29dfbff925e337fe70ef458543364468f6ea7062ad467375d06bf564e04ed42',1,'cf118059aa4596a4f66712a49bdd43585136b4cae00f8d19e245f8470f75d993',1,'submission-000000000005','confirmed','Cyn','guest2@example.org','','',NULL,'','en','','','3hwacxaq cyn guest2@example.org',1,1,0,3,'2026-11-26 11:28:23.917308','2026-11-26 11:28:23.000000','2026-11-26 11:28:23.917308',NULL,NULL,NULL,1,1,'','','delegate',0,NULL,NULL,NULL,NULL,NULL,NULL,'',1,1);
INSERT INTO "registration" VALUES(4,'e2ccaeb3fe074029bff68c3567a6958a',1,1,5,'43KAGTRD','69ecbe54507aa654ddd3d4d3a21936b40d80d4afe8b3fbf7580f66ea4c7b5c16',1,'7c51e9333b7f08aabe4b704b5b4d19c6c6cb13cf3fbf7f9428841b365a95d321',1,'submission-000000000007','waitlisted','Dee','guest3@example.org','','',NULL,'','en','','','43kagtrd dee guest3@example.org',1,2,0,10,'2026-11-26 11:28:23.929079','2026-11-26 11:28:24.000000',NULL,NULL,NULL,NULL,1,1,'','',NULL,0,NULL,NULL,'2026-11-26 11:28:23.929079','2026-11-27 11:28:24.198555',NULL,NULL,'',1,1);
INSERT INTO "registration" VALUES(5,'0331c0293ee54652a3f2445817a242a6',1,1,7,'JJNP65WP','cf9221b988f7030b2fb91e6434b0f9e16301d2dcecbf72befd1fc9b33b592f18',1,'99ef35a9650705a2ffb2e71f3bccdb56624c2ce7433efc47bd3d70f09f438f7e',1,'submission-000000000009','waitlisted','陳大文','guest4@example.org','','',NULL,'','en','','','jjnp65wp 陈大文 guest4@example.org 陳大文 guest4@example.org',1,1,0,7,'2026-11-26 11:28:23.947959','2026-11-26 11:28:23.000000',NULL,NULL,NULL,NULL,0,1,'','',NULL,0,NULL,NULL,'2026-11-26 11:28:23.947959',NULL,NULL,NULL,'',1,1);
CREATE TABLE retired_link (
	token_hash VARCHAR NOT NULL, 
	registration_id INTEGER NOT NULL, 
	reason VARCHAR DEFAULT 'renewed' NOT NULL, 
	sequence INTEGER DEFAULT '0' NOT NULL, 
	retired_at DATETIME NOT NULL, 
	CONSTRAINT pk_retired_link PRIMARY KEY (token_hash), 
	CONSTRAINT ck_retired_link_reason CHECK (reason IN ('renewed', 'transferred', 'erased', 'merged')), 
	CONSTRAINT fk_retired_link_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id)
);
CREATE TABLE retired_ticket (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	registration_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	holder INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	company VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	retired_at DATETIME NOT NULL, 
	CONSTRAINT pk_retired_ticket PRIMARY KEY (id), 
	CONSTRAINT ck_retired_ticket_reason CHECK (reason IN ('renewed', 'transferred')), 
	CONSTRAINT fk_retired_ticket_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_retired_ticket_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT uq_retired_ticket_event_id_code UNIQUE (event_id, code)
);
CREATE TABLE room (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	slug VARCHAR NOT NULL, 
	name JSON NOT NULL, 
	description JSON NOT NULL, 
	capacity INTEGER, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_room PRIMARY KEY (id), 
	CONSTRAINT ck_room_capacity CHECK (capacity IS NULL OR capacity > 0), 
	CONSTRAINT fk_room_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_room_event_id_slug UNIQUE (event_id, slug)
);
INSERT INTO "room" VALUES(1,1,'hall','{"en": "Hall"}','{}',NULL,0);
CREATE TABLE saved_view (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	"query" VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_saved_view PRIMARY KEY (id), 
	CONSTRAINT fk_saved_view_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
CREATE TABLE "scan" (
	id INTEGER NOT NULL, 
	uuid CHAR(32) NOT NULL, 
	event_id INTEGER NOT NULL, 
	gate_id INTEGER NOT NULL, 
	device_id INTEGER NOT NULL, 
	device_seq INTEGER NOT NULL, 
	registration_id INTEGER, 
	ticket VARCHAR NOT NULL, 
	direction VARCHAR NOT NULL, 
	mode VARCHAR NOT NULL, 
	scanned_at DATETIME NOT NULL, 
	received_at DATETIME NOT NULL, 
	outcome VARCHAR NOT NULL, 
	undoes CHAR(32), 
	reason VARCHAR DEFAULT '' NOT NULL, holder INTEGER DEFAULT '1' NOT NULL, 
	CONSTRAINT pk_scan PRIMARY KEY (id), 
	CONSTRAINT fk_scan_device_id_device FOREIGN KEY(device_id) REFERENCES device (id), 
	CONSTRAINT ck_scan_outcome CHECK (outcome IN ('admitted', 'already_admitted', 'wrong_gate', 'not_valid_now', 'pending', 'cancelled', 'unknown', 'forged', 'session_full', 'revoked')), 
	CONSTRAINT uq_scan_uuid UNIQUE (uuid), 
	CONSTRAINT fk_scan_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_scan_gate_id_gate FOREIGN KEY(gate_id) REFERENCES gate (id), 
	CONSTRAINT fk_scan_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT ck_scan_direction CHECK (direction IN ('entry', 'exit', 'undo')), 
	CONSTRAINT ck_scan_mode CHECK (mode IN ('camera', 'typed', 'search', 'kiosk', 'desk')), 
	CONSTRAINT ck_scan_undoes_one CHECK ((direction = 'undo') = (undoes IS NOT NULL))
);
CREATE TABLE scan_resolution (
	scan_id INTEGER NOT NULL, 
	finding VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	resolved_at DATETIME NOT NULL, 
	user_id INTEGER, 
	CONSTRAINT pk_scan_resolution PRIMARY KEY (scan_id), 
	CONSTRAINT ck_scan_resolution_finding CHECK (finding IN ('same_person', 'other_person', 'mistake')), 
	CONSTRAINT fk_scan_resolution_scan_id_scan FOREIGN KEY(scan_id) REFERENCES scan (id), 
	CONSTRAINT fk_scan_resolution_user_id_user FOREIGN KEY(user_id) REFERENCES user (id)
);
CREATE TABLE schedule_proposal (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	actor VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	claimed_by VARCHAR NOT NULL, 
	options JSON NOT NULL, 
	result JSON NOT NULL, 
	created_at DATETIME NOT NULL, 
	finished_at DATETIME, 
	CONSTRAINT pk_schedule_proposal PRIMARY KEY (id), 
	CONSTRAINT ck_schedule_proposal_state CHECK (state IN ('queued', 'running', 'done', 'failed', 'applied')), 
	CONSTRAINT fk_schedule_proposal_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
INSERT INTO "schedule_proposal" VALUES(1,1,'system','queued','','{"step": 15, "apart": true, "big_rooms": false, "may_move": true}','{}','2026-11-26 11:28:24.210786',NULL);
CREATE TABLE series (
	id INTEGER NOT NULL, 
	slug VARCHAR NOT NULL, 
	name JSON NOT NULL, 
	description JSON NOT NULL, 
	accent VARCHAR NOT NULL, 
	CONSTRAINT pk_series PRIMARY KEY (id), 
	CONSTRAINT ck_series_accent CHECK (accent IN ('vermilion', 'plum', 'indigo', 'ocean', 'jade', 'amber', 'graphite')), 
	CONSTRAINT uq_series_slug UNIQUE (slug)
);
CREATE TABLE session (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	uid CHAR(32) NOT NULL, 
	title JSON NOT NULL, 
	subtitle JSON NOT NULL, 
	abstract JSON NOT NULL, 
	description JSON NOT NULL, 
	language VARCHAR, 
	track_id INTEGER, 
	room_id INTEGER, 
	type_id INTEGER, 
	starts_at DATETIME, 
	ends_at DATETIME, 
	last_starts_at DATETIME, 
	last_ends_at DATETIME, 
	status VARCHAR NOT NULL, 
	was_public BOOLEAN NOT NULL, 
	stream_url VARCHAR, 
	needs_booking BOOLEAN NOT NULL, 
	capacity INTEGER, 
	taken INTEGER NOT NULL, 
	sequence INTEGER NOT NULL, 
	import_reference VARCHAR, 
	created_at DATETIME NOT NULL, 
	changed_at DATETIME NOT NULL, interpretation JSON DEFAULT '[]' NOT NULL, links JSON DEFAULT '[]' NOT NULL, internal_notes VARCHAR DEFAULT '' NOT NULL, headsets INTEGER, planned_minutes INTEGER, expected_audience INTEGER, text_states JSON DEFAULT '{}' NOT NULL, draft JSON, draft_version INTEGER DEFAULT '0' NOT NULL, draft_by VARCHAR DEFAULT '' NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (id), 
	CONSTRAINT ck_session_status CHECK (status IN ('draft', 'confirmed', 'cancelled')), 
	CONSTRAINT ck_session_whole_slot CHECK ((starts_at IS NULL) = (ends_at IS NULL)), 
	CONSTRAINT ck_session_not_oversold CHECK (capacity IS NULL OR taken <= capacity), 
	CONSTRAINT ck_session_ends_after_start CHECK (ends_at IS NULL OR ends_at > starts_at), 
	CONSTRAINT ck_session_taken_not_negative CHECK (taken >= 0), 
	CONSTRAINT fk_session_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_session_room_id_room FOREIGN KEY(room_id) REFERENCES room (id), 
	CONSTRAINT fk_session_track_id_track FOREIGN KEY(track_id) REFERENCES track (id), 
	CONSTRAINT fk_session_type_id_session_type FOREIGN KEY(type_id) REFERENCES session_type (id), 
	CONSTRAINT uq_session_event_id_code UNIQUE (event_id, code), 
	CONSTRAINT uq_session_event_id_import_reference UNIQUE (event_id, import_reference), 
	CONSTRAINT uq_session_uid UNIQUE (uid)
);
INSERT INTO "session" VALUES(1,1,'WQJXJDWE','8a090c9d24cc4f718119216c8f24074f','{"en": "Opening"}','{}','{}','{}',NULL,NULL,1,NULL,'2026-12-06 02:00:00.000000','2026-12-06 03:00:00.000000','2026-12-06 02:00:00.000000','2026-12-06 03:00:00.000000','confirmed',1,NULL,0,NULL,0,0,NULL,'2026-11-26 11:28:23.000000','2026-11-26 11:28:23.000000','[]','[]','',NULL,NULL,NULL,'{}',NULL,1,'system');
INSERT INTO "session" VALUES(2,1,'ZJHNWN95','3df60d24ff364d70aa76df83ec1b7f2e','{"en": "Panel"}','{}','{}','{}',NULL,NULL,NULL,NULL,'2026-12-06 02:00:00.000000','2026-12-06 03:00:00.000000','2026-12-06 02:00:00.000000','2026-12-06 03:00:00.000000','cancelled',1,NULL,0,NULL,0,1,NULL,'2026-11-26 11:28:23.000000','2026-11-26 11:28:24.000000','[]','[]','',NULL,NULL,NULL,'{}',NULL,3,'system');
CREATE TABLE session_file (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	content_type VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_session_file PRIMARY KEY (id), 
	CONSTRAINT fk_session_file_session_id_session FOREIGN KEY(session_id) REFERENCES session (id)
);
CREATE TABLE session_speaker (
	session_id INTEGER NOT NULL, 
	speaker_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_session_speaker PRIMARY KEY (session_id, speaker_id), 
	CONSTRAINT ck_session_speaker_role CHECK (role IN ('speaker', 'moderator', 'panellist', 'interpreter')), 
	CONSTRAINT fk_session_speaker_session_id_session FOREIGN KEY(session_id) REFERENCES session (id), 
	CONSTRAINT fk_session_speaker_speaker_id_speaker FOREIGN KEY(speaker_id) REFERENCES speaker (id)
);
INSERT INTO "session_speaker" VALUES(1,1,'speaker',0);
CREATE TABLE "session_type" (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	slug VARCHAR NOT NULL, 
	name JSON NOT NULL, 
	is_break BOOLEAN NOT NULL, 
	position INTEGER NOT NULL, 
	default_minutes INTEGER DEFAULT '45' NOT NULL, 
	CONSTRAINT pk_session_type PRIMARY KEY (id), 
	CONSTRAINT fk_session_type_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_session_type_event_id_slug UNIQUE (event_id, slug), 
	CONSTRAINT ck_session_type_default_minutes CHECK (default_minutes BETWEEN 5 AND 2880)
);
CREATE TABLE "speaker" (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	uid CHAR(32) NOT NULL, 
	name JSON NOT NULL, 
	post JSON NOT NULL, 
	organisation JSON NOT NULL, 
	biography JSON NOT NULL, 
	email VARCHAR, 
	position INTEGER NOT NULL, 
	import_reference VARCHAR, 
	created_at DATETIME NOT NULL, 
	phone VARCHAR DEFAULT '' NOT NULL, 
	locale VARCHAR DEFAULT 'en' NOT NULL, 
	travel_needs VARCHAR DEFAULT '' NOT NULL, 
	technical_needs VARCHAR DEFAULT '' NOT NULL, 
	availability JSON DEFAULT '[]' NOT NULL, 
	answers JSON DEFAULT '{}' NOT NULL, 
	text_states JSON DEFAULT '{}' NOT NULL, 
	photo_key VARCHAR DEFAULT '' NOT NULL, 
	link_generation INTEGER DEFAULT '1' NOT NULL, 
	link_hash VARCHAR, 
	asked_at DATETIME, 
	confirmed_at DATETIME, 
	CONSTRAINT pk_speaker PRIMARY KEY (id), 
	CONSTRAINT uq_speaker_event_id_import_reference UNIQUE (event_id, import_reference), 
	CONSTRAINT fk_speaker_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_speaker_event_id_code UNIQUE (event_id, code), 
	CONSTRAINT uq_speaker_link_hash UNIQUE (link_hash)
);
INSERT INTO "speaker" VALUES(1,1,'57A6XKHX','dcb0b2897ce34bc29bd47a1f2b87603a','{"en": "Ada Wong"}','{}','{}','{}',NULL,0,NULL,'2026-11-26 11:28:23.745229','','en','','','[]','{}','{"name": {"en": {"source": "9d7c40b69ae5af38", "checked": true}}}','',1,NULL,NULL,NULL);
CREATE TABLE speaker_photo (
	speaker_id INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_speaker_photo PRIMARY KEY (speaker_id), 
	CONSTRAINT fk_speaker_photo_speaker_id_speaker FOREIGN KEY(speaker_id) REFERENCES speaker (id)
);
CREATE TABLE team_invitation (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	generation INTEGER NOT NULL, 
	token_hash VARCHAR NOT NULL, 
	invited_by VARCHAR NOT NULL, 
	locale VARCHAR NOT NULL, 
	created_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	CONSTRAINT pk_team_invitation PRIMARY KEY (id), 
	CONSTRAINT ck_team_invitation_role CHECK (role IN ('owner', 'programme', 'registration', 'door', 'read')), 
	CONSTRAINT fk_team_invitation_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_team_invitation_event_id_email UNIQUE (event_id, email), 
	CONSTRAINT uq_team_invitation_token_hash UNIQUE (token_hash)
);
CREATE TABLE ticket_key (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	private_key BLOB NOT NULL, 
	public_key BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	retired_at DATETIME, 
	CONSTRAINT pk_ticket_key PRIMARY KEY (id), 
	CONSTRAINT fk_ticket_key_event_id_event FOREIGN KEY(event_id) REFERENCES event (id)
);
INSERT INTO "ticket_key" VALUES(1,1,X'1DCF104C6AFA2893EC8E6E197BE5AEC2468D3555A361DA40F25CB697E2580619',X'A447839D4D5A61841109927B4E13712009F158E38FD92C3B89530AF35A01BA45','2026-11-26 11:28:23.867547',NULL);
CREATE TABLE "ticket_type" (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	name JSON NOT NULL, 
	description JSON NOT NULL, 
	badge_class VARCHAR NOT NULL, 
	visibility VARCHAR NOT NULL, 
	needs_approval BOOLEAN NOT NULL, 
	opens_at DATETIME, 
	closes_at DATETIME, 
	capacity INTEGER, 
	taken INTEGER NOT NULL, 
	price_minor INTEGER NOT NULL, 
	currency VARCHAR NOT NULL, 
	position INTEGER NOT NULL, 
	reviews_needed INTEGER DEFAULT '1' NOT NULL, 
	has_waiting_list BOOLEAN DEFAULT '0' NOT NULL, 
	waiting_list_paused BOOLEAN DEFAULT '0' NOT NULL, 
	waiting INTEGER DEFAULT '0' NOT NULL, 
	offer_hours INTEGER DEFAULT '24' NOT NULL, 
	company_places INTEGER, 
	door_note JSON DEFAULT '{}' NOT NULL, 
	beyond INTEGER DEFAULT '0' NOT NULL, 
	days JSON DEFAULT '[]' NOT NULL, 
	CONSTRAINT pk_ticket_type PRIMARY KEY (id), 
	CONSTRAINT ck_ticket_type_visibility CHECK (visibility IN ('public', 'code', 'invitation', 'staff')), 
	CONSTRAINT ck_ticket_type_company_places CHECK (company_places IS NULL OR company_places > 0), 
	CONSTRAINT ck_ticket_type_offer_hours CHECK (offer_hours BETWEEN 1 AND 720), 
	CONSTRAINT ck_ticket_type_reviews_needed CHECK (reviews_needed IN (1, 2)), 
	CONSTRAINT ck_ticket_type_price CHECK (price_minor >= 0), 
	CONSTRAINT ck_ticket_type_waiting_not_negative CHECK (waiting >= 0), 
	CONSTRAINT ck_ticket_type_badge_class CHECK (badge_class IN ('delegate', 'buyer', 'speaker', 'press', 'exhibitor', 'vip')), 
	CONSTRAINT ck_ticket_type_taken_not_negative CHECK (taken >= 0), 
	CONSTRAINT fk_ticket_type_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT ck_ticket_type_not_oversold CHECK (capacity IS NULL OR taken <= capacity + beyond), 
	CONSTRAINT ck_ticket_type_beyond_not_negative CHECK (beyond >= 0)
);
INSERT INTO "ticket_type" VALUES(1,1,'{"en": "Delegate"}','{}','delegate','public',0,NULL,NULL,3,3,0,'HKD',0,1,1,0,1,24,NULL,'{}',0,'[]');
CREATE TABLE track (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	slug VARCHAR NOT NULL, 
	name JSON NOT NULL, 
	colour INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_track PRIMARY KEY (id), 
	CONSTRAINT ck_track_colour CHECK (colour BETWEEN 1 AND 8), 
	CONSTRAINT fk_track_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT uq_track_event_id_slug UNIQUE (event_id, slug)
);
CREATE TABLE upload (
	id INTEGER NOT NULL, 
	event_id INTEGER NOT NULL, 
	question_id INTEGER NOT NULL, 
	submission_key VARCHAR NOT NULL, 
	registration_id INTEGER, 
	name VARCHAR NOT NULL, 
	content_type VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	created_at DATETIME NOT NULL, 
	CONSTRAINT pk_upload PRIMARY KEY (id), 
	CONSTRAINT fk_upload_event_id_event FOREIGN KEY(event_id) REFERENCES event (id), 
	CONSTRAINT fk_upload_question_id_question FOREIGN KEY(question_id) REFERENCES question (id), 
	CONSTRAINT fk_upload_registration_id_registration FOREIGN KEY(registration_id) REFERENCES registration (id), 
	CONSTRAINT uq_upload_event_id_submission_key_question_id UNIQUE (event_id, submission_key, question_id)
);
CREATE TABLE "user" (
	id INTEGER NOT NULL, 
	email VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	password_hash VARCHAR NOT NULL, 
	is_admin BOOLEAN NOT NULL, 
	is_demo BOOLEAN NOT NULL, 
	session_generation INTEGER NOT NULL, 
	created_at DATETIME NOT NULL, 
	signed_in_at DATETIME, 
	is_disabled BOOLEAN DEFAULT 0 NOT NULL, 
	CONSTRAINT pk_user PRIMARY KEY (id), 
	CONSTRAINT ck_user_email_lower CHECK (email = lower(email)), 
	CONSTRAINT uq_user_email UNIQUE (email)
);
INSERT INTO "user" VALUES(1,'owner@example.org','Owner','$argon2id$v=19$m=65536,t=3,p=4$FwJXkdDmRbiZiXwOTC0QJg$iyAkGJ+syUNUBp5IpSFkkKM+ABwHaLojCnTYbY3m9NQ',0,0,1,'2026-11-26 11:28:23.720213',NULL,0);
CREATE INDEX ix_audit_entry_event_id ON audit_entry (event_id);
CREATE INDEX ix_audit_entry_subject ON audit_entry (subject_type, subject_id);
CREATE INDEX ix_membership_event_id ON membership (event_id);
CREATE INDEX ix_ticket_key_event_id ON ticket_key (event_id);
CREATE INDEX ix_session_event_start ON session (event_id, starts_at);
CREATE INDEX ix_session_room_id ON session (room_id);
CREATE INDEX ix_session_track_id ON session (track_id);
CREATE INDEX ix_consent_registration_id ON consent (registration_id);
CREATE INDEX ix_session_speaker_speaker_id ON session_speaker (speaker_id);
CREATE INDEX ix_campaign_event_id ON campaign (event_id);
CREATE INDEX ix_campaign_state ON campaign (state, send_at);
CREATE INDEX ix_question_event ON question (event_id, position);
CREATE INDEX ix_saved_view_event_id ON saved_view (event_id);
CREATE INDEX ix_access_code_ticket_type_id ON access_code (ticket_type_id);
CREATE INDEX ix_attendee_import_event_id ON attendee_import (event_id);
CREATE INDEX ix_answer_question_id ON answer (question_id);
CREATE INDEX ix_invitation_registration_id ON invitation (registration_id);
CREATE INDEX ix_invitation_ticket_type_id ON invitation (ticket_type_id);
CREATE INDEX ix_retired_link_registration_id ON retired_link (registration_id);
CREATE INDEX ix_upload_registration_id ON upload (registration_id);
CREATE INDEX ix_agenda_item_session_id ON agenda_item (session_id);
CREATE INDEX ix_mail_event ON mail (event_id, id);
CREATE INDEX ix_mail_state_due ON mail (state, due_at);
CREATE INDEX ix_mail_subject ON mail (subject_type, subject_id);
CREATE INDEX ix_programme_upload_event_id ON programme_upload (event_id);
CREATE INDEX ix_schedule_proposal_event_id ON schedule_proposal (event_id);
CREATE INDEX ix_schedule_proposal_state ON schedule_proposal (state);
CREATE INDEX ix_session_file_session_id ON session_file (session_id);
CREATE INDEX ix_session_event_draft ON session (event_id, draft_version);
CREATE INDEX ix_calendar_collection_event_id ON calendar_collection (event_id);
CREATE INDEX ix_calendar_collection_item_version ON calendar_collection_item (collection_id, version);
CREATE INDEX ix_departure_session_id ON departure (session_id);
CREATE INDEX ix_app_password_registration_id ON app_password (registration_id);
CREATE INDEX ix_invitation_reply_session_id ON invitation_reply (session_id);
CREATE UNIQUE INDEX uq_invitation_reply_event ON invitation_reply (registration_id) WHERE session_id IS NULL;
CREATE INDEX ix_badge_print_registration_id ON badge_print (registration_id);
CREATE INDEX ix_device_event_id ON device (event_id);
CREATE INDEX ix_gate_session_id ON gate (session_id);
CREATE INDEX ix_scan_registration_id ON scan (registration_id);
CREATE INDEX ix_scan_event_scanned ON scan (event_id, scanned_at);
CREATE INDEX ix_scan_undoes ON scan (undoes);
CREATE INDEX ix_retired_ticket_registration_id ON retired_ticket (registration_id);
CREATE INDEX ix_event_series_id ON event (series_id);
CREATE INDEX ix_ticket_type_event_id ON ticket_type (event_id);
CREATE INDEX ix_registration_list ON registration (event_id, created_at, state, ticket_type_id, search_text);
CREATE INDEX ix_registration_event_cursor ON registration (event_id, cursor);
CREATE INDEX ix_registration_merged_into_id ON registration (merged_into_id);
CREATE INDEX ix_registration_email ON registration (email);
CREATE INDEX ix_registration_waiting ON registration (event_id, state, waitlisted_at);
CREATE INDEX ix_registration_access_code_id ON registration (access_code_id);
CREATE INDEX ix_registration_ticket_type_id ON registration (ticket_type_id);
CREATE INDEX ix_registration_delegation_id ON registration (delegation_id);
CREATE INDEX ix_registration_company ON registration (event_id, company_key);
COMMIT;
