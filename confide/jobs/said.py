"""Translates what the commands say that run without Django: with a file, a key and nothing else.

- The catalogues are those of the whole product; without one for the language the words are as written here.
"""

from gettext import translation
from pathlib import Path

_found = translation("django", Path(__file__).parents[1] / "locale", fallback=True)
_ = _found.gettext
ngettext = _found.ngettext
