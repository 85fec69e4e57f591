"""Tells Django about `confide.vault`."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """The app, under the label `vault`."""

    name = "confide.vault"
    label = "vault"
