"""Check-in for the organiser: gates and phones, the desk, badges, external badges, attendance, the live board."""

from eventapp.checkin.admin import attendance, badges, board, desk, gates, issuers, search
from eventapp.checkin.admin.blueprint import blueprint

__all__ = ["attendance", "badges", "blueprint", "board", "desk", "gates", "issuers", "search"]
