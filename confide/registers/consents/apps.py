"""Tells Django about `confide.registers.consents`."""

from django.apps import AppConfig


class ConsentsConfig(AppConfig):
    """The app, under the label `consents`."""

    name = "confide.registers.consents"
    label = "consents"
