"""The addresses of the pages, and of every register that announced itself."""

from django.urls import URLPattern, URLResolver, path

from confide.web.ledger import ledger
from confide.web.overview import overview
from confide.web.people import people, person
from confide.web.personas import sign_in, sign_out
from confide.web.policy import caldicott, clause, clauses, gaps
from confide.web.registers import addresses
from confide.web.who_looked import of_oneself, of_oneself_file, of_person, of_person_file

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    path("sign-in/", sign_in, name="sign-in"),
    path("sign-out/", sign_out, name="sign-out"),
    path("people/", people, name="people-list"),
    path("people/<slug:reference>/", person, name="people-detail"),
    path("people/<slug:reference>/looks/", of_person, name="people-looks"),
    path("people/<slug:reference>/looks.csv", of_person_file, name="people-looks-file"),
    path("my-record/looks/", of_oneself, name="own-looks"),
    path("my-record/looks.csv", of_oneself_file, name="own-looks-file"),
    path("policy/", clauses, name="policy-list"),
    path("policy/caldicott/", caldicott, name="policy-caldicott"),
    path("policy/gaps/", gaps, name="policy-gaps"),
    path("policy/<str:name>/", clause, name="policy-detail"),
    path("ledger/", ledger, name="ledger"),
    *addresses(),
]
