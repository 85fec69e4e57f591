"""Tells Django about `confide.records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """The app, under the label `records`."""

    name = "confide.records"
    label = "records"
