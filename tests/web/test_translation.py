"""Every word a person reads is translated: in a language where each translated letter is a strange one, no plain
English is left but names and references.
"""

import re

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from confide.cases.register import every
from tests.organisation import AT, House
from tests.web.html import document
from tests.web.places import places

PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
STRANGE = "áƀćđéƒǵĥíĵķłɱńóƥɋŕśťúʋŵẋýžÁɃĆĐÉƑǴĤÍĴĶŁṀŃÓƤɊŔŚŤÚɅŴẊÝŽ"
KEPT = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|<[^>]*>|&\w+;")
WORD = re.compile(r"[A-Za-z]{2,}")
# What is no word of ours: names of people, teams and things, references, commands, shapes of dates.
NAMES = {"Confide", "Ama", "Boateng", "Ben", "Ashdown", "Mo", "Farouk", "Ines", "Carvalho", "Gwen", "Pritchard"}
NAMES |= {"Sam", "Whitlock", "Kit", "Nyland", "Dee", "Okonkwo", "Homecare", "Teaching", "Head", "office", "English"}
NAMES |= {
    "DI",
    "AD",
    "CO",
    "ST",
    "confide",
    "ledger",
    "verify",
    "witness",
    "zebedee",
    "ama",
    "ben",
    "mo",
    "ines",
    "gwen",
    "sam",
    "kit",
}


def strange(text: str) -> str:
    """The text in strange letters, with what is filled in later left as it is."""
    table, parts, last = str.maketrans(PLAIN, STRANGE), [], 0
    for found in KEPT.finditer(text):
        parts += [text[last : found.start()].translate(table), found.group()]
        last = found.end()
    return "".join([*parts, text[last:].translate(table)])


class Strange:
    """A catalogue that has every message."""

    def gettext(self, message):
        return strange(message)

    def ngettext(self, one, many, number):
        return strange(one if number == 1 else many)

    def pgettext(self, _context, message):
        return strange(message)

    def npgettext(self, _context, one, many, number):
        return strange(one if number == 1 else many)

    def language(self):
        return "cy-strange"

    to_language = language


@pytest.fixture
def strangely():
    # Leaving `override` looks the former language up again: by then the real catalogues must be back.
    with translation.override("en-gb"), pytest.MonkeyPatch.context() as catalogues:
        catalogues.setattr(trans_real, "translation", lambda _language: Strange())
        translation.activate("en-gb")
        yield


def left(page, typed: set[str]) -> set[str]:
    """The words of a page that nobody translated."""
    texts = [re.sub(r"\b[A-Z]{1,2}-\d+|\b[CL]\d\b|\bP-\d+", "", text) for text in page.texts]
    return {word for text in texts for word in WORD.findall(text)} - NAMES - typed


def test_no_plain_english_is_left_on_any_page(strangely, house: House, windows, cases):
    typed = {word for register in every() for word in WORD.findall(str(register.sample("open", AT)))}
    window = windows(house.ama)
    faults = {}
    for place in places(cases):
        if words := left(document(window.get(place)), typed):
            faults[place] = sorted(words)
    assert faults == {}
