"""The journey: one question a page, answers kept as a draft, checked before they count.

- Nothing counts until the answers have been checked and sent; then the case is opened with them, once.
- A page that is asked for out of order leads to the first question that is still open.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.cases import register as cases
from confide.cases.models import Case
from confide.cases.perform import open_case, perform
from confide.domain.decision import Decision
from confide.domain.refusal import Refused, Stale
from confide.door.opening import DECISION
from confide.people.find import find
from confide.registers.disclosures import consenting, drafts, opened, questions, starting, telling
from confide.registers.disclosures.answers import STARTS, asked_of_us, recipient, situation_typed
from confide.registers.disclosures.labels import DONE
from confide.registers.disclosures.questions import BY_CODE, Question
from confide.registers.disclosures.rules import RULES
from confide.registers.disclosures.setting import Setting
from confide.web import words as web_words
from confide.web.casework import CONFLICT
from confide.web.reading import Asked

FOUND_AT_MOST = 20


class New(View):
    """Has somebody asked, do you need to tell somebody, or is somebody in danger?"""

    def get(self, request: Asked) -> HttpResponse:
        return self.page(request, starting.Start(at=timezone.now()))

    def post(self, request: Asked) -> HttpResponse:
        form = starting.Start(request.POST, at=timezone.now())
        if not form.is_valid():
            return self.page(request, form)
        what, person = form.cleaned_data["what"], starting.begun_from(request.GET.get("person", ""))
        if what not in STARTS:
            page = reverse(f"disclosures-{what}")
            return redirect(f"{page}?person={person.reference}" if person else page)
        about = {"about": {"about": "person"}, "which_person": {"person": str(person.pk)}} if person else {}
        draft = drafts.begin(request.user, {"start": {"what": what}, **about}, timezone.now())
        return redirect("disclosures-draft", draft.pk)

    def page(self, request: Asked, form: starting.Start) -> HttpResponse:
        context = {"form": form, "drafts": drafts.mine(request.user)}
        context["kept_from"] = starting.kept_from_sharing(request.reader)
        return render(request, "disclosures/new.html", context)


class DraftView(View):
    """What every page of a draft begins with. A draft that was sent leads to its case."""

    request: Asked

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.at, pk = timezone.now(), kwargs.pop("draft")
        draft = drafts.find(pk, request.user, self.at)
        if draft is None:
            return redirect("disclosures-detail", drafts.sent(pk, request.user).number)
        self.draft, self.setting = draft, drafts.setting(draft, request.user, self.at)
        return super().dispatch(request, *args, **kwargs)

    def onward(self) -> HttpResponse:
        """To the first question that is still open, or to the answers."""
        question = questions.next_page(self.setting)
        if question is None:
            return redirect("disclosures-check", self.draft.pk)
        return redirect("disclosures-question", self.draft.pk, question.code.replace("_", "-"))


class Resume(DraftView):
    """Takes a draft up again where it was left."""

    def get(self, request: Asked) -> HttpResponse:
        return self.onward()


class Ask(DraftView):
    """One question."""

    def get(self, request: Asked, question: str) -> HttpResponse:
        asked = self.reachable(question)
        return self.page(request, asked, self.form(asked)) if asked else self.onward()

    def post(self, request: Asked, question: str) -> HttpResponse:
        asked = self.reachable(question)
        if asked is None:
            return self.onward()
        if "find" in request.POST:
            return self.search(request, asked)
        self.search_again(asked, request.POST)
        form = self.form(asked, request.POST)
        if not form.is_valid():
            return self.page(request, asked, form)
        self.setting.answered(asked.code, telling.kept(form.cleaned_data))
        self.setting.left_open = [code for code in self.setting.left_open if code != asked.code]
        drafts.attach(self.setting)
        try:
            drafts.keep(self.draft, self.setting, self.at)
        except Stale as stale:
            return self.page(request, asked, form, refused=web_words.refusal(stale), status=CONFLICT)
        return self.onward()

    def reachable(self, slug: str) -> Question | None:
        """The question, if it applies and none before it is still open."""
        code = slug.replace("-", "_")
        asked = BY_CODE.get(code)
        if asked is None or not questions.may_be_put(asked, self.setting):
            return None
        if code in self.setting.answers:
            return asked
        following = questions.following(self.setting)
        return asked if following is asked else None

    def form(self, asked: Question, data: Any = None) -> questions.QuestionForm:
        form = asked.form(data, setting=self.setting, initial=questions.initial(asked, self.setting))
        form.without(asked.idle(self.setting))
        return form

    def search(self, request: Asked, asked: Question) -> HttpResponse:
        """Show whom the words find; nothing is kept yet."""
        self.search_again(asked, request.POST)
        form = asked.form(setting=self.setting, initial=request.POST.dict())
        return self.page(request, asked, form, searched=True)

    def search_again(self, asked: Question, data: Any) -> None:
        words = data.get("look_for", "").strip()[:100]
        if asked.code == "which_person" and words:
            self.setting.found = find(self.request.reader, words, self.at, FOUND_AT_MOST, DECISION)

    def page(self, request: Asked, asked: Question, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
        context = {"question": asked, "heading": asked.heading(self.setting), "form": form, "setting": self.setting}
        number = questions.number(self.setting, asked.code)
        context |= {"number": number, "back": questions.before(self.setting, asked.code)}
        if asked.code == "consent":
            context["consent"] = consenting.shown(self.setting)
        # The page of a question is its own where it shows more than fields.
        pages = [f"disclosures/ask_{asked.code}.html", "disclosures/ask.html"]
        return render(request, pages, {**context, "draft": self.draft, **more}, status=status)


class Check(DraftView):
    """Everything that was answered, with a way to change each; sending it opens the case, once."""

    def get(self, request: Asked) -> HttpResponse:
        if questions.following(self.setting):
            messages.info(request, _("Answer this first; then you can check your answers."))
            return self.onward()
        return self.page(request)

    def post(self, request: Asked) -> HttpResponse:
        if questions.following(self.setting):
            return self.onward()
        try:
            case, done = self.send(request)
        except Refused as refused:
            return self.page(
                request, refused=web_words.refusal(refused), status=CONFLICT if isinstance(refused, Stale) else 200
            )
        self.draft.delete()
        messages.success(request, done)
        return redirect("disclosures-detail", case.number)

    def send(self, request: Asked) -> tuple[Case, Any]:
        given, key = sent_answers(self.setting), drafts.key(self.draft.pk)
        again = self.setting.answers.get(drafts.AGAIN)
        if again is None:
            about: dict[str, Any] = {"person": self.setting.person, "subject_staff": self.setting.about_staff}
            case = open_case(cases.named(RULES.name), given, actor=request.user, at=self.at, key=key, **about)
            return case, DONE["open"]
        case = opened.case(again["number"])
        perform("ask_again", case, actor=request.user, at=self.at, given=given, expecting=again["version"], key=key)
        return case, DONE["ask_again"]

    def page(self, request: Asked, *, status: int = 200, **more: Any) -> HttpResponse:
        last = list(questions.put(self.setting))[-1]
        context = {"rows": list(telling.rows(self.setting)), "draft": self.draft, "setting": self.setting, "back": last}
        if self.setting.person is not None:
            context["consent"] = consenting.shown(self.setting)
        return render(request, "disclosures/check.html", {**context, **more}, status=status)


def sent_answers(known: Setting) -> dict[str, Any]:
    """What is given to the step that asks: the situation as typed, the answers as they stand, and the names."""
    answers = {code: given for code, given in known.answers.items() if code != drafts.AGAIN}
    return {
        "situation": situation_typed(answers),
        "answers": answers,
        "requester_name": known.value("who_asks", "name") if asked_of_us(answers) else "",
        "recipient_name": str(recipient(answers).get("name") or ""),
    }


class Again(View):
    """Begins a draft with the answers of a case, to ask again with changed facts."""

    def post(self, request: Asked, number: int) -> HttpResponse:
        at = timezone.now()
        # Asked first: to open it is to record that names were shown.
        if not opened.works_on(opened.case(number), request.user):
            raise Http404
        found = opened.find(number, request.user, at, names=True)
        if found.facts.sealed_why:
            raise Http404
        answers = {**(found.facts.answers or {}), drafts.AGAIN: {"number": number, "version": found.case.version}}
        draft = drafts.begin(request.user, answers, at)
        known = drafts.setting(draft, request.user, at)
        known.answers[drafts.AGAIN]["open"] = questions.answering(asked_for(found.facts), known)
        drafts.keep(draft, known, at)
        return redirect("disclosures-draft", draft.pk)


def asked_for(facts: Any) -> list[str]:
    """The facts that the decision still asks for, the most decisive first."""
    decision = Decision.from_json(facts.decision) if isinstance(facts.decision, dict) else None
    return [question.fact for question in decision.questions] if decision else []


class Delete(DraftView):
    """Throws a draft away, once that is confirmed."""

    def get(self, request: Asked) -> HttpResponse:
        return render(request, "disclosures/delete.html", {"draft": self.draft})

    def post(self, request: Asked) -> HttpResponse:
        self.draft.delete()
        messages.success(request, _("The draft has been deleted."))
        return redirect("disclosures-list")
