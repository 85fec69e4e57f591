"""The first half of the questions: who asks, who receives, how each was identified, about whom, what, and what for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from confide.registers.disclosures import words
from confide.registers.disclosures.fields import choose, line, lines, moment, offer, pick, tick, tick_all, tri
from confide.registers.disclosures.rules import THROUGH_A_PUBLISHED_CONTACT, identity_level
from confide.registers.disclosures.setting import Setting

METHODS = (
    ("called_back", _("I rang back through the organisation's published number")),
    (
        "called_back_and_confirmed",
        _("I rang back, their identity or warrant number was confirmed, and I have it in writing"),
    ),
    ("official_reply", _("I wrote to the organisation's published address and they replied from it")),
    ("reference_confirmed", _("The court or the office that issued it confirmed the order or notice by its reference")),
    ("seen_in_person", _("They stood in front of me and I saw photographic identification")),
    ("known_to_us", _("I know the voice, or the address is one on our records")),
    ("check_failed", _("I checked, and they are not who they say, or they refused to be rung back")),
    ("not_checked", _("Not checked yet")),
)
SOURCES = (
    ("directory", _("Our directory of verified organisations")),
    ("published", _("I found it published myself")),
    ("given", _("They gave it to me (this does not count)")),
)
ABOUT = (
    ("person", _("Somebody we support, place or keep a record of")),
    ("staff", _("A member of staff")),
    ("nobody", _("Nobody: it is about the organisation or its business")),
)


class QuestionForm(forms.Form):
    """One page of the journey. `setting` is what is known so far: the answers, the person, the moment."""

    def __init__(self, data: Any = None, *, setting: Setting, initial: Any = None) -> None:
        self.setting = setting
        super().__init__(data, initial=initial or {})
        self.prepare()

    def prepare(self) -> None:
        """Fit choices and hints to what is known so far."""

    def without(self, names: frozenset[str]) -> None:
        """Leave out what cannot change the answer any more."""
        for name in names & set(self.fields):
            del self.fields[name]

    def need(self, name: str, message: Any) -> None:
        """Say beside the field `name` what is missing, if it is."""
        if name in self.fields and not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(message))


class WhoAsks(QuestionForm):
    kind = pick(_("What are they?"), words.requesters, missing=_("Choose what the person asking is"))
    name = line(_("Their full name"), missing=_("Enter the full name of the person asking"))
    role = line(_("Their job title"), hint=_("Leave this empty for a relative or the person themselves."))
    organisation = line(_("The organisation they ask for"))
    receives = tick(_("They are also the one who would receive it"))


class WhoReceives(QuestionForm):
    kind = pick(_("What are they?"), words.requesters, missing=_("Choose what the person receiving it is"))
    name = line(
        _("Their full name"),
        missing=_("Enter the full name of the person who would receive it"),
        hint=_("A named person, not an office or a shared inbox."),
    )
    role = line(_("Their job title"))
    organisation = line(_("Their organisation"))


class Identity(QuestionForm):
    method = choose(
        _("How do you know who they are?"),
        METHODS,
        missing=_("Choose how you checked who they are"),
        hint=_("A number or address that came with the request proves nothing. Find one yourself."),
    )
    source = choose(_("Where did the number or address come from?"), SOURCES)
    organisation = pick(_("Which entry of our directory?"), ())
    found_at = line(
        _("If you found it yourself: where?"), hint=_("A website, a letterhead from an earlier matter, 118 services.")
    )
    confirmed_by = line(_("Who there confirmed it?"), hint=_("A name, a switchboard, an identity or warrant number."))
    checked_at = moment(_("When did you check?"), hint=_("A check holds for 24 hours."))

    def prepare(self) -> None:
        offer(self, "organisation", [("", _("Choose an organisation")), *self.setting.directory(self.kind)])

    @property
    def kind(self) -> str:
        return self.setting.value("who_asks", "kind")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("method") in THROUGH_A_PUBLISHED_CONTACT:
            self.need("source", _("Choose where the number or address came from"))
            self.need("confirmed_by", _("Enter who confirmed it"))
            self.need("checked_at", _("Enter when you checked"))
            self._whence(given.get("source"))
        given["level"] = identity_level(given.get("method", ""), given.get("source", ""))
        return given

    def _whence(self, source: str | None) -> None:
        if source == "directory":
            self.need("organisation", _("Choose the entry of the directory that you used"))
        if source == "published":
            self.need("found_at", _("Enter where you found the number or address"))


class RecipientIdentity(Identity):
    @property
    def kind(self) -> str:
        return self.setting.value("who_receives", "kind")


class About(QuestionForm):
    about = choose(_("Who is the information about?"), ABOUT, missing=_("Choose who the information is about"))


class WhichPerson(QuestionForm):
    look_for = line(
        _("Name or reference"), hint=_("Only people in your own care can be found here. Searching is recorded.")
    )
    person = choose(_("Who is it?"), ())
    kind = pick(_("If they are not on our records: what are they?"), words.person_kinds)
    name = line(_("And what are they called?"))

    def prepare(self) -> None:
        found = [(str(person.pk), words.person(person)) for person in self.setting.found]
        offer(self, "person", [*found, ("unlisted", _("Somebody else, who is not on our records"))])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        self.need("person", _("Search, then choose who the information is about"))
        if given.get("person") == "unlisted":
            self.need("kind", _("Choose what they are to us"))
            self.need("name", _("Enter the name you were given"))
        return given


class WhichStaff(QuestionForm):
    staff = pick(_("Which member of staff?"), (), missing=_("Choose the member of staff"))

    def prepare(self) -> None:
        offer(self, "staff", [("", _("Choose a member of staff")), *self.setting.colleagues()])


class Categories(QuestionForm):
    ask = tick_all(
        _("What would be shared?"),
        words.categories,
        missing=_("Tick what is asked for, or what you need to tell"),
        hint=_("Tick only what the purpose needs. Nothing is ticked for you."),
    )
    none_held = tick(_("I have looked, and we hold none of this"))


class Purpose(QuestionForm):
    purpose = pick(_("What is the main purpose?"), (), missing=_("Choose the purpose"))
    why = lines(
        _("Why is this information necessary?"),
        missing=_("Explain why it is necessary"),
        hint=_("You have to be able to explain and justify the decision. This stays sealed."),
    )
    need_to_know = tri(_("Does the person receiving it need to know it, to do their job?"))

    def prepare(self) -> None:
        kind = self.setting.recipient_kind
        offer(self, "purpose", [("", _("Choose a purpose")), *words.purposes(kind)])
