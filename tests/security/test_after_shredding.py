"""What was destroyed is nowhere any more: not in the files in use, and 36 days later in no kept copy of data and keys.

- A copy here is of both databases, as a backup takes them. Epoch keys are kept by no copy: that is what bounds them.
"""

import json
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from confide.cases.perform import open_case, perform
from confide.cases.register import named
from confide.door.reading import system
from confide.door.rows import SealedRow
from confide.door.shredding import rows_of
from confide.people.models import Person
from confide.records.models import RecordEntry
from confide.records.reckoning import reckon
from confide.vault.epochs import destroy_due, rotate
from confide.vault.errors import KeyStoreError, SealBroken
from confide.vault.models import DataKey
from confide.vault.provider import provider
from confide.vault.sealing import Key, unseal
from tests.organisation import House
from tests.retention.conftest import LONG_OVER, Held

CANARY = "quokkas dislike marmalade"
SAID = (*CANARY.split(), "Okonkwo", "07700 900123", "1941-05-06")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def due(house: House) -> Held:
    held = Held(house)
    held.wrote(CANARY)
    held.happened("support_ended", LONG_OVER)
    reckon(timezone.now())
    return held


def destroy_everything(house: House) -> None:
    now = timezone.now()
    case = open_case(named("disposal"), {"which": "P-00001"}, actor=house.gwen, at=now)
    for step, by in (("propose", house.gwen), ("approve", house.mo), ("destroy", house.gwen)):
        case = perform(step, case, actor=by, at=now, expecting=case.version)


def endings(word: str) -> list[str]:
    """A word and its ends, down to five letters: what is left where a page is written over halfway."""
    return [word[start:] for start in range(max(1, len(word) - 4))]


@pytest.mark.sqlite
@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite keeps its tables in files of ours")
def test_no_word_of_it_and_no_key_is_left_in_any_file(due, house, logged, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    wrapped = [bytes(key.wrapped) for key in DataKey.objects.filter(holder=house.dee.pk)]
    destroy_everything(house)
    assert wrapped
    files = [path for folder in (Path(settings.CONFIDE_HOME), tmp_path) for path in folder.rglob("*") if path.is_file()]
    raw = b"".join(path.read_bytes() for path in files) + logged.getvalue().encode()
    assert b"Ama Boateng" in raw, "the files looked at are not those of the database"
    for word in SAID:
        for ending in endings(word):
            assert ending.encode() not in raw, ending
            assert ending.encode("utf-16-le") not in raw, ending
    for key in wrapped:
        assert [part for part in range(0, 40, 10) if key[part : part + 10] in raw] == []


class Copies:
    """Every copy of both databases that somebody kept."""

    def __init__(self, holder: Any) -> None:
        self.holder, self.data, self.keys = holder, [], []

    def keep(self) -> None:
        with system("tests"):
            sealed = [row for kept in ("CR-01", "person") for _, rows in rows_of(self.holder, kept) for row in rows]
        self.data.append([row for row in sealed if row.sealed])
        self.keys.append(list(DataKey.objects.filter(holder=self.holder)))

    def opened(self) -> list[str]:
        """Everything that any of them opens with any other and with the epoch keys there are."""
        found = []
        for keys in self.keys:
            for row in keys:
                try:
                    secret = provider().unwrap(row.epoch_id, bytes(row.wrapped))
                except KeyStoreError:
                    continue
                key = Key(row.id, row.holder, row.retention, secret)
                found += [words for data in self.data for sealed in data for words in _words(sealed, key)]
        return found


def _words(row: SealedRow, key: Key) -> list[str]:
    found = []
    for column in {field.column for field in row.sealed.values()}:
        envelope = getattr(row, column)
        place = {"table": row._meta.db_table, "row": row.row_id, "field": column, "version": row.version}
        try:
            found += [json.dumps(json.loads(unseal(bytes(envelope), key, **place)))] if envelope else []
        except SealBroken:
            continue
    return found


@pytest.mark.postgres
def test_thirty_six_days_on_no_kept_copy_of_data_and_keys_opens_it(due, house, settings, tmp_path):
    copies, start = Copies(house.dee.pk), timezone.now()
    copies.keep()
    assert any(CANARY in words for words in copies.opened()), "the copies would open nothing anyway"
    rotate(start + timedelta(days=7))
    copies.keep()
    destroy_everything(house)
    copies.keep()
    with system("tests"):
        assert RecordEntry.objects.exclude(sealed_special=None).count() == 0
        assert Person.objects.get(pk=house.dee.pk).sealed_identity is None
    assert copies.opened(), "a copy from before opens it while its epoch lives, which is what the certificate says"
    for day in range(14, 44, 7):
        rotate(start + timedelta(days=day))
        destroy_due(start + timedelta(days=day))
        copies.keep()
    rotate(start + timedelta(days=43))
    destroy_due(start + timedelta(days=43))
    assert copies.opened() == []
