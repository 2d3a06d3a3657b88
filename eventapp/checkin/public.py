"""The scanner: one page that a phone at the door keeps open."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from eventapp.core.http import SCANNER_POLICY, page_answer

blueprint = Blueprint("checkin", __name__)


@blueprint.get("/checkin/")
def scanner() -> ResponseReturnValue:
    response: Response = page_answer(("scanner",), lambda: render_template("checkin/scanner.html"))
    response.headers["Content-Security-Policy"] = SCANNER_POLICY
    return response
