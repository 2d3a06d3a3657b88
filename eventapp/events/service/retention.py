"""What an event knows of people is removed so many days after its end, as its rules say."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from eventapp.core import audit, clock, jobs
from eventapp.core.db import db, transactional
from eventapp.events import queries
from eventapp.events.models import Event, RetentionRule
from eventapp.events.retention import RetentionPurpose, removal_at, retention_purposes

AT_ONCE = 50
"""How many rows one transaction removes: others want to write too."""
LOOK_AGAIN = timedelta(days=1)
"""A rule that has removed everything is looked at again after that: something may have come since."""


class Kept(NamedTuple):
    """What an event keeps for one purpose: how much, for how many days after its end (None: until somebody erases it),
    and when these are over."""

    purpose: RetentionPurpose
    number: int
    days: int | None
    ends_at: datetime | None


def kept(event: Event) -> list[Kept]:
    """What there is, and what happens to it when."""
    rules = queries.retention_days(event.id)
    return [_kept(event, purpose, rules.get(purpose.key)) for purpose in retention_purposes]


def _kept(event: Event, purpose: RetentionPurpose, days: int | None) -> Kept:
    return Kept(purpose, purpose.count(event), days, None if days is None else removal_at(event, days))


def due_at_once(event: Event, wanted: Mapping[str, int | None]) -> list[Kept]:
    """What these rules would remove now."""
    now = clock.now()
    due = {key for key, days in wanted.items() if days is not None and removal_at(event, days) <= now}
    found = (_kept(event, purpose, wanted[purpose.key]) for purpose in retention_purposes if purpose.key in due)
    return [one for one in found if one.number]


@transactional
def set_retention(event: Event, wanted: Mapping[str, int | None]) -> None:
    """Keep data for so many days after the event's end, by purpose; None until somebody erases it."""
    known = {rule.purpose: rule for rule in queries.retention_rules_of(event.id)}
    before = {key: rule.days for key, rule in known.items()}
    after = {key: days for key, days in wanted.items() if days is not None}
    if before == after:
        return
    for key, rule in known.items():
        if key not in after:
            db.session.delete(rule)
    for key, days in after.items():
        rule = known.get(key) or RetentionRule(event_id=event.id, purpose=key)
        rule.days, rule.applied_at = days, None
        db.session.add(rule)
    audit.record("event.retention_set", event, event_id=event.id, before=before, after=after)


@jobs.looks_around
def apply_retention() -> bool:
    """Remove a little of what is due."""
    now = clock.now()
    purposes = {purpose.key: purpose for purpose in retention_purposes}
    for rule in queries.retention_rules_looked_at_before(now - LOOK_AGAIN):
        if rule.purpose in purposes and removal_at(rule.event, rule.days) <= now:
            return _remove(rule.id, purposes[rule.purpose])
    return False


@transactional
def _remove(rule_id: int, purpose: RetentionPurpose) -> bool:
    rule = db.session.get(RetentionRule, rule_id, with_for_update={"of": RetentionRule})
    if rule is None:  # taken back meanwhile
        return False
    with audit.acting_as("retention"):
        number = purpose.remove(rule.event, AT_ONCE)
        if number:
            audit.record("retention.applied", rule.event, event_id=rule.event_id,
                         after={"purpose": purpose.key, "number": number})  # fmt: skip
    if number < AT_ONCE:
        rule.applied_at = clock.now()
    return True
