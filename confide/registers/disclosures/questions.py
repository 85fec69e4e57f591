"""The questions of a disclosure, one a page, in the order in which the answer is built up.

- A question says which facts of the situation it answers. One whose facts cannot change the answer any more is not put.
- Whoever asks and receives, about whom, what and what for is always asked: without that there is no record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from confide.registers.disclosures import answers, asking, weighing
from confide.registers.disclosures.asking import QuestionForm
from confide.registers.disclosures.setting import Setting


def _always(_setting: Setting) -> bool:
    return True


def _asked(setting: Setting) -> bool:
    return answers.asked_of_us(setting.answers)


def _another_receives(setting: Setting) -> bool:
    return answers.recipient_page(setting.answers) == "who_receives"


def _another_identified(setting: Setting) -> bool:
    return _another_receives(setting) and not answers.our_own_call(setting.answers)


def _about(kind: str) -> Callable[[Setting], bool]:
    return lambda setting: setting.value("about", "about") == kind


def _about_somebody(setting: Setting) -> bool:
    return setting.value("about", "about") != "nobody"


def _about_somebody_living(setting: Setting) -> bool:
    return _about_somebody(setting) and not setting.has_died


# Facts that a page asks for under another name, or says where they are recorded.
ALSO_ANSWERED: Mapping[str, tuple[str, ...]] = {
    "purpose": ("recipient.need_to_know",),
    "consent": ("subject.consent.explained", "subject.consent.form", "subject.capacity"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One page: its address, its words, its form, and the facts of the situation that it answers."""

    code: str
    title: str | Promise
    short: str | Promise
    """What its answer is called in a summary."""
    form: type[QuestionForm]
    facts: tuple[str, ...] = ()
    """Dotted names; none means that it is always asked where it applies."""
    applies: Callable[[Setting], bool] = _always
    each: bool = False
    """Whether every field answers a fact of its own name and may be left out alone."""
    when_telling: str | Promise = ""
    clause: str = ""

    @property
    def slug(self) -> str:
        """Its part of the address."""
        return self.code.replace("_", "-")

    def heading(self, setting: Setting) -> str | Promise:
        """The words over the page, which differ where nobody asked."""
        return self.when_telling if self.when_telling and not answers.asked_of_us(setting.answers) else self.title

    def idle(self, setting: Setting) -> frozenset[str]:
        """The fields of this page that cannot change the answer any more."""
        if not self.each:
            return frozenset()
        names = {fact.rpartition(".")[2]: fact for fact in self.facts}
        return frozenset(name for name, fact in names.items() if not setting.matters(self.code, (fact,)))

    def establishes(self, fact: str, setting: Setting) -> bool:
        """Whether this page answers that fact, or says where it is recorded."""
        if fact == "recipient.identity":
            asker = answers.recipient_page(setting.answers) == "who_asks"
            return self.code == ("identity" if asker else "recipient_identity")
        return fact in self.facts or fact in ALSO_ANSWERED.get(self.code, ())

    def matters(self, setting: Setting) -> bool:
        """Whether it is still worth asking."""
        return not self.facts or setting.matters(self.code, self.facts)


QUESTIONS: tuple[Question, ...] = (
    Question("who_asks", _("Who is asking?"), _("Person asking"), asking.WhoAsks, applies=_asked, clause="2.5b"),
    Question(
        "who_receives",
        _("Who would receive it?"),
        _("Person receiving"),
        asking.WhoReceives,
        applies=_another_receives,
        when_telling=_("Whom do you need to tell?"),
        clause="2.5d",
    ),
    Question(
        "identity",
        _("How was the person asking identified?"),
        _("Identity check"),
        asking.Identity,
        applies=_asked,
        clause="2.5b",
    ),
    Question(
        "recipient_identity",
        _("How was the person receiving it identified?"),
        _("Identity check of the person receiving"),
        asking.RecipientIdentity,
        applies=_another_identified,
        when_telling=_("How do you know that you reach the right person?"),
        clause="2.5b",
    ),
    Question("about", _("Who is it about?"), _("About"), asking.About, clause="1.1a"),
    Question(
        "which_person",
        _("Which person is it about?"),
        _("Person it is about"),
        asking.WhichPerson,
        applies=_about("person"),
        clause="1.1a",
    ),
    Question(
        "which_staff",
        _("Which member of staff is it about?"),
        _("Member of staff it is about"),
        asking.WhichStaff,
        applies=_about("staff"),
        clause="1.2b",
    ),
    Question("categories", _("What would be shared?"), _("Information"), asking.Categories, clause="1.7i"),
    Question(
        "purpose",
        _("Why do they need it?"),
        _("Purpose and need"),
        asking.Purpose,
        when_telling=_("Why do they need to know?"),
        clause="1.7k",
    ),
    Question(
        "provider",
        _("Who gave us the information?"),
        _("Given to us by"),
        weighing.Provider,
        facts=("provider.kind", "provider.purpose", "provider.consent"),
        applies=_about_somebody,
        clause="1.2f",
    ),
    Question(
        "consent",
        _("Does the person agree?"),
        _("Consent"),
        weighing.Consent,
        facts=("subject.consent.state",),
        applies=_about_somebody_living,
        clause="2.3e",
    ),
    Question(
        "instrument",
        _("Did they show an order, a notice or a form?"),
        _("Order, notice or form"),
        weighing.Instrument,
        facts=("instrument.kind", "instrument.verified", "instrument.covers"),
        when_telling=_("Is there a duty, an order or a notice to tell them?"),
        clause="1.7h",
    ),
    Question(
        "risk",
        _("Is anybody at risk of harm?"),
        _("Risk"),
        weighing.Risk,
        facts=("risk.to", "risk.level"),
        applies=_about_somebody,
        clause="1.7g",
    ),
    Question(
        "anonymise",
        _("Would anonymised information do?"),
        _("Would anonymised information do?"),
        weighing.Anonymise,
        facts=("anonymisable",),
        applies=_about_somebody,
        clause="2.5c",
    ),
    Question(
        "weighing",
        _("Weigh it up"),
        _("Weighed"),
        weighing.Weighing,
        facts=(
            "judgements.best_interest",
            "judgements.wellbeing",
            "judgements.proportionate",
            "judgements.less_intrusive",
            "judgements.consequences",
        ),
        applies=_about_somebody,
        each=True,
        clause="2.3f",
    ),
    Question(
        "accurate",
        _("Is it accurate and up to date?"),
        _("Last checked"),
        weighing.Accurate,
        facts=("judgements.accurate_on",),
        applies=_about_somebody,
        clause="2.3i",
    ),
    Question(
        "harm",
        _("Would it do harm?"),
        _("Harm"),
        weighing.Harm,
        facts=("judgements.serious_harm",),
        applies=_about_somebody,
        clause="2.6b",
    ),
    # Whether telling is safe decides when the person is told and not whether; it is asked while anything can go at all.
    Question(
        "telling",
        _("Can the person be told?"),
        _("Telling the person"),
        weighing.Telling,
        facts=("judgements.telling_safe", "doubt"),
        applies=_about_somebody,
        clause="2.3c",
    ),
    Question("doubt", _("Are you in doubt?"), _("Doubt"), weighing.Doubt, facts=("doubt",), clause="1.7l"),
    Question(
        "channel", _("How would it be sent or said?"), _("Channel"), weighing.Channel, facts=("channel",), clause="2.3k"
    ),
)
BY_CODE: Mapping[str, Question] = {question.code: question for question in QUESTIONS}
FIXED = frozenset({"about", "which_person", "which_staff"})


def may_be_put(question: Question, setting: Setting) -> bool:
    """Whether a question applies; whom a case is about is not changed when it is asked again."""
    return question.applies(setting) and not (setting.again and question.code in FIXED)


def put(setting: Setting) -> Iterator[Question]:
    """The questions put so far and the ones that, as things stand, will be: in order."""
    for question in QUESTIONS:
        if may_be_put(question, setting) and (question.code in setting.answers or question.matters(setting)):
            yield question


def following(setting: Setting) -> Question | None:
    """The first question that is not answered yet, or None when it is time to check the answers."""
    return next((question for question in put(setting) if question.code not in setting.answers), None)


def next_page(setting: Setting) -> Question | None:
    """The question to go to: one that the decision asked for, then one without an answer; None to check the answers."""
    again = setting.answers.keys() & set(setting.left_open)
    asked_for = (question for question in put(setting) if question.code in again)
    return next(asked_for, None) or following(setting)


def answering(facts: Iterable[str], setting: Setting) -> list[str]:
    """The codes of the questions that establish these facts, as far as any does; in the order of the facts."""
    put_now = list(put(setting))
    codes = [question.code for fact in facts for question in put_now if question.establishes(fact, setting)]
    return list(dict.fromkeys(codes))


def before(setting: Setting, code: str) -> Question | None:
    """The question that the Back link leads to."""
    earlier: Question | None = None
    for question in put(setting):
        if question.code == code:
            return earlier
        earlier = question
    return earlier


def number(setting: Setting, code: str) -> int:
    """Which question this is. Of how many is not said: an answer may leave nothing more to ask."""
    codes = [question.code for question in put(setting)]
    return codes.index(code) + 1 if code in codes else len(codes)


def initial(question: Question, setting: Setting) -> dict[str, Any]:
    """What a page starts from: what was answered before, else the kind that a duty to tell names."""
    before_now = setting.answers.get(question.code)
    if before_now is not None:
        return dict(before_now)
    if question.code == "who_receives":
        return {"kind": answers.KIND_TO_TELL.get(setting.value("start", "what"), "")}
    return {}
