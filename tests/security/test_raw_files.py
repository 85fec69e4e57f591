"""What was typed in confidence is nowhere in the files of the database, not even in its logs."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from confide.cases.perform import open_case
from confide.cases.register import named
from confide.door.opening import open_rows
from confide.people.models import Person
from tests.organisation import AT, House
from tests.registers.playing import opened, take

CANARY = "quokkas dislike marmalade"


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in files of ours")
@pytest.mark.django_db(transaction=True)
def test_words_typed_as_reasons_appear_nowhere_in_the_raw_files(house: House):
    advice = named("advice")
    typed = {"kind": "doubt", "asked_of": "line_manager", "question": f"Is it so that {CANARY}?"}
    open_case(advice, {**typed, "note": CANARY}, actor=house.ama, at=AT)
    take(named("consent"), opened(named("consent"), house), "withdraw", house)
    with house.reads(house.ama):
        open_rows(Person.objects.all(), purpose="look", at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM people_staff WHERE name = 'Ama Boateng'")
        assert cursor.fetchone()
    files = [path for path in Path(settings.CONFIDE_HOME).rglob("*") if path.is_file()]
    raw = b"".join(path.read_bytes() for path in files)
    assert b"Ama Boateng" in raw, "the files looked at are not those of the database"
    for word in (CANARY, "quokkas", "Okonkwo", "07700 900123", "1941-05-06", "her daughter would hear"):
        assert word.encode() not in raw
        assert word.encode("utf-16-le") not in raw
