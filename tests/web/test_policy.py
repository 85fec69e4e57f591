"""The policy's pages show every obligation as it is kept, and nothing that is not in the pack."""

import pytest

from confide.domain.clause import State
from confide.door.clauses import law_changes, obligations, policy_gaps, principles
from tests.organisation import House
from tests.web.html import document


def test_every_obligation_is_listed_with_its_state(house: House, windows):
    text = windows(house.ama).get("/policy/").content.decode()
    assert len(obligations()) == 131
    assert [item.id for item in obligations() if f'href="/policy/{item.id}/"' not in text] == []


@pytest.mark.parametrize("state", list(State))
def test_the_list_is_narrowed_by_state(state, house: House, windows):
    text = windows(house.ama).get("/policy/", {"state": state.value}).content.decode()
    wrong = [item.id for item in obligations() if (f'/policy/{item.id}/"' in text) is not (item.state is state)]
    assert wrong == []


def test_a_state_that_does_not_exist_narrows_nothing(house: House, windows):
    window = windows(house.ama)
    assert window.get("/policy/?state=zz").content.count(b"<tr>") == window.get("/policy/").content.count(b"<tr>")


def names() -> set[str]:
    """Every obligation, and every clause."""
    ids = {item.id for item in obligations()}
    return ids | {name.rstrip("abcdefghijklmnopqrstuvwxyz") for name in ids if "." in name}


def test_every_obligation_and_every_clause_has_its_page_and_every_part_of_it_a_name_of_its_own(house: House, windows):
    window = windows(house.ama)
    answers = {name: window.get(f"/policy/{name}/") for name in [*names(), "caldicott", "gaps"]}
    assert {name for name, answer in answers.items() if answer.status_code != 200} == set()
    regions = {name: document(answer).regions() for name, answer in answers.items()}
    assert all(regions.values())
    assert {name: found for name, found in regions.items() if len(set(found)) != len(found)} == {}


@pytest.mark.parametrize("name", ["9.9z", "2", "2.", "%00", "a" * 500])
def test_what_is_no_clause_is_no_page(name, house: House, windows):
    assert windows(house.ama).get(f"/policy/{name}/").status_code == 404


def test_where_conduct_keeps_it_the_page_says_so(house: House, windows):
    supported = next(item for item in obligations() if item.supported and item.keeps)
    kept = next(item for item in obligations() if not item.supported and item.keeps)
    window = windows(house.ama)
    assert "Supported and evidenced by" in window.get(f"/policy/{supported.id}/").content.decode()
    assert "Kept by" in window.get(f"/policy/{kept.id}/").content.decode()


def test_the_principles_and_the_gaps_are_shown_whole(house: House, windows):
    window = windows(house.ama)
    assert len(principles()) == 8
    text = window.get("/policy/caldicott/").content.decode()
    assert [each.code for each in principles() if f'id="{each.code}"' not in text] == []
    text = window.get("/policy/gaps/").content.decode()
    assert text.count('id="gap-') == len(policy_gaps())
    assert text.count('id="change-') == len(law_changes())


def test_a_clause_shows_where_the_law_went_on(house: House, windows):
    gap = policy_gaps()[0]
    assert "Where the policy falls short" in windows(house.ama).get(f"/policy/{gap.clauses[0]}/").content.decode()
