"""What a plan for the event does to its programme, in words with numbers."""

from collections.abc import Iterable

from flask_babel import ngettext

from eventapp.events.extension_points import Effect, Plan, add_effect_source
from eventapp.events.models import Event
from eventapp.events.rescheduling import Reschedule
from eventapp.programme.queries import sessions_with_drafts, unreleased_count


@add_effect_source
def effects(plan: Plan) -> Iterable[Effect]:
    if plan.move is not None:
        yield from _of_move(plan.event, plan.move)
    if plan.is_shown and (waiting := unreleased_count(plan.event.id)):
        yield Effect(
            ngettext(
                "%(num)s change of the programme is released with it.",
                "%(num)s changes of the programme are released with it.",
                waiting,
            )
        )


def _of_move(event: Event, move: Reschedule) -> Iterable[Effect]:
    slots = [
        (session, *move.moved_slot(session.starts_at, session.ends_at))
        for session in sessions_with_drafts(event.id)
        if session.starts_at is not None and session.ends_at is not None and not session.is_cancelled
    ]
    if not slots:
        return
    if move.programme == "stay":
        words = ngettext(
            "%(num)s session stays at its time.", "%(num)s sessions stay at their times.", len(slots)
        )  # fmt: skip
    else:
        words = ngettext(
            "%(num)s session moves, in pages and calendars at once.",
            "%(num)s sessions move, in pages and calendars at once.",
            len(slots),
        )
    yield Effect(words)
    outside = sum(begins < move.new_start or ends > move.new_end for _session, begins, ends in slots)
    if outside:
        yield Effect(
            ngettext(
                "%(num)s of them is then outside the event's own times.",
                "%(num)s of them are then outside the event's own times.",
                outside,
            ),
            is_warning=True,
        )
    away = sum(
        not speaker.is_available(begins, ends) for session, begins, ends in slots for speaker in session.speakers
    )
    if away:
        yield Effect(
            ngettext(
                "%(num)s speaker has said that they cannot be there then.",
                "%(num)s times a speaker has said that they cannot be there then.",
                away,
            ),
            is_warning=True,
        )
