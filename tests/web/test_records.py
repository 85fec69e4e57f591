"""A record is looked at for a purpose; what that does not need stays sealed, and for a stranger there is nothing."""

import io
import json
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from confide.door.reading import system
from confide.ledger.models import Entry
from confide.people.adding import add_person
from confide.records.consent import record_consent
from confide.records.models import Document, Mention, RecordEntry
from confide.records.writing import correct_entry
from tests.organisation import AT, House
from tests.records import files
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


def sent(content: bytes, name: str, **more) -> dict:
    file = SimpleUploadedFile(name, content)
    said = {"category": "care_record", "purpose": "direct_care", "description": "Plan", "key": str(uuid.uuid4())}
    return {**said, "file": file, **more}


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


# Documents.


def test_a_document_is_kept_sealed_and_comes_back_as_a_file_to_save(house: House, windows):
    window = windows(house.ama)
    added = window.post(f"{PAGE}documents/new/", sent(files.pdf(), "Plan für Dee.pdf"), follow=True)
    assert "Plan für Dee.pdf" in text(added)
    with system("tests"):
        document = Document.objects.get()
    answer = window.get(f"{PAGE}documents/{document.pk}/")
    assert b"".join(answer) == files.pdf()
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Plan%20f%C3%BCr%20Dee.pdf")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    opened = events("opened")[-1]
    assert opened["data"]["purpose"] == "document"
    assert opened["data"]["serving"] == "direct_care"


def test_nothing_of_a_document_lies_in_clear_and_nothing_is_left_where_it_arrived(house: House, windows, settings):
    content = b"Marmalade on Tuesdays. " * 40_000
    windows(house.ama).post(f"{PAGE}documents/new/", sent(content, "marmalade.txt"))
    kept = [path for path in settings.CONFIDE_FILES.rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if b"Marmalade" in path.read_bytes() or "marmalade" in str(path)] == []
    assert list((settings.CONFIDE_FILES / "arriving").iterdir()) == []


def test_a_photograph_loses_where_it_was_taken(house: House, windows):
    window = windows(house.ama)
    taken = files.picture("JPEG", exif=files.exif())
    window.post(f"{PAGE}documents/new/", sent(taken, "wound.jpg"))
    with system("tests"):
        document = Document.objects.get()
    content = b"".join(window.get(f"{PAGE}documents/{document.pk}/"))
    assert len(content) == document.size
    with Image.open(io.BytesIO(content)) as picture:
        assert not picture.getexif()
        assert picture.size == (20, 40)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "plan.pdf", "empty"),
        (files.pdf(), "plan.docx", "Its name does not say that it is a PDF"),
        (files.docx(members={"word/vbaProject.bin": b"x"}), "plan.docx", "macros"),
        (b"MZ\x00\x01", "plan.pdf", "We keep PDF"),
    ],
)
def test_a_file_that_is_not_fit_is_refused_beside_the_field_and_nothing_is_kept(
    content, name, says, house: House, windows
):
    answer = windows(house.ama).post(f"{PAGE}documents/new/", sent(content, name))
    assert answer.status_code == 422
    assert says in text(answer)
    assert "Plan" in text(answer)
    with system("tests"):
        assert not Document.objects.exists()


def test_a_file_that_is_too_large_is_said_to_be(house: House, windows, monkeypatch):
    monkeypatch.setattr("confide.web.uploads.MOST_BYTES", 1_000)
    monkeypatch.setattr("confide.records.inspecting.MOST_BYTES", 1_000)
    answer = windows(house.ama).post(f"{PAGE}documents/new/", sent(b"x" * 300_000, "plan.txt"))
    assert answer.status_code == 422
    assert "larger than 50 MB" in text(answer)


def test_a_full_disk_is_said_to_be_full_and_nothing_typed_is_lost(house: House, windows, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("confide.vault.spool.Spool.write", full)
    answer = windows(house.ama).post(f"{PAGE}documents/new/", sent(b"words", "plan.txt"))
    assert answer.status_code == 422
    assert "There was no room for this file" in text(answer)
    assert 'value="Plan"' in text(answer)


def test_a_document_whose_file_is_gone_or_damaged_is_an_answer_and_not_a_fault(house: House, windows, held, settings):
    window, key = windows(house.ama), held.document()
    (path,) = (settings.CONFIDE_FILES / "sealed").rglob(key.hex)
    whole = bytearray(path.read_bytes())
    whole[-1] ^= 1
    path.write_bytes(bytes(whole))
    assert "missing or damaged" in text(window.get(f"{PAGE}documents/{key}/", follow=True))
    path.unlink()
    assert "missing or damaged" in text(window.get(f"{PAGE}documents/{key}/", follow=True))


# Copies.


def test_without_their_consent_nothing_is_copied(house: House, windows, held):
    held.entry()
    window = windows(house.ben)
    page = text(window.get(f"{PAGE}copy/"))
    assert "You may not copy" in page
    answer = window.post(f"{PAGE}copy/", {"as": "file"})
    assert answer.status_code == 403
    assert events("person:take_away") == []


def agreed(house: House) -> None:
    with house.reads(house.ama):
        record_consent(
            house.dee,
            actor=house.ama,
            at=AT,
            state="given",
            form="paper",
            given_by="subject",
            covers=["care_record"],
            recipients=[],
            purposes=["copy_for_record"],
            explained="yes",
            discussed_on=AT.date(),
            discussed_by=house.ama,
            capacity="has",
            explanation="What a copy is for.",
        )


@pytest.mark.parametrize("way", ["page", "file"])
def test_with_their_consent_what_it_covers_is_copied_and_the_ledger_says_so(way, house: House, windows, held):
    agreed(house)
    held.entry()
    held.entry("In pain on Monday.", category="health")
    answer = windows(house.ben).post(f"{PAGE}copy/", {"as": way})
    page = text(answer)
    assert WORDS in page
    assert "In pain" not in page
    assert (answer["Content-Type"].startswith("text/csv")) is (way == "file")
    (taken,) = events("person:take_away")
    assert taken["data"]["categories"] == ["care_record"]
    assert taken["data"]["entries"] == 1


def test_whoever_may_look_may_not_therefore_take_away(house: House, windows, held):
    agreed(house)
    held.entry()
    answer = windows(house.ama).post(f"{PAGE}copy/", {"as": "file"})
    assert answer.status_code == 403
    assert "may take this away" in text(answer)
    assert events("person:take_away") == []
