"""The big screen's address: good without signing in, until the organiser renews it."""

import hmac

from flask import current_app

from eventapp.checkin.queries import checkin_settings
from eventapp.core.codes import derived_secret
from eventapp.core.links import absolute_url
from eventapp.events.models import Event


def board_token(event: Event) -> str:
    generation = checkin_settings(event.id).board_generation
    return derived_secret(current_app.config["SECRET_KEY"], f"door-board:{event.uid}:{generation}")


def is_board_token(event: Event, token: str) -> bool:
    return hmac.compare_digest(board_token(event).encode(), token.encode())


def board_url(event: Event) -> str:
    return absolute_url("checkin.board", slug=event.slug, token=board_token(event))
