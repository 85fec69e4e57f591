"""What we build on may be given away with us: no GPL and no AGPL among the runtime dependencies."""

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from tests.repository.tree import ROOT

# Where the metadata is silent or holds the whole text: what the licence file in the distribution says.
BY_ITS_LICENCE_FILE = {"cedarpy": "Apache-2.0", "fido2": "BSD-2-Clause"}
OPEN_TO_US = re.compile(r"^(?:Apache|BSD|MIT|PSF|LGPL|Dual License|ISC|MPL|Python Software)", re.IGNORECASE)


def locked() -> list[str]:
    """The names in the runtime lock, but for what only another system needs."""
    text = (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8")
    return [
        found[1] for found in re.finditer(r"^([a-z0-9._-]+)==[^\n]*", text, re.MULTILINE) if "win32" not in found[0]
    ]


def licence(package: Distribution) -> str:
    """What a package says of its licence: the expression, the old field, or the classifier, in that order."""
    told = package.metadata
    classifiers = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    old = [(told.get("License") or "").strip().split("\n")[0]]
    named = [line.rpartition(" :: ")[2] for line in classifiers]
    return told.get("License-Expression") or next(filter(None, old + named), "")


def installed(package: str) -> str | None:
    try:
        return BY_ITS_LICENCE_FILE.get(package) or licence(distribution(package))
    except PackageNotFoundError:
        return None


def test_every_locked_package_is_installed_and_says_its_licence():
    assert [package for package in locked() if not installed(package)] == []


def test_no_runtime_dependency_binds_us_to_the_gpl():
    assert {package: installed(package) for package in locked() if not OPEN_TO_US.match(installed(package) or "")} == {}


def test_the_decision_on_dependencies_lists_each_direct_one():
    asked = re.search(r"\ndependencies = \[(.*?)\n\]", (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.DOTALL)
    assert asked
    names = re.findall(r'"([a-z0-9-]+)', asked[1])
    (record,) = (ROOT / "docs" / "adr").glob("*-dependencies.md")
    text = record.read_text(encoding="utf-8").lower()
    assert len(names) > 5
    assert [package for package in names if f"| {package} |" not in text] == []
