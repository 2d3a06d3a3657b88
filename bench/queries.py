"""How many queries an answer takes, and whether it takes more where there is more to show."""

from flask import Flask
from sqlalchemy import event as sqlalchemy_event

from bench.event import SLUG
from eventapp.core.db import db
from eventapp.core.response_cache import answers

PAGES = {"event": "/", "schedule": "/schedule/", "speakers": "/speakers/", "feed": "/calendar.ics"}


def counts(app: Flask, slug: str) -> dict[str, tuple[int, int]]:
    """(queries when nothing is kept, queries when the answer is) by page."""
    found = {}
    for name, path in PAGES.items():
        answers.clear()
        address = f"/events/{slug}{path}"
        found[name] = (_statements(app, address), _statements(app, address))
    return found


def _statements(app: Flask, address: str) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    sqlalchemy_event.listen(engine, "before_cursor_execute", note)
    try:
        assert app.test_client().get(address).status_code == 200
    finally:
        sqlalchemy_event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def report(app: Flask, small: str) -> bool:
    """Print the counts for the large event beside those of a small one; False where a page's count grows."""
    few, many = counts(app, small), counts(app, SLUG)
    print("\nqueries a request      30 sessions   300 sessions   kept")
    for name in PAGES:
        print(f"  {name:<20} {few[name][0]:>11} {many[name][0]:>14} {many[name][1]:>6}")
    return all(few[name] == many[name] for name in PAGES)
