"""Writes the whole ledger as lines of JSON that somebody can take away and check on their own, without any database.

- The first line holds the log's public keys and its newest checkpoint, every other line one entry with its place and
  leaf hash; entries that no checkpoint covers yet are left out.
"""

import itertools
import json
from typing import TextIO

from confide.jobs.ledger_offline import FORMAT
from confide.ledger.cosigned import with_witnesses
from confide.ledger.models import Checkpoint, Entry, Leaf
from confide.ledger.notes import encode
from confide.ledger.setup import public_keys

AT_ONCE = 1000


def write(file: TextIO) -> None:
    """Write everything that the newest checkpoint covers."""
    newest = Checkpoint.objects.order_by("-size").first()
    size, note = (newest.size, with_witnesses(newest)) if newest else (0, "")
    first = {"format": FORMAT, "keys": public_keys(), "checkpoint": note}
    file.write(json.dumps(first, ensure_ascii=False) + "\n")
    places = Leaf.objects.filter(position__lt=size).order_by("position").values_list("position", "entry_id", "hash")
    rows = places.iterator(chunk_size=AT_ONCE)
    while batch := list(itertools.islice(rows, AT_ONCE)):
        bodies = dict(Entry.objects.filter(id__in=[row[1] for row in batch]).values_list("id", "body"))
        for position, entry, leaf in batch:
            body = bytes(bodies.get(entry, b"")).decode("utf-8", errors="replace")
            line = {"position": position, "entry": entry, "leaf": encode(bytes(leaf)), "body": body}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
