"""Tells Django about `confide.door`."""

from django.apps import AppConfig


class DoorConfig(AppConfig):
    """The app, under the label `door`."""

    name = "confide.door"
    label = "door"
