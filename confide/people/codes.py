"""Codes that let one person in once: for the first sign-in, and after two people vouched for them.

- A code has 100 random bits, is shown once, and only its digest is kept.
- It counts for a short time and once; a new one takes the place of every earlier one.
"""

import hashlib
from datetime import datetime, timedelta

from confide.door.recording import Who, record
from confide.people.models import AccessCode, Staff

FIRST, RECOVERY = "first_sign_in", "recovery"
COUNTS_FOR = {FIRST: timedelta(hours=72), RECOVERY: timedelta(minutes=30)}
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""Without those that are mistaken for another."""
GROUPS, EACH = 5, 4


def spell(random: bytes) -> str:
    """A code in groups of four letters, from 20 random bytes."""
    letters = [LETTERS[byte % len(LETTERS)] for byte in random[: GROUPS * EACH]]
    return "-".join("".join(letters[start : start + EACH]) for start in range(0, GROUPS * EACH, EACH))


def digest(code: str) -> str:
    """What is kept of a code, however it was typed."""
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"confide/access-code/{plain}".encode()).hexdigest()


def give(staff: Staff, reason: str, code_digest: str, *, actor: Who, at: datetime) -> AccessCode:
    """Let a code count from now on, and no earlier one. To be called in a transaction."""
    AccessCode.objects.filter(staff=staff, used_at=None, until__gt=at).update(until=at)
    until = at + COUNTS_FOR[reason]
    given = AccessCode.objects.create(staff=staff, digest=code_digest, reason=reason, made_at=at, until=until)
    data = {"reason": reason, "until": until.isoformat()}
    record("sign_in:give_code", at=at, actor=actor, about=f"access-code/{given.pk}", subjects=[staff.id], data=data)
    return given


def find(staff: Staff | None, code: str, at: datetime) -> AccessCode | None:
    """The code of this person that was typed, while it counts."""
    codes = AccessCode.objects.filter(digest=digest(code), used_at=None, until__gt=at, made_at__lte=at)
    return codes.filter(staff=staff).first() if staff is not None else None


def use(code: AccessCode, password: str, at: datetime) -> Staff | None:
    """Set the password that goes with it; None where somebody was faster. To be called in a transaction."""
    if not AccessCode.objects.filter(pk=code.pk, used_at=None).update(used_at=at):
        return None
    staff = code.staff
    staff.set_password(password)
    staff.save(update_fields=["password"])
    record("sign_in:use_code", at=at, actor=staff.id, about=f"access-code/{code.pk}", data={"reason": code.reason})
    return staff
