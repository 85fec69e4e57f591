"""Mention keys, for those who write an index of who is mentioned where and for those who ask it."""

from collections.abc import Iterable

from django.utils import timezone

from confide.vault.mentions import mention_keys


def keys(words: Iterable[str]) -> set[int]:
    """The keys of names and numbers, as `domain.mentions` spells them."""
    # A key is made when it is made, whatever the time that the entry itself tells of.
    return mention_keys(words, at=timezone.now())
