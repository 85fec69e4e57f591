"""Tells Django about `confide.people`, and adds its part to the tick."""

from importlib import import_module

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The app, under the label `people`."""

    name = "confide.people"
    label = "people"

    def ready(self) -> None:
        """Once every model is there: what happens to staff as time passes joins the tick."""
        import_module("confide.people.moving")
