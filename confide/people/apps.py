"""Tells Django about `confide.people`."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app, under the label `people`."""

    name = "confide.people"
    label = "people"
