"""Sound that was made of a recording besides its own: dubs, as players ask for them."""

from pathlib import Path

from eventapp.core.db import transactional
from eventapp.core.object_storage import storage
from eventapp.recordings.models import Recording
from eventapp.recordings.preparing import MEDIA_TYPES
from eventapp.recordings.service.recordings import file_key, keep_file


def keep_sound(recording: Recording, paths: list[Path]) -> None:
    """Store files under their names. Raises StorageAway."""
    for path in paths:
        with path.open("rb") as file:
            storage().put(file_key(recording, path.name), file)
    _note(recording, [(path.name, path.stat().st_size) for path in paths])


@transactional
def _note(recording: Recording, named: list[tuple[str, int]]) -> None:
    for name, size in named:
        keep_file(recording, name, MEDIA_TYPES[Path(name).suffix], size)
