"""Tells Django about `confide.registers.disposals`."""

from django.apps import AppConfig


class DisposalsConfig(AppConfig):
    """The app, under the label `disposals`."""

    name = "confide.registers.disposals"
    label = "disposals"
