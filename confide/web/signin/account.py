"""One's own sign-in: second steps, recovery codes, password. Every change asks first who one is."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal import flows as recovery
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from confide.door.recording import record
from confide.web.freshness import fresh
from confide.web.personas import may_choose
from confide.web.reading import Asked
from confide.web.signin import marks, passkeys
from confide.web.signin.adapters import SecondSteps, steps_of
from confide.web.signin.forms import NewPasswordForm
from confide.web.signin.views import UNPROCESSABLE


def only_in_earnest(view: Any) -> Any:
    """A page of one's own sign-in, which nobody has in a demo."""

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if may_choose(request):
            raise Http404
        return view(request, *args, **kwargs)

    return answer


@only_in_earnest
@require_GET
def account(request: Asked) -> HttpResponse:
    """What is set up; and where nothing is, what has to be."""
    steps = list(steps_of(request.user).order_by("created_at"))
    codes = Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.RECOVERY_CODES).first()
    context = {
        "app": next((step for step in steps if step.type == Authenticator.Type.TOTP), None),
        "passkeys": [step for step in steps if step.type == Authenticator.Type.WEBAUTHN],
        "only_one": len(steps) == 1,
        "none": not steps,
        "left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "has_password": request.user.has_usable_password(),
    }
    return render(request, "signin/account.html", context)


class App(ActivateTOTPView):  # type: ignore[misc] # allauth ships no types
    """Set up an authenticator app."""

    template_name = "signin/app.html"

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if Authenticator.objects.filter(user_id=request.user.pk, type=Authenticator.Type.TOTP).exists():
            return redirect("account")
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        found = super().get_context_data(**more)
        secret = found["form"].secret
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        return {**found, "picture": found["totp_svg"].partition("?>")[2], "groups": groups}

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            _changed(self.request, "add_second_step", "totp")
            answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class Passkey(AddWebAuthnView):  # type: ignore[misc] # allauth ships no types
    """Make a passkey."""

    template_name = "signin/passkey.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        form = more.get("form") or self.get_form()
        return {"form": form, "options": passkeys.made_for(self.request.user), "view": self}

    def get_success_url(self) -> str:
        return str(super().get_success_url())

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            _changed(self.request, "add_second_step", "webauthn")
            answer: HttpResponse = super().form_valid(form)
        return answer

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=UNPROCESSABLE)


class RecoveryCodes(ViewRecoveryCodesView):  # type: ignore[misc] # allauth ships no types
    """Recovery codes, shown once."""

    template_name = "signin/recovery_codes.html"


@only_in_earnest
@require_POST
@fresh
def remove(request: Asked, pk: int) -> HttpResponse:
    """Remove a second step, unless it is the only one."""
    step = steps_of(request.user).filter(pk=pk).first()
    if step is None:
        raise Http404
    if not SecondSteps().can_delete_authenticator(step):
        messages.warning(request, str(SecondSteps.error_messages["cannot_delete_authenticator"]))
    else:
        with transaction.atomic():
            _changed(request, "remove_second_step", step.type)
            step.delete()
        messages.success(request, _("Removed."))
    return redirect("account")


@only_in_earnest
@require_POST
@fresh
def new_codes(request: Asked) -> HttpResponse:
    """Make recovery codes anew; the earlier ones count no more."""
    if not steps_of(request.user).exists():
        return redirect("account")
    with transaction.atomic():
        _changed(request, "make_recovery_codes", "recovery_codes")
        recovery.generate_recovery_codes(request)
    return redirect("mfa_view_recovery_codes")


@only_in_earnest
@require_http_methods(["GET", "POST"])
@fresh
def password(request: Asked) -> HttpResponse:
    """Set another password; every other session of theirs is over then."""
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    form.judged_as = request.user
    if not form.is_bound or not form.is_valid():
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "signin/password.html", {"form": form}, status=status)
    with transaction.atomic():
        request.user.set_password(form.cleaned_data["password_new"])
        request.user.save(update_fields=["password"])
        _changed(request, "change_password", "password")
    update_session_auth_hash(request, request.user)
    messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
    return redirect("account")


def _changed(request: Any, what: str, kind: str) -> None:
    """Record a change of how somebody signs in, and ask the database again whether they have a second step."""
    request.session.pop(marks.SECOND, None)
    staff = request.user.pk
    record(f"sign_in:{what}", at=timezone.now(), actor=staff, about="sign-in", subjects=[staff], data={"kind": kind})


app = only_in_earnest(fresh(App.as_view()))
passkey = only_in_earnest(fresh(Passkey.as_view()))
recovery_codes = only_in_earnest(RecoveryCodes.as_view())
