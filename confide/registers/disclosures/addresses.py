"""The addresses of the pages that only disclosures have; the rest come with every register."""

from django.urls import path

from confide.registers.disclosures import deciding, journey, office, sharing, urgently

ADDRESSES = [
    path("new/", journey.New.as_view(), name="disclosures-new"),
    path("emergency/", urgently.Emergency.as_view(), name="disclosures-emergency"),
    path("afterwards/", urgently.Afterwards.as_view(), name="disclosures-afterwards"),
    path("office/", office.Queue.as_view(), name="disclosures-office"),
    path("loose-ends/", office.LooseEnds.as_view(), name="disclosures-loose-ends"),
    path("drafts/<uuid:draft>/", journey.Resume.as_view(), name="disclosures-draft"),
    path("drafts/<uuid:draft>/check/", journey.Check.as_view(), name="disclosures-check"),
    path("drafts/<uuid:draft>/delete/", journey.Delete.as_view(), name="disclosures-delete"),
    path("drafts/<uuid:draft>/<slug:question>/", journey.Ask.as_view(), name="disclosures-question"),
    path("<int:number>/", deciding.Detail.as_view(), name="disclosures-detail"),
    path("<int:number>/ask-again/", journey.Again.as_view(), name="disclosures-ask-again"),
    path("<int:number>/carry-out/", sharing.CarryOut.as_view(), name="disclosures-carry-out"),
    path("<int:number>/complete-the-record/", sharing.Complete.as_view(), name="disclosures-complete"),
    path("<int:number>/<slug:step>/", deciding.Take.as_view(), name="disclosures-step"),
]
