"""The log's arithmetic agrees with RFC 6962, with a real tiled log, and with itself at every size."""

import base64
import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confide.domain.chain import (
    EMPTY_ROOT,
    Frontier,
    ProofError,
    TileTree,
    leaf_hash,
    node_hash,
    perfect_parts,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[2].parent / "shared" / "vectors" / "ledger"
third_party = pytest.mark.skipif(not VECTORS.is_dir(), reason="third-party vectors are not here")


def probes(folder: str) -> list[Path]:
    return sorted((VECTORS / "rfc6962-proofs" / "testdata" / folder).rglob("*.json"))


def tree_of(leaves: list[bytes]) -> TileTree:
    tree = TileTree(lambda level, number: b"", 0)
    tree.append(leaves)
    return tree


def slow_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1 word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return node_hash(slow_root(leaves[:half]), slow_root(leaves[half:]))


@third_party
def test_reference_hashes_and_roots_are_ours():
    reference = json.loads((VECTORS / "rfc6962-proofs" / "reference.json").read_text())
    hasher = reference["hasher"]
    assert hasher["empty_root"] == EMPTY_ROOT.hex()
    assert leaf_hash(b"").hex() == hasher["empty_leaf"]
    assert leaf_hash(hasher["leaf"]["data_utf8"].encode()).hex() == hasher["leaf"]["hash"]
    left, right = hasher["node"]["left_utf8"].encode(), hasher["node"]["right_utf8"].encode()
    assert node_hash(left, right).hex() == hasher["node"]["hash"]
    leaves = [leaf_hash(bytes.fromhex(entry)) for entry in reference["leaf_inputs_hex"]]
    tree, frontier, roots = tree_of(leaves), Frontier(), [EMPTY_ROOT.hex()]
    for leaf in leaves:
        frontier.append(leaf)
        roots.append(frontier.root().hex())
    assert roots == reference["root_hashes_hex_by_size"] == [tree.root(size).hex() for size in range(len(leaves) + 1)]


def decoded(value: str | None) -> bytes:
    return base64.b64decode(value or "")


@third_party
@pytest.mark.parametrize("kind", ["inclusion", "consistency"])
def test_every_probe_is_judged_as_its_authors_say(kind):
    found = probes(kind)
    assert len(found) == 98
    for path in found:
        probe = json.loads(path.read_text())
        proof = [decoded(step) for step in probe["proof"] or []]
        try:
            if kind == "inclusion":
                leaf, root = decoded(probe["leafHash"]), decoded(probe["root"])
                verify_inclusion(probe["leafIdx"], probe["treeSize"], leaf, proof, root)
            else:
                roots = decoded(probe["root1"]), decoded(probe["root2"])
                verify_consistency(probe["size1"], probe["size2"], proof, *roots)
            refused = False
        except ProofError:
            refused = True
        assert refused == probe["wantErr"], path.name


@third_party
def test_a_real_tiled_log_has_our_tiles_byte_for_byte():
    log = VECTORS / "tessera-log"
    leaves = [leaf_hash(entry.encode()) for entry in json.loads((log / "reference.json").read_text())["leaves_utf8"]]
    for size in range(1, len(leaves) + 1):
        tree = tree_of(leaves[:size])
        assert tree.changed[0, 0] == (log / "testdata/log/tile/0/000.p" / str(size)).read_bytes()
        assert base64.b64encode(tree.root()).decode() in (log / f"testdata/log/checkpoint.{size}").read_text()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_tiles_frontier_and_definition_agree_and_every_proof_holds(data):
    size = data.draw(st.integers(1, 1_200), label="size")
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    cuts = sorted(data.draw(st.sets(st.integers(0, size), max_size=4), label="batches") | {0, size})
    stored: dict[tuple[int, int], bytes] = {}
    for start, end in itertools.pairwise(cuts):
        tree = TileTree(lambda level, number: stored.get((level, number), b""), start)
        tree.append(leaves[start:end])
        stored.update(tree.changed)
    earlier = data.draw(st.integers(1, size), label="earlier")
    position = data.draw(st.integers(0, earlier - 1), label="position")
    root, earlier_root = tree.root(), tree.root(earlier)
    assert (root, earlier_root) == (slow_root(leaves), slow_root(leaves[:earlier]))
    verify_inclusion(position, earlier, leaves[position], tree.inclusion(position, earlier), earlier_root)
    verify_consistency(earlier, size, tree.consistency(earlier), earlier_root, root)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 400), st.data())
def test_a_proof_changed_in_any_way_is_refused(size, data):
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    tree = tree_of(leaves)
    position = data.draw(st.integers(0, size - 1))
    proof, root = tree.inclusion(position), tree.root()
    step, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    flipped = (int.from_bytes(proof[step], "big") ^ 1 << bit).to_bytes(32, "big")
    wrong = [
        (position, size, [*proof[:step], flipped, *proof[step + 1 :]]),
        (position, size, proof[:-1]),
        (position, size, [*proof, bytes(32)]),
        (position, size, [b"", *proof]),
        (size, size, proof),
        (-1, size, proof),
    ]
    for place, claimed, changed in wrong:
        with pytest.raises(ProofError):
            verify_inclusion(place, claimed, leaves[position], changed, root)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 400), st.data())
def test_a_log_that_was_rewritten_is_not_consistent_with_what_it_was(size, data):
    earlier = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, earlier - 1))
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    before = tree_of(leaves[:earlier]).root()
    rewritten = tree_of([*leaves[:changed], leaf_hash(b"other"), *leaves[changed + 1 :]])
    with pytest.raises(ProofError):
        verify_consistency(earlier, size, rewritten.consistency(earlier), before, rewritten.root())


@given(st.integers(1, 5), st.sets(st.integers(1, 255)), st.integers(0, 255))
def test_a_frontier_grows_by_perfect_parts_as_by_single_leaves(tiles, ends, rest):
    leaves = [leaf_hash(str(number).encode()) for number in range(256 * tiles + rest)]
    singly, wholly, roots = Frontier(), Frontier(), {}
    for leaf in leaves:
        singly.append(leaf)
        roots[singly.size] = singly.root()
    for start in range(0, len(leaves), 256):
        within = sorted(end for end in ends if end < len(leaves) - start)
        seen = set()
        for height, root in perfect_parts(leaves[start : start + 256], within):
            wholly.add(height, root)
            assert wholly.root() == roots[wholly.size]
            seen.add(wholly.size - start)
        assert seen >= set(within)
    assert wholly.size == len(leaves)


def test_a_part_follows_only_what_it_can_follow():
    grown = Frontier()
    grown.append(leaf_hash(b"one"))
    with pytest.raises(ProofError):
        grown.add(8, leaf_hash(b"a tile"))


def test_what_lies_outside_the_tree_is_refused():
    tree = tree_of([leaf_hash(b"only")])
    for ask in (
        lambda: tree.root(2),
        lambda: tree.inclusion(1),
        lambda: tree.consistency(0),
        lambda: tree.consistency(2),
    ):
        with pytest.raises(ProofError):
            ask()
    with pytest.raises(ProofError):
        TileTree(lambda level, number: b"", 3).append([leaf_hash(b"next")])
    with pytest.raises(ProofError):
        TileTree(lambda level, number: b"short", 3).root()
