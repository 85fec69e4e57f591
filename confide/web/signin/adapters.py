"""How allauth's parts behave here: the hooks that it offers, and nothing of its pages, messages or mails.

- Nobody signs up. Accounts come from joiners, and end with leavers.
- After signing in one goes to an address of this site, or to the overview.
- What second steps are worked out from is sealed.
"""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.door import secrets
from confide.door.recording import record
from confide.people.models import Staff
from confide.web.signin import marks

NOT_RIGHT = gettext_lazy("The user name or the password is not right.")


class Accounts(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Signing in with a user name."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": NOT_RIGHT,
        "too_many_login_attempts": gettext_lazy("Too many tries. Wait five minutes, and try again."),
        "rate_limited": gettext_lazy("Too many tries. Wait five minutes, and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: wrong passwords are counted in one place, and kept (`evidence`)."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Staff | None:
        """Whoever left is answered as somebody who never was."""
        user = super().authenticate(request, **credentials)
        return user if isinstance(user, Staff) and user.is_active else None

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        marks.begin(request.session, timezone.now())

    def respond_user_inactive(self, request: HttpRequest, user: Any) -> HttpResponse:
        messages.warning(request, NOT_RIGHT)
        return redirect("sign-in")

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("overview")

    def is_safe_url(self, url: str) -> bool:
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, None)

    def add_message(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: what is to be said, our own pages say."""

    def send_mail(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing: no e-mail is sent, ever."""


class SecondSteps(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Authenticator apps, passkeys and recovery codes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This did not work. Try again; a code of an app counts for half a minute."),
        "cannot_delete_authenticator": gettext_lazy("This is your only second step. Set up another one first."),
    }

    def get_totp_issuer(self) -> str:
        return "Confide"

    def encrypt(self, text: str) -> str:
        return secrets.sealed(text, at=timezone.now())

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.opened(encrypted_text, at=timezone.now())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        others = steps_of(authenticator.user).exclude(pk=authenticator.pk)
        return bool(others.exists())

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - the name is allauth's
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey {number}").format(number=count + 1)

    def _get_site_name(self) -> str:
        return "Confide"


def steps_of(staff: Any) -> Any:
    """The second steps that somebody has set up; recovery codes alone are none."""
    return Authenticator.objects.filter(user_id=staff.pk).exclude(type=Authenticator.Type.RECOVERY_CODES)


class SingleSignOns(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """The organisation's identity provider: it says who somebody is, and whoever works here comes in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Know somebody by their user name the first time, and by the provider's own mark for them from then on."""
        claims = dict(sociallogin.account.extra_data or {})
        # What else the provider tells about people is not ours to keep.
        sociallogin.account.extra_data = {}
        if sociallogin.state.get("process") == AuthProcess.CONNECT or request.user.is_authenticated:
            raise ImmediateHttpResponse(_turned_away(request))
        if sociallogin.is_existing:
            return
        staff = Staff.objects.filter(username=_user_name(claims)).first()
        if staff is None or not staff.is_active:
            raise ImmediateHttpResponse(_turned_away(request))
        with transaction.atomic():
            sociallogin.connect(request, staff)
            at = timezone.now()
            record("sign_in:join_single_sign_on", at=at, actor=staff.id, about="sign-in", subjects=[staff.id])

    def on_authentication_error(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> None:
        raise ImmediateHttpResponse(_turned_away(request))


def _user_name(claims: dict[str, Any]) -> str:
    """The claim that is the user name here, as the provider signed it or tells it."""
    told = claims.get("userinfo") or claims.get("id_token") or claims
    return str(told.get(settings.CONFIDE_SINGLE_SIGN_ON.user_name) or "")


def _turned_away(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("This way of signing in did not work. Try again, or use your password."))
    return redirect("sign-in")
