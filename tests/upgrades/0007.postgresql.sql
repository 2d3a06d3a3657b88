-- phone: SJPZfF6pbKq38kphjS2psQ
CREATE TABLE public.access_code (
    id integer NOT NULL,
    event_id integer NOT NULL,
    ticket_type_id integer,
    code character varying NOT NULL,
    label character varying NOT NULL,
    capacity integer,
    taken integer NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_access_code_not_oversold CHECK (((capacity IS NULL) OR (taken <= capacity))),
    CONSTRAINT ck_access_code_taken_not_negative CHECK ((taken >= 0))
);
CREATE SEQUENCE public.access_code_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.access_code_id_seq OWNED BY public.access_code.id;
CREATE TABLE public.agenda_item (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    session_id integer NOT NULL,
    is_booking boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    waiting_since timestamp with time zone,
    CONSTRAINT ck_agenda_item_booked_or_waiting CHECK (((NOT is_booking) OR (waiting_since IS NULL)))
);
CREATE SEQUENCE public.agenda_item_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.agenda_item_id_seq OWNED BY public.agenda_item.id;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
CREATE TABLE public.answer (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    question_id integer NOT NULL,
    value json NOT NULL
);
CREATE SEQUENCE public.answer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.answer_id_seq OWNED BY public.answer.id;
CREATE TABLE public.app_password (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    label character varying NOT NULL,
    password_hash character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
CREATE SEQUENCE public.app_password_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.app_password_id_seq OWNED BY public.app_password.id;
CREATE TABLE public.attendee_import (
    id integer NOT NULL,
    event_id integer NOT NULL,
    actor character varying NOT NULL,
    name character varying NOT NULL,
    content bytea NOT NULL,
    people json NOT NULL,
    state character varying NOT NULL,
    mapping json NOT NULL,
    ticket_type_id integer,
    sends_mail boolean NOT NULL,
    row_count integer NOT NULL,
    good_count integer NOT NULL,
    problems json NOT NULL,
    "position" integer NOT NULL,
    added integer NOT NULL,
    known integer NOT NULL,
    failure character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT ck_attendee_import_state CHECK (((state)::text = ANY ((ARRAY['uploaded'::character varying, 'checked'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying])::text[])))
);
CREATE SEQUENCE public.attendee_import_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.attendee_import_id_seq OWNED BY public.attendee_import.id;
CREATE TABLE public.audit_entry (
    id integer NOT NULL,
    at timestamp with time zone NOT NULL,
    event_id integer,
    actor_id integer,
    actor character varying NOT NULL,
    action character varying NOT NULL,
    subject_type character varying NOT NULL,
    subject_id integer,
    before json,
    after json
);
CREATE SEQUENCE public.audit_entry_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.audit_entry_id_seq OWNED BY public.audit_entry.id;
CREATE TABLE public.badge_design (
    event_id integer NOT NULL,
    layout character varying NOT NULL,
    paper character varying NOT NULL,
    shows_company boolean NOT NULL,
    shows_job_title boolean NOT NULL,
    shows_country boolean NOT NULL,
    shows_qr boolean NOT NULL,
    logo bytea,
    CONSTRAINT ck_badge_design_layout CHECK (((layout)::text = ANY ((ARRAY['band'::character varying, 'split'::character varying, 'label'::character varying])::text[]))),
    CONSTRAINT ck_badge_design_paper CHECK (((paper)::text = ANY ((ARRAY['a6'::character varying, '62x100'::character varying, '62x29'::character varying, '86x54'::character varying])::text[])))
);
CREATE TABLE public.badge_issuer (
    id integer NOT NULL,
    event_id integer NOT NULL,
    name character varying NOT NULL,
    pattern character varying NOT NULL,
    ticket_type_id integer NOT NULL,
    revision integer NOT NULL
);
CREATE SEQUENCE public.badge_issuer_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.badge_issuer_id_seq OWNED BY public.badge_issuer.id;
CREATE TABLE public.badge_print (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    printed_at timestamp with time zone NOT NULL,
    user_id integer,
    device_id integer
);
CREATE SEQUENCE public.badge_print_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.badge_print_id_seq OWNED BY public.badge_print.id;
CREATE TABLE public.bounced_address (
    email character varying NOT NULL,
    reason character varying NOT NULL,
    bounced_at timestamp with time zone NOT NULL
);
CREATE TABLE public.calendar_collection (
    id integer NOT NULL,
    uid uuid NOT NULL,
    kind character varying NOT NULL,
    subject_id integer NOT NULL,
    event_id integer NOT NULL,
    locale character varying NOT NULL,
    version integer NOT NULL,
    made_from character varying NOT NULL,
    CONSTRAINT ck_calendar_collection_kind CHECK (((kind)::text = ANY ((ARRAY['programme'::character varying, 'agenda'::character varying])::text[])))
);
CREATE SEQUENCE public.calendar_collection_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.calendar_collection_id_seq OWNED BY public.calendar_collection.id;
CREATE TABLE public.calendar_collection_item (
    id integer NOT NULL,
    collection_id integer NOT NULL,
    uid character varying NOT NULL,
    etag character varying NOT NULL,
    version integer NOT NULL,
    is_gone boolean DEFAULT false NOT NULL
);
CREATE SEQUENCE public.calendar_collection_item_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.calendar_collection_item_id_seq OWNED BY public.calendar_collection_item.id;
CREATE TABLE public.campaign (
    id integer NOT NULL,
    event_id integer NOT NULL,
    kind character varying NOT NULL,
    state character varying NOT NULL,
    subject json NOT NULL,
    body json NOT NULL,
    audience json NOT NULL,
    attaches_calendar boolean NOT NULL,
    attaches_ticket boolean NOT NULL,
    send_at timestamp with time zone,
    cursor integer NOT NULL,
    created_by character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT ck_campaign_kind CHECK (((kind)::text = ANY ((ARRAY['announcement'::character varying, 'reminder'::character varying, 'thanks'::character varying])::text[]))),
    CONSTRAINT ck_campaign_scheduled_for CHECK ((((state)::text <> 'scheduled'::text) OR (send_at IS NOT NULL))),
    CONSTRAINT ck_campaign_state CHECK (((state)::text = ANY ((ARRAY['draft'::character varying, 'scheduled'::character varying, 'sending'::character varying, 'paused'::character varying, 'done'::character varying])::text[])))
);
CREATE SEQUENCE public.campaign_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.campaign_id_seq OWNED BY public.campaign.id;
CREATE TABLE public.certificate (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    code character varying NOT NULL,
    name character varying NOT NULL,
    days json NOT NULL,
    minutes integer,
    issued_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.certificate_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.certificate_id_seq OWNED BY public.certificate.id;
CREATE TABLE public.company_places (
    id integer NOT NULL,
    ticket_type_id integer NOT NULL,
    company_key character varying NOT NULL,
    company character varying NOT NULL,
    places integer,
    taken integer NOT NULL,
    CONSTRAINT ck_company_places_places CHECK (((places IS NULL) OR (places >= 0))),
    CONSTRAINT ck_company_places_taken_not_negative CHECK ((taken >= 0))
);
CREATE SEQUENCE public.company_places_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.company_places_id_seq OWNED BY public.company_places.id;
CREATE TABLE public.consent (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    text character varying NOT NULL,
    locale character varying NOT NULL,
    agreed_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.consent_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.consent_id_seq OWNED BY public.consent.id;
CREATE TABLE public.delegation (
    id integer NOT NULL,
    uid uuid NOT NULL,
    event_id integer NOT NULL,
    ticket_type_id integer NOT NULL,
    submission_key character varying NOT NULL,
    token_hash character varying NOT NULL,
    company character varying NOT NULL,
    liaison_name character varying NOT NULL,
    liaison_email character varying NOT NULL,
    locale character varying NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.delegation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.delegation_id_seq OWNED BY public.delegation.id;
CREATE TABLE public.departure (
    id integer NOT NULL,
    place character varying NOT NULL,
    subject_id integer NOT NULL,
    session_id integer NOT NULL,
    is_away boolean DEFAULT true NOT NULL,
    turns integer NOT NULL,
    sequence integer NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    turned_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_departure_place CHECK (((place)::text = ANY ((ARRAY['room'::character varying, 'track'::character varying, 'speaker'::character varying, 'agenda'::character varying])::text[]))),
    CONSTRAINT ck_departure_turns CHECK ((turns > 0))
);
CREATE SEQUENCE public.departure_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.departure_id_seq OWNED BY public.departure.id;
CREATE TABLE public.device (
    id integer NOT NULL,
    uid uuid NOT NULL,
    event_id integer NOT NULL,
    gate_id integer NOT NULL,
    name character varying NOT NULL,
    token_hash character varying NOT NULL,
    paired_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone,
    revoked_at timestamp with time zone,
    role character varying DEFAULT 'supervisor'::character varying NOT NULL,
    waiting integer DEFAULT 0 NOT NULL,
    CONSTRAINT ck_device_role CHECK (((role)::text = ANY ((ARRAY['steward'::character varying, 'supervisor'::character varying, 'kiosk'::character varying])::text[])))
);
CREATE SEQUENCE public.device_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.device_id_seq OWNED BY public.device.id;
CREATE TABLE public.door_settings (
    event_id integer NOT NULL,
    offers_certificates boolean DEFAULT true NOT NULL,
    board_generation integer DEFAULT 1 NOT NULL
);
CREATE TABLE public.event (
    id integer NOT NULL,
    uid uuid NOT NULL,
    slug character varying NOT NULL,
    name json NOT NULL,
    tagline json NOT NULL,
    description json NOT NULL,
    organiser json NOT NULL,
    venue json NOT NULL,
    address json NOT NULL,
    latitude double precision,
    longitude double precision,
    timezone character varying NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    main_locale character varying NOT NULL,
    contact_email character varying NOT NULL,
    accent character varying NOT NULL,
    status character varying NOT NULL,
    registration_opens_at timestamp with time zone,
    registration_closes_at timestamp with time zone,
    capacity integer,
    taken integer NOT NULL,
    revision integer NOT NULL,
    sequence integer NOT NULL,
    registration_serial integer NOT NULL,
    registration_cursor integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    programme_changed_at timestamp with time zone NOT NULL,
    transfers_until timestamp with time zone,
    group_limit integer DEFAULT 25 NOT NULL,
    draft_cursor integer DEFAULT 0 NOT NULL,
    locales json DEFAULT '["en", "zh-Hant", "zh-Hans"]'::json NOT NULL,
    headsets integer,
    changeover_minutes integer DEFAULT 10 NOT NULL,
    series_id integer,
    previous_id integer,
    streams_public boolean DEFAULT false NOT NULL,
    invites_to_sessions boolean DEFAULT false NOT NULL,
    declining_frees_seats boolean DEFAULT false NOT NULL,
    details_changed_at timestamp with time zone NOT NULL,
    was_public boolean DEFAULT false NOT NULL,
    beyond integer DEFAULT 0 NOT NULL,
    limits_days boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_event_accent CHECK (((accent)::text = ANY ((ARRAY['vermilion'::character varying, 'plum'::character varying, 'indigo'::character varying, 'ocean'::character varying, 'jade'::character varying, 'amber'::character varying, 'graphite'::character varying])::text[]))),
    CONSTRAINT ck_event_beyond_not_negative CHECK ((beyond >= 0)),
    CONSTRAINT ck_event_changeover CHECK (((changeover_minutes >= 0) AND (changeover_minutes <= 120))),
    CONSTRAINT ck_event_ends_after_start CHECK ((ends_at > starts_at)),
    CONSTRAINT ck_event_group_limit CHECK (((group_limit >= 0) AND (group_limit <= 25))),
    CONSTRAINT ck_event_headsets CHECK (((headsets IS NULL) OR (headsets >= 0))),
    CONSTRAINT ck_event_not_oversold CHECK (((capacity IS NULL) OR (taken <= (capacity + beyond)))),
    CONSTRAINT ck_event_status CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'published'::character varying, 'archived'::character varying])::text[]))),
    CONSTRAINT ck_event_taken_not_negative CHECK ((taken >= 0))
);
CREATE TABLE public.event_day (
    id integer NOT NULL,
    event_id integer NOT NULL,
    day character varying NOT NULL,
    capacity integer NOT NULL,
    taken integer NOT NULL,
    beyond integer NOT NULL,
    CONSTRAINT ck_event_day_beyond_not_negative CHECK ((beyond >= 0)),
    CONSTRAINT ck_event_day_capacity CHECK ((capacity > 0)),
    CONSTRAINT ck_event_day_not_oversold CHECK ((taken <= (capacity + beyond))),
    CONSTRAINT ck_event_day_taken_not_negative CHECK ((taken >= 0))
);
CREATE SEQUENCE public.event_day_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_day_id_seq OWNED BY public.event_day.id;
CREATE SEQUENCE public.event_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.event_id_seq OWNED BY public.event.id;
CREATE TABLE public.foreign_badge (
    id integer NOT NULL,
    issuer_id integer NOT NULL,
    number character varying NOT NULL,
    name character varying NOT NULL,
    company character varying NOT NULL,
    registration_id integer
);
CREATE SEQUENCE public.foreign_badge_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.foreign_badge_id_seq OWNED BY public.foreign_badge.id;
CREATE TABLE public.gate (
    id integer NOT NULL,
    event_id integer NOT NULL,
    slug character varying NOT NULL,
    name json NOT NULL,
    "position" integer NOT NULL,
    ticket_type_ids json DEFAULT '[]'::json NOT NULL,
    opens_at timestamp with time zone,
    closes_at timestamp with time zone,
    badge_classes json DEFAULT '[]'::json NOT NULL,
    session_id integer,
    zone character varying DEFAULT ''::character varying NOT NULL,
    directions character varying DEFAULT 'entry'::character varying NOT NULL,
    reentry character varying DEFAULT 'after_exit'::character varying NOT NULL,
    hides_names boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_gate_directions CHECK (((directions)::text = ANY ((ARRAY['entry'::character varying, 'exit'::character varying, 'both'::character varying])::text[]))),
    CONSTRAINT ck_gate_hours CHECK (((opens_at IS NULL) OR (closes_at IS NULL) OR (closes_at > opens_at))),
    CONSTRAINT ck_gate_reentry CHECK (((reentry)::text = ANY ((ARRAY['after_exit'::character varying, 'once'::character varying, 'free'::character varying])::text[])))
);
CREATE SEQUENCE public.gate_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.gate_id_seq OWNED BY public.gate.id;
CREATE TABLE public.invitation (
    id integer NOT NULL,
    uid uuid NOT NULL,
    event_id integer NOT NULL,
    ticket_type_id integer NOT NULL,
    email character varying NOT NULL,
    name character varying NOT NULL,
    company character varying NOT NULL,
    locale character varying NOT NULL,
    token_hash character varying NOT NULL,
    registration_id integer,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    opened_at timestamp with time zone,
    registered_at timestamp with time zone,
    declined_at timestamp with time zone,
    withdrawn_at timestamp with time zone
);
CREATE SEQUENCE public.invitation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.invitation_id_seq OWNED BY public.invitation.id;
CREATE TABLE public.invitation_reply (
    id integer NOT NULL,
    registration_id integer NOT NULL,
    session_id integer,
    answer character varying NOT NULL,
    comment character varying DEFAULT ''::character varying NOT NULL,
    sequence integer NOT NULL,
    answered_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_invitation_reply_answer CHECK (((answer)::text = ANY ((ARRAY['ACCEPTED'::character varying, 'TENTATIVE'::character varying, 'DECLINED'::character varying])::text[])))
);
CREATE SEQUENCE public.invitation_reply_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.invitation_reply_id_seq OWNED BY public.invitation_reply.id;
CREATE TABLE public.link_request (
    id integer NOT NULL,
    event_id integer NOT NULL,
    email character varying NOT NULL,
    asked_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.link_request_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.link_request_id_seq OWNED BY public.link_request.id;
CREATE TABLE public.mail (
    id integer NOT NULL,
    kind character varying NOT NULL,
    event_id integer,
    subject_id integer NOT NULL,
    recipient character varying NOT NULL,
    recipient_name character varying NOT NULL,
    locale character varying NOT NULL,
    message_id character varying NOT NULL,
    state character varying NOT NULL,
    attempts integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone NOT NULL,
    delivered_at timestamp with time zone,
    failure character varying NOT NULL,
    subject character varying NOT NULL,
    text character varying NOT NULL,
    html character varying NOT NULL,
    subject_type character varying DEFAULT 'Registration'::character varying NOT NULL,
    campaign_id integer,
    details json DEFAULT '{}'::json NOT NULL,
    claimed_by character varying DEFAULT ''::character varying NOT NULL,
    CONSTRAINT ck_mail_attempts CHECK ((attempts >= 0)),
    CONSTRAINT ck_mail_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'sending'::character varying, 'handed'::character varying, 'sent'::character varying, 'kept'::character varying, 'failed'::character varying, 'withdrawn'::character varying, 'skipped'::character varying])::text[])))
);
CREATE SEQUENCE public.mail_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.mail_id_seq OWNED BY public.mail.id;
CREATE TABLE public.mail_text (
    id integer NOT NULL,
    event_id integer NOT NULL,
    kind character varying NOT NULL,
    subject json NOT NULL,
    body json NOT NULL
);
CREATE SEQUENCE public.mail_text_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.mail_text_id_seq OWNED BY public.mail_text.id;
CREATE TABLE public.membership (
    id integer NOT NULL,
    user_id integer NOT NULL,
    event_id integer NOT NULL,
    role character varying NOT NULL,
    CONSTRAINT ck_membership_role CHECK (((role)::text = ANY ((ARRAY['owner'::character varying, 'programme'::character varying, 'registration'::character varying, 'door'::character varying, 'read'::character varying])::text[])))
);
CREATE SEQUENCE public.membership_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.membership_id_seq OWNED BY public.membership.id;
CREATE TABLE public.pairing (
    id integer NOT NULL,
    event_id integer NOT NULL,
    gate_id integer NOT NULL,
    code_hash character varying NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    role character varying DEFAULT 'supervisor'::character varying NOT NULL,
    name character varying DEFAULT ''::character varying NOT NULL,
    CONSTRAINT ck_pairing_role CHECK (((role)::text = ANY ((ARRAY['steward'::character varying, 'supervisor'::character varying, 'kiosk'::character varying])::text[])))
);
CREATE SEQUENCE public.pairing_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.pairing_id_seq OWNED BY public.pairing.id;
CREATE TABLE public.programme_release (
    id integer NOT NULL,
    event_id integer NOT NULL,
    number integer NOT NULL,
    released_at timestamp with time zone NOT NULL,
    actor character varying NOT NULL,
    note json NOT NULL,
    changes json NOT NULL
);
CREATE SEQUENCE public.programme_release_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.programme_release_id_seq OWNED BY public.programme_release.id;
CREATE TABLE public.programme_upload (
    id integer NOT NULL,
    event_id integer NOT NULL,
    kind character varying NOT NULL,
    name character varying NOT NULL,
    actor character varying NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.programme_upload_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.programme_upload_id_seq OWNED BY public.programme_upload.id;
CREATE TABLE public.question (
    id integer NOT NULL,
    event_id integer NOT NULL,
    kind character varying NOT NULL,
    label json NOT NULL,
    hint json NOT NULL,
    is_required boolean NOT NULL,
    is_evidence boolean NOT NULL,
    options json NOT NULL,
    ticket_type_ids json NOT NULL,
    depends_on_id integer,
    depends_on_values json NOT NULL,
    "position" integer NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT ck_question_kind CHECK (((kind)::text = ANY ((ARRAY['text'::character varying, 'long_text'::character varying, 'number'::character varying, 'choice'::character varying, 'choices'::character varying, 'country'::character varying, 'date'::character varying, 'link'::character varying, 'file'::character varying, 'consent'::character varying])::text[]))),
    CONSTRAINT ck_question_not_its_own_condition CHECK (((depends_on_id IS NULL) OR (depends_on_id <> id)))
);
CREATE SEQUENCE public.question_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.question_id_seq OWNED BY public.question.id;
CREATE TABLE public.registration (
    id integer NOT NULL,
    uid uuid NOT NULL,
    event_id integer NOT NULL,
    ticket_type_id integer NOT NULL,
    serial integer NOT NULL,
    code character varying NOT NULL,
    token_hash character varying NOT NULL,
    token_generation integer NOT NULL,
    calendar_token_hash character varying NOT NULL,
    calendar_generation integer NOT NULL,
    submission_key character varying NOT NULL,
    state character varying NOT NULL,
    name character varying NOT NULL,
    email character varying NOT NULL,
    company character varying NOT NULL,
    job_title character varying NOT NULL,
    country character varying,
    phone character varying NOT NULL,
    locale character varying NOT NULL,
    notes character varying NOT NULL,
    reason character varying NOT NULL,
    search_text character varying NOT NULL,
    ticket_version integer NOT NULL,
    revision integer NOT NULL,
    sequence integer NOT NULL,
    cursor integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    confirmed_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    delegation_id integer,
    access_code_id integer,
    holds_seat boolean DEFAULT false NOT NULL,
    is_named boolean DEFAULT true NOT NULL,
    romanised_name character varying DEFAULT ''::character varying NOT NULL,
    company_key character varying DEFAULT ''::character varying NOT NULL,
    badge_class character varying,
    no_campaigns boolean DEFAULT false NOT NULL,
    first_reviewer_id integer,
    merged_into_id integer,
    waitlisted_at timestamp with time zone,
    offer_ends_at timestamp with time zone,
    erased_at timestamp with time zone,
    reminder_minutes integer,
    door_note character varying DEFAULT ''::character varying NOT NULL,
    is_complete boolean DEFAULT true NOT NULL,
    holder integer DEFAULT 1 NOT NULL,
    CONSTRAINT ck_registration_reminder CHECK (((reminder_minutes IS NULL) OR ((reminder_minutes >= 0) AND (reminder_minutes <= 10080)))),
    CONSTRAINT ck_registration_seat_by_state CHECK (((((state)::text = ANY ((ARRAY['pending'::character varying, 'confirmed'::character varying])::text[])) AND holds_seat) OR ((state)::text = 'waitlisted'::text) OR (((state)::text = ANY ((ARRAY['declined'::character varying, 'cancelled'::character varying])::text[])) AND (NOT holds_seat)))),
    CONSTRAINT ck_registration_state CHECK (((state)::text = ANY ((ARRAY['pending'::character varying, 'waitlisted'::character varying, 'confirmed'::character varying, 'declined'::character varying, 'cancelled'::character varying])::text[])))
);
CREATE SEQUENCE public.registration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.registration_id_seq OWNED BY public.registration.id;
CREATE TABLE public.retired_link (
    token_hash character varying NOT NULL,
    registration_id integer NOT NULL,
    reason character varying DEFAULT 'renewed'::character varying NOT NULL,
    sequence integer DEFAULT 0 NOT NULL,
    retired_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_retired_link_reason CHECK (((reason)::text = ANY ((ARRAY['renewed'::character varying, 'transferred'::character varying, 'erased'::character varying, 'merged'::character varying])::text[])))
);
CREATE TABLE public.retired_ticket (
    id integer NOT NULL,
    event_id integer NOT NULL,
    registration_id integer NOT NULL,
    code character varying NOT NULL,
    version integer NOT NULL,
    holder integer NOT NULL,
    name character varying NOT NULL,
    company character varying NOT NULL,
    reason character varying NOT NULL,
    retired_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_retired_ticket_reason CHECK (((reason)::text = ANY ((ARRAY['renewed'::character varying, 'transferred'::character varying])::text[])))
);
CREATE SEQUENCE public.retired_ticket_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.retired_ticket_id_seq OWNED BY public.retired_ticket.id;
CREATE TABLE public.room (
    id integer NOT NULL,
    event_id integer NOT NULL,
    slug character varying NOT NULL,
    name json NOT NULL,
    description json NOT NULL,
    capacity integer,
    "position" integer NOT NULL,
    CONSTRAINT ck_room_capacity CHECK (((capacity IS NULL) OR (capacity > 0)))
);
CREATE SEQUENCE public.room_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.room_id_seq OWNED BY public.room.id;
CREATE TABLE public.saved_view (
    id integer NOT NULL,
    event_id integer NOT NULL,
    name character varying NOT NULL,
    query character varying NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.saved_view_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.saved_view_id_seq OWNED BY public.saved_view.id;
CREATE TABLE public.scan (
    id integer NOT NULL,
    uuid uuid NOT NULL,
    event_id integer NOT NULL,
    gate_id integer NOT NULL,
    device_id integer NOT NULL,
    device_seq integer NOT NULL,
    registration_id integer,
    ticket character varying NOT NULL,
    direction character varying NOT NULL,
    mode character varying NOT NULL,
    scanned_at timestamp with time zone NOT NULL,
    received_at timestamp with time zone NOT NULL,
    outcome character varying NOT NULL,
    undoes uuid,
    reason character varying DEFAULT ''::character varying NOT NULL,
    holder integer DEFAULT 1 NOT NULL,
    CONSTRAINT ck_scan_direction CHECK (((direction)::text = ANY ((ARRAY['entry'::character varying, 'exit'::character varying, 'undo'::character varying])::text[]))),
    CONSTRAINT ck_scan_mode CHECK (((mode)::text = ANY ((ARRAY['camera'::character varying, 'typed'::character varying, 'search'::character varying, 'kiosk'::character varying, 'desk'::character varying])::text[]))),
    CONSTRAINT ck_scan_outcome CHECK (((outcome)::text = ANY ((ARRAY['admitted'::character varying, 'already_admitted'::character varying, 'wrong_gate'::character varying, 'not_valid_now'::character varying, 'pending'::character varying, 'cancelled'::character varying, 'unknown'::character varying, 'forged'::character varying, 'session_full'::character varying, 'revoked'::character varying])::text[]))),
    CONSTRAINT ck_scan_undoes_one CHECK ((((direction)::text = 'undo'::text) = (undoes IS NOT NULL)))
);
CREATE SEQUENCE public.scan_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.scan_id_seq OWNED BY public.scan.id;
CREATE TABLE public.scan_resolution (
    scan_id integer NOT NULL,
    finding character varying NOT NULL,
    note character varying NOT NULL,
    resolved_at timestamp with time zone NOT NULL,
    user_id integer,
    CONSTRAINT ck_scan_resolution_finding CHECK (((finding)::text = ANY ((ARRAY['same_person'::character varying, 'other_person'::character varying, 'mistake'::character varying])::text[])))
);
CREATE TABLE public.schedule_proposal (
    id integer NOT NULL,
    event_id integer NOT NULL,
    actor character varying NOT NULL,
    state character varying NOT NULL,
    claimed_by character varying NOT NULL,
    options json NOT NULL,
    result json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    CONSTRAINT ck_schedule_proposal_state CHECK (((state)::text = ANY ((ARRAY['queued'::character varying, 'running'::character varying, 'done'::character varying, 'failed'::character varying, 'applied'::character varying])::text[])))
);
CREATE SEQUENCE public.schedule_proposal_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.schedule_proposal_id_seq OWNED BY public.schedule_proposal.id;
CREATE TABLE public.series (
    id integer NOT NULL,
    slug character varying NOT NULL,
    name json NOT NULL,
    description json NOT NULL,
    accent character varying NOT NULL,
    CONSTRAINT ck_series_accent CHECK (((accent)::text = ANY ((ARRAY['vermilion'::character varying, 'plum'::character varying, 'indigo'::character varying, 'ocean'::character varying, 'jade'::character varying, 'amber'::character varying, 'graphite'::character varying])::text[])))
);
CREATE SEQUENCE public.series_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.series_id_seq OWNED BY public.series.id;
CREATE TABLE public.session (
    id integer NOT NULL,
    event_id integer NOT NULL,
    code character varying NOT NULL,
    uid uuid NOT NULL,
    title json NOT NULL,
    subtitle json NOT NULL,
    abstract json NOT NULL,
    description json NOT NULL,
    language character varying,
    track_id integer,
    room_id integer,
    type_id integer,
    starts_at timestamp with time zone,
    ends_at timestamp with time zone,
    last_starts_at timestamp with time zone,
    last_ends_at timestamp with time zone,
    status character varying NOT NULL,
    was_public boolean NOT NULL,
    stream_url character varying,
    needs_booking boolean NOT NULL,
    capacity integer,
    taken integer NOT NULL,
    sequence integer NOT NULL,
    import_reference character varying,
    created_at timestamp with time zone NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    interpretation json DEFAULT '[]'::json NOT NULL,
    links json DEFAULT '[]'::json NOT NULL,
    internal_notes character varying DEFAULT ''::character varying NOT NULL,
    headsets integer,
    planned_minutes integer,
    expected_audience integer,
    text_states json DEFAULT '{}'::json NOT NULL,
    draft json,
    draft_version integer DEFAULT 0 NOT NULL,
    draft_by character varying DEFAULT ''::character varying NOT NULL,
    CONSTRAINT ck_session_ends_after_start CHECK (((ends_at IS NULL) OR (ends_at > starts_at))),
    CONSTRAINT ck_session_not_oversold CHECK (((capacity IS NULL) OR (taken <= capacity))),
    CONSTRAINT ck_session_status CHECK (((status)::text = ANY ((ARRAY['draft'::character varying, 'confirmed'::character varying, 'cancelled'::character varying])::text[]))),
    CONSTRAINT ck_session_taken_not_negative CHECK ((taken >= 0)),
    CONSTRAINT ck_session_whole_slot CHECK (((starts_at IS NULL) = (ends_at IS NULL)))
);
CREATE TABLE public.session_file (
    id integer NOT NULL,
    session_id integer NOT NULL,
    name character varying NOT NULL,
    content_type character varying NOT NULL,
    size integer NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.session_file_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.session_file_id_seq OWNED BY public.session_file.id;
CREATE SEQUENCE public.session_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.session_id_seq OWNED BY public.session.id;
CREATE TABLE public.session_speaker (
    session_id integer NOT NULL,
    speaker_id integer NOT NULL,
    role character varying NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT ck_session_speaker_role CHECK (((role)::text = ANY ((ARRAY['speaker'::character varying, 'moderator'::character varying, 'panellist'::character varying, 'interpreter'::character varying])::text[])))
);
CREATE TABLE public.session_type (
    id integer NOT NULL,
    event_id integer NOT NULL,
    slug character varying NOT NULL,
    name json NOT NULL,
    is_break boolean NOT NULL,
    "position" integer NOT NULL,
    default_minutes integer DEFAULT 45 NOT NULL,
    CONSTRAINT ck_session_type_default_minutes CHECK (((default_minutes >= 5) AND (default_minutes <= 2880)))
);
CREATE SEQUENCE public.session_type_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.session_type_id_seq OWNED BY public.session_type.id;
CREATE TABLE public.speaker (
    id integer NOT NULL,
    event_id integer NOT NULL,
    code character varying NOT NULL,
    uid uuid NOT NULL,
    name json NOT NULL,
    post json NOT NULL,
    organisation json NOT NULL,
    biography json NOT NULL,
    email character varying,
    "position" integer NOT NULL,
    import_reference character varying,
    created_at timestamp with time zone NOT NULL,
    phone character varying DEFAULT ''::character varying NOT NULL,
    locale character varying DEFAULT 'en'::character varying NOT NULL,
    travel_needs character varying DEFAULT ''::character varying NOT NULL,
    technical_needs character varying DEFAULT ''::character varying NOT NULL,
    availability json DEFAULT '[]'::json NOT NULL,
    answers json DEFAULT '{}'::json NOT NULL,
    text_states json DEFAULT '{}'::json NOT NULL,
    photo_key character varying DEFAULT ''::character varying NOT NULL,
    link_generation integer DEFAULT 1 NOT NULL,
    link_hash character varying,
    asked_at timestamp with time zone,
    confirmed_at timestamp with time zone
);
CREATE SEQUENCE public.speaker_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.speaker_id_seq OWNED BY public.speaker.id;
CREATE TABLE public.speaker_photo (
    speaker_id integer NOT NULL,
    content bytea NOT NULL,
    changed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.team_invitation (
    id integer NOT NULL,
    event_id integer NOT NULL,
    email character varying NOT NULL,
    role character varying NOT NULL,
    generation integer NOT NULL,
    token_hash character varying NOT NULL,
    invited_by character varying NOT NULL,
    locale character varying NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT ck_team_invitation_role CHECK (((role)::text = ANY ((ARRAY['owner'::character varying, 'programme'::character varying, 'registration'::character varying, 'door'::character varying, 'read'::character varying])::text[])))
);
CREATE SEQUENCE public.team_invitation_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.team_invitation_id_seq OWNED BY public.team_invitation.id;
CREATE TABLE public.ticket_key (
    id integer NOT NULL,
    event_id integer NOT NULL,
    private_key bytea NOT NULL,
    public_key bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone
);
CREATE SEQUENCE public.ticket_key_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ticket_key_id_seq OWNED BY public.ticket_key.id;
CREATE TABLE public.ticket_type (
    id integer NOT NULL,
    event_id integer NOT NULL,
    name json NOT NULL,
    description json NOT NULL,
    badge_class character varying NOT NULL,
    visibility character varying NOT NULL,
    needs_approval boolean NOT NULL,
    opens_at timestamp with time zone,
    closes_at timestamp with time zone,
    capacity integer,
    taken integer NOT NULL,
    price_minor integer NOT NULL,
    currency character varying NOT NULL,
    "position" integer NOT NULL,
    reviews_needed integer DEFAULT 1 NOT NULL,
    has_waiting_list boolean DEFAULT false NOT NULL,
    waiting_list_paused boolean DEFAULT false NOT NULL,
    waiting integer DEFAULT 0 NOT NULL,
    offer_hours integer DEFAULT 24 NOT NULL,
    company_places integer,
    door_note json DEFAULT '{}'::json NOT NULL,
    beyond integer DEFAULT 0 NOT NULL,
    days json DEFAULT '[]'::json NOT NULL,
    CONSTRAINT ck_ticket_type_badge_class CHECK (((badge_class)::text = ANY ((ARRAY['delegate'::character varying, 'buyer'::character varying, 'speaker'::character varying, 'press'::character varying, 'exhibitor'::character varying, 'vip'::character varying])::text[]))),
    CONSTRAINT ck_ticket_type_beyond_not_negative CHECK ((beyond >= 0)),
    CONSTRAINT ck_ticket_type_company_places CHECK (((company_places IS NULL) OR (company_places > 0))),
    CONSTRAINT ck_ticket_type_not_oversold CHECK (((capacity IS NULL) OR (taken <= (capacity + beyond)))),
    CONSTRAINT ck_ticket_type_offer_hours CHECK (((offer_hours >= 1) AND (offer_hours <= 720))),
    CONSTRAINT ck_ticket_type_price CHECK ((price_minor >= 0)),
    CONSTRAINT ck_ticket_type_reviews_needed CHECK ((reviews_needed = ANY (ARRAY[1, 2]))),
    CONSTRAINT ck_ticket_type_taken_not_negative CHECK ((taken >= 0)),
    CONSTRAINT ck_ticket_type_visibility CHECK (((visibility)::text = ANY ((ARRAY['public'::character varying, 'code'::character varying, 'invitation'::character varying, 'staff'::character varying])::text[]))),
    CONSTRAINT ck_ticket_type_waiting_not_negative CHECK ((waiting >= 0))
);
CREATE SEQUENCE public.ticket_type_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.ticket_type_id_seq OWNED BY public.ticket_type.id;
CREATE TABLE public.track (
    id integer NOT NULL,
    event_id integer NOT NULL,
    slug character varying NOT NULL,
    name json NOT NULL,
    colour integer NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT ck_track_colour CHECK (((colour >= 1) AND (colour <= 8)))
);
CREATE SEQUENCE public.track_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.track_id_seq OWNED BY public.track.id;
CREATE TABLE public.upload (
    id integer NOT NULL,
    event_id integer NOT NULL,
    question_id integer NOT NULL,
    submission_key character varying NOT NULL,
    registration_id integer,
    name character varying NOT NULL,
    content_type character varying NOT NULL,
    size integer NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone NOT NULL
);
CREATE SEQUENCE public.upload_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.upload_id_seq OWNED BY public.upload.id;
CREATE TABLE public."user" (
    id integer NOT NULL,
    email character varying NOT NULL,
    name character varying NOT NULL,
    password_hash character varying NOT NULL,
    is_admin boolean NOT NULL,
    is_demo boolean NOT NULL,
    session_generation integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    signed_in_at timestamp with time zone,
    is_disabled boolean DEFAULT false NOT NULL,
    CONSTRAINT ck_user_email_lower CHECK (((email)::text = lower((email)::text)))
);
CREATE SEQUENCE public.user_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.user_id_seq OWNED BY public."user".id;
ALTER TABLE ONLY public.access_code ALTER COLUMN id SET DEFAULT nextval('public.access_code_id_seq'::regclass);
ALTER TABLE ONLY public.agenda_item ALTER COLUMN id SET DEFAULT nextval('public.agenda_item_id_seq'::regclass);
ALTER TABLE ONLY public.answer ALTER COLUMN id SET DEFAULT nextval('public.answer_id_seq'::regclass);
ALTER TABLE ONLY public.app_password ALTER COLUMN id SET DEFAULT nextval('public.app_password_id_seq'::regclass);
ALTER TABLE ONLY public.attendee_import ALTER COLUMN id SET DEFAULT nextval('public.attendee_import_id_seq'::regclass);
ALTER TABLE ONLY public.audit_entry ALTER COLUMN id SET DEFAULT nextval('public.audit_entry_id_seq'::regclass);
ALTER TABLE ONLY public.badge_issuer ALTER COLUMN id SET DEFAULT nextval('public.badge_issuer_id_seq'::regclass);
ALTER TABLE ONLY public.badge_print ALTER COLUMN id SET DEFAULT nextval('public.badge_print_id_seq'::regclass);
ALTER TABLE ONLY public.calendar_collection ALTER COLUMN id SET DEFAULT nextval('public.calendar_collection_id_seq'::regclass);
ALTER TABLE ONLY public.calendar_collection_item ALTER COLUMN id SET DEFAULT nextval('public.calendar_collection_item_id_seq'::regclass);
ALTER TABLE ONLY public.campaign ALTER COLUMN id SET DEFAULT nextval('public.campaign_id_seq'::regclass);
ALTER TABLE ONLY public.certificate ALTER COLUMN id SET DEFAULT nextval('public.certificate_id_seq'::regclass);
ALTER TABLE ONLY public.company_places ALTER COLUMN id SET DEFAULT nextval('public.company_places_id_seq'::regclass);
ALTER TABLE ONLY public.consent ALTER COLUMN id SET DEFAULT nextval('public.consent_id_seq'::regclass);
ALTER TABLE ONLY public.delegation ALTER COLUMN id SET DEFAULT nextval('public.delegation_id_seq'::regclass);
ALTER TABLE ONLY public.departure ALTER COLUMN id SET DEFAULT nextval('public.departure_id_seq'::regclass);
ALTER TABLE ONLY public.device ALTER COLUMN id SET DEFAULT nextval('public.device_id_seq'::regclass);
ALTER TABLE ONLY public.event ALTER COLUMN id SET DEFAULT nextval('public.event_id_seq'::regclass);
ALTER TABLE ONLY public.event_day ALTER COLUMN id SET DEFAULT nextval('public.event_day_id_seq'::regclass);
ALTER TABLE ONLY public.foreign_badge ALTER COLUMN id SET DEFAULT nextval('public.foreign_badge_id_seq'::regclass);
ALTER TABLE ONLY public.gate ALTER COLUMN id SET DEFAULT nextval('public.gate_id_seq'::regclass);
ALTER TABLE ONLY public.invitation ALTER COLUMN id SET DEFAULT nextval('public.invitation_id_seq'::regclass);
ALTER TABLE ONLY public.invitation_reply ALTER COLUMN id SET DEFAULT nextval('public.invitation_reply_id_seq'::regclass);
ALTER TABLE ONLY public.link_request ALTER COLUMN id SET DEFAULT nextval('public.link_request_id_seq'::regclass);
ALTER TABLE ONLY public.mail ALTER COLUMN id SET DEFAULT nextval('public.mail_id_seq'::regclass);
ALTER TABLE ONLY public.mail_text ALTER COLUMN id SET DEFAULT nextval('public.mail_text_id_seq'::regclass);
ALTER TABLE ONLY public.membership ALTER COLUMN id SET DEFAULT nextval('public.membership_id_seq'::regclass);
ALTER TABLE ONLY public.pairing ALTER COLUMN id SET DEFAULT nextval('public.pairing_id_seq'::regclass);
ALTER TABLE ONLY public.programme_release ALTER COLUMN id SET DEFAULT nextval('public.programme_release_id_seq'::regclass);
ALTER TABLE ONLY public.programme_upload ALTER COLUMN id SET DEFAULT nextval('public.programme_upload_id_seq'::regclass);
ALTER TABLE ONLY public.question ALTER COLUMN id SET DEFAULT nextval('public.question_id_seq'::regclass);
ALTER TABLE ONLY public.registration ALTER COLUMN id SET DEFAULT nextval('public.registration_id_seq'::regclass);
ALTER TABLE ONLY public.retired_ticket ALTER COLUMN id SET DEFAULT nextval('public.retired_ticket_id_seq'::regclass);
ALTER TABLE ONLY public.room ALTER COLUMN id SET DEFAULT nextval('public.room_id_seq'::regclass);
ALTER TABLE ONLY public.saved_view ALTER COLUMN id SET DEFAULT nextval('public.saved_view_id_seq'::regclass);
ALTER TABLE ONLY public.scan ALTER COLUMN id SET DEFAULT nextval('public.scan_id_seq'::regclass);
ALTER TABLE ONLY public.schedule_proposal ALTER COLUMN id SET DEFAULT nextval('public.schedule_proposal_id_seq'::regclass);
ALTER TABLE ONLY public.series ALTER COLUMN id SET DEFAULT nextval('public.series_id_seq'::regclass);
ALTER TABLE ONLY public.session ALTER COLUMN id SET DEFAULT nextval('public.session_id_seq'::regclass);
ALTER TABLE ONLY public.session_file ALTER COLUMN id SET DEFAULT nextval('public.session_file_id_seq'::regclass);
ALTER TABLE ONLY public.session_type ALTER COLUMN id SET DEFAULT nextval('public.session_type_id_seq'::regclass);
ALTER TABLE ONLY public.speaker ALTER COLUMN id SET DEFAULT nextval('public.speaker_id_seq'::regclass);
ALTER TABLE ONLY public.team_invitation ALTER COLUMN id SET DEFAULT nextval('public.team_invitation_id_seq'::regclass);
ALTER TABLE ONLY public.ticket_key ALTER COLUMN id SET DEFAULT nextval('public.ticket_key_id_seq'::regclass);
ALTER TABLE ONLY public.ticket_type ALTER COLUMN id SET DEFAULT nextval('public.ticket_type_id_seq'::regclass);
ALTER TABLE ONLY public.track ALTER COLUMN id SET DEFAULT nextval('public.track_id_seq'::regclass);
ALTER TABLE ONLY public.upload ALTER COLUMN id SET DEFAULT nextval('public.upload_id_seq'::regclass);
ALTER TABLE ONLY public."user" ALTER COLUMN id SET DEFAULT nextval('public.user_id_seq'::regclass);
INSERT INTO public.alembic_version VALUES ('0007');
INSERT INTO public.audit_entry VALUES (1, '2026-11-26 11:28:27.536113+00', NULL, NULL, 'system', 'user.created', 'User', 1, 'null', '{"email": "owner@example.org", "is_admin": false}');
INSERT INTO public.audit_entry VALUES (2, '2026-11-26 11:28:27.557786+00', 1, NULL, 'system', 'event.created', 'Event', 1, 'null', '{"slug": "forum", "name": {"en": "The Forum", "zh-Hant": "\u8ad6\u58c7"}}');
INSERT INTO public.audit_entry VALUES (3, '2026-11-26 11:28:27.570005+00', 1, NULL, 'system', 'event.published', 'Event', 1, '{"status": "draft"}', '{"status": "published"}');
INSERT INTO public.audit_entry VALUES (4, '2026-11-26 11:28:27.60711+00', 1, NULL, 'system', 'speaker.created', 'Speaker', 1, 'null', '{"name": {"en": "Ada Wong"}, "post": {}, "organisation": {}, "biography": {}, "email": null, "phone": "", "locale": "en", "travel_needs": "", "technical_needs": ""}');
INSERT INTO public.audit_entry VALUES (5, '2026-11-26 11:28:27.618048+00', 1, NULL, 'system', 'room.created', 'Room', 1, 'null', '{"name": {"en": "Hall"}, "description": {}, "capacity": null}');
INSERT INTO public.audit_entry VALUES (6, '2026-11-26 11:28:27.642311+00', 1, NULL, 'system', 'session.created', 'Session', 1, 'null', '{"title": {"en": "Opening"}, "subtitle": {}, "abstract": {}, "description": {}, "language": null, "track_id": null, "room_id": 1, "type_id": null, "starts_at": "2026-12-06T02:00:00+00:00", "ends_at": "2026-12-06T03:00:00+00:00", "stream_url": null, "needs_booking": false, "capacity": null, "status": "confirmed", "interpretation": [], "links": [], "internal_notes": "", "headsets": null, "planned_minutes": null, "expected_audience": null, "text_states": {}}');
INSERT INTO public.audit_entry VALUES (7, '2026-11-26 11:28:27.658198+00', 1, NULL, 'system', 'session.created', 'Session', 2, 'null', '{"title": {"en": "Panel"}, "subtitle": {}, "abstract": {}, "description": {}, "language": null, "track_id": null, "room_id": null, "type_id": null, "starts_at": "2026-12-06T02:00:00+00:00", "ends_at": "2026-12-06T03:00:00+00:00", "stream_url": null, "needs_booking": false, "capacity": null, "status": "confirmed", "interpretation": [], "links": [], "internal_notes": "", "headsets": null, "planned_minutes": null, "expected_audience": null, "text_states": {}}');
INSERT INTO public.audit_entry VALUES (8, '2026-11-26 11:28:27.681457+00', 1, NULL, 'system', 'session.cancelled', 'Session', 2, '{"status": "confirmed"}', '{"status": "cancelled"}');
INSERT INTO public.audit_entry VALUES (9, '2026-11-26 11:28:27.697349+00', 1, NULL, 'system', 'ticket_type.created', 'TicketType', 1, 'null', '{"name": {"en": "Delegate"}, "description": {}, "badge_class": "delegate", "visibility": "public", "needs_approval": false, "reviews_needed": 1, "opens_at": null, "closes_at": null, "capacity": 3, "has_waiting_list": true, "offer_hours": 24, "company_places": null, "door_note": {}, "days": []}');
INSERT INTO public.audit_entry VALUES (10, '2026-11-26 11:28:27.735875+00', 1, NULL, 'system', 'registration.created', 'Registration', 1, 'null', '{"state": "confirmed"}');
INSERT INTO public.audit_entry VALUES (11, '2026-11-26 11:28:27.769912+00', 1, NULL, 'system', 'registration.created', 'Registration', 2, 'null', '{"state": "confirmed"}');
INSERT INTO public.audit_entry VALUES (12, '2026-11-26 11:28:27.787563+00', 1, NULL, 'system', 'registration.created', 'Registration', 3, 'null', '{"state": "confirmed"}');
INSERT INTO public.audit_entry VALUES (13, '2026-11-26 11:28:27.800771+00', 1, NULL, 'system', 'registration.created', 'Registration', 4, 'null', '{"state": "waitlisted"}');
INSERT INTO public.audit_entry VALUES (14, '2026-11-26 11:28:27.814768+00', 1, NULL, 'system', 'registration.created', 'Registration', 5, 'null', '{"state": "waitlisted"}');
INSERT INTO public.audit_entry VALUES (15, '2026-11-26 11:28:27.821529+00', 1, NULL, 'system', 'question.created', 'Question', 1, 'null', '{"kind": "text", "label": {"en": "Why?"}, "hint": {}, "is_required": false, "is_evidence": false, "options": [], "ticket_type_ids": [], "depends_on_id": null, "depends_on_values": []}');
INSERT INTO public.audit_entry VALUES (16, '2026-11-26 11:28:27.829657+00', 1, NULL, 'system', 'registration.cancelled', 'Registration', 2, '{"state": "confirmed"}', '{"state": "cancelled"}');
INSERT INTO public.audit_entry VALUES (17, '2026-11-26 11:28:27.847934+00', 1, NULL, 'system', 'registration.offered', 'Registration', 4, 'null', '{"offer_ends_at": "2026-11-27T11:28:27.842787+00:00"}');
INSERT INTO public.audit_entry VALUES (18, '2026-11-26 11:28:27.864736+00', 1, NULL, 'system', 'gate.created', 'Gate', 1, 'null', '{"name": {"en": "Main entrance"}}');
INSERT INTO public.audit_entry VALUES (19, '2026-11-26 11:28:27.868816+00', 1, NULL, 'system', 'pairing.opened', 'Pairing', 1, 'null', '{"gate_id": 1, "role": "supervisor"}');
INSERT INTO public.audit_entry VALUES (20, '2026-11-26 11:28:27.873128+00', 1, NULL, 'system', 'device.paired', 'Device', 1, 'null', '{"name": "Door phone", "role": "supervisor"}');
INSERT INTO public.device VALUES (1, '28090882-ccd2-48a1-9cb4-e0b36ade3cff', 1, 1, 'Door phone', '42602ea0891bd08de6309324975a790fbf1e66029c2134be4433a378b97d10b5', '2026-11-26 11:28:27.869546+00', '2026-11-26 11:28:27.869546+00', NULL, 'supervisor', 0);
INSERT INTO public.event VALUES (1, '4c06c96c-54e6-4e4b-90f2-f27b04e9505f', 'forum', '{"en": "The Forum", "zh-Hant": "\u8ad6\u58c7"}', '{}', '{}', '{}', '{"en": "The Hall"}', '{}', NULL, NULL, 'Asia/Hong_Kong', '2026-12-06 01:00:00+00', '2026-12-06 11:00:00+00', 'en', 'hello@example.org', 'vermilion', 'published', NULL, NULL, NULL, 3, 9, 0, 7, 11, '2026-11-26 11:28:27.549374+00', '2026-11-26 11:28:35+00', NULL, 25, 3, '["en", "zh-Hant", "zh-Hans"]', NULL, 10, NULL, NULL, false, false, false, '2026-11-26 11:28:28+00', true, 0, false);
INSERT INTO public.gate VALUES (1, 1, 'main-entrance', '{"en": "Main entrance"}', 0, '[]', NULL, NULL, '[]', NULL, '', 'entry', 'after_exit', false);
INSERT INTO public.mail VALUES (1, 'confirmed', 1, 1, 'guest0@example.org', 'Ada', 'en', '<179569250774.30140.16254579972842388786@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.746126+00', '2026-11-26 11:28:27.746126+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.mail VALUES (2, 'confirmed', 1, 2, 'guest1@example.org', 'Ben', 'en', '<179569250777.30140.12660993667324677354@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.771842+00', '2026-11-26 11:28:27.771842+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.mail VALUES (3, 'confirmed', 1, 3, 'guest2@example.org', 'Cyn', 'en', '<179569250778.30140.1413717544584316246@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.788788+00', '2026-11-26 11:28:27.788788+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.mail VALUES (4, 'waitlisted', 1, 4, 'guest3@example.org', 'Dee', 'en', '<179569250780.30140.7674294617269820136@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.804724+00', '2026-11-26 11:28:27.804724+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.mail VALUES (5, 'waitlisted', 1, 5, 'guest4@example.org', '陳大文', 'en', '<179569250781.30140.13942465406494305258@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.815777+00', '2026-11-26 11:28:27.815777+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.mail VALUES (6, 'cancelled', 1, 2, 'guest1@example.org', 'Ben', 'en', '<179569250783.30140.4383524292362888123@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.834546+00', '2026-11-26 11:28:27.834546+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.mail VALUES (7, 'offered', 1, 4, 'guest3@example.org', 'Dee', 'en', '<179569250784.30140.9284051174324904283@127.0.0.1>', 'queued', 0, '2026-11-26 11:28:27.848033+00', '2026-11-26 11:28:27.848033+00', NULL, '', '', '', '', 'Registration', NULL, '{}', '');
INSERT INTO public.membership VALUES (1, 1, 1, 'owner');
INSERT INTO public.pairing VALUES (1, 1, 1, '9d1746e23a8e76b65bf6c67fab3318b0f1aae2e2566c0a62a83306b49ec703a6', '2026-11-26 11:43:27.867574+00', '2026-11-26 11:28:27.869546+00', 'supervisor', '');
INSERT INTO public.question VALUES (1, 1, 'text', '{"en": "Why?"}', '{}', false, false, '[]', '[]', NULL, '[]', 0, NULL);
INSERT INTO public.registration VALUES (1, '423ba08a-9fda-418c-93b9-dcde634e5e6c', 1, 1, 1, 'MKEGATXQ', '8a90c1455a86734087e25035754ad7f8005bbbf3e025f881f1b68354afa780ad', 1, 'a34c641dabf3ec94453d1d51d60e32ff5508b90eeeb87508e57c4d812ddf4f67', 1, 'submission-000000000011', 'confirmed', 'Ada', 'guest0@example.org', '', '', NULL, '', 'en', '', '', 'mkegatxq ada guest0@example.org', 1, 1, 0, 1, '2026-11-26 11:28:27.723949+00', '2026-11-26 11:28:27+00', '2026-11-26 11:28:27.723949+00', NULL, NULL, NULL, true, true, '', '', 'delegate', false, NULL, NULL, NULL, NULL, NULL, NULL, '', true, 1);
INSERT INTO public.registration VALUES (3, 'baf9799d-a51c-4661-8d43-9ee1c4ba9979', 1, 1, 3, 'D94KCWZP', '7447cded9866dea53f044fb2ba89984b4b9e5b7f3f4487c005ee21c2cd89ca8f', 1, 'fa816b6daedefcc212e2196ead175bd1cb4b6177011a804684164e8514ae43d1', 1, 'submission-000000000015', 'confirmed', 'Cyn', 'guest2@example.org', '', '', NULL, '', 'en', '', '', 'd94kcwzp cyn guest2@example.org', 1, 1, 0, 3, '2026-11-26 11:28:27.779796+00', '2026-11-26 11:28:27+00', '2026-11-26 11:28:27.779796+00', NULL, NULL, NULL, true, true, '', '', 'delegate', false, NULL, NULL, NULL, NULL, NULL, NULL, '', true, 1);
INSERT INTO public.registration VALUES (5, '51a393f2-9130-4bd9-a770-4ef920e5182c', 1, 1, 7, 'RCR7ZTC3', 'aa68fe5f0b02f8da4a9ad00e18803e082cf46e595ae0a7c1fd7ff6dcf28e67a7', 1, 'ca8a5a1a3f6f1b310a1e31232b89931e428f91799cd9b50a81d851319d96ea7c', 1, 'submission-000000000019', 'waitlisted', '陳大文', 'guest4@example.org', '', '', NULL, '', 'en', '', '', 'rcr7ztc3 陈大文 guest4@example.org 陳大文 guest4@example.org', 1, 1, 0, 7, '2026-11-26 11:28:27.809951+00', '2026-11-26 11:28:27+00', NULL, NULL, NULL, NULL, false, true, '', '', NULL, false, NULL, NULL, '2026-11-26 11:28:27.809951+00', NULL, NULL, NULL, '', true, 1);
INSERT INTO public.registration VALUES (2, 'c4bcf27f-d3a0-4bf3-a034-5b01d94f3e9a', 1, 1, 2, 'RKE4XN5M', '6913cbfdecf21a2336e3088792e49220d281a5c68410c657b71ad6a0d94a709e', 1, '026acdc3e1bcf8f70d8ebc62e449af481eb223ad5f7250c3af1c5d6735487cf2', 1, 'submission-000000000013', 'cancelled', 'Ben', 'guest1@example.org', '', '', NULL, '', 'en', '', '', 'rke4xn5m ben guest1@example.org', 1, 2, 1, 8, '2026-11-26 11:28:27.761536+00', '2026-11-26 11:28:28+00', '2026-11-26 11:28:27.761536+00', '2026-11-26 11:28:27.829729+00', NULL, NULL, false, true, '', '', 'delegate', false, NULL, NULL, NULL, NULL, NULL, NULL, '', true, 1);
INSERT INTO public.registration VALUES (4, '04da0959-2fb6-4617-b273-82388f3e9d07', 1, 1, 5, '5FWXRXGY', 'f8137f77f3bde0349035e01b48f1244c69586a9694245153081051dec0666139', 1, '98950220bbb8522be08da1b071c4229c81f30d5705fc600bea6793808a35ffc4', 1, 'submission-000000000017', 'waitlisted', 'Dee', 'guest3@example.org', '', '', NULL, '', 'en', '', '', '5fwxrxgy dee guest3@example.org', 1, 2, 0, 10, '2026-11-26 11:28:27.793525+00', '2026-11-26 11:28:28+00', NULL, NULL, NULL, NULL, true, true, '', '', NULL, false, NULL, NULL, '2026-11-26 11:28:27.793525+00', '2026-11-27 11:28:27.842787+00', NULL, NULL, '', true, 1);
INSERT INTO public.room VALUES (1, 1, 'hall', '{"en": "Hall"}', '{}', NULL, 0);
INSERT INTO public.schedule_proposal VALUES (1, 1, 'system', 'queued', '', '{"step": 15, "apart": true, "big_rooms": false, "may_move": true}', '{}', '2026-11-26 11:28:27.857885+00', NULL);
INSERT INTO public.session VALUES (1, 1, 'CEFYCP9Z', '02b5760e-fb9a-4992-842c-8c944a88f72c', '{"en": "Opening"}', '{}', '{}', '{}', NULL, NULL, 1, NULL, '2026-12-06 02:00:00+00', '2026-12-06 03:00:00+00', '2026-12-06 02:00:00+00', '2026-12-06 03:00:00+00', 'confirmed', true, NULL, false, NULL, 0, 0, NULL, '2026-11-26 11:28:27+00', '2026-11-26 11:28:27+00', '[]', '[]', '', NULL, NULL, NULL, '{}', NULL, 1, 'system');
INSERT INTO public.session VALUES (2, 1, 'NE533NX7', 'fa13f48b-1f87-4f9a-9414-12322b3e0453', '{"en": "Panel"}', '{}', '{}', '{}', NULL, NULL, NULL, NULL, '2026-12-06 02:00:00+00', '2026-12-06 03:00:00+00', '2026-12-06 02:00:00+00', '2026-12-06 03:00:00+00', 'cancelled', true, NULL, false, NULL, 0, 1, NULL, '2026-11-26 11:28:27+00', '2026-11-26 11:28:28+00', '[]', '[]', '', NULL, NULL, NULL, '{}', NULL, 3, 'system');
INSERT INTO public.session_speaker VALUES (1, 1, 'speaker', 0);
INSERT INTO public.speaker VALUES (1, 1, 'Y2N95QX2', 'fd6c1303-2cf5-444d-aef1-0023b453182c', '{"en": "Ada Wong"}', '{}', '{}', '{}', NULL, 0, NULL, '2026-11-26 11:28:27.594029+00', '', 'en', '', '', '[]', '{}', '{"name": {"en": {"source": "9d7c40b69ae5af38", "checked": true}}}', '', 1, NULL, NULL, NULL);
INSERT INTO public.ticket_key VALUES (1, 1, '\xf9e613f49db8ba350ad23128b4f9825477ab978c675e7c7cd2df2f7c5e8646a7', '\x9fcc9afd1017cb0823bcdcdec52cce9e6308b288fa4b34a29548a96320f0ad7f', '2026-11-26 11:28:27.741507+00', NULL);
INSERT INTO public.ticket_type VALUES (1, 1, '{"en": "Delegate"}', '{}', 'delegate', 'public', false, NULL, NULL, 3, 3, 0, 'HKD', 0, 1, true, false, 1, 24, NULL, '{}', 0, '[]');
INSERT INTO public."user" VALUES (1, 'owner@example.org', 'Owner', '$argon2id$v=19$m=65536,t=3,p=4$xwc639LAmm6fbG6zDWH5GQ$1aMuS3pyAVGwgeXQSSylxWWcpUbA6NBJtfgaYjMVkM4', false, false, 1, '2026-11-26 11:28:27.533376+00', NULL, false);
SELECT pg_catalog.setval('public.access_code_id_seq', 1, false);
SELECT pg_catalog.setval('public.agenda_item_id_seq', 1, false);
SELECT pg_catalog.setval('public.answer_id_seq', 1, false);
SELECT pg_catalog.setval('public.app_password_id_seq', 1, false);
SELECT pg_catalog.setval('public.attendee_import_id_seq', 1, false);
SELECT pg_catalog.setval('public.audit_entry_id_seq', 20, true);
SELECT pg_catalog.setval('public.badge_issuer_id_seq', 1, false);
SELECT pg_catalog.setval('public.badge_print_id_seq', 1, false);
SELECT pg_catalog.setval('public.calendar_collection_id_seq', 1, false);
SELECT pg_catalog.setval('public.calendar_collection_item_id_seq', 1, false);
SELECT pg_catalog.setval('public.campaign_id_seq', 1, false);
SELECT pg_catalog.setval('public.certificate_id_seq', 1, false);
SELECT pg_catalog.setval('public.company_places_id_seq', 1, false);
SELECT pg_catalog.setval('public.consent_id_seq', 1, false);
SELECT pg_catalog.setval('public.delegation_id_seq', 1, false);
SELECT pg_catalog.setval('public.departure_id_seq', 1, false);
SELECT pg_catalog.setval('public.device_id_seq', 1, true);
SELECT pg_catalog.setval('public.event_day_id_seq', 1, false);
SELECT pg_catalog.setval('public.event_id_seq', 1, true);
SELECT pg_catalog.setval('public.foreign_badge_id_seq', 1, false);
SELECT pg_catalog.setval('public.gate_id_seq', 1, true);
SELECT pg_catalog.setval('public.invitation_id_seq', 1, false);
SELECT pg_catalog.setval('public.invitation_reply_id_seq', 1, false);
SELECT pg_catalog.setval('public.link_request_id_seq', 1, false);
SELECT pg_catalog.setval('public.mail_id_seq', 7, true);
SELECT pg_catalog.setval('public.mail_text_id_seq', 1, false);
SELECT pg_catalog.setval('public.membership_id_seq', 1, true);
SELECT pg_catalog.setval('public.pairing_id_seq', 1, true);
SELECT pg_catalog.setval('public.programme_release_id_seq', 1, false);
SELECT pg_catalog.setval('public.programme_upload_id_seq', 1, false);
SELECT pg_catalog.setval('public.question_id_seq', 1, true);
SELECT pg_catalog.setval('public.registration_id_seq', 5, true);
SELECT pg_catalog.setval('public.retired_ticket_id_seq', 1, false);
SELECT pg_catalog.setval('public.room_id_seq', 1, true);
SELECT pg_catalog.setval('public.saved_view_id_seq', 1, false);
SELECT pg_catalog.setval('public.scan_id_seq', 1, false);
SELECT pg_catalog.setval('public.schedule_proposal_id_seq', 1, true);
SELECT pg_catalog.setval('public.series_id_seq', 1, false);
SELECT pg_catalog.setval('public.session_file_id_seq', 1, false);
SELECT pg_catalog.setval('public.session_id_seq', 2, true);
SELECT pg_catalog.setval('public.session_type_id_seq', 1, false);
SELECT pg_catalog.setval('public.speaker_id_seq', 1, true);
SELECT pg_catalog.setval('public.team_invitation_id_seq', 1, false);
SELECT pg_catalog.setval('public.ticket_key_id_seq', 1, true);
SELECT pg_catalog.setval('public.ticket_type_id_seq', 1, true);
SELECT pg_catalog.setval('public.track_id_seq', 1, false);
SELECT pg_catalog.setval('public.upload_id_seq', 1, false);
SELECT pg_catalog.setval('public.user_id_seq', 1, true);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.access_code
    ADD CONSTRAINT pk_access_code PRIMARY KEY (id);
ALTER TABLE ONLY public.agenda_item
    ADD CONSTRAINT pk_agenda_item PRIMARY KEY (id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT pk_answer PRIMARY KEY (id);
ALTER TABLE ONLY public.app_password
    ADD CONSTRAINT pk_app_password PRIMARY KEY (id);
ALTER TABLE ONLY public.attendee_import
    ADD CONSTRAINT pk_attendee_import PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_entry
    ADD CONSTRAINT pk_audit_entry PRIMARY KEY (id);
ALTER TABLE ONLY public.badge_design
    ADD CONSTRAINT pk_badge_design PRIMARY KEY (event_id);
ALTER TABLE ONLY public.badge_issuer
    ADD CONSTRAINT pk_badge_issuer PRIMARY KEY (id);
ALTER TABLE ONLY public.badge_print
    ADD CONSTRAINT pk_badge_print PRIMARY KEY (id);
ALTER TABLE ONLY public.bounced_address
    ADD CONSTRAINT pk_bounced_address PRIMARY KEY (email);
ALTER TABLE ONLY public.calendar_collection
    ADD CONSTRAINT pk_calendar_collection PRIMARY KEY (id);
ALTER TABLE ONLY public.calendar_collection_item
    ADD CONSTRAINT pk_calendar_collection_item PRIMARY KEY (id);
ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT pk_campaign PRIMARY KEY (id);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT pk_certificate PRIMARY KEY (id);
ALTER TABLE ONLY public.company_places
    ADD CONSTRAINT pk_company_places PRIMARY KEY (id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT pk_consent PRIMARY KEY (id);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT pk_delegation PRIMARY KEY (id);
ALTER TABLE ONLY public.departure
    ADD CONSTRAINT pk_departure PRIMARY KEY (id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT pk_device PRIMARY KEY (id);
ALTER TABLE ONLY public.door_settings
    ADD CONSTRAINT pk_door_settings PRIMARY KEY (event_id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT pk_event PRIMARY KEY (id);
ALTER TABLE ONLY public.event_day
    ADD CONSTRAINT pk_event_day PRIMARY KEY (id);
ALTER TABLE ONLY public.foreign_badge
    ADD CONSTRAINT pk_foreign_badge PRIMARY KEY (id);
ALTER TABLE ONLY public.gate
    ADD CONSTRAINT pk_gate PRIMARY KEY (id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT pk_invitation PRIMARY KEY (id);
ALTER TABLE ONLY public.invitation_reply
    ADD CONSTRAINT pk_invitation_reply PRIMARY KEY (id);
ALTER TABLE ONLY public.link_request
    ADD CONSTRAINT pk_link_request PRIMARY KEY (id);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT pk_mail PRIMARY KEY (id);
ALTER TABLE ONLY public.mail_text
    ADD CONSTRAINT pk_mail_text PRIMARY KEY (id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT pk_membership PRIMARY KEY (id);
ALTER TABLE ONLY public.pairing
    ADD CONSTRAINT pk_pairing PRIMARY KEY (id);
ALTER TABLE ONLY public.programme_release
    ADD CONSTRAINT pk_programme_release PRIMARY KEY (id);
ALTER TABLE ONLY public.programme_upload
    ADD CONSTRAINT pk_programme_upload PRIMARY KEY (id);
ALTER TABLE ONLY public.question
    ADD CONSTRAINT pk_question PRIMARY KEY (id);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT pk_registration PRIMARY KEY (id);
ALTER TABLE ONLY public.retired_link
    ADD CONSTRAINT pk_retired_link PRIMARY KEY (token_hash);
ALTER TABLE ONLY public.retired_ticket
    ADD CONSTRAINT pk_retired_ticket PRIMARY KEY (id);
ALTER TABLE ONLY public.room
    ADD CONSTRAINT pk_room PRIMARY KEY (id);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT pk_saved_view PRIMARY KEY (id);
ALTER TABLE ONLY public.scan
    ADD CONSTRAINT pk_scan PRIMARY KEY (id);
ALTER TABLE ONLY public.scan_resolution
    ADD CONSTRAINT pk_scan_resolution PRIMARY KEY (scan_id);
ALTER TABLE ONLY public.schedule_proposal
    ADD CONSTRAINT pk_schedule_proposal PRIMARY KEY (id);
ALTER TABLE ONLY public.series
    ADD CONSTRAINT pk_series PRIMARY KEY (id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT pk_session PRIMARY KEY (id);
ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT pk_session_file PRIMARY KEY (id);
ALTER TABLE ONLY public.session_speaker
    ADD CONSTRAINT pk_session_speaker PRIMARY KEY (session_id, speaker_id);
ALTER TABLE ONLY public.session_type
    ADD CONSTRAINT pk_session_type PRIMARY KEY (id);
ALTER TABLE ONLY public.speaker
    ADD CONSTRAINT pk_speaker PRIMARY KEY (id);
ALTER TABLE ONLY public.speaker_photo
    ADD CONSTRAINT pk_speaker_photo PRIMARY KEY (speaker_id);
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT pk_team_invitation PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_key
    ADD CONSTRAINT pk_ticket_key PRIMARY KEY (id);
ALTER TABLE ONLY public.ticket_type
    ADD CONSTRAINT pk_ticket_type PRIMARY KEY (id);
ALTER TABLE ONLY public.track
    ADD CONSTRAINT pk_track PRIMARY KEY (id);
ALTER TABLE ONLY public.upload
    ADD CONSTRAINT pk_upload PRIMARY KEY (id);
ALTER TABLE ONLY public."user"
    ADD CONSTRAINT pk_user PRIMARY KEY (id);
ALTER TABLE ONLY public.access_code
    ADD CONSTRAINT uq_access_code_event_id_code UNIQUE (event_id, code);
ALTER TABLE ONLY public.agenda_item
    ADD CONSTRAINT uq_agenda_item_registration_id_session_id UNIQUE (registration_id, session_id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT uq_answer_registration_id_question_id UNIQUE (registration_id, question_id);
ALTER TABLE ONLY public.app_password
    ADD CONSTRAINT uq_app_password_password_hash UNIQUE (password_hash);
ALTER TABLE ONLY public.badge_issuer
    ADD CONSTRAINT uq_badge_issuer_event_id_name UNIQUE (event_id, name);
ALTER TABLE ONLY public.calendar_collection_item
    ADD CONSTRAINT uq_calendar_collection_item_collection_id_uid UNIQUE (collection_id, uid);
ALTER TABLE ONLY public.calendar_collection
    ADD CONSTRAINT uq_calendar_collection_kind_subject_id_locale UNIQUE (kind, subject_id, locale);
ALTER TABLE ONLY public.calendar_collection
    ADD CONSTRAINT uq_calendar_collection_uid UNIQUE (uid);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT uq_certificate_code UNIQUE (code);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT uq_certificate_registration_id UNIQUE (registration_id);
ALTER TABLE ONLY public.company_places
    ADD CONSTRAINT uq_company_places_ticket_type_id_company_key UNIQUE (ticket_type_id, company_key);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT uq_delegation_event_id_submission_key UNIQUE (event_id, submission_key);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT uq_delegation_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT uq_delegation_uid UNIQUE (uid);
ALTER TABLE ONLY public.departure
    ADD CONSTRAINT uq_departure_place_subject_id_session_id UNIQUE (place, subject_id, session_id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT uq_device_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT uq_device_uid UNIQUE (uid);
ALTER TABLE ONLY public.event_day
    ADD CONSTRAINT uq_event_day_event_id_day UNIQUE (event_id, day);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT uq_event_slug UNIQUE (slug);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT uq_event_uid UNIQUE (uid);
ALTER TABLE ONLY public.foreign_badge
    ADD CONSTRAINT uq_foreign_badge_issuer_id_number UNIQUE (issuer_id, number);
ALTER TABLE ONLY public.foreign_badge
    ADD CONSTRAINT uq_foreign_badge_registration_id UNIQUE (registration_id);
ALTER TABLE ONLY public.gate
    ADD CONSTRAINT uq_gate_event_id_slug UNIQUE (event_id, slug);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT uq_invitation_event_id_ticket_type_id_email UNIQUE (event_id, ticket_type_id, email);
ALTER TABLE ONLY public.invitation_reply
    ADD CONSTRAINT uq_invitation_reply_registration_id_session_id UNIQUE (registration_id, session_id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT uq_invitation_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT uq_invitation_uid UNIQUE (uid);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT uq_mail_campaign_id_subject_id UNIQUE (campaign_id, subject_id);
ALTER TABLE ONLY public.mail
    ADD CONSTRAINT uq_mail_message_id UNIQUE (message_id);
ALTER TABLE ONLY public.mail_text
    ADD CONSTRAINT uq_mail_text_event_id_kind UNIQUE (event_id, kind);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT uq_membership_user_id_event_id UNIQUE (user_id, event_id);
ALTER TABLE ONLY public.pairing
    ADD CONSTRAINT uq_pairing_code_hash UNIQUE (code_hash);
ALTER TABLE ONLY public.programme_release
    ADD CONSTRAINT uq_programme_release_event_id_number UNIQUE (event_id, number);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT uq_registration_calendar_token_hash UNIQUE (calendar_token_hash);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT uq_registration_event_id_code UNIQUE (event_id, code);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT uq_registration_event_id_serial UNIQUE (event_id, serial);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT uq_registration_event_id_submission_key UNIQUE (event_id, submission_key);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT uq_registration_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT uq_registration_uid UNIQUE (uid);
ALTER TABLE ONLY public.retired_ticket
    ADD CONSTRAINT uq_retired_ticket_event_id_code UNIQUE (event_id, code);
ALTER TABLE ONLY public.room
    ADD CONSTRAINT uq_room_event_id_slug UNIQUE (event_id, slug);
ALTER TABLE ONLY public.scan
    ADD CONSTRAINT uq_scan_uuid UNIQUE (uuid);
ALTER TABLE ONLY public.series
    ADD CONSTRAINT uq_series_slug UNIQUE (slug);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT uq_session_event_id_code UNIQUE (event_id, code);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT uq_session_event_id_import_reference UNIQUE (event_id, import_reference);
ALTER TABLE ONLY public.session_type
    ADD CONSTRAINT uq_session_type_event_id_slug UNIQUE (event_id, slug);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT uq_session_uid UNIQUE (uid);
ALTER TABLE ONLY public.speaker
    ADD CONSTRAINT uq_speaker_event_id_code UNIQUE (event_id, code);
ALTER TABLE ONLY public.speaker
    ADD CONSTRAINT uq_speaker_event_id_import_reference UNIQUE (event_id, import_reference);
ALTER TABLE ONLY public.speaker
    ADD CONSTRAINT uq_speaker_link_hash UNIQUE (link_hash);
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT uq_team_invitation_event_id_email UNIQUE (event_id, email);
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT uq_team_invitation_token_hash UNIQUE (token_hash);
ALTER TABLE ONLY public.track
    ADD CONSTRAINT uq_track_event_id_slug UNIQUE (event_id, slug);
ALTER TABLE ONLY public.upload
    ADD CONSTRAINT uq_upload_event_id_submission_key_question_id UNIQUE (event_id, submission_key, question_id);
ALTER TABLE ONLY public."user"
    ADD CONSTRAINT uq_user_email UNIQUE (email);
CREATE INDEX ix_access_code_ticket_type_id ON public.access_code USING btree (ticket_type_id);
CREATE INDEX ix_agenda_item_session_id ON public.agenda_item USING btree (session_id);
CREATE INDEX ix_answer_question_id ON public.answer USING btree (question_id);
CREATE INDEX ix_app_password_registration_id ON public.app_password USING btree (registration_id);
CREATE INDEX ix_attendee_import_event_id ON public.attendee_import USING btree (event_id);
CREATE INDEX ix_audit_entry_event_id ON public.audit_entry USING btree (event_id);
CREATE INDEX ix_audit_entry_subject ON public.audit_entry USING btree (subject_type, subject_id);
CREATE INDEX ix_badge_print_registration_id ON public.badge_print USING btree (registration_id);
CREATE INDEX ix_calendar_collection_event_id ON public.calendar_collection USING btree (event_id);
CREATE INDEX ix_calendar_collection_item_version ON public.calendar_collection_item USING btree (collection_id, version);
CREATE INDEX ix_campaign_event_id ON public.campaign USING btree (event_id);
CREATE INDEX ix_campaign_state ON public.campaign USING btree (state, send_at);
CREATE INDEX ix_consent_registration_id ON public.consent USING btree (registration_id);
CREATE INDEX ix_departure_session_id ON public.departure USING btree (session_id);
CREATE INDEX ix_device_event_id ON public.device USING btree (event_id);
CREATE INDEX ix_event_series_id ON public.event USING btree (series_id);
CREATE INDEX ix_gate_session_id ON public.gate USING btree (session_id);
CREATE INDEX ix_invitation_registration_id ON public.invitation USING btree (registration_id);
CREATE INDEX ix_invitation_reply_session_id ON public.invitation_reply USING btree (session_id);
CREATE INDEX ix_invitation_ticket_type_id ON public.invitation USING btree (ticket_type_id);
CREATE INDEX ix_mail_event ON public.mail USING btree (event_id, id);
CREATE INDEX ix_mail_state_due ON public.mail USING btree (state, due_at);
CREATE INDEX ix_mail_subject ON public.mail USING btree (subject_type, subject_id);
CREATE INDEX ix_membership_event_id ON public.membership USING btree (event_id);
CREATE INDEX ix_programme_upload_event_id ON public.programme_upload USING btree (event_id);
CREATE INDEX ix_question_event ON public.question USING btree (event_id, "position");
CREATE INDEX ix_registration_access_code_id ON public.registration USING btree (access_code_id);
CREATE INDEX ix_registration_company ON public.registration USING btree (event_id, company_key);
CREATE INDEX ix_registration_delegation_id ON public.registration USING btree (delegation_id);
CREATE INDEX ix_registration_email ON public.registration USING btree (email);
CREATE INDEX ix_registration_event_cursor ON public.registration USING btree (event_id, cursor);
CREATE INDEX ix_registration_list ON public.registration USING btree (event_id, created_at, state, ticket_type_id, search_text);
CREATE INDEX ix_registration_merged_into_id ON public.registration USING btree (merged_into_id);
CREATE INDEX ix_registration_ticket_type_id ON public.registration USING btree (ticket_type_id);
CREATE INDEX ix_registration_waiting ON public.registration USING btree (event_id, state, waitlisted_at);
CREATE INDEX ix_retired_link_registration_id ON public.retired_link USING btree (registration_id);
CREATE INDEX ix_retired_ticket_registration_id ON public.retired_ticket USING btree (registration_id);
CREATE INDEX ix_saved_view_event_id ON public.saved_view USING btree (event_id);
CREATE INDEX ix_scan_event_scanned ON public.scan USING btree (event_id, scanned_at);
CREATE INDEX ix_scan_registration_id ON public.scan USING btree (registration_id);
CREATE INDEX ix_scan_undoes ON public.scan USING btree (undoes);
CREATE INDEX ix_schedule_proposal_event_id ON public.schedule_proposal USING btree (event_id);
CREATE INDEX ix_schedule_proposal_state ON public.schedule_proposal USING btree (state);
CREATE INDEX ix_session_event_draft ON public.session USING btree (event_id, draft_version);
CREATE INDEX ix_session_event_start ON public.session USING btree (event_id, starts_at);
CREATE INDEX ix_session_file_session_id ON public.session_file USING btree (session_id);
CREATE INDEX ix_session_room_id ON public.session USING btree (room_id);
CREATE INDEX ix_session_speaker_speaker_id ON public.session_speaker USING btree (speaker_id);
CREATE INDEX ix_session_track_id ON public.session USING btree (track_id);
CREATE INDEX ix_ticket_key_event_id ON public.ticket_key USING btree (event_id);
CREATE INDEX ix_ticket_type_event_id ON public.ticket_type USING btree (event_id);
CREATE INDEX ix_upload_registration_id ON public.upload USING btree (registration_id);
CREATE UNIQUE INDEX uq_invitation_reply_event ON public.invitation_reply USING btree (registration_id) WHERE (session_id IS NULL);
ALTER TABLE ONLY public.access_code
    ADD CONSTRAINT fk_access_code_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.access_code
    ADD CONSTRAINT fk_access_code_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.agenda_item
    ADD CONSTRAINT fk_agenda_item_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.agenda_item
    ADD CONSTRAINT fk_agenda_item_session_id_session FOREIGN KEY (session_id) REFERENCES public.session(id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT fk_answer_question_id_question FOREIGN KEY (question_id) REFERENCES public.question(id);
ALTER TABLE ONLY public.answer
    ADD CONSTRAINT fk_answer_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.app_password
    ADD CONSTRAINT fk_app_password_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.attendee_import
    ADD CONSTRAINT fk_attendee_import_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.attendee_import
    ADD CONSTRAINT fk_attendee_import_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.badge_design
    ADD CONSTRAINT fk_badge_design_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.badge_issuer
    ADD CONSTRAINT fk_badge_issuer_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.badge_issuer
    ADD CONSTRAINT fk_badge_issuer_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.badge_print
    ADD CONSTRAINT fk_badge_print_device_id_device FOREIGN KEY (device_id) REFERENCES public.device(id);
ALTER TABLE ONLY public.badge_print
    ADD CONSTRAINT fk_badge_print_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.badge_print
    ADD CONSTRAINT fk_badge_print_user_id_user FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.calendar_collection
    ADD CONSTRAINT fk_calendar_collection_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.calendar_collection_item
    ADD CONSTRAINT fk_calendar_collection_item_collection_id_calendar_collection FOREIGN KEY (collection_id) REFERENCES public.calendar_collection(id);
ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT fk_campaign_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.certificate
    ADD CONSTRAINT fk_certificate_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.company_places
    ADD CONSTRAINT fk_company_places_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT fk_consent_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT fk_delegation_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.delegation
    ADD CONSTRAINT fk_delegation_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.departure
    ADD CONSTRAINT fk_departure_session_id_session FOREIGN KEY (session_id) REFERENCES public.session(id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT fk_device_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.device
    ADD CONSTRAINT fk_device_gate_id_gate FOREIGN KEY (gate_id) REFERENCES public.gate(id);
ALTER TABLE ONLY public.door_settings
    ADD CONSTRAINT fk_door_settings_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.event_day
    ADD CONSTRAINT fk_event_day_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_previous_id_event FOREIGN KEY (previous_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT fk_event_series_id_series FOREIGN KEY (series_id) REFERENCES public.series(id);
ALTER TABLE ONLY public.foreign_badge
    ADD CONSTRAINT fk_foreign_badge_issuer_id_badge_issuer FOREIGN KEY (issuer_id) REFERENCES public.badge_issuer(id);
ALTER TABLE ONLY public.foreign_badge
    ADD CONSTRAINT fk_foreign_badge_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.gate
    ADD CONSTRAINT fk_gate_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.gate
    ADD CONSTRAINT fk_gate_session_id_session FOREIGN KEY (session_id) REFERENCES public.session(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT fk_invitation_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT fk_invitation_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.invitation_reply
    ADD CONSTRAINT fk_invitation_reply_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.invitation_reply
    ADD CONSTRAINT fk_invitation_reply_session_id_session FOREIGN KEY (session_id) REFERENCES public.session(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT fk_invitation_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.link_request
    ADD CONSTRAINT fk_link_request_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.mail_text
    ADD CONSTRAINT fk_mail_text_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT fk_membership_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT fk_membership_user_id_user FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.pairing
    ADD CONSTRAINT fk_pairing_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.pairing
    ADD CONSTRAINT fk_pairing_gate_id_gate FOREIGN KEY (gate_id) REFERENCES public.gate(id);
ALTER TABLE ONLY public.programme_release
    ADD CONSTRAINT fk_programme_release_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.programme_upload
    ADD CONSTRAINT fk_programme_upload_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.question
    ADD CONSTRAINT fk_question_depends_on_id_question FOREIGN KEY (depends_on_id) REFERENCES public.question(id);
ALTER TABLE ONLY public.question
    ADD CONSTRAINT fk_question_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT fk_registration_access_code_id_access_code FOREIGN KEY (access_code_id) REFERENCES public.access_code(id);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT fk_registration_delegation_id_delegation FOREIGN KEY (delegation_id) REFERENCES public.delegation(id);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT fk_registration_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT fk_registration_merged_into_id_registration FOREIGN KEY (merged_into_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.registration
    ADD CONSTRAINT fk_registration_ticket_type_id_ticket_type FOREIGN KEY (ticket_type_id) REFERENCES public.ticket_type(id);
ALTER TABLE ONLY public.retired_link
    ADD CONSTRAINT fk_retired_link_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.retired_ticket
    ADD CONSTRAINT fk_retired_ticket_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.retired_ticket
    ADD CONSTRAINT fk_retired_ticket_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.room
    ADD CONSTRAINT fk_room_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.saved_view
    ADD CONSTRAINT fk_saved_view_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.scan
    ADD CONSTRAINT fk_scan_device_id_device FOREIGN KEY (device_id) REFERENCES public.device(id);
ALTER TABLE ONLY public.scan
    ADD CONSTRAINT fk_scan_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.scan
    ADD CONSTRAINT fk_scan_gate_id_gate FOREIGN KEY (gate_id) REFERENCES public.gate(id);
ALTER TABLE ONLY public.scan
    ADD CONSTRAINT fk_scan_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
ALTER TABLE ONLY public.scan_resolution
    ADD CONSTRAINT fk_scan_resolution_scan_id_scan FOREIGN KEY (scan_id) REFERENCES public.scan(id);
ALTER TABLE ONLY public.scan_resolution
    ADD CONSTRAINT fk_scan_resolution_user_id_user FOREIGN KEY (user_id) REFERENCES public."user"(id);
ALTER TABLE ONLY public.schedule_proposal
    ADD CONSTRAINT fk_schedule_proposal_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT fk_session_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.session_file
    ADD CONSTRAINT fk_session_file_session_id_session FOREIGN KEY (session_id) REFERENCES public.session(id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT fk_session_room_id_room FOREIGN KEY (room_id) REFERENCES public.room(id);
ALTER TABLE ONLY public.session_speaker
    ADD CONSTRAINT fk_session_speaker_session_id_session FOREIGN KEY (session_id) REFERENCES public.session(id);
ALTER TABLE ONLY public.session_speaker
    ADD CONSTRAINT fk_session_speaker_speaker_id_speaker FOREIGN KEY (speaker_id) REFERENCES public.speaker(id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT fk_session_track_id_track FOREIGN KEY (track_id) REFERENCES public.track(id);
ALTER TABLE ONLY public.session_type
    ADD CONSTRAINT fk_session_type_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.session
    ADD CONSTRAINT fk_session_type_id_session_type FOREIGN KEY (type_id) REFERENCES public.session_type(id);
ALTER TABLE ONLY public.speaker
    ADD CONSTRAINT fk_speaker_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.speaker_photo
    ADD CONSTRAINT fk_speaker_photo_speaker_id_speaker FOREIGN KEY (speaker_id) REFERENCES public.speaker(id);
ALTER TABLE ONLY public.team_invitation
    ADD CONSTRAINT fk_team_invitation_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.ticket_key
    ADD CONSTRAINT fk_ticket_key_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.ticket_type
    ADD CONSTRAINT fk_ticket_type_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.track
    ADD CONSTRAINT fk_track_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.upload
    ADD CONSTRAINT fk_upload_event_id_event FOREIGN KEY (event_id) REFERENCES public.event(id);
ALTER TABLE ONLY public.upload
    ADD CONSTRAINT fk_upload_question_id_question FOREIGN KEY (question_id) REFERENCES public.question(id);
ALTER TABLE ONLY public.upload
    ADD CONSTRAINT fk_upload_registration_id_registration FOREIGN KEY (registration_id) REFERENCES public.registration(id);
