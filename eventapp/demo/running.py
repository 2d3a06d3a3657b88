"""`eventapp demo`: one command from nothing to a forum in the browser."""

import multiprocessing
import shutil
from collections.abc import Callable
from pathlib import Path

from eventapp import inside_app
from eventapp.accounts.queries import user_by_email
from eventapp.config import Settings, complete
from eventapp.core import migrations
from eventapp.demo import market as market_event
from eventapp.demo import seed
from eventapp.demo.forum import SLUG
from eventapp.server import check_port, serve


def demo_folder(settings: Settings) -> Settings:
    """The demo keeps to itself: its data never mixes with an instance's own."""
    from dataclasses import replace

    folder = settings.data_dir / "demo"
    return complete(replace(settings, data_dir=folder, database_url="", secret_key=""))


def run(settings: Settings, *, reset: bool, market: bool = False, say: Callable[[str], None]) -> None:
    """Migrate, seed where there is nothing yet, say where to look, and serve until stopped. With `market`, the market
    around the forum too."""
    check_port(settings)
    folder = settings.data_dir / "demo"
    if reset and folder.exists():
        shutil.rmtree(folder)
        say("The demo's data is thrown away.")
    settings = demo_folder(settings)
    with inside_app(settings) as app:
        is_ready = migrations.are_current() and seed.is_seeded()
        has_market = is_ready and market_event.is_seeded()
    if not is_ready:
        say("Preparing a forum with 300 guests; this takes a moment, and only once...")
    if market and not has_market:
        say("Preparing a market with 60 companies, 120 titles and 400 people...")
    if not is_ready or (market and not has_market):
        _elsewhere(settings, market=market)
    say(_welcome(settings, market=market or has_market))
    serve(app, settings)


def _elsewhere(settings: Settings, *, market: bool) -> None:
    """Prepare in a process of its own: the one that serves is forked, and what making the demo's tickets and mails
    starts (threads, connections) would not survive that."""
    process = multiprocessing.get_context("spawn").Process(
        target=prepare, args=(settings, market), name="eventapp-demo"
    )
    process.start()
    process.join()
    if process.exitcode:
        raise DemoFailed


class DemoFailed(Exception):
    """The demo could not be prepared; its own process has said why."""


def prepare(settings: Settings, market: bool = False) -> None:
    """Bring the demo's database up to date, and fill it where there is nothing yet."""
    with inside_app(settings):
        if not migrations.are_current():
            migrations.upgrade()
        if not seed.is_seeded():
            seed.seed()
        if market and not market_event.is_seeded():
            organiser = user_by_email(seed.EMAIL)
            assert organiser is not None
            market_event.seed(organiser)


def _welcome(settings: Settings, *, market: bool) -> str:
    base = settings.base_url
    folder = settings.data_dir
    shown = folder.relative_to(Path.cwd()) if folder.is_relative_to(Path.cwd()) else folder
    also = f"\n  The market's page    {base}/events/{market_event.SLUG}/" if market else ""
    return f"""
  The forum's page     {base}/events/{SLUG}/{also}
  For its organiser    {base}/admin/
      sign in with     {seed.EMAIL}  /  {seed.PASSWORD}
  For its door         {base}/checkin/

  Mail is not sent: it is kept, to be read under Messages. The data is in {shown}.
  Stop with Ctrl+C. `--reset` begins anew (in a checkout: make demo DEMO=--reset).
"""
