"""Check-in for the organiser: gates and phones, the desk, badges, external badges, attendance, the live board."""

from eventapp.checkin.admin import attendance, attendance_imports, badges, board, desk, gates, issuers, search
from eventapp.checkin.admin.blueprint import blueprint

__all__ = ["attendance", "attendance_imports", "badges", "blueprint", "board", "desk", "gates", "issuers", "search"]
