"""Registration as the public meets it: the form, groups, invitations, and each person's private page."""

from flask import Blueprint, Response, request

blueprint = Blueprint("registration", __name__)


@blueprint.after_request
def keep_private(response: Response) -> Response:
    """Pages behind a secret link are nobody else's to keep, index or hear of."""
    if request.path.startswith(("/r/", "/g/", "/i/", "/unsubscribe/", "/registrations/")):
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Referrer-Policy"] = "no-referrer"
    return response


from eventapp.registration.public import (  # noqa: E402, F401
    confirmations,
    follow_ups,
    form,
    groups,
    invitations,
    my_registrations,
    private_page,
    proofs,
    structured_data,
    widgets,
)
