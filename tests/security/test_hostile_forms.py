"""Whatever is sent to any form: a clear sentence beside the field, what was typed is still there, nothing is changed.

- Every form of the site is here; one that is not fails the test.
- Nothing that was typed is in any log.
"""

import html
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from confide.cases.models import Case, CaseEvent, Draft, Duty
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.models import StandingRow
from confide.records.models import ConsentEvent
from confide.registers.disclosures.questions import QUESTIONS
from tests.disclosures.conftest import begin, lado_asks
from tests.security.sheets import SHEETS, Sheet
from tests.security.spoiling import CANARY, SCRIPT, Spoilt, spoilt, unseen
from tests.web.test_addresses import names, table

# Addresses that only show something; what a query may do to them stands in test_hostile_addresses.
ONLY_READ = {
    "overview",
    "registers",
    "people-looks",
    "people-looks-file",
    "own-looks",
    "own-looks-file",
    "ledger-paper",
    "ledger-checkpoint",
    "ledger-tile",
    "paper-whereabouts",
    "people-detail",
    "people-entry",
    "people-document",
    "writing-guide",
    "policy-list",
    "policy-caldicott",
    "policy-gaps",
    "policy-retention",
    "policy-detail",
    "ledger",
    "disposals-due",
    "disposals-certificate",
    "disclosures-office",
    "disclosures-loose-ends",
    "disclosures-draft",
    *(name for name in table() if name.endswith(("-list", "-export", "-detail")) and name != "people-list"),
}
# A demo has none of these; where people really sign in, they are treated in tests/signin.
REAL_SIGN_IN = {name for name in table() if name.startswith(("account", "mfa_", "openid_", "sign-in-"))}
REAL_SIGN_IN |= {"unsent", "lockouts"}
# Its answer holds a code that is shown once, so it leads nowhere; it is treated there as well.
SHOWN_ONCE = {"recoveries-code"}
# Forms with a file, with nothing to type, or that keep nothing: tests/web/test_documents, test_copying, test_records.
OF_RECORDS = {"people-add-document", "people-copy", "writing-remarks"}
# Its answer comes in parts; and one without anything to type: tests/web/test_searching.
OF_SEARCHES = {"search", "people-everything"}
# A form may come back as itself, as one that cannot be taken, or as one that somebody else overtook.
COMES_BACK = {200, 403, 404, 409, 422}
# A step is the same code for every register; what else there is has pages of its own.
ALSO = pytest.mark.postgres
FEW = 4
"""One in so many ways of spoiling each form, where not all of them are tried."""
NO_VERSIONS = ("", "-1", "abc", "9" * 30, "9" * 5_000, "1.5", "\x00", "٣")
NO_KEYS = ("\x00", "k" * 5_000, "'; DROP TABLE cases_case; --", "\u202e", SCRIPT)


def test_every_form_is_treated():
    # The questions go with the check of the answers, and the destroying with the other steps of a disposal.
    treated = {name.partition(":")[0] for name in SHEETS} | {"disclosures-question", "disposals-destroy"}
    assert (
        names(get_resolver().url_patterns) == treated | ONLY_READ | REAL_SIGN_IN | SHOWN_ONCE | OF_RECORDS | OF_SEARCHES
    )


@pytest.mark.parametrize("one_in", [FEW, pytest.param(1, marks=pytest.mark.slow)], ids=["some ways", "all ways"])
@pytest.mark.parametrize("name", [name if ":" in name else pytest.param(name, marks=ALSO) for name in SHEETS])
def test_a_spoilt_form_changes_nothing_and_says_what_is_wrong(name, one_in, sheets, logged):
    # A form that follows another is spoilt in other ways, so that all forms together are spoilt in all.
    some = slice(list(SHEETS).index(name) % one_in, None, one_in)
    sheet = sheets[name]
    hidden, before = sheet.hidden(), kept()
    page = sheet.page()
    form = page.context.get("form") if page.context and not sheet.shown_at else None
    if form is not None:
        ways = spoilt if connection.vendor == "sqlite" else unseen
        for wrong in list(ways(form, sheet.typed))[some] or ways(form, sheet.typed):
            refused(sheet.client, sheet.url, wrong, hidden)
    tampered(sheet, hidden, some)
    assert kept() == before, "something was changed"
    goes_through_once(sheet, hidden)
    assert CANARY not in logged.getvalue()


def test_a_form_without_its_token_or_of_somebody_not_signed_in_changes_nothing(sheets, logged):
    for name in ("advice-new", "disclosures-emergency", "disclosures-carry-out", "disclosures-check", "sign-in"):
        sheet = sheets[name]
        hidden, before = sheet.hidden(), kept()
        guarded = Client(enforce_csrf_checks=True)
        guarded.cookies = sheet.client.cookies
        for token in ({}, {"csrfmiddlewaretoken": CANARY * 4}, {"csrfmiddlewaretoken": "\x00"}):
            answer = guarded.post(sheet.url, {**sheet.typed, **hidden, **token})
            assert answer.status_code == 403, name
        if name != "sign-in":
            assert Client().post(sheet.url, {**sheet.typed, **hidden}).url.startswith("/sign-in/?next=/")
        assert kept() == before
    assert CANARY not in logged.getvalue()


@pytest.mark.postgres
def test_no_question_of_a_disclosure_takes_what_is_spoilt(today, window, logged):
    ama, answers = window(today.ama), lado_asks(today)
    url, seen = begin(ama), set()
    ways = spoilt if connection.vendor == "sqlite" else unseen
    while not url.endswith("/check/"):
        slug = url.rstrip("/").rpartition("/")[2]
        before = kept()
        for wrong in ways(ama.get(url).context["form"], answers[slug]):
            refused(ama, url, wrong, {})
        assert kept() == before
        url, seen = ama.post(url, answers[slug]).url, seen | {slug.replace("-", "_")}
    # What these ask has the fields of another question, or one list.
    assert seen >= {question.code for question in QUESTIONS} - {
        "who_receives",
        "recipient_identity",
        "which_staff",
        "harm",
    }
    assert CANARY not in logged.getvalue()


def refused(client: Client, url: str, wrong: Spoilt, hidden: Mapping[str, Any]) -> None:
    """Send it, and look at how it comes back."""
    if not wrong.wrong:
        return
    answer = client.post(url, {**wrong.sent, **hidden})
    said = f"{url} {str(wrong.sent)[:300]}: {answer.status_code}"
    assert answer.status_code in COMES_BACK, said
    page, form = answer.content.decode(), answer.context["form"]
    assert "<script>alert" not in page, said
    for field in wrong.wrong:
        assert form.errors.get(field), f"{said}: {field} was taken"
        assert f'id="{form[field].auto_id}_error"' in page, f"{said}: nothing beside {field}"
        assert html.escape(str(form.errors[field][0])) in page
    assert [words[:40] for words in wrong.kept if html.escape(words) not in page] == [], f"{said}: words are lost"


def tampered(sheet: Sheet, hidden: Mapping[str, Any], some: slice) -> None:
    """What nobody typed counts for nothing."""
    if "expecting" not in hidden:
        return
    for version in NO_VERSIONS[some]:
        answer = sheet.client.post(sheet.url, {**sheet.typed, **hidden, "expecting": version})
        assert answer.status_code in COMES_BACK - {200}, f"{sheet.url} took the version {version!r}"
    for key in NO_KEYS[some]:
        answer = sheet.client.post(sheet.url, {**sheet.typed, "expecting": "0", "key": key})
        assert answer.status_code in COMES_BACK - {200}, f"{sheet.url} took the key {key!r}"
        assert "<script>alert" not in answer.content.decode()


def goes_through_once(sheet: Sheet, hidden: Mapping[str, Any]) -> None:
    """The same form, unspoilt, goes through: so it was refused for what was wrong with it. Twice is once."""
    if sheet.waits:
        return
    first = sheet.client.post(sheet.url, {**sheet.typed, **hidden})
    assert first.status_code in {200, 302}, f"{sheet.url}: {first.context and first.context['form'].errors}"
    after = kept()
    again = sheet.client.post(sheet.url, {**sheet.typed, **hidden})
    assert again.status_code in {200, 302, 404} if "key" not in hidden else again.status_code == 302, again
    if "key" in hidden:
        assert kept() == after
        assert again.url == first.url
        assert sheet.client.get(again.url).status_code == 200, "it leads to what is not theirs to see any more"


def kept() -> dict[str, Any]:
    """How much there is of everything, but for the trace of looking."""
    with system("tests"):
        counted = {
            model.__name__: model.objects.count() for model in (Case, CaseEvent, Draft, ConsentEvent, StandingRow)
        }
        counted["ticked"] = Duty.objects.exclude(done_at=None).count()
        counted["versions"] = sorted(Case.objects.values_list("reference", "version"))
        return {**counted, "entries": Entry.objects.exclude(event="opened").count()}
