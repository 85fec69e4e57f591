"""Proves one entry: a short text that shows, without Confide and without its database, that the entry is in the log."""

from confide.domain.chain import leaf_hash
from confide.ledger.cosigned import with_witnesses
from confide.ledger.errors import LedgerDamaged, NotSealedYet
from confide.ledger.models import Entry, Leaf
from confide.ledger.notes import proof_text
from confide.ledger.setup import the_log
from confide.ledger.tiles import signed_tree


def prove(entry_id: int) -> str:
    """The proof file (C2SP tlog-proof) of an entry, against the newest checkpoint. Its leaf is the entry's body.

    Raises Entry.DoesNotExist, NotSealedYet while the entry waits, and LedgerDamaged where proof and entry disagree.
    """
    entry = Entry.objects.get(id=entry_id)
    leaf = Leaf.objects.filter(entry_id=entry_id).first()
    if leaf is None:
        raise NotSealedYet("This entry is not under a checkpoint yet. Try again in a second.")
    tree, checkpoint = signed_tree(the_log())
    if checkpoint is None or leaf.position >= tree.size or leaf_hash(bytes(entry.body)) != bytes(leaf.hash):
        raise LedgerDamaged("This entry is not what was signed. Run confide ledger verify.")
    return proof_text(leaf.position, tree.inclusion(leaf.position), with_witnesses(checkpoint))
