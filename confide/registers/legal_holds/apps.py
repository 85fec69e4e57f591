"""Tells Django about `confide.registers.legal_holds`."""

from django.apps import AppConfig


class LegalHoldsConfig(AppConfig):
    """The app, under the label `legal_holds`."""

    name = "confide.registers.legal_holds"
    label = "legal_holds"
