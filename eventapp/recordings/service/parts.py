"""Parts of recordings that are files of their own: sign-language videos, dubs and audio descriptions by people."""

from uuid import uuid4

from eventapp.core import clock
from eventapp.core.db import db, transactional
from eventapp.recordings.models import Recording
from eventapp.recordings.service.recordings import make_room, plain_name
from eventapp.recordings.service.tracks import create_track


@transactional
def begin_part(main: Recording, kind: str, language: str, file_name: str, size: int) -> Recording:
    """A track of `main` whose file comes in pieces, and is prepared as a recording is.

    Raises FileTooLarge, QuotaFull, TooManyRecordings and TrackThere.
    """
    make_room(main.subject, size)
    now = clock.now()
    part = Recording(
        event_id=main.event_id, session_id=main.session_id, title_id=main.title_id, main_id=main.id, uid=uuid4(),
        language=language, origin="upload", state="uploading", file_name=plain_name(file_name), size=size,
        created_at=now, changed_at=now,
    )  # fmt: skip
    db.session.add(part)
    db.session.flush()
    create_track(main, kind, language, [], origin="file", part=part)
    return part
