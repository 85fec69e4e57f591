"""The second half of the questions: consent, power, risk, and the judgements of clause 2.3."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from confide.registers.disclosures import words
from confide.registers.disclosures.asking import QuestionForm
from confide.registers.disclosures.fields import choose, day, line, lines, offer, pick, tick_all, tri

NOTHING = "none"
NO_CONSENT = (
    ("not_sought", _("I have not asked them yet")),
    ("cannot_be_obtained", _("They cannot be asked, or cannot answer")),
    ("unsafe_to_seek", _("Asking would put somebody in danger or spoil an enquiry")),
    ("not_applicable", _("It is not theirs to consent to")),
)
PROVIDERS = (
    ("subject", _("The person themselves")),
    ("third_party", _("Somebody else, such as a relative or a referee")),
    ("organisation", _("We wrote it ourselves, or another organisation gave it to us")),
)
PROVIDER_CONSENT = (
    ("not_sought", _("They have not been asked")),
    ("given", _("They agree")),
    ("withheld", _("They do not agree")),
)
AT_RISK = (
    ("none", _("Nobody")),
    ("subject", _("The person it is about")),
    ("others", _("Other people")),
    ("child", _("A child")),
)
RISK_LEVELS = (
    ("none", _("No risk of harm")),
    ("low", _("Low: harm is unlikely or slight")),
    ("significant", _("Significant: real harm is likely unless something is done")),
    ("serious", _("Serious: grave harm or a serious crime is likely")),
    ("immediate", _("Immediate: somebody's life or safety is in danger now")),
)
DOUBT = (("no", _("No, I am sure enough to decide")), ("yes", _("Yes, I am in doubt")))
ANONYMISE = (
    ("yes", _("Yes, anonymised information would do")),
    ("no", _("No, the purpose needs to identify the person")),
    ("unknown", _("I do not know yet")),
)


class Provider(QuestionForm):
    kind = choose(_("Who gave us this information?"), PROVIDERS, missing=_("Choose who gave it to us"))
    purpose = pick(
        _("What did they give it for?"), words.purposes_given, hint=_("Leave this as it is for the same purpose.")
    )
    consent = choose(_("Do they agree that it is passed on?"), PROVIDER_CONSENT)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == "third_party":
            self.need("consent", _("Choose whether the person who gave it agrees"))
        return given


class Consent(QuestionForm):
    """What the record says is shown beside it; what is typed here only says why there is no record."""

    why_none = choose(
        _("Why is there no consent on record?"), NO_CONSENT, missing=_("Choose why there is no consent on record")
    )
    explain = lines(_("Explain"), hint=_("What you considered, and what they said if you spoke."), rows=3)

    def prepare(self) -> None:
        if self.setting.consent.get("state", "not_sought") != "not_sought":
            self.without(frozenset({"why_none", "explain"}))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("why_none") in {"cannot_be_obtained", "unsafe_to_seek"}:
            self.need("explain", _("Explain why they could not be asked"))
        return given


class Instrument(QuestionForm):
    kind = pick(_("What did they show?"), words.instruments, missing=_("Choose what they showed, or nothing"))
    reference = line(_("Who issued it, its date and its reference"))
    verified = tri(_("Has the issuer confirmed that it is real?"), missing="")
    covers = tick_all(_("Which of these does it name?"), (), hint=_("What it does not name is not covered by it."))

    def prepare(self) -> None:
        offer(self, "covers", words.of_categories(self.setting.asked))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kind") == NOTHING:
            return self._of_nothing(given)
        if given.get("kind"):
            self.need("reference", _("Enter who issued it, when, and its reference"))
            self.need("verified", _("Choose whether the issuer has confirmed it"))
        return given

    def _of_nothing(self, given: dict[str, Any]) -> dict[str, Any]:
        """Where nothing was shown there is nothing to confirm and nothing that it names."""
        if given.get("verified") == "yes":
            self.add_error("verified", _("Nothing was shown, so nothing can be confirmed. Choose what they showed."))
        if given.get("covers"):
            self.add_error(
                "covers", _("Nothing was shown, so it names nothing. Choose what they showed, or untick it.")
            )
        # A button that was pressed cannot be let go again; any other answer says nothing here.
        return {**given, "verified": ""}


class Risk(QuestionForm):
    to = choose(_("Who could come to harm if this is not shared?"), AT_RISK, missing=_("Choose who could come to harm"))
    level = choose(_("How serious is it?"), RISK_LEVELS, missing=_("Choose how serious the risk is"))
    describe = lines(_("What could happen, how likely is it, and how would sharing help?"), rows=3)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if (given.get("to") == "none") != (given.get("level") == "none") and not self.errors:
            self.add_error(
                "level", _("If nobody is at risk choose no risk; if there is a risk choose who could come to harm.")
            )
        if given.get("level") in {"significant", "serious", "immediate"}:
            self.need("describe", _("Describe the risk: it is what the decision will rest on"))
        return given


class Anonymise(QuestionForm):
    anonymisable = choose(
        _("Could the purpose be met without saying who it is?"),
        ANONYMISE,
        missing=_("Choose whether anonymised would do"),
    )


class Weighing(QuestionForm):
    best_interest = tri(_("Is sharing this in the person's best interest?"))
    wellbeing = tri(
        _("Do safety and wellbeing speak for sharing?"),
        hint=_("Of the person, and of everybody else who may be affected."),
    )
    proportionate = tri(_("Is sharing this proportionate to what it is needed for?"))
    less_intrusive = tri(
        _("Would a less intrusive way do?"), hint=_("Less information, fewer people, or asking the person.")
    )
    consequences = tri(_("Have you weighed what sharing will mean for the person?"))


class Accurate(QuestionForm):
    accurate_on = day(
        _("When was the information last checked to be accurate and up to date?"),
        hint=_("Leave this empty if nobody has checked it. Check it now if you can: today's date then counts."),
    )


class Telling(QuestionForm):
    telling_safe = tri(
        _("Is it safe to tell the person that this is shared?"),
        hint=_("No, where knowing could put somebody in danger or warn somebody who is being looked into."),
    )
    why_not = lines(_("If it is not safe: why?"), rows=3)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("telling_safe") == "no":
            self.need("why_not", _("Explain why it is not safe to tell them"))
        return given


class Harm(QuestionForm):
    serious_harm = tri(_("Would seeing this be likely to cause serious harm to them or to anybody else?"))


class Doubt(QuestionForm):
    doubt = choose(
        _("Are you in doubt about any of this?"),
        DOUBT,
        missing=_("Choose whether you are in doubt"),
        hint=_("Doubt is no failure. It goes to the Managing Director, without the person's name."),
    )


class Channel(QuestionForm):
    channel = choose(
        _("How would you send or say it?"), words.channels, missing=_("Choose how it would be sent or said")
    )
