"""What the admin's search finds of messages."""

from flask_babel import lazy_gettext as _l

from eventapp.events import policy
from eventapp.events.search import AdminPage, add_admin_pages

add_admin_pages(
    AdminPage(
        _l("Outbox"), _l("emails, sent, failed, bounced"), "mail email outbox sent failed bounced",
        "messages_admin.mails", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Campaigns"), _l("newsletter, announcement, reminder, thank-you, mass email"),
        "campaigns newsletter announcement reminder thanks mass mailing",
        "messages_admin.campaigns", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Email templates"), _l("templates, confirmation email, wording"),
        "mail templates confirmation wording texts", "messages_admin.mail_texts", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Text messages"), _l("SMS, mobile numbers, budget"), "text messages sms mobile phone budget gateway",
        "messages_admin.text_messages", policy.may_send_messages,
    ),
)  # fmt: skip
