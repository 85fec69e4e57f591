"""One page leads to every register and to every case that the reader may see, and to no other."""

from confide.cases.register import every
from tests.organisation import House
from tests.web.html import document


def test_every_register_is_listed_with_what_is_open_in_it(house: House, windows, cases):
    page = document(windows(house.ama).get("/registers/"))
    links = {link.attributes.get("href") for link in page.every("a")}
    assert {f"/{register.rules.plural}/" for register in every()} <= links
    assert {f"/{register.rules.plural}/new/" for register in every()} <= links
    mine = [row.words for row in page.every("td") if row.attributes.get("class") == "number"]
    theirs = [
        row.words
        for row in document(windows(house.sam).get("/registers/")).every("td")
        if row.attributes.get("class") == "number"
    ]
    assert sum(map(int, mine[::2])) == len(cases)
    assert set(theirs) == {"0"}


def test_a_reference_leads_to_its_case_however_it_is_typed(house: House, windows, cases):
    case = cases["disclosures"]
    answer = windows(house.ama).get("/registers/", {"reference": f" {case.reference.lower()} "})
    assert answer.url == f"/disclosures/{case.number}/"


def test_a_case_of_another_team_is_no_case(house: House, windows, cases):
    known = windows(house.sam).get("/registers/", {"reference": cases["disclosures"].reference})
    unknown = windows(house.sam).get("/registers/", {"reference": "DI-99999"})
    said = [[item.words for item in document(answer).every("li")] for answer in (known, unknown)]
    assert known.status_code == unknown.status_code == 200
    assert said[0] == said[1]
    assert "There is no such case among those that you can see." in known.content.decode()


def test_a_register_without_a_place_of_its_own_is_found_among_the_registers(house: House, windows):
    page = document(windows(house.ben).get("/standing/"))
    assert [a.words for a in page.every("a") if a.attributes.get("aria-current") == "page"] == ["Registers"]
