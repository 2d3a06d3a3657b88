"""Large files, by key: in a folder of this machine, or in a store that speaks S3 (AWS, MinIO, Ceph, ...).

A file is there as a whole or not at all: nobody reads one that is half written.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from flask import current_app

if TYPE_CHECKING:
    from obstore.store import ObjectStore

BLOCK = 1024 * 1024
"""Bytes that are held in memory at a time."""
PART = 8 * 1024 * 1024
"""Bytes of a part that is sent to an S3 store."""


class StorageAway(Exception):
    """The store does not answer, or does not let us in."""


class ObjectStorage:
    """Files by key: names with slashes between, in ASCII."""

    def __init__(self, store: "ObjectStore", folder: Path | None = None) -> None:
        self._store, self._folder = store, folder

    def put(self, key: str, content: bytes | IO[bytes]) -> None:
        """Keep bytes or an open file, in place of what is there. Raises StorageAway."""
        from obstore.exceptions import BaseError

        try:
            self._store.put(key, content, chunk_size=PART, max_concurrency=2)
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from error

    def size(self, key: str) -> int | None:
        """Bytes of a file; None where there is none. Raises StorageAway."""
        from obstore.exceptions import BaseError

        try:
            return self._store.head(key)["size"]
        except FileNotFoundError:
            return None
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from error

    def read(self, key: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """The bytes from `start` up to `end`, exclusive, in blocks. Raises FileNotFoundError and StorageAway."""
        from obstore.exceptions import BaseError

        if end is not None and end <= start:
            return
        wanted: Any = {"range": {"offset": start}} if end is None else {"range": (start, end)}
        try:
            for block in self._store.get(key, options=wanted).stream(min_chunk_size=BLOCK):
                yield bytes(block)
        except FileNotFoundError:
            raise
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from error

    def local_copy(self, key: str, folder: Path) -> Path:
        """A file on this machine: where it lies, or fetched into `folder`. Raises FileNotFoundError, StorageAway."""
        if self._folder is not None:
            return self._folder / key
        path = folder / key.replace("/", "-")
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            with unfinished.open("wb") as file:
                for block in self.read(key):
                    file.write(block)
            unfinished.rename(path)
        return path

    def keys(self, prefix: str) -> list[str]:
        """The keys of all files in a folder, which `prefix` names without a slash at its end. Raises StorageAway."""
        from obstore.exceptions import BaseError

        try:
            return sorted(one["path"] for found in self._store.list(prefix) for one in found)
        except (BaseError, OSError) as error:
            raise StorageAway(type(error).__name__) from error

    def delete(self, keys: Iterable[str]) -> None:
        """Those that are not there are no fault. Raises StorageAway."""
        from obstore.exceptions import BaseError

        for key in keys:
            try:
                self._store.delete(key)
            except FileNotFoundError:
                continue
            except (BaseError, OSError) as error:
                raise StorageAway(type(error).__name__) from error

    def delete_folder(self, prefix: str) -> None:
        """Everything whose key begins with `prefix` and a slash. Raises StorageAway."""
        self.delete(self.keys(prefix))
        if self._folder is not None:
            _remove_empty(self._folder / prefix)


def _remove_empty(folder: Path) -> None:
    for inner in sorted(folder.rglob("*"), reverse=True):
        if inner.is_dir():
            inner.rmdir()
    if folder.is_dir():
        folder.rmdir()


def in_folder(folder: Path) -> ObjectStorage:
    """What is kept in a folder, which is made if it is not there."""
    from obstore.store import LocalStore

    folder.mkdir(parents=True, exist_ok=True)
    return ObjectStorage(LocalStore(str(folder)), folder)


def in_bucket(bucket: str, **options: str) -> ObjectStorage:
    """What is kept in a bucket, named `bucket` or `bucket/folder`. `options`: endpoint, region, access_key, secret_key,
    which are what the environment has for AWS where they are empty; and retries."""
    from obstore.store import S3Store

    name, _, prefix = bucket.partition("/")
    endpoint = options.get("endpoint", "")
    known = {
        "endpoint": endpoint,
        "region": options.get("region") or "us-east-1",
        "access_key_id": options.get("access_key", ""),
        "secret_access_key": options.get("secret_key", ""),
    }
    store = S3Store(
        name, prefix=prefix or None, virtual_hosted_style_request=not endpoint,
        client_options={"allow_http": endpoint.startswith("http://"), "timeout": timedelta(seconds=60)},
        retry_config={"max_retries": int(options.get("retries", 3)), "retry_timeout": timedelta(seconds=30)},
        **{key: value for key, value in known.items() if value},  # type: ignore[arg-type]
    )  # fmt: skip
    return ObjectStorage(store)


def storage() -> ObjectStorage:
    """Where this instance keeps large files: EVENTAPP_S3_BUCKET, else EVENTAPP_MEDIA_FOLDER."""
    found: ObjectStorage | None = current_app.extensions.get("object_storage")
    if found is None:
        config = current_app.config
        if bucket := config["S3_BUCKET"]:
            options = {
                name: config[f"S3_{name.upper()}"] for name in ("endpoint", "region", "access_key", "secret_key")
            }
            found = in_bucket(bucket, **options)
        else:
            found = in_folder(Path(config["MEDIA_FOLDER"]))
        current_app.extensions["object_storage"] = found
    return found
