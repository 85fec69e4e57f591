"""What signing in leaves behind, tidied up as time passes: old tries, dead sessions, the ways in of those who left."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from confide.door.recording import record
from confide.people import clockwork
from confide.people.models import AccessCode, Staff
from confide.web.signin import evidence

WAYS_IN = (Authenticator, SocialAccount)


def end_ways_in(at: datetime) -> int:
    """Passwords, second steps, codes and single sign-on of whoever has left. They had stopped working at the minute."""
    still = Q(~Q(password__startswith=UNUSABLE_PASSWORD_PREFIX))
    for model in WAYS_IN:
        still |= Exists(model.objects.filter(user=OuterRef("pk")))
    gone = Staff.objects.filter(still, leaves_at__lte=at)
    return sum(_end(staff, at) for staff in gone)


def _end(staff: Staff, at: datetime) -> int:
    with transaction.atomic():
        staff.set_unusable_password()
        staff.save(update_fields=["password"])
        for model in WAYS_IN:
            model.objects.filter(user=staff).delete()
        AccessCode.objects.filter(staff=staff, used_at=None, until__gt=at).update(until=at)
        record("sign_in:end", at=at, actor="system:tick", about="sign-in", clauses=("1.7b",), subjects=[staff.id])
    return 1


def end_sessions(at: datetime) -> int:
    """Rows of sessions that are over."""
    return Session.objects.filter(expire_date__lt=at).delete()[0]


clockwork.add("ways in of leavers", end_ways_in)
clockwork.add("sessions that are over", end_sessions)
clockwork.add("old tries to sign in", evidence.forget)
