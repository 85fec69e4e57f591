"""Nothing of a policy is wired into the authority: a pack with other codes, rules and offices works the same way."""

from __future__ import annotations

import ast
from pathlib import Path

import confide.authority
from confide.authority.decide import decide
from confide.authority.pack import load
from confide.authority.relevance import still_matters
from confide.authority.shape import FACTS, SECTIONS
from confide.authority.situation import check, schema
from tests.policy.cases import PACK

EXAMPLE = load("example")
AUTHORITY = Path(confide.authority.__file__).parent
# Words of the public form: names of facts, of lists, and what an answer can be.
FORM = (
    {key for fact in FACTS for key in fact.name.split(".")}
    | {fact.codes for fact in FACTS}
    | {key for section in SECTIONS for key in section.split(".")}
    | set(PACK.vocabulary.codes("outcome"))
    | set(PACK.vocabulary.codes("escalation_mode"))
    | {"", "answer"}
)


def asked(**changes):
    whole = {
        "action": "lend_out",
        "subject": {"kind": "reader"},
        "recipient": {"kind": "neighbour", "identity": "card_seen"},
        "ask": ["loans", "opening_hours"],
        "purpose": "reading",
        "now": "2026-11-24T10:00:00Z",
    }
    return check({**whole, **changes}, EXAMPLE)


def test_the_two_packs_share_no_code_but_those_of_an_answer():
    for name in EXAMPLE.lists:
        shared = set(EXAMPLE.vocabulary.codes(name)) & set(PACK.vocabulary.codes(name))
        assert not shared or name == "outcome"


def test_it_is_decided_by_its_own_rules():
    nodded = {"kind": "reader", "consent": {"state": "nodded", "by": "reader"}}
    assert decide(asked(subject=nodded), EXAMPLE).outcome == "share"
    assert decide(asked(), EXAMPLE).release == ("opening_hours",)
    gossip = decide(asked(subject=nodded, purpose="gossip"), EXAMPLE)
    assert (gossip.outcome, gossip.escalation.office) == ("refer", "head_librarian")
    stamped = {"by_office": "head_librarian", "decision": "stamped"}
    assert decide(asked(subject=nodded, purpose="gossip", approval=stamped), EXAMPLE).outcome == "share"


def test_its_duties_basis_and_questions_are_its_own():
    nodded = {"kind": "reader", "consent": {"state": "nodded", "by": "reader"}}
    decision = decide(asked(subject=nodded), EXAMPLE)
    assert ([duty.duty for duty in decision.duties], decision.tell_subject) == (["hush"], "tell_first")
    assert {basis.category: basis.art9_10 for basis in decision.basis} == {"loans": "the key", "opening_hours": ""}
    stranger = decide(asked(subject=nodded, recipient={"kind": "neighbour"}, ask=["loans"]), EXAMPLE)
    assert [question.fact for question in stranger.questions] == ["recipient.identity"]
    assert [change.text for change in stranger.would_change] == ["their library card was seen"]


def test_its_form_is_its_own():
    assert schema(EXAMPLE)["$defs"]["purpose"]["enum"] == ["reading", "gossip"]
    assert not still_matters(asked().to_json(), ("channel",), EXAMPLE)


def test_the_authority_names_no_code_of_any_pack():
    lists = [name for name in PACK.lists if name not in {"outcome", "escalation_mode"}]
    codes = {
        code for pack in (PACK, EXAMPLE) for name in lists if name in pack.lists for code in pack.vocabulary.codes(name)
    }
    rules = {name for pack in (PACK, EXAMPLE) for name in pack.notes}
    for path in sorted(AUTHORITY.glob("*.py")):
        assert not literals(path) & ((codes | rules) - FORM), path.name


def literals(path):
    """Every text in a module that is neither documentation nor part of one."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
