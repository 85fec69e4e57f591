"""What the certificate of a disposal says, put together from the case: who decided, what was done, what is gone."""

from collections.abc import Collection, Iterable, Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from confide.cases.models import Case, CaseEvent
from confide.door.policy import pack
from confide.door.proof import proof
from confide.door.retention import schedule
from confide.exchange.certificate import Certificate, Ended
from confide.people.models import Staff
from confide.registers.disposals.listing import held, how_many
from confide.registers.disposals.models import Disposal, DisposalItem
from confide.web import words

DESTROYED = "destroyed"
TOLD = {
    "open": gettext_lazy("Reviewed"),
    "propose": gettext_lazy("Proposed"),
    "approve": gettext_lazy("Agreed"),
    "destroy": gettext_lazy("Destroyed"),
}


def said(case: Case, facts: Disposal, items: list[DisposalItem]) -> Certificate:
    """The certificate of a case that came to its end."""
    events = list(CaseEvent.objects.filter(case=case, step__in=TOLD).select_related("actor"))
    destroyed, proved = events[-1], proof()
    return Certificate(
        reference=case.reference,
        organisation=pack().title,
        destroyed_at=destroyed.at,
        destroyed_on=words.plain(destroyed.at),
        erased_on=words.plain(facts.erased_on) if facts.erased_on else "",
        decided=[(str(TOLD[event.step]), _who(event.actor), words.plain(event.at)) for event in events],
        how=list(_how(facts, items)),
        ended=list(_ended(facts, items)),
        rules=_rules({item.rule for item in items} or {facts.rule}),
        entry=str(destroyed.ledger_entry),
        origin=proved.origin,
        sample=proved.kind == "demo",
    )


def _who(staff: Staff) -> str:
    return f"{staff.name}, {staff.job_title}" if staff.job_title and staff.job_title != staff.name else staff.name


def _rules(codes: Collection[str]) -> list[tuple[str, str]]:
    said = {rule.code: _(rule.record) for rule in schedule().rules}
    return [(code, said[code]) for code in sorted(codes)]


def _ended(facts: Disposal, items: Iterable[DisposalItem]) -> Iterator[Ended]:
    for item in items:
        due, erased = date_format(item.due_on, "j F Y"), words.plain(item.erased_on) if item.erased_on else ""
        yield Ended(item.reference, held(item.held_as), item.rule, how_many(item.counts), due, item.keys or 0, erased)
    if not items and facts.made_on:
        written = _("written up to {day}").format(day=date_format(facts.made_on, "j F Y"))
        yield Ended(words.NONE, _("Paper"), facts.rule, _files(facts), written, 0, "")


def _files(facts: Disposal) -> str:
    return _("{count} files, folders or sheets of paper").format(count=facts.paper_files or 0)


def _how(facts: Disposal, items: Iterable[DisposalItem]) -> Iterator[tuple[str, str]]:
    if keys := sum(item.keys or 0 for item in items):
        sentence = _(
            "The key of each holding was destroyed in the key store, and the documents that it sealed (AES-256-GCM) "
            "were removed from their rows. Keys destroyed: {keys}."
        )
        yield _("Electronic records"), sentence.format(keys=keys)
    if facts.paper_level and facts.shredded_on:
        size = next(each.particle_mm2 for each in schedule().paper.levels if each.code == facts.paper_level)
        sentence = _("{files}, shredded on {day} to level {level} of DIN 66399: pieces of at most {size} mm².")
        day = date_format(facts.shredded_on, "j F Y")
        yield _("Paper"), sentence.format(files=_files(facts), day=day, level=facts.paper_level, size=size)
        saw = Staff.objects.filter(username=facts.witness).first()
        yield _("Witness"), _who(saw) if saw else facts.witness
    if facts.certificate_number:
        yield _("Certificate of the shredding company"), facts.certificate_number
