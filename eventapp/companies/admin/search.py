"""What the admin's search finds of companies, and what waits for the team."""

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from eventapp.accounts.models import User
from eventapp.companies import queries
from eventapp.companies.models import COMPANY_STATES
from eventapp.companies.queries import Wanted
from eventapp.core.templating import localized
from eventapp.events import policy
from eventapp.events.extension_points import AttentionItem, add_attention_source
from eventapp.events.models import Event
from eventapp.events.search import AdminPage, Hit, add_admin_pages, add_search_source


@add_search_source
def companies(user: User, event: Event, text: str) -> Iterable[Hit]:
    if not policy.may_edit_companies(user, event):
        return
    found, _has_more = queries.find_companies(event.id, Wanted(words=text, states=COMPANY_STATES))
    for company in found:
        stands = ", ".join(link.stand.number for link in company.stand_links)
        link = url_for("companies_admin.edit_company", slug=event.slug, code=company.code)
        yield Hit(_("Companies"), localized(company.name, event.main_locale), stands, link)


@add_attention_source(policy.may_edit_companies)
def applications(event: Event) -> Iterable[AttentionItem]:
    if number := queries.state_counts(event.id).get("pending", 0):
        words = ngettext("%(num)s company waits for approval", "%(num)s companies wait for approval", number)
        link = url_for("companies_admin.companies", slug=event.slug, state="pending")
        yield AttentionItem("room", words, link)


add_admin_pages(
    AdminPage(
        _l("Companies"), _l("exhibitors, sponsors, partners, directory, seats"),
        "exhibitors sponsors partners directory seats booths", "companies_admin.companies", policy.may_see,
    ),
    AdminPage(
        _l("Categories of companies"), _l("taxonomy, sectors, products"), "taxonomy categories sectors products",
        "companies_admin.categories", policy.may_edit_companies,
    ),
    AdminPage(
        _l("Halls and floor plans"), _l("stands, booths, map, SVG"), "halls floor plans stands booths map svg",
        "companies_admin.halls", policy.may_edit_companies,
    ),
    AdminPage(
        _l("Import and export companies"), _l("upload, download, Excel, CSV, catalogue"),
        "import export companies exhibitors upload download excel csv xlsx catalogue pdf",
        "companies_admin.import_export", policy.may_edit_companies,
    ),
)  # fmt: skip
