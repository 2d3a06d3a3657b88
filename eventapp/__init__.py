"""eventapp: runs conferences and forums. `create_app` is the one place where the parts are wired together."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, abort, jsonify, redirect, request
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from eventapp.config import Settings, from_environment
from eventapp.core import (
    clock_steps,
    compiled_templates,
    faults,
    http,
    jobs,
    locales,
    logs,
    migrations,
    rate_limits,
    stylesheet,
    templating,
)
from eventapp.core.db import database_answers, db, set_up_engine
from eventapp.core.db import init_app as init_database
from eventapp.core.files import MIGRATIONS, STATIC, TEMPLATES

csrf = CSRFProtect()


def create_app(settings: Settings | None = None) -> Flask:
    """An app with its database, queue and pages. Settings come from the environment unless given."""
    with _without_garbage_collection():
        return _create(settings or from_environment())


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Everything that an app is made of stays: looking for garbage among it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _create(settings: Settings) -> Flask:
    app = Flask("eventapp", static_folder=str(STATIC), template_folder=str(TEMPLATES))
    app.config.from_mapping(settings.flask_config())
    app.extensions["eventapp_settings"] = settings
    app.config["ALEMBIC"] = {"script_location": str(MIGRATIONS)}
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    logs.set_up(app)
    clock_steps.set_up(settings.data_dir)
    init_database(app)
    csrf.init_app(app)
    rate_limits.init_app(app)
    locales.babel.init_app(app, locale_selector=locales.select_for_babel)
    http.set_up(app)
    faults.set_up(app)
    templating.set_up(app)
    compiled_templates.set_up(app, settings.data_dir)
    stylesheet.set_up(app)
    jobs.set_up(app)
    _add_features(app)
    _add_companies(app)
    _add_titles(app)
    _add_meetings(app)
    _add_leads(app)
    _add_recordings(app)
    _add_deadlines(app)
    _add_api(app)
    _add_service_pages(app, settings)
    with app.app_context():
        set_up_engine(db.engine)
        logs.name_slow_statements(db.engine)
    return app


@contextmanager
def inside_app(settings: Settings) -> Iterator[Flask]:
    """An app and its context for the length of a `with` block, with nothing left open behind it."""
    app = create_app(settings)
    try:
        with app.app_context():
            yield app
    finally:
        close_connections(app)


def close_connections(app: Flask) -> None:
    """Let go of the database and of the queue. The app opens new connections where it needs them."""
    with app.app_context():
        db.engine.dispose()
    app.extensions["jobs"].huey.storage.close()


def _add_features(app: Flask) -> None:
    from eventapp.accounts import public as accounts
    from eventapp.administration import admin as administration
    from eventapp.administration import providers  # noqa: F401
    from eventapp.archives import admin as archives
    from eventapp.calendars import admin as calendars_admin
    from eventapp.calendars import api as calendars_api
    from eventapp.calendars import caldav
    from eventapp.calendars import privacy as calendars_privacy
    from eventapp.calendars import public as calendars
    from eventapp.calendars.service import departures
    from eventapp.checkin import admin as checkin_admin
    from eventapp.checkin import api as checkin_api
    from eventapp.checkin import cloning as checkin_cloning
    from eventapp.checkin import history as checkin_history
    from eventapp.checkin import privacy as checkin_privacy
    from eventapp.checkin import public as checkin
    from eventapp.checkin import retention as checkin_retention
    from eventapp.core import delivery, text_delivery
    from eventapp.events import admin as events_admin
    from eventapp.events import (
        discovery,  # noqa: F401
        team_invitations,
    )
    from eventapp.events import public as events
    from eventapp.events import widgets as event_widgets  # noqa: F401
    from eventapp.messages import (
        account_mails,
        attendee_mails,
        calendar_mails,
        campaigns,
        company_mails,
        follow_up_mails,
        invitation_mails,
        mails,
        meeting_mails,
        speaker_mails,
        team_mails,
        webhook_mails,
    )
    from eventapp.messages import admin as messages_admin
    from eventapp.messages import api as messages_api
    from eventapp.messages import cloning as messages_cloning
    from eventapp.messages import effects as messages_effects
    from eventapp.messages import history as messages_history
    from eventapp.messages import retention as messages_retention
    from eventapp.programme import admin as programme_admin
    from eventapp.programme import cloning as programme_cloning
    from eventapp.programme import effects as programme_effects
    from eventapp.programme import public as programme
    from eventapp.programme import retention as programme_retention
    from eventapp.programme import (
        screens,  # noqa: F401
        speaker_portal,
        widgets,  # noqa: F401
    )
    from eventapp.registration import admin as registration_admin
    from eventapp.registration import cloning as registration_cloning
    from eventapp.registration import effects as registration_effects
    from eventapp.registration import history
    from eventapp.registration import public as registration
    from eventapp.registration import retention as registration_retention
    from eventapp.registration.public import private_page

    accounts.login_manager.init_app(app)
    history.set_up(app)
    features = (
        accounts, events, events_admin, team_invitations, programme, programme_admin, speaker_portal, registration,
        registration_admin, calendars, caldav, calendars_api, calendars_admin, checkin, checkin_api, checkin_admin,
        messages_admin, messages_api, administration, archives,
    )  # fmt: skip
    for feature in features:
        app.register_blueprint(feature.blueprint)
    for without_cookie in (checkin_api, messages_api, calendars_api, caldav):
        csrf.exempt(without_cookie.blueprint)  # they send a token of their own and no cookie
    csrf.exempt(private_page.unsubscribe)  # mail programs post to it by themselves
    app.extensions["registered_by_import"] = (
        account_mails, attendee_mails, mails, calendar_mails, campaigns, delivery, text_delivery, follow_up_mails,
        company_mails, meeting_mails,
        checkin_history, invitation_mails, messages_history, speaker_mails, team_mails, webhook_mails,
        messages_cloning,
        programme_cloning, registration_cloning, checkin_cloning, departures, calendars_privacy, checkin_privacy,
        programme_effects, registration_effects, messages_effects,
        registration_retention, checkin_retention, messages_retention, programme_retention,
    )  # fmt: skip


def _add_companies(app: Flask) -> None:
    from eventapp.companies import admin, cloning, own_page, privacy, public, retention

    for feature in (public, admin, own_page):
        app.register_blueprint(feature.blueprint)
    app.extensions["companies"] = (cloning, privacy, retention)  # registered by importing them


def _add_titles(app: Flask) -> None:
    from eventapp.titles import admin, own_page, public

    for feature in (public, admin, own_page):
        app.register_blueprint(feature.blueprint)


def _add_meetings(app: Flask) -> None:
    from eventapp.meetings import admin, cloning, privacy, public, round_making

    for feature in (public, admin):
        app.register_blueprint(feature.blueprint)
    app.extensions["meetings"] = (cloning, privacy, round_making)  # registered by importing them


def _add_leads(app: Flask) -> None:
    from eventapp.leads import admin, api, cloning, own_page, privacy, public, retention

    for feature in (public, admin, own_page, api):
        app.register_blueprint(feature.blueprint)
    csrf.exempt(api.blueprint)  # phones bring a token, and no cookie
    app.extensions["leads"] = (cloning, privacy, retention)  # registered by importing them


def _add_recordings(app: Flask) -> None:
    from eventapp.recordings import admin, captioner, drafting, preparing, public, translator

    for blueprint in (*public.blueprints, captioner.blueprint, translator.blueprint, *admin.blueprints):
        app.register_blueprint(blueprint)
    app.extensions["recordings"] = (preparing, drafting)  # registered by importing them


def _add_deadlines(app: Flask) -> None:
    from eventapp.events import deadlines as events
    from eventapp.messages import deadlines as messages
    from eventapp.registration import deadlines as registration

    app.extensions["deadlines"] = (events, registration, messages)  # registered by importing them


def _add_api(app: Flask) -> None:
    from eventapp.administration import api_document
    from eventapp.checkin import api_v1 as checkin
    from eventapp.companies import api_v1 as companies
    from eventapp.events.api import events, webhooks
    from eventapp.meetings import api_v1 as meetings
    from eventapp.messages import api_v1 as messages
    from eventapp.programme import api as programme
    from eventapp.recordings import api_v1 as recordings
    from eventapp.registration import api as registration
    from eventapp.titles import api_v1 as titles

    app.register_blueprint(api_document.blueprint)
    app.extensions["webhooks_api"] = webhooks  # a part of the events' own
    for feature in (events, programme, registration, companies, titles, meetings, recordings, checkin, messages):
        app.register_blueprint(feature.blueprint)
        csrf.exempt(feature.blueprint)  # its requests bring a token, and no cookie


def _add_service_pages(app: Flask, settings: Settings) -> None:
    @app.get("/lang/<locale>")
    def language(locale: str) -> ResponseReturnValue:
        """Remember a reader's language and go back to where they were."""
        if locale not in locales.LOCALES:
            abort(404)
        target = request.args.get("next")
        response = redirect(target if target and http.is_safe_local_path(target) else "/")
        secure = app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie(locales.COOKIE, locale, max_age=365 * 86_400, samesite="Lax", httponly=True, secure=secure)
        return response

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        http.without_cookies()
        return jsonify(status="alive")

    @app.get("/readyz")
    def readyz() -> ResponseReturnValue:
        http.without_cookies()
        answers = database_answers()
        current = answers and migrations.are_current()
        fault = faults.storage_fault(settings.data_dir)  # what only reads goes on, so it takes nobody out of a rotation
        said = {"database": "answers" if answers else "silent", "migrations": "current" if current else "due"}
        said["disk"] = fault or "writable"
        return jsonify(said), 200 if current else 503, {"X-Reached-As": request.host_url}

    @app.get("/favicon.ico")
    def favicon() -> ResponseReturnValue:
        return redirect(templating.static_url("icon.svg"), 301)

    if app.config["METRICS"]:
        from eventapp.core import metrics

        metrics.set_up(app)
