"""The small organisation as it is today, a window for each of its people, and hands that answer the questions."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from confide.door.reading import system
from confide.people.models import Organisation
from tests.once import once
from tests.organisation import House, house, settle

__all__ = ["house"]


@pytest.fixture
def today(house: House) -> House:
    """The organisation with everybody's standing as of now, and the bodies it deals with."""
    once("today", lambda: bring_to_today(house), house.dee.pk)
    return house


def bring_to_today(house: House) -> None:
    now = timezone.now()
    with system("tests"):
        for staff in house.everybody():
            if staff != house.kit:
                settle(staff, now)
    for name, kind, number in (
        ("Aireford Council designated officer", "lado", "01632 960101"),
        ("Harrow Road Surgery", "gp", "01632 960120"),
        ("On-call manager", "colleague", "07700 900999"),
    ):
        Organisation.objects.create(
            name=name, kind=kind, published_number=number, verified_on=timezone.localdate(), verified_by=house.mo
        )


@pytest.fixture
def window(today: House):
    """A signed-in client for one of the staff: `window(today.ama)`."""

    def opened(staff, **options) -> Client:
        client = Client(**options)
        client.force_login(staff)
        return client

    return opened


def minutes_ago(minutes: int = 5) -> str:
    """A moment that has been, as a form takes it."""
    return (timezone.localtime() - timezone.timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def lado_asks(house: House) -> dict[str, Mapping[str, Any]]:
    """What Ama answers where a LADO, rung back, asks about Dee."""
    lado = Organisation.objects.get(kind="lado")
    return {
        "who-asks": {
            "kind": "lado",
            "name": "Hannah Quinn",
            "role": "Designated officer",
            "organisation": "Aireford Council",
            "receives": "on",
        },
        "identity": {
            "method": "called_back_and_confirmed",
            "source": "directory",
            "organisation": str(lado.pk),
            "confirmed_by": "The switchboard",
            "checked_at": minutes_ago(),
        },
        "about": {"about": "person"},
        "which-person": {"look_for": "Dee", "person": str(house.dee.pk)},
        "categories": {"ask": ["identity", "safeguarding_concern"]},
        "purpose": {"purpose": "safeguarding", "why": "They look into marks on her arm.", "need_to_know": "yes"},
        "provider": {"kind": "organisation"},
        "consent": {"why_none": "unsafe_to_seek", "explain": "Her brother is always there."},
        "instrument": {"kind": "none"},
        "risk": {"to": "subject", "level": "serious", "describe": "Marks that nobody explains, twice in a month."},
        "anonymise": {"anonymisable": "no"},
        "weighing": {
            "best_interest": "yes",
            "wellbeing": "yes",
            "proportionate": "yes",
            "less_intrusive": "no",
            "consequences": "yes",
        },
        "accurate": {"accurate_on": timezone.localdate().isoformat()},
        "harm": {"serious_harm": "no"},
        "telling": {"telling_safe": "no", "why_not": "He would know who spoke."},
        "doubt": {"doubt": "no"},
        "channel": {"channel": "secure_email"},
    }


def begin(client: Client, what: str = "asked") -> str:
    """Start a disclosure; the address of its first question."""
    response = client.post("/disclosures/new/", {"what": what})
    assert response.status_code == 302, response.content.decode()
    return client.get(response.url).url


def answer(client: Client, url: str, answers: Mapping[str, Mapping[str, Any]]) -> str:
    """Answer whatever is asked until the answers are to be checked; the address of that page."""
    for _ in range(30):
        slug = url.rstrip("/").rpartition("/")[2]
        if slug == "check":
            return url
        response = client.post(url, answers[slug])
        assert response.status_code == 302, f"{slug}: {errors(response)}"
        url = response.url
    raise AssertionError("the questions never end")


def errors(response: Any) -> Any:
    """What the form of a page says is wrong."""
    return response.context["form"].errors.as_text() if response.context and "form" in response.context else response


def asked(client: Client, answers: Mapping[str, Mapping[str, Any]], what: str = "asked") -> str:
    """Go through the whole journey; the address of the case."""
    response = client.post(answer(client, begin(client, what), answers))
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


def ask_again(client: Client, url: str, answers: Mapping[str, Mapping[str, Any]], *changed: str) -> None:
    """Ask about the same case again, with the answers to the questions of these addresses changed."""
    draft = client.post(f"{url}ask-again/").url
    for slug in changed:
        response = client.post(f"{draft}{slug}/", answers[slug])
        assert response.status_code == 302, f"{slug}: {errors(response)}"
    response = client.post(answer(client, client.get(draft).url, answers))
    assert response.status_code == 302, response.content.decode()


def take(client: Client, case_url: str, step: str, **typed: Any) -> Any:
    """Take a step on its own page, with the hidden fields as the page shows them."""
    page = client.get(f"{case_url}{step}/")
    hidden = {"key": page.context["key"], "expecting": page.context["expecting"]}
    return client.post(f"{case_url}{step}/", {**hidden, **typed})


@pytest.fixture
def referred(today, window):
    """Ama asked about a LADO's request and referred it, within this minute."""
    this_minute = timezone.now().replace(second=0, microsecond=0)
    return once("referred", lambda: refer(window(today.ama), today), today.dee.pk, this_minute)


def refer(ama: Client, house: House) -> str:
    url = asked(ama, lado_asks(house))
    assert take(ama, url, "refer", office_question="May we tell about marks on somebody's arm?").status_code == 302
    return url


@pytest.fixture
def approved(today, window, referred):
    """Mo approved what Ama referred."""
    response = take(window(today.mo), referred, "approve", office_reasons="Somebody is at risk.", confirmed="on")
    assert response.status_code == 302, response.content.decode()
    return referred
