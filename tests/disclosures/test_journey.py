"""A disclosure from question to record, as the policy's clauses 2.3 to 2.5 describe it."""

from tests.disclosures.conftest import answer, asked, begin, lado_asks, take


def test_smoke(today, window):
    ama = window(today.ama)
    url = asked(ama, lado_asks(today))
    page = ama.get(url)
    assert page.status_code == 200
    print(page.context["view"]["title"], page.context["view"]["subtitle"])
    print([s["label"] for s in page.context["view"]["steps"]], page.context["view"]["refused_steps"])
    print([str(r) for r in page.context["view"]["told"]])
