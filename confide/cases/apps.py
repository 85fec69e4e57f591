"""Tells Django about `confide.cases`."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """The app, under the label `cases`."""

    name = "confide.cases"
    label = "cases"
