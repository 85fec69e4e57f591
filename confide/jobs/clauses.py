"""`confide clauses`: every obligation of the policy, how far it is kept, what keeps it, and what is missing.

- Needs neither Django nor a database: steps, pages and clocks are cited by name, and a test sees that each exists.
- Where people's conduct keeps an obligation, software supports and evidences it, and the list says so.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from confide.authority.obligations import NoSuchPackError, obligations
from confide.domain.clause import Obligation, State
from confide.jobs.said import _


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help=_("print a JSON array, an object for each obligation"))
    parser.add_argument(
        "--pack", default="leader_group", metavar="NAME", help=_("the policy pack (default: %(default)s)")
    )


def run(options: argparse.Namespace) -> int:
    """Print the obligations; 0, or 2 where there is no such pack."""
    try:
        found = obligations(options.pack)
    except NoSuchPackError as error:
        print(f"confide clauses: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([obligation.to_json() for obligation in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found)))
    return 0


def _lines(found: Sequence[Obligation]) -> Iterator[str]:
    for obligation in found:
        yield f"{obligation.id:6} {obligation.state:8} {_what_keeps(obligation)}"
    count = Counter(obligation.state for obligation in found)
    yield ""
    states = ", ".join(f"{count[state]} {state}" for state in State)
    yield _("{states}, of {count} obligations").format(states=states, count=len(found))


def _what_keeps(obligation: Obligation) -> str:
    parts = ["; ".join(map(str, obligation.keeps))]
    if obligation.keeps and obligation.supported:
        parts[0] = _("supported and evidenced by {parts}").format(parts=parts[0])
    if obligation.missing:
        parts.append(_("missing: {parts}").format(parts=", ".join(obligation.missing)))
    if obligation.lacking:
        parts.append(_("lacking: {parts}").format(parts=obligation.lacking))
    return " | ".join(part for part in parts if part)
