"""The addresses of the pages, and of every register that announced itself."""

from django.urls import URLPattern, URLResolver, path

from confide.web.ledger import checkpoint, ledger, on_paper, one_tile
from confide.web.overview import overview
from confide.web.people import people, person
from confide.web.personas import sign_in, sign_out
from confide.web.policy import caldicott, clause, clauses, gaps
from confide.web.register_index import index
from confide.web.registers import addresses

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("people/", people, name="people-list"),
    path("people/<slug:reference>/", person, name="people-detail"),
    path("policy/", clauses, name="policy-list"),
    path("policy/caldicott/", caldicott, name="policy-caldicott"),
    path("policy/gaps/", gaps, name="policy-gaps"),
    path("policy/<str:name>/", clause, name="policy-detail"),
    path("ledger/", ledger, name="ledger"),
    path("ledger/paper/", on_paper, name="ledger-paper"),
    path("ledger/checkpoint", checkpoint, name="ledger-checkpoint"),
    path("ledger/tile/<path:place>", one_tile, name="ledger-tile"),
    path("registers/", index, name="registers"),
    *addresses(),
]
