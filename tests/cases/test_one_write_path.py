"""A case changes in one place only; everything else may look."""

import ast
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "confide"
WRITE_PATH = "cases/perform.py"
# Names under which code holds a case, by house style.
CASES = {"case", "seen", "found_case", "matter"}
STATE = {"status", "closed_at", "version", "number", "reference"}
# An effect runs inside the write path: it may say that nothing is left to do.
EFFECTS = ("registers/", "cases/taking.py")


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE).as_posix()
        if "/migrations/" not in name and name != WRITE_PATH:
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def is_case(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in CASES
    return isinstance(node, ast.Name) and (node.id in CASES or node.id == "Case")


def test_nothing_but_perform_saves_a_case():
    found = [
        (name, node.lineno)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"save", "delete"}
        and is_case(node.func.value)
    ]
    assert found == []


def test_nothing_but_perform_makes_a_case_or_changes_cases_in_bulk():
    found = []
    for name, tree in modules():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Case":
                found.append((name, node.lineno))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _in_bulk(node):
                found.append((name, node.lineno))
    assert found == []


def _in_bulk(node: ast.Call) -> bool:
    bulk = {"create", "get_or_create", "update_or_create", "update", "bulk_create", "bulk_update", "delete"}
    return node.func.attr in bulk and ast.unparse(node.func).startswith("Case.")


def test_status_and_version_are_set_by_perform_only():
    found = [
        (name, target.lineno, target.attr)
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute) and target.attr in STATE and is_case(target.value)
    ]
    assert [(name, attr) for name, _line, attr in found if attr != "closed_at" or not name.startswith(EFFECTS)] == []
