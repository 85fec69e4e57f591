"""The documents are short, complete, and point at things that exist."""

import re

from tests.repository.tree import ROOT, files, lines, name

ADRS = sorted((ROOT / "docs" / "adr").glob("[0-9]*.md"))
HEADINGS = ["## Context", "## Decision", "## Consequences", "## What would change our mind"]
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


def test_the_readme_can_be_read_while_the_first_command_runs():
    assert len(lines(ROOT / "README.md")) < 60


def test_every_decision_is_in_the_index_and_in_order():
    index = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((\d{4}-[a-z0-9-]+\.md)\)", index) == [path.name for path in ADRS]
    assert [path.name[:4] for path in ADRS] == [f"{number:04}" for number in range(1, len(ADRS) + 1)]


def test_every_decision_says_what_would_change_our_mind():
    wrong = [name(path) for path in ADRS if [line for line in lines(path) if line.startswith("## ")] != HEADINGS]
    assert wrong == []


def test_every_decision_fits_on_a_page():
    assert {name(path): len(lines(path)) for path in ADRS if len(lines(path)) > 60} == {}


def test_every_link_between_documents_leads_somewhere():
    broken = {
        f"{name(path)} -> {target}"
        for path in files(".md")
        for target in LINK.findall(path.read_text(encoding="utf-8"))
        if not (path.parent / target).exists()
    }
    assert broken == set()


def test_every_test_that_a_document_names_exists():
    cited = re.compile(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`")
    missing = set()
    for path in (ROOT / "docs").rglob("*.md"):
        file = ""
        for named, test in cited.findall(path.read_text(encoding="utf-8")):
            file = named or file
            there = (ROOT / file).is_file() and f"def {test}" in (ROOT / file).read_text(encoding="utf-8")
            if not there and (named or test):
                missing.add(f"{name(path)} -> {file}::{test}")
    assert missing == set()


def test_the_glossary_is_in_order():
    terms = re.findall(r"^\*\*(.+?)\*\*", (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(terms) > 30
    assert terms == sorted(terms, key=str.casefold)
