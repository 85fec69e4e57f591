"""The pages on the way in and out. A demo has one, on which one chooses who to be, and the others do not exist.

- What a page here says never depends on whether a user name exists.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import LoginWebAuthnView
from allauth.socialaccount.providers.openid_connect import views as openid
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from confide.people import codes
from confide.web import waiting
from confide.web.personas import BACKEND, choose, may_choose
from confide.web.signin import evidence, marks
from confide.web.signin.forms import CodeForm

UNPROCESSABLE = 422
View = Callable[..., HttpResponseBase]


def in_earnest(view: View) -> View:
    """A page that is there where people really sign in, and nowhere else."""

    @login_not_required
    @sensitive_post_parameters()
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if may_choose(request):
            raise Http404
        return view(request, *args, **kwargs)

    return answer


class SignIn(LoginView):  # type: ignore[misc] # allauth ships no types
    """User name and password, or one of the other ways."""

    template_name = "signin/sign_in.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        single = settings.CONFIDE_SINGLE_SIGN_ON
        return {
            **super().get_context_data(**more),
            "single_sign_on": single.name if single else "",
            "provider": single.provider if single else "",
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class SecondStep(AuthenticateView):  # type: ignore[misc] # allauth ships no types
    """A code or a passkey, after the password."""

    template_name = "signin/second_step.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        found = super().get_context_data(**more)
        kinds = set(Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True))
        asks = json.dumps(found["js_data"]["request_options"]) if Authenticator.Type.WEBAUTHN in kinds else ""
        return {**found, "options": asks}


class ByPasskey(LoginWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """A passkey alone, which is two steps in one: the device, and the finger, face or PIN that opens it."""

    def form_valid(self, form: Any) -> HttpResponse:
        staff = form.cleaned_data["credential"].user
        if not staff.is_active or evidence.is_closed(self.request, staff.username):
            return self.form_invalid(form)
        self.request.session[marks.OWN_DEVICE] = "own_device" in self.request.POST
        answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.warning(self.request, _("The passkey did not work. Try again, or use your password."))
        return redirect("sign-in")


_password = SignIn.as_view()
second_step = in_earnest(SecondStep.as_view())
by_passkey = in_earnest(ByPasskey.as_view())


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Choose who to be in a demo, sign in anywhere else."""
    return choose(request) if may_choose(request) else _password(request)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave; what waits for a form of theirs is given up with it."""
    waiting.let_all_go(request.user.pk)
    logout(request)
    return redirect("sign-in")


@login_not_required
@require_POST
def start_over(request: HttpRequest) -> HttpResponse:
    """Give up a sign-in that is half done."""
    request.session.flush()
    return redirect("sign-in")


@in_earnest
@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest) -> HttpResponse:
    """A one-time code: set a password, and go on to set up a second step."""
    form = CodeForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _let_in(request, form)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "signin/by_code.html", {"form": form}, status=status)


def _let_in(request: HttpRequest, form: CodeForm) -> HttpResponse:
    """What was there before counts no more: passkeys, apps, recovery codes, and with the password every session."""
    at = timezone.now()
    with transaction.atomic():
        staff = codes.use(form.found, form.cleaned_data["password_new"], at) if form.found else None
        if staff is not None:
            Authenticator.objects.filter(user_id=staff.pk).delete()
            evidence.open_again(staff.username, actor=staff, at=at)
    if staff is None:
        messages.warning(request, _("This code was used a moment ago."))
        return redirect("sign-in-code")
    request.session.flush()
    login(request, staff, backend=BACKEND)
    marks.begin(request.session, at)
    messages.success(request, _("Your password is set. Now set up a second step."))
    return redirect("account")


@in_earnest
@require_POST
def single_sign_on(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Go to the organisation's identity provider; there is none where none was set up."""
    answer: HttpResponseBase = openid.login(request, provider_id)
    return answer


@in_earnest
def single_sign_on_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Come back from there."""
    answer: HttpResponseBase = openid.callback(request, provider_id)
    return answer
