"""Use cases of live captions and recordings, the only writers of their tables."""

from eventapp.recordings.service.captions import (
    LONGEST_LINE,
    MOST_AT_ONCE,
    MOST_LINES,
    CaptionError,
    FeedClosed,
    FeedThere,
    LineUnknown,
    NewLine,
    TooManyLines,
    add_lines,
    captioner_token,
    correct_line,
    delete_feed,
    open_feed,
    renew_links,
    screen_token,
    set_audience,
    set_open,
)
from eventapp.recordings.service.errors import (
    AtWork,
    FileTooLarge,
    NotReady,
    OffsetElsewhere,
    QuotaFull,
    RecordingError,
    TooManyRecordings,
    TooMuch,
    UploadOver,
)
from eventapp.recordings.service.parts import begin_part
from eventapp.recordings.service.recordings import (
    RecordingDetails,
    add_link,
    add_player,
    begin_upload,
    delete_recording,
    prepare_again,
    publish,
    stop_preparation,
    unpublish,
    update_recording,
)
from eventapp.recordings.service.uploads import expires_at, receive

__all__ = [
    "LONGEST_LINE", "MOST_AT_ONCE", "MOST_LINES", "AtWork", "CaptionError", "FeedClosed", "FeedThere", "FileTooLarge",
    "LineUnknown", "NewLine", "NotReady", "OffsetElsewhere", "QuotaFull", "RecordingDetails", "RecordingError",
    "TooManyLines", "TooManyRecordings", "TooMuch", "UploadOver", "add_lines", "add_link", "add_player", "begin_part",
    "begin_upload", "captioner_token", "correct_line", "delete_feed", "delete_recording", "expires_at", "open_feed",
    "prepare_again", "publish", "receive", "renew_links", "screen_token", "set_audience", "set_open",
    "stop_preparation", "unpublish", "update_recording",
]  # fmt: skip
