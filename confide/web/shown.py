"""Proof that a form of a case was shown to somebody, so that what they typed is kept where the case left their sight.

- It goes out with the form, names the case and the one it was shown to, and is worth nothing to anybody else.
- Without it a case that one may not see does not exist.
"""

from datetime import timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

from confide.cases.models import Case
from confide.domain.register import Rules
from confide.people.models import Staff

FIELD = "shown"
LONGEST = 200
HOLDS_FOR = timedelta(days=1)
_signer = TimestampSigner(salt="confide.web.shown")


def proof(case: Case, staff: Staff) -> str:
    """What goes out with a form of this case that is shown to this member of staff."""
    return _signer.sign(f"{case.reference} {staff.pk}")


def reference(request: HttpRequest, rules: Rules, number: int, staff: Staff) -> str:
    """The reference of the case, where the form that came back was shown to this member of staff; else nothing."""
    wanted = f"{rules.prefix}-{number:05d}"
    try:
        said = _signer.unsign(request.POST.get(FIELD, "")[:LONGEST], max_age=HOLDS_FOR)
    except BadSignature:
        return ""
    return wanted if request.method == "POST" and said == f"{wanted} {staff.pk}" else ""
