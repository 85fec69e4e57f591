"""Tells Django about `confide.registers.monitoring`."""

from django.apps import AppConfig


class MonitoringConfig(AppConfig):
    """The app, under the label `monitoring`."""

    name = "confide.registers.monitoring"
    label = "monitoring"
