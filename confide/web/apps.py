"""Tells Django about `confide.web`."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The app, under the label `web`."""

    name = "confide.web"
    label = "web"
