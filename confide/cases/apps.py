"""Tells Django about `confide.cases`, finds the registers, and adds the way to a person through a case of one's own."""

from django.apps import AppConfig
from django.db.models import Q
from django.utils.module_loading import autodiscover_modules

from confide.domain.reading import Reader
from confide.door.reading import within
from confide.people.scope import widen


class CasesConfig(AppConfig):
    """The app, under the label `cases`."""

    name = "confide.cases"
    label = "cases"

    def ready(self) -> None:
        """Once every model is there: registers announce themselves."""
        widen(self._through_cases)
        # What keeps cases reads the table of cases, which is there by now.
        autodiscover_modules("handing", "register", "keeping")

    def _through_cases(self, reader: Reader) -> Q:
        return Q(pk__in=within(self.get_model("Case"), reader).exclude(person=None).values("person"))
