"""Registration's forms: what people, liaisons and organisers write."""

from eventapp.registration.forms.follow_ups import FollowUpFormForm
from eventapp.registration.forms.groups import GroupForm, GroupRow, MemberForm
from eventapp.registration.forms.invitations import InvitationsForm
from eventapp.registration.forms.lists import (
    BulkForm,
    FilterForm,
    ImportFileForm,
    MappingForm,
    NotesForm,
    ReasonForm,
    ViewForm,
    missing_columns,
    session_choices,
)
from eventapp.registration.forms.person import (
    AttendeeForm,
    PersonForm,
    consent_text,
)
from eventapp.registration.forms.questions import QuestionFields, QuestionForm, asked_of_group
from eventapp.registration.forms.registering import LostLinkForm, ManualForm, RegistrationForm
from eventapp.registration.forms.tickets import (
    AccessCodeForm,
    CompanyPlacesForm,
    DayLimitsForm,
    ManyCodesForm,
    TicketTypeForm,
    day_limits_form,
)

__all__ = [
    "AccessCodeForm",
    "AttendeeForm",
    "BulkForm",
    "CompanyPlacesForm",
    "DayLimitsForm",
    "FilterForm",
    "FollowUpFormForm",
    "GroupForm",
    "GroupRow",
    "ImportFileForm",
    "InvitationsForm",
    "LostLinkForm",
    "ManualForm",
    "ManyCodesForm",
    "MappingForm",
    "MemberForm",
    "NotesForm",
    "PersonForm",
    "QuestionFields",
    "QuestionForm",
    "ReasonForm",
    "RegistrationForm",
    "TicketTypeForm",
    "ViewForm",
    "asked_of_group",
    "consent_text",
    "day_limits_form",
    "missing_columns",
    "session_choices",
]  # fmt: skip
