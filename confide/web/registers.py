"""The addresses of every register, from its declaration: list, new, file, case, step and duty.

- Pages of a register's own come first, so that one of the same name takes the place of the general one.
"""

from django.urls import URLPattern, URLResolver, include, path

from confide.cases.register import Register, every
from confide.web.casework import Detail, New, Take
from confide.web.duties import Tick
from confide.web.listing import Export, List

Addresses = list[URLPattern | URLResolver]


def addresses() -> Addresses:
    """All registers, each under its own word."""
    return [path(f"{register.rules.plural}/", include(_of(register))) for register in every()]


def _of(register: Register) -> Addresses:
    plural, given = register.rules.plural, {"register": register}
    general: Addresses = [
        path("", List.as_view(), given, name=f"{plural}-list"),
        path("export.csv", Export.as_view(), given, name=f"{plural}-export"),
        path("new/", New.as_view(), given, name=f"{plural}-new"),
        path("<int:number>/", Detail.as_view(), given, name=f"{plural}-detail"),
        path("<int:number>/duties/<uuid:duty>/", Tick.as_view(), given, name=f"{plural}-duty"),
        path("<int:number>/<slug:step>/", Take.as_view(), given, name=f"{plural}-step"),
    ]
    return [*register.journey, *general]
