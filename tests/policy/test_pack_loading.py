"""A pack that could be misread is refused before anything is asked of it, and the message names the place."""

from __future__ import annotations

import pytest

from confide.authority.pack import PackError, StepRule, load, load_from, names
from confide.authority.reasons import grounds
from confide.authority.shape import BY_NAME
from tests.policy.cases import PACK
from tests.policy.packs import PACKS, add_rule, copy, replace

RULE = '@id("extra") @clause("H1") @text("No.")\nforbid (principal, action, resource) when {{ {} }};'


def refused(folder, *named):
    with pytest.raises(PackError) as error:
        load_from(folder)
    for name in named:
        assert name in str(error.value)


def test_the_packs_that_come_with_the_product_load():
    assert names() == ("example", "leader_group")
    assert all(load(name).bundle for name in names())


def test_there_is_no_other_pack():
    with pytest.raises(PackError, match=r"no policy called \.\./leader_group"):
        load("../leader_group")


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('@clause("H1") @text("No.")\nforbid (principal, action, resource);', "no @id"),
        ('@id("x") @text("No.")\nforbid (principal, action, resource);', "no @clause"),
        ('@id("x") @clause("H1")\nforbid (principal, action, resource);', "no @text"),
        ('@id("x") @clause("H9") @text("No.")\nforbid (principal, action, resource);', "no such @clause"),
        (
            '@id("x") @clause("H1") @text("No.") @reffer("y")\nforbid (principal, action, resource);',
            "@reffer is unknown",
        ),
        ('@id("x") @clause("H1") @text("No.") @refer("mayor")\nforbid (principal, action, resource);', "no office"),
        ('@id("x") @clause("H1") @text("No.") @question("doubt")\nforbid (principal, action, resource);', "no words"),
        ('@id("nod") @clause("H1") @text("No.")\nforbid (principal, action, resource);', "two policies called nod"),
        ('@id("x") @clause("H1") @text("Yes.")\npermit (principal, action, resource);', "no @unmet"),
        ('@id("x") @clause("H1") @text("Y.") @unmet("N.")\npermit (principal, action, resource);', "gateways.toml: x"),
        (RULE.format('resource.proposal.subject.kind == "raeder"'), "raeder is no code of subject"),
        (RULE.format('["locked_caze"].contains(resource.category.class)'), "locked_caze is no code of category"),
        (RULE.format("resource.proposal.subject.shoe_size > 3"), "shoe_size"),
        (RULE.format("context.unheard_of"), "unheard_of"),
        ("forbid (principal", "rules/zz-added.cedar"),
    ],
)
def test_a_rule_that_could_be_misread_is_refused(tmp_path, text, complaint):
    refused(add_rule(copy(tmp_path), text, as_is="(principal\n" in text or text.endswith("(principal")), complaint)


def test_a_rule_that_is_not_formatted_is_refused(tmp_path):
    refused(add_rule(copy(tmp_path), RULE.format("true"), as_is=True), "zz-added.cedar", "not formatted")


def test_a_duty_never_forbids_and_a_term_never_either(tmp_path):
    for family in ("duties", "terms"):
        text = '@id("x") @text("No.")\nforbid (principal, action, resource);'
        refused(add_rule(copy(tmp_path / family), text, f"{family}/zz.cedar"), "no forbid")


@pytest.mark.parametrize("notes", ['@clock("24_hours") @starts("monday")', '@starts("sent")'])
def test_a_clock_that_nothing_known_starts_is_refused(tmp_path, notes):
    text = f'@id("x") @clause("H1") @duty("x") @text("Do it.") {notes}\npermit (principal, action, resource);'
    refused(add_rule(copy(tmp_path), text, "duties/zz.cedar"), "@starts")


def test_a_term_that_needs_itself_is_refused(tmp_path):
    text = "".join(
        f'@id("{name}") @text("x")\npermit (principal, action, resource) when {{ context.{other} }};\n'
        for name, other in (("a", "b"), ("b", "a"))
    )
    refused(add_rule(copy(tmp_path), text, "terms/zz.cedar"), "needs")


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("pack.toml", '"24_hours"', '"a_while"', "a_while"),
        ("pack.toml", '"head_librarian"', '"mayor"', "over_all"),
        ("pack.toml", 'approval = "stamped"', 'approval = "signed"', "approval"),
        ("pack.toml", 'untold = "stay_silent"', 'untold = "whatever"', "untold"),
        ("purposes.toml", "[purpose.gossip]", "[purpose.chatter]", "chatter"),
        ("gateways.toml", 'ground = "nod"', 'ground = "wink"', "wink"),
        ("changes.toml", '"card_seen"', '"card_lost"', "card_lost"),
        ("questions.toml", '["recipient.identity"]', '["recipient.shoes"]', "recipient.shoes"),
        ("contradictions.toml", '"nodded"', '"winked"', "winked"),
        ("vocabulary.toml", "[answer.perhaps]", "[answer perhaps]", "vocabulary.toml"),
        ("schema.cedarschema", "appliesTo", "goesTo", "schema.cedarschema"),
        ("roles.toml", "[relation.keeper]", "[role.keeper]", "relation is missing"),
    ],
)
def test_data_that_does_not_fit_is_refused(tmp_path, file, old, new, complaint):
    refused(replace(copy(tmp_path), file, old, new), complaint)


def test_the_bundle_changes_with_anything_in_the_pack_and_with_nothing_else(tmp_path):
    one, same = (load_from(copy(tmp_path / name)).bundle for name in ("one", "same"))
    worded = replace(copy(tmp_path / "words"), "rules/rules.cedar", "It is gossip.", "It is idle talk.")
    assert one == same
    assert load_from(worded).bundle != one


def test_the_bundle_counts_the_steps_in_any_order():
    steps = (StepRule("loan", "open", "keeper", "H1"), StepRule("loan", "close", "keeper", "H1"))
    assert load("example", steps).bundle == load("example", steps[::-1]).bundle != load("example").bundle


def test_a_step_by_a_relation_that_the_pack_does_not_know_is_refused():
    with pytest.raises(PackError, match="loan:open: burglar"):
        load("example", (StepRule("loan", "open", "burglar", "H1"),))


def test_every_rule_has_words_and_every_ground_says_when_it_is_not_met():
    for name in PACK.rules.documents:
        note = PACK.notes[name]
        assert note.note("text").endswith(".")
        assert note.effect == "forbid" or note.note("unmet").endswith(".")


def test_every_action_but_one_has_a_ground():
    without = [action for action in PACK.vocabulary.codes("action") if not grounds(action, PACK)]
    assert without == ["post_online"]


def test_every_code_list_that_the_form_names_has_words():
    for fact in BY_NAME.values():
        for code in PACK.vocabulary.codes(fact.codes) if fact.codes else ():
            assert PACK.vocabulary.label(fact.codes, code) != code


def test_one_file_holds_one_family_of_clauses():
    for path in sorted((PACKS / "leader_group" / "rules").glob("*.cedar")):
        section = path.name.partition("-")[0]
        mine = [note for note in PACK.notes.values() if note.file == f"rules/{path.name}"]
        assert mine
        assert {note.note("clause").rstrip("abcdefghijklmn") for note in mine} <= {section, "L6"}
