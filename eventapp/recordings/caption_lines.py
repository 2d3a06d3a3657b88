"""Live captions as the lines of a recording: shown from when they were written until the next one is."""

from itertools import zip_longest

from eventapp.core.db import db
from eventapp.recordings import queries
from eventapp.recordings.models import CaptionFeed, Recording
from eventapp.recordings.subtitles.cues import Cue, InOrder, in_order

WRITTEN_AFTER_MS = 3_000
"""How long after it is said a line is written, about."""
LONGEST_MS = 6_000


def cues_of_captions(feed_id: int, recording: Recording) -> InOrder:
    """What was written of the recording's session, as if the recording began with the session; none from elsewhere."""
    feed = db.session.get(CaptionFeed, feed_id)
    session = recording.session
    if feed is None or session is None or feed.session_id != session.id:
        return InOrder([], 0, 0)
    lines = queries.lines_of(feed, None)
    begins = session.starts_at or (lines[0].written_at if lines else None)
    moments = [
        max(0, round((line.written_at - begins).total_seconds() * 1000) - WRITTEN_AFTER_MS) if begins else 0
        for line in lines
    ]
    longest = recording.duration_ms or moments[-1] + LONGEST_MS if moments else 0
    cues = []
    for line, at, following in zip_longest(lines, moments, moments[1:]):
        ends = min(at + LONGEST_MS, following if following is not None else longest, longest)
        cues.append(Cue(at, ends, line.text))
    return in_order(cues)
