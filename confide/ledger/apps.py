"""Tells Django about `confide.ledger`."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The app, under the label `ledger`."""

    name = "confide.ledger"
    label = "ledger"
