"""Whoever is killed while something is written leaves all of it or nothing, and the record holds."""

import pytest

from confide.jobs.command_line import main
from tests.concurrency.deaths import deaths_of

# What each act changes, once it is done; everything else stays as it was.
CHANGES = {
    "open a disclosure": {"cases", "facts", "events", "forms", "numbers", "entries"},
    "share it": {"cases", "facts", "events", "forms", "entries", "duties"},
    "record a consent": {"cases", "facts", "events", "forms", "numbers", "entries", "consents"},
    "integrate": {"checkpoints", "leaves"},
}


@pytest.fixture
def deaths(today):
    """Every death there was: what stood before the act, and what stood after."""
    return deaths_of("tests.concurrency.acts")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_process_that_is_killed_leaves_nothing_half_written(deaths, capsys):
    for act, changes in CHANGES.items():
        of_it = [death for death in deaths if death["act"] == act]
        killed = [death for death in of_it if death["killed"]]
        assert len(killed) >= 6, f"{act} was hardly ever interrupted"
        for death in of_it[:-1]:
            assert death["after"] == death["before"], f"{act}, killed at {death['point']}, left something"
        last = of_it[-1]
        changed = {name for name, value in last["after"].items() if value != last["before"][name]}
        assert changed == changes, f"{act} came to its end at {last['point']}"
    stands = deaths[-1]["after"]
    assert stands["cases"] == [["CO-00001", "recorded", 1], ["DI-00001", "to_complete", 2]]
    assert (stands["events"], stands["entries"] >= 3, stands["forms"]) == (3, True, 3)
    assert main(["ledger", "verify"]) == 0
    assert "OK" in capsys.readouterr().out
