"""Events: made, changed, published, cloned, put in series; and the teams that work on them."""

from eventapp.events.service.bulk_reads import note_bulk_read
from eventapp.events.service.cloning import clone_event
from eventapp.events.service.column_mappings import remember_mapping, remembered_mapping
from eventapp.events.service.errors import (
    AccessTimeWrong,
    CapacityBelowTaken,
    EventError,
    InvitationOver,
    LastOwner,
    SeriesInUse,
    SlugTaken,
)
from eventapp.events.service.events import (
    RESERVED_SLUGS,
    EventDetails,
    archive,
    create_event,
    details_of,
    mark_details_changed,
    moves,
    programme_changed,
    publish,
    reschedule_to,
    unpublish,
    update_event,
)
from eventapp.events.service.group_roles import group_roles_of, remove_group_role, set_group_role
from eventapp.events.service.series import SeriesDetails, create_series, delete_series, update_series
from eventapp.events.service.team import (
    AccessTime,
    accept_invitation,
    change_role,
    choose_notices,
    demand_second_factor,
    invite,
    remove_member,
    team_token,
    withdraw_invitation,
)

__all__ = [
    "RESERVED_SLUGS",
    "AccessTime",
    "AccessTimeWrong",
    "CapacityBelowTaken",
    "EventDetails",
    "EventError",
    "InvitationOver",
    "LastOwner",
    "SeriesDetails",
    "SeriesInUse",
    "SlugTaken",
    "accept_invitation",
    "archive",
    "change_role",
    "choose_notices",
    "clone_event",
    "create_event",
    "create_series",
    "delete_series",
    "demand_second_factor",
    "details_of",
    "group_roles_of",
    "invite",
    "mark_details_changed",
    "moves",
    "note_bulk_read",
    "programme_changed",
    "publish",
    "remember_mapping",
    "remembered_mapping",
    "remove_group_role",
    "remove_member",
    "reschedule_to",
    "set_group_role",
    "team_token",
    "unpublish",
    "update_event",
    "update_series",
    "withdraw_invitation",
]  # fmt: skip
