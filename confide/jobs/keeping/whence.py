"""Where keys come back from, and with them the recovery kit that they are escrowed for from then on.

- The kit is never taken on the word of the escrow target: whoever can write there could put their own, and every key
  would be sealed for them. It is the one that two custodians hold, or that of the keys folder that survived.
"""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from confide.jobs.keeping.trouble import KeepingError
from confide.vault.custody import Source, from_custodians, from_survivors
from confide.vault.recovery import PUBLIC_FILE, Kit, Recovered, read_kit

Whence = tuple[Source, Kit | None]
"""What gives the keys, and the kit; None where a keys folder survived without one, and then `serve` waits for one."""


def of_custodians(target: Path, recovered: Recovered, *, at: datetime) -> Whence:
    """Keys from an escrow target, for the kit whose shares were typed. Raises KeepingError where it has another.

    Without a kit in the target the shares are enough; only the day on which it was made is not known any more then.
    """
    named = read_kit(target)
    if named is not None and named.public != recovered.kit_public:
        raise KeepingError(
            _(
                "{file} in {target} is of another recovery kit than these shares. If the pages are the newest ones, "
                "somebody put it there: find out who can write there, take the file away, and restore again; the "
                "shares are enough."
            ).format(file=PUBLIC_FILE, target=target)
        )
    # Two shares have just made the key again, which is all that is ever proved of a kit.
    kit = Kit(recovered.kit_public, named.made_at if named else at, at)
    return from_custodians(target, recovered), kit


def of_survivors(keys: Path) -> Whence:
    """Keys from a keys folder that survived, for the kit that lies in it."""
    return from_survivors(keys), read_kit(keys)
