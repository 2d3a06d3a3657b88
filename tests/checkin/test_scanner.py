"""What a phone keeps of the scanner: everything that it loads, under one release."""

import json
import re

from flask.testing import FlaskClient

from eventapp.core.http import RELEASE


def read(client: FlaskClient, path: str) -> tuple[int, str]:
    with client.get(path) as answer:  # files are open until then
        return answer.status_code, answer.get_data().decode(errors="replace")


def kept(client: FlaskClient) -> set[str]:
    listed = re.search(r"const KEPT = (.*);", read(client, "/checkin/worker.js")[1])
    assert listed is not None
    return set(json.loads(listed[1]))


def test_the_worker_keeps_what_is_there(client: FlaskClient) -> None:
    worker = client.get("/checkin/worker.js")
    assert (worker.mimetype, worker.headers["Cache-Control"]) == ("text/javascript", "no-cache")
    assert f"scanner-{RELEASE}" in worker.text
    found = kept(client)
    assert {path: read(client, path)[0] for path in found} == dict.fromkeys(found, 200)
    assert {"/checkin/", "/static/js/scanner/verdicts.js", "/static/vendor/idb.js"} <= found


def test_every_script_that_a_kept_script_imports_is_kept(client: FlaskClient) -> None:
    found = kept(client)
    imported = {
        name.replace("../../", "/static/").replace("./", "/static/js/scanner/")
        for path in found
        if path.startswith("/static/js/scanner/")
        for name in re.findall(r'(?:from|import\()\s*"([^"]+)"', read(client, path)[1])
    }
    assert (imported - found, len(imported) > 8) == (set(), True)


def test_the_scanner_can_be_installed_in_every_language(client: FlaskClient) -> None:
    manifest = client.get("/checkin/manifest.webmanifest?lang=zh-Hant")
    assert manifest.mimetype == "application/manifest+json"
    assert (manifest.json["start_url"], manifest.json["display"]) == ("/checkin/", "standalone")
    assert manifest.json["name"] != client.get("/checkin/manifest.webmanifest").json["name"]
    assert read(client, manifest.json["icons"][0]["src"])[0] == 200
