"""`confide decide`: a situation in JSON comes in, the policy's decision in JSON goes out. There is no database.

- Exit status 0 for any decision, 2 and one line that names the field for a situation that cannot be decided.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from confide.authority import pack as packs
from confide.authority.decide import decide
from confide.authority.pack import Pack, PackError
from confide.authority.situation import BadSituation, check, schema

BIGGEST = 1_000_000
WRONG = 2


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "file", nargs="?", default="-", metavar="FILE", help="the situation in JSON; - reads it from the input"
    )
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of a situation instead")
    parser.add_argument(
        "--explain", action="store_true", help="list the conditions of each reason and whether they held"
    )
    parser.add_argument("--pack", default="leader_group", metavar="NAME", help="decide under another policy")


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
        raw = json.loads(text, object_pairs_hook=_once, parse_constant=_constant)
    except json.JSONDecodeError as error:
        _bad(f"this is no JSON: {error.msg} in line {error.lineno}, column {error.colno}")
    except RecursionError:
        _bad("this is nested too deeply")
    return raw if isinstance(raw, dict) else _bad("a situation is a JSON object")


def _start_of(path: Path) -> str:
    with path.open(encoding="utf-8") as file:
        return file.read(BIGGEST + 1)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object in which nothing is said twice: which of the two would count?"""
    names = [name for name, _ in pairs]
    if len(set(names)) < len(names):
        _bad(f"{next(name for name in names if names.count(name) > 1)!r} is said twice")
    return dict(pairs)


def _constant(name: str) -> NoReturn:
    _bad(f"this is no JSON: {name}")


def _bad(message: str) -> NoReturn:
    raise BadSituation("", message)
