"""One case of a register: open it, look at it, take a step.

- The page opens what it shows in one go, so that one entry in the ledger says so.
- A button and its refusal come from the same question; what cannot be done now says why.
- A form that cannot be taken shows everything that was typed again, whatever the reason.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.cases.models import Case, CaseEvent, Duty, OfCase
from confide.cases.perform import open_case, perform, steps_for, was_sent, why_not_open
from confide.cases.register import Register, of
from confide.domain.refusal import Forbidden, Incomplete, NotFromHere, Refused, Stale
from confide.domain.register import OPEN
from confide.door.opening import open_rows
from confide.people.models import Staff
from confide.web import shown as shown_before
from confide.web import words
from confide.web.forms import PERSON, StepForm, form_of
from confide.web.freshness import asks, step_first
from confide.web.reading import Asked

CONFLICT, UNPROCESSABLE, NOT_ALLOWED = 409, 422, 403


def in_sight(register: Register, number: int) -> Case | None:
    """The case with that number, if the reader may see it."""
    cases = Case.objects.select_related("person", "owner", "opened_by", "team", "decider", "subject_staff")
    return cases.filter(register=register.rules.name, number=number).first()


def case_at(register: Register, number: int) -> Case:
    """The same. Raises Http404 where there is none for the reader."""
    found = in_sight(register, number)
    if found is None:
        raise Http404
    return found


def onward(register: Register, number: int) -> HttpResponse:
    """To the case, or to the list where a step took it out of the reader's sight."""
    if Case.objects.filter(register=register.rules.name, number=number).exists():
        return redirect(f"{register.rules.plural}-detail", number)
    return redirect(f"{register.rules.plural}-list")


def why_not(case: Case, staff: Staff, name: str) -> Refused | None:
    """Why somebody cannot take a step now; nothing where they can. For pages of a register's own."""
    for step, refused in steps_for(case, staff, timezone.now()):
        if step.name == name:
            return refused
    return Forbidden(["This cannot be done now. Go back and look at where the matter stands."])


def address(register: Register, case: Case) -> str:
    return reverse(f"{register.rules.plural}-detail", args=[case.number])


class New(View):
    """A form that opens a case."""

    def get(self, request: Asked, register: Register) -> HttpResponse:
        initial = {PERSON: request.GET.get("person", "")[:20]}
        form = form_of(register, OPEN)(initial=initial)
        refused = why_not_open(register, request.user, timezone.now())
        # Said before anything is typed, and not after all of it was.
        return self.page(request, register, form, refused=words.refusal(refused) if refused else "")

    def post(self, request: Asked, register: Register) -> HttpResponse:
        form = form_of(register, OPEN)(request.POST)
        if not form.is_valid():
            return self.page(request, register, form, status=UNPROCESSABLE)
        try:
            case = open_case(
                register,
                form.facts(),
                actor=request.user,
                at=timezone.now(),
                person=form.cleaned_data.get(PERSON),
                key=request.POST.get("key", "")[:80],
            )
        except (Refused, ValidationError) as wrong:
            return self.page(request, register, form, status=UNPROCESSABLE, refused=_why(form, wrong))
        messages.success(request, _("{reference} has been recorded.").format(reference=case.reference))
        return redirect(address(register, case))

    def page(self, request: Asked, register: Register, form: StepForm, status: int = 200, **more: Any) -> Any:
        title = words.step(register, OPEN) if OPEN in register.step_labels else _("New case")
        context = {"register": register, "form": form, "title": title, "list_title": _(register.rules.title)}
        context |= {"back": reverse(f"{register.rules.plural}-list"), "key": _key(request), **more}
        return render(request, "registers/form.html", context, status=status)


class Detail(View):
    """Everything about a case."""

    def get(self, request: Asked, register: Register, number: int) -> HttpResponse:
        return render(request, "registers/detail.html", shown(register, case_at(register, number), request))


def shown(register: Register, case: Case, request: Asked) -> dict[str, Any]:
    """What the page of a case shows, opened in one go."""
    facts = register.facts.objects.get(case=case)
    events = list(CaseEvent.objects.filter(case=case).select_related("actor"))
    duties = list(Duty.objects.filter(case=case).select_related("done_by"))
    rows: list[Any] = [facts, *events, *duties, *([case.person] if case.person else [])]
    for row in rows:
        if isinstance(row, OfCase):
            row.case = case
    names = [*type(facts).sealed, *CaseEvent.sealed, *Duty.sealed, "name"]
    open_rows(rows, names, purpose="case page", at=timezone.now())
    steps = [_step(register, case, step.name, refused) for step, refused in _steps(case, request)]
    return {
        "register": register,
        "case": case,
        "list_title": _(register.rules.title),
        "list_url": reverse(f"{register.rules.plural}-list"),
        "status": words.code(case.status),
        "groups": list(_groups(register, facts)),
        "also": list(register.shows(case, facts, timezone.now())) if register.shows else [],
        "about": list(_about(case)),
        "why_sealed": facts.sealed_why,
        "events": [_event(register, event) for event in reversed(events)],
        "duties": [_duty(register, case, duty) for duty in duties],
        "open_steps": [step for step in steps if not step["why"]],
        "refused_steps": [step for step in steps if step["why"]],
    }


def _why_not_now(case: Case, name: str, request: Asked) -> Refused | None:
    """What speaks against a step as the case stands, before anything is typed."""
    try:
        of(case).rules.workflow.step(name, case.status)
    except NotFromHere as never:
        return never
    return next((refused for step, refused in _steps(case, request) if step.name == name), None)


def _steps(case: Case, request: Asked) -> Any:
    return steps_for(case, request.user, timezone.now())


def _step(register: Register, case: Case, name: str, refused: Refused | None) -> dict[str, str]:
    url = reverse(f"{register.rules.plural}-step", args=[case.number, name.replace("_", "-")])
    why = words.refusal(refused) if refused else ""
    return {"label": words.step(register, name), "url": url, "why": why}


def _groups(register: Register, facts: Any) -> Iterator[dict[str, Any]]:
    """What was answered, page by page; pages that were not asked for at the beginning and are empty are left out."""
    first = set(register.asked_by(OPEN))
    for page in register.pages:
        rows = [{"label": words.label(type(facts), name), "value": words.value(facts, name)} for name in page.fields]
        empty = first.isdisjoint(page.fields) and all(row["value"] == words.NONE for row in rows)
        if not (page.only_asked or empty):
            yield {"title": page.title, "rows": rows}


def _about(case: Case) -> Any:
    if case.person:
        link = reverse("people-detail", args=[case.person.reference])
        yield {"label": _("Person"), "value": f"{case.person.name} ({case.person.reference})", "url": link}
    if case.subject_staff:
        yield {"label": _("About"), "value": case.subject_staff.name}
    yield {"label": _("Opened by"), "value": case.opened_by.name}
    yield {"label": _("Owner"), "value": case.owner.name}
    if case.decider:
        yield {"label": _("Decided by"), "value": case.decider.name}
    if case.team:
        yield {"label": _("Team"), "value": case.team.name}
    yield {"label": _("Opened"), "value": words.plain(case.opened_at)}
    if case.closed_at:
        yield {"label": _("Closed"), "value": words.plain(case.closed_at)}


def _event(register: Register, event: CaseEvent) -> dict[str, Any]:
    title = _("Opened") if event.step == OPEN else words.step(register, event.step)
    clauses = [words.clause(clause) for clause in event.clauses]
    return {"title": title, "at": event.at, "actor": event.actor.name, "note": event.note, "clauses": clauses}


def _duty(register: Register, case: Case, duty: Duty) -> dict[str, Any]:
    tick = "" if duty.done_at else reverse(f"{register.rules.plural}-duty", args=[case.number, duty.pk])
    clause = words.clause(duty.clause)
    said = {"due_at": duty.due_at, "done_at": duty.done_at, "asks": duty.code in register.questions}
    return {"words": words.duty(duty.code), "clause": clause, "tick": tick, "remark": duty.remark, **said}


class Take(View):
    """The form of one step."""

    def get(self, request: Asked, register: Register, number: int, step: str) -> HttpResponse:
        case, name = case_at(register, number), _name(register, step)
        if (page := step_first(request, register.rules.workflow, name)) is not None:
            return page
        return self.page(request, register, case, form_of(register, name)())

    def post(self, request: Asked, register: Register, number: int, step: str) -> HttpResponse:
        name, key = _name(register, step), request.POST.get("key", "")[:80]
        if was_sent(key, request.user):
            return onward(register, number)
        case, form = in_sight(register, number), form_of(register, name)(request.POST)
        if case is None:
            return out_of_sight(request, register, number, form.typed())
        if (page := step_first(request, register.rules.workflow, name)) is not None:
            return page
        if not form.is_valid():
            return self.page(request, register, case, form, status=UNPROCESSABLE)
        try:
            perform(
                name,
                case,
                actor=request.user,
                at=timezone.now(),
                given=form.facts(),
                **counted(request),
            )
        except Stale:
            return stale(request, address(register, case), form.typed(), case.reference)
        except (Refused, ValidationError) as wrong:
            status = NOT_ALLOWED if isinstance(wrong, Forbidden) else UNPROCESSABLE
            return self.page(request, register, case, form, status=status, refused=_why(form, wrong))
        messages.success(request, _("Recorded."))
        return onward(register, number)

    def page(
        self, request: Asked, register: Register, case: Case, form: StepForm, status: int = 200, **more: Any
    ) -> HttpResponse:
        refused = _why_not_now(case, form.step, request)
        if refused is not None:
            more, status = {"refused": words.refusal(refused), **more}, NOT_ALLOWED
        context = {"register": register, "case": case, "form": form, "title": words.step(register, form.step)}
        context |= {"back": address(register, case), "list_title": case.reference, "key": _key(request)}
        context |= {"expecting": request.POST.get("expecting") or case.version, **more}
        context["shown"] = shown_before.proof(case, request.user)
        context["fresh"] = asks(register.rules.workflow, form.step)
        return render(request, "registers/form.html", context, status=status)


def stale(request: Asked, back: str, typed: list[dict[str, str]], reference: str) -> HttpResponse:
    """The page that says somebody else was faster, with everything that was typed."""
    context = {"back": back, "typed": typed, "reference": reference}
    return render(request, "409.html", context, status=CONFLICT)


def out_of_sight(request: Asked, register: Register, number: int, typed: list[dict[str, str]]) -> HttpResponse:
    """The same where the case is not theirs to see any more. Raises Http404 for whoever was never shown its form."""
    reference = shown_before.reference(request, register.rules, number, request.user)
    if not reference:
        raise Http404
    context = {"back": "", "typed": typed, "reference": reference}
    context["list_url"] = reverse(f"{register.rules.plural}-list")
    return render(request, "409.html", context, status=CONFLICT)


def _why(form: StepForm, wrong: Refused | ValidationError) -> str:
    """Put a refusal where it belongs: beside fields as far as it names some, else above the form."""
    if isinstance(wrong, ValidationError):
        form.refuse(wrong)
        return ""
    missing = [name for name in wrong.missing if name in form.fields] if isinstance(wrong, Incomplete) else []
    for name in missing:
        form.add_error(name, _("This is needed."))
    return "" if missing else words.refusal(wrong)


def _name(register: Register, slug: str) -> str:
    name = slug.replace("-", "_")
    if name not in {step.name for step in register.rules.workflow.steps}:
        raise Http404
    return name


def _key(request: Asked) -> str:
    return request.POST.get("key", "")[:80] or str(uuid.uuid4())


def counted(request: Asked) -> dict[str, Any]:
    """What makes a form count once and only for what it was shown with; what was tampered with counts for nothing."""
    typed = request.POST.get("expecting", "")
    usable = typed.isascii() and typed.isdecimal() and len(typed) < 10
    return {"expecting": int(typed) if usable else -1, "key": request.POST.get("key", "")[:80]}
