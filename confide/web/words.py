"""What codes, refusals and clauses are called on a page, in the language of the reader.

- The words of policy, domain and registers are data in English; they are translated here, when they are shown.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from confide.cases.register import Register
from confide.domain.refusal import Refused
from confide.domain.register import TO_SUCCESSOR
from confide.domain.workflow import words as spaced
from confide.door.clauses import texts
from confide.door.fields import Code, Codes, Declared, Sealed, YesNo, declared
from confide.door.rows import SEALED

NONE = "–"
EMPTY: tuple[object, ...] = (None, "", [], {})


def code(name: str) -> str:
    """A code as words that begin a line: `with_office` is "With office"."""
    said = _(spaced(name)) if name else ""
    return said[:1].upper() + said[1:]


def step(register: Register, name: str) -> str:
    """The words of a step: the register's own where it has some."""
    if name == TO_SUCCESSOR:
        return _("Handed over to a successor")
    label = register.step_labels.get(name)
    return str(label) if label else code(name)


def duty(name: str) -> str:
    """The words of a duty: the pack's own where it has some."""
    said = texts().get(name)
    return _(said) if said else code(name)


def refusal(refused: Refused) -> str:
    """Why not, as one sentence."""
    values = {name: _(value) for name, value in refused.values.items()}
    return _(refused.pattern).format(**values) if values else _(refused.pattern)


def clause(name: str) -> dict[str, str]:
    """A clause as a link: address and words."""
    return {"url": reverse("policy-detail", args=[name]), "words": _("Clause {clause}").format(clause=name)}


def label(model: type[Model], name: str) -> str:
    """What a declared field is called, beginning a line."""
    said = str(declared(model)[name].label)
    return said[:1].upper() + said[1:]


def value(row: Any, name: str) -> str:
    """The value of a declared field in words; a dash where there is none."""
    return shown(declared(type(row))[name], getattr(row, name))


def brief(row: Any, name: str) -> str:
    """The same for a list: nothing where there is none, and of a moment the day."""
    held = getattr(row, name)
    if held in EMPTY:
        return ""
    return date_format(timezone.localtime(held), "j M Y") if isinstance(held, datetime) else value(row, name)


def shown(field: Declared | Sealed, held: Any) -> str:
    """A value in words, by what its field declares."""
    if held in EMPTY:
        return NONE
    if held is SEALED:
        return str(held)
    if isinstance(field, Code):
        return _(str(field.words(held)))
    if isinstance(field, Codes):
        return ", ".join(_(str(said)) for said in field.words(held))
    if isinstance(field, YesNo):
        return _("Yes") if held else _("No")
    return plain(held)


def plain(held: Any) -> str:
    """A date, a time or anything else as text."""
    if isinstance(held, datetime):
        return date_format(timezone.localtime(held), "j F Y, H:i")
    if isinstance(held, date):
        return date_format(held, "j F Y")
    return str(held)
