"""The page that a custodian of the recovery kit keeps: plain text, made to be printed on one sheet and typed from."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from confide.vault.recovery import CUSTODIANS, NEEDED, Kit

ACROSS = 3


def page(kit: Kit, number: int, share: str) -> str:
    """One custodian's page. It names nobody, so that who finds it does not know whose it is or where it fits."""
    words = share.split()
    lines = [
        _("CONFIDE RECOVERY KIT %(kit)s") % {"kit": kit.name},
        _("Share %(number)s of %(all)s, made on %(day)s")
        % {"number": number, "all": CUSTODIANS, "day": f"{kit.made_at:%d %B %Y}"},
        "",
        *_rows(words),
        "",
        _("Any %(needed)s of the %(all)s shares together open every backup. One alone opens nothing.")
        % {"needed": NEEDED, "all": CUSTODIANS},
        _("Keep this page where you keep your passport. Never photograph it, scan it or send it."),
        _("Never keep two shares in one place. If it is lost or seen, say so at once: a new kit is made in minutes."),
        _("The first four letters of each word are enough when you type it."),
    ]
    return "\n".join(lines) + "\n"


def _rows(words: list[str]) -> Iterator[str]:
    """The words in numbered columns, read downwards."""
    deep = -(-len(words) // ACROSS)
    for row in range(deep):
        numbered = [(place + 1, words[place]) for place in range(row, len(words), deep)]
        yield "".join(f"{place:4}  {word:16}" for place, word in numbered).rstrip()
