"""`confide docs`: writes the generated reference under `docs/reference`, or checks that it is what would be written.

- It works in a checkout; an installed Confide has no documents to write.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from confide.authority.json_schema import schema
from confide.authority.obligations import obligations
from confide.authority.pack import load
from confide.cases.register import every
from confide.door.fields import Declared
from confide.jobs import reference

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "reference"
PACK = "leader_group"


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--check` writes nothing."""
    parser.add_argument("--check", action="store_true", help=_("write nothing; status 1 where a page is out of date"))


def run(options: argparse.Namespace) -> int:
    """Write every page, or name those that would change."""
    if not FOLDER.parent.is_dir():
        print(_("There is no docs folder here: this works in a checkout of Confide."), file=sys.stderr)
        return 2
    made = pages()
    if options.check:
        return _check(made)
    for path in _others(made):
        path.unlink()
    for name, text in made.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


def pages() -> Mapping[str, str]:
    """Every page of the reference by its name."""
    registers = {f"registers/{found.rules.plural}.md": found for found in sorted(every(), key=lambda r: r.rules.plural)}
    links = [
        ("clauses.md", "What the policy asks for, and what keeps it"),
        ("situations.md", "What a question may hold"),
    ]
    links += [(name, f"Register: {found.rules.title}") for name, found in registers.items()]
    return {
        "README.md": reference.page("Reference", "\n".join(f"- [{title}]({name})" for name, title in links)),
        "clauses.md": reference.clauses(obligations(PACK)),
        "situations.md": reference.situation(schema(load(PACK))),
        **{name: reference.register(found.rules, list(_facts(found.facts))) for name, found in registers.items()},
    }


def _facts(model: Any) -> Iterator[tuple[str, str, str, bool]]:
    for field in model._meta.get_fields():
        if isinstance(field, Declared):
            yield field.name, str(field.label), field.holds.value, False
    for name, sealed in model.sealed.items():
        yield name, str(sealed.label), sealed.holds.value, True


def _check(made: Mapping[str, str]) -> int:
    stale = [name for name, text in made.items() if _text(FOLDER / name) != text]
    stale += [str(path.relative_to(FOLDER)) for path in _others(made)]
    for name in stale:
        print(_("docs/reference/{name} is out of date: run make docs").format(name=name))
    return 1 if stale else 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _others(made: Mapping[str, str]) -> list[Path]:
    """Pages that nothing makes any more."""
    return sorted(path for path in FOLDER.rglob("*.md") if str(path.relative_to(FOLDER)) not in made)
