"""What exhibitors have of somebody, and noted about them, among that person's own data."""

from typing import Any

from eventapp.leads import queries
from eventapp.registration.extension_points import add_own_data_source
from eventapp.registration.models import Registration


@add_own_data_source
def own_leads(registration: Registration) -> dict[str, Any]:
    consent = queries.consent_of(registration.id)
    leads = queries.leads_of_person(registration.id)
    main = registration.event.main_locale
    names = {lead.id: lead.company.name.text(registration.locale, main) for lead in leads}
    return {
        "lead_consent": None if consent is None else {
            "is_given": consent.is_given, "details": consent.details, "changed_at": consent.changed_at.isoformat(),
        },
        "scanned_by": [
            {
                "company": names[lead.id], "state": lead.state, "details": lead.details,
                "scanned_at": lead.scanned_at.isoformat(),
                "answered_at": lead.answered_at.isoformat() if lead.answered_at else None,
            }
            for lead in leads
        ],
        "noted_by_exhibitors": [
            {
                "company": names[note.lead_id], "text": note.text, "rating": note.rating, "answers": note.answers,
                "scanned_at": note.scanned_at.isoformat(),
            }
            for note in queries.notes_about(registration.id)
        ],
    }  # fmt: skip
