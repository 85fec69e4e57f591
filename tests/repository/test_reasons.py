"""A check that is switched off says why, on its own line or in the comment above it."""

import re

import pytest

from tests.repository.tree import lines, name, python

SWITCH = re.compile(
    r"#\s*(?:noqa|type:\s*ignore|pragma:\s*no\s*cover)(?::\s*[A-Z]+[0-9]+(?:,\s*[A-Z]+[0-9]+)*|\[[\w, -]+\])?"
)
SKIP = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail)\b(?P<rest>.*)")
WORDS = re.compile(r"[A-Za-z]{2,}")


def unexplained_switches(text: list[str]) -> list[int]:
    """The numbers of the lines that switch a check off without a word of reason."""
    found = []
    for number, line in enumerate(text, start=1):
        switch = SWITCH.search(line)
        above = text[number - 2].strip() if number > 1 else ""
        if switch and not above.startswith("#") and not WORDS.search(SWITCH.sub("", line[switch.start() :])):
            found.append(number)
    return found


def unexplained_skips(text: list[str]) -> list[int]:
    """The numbers of the lines that skip a test without saying why in the same call."""
    found = []
    for number, line in enumerate(text, start=1):
        skip = SKIP.search(line)
        call = " ".join(text[number - 1 : number + 4]) if skip else ""
        if skip and not re.search(r"reason=|skip\(\s*[\"'A-Z]", call[skip.start() :]):
            found.append(number)
    return found


@pytest.mark.parametrize("find", [unexplained_switches, unexplained_skips])
def test_whatever_is_switched_off_has_its_reason_beside_it(find):
    here = "tests/repository/test_reasons.py"
    assert {name(path): found for path in python() if name(path) != here and (found := find(lines(path)))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (["import x  # noqa: F401"], [1]),
        (["import x  # noqa: F401 - others import it from here"], []),
        (["# The stub of this library is wrong about None.", "x = y()  # type: ignore[arg-type]"], []),
        (["x = y()  # type: ignore[arg-type]"], [1]),
        (["if x:  # pragma: no cover"], [1]),
        (["if x:  # pragma: no cover - only ever on Windows"], []),
    ],
)
def test_a_bare_switch_is_found_and_an_explained_one_is_not(text, found):
    assert unexplained_switches(text) == found
