"""The journey: one question a page, answers kept as a draft, checked before they count.

- Nothing counts until the answers have been checked and sent; then the case is opened with them, once.
- A page that is asked for out of order leads to the first question that is still open.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views import View

from confide.people import find as people
from confide.people.readers import reader_for
from confide.registers.disclosures import drafts, questions, starting, telling
from confide.registers.disclosures.answers import STARTS
from confide.registers.disclosures.questions import BY_CODE, Question
from confide.registers.disclosures.setting import Setting

FOUND_AT_MOST = 20


class New(LoginRequiredMixin, View):
    """Has somebody asked, do you need to tell somebody, or is somebody in danger?"""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, starting.Start(at=timezone.now()))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = starting.Start(request.POST, at=timezone.now())
        if not form.is_valid():
            return self.page(request, form)
        what = form.cleaned_data["what"]
        if what not in STARTS:
            return redirect(f"disclosures-{what}")
        draft = drafts.begin(request.user, {"start": {"what": what}}, timezone.now())
        return redirect("disclosures-draft", draft.pk)

    def page(self, request: HttpRequest, form: starting.Start) -> HttpResponse:
        context = {"form": form, "drafts": drafts.mine(request.user)}
        return render(request, "disclosures/new.html", context)


class DraftView(LoginRequiredMixin, View):
    """What every page of a draft begins with."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.at = timezone.now()
        self.draft = drafts.find(kwargs.pop("draft"), request.user, self.at)
        self.setting = drafts.setting(self.draft, request.user, self.at)
        return super().dispatch(request, *args, **kwargs)

    def onward(self) -> HttpResponse:
        """To the first question that is still open, or to the answers."""
        question = questions.following(self.setting)
        if question is None:
            return redirect("disclosures-check", self.draft.pk)
        return redirect("disclosures-question", self.draft.pk, question.code.replace("_", "-"))


class Resume(DraftView):
    """Takes a draft up again where it was left."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.onward()


class Ask(DraftView):
    """One question."""

    def get(self, request: HttpRequest, question: str) -> HttpResponse:
        asked = self.reachable(question)
        return self.page(request, asked, self.form(asked)) if asked else self.onward()

    def post(self, request: HttpRequest, question: str) -> HttpResponse:
        asked = self.reachable(question)
        if asked is None:
            return self.onward()
        if "find" in request.POST:
            return self.search(request, asked)
        self.search_again(asked, request.POST)
        form = self.form(asked, request.POST)
        if not form.is_valid():
            return self.page(request, asked, form)
        self.setting.answers[asked.code] = telling.kept(form.cleaned_data)
        drafts.attach(self.setting)
        drafts.keep(self.draft, self.setting, self.at)
        return self.onward()

    def reachable(self, slug: str) -> Question | None:
        """The question, if it applies and none before it is still open."""
        code = slug.replace("-", "_")
        asked = BY_CODE.get(code)
        if asked is None or not asked.applies(self.setting):
            return None
        if code in self.setting.answers:
            return asked
        following = questions.following(self.setting)
        return asked if following is asked else None

    def form(self, asked: Question, data: Any = None) -> questions.QuestionForm:
        form = asked.form(data, setting=self.setting, initial=questions.initial(asked, self.setting))
        form.without(asked.idle(self.setting))
        return form

    def search(self, request: HttpRequest, asked: Question) -> HttpResponse:
        """Show whom the words find; nothing is kept yet."""
        self.search_again(asked, request.POST)
        form = asked.form(setting=self.setting, initial=request.POST.dict())
        return self.page(request, asked, form, searched=True)

    def search_again(self, asked: Question, data: Any) -> None:
        words = data.get("words", "").strip()[:100]
        if asked.code == "which_person" and words:
            reader = reader_for(self.request.user, self.at, purpose="decision")
            self.setting.found = people.find(reader, words, self.at, FOUND_AT_MOST)

    def page(self, request: HttpRequest, asked: Question, form: Any, **more: Any) -> HttpResponse:
        number, total = questions.progress(self.setting, asked.code)
        context = {"question": asked, "heading": asked.heading(self.setting), "form": form, "setting": self.setting}
        context |= {"number": number, "total": total, "back": self.back(asked), "draft": self.draft, **more}
        return render(request, asked_template(asked), context)

    def back(self, asked: Question) -> Question | None:
        return questions.before(self.setting, asked.code)


def asked_template(asked: Question) -> list[str]:
    """The page of a question: its own where it shows more than fields."""
    return [f"disclosures/ask_{asked.code}.html", "disclosures/ask.html"]


class Check(DraftView):
    """Everything that was answered, with a way to change each; sending it opens the case."""

    def get(self, request: HttpRequest) -> HttpResponse:
        if questions.following(self.setting):
            messages.info(request, _("Answer this first; then you can check your answers."))
            return self.onward()
        context = {"rows": list(telling.rows(self.setting)), "draft": self.draft, "setting": self.setting}
        return render(request, "disclosures/check.html", context)


class Delete(DraftView):
    """Throws a draft away, once that is confirmed."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "disclosures/delete.html", {"draft": self.draft})

    def post(self, request: HttpRequest) -> HttpResponse:
        self.draft.delete()
        messages.success(request, _("The draft has been deleted."))
        return redirect("disclosures-list")


__all__ = ["UUID", "Setting"]
