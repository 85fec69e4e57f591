"""What a browser needs to be asked for a passkey; allauth keeps the question in the session until it is answered."""

import json
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth


def options(request: Any) -> str:
    """The question for a passkey of whoever is signed in, as JSON; nothing where they have none."""
    return asked_of(request.user)


def asked_of(staff: Any) -> str:
    """The same for one member of staff."""
    has_one = Authenticator.objects.filter(user_id=staff.pk, type=Authenticator.Type.WEBAUTHN).exists()
    return json.dumps(auth.begin_authentication(staff)) if has_one else ""


def made_for(staff: Any) -> str:
    """What a browser needs to make one, which holds the user name itself and asks for finger, face or PIN."""
    return json.dumps(auth.begin_registration(staff, passwordless=True))
