"""Two pages on which nothing may stand in the way: somebody is in danger now, and it has been shared already.

- An emergency needs three answers. Everything else is asked within 24 hours after it.
- A share that has happened is written down as it happened and judged as of then; the truth is never refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.registers.disclosures import words
from confide.registers.disclosures.answers import OUR_CALL
from confide.registers.disclosures.asking import METHODS, SOURCES, QuestionForm
from confide.registers.disclosures.fields import choose, day, line, lines, moment, offer, pick, tick_all, tri
from confide.registers.disclosures.rules import THROUGH_A_PUBLISHED_CONTACT, identity_level
from confide.registers.disclosures.sending import ACCEPTED, TOLD, said
from confide.registers.disclosures.weighing import ANONYMISE, AT_RISK, RISK_LEVELS

RANG_999 = "rang_999"
UNLISTED = "unlisted"
UNKNOWN = "service_user"
IN_DANGER = tuple(row for row in AT_RISK if row[0] != "none")
REACHED = (
    (RANG_999, _("I rang 999")),
    ("called_back", _("I rang the published number of an organisation")),
    ("known_to_us", _("They rang me; I know the voice")),
    ("not_checked", _("They rang me, or gave me the number; I have not checked")),
)
ASKED = (("yes", _("Yes, they asked")), ("no", _("No, I told them of my own accord")))
THEY_RANG = frozenset({"known_to_us", "not_checked"})


GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("To whom?"), ("asked", "name", "kind", "organisation", "method", "source")),
    (_("About whom, and what?"), ("who", "person", "ask", "what")),
    (
        _("What for, when and how?"),
        ("purpose", "why", "occurred_at", "sent_channel", "told_in_confidence", "accepted"),
    ),
    (_("What did you weigh?"), ("need_to_know", "anonymisable", "best_interest", "accurate_on")),
    (
        _("If the person had not agreed: what else did you weigh?"),
        ("to", "level", "wellbeing", "proportionate", "less_intrusive", "consequences"),
    ),
)


class OnePage(QuestionForm):
    """What both pages ask: about whom, found by name or reference where the actor may find them."""

    who = line(_("Name or reference of the person it is about"))
    person = choose(_("Several people were found. Who is it?"), ())

    def prepare(self) -> None:
        found = [(str(person.pk), words.person(person)) for person in self.setting.found]
        if self.setting.certain or not found:
            del self.fields["person"]
            return
        offer(self, "person", [*found, (UNLISTED, _("None of these"))])
        if len(found) == 1:
            self.fields["person"].label = _("Somebody with nearly that name was found. Is it them?")
        self.fields["person"].required = not self.may_be_left()
        self.fields["person"].error_messages["required"] = self.missing()

    def may_be_left(self) -> bool:
        """Whether the choice among those who were found need not be made."""
        return False

    def missing(self) -> Any:
        """What is said where it was not made."""
        return _("Choose who it is, or none of these")

    def about(self) -> dict[str, dict[str, Any]]:
        """The answers about whom it is. Nobody is taken unasked whom the words only resemble."""
        typed = self.cleaned_data.get("who", "")
        if not typed:
            return self.unnamed()
        only = str(self.setting.found[0].pk) if self.setting.certain else UNLISTED
        person = self.cleaned_data.get("person") or only
        which = {"person": person} if person != UNLISTED else {"person": UNLISTED, "kind": UNKNOWN, "name": typed}
        return {"about": {"about": "person"}, "which_person": which}

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was typed, as answers to the questions of the journey."""
        return self.about()

    def unnamed(self) -> dict[str, dict[str, Any]]:
        """The answers where nobody was named."""
        return {"about": {"about": "nobody"}}

    def more(self) -> dict[str, Any]:
        """What else the case is opened with."""
        return {}

    def went(self) -> dict[str, Any]:
        """What the step is given."""
        return {}

    def groups(self) -> Iterator[tuple[Any, list[Any]]]:
        """The fields under their headings."""
        for title, names in GROUPS:
            if fields := [self[name] for name in names if name in self.fields]:
                yield title, fields


class Emergency(OnePage):
    to = choose(_("Who is in danger?"), IN_DANGER, missing=_("Choose who is in danger"))
    danger = lines(_("How? Where are they?"), missing=_("Enter what the danger is, in a few words"), rows=2)
    who = line(
        _("Name or reference of the person it is about"),
        hint=_("If you know it. Leave it empty rather than lose time."),
    )
    reached = choose(_("How did you reach them?"), REACHED, missing=_("Choose how you reached them"))
    kind = pick(_("If not 999: what are they?"), words.requesters)
    name = line(_("Their name, or the name of the service"))
    ask = tick_all(
        _("What do you tell them?"),
        words.emergency_categories,
        missing=_("Tick what you tell them"),
        hint=_("Only what helps now. More can follow later."),
    )
    what = line(_("In your words"), missing=_("Enter what you tell them, in a few words"))

    def may_be_left(self) -> bool:
        """Once the choice was shown for these words, sending the form again as it is loses no more time."""
        return bool(self.data.get("offered")) and self.data.get("offered") == self.data.get("who")

    def missing(self) -> Any:
        """What is said where it was not made."""
        return _("Choose who it is. If you cannot tell, send it again as it is.")

    def unnamed(self) -> dict[str, dict[str, Any]]:
        """Somebody is in danger, whoever it is."""
        return {"about": {"about": "person"}, "which_person": {"person": UNLISTED, "kind": UNKNOWN, "name": ""}}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("reached") not in {None, "", RANG_999}:
            self.need("kind", _("Choose what they are"))
            self.need("name", _("Enter who they are"))
        return given

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was typed, as answers to the questions of the journey."""
        given = self.cleaned_data
        return {
            "emergency": {"what": given["what"], "reached": given["reached"]},
            **self.reached_them(given),
            **self.about(),
            "categories": {"ask": given["ask"]},
            "purpose": {"purpose": "danger", "why": given["danger"], "need_to_know": "yes"},
            "risk": {"to": given["to"], "level": "immediate", "describe": given["danger"]},
            "channel": {"channel": "phone"},
        }

    def reached_them(self, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Whom we tell. Whoever rang us asks, also where they say that they are 999; only our own call is ours."""
        ours = given["reached"] == RANG_999
        whom = {"kind": OUR_CALL, "name": "999"} if ours else {"kind": given["kind"], "name": given["name"]}
        method = "not_checked" if ours else given["reached"]
        check = {"method": method, "level": identity_level(method, "published")}
        if given["reached"] in THEY_RANG:
            return {"start": {"what": "asked"}, "who_asks": {**whom, "receives": True}, "identity": check}
        return {"start": {"what": "other"}, "who_receives": whom, "recipient_identity": check}


class Afterwards(OnePage):
    asked = choose(
        _("Had they asked for it?"),
        ASKED,
        missing=_("Choose whether they had asked, or you told them of your own accord"),
    )
    name = line(_("Whom did you tell?"), missing=_("Enter the name of the person you told"))
    kind = pick(_("What are they?"), words.requesters, missing=_("Choose what they are"))
    organisation = line(_("Their organisation"))
    method = choose(_("How did you know who they were?"), METHODS, missing=_("Choose how you knew who they were"))
    source = choose(_("If by a number or an address: where did you find it?"), SOURCES)
    who = line(
        _("Name or reference of the person it is about"), hint=_("Leave this empty if it is not about a person.")
    )
    ask = tick_all(_("What did you share?"), words.categories, missing=_("Tick what you shared"))
    what = lines(_("What did you say or send?"), missing=_("Enter what you said or sent, in short"), rows=3)
    purpose = pick(_("What for?"), words.purposes_to_pick, missing=_("Choose the purpose"))
    why = lines(_("Why was it necessary, and why could it not be decided first?"), missing=_("Explain why"), rows=3)
    occurred_at = moment(_("When did you share it?"), missing=_("Enter when you shared it"))
    sent_channel = pick(_("How?"), words.channels_to_pick, missing=_("Choose how it was shared"))
    told_in_confidence = choose(
        _("Were they told that it is given in confidence?"), TOLD, missing=_("Choose whether they were told")
    )
    accepted = choose(_("Did they accept that?"), ACCEPTED)
    need_to_know = tri(_("Did they need to know it, to do their job?"))
    anonymisable = choose(
        _("Would it have done without saying who it is?"),
        ANONYMISE,
        missing=_("Choose whether anonymised would have done"),
    )
    best_interest = tri(_("Was it in the person's best interest?"))
    accurate_on = day(_("When had it last been checked to be accurate and up to date?"))
    to = choose(_("Who could have come to harm otherwise?"), AT_RISK)
    level = choose(_("How serious was it?"), RISK_LEVELS)
    wellbeing = tri(_("Did safety and wellbeing speak for it?"), missing="")
    proportionate = tri(_("Was it proportionate?"), missing="")
    less_intrusive = tri(_("Would a less intrusive way have done?"), missing="")
    consequences = tri(_("Had you weighed what it would mean for the person?"), missing="")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("told_in_confidence") == "yes":
            self.need("accepted", _("Choose whether they accepted"))
        if given.get("method") in THROUGH_A_PUBLISHED_CONTACT:
            self.need("source", _("Choose where the number or address came from"))
        at, checked = given.get("occurred_at"), given.get("accurate_on")
        if at and checked and checked > at.astimezone(UTC).date():
            self.add_error(
                "accurate_on", _("This is after you shared it. Enter when it had last been checked by then.")
            )
        return given

    def answers(self) -> dict[str, dict[str, Any]]:
        """What was typed, as answers to the questions of the journey."""
        given = self.cleaned_data
        return {
            **self.whom(given),
            **self.about(),
            "categories": _some(given, "ask"),
            "purpose": _some(given, "purpose", "why", "need_to_know"),
            "anonymise": _some(given, "anonymisable"),
            "risk": _some(given, "to", "level"),
            "weighing": _some(given, "best_interest", "wellbeing", "proportionate", "less_intrusive", "consequences"),
            "accurate": {"accurate_on": given["accurate_on"].isoformat()} if given.get("accurate_on") else {},
            "channel": {"channel": given["sent_channel"]},
        }

    def whom(self, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """Whom we told, as the one who asked only where they did ask."""
        whom = _some(given, "kind", "name", "organisation")
        check = {**_some(given, "method", "source"), "level": identity_level(given["method"], given["source"])}
        if given["asked"] == "yes":
            return {"start": {"what": "asked"}, "who_asks": {**whom, "receives": True}, "identity": check}
        return {"start": {"what": "other"}, "who_receives": whom, "recipient_identity": check}

    def more(self) -> dict[str, Any]:
        """It is judged as of when it was shared."""
        return {"as_of": self.cleaned_data["occurred_at"]}

    def went(self) -> dict[str, Any]:
        """What was shared, as the step takes it."""
        given = self.cleaned_data
        return {
            "sent": [{"category": code, "sha256": "", "what": given["what"]} for code in given["ask"]],
            "sent_to": given["name"],
            "sent_at": given["occurred_at"],
            "sent_channel": given["sent_channel"],
            "told_in_confidence": given["told_in_confidence"] == "yes",
            "accepted": said(given, "accepted"),
            "reasons": given["why"],
        }


def _some(given: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: given[name] for name in names if given.get(name) not in (None, "", [])}
