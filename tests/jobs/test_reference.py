"""The generated reference says what is declared, and a difference is found."""

from confide.domain.clause import Citation, Kind, Means, Obligation
from confide.domain.register import Rules
from confide.domain.workflow import Step, Workflow
from confide.jobs import reference

RULES = Rules(
    name="media_enquiry",
    plural="media_enquiries",
    prefix="ME",
    title="Media enquiries",
    clauses=("2.4", "2.11"),
    workflow=Workflow(
        initial="received",
        final=frozenset({"answered"}),
        steps=(Step("answer", ("received",), "answered", clause="2.4i", by="office", needs=("answer",)),),
    ),
)


def test_a_register_shows_its_states_its_steps_and_what_its_facts_hold():
    page = reference.register(RULES, [("answer", "What we said", "confidential", True)])
    assert "received --> answered: answer (2.4i)" in page
    assert "| `media_enquiry:answer` | received | answered | office | `answer` | 2.4i |  |" in page
    assert "| What we said | `answer` | confidential | sealed |" in page


def test_an_obligation_shows_what_keeps_it_and_what_is_missing():
    cited = (Citation(Kind.GATE, Means.RULE, "f_media"),)
    page = reference.clauses([Obligation("2.4h", "No comment.", (Kind.GATE, Kind.CLOCK), supported=True, keeps=cited)])
    assert "0 kept, 1 partly, 0 planned" in page
    assert "people's conduct, supported and evidenced by gate rule f_media. missing: clock" in page


def test_obligations_stand_under_their_clause():
    kinds = (Kind.GUIDE,)
    page = reference.clauses([Obligation("1.4", "One.", kinds), Obligation("1.5a", "Two.", kinds)])
    assert page.index("## 1.4") < page.index("One.") < page.index("## 1.5") < page.index("Two.")


def test_a_situation_shows_nested_fields_lists_of_codes_and_what_is_needed():
    schema = {
        "required": ["action"],
        "properties": {
            "action": {"$ref": "#/$defs/action"},
            "recipient": {"properties": {"kind": {"$ref": "#/$defs/recipient_kind", "default": "public"}}},
            "ask": {"type": "array", "items": {"$ref": "#/$defs/category"}},
            "doubt": {"type": "boolean", "default": False},
        },
        "$defs": {
            "action": {"enum": ["view"], "x-labels": {"view": "look at it"}},
            "recipient_kind": {"enum": ["public", "media"]},
            "category": {"enum": ["health"]},
        },
    }
    page = reference.situation(schema)
    assert "| `action` | one of [action](#action) | needed |" in page
    assert "| `recipient.kind` | one of [recipient kind](#recipient-kind) | `public` |" in page
    assert "| `ask` | any of [category](#category) |  |" in page
    assert "| `doubt` | true or false | `false` |" in page
    assert "## recipient kind" in page
    assert "| `view` | look at it |" in page


def test_what_would_break_a_table_is_kept_from_it():
    assert reference.table(("a",), [("one | two\nthree",)]).splitlines()[-1] == r"| one \| two three |"
