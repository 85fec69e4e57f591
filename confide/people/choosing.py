"""Teams and colleagues to choose from in a form, as they are when it is shown."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils import timezone

from confide.people.models import Staff, Team


def teams() -> Iterator[tuple[str, str]]:
    """Every team by its name."""
    for name in Team.objects.order_by("name").values_list("name", flat=True).distinct():
        yield name, name


def colleagues() -> Iterator[tuple[str, str]]:
    """Everybody who has not left, those who only begin among them; with the user name, since two may have one name."""
    stay = Q(leaves_at=None) | Q(leaves_at__gt=timezone.now())
    yield from _named(Staff.objects.filter(stay))


def everybody() -> Iterator[tuple[str, str]]:
    """The same with those who have left."""
    yield from _named(Staff.objects.all())


def _named(staff: QuerySet[Staff]) -> Iterator[tuple[str, str]]:
    for user_name, name in staff.order_by("name", "username").values_list("username", "name"):
        yield user_name, f"{name} ({user_name})"
