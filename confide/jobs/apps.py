"""Tells Django about `confide.jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The app, under the label `jobs`."""

    name = "confide.jobs"
    label = "jobs"
