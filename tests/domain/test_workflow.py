"""A workflow that makes no sense is found when it is loaded, not in front of a person."""

from typing import Any

import pytest

from confide.domain.workflow import Step, Workflow, WorkflowError

STEPS = (
    Step("take", ("here",), "away", clause="2.4e", by="reader"),
    Step("bring", ("away",), "here", clause="2.4e", by="reader"),
    Step("end", ("here",), "gone", clause="2.8i", by="owner"),
)
SOUND: dict[str, Any] = {"initial": "here", "final": frozenset({"gone"}), "steps": STEPS}


def test_one_that_makes_sense_tells_its_states_and_the_shortest_way_to_each():
    workflow = Workflow(**SOUND, resting=frozenset({"here"}), due={"away": "to_be_brought_back"})
    assert workflow.states == {"here", "away", "gone"}
    assert workflow.route("gone") == ("end",)
    assert [step.name for step in workflow.steps_from("here")] == ["take", "end"]


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"resting": frozenset({"nowhere"})}, id="rests in no state of it"),
        pytest.param({"due": {"nowhere": "to_be_done"}}, id="due in no state of it"),
        pytest.param({"final": frozenset({"gone", "never"})}, id="an end that nothing leads to"),
        pytest.param({"final": frozenset({"away", "gone"})}, id="a step that leaves an end"),
        pytest.param({"steps": STEPS[:2]}, id="no way to the end"),
        pytest.param({"steps": (*STEPS, STEPS[0])}, id="a step twice"),
        pytest.param(
            {"steps": (*STEPS, Step("stay", ("here",), "stuck", clause="1.1", by="reader"))}, id="a way into nowhere"
        ),
        pytest.param(
            {"steps": (*STEPS, Step("take", ("away",), "here", clause="2.4e", by="owner"))}, id="one name for two steps"
        ),
        pytest.param(
            {"steps": (*STEPS, Step("wait", ("here",), "here", clause="", by="reader"))}, id="a step without a clause"
        ),
    ],
)
def test_what_makes_none_is_refused(wrong):
    with pytest.raises(WorkflowError):
        Workflow(**{**SOUND, **wrong})
