"""Situations that would be shared, one or more for each ground: what random and enumerated situations start from.

- Each start is a whole question in its public form; everything not said keeps its cautious default.
"""

from __future__ import annotations

from typing import Any

STAFF: dict[str, Any] = {
    "role": "care_worker",
    "in_team": True,
    "agreement_signed": True,
    "inducted": True,
    "training": "in_date",
}
WEIGHED: dict[str, Any] = {
    "best_interest": "yes",
    "wellbeing": "yes",
    "proportionate": "yes",
    "less_intrusive": "no",
    "consequences": "yes",
    "telling_safe": "yes",
    "serious_harm": "no",
    "accurate_on": "2026-11-20",
}
CARE = ("identity", "health", "care_record")


def told(kind: str, identity: str = "L3", **more: object) -> dict[str, Any]:
    """A recipient who needs to know."""
    return {"kind": kind, "identity": identity, "need_to_know": "yes", **more}


def consented(covers: tuple[str, ...], to: str, purpose: str, **more: object) -> dict[str, Any]:
    """A consent given in writing by the person, explained, for these categories, this recipient and this purpose."""
    given = {
        "state": "given",
        "form": "paper",
        "by": "subject",
        "covers": list(covers),
        "recipients": [to] if to else [],
        "purposes": [purpose],
        "explained": "yes",
    }
    return {**given, **more}


def question(kind: str, ask: tuple[str, ...], purpose: str, **more: Any) -> dict[str, Any]:
    """A disclosure that everybody concerned has done properly, but for what `more` says."""
    whole = {
        "action": "disclose",
        "initiated_by": "asked_of_us",
        "actor": dict(STAFF),
        "subject": {"kind": "client", "capacity": "has"},
        "requester": {"kind": kind, "identity": "L3"},
        "recipient": told(kind),
        "ask": list(ask),
        "purpose": purpose,
        "judgements": dict(WEIGHED),
        "anonymisable": "no",
        "channel": "secure_email",
    }
    return {**whole, **more}


def approved(office: str = "managing_director") -> dict[str, str]:
    """An approval by this office."""
    return {"by_office": office, "decision": "approved"}


def shown(kind: str, *covers: str) -> dict[str, Any]:
    """An instrument whose source was verified."""
    return {"kind": kind, "verified": "yes", "covers": list(covers)}


def act(action: str, **more: Any) -> dict[str, Any]:
    """Something other than a disclosure, done by somebody in good standing."""
    return {"action": action, "actor": dict(STAFF), "judgements": dict(WEIGHED), **more}


AGREED_CARE = {"kind": "client", "capacity": "has", "consent": consented(CARE, "gp", "direct_care")}
WITHHELD = {"kind": "client", "capacity": "has", "consent": {"state": "withheld"}}
CHILD = {"kind": "service_user", "age_band": "13_15"}
WORK_SEEKER = {"kind": "candidate", "work_seeker": True, "capacity": "has"}
SERIOUS = {"to": "others", "level": "serious"}
NOW_IN_DANGER = {"to": "subject", "level": "immediate"}
CHECKED = {
    "form": "pseudonymised",
    "small_numbers_reviewed": "yes",
    "cannot_identify": "yes",
    "key_apart": "yes",
    "choice_reasoned": "yes",
    "reviewed": "yes",
}

STARTS: list[dict[str, Any]] = [
    question("gp", CARE, "direct_care", subject=AGREED_CARE),
    question(
        "hirer",
        ("identity", "employment_history", "qualifications"),
        "work_finding",
        subject={
            **WORK_SEEKER,
            "consent": consented(("identity", "employment_history", "qualifications"), "hirer", "work_finding"),
        },
    ),
    question(
        "court",
        ("care_record", "identity"),
        "legal_order",
        recipient=told("court", "L4"),
        instrument=shown("court_order", "care_record", "identity"),
    ),
    question(
        "sab",
        ("care_record", "safeguarding_concern"),
        "statutory_duty",
        recipient=told("sab", "L4"),
        instrument=shown("care_act_s45", "care_record", "safeguarding_concern"),
    ),
    question(
        "dbs",
        ("identity", "conduct"),
        "statutory_duty",
        initiated_by="we_tell",
        subject=dict(WORK_SEEKER),
        instrument=shown("svga_s36", "identity", "conduct"),
    ),
    question("police", ("identity", "contact"), "crime", subject=WITHHELD, risk=SERIOUS, approval=approved()),
    question(
        "lado",
        ("identity", "safeguarding_concern"),
        "safeguarding",
        subject=CHILD,
        risk={"to": "child", "level": "significant"},
        approval=approved("safeguarding_lead"),
    ),
    question(
        "emergency_service",
        ("identity", "whereabouts", "health"),
        "danger",
        initiated_by="we_tell",
        recipient=told("emergency_service", "L0"),
        risk=NOW_IN_DANGER,
        channel="phone",
    ),
    question("hospital", CARE, "danger", recipient=told("hospital", "L2"), risk=NOW_IN_DANGER),
    question(
        "hospital",
        ("health",),
        "direct_care",
        subject={"kind": "client", "capacity": "lacks", "consent": {"state": "cannot_be_obtained"}},
        approval=approved(),
    ),
    question(
        "gp",
        ("health",),
        "direct_care",
        subject={
            "kind": "client",
            "capacity": "lacks",
            "designated_other": "lpa_health_welfare",
            "consent": consented(("health",), "gp", "direct_care", by="designated_other"),
        },
    ),
    question("public", ("staff_name_and_title",), "something_else", subject={"kind": "employee"}),
    question("public", ("director_published",), "something_else", subject={"kind": "director"}),
    question("commissioner", ("statistics",), "research_statistics", subject={"kind": "nobody"}),
    question(
        "personal_representative",
        ("health", "care_record"),
        "bereavement",
        recipient=told("personal_representative", "L4"),
        subject={"kind": "client", "deceased": True},
        instrument=shown("ahra_application", "health", "care_record"),
        approval=approved(),
    ),
    question(
        "mash",
        ("identity", "safeguarding_concern"),
        "safeguarding",
        subject=CHILD,
        anonymisable="yes",
        risk={"to": "child", "level": "low"},
    ),
    question("solicitor", ("care_record",), "legal_claim", subject=WITHHELD, approval=approved()),
    question(
        "supplier",
        ("supplier_terms",),
        "supplier_management",
        subject={"kind": "supplier", "organisation": "Alder Supplies"},
        recipient=told("supplier", organisation="Alder Supplies"),
    ),
    question("public", ("organisation_business",), "something_else", subject={"kind": "nobody"}, approval=approved()),
    act(
        "give_own",
        subject={"kind": "client"},
        recipient=told("subject"),
        requester={"kind": "subject", "identity": "L3"},
        ask=["identity", "health", "third_party"],
        purpose="own_information",
        channel="post_special",
        provider={"kind": "third_party", "consent": "given"},
    ),
    act(
        "give_own",
        subject={"kind": "client"},
        recipient=told("representative"),
        requester={"kind": "representative", "identity": "L3"},
        instrument=shown("written_authority", "identity"),
        ask=["identity", "care_record"],
        purpose="own_information",
        channel="portal",
    ),
    act(
        "give_own",
        subject={"kind": "service_user", "designated_other": "deputy_welfare"},
        recipient=told("designated_other"),
        requester={"kind": "designated_other", "identity": "L3"},
        ask=["care_record"],
        purpose="own_information",
        channel="in_person",
    ),
    act(
        "give_own",
        subject={"kind": "employee"},
        recipient=told("subject"),
        requester={"kind": "subject", "identity": "L3"},
        ask=["pay", "conduct"],
        purpose="own_information",
        channel="in_person",
    ),
    act("view", subject={"kind": "client"}, ask=["care_record", "health"], purpose="direct_care"),
    act(
        "view",
        actor={**STAFF, "in_team": False, "break_glass": True},
        subject={"kind": "client"},
        ask=["care_record", "health"],
        purpose="direct_care",
    ),
    act(
        "copy",
        subject={"kind": "client", "consent": consented(("care_record",), "", "copy_for_record")},
        ask=["care_record"],
        purpose="copy_for_record",
    ),
    act("copy", subject={"kind": "candidate"}, ask=["right_to_work"], purpose="statutory_copy", approval=approved()),
    act(
        "photograph",
        subject={"kind": "employee", "consent": consented(("photograph",), "", "identification")},
        ask=["photograph"],
        purpose="identification",
    ),
    act(
        "comment_to_media",
        subject={"kind": "nobody"},
        requester={"kind": "media", "identity": "L2"},
        recipient=told("media", "L2"),
        ask=["general_statement"],
        purpose="media_enquiry",
        approval=approved("media_contact"),
    ),
    act("post_online", subject={"kind": "nobody"}, ask=["general_statement"], purpose="something_else"),
    act(
        "read_terms",
        subject={"kind": "supplier", "organisation": "Alder Supplies"},
        recipient=told("colleague"),
        requester={"kind": "colleague", "identity": "L3"},
        ask=["supplier_terms"],
        purpose="supplier_management",
    ),
    act(
        "read_minutes",
        actor={**STAFF, "attended": True},
        subject={"kind": "nobody"},
        recipient=told("colleague"),
        requester={"kind": "colleague", "identity": "L3"},
        ask=["meeting_minutes"],
        purpose="meeting",
    ),
    act(
        "release_data_set",
        subject={"kind": "nobody"},
        recipient=told("researcher"),
        requester={"kind": "researcher", "identity": "L3"},
        ask=["statistics", "coded_records"],
        purpose="research_statistics",
        data_set=CHECKED,
        approval=approved("data_protection_officer"),
    ),
    act(
        "reidentify",
        subject={"kind": "nobody"},
        ask=["coded_records"],
        purpose="research_statistics",
        approval=approved("data_protection_officer"),
    ),
]
