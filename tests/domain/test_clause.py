"""An obligation is said to be kept only when everything listed for it is cited."""

from typing import Any

import pytest

from confide.domain.clause import Citation, ClauseError, Kind, Means, Obligation, State, obligations

GATE = {"kind": "gate", "rule": "f_one"}
REGISTER = {"kind": "register", "step": "loan:return"}
CLOCK = {"kind": "clock", "clock": "2_hours", "from": "loan:return"}
GUIDE = {"kind": "guide", "page": "loans-new"}
MEASURE = {"kind": "measure", "measure": "loans_overdue"}


def table(**given: Any) -> dict[str, Any]:
    return {"id": "1.1a", "text": "Bring the book back.", "kind": ["gate", "register"]} | given


def one(**given: Any) -> Obligation:
    (obligation,) = obligations([table(**given)])
    return obligation


@pytest.mark.parametrize(
    ("keeps", "lacking", "state", "missing"),
    [
        ([], "", State.PLANNED, (Kind.GATE, Kind.REGISTER)),
        ([GATE], "", State.PARTLY, (Kind.REGISTER,)),
        ([REGISTER], "", State.PARTLY, (Kind.GATE,)),
        ([GUIDE], "", State.PARTLY, (Kind.GATE, Kind.REGISTER)),
        ([GATE, {"kind": "gate", "step": "loan:return"}], "", State.PARTLY, (Kind.REGISTER,)),
        ([GATE, REGISTER], "", State.KEPT, ()),
        ([GATE, REGISTER, GUIDE], "", State.KEPT, ()),
        ([GATE, REGISTER], "Nobody counts the pages.", State.PARTLY, ()),
        ([], "Nobody counts the pages.", State.PLANNED, (Kind.GATE, Kind.REGISTER)),
    ],
)
def test_kept_means_a_citation_for_every_kind_and_nothing_lacking(
    keeps: list[dict[str, str]], lacking: str, state: State, missing: tuple[Kind, ...]
) -> None:
    obligation = one(keeps=keeps, lacking=lacking)
    assert (obligation.state, obligation.missing) == (state, missing)


def test_every_kind_can_be_kept() -> None:
    obligation = one(kind=[kind.value for kind in Kind], keeps=[GATE, REGISTER, CLOCK, GUIDE, MEASURE])
    assert obligation.state is State.KEPT


def test_a_rule_that_names_an_obligation_is_its_gate_and_a_duty_its_guide() -> None:
    (obligation,) = obligations(
        [table(kind=["gate", "guide"])],
        rules={"f_two": "9.9 1.1a", "f_one": "1.1a", "f_other": "1.1"},
        duties={"say_so": "1.1a", "post": "2.8d"},
    )
    assert [str(citation) for citation in obligation.keeps] == [
        "gate rule f_one",
        "gate rule f_two",
        "guide duty say_so",
    ]
    assert obligation.state is State.KEPT


def test_a_citation_says_what_it_is() -> None:
    assert str(Citation(Kind.CLOCK, Means.CLOCK, "2_hours", "loan:return")) == "clock 2_hours from loan:return"
    assert str(Citation(Kind.GUIDE, Means.PAGE, "loans-new")) == "guide page loans-new"


def test_the_public_form_says_state_what_keeps_it_and_what_is_missing() -> None:
    assert one(keeps=[GATE, CLOCK], supported=True, lacking="The shelf is full.").to_json() == {
        "id": "1.1a",
        "text": "Bring the book back.",
        "state": "partly",
        "supported": True,
        "kind": ["gate", "register"],
        "keeps": [GATE, CLOCK],
        "missing": ["register"],
        "lacking": "The shelf is full.",
    }


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": ["fence"]}, "1.1a: 'fence' is none of gate, register"),
        ({"kind": []}, "1.1a: no kind"),
        ({"text": ""}, "1.1a: no text"),
        ({"id": ""}, "no id"),
        ({"keep": []}, "1.1a: unknown key keep"),
        ({"keeps": [{"kind": "gate", "page": "loans-new"}]}, "1.1a: a page is no gate"),
        ({"keeps": [{"kind": "register", "clock": "2_hours"}]}, "1.1a: a clock is no register"),
        ({"keeps": [{"kind": "gate"}]}, "1.1a: a citation names one thing, and here are 0"),
        ({"keeps": [GATE | {"step": "loan:return"}]}, "1.1a: a citation names one thing, and here are 2"),
        ({"keeps": [GATE, GATE]}, "1.1a: the same thing is cited twice"),
        ({"keeps": [{"kind": "clock", "clock": "2_hours"}]}, "says from which step"),
        ({"keeps": [GATE | {"from": "loan:return"}]}, "says from which step"),
        ({"keeps": [{"kind": "gate", "fence": "high"}]}, "1.1a: 'fence' is none of rule"),
    ],
)
def test_what_cannot_be_read_is_an_error_that_names_the_obligation(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ClauseError, match=message):
        one(**wrong)


def test_a_rule_that_the_file_cites_as_well_is_cited_once() -> None:
    (obligation,) = obligations([table(keeps=[GATE])], rules={"f_one": "1.1a"})
    assert [str(citation) for citation in obligation.keeps] == ["gate rule f_one"]


def test_an_id_is_used_once() -> None:
    with pytest.raises(ClauseError, match="two obligations"):
        obligations([table(), table()])
