"""One address of every kind of page that is read, for tests that look at all of them."""

from confide.cases.register import every

PLAIN = (
    "/",
    "/people/",
    "/people/?kind=supplier",
    "/people/P-00001/",
    "/people/P-00001/looks/",
    "/my-record/looks/",
    "/people/P-00001/?for=payroll",
    "/people/P-00001/change/",
    "/people/P-00001/retention/",
    "/people/P-00001/entries/new/",
    "/people/P-00001/documents/new/",
    "/people/new/",
    "/people/writing/",
    "/ledger/",
    "/ledger/paper/",
    "/registers/",
    "/registers/?reference=XX-1",
)
PAPER = ("/paper/whereabouts/",)
DISPOSALS = ("/policy/retention/", "/disposals/due/", "/disposals/due/?state=waits")
POLICY = ("/policy/", "/policy/?state=kept", "/policy/2.5b/", "/policy/2.5/", "/policy/caldicott/", "/policy/gaps/")


def places(cases) -> list[str]:
    """Those, and of every register the list, the form, a case and its first step."""
    found = [*PLAIN, *POLICY, *DISPOSALS, *PAPER, "/sign-in/"]
    for register in every():
        plural, case = register.rules.plural, cases[register.rules.plural]
        step = register.rules.workflow.steps_from(case.status)[0].name.replace("_", "-")
        at = f"/{plural}/{case.number}/"
        found += [f"/{plural}/", f"/{plural}/?status=nothing", f"/{plural}/new/", at, f"{at}{step}/"]
    return found
