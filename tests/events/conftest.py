"""An address that is told of an event's changes."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.receivers import Receiver


@pytest.fixture
def receiver(app: Flask) -> Iterator[Receiver]:
    """On this machine, which the operator allows here."""
    app.config["WEBHOOK_NETWORKS"] = ("127.0.0.0/8",)
    receiver = Receiver()
    yield receiver
    receiver.stop()
