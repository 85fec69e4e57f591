"""Tells Django about `confide.registers.advice`."""

from django.apps import AppConfig


class AdviceConfig(AppConfig):
    """The app, under the label `advice`."""

    name = "confide.registers.advice"
    label = "advice"
