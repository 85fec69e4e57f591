"""Reads the log's tree from its tiles, and trusts it only where it is what was signed last."""

from confide.domain.chain import ProofError, ReadTile, TileTree
from confide.ledger.errors import LedgerDamaged, NoteError
from confide.ledger.models import Checkpoint, Log, Tile
from confide.ledger.notes import open_note, parse_head
from confide.ledger.signing import verifiers


def stored_tiles() -> ReadTile:
    """Reads tiles from the database, each at most once. A tile that is not there is empty."""
    seen: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        if (level, number) not in seen:
            data = Tile.objects.filter(level=level, number=number).values_list("data", flat=True).first()
            seen[level, number] = bytes(data or b"")
        return seen[level, number]

    return read


def signed_tree(log: Log) -> tuple[TileTree, Checkpoint | None]:
    """The tree as it was signed last, with that checkpoint; empty and None before the first.

    Raises LedgerDamaged when the newest checkpoint was not signed by this log or its tiles lead to another root.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        return TileTree(stored_tiles(), 0), None
    try:
        head = parse_head(open_note(newest.note, verifiers(log.origin)).text)
        tree = TileTree(stored_tiles(), newest.size)
        right = (head.origin, head.size, head.root) == (log.origin, newest.size, tree.root())
    except (NoteError, ProofError):
        right = False
    if not right:
        raise LedgerDamaged("The log's tiles are not what was signed last. Run confide ledger verify.")
    return tree, newest
