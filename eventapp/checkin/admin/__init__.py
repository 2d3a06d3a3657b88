"""The organiser's door: gates and phones, the desk, badges, other organisers' badges, attendance, the live board."""

from eventapp.checkin.admin import attendance, badges, board, desk, doors, issuers, search
from eventapp.checkin.admin.blueprint import blueprint

__all__ = ["attendance", "badges", "blueprint", "board", "desk", "doors", "issuers", "search"]
