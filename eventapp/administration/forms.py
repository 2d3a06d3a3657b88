"""What the pages of the site's administrators take."""

import re

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from eventapp.accounts.models import SignInProvider
from eventapp.accounts.openid import is_usable
from eventapp.accounts.service import ProviderDetails
from eventapp.core.forms import EventappForm, choices, one_line
from eventapp.events.role_permissions import ROLE_NAMES

_DOMAIN = re.compile(r"\A[a-z0-9-]+(\.[a-z0-9-]+)+\Z")


class ProviderForm(EventappForm):
    """A sign-in provider, as its own administrators name things."""

    name = StringField(
        _l("Name"), [InputRequired(_l("Enter a name.")), Length(max=60)], filters=[one_line],
        description=_l("The button says “Sign in with …”."),
    )  # fmt: skip
    key = StringField(
        _l("Part of the address"),
        [InputRequired(_l("Enter a part of the address.")),
         Regexp(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?\Z", message=_l("Lower-case letters, digits and hyphens only."))],
        filters=[one_line],
        description=_l("It is in the redirect address that the provider has to know."),
    )  # fmt: skip
    issuer = StringField(
        _l("Issuer"), [InputRequired(_l("Enter the issuer's address.")), Length(max=500)], filters=[one_line],
        description=_l("For example https://accounts.google.com. The rest is found by discovery."),
    )  # fmt: skip
    client_id = StringField(
        _l("Client ID"), [InputRequired(_l("Enter the client ID.")), Length(max=500)], filters=[one_line]
    )
    client_secret = PasswordField(
        _l("Client secret"), [Length(max=1_000)],
        description=_l("Stored encrypted and never shown. Empty: what is stored stays."),
    )  # fmt: skip
    scopes = StringField(
        _l("Scopes"), [InputRequired(_l("Enter the scopes.")), Length(max=500)], filters=[one_line],
        default="openid email profile",
    )  # fmt: skip
    domains = StringField(
        _l("Domains"), [Length(max=1_000)], filters=[one_line],
        description=_l("Who may come for the first time, by the domain of their address. Empty: anybody."),
    )  # fmt: skip
    groups_claim = StringField(_l("Claim with the groups"), [Length(max=200)], filters=[one_line], default="groups")
    admin_group = StringField(
        _l("Group of administrators"), [Length(max=200)], filters=[one_line],
        description=_l("Who is in it administers this site, for as long as they are in it."),
    )  # fmt: skip
    creates_accounts = BooleanField(
        _l("Create accounts"),
        description=_l("Who comes for the first time gets an account without having been invited."),
    )
    trusts_second_factor = BooleanField(
        _l("Trust its second factor"), description=_l("Who showed one there is not asked for another one here.")
    )
    is_offered = BooleanField(_l("Offered at sign-in"), default=True)

    def validate_issuer(self, field: StringField) -> None:
        if not is_usable(field.data or ""):
            raise ValidationError(_("This is no provider's address: it begins with https://, and its name is known."))

    def validate_scopes(self, field: StringField) -> None:
        if "openid" not in (field.data or "").split():
            raise ValidationError(_("The scope “openid” has to be among them."))

    def validate_domains(self, field: StringField) -> None:
        for domain in self._domains():
            if not _DOMAIN.match(domain):
                raise ValidationError(_("“%(domain)s” is no domain.", domain=domain))

    def _domains(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(re.findall(r"[^\s,;]+", (self.domains.data or "").lower())))

    def details(self) -> ProviderDetails:
        return ProviderDetails(
            key=self.key.data or "", name=self.name.data or "", issuer=self.issuer.data or "",
            client_id=self.client_id.data or "", client_secret=self.client_secret.data or "",
            scopes=self.scopes.data or "", domains=self._domains(), groups_claim=self.groups_claim.data or "",
            admin_group=self.admin_group.data or "", creates_accounts=self.creates_accounts.data,
            trusts_second_factor=self.trusts_second_factor.data, is_offered=self.is_offered.data,
        )  # fmt: skip

    @classmethod
    def of(cls, provider: SignInProvider) -> "ProviderForm":
        stored = {name: getattr(provider, name) for name in vars(ProviderDetails("", "", "", ""))}
        return cls(data=stored | {"domains": ", ".join(provider.domains), "client_secret": ""})


class GroupRoleForm(EventappForm):
    """A group, and what its people are in an event's team."""

    group = StringField(
        _l("Group"), [InputRequired(_l("Enter the group.")), Length(max=200)], filters=[one_line],
        description=_l("As the provider's claim writes it."),
    )  # fmt: skip
    event = SelectField(_l("Event"), coerce=int)
    role = SelectField(_l("Role"), choices=choices(ROLE_NAMES.items()), default="read")
