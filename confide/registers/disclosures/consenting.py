"""What the record says about consent to one disclosure, in a sentence; nothing is inferred here."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from confide.registers.disclosures import words
from confide.registers.disclosures.setting import Setting


def shown(known: Setting) -> dict[str, Any]:
    """The sentence, whether anything is on record, and where to record what the person says."""
    consent = known.consent
    state = consent.get("state", "not_sought")
    return {"recorded": state != "not_sought", "says": _says(consent, state, known.asked), "url": _url(known)}


def _says(consent: dict[str, Any], state: str, asked: list[str]) -> str:
    if state == "not_sought":
        return _("There is no consent on record to this, for this purpose and this recipient.")
    if state != "given":
        return _("On record: %(state)s.") % {"state": words.label("consent_state", state)}
    covered = [category for category in asked if category in consent["covers"]]
    missing = [category for category in asked if category not in covered]
    said = _("Given, %(form)s, for: %(covered)s.") % {
        "form": words.label("consent_form", consent["form"]).lower(),
        "covered": words.labels("category", covered) or _("none of what is asked"),
    }
    return (
        said
        if not missing
        else said + " " + _("Not for: %(missing)s.") % {"missing": words.labels("category", missing)}
    )


def _url(known: Setting) -> str:
    if known.person is None:
        return ""
    try:
        return f"{reverse('consents-new')}?person={known.person.reference}"
    except NoReverseMatch:
        return ""
