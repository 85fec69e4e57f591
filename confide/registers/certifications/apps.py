"""Tells Django about `confide.registers.certifications`."""

from django.apps import AppConfig


class CertificationsConfig(AppConfig):
    """The app, under the label `certifications`."""

    name = "confide.registers.certifications"
    label = "certifications"
