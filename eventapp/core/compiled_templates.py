"""Templates' bytecode, kept from one start to the next: compiling them all takes longer than all else of a start."""

import hashlib
import os
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from eventapp.core.http import RELEASE


class CompiledTemplates(FileSystemBytecodeCache):
    """Bytecode holds what filters made of constants, so that of another release is made anew."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._made_by = f"{RELEASE} {version('jinja2')}"

    def get_source_checksum(self, source: str) -> str:
        return hashlib.sha256(f"{self._made_by}\n{source}".encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a disk that is full or read-only: the next start compiles again
            super().dump_bytecode(bucket)


def set_up(app: Flask, data_folder: Path) -> None:
    """Beside the code, where Python keeps its own bytecode; in the data folder where that is read-only."""
    if sys.dont_write_bytecode:
        return
    beside = Path(__file__).parent / "__pycache__"
    folder = (beside if os.access(beside, os.W_OK) else data_folder) / "templates"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        app.jinja_env.bytecode_cache = CompiledTemplates(folder)
