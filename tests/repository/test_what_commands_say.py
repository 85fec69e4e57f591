"""Every word a person reads goes through gettext: also what the commands print, refuse, find and help with."""

import ast
from collections.abc import Iterator

import pytest

from tests.repository.tree import ROOT

JOBS = ROOT / "confide" / "jobs"
FIRST = {"print", "getpass", "KeepingError", "Busy", "BadShares", "ValidationError", "_no", "_say"}
"""What says its first argument to somebody."""
FINDINGS = {"well", "ill"}
"""What says all but the first, which names the check."""
PLACES = [path for path in sorted(JOBS.rglob("*.py")) if "sample" not in path.parts]


def said(tree: ast.AST) -> Iterator[ast.expr]:
    """Every expression that somebody reads."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
        if name in FIRST:
            yield from call.args[:1]
        elif name in FINDINGS:
            yield from call.args[1:]
        yield from (word.value for word in call.keywords if word.arg == "help")
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "said":
            yield node.value


def plain(expression: ast.expr) -> Iterator[str]:
    """The sentences in it that nobody could translate. A name and a colon are none."""
    if isinstance(expression, ast.IfExp):
        yield from (*plain(expression.body), *plain(expression.orelse))
    parts = expression.values if isinstance(expression, ast.JoinedStr) else [expression]
    text = "".join(part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str))
    if " " in text.strip(": ") and not text.startswith("confide "):
        yield text


@pytest.mark.parametrize("path", PLACES, ids=[str(path.relative_to(JOBS)) for path in PLACES])
def test_what_a_command_says_can_be_translated(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [text for expression in said(tree) for text in plain(expression)] == []


def test_this_would_find_a_sentence_that_was_forgotten():
    forgotten = 'raise KeepingError(f"There is no {kind}.") if x else ill("c", "It is late." if y else z, _("Run it."))'
    found = [text for expression in said(ast.parse(forgotten.replace("raise ", ""))) for text in plain(expression)]
    assert found == ["There is no .", "It is late."]
