"""When campaigns go out, among an event's deadlines."""

from collections.abc import Iterable

from flask_babel import gettext as _

from eventapp.core.links import absolute_url
from eventapp.events import policy
from eventapp.events.extension_points import Deadline, add_deadline_source
from eventapp.events.models import Event
from eventapp.messages.campaigns import title_of
from eventapp.messages.queries import campaigns_of


@add_deadline_source(policy.may_see_registrations)
def of_campaigns(event: Event) -> Iterable[Deadline]:
    for campaign in campaigns_of(event.id):
        if campaign.send_at is None or campaign.state not in ("draft", "scheduled"):
            continue
        subject = title_of(event, campaign)
        words = _("Campaign goes out: %(subject)s", subject=subject)
        if campaign.state == "draft":
            words = _("Campaign should go out, and is still a draft: %(subject)s", subject=subject)
        link = absolute_url("messages_admin.campaign", slug=event.slug, campaign_id=campaign.id)
        yield Deadline(f"campaign-{campaign.id}", campaign.send_at, words, link)
