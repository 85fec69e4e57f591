"""What was answered fits together, and the page says what is old, what else it could be for, and what became of it.

Clauses 1.2f, 1.7h, 2.3l, 2.5b.
"""

import pytest

from tests.disclosures.conftest import asked, begin, lado_asks, minutes_ago, take
from tests.disclosures.test_journey import carried_out


def until(client, slug, answers) -> str:
    """Answer everything before one question; its address."""
    url = begin(client)
    while not url.endswith(f"/{slug}/"):
        url = client.post(url, answers[url.rstrip("/").rpartition("/")[2]]).url
    return url


class TestWhatTheyShowed:
    @pytest.mark.parametrize(
        ("typed", "field"), [({"verified": "yes"}, "verified"), ({"covers": ["identity"]}, "covers")]
    )
    def test_nothing_that_was_not_shown_is_confirmed_or_names_anything(self, today, window, typed, field):
        ama = window(today.ama)
        url = until(ama, "instrument", lado_asks(today))
        response = ama.post(url, {"kind": "none", **typed})
        assert list(response.context["form"].errors) == [field]
        assert "Nothing was shown" in response.content.decode()

    def test_another_answer_to_what_is_not_asked_says_nothing(self, today, window):
        ama = window(today.ama)
        url = until(ama, "instrument", lado_asks(today))
        assert ama.post(url, {"kind": "none", "verified": "no"}).status_code == 302
        assert not ama.get(url).context["form"].initial["verified"]


class TestAnOldCheck:
    def of(self, today, window, minutes) -> str:
        answers = lado_asks(today)
        answers["identity"] = {**answers["identity"], "checked_at": minutes_ago(minutes)}
        return asked(window(today.ama), answers)

    @pytest.mark.parametrize("days", [2, 900])
    def test_beside_the_decision_it_says_that_the_check_holds_no_more(self, today, window, days):
        page = window(today.ama).get(self.of(today, window, 60 * 24 * days)).content.decode()
        assert "check it again before anything goes" in page

    def test_a_check_that_holds_is_passed_over(self, today, window):
        assert window(today.ama).get(self.of(today, window, 60)).context["view"]["warning"] == ""

    def test_once_it_is_closed_there_is_nothing_left_to_check(self, today, window):
        url = self.of(today, window, 60 * 24 * 2)
        take(window(today.ama), url, "withdraw", reasons="Asked by mistake.")
        assert window(today.ama).get(url).context["view"]["warning"] == ""


class TestAnotherPurpose:
    def asked_for(self, today, window, purpose):
        answers = lado_asks(today)
        answers["purpose"] = {**answers["purpose"], "purpose": purpose}
        return window(today.ama).get(asked(window(today.ama), answers)).context["view"]["would_change"]

    def test_the_purposes_in_which_this_kind_of_recipient_has_a_part_are_named(self, today, window):
        named = [
            change["text"] for change in self.asked_for(today, window, "work_finding") if "has a part" in change["text"]
        ]
        assert len(named) == 1
        assert "Protecting a child or an adult at risk" in named[0]

    def test_where_they_have_a_part_in_it_none_is_named(self, today, window):
        assert not [
            change for change in self.asked_for(today, window, "safeguarding") if "has a part" in change["text"]
        ]


class TestTheList:
    def listed(self, client) -> str:
        page = client.get("/disclosures/")
        return str(page.context["rows"][0]["status"])

    def test_it_says_what_became_of_it_and_not_what_was_proposed(self, today, window, approved):
        ama = window(today.ama)
        assert self.listed(ama) == "To be shared"
        carried_out(ama, approved, sent_channel="email")
        assert self.listed(ama) == "Shared otherwise than decided"
        assert "Share<" not in ama.get("/disclosures/").content.decode()

    def test_what_went_as_decided_is_said_to_be_shared(self, today, window, approved):
        carried_out(window(today.ama), approved)
        assert self.listed(window(today.ama)) == "Shared and recorded"

    def test_what_nobody_has_decided_yet_is_said_with_the_answer_of_the_policy(self, today, window):
        asked(window(today.ama), lado_asks(today))
        assert self.listed(window(today.ama)).startswith("Proposed: ")
