"""Tells Django about `confide.cases`, finds the registers, and adds the way to a person through a case of one's own."""

from django.apps import AppConfig
from django.db.models import Q, QuerySet
from django.utils.module_loading import autodiscover_modules

from confide.domain.reading import Reader
from confide.people.scope import widen


class CasesConfig(AppConfig):
    """The app, under the label `cases`."""

    name = "confide.cases"
    label = "cases"

    def ready(self) -> None:
        """Once every model is there: registers announce themselves."""
        widen(self._through_cases)
        # They read the table of cases, which is there by now.
        autodiscover_modules("handing", "register", "keeping", "mentioning")

    def _through_cases(self, reader: Reader) -> Q:
        case = self.get_model("Case")
        in_hand = QuerySet(case).filter(case.in_hand(reader))
        return Q(pk__in=in_hand.exclude(person=None).values("person"))
