"""What was typed becomes the public form of a situation; what was not answered is left to the engine's caution."""

import pytest

from confide.registers.disclosures.answers import asked_of_us, our_own_call, recipient, situation_typed

ASKED = {
    "start": {"what": "asked"},
    "who_asks": {"kind": "lado", "name": "Hannah Quinn", "organisation": "Aireford Council", "receives": True},
    "identity": {"method": "called_back", "source": "directory", "level": "L2"},
    "about": {"about": "person"},
    "which_person": {"person": "d0c1a7f2-0000-4000-8000-000000000001"},
    "categories": {"ask": ["identity", "safeguarding_concern"]},
    "purpose": {"purpose": "safeguarding", "why": "They look into what a pupil said.", "need_to_know": "yes"},
}


def with_answers(**more):
    return {**ASKED, **more}


def test_what_was_not_answered_is_left_out():
    situation = situation_typed(ASKED)
    assert not {"risk", "instrument", "judgements", "anonymisable", "doubt", "channel", "held"} & set(situation)


def test_names_and_reasons_stay_out_of_the_situation():
    everything = repr(situation_typed(ASKED))
    assert "Hannah" not in everything
    assert "pupil" not in everything


def test_who_asks_and_would_receive_is_identified_once():
    situation = situation_typed(ASKED)
    assert situation["requester"] == {"kind": "lado", "organisation": "Aireford Council", "identity": "L2"}
    assert situation["recipient"]["identity"] == "L2"
    assert situation["recipient"]["need_to_know"] == "yes"


def test_another_recipient_is_identified_on_their_own():
    situation = situation_typed(
        with_answers(
            who_asks={"kind": "lado", "name": "Hannah Quinn", "receives": False},
            who_receives={"kind": "mash", "name": "Ola Brandt"},
            recipient_identity={"method": "not_checked", "level": "L0"},
        )
    )
    assert (situation["requester"]["kind"], situation["requester"]["identity"]) == ("lado", "L2")
    assert (situation["recipient"]["kind"], situation["recipient"]["identity"]) == ("mash", "L0")


def test_nobody_asks_where_we_have_to_tell():
    telling = with_answers(start={"what": "lado"}, who_receives={"kind": "lado", "name": "Hannah Quinn"})
    assert not asked_of_us(telling)
    assert "requester" not in situation_typed(telling)
    assert situation_typed(telling)["initiated_by"] == "we_tell"
    assert recipient(telling)["name"] == "Hannah Quinn"


def test_our_own_call_to_the_emergency_services_is_known_as_one():
    call = {"start": {"what": "other"}, "who_receives": {"kind": "emergency_service"}}
    assert our_own_call(call)
    assert not our_own_call(with_answers(who_asks={"kind": "emergency_service", "receives": True}))


@pytest.mark.parametrize(
    ("kind", "purpose", "action"),
    [
        ("gp", "direct_care", "disclose"),
        ("subject", "own_information", "give_own"),
        ("subject", "complaint", "disclose"),
        ("solicitor", "own_information", "disclose"),
        ("media", "media_enquiry", "comment_to_media"),
    ],
)
def test_the_action_follows_from_who_receives_and_what_for(kind, purpose, action):
    answers = with_answers(who_asks={"kind": kind, "receives": True}, purpose={"purpose": purpose})
    assert situation_typed(answers)["action"] == action


def test_having_looked_and_holding_nothing_is_said():
    assert situation_typed(with_answers(categories={"ask": ["health"], "none_held": True}))["held"] == []


def test_a_person_not_on_our_records_counts_only_where_the_matter_is_about_a_person():
    unlisted = {"person": "unlisted", "kind": "service_user", "name": "Somebody"}
    assert situation_typed(with_answers(which_person=unlisted))["subject"]["kind"] == "service_user"
    assert (
        situation_typed(with_answers(which_person=unlisted, about={"about": "nobody"}))["subject"]["kind"] == "nobody"
    )


def test_judgements_and_doubt_are_taken_over_as_typed():
    situation = situation_typed(
        with_answers(
            weighing={"best_interest": "yes", "wellbeing": "no"},
            accurate={"accurate_on": "2026-11-20"},
            telling={"telling_safe": "no", "why_not": "He is at home with her."},
            doubt={"doubt": "yes"},
        )
    )
    assert situation["judgements"] == {
        "best_interest": "yes",
        "wellbeing": "no",
        "accurate_on": "2026-11-20",
        "telling_safe": "no",
    }
    assert situation["doubt"] is True


def test_no_doubt_is_an_answer_too():
    assert situation_typed(with_answers(doubt={"doubt": "no"}))["doubt"] is False
