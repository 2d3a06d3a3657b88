"""Where the code's own files are, in a checkout and in an installed package, and where the instance keeps its own."""

import hashlib
from pathlib import Path

from flask import current_app

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent
"""The repository, where this is a checkout of it."""
IS_INSTALLED = (PACKAGE / "templates").is_dir()
"""Whether this is a built package: the build maps what is beside the package in the repository into it."""
TEMPLATES = (PACKAGE if IS_INSTALLED else ROOT) / "templates"
MIGRATIONS = (PACKAGE if IS_INSTALLED else ROOT) / "migrations"
STATIC = PACKAGE / "static"
FONTS = STATIC / "vendor" / "fonts"
DATA_FOLDER = (Path.cwd() if IS_INSTALLED else ROOT) / "instance"
"""Where data is kept unless EVENTAPP_DATA_DIR says otherwise."""


def data_folder() -> Path:
    """The instance's data folder (EVENTAPP_DATA_DIR), made if it is not there."""
    folder = Path(current_app.config["DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def content_key(content: bytes) -> str:
    """A name for these bytes: what has another name is another file, so that each may be kept for good."""
    return hashlib.blake2b(content, digest_size=8).hexdigest()
