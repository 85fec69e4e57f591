"""Tells Django about `confide.registers.recoveries`."""

from django.apps import AppConfig


class RecoveriesConfig(AppConfig):
    """The app, under the label `recoveries`."""

    name = "confide.registers.recoveries"
    label = "recoveries"
