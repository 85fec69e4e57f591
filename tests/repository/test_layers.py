"""The contracts on who may import whom leave nobody out. That they are kept is for import-linter to say."""

from configparser import ConfigParser

import pytest

from tests.repository.tree import ROOT

CONTRACTS = ConfigParser()
CONTRACTS.read(ROOT / ".importlinter")
PACKAGES = {f"confide.{path.parent.name}" for path in (ROOT / "confide").glob("*/__init__.py")}

# Who may do what nobody else may; everybody else is named in the contract.
OWNERS = {
    "registers-unknown": {"registers"},
    "asking-and-recording": {"domain", "authority", "vault", "ledger", "door", "jobs"},
    "vault-opened": {"domain", "authority", "vault", "ledger", "door", "jobs"},
    "cedarpy": {"authority"},
    "cryptography": {"vault"},
    "workbench": {"workbench"},
}


@pytest.mark.parametrize("contract", OWNERS)
def test_a_contract_that_binds_everybody_else_names_everybody_else(contract):
    bound = set(CONTRACTS[f"importlinter:contract:{contract}"]["source_modules"].split())
    assert bound == PACKAGES - {f"confide.{owner}" for owner in OWNERS[contract]}


def test_the_layers_hold_every_package():
    layers = CONTRACTS["importlinter:contract:layers"]
    assert layers["exhaustive"] == "True"
    assert set(layers["exhaustive_ignores"].split()) == {"__main__", "policy"}
