"""A witness for the sample organisation, in a folder beside it: to look at. On the same computer it proves little."""

from datetime import datetime
from pathlib import Path

from confide.ledger.cosigned import submission, take_in
from confide.ledger.setup import public_keys
from confide.ledger.witness import begin
from confide.ledger.witnesses import trust

NAME = "demo.invalid/witness-on-this-computer"


def stand_by(folder: Path, at: datetime) -> None:
    """Make the witness, let it and the ledger know each other, and have the newest checkpoint signed."""
    witness = begin(folder, NAME)
    witness.trust(public_keys()[0])
    trust(witness.public)
    sent = submission(0)
    take_in(sent.checkpoint + witness.add(sent, at))
