"""Reading fails closed, whichever way one goes: what must not be read without a reader, is not."""

import pickle
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.db.models import Count, Exists, Model, OuterRef, Subquery
from django.http import StreamingHttpResponse
from django.template import Context, Engine
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import data, integers

from confide.cases.models import Case, CaseEvent, Draft, Duty
from confide.cases.register import every, named
from confide.door.opening import open_rows
from confide.door.reading import NobodyReading, ScopedManager, WayBarred, reading, system
from confide.door.rows import SEALED, SealedRow
from confide.people.models import Person, StandingRow
from confide.records.models import ConsentEvent
from confide.vault.errors import SealBroken
from tests.organisation import AT, House
from tests.registers.playing import opened

PACKAGE = Path(__file__).resolve().parents[2] / "confide"
# Rows that are for everybody who works here, each with the reason.
FOR_EVERYBODY = {
    "people.Staff": "signing in comes before reading, and names and titles are in clear (1.2b)",
    "people.Team": "names of teams",
    "people.Membership": "who works where",
    "people.Organisation": "published numbers of public bodies",
    "people.Office": "who holds which office",
    "people.PlannedMove": "who will work where",
    "people.Successor": "who takes over from whom",
    "people.Counter": "the last number of a series",
    "people.AccessCode": "digests of codes that let somebody in once, before anybody reads",
    "cases.SentKey": "random keys of forms",
    "records.MentionKey": "keyed hashes that name nobody; entries are scoped when they are read",
    "door.Snapshot": "how far a sealed snapshot goes",
    "door.SnapshotPart": "sealed as a whole; who looks something up in it is scoped before it answers",
    "door.SpentGeneration": "ids of keys that are to be destroyed",
    "door.Look": "pseudonyms, which only the door can turn into somebody",
}
# Where the product itself may read, and what for.
READS_AS_ITSELF = {
    "cases/handing.py": {"hand over what somebody had in hand"},
    "cases/perform.py": {"write what was permitted", "find what was sent before"},
    "registers/cabinets/effects.py": {"count what is in a cabinet"},
    "registers/cabinets/keys.py": {"hand over what somebody had in hand"},
    "registers/paper/effects.py": {
        "see who holds a key",
        "see since when paper is out",
        "tell paper that is away from what keeps it",
    },
    "people/founding.py": {"what the first people bring"},
    "people/noting.py": {"keep the roster"},
    "people/readers.py": {"who is reading"},
    "records/collating.py": {"collate what is held about somebody"},
    "people/find.py": {"find whom the glass is broken for"},
    "people/glass.py": {"end what was broken"},
    "people/misuse.py": {"look for misuse"},
    "cases/known.py": {"what somebody may know about themselves"},
    "records/forgetting.py": {"forget somebody"},
    "records/held.py": {"count what is held"},
    "records/holdings.py": {"look for what stops a disposal", "let go of what was destroyed"},
    "records/keeping.py": {"what is due of a disposal"},
    "records/reckoning.py": {"reckon how long things are kept"},
    "registers/certifications/calling.py": {"see who was asked already", "see what is late"},
}
SCOPED = [Case, CaseEvent, Duty, Draft, Person, StandingRow, ConsentEvent]

WAYS = {
    "manager": lambda model, _row: list(model.objects.all()),
    "default manager": lambda model, _row: list(model._default_manager.all()),
    "base manager": lambda model, _row: list(model._base_manager.all()),
    "one row": lambda model, row: model.objects.get(pk=row.pk),
    "first": lambda model, _row: model.objects.first(),
    "count": lambda model, _row: model.objects.count(),
    "exists": lambda model, _row: model.objects.exists(),
    "aggregate": lambda model, _row: model.objects.aggregate(Count("pk")),
    "values": lambda model, _row: list(model.objects.values()),
    "values list": lambda model, _row: list(model.objects.values_list("pk")),
    "stream": lambda model, _row: list(model.objects.iterator()),
    "dates": lambda model, _row: list(model.objects.in_bulk()),
    "refresh": lambda _model, row: row.refresh_from_db(),
    "delete": lambda model, _row: model.objects.all().delete(),
    "update": lambda model, _row: model.objects.all().update(pk=None),
    "serialise": lambda model, _row: serializers.serialize("json", model.objects.all()),
    "union": lambda model, _row: list(model.objects.all().union(model.objects.all())),
}


@pytest.fixture
def filled(house: House) -> House:
    """One row at least of everything that is scoped."""
    case = opened(named("consent"), house)
    with system("tests"):
        Duty(case=case, code="tell_subject_before", clause="2.3c", due_at=AT).save()
        Draft(owner=house.ama, register="disclosure", updated_at=AT, answers={"purpose": "direct_care"}).save()
    return house


@pytest.mark.parametrize("model", SCOPED)
@pytest.mark.parametrize("way", WAYS)
def test_with_nobody_reading_nothing_is_read(way, model, filled: House):
    with system("tests"):
        row = model.objects.first()
    with reading(None), pytest.raises(NobodyReading):
        WAYS[way](model, row)


@pytest.mark.parametrize("model", SCOPED)
def test_a_query_that_was_built_for_one_reader_does_not_run_for_nobody_or_another(model, filled: House):
    with filled.reads(filled.ama):
        rows = model.objects.all()
    with pytest.raises(NobodyReading):
        list(rows)
    with filled.reads(filled.sam), pytest.raises(NobodyReading):
        rows.count()


def test_a_stream_ends_where_its_reader_ends(filled: House):
    with filled.reads(filled.ama):
        response = StreamingHttpResponse(person.reference for person in Person.objects.iterator())
    with pytest.raises(NobodyReading):
        list(response.streaming_content)


def test_a_template_that_is_rendered_late_reads_nothing(filled: House):
    with filled.reads(filled.ama):
        context = Context({"people": Person.objects.all()})
    with pytest.raises(NobodyReading):
        Engine().from_string("{% for person in people %}{{ person.name }}{% endfor %}").render(context)


@pytest.mark.postgres
def test_relations_are_scoped_like_everything_else(filled: House):
    with system("tests"):
        case = Case.objects.get()
        line = CaseEvent.objects.get()
    with filled.reads(filled.sam):
        assert list(filled.homecare.cases.all()) == []
        assert list(filled.ama.cases_owned.all()) == []
        assert list(filled.homecare.people.all()) == []
        with pytest.raises(Case.DoesNotExist):
            CaseEvent(case_id=case.pk).case  # noqa: B018 - reading it is the point
        with pytest.raises(Person.DoesNotExist):
            Case.person.get_queryset().get(pk=case.person_id)
    with reading(None), pytest.raises(NobodyReading):
        CaseEvent(case_id=line.case_id).case  # noqa: B018 - reading it is the point


@pytest.mark.postgres
@pytest.mark.parametrize("model", SCOPED)
def test_counts_are_of_what_one_may_see(model, filled: House):
    with filled.reads(filled.sam):
        assert model.objects.count() == model.objects.filter(pk__in=[row.pk for row in model.objects.all()]).count()
        assert not model.objects.exclude(pk__in=[row.pk for row in model.objects.all()]).exists()
        if model is not StandingRow:
            assert model.objects.count() == 0


COMPOSED = {
    "within itself": lambda rows: rows.filter(pk__in=rows.values("pk")),
    "not outside itself": lambda rows: rows.exclude(pk__in=rows.exclude(pk__in=rows.values("pk")).values("pk")),
    "exists": lambda rows: rows.filter(Exists(rows.filter(pk=OuterRef("pk")))),
    "exists within exists": lambda rows: rows.filter(
        Exists(rows.filter(Exists(rows.filter(pk=OuterRef("pk"))), pk=OuterRef("pk")))
    ),
    "counted": lambda rows: rows.annotate(how_many=Count("pk")).filter(how_many=1),
    "beside a subquery": lambda rows: rows.annotate(same=Subquery(rows.filter(pk=OuterRef("pk")).values("pk"))),
    "either": lambda rows: rows.filter(pk__isnull=False) | rows.filter(pk__isnull=True),
    "both": lambda rows: rows & rows.filter(pk__isnull=False),
    "united": lambda rows: rows.order_by().union(rows.order_by()),
    "a page of them": lambda rows: rows.order_by("pk")[:100],
}


@pytest.mark.postgres
@pytest.mark.parametrize("way", COMPOSED)
@pytest.mark.parametrize("model", SCOPED)
def test_a_scope_is_the_same_however_a_query_is_put_together(model, way, filled: House):
    seen = {}
    for who in (filled.ama, filled.sam, filled.gwen):
        with filled.reads(who):
            seen[who] = sorted(row.pk for row in model.objects.all())
            assert sorted(row.pk for row in COMPOSED[way](model.objects.all())) == seen[who]
            assert COMPOSED[way](model.objects.all()).count() == len(seen[who])
    assert len({tuple(pks) for pks in seen.values()}) > 1


def test_raw_sql_makes_no_rows_and_bulk_writes_no_seals(filled: House):
    with filled.reads(filled.ama):
        for barred in (Person.objects.raw, Person.objects.all().raw):
            with pytest.raises(WayBarred):
                barred("SELECT * FROM people_person")
        for change in ({"sealed_identity": b""}, {"version": 9}):
            with pytest.raises(WayBarred):
                Person.objects.update(**change)
        with pytest.raises(WayBarred):
            Person.objects.bulk_create([])
        with pytest.raises(WayBarred):
            Person.objects.all().bulk_update([], ["version"])


@pytest.mark.postgres
def test_raw_sql_sees_no_word_that_was_sealed(filled: House):
    words = (b"Okonkwo", b"07700", b"1941-05-06", b"her daughter", b"direct_care")
    with connection.cursor() as cursor:
        for table in ("people_person", "consents_consent", "records_consentevent", "cases_draft", "cases_caseevent"):
            cursor.execute(f"SELECT * FROM {table}")
            columns = [column[0] for column in cursor.description if not column[0].endswith("purposes")]
            raw = b"|".join(_bytes(value) for row in cursor.fetchall() for _, value in zip(columns, row, strict=False))
            assert raw
            assert [word for word in words if word in raw] == []


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_a_row_that_was_come_by_somehow_opens_only_for_who_may_see_it(filled: House):
    with system("tests"):
        dee = Person.objects.get()
    with filled.reads(filled.sam):
        open_rows([dee], purpose="look", at=AT)
    assert dee.name is SEALED
    assert dee.sealed_why


def test_every_table_is_scoped_or_says_why_not():
    ours = [model for model in apps.get_models() if model.__module__.startswith("confide.") and _is_ours(model)]
    unscoped = {model._meta.label for model in ours if not isinstance(model._default_manager, ScopedManager)}
    assert unscoped == set(FOR_EVERYBODY)
    for model in ours:
        assert type(model._default_manager) is type(model._base_manager) or model._meta.label in FOR_EVERYBODY
        assert issubclass(model, SealedRow) or "sealed" not in vars(model)


def _is_ours(model: type[Model]) -> bool:
    return model._meta.app_label not in {"vault", "ledger"}


def test_every_register_keeps_its_facts_sealed_and_scoped():
    for register in every():
        assert issubclass(register.facts, SealedRow)
        assert isinstance(register.facts._default_manager, ScopedManager)


def test_the_product_reads_as_itself_only_where_it_is_listed():
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        purposes = re.findall(r"with system\(\"([^\"]+)\"\)", path.read_text(encoding="utf-8"))
        calls = len(re.findall(r"(?<!def )\bsystem\(", path.read_text(encoding="utf-8")))
        name = path.relative_to(PACKAGE).as_posix()
        if calls and name != "door/reading.py" and not name.startswith("jobs/"):
            assert calls == len(purposes), f"{name} reads as itself without saying what for"
            found[name] = set(purposes)
    assert found == READS_AS_ITSELF


def test_nobody_but_the_door_makes_an_unscoped_query():
    named = r"models\.QuerySet\(|[^a-zA-Z]QuerySet\([A-Z]|_raw_delete|ScopedQuery\("
    around = [
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(named, path.read_text(encoding="utf-8"))
    ]
    assert sorted(around) == ["door/reading.py", "door/shredding.py"]


def test_a_pickled_row_leaves_what_was_opened_behind(filled: House):
    with filled.reads(filled.ama):
        (dee,) = open_rows(Person.objects.all(), purpose="look", at=AT)
        again = pickle.loads(pickle.dumps(dee))
    assert dee.name == "Dee Okonkwo"
    assert again.name is SEALED


def test_a_sealed_value_says_only_that_it_is_sealed(filled: House):
    with filled.reads(filled.ama):
        dee = Person.objects.get()
        rendered = Engine().from_string("{{ p.name }} {{ p.phone }} {{ p }}").render(Context({"p": dee}))
    assert rendered == "[sealed] [sealed] P-00001"
    assert "Okonkwo" not in repr(dee) + str(vars(dee))


SWAPS = {
    "another row of the same person": lambda one, other: one.__dict__.update(sealed_identity=other.sealed_identity),
    "another column": lambda one, _other: one.__dict__.update(sealed_contact=one.sealed_identity),
    "an older version": lambda one, _other: one.__dict__.update(version=one.version + 1),
}


@pytest.mark.parametrize("swap", SWAPS)
def test_ciphertext_that_was_moved_does_not_open(swap, house: House):
    with house.reads(house.ama):
        one = Person.objects.get()
        other = Person(pk=one.pk)
        other.pk = house.ama.pk
        other.name = "Somebody else"
        other._seal_all(1)
        SWAPS[swap](one, other)
        with pytest.raises(SealBroken):
            one.unlocked(["name", "phone"])
        open_rows([one], purpose="look", at=AT)
        assert one.name is SEALED
        assert one.sealed_why


def test_ciphertext_does_not_open_in_another_row_under_the_same_key(filled: House):
    """Two events of one person share key, column and version: only the row tells them apart."""
    opened(named("consent"), filled)
    with filled.reads(filled.ama):
        one, other = ConsentEvent.objects.all()
        assert (one.seal_holder(), one.version) == (other.seal_holder(), other.version)
        one.sealed_confidential = other.sealed_confidential
        with pytest.raises(SealBroken):
            one.unlocked(["explanation"])


@given(data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_no_change_of_any_byte_opens(house: House, draw):
    with house.reads(house.ama):
        dee = Person.objects.get()
        envelope = bytearray(dee.sealed_identity)
        place = draw.draw(integers(0, len(envelope) - 1))
        envelope[place] ^= draw.draw(integers(1, 255))
        dee.sealed_identity = bytes(envelope)
        with pytest.raises(SealBroken):
            dee.unlocked(["name"])
