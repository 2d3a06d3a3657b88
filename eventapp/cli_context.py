"""What commands run in: the app of the environment, on a database that is up to date."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from typing import ParamSpec

import click
from flask import Flask, g

from eventapp.config import from_environment

Parameters = ParamSpec("Parameters")


def in_app(function: Callable[Parameters, None]) -> Callable[Parameters, None]:
    """Run a command inside the app, on a database that is up to date."""

    @wraps(function)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> None:
        with inside():
            check_ready()
            g.actor = "command line"
            function(*args, **kwargs)

    return run


def inside() -> AbstractContextManager[Flask]:
    from eventapp import inside_app

    return inside_app(from_environment())


def check_ready() -> None:
    from eventapp.core import migrations
    from eventapp.core.db import database_answers

    if not database_answers():
        raise click.ClickException("the database does not answer; see EVENTAPP_DATABASE_URL")
    if not migrations.are_current():
        raise click.ClickException("the database is not up to date; run `eventapp db upgrade` first")


def counted(number: int, noun: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
