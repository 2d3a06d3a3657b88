"""What the admin's search finds of messages."""

from flask_babel import lazy_gettext as _l

from eventapp.events import policy
from eventapp.events.search import AdminPage, add_admin_pages

add_admin_pages(
    AdminPage(
        _l("Outbox"), _l("mails, sent, failed, bounced"), "mail email outbox sent failed bounced",
        "messages_admin.mails", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Campaigns"), _l("newsletter, announcement, reminder, thank-you, mass mail"),
        "campaigns newsletter announcement reminder thanks mass mailing",
        "messages_admin.campaigns", policy.may_see_registrations,
    ),
    AdminPage(
        _l("Texts of mails"), _l("templates, confirmation mail, wording"), "mail templates confirmation wording texts",
        "messages_admin.mail_texts", policy.may_see_registrations,
    ),
)  # fmt: skip
