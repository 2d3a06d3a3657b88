"""What the admin's search finds of the door."""

from flask_babel import lazy_gettext as _l

from eventapp.events import policy
from eventapp.events.search import AdminPage, add_admin_pages

add_admin_pages(
    AdminPage(
        _l("Check-in"), _l("door, gates, scanner, phones, pairing, devices, entrance"),
        "check-in checkin check in door gates scanner scan phones pairing devices entrance",
        "checkin_admin.door", policy.may_run_door,
    ),
    AdminPage(
        _l("Desk"), _l("walk-in, on site, badge printing"), "walk-in walkin on site onsite desk badge printing",
        "checkin_admin.desk", policy.may_run_door,
    ),
    AdminPage(
        _l("Badges"), _l("name tags, design, print, logo"), "badges name tags labels design print logo",
        "checkin_admin.badge_design", policy.may_run_door,
    ),
    AdminPage(
        _l("External badges"), _l("foreign badges, partners"), "foreign badges partners external",
        "checkin_admin.issuers", policy.may_run_door,
    ),
    AdminPage(
        _l("Live board"), _l("arrivals, big screen, occupancy"), "live board arrivals screen occupancy",
        "checkin_admin.board", policy.may_run_door,
    ),
    AdminPage(
        _l("Attendance"), _l("who came, no-shows, certificates, reports"), "attendance no-shows certificates reports",
        "checkin_admin.attendance", policy.may_see_registrations,
    ),
)  # fmt: skip
