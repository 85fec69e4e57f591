"""What is left of somebody when everything about them is destroyed: a reference, and for staff not even their name.

- Sealed words go with their keys; this takes away what stands in clear and says who it was.
- Rows stay where others refer to them, so that every case and every entry of the ledger still verifies.
"""

from uuid import UUID

from django.contrib.auth.hashers import make_password

from confide.door.reading import system
from confide.people.models import Person, Staff
from confide.records.holdings import WHOLE, Ending

GONE = "gone-"
NOBODY = "Somebody whose record has ended"


def staff_behind(holder: UUID) -> UUID | None:
    """The member of staff who is this person, or is this holder themselves."""
    with system("forget somebody"):
        of_person = Person.objects.filter(pk=holder).values_list("staff", flat=True).first()
    return of_person or Staff.objects.filter(pk=holder).values_list("pk", flat=True).first()


def forget(holder: UUID, held_as: str, _ending: Ending) -> int:
    """Take team, name and sign-in of somebody away. Nothing happens for a part of what is held about them."""
    if held_as != WHOLE:
        return 0
    staff = staff_behind(holder)
    with system("forget somebody"):
        gone = Person.objects.filter(pk=holder).update(team=None, staff=None)
    if staff is not None:
        nobody = {"username": f"{GONE}{staff}", "name": NOBODY, "job_title": "", "password": make_password(None)}
        gone += Staff.objects.filter(pk=staff).update(**nobody, team=None, line_manager=None)
    return gone
