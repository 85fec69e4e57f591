"""Every form of the site, filled in as somebody would who may send it, so that one thing at a time can be spoilt.

- `SHEETS` names all of them by their address; a step of a register as `<address>:<step>`.
- The questions of a disclosure are a form each, and stand in `tests.disclosures.conftest.lado_asks`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from confide.cases.models import Duty
from confide.cases.register import Register, by_plural, every
from confide.door.reading import system
from confide.records.writing import write_entry
from tests.disclosures.conftest import answer, begin, lado_asks, minutes_ago
from tests.disclosures.test_urgently import DANGER, SAID
from tests.organisation import House
from tests.registers.playing import case_in, opener, prepare

# Steps that have an address of their own, or are taken by the page that opens the case.
ELSEWHERE = {"carry_out", "complete_the_record", "ask_again", "share_in_emergency", "record_afterwards"}
ELSEWHERE |= {"give_the_code", "certify", "walk"}
WENT = {
    "went_health": "on",
    "what_health": "That she has a heart condition.",
    "sent_to": "Control room",
    "same_recipient": "yes",
    "sent_channel": "phone",
    "told_in_confidence": "yes",
    "accepted": "yes",
}
# A consent ends only after the day that was agreed, and somebody is reminded once they are late; that is not today.
NOT_TODAY = {"consents-step:record_its_end", "certifications-step:chase"}


@dataclass
class Sheet:
    """A form in somebody's hands."""

    client: Client
    url: str
    typed: Mapping[str, Any] = field(default_factory=dict)
    """What is typed; without the hidden fields."""
    shown_at: str = ""
    """The page that shows it, where it is another one."""
    waits: bool = False
    """Whether it cannot be taken yet, however well it is filled in."""

    def page(self) -> Any:
        return self.client.get(self.shown_at or self.url)

    def hidden(self) -> dict[str, Any]:
        context = self.page().context or {}
        return {name: context[name] for name in ("key", "expecting") if name in context}


class Sheets:
    """Fills them in."""

    def __init__(self, house: House, window: Callable[..., Client]) -> None:
        self.house, self.window = house, window
        self.ama = window(house.ama)

    def __getitem__(self, name: str) -> Sheet:
        address, _, step = name.partition(":")
        plural, _, rest = address.partition("-")
        made = getattr(self, "_" + address.replace("-", "_"), None)
        if made is not None:
            return made()
        return {"new": self._new, "step": self._step, "duty": self._duty}[rest](by_plural(plural), step)

    def _sign_in(self) -> Sheet:
        return Sheet(Client(), "/sign-in/", {"who": "ama", "next": "/people/"})

    def _sign_out(self) -> Sheet:
        return Sheet(self.ama, "/sign-out/", shown_at="/")

    def _people_list(self) -> Sheet:
        return Sheet(self.ama, "/people/", {"words": "Dee", "team": ""})

    def _people_retention(self) -> Sheet:
        return Sheet(self.ama, "/people/P-00001/retention/", {"event": "support_ended", "on": "2018-10-01"})

    def _people_new(self) -> Sheet:
        typed = {"name": "Wren Abara", "kind": "client", "work_seeker": "no", "team": str(self.house.homecare.pk)}
        return Sheet(self.ama, "/people/new/", {**typed, "born_on": "1950-01-02", "email": "", "phone": ""})

    def _people_change(self) -> Sheet:
        typed = {"name": "Dee Okonkwo", "born_on": "1941-05-06", "email": "", "phone": "07700 900124"}
        more = {"capacity": "has", "safety_flag": "no", "died_on": ""}
        return Sheet(self.ama, "/people/P-00001/change/?for=direct_care", {**typed, **more})

    def _people_write(self) -> Sheet:
        said = {"category": "care_record", "kind": "fact", "occurred_at": minutes_ago(), "words": "Ate half of it."}
        more = {"provided_by": "family", "provider_name": "Ola", "purpose": "direct_care"}
        mentions = {"other_0": "Ola Okonkwo", "relation_0": "relative"}
        return Sheet(self.ama, "/people/P-00001/entries/new/?for=direct_care", {**said, **more, **mentions})

    def _people_known_as(self) -> Sheet:
        typed = {"kind": "former_name", "known_as": "Deirdre Walsh"}
        return Sheet(self.ama, "/people/P-00001/known-as/?for=direct_care", typed)

    def _people_search(self) -> Sheet:
        return Sheet(self.ama, "/people/P-00001/search/?for=direct_care", {"words": "soup"})

    def _people_correct(self) -> Sheet:
        said = {"category": "care_record", "kind": "fact", "provided_by": "family", "purpose": "direct_care"}
        with self.house.reads(self.house.ama):
            entry = write_entry(self.house.dee, "Ate half.", actor=self.house.ama, at=timezone.now(), **said)
        sheet = self._people_write()
        return Sheet(self.ama, f"/people/P-00001/entries/{entry.pk}/correct/?for=direct_care", sheet.typed)

    def _disclosures_new(self) -> Sheet:
        return Sheet(self.ama, "/disclosures/new/", {"what": "asked"})

    def _disclosures_emergency(self) -> Sheet:
        return Sheet(self.ama, "/disclosures/emergency/", {k: v for k, v in DANGER.items() if k != "key"})

    def _disclosures_afterwards(self) -> Sheet:
        typed = {k: v for k, v in SAID.items() if k != "key"} | {"occurred_at": minutes_ago()}
        return Sheet(self.ama, "/disclosures/afterwards/", typed)

    def _disclosures_check(self) -> Sheet:
        return Sheet(self.ama, answer(self.ama, begin(self.ama), lado_asks(self.house)))

    def _disclosures_delete(self) -> Sheet:
        draft = begin(self.ama).rpartition("who-asks/")[0]
        return Sheet(self.ama, f"{draft}delete/")

    def _disclosures_ask_again(self) -> Sheet:
        at = f"/disclosures/{self.case('disclosures', 'asked').number}/"
        return Sheet(self.ama, f"{at}ask-again/", shown_at=at)

    def _disclosures_carry_out(self) -> Sheet:
        at = f"/disclosures/{self.case('disclosures', 'to_carry_out').number}/"
        return Sheet(self.ama, f"{at}carry-out/", WENT | {"sent_at": minutes_ago()})

    def _disclosures_complete(self) -> Sheet:
        at = f"/disclosures/{self.case('disclosures', 'to_complete').number}/"
        more = {"sent_at": minutes_ago(), "reasons": "She was on the floor."}
        return Sheet(self.ama, f"{at}complete-the-record/", WENT | more)

    def _certifications_certify(self) -> Sheet:
        at = f"/certifications/{self.case('certifications', 'due').number}/"
        return Sheet(self.window(self.house.ben), f"{at}certify/", {"of-ama": "kept", "of-kit": "kept"})

    def _cabinets_walk(self) -> Sheet:
        paper = self.case("paper", "in_its_place")
        typed = {"listed": paper.reference, "looked": "on", "surplus": "A loose letter."}
        return Sheet(self.ama, "/cabinets/1/walk/", typed)

    def _new(self, register: Register, _step: str) -> Sheet:
        prepare(register, self.house)
        about = register.needs_person or register.about_persons
        person = {"person_reference": "P-00001"} if about else {}
        client = self.window(opener(register, self.house))
        return Sheet(client, f"/{register.rules.plural}/new/", person | typed(register, "open"))

    def _step(self, register: Register, step: str) -> Sheet:
        source = next(each.sources[0] for each in register.rules.workflow.steps if each.name == step)
        plural, case = register.rules.plural, self.case(register.rules.plural, source)
        url = f"/{plural}/{case.number}/{step.replace('_', '-')}/"
        clients = [self.window(staff) for staff in self.house.everybody()]
        client = next((each for each in clients if each.get(url).status_code == 200), self.ama)
        return Sheet(client, url, typed(register, step), waits=f"{plural}-step:{step}" in NOT_TODAY)

    def _duty(self, register: Register, _step: str) -> Sheet:
        at = self.case(register.rules.plural, register.rules.workflow.initial)
        with system("tests"):
            duty = Duty(case=at, code="ring_999", clause="1.3c")
            duty.save()
        shown = f"/{register.rules.plural}/{at.number}/"
        return Sheet(self.window(opener(register, self.house)), f"{shown}duties/{duty.pk}/", shown_at=shown)

    def case(self, plural: str, status: str) -> Any:
        return case_in(by_plural(plural), status, self.house)


def typed(register: Register, step: str) -> dict[str, Any]:
    """What one would type for a step, as a browser sends it."""
    given = register.sample(step, timezone.now()) if register.sample else {}
    yes = "on" if register.opens_by_journey else "yes"
    return {name: _sent(value, yes) for name, value in given.items()}


def _sent(value: Any, yes: str) -> Any:
    if isinstance(value, bool):
        return yes if value else "no"
    if isinstance(value, datetime):
        return minutes_ago() if value <= timezone.now() else timezone.localtime(value).strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else value


def _names() -> list[str]:
    found = [f"{each.rules.plural}-{page}" for each in every() for page in ("new", "duty")]
    for register in every():
        steps = [step.name for step in register.rules.workflow.steps]
        found += [f"{register.rules.plural}-step:{step}" for step in steps if step not in ELSEWHERE]
    pages = ("emergency", "afterwards", "check", "delete", "ask-again", "carry-out", "complete")
    return [
        *found,
        "certifications-certify",
        "cabinets-walk",
        "sign-in",
        "sign-out",
        "people-list",
        "people-new",
        "people-change",
        "people-write",
        "people-correct",
        "people-retention",
        "people-known-as",
        "people-search",
        *(f"disclosures-{page}" for page in pages),
    ]


SHEETS = _names()
