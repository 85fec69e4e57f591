"""`confide staff`: adds the first people, takes down what they bring, and makes teams; the rest is done on the pages.

- Adding prints a one-time code, which lets them set a password and a second step, and is shown never again.
- Once two people look after access, joiners go through the register: asked for by one, arranged by another.
- A team can be made at any time, since it gives nobody anything: who joins it takes two people.
- What each of the two brings (agreement, induction, training) is given on the word of the other.
"""

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain.refusal import Refused
from confide.jobs import vouching
from confide.jobs.keeping.restore import check_finished
from confide.jobs.keeping.trouble import KeepingError
from confide.jobs.migrating import migrate
from confide.jobs.readiness import has_governance
from confide.ledger.errors import LedgerError
from confide.ledger.integrate import integrate
from confide.ledger.setup import begin
from confide.people import codes, founding, handover, moving
from confide.people.attesting import COMMAND_LINE
from confide.people.models import Staff, Team
from confide.people.readers import GOVERNANCE
from confide.people.teams import add_team
from confide.web import words

OFFICE_OF = {"information_governance": "data_protection_officer", "managing_director": "managing_director"}
"""The office that each of the first people comes to hold, and in which they stand in for one another."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """`add` or `vouch`, and whom."""
    verbs = parser.add_subparsers(dest="verb", required=True)
    vouching.arguments(verbs.add_parser("vouch", help=_("say what one of the first people brings")))
    team = verbs.add_parser("team", help=_("make a team, for people to join on the pages"))
    team.add_argument("name", help=_("its name"))
    team.add_argument("--branch", default="", help=_("the branch that it belongs to"))
    adding = verbs.add_parser("add", help=_("add one of the first people"))
    adding.add_argument("user_name", help=_("what they type to sign in: small letters, digits, dots and dashes"))
    adding.add_argument("--name", required=True, help=_("their name"))
    adding.add_argument("--role", required=True, choices=sorted(GOVERNANCE), help=_("what they look after"))
    adding.add_argument("--job-title", default="", help=_("their job title"))
    adding.add_argument("--team", default="Head office", help=_("their team; made where there is none of that name"))
    adding.add_argument(
        "--manager", default="", help=_("the user name of their line manager, where there is one already")
    )


def run(options: argparse.Namespace) -> int:
    """Do what was asked for, or say in a sentence why not."""
    at = timezone.now()
    try:
        check_finished(Path(settings.CONFIDE_HOME))
        migrate()
        begin("live", at)
        done = DOES[options.verb](options, at)
    except (KeepingError, LedgerError) as refused:
        return _no(str(refused))
    except ValidationError as wrong:
        return _no(" ".join(wrong.messages))
    except Refused as refused:
        return _no(words.refusal(refused))
    integrate(at=timezone.now())
    print(done)
    for staff, by in founding.wanting(at):
        print(_("Next: confide staff vouch {who} --by {by}").format(who=staff.username, by=by.username))
    return 0


def _added(options: argparse.Namespace, at: datetime) -> str:
    if not has_governance(at):
        raise Refused("Two people look after access already. Add joiners on the page “Joiners, movers, leavers”.")
    code = _add(options)
    return _("One-time code for {user_name}, which counts for three days: {code}").format(
        user_name=options.user_name, code=code
    )


def _made(options: argparse.Namespace, at: datetime) -> str:
    team = add_team(options.name, branch=options.branch, actor=COMMAND_LINE, at=at)
    return _("There is a team {name} now. People join it on the page “Joiners, movers, leavers”.").format(
        name=team.name
    )


def _add(options: argparse.Namespace) -> str:
    at, code = timezone.now(), codes.spell(os.urandom(codes.GROUPS * codes.EACH))
    manager = Staff.objects.filter(username=options.manager).first() if options.manager else None
    if options.manager and manager is None:
        raise ValidationError(_("Nobody here has the user name of the manager."))
    with transaction.atomic():
        found = Team.objects.filter(name__iexact=options.team).first()
        team = found or add_team(options.team, actor=COMMAND_LINE, at=at)
        staff = moving.join(
            username=options.user_name,
            name=options.name,
            role=options.role,
            job_title=options.job_title,
            team=team,
            manages=True,
            line_manager=manager or _first(),
            works_from=timezone.localdate(at),
            actor=COMMAND_LINE,
            at=at,
        )
        # The first two look after each other's standing, since nobody records their own.
        Staff.objects.filter(line_manager=None).exclude(pk=staff.pk).update(line_manager=staff)
        handover.fill_office(OFFICE_OF[options.role], staff, actor=COMMAND_LINE, at=at)
        codes.give(staff, codes.FIRST, codes.digest(code), actor=COMMAND_LINE, at=at)
    return code


DOES = {"add": _added, "team": _made, "vouch": vouching.run}


def _first() -> Staff | None:
    return Staff.objects.filter(role__in=GOVERNANCE).order_by("works_from", "username").first()


def _no(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 2
