"""Tells Django about `confide.web`, and adds its part to the tick."""

from importlib import import_module

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app, under the label `web`."""

    name = "confide.web"
    label = "web"

    def ready(self) -> None:
        """Once every model is there: what the pages want done as time passes joins the tick."""
        import_module("confide.web.signin.tidying")
        import_module("confide.web.waiting")
