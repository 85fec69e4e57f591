"""Words that do not belong in the product: unfinished places, paths of somebody's machine, foreign spellings."""

import re

from tests.repository.tree import files, name

TEXT = (
    ".py",
    ".md",
    ".toml",
    ".txt",
    ".html",
    ".css",
    ".js",
    ".cedar",
    ".cedarschema",
    ".svg",
    ".po",
    "Makefile",
    "/run",
)
# In pieces, so that this file does not find itself.
UNFINISHED = re.compile(
    "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "NotImplemented" + "Error", "lorem " + "ipsum"))
)
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.])/(?:wo" + r"rk|ho" + r"me|ro" + r"ot|Us" + r"ers)/[A-Za-z.]")
INDEX_HOST = re.compile(r"--(?:extra-)?index-url|--find-links|file://")
FOREIGN = re.compile(
    r"\b(?:organi" + r"zation|behavi" + r"or|reco" + r"gnize|autho" + r"rize|cen" + r"ter|favo" + r"r)s?\b",
    re.IGNORECASE,
)


def lines_with(pattern: re.Pattern[str], *endings: str) -> dict[str, list[int]]:
    """Where a pattern stands: the numbers of the lines, by file."""
    found = {}
    for path in files(*endings):
        numbered = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if numbers := [number for number, line in numbered if pattern.search(line)]:
            found[name(path)] = numbers
    return found


def test_nothing_is_left_unfinished():
    assert lines_with(UNFINISHED, *TEXT) == {}


def test_no_path_of_a_machine_stands_in_the_repository():
    assert lines_with(SOMEBODYS_MACHINE, *TEXT) == {}


def test_the_locked_requirements_name_no_host():
    assert lines_with(INDEX_HOST, "runtime.txt", "dev.txt") == {}


def test_what_people_read_is_in_british_english():
    assert lines_with(FOREIGN, ".md", ".html", "wording.toml", "clauses.toml", "vocabulary.toml") == {}
