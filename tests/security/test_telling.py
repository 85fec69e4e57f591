"""Telling is not always safe: what somebody must not know yet is absent without a trace, wherever they could look.

- A safeguarding disclosure about Dee is planted: asked, referred, approved by Mo, sent, not to be told to her yet.
- Compared is what her pages and files say before and after: the same to the byte, until it is looked at again.
- Staff are subjects too: a review of somebody's access, and a disclosure about them, leave no trace in what is theirs.
- The one thing that grows with every entry, whoever makes it, is how many the whole record has; it tells of nobody.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from confide.cases.models import Case, Duty
from confide.cases.perform import open_case
from confide.cases.register import every, named
from confide.door.models import Look
from confide.door.opening import open_rows
from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.attesting import attest
from confide.people.models import Person
from confide.registers.disclosures.models import Disclosure
from tests.disclosures.conftest import asked, lado_asks, minutes_ago, take
from tests.organisation import House

TOKEN = re.compile(rb'name="(csrfmiddlewaretoken|key)" value="[^"]*"')
HERS = ("/people/P-00001/looks/", "/people/P-00001/looks/?page=2", "/people/P-00001/looks.csv")
WORDS = (b"LADO", b"Quinn", b"safeguarding", b"Safeguarding", b"Mo Farouk", b"Managing Director", b"designated officer")


def page(answer) -> bytes:
    whole = b"".join(answer) if answer.streaming else answer.content
    return TOKEN.sub(b"", whole)


def hers(client) -> list[bytes]:
    """Everything that can be handed to Dee."""
    return [page(client.get(address)) for address in HERS]


def carried_out(client, url: str) -> None:
    sent = {
        "went_identity": "on",
        "what_identity": "Her name",
        "went_safeguarding_concern": "on",
        "what_safeguarding_concern": "The marks",
        "sent_to": "Hannah Quinn",
        "same_recipient": "yes",
        "sent_at": minutes_ago(1),
        "sent_channel": "secure_email",
        "told_in_confidence": "yes",
        "accepted": "yes",
    }
    shown = client.get(f"{url}carry-out/")
    hidden = {"key": shown.context["key"], "expecting": shown.context["expecting"]}
    answer = client.post(f"{url}carry-out/", {**hidden, **sent})
    assert answer.status_code == 302, answer.context["form"].errors.as_text()


@pytest.fixture
def planted(today: House, window):
    """What Dee could see before, and then the whole disclosure, with everybody looking at her record on the way."""
    ama, mo = window(today.ama), window(today.mo)
    ama.get("/people/P-00001/")
    before = hers(ama)
    assert b"Ama Boateng" in before[0]
    url = asked(ama, lado_asks(today))
    assert take(ama, url, "refer", office_question="May we tell about marks on somebody's arm?").status_code == 302
    for look in (mo, window(today.ines)):
        look.get(url)
        look.get(f"{url}?names=open")
    mo.get("/people/P-00001/")
    assert take(mo, url, "approve", office_reasons="Somebody is at risk.", confirmed="on").status_code == 302
    carried_out(ama, url)
    mo.get("/people/P-00001/")
    return before, url


def ended(house: House, client) -> None:
    """Somebody looked at it again and says that she may know."""
    assert answers(client, answer="now", remark="He has moved out.").status_code == 302


def answers(client, **said: str):
    """What somebody says to the question whether she may know of it."""
    with system("tests"):
        duty = Duty.objects.select_related("case").get(code="not_yet_review", done_at=None)
    return client.post(f"/disclosures/{duty.case.number}/duties/{duty.pk}/", said)


def test_of_a_planted_disclosure_there_is_no_trace_on_her_side(today: House, window, planted):
    before, _url = planted
    with system("tests"):
        assert Disclosure.objects.get().telling == "not_yet"
        assert Case.objects.get(register="disclosure").closed_at is not None
    for reader in (today.ama, today.ben, today.gwen, today.mo):
        after = hers(window(reader))
        assert after[2] == before[2], "the file, to the byte"
        for whole in after:
            assert not [word for word in WORDS if word in main(whole)]
    assert main(hers(window(today.ama))[0]) == main(before[0]), "the page, to the byte"


def main(whole: bytes) -> bytes:
    """What is handed over of a page: not the frame around it, which names whoever is signed in."""
    return whole.partition(b"<main")[2].partition(b"</main>")[0] or whole


def test_it_really_was_there_to_be_found(today: House, window, planted):
    with system("tests"):
        case = Case.objects.get(register="disclosure")
    assert Look.objects.filter(matter=case.reference).count() > 3
    assert Look.objects.filter(matter="draft").count() > 0


def test_the_day_to_look_again_is_chased_and_ticking_in_passing_is_not_enough(today: House, window, planted):
    with system("tests"):
        duty = Duty.objects.get(code="not_yet_review")
    assert duty.done_at is None
    assert timedelta(days=27) < duty.due_at - timezone.now() < timedelta(days=36)
    assert "/disclosures/1/" in window(today.ama).get("/").content.decode()


def test_one_tick_reveals_nothing_and_the_question_says_what_an_answer_does(today: House, window, planted):
    ama = window(today.ama)
    before = hers(ama)
    bare = answers(ama)
    assert bare.status_code == 422
    assert set(bare.context["form"].errors) == {"answer", "remark"}
    asked_again = ama.get(bare.wsgi_request.path)
    assert "They can see it from now on." in asked_again.content.decode()
    assert answers(ama, answer="now", remark=" ").context["form"].errors["remark"]
    assert hers(ama)[2] == before[2]
    with system("tests"):
        assert Duty.objects.get(code="not_yet_review").done_at is None


def test_while_it_is_not_safe_it_is_looked_at_again_by_a_day_and_nothing_shows(today: House, window, planted):
    before, url = planted
    ama = window(today.ama)
    said = {"answer": "not_yet", "remark": "He still lives there."}
    for wrong in ("", "2020-01-01", f"{timezone.localdate() + timedelta(days=90)}", "31.02.2027"):
        refused = answers(ama, **said, again=wrong)
        assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["again"]), wrong
        assert "He still lives there." in refused.content.decode()
    week = timezone.localdate() + timedelta(days=7)
    assert answers(ama, **said, again=f"{week}").status_code == 302
    assert hers(ama)[2] == before[2]
    with system("tests"):
        asked_again = Duty.objects.get(code="not_yet_review", done_at=None)
        assert timezone.localdate(asked_again.due_at) == week
        entry = Entry.objects.filter(event="disclosure:tick").latest("id")
    assert entry.said["data"]["again"] == asked_again.due_at.isoformat()
    assert "He still lives there." in ama.get(url).content.decode()
    assert "He still lives there." not in window(today.ben).get(url).content.decode()
    ended(today, ama)
    assert hers(ama)[2] != before[2]


def test_when_the_reason_ends_everything_appears(today: House, window, planted):
    before, _url = planted
    ended(today, window(today.ama))
    after = hers(window(today.ama))
    assert after[2] != before[2]
    for word in (b"Hannah Quinn", b"Mo Farouk, Mo Farouk", b"Shared: "):
        assert word in after[2], word
    assert b"What was shared outside" in after[0]


def test_what_is_still_being_decided_is_not_there_either(today: House, window):
    ama, mo = window(today.ama), window(today.mo)
    ama.get("/people/P-00001/")
    before = hers(ama)
    url = asked(ama, lado_asks(today))
    take(ama, url, "refer", office_question="May we tell about marks on somebody's arm?")
    mo.get(f"{url}?names=open")
    mo.get("/people/P-00001/")
    assert hers(ama)[2] == before[2]


def test_the_ordinary_looks_of_her_own_team_stay(today: House, window, planted):
    before, _url = planted
    window(today.ben).get("/people/P-00001/")
    after = hers(window(today.ama))
    assert after[2].count(b"Ben Ashdown, Ben") == before[2].count(b"Ben Ashdown, Ben") + 1


def test_looks_that_have_nothing_to_do_with_it_come_back_with_it(today: House, window, planted):
    """Mo's looks in that time are held back, because they would tell; they are not lost."""
    count = hers(window(today.ama))[2].count(b"Mo Farouk")
    ended(today, window(today.ama))
    assert count == 0
    assert hers(window(today.ama))[2].count(b"Mo Farouk") >= 2


# Members of staff who are the subject of a matter.


def everything_of(staff) -> list[str]:
    """Every list, count, file and page that somebody on the staff has."""
    found = ["/", "/people/", "/people/P-00002/", "/my-record/looks/", "/my-record/looks.csv"]
    found += ["/people/P-00002/looks/", "/people/P-00002/looks.csv"]
    found += ["/disclosures/office/", "/disclosures/loose-ends/", "/disclosures/new/", "/access_reviews/new/"]
    for register in every():
        plural = register.rules.plural
        found += [f"/{plural}/", f"/{plural}/export.csv", f"/{plural}/?status={register.rules.workflow.initial}"]
        found += [f"/{plural}/{number}/" for number in (1, 2, 3)]
    return found


@pytest.mark.parametrize("who", ["ama", "sam", "gwen"])
def test_a_member_of_staff_finds_no_trace_of_a_review_of_their_access(who, today: House, window):
    staff = getattr(today, who)
    reviewer = today.mo if who != "gwen" else today.ines
    client = window(staff)
    client.get("/")
    before = [shown(client.get(address)) for address in everything_of(staff)]
    given = {"who": staff.username, "why": "Somebody saw a neighbour's record on their screen."}
    case = open_case(named("access_review"), given, actor=reviewer, at=timezone.now(), subject_staff=staff)
    window(reviewer).get(f"/access_reviews/{case.number}/")
    after = [shown(client.get(address)) for address in everything_of(staff)]
    changed = [place for place, one, two in zip(everything_of(staff), before, after, strict=True) if one != two]
    assert changed == []


def shown(answer) -> tuple[int, bytes]:
    """An answer as somebody sees it."""
    return answer.status_code, page(answer)


def test_governance_reads_of_no_matter_of_their_own_in_the_record(today: House, window):
    given = {"who": "gwen", "why": "Something was noticed."}
    case = open_case(named("access_review"), given, actor=today.ines, at=timezone.now(), subject_staff=today.gwen)
    window(today.ines).get(f"/access_reviews/{case.number}/")
    assert case.reference not in window(today.gwen).get("/ledger/").content.decode()
    assert case.reference not in window(today.gwen).get("/my-record/looks.csv").getvalue().decode()


def test_a_disclosure_about_a_colleague_that_they_must_not_know_of_is_absent_for_them(today: House, window):
    from_lado = {
        "situation": {
            "action": "disclose",
            "initiated_by": "we_tell",
            "recipient": {"kind": "lado", "identity": "L3", "need_to_know": "yes"},
            "subject": {"kind": "employee"},
            "ask": ["identity", "safeguarding_concern"],
            "purpose": "safeguarding",
            "risk": {"to": "child", "level": "serious"},
            "judgements": {"telling_safe": "no"},
            "channel": "secure_email",
        },
        "recipient_name": "Hannah Quinn",
    }
    client = window(today.ama)
    client.get("/")
    before = [shown(client.get(address)) for address in everything_of(today.ama)]
    open_case(named("disclosure"), from_lado, actor=today.mo, at=timezone.now(), subject_staff=today.ama)
    after = [shown(client.get(address)) for address in everything_of(today.ama)]
    assert [p for p, one, two in zip(everything_of(today.ama), before, after, strict=True) if one != two] == []


def test_staff_see_who_looked_at_their_own_record(today: House, window):
    with system("tests"):
        evidence = "Certificate and answers seen."
        now = timezone.now()
        attest(today.ama, "training", on=now.date(), actor=today.ben, at=now, competence_shown=True, evidence=evidence)
        rows = list(today.ama.standing_rows.all())
    with today.reads(today.gwen, timezone.now()):
        open_rows(rows, purpose="standing", at=timezone.now())
    text = window(today.ama).get("/my-record/looks/").content.decode()
    assert "Gwen Pritchard" in text
    assert "Gwen Pritchard" not in main(page(window(today.ben).get("/my-record/looks/"))).decode()


@pytest.mark.postgres
def test_where_a_name_would_put_a_colleague_at_risk_their_role_stands(today: House, window):
    with system("tests"):
        today.ama.safety_flag = True
        today.ama.save()
        dee = Person.objects.get(reference="P-00001")
    with today.reads(today.ama, timezone.now()):
        open_rows([dee], purpose="page of a person", at=timezone.now())
    text = main(page(window(today.ben).get("/people/P-00001/looks/"))).decode()
    assert "Ama Boateng" not in text
    assert "Care worker" in text
