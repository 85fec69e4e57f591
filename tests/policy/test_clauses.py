"""The obligations of the policy are all there, in our own words, and whatever is said to keep them exists."""

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from confide.authority.obligations import NoSuchPackError, clauses_named, obligations
from confide.domain.clause import Means, Obligation, State
from confide.domain.clock import PERIODS
from confide.domain.guidance import law_changes, policy_gaps, principles
from confide.domain.register import OPEN
from confide.door.policy import announced
from confide.jobs.command_line import main
from confide.web.measures import SHOWN

PACK = files("confide").joinpath("policy", "leader_group")
OBLIGATIONS = obligations("leader_group")
IDS = {obligation.id for obligation in OBLIGATIONS}
AGREED = Path(__file__).resolve().parents[3] / "shared" / "obligations.toml"

MEASURES = frozenset(SHOWN)


def table(name: str) -> dict[str, Any]:
    return tomllib.loads(PACK.joinpath(name).read_text("utf-8"))


def cited(means: Means) -> dict[str, set[str]]:
    """What is cited by these means, and by which obligations."""
    found: dict[str, set[str]] = {}
    for obligation in OBLIGATIONS:
        for citation in obligation.keeps:
            if citation.means is means:
                found.setdefault(citation.name, set()).add(obligation.id)
            if means is Means.STEP and citation.from_step:
                found.setdefault(citation.from_step, set()).add(obligation.id)
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def test_there_are_131_of_them_from_1_1_to_2_12_and_six_from_the_law() -> None:
    assert len(IDS) == len(OBLIGATIONS) == 131
    clauses = {id_.rstrip("abcdefghijklmn") for id_ in IDS}
    assert clauses == {f"1.{n}" for n in range(1, 8)} | {f"2.{n}" for n in range(1, 13)} | {
        f"L{n}" for n in range(1, 7)
    }


@pytest.mark.skipif(not AGREED.exists(), reason="the agreed list of obligations is not here")
def test_they_are_those_agreed_with_the_same_kinds_in_the_same_order_and_in_other_words() -> None:
    agreed = tomllib.loads(AGREED.read_text("utf-8"))["obligation"]
    assert [(one["id"], tuple(one["kind"])) for one in agreed] == [
        (one.id, tuple(kind.value for kind in one.kinds)) for one in OBLIGATIONS
    ]
    for theirs, ours in zip(agreed, OBLIGATIONS, strict=True):
        runs = {tuple(words(theirs["text"])[n : n + 6]) for n in range(len(words(theirs["text"])) - 5)}
        assert not [run for run in runs if " ".join(run) in " ".join(words(ours.text))], ours.id


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=lambda one: one.id)
def test_each_is_a_few_plain_sentences(obligation: Obligation) -> None:
    assert obligation.text.endswith((".", "?"))
    assert len(re.findall(r"[.?!:](?:\s|$)", obligation.text)) <= 3
    assert len(words(obligation.text)) <= 50
    assert obligation.text.isascii()
    assert not obligation.lacking or obligation.lacking.endswith(".")


def test_none_is_said_twice() -> None:
    assert len({obligation.text for obligation in OBLIGATIONS}) == len(OBLIGATIONS)


def test_every_clock_cited_is_counted() -> None:
    kept_for = {row["code"] for row in table("retention.toml")["rule"]}
    assert set(cited(Means.CLOCK)) <= set(PERIODS) | kept_for


def test_every_measure_cited_is_shown() -> None:
    assert set(cited(Means.MEASURE)) <= MEASURES
    assert set(SHOWN.values()) <= set(names_of(get_resolver().url_patterns))


def test_every_rule_cited_exists() -> None:
    rules = clauses_named(PACK.joinpath("rules"))
    assert {name: ids for name, ids in cited(Means.RULE).items() if name not in rules} == {}


def test_every_duty_cited_exists() -> None:
    duties = clauses_named(PACK.joinpath("duties"))
    assert cited(Means.DUTY)
    assert {name: ids for name, ids in cited(Means.DUTY).items() if name not in duties} == {}


def test_there_is_a_test_for_every_kind_of_citation() -> None:
    """A kind of citation that nobody looks up could name what does not exist."""
    looked_up = {Means.RULE, Means.DUTY, Means.STEP, Means.PAGE, Means.CLOCK, Means.MEASURE}
    assert looked_up == set(Means)


def test_every_rule_and_duty_names_an_obligation_or_a_clause() -> None:
    known = IDS | {id_.rstrip("abcdefghijklmn") for id_ in IDS}
    for folder in ("rules", "duties"):
        named = clauses_named(PACK.joinpath(folder))
        assert named, f"there are no {folder}"
        assert {name: clauses for name, clauses in named.items() if not known.issuperset(clauses.split())} == {}


def test_every_step_cited_is_a_step_of_a_register() -> None:
    register = import_module("confide.cases.register")
    steps = {f"{one.rules.name}:{step.name}" for one in register.every() for step in one.rules.workflow.steps}
    steps |= {one.rules.action(OPEN) for one in register.every()}
    # What people do with a record that is no case.
    steps |= {f"{row[0]}:{row[1]}" for row in announced()}
    assert {name: ids for name, ids in cited(Means.STEP).items() if name not in steps} == {}


def test_every_page_cited_has_an_address() -> None:
    pages = set(names_of(get_resolver().url_patterns))
    assert {name: ids for name, ids in cited(Means.PAGE).items() if name not in pages} == {}


def names_of(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from names_of(pattern.url_patterns)
        elif pattern.name:
            yield pattern.name


def test_what_is_not_built_is_not_said_to_be_kept() -> None:
    """Breaches, access requests, complaints, audits, paper and suppliers have no register yet."""
    later = {
        "2.6d",
        "2.7a",
        "2.12a",
        "2.12b",
        "2.12c",
        "2.12d",
        "2.12e",
        "2.12f",
        "2.12g",
        "L1",
        "L2",
        "L3",
        "L4",
        "L5",
    }
    later |= {"1.3d", "1.6a", "1.6c", "1.6e", "1.6f", "2.1b", "2.11c"}
    assert later <= IDS
    assert [one.id for one in OBLIGATIONS if one.id in later and one.state is State.KEPT] == []


def test_nothing_with_a_measure_is_kept_while_no_measure_is_shown() -> None:
    with_measure = [one for one in OBLIGATIONS if "measure" in one.kinds]
    assert with_measure
    assert MEASURES or not [one.id for one in with_measure if one.state is State.KEPT]


def test_the_eight_caldicott_principles_each_name_a_control_and_the_obligations_behind_it() -> None:
    found = principles(table("caldicott.toml")["principle"])
    assert [principle.code for principle in found] == [f"C{n}" for n in range(1, 9)]
    for principle in found:
        assert principle.clauses
        assert set(principle.clauses) <= IDS


def test_where_the_policy_is_behind_the_law_stands_beside_an_obligation() -> None:
    found = policy_gaps(table("policy_gaps.toml")["gap"])
    assert len(found) == 18
    assert {id_ for gap in found for id_ in gap.clauses} <= IDS
    assert all(gap.clauses for gap in found)


def test_every_change_in_the_law_has_its_own_code_and_a_day_or_what_is_known_of_it() -> None:
    found = law_changes(table("law_changes.toml")["change"])
    assert len({change.code for change in found}) == len(found) == 11
    assert {change.flag for change in found if change.effective_from is None} >= {
        "ca2004_s16la_in_force",
        "mandatory_csa_reporting_in_force",
    }


def test_the_command_prints_every_obligation_with_its_state(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines[:131]] == [[one.id, one.state.value] for one in OBLIGATIONS]
    assert lines[132].endswith("of 131 obligations")
    count = {state: sum(one.state is state for one in OBLIGATIONS) for state in State}
    assert lines[132].startswith(
        f"{count[State.KEPT]} kept, {count[State.PARTLY]} partly, {count[State.PLANNED]} planned"
    )


def test_the_command_says_where_conduct_keeps_it_and_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    main(["clauses"])
    line = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()[:131]}
    assert "supported and evidenced by" in line["2.8d"]
    assert line["2.11c"] == "2.11c  planned  missing: register, measure"


def test_the_command_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [one.to_json() for one in OBLIGATIONS]


@pytest.mark.parametrize("name", ["nobody", "../leader_group", ""])
def test_an_unknown_pack_is_one_clear_line(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clauses", "--pack", name]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    named = f"no policy pack with obligations is called {name!r}"
    assert said.err == f"confide clauses: {named}; there is example, leader_group\n"
    with pytest.raises(NoSuchPackError):
        obligations(name)


def test_the_command_needs_no_django() -> None:
    script = (
        "import sys; from confide.jobs.command_line import main; main(['clauses']); sys.exit('django' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)
