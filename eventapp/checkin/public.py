"""What the door shows to whoever has the address: the scanner, the big screen, certificates."""

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.checkin import certificates, queries, service
from eventapp.checkin.board_link import is_board_token
from eventapp.checkin.extension_points import scanner_parts
from eventapp.checkin.live_board import live_response
from eventapp.core.codes import normal_code
from eventapp.core.files import STATIC
from eventapp.core.http import RELEASE, SCANNER_POLICY, cached_page, shown_inline, without_cookies
from eventapp.core.locales import reader_locale
from eventapp.core.rate_limits import limiter
from eventapp.core.templating import static_url, stylesheet_url
from eventapp.events.models import Event
from eventapp.events.queries import event_by_slug
from eventapp.registration.public.private_page import registration_of

blueprint = Blueprint("checkin", __name__)
VENDORED = ("barcode-detector.js", "zxing_reader.wasm", "ed25519.js", "idb.js")


@blueprint.get("/checkin/")
def scanner() -> ResponseReturnValue:
    response: Response = cached_page(("scanner",), lambda: render_template("checkin/scanner.html", parts=scanner_parts))
    response.headers["Content-Security-Policy"] = SCANNER_POLICY
    return response


@blueprint.get("/checkin/worker.js")
def worker() -> ResponseReturnValue:
    """The script that keeps the scanner on the phone. Another release is another script, and so keeps itself anew."""
    without_cookies()
    script = render_template("checkin/worker.js", release=RELEASE, kept=_kept())
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": SCANNER_POLICY}
    return Response(script, content_type="text/javascript; charset=utf-8", headers=headers)


@blueprint.get("/checkin/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    """What a phone needs to install the scanner."""
    without_cookies()
    answer = jsonify(
        name=_("Check-in"),
        short_name=_("Check-in"),
        start_url="/checkin/",
        scope="/checkin/",
        display="standalone",
        background_color="#1d1a17",
        theme_color="#1d1a17",
        icons=[{"src": static_url("icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    )
    answer.content_type = "application/manifest+json"
    return answer


@blueprint.get("/events/<slug>/board/<token>/")
def board(slug: str, token: str) -> ResponseReturnValue:
    """The live board for a screen in the hall: numbers without names, for whoever has its address."""
    event = _event_of_board(slug, token)
    part = url_for("checkin.board_part", slug=slug, token=token)
    return render_template("checkin/board.html", event=event, part=part)


@blueprint.get("/events/<slug>/board/<token>/live")
def board_part(slug: str, token: str) -> ResponseReturnValue:
    without_cookies()
    return live_response(_event_of_board(slug, token), shows_names=False)


def _event_of_board(slug: str, token: str) -> Event:
    event = event_by_slug(slug)
    if event is None or not is_board_token(event, token):
        abort(404)
    return event


@blueprint.get("/r/<token>/certificate.pdf")
def own_certificate(token: str) -> ResponseReturnValue:
    """Somebody's own certificate, made when they first ask for it after the event."""
    registration = registration_of(token)
    try:
        made = service.certify(registration)
    except (service.NotAttended, service.CertificatesOff):
        abort(404)
    content = certificates.certificate_pdf(made, reader_locale())
    name = f"{registration.event.slug}-certificate.pdf"
    headers = shown_inline(name) | {"X-Robots-Tag": "noindex"}
    return Response(content, content_type="application/pdf", headers=headers)


@blueprint.get("/certificates/")
@limiter.limit("60 per minute")
def check_certificate() -> ResponseReturnValue:
    """Where anybody types a certificate's code."""
    asked = request.args.get("code", "")[:40]
    code = normal_code(asked)
    if code and queries.certificate_by_code(code) is not None:
        return redirect(url_for("checkin.certificate", code=code), 303)
    return render_template("checkin/certificate.html", certificate=None, asked=asked), 404 if asked else 200


@blueprint.get("/certificates/<code>")
@limiter.limit("60 per minute")
def certificate(code: str) -> ResponseReturnValue:
    """Whether a certificate is genuine, and what it says."""
    found = queries.certificate_by_code(normal_code(code[:40]))
    if found is None:
        return render_template("checkin/certificate.html", certificate=None, asked=code[:40]), 404
    return render_template(
        "checkin/certificate.html", certificate=found, event=found.registration.event, asked="",
        days=certificates.days_in_words(found), time=certificates.time_in_words(found.minutes),
        spoken=certificates.spoken(found.code),
    )  # fmt: skip


def _kept() -> list[str]:
    """Every address that the scanner loads, as its page and its scripts ask for it."""
    scripts = sorted(path.name for path in (STATIC / "js" / "scanner").glob("*.js"))
    asked = [stylesheet_url(), static_url("icon.svg"), static_url("js/scanner/main.js"), static_url("js/page.js")]
    asked += [static_url("vendor/barcode-detector.js"), static_url("vendor/zxing_reader.wasm")]
    return ["/checkin/", *asked, *(f"/static/js/scanner/{name}" for name in scripts),
            *(f"/static/vendor/{name}" for name in VENDORED)]  # fmt: skip
