"""The mails to invited team members, and about exports that a second person has to say yes to."""

from flask_babel import gettext as _

from eventapp.accounts.models import User
from eventapp.core import outbox, signals
from eventapp.core.db import db
from eventapp.core.links import absolute_url
from eventapp.core.locales import speaking
from eventapp.core.outbox import Composed, Mail
from eventapp.core.templating import localized, moment
from eventapp.events import policy
from eventapp.events.models import ExportRequest, Organisation, TeamInvitation
from eventapp.events.roles import role_name
from eventapp.events.service import team_token
from eventapp.messages.account_mails import composed
from eventapp.messages.mails import check_addressee, compose, event_values
from eventapp.messages.team import team_who


@signals.team_invited.connect
def _owe_team_invitation(invitation: TeamInvitation) -> None:
    outbox.withdraw("TeamInvitation", invitation.id, ("team_invitation",))
    outbox.enqueue(
        "team_invitation", subject_type="TeamInvitation", subject_id=invitation.id, recipient=invitation.email,
        recipient_name="", locale=invitation.locale, event_id=invitation.event_id,
    )  # fmt: skip


@outbox.composer("team_invitation")
def team_invitation(mail: Mail) -> Composed:
    invitation = db.session.get(TeamInvitation, mail.subject_id)
    if invitation is None:
        raise outbox.NotWanted
    check_addressee(mail, invitation.email)
    with speaking(mail.locale):
        shown = (_("Join the team"), absolute_url("joining.join", token=team_token(invitation)))
        if invitation.organisation is not None:
            return _to_organisation(invitation, invitation.organisation, shown)
        event = invitation.event
        assert event is not None
        if invitation.hands_over:
            name = localized(event.name, event.main_locale)
            says = (
                _("%(name)s hands %(event)s over to you: you become its owner.", name=invitation.invited_by,
                  event=name),
                _("Nothing changes until you accept, by this link, before %(deadline)s.",
                  deadline=moment(invitation.expires_at, event.timezone)),
            )  # fmt: skip
            return composed(_("%(event)s is handed over to you", event=name), says, shown)
        values = {
            **event_values(event, mail.locale), "name": invitation.invited_by, "role": role_name(invitation),
            "deadline": moment(invitation.expires_at, event.timezone),
        }  # fmt: skip
    return compose(mail, event, values, links=(shown,))


def _to_organisation(invitation: TeamInvitation, organisation: Organisation, shown: tuple[str, str]) -> Composed:
    name = localized(organisation.name)
    says = (
        _("%(name)s invites you to work for %(organisation)s, in the role “%(role)s”.", name=invitation.invited_by,
          organisation=name, role=role_name(invitation)),
        _("The link is good until %(deadline)s UTC.", deadline=moment(invitation.expires_at, "UTC")),
    )  # fmt: skip
    return composed(_("Join the team of %(organisation)s", organisation=name), says, shown)


@signals.export_asked.connect
def _owe_question(found: ExportRequest) -> None:
    """To all of the team who could say yes, but the one who asks."""
    for user in team_who(found.event, policy.may_export_people):
        if user.id != found.user_id:
            _enqueue("export_asked", found, user)


@signals.export_decided.connect
def _owe_answer(found: ExportRequest) -> None:
    _enqueue("export_decided", found, found.user)


def _enqueue(kind: str, found: ExportRequest, user: User) -> None:
    outbox.enqueue(
        kind, subject_type="ExportRequest", subject_id=found.id, recipient=user.email, recipient_name=user.name,
        locale=user.locale, event_id=found.event_id,
    )  # fmt: skip


@outbox.composer("export_asked")
def export_asked(mail: Mail) -> Composed:
    found = _request(mail)
    if found.state != "asked":
        raise outbox.NotWanted
    with speaking(mail.locale):
        event = localized(found.event.name, found.event.main_locale)
        says = (
            _("%(name)s wants to export data of people from %(event)s. They say what for: %(reason)s",
              name=found.user.name, event=event, reason=found.reason),
            _("A second person of the team has to agree."),
        )  # fmt: skip
        return composed(_("May this be exported?"), says, _exports(found))


@outbox.composer("export_decided")
def export_decided(mail: Mail) -> Composed:
    found = _request(mail)
    check_addressee(mail, found.user.email)
    with speaking(mail.locale):
        if found.state == "approved":
            said = _("You may export what you asked for, until %(deadline)s.",
                     deadline=moment(found.expires_at, found.event.timezone))  # fmt: skip
        else:
            said = _("What you asked for may not be exported.")
        by = _("Decided by %(name)s.", name=found.decider.name if found.decider else "–")
        return composed(_("Your export was decided"), (said, by), _exports(found))


def _request(mail: Mail) -> ExportRequest:
    found = db.session.get(ExportRequest, mail.subject_id)
    if found is None:
        raise outbox.NotWanted
    return found


def _exports(found: ExportRequest) -> tuple[str, str]:
    return _("Open the exports"), absolute_url("events_admin.exports", slug=found.event.slug)
