"""Tells Django about `confide.registers.standing`."""

from django.apps import AppConfig


class StandingConfig(AppConfig):
    """The app, under the label `standing`."""

    name = "confide.registers.standing"
    label = "standing"
