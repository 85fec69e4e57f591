"""Forms made from what a register declares: the fields of a step, in the groups of its pages.

- A field is asked for as its declaration says; what a step needs has to be there before it can be sent.
- Whom a case is about is said by reference, and only of people that the reader may see.
"""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from confide.cases.register import Register
from confide.domain.register import OPEN
from confide.door.fields import declared
from confide.door.typed import Words
from confide.people.models import Person
from confide.web import words

NOTE = "note"
TICKED = "on"
"""What a browser sends for a box that was ticked."""
PERSON = "person_reference"


class StepForm(forms.Form):
    """What one step asks; `groups` are its fields under the titles of the register's pages."""

    register: Register
    step: str

    def groups(self) -> Iterable[Mapping[str, Any]]:
        """The fields, page by page, and at the end those of no page."""
        left = dict.fromkeys(self.fields)
        if PERSON in left:
            yield {"title": "", "intro": "", "fields": [self[PERSON]]}
            del left[PERSON]
        for page in self.register.pages:
            names = [name for name in page.fields if name in left]
            if names:
                yield {"title": page.title, "intro": page.intro, "fields": [self[name] for name in names]}
            left = {name: None for name in left if name not in names}
        if left:
            yield {"title": "", "intro": "", "fields": [self[name] for name in left]}

    def clean_person_reference(self) -> Person | None:
        """The person that the reference names, if the reader sees one."""
        typed = self.cleaned_data[PERSON].strip()
        found = Person.objects.filter(reference__iexact=typed).first() if typed else None
        if typed and found is None:
            raise ValidationError(_("There is nobody with this reference among the people you look after."))
        return found

    def facts(self) -> dict[str, Any]:
        """What was typed, as the step takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != PERSON}

    def typed(self) -> list[dict[str, str]]:
        """What was typed, as it was typed, for a page that must not lose it."""
        return typed(self)

    def refuse(self, wrong: ValidationError) -> None:
        """Put what the facts themselves refused beside the fields, and the rest above them."""
        by_field = wrong.message_dict if hasattr(wrong, "error_dict") else {NON_FIELD_ERRORS: wrong.messages}
        for name, messages in by_field.items():
            self.add_error(name if name in self.fields else None, messages)


def typed(form: forms.Form) -> list[dict[str, str]]:
    """What was typed into any form, as it was typed, for a page that must not lose it."""
    sent = cast("QueryDict", form.data)
    return [
        {"label": str(form[name].label), "value": _("Yes") if values == [TICKED] else ", ".join(values)}
        for name in form.fields
        if any(values := sent.getlist(name))
    ]


def form_of(register: Register, step: str) -> type[StepForm]:
    """The form of a step; "open" is the one of a new case."""
    needs = {name for taken in register.rules.workflow.steps if taken.name == step for name in taken.needs}
    fields: dict[str, Any] = {}
    if step == OPEN and (register.needs_person or register.about_persons):
        hint = _("The reference of the person it is about, such as P-00012.")
        hint += "" if register.needs_person else " " + _("Leave it empty if it is about nobody in particular.")
        fields[PERSON] = Words(longest=20, label=_("Person"), help_text=hint, required=register.needs_person)
    for name in register.asked_by(step):
        given: dict[str, Any] = {"required": True} if name in needs else {}
        field: Any = declared(register.facts)[name]
        fields[name] = field.formfield(label=words.label(register.facts, name), **given)
    if step != OPEN and NOTE not in fields:
        fields[NOTE] = Words(longest=2_000, lines=3, label=_("Note for the timeline (optional)"), required=False)
    for field in fields.values():
        field.error_messages["required"] = _("This is needed: {label}").format(label=field.label)
    return type("AskedForm", (StepForm,), {**fields, "register": register, "step": step})
