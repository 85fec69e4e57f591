"""`confide decide`: a situation in JSON comes in, the policy's decision in JSON goes out. There is no database.

- Exit status 0 for any decision, 2 and one line that names the field for a situation that cannot be decided.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from confide.authority import pack as packs
from confide.authority.decide import decide
from confide.authority.pack import Pack, PackError
from confide.authority.situation import LONGEST_TEXT, BadSituation, check, schema
from confide.jobs.said import _

BIGGEST = 1_000_000
WRONG = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help=_("the situation in JSON; - reads it from the input")
    )
    parser.add_argument("--schema", action="store_true", help=_("print the JSON Schema of a situation instead"))
    parser.add_argument(
        "--explain", action="store_true", help=_("list the conditions of each reason and whether they held")
    )
    parser.add_argument("--pack", default="leader_group", metavar="NAME", help=_("decide under another policy"))


def run(options: argparse.Namespace) -> int:
    """Print the decision, or the schema."""
    try:
        pack = packs.load(options.pack)
        made = schema(pack) if options.schema else _decided(options.file, pack, explain=options.explain)
    except (BadSituation, PackError) as error:
        print(f"confide decide: {error}", file=sys.stderr)
        return WRONG
    print(json.dumps(made, indent=2, ensure_ascii=False))
    return 0


def _decided(file: str, pack: Pack, *, explain: bool) -> dict[str, Any]:
    raw = _read(file)
    raw.setdefault("now", datetime.now(UTC).isoformat(timespec="seconds"))
    return decide(check(raw, pack), pack, explain=explain).to_json()


def _read(file: str) -> dict[str, Any]:
    try:
        text = sys.stdin.read(BIGGEST + 1) if file == "-" else _start_of(Path(file))
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
        _bad(f"{file} cannot be read: {reason}")
    if len(text) > BIGGEST:
        _bad("the situation is longer than a million characters")
    try:
        raw = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        _each_once(raw)
    except json.JSONDecodeError as error:
        _bad(f"this is no JSON: {error.msg} in line {error.lineno}, column {error.colno}")
    except RecursionError:
        _bad("this is nested too deeply")
    return raw if isinstance(raw, dict) else _bad("a situation is a JSON object")


def _start_of(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(BIGGEST + 1)


class _Object(dict[str, Any]):
    """An object as it was written, and the names that stand in it twice."""

    twice: frozenset[str] = frozenset()


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    made = _Object(pairs)
    made.twice = frozenset(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
    return made


def _each_once(value: Any, path: str = "") -> None:
    """Raises BadSituation for what is said twice, by its whole path: which of the two would count?"""
    for name, inner in value.items() if isinstance(value, _Object) else ():
        here = f"{path}.{name}" if path else name
        if name in value.twice:
            raise BadSituation(here[:LONGEST_TEXT], "this is said twice")
        _each_once(inner, here)


def _constant(name: str) -> NoReturn:
    _bad(f"this is no JSON: {name}")


def _bad(message: str) -> NoReturn:
    raise BadSituation("", message)
