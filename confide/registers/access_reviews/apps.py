"""Tells Django about `confide.registers.access_reviews`."""

from django.apps import AppConfig


class AccessReviewsConfig(AppConfig):
    """The app, under the label `access_reviews`."""

    name = "confide.registers.access_reviews"
    label = "access_reviews"
