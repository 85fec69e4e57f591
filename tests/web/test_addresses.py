"""Every address, for everybody: what is there, what is not theirs to do, and what does not exist for them."""

from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from confide.cases.register import every
from tests.organisation import House

NOWHERE = "00000000-0000-4000-8000-000000000000"
ALL = "302 200 200 200 200 200"
TEAM = "302 200 200 200 404 200"
BENS = "302 404 200 404 404 404"
ABSENT = "302 404 404 404 404 404"
# Where people really sign in; a demo has none of it. What is there instead stands in tests/signin/test_addresses.py.
NO_DEMO = "404 404 404 404 404 404"

# For each address, what a GET answers: not signed in, Ama, her manager, the Managing Director, a stranger, a starter.
PAGES = {
    "overview": ((), ALL),
    "sign-in": ((), "200 200 200 200 200 200"),
    "sign-out": ((), "302 405 405 405 405 405"),
    "account_login": ((), "200 200 200 200 200 200"),
    "mfa_authenticate": ((), NO_DEMO),
    "mfa_login_webauthn": ((), NO_DEMO),
    "sign-in-code": ((), NO_DEMO),
    "sign-in-start-over": ((), "405 405 405 405 405 405"),
    "openid_connect_login": (("organisation",), NO_DEMO),
    "openid_connect_callback": (("organisation",), NO_DEMO),
    "unsent": ((), "302 302 302 302 302 302"),
    "account": ((), ABSENT),
    "mfa_index": ((), ABSENT),
    "mfa_activate_totp": ((), ABSENT),
    "mfa_add_webauthn": ((), ABSENT),
    "mfa_view_recovery_codes": ((), ABSENT),
    "account-remove": (("1",), ABSENT),
    "account-new-codes": ((), ABSENT),
    "account-password": ((), ABSENT),
    "lockouts": ((), "302 404 404 200 404 404"),
    "people-list": ((), ALL),
    "paper-whereabouts": ((), ALL),
    "people-detail": (("P-00001",), TEAM),
    "people-everything": (("P-00001",), "302 404 404 200 404 404"),
    "people-known-as": (("P-00001",), "302 200 200 200 404 403"),
    "people-search": (("P-00001",), TEAM),
    "search": ((), "302 404 404 200 404 404"),
    "people-looks": (("P-00001",), TEAM),
    "people-looks-file": (("P-00001",), "302 200 200 200 404 302"),
    "own-looks": ((), ALL),
    "own-looks-file": ((), ALL),
    "people-retention": (("P-00001",), TEAM),
    "people-new": ((), "302 200 200 200 200 403"),
    "people-change": (("P-00001",), "302 200 200 200 404 403"),
    "people-copy": (("P-00001",), "302 403 200 200 404 403"),
    "people-write": (("P-00001",), "302 200 200 200 404 403"),
    "people-add-document": (("P-00001",), "302 200 200 200 404 403"),
    "people-entry": (("P-00001", "{entry}"), "302 200 200 404 404 404"),
    "people-correct": (("P-00001", "{entry}"), "302 200 200 404 404 404"),
    "people-document": (("P-00001", "{document}"), "302 200 200 404 404 404"),
    "writing-guide": ((), ALL),
    "writing-remarks": ((), "302 405 405 405 405 405"),
    "policy-list": ((), ALL),
    "policy-caldicott": ((), ALL),
    "policy-gaps": ((), ALL),
    "policy-retention": ((), ALL),
    "policy-detail": (("2.5b",), ALL),
    "ledger": ((), ALL),
    "ledger-paper": ((), ALL),
    "ledger-checkpoint": ((), ABSENT),
    "ledger-tile": (("0/000.p/1",), ABSENT),
    "disposals-due": ((), ALL),
    "registers": ((), ALL),
    "disclosures-emergency": ((), ALL),
    "disclosures-afterwards": ((), ALL),
    "disclosures-office": ((), ALL),
    "disclosures-loose-ends": ((), ALL),
    "disclosures-draft": ((NOWHERE,), ABSENT),
    "disclosures-check": ((NOWHERE,), ABSENT),
    "disclosures-delete": ((NOWHERE,), ABSENT),
    "disclosures-question": ((NOWHERE, "which-person"), ABSENT),
}
# Pages that every register has; {case} is Ama's.
OF_EVERY_REGISTER = {
    "list": ((), ALL),
    "export": ((), ALL),
    "new": ((), ALL),
    "duty": (("{case}", NOWHERE), ABSENT),
}
# The page of a case, and a step that its opener may take. Gwen opens reviews and monitoring.
OF_A_CASE = {
    "broken_glass-detail": (("{case}",), "302 200 404 200 404 404"),
    "broken_glass-step": (("{case}", "end-now"), "302 200 404 403 404 404"),
    "access_reviews-detail": (("{case}",), "302 404 404 404 404 404"),
    "access_reviews-step": (("{case}", "hear-them"), "302 404 404 404 404 404"),
    "monitoring-detail": (("{case}",), "302 404 404 200 404 404"),
    "monitoring-step": (("{case}", "give-notice"), "302 404 404 200 404 404"),
    "advice-detail": (("{case}",), "302 200 200 404 404 404"),
    "disposals-detail": (("{case}",), "302 200 404 200 404 404"),
    "disposals-certificate": (("{case}",), ABSENT),
    "disposals-destroy": (("{case}",), "302 403 404 403 404 404"),
    "legal_holds-detail": (("{case}",), "302 200 404 200 404 404"),
    "disposals-step": (("{case}", "withdraw"), "302 200 404 403 404 404"),
    "legal_holds-step": (("{case}", "hold-on"), "302 200 404 403 404 404"),
    "cabinets-detail": (("{case}",), "302 200 200 200 404 404"),
    "cabinets-step": (("{case}", "give-up"), "302 403 200 200 404 404"),
    "cabinets-walk": (("{case}",), "302 200 200 200 404 404"),
    "paper-detail": (("{case}",), "302 200 200 200 404 404"),
    "paper-step": (("{case}", "take-out"), "302 200 200 200 404 404"),
    "consents-detail": (("{case}",), "302 200 200 200 404 404"),
    "disclosures-detail": (("{case}",), "302 200 200 200 404 404"),
    "standing-detail": (("{case}",), "302 200 200 404 404 404"),
    "advice-step": (("{case}", "withdraw"), "302 200 403 404 404 404"),
    "consents-step": (("{case}", "withdraw"), "302 200 200 200 404 404"),
    "disclosures-step": (("{case}", "withdraw"), "302 200 403 403 404 404"),
    "standing-step": (("{case}", "sign-the-agreement"), "302 200 403 404 404 404"),
    "movements-detail": (("{case}",), BENS),
    "recoveries-detail": (("{case}",), BENS),
    "certifications-detail": (("{case}",), BENS),
    "movements-step": (("{case}", "name-a-successor"), BENS),
    "recoveries-step": (("{case}", "withdraw"), BENS),
    "certifications-step": (("{case}", "chase"), "302 404 403 404 404 404"),
    "recoveries-code": (("{case}",), "302 404 403 404 404 404"),
    "certifications-certify": (("{case}",), BENS),
    "disclosures-ask-again": (("{case}",), "302 405 405 405 405 405"),
    "disclosures-carry-out": (("{case}",), "302 403 403 403 404 404"),
    "disclosures-complete": (("{case}",), "302 403 403 403 404 404"),
}


def names(patterns) -> set[str]:
    """The names of all addresses."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern.url_patterns)
        elif isinstance(pattern, URLPattern):
            found.add(pattern.name)
    return found


def table() -> dict[str, tuple[tuple[str, ...], str]]:
    """The rows, with those that follow from the registers there are."""
    general = {
        f"{register.rules.plural}-{page}": row for register in every() for page, row in OF_EVERY_REGISTER.items()
    }
    return {**general, **PAGES, **OF_A_CASE}


def test_every_address_has_a_row():
    assert names(get_resolver().url_patterns) == set(table())


@pytest.mark.parametrize("name", sorted(table()))
def test_an_address_answers_everybody_as_it_should(name, house: House, windows, cases, held):
    args, expected = table()[name]
    plural = name.split("-")[0]
    stands_for = {"{case}": lambda: cases[plural].number, "{entry}": held.entry, "{document}": held.document}
    url = reverse(name, args=[str(stands_for[arg]()) if arg in stands_for else arg for arg in args])
    people = [None, house.ama, house.ben, house.mo, house.sam, house.kit]
    answers = [windows(staff).get(url) for staff in people]
    assert " ".join(str(answer.status_code) for answer in answers) == expected
    if answers[0].status_code == 302:
        assert urlsplit(answers[0].url).path == reverse("sign-in")


def test_signing_in_leads_back_to_where_one_wanted_to_be(house: House, windows):
    window = windows()
    asked = window.get("/people/")
    assert asked.url == "/sign-in/?next=/people/"
    assert window.post("/sign-in/", {"who": "ama", "next": "/people/"}).url == "/people/"


def test_signing_in_leads_nowhere_else(house: House, windows):
    answer = windows().post("/sign-in/", {"who": "ama", "next": "https://elsewhere.example/"})
    assert answer.url == "/"
