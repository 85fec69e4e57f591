"""Tells Django about `confide.registers.break_glass`."""

from django.apps import AppConfig


class BreakGlassConfig(AppConfig):
    """The app, under the label `break_glass`."""

    name = "confide.registers.break_glass"
    label = "break_glass"
