"""Whose page it is, and what their event has set: what every page of meetings begins with."""

from typing import NamedTuple

from flask import Response, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eventapp.events.models import Event
from eventapp.meetings import queries, service
from eventapp.meetings.models import Meeting, MeetingProfile, MeetingSettings
from eventapp.registration.models import Registration
from eventapp.registration.public.private_page import registration_of


class Place(NamedTuple):
    """Somebody's page of meetings. `profile` is nothing for who has never taken part."""

    registration: Registration
    event: Event
    settings: MeetingSettings
    profile: MeetingProfile | None
    token: str

    @property
    def is_on(self) -> bool:
        return self.profile is not None and self.profile.is_on

    @property
    def may_take_part(self) -> bool:
        """Whether the event's meetings are open, to this person."""
        person = self.profile or MeetingProfile(registration=self.registration)
        return self.settings.is_open and service.may_take_part(self.settings, person)


def place_of(token: str) -> Place:
    """404 where there is no such person, or the event has no meetings; 410 where the link has ended."""
    registration = registration_of(token)
    event = registration.event
    settings = queries.settings_of(event.id)
    profile = queries.profile_of(registration.id)
    if settings is None or (not settings.is_open and profile is None) or event.status == "draft":
        abort(404)
    return Place(registration, event, settings, profile, token)


def own_profile(place: Place) -> MeetingProfile:
    """Of who takes part; others are led to where they can begin."""
    if place.profile is None or not place.profile.is_on:
        abort(redirect(url_for("meetings.profile", token=place.token), 303))
    return place.profile


def own_meeting(place: Place, code: str) -> Meeting:
    """A meeting of this person; 404 for those of others."""
    meeting = queries.meeting_by_code(place.event.id, code)
    if meeting is None or place.profile is None or meeting.side_of(place.registration.id) is None:
        abort(404)
    return meeting


def page_of(place: Place, template: str, status: int = 200, **shown: object) -> ResponseReturnValue:
    """A page that nobody keeps for others."""
    written = render_template(template, event=place.event, place=place, token=place.token, **shown)
    return Response(written, status, headers={"Cache-Control": "private, no-store"})
