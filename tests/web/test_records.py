"""A record is looked at for a purpose; what that does not need stays sealed, and for a stranger there is nothing."""

import json
import re
import uuid

import pytest

from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.adding import add_person
from confide.records.models import Mention, RecordEntry
from confide.records.writing import Mentioned, correct_entry
from tests.organisation import AT, House
from tests.web.conftest import SAID

PAGE = "/people/P-00001/"
WORDS = "Ate half of the soup."
pytestmark = pytest.mark.postgres


def text(answer) -> str:
    return answer.content.decode()


def events(name: str) -> list[dict]:
    return [json.loads(bytes(entry.body)) for entry in Entry.objects.filter(event=name).order_by("id")]


def typed(**more) -> dict:
    return {
        **SAID,
        "occurred_at": "2026-11-20T09:00",
        "words": WORDS,
        "provider_name": "",
        "key": str(uuid.uuid4()),
        **more,
    }


# Looking.


def test_the_usual_purpose_of_ones_job_is_chosen_and_opens_what_it_needs(house: House, windows, held):
    held.entry()
    held.entry("Paid weekly.", category="pay", purpose="payroll")
    page = text(windows(house.ama).get(PAGE))
    assert WORDS in page
    assert "Paid weekly" not in page
    assert '<option value="direct_care" selected>' in page


def test_the_page_is_one_entry_in_the_ledger_with_the_purpose(house: House, windows, held):
    held.entry()
    held.document()
    windows(house.ama).get(PAGE)
    (opened,) = events("opened")
    assert opened["data"]["serving"] == "direct_care"
    assert opened["about"] == "P-00001"
    assert set(opened["data"]["tables"]) == {"people_person", "records_recordentry", "records_document"}


def test_another_purpose_opens_something_else(house: House, windows, held):
    held.entry()
    held.entry("Purse empty on the table.", category="safeguarding_concern", purpose="safeguarding")
    page = text(windows(house.ben).get(PAGE, {"for": "safeguarding"}))
    assert "Purse empty" in page
    assert '<option value="safeguarding" selected>' in page
    assert "Purse empty" not in text(windows(house.ben).get(PAGE))


def test_a_purpose_that_is_no_part_of_ones_job_opens_nothing_and_says_why(house: House, windows, held):
    held.entry("Paid weekly.", category="pay", purpose="payroll")
    page = text(windows(house.ama).get(PAGE, {"for": "payroll"}))
    assert "Paid weekly" not in page
    assert "This purpose is no part of your job." in page
    assert "Clause 1.7b" in page


def test_what_stays_sealed_reads_the_same_whether_or_not_we_hold_any(house: House, windows, held):
    before = text(windows(house.ama).get(PAGE))
    held.entry("Cautioned in 1989.", category="convictions", purpose="safeguarding")
    held.document(category="pay", purpose="payroll")
    after = text(windows(house.ama).get(PAGE))
    without_keys = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
    assert without_keys.sub("", before) == without_keys.sub("", after)
    assert "Convictions and alleged offences" in after
    assert "[sealed]" in after


def test_what_stays_sealed_says_how_to_ask(house: House, windows):
    page = text(windows(house.ama).get(PAGE))
    assert "/advice/new/" in page
    assert "Ask your manager, Ben Ashdown" in page


def test_details_that_the_purpose_does_not_need_stay_sealed(house: House, windows):
    page = text(windows(house.gwen).get(PAGE, {"for": "regulator_inspection"}))
    assert "6 May 1941" in page
    assert "07700 900123" not in page


@pytest.mark.parametrize("asked", ["nonsense", "\x00", "a" * 5000, "direct_care' OR 1=1"])
def test_a_purpose_that_there_is_not_is_the_usual_one(asked, house: House, windows, held):
    held.entry()
    assert WORDS in text(windows(house.ama).get(PAGE, {"for": asked}))


def test_a_page_asks_the_database_as_often_for_fifty_entries_as_for_one(
    house, windows, held, django_assert_max_num_queries
):
    held.entry()
    window = windows(house.ama)
    window.get(PAGE)
    for number in range(24):
        held.entry(f"Call {number}.", mentions=())
    with django_assert_max_num_queries(45):
        assert "Call 23." in text(window.get(PAGE))


def test_more_entries_come_on_further_pages(house: House, windows, held):
    for number in range(27):
        held.entry(f"Call number {number}.")
    first, second = (text(windows(house.ama).get(PAGE, {"page": page})) for page in (1, 2))
    assert first.count("Call number") == 25
    assert second.count("Call number") == 2


# A stranger.


def test_for_a_stranger_nothing_of_it_exists(house: House, windows, held):
    entry, document = held.entry(), held.document()
    window = windows(house.sam)
    places = ["", "change/", "copy/", "entries/new/", "documents/new/"]
    places += [f"entries/{entry}/", f"entries/{entry}/correct/", f"documents/{document}/"]
    for place in places:
        known, unknown = window.get(f"{PAGE}{place}"), window.get(f"/people/P-99999/{place}")
        assert (known.status_code, known.content) == (404, unknown.content), place
        assert window.post(f"{PAGE}{place}", typed()).status_code in {404, 405}, place
    with system("tests"):
        assert RecordEntry.objects.count() == 1
    assert events("opened") == []


def test_a_person_of_somebody_elses_cannot_be_named_as_mentioned(house: House, windows):
    with system("tests"):
        other = add_person(kind="client", name="Wren Abara", team=house.teaching, actor=house.sam.id, at=AT)
    for reference in (other.reference, "P-99999"):
        answer = windows(house.ama).post(f"{PAGE}entries/new/", typed(other_0=reference, relation_0="friend"))
        assert answer.status_code == 422
        assert "nobody with this reference" in text(answer)


def test_an_entry_of_another_person_is_not_found_under_this_one(house: House, windows, held):
    with system("tests"):
        other = add_person(kind="client", name="Wren Abara", team=house.homecare, actor=house.ama.id, at=AT)
    assert windows(house.ama).get(f"/people/{other.reference}/entries/{held.entry()}/").status_code == 404
    assert windows(house.ama).get(f"/people/{other.reference}/documents/{held.document()}/").status_code == 404


def test_what_the_purpose_does_not_open_is_not_there_by_its_address_either(house: House, windows, held):
    entry = held.entry("Paid weekly.", category="pay", purpose="payroll")
    document = held.document(category="pay", purpose="payroll")
    for place in (f"entries/{entry}/", f"entries/{entry}/correct/", f"documents/{document}/"):
        assert windows(house.ama).get(f"{PAGE}{place}").status_code == 404


# Writing.


def test_an_entry_is_written_with_whom_it_mentions(house: House, windows):
    window = windows(house.ama)
    answer = window.post(f"{PAGE}entries/new/", typed(other_0="Ola Okonkwo", relation_0="relative"), follow=True)
    page = text(answer)
    assert WORDS in page
    assert "Ola Okonkwo" in page
    with system("tests"):
        assert Mention.objects.count() == 1


def test_a_mention_needs_what_they_are_to_the_person(house: House, windows):
    answer = windows(house.ama).post(f"{PAGE}entries/new/", typed(other_0="Ola Okonkwo"))
    assert answer.status_code == 422
    assert "Say what they are to the person." in text(answer)
    assert WORDS in text(answer)


def test_a_form_that_is_sent_twice_counts_once(house: House, windows):
    window, once = windows(house.ama), typed()
    assert {window.post(f"{PAGE}entries/new/", once).status_code for _ in range(2)} == {302}
    with system("tests"):
        assert RecordEntry.objects.count() == 1


def test_the_guide_remarks_while_one_types_and_keeps_nothing(house: House, windows, caplog):
    before = Entry.objects.count()
    answer = windows(house.ama).post("/people/writing/remarks/", {"words": "I think Zebedee is lazy.", "flagged": "1"})
    page = text(answer)
    assert "<mark>I think</mark>" in page
    assert "<mark>lazy</mark>" in page
    assert 'name="flagged" value="2"' in page
    assert "<html" not in page
    assert "Zebedee" not in page + caplog.text
    assert Entry.objects.count() == before


@pytest.mark.parametrize("words", ["", "\x00", "\u202e", "<script>alert(1)</script>I think", "I think " * 20_000])
@pytest.mark.parametrize("flagged", ["", "-1", "9" * 400, "٣", "<b>"])
def test_whatever_is_typed_for_the_guide_is_answered_with_a_part_of_a_page(words, flagged, house: House, windows):
    answer = windows(house.ama).post("/people/writing/remarks/", {"words": words, "flagged": flagged})
    assert answer.status_code == 200
    assert "<script>" not in text(answer)
    assert "<b>" not in text(answer)


def test_the_guide_never_stops_anybody_and_counts_what_was_left(house: House, windows):
    window = windows(house.ama)
    answer = window.post(f"{PAGE}entries/new/", typed(words="I think he is lazy.", flagged="3"), follow=True)
    assert "The writing guide has 2 remarks on it" in text(answer)
    with system("tests"):
        entry = RecordEntry.objects.get()
    assert (entry.flagged, entry.ignored) == (3, 2)
    (told,) = events("entry:write")
    assert (told["data"]["flagged"], told["data"]["ignored"]) == (3, 2)
    assert "3 remarks while they were written, 2 of them left" in text(window.get("/people/writing/"))


def test_the_figures_of_the_guide_are_of_what_one_may_see(house: House, windows, held):
    held.entry("I think he is lazy.", flagged=2, ignored=2)
    assert "0 entries, 0 remarks" in text(windows(house.sam).get("/people/writing/"))


def test_a_correction_shows_what_changed_and_the_old_words(house: House, windows, held):
    window, old = windows(house.ama), held.entry()
    assert WORDS in text(window.get(f"{PAGE}entries/{old}/correct/"))
    answer = window.post(f"{PAGE}entries/{old}/correct/", typed(words="Ate all of the soup."), follow=True)
    assert "Ate all of the soup." in text(answer)
    assert WORDS not in text(answer)
    with system("tests"):
        new = RecordEntry.objects.get(replaces=old)
    page = text(window.get(f"{PAGE}entries/{new.pk}/"))
    assert "<del>half</del>" in page
    assert "<ins>all</ins>" in page
    assert WORDS in page


def test_a_correction_loses_nobody_whom_the_entry_mentions(house: House, windows, held):
    others = [Mentioned(f"Ola Okonkwo {number}", "relative") for number in range(5)]
    old, window = held.entry(mentions=others), windows(house.ama)
    form = window.get(f"{PAGE}entries/{old}/correct/").context["form"]
    sent_back = {field.name: field.value() or "" for field in form}
    sent_back |= {"key": str(uuid.uuid4()), "occurred_at": "2026-11-20T09:00"}
    assert window.post(f"{PAGE}entries/{old}/correct/", sent_back).status_code == 302
    with system("tests"):
        assert Mention.objects.filter(entry__replaces=old).count() == 5


def test_whoever_corrects_what_somebody_corrected_meanwhile_is_told_and_loses_nothing(house: House, windows, held):
    old = held.entry()
    with house.reads(house.ben):
        row = RecordEntry.objects.select_related("person").get(pk=old)
        correct_entry(row, "Ate none of it.", actor=house.ben, at=AT, **SAID, occurred_at=AT)
    answer = windows(house.ama).post(f"{PAGE}entries/{old}/correct/", typed(words="Ate a quarter of it."))
    assert answer.status_code == 409
    assert "Ate a quarter of it." in text(answer)


def test_a_starter_who_signed_nothing_is_told_so_and_writes_nothing(house: House, windows):
    answer = windows(house.kit).post(f"{PAGE}entries/new/", typed())
    assert answer.status_code == 403
    assert "You have not signed the confidentiality agreement in force." in text(answer)
    assert WORDS in text(answer)


# People.


def test_a_person_is_added_by_whoever_will_look_after_them(house: House, windows):
    window, said = windows(house.ama), {"kind": "client", "work_seeker": "no", "team": str(house.homecare.pk)}
    answer = window.post("/people/new/", {"name": "Wren Abara", **said, "key": str(uuid.uuid4())}, follow=True)
    assert "Wren Abara" in text(answer)
    assert events("person:add")[-1]["data"]["kind"] == "client"


def test_nobody_adds_a_person_to_a_team_that_is_not_theirs(house: House, windows):
    said = {"name": "Wren Abara", "kind": "client", "work_seeker": "no", "team": str(house.teaching.pk)}
    answer = windows(house.ama).post("/people/new/", said)
    assert answer.status_code == 422
    assert "Choose from the list" in text(answer)


def test_details_are_put_right_and_the_ledger_says_which(house: House, windows):
    window = windows(house.ama)
    form = window.get(f"{PAGE}change/").context["form"]
    sent_back = {field.name: field.value() or "" for field in form} | {"phone": "07700 900999"}
    answer = window.post(f"{PAGE}change/", {**sent_back, "expecting": "1"}, follow=True)
    assert "07700 900999" in text(answer)
    (changed,) = events("person:change")
    assert changed["data"]["changed"] == ["phone"]


def test_details_that_somebody_changed_meanwhile_are_not_written_over(house: House, windows):
    window = windows(house.ama)
    sent_back = {field.name: field.value() or "" for field in window.get(f"{PAGE}change/").context["form"]}
    answer = window.post(f"{PAGE}change/", {**sent_back, "phone": "07700 900999", "expecting": "0"})
    assert answer.status_code == 409
    assert "07700 900999" in text(answer)
