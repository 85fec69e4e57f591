"""The addresses of the pages, and of every register that announced itself."""

from django.urls import URLPattern, URLResolver, path

from confide.web.copying import Copy
from confide.web.documents import AddDocument, document
from confide.web.entries import entry
from confide.web.everything import everything
from confide.web.knowing import AddPerson, ChangePerson
from confide.web.known_as import KnownAs
from confide.web.ledger import checkpoint, ledger, on_paper, one_tile
from confide.web.overview import overview
from confide.web.people import people
from confide.web.person import person
from confide.web.policy import caldicott, clause, clauses, gaps
from confide.web.recording import Correct, Write, remarks
from confide.web.register_index import index
from confide.web.registers import addresses
from confide.web.retention import person_retention, retention_schedule
from confide.web.searching import everywhere, in_record
from confide.web.signin.urls import ADDRESSES
from confide.web.who_looked import of_oneself, of_oneself_file, of_person, of_person_file
from confide.web.writing import guide

urlpatterns: list[URLPattern | URLResolver] = [
    path("", overview, name="overview"),
    *ADDRESSES,
    path("people/", people, name="people-list"),
    path("people/new/", AddPerson.as_view(), name="people-new"),
    path("people/writing/", guide, name="writing-guide"),
    path("people/writing/remarks/", remarks, name="writing-remarks"),
    path("people/<slug:reference>/", person, name="people-detail"),
    path("people/<slug:reference>/everything/", everything, name="people-everything"),
    path("people/<slug:reference>/known-as/", KnownAs.as_view(), name="people-known-as"),
    path("people/<slug:reference>/search/", in_record, name="people-search"),
    path("search/", everywhere, name="search"),
    path("people/<slug:reference>/retention/", person_retention, name="people-retention"),
    path("people/<slug:reference>/change/", ChangePerson.as_view(), name="people-change"),
    path("people/<slug:reference>/copy/", Copy.as_view(), name="people-copy"),
    path("people/<slug:reference>/entries/new/", Write.as_view(), name="people-write"),
    path("people/<slug:reference>/entries/<uuid:key>/", entry, name="people-entry"),
    path("people/<slug:reference>/entries/<uuid:key>/correct/", Correct.as_view(), name="people-correct"),
    path("people/<slug:reference>/documents/new/", AddDocument.as_view(), name="people-add-document"),
    path("people/<slug:reference>/documents/<uuid:key>/", document, name="people-document"),
    path("people/<slug:reference>/looks/", of_person, name="people-looks"),
    path("people/<slug:reference>/looks.csv", of_person_file, name="people-looks-file"),
    path("my-record/looks/", of_oneself, name="own-looks"),
    path("my-record/looks.csv", of_oneself_file, name="own-looks-file"),
    path("policy/", clauses, name="policy-list"),
    path("policy/caldicott/", caldicott, name="policy-caldicott"),
    path("policy/gaps/", gaps, name="policy-gaps"),
    path("policy/retention/", retention_schedule, name="policy-retention"),
    path("policy/<str:name>/", clause, name="policy-detail"),
    path("ledger/", ledger, name="ledger"),
    path("ledger/paper/", on_paper, name="ledger-paper"),
    path("ledger/checkpoint", checkpoint, name="ledger-checkpoint"),
    path("ledger/tile/<path:place>", one_tile, name="ledger-tile"),
    path("registers/", index, name="registers"),
    *addresses(),
]
