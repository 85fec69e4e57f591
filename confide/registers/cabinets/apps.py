"""Tells Django about `confide.registers.cabinets`."""

from django.apps import AppConfig


class CabinetsConfig(AppConfig):
    """The app, under the label `cabinets`."""

    name = "confide.registers.cabinets"
    label = "cabinets"
