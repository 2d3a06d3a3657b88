"""`eventapp demo`: one command from nothing to a forum in the browser."""

import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

from eventapp import inside_app
from eventapp.config import Settings, complete
from eventapp.core import migrations
from eventapp.demo import seed
from eventapp.demo.forum import SLUG
from eventapp.server import check_port, serve


def demo_folder(settings: Settings) -> Settings:
    """The demo keeps to itself: its data never mixes with an instance's own."""
    from dataclasses import replace

    folder = settings.data_dir / "demo"
    return complete(replace(settings, data_dir=folder, database_url="", secret_key=""))


def run(settings: Settings, *, reset: bool, say: Callable[[str], None]) -> None:
    """Migrate, seed where there is nothing yet, say where to look, and serve until stopped."""
    check_port(settings)
    folder = settings.data_dir / "demo"
    if reset and folder.exists():
        shutil.rmtree(folder)
        say("The demo's data is thrown away.")
    settings = demo_folder(settings)
    with inside_app(settings) as app:
        is_ready = migrations.are_current() and seed.is_seeded()
    if not is_ready:
        say("Preparing a forum with 300 guests; this takes a moment, and only once...")
        _elsewhere(settings)
    say(_welcome(settings))
    serve(app, settings)


def _elsewhere(settings: Settings) -> None:
    """Prepare in a process of its own: the one that serves is forked, and what making the demo's tickets and mails
    starts (threads, connections) would not survive that."""
    process = multiprocessing.get_context("spawn").Process(target=prepare, args=(settings,), name="eventapp-demo")
    process.start()
    process.join()
    if process.exitcode:
        raise DemoFailed


class DemoFailed(Exception):
    """The demo could not be prepared; its own process has said why."""


def prepare(settings: Settings) -> None:
    """Bring the demo's database up to date, and fill it where there is nothing yet."""
    with inside_app(settings):
        if not migrations.are_current():
            migrations.upgrade()
        if not seed.is_seeded():
            seed.seed()


def _welcome(settings: Settings) -> str:
    base = settings.base_url
    folder = settings.data_dir
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    return f"""
  The forum's page     {base}/events/{SLUG}/
  For its organiser    {base}/admin/
      sign in with     {seed.EMAIL}  /  {seed.PASSWORD}
  For its door         {base}/checkin/

  Mail is not sent: it is kept, to be read under Messages. The data is in {shown}.
  Stop with Ctrl+C. `--reset` begins anew (in a checkout: make demo DEMO=--reset).
"""
