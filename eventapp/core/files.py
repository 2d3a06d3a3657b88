"""Where the instance keeps its files."""

from pathlib import Path

from flask import current_app

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
MIGRATIONS = ROOT / "migrations"
STATIC = ROOT / "eventapp" / "static"
FONTS = STATIC / "vendor" / "fonts"


def data_folder() -> Path:
    """The instance's data folder (EVENTAPP_DATA_DIR), made if it is not there."""
    folder = Path(current_app.config["DATA_DIR"])
    folder.mkdir(parents=True, exist_ok=True)
    return folder
