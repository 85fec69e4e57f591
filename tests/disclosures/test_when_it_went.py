"""What is owed about something shared is counted from when it went, not from the decision (clauses 1.7k, 1.7l)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from confide.cases.models import Duty
from confide.domain.bank_holidays import Nation, bank_holidays
from confide.domain.clock import due_at
from confide.door.reading import system
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import asked, errors, lado_asks, minutes_ago, take

ORDERED = ["identity", "safeguarding_concern"]
COURT = {
    "who-asks": {
        "kind": "court",
        "name": "Jo Marsh",
        "role": "Clerk",
        "organisation": "County Court",
        "receives": "on",
    },
    "purpose": {"purpose": "legal_order", "why": "The order names it.", "need_to_know": "yes"},
    "instrument": {"kind": "court_order", "reference": "CC-4", "verified": "yes", "covers": ORDERED},
    "telling": {"telling_safe": "yes"},
}
CONFIRMED = {"method": "reference_confirmed", "source": "published", "found_at": "Its own page", "confirmed_by": "Jo"}
WENT = {
    "went_identity": "on",
    "what_identity": "Her name",
    "sent_to": "Jo Marsh",
    "same_recipient": "yes",
    "sent_channel": "secure_email",
    "told_in_confidence": "yes",
    "accepted": "yes",
}


def to_tell() -> Duty:
    with system("tests"):
        return Duty.objects.get(code="inform_managing_director")


@pytest.fixture
def ordered(today, window):
    """Ama decided to share what a court has ordered."""
    ama = window(today.ama)
    url = asked(ama, {**lado_asks(today), **COURT, "identity": {**CONFIRMED, "checked_at": minutes_ago()}})
    response = take(ama, url, "decide-to-share", reasons="It is ordered.", confirmed="on")
    assert response.status_code == 302, errors(response)
    return url


def test_nothing_is_late_while_nothing_has_gone(ordered):
    assert ordered
    assert to_tell().due_at is None


def test_the_page_says_that_it_is_counted_from_then(today, window):
    ama = window(today.ama)
    url = asked(ama, {**lado_asks(today), **COURT, "identity": {**CONFIRMED, "checked_at": minutes_ago()}})
    assert "Within 1 working day after it went" in ama.get(url).content.decode()


def test_once_it_went_the_managing_director_is_told_within_a_working_day_of_that(today, window, ordered):
    response = take(window(today.ama), ordered, "carry-out", **WENT, sent_at=minutes_ago(0))
    assert response.status_code == 302, errors(response)
    with system("tests"):
        sent_at = Disclosure.objects.get().sent_at
    holidays = bank_holidays(Nation.ENGLAND, timezone.localdate(sent_at))
    assert to_tell().due_at == due_at("1_working_day", sent_at, holidays)
    assert timezone.now() < to_tell().due_at < timezone.now() + timedelta(days=8)
