"""What the overview tells those who look after all registers: what went otherwise than decided."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from confide.cases.register import Notice
from confide.domain.reading import Reader
from confide.registers.disclosures.models import Disclosure

LOOKED_BACK = timedelta(days=30)


def notices(reader: Reader, at: datetime, overview: bool) -> Iterator[Notice]:
    """On the overview: how many disclosures of the last month may be breaches."""
    if not (overview and reader.governance):
        return
    if count := Disclosure.objects.filter(sent_as_decided=False, sent_at__gt=at - LOOKED_BACK).count():
        said = ngettext(
            "%(count)s disclosure of the last 30 days went otherwise than decided: it may be a breach.",
            "%(count)s disclosures of the last 30 days went otherwise than decided: they may be breaches.",
            count,
        )
        yield Notice(
            said % {"count": count}, url=reverse("disclosures-loose-ends"), url_words=_("Look at what differs")
        )
