"""Asks custodians for their words, without showing them, and without keeping them."""

import sys
from getpass import getpass

from django.utils.translation import gettext as _

from confide.vault.recovery import NEEDED, BadShares, check_share


def ask_for_shares() -> tuple[str, ...]:
    """The shares of two custodians: typed unseen at a terminal, or a line each from standard input.

    Raises BadShares where they come from a file and are wrong; somebody at a terminal is asked again.
    """
    return tuple(_ask(number) for number in range(1, NEEDED + 1))


def _ask(number: int) -> str:
    if not sys.stdin.isatty():
        line = sys.stdin.readline()
        if not line:
            raise BadShares(_("{needed} shares are needed, a line each.").format(needed=NEEDED))
        return check_share(line)
    while True:
        try:
            return check_share(
                getpass(_("Custodian {number}, type your words (they are not shown): ").format(number=number))
            )
        except BadShares as wrong:
            print(wrong, file=sys.stderr)
