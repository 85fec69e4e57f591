"""What is typed to come in: user name and password, a second step, a one-time code, a new password."""

from contextlib import suppress
from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.utils import decrypt, encrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm, ReauthenticateWebAuthnForm
from django import forms
from django.contrib.auth import authenticate, password_validation
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from confide.door.files import SealBroken
from confide.door.typed import Words, legible, no_longer_than
from confide.people import codes
from confide.people.models import AccessCode, Staff
from confide.web.signin import evidence
from confide.web.signin.marks import OWN_DEVICE

LONGEST = 200
WRONG_CODE = _("The user name or the code is not right, or the code does not count any more.")


def password(label: Any, autocomplete: str = "current-password", **options: Any) -> forms.CharField:
    """A password, taken exactly as it was typed."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, validators=[no_longer_than(LONGEST)], **options)


def code(**options: Any) -> Words:
    """A code from an app, or from a list of recovery codes."""
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"})
    return Words(longest=40, widget=widget, **options)


class SignInForm(LoginForm):  # type: ignore[misc] # allauth ships no types
    """User name and password; a sign-in that is closed is not even looked at."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        self.fields = {
            "login": forms.CharField(label=_("User name"), widget=name, validators=[legible, no_longer_than(150)]),
            "password": password(_("Password")),
            "own_device": forms.BooleanField(
                label=_("This device is mine, and nobody else uses it"),
                help_text=_("Otherwise you are signed out after 15 minutes without doing anything."),
                required=False,
            ),
        }

    def login(self, request: Any, redirect_url: Any = None) -> Any:
        request.session[OWN_DEVICE] = bool(self.cleaned_data["own_device"])
        return super().login(request, redirect_url)


class SecondStepForm(AuthenticateForm):  # type: ignore[misc] # allauth ships no types
    """A code after the password; a wrong one counts like a wrong password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code(
            label=_("Code"), help_text=_("The six digits in your authenticator app, or one of your recovery codes.")
        )

    def clean_code(self) -> str:
        request: Any = context.request
        if evidence.is_closed(request, self.user.username):
            raise ImmediateHttpResponse(evidence.locked(request))
        return str(super().clean_code())

    def _emit_authentication_failed(self, authenticator: Authenticator) -> None:
        evidence.failed(context.request, self.user.username)


class AuthenticatorForm(ActivateTOTPForm):  # type: ignore[misc] # allauth ships no types
    """The first code of a new authenticator app, which proves that it was set up.

    Until then the session remembers what the app works its codes out from. Sessions are rows that anybody can read who
    has the database or a copy of it, so it lies there sealed, as it does once it counts.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        if kept := session.pop(SECRET_SESSION_KEY, ""):
            # Whatever does not open is made anew by allauth, and the app is set up once more.
            with suppress(SealBroken, ValueError):
                session[SECRET_SESSION_KEY] = decrypt(kept)
        super().__init__(*args, **kwargs)
        session[SECRET_SESSION_KEY] = encrypt(self.secret)
        self.fields["code"] = code(label=_("The six digits that the app shows now"))


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc] # allauth ships no types
    """A new passkey. The browser made it; one that did not ask for finger, face or PIN is not taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hint = _("So that you know it from others, such as: work phone.")
        self.fields["name"] = Words(longest=60, label=_("What do you call it?"), help_text=hint, required=False)
        del self.fields["passwordless"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        return dict(super().clean())


class ConfirmForm(forms.Form):
    """Proof of who one is, by any one of the ways that somebody has."""

    def __init__(self, request: Any, data: Any = None, *, prefix: str) -> None:
        super().__init__(data, prefix=prefix)
        self.request, self.staff = request, request.user
        kinds = set(Authenticator.objects.filter(user_id=self.staff.pk).values_list("type", flat=True))
        if self.staff.has_usable_password():
            self.fields["password"] = password(_("Password"), required=False)
        if Authenticator.Type.TOTP in kinds:
            hint = _("The six digits in your authenticator app, instead of the password.")
            self.fields["code"] = code(label=_("Or a code"), help_text=hint, required=False)
        if Authenticator.Type.WEBAUTHN in kinds:
            self.fields["credential"] = forms.CharField(widget=forms.HiddenInput(), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        ways = {"password": self._password, "code": self._code, "credential": self._credential}
        tried = [name for name in ways if given.get(name)]
        if not tried:
            raise ValidationError(_("Enter your password or a code."))
        if evidence.is_closed(self.request, self.staff.username) or not any(ways[name](given[name]) for name in tried):
            raise ValidationError(_("This did not work. After five wrong tries you are signed out."))
        return given

    def _password(self, typed: str) -> bool:
        """Whether it is theirs; a wrong one is kept as evidence by whoever asks Django."""
        found = authenticate(self.request, username=self.staff.username, password=typed)
        return found is not None and found.pk == self.staff.pk

    def _code(self, typed: str) -> bool:
        apps = Authenticator.objects.filter(user_id=self.staff.pk, type=Authenticator.Type.TOTP)
        right = any(each.wrap().validate_code(typed) for each in apps)
        if not right:
            evidence.failed(self.request, self.staff.username)
        return right

    def _credential(self, answered: str) -> bool:
        form = ReauthenticateWebAuthnForm({"credential": answered}, user=self.staff)
        return bool(form.is_valid())


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    judged_as: Staff | None = None
    """Whose password it is to be, so that it is nothing like their user name."""

    password_new = password(
        _("New password"),
        "new-password",
        help_text=_("Twelve characters at least. Three words that do not belong together are a good one."),
    )
    password_again = password(_("The new password again"), "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (
            given.get("password_new")
            and given.get("password_again")
            and given["password_new"] != given["password_again"]
        ):
            self.add_error("password_again", _("The two are not the same."))
        elif given.get("password_new"):
            try:
                password_validation.validate_password(given["password_new"], self.judged_as)
            except ValidationError as wrong:
                self.add_error("password_new", wrong)
        return given


class CodeForm(NewPasswordForm):
    """A one-time code, and the password to be set with it."""

    def __init__(self, request: Any, data: Any = None) -> None:
        super().__init__(data)
        self.request = request
        self.found: AccessCode | None = None
        name = forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"})
        first = {
            "user_name": Words(longest=150, widget=name, label=_("User name")),
            "code": Words(
                longest=60, label=_("One-time code"), help_text=_("It was shown once, to who gave it to you.")
            ),
        }
        self.fields = {**first, **self.fields}

    def clean(self) -> dict[str, Any]:
        """The code is looked at once everything else is right, and a wrong one counts like a wrong password."""
        typed = self.cleaned_data.get("user_name", "").strip()
        self.judged_as = Staff(username=typed)
        given = super().clean()
        if self.errors:
            return given
        staff = Staff.objects.filter(username=typed).first()
        self.found = codes.find(staff, given["code"], timezone.now())
        if self.found is None or staff is None or not staff.is_active:
            evidence.wrong_code(self.request, typed)
            raise ValidationError(WRONG_CODE)
        return given
