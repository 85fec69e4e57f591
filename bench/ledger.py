"""How the ledger does beside doing without it, beside a chain, and beside the least that any verifier must do.

- Both engines, each in a process and a folder of its own; PostgreSQL is the one of the tests.
- Both sides of a ratio are measured in one run and turn about, so that a busy machine slows both. Ratios count; times
  belong to the machine, and where it was busy the processor time says more than the clock.
- Aims: a ledgered write within 1.15 of a request with five reads and 1.5 of a bare insert; twelve writers with a flush
  of 2 ms at four times the pace of a chain; 100,000 entries a second verified on PostgreSQL and 200,000 on SQLite; 200
  pages a second on SQLite with nobody locked out; a receipt within 500 ms in 95 of 100 cases.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.decide import commit, machine

RESULTS = Path(__file__).parent / "results" / "ledger.json"


def main() -> None:
    """Measure on both engines, print and keep the figures."""
    with tempfile.TemporaryDirectory(prefix="confide-bench-") as folder:
        found = {engine: measured(engine, Path(folder) / engine) for engine in ("sqlite", "postgresql")}
    whole = {"commit": commit(), "machine": machine(), "figures": found}
    RESULTS.write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n")
    print(json.dumps(whole, indent=2, ensure_ascii=False))


def measured(engine: str, home: Path) -> dict[str, Any]:
    """The figures of one engine."""
    surroundings = {**os.environ, "CONFIDE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "confide.config.demo"}
    for name in ("CONFIDE_DATABASE_URL", "CONFIDE_KEYS_DATABASE_URL"):
        surroundings.pop(name, None)
    words = [sys.executable, "-m", "bench.ledgers.measure", engine, *sys.argv[1:]]
    done = subprocess.run(words, env=surroundings, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    main()
