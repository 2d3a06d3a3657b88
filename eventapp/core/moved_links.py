"""Private links that another instance made, for what has come here since: who opens one is led to the one of today."""

from collections.abc import Sequence

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from eventapp.core.codes import secret_hash
from eventapp.core.db import Model, db


class MovedLink(Model):
    """A secret of another instance, as a hash. `kind` says what its link opened (`page`, `calendar`, `delegation`,
    `invitation`, `speaker`, `company`, `captioner`, `caption screen`), `subject_id` whose it is here."""

    __tablename__ = "moved_link"
    personal_data = None
    __table_args__ = (Index("ix_moved_link_subject", "kind", "subject_id"),)

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]


def moved_to(kind: str, token: str) -> int | None:
    """Whose link this was before it moved here; None where it is none of these."""
    found = select(MovedLink.subject_id).where(MovedLink.token_hash == secret_hash(token), MovedLink.kind == kind)
    return db.session.scalar(found)


def forget_moved(kinds: Sequence[str], subject_id: int) -> list[str]:
    """Have such links lead here no more, inside a transaction. Returns their hashes."""
    those = (MovedLink.kind.in_(kinds), MovedLink.subject_id == subject_id)
    hashes = list(db.session.scalars(select(MovedLink.token_hash).where(*those)))
    if hashes:
        db.session.execute(delete(MovedLink).where(*those))
    return hashes
