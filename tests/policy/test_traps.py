"""Five ways in which the policy engine could say yes, or the wrong no, without anybody noticing. Each stays closed."""

from __future__ import annotations

import json
from pathlib import Path

import cedarpy
import pytest

from confide.authority import engine
from confide.authority.decide import decide
from confide.authority.engine import Question
from confide.authority.pack import load_from
from confide.authority.situation import check
from confide.authority.slice import Parts
from tests.policy.cases import PACK, case
from tests.policy.packs import add_rule, copy

AUTHORITY = Path(engine.__file__).parent
OVERFLOWS = """
@id("too_much") @clause("H1") @text("It cannot be worked out.")
forbid (principal, action, resource)
when { 9223372036854775807 < resource.proposal.recipient.rank + 9223372036854775807 };
"""
BORROWED = {
    "action": "lend_out",
    "subject": {"kind": "reader"},
    "recipient": {"kind": "neighbour", "identity": "card_seen"},
    "ask": ["opening_hours"],
    "purpose": "reading",
    "now": "2026-11-24T10:00:00Z",
}


def test_a_forbid_that_cannot_be_worked_out_is_a_refusal_and_a_fault(tmp_path):
    """The engine alone would skip the forbid and allow."""
    assert decide(check(BORROWED, load_from(copy(tmp_path / "sound"))), load_from(copy(tmp_path / "same"))).shared

    pack = load_from(add_rule(copy(tmp_path), OVERFLOWS))
    situation = check(BORROWED, pack)
    parts = Parts(pack)
    bare = cedarpy.is_authorized(
        parts.question(situation, "opening_hours").request(),
        pack.rules.handle,
        parts.slice().handle,
        pack.schema.handle,
    )
    assert bare.allowed
    decision = decide(situation, pack)
    assert (decision.outcome, decision.release) == ("refuse", ())
    assert [fault.rule for fault in decision.faults] == ["too_much"]


def test_a_duty_that_cannot_be_worked_out_is_a_refusal_and_a_fault(tmp_path):
    duty = """
    @id("dizzy") @clause("H1") @duty("dizzy") @text("Spin.")
    permit (principal, action, resource) when { 9223372036854775807 < resource.recipient.rank + 9223372036854775807 };
    """
    pack = load_from(add_rule(copy(tmp_path), duty, "duties/zz.cedar"))
    decision = decide(check(BORROWED, pack), pack)
    assert (decision.outcome, decision.release) == ("refuse", ())
    assert [fault.rule for fault in decision.faults] == ["dizzy"]


def test_a_question_that_cannot_be_put_is_a_refusal(tmp_path):
    parts = Parts(PACK)
    situation = case()
    item = parts.question(situation, "identity").resource
    reply = PACK.rules.ask([Question(("Category", "0"), "disclose", item)], parts.slice())[0]
    assert not reply.allowed
    assert reply.faults


def test_no_fault_holds_what_somebody_wrote(tmp_path, caplog):
    pack = load_from(add_rule(copy(tmp_path), OVERFLOWS))
    written = {**BORROWED, "recipient": {**BORROWED["recipient"], "organisation": "Mrs Applewhite"}}
    decision = decide(check(written, pack), pack)
    assert decision.faults
    assert "Applewhite" not in json.dumps(decision.to_json()) + caplog.text


def test_groups_of_actions_hold_because_facts_are_only_read_with_the_schema():
    """Read without it, the forbid on every action of the group is silently not there."""
    situation = case(recipient__identity="failed", risk={"to": "none"})
    parts = Parts(PACK)
    request = parts.question(situation, "identity").request()
    text = json.dumps(parts.unparsed)
    careless = cedarpy.Entities.from_json_str(text)
    bare = cedarpy.is_authorized(request, PACK.rules.handle, careless, PACK.schema.handle)
    assert "f_identity_failed" not in bare.diagnostics.reasons
    assert "f_identity_failed" in {reason.rule for reason in decide(situation, PACK).reasons}


def test_only_one_place_reads_facts_and_it_takes_the_schema():
    texts = {path.name: path.read_text() for path in AUTHORITY.glob("*.py")}
    assert [name for name, text in texts.items() if "Entities" in text] == ["engine.py"]
    assert texts["engine.py"].count("Entities.") == texts["engine.py"].count(
        "Entities.from_json_str(entities, schema.handle)"
    )


def test_reasons_keep_their_names_when_a_policy_is_added_before_them(tmp_path):
    def reasons(folder):
        pack = load_from(folder)
        unknown = {**BORROWED, "ask": ["loans"], "recipient": {"kind": "neighbour"}}
        return {reason.rule for reason in decide(check(unknown, pack), pack).reasons}

    first = '@id("aaa") @clause("H1") @text("Never.")\nforbid (principal, action == Action::"shelve", resource);'
    before = reasons(copy(tmp_path / "before"))
    assert before == {"stranger"}
    assert reasons(add_rule(copy(tmp_path / "after"), first, "rules/aa-first.cedar")) == before


def test_partial_evaluation_is_not_used():
    assert not any("is_authorized_partial" in path.read_text() for path in AUTHORITY.rglob("*.py"))


def test_many_questions_at_once_have_the_answers_of_each_alone():
    situation, parts = case(subject__consent__state="withheld"), Parts(PACK)
    questions = [parts.question(situation, category) for category in PACK.vocabulary.codes("category")]
    about = parts.slice()
    assert PACK.rules.ask(questions, about) == [PACK.rules.ask([question], about)[0] for question in questions]


@pytest.mark.parametrize("asked", ["staff_name_and_title", "director_published"])
def test_what_no_rule_speaks_of_is_refused_and_not_referred(asked):
    decision = decide(case(ask=[asked]), PACK)
    assert (decision.outcome, decision.escalation.mode) == ("refuse", "none")
    assert decision.withhold[0].rules == ()
    missing = {reason.rule: reason for reason in decision.reasons}
    assert {reason.effect for reason in missing.values()} == {"missing"}
    assert {"g_consent", "g_order", "g_public_interest"} <= set(missing)
    assert missing["g_order"].text == "No confirmed court order names this."
