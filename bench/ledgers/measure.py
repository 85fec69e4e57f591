"""All measures of the ledger on one engine: `python -m bench.ledgers.measure ENGINE [ENTRIES]`, figures as JSON."""

import importlib
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any


def main() -> None:
    """Set the engine up, then measure."""
    engine, entries = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    if engine == "postgresql":
        os.environ["CONFIDE_DATABASE_URL"] = _server()
    # Nothing of Django can be imported before the database is known.
    importlib.import_module("django").setup()
    print(json.dumps(_figures(engine, entries)))


def _server() -> str:
    start = importlib.import_module("tests.postgres").start
    return f"postgresql://postgres@/postgres?host={start(Path(tempfile.mkdtemp(prefix='confide-bench-postgres-')))}"


def _figures(engine: str, entries: int) -> dict[str, Any]:
    management = importlib.import_module("django.core.management")
    for app in ("ledger", "sessions"):
        management.call_command("migrate", app, verbosity=0)
    setup, filling = importlib.import_module("confide.ledger.setup"), importlib.import_module("bench.ledgers.filling")
    setup.begin("demo", filling.AT)
    writing, verifying = (importlib.import_module(f"bench.ledgers.{name}") for name in ("writing", "verifying"))
    serving, chain = (importlib.import_module(f"bench.ledgers.{name}") for name in ("serving", "chain"))
    found: dict[str, Any] = {}
    for name, measure in (
        ("write", writing.beside_doing_without),
        ("twelve writers, 2 ms flush", chain.beside_a_chain if engine == "postgresql" else None),
        ("200 pages a second", serving.pages),
        ("verify", lambda: verifying.everything(entries)),
    ):
        if measure is not None:
            _say(f"{engine}: {name}")
            found[name] = measure()
    return found


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
