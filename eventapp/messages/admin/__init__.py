"""The organiser's messages: the outbox, the texts of mails, campaigns."""

from flask import Blueprint

blueprint = Blueprint("messages_admin", __name__, url_prefix="/admin/events/<slug>/messages")

from eventapp.messages.admin import campaigns, outbox, search, text_messages, texts  # noqa: E402, F401
