"""Writing about a person: a new entry, a correction of one, and the remarks of the writing guide while one types.

- The guide never stops anybody; what it remarked and what was left as it was is counted with the entry.
- What is typed for the guide is answered and forgotten: nothing of it is kept, logged or written down.
"""

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from django.views.decorators.http import require_POST

from confide.domain.refusal import Forbidden, Refused, Stale
from confide.door import purposes
from confide.door.fields import declared
from confide.door.opening import open_rows
from confide.door.policy import codes
from confide.door.rows import SEALED
from confide.door.typed import NOT_ON_THE_LIST, Words, one_of
from confide.door.writing import remarks_on, writing_guide
from confide.people.models import Person
from confide.records.models import LONGEST, Mention, RecordEntry
from confide.records.permitting import WRITE, refusals
from confide.records.writing import SAID, Mentioned, correct_entry, write_entry
from confide.web import words as said_as
from confide.web.casework import NOT_ALLOWED, UNPROCESSABLE, stale
from confide.web.entries import entry_at, mentions_of
from confide.web.looking import Look, asked_again, look
from confide.web.reading import Asked

MENTIONS, MOST_MENTIONS = 3, 20
"""How many others a form asks for at once, and at most; one more than an entry has already."""
MOST_REMARKS = 10_000
GROUPS = (
    (gettext_lazy("What it is"), ("category", "kind", "occurred_at", "words")),
    (gettext_lazy("Where it comes from"), ("provided_by", "provider_name", "purpose")),
)


class EntryForm(forms.Form):
    """What an entry says."""

    def __init__(self, *args: Any, rows: int = MENTIONS, **options: Any) -> None:
        super().__init__(*args, **options)
        asked = sum(name.startswith("other_") for name in self.data)
        self.rows = min(max(rows, asked), MOST_MENTIONS)
        given = declared(RecordEntry)
        for name in SAID:
            self.fields[name] = given[name].formfield(label=said_as.label(RecordEntry, name))
        known = set(purposes.about_somebody())
        listed = [(code, label) for code, label in codes("category") if code in known]
        self.fields["category"] = one_of(lambda: listed, label=said_as.label(RecordEntry, "category"))
        self.fields["kind"].help_text = _(
            "A fact can be checked. A judgement says what it rests on. What somebody told you says who."
        )
        box = forms.Textarea(attrs={"rows": 8})
        self.fields["words"] = Words(longest=LONGEST, label=_("What you want to record"), widget=box)
        for number in range(self.rows):
            self.fields[f"other_{number}"] = Words(longest=200, label=_("Name, or their reference"), required=False)
            self.fields[f"relation_{number}"] = forms.ChoiceField(
                choices=[("", ""), *codes("mention_relation")],
                label=_("What they are to the person"),
                required=False,
                error_messages={"invalid_choice": NOT_ON_THE_LIST},
            )

    def groups(self) -> Iterator[dict[str, Any]]:
        """The fields in the order in which they are asked, but for those whom the entry mentions."""
        for title, names in GROUPS:
            yield {"title": title, "fields": [self[name] for name in names]}

    def others(self) -> Iterator[dict[str, Any]]:
        """The fields for those whom it mentions, a pair for each."""
        for number in range(self.rows):
            yield {"name": self[f"other_{number}"], "relation": self[f"relation_{number}"]}

    def clean(self) -> dict[str, Any]:
        """Read whom it mentions."""
        given = super().clean() or {}
        given["mentions"] = [found for n in range(self.rows) if (found := self._mentioned(given, n)) is not None]
        return given

    def _mentioned(self, given: Mapping[str, Any], number: int) -> Mentioned | None:
        typed, relation = given.get(f"other_{number}", "").strip(), given.get(f"relation_{number}", "")
        if not typed:
            return None
        if not relation:
            self.add_error(f"relation_{number}", _("Say what they are to the person."))
            return None
        if not typed.upper().startswith("P-"):
            return Mentioned(typed, relation)
        found = Person.objects.filter(reference__iexact=typed).first()
        if found is None:
            self.add_error(f"other_{number}", _("There is nobody with this reference among the people you look after."))
            return None
        return Mentioned(found.reference, relation, found.row_id)

    def facts(self) -> dict[str, Any]:
        """What was typed, as an entry takes it."""
        return {name: self.cleaned_data[name] for name in (*SAID, "words", "mentions")}

    def refuse(self, wrong: ValidationError) -> None:
        """Put what the entry itself refused beside its field."""
        for name, found in wrong.message_dict.items():
            shown = "words" if name in RecordEntry.WORDS.values() else name
            self.add_error(shown if shown in self.fields else None, found)


class Write(View):
    """A new entry."""

    title = gettext_lazy("Add an entry")

    def get(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        now = timezone.localtime(seen.at).replace(second=0, microsecond=0)
        return self.page(seen, EntryForm(initial={"occurred_at": now, "purpose": seen.serving}))

    def post(self, request: Asked, reference: str) -> HttpResponse:
        seen = look(request, reference)
        return self.take(seen, EntryForm(request.POST))

    def take(self, seen: Look, form: EntryForm, old: RecordEntry | None = None) -> HttpResponse:
        """Write what was typed, or show it again with what is wrong."""
        if not form.is_valid():
            return self.page(seen, form, old, status=UNPROCESSABLE)
        try:
            entry = self.write(seen, form, old)
        except Stale:
            return stale(seen.request, seen.address("people-detail"), typed(form), seen.person.reference)
        except ValidationError as wrong:
            form.refuse(wrong)
            return self.page(seen, form, old, status=UNPROCESSABLE)
        except Refused as wrong:
            status = NOT_ALLOWED if isinstance(wrong, Forbidden) else UNPROCESSABLE
            return self.page(seen, form, old, status=status, refused=said_as.refusal(wrong))
        tell(seen, entry)
        return redirect(f"{seen.address('people-detail')}#entries")

    def write(self, seen: Look, form: EntryForm, old: RecordEntry | None) -> RecordEntry:
        remarks = len(remarks_on(form.cleaned_data["words"]))
        counted = {"flagged": max(_number(seen.request.POST.get("flagged")), remarks), "ignored": remarks}
        facts = {**form.facts(), **counted, "actor": seen.request.user, "at": seen.at, "key": key_of(seen.request)}
        return correct_entry(old, **facts) if old else write_entry(seen.person, **facts)

    def page(
        self, seen: Look, form: EntryForm, old: RecordEntry | None = None, status: int = 200, **more: Any
    ) -> HttpResponse:
        refusal = refusals(seen.person, WRITE)[0]
        if refusal is not None:
            more, status = {"refused": said_as.refusal(refusal), **more}, NOT_ALLOWED
        text = str(form["words"].value() or "")
        context = {"seen": seen, "person": seen.person, "form": form, "title": self.title, "old": old, **guidance(text)}
        context |= {"key": key_of(seen.request) or uuid.uuid4(), "back": seen.address("people-detail"), **more}
        context["flagged"] = max(_number(seen.request.POST.get("flagged")), len(context["remarks"]))
        return render(seen.request, "people/write.html", context, status=status)


class Correct(Write):
    """The next version of an entry; the one before stays."""

    title = gettext_lazy("Correct an entry")

    def get(self, request: Asked, reference: str, key: uuid.UUID) -> HttpResponse:  # type: ignore[override] # an entry too
        seen, old = self.found(request, reference, key)
        if (page := asked_again(seen)) is not None:
            return page
        mentions = mentions_of([old])
        old.person = seen.person
        names = [*RecordEntry.sealed, *Mention.sealed]
        open_rows([old, *mentions], names, purpose="correct an entry", at=seen.at, serving=seen.serving)
        if old.told is SEALED:
            messages.warning(request, old.sealed_why)
            return redirect(seen.address("people-detail"))
        initial: dict[str, Any] = {name: getattr(old, name) for name in SAID} | {"words": old.told}
        for number, mention in enumerate(mentions):
            initial |= {f"other_{number}": mention.name, f"relation_{number}": mention.relation}
        return self.page(seen, EntryForm(initial=initial, rows=max(MENTIONS, len(mentions) + 1)), old)

    def post(self, request: Asked, reference: str, key: uuid.UUID) -> HttpResponse:  # type: ignore[override] # an entry too
        seen, old = self.found(request, reference, key)
        old.person = seen.person
        return self.take(seen, EntryForm(request.POST), old)

    def found(self, request: Asked, reference: str, key: uuid.UUID) -> tuple[Look, RecordEntry]:
        seen = look(request, reference)
        return seen, entry_at(seen, key)


@require_POST
def remarks(request: Asked) -> HttpResponse:
    """What the guide remarks on what is being typed: a part of a page."""
    text = request.POST.get("words", "")[:LONGEST]
    found = guidance(text)
    found["flagged"] = max(_number(request.POST.get("flagged")), len(found["remarks"]))
    return render(request, "people/parts/remarks.html", found)


def guidance(text: str) -> dict[str, Any]:
    """The remarks on a text, with what to do about each kind."""
    guide, found = writing_guide(), remarks_on(text)
    kinds = dict.fromkeys(remark.kind for remark in found)
    shown = [
        {
            "label": _(guide.labels[kind]),
            "advice": _(guide.advice[kind]),
            "words": [remark.words for remark in found if remark.kind == kind],
        }
        for kind in kinds
    ]
    return {"remarks": found, "by_kind": shown}


def tell(seen: Look, entry: RecordEntry) -> None:
    """Say that it counts, and what the guide would still remark."""
    if entry.ignored:
        left = ngettext(
            "Recorded. The writing guide has %(n)s remark on it; you can correct it.",
            "Recorded. The writing guide has %(n)s remarks on it; you can correct it.",
            entry.ignored,
        ) % {"n": entry.ignored}
        messages.info(seen.request, left)
    else:
        messages.success(seen.request, _("Recorded."))


def typed(form: forms.Form) -> list[dict[str, str]]:
    """What was typed, for a page that must not lose it."""
    pairs = ((str(field.label), field.value()) for field in form)
    return [{"label": label, "value": str(value)} for label, value in pairs if value not in (None, "", [])]


def key_of(request: Asked) -> uuid.UUID | None:
    """The key of a form, by which it counts once; one that was tampered with counts for nothing."""
    try:
        return uuid.UUID(request.POST.get("key", ""))
    except ValueError:
        return None


def _number(text: str | None) -> int:
    return min(int(text), MOST_REMARKS) if text and text.isdecimal() and text.isascii() and len(text) < 9 else 0
