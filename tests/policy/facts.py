"""What the plain-Python twin knows about one situation and one category before any rule is asked.

- Written from the words of the policy, never from the Cedar files: it is worth something only while it is independent.
- Words (the class of a category, who may carry an instrument, what a purpose needs) are the pack's data, and are read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

SENSITIVE = frozenset({"special_category", "criminal", "safeguarding"})
PROTECTED = SENSITIVE | {"personal", "pseudonymised"}
OPEN = frozenset({"public", "staff_name_title", "anonymised"})
RANKS = {"failed": -1, "L0": 0, "L1": 1, "L2": 2, "L3": 3, "L4": 4}
WITHOUT_RECIPIENT = frozenset({"view", "copy", "photograph", "post_online", "reidentify"})
BY_ORDER = frozenset({"court_order", "witness_summons", "production_order"})

DEFAULTS: dict[str, Any] = {
    "initiated_by": "asked_of_us",
    "actor": {
        "role": "",
        "in_team": False,
        "agreement_signed": False,
        "inducted": False,
        "training": "lapsed",
        "override": False,
        "attended": False,
        "break_glass": False,
    },
    "subject": {
        "kind": "nobody",
        "work_seeker": False,
        "deceased": False,
        "age_band": "adult",
        "capacity": "unknown",
        "safety_flag": False,
        "organisation": "",
        "designated_other": "none",
        "consent": {
            "state": "not_sought",
            "form": "none",
            "by": "nobody",
            "covers": [],
            "recipients": [],
            "purposes": [],
            "explained": "unknown",
        },
    },
    "requester": {"kind": "", "identity": "L0", "organisation": ""},
    "recipient": {"kind": "", "identity": "L0", "organisation": "", "role": "", "need_to_know": "unknown"},
    "provider": {"kind": "subject", "purpose": "", "consent": "not_sought"},
    "instrument": {"kind": "none", "verified": "unknown", "covers": []},
    "risk": {"to": "none", "level": "none"},
    "judgements": {
        "best_interest": "unknown",
        "wellbeing": "unknown",
        "proportionate": "unknown",
        "less_intrusive": "unknown",
        "consequences": "unknown",
        "telling_safe": "unknown",
        "serious_harm": "unknown",
        "accurate_on": "",
    },
    "anonymisable": "unknown",
    "doubt": False,
    "channel": "unknown",
    "data_set": {
        "form": "identifiable",
        "small_numbers_reviewed": "unknown",
        "cannot_identify": "unknown",
        "key_apart": "unknown",
        "choice_reasoned": "unknown",
        "reviewed": "unknown",
    },
    "approval": {"by_office": "none", "decision": "none"},
}


@dataclass(frozen=True, slots=True)
class Words:
    """The lists of a pack that the rules look things up in."""

    classes: Mapping[str, str]
    minimum: frozenset[str]
    groups: Mapping[str, str]
    carries: Mapping[str, frozenset[str]]
    compels: frozenset[str]
    owed: frozenset[str]
    needs: Mapping[str, frozenset[str]]
    jobs: Mapping[str, frozenset[str]]
    goes_to: Mapping[str, frozenset[str]]
    direct_care: frozenset[str]


def filled(raw: Mapping[str, Any], defaults: Mapping[str, Any] = DEFAULTS) -> dict[str, Any]:
    """The situation with every key that was left out set to its cautious default."""
    full = {
        key: filled(raw.get(key, {}), value) if isinstance(value, dict) else raw.get(key, value)
        for key, value in defaults.items()
    }
    return {**{key: value for key, value in raw.items() if key not in defaults}, **full}


class Facts:
    """One situation seen for one category of information: what the grounds and the gates ask about."""

    def __init__(self, full: Mapping[str, Any], category: str, words: Words) -> None:
        self.full, self.category, self.words = full, category, words
        self.action: str = full["action"]
        self.disclose = self.action == "disclose"
        self.goes_out = self.action not in WITHOUT_RECIPIENT
        self.we_tell = full["initiated_by"] == "we_tell"
        self.purpose: str = full["purpose"]
        self.actor, self.subject, self.recipient = full["actor"], full["subject"], full["recipient"]
        self.judgements, self.risk, self.data_set = full["judgements"], full["risk"], full["data_set"]
        self._about_the_category()
        self._about_the_people()
        self._about_the_danger()
        self._about_the_instrument()
        self._about_consent()

    def _about_the_category(self) -> None:
        self.kept = self.words.classes[self.category]
        self.protected = self.kept in PROTECTED
        self.sensitive = self.kept in SENSITIVE
        self.open = self.kept in OPEN
        self.needed = self.category in self.words.needs[self.purpose]

    def _about_the_people(self) -> None:
        about = self.subject["kind"]
        self.person = about != "nobody"
        self.child = self.subject["age_band"] != "adult"
        self.work_seeker = self.subject["work_seeker"]
        self.to: str = self.recipient["kind"]
        self.group = self.words.groups.get(self.to, "")
        self.rank = RANKS[self.recipient["identity"]]
        self.asker_failed = self.full["requester"]["identity"] == "failed"
        self.asker_is_media = self.full["requester"]["kind"] == "media"
        self.our_999 = self.we_tell and self.to == "emergency_service"
        ours = self.recipient["organisation"]
        self.same_supplier = ours != "" and ours == self.subject["organisation"]
        self.own_supplier = about == "supplier" and self.to == "supplier" and self.same_supplier

    def _about_the_danger(self) -> None:
        self.danger = self.risk["level"] == "immediate" and self.risk["to"] != "none"
        reached = self.our_999 or self.rank >= 2
        minimum = self.category in self.words.minimum
        self.emergency = self.disclose and self.danger and minimum and reached and self.to != "media"

    def _about_the_instrument(self) -> None:
        shown = self.full["instrument"]
        self.instrument: str = shown["kind"]
        self.usable = self.instrument in self.words.carries.get(self.to, ())
        self.verified = shown["verified"] == "yes"
        self.reached = self.usable and self.category in shown["covers"]
        self.compelled = self.reached and self.verified and self.instrument in self.words.compels and self._right()
        self.owed = self.reached and self.we_tell and self.instrument in self.words.owed
        self.must = self.compelled or self.owed or self.emergency

    def _right(self) -> bool:
        """A right of access to the files of the dead opens no other file, and no other part of it."""
        of_the_dead = self.subject["deceased"] and self.category in {"health", "care_record"}
        return self.instrument != "ahra_application" or of_the_dead

    def _about_consent(self) -> None:
        consent = self.subject["consent"]
        self.consent: str = consent["state"]
        self.given = self.consent == "given"
        self.form_ok = not self.work_seeker or consent["form"] in {"paper", "electronic"}
        self.explained = consent["explained"] == "yes"
        self.giver_ok = self._competent() or self._other_may()
        receives = self.action in WITHOUT_RECIPIENT or self.to in consent["recipients"]
        self.covers = self.category in consent["covers"] and receives and self.purpose in consent["purposes"]
        self.consent_ok = self.given and self.covers and self.explained and self.giver_ok and self.form_ok
        asked_for = self.disclose and self.person and self.protected and not self.must
        self.consent_needed = asked_for and self.to != "subject"
        self.weighed = self.consent_needed and not self.consent_ok

    def _competent(self) -> bool:
        capacity, age = self.subject["capacity"], self.subject["age_band"]
        presumed = capacity == "unknown" and age in {"adult", "16_17"}
        return self.subject["consent"]["by"] == "subject" and (capacity in {"has", "gillick_competent"} or presumed)

    def _other_may(self) -> bool:
        return self.subject["consent"]["by"] == "designated_other" and self.held_by_another()

    def held_by_another(self) -> bool:
        """Does somebody hold a power to decide this, for a person who cannot decide it? (law of capacity, 7.2)"""
        other, capacity = self.subject["designated_other"], self.subject["capacity"]
        too_young = self.subject["age_band"] in {"u13", "13_15"} and capacity != "gillick_competent"
        if capacity not in {"lacks", "fluctuating"} and not too_young:
            return False
        if self.category == "pay":
            return other in {"lpa_property_financial", "deputy_property"}
        return other in {"lpa_health_welfare", "deputy_welfare"} or (other == "parental_responsibility" and self.child)

    @property
    def accurate(self) -> bool:
        """Checked within the last year: at most 365 days before now."""
        on = self.judgements["accurate_on"]
        return bool(on) and 0 <= (datetime.fromisoformat(self.full["now"]).date() - date.fromisoformat(on)).days <= 365

    def among(self, *kinds_or_groups: str) -> bool:
        """Is the recipient one of these kinds, or of one of these groups?"""
        return self.to in kinds_or_groups or self.group in kinds_or_groups

    def approved(self, office: str) -> bool:
        """Has this office, or the Managing Director over it, said yes?"""
        approval = self.full["approval"]
        return approval["decision"] == "approved" and approval["by_office"] in {office, "managing_director"}
