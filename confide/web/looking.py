"""Looking at a person's record: for a purpose, which opens what it needs and leaves the rest sealed.

- The usual purpose of one's job is chosen beforehand and can be changed; what is chosen stands in the ledger.
- What a purpose does not open is listed whether or not we hold any, so that the list tells nothing.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from confide.domain.decision import Reason
from confide.door import purposes
from confide.door.policy import codes, sentence
from confide.door.viewing import why_not
from confide.people.models import Person
from confide.web.freshness import confirm_first
from confide.web.reading import Asked

FOR = "for"
# What of a person's own details belongs to which category; a name is what one speaks of them by.
DETAILS = {
    "born_on": "identity",
    "died_on": "identity",
    "email": "contact",
    "phone": "contact",
    "capacity": "health",
}


def person_at(reference: str) -> Person:
    """The person with that reference, if the reader may see them. Raises Http404."""
    found = Person.objects.select_related("team").filter(reference=reference).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Look:
    """A record being looked at by somebody for a purpose."""

    request: Asked
    person: Person
    serving: str
    at: datetime

    @cached_property
    def reasons(self) -> dict[str, tuple[Reason, ...]]:
        """Why each category stays sealed; nothing where it opens."""
        asked = (self.request.reader, self.person.kind, purposes.about_somebody(), self.serving, self.at)
        return dict(why_not(*asked, through_glass=self.person.row_id in self.request.reader.glass))

    @cached_property
    def opens(self) -> list[str]:
        """The categories that open, in the order of the policy."""
        return [category for category in purposes.about_somebody() if not self.reasons[category]]

    def details(self) -> list[str]:
        """The details of the person that open."""
        sealed = {name for name, category in DETAILS.items() if category not in self.opens}
        return [name for name in type(self.person).sealed if name not in sealed]

    def choices(self) -> list[tuple[str, str]]:
        """The purposes to choose from; the one that is chosen is always among them."""
        mine = purposes.of_a_job(self.request.reader)
        known = {code for code, _label in mine}
        return mine + [(code, label) for code, label in codes("purpose") if code == self.serving and code not in known]

    def kept_back(self) -> Iterator[dict[str, Any]]:
        """The categories that stay sealed, together where the reason is the same."""
        alike: dict[tuple[tuple[str, str], ...], list[str]] = {}
        for category, label in codes("category"):
            if reasons := self.reasons.get(category):
                alike.setdefault(tuple((reason.clause, sentence(reason)) for reason in reasons), []).append(label)
        for why, labels in alike.items():
            clauses = dict.fromkeys(clause for clause, _words in why if clause)
            yield {"why": " ".join(words for _clause, words in why), "categories": labels, "clauses": list(clauses)}

    def ways(self) -> list[dict[str, str]]:
        """How to ask for what stays sealed."""
        manager = self.request.user.line_manager
        found = [{"url": reverse("advice-new"), "words": _("Ask for advice, without naming the person")}]
        if manager is not None:
            found.append({"url": "", "words": _("Ask your manager, {name}").format(name=manager.name)})
        return found

    def address(self, name: str, *args: Any) -> str:
        """The address of a page about this person, for the same purpose."""
        return f"{reverse(name, args=[self.person.reference, *args])}?{FOR}={self.serving}"


def look(request: Asked, reference: str) -> Look:
    """The record that is asked for, and what for. Raises Http404."""
    person = person_at(reference)
    asked = request.GET.get(FOR, "")
    through_glass = person.row_id in request.reader.glass
    relation = "through_glass" if through_glass else request.reader.relation(person.team_id)
    if asked not in known_purposes():
        asked = purposes.usual(request.reader, relation=relation, subject=person.kind)
    return Look(request, person, asked, timezone.now())


def asked_again(seen: Look) -> HttpResponse | None:
    """The page that asks who one is, to answer with before special categories open; nothing where that was proved."""
    return confirm_first(seen.request) if purposes.asks_again(seen.opens) else None


def known_purposes() -> Collection[str]:
    """The codes of every purpose."""
    return {code for code, _label in codes("purpose")}
