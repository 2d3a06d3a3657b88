"""A real S3 server (moto's) on a port of this machine."""

from urllib.request import Request, urlopen

from moto.server import ThreadedMotoServer


class S3Server:
    """`options` are how `in_bucket` reaches it."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        self._server.start()
        host, port = self._server.get_host_and_port()
        self.url = f"http://{host}:{port}"
        self.options = {"endpoint": self.url, "access_key": "someone", "secret_key": "of-the-tests"}

    def bucket(self, name: str) -> str:
        """A new bucket's name."""
        assert urlopen(Request(f"{self.url}/{name}", method="PUT")).status == 200
        return name

    def stop(self) -> None:
        self._server.stop()
