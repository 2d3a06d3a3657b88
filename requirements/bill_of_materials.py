"""What eventapp is made of, by its lock files: as a CycloneDX document, and as the page of licences.

python requirements/bill_of_materials.py dist     writes dist/eventapp-<version>.cdx.json
python requirements/bill_of_materials.py --page   writes docs/licences.md
"""

import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata, version
from pathlib import Path
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "licences.md"
_WORDS = {
    "mit license": "MIT", "mit": "MIT", "bsd license": "BSD-3-Clause", "bsd": "BSD-3-Clause",
    "apache software license": "Apache-2.0", "apache license 2.0": "Apache-2.0", "apache 2.0": "Apache-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "python software foundation license": "PSF-2.0",
    "isc license (iscl)": "ISC", "3-clause bsd license": "BSD-3-Clause",
    "gnu lesser general public license v3 (lgplv3)": "LGPL-3.0-only",
    "gnu library or lesser general public license (lgpl)": "LGPL-2.1-or-later", "dual license": "",
}  # fmt: skip
"""What packages call their licences that do not say it as SPDX does."""
_SILENT = {
    "ToJyutping": "BSD-2-Clause", "huey": "MIT", "py_svg_hush": "MIT", "pyrage": "MIT", "dom-walk": "MIT",
    "combine-errors": "MIT",
}  # fmt: skip
"""Packages that say it in a file of theirs and nowhere else."""


class Package(NamedTuple):
    """A package as a lock file pins it. `system` is pypi or npm, `digest` a SHA-256 in hex or empty."""

    system: str
    name: str
    version: str
    licence: str
    digest: str


def packages() -> list[Package]:
    """Everything that an installed eventapp has, by name; what is for another kind of machine is left out."""
    return sorted({*_from_pypi(), *_from_npm()})


def _from_pypi() -> Iterator[Package]:
    lock = (ROOT / "requirements" / "runtime.txt").read_text()
    for name, number, digest in re.findall(r"^([\w.-]+)==(\S+)[^\n]*\\\n\s+--hash=sha256:(\w+)", lock, re.M):
        try:
            found = metadata(name)
        except PackageNotFoundError:
            continue
        yield Package("pypi", name, number, licence_of(found), digest)


def _from_npm() -> Iterator[Package]:
    lock = json.loads((ROOT / "package-lock.json").read_text())
    for path, found in lock["packages"].items():
        if path and not found.get("dev"):
            name = path.removeprefix("node_modules/")
            licence = found.get("license") or _SILENT.get(name, "")
            yield Package("npm", name, found["version"], licence.strip("()"), "")


def licence_of(found: PackageMetadata) -> str:
    """As SPDX writes it: what the package says so, else what its classifiers or its own words mean; or nothing."""
    if said := found.get("License-Expression"):
        return str(said)
    classifiers = found.get_all("Classifier") or []
    words = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    words += [str(found.get("License") or "").partition("\n")[0]]
    known = [_WORDS.get(word.strip().lower(), word.strip() if re.fullmatch(r"[\w.+-]+", word.strip()) else "")
             for word in words]  # fmt: skip
    return next(filter(None, known), _SILENT.get(found["Name"], ""))


def bill() -> Bom:
    """The same for one commit wherever it is made."""
    made_at = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    licences = LicenseFactory()
    itself = Component(type=ComponentType.APPLICATION, name="eventapp", version=version("eventapp"), bom_ref="eventapp")
    bom = Bom(
        serial_number=uuid5(NAMESPACE_URL, f"eventapp {version('eventapp')} {made_at}"),
        metadata=BomMetaData(component=itself, timestamp=made_at),
    )
    parts = []
    for one in packages():
        address = PackageURL.from_string(f"pkg:{one.system}/{one.name}@{one.version}")
        parts.append(Component(
            type=ComponentType.LIBRARY, name=one.name, version=one.version, purl=address, bom_ref=str(address),
            licenses=[licences.make_from_string(one.licence)] if one.licence else [],
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.digest)] if one.digest else [],
        ))  # fmt: skip
    bom.components.update(parts)
    bom.register_dependency(itself, parts)
    return bom


def page() -> str:
    rows = "\n".join(f"| {one.name} | {one.system} | {one.licence or '?'} |" for one in packages())
    return f"""# Licences

What an installed eventapp has beside its own code, by its lock files. `make dist` writes the same with versions and
hashes as a CycloneDX document, `dist/eventapp-<version>.cdx.json`; this page is written by
`python requirements/bill_of_materials.py --page` and held to the lock files by a test.

| package | from | licence |
|---|---|---|
{rows}
"""


def main(argument: str) -> None:
    if argument == "--page":
        PAGE.write_text(page())
        return
    path = Path(argument) / f"eventapp-{version('eventapp')}.cdx.json"
    path.write_text(JsonV1Dot6(bill()).output_as_string(indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
