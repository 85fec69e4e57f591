"""The `confide` command: finds the subcommand that was asked for and runs it.

- The table below is the only list of subcommands. Each names a module with `arguments(parser)` and
  `run(options) -> int`.
- A module is imported when its subcommand is asked for and not before, and Django only where the table names its
  settings, so that `confide decide` answers at once.
- Results go to standard output, progress and complaints to standard error.
- Exit status: 0 done, 1 the answer is no, 2 the question was wrong.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module

from confide.jobs.said import _

SITE = "confide.config.settings"
DEMO = "confide.config.demo"
OFFLINE = "confide.jobs.ledger_offline"


@dataclass(frozen=True, slots=True)
class Command:
    """One subcommand: where it lives, what it is for, and the Django settings it needs, if any.

    Asked with a word of `apart`, the module named there answers instead, and there is no Django and no folder. So does
    `nowhere` where nothing was set up yet.
    """

    module: str
    summary: str
    settings: str | None = None
    hidden: bool = False
    apart: Mapping[str, str] = field(default_factory=dict)
    nowhere: str = ""

    def asked(self, words: Sequence[str]) -> "Command":
        """The one that answers these words."""
        if self.nowhere and import_module(self.nowhere).is_untouched():
            return Command(self.nowhere, self.summary)
        found = [module for flag, module in self.apart.items() if any(word.split("=")[0] == flag for word in words)]
        return Command(found[0], self.summary) if found else self


COMMANDS = {
    "decide": Command("confide.jobs.decide", _("decide a situation: JSON in, JSON out")),
    "clauses": Command("confide.jobs.clauses", _("every obligation of the policy, and what keeps it")),
    "demo": Command("confide.jobs.demo", _("build the sample organisation and serve it on this computer"), DEMO),
    "serve": Command("confide.jobs.serve", _("serve a real folder: web, ledger integrator and tick"), SITE),
    "staff": Command("confide.jobs.staff", _("add the first people, say what they bring, and make teams"), SITE),
    "tick": Command("confide.jobs.tick", _("do what is due because time passed"), SITE),
    "init": Command("confide.jobs.init", _("set up a real installation, with its recovery kit"), SITE),
    "backup": Command("confide.jobs.backup", _("copy data, keys and escrow to their three targets"), SITE),
    "restore": Command("confide.jobs.restore", _("bring an installation back, or prove that it could be"), SITE),
    "rotate": Command("confide.jobs.rotate", _("a new epoch key where one is due, the end of old ones"), SITE),
    "shred": Command("confide.jobs.shred", _("finish shreddings that were interrupted"), SITE),
    "doctor": Command(
        "confide.jobs.doctor",
        _("look whether everything is as it must be, and say what to do"),
        SITE,
        nowhere="confide.config.nowhere",
    ),
    "ledger": Command(
        "confide.jobs.ledger",
        _("verify the ledger, prove one entry, take it away, have it witnessed"),
        SITE,
        apart={"--export": OFFLINE, "--proof": OFFLINE},
    ),
    "witness": Command("confide.jobs.witness", _("watch a ledger from another computer, and sign what continues it")),
    "retention": Command("confide.jobs.retention", _("work out what is due to be destroyed, and what is late"), SITE),
    "docs": Command("confide.jobs.docs", _("write the generated reference, or check that it is up to date"), SITE),
    "manage": Command("confide.jobs.manage", _("Django's own commands"), SITE, hidden=True),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand and return the exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    name = _asked_for(words[:1])
    command = COMMANDS[name].asked(words[1:])
    if command.settings:
        _start_django(command.settings)
    module = import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"confide {name}", description=command.summary)
    module.arguments(parser)
    try:
        status: int = module.run(parser.parse_args(words[1:]))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has seen enough; closing it again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status


def _asked_for(words: Sequence[str]) -> str:
    """The subcommand's name; anything else ends here with the list of them and status 2."""
    shown = {name: command for name, command in COMMANDS.items() if not command.hidden}
    width = max(map(len, shown))
    parser = argparse.ArgumentParser(
        prog="confide",
        description=_("Keeps confidences, decides with you what may be shared, and proves what was decided."),
        epilog="\n".join(f"  {name:{width}}  {command.summary}" for name, command in shown.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=COMMANDS, metavar="command", help=_("one of those below"))
    name: str = parser.parse_args(words).command
    return name


def _start_django(settings: str) -> None:
    """Load Django with `settings`, unless an outer process chose other ones, as the tests do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    import_module("django").setup()
