"""The policy on its pages: each obligation and what keeps it, the principles, and where the law went on."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from confide.cases.register import every
from confide.domain.clause import Citation, Means, Obligation, State
from confide.door.clauses import law_changes, obligations, policy_gaps, principles, texts
from confide.web import words
from confide.web.measures import SHOWN

TONES = {State.KEPT: "allow", State.PARTLY: "refer", State.PLANNED: "plain"}


def clauses(request: HttpRequest) -> HttpResponse:
    """All obligations, clause by clause."""
    asked = request.GET.get("state", "")
    state = State(asked) if asked in set(State) else None
    found = [item for item in obligations() if state is None or item.state is state]
    context = {"groups": list(_groups(found)), "states": _states(), "chosen": state, "total": len(obligations())}
    return render(request, "policy/list.html", context)


def clause(request: HttpRequest, name: str) -> HttpResponse:
    """One obligation, or all of a clause."""
    found = [item for item in obligations() if item.id == name or _clause_of(item.id) == name]
    if not found:
        raise Http404
    context = {
        "name": name,
        "whole": len(found) > 1 or found[0].id != name,
        "items": [_item(item) for item in found],
        "gaps": [gap for gap in policy_gaps() if {item.id for item in found} & set(gap.clauses)],
        "principles": [each for each in principles() if {item.id for item in found} & set(each.clauses)],
    }
    return render(request, "policy/detail.html", context)


def caldicott(request: HttpRequest) -> HttpResponse:
    """The eight principles, with what the product does about each."""
    return render(request, "policy/caldicott.html", {"principles": principles()})


def gaps(request: HttpRequest) -> HttpResponse:
    """Where the policy is behind the law, and how the law has changed."""
    return render(request, "policy/gaps.html", {"gaps": policy_gaps(), "changes": law_changes()})


def _clause_of(name: str) -> str:
    """The clause of an obligation: 2.5 of 2.5b, L1 of L1."""
    return name.rstrip("abcdefghijklmnopqrstuvwxyz") if "." in name else name


def _groups(found: list[Obligation]) -> Iterator[dict[str, Any]]:
    grouped: dict[str, list[dict[str, Any]]] = {}
    for item in found:
        grouped.setdefault(_clause_of(item.id), []).append(_item(item))
    for name, items in grouped.items():
        yield {"name": name, "rows": items}


def _states() -> list[dict[str, Any]]:
    counted = Counter(item.state for item in obligations())
    return [
        {"code": state.value, "words": _words(state), "tone": TONES[state], "count": counted[state]} for state in State
    ]


def _words(state: State) -> str:
    return {State.KEPT: _("Kept"), State.PARTLY: _("Partly kept"), State.PLANNED: _("Planned")}[state]


def _item(item: Obligation) -> dict[str, Any]:
    return {
        "id": item.id,
        "text": item.text,
        "state": _words(item.state),
        "tone": TONES[item.state],
        "supported": item.supported,
        "keeps": [_citation(citation) for citation in item.keeps],
        "missing": ", ".join(_kind(kind) for kind in item.missing),
        "lacking": item.lacking,
    }


def _kind(kind: str) -> str:
    said = {
        "gate": _("a gate that refuses until it holds"),
        "register": _("a record that can be searched"),
        "clock": _("a deadline that is counted and chased"),
        "guide": _("the right words where they are needed"),
        "measure": _("a figure with what is behind it"),
    }
    return said[kind]


def _citation(citation: Citation) -> dict[str, str]:
    said = {
        Means.RULE: _("Rule"),
        Means.DUTY: _("Duty"),
        Means.STEP: _("Step"),
        Means.PAGE: _("Page"),
        Means.CLOCK: _("Deadline"),
        Means.MEASURE: _("Figure"),
    }
    words_, url = citation.name, ""
    if citation.means is Means.STEP:
        words_ = _step(citation.name)
    elif citation.means is Means.PAGE:
        url = _address(citation.name)
        words_ = words.code(citation.name.replace("-", "_").replace("/", " "))
    elif citation.means is Means.CLOCK:
        words_ = words.code(citation.name)
    elif citation.means is Means.MEASURE:
        words_, url = words.code(citation.name), _address(SHOWN[citation.name])
    elif texts().get(citation.name):
        words_ = _(texts()[citation.name])
    more = _("from {step}").format(step=_step(citation.from_step)) if citation.from_step else ""
    return {"kind": said[citation.means], "words": words_, "url": url, "more": more}


def _step(name: str) -> str:
    register, _colon, step = name.partition(":")
    found = next((each for each in every() if each.rules.name == register), None)
    title = _(found.rules.title) if found else words.code(register)
    return f"{title}: {words.step(found, step) if found else words.code(step)}"


def _address(name: str) -> str:
    try:
        return reverse(name.replace("/", "-"))
    except NoReverseMatch:
        return ""
