"""Numbers that others gave a person: how each is written, and whether it can be right.

- A number is kept without spaces and hyphens; a check digit is worked out where the number has one.
- Whether somebody has that number cannot be told from it, only whether anybody can.
"""

import re
from collections.abc import Callable

_GAPS = re.compile(r"[\s\-./]+")
# HMRC gives out no number that begins with these letters.
_NEVER_BEFORE = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})
_NATIONAL_INSURANCE = re.compile(r"([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[0-9]{6}[A-D]")
_DBS = re.compile(r"[0-9]{12}")
_PAYROLL = re.compile(r"[A-Z0-9]{2,20}")


def normalised(number: str) -> str:
    """Without spaces and hyphens, in capitals: as it is kept and compared."""
    return _GAPS.sub("", number).upper()


def is_nhs_number(number: str) -> bool:
    """Whether ten digits can be an NHS number: the tenth is the check digit of the others, modulo 11."""
    if not re.fullmatch(r"[0-9]{10}", number, re.ASCII):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number[:9], range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11 == int(number[9])


def is_national_insurance_number(number: str) -> bool:
    """Whether it is formed as HMRC forms them: two letters, six digits, A to D. It has no check digit."""
    found = _NATIONAL_INSURANCE.fullmatch(number)
    return found is not None and found[1] not in _NEVER_BEFORE


def is_dbs_number(number: str) -> bool:
    """Whether it can be the number of a disclosure certificate: twelve digits. It has no check digit."""
    return _DBS.fullmatch(number) is not None


def is_payroll_number(number: str) -> bool:
    """Whether it can be a number of our own payroll: two to twenty letters and digits."""
    return _PAYROLL.fullmatch(number) is not None


CHECKS: dict[str, Callable[[str], bool]] = {
    "nhs_number": is_nhs_number,
    "national_insurance": is_national_insurance_number,
    "dbs_certificate": is_dbs_number,
    "payroll": is_payroll_number,
}
"""The check of each kind of number; a kind that is missing here has none."""


def can_be(kind: str, number: str) -> bool:
    """Whether a normalised number can be one of that kind."""
    check = CHECKS.get(kind)
    return check is None or check(number)
