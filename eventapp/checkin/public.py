"""The scanner: one page that a phone at the door keeps, and that starts without a network."""

from flask import Blueprint, Response, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eventapp.core.files import STATIC
from eventapp.core.http import RELEASE, SCANNER_POLICY, page_answer, without_cookies
from eventapp.core.templating import static_url, stylesheet_url

blueprint = Blueprint("checkin", __name__)
VENDORED = ("barcode-detector.js", "zxing_reader.wasm", "ed25519.js", "idb.js")


@blueprint.get("/checkin/")
def scanner() -> ResponseReturnValue:
    response: Response = page_answer(("scanner",), lambda: render_template("checkin/scanner.html"))
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


def _kept() -> list[str]:
    """Every address that the scanner loads, as its page and its scripts ask for it."""
    scripts = sorted(path.name for path in (STATIC / "js" / "scanner").glob("*.js"))
    asked = [stylesheet_url(), static_url("icon.svg"), static_url("js/scanner/main.js"), static_url("js/page.js")]
    asked += [static_url("vendor/barcode-detector.js"), static_url("vendor/zxing_reader.wasm")]
    return ["/checkin/", *asked, *(f"/static/js/scanner/{name}" for name in scripts),
            *(f"/static/vendor/{name}" for name in VENDORED)]  # fmt: skip
