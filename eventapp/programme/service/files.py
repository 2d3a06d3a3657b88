"""Files of a session: slides, papers, forms."""

from flask_babel import gettext as _

from eventapp.core import audit, clock
from eventapp.core.db import db, transactional
from eventapp.core.malware import objection_to
from eventapp.events.models import Event
from eventapp.events.service import programme_changed
from eventapp.programme.models import Session, SessionFile
from eventapp.programme.service.errors import FileRefused

LARGEST_FILE = 10 * 1024 * 1024
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "zip": "application/zip",
    "txt": "text/plain; charset=utf-8",
}


@transactional
def add_file(session: Session, name: str, content: bytes) -> SessionFile:
    """Put a file on the session's page, which shows it as soon as the session is public. Raises FileRefused."""
    shown = name.replace("\\", "/").rsplit("/", 1)[-1].strip()[-120:]
    content_type = CONTENT_TYPES.get(shown.rsplit(".", 1)[-1].lower() if "." in shown else "")
    if content_type is None:
        raise FileRefused(
            _("Files of this kind are not taken. Take one of: %(kinds)s.", kinds=", ".join(CONTENT_TYPES))
        )
    if not content:
        raise FileRefused(_("This file is empty."))
    if len(content) > LARGEST_FILE:
        raise FileRefused(_("This file is larger than 10 MB. Put it elsewhere and add a link to it."))
    if objection := objection_to(content):
        raise FileRefused(objection)
    kept = SessionFile(
        session_id=session.id, name=shown, content_type=content_type, size=len(content), content=content,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(kept)
    db.session.flush()
    programme_changed(db.session.get_one(Event, session.event_id))
    audit.record("session.file_added", session, event_id=session.event_id, after={"file": shown})
    return kept


@transactional
def remove_file(file: SessionFile) -> None:
    session = file.session
    db.session.delete(file)
    programme_changed(db.session.get_one(Event, session.event_id))
    audit.record("session.file_removed", session, event_id=session.event_id, before={"file": file.name})
