"""The yardstick: a bare Flask page under the same server."""

import multiprocessing
import sys

from flask import Flask


def main(port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    multiprocessing.set_start_method("fork", force=True)
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    server = Granian(
        "hello", address="127.0.0.1", port=port, interface=Interfaces.WSGI, workers=2, blocking_threads=4,
        websockets=False, log_access=False, log_level="warning",  # type: ignore[arg-type]
    )  # fmt: skip
    server.serve(target_loader=lambda: app, wrap_loader=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
