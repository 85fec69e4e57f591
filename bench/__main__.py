"""Runs the benches: `python -m bench [NAME …] [--compare]`.

- Each bench is a file of this folder that prints its figures; one that keeps them writes `results/NAME.json`.
- `--compare` measures again, says which ratio to the other side of the same run got worse by over 20 %, and leaves the
  results as they were. Ratios are compared and not times, since times belong to a machine. Exit status 1 if one did.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
BENCHES = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in {"__main__", "__init__"})
WORSE = 1.2


def main() -> int:
    """Run what was asked for. Returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, or compare with what was measured.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHES)}; all of them if none")
    parser.add_argument("--compare", action="store_true", help="say what got worse by over 20 %% instead of keeping it")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHES):
        parser.error(f"there is no bench called {', '.join(sorted(unknown))}")
    found = [line for name in options.names or BENCHES for line in bench(name, compare=options.compare)]
    print("\n".join(found) if found else "", end="\n" if found else "")
    return 1 if found else 0


def bench(name: str, *, compare: bool) -> list[str]:
    """Run one bench; with `compare` the ratios that got worse, and the kept results untouched."""
    kept = HERE / "results" / f"{name}.json"
    before = kept.read_text(encoding="utf-8") if kept.exists() else "{}"
    if compare and before == "{}":
        return []
    subprocess.run([sys.executable, "-m", f"bench.{name}"], check=True, cwd=HERE.parent)
    if not compare:
        return []
    after = kept.read_text(encoding="utf-8")
    kept.write_text(before, encoding="utf-8")
    was, now = dict(ratios(json.loads(before))), dict(ratios(json.loads(after)))
    worse = [figure for figure in was if now.get(figure, was[figure]) > was[figure] * WORSE]
    return [f"{name}: {figure}: {was[figure]} was, {now[figure]} is" for figure in worse]


def ratios(node: Any, above: str = "") -> Iterator[tuple[str, float]]:
    """Every ratio of a result, by the names that lead to it."""
    for key, value in node.items() if isinstance(node, dict) else ():
        if key == "ratio":
            yield above, float(value)
        else:
            yield from ratios(value, f"{above} / {key}".strip(" /"))


if __name__ == "__main__":
    sys.exit(main())
