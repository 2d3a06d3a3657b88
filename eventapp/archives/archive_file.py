"""The ZIP file of an archive, read with suspicion."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from sqlalchemy import Table

from eventapp.archives.errors import ArchiveRefused
from eventapp.core.import_problems import N_

FORMAT = "eventapp event archive"
VERSION = 1
LARGEST_UNPACKED = 4 * 1024**3
LARGEST_TABLE = 1024**3
MOST_FILES = 500_000


class Archive:
    """The ZIP file of an archive, as far as it may be trusted: its manifest, and the rows of each table.

    Raises ArchiveRefused.
    """

    def __init__(self, file: IO[bytes]) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
            raise ArchiveRefused(N_("This is no whole ZIP file.")) from None
        if len(infos) > MOST_FILES or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
            raise ArchiveRefused(N_("What this ZIP file unpacks to is too large."))
        self._names = {info.filename: info for info in infos}
        self.manifest = self._manifest()

    def _manifest(self) -> dict[str, Any]:
        try:
            found = json.loads(self.content("manifest.json", most=16 * 1024**2))
        except (ArchiveRefused, ValueError, RecursionError):
            raise ArchiveRefused(N_("This is no archive of an event: it has no manifest.json of ours.")) from None
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ArchiveRefused(N_("This is no archive of an event: it has no manifest.json of ours."))
        if not isinstance(found.get("version"), int) or found["version"] > VERSION:
            raise ArchiveRefused(N_("This archive was written by a newer eventapp. Bring this one up to date first."))
        if not isinstance(found.get("sha256"), dict):
            raise ArchiveRefused(N_("This archive is not whole."))
        return found

    def content(self, name: str, *, most: int = LARGEST_TABLE) -> bytes:
        info = self._names.get(name)
        if info is None or info.file_size > most:
            raise ArchiveRefused(N_("In this archive the file %(name)s is missing or too large."), name=name[:100])
        try:
            with self._zip.open(info) as file:
                content = file.read(most + 1)
        except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError):
            raise ArchiveRefused(N_("This archive is not whole.")) from None
        except Exception as error:  # zlib and lzma have errors of their own
            raise ArchiveRefused(N_("This archive is not whole.")) from error
        if len(content) > most:
            raise ArchiveRefused(N_("What this ZIP file unpacks to is too large."))
        return content

    def rows(self, table: Table) -> Iterator[tuple[int, dict[str, Any]]]:
        """(line, row) of a table; one that the archive does not know has none."""
        name = f"data/{table.name}.jsonl"
        if name not in self._names:
            return
        content = self.content(name)
        if hashlib.sha256(content).hexdigest() != self.manifest["sha256"].get(name):
            raise ArchiveRefused(N_("In this archive the file %(name)s was changed or cut."), name=name)
        for number, line in enumerate(content.splitlines(), 1):
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                raise does_not_fit(table, number)
            yield number, row


def does_not_fit(table: Table, line: int, column: str = "") -> ArchiveRefused:
    place = f"data/{table.name}.jsonl, {line}" + (f", {column}" if column else "")
    return ArchiveRefused(N_("In this archive something does not fit: %(place)s."), place=place)
