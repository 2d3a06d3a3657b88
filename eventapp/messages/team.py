"""Who of a team is written to."""

from eventapp.accounts.models import User
from eventapp.events.access import Policy
from eventapp.events.models import Event
from eventapp.events.queries import members_of, organisation_members


def team_who(event: Event, may: Policy) -> list[User]:
    """Everybody on an event, and on its organisation, who may do something there."""
    users = {member.user_id: member.user for member in members_of(event.id)}
    if event.organisation_id is not None:
        users |= {member.user_id: member.user for member in organisation_members(event.organisation_id)}
    return [user for user in users.values() if not user.is_disabled and may(user, event)]
