"""The challenge that a browser's passkey answers: kept in the cookie until then."""

import base64
import binascii
import json
from datetime import datetime, timedelta
from typing import Any

from flask import Response, session

from eventapp.accounts.service import PasskeyRefused
from eventapp.core import clock

CHALLENGES_LAST = timedelta(minutes=10)
LARGEST_ANSWER = 20_000
"""Characters of what a browser answers."""


def asked(made: tuple[str, bytes]) -> Response:
    """Options for a browser, as JSON; their challenge is kept until it is answered."""
    options, challenge = made
    session["passkey"] = {"challenge": base64.b64encode(challenge).decode(), "at": clock.now().isoformat()}
    return Response(options, content_type="application/json", headers={"Cache-Control": "no-store"})


def answered(text: str) -> tuple[dict[str, Any], bytes]:
    """What a browser answered, and the challenge that it was given. Raises PasskeyRefused."""
    kept = session.pop("passkey", None)
    if not isinstance(kept, dict) or len(text) > LARGEST_ANSWER:
        raise PasskeyRefused
    if datetime.fromisoformat(kept["at"]) + CHALLENGES_LAST <= clock.lenient_now():
        raise PasskeyRefused
    try:
        answer = json.loads(text)
        challenge = base64.b64decode(kept["challenge"], validate=True)
    except (ValueError, RecursionError, binascii.Error):
        raise PasskeyRefused from None
    if not isinstance(answer, dict) or not isinstance(answer.get("response"), dict):
        raise PasskeyRefused
    return answer, challenge
