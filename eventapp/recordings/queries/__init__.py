"""Reads about live captions and recordings."""

from eventapp.recordings.queries.captions import (
    KnownFeed,
    feed,
    feed_by_captioner,
    feed_by_screen,
    feeds_of,
    feeds_of_event,
    line_counts,
    line_of,
    lines_of,
    public_feeds,
)
from eventapp.recordings.queries.recordings import (
    bytes_of_event,
    file_of,
    parts_of,
    published_of,
    published_recording,
    published_recordings,
    recording,
    recordings_of,
    recordings_of_event,
    whole_recording,
)

__all__ = [
    "KnownFeed",
    "bytes_of_event",
    "feed",
    "feed_by_captioner",
    "feed_by_screen",
    "feeds_of",
    "feeds_of_event",
    "file_of",
    "line_counts",
    "line_of",
    "lines_of",
    "parts_of",
    "public_feeds",
    "published_of",
    "published_recording",
    "published_recordings",
    "recording",
    "recordings_of",
    "recordings_of_event",
    "whole_recording",
]  # fmt: skip
