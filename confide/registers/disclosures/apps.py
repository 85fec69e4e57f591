"""Tells Django about `confide.registers.disclosures`."""

from django.apps import AppConfig


class DisclosuresConfig(AppConfig):
    """The app, under the label `disclosures`."""

    name = "confide.registers.disclosures"
    label = "disclosures"
