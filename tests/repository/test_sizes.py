"""Small files with telling names: what can be read in one sitting can be checked in one."""

from tests.repository.tree import files, lines, name, python

MOST_LINES = 400
MOST_TEMPLATE_LINES = 120
SAYING_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "base", "services", "types", "constants"}
SAYING_NOTHING |= {"managers", "misc", "manager", "lib"}
# Django finds a database backend by this name and no other.
NAMED_BY_OTHERS = {"tests/databases/sqlite/base.py", "tests/databases/postgresql/base.py"}


def test_no_file_of_code_is_longer_than_can_be_read():
    assert {name(path): len(lines(path)) for path in python() if len(lines(path)) > MOST_LINES} == {}


def test_no_template_is_long_enough_to_hide_logic():
    templates = [path for path in files(".html") if "templates" in path.parts]
    assert {name(path): len(lines(path)) for path in templates if len(lines(path)) > MOST_TEMPLATE_LINES} == {}


def test_every_module_is_named_for_what_it_does():
    vague = {name(path) for path in python() if {path.stem, path.parent.name} & SAYING_NOTHING}
    assert vague - NAMED_BY_OTHERS == set()


def test_every_module_says_what_it_is_for():
    silent = [name(path) for path in python() if lines(path) and not lines(path)[0].startswith(('"""', 'r"""'))]
    assert [path for path in silent if not path.startswith("tests/")] == []
