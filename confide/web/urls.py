"""The addresses of the pages, and of every register that announced itself."""

from django.urls import URLPattern, URLResolver, path

from confide.web.ledger import ledger
from confide.web.overview import overview
from confide.web.people import people, person
from confide.web.policy import caldicott, clause, clauses, gaps
from confide.web.register_index import index
from confide.web.registers import addresses
from confide.web.signin.urls import ADDRESSES

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    *ADDRESSES,
    path("people/", people, name="people-list"),
    path("people/<slug:reference>/", person, name="people-detail"),
    path("policy/", clauses, name="policy-list"),
    path("policy/caldicott/", caldicott, name="policy-caldicott"),
    path("policy/gaps/", gaps, name="policy-gaps"),
    path("policy/<str:name>/", clause, name="policy-detail"),
    path("ledger/", ledger, name="ledger"),
    path("registers/", index, name="registers"),
    *addresses(),
]
