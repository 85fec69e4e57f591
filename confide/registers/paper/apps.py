"""Tells Django about `confide.registers.paper`."""

from django.apps import AppConfig


class PaperConfig(AppConfig):
    """The app, under the label `paper`."""

    name = "confide.registers.paper"
    label = "paper"
