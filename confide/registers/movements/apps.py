"""Tells Django about `confide.registers.movements`."""

from django.apps import AppConfig


class MovementsConfig(AppConfig):
    """The app, under the label `movements`."""

    name = "confide.registers.movements"
    label = "movements"
