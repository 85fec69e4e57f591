"""The page that says where all paper is: cabinet by cabinet, what is out, and how well it is kept."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from confide.registers.paper import whereabouts
from confide.web.reading import Asked


def page(request: Asked) -> HttpResponse:
    """All of it that the reader sees."""
    at = timezone.now()
    out, count = whereabouts.out()
    context = {
        "measures": whereabouts.measures(at),
        "cabinets": whereabouts.cabinets(),
        "out": out,
        "more": count if count > len(out) else 0,
    }
    return render(request, "paper/whereabouts.html", context)


ADDRESSES = (path("whereabouts/", page, name="paper-whereabouts"),)
